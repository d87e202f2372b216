//! Renders the findings of a round as tables: a row per finding.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::first_sheet::{heading, of_basis, pair};
use super::table::{Cell, Column, ColumnKind, Table, joined};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, labels, list, text, wording, xlsx};
use crate::language::Language;
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("ronde", ColumnKind::Id),
    Column::of("versie", ColumnKind::Whole),
    Column::of("basis.peildatum", ColumnKind::Day),
    Column::of("basis.positie", ColumnKind::Whole),
    Column::of("ernst", ColumnKind::Word),
    Column::of("code", ColumnKind::Word),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("onderwerp", ColumnKind::Id),
    Column::of("melding", ColumnKind::Prose),
    Column::of("gebeurtenissen", ColumnKind::Trail),
    Column::of("sindsRonde", ColumnKind::Id),
];

/// Columns of the sheet.
const SHEET: &[Column] = &[
    Column::of("ernst", ColumnKind::Word),
    Column::of("signaal", ColumnKind::Name),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("melding", ColumnKind::Prose),
    Column::of("sindsRonde", ColumnKind::Id),
    Column::of("onderwerp", ColumnKind::Id),
    Column::of("gebeurtenissen", ColumnKind::Trail),
];

/// Renders findings as CSV. Its headers are Dutch, and so are the findings.
pub fn findings_csv(findings: &Value) -> Vec<u8> {
    csv::of_rows(COLUMNS, &rows(findings, csv::LANGUAGE))
}

/// Renders findings as a workbook, for people: how many there are of each code, then each finding.
pub fn findings_xlsx(findings: &Value, language: Language) -> Vec<u8> {
    let rows = rows(findings, language);
    let sheet = (message!("findings-title"), message!("sheet-findings-about"));
    xlsx::write(WorkbookContent {
        title: title(findings, language),
        opening: opening(findings, language),
        tables: vec![Table::of_rows(sheet, SHEET, rows.iter()).without_empty_columns()],
        account: account(findings, language),
        made_at: findings["basis"]["beschikbaarOp"].as_str().map(str::to_owned),
        language,
    })
}

/// Returns the file name: `signalen-2021-vr2-versie-2-2021-09-01-positie-79.csv`.
pub fn findings_file_name(findings: &Value, extension: &str) -> String {
    let version = findings["versie"].as_u64().map(|version| format!("versie-{version}"));
    super::file_name("signalen", &findings["basis"], version, extension)
}

fn title(findings: &Value, language: Language) -> String {
    let round = findings["basis"]["ronde"].as_str().unwrap_or_default();
    message!("findings-title-of", round = round).in_language(language)
}

/// Builds the first sheet.
fn opening(findings: &Value, language: Language) -> FirstSheet {
    let lead = message!("opening-lead-findings").in_language(language);
    let mut parts = vec![SheetPart::Title(title(findings, language)), SheetPart::Text(lead)];
    parts.extend(of_basis(&findings["basis"], language));
    parts.push(pair(&message!("findings-window"), text::window(findings, language), language));
    let sealed = match findings["versie"].as_i64() {
        Some(version) => message!("findings-of-version", version = version),
        None => message!("findings-of-no-version"),
    };
    parts.push(pair(&message!("report-sealed"), sealed.in_language(language), language));
    parts.push(heading(&message!("opening-in-short"), language));
    parts.push(counts(findings, language));
    FirstSheet { name: message!("sheet-opening"), parts }
}

/// Counts the findings of each code, the gravest first; or states that there are none.
fn counts(findings: &Value, language: Language) -> SheetPart {
    let mut counted: BTreeMap<(usize, &str), (&str, i64)> = BTreeMap::new();
    for (at, finding) in list(findings, "signalen").iter().enumerate() {
        let (code, severity) =
            (finding["code"].as_str().unwrap_or_default(), finding["ernst"].as_str().unwrap_or_default());
        let first = counted.keys().find(|(_, other)| *other == code).map_or(at, |(first, _)| *first);
        counted.entry((first, code)).or_insert((severity, 0)).1 += 1;
    }
    if counted.is_empty() {
        return SheetPart::Text(message!("findings-none").in_language(language));
    }
    let head = |key: &str, kind| (labels::field(language, key), kind);
    let heads =
        vec![head("signaal", ColumnKind::Name), head("ernst", ColumnKind::Word), head("aantal", ColumnKind::Whole)];
    let row = |((_, code), (severity, count)): ((usize, &str), (&str, i64))| {
        let code = wording::capital(&wording::words(language, code));
        vec![Cell::Text(code), Cell::Word(severity.to_owned()), Cell::Whole(count)]
    };
    SheetPart::Rows(heads, counted.into_iter().map(row).collect())
}

/// Builds the last sheet.
fn account(findings: &Value, language: Language) -> Table {
    let mut rows = basis_sheet::of_basis(&findings["basis"], language);
    let version = labels::field(language, "versie");
    rows.push(basis_sheet::value_row(&version, ColumnKind::Whole, &findings["versie"]));
    basis_sheet::table(rows)
}

/// Returns every finding, flattened.
fn rows(findings: &Value, language: Language) -> Vec<Value> {
    let point = &findings["basis"];
    let row = |finding: &Value| {
        let code = finding["code"].as_str().unwrap_or_default();
        json!({
            "ronde": point["ronde"], "versie": findings["versie"], "basis.peildatum": point["peildatum"], "basis.positie": point["positie"],
            "ernst": finding["ernst"], "code": code, "signaal": wording::capital(&wording::words(language, code)),
            "onderdeel": finding["onderdeel"], "onderwerp": finding["onderwerp"], "melding": finding["melding"],
            "gebeurtenissen": joined(&finding["posities"]), "sindsRonde": finding["sindsRonde"],
        })
    };
    list(findings, "signalen").iter().map(row).collect()
}
