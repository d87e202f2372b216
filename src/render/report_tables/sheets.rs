//! Defines the sheets of a report: what people read of each kind of fact, with few enough columns for a page. The CSV
//! has every field.

use super::super::report_columns::{COLUMNS, LIGHT_COLUMNS};
use crate::domain::field::Field;
use crate::language::Message;
use crate::message;
use crate::projections::VIEWS;
use crate::table::{Column, ColumnKind};

/// A sheet: its name, the kind of facts on it, and the keys of its columns. A column without values is left out.
pub(super) struct Sheet {
    pub name: Message,
    pub about: Message,
    pub fact: &'static str,
    pub keys: &'static [&'static str],
}

/// Columns that only sheets have: they combine what has separate columns in the CSV.
const COMBINED_COLUMNS: &[Column] = &[
    Column::of("aspecten", ColumnKind::Name),
    Column::of("duiding", ColumnKind::Prose),
    Column::of("bijzonderheden", ColumnKind::Prose),
    Column::of("letOp", ColumnKind::Word),
];

/// Recorded fields for which no sheet has room; the CSV has them.
const CSV_ALONE: [Field; 6] =
    [Field::SourceUnit, Field::ProMemorie, Field::Direction, Field::TaskField, Field::FollowUpOn, Field::Order];

/// Returns what each column of [`COMBINED_COLUMNS`] combines, by the kind of fact: the keys of the JSON, in order. The
/// particulars also have every field of the view that the sheet has nowhere else.
pub(super) fn combined_keys(key: &str, fact: &str) -> Option<Vec<&'static str>> {
    let chosen = chosen_keys(key, fact)?;
    let rest = if key == "bijzonderheden" { fields_without_place(fact) } else { Vec::new() };
    Some(chosen.iter().copied().chain(rest).collect())
}

fn fields_without_place(fact: &str) -> Vec<&'static str> {
    let keys = sheet_keys(fact);
    let chosen = keys.iter().filter_map(|key| chosen_keys(key, fact)).flatten();
    let placed: Vec<&str> = keys.iter().chain(chosen).copied().collect();
    let view = VIEWS.iter().filter(|view| view.fact == fact).flat_map(|view| view.fields);
    let rest = view.map(|read| read.field).filter(|field| !CSV_ALONE.contains(field));
    rest.map(Field::name).filter(|name| !placed.contains(name)).collect()
}

/// Returns the keys that a column combines, in the order chosen for it.
fn chosen_keys(key: &str, fact: &str) -> Option<&'static [&'static str]> {
    Some(match (key, fact) {
        ("duiding", _) => &["oorzaak", "gevolg", "bijsturing"],
        ("bijzonderheden", "onderdeel") => &["missie", "commissie", "portefeuilles", "voortzettingVan"],
        ("bijzonderheden", "dossier") => &["samenvatting", "uitkomst", "eigenaar", "partijen", "verwijzingen"],
        ("bijzonderheden", "voorziening") => &["omvang", "reden", "vervangenDoor", "besluit", "locatie"],
        ("bijzonderheden", "bijstelling") => &["gedektDoor", "gerealiseerdDoor", "dekt", "realiseert", "besluit"],
        ("bijzonderheden", "mijlpaal") => &["resultaat", "reden", "orgaan", "afhankelijkVan"],
        ("bijzonderheden", "besluit") => &["voorbehoud", "url"],
        _ => return None,
    })
}

/// Returns the sheets in order.
pub(super) fn sheets() -> Vec<Sheet> {
    let sheet = |(name, about), fact| Sheet { name, about, fact, keys: sheet_keys(fact) };
    vec![
        sheet((message!("sheet-nodes"), message!("sheet-nodes-about")), "onderdeel"),
        sheet((message!("sheet-notes"), message!("sheet-notes-about")), "toelichting"),
        sheet((message!("sheet-cases"), message!("sheet-cases-about")), "dossier"),
        sheet((message!("sheet-facilities"), message!("sheet-facilities-about")), "voorziening"),
        sheet((message!("sheet-adjustments"), message!("sheet-adjustments-about")), "bijstelling"),
        sheet((message!("sheet-finance"), message!("sheet-finance-about")), "totaal"),
        sheet((message!("sheet-indicators"), message!("sheet-indicators-about")), "indicator"),
        sheet((message!("sheet-milestones"), message!("sheet-milestones-about")), "mijlpaal"),
        sheet((message!("sheet-announced"), message!("sheet-announced-about")), "aangekondigd"),
        sheet((message!("sheet-decisions"), message!("sheet-decisions-about")), "besluit"),
    ]
}

/// Returns the keys of the columns of the sheet of a kind of fact; none for a fact that is shown with another.
fn sheet_keys(fact: &str) -> &'static [&'static str] {
    match fact {
        "onderdeel" => NODES,
        "toelichting" => NOTES,
        "dossier" => CASES,
        "voorziening" => FACILITIES,
        "bijstelling" => ADJUSTMENTS,
        "totaal" => TOTALS,
        "indicator" => INDICATORS,
        "mijlpaal" => MILESTONES,
        "aangekondigd" => ANNOUNCED,
        "besluit" => DECISIONS,
        _ => &[],
    }
}

const NODES: &[&str] = &[
    "onderdeel",
    "titel",
    "niveau",
    "stoplicht.kleur",
    "aspecten",
    "stoplicht.ingangsdatum",
    "stoplicht.ronde",
    "bijzonderheden",
    "letOp",
    "positie",
];
const NOTES: &[&str] =
    &["onderdeel", "dossier", "kop", "tekst", "duiding", "dossiers", "ingangsdatum", "ronde", "letOp", "positie"];
const CASES: &[&str] = &[
    "onderdeel",
    "titel",
    "soort",
    "status",
    "sinds",
    "stoplicht.kleur",
    "aspecten",
    "bijzonderheden",
    "letOp",
    "id",
    "positie",
];
const FACILITIES: &[&str] = &[
    "onderdeel",
    "dossier",
    "naam",
    "soort",
    "status",
    "sinds",
    "capaciteit",
    "tijdelijk",
    "bijzonderheden",
    "letOp",
    "id",
    "positie",
];
const ADJUSTMENTS: &[&str] = &[
    "onderdeel",
    "dossier",
    "omschrijving",
    "bedragInCenten",
    "soort",
    "effect",
    "stand",
    "lastenBaten",
    "duur",
    "begrotingsjaar",
    "openInCenten",
    "bijzonderheden",
    "letOp",
    "id",
    "positie",
];
const TOTALS: &[&str] = &[
    "onderdeel",
    "onderdeelTitel",
    "begrotingsjaar",
    "soort",
    "effect",
    "stand",
    "lastenBaten",
    "duur",
    "bedragInCenten",
    "aantalPm",
];
const INDICATORS: &[&str] = &[
    "onderdeel",
    "dossier",
    "naam",
    "periode",
    "waarde",
    "eenheid",
    "streefwaarde",
    "norm",
    "ontwikkeling",
    "status",
    "bron",
    "letOp",
    "id",
    "positie",
];
const MILESTONES: &[&str] =
    &["onderdeel", "dossier", "omschrijving", "status", "per", "sinds", "bijzonderheden", "letOp", "id", "positie"];
const ANNOUNCED: &[&str] = &["onderdeel", "onderwerp", "wat", "per", "letOp", "positie"];
const DECISIONS: &[&str] = &[
    "kenmerk",
    "titel",
    "soort",
    "strekking",
    "orgaan",
    "ingangsdatum",
    "betreft",
    "bijzonderheden",
    "letOp",
    "id",
    "positie",
];

/// Returns the column of a key. A test checks that every key of the sheets has one.
pub(super) fn column_of(key: &str) -> Option<Column> {
    COLUMNS.iter().chain(LIGHT_COLUMNS).chain(COMBINED_COLUMNS).find(|column| column.key == key).copied()
}
