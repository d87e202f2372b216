//! Renders a report as tables: one CSV with all its facts, and sheets for a workbook.

mod facts;
mod first_sheet;
mod sheets;

use serde_json::Value;

pub(super) use super::report_columns::COLUMNS;
use super::table::{Column, Table};
use super::telling::with_telling;
use super::xlsx::WorkbookContent;
use super::{basis_sheet, csv, text, with_marks, xlsx};
use crate::language::Language;
use facts::{Fact, facts};
use sheets::{Sheet, column_of, sheets};

/// Renders a report as CSV, from its canonical JSON or an answer that contains it with `staat`: a row per fact, for
/// every fact. It is for programs and so the same in every language.
pub fn report_csv(report: &Value) -> Vec<u8> {
    let facts = facts(&with_telling(text::with_missing(report.clone(), Language::Dutch)));
    let rows = facts.iter().map(|fact| COLUMNS.iter().map(|column| fact.cell(column)).collect());
    csv::write(COLUMNS, rows)
}

/// Renders a report as a workbook, for people: first a summary in words and sums, then a sheet per kind of fact, last
/// what the report is of.
pub fn report_xlsx(report: &Value, language: Language) -> Vec<u8> {
    let report = &with_marks(text::with_missing(report.clone(), language));
    let facts = facts(report);
    xlsx::write(WorkbookContent {
        title: first_sheet::title(report, language),
        opening: first_sheet::of_report(report, language),
        tables: sheets().into_iter().map(|sheet| table(sheet, &facts, language)).collect(),
        account: basis_sheet::of_report(report, language),
        made_at: report["basis"]["beschikbaarOp"].as_str().map(str::to_owned),
        language,
    })
}

/// Returns the file name: `rapportage-2019-vr1-versie-2-2019-04-01-positie-57.csv`.
pub fn report_file_name(report: &Value, extension: &str) -> String {
    let version = report["staat"]["vaststelling"]["versie"].as_u64().map(|version| format!("versie-{version}"));
    super::file_name("rapportage", &report["basis"], version, extension)
}

/// Returns the facts of a kind, without the columns in which none of them has a value.
fn table(sheet: Sheet, facts: &[Fact], language: Language) -> Table {
    let columns = sheet.keys.iter().map(|key| column_of(key).expect("every key of a sheet has its column"));
    let columns: Vec<Column> = columns.collect();
    let of_kind = facts.iter().filter(|fact| fact.kind == sheet.fact);
    let rows = of_kind.map(|fact| columns.iter().map(|column| fact.shown(column, language)).collect()).collect();
    Table { name: sheet.name, about: sheet.about, columns, heads: Vec::new(), rows }.without_empty_columns()
}

#[cfg(test)]
mod tests;
