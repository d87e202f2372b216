//! What people read: a report or a history as text, a report as CSV or workbook. In the language that is asked for, from the
//! canonical JSON alone, so that a report of another version, or of a service at the other end of a line, shows in the same way.

mod basis;
mod compared;
mod comparison_tables;
pub mod csv;
mod differences;
mod gist;
mod labels;
mod page;
mod report_tables;
mod steps;
mod table;
pub mod text;
mod wording;
mod xlsx;

pub use comparison_tables::{comparison_csv, comparison_file_name, comparison_xlsx};
pub use report_tables::{report_csv, report_file_name, report_xlsx};

use serde_json::Value;

use crate::domain::time::Instant;
use crate::language::Language;

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

/// Where [`note_asked`] keeps the moment.
const ASKED: &str = "gevraagdOp";

/// Keeps beside a basis which moment was asked for, so that a text or a workbook can tell it before the event it led to. The basis
/// of the JSON names a state and not the question; what is given out as JSON has not passed here.
pub fn note_asked(basis: &mut Value, moment: Instant) {
    basis[ASKED] = moment.to_string().into();
}

/// Columns that the deepest level of a tree (8 of indent) and an amount (20) leave room beside.
pub const WIDTH_MIN: usize = 48;

impl Default for Style {
    fn default() -> Style {
        Style { width: 80, colour: false, language: Language::Dutch }
    }
}
