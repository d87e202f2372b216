//! Renders the lights of nodes as tables: a row a node.

use serde_json::Value;

use super::table::{Column, Kind, Table};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, items, xlsx};
use crate::language::{Language, Message};
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("onderdeel", Kind::Id),
    Column::of("titel", Kind::Name),
    Column::of("niveau", Kind::Word),
    Column::of("kleur", Kind::Colour),
    Column::of("tijd", Kind::Colour),
    Column::of("geld", Kind::Colour),
    Column::of("kwaliteit", Kind::Colour),
    Column::of("ronde", Kind::Id),
    Column::of("overgenomen", Kind::Flag),
    Column::of("ingangsdatum", Kind::Day),
    Column::of("oordeel", Kind::Word),
    Column::of("positie", Kind::Whole),
];

/// Renders lights as CSV.
pub fn lights_csv(lights: &Value) -> Vec<u8> {
    csv::of_rows(COLUMNS, &rows(lights))
}

/// Renders lights as a workbook, for people.
pub fn lights_xlsx(lights: &Value, language: Language) -> Vec<u8> {
    let say = |message: Message| message.in_language(language);
    let rows = rows(lights);
    let about = (message!("series-lights"), message!("sheet-lights-about"));
    let title = say(message!("series-lights"));
    let count = basis_sheet::value_row(&title, Kind::Whole, &Value::from(rows.len()));
    xlsx::write(WorkbookContent {
        title: title.clone(),
        opening: FirstSheet { name: message!("sheet-opening"), parts: vec![SheetPart::Title(title)] },
        made_at: None,
        tables: vec![Table::of_rows(about, COLUMNS, rows.iter()).without_empty_columns()],
        account: basis_sheet::table(vec![count]),
        language,
    })
}

/// Returns every light with its node, flattened.
fn rows(lights: &Value) -> Vec<Value> {
    let row = |node: &Value| {
        let mut flat = node["stoplicht"].clone();
        for key in ["onderdeel", "titel", "niveau"] {
            flat[key] = node[key].clone();
        }
        flat
    };
    items(lights).iter().map(row).collect()
}
