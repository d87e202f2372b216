//! Tables between the canonical JSON and a file: each column holds one kind of value, and cells are as exact as the
//! JSON.
//!
//! CSV is for programs and writes a cell as it is in the JSON; a workbook is for people and shows the same in their
//! language.

use serde_json::Value;

use crate::domain::field::{Field, ValueKind};
use crate::domain::time::Day;
use crate::language::{self, Language, Message};

/// A column, the same in every file, so that readers can rely on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The key of the value in the JSON; a point leads into an object.
    pub key: &'static str,
    /// The Dutch header, where it differs from the label of the key.
    pub header: &'static str,
    /// What the column holds.
    pub kind: ColumnKind,
}

impl Column {
    /// Creates a column with the label of its key as header.
    pub const fn of(key: &'static str, kind: ColumnKind) -> Column {
        Column { key, header: "", kind }
    }

    /// Creates the column of a recorded field.
    pub const fn recorded(field: Field) -> Column {
        Column::of(field.name(), ColumnKind::of(field.value_kind()))
    }

    /// Returns the header: the label of its key, or in Dutch its own header if it has one.
    pub fn heading(&self, language: Language) -> String {
        match (language, self.header) {
            (Language::Dutch, header) if !header.is_empty() => header.to_owned(),
            (Language::Dutch | Language::English, _) => {
                language::label(language, self.key).unwrap_or_else(|| self.header.to_owned())
            }
        }
    }
}

/// The kind of value in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Free text of any length.
    Prose,
    /// A title or a name.
    Name,
    /// An id, a code, or a list of them.
    Id,
    /// Which event set each field. Few people read it, so it stays on one line.
    Trail,
    /// A word of a list, such as `beschermd-wonen`.
    Word,
    /// The type of an event that takes effect later.
    Event,
    /// A colour of a traffic light.
    Colour,
    /// A whole number.
    Whole,
    /// An amount in eurocents.
    Cents,
    /// A decimal number, as it was recorded.
    Decimal,
    /// A day, with its precision.
    Day,
    /// Yes or no.
    Flag,
}

impl ColumnKind {
    /// Returns the kind of column for a recorded value. A moment is written as it was recorded, to the microsecond; an
    /// object is one text.
    pub const fn of(value: ValueKind) -> ColumnKind {
        match value {
            ValueKind::Prose | ValueKind::Object => ColumnKind::Prose,
            ValueKind::Name => ColumnKind::Name,
            ValueKind::Id | ValueKind::Moment => ColumnKind::Id,
            ValueKind::Word => ColumnKind::Word,
            ValueKind::Colour => ColumnKind::Colour,
            ValueKind::Whole => ColumnKind::Whole,
            ValueKind::Cents => ColumnKind::Cents,
            ValueKind::Decimal => ColumnKind::Decimal,
            ValueKind::Day => ColumnKind::Day,
            ValueKind::Flag => ColumnKind::Flag,
        }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Never set, or erased.
    Empty,
    /// Free text, a name or an id: user input, and never a formula.
    Text(String),
    /// A word of a list.
    Word(String),
    /// The type of an event.
    Event(String),
    /// A colour of a traffic light.
    Colour(String),
    /// A whole number.
    Whole(i64),
    /// An amount in eurocents.
    Cents(i64),
    /// Digits with at most one point and an optional leading minus.
    Decimal(String),
    /// A day, with its precision where that is not a day.
    Day(Day, Option<String>),
    /// Yes or no.
    Flag(bool),
}

/// Rows of one kind, each with a cell for every column.
#[derive(Debug, Clone)]
pub struct Table {
    /// The name of its sheet: at most 24 characters, so that ` (2)` and higher fit after it.
    pub name: Message,
    /// What its rows are, for the list of sheets on the first sheet.
    pub about: Message,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The headings of its columns, where these are not their labels: the names of rounds.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Builds a table from flat rows, in which each key is that of a column, points included.
    pub fn of_rows<'v>(
        (name, about): (Message, Message),
        columns: &[Column],
        rows: impl Iterator<Item = &'v Value>,
    ) -> Table {
        let cell =
            |row: &Value, column: &Column| Cell::of(column.kind, &row[column.key], row["nauwkeurigheid"].as_str());
        let rows = rows.map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
        Table { name, about, columns: columns.to_vec(), heads: Vec::new(), rows }
    }

    /// Returns the table without the columns in which no row has a value.
    #[must_use]
    pub fn without_empty_columns(self) -> Table {
        let Table { name, about, columns, heads, rows } = self;
        assert!(heads.is_empty(), "a column with a heading of its own shows that it is empty");
        let used: Vec<bool> = (0..columns.len()).map(|at| rows.iter().any(|row| row[at] != Cell::Empty)).collect();
        let kept =
            |row: Vec<Cell>| row.into_iter().zip(&used).filter(|(_, used)| **used).map(|(cell, _)| cell).collect();
        let rows = rows.into_iter().map(kept).collect();
        let columns = columns.into_iter().zip(&used).filter(|(_, used)| **used).map(|(column, _)| column).collect();
        Table { name, about, columns, heads, rows }
    }

    /// Returns the heading of the column `at`.
    pub fn heading(&self, at: usize, language: Language) -> String {
        self.heads.get(at).cloned().unwrap_or_else(|| self.columns[at].heading(language))
    }
}

impl Cell {
    /// Returns the cell for a value in a column of this kind. A value of another kind is shown as text rather than left
    /// out.
    pub fn of(kind: ColumnKind, value: &Value, precision: Option<&str>) -> Cell {
        let text = || match joined(value) {
            text if text.is_empty() => Cell::Empty,
            text => Cell::Text(text),
        };
        match (kind, value) {
            (_, Value::Null) => Cell::Empty,
            (ColumnKind::Whole, Value::Number(number)) => number.as_i64().map_or_else(text, Cell::Whole),
            (ColumnKind::Cents, Value::Number(number)) => number.as_i64().map_or_else(text, Cell::Cents),
            (ColumnKind::Flag, Value::Bool(flag)) => Cell::Flag(*flag),
            (ColumnKind::Word, Value::String(word)) if is_token(word) => Cell::Word(word.clone()),
            (ColumnKind::Event, Value::String(word)) if is_token(word) => Cell::Event(word.clone()),
            (ColumnKind::Colour, Value::String(word)) if is_token(word) => Cell::Colour(word.clone()),
            (ColumnKind::Decimal, Value::String(digits)) if is_decimal(digits) => Cell::Decimal(digits.clone()),
            (ColumnKind::Day, Value::String(day)) => match Day::parse(day) {
                Ok(day) => Cell::Day(day, precision.map(str::to_owned)),
                Err(_) => text(),
            },
            (
                ColumnKind::Prose
                | ColumnKind::Name
                | ColumnKind::Id
                | ColumnKind::Trail
                | ColumnKind::Word
                | ColumnKind::Event
                | ColumnKind::Colour
                | ColumnKind::Whole
                | ColumnKind::Cents
                | ColumnKind::Decimal
                | ColumnKind::Day
                | ColumnKind::Flag,
                _,
            ) => text(),
        }
    }
}

/// Returns the value of `object` at `key`, where a point leads into an object.
pub fn at<'v>(object: &'v Value, key: &str) -> &'v Value {
    key.split('.').fold(object, |value, part| &value[part])
}

/// Formats any value as one line of text: list items joined by semicolons, objects as `key: value`.
pub fn joined(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nee".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(joined).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let told = fields.iter().filter(|(_, value)| !value.is_null());
            told.map(|(key, value)| format!("{key}: {}", joined(value))).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Joins the members of a list in one line.
pub fn join_each(value: &Value, told: fn(&Value) -> String) -> String {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// Formats a party: `Stichting Wijkvonk (uitvoerder)`.
pub fn party(party: &Value) -> String {
    let name = party["naam"].as_str().unwrap_or("(naam gewist)");
    party["rol"].as_str().map_or_else(|| name.to_owned(), |role| format!("{name} ({role})"))
}

/// Formats a reference: `vervolg-op dossier wachtlijst-jeugd: de wachtlijst`.
pub fn reference(reference: &Value) -> String {
    let parts = ["rol", "soort", "id", "url"].into_iter().filter_map(|key| reference[key].as_str());
    let told = parts.collect::<Vec<_>>().join(" ");
    reference["label"].as_str().map_or_else(|| told.clone(), |label| format!("{told}: {label}"))
}

/// Returns true for a word of a list or a type of event: it contains nothing that a spreadsheet could interpret.
fn is_token(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(plain)
}

/// Returns true for a decimal such as `-78.5`, which every program reads as the same number.
fn is_decimal(digits: &str) -> bool {
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_of_the_kind_of_its_column_is_text() {
        assert_eq!(Cell::of(ColumnKind::Decimal, &json!("-78.5"), None), Cell::Decimal("-78.5".into()));
        for no_number in ["=1", "1e5", "", "-", "1.", ".5", "1.2.3", "--1", "+1"] {
            let cell = Cell::of(ColumnKind::Decimal, &json!(no_number), None);
            assert!(matches!(cell, Cell::Text(_) | Cell::Empty), "{no_number}: {cell:?}");
        }
        assert_eq!(Cell::of(ColumnKind::Word, &json!("-1"), None), Cell::Text("-1".into()));
        assert_eq!(Cell::of(ColumnKind::Day, &json!("2019-02-30"), None), Cell::Text("2019-02-30".into()));
        assert_eq!(Cell::of(ColumnKind::Cents, &json!(1.5), None), Cell::Text("1.5".into()));
        assert_eq!(Cell::of(ColumnKind::Id, &json!([]), None), Cell::Empty);
        assert_eq!(Cell::of(ColumnKind::Flag, &json!(null), None), Cell::Empty);
    }
}
