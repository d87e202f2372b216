//! Back-ups of an open log, also while it is written: one file with the records as stored, and a separate one with the
//! secrets that open their texts.

use std::io::Write;

use super::damage::damage;
use super::error::AppError;
use super::query_keys as keys;
use super::rebuild;
use super::request_target::{Query, RequestTarget};
use super::service::Service;
use crate::domain::state::State;
use crate::log::LogError;
use crate::log::backup::{BackupWriter, LogExtent, write_secrets};
use crate::log::record::Hash;
use crate::log::secrets::{LOST_SLOT, SLOT_LEN};
use crate::log::storage::Reader;
use crate::message;

/// Progress is reported every this many records.
const PROGRESS_EVERY: u64 = 1_000;
/// Records whose slots are looked up in one read.
const SLOTS_AT_ONCE: u64 = 4_096;

/// Writes `FILE`: every record up to the present head, and the last checkpoint. `tell` receives (done, total).
///
/// # Errors
/// [`AppError::Write`]; [`AppError::Log`] when a record can not be read.
pub fn records(service: &Service, out: &mut dyn Write, tell: &mut dyn FnMut(u64, u64)) -> Result<LogExtent, AppError> {
    let (extent, checkpoint) = begin(service)?;
    let position = extent.position;
    let mut file = BackupWriter::begin(out).map_err(AppError::Write)?;
    let mut failed = None;
    let read = service.reader().for_each(1, position, &mut |at, bytes| {
        if let Err(error) = file.record(bytes) {
            failed = Some(error);
            return Err(LogError::Closed); // this error only stops the reading
        }
        if at.is_multiple_of(PROGRESS_EVERY) {
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

/// Writes which secrets are asked for, those of the back-up with this extent, as the target of a request.
pub fn to_target(extent: LogExtent) -> RequestTarget {
    let root = hex::encode(extent.root);
    RequestTarget::of("/v1/back-up/geheim").with(keys::POSITION, extent.position).with(keys::ROOT, root)
}

/// Reads the extent of a back-up of a log with `head` events; `None` if a key is refused.
pub fn from_query(query: &mut Query, head: u64) -> Option<LogExtent> {
    let position = query.number(keys::POSITION, 0, head);
    let root = query.value(keys::ROOT, |text| {
        let mut root: Hash = [0; 32];
        hex::decode_to_slice(text, &mut root).map(|()| root).map_err(|_| message!("query-root"))
    });
    for (key, there) in [(keys::POSITION, position.is_some()), (keys::ROOT, root.is_some())] {
        if !there && !query.refused(key) {
            query.refuse(key, "ontbreekt", message!("query-backup"));
        }
    }
    Some(LogExtent { position: position?, root: root? })
}

/// The extent of a back-up that begins now, and its checkpoint.
fn begin(service: &Service) -> Result<(LogExtent, Vec<u8>), AppError> {
    // The checkpoint is read first: it then never covers more than the records that follow.
    let checkpoint = read_or_empty(service, "checkpoint")?;
    let position = service.durable_head();
    let root = service.root(position)?.expect("the durable head has a root");
    Ok((LogExtent { position, root }, checkpoint))
}

/// Bytes of one part of a back-up.
const PART_BYTES: usize = 64 * 1024;

/// Records read at one time for a part: 128 of the usual 500 bytes fill it.
const PART_RECORDS: u64 = 128;

/// `FILE` in parts, byte for byte as [`records`] writes it.
pub struct RecordsParts {
    file: BackupWriter<Vec<u8>>,
    extent: LogExtent,
    checkpoint: Vec<u8>,
    at: u64,
}

impl RecordsParts {
    /// Starts a back-up of every record up to the present head, and the last checkpoint.
    ///
    /// # Errors
    /// As for [`records`].
    pub fn begin(service: &Service) -> Result<RecordsParts, AppError> {
        let (extent, checkpoint) = begin(service)?;
        let file = BackupWriter::begin(Vec::new()).map_err(AppError::Write)?;
        Ok(RecordsParts { file, extent, checkpoint, at: 0 })
    }

    /// Returns which log it is of, and to where.
    pub fn extent(&self) -> LogExtent {
        self.extent
    }

    /// Returns the next part, and the state from which the part after it is read; `None` after the last part.
    ///
    /// # Errors
    /// As for [`records`].
    pub fn next(mut self, service: &Service) -> Result<(Vec<u8>, Option<RecordsParts>), AppError> {
        while self.at < self.extent.position && self.file.pending_len() < PART_BYTES {
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
            return Ok((self.file.take_written(), Some(self)));
        }
        Ok((self.file.end(self.extent, &self.checkpoint).map_err(AppError::Write)?, None))
    }
}

/// Whether the signing key is written with the secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningKey {
    /// It is: whoever may read the folder has it anyway.
    Included,
    /// It is not: it does not leave the machine.
    LeftOut,
}

/// Writes `FILE.geheim` of the back-up with this extent. Returns the number of texts that it does not open because they
/// were missing already.
///
/// # Errors
/// [`AppError::Input`] when the root of `extent` is not that of this log. [`AppError::Refused`] when a text of these
/// records was erased since the back-up was made, by an event that is not in it: make another back-up.
/// [`AppError::Write`], [`AppError::Log`].
pub fn secrets(service: &Service, extent: LogExtent, key: SigningKey, out: &mut dyn Write) -> Result<u64, AppError> {
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

/// Counts the slots that open nothing because the log was restored without its secrets.
pub fn missing_among(slots: &[u8]) -> u64 {
    slots.chunks_exact(SLOT_LEN).filter(|slot| *slot == LOST_SLOT).count() as u64
}

/// Clears the slots of erased texts, also of texts erased while the slots were read. Refuses an erasure by an event
/// past the end of the back-up: the back-up would miss a text without a reason.
fn settle(state: &State, extent: LogExtent, slots: &mut [u8], service: &Service) -> Result<(), AppError> {
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
