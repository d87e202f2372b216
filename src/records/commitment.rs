//! The commitments of a record: SHA-256 over a salt and canonical JSON, separately for core and text, and the leaf
//! entry of the record in the Merkle tree.
//!
//! Canonical means RFC 8785. Keys here are ASCII, numbers are whole and below 2^53, and the map of `serde_json` is
//! ordered: for such values its plain output is the canonical form. A test compares it with another implementation.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::record::{Hash, Record, Salt};
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::event_core::{CoreError, CoreFields, RecordPart, join_texts, split_texts};
use crate::domain::ids::{EventId, Subject};
use crate::domain::time::{Day, Precision};
use crate::language::Message;
use crate::message;

/// Serialises a value as canonical JSON.
pub fn canonical_json(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value always serialises")
}

/// Computes SHA-256(salt || bytes).
pub fn commit(salt: &Salt, bytes: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(bytes).finalize().into()
}

/// The input of the commitments of one event. It is the same for a proposal and for a stored record.
#[derive(Debug)]
pub struct CommitmentInput<'a> {
    /// The event id, which is also the idempotency key.
    pub id: EventId,
    /// The event type.
    pub kind: EventType,
    /// The schema version with which the event was written.
    pub schema_version: u8,
    /// The subject of the event.
    pub subject: &'a Subject,
    /// The day from which it holds (valid time).
    pub effective_on: Day,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The event that this one corrects.
    pub corrects: Option<EventId>,
    /// The actor who recorded it.
    pub actor: &'a Actor,
    /// The fields of the data.
    pub data: &'a CoreFields<'a>,
    /// The fields of the provenance.
    pub provenance: Option<&'a CoreFields<'a>>,
    /// The reason of the change.
    pub reason: Option<&'a str>,
}

impl CommitmentInput<'_> {
    /// Builds the text part: only the free texts, in the structure that they have in the event.
    ///
    /// # Errors
    /// [`CoreError`] when a text is missing.
    pub fn text_json(&self, texts: &[&str]) -> Result<Value, CoreError> {
        let mut texts = texts.iter().copied();
        let mut all = Map::new();
        let mut put = |key: &str, part: Map<String, Value>| {
            if !part.is_empty() {
                all.insert(key.to_owned(), Value::Object(part));
            }
        };
        put("gegevens", join_texts(self.data, &mut texts, RecordPart::Text)?);
        if let Some(provenance) = self.provenance {
            put("herkomst", join_texts(provenance, &mut texts, RecordPart::Text)?);
        }
        if let Some(name) = &self.actor.name {
            put("actor", Map::from_iter([("naam".to_owned(), Value::from(name.as_str()))]));
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
        let core = |fields: &CoreFields<'_>| join_texts(fields, &mut std::iter::empty(), RecordPart::Core);
        let mut all = json!({
            "id": self.id.to_string(),
            "type": self.kind.full_name(),
            "schemaVersie": self.schema_version,
            "onderwerp": self.subject.as_str(),
            "ingangsdatum": self.effective_on.to_string(),
            "gegevens": core(self.data)?,
            "actor": { "id": self.actor.id(), "rol": self.actor.role.as_str() },
            "verbintenisTekst": hex::encode(text_commitment),
        });
        if self.precision != Precision::Day {
            all["ingangsdatumNauwkeurigheid"] = self.precision.name().into();
        }
        if let Some(corrects) = self.corrects {
            all["herstelt"] = corrects.to_string().into();
        }
        // The commitment also covers the lines, the digest and the judgement of the source: a proof of a fact without
        // its place in the document would be worth less.
        if let Some(provenance) = self.provenance.map(core).transpose()?.filter(|core| !core.is_empty()) {
            all["herkomst"] = Value::Object(provenance);
        }
        Ok(all)
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

/// Splits a record into its commitment input and its texts, and passes both to `work`.
///
/// # Errors
/// [`CoreError`] when the data have a key or a structure that no event type has.
pub fn with_commitment_input<T>(
    record: &Record,
    work: impl FnOnce(&CommitmentInput<'_>, &[&str]) -> T,
) -> Result<T, CoreError> {
    let mut texts = Vec::new();
    let data = split_texts(&record.data, &mut texts)?;
    let provenance = record.provenance.as_ref().map(|found| split_texts(found, &mut texts)).transpose()?;
    let committed = CommitmentInput {
        id: record.id,
        kind: record.kind,
        schema_version: record.schema_version,
        subject: &record.subject,
        effective_on: record.effective_on,
        precision: record.precision,
        corrects: record.corrects,
        actor: &record.actor,
        data: &data,
        provenance: provenance.as_ref(),
        reason: record.reason.as_deref(),
    };
    Ok(work(&committed, &texts))
}

/// Recomputes and compares both commitments of a record; that of the text only while the text exists. A record whose text
/// is gone has no text.
///
/// # Errors
/// [`CommitmentError`], which names the part that differs.
pub fn check_commitments(record: &Record) -> Result<(), CommitmentError> {
    with_commitment_input(record, |committed, texts| check_parts(record, committed, texts))
        .map_err(|_| CommitmentError::Shape)?
}

fn check_parts(record: &Record, committed: &CommitmentInput<'_>, texts: &[&str]) -> Result<(), CommitmentError> {
    let shape = |_| CommitmentError::Shape;
    let has_texts = !texts.is_empty() || record.reason.is_some() || record.actor.name.is_some();
    match &record.text_salt {
        Some(salt) => {
            let text = committed.text_json(texts).map_err(shape)?;
            if commit(salt, &canonical_json(&text)) != record.text_commitment {
                return Err(CommitmentError::Text);
            }
        }
        // The salt went with the texts. One that stands there all the same, somebody put there, and nothing holds it.
        None if has_texts => return Err(CommitmentError::Text),
        None => {}
    }
    let core = committed.core_json(&record.text_commitment).map_err(shape)?;
    if commit(&record.core_salt, &canonical_json(&core)) == record.commitment {
        Ok(())
    } else {
        Err(CommitmentError::Core)
    }
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
    pub recorded_at: crate::domain::time::Instant,
    /// When this log wrote it.
    pub logged_at: crate::domain::time::Instant,
    /// The actor on whose behalf this log wrote it.
    pub logged_by: &'a str,
}
