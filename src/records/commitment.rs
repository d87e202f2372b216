//! The commitments of a record: SHA-256 over a salt and canonical JSON, separately for core and text, and the leaf
//! entry of the record in the Merkle tree.
//!
//! Canonical means RFC 8785. Keys here are ASCII, numbers are whole and below 2^53, and the map of `serde_json` is
//! ordered: for such values its plain output is the canonical form. A test compares it with another implementation.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::record::{Hash, Record, Salt};
use crate::domain::event_core::{CoreError, CoreFields, RecordPart, insert_text_placeholders, join_texts, split_texts};
use crate::domain::header::HeaderRef;
use crate::domain::text::Text;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::message;

/// Serialises a value as canonical JSON.
pub fn canonical_json(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value always serialises")
}

/// The canonical JSON of either part of most events is shorter than this.
const CANONICAL_BYTES: usize = 1024;

/// Computes SHA-256(salt || bytes).
pub fn commit(salt: &Salt, bytes: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(bytes).finalize().into()
}

/// An event of which the free texts and the rest are apart: what the log stores and what its commitments cover. It is
/// the same for an event that comes in and for a stored record.
#[derive(Debug)]
pub struct SplitEvent<'a> {
    /// The header.
    pub header: HeaderRef<'a>,
    /// The fields of the data.
    pub data: CoreFields<'a>,
    /// The fields of the provenance.
    pub provenance: Option<CoreFields<'a>>,
    /// The texts of the data and the provenance, in the order of their fields.
    pub texts: Vec<&'a str>,
    /// The reason of the change.
    pub reason: Option<&'a str>,
    /// The name of the actor.
    pub actor_name: Option<&'a str>,
}

impl<'a> SplitEvent<'a> {
    /// Splits the data and the provenance of an event.
    ///
    /// # Errors
    /// [`CoreError`] when they have a key or a structure that no event type has.
    pub fn of(
        header: HeaderRef<'a>,
        data: &'a Map<String, Value>,
        provenance: Option<&'a Map<String, Value>>,
        reason: Option<&'a str>,
        actor_name: Option<&'a str>,
    ) -> Result<SplitEvent<'a>, CoreError> {
        let mut texts = Vec::with_capacity(8);
        let data = split_texts(data, &mut texts)?;
        let provenance = provenance.map(|found| split_texts(found, &mut texts)).transpose()?;
        Ok(SplitEvent { header, data, provenance, texts, reason, actor_name })
    }

    /// Splits a record. Texts that are gone leave their placeholders.
    ///
    /// # Errors
    /// As for [`SplitEvent::of`].
    pub fn of_record(record: &'a Record) -> Result<SplitEvent<'a>, CoreError> {
        let name = record.actor.name.as_ref().map(Text::as_str);
        let (provenance, reason) = (record.provenance.as_ref(), record.reason.as_deref());
        let mut split = SplitEvent::of(record.header.borrowed(), &record.data, provenance, reason, name)?;
        insert_text_placeholders(&mut split.data, &record.erased_fields);
        Ok(split)
    }

    /// Returns whether the event has any text.
    pub fn has_texts(&self) -> bool {
        !self.texts.is_empty() || self.reason.is_some() || self.actor_name.is_some()
    }

    /// Computes the commitment of the text and that of the whole, each under its salt.
    ///
    /// # Errors
    /// [`CoreError`] when a field is unknown or a text is missing.
    pub fn commitments(&self, text_salt: &Salt, core_salt: &Salt) -> Result<(Hash, Hash), CoreError> {
        let text = self.text_commitment(text_salt)?;
        Ok((text, self.commitment(&text, core_salt)?))
    }

    fn text_commitment(&self, salt: &Salt) -> Result<Hash, CoreError> {
        let mut bytes = Vec::with_capacity(CANONICAL_BYTES);
        self.write_texts(&mut bytes)?;
        Ok(commit(salt, &bytes))
    }

    fn commitment(&self, text_commitment: &Hash, salt: &Salt) -> Result<Hash, CoreError> {
        let mut bytes = Vec::with_capacity(CANONICAL_BYTES);
        self.write_core(text_commitment, &mut bytes)?;
        Ok(commit(salt, &bytes))
    }

    /// Builds the text part: only the free texts, in the structure that they have in the event.
    ///
    /// # Errors
    /// [`CoreError`] when a text is missing.
    pub fn text_json(&self) -> Result<Value, CoreError> {
        let mut texts = self.texts.iter().copied();
        let mut all = Map::new();
        let mut put = |key: &str, part: Map<String, Value>| {
            if !part.is_empty() {
                all.insert(key.to_owned(), Value::Object(part));
            }
        };
        put("gegevens", join_texts(&self.data, &mut texts, RecordPart::Text)?);
        if let Some(provenance) = &self.provenance {
            put("herkomst", join_texts(provenance, &mut texts, RecordPart::Text)?);
        }
        if let Some(name) = self.actor_name {
            put("actor", Map::from_iter([("naam".to_owned(), Value::from(name))]));
        }
        if let Some(reason) = self.reason {
            all.insert("toelichtingWijziging".to_owned(), reason.into());
        }
        Ok(Value::Object(all))
    }

    /// Builds the core: ids, codes, enums, numbers, days, references, and the commitment of the text.
    ///
    /// # Errors
    /// [`CoreError`] when a field is unknown.
    pub fn core_json(&self, text_commitment: &Hash) -> Result<Value, CoreError> {
        let core = |fields: &CoreFields<'a>| join_texts(fields, &mut std::iter::empty(), RecordPart::Core);
        let mut all = self.header.to_json();
        all.insert("gegevens".to_owned(), Value::Object(core(&self.data)?));
        all.insert("verbintenisTekst".to_owned(), hex::encode(text_commitment).into());
        // The commitment also covers the lines, the digest and the judgement of the source: a proof of a fact without
        // its place in the document would be worth less.
        if let Some(provenance) = self.provenance.as_ref().map(core).transpose()?.filter(|core| !core.is_empty()) {
            all.insert("herkomst".to_owned(), Value::Object(provenance));
        }
        Ok(Value::Object(all))
    }
}

/// The reason why the commitments of a record do not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum CommitmentError {
    /// The text does not match the commitment of the text.
    Text,
    /// The core does not match the commitment.
    Core,
    /// The data have a structure that no event type has.
    Shape,
}

impl CommitmentError {
    /// Describes the reason as a clause.
    pub fn message(self) -> Message {
        match self {
            CommitmentError::Text => message!("fault-text-altered"),
            CommitmentError::Core => message!("fault-core-altered"),
            CommitmentError::Shape => message!("fault-shape"),
        }
    }
}

/// Recomputes and compares both commitments of a record; that of the text only while the text exists. A record whose text
/// is gone has no text.
///
/// # Errors
/// [`CommitmentError`], which names the part that differs.
pub fn check_commitments(record: &Record) -> Result<(), CommitmentError> {
    let shape = |_| CommitmentError::Shape;
    let split = SplitEvent::of_record(record).map_err(shape)?;
    let is_text_held = match &record.text_salt {
        Some(salt) => split.text_commitment(salt).map_err(shape)? == record.text_commitment,
        // The salt went with the texts. One that stands there all the same, somebody put there, and nothing holds it.
        None => !split.has_texts(),
    };
    if !is_text_held {
        return Err(CommitmentError::Text);
    }
    let commitment = split.commitment(&record.text_commitment, &record.core_salt).map_err(shape)?;
    if commitment == record.commitment { Ok(()) } else { Err(CommitmentError::Core) }
}

/// Encodes the leaf entry of a record in the transparency log: its position, its times and its commitment.
///
/// The JSON is written directly and not through a JSON value, since the single writer builds it, and opening builds it
/// for every record. The keys are in sorted order; only `logged_by` could contain characters that JSON escapes.
pub fn leaf_entry(place: &LeafFields<'_>, commitment: &Hash) -> Vec<u8> {
    let logged_at = place.logged_at.to_string();
    let recorded_at =
        if place.recorded_at == place.logged_at { logged_at.clone() } else { place.recorded_at.to_string() };
    let mut hash = [0; 64];
    hex::encode_to_slice(commitment, &mut hash).expect("32 bytes are 64 digits");
    let mut entry = Vec::with_capacity(256);
    entry.extend_from_slice(b"{\"gelogdDoor\":");
    serde_json::to_writer(&mut entry, place.logged_by).expect("a string always serialises");
    entry.extend_from_slice(b",\"gelogdOp\":\"");
    entry.extend_from_slice(logged_at.as_bytes());
    entry.extend_from_slice(b"\",\"geregistreerdOp\":\"");
    entry.extend_from_slice(recorded_at.as_bytes());
    entry.extend_from_slice(b"\",\"onderwerpVersie\":");
    entry.extend_from_slice(place.subject_version.to_string().as_bytes());
    entry.extend_from_slice(b",\"positie\":");
    entry.extend_from_slice(place.position.to_string().as_bytes());
    entry.extend_from_slice(b",\"v\":1,\"verbintenis\":\"");
    entry.extend_from_slice(&hash);
    entry.extend_from_slice(b"\"}");
    entry
}

/// Encodes the leaf entry of a decoded record.
pub fn leaf_entry_of(record: &Record) -> Vec<u8> {
    let place = LeafFields {
        position: record.position,
        subject_version: record.subject_version,
        recorded_at: record.recorded_at,
        logged_at: record.logged_at,
        logged_by: &record.logged_by,
    };
    leaf_entry(&place, &record.commitment)
}

/// The fields that the log adds to an event, as they appear in its leaf entry.
#[derive(Debug, Clone, Copy)]
pub struct LeafFields<'a> {
    /// The position in the log.
    pub position: u64,
    /// The version of the subject.
    pub subject_version: u32,
    /// When it was recorded (transaction time).
    pub recorded_at: Instant,
    /// When this log wrote it.
    pub logged_at: Instant,
    /// The actor on whose behalf this log wrote it.
    pub logged_by: &'a str,
}
