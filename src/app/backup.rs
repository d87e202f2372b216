//! Back-ups of an open log, also while it is written: the records as they lie there, and apart from them what opens their texts.

use std::io::Write;

use super::engine::damage;
use super::error::AppError;
use super::rebuild;
use super::service::Service;
use crate::domain::state::State;
use crate::log::LogError;
use crate::log::backup::{Extent, RecordsOut, write_secrets};
use crate::log::secrets::{LOST, SLOT_LEN};
use crate::log::storage::Reader;
use crate::message;

/// Told of progress every this many records.
const TELL_EVERY: u64 = 1_000;
/// Records whose slots are looked up at once.
const SLOTS_AT_ONCE: u64 = 4_096;

/// Writes `FILE`: every record up to the head as it is now, and the last checkpoint. `tell` gets (done, of).
///
/// # Errors
/// [`AppError::Write`], [`AppError::Log`] when a record can not be read.
pub fn records(service: &Service, out: &mut dyn Write, tell: &mut dyn FnMut(u64, u64)) -> Result<Extent, AppError> {
    let (extent, checkpoint) = begin(service)?;
    let position = extent.position;
    let mut file = RecordsOut::begin(out).map_err(AppError::Write)?;
    let mut failed = None;
    let read = service.reader().for_each(1, position, &mut |at, bytes| {
        if let Err(error) = file.record(bytes) {
            failed = Some(error);
            return Err(LogError::Closed); // only stops the reading
        }
        if at.is_multiple_of(TELL_EVERY) {
            tell(at, position);
        }
        Ok(())
    });
    if let Some(error) = failed {
        return Err(AppError::Write(error));
    }
    read?;
    file.end(extent, &checkpoint).map_err(AppError::Write)?;
    tell(position, position);
    Ok(extent)
}

/// What a back-up that is begun now holds, and its checkpoint.
fn begin(service: &Service) -> Result<(Extent, Vec<u8>), AppError> {
    // The checkpoint first: it never speaks of more than the records that follow.
    let checkpoint = read_or_empty(service, "checkpoint")?;
    let position = service.durable_head();
    let root = service.root(position)?.expect("the durable head has a root");
    Ok((Extent { position, root }, checkpoint))
}

/// Bytes of one part of a back-up.
const PART_BYTES: usize = 64 * 1024;

/// Records read at one time for a part: of the usual 500 bytes they fill it.
const PART_RECORDS: u64 = 128;

/// `FILE` part by part, byte for byte as [`records`] writes it.
pub struct RecordsParts {
    file: RecordsOut<Vec<u8>>,
    extent: Extent,
    checkpoint: Vec<u8>,
    at: u64,
}

impl RecordsParts {
    /// Every record up to the head as it is now, and the last checkpoint.
    ///
    /// # Errors
    /// As for [`records`].
    pub fn begin(service: &Service) -> Result<RecordsParts, AppError> {
        let (extent, checkpoint) = begin(service)?;
        let file = RecordsOut::begin(Vec::new()).map_err(AppError::Write)?;
        Ok(RecordsParts { file, extent, checkpoint, at: 0 })
    }

    /// The next part, and what makes the one after it; none at the end.
    ///
    /// # Errors
    /// As for [`records`].
    pub fn next(mut self, service: &Service) -> Result<(Vec<u8>, Option<RecordsParts>), AppError> {
        while self.at < self.extent.position && self.file.waiting() < PART_BYTES {
            let last = self.extent.position.min(self.at + PART_RECORDS);
            let positions: Vec<u64> = (self.at + 1..=last).collect();
            let file = &mut self.file;
            service.reader().read_many(&positions, &mut |_, bytes| {
                file.record(bytes).expect("memory takes all");
                Ok(())
            })?;
            self.at = last;
        }
        if self.at < self.extent.position {
            return Ok((self.file.written(), Some(self)));
        }
        Ok((self.file.end(self.extent, &self.checkpoint).map_err(AppError::Write)?, None))
    }
}

/// Whether the signing key goes with the secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningKey {
    /// It does: who may read the folder has it anyway.
    Included,
    /// It does not leave the machine.
    LeftOut,
}

/// Writes `FILE.geheim` of the back-up with this extent, and says how many texts it opens none of: those that were missing already.
///
/// # Errors
/// [`AppError::Input`] when a text of these records was erased since the back-up was made, by an event that is not in it:
/// make another back-up. [`AppError::Write`], [`AppError::Log`].
pub fn secrets(service: &Service, extent: Extent, key: SigningKey, out: &mut dyn Write) -> Result<u64, AppError> {
    let head = service.durable_head();
    let root = if extent.position <= head { service.root(extent.position)? } else { None };
    if root != Some(extent.root) {
        return Err(AppError::input(0, "wortel", "andere-wortel", message!("backup-other-root")));
    }
    let mut slots = Vec::with_capacity(usize::try_from(extent.position).unwrap_or(0).saturating_mul(SLOT_LEN));
    let mut from = 1;
    while from <= extent.position {
        let until = extent.position.min(from + SLOTS_AT_ONCE - 1);
        let positions: Vec<u64> = (from..=until).collect();
        let mut pass = service.secrets().pass();
        for number in rebuild::slots_at(service.folder(), service.reader(), &positions)? {
            match pass.get(number)? {
                Some(slot) => slots.extend([slot.key, slot.salt].concat()),
                None => slots.extend([0; SLOT_LEN]),
            }
        }
        from = until + 1;
    }
    settle(&service.state(), extent, &mut slots, service)?;
    let key = match key {
        SigningKey::Included => read_or_empty(service, "key")?,
        SigningKey::LeftOut => Vec::new(),
    };
    write_secrets(out, extent, &slots, &key).map_err(AppError::Write)?;
    Ok(missing_among(&slots))
}

/// How many of these slots open nothing since the log was restored without its secrets.
pub fn missing_among(slots: &[u8]) -> u64 {
    slots.chunks_exact(SLOT_LEN).filter(|slot| *slot == LOST).count() as u64
}

/// What was erased has no slot, also when that was done while the slots were read. What was erased by an event past the end of
/// the back-up would be a text that is gone without a reason.
fn settle(state: &State, extent: Extent, slots: &mut [u8], service: &Service) -> Result<(), AppError> {
    for (at, slot) in slots.chunks_exact_mut(SLOT_LEN).enumerate() {
        let position = at as u64 + 1;
        let erased_at = state.at(position).map_or(0, |(_, row)| u64::from(row.erased_at));
        if erased_at > extent.position {
            let message = message!("backup-erased-meanwhile", position = position);
            return Err(AppError::refused(0, "intussen-gewist", message));
        }
        if erased_at != 0 {
            slot.fill(0);
        } else if slot.iter().all(|byte| *byte == 0) {
            let what = message!("damage-text-gone");
            return Err(damage(service.folder(), position, what).into());
        }
    }
    Ok(())
}

fn read_or_empty(service: &Service, name: &str) -> Result<Vec<u8>, AppError> {
    let path = service.folder().join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(AppError::Read { file: path.display().to_string(), source }),
    }
}
