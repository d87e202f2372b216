//! Decodes the bytes of a record into a [`Record`]: decodes the core, opens the texts and joins them; an erased record
//! has no texts.

use super::codec::{CodecError, FLAG_ACTOR_NAME, FLAG_COMPRESSED, FLAG_REASON, StoredCore, StoredRecord};
use super::commitment::{LeafFields, leaf_entry};
use super::error::LogError;
use super::record::{Hash, Record, Salt};
use super::secrets::{Slot, SlotPass, SlotPool};
use super::text_cipher::{self, DecryptError};
use super::tree;
use crate::domain::actor::Actor;
use crate::domain::event_core::{CoreError, CoreFields, RecordPart, join_texts, text_fields};
use crate::domain::header::ActorRef;
use crate::domain::ids::Subject;
use crate::domain::text::{Slug, Text};
use crate::language::Message;
use crate::message;

/// The reason why a stored record can not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum RecordError {
    /// The bytes are not a record.
    Codec(#[from] CodecError),
    /// The fields are invalid, or do not match the number of texts.
    Core(#[from] CoreError),
    /// The text can not be opened.
    Seal(#[from] DecryptError),
    /// A name in the record is malformed.
    Name(String),
    /// The record contains more texts than fields that take one.
    TextLeft,
    /// The slot can not be read.
    Secrets(#[from] LogError),
}

impl RecordError {
    /// Describes the reason as a clause.
    pub fn message(&self) -> Message {
        match self {
            RecordError::Codec(error) => error.message(),
            RecordError::Core(error) => error.message(),
            RecordError::Seal(error) => error.message(),
            RecordError::Name(name) => message!("record-name", name = name),
            RecordError::TextLeft => message!("record-text-left"),
            RecordError::Secrets(error) => error.message(),
        }
    }
}

/// Reads a record with its texts, or without them when they were erased.
///
/// # Errors
/// [`RecordError`] when the bytes, the slot or the text differ from what was written.
pub fn decode_record(bytes: &[u8], secrets: &SlotPool) -> Result<Record, RecordError> {
    decode_stored_record(&StoredRecord::decode(bytes)?, secrets)
}

/// Like [`decode_record`], in a pass over neighbouring records.
///
/// # Errors
/// As for [`decode_record`].
pub fn decode_record_in_pass(bytes: &[u8], slots: &mut SlotPass<'_>) -> Result<Record, RecordError> {
    let stored = StoredRecord::decode(bytes)?;
    let slot = slots.get(stored.slot)?;
    decode_with_slot(&stored, slot)
}

/// Like [`decode_record`], for a record whose header has already been decoded.
///
/// # Errors
/// As for [`decode_record`].
pub fn decode_stored_record(stored: &StoredRecord<'_>, secrets: &SlotPool) -> Result<Record, RecordError> {
    decode_with_slot(stored, secrets.get(stored.slot)?)
}

fn decode_with_slot(stored: &StoredRecord<'_>, slot: Option<Slot>) -> Result<Record, RecordError> {
    match slot {
        Some(slot) if slot.is_lost() => {
            let mut record = build_record(stored, None)?;
            record.lost = true;
            Ok(record)
        }
        Some(slot) => {
            let texts =
                text_cipher::decrypt(&slot, stored.header.id, stored.flags & FLAG_COMPRESSED != 0, stored.text)?;
            build_record(stored, Some((&texts, slot.salt)))
        }
        None => build_record(stored, None),
    }
}

/// Builds a record from its parts; without its texts when there are none to open.
///
/// # Errors
/// [`RecordError`] when the fields, texts or names are not valid for a record.
pub fn build_record(stored: &StoredRecord<'_>, texts: Option<(&[String], Salt)>) -> Result<Record, RecordError> {
    let core = StoredCore::decode(stored.core)?;
    let mut left = texts.map_or(&[] as &[String], |(texts, _)| texts).iter().map(String::as_str);
    let part = if texts.is_some() { RecordPart::Whole } else { RecordPart::Core };
    let data = join_texts(&core.data, &mut left, part)?;
    let provenance = core.provenance.as_ref().map(|fields: &CoreFields<'_>| join_texts(fields, &mut left, part));
    let provenance = provenance.transpose()?.filter(|fields| !fields.is_empty());
    let mut next_if = |flag: u32| match texts {
        Some(_) if stored.flags & flag != 0 => left.next().map(Some).ok_or(CoreError::TextMissing),
        Some(_) | None => Ok(None),
    };
    let reason = next_if(FLAG_REASON)?.map(str::to_owned);
    let name = next_if(FLAG_ACTOR_NAME)?.map(|name| Text::parse(name).map_err(|_| RecordError::Name(name.to_owned())));
    let name = name.transpose()?;
    if left.next().is_some() {
        return Err(RecordError::TextLeft);
    }
    let wrong = |name: &str| RecordError::Name(name.to_owned());
    let ActorRef { id, role } = stored.header.actor;
    let subject = Subject::parse(stored.header.subject).map_err(|_| wrong(stored.header.subject))?;
    let actor = Actor::new(id, name, Slug::parse(role).map_err(|_| wrong(role))?).map_err(|_| wrong(id))?;
    Ok(Record {
        header: stored.header.with(subject, actor),
        position: stored.position,
        subject_version: stored.subject_version,
        data,
        erased_fields: if texts.is_some() { Vec::new() } else { text_fields(&core.data) },
        provenance,
        reason,
        recorded_at: stored.recorded_at,
        logged_at: stored.logged_at,
        logged_by: stored.effective_logged_by().to_owned(),
        core_salt: stored.core_salt,
        text_salt: texts.map(|(_, salt)| salt),
        lost: false,
        text_commitment: stored.text_commitment,
        commitment: stored.commitment,
    })
}

/// Computes the leaf hash of a stored record in the Merkle tree of the log.
pub fn stored_leaf_hash(stored: &StoredRecord<'_>) -> Hash {
    tree::leaf_hash(&stored_leaf_entry(stored))
}

/// Encodes the leaf entry whose hash [`stored_leaf_hash`] returns.
pub fn stored_leaf_entry(stored: &StoredRecord<'_>) -> Vec<u8> {
    let place = LeafFields {
        position: stored.position,
        subject_version: stored.subject_version,
        recorded_at: stored.recorded_at,
        logged_at: stored.logged_at,
        logged_by: stored.effective_logged_by(),
    };
    leaf_entry(&place, &stored.commitment)
}
