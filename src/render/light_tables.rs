//! Renders the lights of nodes as tables: a row a node.

use serde_json::Value;

use super::table::{Column, ColumnKind, Table};
use super::xlsx::{FirstSheet, SheetPart, WorkbookContent};
use super::{basis_sheet, csv, items, xlsx};
use crate::language::{Language, Message};
use crate::message;

/// Every column of the CSV, in order.
pub(super) const COLUMNS: &[Column] = &[
    Column::of("onderdeel", ColumnKind::Id),
    Column::of("titel", ColumnKind::Name),
    Column::of("niveau", ColumnKind::Word),
    Column::of("kleur", ColumnKind::Colour),
    Column::of("tijd", ColumnKind::Colour),
    Column::of("geld", ColumnKind::Colour),
    Column::of("kwaliteit", ColumnKind::Colour),
    Column::of("ronde", ColumnKind::Id),
    Column::of("overgenomen", ColumnKind::Flag),
    Column::of("ingangsdatum", ColumnKind::Day),
    Column::of("oordeel", ColumnKind::Word),
    Column::of("positie", ColumnKind::Whole),
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
    let count = basis_sheet::value_row(&title, ColumnKind::Whole, &Value::from(rows.len()));
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
