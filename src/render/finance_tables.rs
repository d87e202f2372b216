//! Renders money as tables: a row for each total, amount that is covered or realised, cover or realisation, and step of
//! an amount that moved.

use serde_json::Value;

use super::first_sheet::{heading, money, of_basis, pair};
use super::table::{Column, ColumnKind, Table};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, list, text, xlsx};
use crate::language::{Argument, Language, Message};
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("feit", ColumnKind::Word),
    Column::of("basis.peildatum", ColumnKind::Day),
    Column::of("basis.positie", ColumnKind::Whole),
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("programma", ColumnKind::Id),
    Column::of("beleidsterrein", ColumnKind::Id),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("id", ColumnKind::Id),
    Column::of("omschrijving", ColumnKind::Name),
    Column::of("bij", ColumnKind::Id),
    Column::of("soort", ColumnKind::Word),
    Column::of("effect", ColumnKind::Word),
    Column::of("stand", ColumnKind::Word),
    Column::of("lastenBaten", ColumnKind::Word),
    Column::of("duur", ColumnKind::Word),
    Column::of("ingangsdatum", ColumnKind::Day),
    Column::of("bedragInCenten", ColumnKind::Cents),
    Column::of("pm", ColumnKind::Flag),
    Column::of("aantal", ColumnKind::Whole),
    Column::of("aantalPm", ColumnKind::Whole),
    Column::of("openInCenten", ColumnKind::Cents),
    Column::of("verbonden", ColumnKind::Flag),
    Column::of("positie", ColumnKind::Whole),
];

const OF_TOTAL: &[Column] = &[
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("programma", ColumnKind::Id),
    Column::of("beleidsterrein", ColumnKind::Id),
    Column::of("soort", ColumnKind::Word),
    Column::of("effect", ColumnKind::Word),
    Column::of("stand", ColumnKind::Word),
    Column::of("lastenBaten", ColumnKind::Word),
    Column::of("duur", ColumnKind::Word),
    Column::of("bedragInCenten", ColumnKind::Cents),
    Column::of("aantal", ColumnKind::Whole),
    Column::of("aantalPm", ColumnKind::Whole),
    Column::of("verbonden", ColumnKind::Flag),
];

const OF_COVERAGE: &[Column] = &[
    Column::of("rol", ColumnKind::Word),
    Column::of("omschrijving", ColumnKind::Name),
    Column::of("bedrag", ColumnKind::Cents),
    Column::of("openInCenten", ColumnKind::Cents),
    Column::of("soort", ColumnKind::Word),
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("bij", ColumnKind::Id),
    Column::of("id", ColumnKind::Id),
    Column::of("positie", ColumnKind::Whole),
];

const OF_COURSE: &[Column] = &[
    Column::of("omschrijving", ColumnKind::Name),
    Column::of("ingangsdatum", ColumnKind::Day),
    Column::of("bedrag", ColumnKind::Cents),
    Column::of("stand", ColumnKind::Word),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("id", ColumnKind::Id),
    Column::of("positie", ColumnKind::Whole),
];

/// Renders money as CSV: a row for each total, amount, cover or realisation, step, and sum that is out of scope.
pub fn finance_csv(finance: &Value) -> Vec<u8> {
    csv::of_rows(COLUMNS, &rows(finance, csv::LANGUAGE))
}

/// Renders money as a workbook, for people.
pub fn finance_xlsx(finance: &Value, language: Language) -> Vec<u8> {
    let rows = rows(finance, language);
    let of =
        |kinds: &'static [&'static str]| rows.iter().filter(move |row| kinds.iter().any(|kind| row["feit"] == *kind));
    let coverage = of(&["bijstelling", "dekking", "realisatie"]);
    let tables = vec![
        Table::of_rows((message!("finance-totals"), message!("sheet-finance-totals-about")), OF_TOTAL, of(&["totaal"])),
        Table::of_rows((message!("finance-coverage"), message!("sheet-coverage-about")), OF_COVERAGE, coverage),
        Table::of_rows((message!("finance-course"), message!("sheet-course-about")), OF_COURSE, of(&["verloop"])),
    ];
    let point = &finance["basis"];
    let mut account = basis_sheet::of_basis(point, language);
    let say = |message: Message| message.in_language(language);
    account.push(basis_sheet::remark_row(&say(message!("account-amounts")), &say(message!("account-amounts-how"))));
    xlsx::write(WorkbookContent {
        title: say(message!("finance")),
        opening: opening(finance, language),
        tables: tables.into_iter().map(Table::without_empty_columns).collect(),
        account: basis_sheet::table(account),
        made_at: point["beschikbaarOp"].as_str().map(str::to_owned),
        language,
    })
}

/// Returns the file name: `financien-9-2019-04-01-positie-79.csv`.
pub fn finance_file_name(finance: &Value, extension: &str) -> String {
    super::file_name("financien", &finance["basis"], None, extension)
}

/// Builds the first sheet.
fn opening(finance: &Value, language: Language) -> FirstSheet {
    let say = |message: Message| message.in_language(language);
    let day = Argument::known_day(finance["basis"]["peildatum"].as_str().unwrap_or_default(), None);
    let lead = SheetPart::Text(say(message!("opening-lead-finance", day = day)));
    let mut parts = vec![SheetPart::Title(say(message!("finance"))), lead];
    parts.extend(of_basis(&finance["basis"], language));
    let totals = list(finance, "totalen");
    if totals.is_empty() {
        parts.push(SheetPart::Text(say(message!("finance-none"))));
    }
    parts.extend(money(totals, &message!("opening-finance-how"), language));
    parts.extend(open(finance, language));
    if finance["basis"]["begrotingsjaar"].is_i64() {
        parts.push(heading(&message!("opening-out-of-sight"), language));
        parts.extend(
            text::out_of_sight(&finance["buitenBeeld"], language).iter().map(|told| SheetPart::Text(say(told.clone()))),
        );
    }
    FirstSheet { name: message!("sheet-opening"), parts }
}

/// Returns how much of targets, shortfalls and setbacks is open.
fn open(finance: &Value, language: Language) -> Vec<SheetPart> {
    let rows = list(finance, "dekkingen");
    let open: Vec<i128> =
        rows.iter().filter_map(|row| row["openInCenten"].as_i64()).map(i128::from).filter(|open| *open > 0).collect();
    let unknown = rows.iter().filter(|row| row["openInCenten"].is_null()).count();
    let mut parts = Vec::new();
    if !open.is_empty() {
        let cents: i128 = open.iter().sum();
        let told = message!("opening-open-amounts", count = open.len(), amount = Argument::amount(cents));
        parts.push(pair(&message!("opening-open"), told.in_language(language), language));
    }
    if unknown > 0 {
        let told = message!("opening-open-unknown", count = unknown);
        parts.push(pair(&message!("opening-open"), told.in_language(language), language));
    }
    if !parts.is_empty() {
        parts.insert(0, heading(&message!("finance-coverage"), language));
    }
    parts
}

/// Returns every row, flattened.
fn rows(finance: &Value, language: Language) -> Vec<Value> {
    let mut rows: Vec<Value> = list(finance, "totalen").iter().map(|row| fact("totaal", row.clone())).collect();
    for row in list(finance, "dekkingen") {
        let id = &row["bijstelling"]["id"];
        let mut amount = shown(fact("bijstelling", row["bijstelling"].clone()), "finance-role-amount", language);
        amount["openInCenten"] = row["openInCenten"].clone();
        rows.push(amount);
        for (key, kind, role) in
            [("gedektDoor", "dekking", "finance-covered-by"), ("gerealiseerdDoor", "realisatie", "finance-realised-by")]
        {
            rows.extend(list(row, key).iter().map(|part| {
                let mut part = shown(fact(kind, part.clone()), role, language);
                part["bij"] = id.clone();
                part
            }));
        }
    }
    for row in list(finance, "verloop") {
        rows.extend(list(row, "stappen").iter().map(|step| {
            let mut step = shown(fact("verloop", step.clone()), "", language);
            for key in ["id", "omschrijving", "onderdeel", "begrotingsjaar", "soort"] {
                step[key] = row["bijstelling"][key].clone();
            }
            step
        }));
    }
    for (key, kind) in
        [("andereBegrotingsjaren", "ander-begrotingsjaar"), ("zonderBegrotingsjaar", "zonder-begrotingsjaar")]
    {
        let sum = &finance["buitenBeeld"][key];
        if sum["aantal"].as_i64().is_some_and(|count| count > 0) {
            rows.push(fact(kind, sum.clone()));
        }
    }
    for row in &mut rows {
        for key in ["peildatum", "positie"] {
            row[format!("basis.{key}")] = finance["basis"][key].clone();
        }
    }
    rows
}

fn fact(kind: &str, mut row: Value) -> Value {
    row["feit"] = kind.into();
    row
}

/// Adds what people read: p.m. where there is no amount, and its role for the amount above it.
fn shown(mut row: Value, role: &str, language: Language) -> Value {
    let said = |message: Message| message.in_language(language);
    row["rol"] = match role {
        "finance-covered-by" => said(message!("finance-covered-by")),
        "finance-realised-by" => said(message!("finance-realised-by")),
        "finance-role-amount" => said(message!("finance-role-amount")),
        _ => String::new(),
    }
    .into();
    row["bedrag"] = match (&row["bedragInCenten"], row["pm"] == true) {
        (Value::Null, true) => said(message!("amount-pm")).into(),
        (cents, _) => cents.clone(),
    };
    row
}
