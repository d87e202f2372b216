//! Renders what people read: a report or a history as text, a report as CSV or workbook, in the requested language. The
//! input is the canonical JSON alone, so that a report of another version, or from a remote service, looks the same.

use peildatum_domain as domain;
use peildatum_domain::{language, message};
use peildatum_projections as projections;

mod agenda_tables;
mod ages;
mod basis_sheet;
mod comparison_items;
mod comparison_reach;
mod comparison_summary;
mod comparison_tables;
mod comparison_terms;
pub mod csv;
mod differences;
mod event_name;
mod finance_tables;
mod findings_tables;
mod first_sheet;
mod labelled_fields;
pub mod labels;
mod light_tables;
mod page;
mod remarks;
mod report_columns;
mod report_tables;
mod round_tables;
mod series_facets;
mod series_tables;
mod table;
mod table_schema;
mod telling;
pub mod text;
pub mod wording;
mod xlsx;

pub use agenda_tables::{agenda_csv, agenda_file_name, agenda_xlsx};
pub use comparison_tables::{comparison_csv, comparison_file_name, comparison_xlsx};
pub use differences::{format_value, reference_in_words};
pub use event_name::event_name;
pub use finance_tables::{finance_csv, finance_file_name, finance_xlsx};
pub use findings_tables::{findings_csv, findings_file_name, findings_xlsx};
pub use labelled_fields::labelled_fields;
pub use labels::label_in_sentence as label;
pub use light_tables::{lights_csv, lights_xlsx};
pub use page::{remove_control_characters, without_control_characters};
pub use remarks::remarks_of;
pub use report_tables::{report_csv, report_file_name, report_xlsx};
pub use round_tables::{rounds_csv, rounds_xlsx};
pub use series_tables::{series_csv, series_file_name, series_xlsx};
pub use table_schema::table_schema;

/// The entries of an agenda in words, for what shows them beside each other.
pub mod agenda {
    pub use super::agenda_tables::{details, line, name, what};
}

/// The parts of a comparison in words, for what shows them beside each other.
pub mod comparison {
    pub use super::comparison_items::{ComparisonItem, ItemChange, ItemKind, ItemPart, group_items};
    pub use super::comparison_reach::{REACHES, explain as explain_reach, programmes};
    pub use super::comparison_summary::{nature_mark, summary_lines};
    pub use super::comparison_terms::{explain_correction, explain_new, explain_totals, explain_view, filter, point};
    pub use super::differences::warning;
}

/// The parts of series in words, for what shows them as a table.
pub mod series {
    pub use super::series_facets::{Facet, FacetRow, SeriesFacet, facets, kind_of, title_of};
    pub use super::text::{series_facts as facts, series_round as round_line, series_view as view};
}

use serde_json::Value;

use crate::domain::time::Instant;
use crate::language::Language;

/// Adds to a report what its notes, lights and amounts say by their days and by `staat`: what is older than the last
/// round, what a round tells again, and what it takes over. The JSON that is served has no such keys.
pub fn with_marks(report: Value) -> Value {
    telling::with_telling(ages::with_ages(report))
}

/// The file formats of a JSON answer besides JSON itself: the same for the service and for the command line.
#[derive(Debug, Clone, Copy)]
pub struct FileFormats {
    /// The name of the kind of file.
    pub name: &'static str,
    /// The columns of the CSV.
    pub columns: &'static [table::Column],
    /// Renders the CSV, for programs.
    pub csv: fn(&Value) -> Vec<u8>,
    /// Renders the workbook, for people, in their language.
    pub xlsx: fn(&Value, Language) -> Vec<u8>,
}

/// The files of a report.
pub const REPORT: FileFormats =
    FileFormats { name: "rapportage", columns: report_tables::COLUMNS, csv: report_csv, xlsx: report_xlsx };
/// The files of a comparison.
pub const COMPARISON: FileFormats = FileFormats {
    name: "vergelijking",
    columns: comparison_tables::COLUMNS,
    csv: comparison_csv,
    xlsx: comparison_xlsx,
};
/// The files of the findings of a round.
pub const FINDINGS: FileFormats =
    FileFormats { name: "signalen", columns: findings_tables::COLUMNS, csv: findings_csv, xlsx: findings_xlsx };
/// The files of money.
pub const FINANCE: FileFormats =
    FileFormats { name: "financien", columns: finance_tables::COLUMNS, csv: finance_csv, xlsx: finance_xlsx };
/// The files of a list of rounds.
pub const ROUNDS: FileFormats =
    FileFormats { name: "rondes", columns: round_tables::COLUMNS, csv: rounds_csv, xlsx: rounds_xlsx };

/// The files of series over rounds.
pub const SERIES: FileFormats =
    FileFormats { name: "reeksen", columns: series_tables::COLUMNS, csv: series_csv, xlsx: series_xlsx };

/// The files of an agenda.
pub const AGENDA: FileFormats =
    FileFormats { name: "agenda", columns: agenda_tables::COLUMNS, csv: agenda_csv, xlsx: agenda_xlsx };

/// The files of a list of lights.
pub const LIGHTS: FileFormats =
    FileFormats { name: "stoplichten", columns: light_tables::COLUMNS, csv: lights_csv, xlsx: lights_xlsx };

/// All kinds of files.
pub const FILES: [FileFormats; 8] = [REPORT, COMPARISON, FINDINGS, FINANCE, ROUNDS, SERIES, AGENDA, LIGHTS];

/// How a text looks, and in which language it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The width in columns; less than [`WIDTH_MIN`] counts as [`WIDTH_MIN`].
    pub width: usize,
    /// Whether to use colours and bold, for a terminal. They come in addition to words and shapes and never replace
    /// them.
    pub colour: bool,
    /// The language of the reader.
    pub language: Language,
}

/// Returns the items of a list; none for a value that is not a list.
fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// Returns a list of an object; empty where it is missing.
fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    items(&object[key])
}

/// The key under which [`set_asked_at`] stores the moment.
pub const ASKED: &str = "gevraagdOp";

/// Adds to a basis the moment that was asked for, so that a text or a workbook can show it before the event that it
/// resolved to. The basis in the JSON names a state and not the query; JSON that is served does not pass through here.
pub fn set_asked_at(basis: &mut Value, moment: Instant) {
    basis[ASKED] = moment.to_string().into();
}

/// Returns the name of a file of this kind for this basis: `rapportage-2019-vr1-versie-2-2019-04-01-positie-57.csv`.
fn file_name(kind: &str, basis: &Value, version: Option<String>, extension: &str) -> String {
    let told = |key: &str| basis[key].as_str().map(str::to_owned);
    let parts = [told("ronde"), version, told("onderdeel"), told("peildatum")];
    // Ids and days contain letters, digits, points and hyphens; any other text is left out of a file name.
    let safe = |part: &String| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let parts: Vec<String> = parts.into_iter().flatten().filter(safe).collect();
    format!("{kind}-{}-positie-{}.{extension}", parts.join("-"), basis["positie"])
}

/// The minimum width: the deepest level of a tree (indent of 8) and an amount (20 columns) leave room for text.
pub const WIDTH_MIN: usize = 48;

impl Default for Style {
    fn default() -> Style {
        Style { width: 80, colour: false, language: Language::Dutch }
    }
}
