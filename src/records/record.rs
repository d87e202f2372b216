//! A decoded record of the log, as readers get it in the feed and in an export.

use serde_json::{Map, Value};
use zeroize::Zeroize as _;

use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::event_core::{CoreError, CoreFields, insert_text_placeholders, split_texts};
use crate::domain::field::Field;
use crate::domain::ids::{EventId, Subject};
use crate::domain::state::Fact;
use crate::domain::time::{Day, Instant, Precision};

/// 32 random bytes that prevent guessing the content of a commitment.
pub type Salt = [u8; 32];

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// A record: the event as sent, and the fields that the log added. The texts are present unless they were erased or
/// lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The position in the log, from 1, without gaps.
    pub position: u64,
    /// The version of the subject: the number of events of this subject up to and including this one.
    pub subject_version: u32,
    /// The event type.
    pub kind: EventType,
    /// The schema version with which it was written.
    pub schema_version: u8,
    /// The event id, which is also the idempotency key.
    pub id: EventId,
    /// The subject of the event.
    pub subject: Subject,
    /// The day from which it holds: the valid-time axis.
    pub effective_on: Day,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The complete data; without the texts when they were erased.
    pub data: Map<String, Value>,
    /// The text fields that were present and are erased. Without this list an erased title would look like one that was
    /// never set, and an older title would show.
    pub erased_fields: Vec<Field>,
    /// The event that this one corrects, that is, replaces.
    pub corrects: Option<EventId>,
    /// The provenance: the document and place that the fact was taken from.
    pub provenance: Option<Map<String, Value>>,
    /// The reason of the change.
    pub reason: Option<String>,
    /// When it was recorded: the transaction-time axis (`geregistreerdOp`).
    pub recorded_at: Instant,
    /// The actor who recorded it.
    pub actor: Actor,
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
        let mut all = Map::new();
        let mut put = |key: &str, value: Value| {
            all.insert(key.to_owned(), value);
        };
        put("positie", self.position.into());
        put("id", self.id.to_string().into());
        put("type", self.kind.full_name().into());
        put("schemaVersie", self.schema_version.into());
        put("onderwerp", self.subject.as_str().into());
        put("onderwerpVersie", self.subject_version.into());
        put("ingangsdatum", self.effective_on.to_string().into());
        if self.precision != Precision::Day {
            put("ingangsdatumNauwkeurigheid", self.precision.name().into());
        }
        put("gegevens", Value::Object(self.data.clone()));
        if let Some(corrects) = self.corrects {
            put("herstelt", corrects.to_string().into());
        }
        if let Some(provenance) = &self.provenance {
            put("herkomst", Value::Object(provenance.clone()));
        }
        if let Some(reason) = &self.reason {
            put("toelichtingWijziging", reason.as_str().into());
        }
        put("geregistreerdOp", self.recorded_at.to_string().into());
        put("actor", actor_json(&self.actor));
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

    /// Returns the caller's fields without `geregistreerdOp`; equals [`crate::domain::proposal::Proposal::content`].
    pub fn content(&self) -> Value {
        let mut all = match self.to_json(RecordView::Feed) {
            Value::Object(all) => all,
            _ => unreachable!("a record is an object"),
        };
        all.retain(|key, _| {
            matches!(
                key.as_str(),
                "type"
                    | "onderwerp"
                    | "ingangsdatum"
                    | "ingangsdatumNauwkeurigheid"
                    | "gegevens"
                    | "herstelt"
                    | "herkomst"
                    | "toelichtingWijziging"
            )
        });
        Value::Object(all)
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
    pub fn fact(&self) -> Result<Fact<'_>, CoreError> {
        let mut fields: CoreFields<'_> = split_texts(&self.data, &mut Vec::new())?;
        insert_text_placeholders(&mut fields, &self.erased_fields);
        Ok(Fact {
            position: self.position,
            id: self.id,
            kind: self.kind,
            subject: self.subject.as_str(),
            effective_on: self.effective_on,
            precision: self.precision,
            recorded_at: self.recorded_at,
            corrects: self.corrects,
            unreviewed: self.unreviewed(),
            fields: super::upcast::upcast(self.kind, self.schema_version, fields),
        })
    }
}

fn actor_json(actor: &Actor) -> Value {
    let mut object = Map::new();
    object.insert("id".into(), actor.id().into());
    if let Some(name) = &actor.name {
        object.insert("naam".into(), name.as_str().into());
    }
    object.insert("rol".into(), actor.role.as_str().into());
    Value::Object(object)
}
