//! What people read: a report or a history as text, a report as CSV or workbook. In the language that is asked for, from the
//! canonical JSON alone, so that a report of another version, or of a service at the other end of a line, shows in the same way.

mod basis;
mod compared;
mod comparison_tables;
pub mod csv;
mod differences;
mod finance_tables;
mod findings_tables;
mod gist;
mod labels;
mod marks;
mod opening;
mod page;
mod report_tables;
mod round_tables;
mod steps;
mod table;
mod table_schema;
pub mod text;
mod wording;
mod xlsx;

pub use comparison_tables::{comparison_csv, comparison_file_name, comparison_xlsx};
pub use finance_tables::{finance_csv, finance_file_name, finance_xlsx};
pub use findings_tables::{findings_csv, findings_file_name, findings_xlsx};
pub use labels::inside as label;
pub use report_tables::{report_csv, report_file_name, report_xlsx};
pub use round_tables::{rounds_csv, rounds_xlsx};
pub use table_schema::table_schema;

use serde_json::Value;

use crate::domain::time::Instant;
use crate::language::Language;

/// The files that a JSON answer can be, beside what it is itself: the same for a service and for the command line.
#[derive(Debug, Clone, Copy)]
pub struct Files {
    /// What the kind of file is called.
    pub name: &'static str,
    /// The columns of the CSV.
    pub columns: &'static [table::Column],
    /// For programs.
    pub csv: fn(&Value) -> Vec<u8>,
    /// A workbook for people, in their language.
    pub xlsx: fn(&Value, Language) -> Vec<u8>,
}

/// Of a report.
pub const REPORT: Files =
    Files { name: "rapportage", columns: report_tables::COLUMNS, csv: report_csv, xlsx: report_xlsx };
/// Of a comparison.
pub const COMPARISON: Files =
    Files { name: "vergelijking", columns: comparison_tables::COLUMNS, csv: comparison_csv, xlsx: comparison_xlsx };
/// Of the findings of a round.
pub const FINDINGS: Files =
    Files { name: "signalen", columns: findings_tables::COLUMNS, csv: findings_csv, xlsx: findings_xlsx };
/// Of money.
pub const FINANCE: Files =
    Files { name: "financien", columns: finance_tables::COLUMNS, csv: finance_csv, xlsx: finance_xlsx };
/// Of a list of rounds.
pub const ROUNDS: Files = Files { name: "rondes", columns: round_tables::COLUMNS, csv: rounds_csv, xlsx: rounds_xlsx };

/// All of them.
pub const FILES: [Files; 5] = [REPORT, COMPARISON, FINDINGS, FINANCE, ROUNDS];

/// How text is to look, and in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns; less than [`WIDTH_MIN`] counts as that.
    pub width: usize,
    /// Colours and bold, beside words and shapes and never instead of them: for a terminal.
    pub colour: bool,
    /// The language of whoever reads it.
    pub language: Language,
}

/// The items of a list; none of what is no list.
fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// A list of an object; empty where it is not there.
fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    items(&object[key])
}

/// Where [`note_asked`] keeps the moment.
const ASKED: &str = "gevraagdOp";

/// Keeps beside a basis which moment was asked for, so that a text or a workbook can tell it before the event it led to. The basis
/// of the JSON names a state and not the question; what is given out as JSON has not passed here.
pub fn note_asked(basis: &mut Value, moment: Instant) {
    basis[ASKED] = moment.to_string().into();
}

/// What a file of this kind, about this basis, is called: `rapportage-2019-vr1-versie-2-2019-04-01-positie-57.csv`.
fn file_name(kind: &str, basis: &Value, version: Option<String>, extension: &str) -> String {
    let told = |key: &str| basis[key].as_str().map(str::to_owned);
    let parts = [told("ronde"), version, told("onderdeel"), told("peildatum")];
    // Ids and days hold letters, digits, points and hyphens; of anything else no file name is made.
    let safe = |part: &String| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let parts: Vec<String> = parts.into_iter().flatten().filter(safe).collect();
    format!("{kind}-{}-positie-{}.{extension}", parts.join("-"), basis["positie"])
}

/// Columns that the deepest level of a tree (8 of indent) and an amount (20) leave room beside.
pub const WIDTH_MIN: usize = 48;

impl Default for Style {
    fn default() -> Style {
        Style { width: 80, colour: false, language: Language::Dutch }
    }
}
