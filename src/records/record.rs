//! A decoded record of the log, as readers get it in the feed and in an export.

use std::ops::Deref;

use serde_json::{Map, Value};
use zeroize::Zeroize as _;

use crate::domain::event_core::{CoreError, CoreFields, insert_text_placeholders, split_texts};
use crate::domain::field::Field;
use crate::domain::header::Header;
use crate::domain::state::FoldedEvent;
use crate::domain::time::Instant;

/// 32 random bytes that prevent guessing the content of a commitment.
pub type Salt = [u8; 32];

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// A record: the event as sent, and the fields that the log added. The texts are present unless they were erased or
/// lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The header of the event. Its fields are read as fields of the record.
    pub header: Header,
    /// The position in the log, from 1, without gaps.
    pub position: u64,
    /// The version of the subject: the number of events of this subject up to and including this one.
    pub subject_version: u32,
    /// The complete data; without the texts when they were erased.
    pub data: Map<String, Value>,
    /// The text fields that were present and are erased. Without this list an erased title would look like one that was
    /// never set, and an older title would show.
    pub erased_fields: Vec<Field>,
    /// The provenance: the document and place that the fact was taken from.
    pub provenance: Option<Map<String, Value>>,
    /// The reason of the change.
    pub reason: Option<String>,
    /// When it was recorded: the transaction-time axis (`geregistreerdOp`).
    pub recorded_at: Instant,
    /// When this log wrote it.
    pub logged_at: Instant,
    /// The actor on whose behalf this log wrote it.
    pub logged_by: String,
    /// Prevents guessing the core from its commitment.
    pub core_salt: Salt,
    /// Prevents guessing the text from its commitment; `None` when the text was erased.
    pub text_salt: Option<Salt>,
    /// Whether the texts are unreadable because the log was restored without its secrets, not because of a decision to
    /// erase.
    pub lost: bool,
    /// The commitment of the text part.
    pub text_commitment: Hash,
    /// The commitment of the core and, by including the text commitment, of the text.
    pub commitment: Hash,
}

/// A record is an event, so what every event has is read of it directly.
impl Deref for Record {
    type Target = Header;

    fn deref(&self) -> &Header {
        &self.header
    }
}

/// Overwrites the texts in memory, so that a later dump of the process memory does not contain texts that have been
/// erased meanwhile, as far as they were stored here.
impl Drop for Record {
    fn drop(&mut self) {
        if self.text_salt.is_some() {
            self.data.values_mut().for_each(zeroize_texts);
            self.provenance.iter_mut().flat_map(Map::values_mut).for_each(zeroize_texts);
            self.reason.zeroize();
        }
    }
}

fn zeroize_texts(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(zeroize_texts),
        Value::Object(object) => object.values_mut().for_each(zeroize_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Which fields the JSON form contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordView {
    /// The fields of the feed: no salts.
    Feed,
    /// The fields of an export: with salts and both commitments.
    Export,
}

impl Record {
    /// Returns whether its texts are gone: destroyed on legal ground, or [`lost`](Self::lost).
    pub const fn is_erased(&self) -> bool {
        self.text_salt.is_none()
    }

    /// Converts the record to JSON. Absent fields are omitted.
    pub fn to_json(&self, shape: RecordView) -> Value {
        let mut all = self.header.borrowed().to_json();
        if let Some(name) = &self.actor.name {
            all["actor"]["naam"] = name.as_str().into();
        }
        let mut put = |key: &str, value: Value| {
            all.insert(key.to_owned(), value);
        };
        put("positie", self.position.into());
        put("onderwerpVersie", self.subject_version.into());
        put("gegevens", Value::Object(self.data.clone()));
        if let Some(provenance) = &self.provenance {
            put("herkomst", Value::Object(provenance.clone()));
        }
        if let Some(reason) = &self.reason {
            put("toelichtingWijziging", reason.as_str().into());
        }
        put("geregistreerdOp", self.recorded_at.to_string().into());
        put("gelogdOp", self.logged_at.to_string().into());
        put("gelogdDoor", self.logged_by.as_str().into());
        put("verbintenis", hex::encode(self.commitment).into());
        if self.is_erased() {
            let (gone, fields) =
                if self.lost { ("geheimOntbreekt", "ontbrekendeVelden") } else { ("gewist", "gewisteVelden") };
            put(gone, true.into());
            if !self.erased_fields.is_empty() {
                put(fields, self.erased_fields.iter().map(|field| field.name()).collect());
            }
        }
        if shape == RecordView::Export {
            put("verbintenisTekst", hex::encode(self.text_commitment).into());
            put("zoutKern", hex::encode(self.core_salt).into());
            if let Some(salt) = self.text_salt {
                put("zoutTekst", hex::encode(salt).into());
            }
        }
        Value::Object(all)
    }

    /// Returns what the caller sent, without id and recorded time.
    pub fn content(&self) -> Value {
        self.header.borrowed().content(&self.data, self.provenance.as_ref(), self.reason.as_deref())
    }

    /// Returns whether the event still needs review.
    pub fn unreviewed(&self) -> bool {
        self.provenance.as_ref().and_then(|p| p.get(Field::Judgement.name())).and_then(Value::as_str)
            == Some("nakijken")
    }

    /// Returns the part of the record that the state folds: its core, upcast to the current shape.
    ///
    /// # Errors
    /// [`CoreError`] when its data have a key or a structure that no event type has.
    pub fn folded(&self) -> Result<FoldedEvent<'_>, CoreError> {
        let mut fields: CoreFields<'_> = split_texts(&self.data, &mut Vec::new())?;
        insert_text_placeholders(&mut fields, &self.erased_fields);
        Ok(FoldedEvent {
            header: self.header.borrowed(),
            position: self.position,
            recorded_at: self.recorded_at,
            unreviewed: self.unreviewed(),
            fields: super::upcast::upcast(self.kind, self.schema_version, fields),
        })
    }
}
