//! Shared parts of the first sheets of workbooks: headings, names with a text, a basis in words, and sums of money.

use std::collections::BTreeMap;

use serde_json::Value;

use super::table::{Cell, ColumnKind};
use super::xlsx::SheetPart;
use super::{labels, wording};
use crate::language::{Language, Message};
use crate::message;

/// Creates the heading of the next parts.
pub fn heading(message: &Message, language: Language) -> SheetPart {
    SheetPart::Heading(message.in_language(language))
}

/// Creates a name with its text.
pub fn pair(name: &Message, told: String, language: Language) -> SheetPart {
    SheetPart::Pair(Cell::Text(name.in_language(language)), told)
}

/// Creates a name with a message.
pub fn message_pair(name: &Message, told: &Message, language: Language) -> SheetPart {
    pair(name, told.in_language(language), language)
}

/// Returns the parts of a basis: the day, what was known, and the scope.
pub fn of_basis(basis: &Value, language: Language) -> Vec<SheetPart> {
    let mut parts = Vec::new();
    if let Some(on) = basis["peildatum"].as_str() {
        parts.push(pair(&message!("report-date"), wording::day(language, on, None), language));
    }
    let (known, told) = wording::known_label_and_text(language, basis);
    parts.push(SheetPart::Pair(Cell::Text(known), told));
    if let Some(year) = basis["begrotingsjaar"].as_i64() {
        parts.push(pair(&message!("report-year"), year.to_string(), language));
    }
    let scope = match basis["onderdeel"].as_str() {
        Some(code) => message!("opening-node", code = code),
        None => message!("opening-everything"),
    };
    parts.push(message_pair(&message!("opening-scope"), &scope, language));
    parts
}

/// The key of a sum: the year, then kind, effect, state and duration.
type SumKey<'v> = (Option<i64>, [&'v str; 4]);

/// Returns the totals of all elements together, under their heading; amounts p.m. are counted. Empty where there are no
/// totals.
pub fn money(rows: &[Value], how: &Message, language: Language) -> Vec<SheetPart> {
    let mut sums: BTreeMap<SumKey<'_>, (i128, i64)> = BTreeMap::new();
    for row in rows {
        let words = ["soort", "effect", "stand", "duur"].map(|key| row[key].as_str().unwrap_or_default());
        let sum = sums.entry((row["begrotingsjaar"].as_i64(), words)).or_default();
        sum.0 += i128::from(row["bedragInCenten"].as_i64().unwrap_or_default());
        sum.1 += row["aantalPm"].as_i64().unwrap_or_default();
    }
    if sums.is_empty() {
        return Vec::new();
    }
    let head = |key: &str, kind| (labels::field(language, key), kind);
    let heads = vec![
        head("soort", ColumnKind::Word),
        head("begrotingsjaar", ColumnKind::Whole),
        head("effect", ColumnKind::Word),
        head("stand", ColumnKind::Word),
        head("duur", ColumnKind::Word),
        head("bedragInCenten", ColumnKind::Cents),
        head("aantalPm", ColumnKind::Whole),
    ];
    let rows = sums.into_iter().map(|((year, words), (cents, open))| {
        let word = |word: &str| if word.is_empty() { Cell::Empty } else { Cell::Word(word.to_owned()) };
        let [kind, effect, standing, duration] = words.map(word);
        // A sum that a cell can not hold exactly is text.
        let sum = match i64::try_from(cents) {
            Ok(0) if open > 0 => Cell::Text(message!("amount-pm").in_language(language)),
            Ok(cents) => Cell::Cents(cents),
            Err(_) => Cell::Text(wording::euros(language, cents)),
        };
        let open = if open == 0 { Cell::Empty } else { Cell::Whole(open) };
        vec![kind, year.map_or(Cell::Empty, Cell::Whole), effect, standing, duration, sum, open]
    });
    let rows = rows.collect();
    vec![
        heading(&message!("opening-money"), language),
        SheetPart::Text(how.in_language(language)),
        SheetPart::Rows(heads, rows),
    ]
}
