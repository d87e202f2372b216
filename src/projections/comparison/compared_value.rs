//! The values that a comparison compares: those of a report, in which a text is the place where it is recorded. Which
//! event holds a text is known without reading it, and the same event holds the same text. So records are read only for
//! the texts whose places differ.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::domain::field::Field;
use crate::log::record::Record;
use crate::text_source::TextSource;
use crate::{RecordReadError, RecordSource};

/// The fields of a subject, a light or a note, by the names of the report.
pub(super) type ComparedFields = BTreeMap<String, ComparedValue>;

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ComparedValue {
    /// A value that the state holds.
    Core(Json),
    /// A free text, or a nested value with texts in it.
    Text(TextPlace),
}

impl ComparedValue {
    /// No value.
    pub const NONE: ComparedValue = ComparedValue::Core(Json::Null);

    /// Returns the place of a text.
    pub const fn text(&self) -> Option<&TextPlace> {
        match self {
            ComparedValue::Core(_) => None,
            ComparedValue::Text(place) => Some(place),
        }
    }
}

/// Where a text is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextPlace {
    /// The event.
    pub position: u64,
    /// The field of that event.
    pub field: Field,
    /// Only this key of the field, which holds a map.
    pub key: Option<Box<str>>,
    /// The field is a list of texts, which is empty without a value.
    pub is_list: bool,
}

impl TextPlace {
    /// Returns the place of a whole field of the event at `position`.
    pub const fn of(position: u64, field: Field) -> TextPlace {
        TextPlace { position, field, key: None, is_list: false }
    }
}

/// Stands in for the texts of a view while it is built, and notes which texts it asks for.
#[derive(Debug, Default)]
pub(super) struct AskedTexts(RefCell<Vec<TextPlace>>);

impl AskedTexts {
    /// Returns the fields of the view, with the place of each text that it shows.
    pub fn into_fields(self, view: Map<String, Json>) -> ComparedFields {
        let mut fields: ComparedFields =
            view.into_iter().map(|(name, value)| (name, ComparedValue::Core(value))).collect();
        for place in self.0.into_inner() {
            // A view may ask for a text and not show it, as the outcome of a case that is open again.
            if let Some(value) = fields.get_mut(place.field.name()).filter(|value| **value != ComparedValue::NONE) {
                *value = ComparedValue::Text(place);
            }
        }
        fields
    }
}

impl TextSource for AskedTexts {
    fn text(&self, position: u64, field: Field) -> Option<String> {
        self.0.borrow_mut().push(TextPlace::of(position, field));
        Some(String::new())
    }
    fn texts(&self, position: u64, field: Field) -> Vec<String> {
        self.0.borrow_mut().push(TextPlace { is_list: true, ..TextPlace::of(position, field) });
        Vec::new()
    }
    fn nested(&self, position: u64, field: Field) -> Json {
        self.0.borrow_mut().push(TextPlace::of(position, field));
        Json::String(String::new())
    }
}

/// Returns the fields that differ. A field that is missing on a side is null there, and two empty values are no
/// difference.
pub(super) fn differing_fields(
    from: Option<ComparedFields>,
    to: Option<ComparedFields>,
) -> impl Iterator<Item = (String, ComparedValue, ComparedValue)> {
    let (mut from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let mut both: BTreeMap<String, (ComparedValue, ComparedValue)> = BTreeMap::new();
    for (field, to) in to {
        let from = from.remove(&field).unwrap_or(ComparedValue::NONE);
        both.insert(field, (from, to));
    }
    both.extend(from.into_iter().map(|(field, from)| (field, (from, ComparedValue::NONE))));
    let is_empty = |field: &str, value: &ComparedValue| match value {
        ComparedValue::Core(value) => is_empty_value(field, value),
        ComparedValue::Text(_) => false,
    };
    let differs = move |(field, (from, to)): &(String, (ComparedValue, ComparedValue))| {
        from != to && !(is_empty(field, from) && is_empty(field, to))
    };
    both.into_iter().filter(differs).map(|(field, (from, to))| (field, from, to))
}

/// Returns true for a value that counts as none: null, an empty list, and `pm: false`.
pub(super) fn is_empty_value(field: &str, value: &Json) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty) || field == "pm" && *value == false
}

/// A cache of the records that were read, by position.
pub(super) struct TextCache<'c> {
    contents: &'c dyn RecordSource,
    read: BTreeMap<u64, Arc<Record>>,
}

/// A value with its text, and whether the text was erased or is missing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ResolvedValue {
    pub value: Json,
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

    /// Reads the records that hold these texts and that were not read yet.
    ///
    /// # Errors
    /// Returns [`RecordReadError`] when a record can not be read.
    pub fn read<'v>(&mut self, texts: impl Iterator<Item = &'v TextPlace>) -> Result<(), RecordReadError> {
        let mut wanted: Vec<u64> = texts.map(|place| place.position).collect();
        wanted.retain(|position| !self.read.contains_key(position));
        wanted.sort_unstable();
        wanted.dedup();
        // All in one call: a caller without these records in memory reruns the whole query after each batch that it
        // reads from disk.
        let records = self.contents.records(&wanted)?;
        self.read.extend(wanted.into_iter().zip(records));
        Ok(())
    }

    /// Returns a value with its text. An erased text is null, or absent from a nested value.
    pub fn resolve(&self, value: &ComparedValue) -> ResolvedValue {
        match value {
            ComparedValue::Core(value) => ResolvedValue { value: value.clone(), erased: false, missing_at: None },
            ComparedValue::Text(place) => self.text_at(place),
        }
    }

    /// Returns the words of a single text; `None` where it was erased or is missing.
    pub fn words(&self, place: Option<&TextPlace>) -> Option<String> {
        self.text_at(place?).value.as_str().map(str::to_owned)
    }

    fn text_at(&self, place: &TextPlace) -> ResolvedValue {
        let record = self.read.get(&place.position).expect("every text is read before it is told");
        let found = record.data.get(place.field.name());
        let found = place.key.as_ref().map_or(found, |key| found.and_then(|map| map.get(&**key)));
        let nested = matches!(place.field, Field::References | Field::Parties | Field::Reservation);
        let empty = || if place.is_list { Json::Array(Vec::new()) } else { Json::Null };
        let gone = record.is_erased() && (place.field.is_text() || nested);
        ResolvedValue {
            value: found.cloned().unwrap_or_else(empty),
            erased: gone && !record.lost,
            missing_at: (gone && record.lost).then_some(place.position),
        }
    }
}
