//! From the bytes of a record to the record: core and text decoded, opened, put together; erased ones without their texts.

use super::codec::{CodecError, FLAG_ACTOR_NAME, FLAG_COMPRESSED, FLAG_REASON, StoredCore, StoredRecord};
use super::commitment::{LeafPlace, leaf_entry};
use super::error::LogError;
use super::record::{Hash, Record, Salt};
use super::seal::{self, SealError};
use super::secrets::{Slot, SlotPass, SlotPool};
use super::tree;
use crate::domain::actor::Actor;
use crate::domain::core::{CoreError, CoreFields, Part, put_together, text_fields};
use crate::domain::ids::Subject;
use crate::domain::text::{Slug, Text};
use crate::language::Message;
use crate::message;

/// A stored record that does not read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum EntryError {
    /// Its bytes are no record.
    Codec(#[from] CodecError),
    /// Its fields are none, or not as many as its texts.
    Core(#[from] CoreError),
    /// Its text does not open.
    Seal(#[from] SealError),
    /// A name in it has a form that no name has.
    Name(String),
    /// It has more texts than places for them.
    TextLeft,
    /// Its slot can not be read.
    Secrets(#[from] LogError),
}

impl EntryError {
    /// What is wrong, as a clause.
    pub fn message(&self) -> Message {
        match self {
            EntryError::Codec(error) => error.message(),
            EntryError::Core(error) => error.message(),
            EntryError::Seal(error) => error.message(),
            EntryError::Name(name) => message!("record-name", name = name),
            EntryError::TextLeft => message!("record-text-left"),
            EntryError::Secrets(error) => error.message(),
        }
    }
}

/// Reads a record with its texts; without them where they were erased.
///
/// # Errors
/// [`EntryError`] when the bytes, the slot or the text are not what was written.
pub fn open(bytes: &[u8], secrets: &SlotPool) -> Result<Record, EntryError> {
    open_stored(&StoredRecord::decode(bytes)?, secrets)
}

/// The same in a pass over records that lie together.
///
/// # Errors
/// As for [`open`].
pub fn open_in_pass(bytes: &[u8], slots: &mut SlotPass<'_>) -> Result<Record, EntryError> {
    let stored = StoredRecord::decode(bytes)?;
    let slot = slots.get(stored.slot)?;
    with_slot(&stored, slot)
}

/// The same of a record whose header was read already.
///
/// # Errors
/// As for [`open`].
pub fn open_stored(stored: &StoredRecord<'_>, secrets: &SlotPool) -> Result<Record, EntryError> {
    with_slot(stored, secrets.get(stored.slot)?)
}

fn with_slot(stored: &StoredRecord<'_>, slot: Option<Slot>) -> Result<Record, EntryError> {
    match slot {
        Some(slot) if slot.is_lost() => {
            let mut record = assemble(stored, None)?;
            record.lost = true;
            Ok(record)
        }
        Some(slot) => {
            let texts = seal::open(&slot, stored.id, stored.flags & FLAG_COMPRESSED != 0, stored.text)?;
            assemble(stored, Some((&texts, slot.salt)))
        }
        None => assemble(stored, None),
    }
}

/// Puts a record together from its parts; without its texts when there are none to open.
///
/// # Errors
/// [`EntryError`] when fields, texts or names are not what a record has.
pub(crate) fn assemble(stored: &StoredRecord<'_>, texts: Option<(&[String], Salt)>) -> Result<Record, EntryError> {
    let core = StoredCore::decode(stored.core)?;
    let mut left = texts.map_or(&[] as &[String], |(texts, _)| texts).iter().map(String::as_str);
    let part = if texts.is_some() { Part::Whole } else { Part::Core };
    let data = put_together(&core.data, &mut left, part)?;
    let provenance = core.provenance.as_ref().map(|fields: &CoreFields<'_>| put_together(fields, &mut left, part));
    let provenance = provenance.transpose()?.filter(|fields| !fields.is_empty());
    let mut next_if = |flag: u32| match texts {
        Some(_) if stored.flags & flag != 0 => left.next().map(Some).ok_or(CoreError::TextMissing),
        Some(_) | None => Ok(None),
    };
    let reason = next_if(FLAG_REASON)?.map(str::to_owned);
    let name = next_if(FLAG_ACTOR_NAME)?.map(|name| Text::parse(name).map_err(|_| EntryError::Name(name.to_owned())));
    let name = name.transpose()?;
    if left.next().is_some() {
        return Err(EntryError::TextLeft);
    }
    let wrong = |name: &str| EntryError::Name(name.to_owned());
    let role = Slug::parse(stored.actor_role).map_err(|_| wrong(stored.actor_role))?;
    Ok(Record {
        position: stored.position,
        subject_version: stored.subject_version,
        kind: stored.kind,
        schema_version: stored.schema_version,
        id: stored.id,
        subject: Subject::parse(stored.subject).map_err(|_| wrong(stored.subject))?,
        effective_on: stored.effective_on,
        precision: stored.precision,
        data,
        erased_fields: if texts.is_some() { Vec::new() } else { text_fields(&core.data) },
        corrects: stored.corrects,
        provenance,
        reason,
        recorded_at: stored.recorded_at,
        actor: Actor::new(stored.actor_id, name, role).map_err(|_| wrong(stored.actor_id))?,
        logged_at: stored.logged_at,
        logged_by: stored.logger().to_owned(),
        core_salt: stored.core_salt,
        text_salt: texts.map(|(_, salt)| salt),
        lost: false,
        text_commitment: stored.text_commitment,
        commitment: stored.commitment,
    })
}

/// The leaf of a stored record in the tree of the log.
pub fn leaf(stored: &StoredRecord<'_>) -> Hash {
    tree::leaf_hash(&leaf_bytes(stored))
}

/// The entry that this leaf is the hash of.
pub fn leaf_bytes(stored: &StoredRecord<'_>) -> Vec<u8> {
    let place = LeafPlace {
        position: stored.position,
        subject_version: stored.subject_version,
        recorded_at: stored.recorded_at,
        logged_at: stored.logged_at,
        logged_by: stored.logger(),
    };
    leaf_entry(&place, &stored.commitment)
}
