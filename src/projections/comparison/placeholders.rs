//! Placeholders for texts. Which event holds a text is known without reading it, and the same event holds the same
//! text.
//!
//! States are compared with placeholders (marks) instead of texts; records are read only where the placeholders differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::domain::field::Field;
use crate::log::record::Record;
use crate::text_source::TextSource;
use crate::{RecordReadError, RecordSource};

/// The first character of a mark. No core value contains it: ids, codes, words and days consist of printable
/// characters.
const MARK: char = '\u{1}';

/// Supplies marks instead of texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placeholders;

impl TextSource for Placeholders {
    fn text(&self, position: u64, field: Field) -> Option<String> {
        Some(placeholder(position, field, ""))
    }
    fn texts(&self, position: u64, field: Field) -> Vec<String> {
        vec![placeholder(position, field, "")]
    }
    fn nested(&self, position: u64, field: Field) -> Value {
        placeholder(position, field, "").into()
    }
}

/// Builds the mark of a field of the event at `position`, or of one `key` in it.
pub(super) fn placeholder(position: u64, field: Field, key: &str) -> String {
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
pub(super) struct TextCache<'c> {
    contents: &'c dyn RecordSource,
    read: BTreeMap<u64, Arc<Record>>,
}

/// A value with its texts filled in, and whether a text was erased or is missing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ResolvedValue {
    pub value: Value,
    pub erased: bool,
    /// The event whose text is missing: the log was restored without its secrets.
    pub missing_at: Option<u64>,
}

impl ResolvedValue {
    /// Returns true when the text no longer exists: it was erased, or is missing.
    pub fn is_gone(&self) -> bool {
        self.value.is_null() && (self.erased || self.missing_at.is_some())
    }
}

impl<'c> TextCache<'c> {
    pub fn new(contents: &'c dyn RecordSource) -> TextCache<'c> {
        TextCache { contents, read: BTreeMap::new() }
    }

    /// Reads the records that these values need and that were not read yet.
    ///
    /// # Errors
    /// Returns [`RecordReadError`] when a record can not be read.
    pub fn read<'v>(&mut self, values: impl Iterator<Item = &'v Value>) -> Result<(), RecordReadError> {
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
    pub fn resolve(&self, value: &Value) -> ResolvedValue {
        let Some((position, field, key)) = marked(value) else {
            return ResolvedValue { value: value.clone(), erased: false, missing_at: None };
        };
        let record = self.read.get(&position).expect("every value is read before it is told");
        let found = record.data.get(field.name()).cloned();
        let found = if key.is_empty() { found } else { found.and_then(|map| map.get(key).cloned()) };
        let nested = matches!(field, Field::References | Field::Parties | Field::Reservation);
        let empty = if value.is_array() { Value::Array(Vec::new()) } else { Value::Null };
        let gone = record.is_erased() && (field.is_text() || nested);
        ResolvedValue {
            value: found.unwrap_or(empty),
            erased: gone && !record.lost,
            missing_at: (gone && record.lost).then_some(position),
        }
    }
}
