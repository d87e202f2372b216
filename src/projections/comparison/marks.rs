//! Placeholders for texts. Which event holds a text is known without reading it, and the same event holds the same
//! text.
//!
//! States are compared with placeholders (marks) instead of texts; records are read only where the placeholders differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::domain::field::Field;
use crate::log::record::Record;
use crate::projections::words::Words;
use crate::projections::{Contents, ContentsError};

/// The first character of a mark. No core value contains it: ids, codes, words and days consist of printable
/// characters.
const MARK: char = '\u{1}';

/// Supplies marks instead of texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks;

impl Words for Marks {
    fn text(&self, position: u64, field: Field) -> Option<String> {
        Some(mark(position, field, ""))
    }
    fn texts(&self, position: u64, field: Field) -> Vec<String> {
        vec![mark(position, field, "")]
    }
    fn nested(&self, position: u64, field: Field) -> Value {
        mark(position, field, "").into()
    }
}

/// Builds the mark of a field of the event at `position`, or of one `key` in it.
pub(super) fn mark(position: u64, field: Field, key: &str) -> String {
    format!("{MARK}{position}:{}:{key}", field as u8)
}

/// Parses a mark into its position, field and key.
fn parse(text: &str) -> Option<(u64, Field, &str)> {
    let mut parts = text.strip_prefix(MARK)?.splitn(3, ':');
    let position = parts.next()?.parse().ok()?;
    let field = Field::from_number(parts.next()?.parse().ok()?)?;
    Some((position, field, parts.next()?))
}

/// Returns the mark in a value: the value itself, or the only member of a list of texts.
fn marked(value: &Value) -> Option<(u64, Field, &str)> {
    match value {
        Value::String(text) => parse(text),
        Value::Array(list) => match list.as_slice() {
            [Value::String(text)] => parse(text),
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// A cache of the records that were read, by position.
pub(super) struct Texts<'c> {
    contents: &'c dyn Contents,
    read: BTreeMap<u64, Arc<Record>>,
}

/// A value with its texts filled in, and whether a text was erased or is missing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub value: Value,
    pub erased: bool,
    /// The event whose text is missing: the log was restored without its secrets.
    pub lost: Option<u64>,
}

impl Told {
    /// Returns true when the text no longer exists: it was erased, or is missing.
    pub fn is_gone(&self) -> bool {
        self.value.is_null() && (self.erased || self.lost.is_some())
    }
}

impl<'c> Texts<'c> {
    pub fn new(contents: &'c dyn Contents) -> Texts<'c> {
        Texts { contents, read: BTreeMap::new() }
    }

    /// Reads the records that these values need and that were not read yet.
    ///
    /// # Errors
    /// Returns [`ContentsError`] when a record can not be read.
    pub fn read<'v>(&mut self, values: impl Iterator<Item = &'v Value>) -> Result<(), ContentsError> {
        let mut wanted: Vec<u64> = values.filter_map(marked).map(|(position, ..)| position).collect();
        wanted.retain(|position| !self.read.contains_key(position));
        wanted.sort_unstable();
        wanted.dedup();
        // All in one call: a caller without these records in memory reruns the whole query after each batch that it
        // reads from disk.
        let records = self.contents.records(&wanted)?;
        self.read.extend(wanted.into_iter().zip(records));
        Ok(())
    }

    /// Returns a value with its marks replaced by texts. An erased text is null, or absent from a nested value.
    pub fn tell(&self, value: &Value) -> Told {
        let Some((position, field, key)) = marked(value) else {
            return Told { value: value.clone(), erased: false, lost: None };
        };
        let record = self.read.get(&position).expect("every value is read before it is told");
        let found = record.data.get(field.name()).cloned();
        let found = if key.is_empty() { found } else { found.and_then(|map| map.get(key).cloned()) };
        let nested = matches!(field, Field::References | Field::Parties | Field::Reservation);
        let empty = if value.is_array() { Value::Array(Vec::new()) } else { Value::Null };
        let gone = record.is_erased() && (field.is_text() || nested);
        Told {
            value: found.unwrap_or(empty),
            erased: gone && !record.lost,
            lost: (gone && record.lost).then_some(position),
        }
    }
}
