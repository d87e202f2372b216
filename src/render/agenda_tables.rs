//! The agenda: its entries in words, and as tables.

use serde_json::Value;

use super::table::{Column, ColumnKind, Table};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, list, wording, xlsx};
use crate::language::{Argument, Language, Message};
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("per", ColumnKind::Day),
    Column::of("wat", ColumnKind::Event),
    Column::of("onderwerp", ColumnKind::Id),
    Column::of("naam", ColumnKind::Name),
    Column::of("capaciteit", ColumnKind::Whole),
    Column::of("reden", ColumnKind::Prose),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("dossier", ColumnKind::Id),
    Column::of("oordeel", ColumnKind::Word),
    Column::of("positie", ColumnKind::Whole),
    Column::of("laatstePositie", ColumnKind::Whole),
    Column::of("gewijzigdOp", ColumnKind::Id),
    Column::of("id", ColumnKind::Id),
];

/// Renders an agenda as CSV: a row an entry.
pub fn agenda_csv(agenda: &Value) -> Vec<u8> {
    csv::of_rows(COLUMNS, list(agenda, "agendapunten"))
}

/// Returns the name of a file of an agenda: `agenda-9-positie-57.csv`.
pub fn agenda_file_name(agenda: &Value, extension: &str) -> String {
    super::file_name("agenda", &agenda["basis"], None, extension)
}

/// Renders an agenda as a workbook, for people.
pub fn agenda_xlsx(agenda: &Value, language: Language) -> Vec<u8> {
    let say = |message: Message| message.in_language(language);
    let basis = &agenda["basis"];
    let entries = list(agenda, "agendapunten");
    let table = Table::of_rows((message!("agenda-title"), message!("agenda-about")), COLUMNS, entries.iter());
    let mut parts = vec![SheetPart::Title(say(message!("agenda-title"))), SheetPart::Text(say(period(basis)))];
    if entries.is_empty() {
        parts.push(SheetPart::Text(say(message!("agenda-none"))));
    }
    let mut account = vec![basis_sheet::remark_row(&say(message!("agenda-period")), &say(period(basis)))];
    account.extend(basis_sheet::of_basis(basis, language));
    xlsx::write(WorkbookContent {
        title: say(message!("agenda-title")),
        opening: FirstSheet { name: message!("sheet-opening"), parts },
        made_at: basis["beschikbaarOp"].as_str().map(str::to_owned),
        tables: vec![table.without_empty_columns()],
        account: basis_sheet::table(account),
        language,
    })
}

/// Returns the period of an agenda in words.
pub fn period(basis: &Value) -> Message {
    let day = |key: &str| Argument::known_day(basis[key].as_str().unwrap_or_default(), None);
    message!("agenda-between", from = day("van"), until = day("tot"))
}

/// Returns the name of what an entry is about; its subject where the name was erased.
pub fn name(entry: &Value, language: Language) -> String {
    match (entry["naam"].as_str(), entry["onderwerp"].as_str()) {
        (Some(name), _) => name.to_owned(),
        (None, subject) => {
            format!("{} ({})", subject.unwrap_or_default(), message!("agenda-erased").in_language(language))
        }
    }
}

/// Returns what happens on the day of an entry: `sluit`, `40 plaatsen`, `mijlpaal`.
pub fn what(entry: &Value, language: Language) -> String {
    let kind = entry["wat"].as_str().unwrap_or_default();
    let is_milestone = entry["onderwerp"].as_str().is_some_and(|subject| subject.starts_with("mijlpaal/"));
    let told = match entry["capaciteit"].as_i64() {
        _ if is_milestone => message!("agenda-milestone"),
        Some(places) if kind == "voorziening.capaciteit-gewijzigd" => message!("agenda-places", count = places),
        // Without a tense: what is past stands in it too.
        _ => match kind {
            "voorziening.geopend" => message!("agenda-opens"),
            "voorziening.gesloten" => message!("agenda-closes"),
            "voorziening.heropend" => message!("agenda-opens-again"),
            kind => return wording::announced(language, kind),
        },
    };
    told.in_language(language)
}

/// Returns what an entry says besides its day and name: why, where it belongs, how exactly the day is known, and which
/// event says so.
pub fn details(entry: &Value, language: Language) -> Vec<String> {
    let told = |key: &str| entry[key].as_str();
    let day = told("nauwkeurigheid")
        .zip(told("per"))
        .map(|(precision, iso)| message!("agenda-day-known", day = wording::day(language, iso, Some(precision))));
    let position = message!("agenda-event", position = entry["positie"].as_u64().unwrap_or_default());
    let mut all: Vec<String> = told("reden").map(str::to_owned).into_iter().collect();
    let parts = [
        told("onderdeel").map(|node| message!("agenda-node", node = node)),
        told("dossier").map(|case| message!("agenda-case", case = case)),
        day,
        Some(position),
    ];
    all.extend(parts.into_iter().flatten().map(|part| part.in_language(language)));
    all.extend(super::remarks_of(language, entry));
    all
}

/// Returns an entry in one line: `Gebouw C: sluit`.
pub fn line(entry: &Value, language: Language) -> String {
    let line = message!("agenda-line", name = name(entry, language), what = what(entry, language));
    line.in_language(language)
}
