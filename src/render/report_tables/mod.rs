//! A report as tables: one of all its facts for CSV, and sheets for a workbook.

mod columns;
mod facts;

use serde_json::Value;

use super::table::{Column, Table};
use super::{basis, csv, xlsx};
use crate::language::Language;
use columns::{COLUMNS, SHEETS, column_of};
pub(super) use columns::{header_of, kind_of};
use facts::{Fact, facts};
pub(super) use facts::{party, reference, told_each};

/// A report, in its canonical JSON or an answer that holds it with `staat`, as CSV: a row a fact, every fact of it.
pub fn report_csv(report: &Value) -> Vec<u8> {
    csv::write(&table("Rapportage", COLUMNS.to_vec(), &facts(report), |_| true))
}

/// The same as a workbook: a sheet a kind of fact, and what it is a report of on the first.
pub fn report_xlsx(report: &Value, language: Language) -> Vec<u8> {
    let facts = facts(report);
    let sheets = SHEETS.iter().map(|sheet| {
        let columns = sheet.keys.iter().map(|key| column_of(key).expect("every key of a sheet has its column"));
        table(sheet.name, columns.collect(), &facts, |fact| fact.kind == sheet.fact)
    });
    let basis = basis::of_report(report, language);
    xlsx::write(basis, sheets.collect(), report["basis"]["beschikbaarOp"].as_str(), language)
}

/// What a file with the report is called: `rapportage-2019-vr1-versie-2-2019-04-01-positie-57.csv`.
pub fn report_file_name(report: &Value, extension: &str) -> String {
    let (basis, version) = (&report["basis"], &report["staat"]["vaststelling"]["versie"]);
    let version = version.as_u64().map(|version| format!("versie-{version}"));
    let told = |key: &str| basis[key].as_str().map(str::to_owned);
    let parts = [told("ronde"), version, told("onderdeel"), told("peildatum")];
    // Ids and days hold letters, digits, points and hyphens; of anything else no file name is made.
    let safe = |part: &String| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let parts: Vec<String> = parts.into_iter().flatten().filter(safe).collect();
    format!("rapportage-{}-positie-{}.{extension}", parts.join("-"), basis["positie"])
}

fn table(name: &'static str, columns: Vec<Column>, facts: &[Fact], wanted: impl Fn(&Fact) -> bool) -> Table {
    let rows = facts.iter().filter(|fact| wanted(fact));
    let rows = rows.map(|fact| columns.iter().map(|column| fact.cell(column)).collect()).collect();
    Table { name, columns, rows }
}

#[cfg(test)]
mod tests;
