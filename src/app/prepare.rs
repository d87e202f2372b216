//! Work on the caller's thread: everything of a record that does not depend on its place in the log, which is its id,
//! core, encrypted text and commitments.
//!
//! The costly work happens here, so that the single writer thread only decides, numbers and writes.

mod encoding;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use self::encoding::{EncodedEvent, encode};
use super::error::AppError;
use super::new_event::{NewEvent, shape_error};
use crate::domain::ids::EventId;
use crate::domain::time::Instant;
use crate::log::LogError;
use crate::log::codec::{HEADER_LEN, StoredRecord};
use crate::log::commitment::canonical_json;
use crate::log::record::{Hash, Record, Salt};
use crate::log::secrets::Slot;
use crate::message;

/// The longest names of a record: subject 12 + 64, actor 100, role 40, logged-by 100.
const NAMES_MAX: usize = 12 + 64 + 100 + 40 + 100;

/// A new event, encoded, encrypted and committed to.
#[derive(Debug)]
pub struct Prepared {
    /// The event: the rules read it, and the answer is built from it.
    pub event: NewEvent,
    encoded: EncodedEvent,
    slot: u64,
    text_salt: Option<Salt>,
    core_salt: Salt,
    text_commitment: Hash,
    commitment: Hash,
}

/// The place of an event in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogPlace {
    /// The position in the log.
    pub position: u64,
    /// The version of the subject after this event.
    pub subject_version: u32,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// When this log wrote it.
    pub logged_at: Instant,
}

/// Prepares an event with the keys of `slot`, and 32 random bytes as the salt of its core.
///
/// # Errors
/// [`AppError::Input`] with index 0 when core or text are larger than a record may be.
pub fn prepare(event: NewEvent, slot: &Slot, core_salt: Salt) -> Result<Prepared, AppError> {
    let split = event.split().map_err(shape_error)?;
    let (text_commitment, commitment) = split.commitments(&slot.salt, &core_salt).map_err(shape_error)?;
    let encoded = encode(split, event.unreviewed(), slot)?;
    let text_salt = Some(slot.salt);
    Ok(Prepared { event, encoded, slot: slot.number, text_salt, core_salt, text_commitment, commitment })
}

/// Prepares a full record with verified commitments: under a slot with its salt, or under an erased slot when its text
/// was erased.
///
/// # Errors
/// As for [`prepare`].
pub fn prepare_restored(record: Box<Record>, slot: &Slot) -> Result<Prepared, AppError> {
    let Record { text_salt, core_salt, text_commitment, commitment, .. } = *record;
    let event = NewEvent::Restored(record);
    let encoded = encode(event.split().map_err(shape_error)?, event.unreviewed(), slot)?;
    Ok(Prepared { event, encoded, slot: slot.number, text_salt, core_salt, text_commitment, commitment })
}

impl Prepared {
    /// The slot of its text.
    pub const fn slot(&self) -> u64 {
        self.slot
    }

    /// An upper bound of the bytes of its record.
    pub fn stored_len(&self) -> usize {
        HEADER_LEN + NAMES_MAX + self.encoded.core.len() + self.encoded.text.len()
    }

    /// Returns the record as it is stored, at this place.
    pub fn stored(&self, place: &LogPlace) -> StoredRecord<'_> {
        let EncodedEvent { core, text, flags } = &self.encoded;
        let logged_by = match &self.event {
            NewEvent::Restored(record) if record.logged_by != record.actor.id() => &*record.logged_by,
            NewEvent::Restored(_) | NewEvent::Proposal(_) | NewEvent::Sealing(_) => "",
        };
        StoredRecord {
            header: self.event.header(),
            subject_version: place.subject_version,
            position: place.position,
            recorded_at: place.recorded_at,
            logged_at: place.logged_at,
            flags: *flags,
            slot: self.slot,
            core_salt: self.core_salt,
            text_commitment: self.text_commitment,
            commitment: self.commitment,
            logged_by,
            core,
            text,
        }
    }

    /// Returns the record as a reader gets it, at this place.
    pub fn record(&self, place: &LogPlace) -> Record {
        let new = match &self.event {
            NewEvent::Proposal(new) | NewEvent::Sealing(new) => new,
            NewEvent::Restored(record) => return (**record).clone(),
        };
        let proposal = &*new.proposal;
        Record {
            header: new.header().with(proposal.subject.clone(), (*new.actor).clone()),
            position: place.position,
            subject_version: place.subject_version,
            data: proposal.body.clone(),
            erased_fields: Vec::new(),
            provenance: proposal.provenance_body.clone(),
            reason: proposal.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            recorded_at: place.recorded_at,
            logged_at: place.logged_at,
            logged_by: new.actor.id().to_owned(),
            core_salt: self.core_salt,
            text_salt: self.text_salt,
            lost: false,
            text_commitment: self.text_commitment,
            commitment: self.commitment,
        }
    }
}

/// Makes an id for an event without one: a UUIDv7 of this moment.
///
/// # Errors
/// [`LogError::Io`] when the system returns no random bytes.
pub fn new_id(now: Instant) -> Result<EventId, LogError> {
    let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
    let random: [u8; 10] = random_bytes()?;
    Ok(EventId::from_bytes(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().into_bytes()))
}

/// The id of a line of an import that has none: UUIDv8 of SHA-256(JCS(line) || occurrence), where `occurrence` is the
/// number of times the line occurred in its file so far, from 1, in decimal digits. A repeated import thus adds
/// nothing.
pub fn id_of_line(line: &Value, occurrence: u64) -> EventId {
    LineDigest::of(line).id(occurrence)
}

/// What a line of an import without an id says, for the ids of all its occurrences.
#[derive(Debug, Clone)]
pub struct LineDigest(Sha256);

impl LineDigest {
    /// Digests a line.
    pub fn of(line: &Value) -> LineDigest {
        LineDigest(Sha256::new().chain_update(canonical_json(line)))
    }

    /// Returns the id of an occurrence: see [`id_of_line`].
    pub fn id(&self, occurrence: u64) -> EventId {
        let digest = self.0.clone().chain_update(occurrence.to_string()).finalize();
        let first: [u8; 16] = digest[..16].try_into().expect("a SHA-256 has 32 bytes");
        EventId::from_bytes(uuid::Uuid::new_v8(first).into_bytes())
    }
}

/// Makes a slot that is stored nowhere, for a dry run.
///
/// # Errors
/// [`LogError::Io`] when the system returns no random bytes.
pub fn dry_run_slot() -> Result<Slot, LogError> {
    Ok(Slot { number: u64::MAX, key: random_bytes()?, salt: random_bytes()? })
}

/// Returns random bytes of the system.
///
/// # Errors
/// [`LogError::Io`] when the system returns none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], LogError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| LogError::io(message!("doing-random"), std::io::Error::other(error)))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
