//! The catalogue of events: one typed struct per event type, one file per family, and the table that joins them.
//!
//! The structs exist to parse, to bound and to describe; after parsing, an event is a list of fields. Names are English
//! here and Dutch at the border, and the serde names are the only mapping between the two.

mod case;
mod decision;
mod facility;
mod finance;
mod indicator;
mod journal;
mod milestone;
mod note;
mod patch;
mod plan;
mod round;

pub use case::*;
pub use decision::*;
pub use facility::*;
pub use finance::*;
pub use indicator::*;
pub use journal::*;
pub use milestone::*;
pub use note::*;
pub use patch::{Patch, Settable};
pub use plan::*;
pub use round::*;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::field::Field;
use super::ids::SubjectKind::{self, *};
use super::json::read_as;

/// The prefix of every type name at the border.
pub const TYPE_PREFIX: &str = "nl.peildatum.";

macro_rules! event_types {
    ($($variant:ident = $number:literal, $name:literal, v $version:literal, [$($kind:ident),+], [$($example:literal),+];)*) => {
        /// The type of an event. Numbers are written to disk and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum EventType { $(#[doc = $name] $variant = $number,)* }

        impl EventType {
            /// Every type of the catalogue.
            pub const ALL: &[EventType] = &[$(EventType::$variant,)*];

            /// Returns the name at the border, without [`TYPE_PREFIX`].
            pub const fn name(self) -> &'static str {
                match self { $(EventType::$variant => $name,)* }
            }

            /// Returns the type with this name, given without prefix.
            pub fn from_name(name: &str) -> Option<EventType> {
                match name { $($name => Some(EventType::$variant),)* _ => None }
            }

            /// Returns the type with this stored number.
            pub const fn from_number(number: u8) -> Option<EventType> {
                match number { $($number => Some(EventType::$variant),)* _ => None }
            }

            /// Returns the schema version with which new events of this type are written.
            pub const fn schema_version(self) -> u8 {
                match self { $(EventType::$variant => $version,)* }
            }

            /// Returns the kinds of subject that events of this type are about.
            pub const fn subject_kinds(self) -> &'static [SubjectKind] {
                match self { $(EventType::$variant => &[$($kind),+],)* }
            }

            /// Returns an example as typed on the command line: the subject, then `FIELD=VALUE` arguments. In the order
            /// of the catalogue, each example can be recorded after those before it.
            pub const fn example(self) -> &'static [&'static str] {
                match self { $(EventType::$variant => &[$($example),+],)* }
            }

            /// Returns the JSON Schema of the data of this type.
            pub fn data_schema(self, generator: &mut SchemaGenerator) -> Schema {
                match self { $(EventType::$variant => generator.subschema_for::<$variant>(),)* }
            }
        }

        /// The data of one event, parsed.
        #[derive(Debug, Clone, PartialEq)]
        pub enum EventData { $(#[doc = $name] $variant($variant),)* }

        impl EventData {
            /// Parses the data of an event of `kind`.
            ///
            /// # Errors
            /// The first error, with its path.
            pub fn parse(kind: EventType, data: &Value) -> Result<EventData, serde_path_to_error::Error<serde_json::Error>> {
                match kind { $(EventType::$variant => {
                    let parsed: $variant = read_as(data)?;
                    Ok(EventData::$variant(parsed))
                })* }
            }

            /// Returns the type of this data.
            pub const fn kind(&self) -> EventType {
                match self { $(EventData::$variant(_) => EventType::$variant,)* }
            }
        }
    };
}

event_types! {
    NodeRecorded = 1, "onderdeel.opgenomen", v 1, [Node],
        ["onderdeel/9", "niveau=programma", "titel=Maatschappelijke ondersteuning"];
    NodeChanged = 2, "onderdeel.gewijzigd", v 1, [Node],
        ["onderdeel/9", "portefeuilles=Zorg,Welzijn"];
    NodeDropped = 3, "onderdeel.vervallen", v 1, [Node],
        ["onderdeel/9", "opvolgers=", "reden=Opgegaan in een ander programma"];
    CaseOpened = 4, "dossier.geopend", v 1, [Case],
        ["dossier/wachtlijst", "titel=Wachtlijst beschermd wonen", "soort=wachtlijst", "onderdeel=9"];
    CaseChanged = 5, "dossier.gewijzigd", v 1, [Case],
        ["dossier/wachtlijst", "eigenaar=Afdeling Zorg"];
    CaseClosed = 6, "dossier.gesloten", v 1, [Case],
        ["dossier/wachtlijst", "uitkomst=De wachtlijst is weggewerkt"];
    CaseReopened = 7, "dossier.heropend", v 1, [Case],
        ["dossier/wachtlijst", "reden=Er staan opnieuw mensen op de lijst"];
    NoteRecorded = 8, "toelichting.vastgelegd", v 1, [Case, Node],
        ["dossier/wachtlijst", "kop=Wachttijd", "tekst=De wachttijd is nog vier maanden."];
    LightSet = 9, "stoplicht.gezet", v 1, [Case, Node],
        ["dossier/wachtlijst", "kleur=oranje", "tijd=oranje", "geld=groen"];
    MilestonePlanned = 10, "mijlpaal.gepland", v 1, [Milestone],
        ["mijlpaal/aanbesteding", "omschrijving=De aanbesteding is gegund", "dossier=wachtlijst", "per=2026-06-01"];
    MilestoneMoved = 11, "mijlpaal.verschoven", v 1, [Milestone],
        ["mijlpaal/aanbesteding", "per=2026-09-01", "reden=Er was maar één inschrijving"];
    MilestoneMet = 12, "mijlpaal.gehaald", v 1, [Milestone],
        ["mijlpaal/aanbesteding", "resultaat=Twee aanbieders"];
    MilestoneDropped = 13, "mijlpaal.vervallen", v 1, [Milestone],
        ["mijlpaal/aanbesteding", "reden=De aanbesteding is ingetrokken"];
    AdjustmentRecorded = 14, "bijstelling.vastgelegd", v 1, [Adjustment],
        ["bijstelling/tekort-opvang", "onderdeel=9", "omschrijving=Meer plaatsen in de opvang", "bedrag=125.000,00", "soort=tekort", "effect=nadeel", "stand=prognose", "begrotingsjaar=2026"];
    AdjustmentChanged = 15, "bijstelling.gewijzigd", v 1, [Adjustment],
        ["bijstelling/tekort-opvang", "bedrag=150.000,00"];
    AdjustmentDropped = 16, "bijstelling.vervallen", v 1, [Adjustment],
        ["bijstelling/tekort-opvang", "reden=Het Rijk vergoedt de plaatsen"];
    AdjustmentToldAgain = 33, "bijstelling.opnieuw-gemeld", v 1, [Adjustment],
        ["bijstelling/tekort-opvang", "ronde=2026-vr1"];
    FacilityOpened = 17, "voorziening.geopend", v 1, [Facility],
        ["voorziening/gebouw-c", "naam=Gebouw C", "soort=maatschappelijke-opvang", "onderdeel=9", "capaciteit=40"];
    FacilityCapacityChanged = 18, "voorziening.capaciteit-gewijzigd", v 1, [Facility],
        ["voorziening/gebouw-c", "capaciteit=32"];
    FacilityRestricted = 19, "voorziening.beperkt", v 1, [Facility],
        ["voorziening/gebouw-c", "reden=De begane grond wordt verbouwd"];
    FacilityClosed = 20, "voorziening.gesloten", v 1, [Facility],
        ["voorziening/gebouw-c", "reden=Het huurcontract liep af"];
    FacilityReopened = 21, "voorziening.heropend", v 1, [Facility],
        ["voorziening/gebouw-c", "reden=Er is een nieuw huurcontract"];
    IndicatorRecorded = 22, "indicator.opgenomen", v 1, [Indicator],
        ["indicator/begeleiding", "naam=Mensen met begeleiding", "eenheid=mensen", "richting=neutraal", "onderdeel=9", "streefwaarden.2026=1200"];
    IndicatorMeasured = 23, "indicator.gemeten", v 1, [Indicator],
        ["indicator/begeleiding", "periode=2026-Q1", "waarde=1187", "status=voorlopig"];
    DecisionTaken = 24, "besluit.genomen", v 1, [Decision],
        ["besluit/bw-26.0017", "soort=collegebesluit", "kenmerk=B&W 26.0017", "titel=Uitbreiding van de opvang", "strekking=vastgesteld", "betreft=dossier/wachtlijst"];
    DecisionChanged = 25, "besluit.gewijzigd", v 1, [Decision],
        ["besluit/bw-26.0017", "voorbehoud.tekst=Als de raad het geld beschikbaar stelt", "voorbehoud.orgaan=raad"];
    RoundOpened = 26, "ronde.geopend", v 2, [Round],
        ["ronde/2026-vr1", "soort=voortgangsrapportage", "begrotingsjaar=2026", "volgnummer=1", "titel=Eerste voortgangsrapportage 2026", "peildatum=2026-04-01", "programmas=9"];
    RoundChanged = 27, "ronde.gewijzigd", v 2, [Round],
        ["ronde/2026-vr1", "aanleverenVoor=2026-04-15"];
    RoundReopened = 28, "ronde.heropend", v 1, [Round],
        ["ronde/2026-vr1", "reden=Een bedrag bleek niet te kloppen"];
    RoundSealed = 29, "ronde.vastgesteld", v 1, [Round],
        ["ronde/2026-vr1"];
    RoundPublished = 30, "ronde.gepubliceerd", v 1, [Round],
        ["ronde/2026-vr1", "moment=2026-05-20T09:00:00Z", "url=https://gemeente.example/vr1", "versie=1", "weergaven="];
    EventWithdrawn = 31, "gebeurtenis.ingetrokken", v 1, [Event],
        ["gebeurtenis/7", "reden=Dubbel vastgelegd"];
    EventErased = 32, "gebeurtenis.gewist", v 1, [Event],
        ["gebeurtenis/8", "grondslag=artikel 17 AVG", "besluit=B&W 26.0018"];
}

impl EventType {
    /// Parses a type name as written at the border, `nl.peildatum.voorziening.gesloten`.
    pub fn parse(name: &str) -> Option<EventType> {
        name.strip_prefix(TYPE_PREFIX).and_then(EventType::from_name)
    }

    /// Returns the name as written at the border.
    pub fn full_name(self) -> String {
        format!("{TYPE_PREFIX}{}", self.name())
    }

    /// Returns the top-level fields that the data of an event of this type may have.
    pub fn fields(self) -> Vec<Field> {
        let mut generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
        let schema = self.data_schema(&mut generator).to_value();
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flat_map(|all| all.keys()).filter_map(|key| Field::from_name(key)).collect()
    }

    /// Returns true for types whose effective day decides nothing: they hold from their position on.
    pub const fn holds_from_position(self) -> bool {
        matches!(self.subject_kinds()[0], SubjectKind::Round | SubjectKind::Event)
    }

    /// Returns true for types whose data are fields to change, where null clears a field.
    pub const fn is_change(self) -> bool {
        use EventType as T;
        matches!(self, T::NodeChanged | T::CaseChanged | T::AdjustmentChanged | T::DecisionChanged | T::RoundChanged)
    }

    /// Returns true for types whose events coexist, or hold per period, and never set the fields of their subject.
    pub const fn coexists(self) -> bool {
        use EventType as T;
        matches!(self, T::NoteRecorded | T::LightSet | T::IndicatorMeasured | T::AdjustmentToldAgain)
    }

    /// Returns true for types after which the subject no longer exists.
    pub const fn drops(self) -> bool {
        matches!(self, EventType::NodeDropped | EventType::AdjustmentDropped)
    }

    /// Returns true for types that set the status of a subject: existing, open, closed or met.
    pub const fn sets_status(self) -> bool {
        use EventType as T;
        self.introduces()
            || matches!(
                self,
                T::NodeDropped
                    | T::CaseClosed
                    | T::CaseReopened
                    | T::MilestoneMet
                    | T::MilestoneDropped
                    | T::AdjustmentDropped
                    | T::FacilityRestricted
                    | T::FacilityClosed
                    | T::FacilityReopened
                    | T::RoundReopened
                    | T::RoundSealed
            )
    }

    /// Returns true for types that introduce a subject.
    pub const fn introduces(self) -> bool {
        use EventType as T;
        matches!(
            self,
            T::NodeRecorded
                | T::CaseOpened
                | T::MilestonePlanned
                | T::AdjustmentRecorded
                | T::FacilityOpened
                | T::IndicatorRecorded
                | T::DecisionTaken
                | T::RoundOpened
        )
    }
}
