//! Renders rounds as tables: a row for each round, sealing and publication; of a single round also for each programme.

use serde_json::{Value, json};

use super::first_sheet::heading;
use super::table::{Cell, Column, ColumnKind, Table, joined};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, items, list, text, wording, xlsx};
use crate::language::{Argument, Language, Message};
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("feit", ColumnKind::Word),
    Column::of("ronde", ColumnKind::Id),
    Column::of("titel", ColumnKind::Name),
    Column::of("soort", ColumnKind::Word),
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("volgnummer", ColumnKind::Whole),
    Column::of("peildatum", ColumnKind::Day),
    Column::of("aanleverenVoor", ColumnKind::Day),
    Column::of("status", ColumnKind::Word),
    Column::of("versie", ColumnKind::Whole),
    Column::of("orgaan", ColumnKind::Word),
    Column::of("strekking", ColumnKind::Word),
    Column::of("genomenOp", ColumnKind::Day),
    Column::of("besluit", ColumnKind::Id),
    Column::of("reden", ColumnKind::Prose),
    Column::of("positie", ColumnKind::Whole),
    Column::of("positieVaststelling", ColumnKind::Whole),
    Column::of("geregistreerdOp", ColumnKind::Id),
    Column::of("digest", ColumnKind::Id),
    Column::of("digestGeraamte", ColumnKind::Id),
    Column::of("wortel", ColumnKind::Id),
    Column::of("rapportageVersie", ColumnKind::Whole),
    Column::of("moment", ColumnKind::Id),
    Column::of("url", ColumnKind::Id),
    Column::of("vervangt", ColumnKind::Name),
    Column::of("programmas", ColumnKind::Id),
    Column::of("programma", ColumnKind::Id),
    Column::of("gedekt", ColumnKind::Flag),
    Column::of("gerapporteerd", ColumnKind::Flag),
    Column::of("prestaties", ColumnKind::Whole),
    Column::of("metToelichting", ColumnKind::Whole),
];

const OF_PROGRAMME: &[Column] = &[
    Column::of("ronde", ColumnKind::Id),
    Column::of("programma", ColumnKind::Id),
    Column::of("titel", ColumnKind::Name),
    Column::of("gedekt", ColumnKind::Flag),
    Column::of("gerapporteerd", ColumnKind::Flag),
    Column::of("prestaties", ColumnKind::Whole),
    Column::of("metToelichting", ColumnKind::Whole),
];

const OF_ROUND: &[Column] = &[
    Column::of("ronde", ColumnKind::Id),
    Column::of("titel", ColumnKind::Name),
    Column::of("soort", ColumnKind::Word),
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("peildatum", ColumnKind::Day),
    Column::of("aanleverenVoor", ColumnKind::Day),
    Column::of("status", ColumnKind::Word),
    Column::of("vaststelling", ColumnKind::Prose),
];

const OF_SEALING: &[Column] = &[
    Column::of("ronde", ColumnKind::Id),
    Column::of("versie", ColumnKind::Whole),
    Column::of("strekking", ColumnKind::Word),
    Column::of("orgaan", ColumnKind::Word),
    Column::of("genomenOp", ColumnKind::Day),
    Column::of("besluit", ColumnKind::Id),
    Column::of("reden", ColumnKind::Prose),
    Column::of("positie", ColumnKind::Whole),
    Column::of("digest", ColumnKind::Id),
];

const OF_PUBLICATION: &[Column] = &[
    Column::of("ronde", ColumnKind::Id),
    Column::of("versie", ColumnKind::Whole),
    Column::of("sinds", ColumnKind::Name),
    Column::of("url", ColumnKind::Id),
    Column::of("vervangt", ColumnKind::Name),
];

/// Renders rounds as CSV: a row per round, followed by its sealings and publications.
pub fn rounds_csv(rounds: &Value) -> Vec<u8> {
    let rounds = items(rounds);
    csv::of_rows(COLUMNS, &rows(rounds, csv::LANGUAGE))
}

/// Renders rounds as a workbook, for people.
pub fn rounds_xlsx(rounds: &Value, language: Language) -> Vec<u8> {
    let rounds = items(rounds);
    let rows = rows(rounds, language);
    let of = |kind: &'static str| rows.iter().filter(move |row| row["feit"] == kind);
    let tables = vec![
        Table::of_rows((message!("rounds-title"), message!("sheet-rounds-about")), OF_ROUND, of("ronde")),
        Table::of_rows(
            (message!("sheet-completeness"), message!("sheet-completeness-about")),
            OF_PROGRAMME,
            of("programma"),
        ),
        Table::of_rows((message!("sheet-sealings"), message!("sheet-sealings-about")), OF_SEALING, of("vaststelling")),
        Table::of_rows(
            (message!("sheet-publications"), message!("sheet-publications-about")),
            OF_PUBLICATION,
            of("publicatie"),
        ),
    ];
    // The workbook is not older than the newest sealing in it.
    let sealed = of("vaststelling").filter_map(|row| row["geregistreerdOp"].as_str()).max();
    let say = |message: Message| message.in_language(language);
    let account = vec![
        basis_sheet::value_row(&say(message!("rounds-title")), ColumnKind::Whole, &Value::from(rounds.len())),
        basis_sheet::remark_row(&say(message!("account-digests")), &say(message!("account-digests-how"))),
    ];
    xlsx::write(WorkbookContent {
        title: say(message!("rounds-title")),
        opening: opening(rounds, language),
        made_at: sealed.map(str::to_owned),
        tables: tables.into_iter().map(Table::without_empty_columns).collect(),
        account: basis_sheet::table(account),
        language,
    })
}

/// Builds the first sheet: the status of each round.
fn opening(rounds: &[Value], language: Language) -> FirstSheet {
    let say = |message: Message| message.in_language(language);
    let lead = SheetPart::Text(say(message!("opening-lead-rounds")));
    let mut parts = vec![SheetPart::Title(say(message!("rounds-title"))), lead];
    if rounds.is_empty() {
        parts.push(SheetPart::Text(say(message!("rounds-none"))));
    }
    parts.push(heading(&message!("rounds-how-far"), language));
    for round in rounds {
        let on = Argument::known_day(round["peildatum"].as_str().unwrap_or_default(), round["nauwkeurigheid"].as_str());
        let status = Argument::word(round["status"].as_str().unwrap_or("onbekend"));
        let told = match newest(round, language) {
            Some(sealed) => message!("round-status-sealed", status = status, day = on, sealed = sealed),
            None => message!("round-status-open", status = status, day = on),
        };
        let name = round["titel"].as_str().or(round["id"].as_str()).unwrap_or_default();
        parts.push(SheetPart::Pair(Cell::Text(name.to_owned()), say(told)));
    }
    FirstSheet { name: message!("sheet-opening"), parts }
}

/// Returns the newest sealing of a round in words.
fn newest(round: &Value, language: Language) -> Option<String> {
    list(round, "vaststellingen").last().map(|sealed| text::sealing_version(language, sealed))
}

/// Returns every row, flattened.
fn rows(rounds: &[Value], language: Language) -> Vec<Value> {
    let mut rows = Vec::new();
    for round in rounds {
        let id = &round["id"];
        let mut row = round.clone();
        row["feit"] = "ronde".into();
        row["ronde"] = id.clone();
        row["vaststelling"] = newest(round, language).into();
        row["programmas"] = json!(joined(&round["programmas"]));
        rows.push(row);
        let parts = [("volledigheid", "programma"), ("vaststellingen", "vaststelling"), ("publicaties", "publicatie")];
        for (key, kind) in parts {
            rows.extend(list(round, key).iter().map(|one| {
                let mut one = one.clone();
                one["feit"] = kind.into();
                one["ronde"] = id.clone();
                let moment = one["moment"].as_str().map(|iso| wording::moment(language, iso));
                one["sinds"] = json!(moment);
                one
            }));
        }
    }
    rows
}
