//! Schemas of responses that are generated from types: each type is a closed component, and every key that is always
//! present is required.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

use super::fields::refine_fields;
use crate::domain::schema::close_objects;

/// The names of the types at the border. A type that is not listed keeps its own name.
const NAMES: &[(&str, &str)] = &[
    ("Report", "Rapportage"),
    ("Basis", "Basis"),
    ("RoundView", "RapportageRonde"),
    ("NodeView", "RapportageOnderdeel"),
    ("CaseView", "RapportageDossier"),
    ("FacilityView", "RapportageVoorziening"),
    ("AdjustmentView", "RapportageBijstelling"),
    ("IndicatorView", "RapportageIndicator"),
    ("MilestoneView", "RapportageMijlpaal"),
    ("DecisionView", "RapportageBesluit"),
    ("AnnouncedView", "Aankondiging"),
    ("LightView", "Stoplicht"),
    ("NoteView", "Toelichting"),
    ("FinanceRow", "RapportageTotaal"),
    ("SealingName", "NaamVanVaststelling"),
    ("Comparison", "Vergelijking"),
    ("AskedFor", "VergelijkingFilter"),
    ("Difference", "Verschil"),
    ("NamedNode", "OnderdeelMetTitel"),
    ("NotePair", "ToelichtingPaar"),
    ("Word", "Woordverschil"),
    ("TotalRow", "VergelekenTotaal"),
    ("NodeTotalRow", "VergelekenTotaalPerOnderdeel"),
    ("Counts", "Tellingen"),
    ("NotRenewed", "NietVernieuwd"),
    ("UnreportedProgramme", "NietGerapporteerdProgramma"),
    ("Summary", "Samenvatting"),
    ("Part", "SamenvattingDeel"),
    ("Tally", "SamenvattingSoort"),
    ("Lights", "SamenvattingStoplichten"),
    ("Turned", "GewijzigdStoplicht"),
    ("Left", "SamenvattingNietVernieuwd"),
    ("Moved", "SamenvattingGeld"),
    ("Findings", "Signalen"),
    ("Finding", "Signaal"),
    ("Window", "Tijdvak"),
    ("Finance", "Financien"),
    ("FinanceBasis", "FinancienBasis"),
    ("Sum", "Som"),
    ("OutOfSight", "BuitenBeeld"),
    ("FinanceTotal", "FinancienTotaal"),
    ("AmountView", "Bedrag"),
    ("CoverageRow", "Dekking"),
    ("CourseRow", "Verloop"),
    ("CourseStep", "VerloopStap"),
    ("SearchHit", "Vondst"),
    ("SearchPlace", "Vindplaats"),
    ("Agenda", "Agenda"),
    ("NodeLight", "OnderdeelMetStoplicht"),
    ("ArrivalView", "Ingegaan"),
    ("ArrivalEvent", "IngegaanCloudEvent"),
    ("AgendaBasis", "AgendaBasis"),
    ("AgendaEntry", "Agendapunt"),
    ("Series", "Reeksen"),
    ("SeriesBasis", "ReeksenBasis"),
    ("SeriesColumn", "ReeksenKolom"),
    ("SeriesRow", "ReeksenRij"),
    ("SeriesCell", "ReeksenCel"),
    ("SeriesLight", "ReeksenStoplicht"),
    ("SeriesNote", "ReeksenToelichting"),
    ("SeriesText", "ReeksenTekst"),
    ("AuditRow", "AuditTrail"),
    ("AuditChanges", "AuditTrailWijzigingen"),
    ("Sealing", "Vaststelling"),
    ("Erased", "GewisteTekst"),
    ("PreviewView", "VoorgenomenVaststelling"),
    ("Obstacle", "Belemmering"),
    ("PerSeverity", "SignalenPerErnst"),
    ("PreviewCounts", "VoorgenomenTellingen"),
    ("LightCounts", "StoplichtenPerKleur"),
    ("CloudEvent", "CloudEvent"),
];

/// Collects types, each with everything that it refers to.
pub struct Types {
    generator: SchemaGenerator,
}

impl Types {
    /// Creates an empty collection.
    pub fn new() -> Types {
        // The generator is set to serialisation, so that keys that are always written are required.
        Types { generator: SchemaSettings::draft2020_12().for_serialize().into_generator() }
    }

    /// Adds a type.
    #[must_use]
    pub fn with<T: JsonSchema>(mut self) -> Types {
        self.generator.subschema_for::<T>();
        self
    }

    /// Returns each schema by its name at the border.
    pub fn components(mut self) -> Map<String, Value> {
        let found = self.generator.take_definitions(true);
        let mut all = Map::new();
        for (name, mut schema) in found {
            rename_references(&mut schema);
            close_objects(&mut schema);
            refine_fields(border_name(&name), &mut schema);
            all.insert(border_name(&name).to_owned(), schema);
        }
        all
    }
}

fn border_name(name: &str) -> &str {
    NAMES.iter().find(|(own, _)| *own == name).map_or(name, |(_, border)| border)
}

fn rename_references(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref")
                && let Some(name) = target.strip_prefix("#/$defs/")
            {
                *target = format!("#/components/schemas/{}", border_name(name));
            }
            object.values_mut().for_each(rename_references);
        }
        Value::Array(parts) => parts.iter_mut().for_each(rename_references),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
