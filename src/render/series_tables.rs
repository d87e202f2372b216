//! Renders series as tables: in a CSV a row for each subject in each round, in a workbook a sheet for each side of them,
//! with a row a subject and a column a round.

use serde_json::{Value, json};

use super::first_sheet::heading;
use super::series_facets::{Facet, facets};
use super::table::{Cell, Column, ColumnKind, Table};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, list, text, wording, xlsx};
use crate::language::{Language, Message};
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("onderwerp", ColumnKind::Id),
    Column::of("titel", ColumnKind::Name),
    Column::of("soort", ColumnKind::Word),
    Column::of("niveau", ColumnKind::Word),
    Column::of("periode", ColumnKind::Id),
    Column::of("ronde", ColumnKind::Id),
    Column::of("ronde.begrotingsjaar", ColumnKind::Whole),
    Column::of("ronde.peildatum", ColumnKind::Day),
    Column::of("ronde.positie", ColumnKind::Whole),
    Column::of("ronde.versie", ColumnKind::Whole),
    Column::of("code", ColumnKind::Id),
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("status", ColumnKind::Word),
    Column::of("sinds", ColumnKind::Day),
    Column::of("per", ColumnKind::Day),
    Column::of("stoplicht.kleur", ColumnKind::Colour),
    Column::of("stoplicht.overgenomen", ColumnKind::Flag),
    Column::of("toelichting.aantal", ColumnKind::Whole),
    Column::of("toelichting.overgenomen", ColumnKind::Flag),
    Column::of("bedragInCenten", ColumnKind::Cents),
    Column::of("pm", ColumnKind::Flag),
    Column::of("gemeld", ColumnKind::Word),
    Column::of("openInCenten", ColumnKind::Cents),
    Column::of("begrotingsjaar", ColumnKind::Whole),
    Column::of("effect", ColumnKind::Word),
    Column::of("stand", ColumnKind::Word),
    Column::of("capaciteit", ColumnKind::Whole),
    Column::of("waarde", ColumnKind::Decimal),
    Column::of("ontwikkeling", ColumnKind::Word),
    Column::of("norm", ColumnKind::Word),
    Column::of("herzien", ColumnKind::Flag),
    Column::of("opvolgers", ColumnKind::Id),
    Column::of("voortzettingVan", ColumnKind::Id),
    Column::of("positie", ColumnKind::Whole),
    Column::of("signalen", ColumnKind::Id),
];

/// Renders series as CSV: a row for each subject in each round that shows it.
pub fn series_csv(series: &Value) -> Vec<u8> {
    csv::of_rows(COLUMNS, &rows(series))
}

/// Returns the name of a file of series: `reeksen-9-positie-57.csv`.
pub fn series_file_name(series: &Value, extension: &str) -> String {
    super::file_name("reeksen", &series["basis"], None, extension)
}

/// Renders series as a workbook, for people.
pub fn series_xlsx(series: &Value, language: Language) -> Vec<u8> {
    let say = |message: Message| message.in_language(language);
    let heads = heads(series, language);
    let tables = facets(series, language).into_iter().map(|facet| table(facet, &heads, language)).collect();
    let basis = &series["basis"];
    let mut account = basis_sheet::of_basis(basis, language);
    account.push(basis_sheet::remark_row(&say(message!("account-empty")), &say(message!("series-empty-how"))));
    xlsx::write(WorkbookContent {
        title: say(message!("series-title")),
        opening: opening(series, language),
        made_at: basis["beschikbaarOp"].as_str().map(str::to_owned),
        tables,
        account: basis_sheet::table(account),
        language,
    })
}

/// Returns the heading of each round: its id and its reporting date.
fn heads(series: &Value, language: Language) -> Vec<String> {
    let head = |round: &Value| {
        let on = round["peildatum"].as_str().map(|on| wording::day(language, on, None)).unwrap_or_default();
        format!("{} ({on})", round["id"].as_str().unwrap_or_default())
    };
    list(series, "rondes").iter().map(head).collect()
}

fn table(facet: Facet<'_>, heads: &[String], language: Language) -> Table {
    let mut columns = vec![Column::of("onderwerp", ColumnKind::Id), Column::of("titel", ColumnKind::Name)];
    let kind = |cell: &Cell| matches!(cell, Cell::Cents(_));
    let cents = facet.rows.iter().flat_map(|row| &row.cells).any(kind);
    columns.extend(heads.iter().map(|_| Column::of("waarde", if cents { ColumnKind::Cents } else { ColumnKind::Id })));
    let named = columns[..2].iter().map(|column| super::labels::field(language, column.key));
    let heads = named.chain(heads.iter().cloned()).collect();
    let row = |row: super::series_facets::FacetRow<'_>| {
        [Cell::Text(row.subject.to_owned()), Cell::Text(row.title)].into_iter().chain(row.cells).collect()
    };
    let (name, about) = (facet.side.name(), facet.side.about());
    Table { name, about, columns, heads, rows: facet.rows.into_iter().map(row).collect() }
}

/// Builds the first sheet: what is shown, and the rounds.
fn opening(series: &Value, language: Language) -> FirstSheet {
    let say = |message: Message| message.in_language(language);
    let mut parts = vec![SheetPart::Title(say(message!("series-title")))];
    parts.push(SheetPart::Text(say(text::series_view(series))));
    if list(series, "rijen").is_empty() {
        parts.push(SheetPart::Text(say(message!("series-none"))));
    }
    parts.push(heading(&message!("series-rounds"), language));
    for round in list(series, "rondes") {
        let name = round["titel"].as_str().or(round["id"].as_str()).unwrap_or_default();
        parts.push(SheetPart::Pair(Cell::Text(name.to_owned()), say(text::series_round(round))));
    }
    FirstSheet { name: message!("sheet-opening"), parts }
}

/// Returns every cell, flattened.
fn rows(series: &Value) -> Vec<Value> {
    let rounds = list(series, "rondes");
    let mut rows = Vec::new();
    for row in list(series, "rijen") {
        for (round, cell) in rounds.iter().zip(list(row, "cellen")).filter(|(_, cell)| !cell.is_null()) {
            let mut flat = cell.clone();
            for key in ["onderwerp", "soort", "niveau", "periode"] {
                flat[key] = row[key].clone();
            }
            flat["ronde"] = round["id"].clone();
            for key in ["begrotingsjaar", "peildatum", "positie", "versie"] {
                flat[format!("ronde.{key}")] = round[key].clone();
            }
            for (object, keys) in [("stoplicht", ["kleur", "overgenomen"]), ("toelichting", ["aantal", "overgenomen"])]
            {
                for key in keys {
                    flat[format!("{object}.{key}")] = cell[object][key].clone();
                }
            }
            for key in ["opvolgers", "voortzettingVan", "signalen"] {
                flat[key] = json!(super::table::joined(&cell[key]));
            }
            rows.push(flat);
        }
    }
    rows
}
