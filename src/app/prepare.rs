//! Work on the caller's thread: everything of a record that does not depend on its place in the log, which is its id,
//! core, encrypted text and commitments.
//!
//! The costly work happens here, so that the single writer thread only decides, numbers and writes.

mod encoding;

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use self::encoding::{Encoded, EventFields, encode, shape_error};
use super::error::AppError;
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, Subject};
use crate::domain::proposal::Proposal;
use crate::domain::state::Fact;
use crate::domain::time::{Instant, Precision};
use crate::log::LogError;
use crate::log::codec::{CodecError, FLAG_UNREVIEWED, HEADER_LEN, StoredCore, StoredRecord};
use crate::log::commitment::{canonical_json, commit};
use crate::log::record::{Hash, Record, Salt};
use crate::log::secrets::Slot;
use crate::log::upcast::upcast;
use crate::message;

/// The longest names of a record: subject 12 + 64, actor 100, role 40, logged-by 100.
const NAMES_MAX: usize = 12 + 64 + 100 + 40 + 100;

/// The source of an event. It is kept because the rules read it and the answer is built from it.
#[derive(Debug)]
pub enum EventSource {
    /// A caller's proposal, to be judged by the rules.
    Proposal(Box<Proposal>),
    /// A sealing made by this service, to be judged by the rules of sealing.
    Sealing(Box<Proposal>),
    /// A full record of an export, to be restored as it was.
    Restored(Box<Record>),
}

/// An event that has no place in the log yet.
#[derive(Debug)]
pub struct Prepared {
    /// The id, which is the idempotency key.
    pub id: EventId,
    /// Its source.
    pub source: EventSource,
    /// Who recorded it.
    pub actor: Arc<Actor>,
    core: Vec<u8>,
    text: Vec<u8>,
    flags: u32,
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

/// Prepares a proposal with the keys of `slot`, and 32 random bytes as the salt of its core.
///
/// # Errors
/// [`AppError::Input`] with index 0 when core or text are larger than a record may be.
pub fn prepare(
    proposal: Proposal,
    id: EventId,
    actor: &Arc<Actor>,
    slot: &Slot,
    core_salt: Salt,
) -> Result<Prepared, AppError> {
    prepare_source(EventSource::Proposal(Box::new(proposal)), id, actor, slot, core_salt)
}

/// Prepares a sealing made by this service, as [`prepare`] does a proposal.
///
/// # Errors
/// As for [`prepare`].
pub fn prepare_sealing(
    sealing: Proposal,
    id: EventId,
    actor: &Arc<Actor>,
    slot: &Slot,
    core_salt: Salt,
) -> Result<Prepared, AppError> {
    prepare_source(EventSource::Sealing(Box::new(sealing)), id, actor, slot, core_salt)
}

fn prepare_source(
    source: EventSource,
    id: EventId,
    actor: &Arc<Actor>,
    slot: &Slot,
    core_salt: Salt,
) -> Result<Prepared, AppError> {
    let parts = source.parts(id, actor);
    let laid = encode(&parts, slot)?;
    let committed = laid.commitment_input(&parts);
    let text_commitment = commit(&slot.salt, &canonical_json(&committed.text_json(&laid.texts).map_err(shape_error)?));
    let commitment = commit(&core_salt, &canonical_json(&committed.core_json(&text_commitment).map_err(shape_error)?));
    let Encoded { core, text, flags, .. } = laid;
    Ok(Prepared {
        id,
        actor: Arc::clone(actor),
        core,
        text,
        flags,
        slot: slot.number,
        text_salt: Some(slot.salt),
        core_salt,
        text_commitment,
        commitment,
        source,
    })
}

/// Prepares a full record with verified commitments: under a slot with its salt, or under an erased slot when its text
/// was erased.
///
/// # Errors
/// As for [`prepare`].
/// As for [`prepare`].
pub fn prepare_restored(record: Record, slot: &Slot) -> Result<Prepared, AppError> {
    let (id, actor) = (record.id, Arc::new(record.actor.clone()));
    let source = EventSource::Restored(Box::new(record));
    let Encoded { core, text, flags, .. } = encode(&source.parts(id, &actor), slot)?;
    let EventSource::Restored(record) = &source else { unreachable!("made two lines above") };
    Ok(Prepared {
        id,
        core,
        text,
        flags,
        slot: slot.number,
        text_salt: record.text_salt,
        core_salt: record.core_salt,
        text_commitment: record.text_commitment,
        commitment: record.commitment,
        actor,
        source,
    })
}

impl EventSource {
    /// The caller's fields.
    pub fn content(&self) -> Value {
        match self {
            EventSource::Proposal(proposal) | EventSource::Sealing(proposal) => proposal.content(),
            EventSource::Restored(record) => record.content(),
        }
    }

    /// Returns the input of the fold, at this position.
    ///
    /// # Errors
    /// [`AppError::Input`] when the data of a full record have a shape that no event has.
    pub fn fact(&self, id: EventId, position: u64, recorded_at: Instant) -> Result<Fact<'_>, AppError> {
        match self {
            EventSource::Proposal(proposal) | EventSource::Sealing(proposal) => {
                Ok(proposal.fact(position, id, recorded_at))
            }
            EventSource::Restored(record) => Ok(Fact { position, ..record.fact().map_err(shape_error)? }),
        }
    }

    fn parts<'a>(&'a self, id: EventId, actor: &'a Actor) -> EventFields<'a> {
        match self {
            EventSource::Proposal(proposal) | EventSource::Sealing(proposal) => EventFields {
                id,
                kind: proposal.kind(),
                schema_version: proposal.kind().schema_version(),
                subject: &proposal.subject,
                effective_on: proposal.effective_on,
                precision: proposal.precision.unwrap_or(Precision::Day),
                corrects: proposal.corrects,
                data: &proposal.body,
                erased_fields: &[],
                provenance: proposal.provenance_body.as_ref(),
                reason: proposal.reason.as_ref().map(|reason| reason.as_str()),
                actor,
                unreviewed: proposal.unreviewed(),
                logged_by: "",
            },
            EventSource::Restored(record) => EventFields {
                id,
                kind: record.kind,
                schema_version: record.schema_version,
                subject: &record.subject,
                effective_on: record.effective_on,
                precision: record.precision,
                corrects: record.corrects,
                data: &record.data,
                erased_fields: &record.erased_fields,
                provenance: record.provenance.as_ref(),
                reason: record.reason.as_deref(),
                actor,
                unreviewed: record.unreviewed(),
                logged_by: if record.logged_by == record.actor.id() { "" } else { &record.logged_by },
            },
        }
    }
}

impl Prepared {
    fn parts(&self) -> EventFields<'_> {
        self.source.parts(self.id, &self.actor)
    }

    /// Its event type.
    pub fn kind(&self) -> EventType {
        self.parts().kind
    }

    /// The slot of its text.
    pub const fn slot(&self) -> u64 {
        self.slot
    }

    /// Its subject.
    pub fn subject(&self) -> &Subject {
        self.parts().subject
    }

    /// The caller's fields: two events under one id are the same when these are equal.
    pub fn content(&self) -> Value {
        self.source.content()
    }

    /// An upper bound of the bytes of its record.
    pub fn stored_len(&self) -> usize {
        HEADER_LEN + NAMES_MAX + self.core.len() + self.text.len()
    }

    /// Returns the input of the fold, at this position. The core is decoded as a replay would.
    ///
    /// # Errors
    /// [`CodecError`], which never occurs for a core that was just encoded.
    pub fn fact(&self, position: u64, recorded_at: Instant) -> Result<Fact<'_>, CodecError> {
        let core = StoredCore::decode(&self.core)?;
        let parts = self.parts();
        Ok(Fact {
            position,
            id: self.id,
            kind: parts.kind,
            subject: parts.subject.as_str(),
            effective_on: parts.effective_on,
            precision: parts.precision,
            recorded_at,
            corrects: parts.corrects,
            unreviewed: self.flags & FLAG_UNREVIEWED != 0,
            fields: upcast(parts.kind, parts.schema_version, core.data),
        })
    }

    /// Returns the record as it is stored, at this place.
    pub fn stored(&self, place: &LogPlace) -> StoredRecord<'_> {
        let parts = self.parts();
        StoredRecord {
            kind: parts.kind,
            schema_version: parts.schema_version,
            precision: parts.precision,
            subject_version: place.subject_version,
            position: place.position,
            recorded_at: place.recorded_at,
            logged_at: place.logged_at,
            effective_on: parts.effective_on,
            flags: self.flags,
            slot: self.slot,
            id: self.id,
            corrects: parts.corrects,
            core_salt: self.core_salt,
            text_commitment: self.text_commitment,
            commitment: self.commitment,
            subject: parts.subject.as_str(),
            actor_id: self.actor.id(),
            actor_role: self.actor.role.as_str(),
            logged_by: parts.logged_by,
            core: &self.core,
            text: &self.text,
        }
    }

    /// Returns the record as a reader gets it, at this place.
    pub fn record(&self, place: &LogPlace) -> Record {
        let proposal = match &self.source {
            EventSource::Proposal(proposal) | EventSource::Sealing(proposal) => proposal,
            EventSource::Restored(record) => return (**record).clone(),
        };
        Record {
            position: place.position,
            subject_version: place.subject_version,
            kind: proposal.kind(),
            schema_version: proposal.kind().schema_version(),
            id: self.id,
            subject: proposal.subject.clone(),
            effective_on: proposal.effective_on,
            precision: proposal.precision.unwrap_or(Precision::Day),
            data: proposal.body.clone(),
            erased_fields: Vec::new(),
            corrects: proposal.corrects,
            provenance: proposal.provenance_body.clone(),
            reason: proposal.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            recorded_at: place.recorded_at,
            actor: (*self.actor).clone(),
            logged_at: place.logged_at,
            logged_by: self.actor.id().to_owned(),
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
