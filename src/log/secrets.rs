//! The slot file `secrets` (crypto-shredding): for each encrypted text its key and the salt of its commitment, 64
//! random bytes. They can be erased although the log itself is immutable.
//!
//! Slots are numbered from 0 in file order; a record names its slot. They are created and synced ahead in blocks, so
//! that a commit needs only one sync. Every slot that an opening finds in the file counts as used, whether or not a
//! record refers to it, so that no key is ever used twice, not even after a crash. A slot of zeros is an erased one. A
//! slot of all ones is a lost one: in a log restored without its secrets, nothing can decrypt the texts.
//!
//! Erasing overwrites in place and syncs. On flash storage the old block may survive until it is recycled, and backups
//! keep what they contain; that is why backups store secrets separately and for a shorter time.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    fs::File,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use parking_lot::{Condvar, Mutex, RwLock};
use zeroize::Zeroize as _;

use super::{disk_space, error::LogError, test_hooks};
use crate::language::Message;
use crate::message;

/// Length of a slot in bytes: a key of 32, then a salt of 32.
pub const SLOT_LEN: usize = 64;
/// Size of the first block after opening: 64 slots, 4 KiB, so that a short-lived command creates few slots that are
/// never used.
const BLOCK_FIRST: usize = 64;
/// Size of the largest block: 4,096 slots, 256 KiB, one sync for as many events.
const BLOCK_MAX: usize = 4096;
/// Number of slots read at a time by [`SlotPool::for_each`]: 4,096 x 64 bytes = 256 KiB.
const READ_AT_ONCE: usize = 4096;

/// The secrets of one text. Its debug form shows only the number.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    /// The index of the slot in the file, from 0.
    pub number: u64,
    /// The key of the encrypted text. It leaves the folder only in the secrets file of a backup.
    pub key: [u8; 32],
    /// The salt of the text's commitment.
    pub salt: [u8; 32],
}

/// The content of a slot that was not restored. No random slot is equal to it.
pub const LOST_SLOT: [u8; SLOT_LEN] = [0xff; SLOT_LEN];

impl Drop for Slot {
    fn drop(&mut self) {
        self.key.zeroize();
        self.salt.zeroize();
    }
}

impl Slot {
    /// Returns whether the slot opens nothing, because the log was restored without its secrets.
    pub fn is_lost(&self) -> bool {
        [self.key, self.salt].concat() == LOST_SLOT
    }
}

/// The slot file, shared by all threads.
pub struct SlotPool {
    file: File,
    ready: Mutex<ReadySlots>,
    refilled: Condvar,
    /// The size of the file in slots; the lock also grants the right to change it. It is locked after `ready`, never
    /// before it.
    end: Mutex<u64>,
    /// The number of slots erased since opening.
    erasures: AtomicU64,
    /// Slots of texts that the log records as erased, in a file that can not be changed. They are read as erased.
    masked: RwLock<HashSet<u64>>,
}

struct ReadySlots {
    slots: VecDeque<Slot>,
    next_block: usize,
    refilling: bool,
    /// The first failure. After it no slots are created any more, since what reached the disk is unknown.
    failed: Option<Message>,
}

impl ReadySlots {
    /// Remembers a failure, except a lack of room or of descriptors: no slot of such a block was handed out, so it can
    /// be retried and is overwritten.
    fn remember_failure(&mut self, error: &LogError) {
        if !error.is_full() && !matches!(error, LogError::OutOfDescriptors { .. }) {
            self.failed = Some(error.message());
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Slot").field("number", &self.number).finish_non_exhaustive()
    }
}

impl fmt::Debug for SlotPool {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SlotPool").finish_non_exhaustive()
    }
}

impl SlotPool {
    /// Creates an empty slot file of mode 0600 and syncs it. Syncing the folder is left to the caller.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn create(path: &Path) -> Result<(), LogError> {
        let create = || File::options().write(true).create_new(true).mode(0o600).open(path)?.sync_all();
        create().map_err(|source| LogError::io(message!("doing-creating", path = path.display()), source))
    }

    /// Opens the slot file. All slots in it count as used; a partial slot at its end, left by a crash, is padded with
    /// zeros.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn open(path: &Path) -> Result<Self, LogError> {
        let at = |source| LogError::io(message!("doing-opening", path = path.display()), source);
        let file = File::options().read(true).write(true).open(path).map_err(at)?;
        let len = file.metadata().map_err(at)?.len();
        let end = len.div_ceil(SLOT_LEN as u64);
        if end * SLOT_LEN as u64 != len {
            file.set_len(end * SLOT_LEN as u64).map_err(at)?;
        }
        Ok(Self::new(file, end, None))
    }

    /// Opens the slot file of a folder that must not change: slots can be read, but none can be taken.
    ///
    /// # Errors
    /// [`LogError::Io`].
    pub fn read_only(path: &Path) -> Result<Self, LogError> {
        let at = |source| LogError::io(message!("doing-opening", path = path.display()), source);
        let file = File::open(path).map_err(at)?;
        let end = file.metadata().map_err(at)?.len() / SLOT_LEN as u64;
        Ok(Self::new(file, end, Some(message!("log-read-only"))))
    }

    fn new(file: File, end: u64, failed: Option<Message>) -> Self {
        let ready = ReadySlots { slots: VecDeque::new(), next_block: BLOCK_FIRST, refilling: false, failed };
        Self {
            file,
            ready: Mutex::new(ready),
            refilled: Condvar::new(),
            end: Mutex::new(end),
            erasures: AtomicU64::new(0),
            masked: RwLock::default(),
        }
    }

    /// Takes the next unused slot. Cheap: when a quarter of the next block size is left, one caller creates that block
    /// while the others continue.
    ///
    /// # Errors
    /// [`LogError`] when a block can not be created; [`LogError::Failed`] after any failure but a lack of room or
    /// descriptors.
    pub fn take(&self) -> Result<Slot, LogError> {
        let mut ready = self.ready.lock();
        loop {
            if let Some(why) = &ready.failed {
                return Err(LogError::Failed { why: why.clone() });
            }
            let low = ready.slots.len() <= ready.next_block / 4;
            if low && !ready.refilling {
                ready.refilling = true;
                let count = ready.next_block;
                drop(ready);
                let made = self.create_block(count, &[]);
                ready = self.ready.lock();
                ready.refilling = false;
                ready.next_block = (count * 2).min(BLOCK_MAX);
                self.refilled.notify_all();
                match made {
                    Ok(slots) => ready.slots.extend(slots),
                    Err(error) => {
                        ready.remember_failure(&error);
                        return Err(error);
                    }
                }
            }
            match ready.slots.pop_front() {
                Some(slot) => return Ok(slot),
                None => self.refilled.wait(&mut ready),
            }
        }
    }

    /// Takes the next unused slot when that costs no sync; `None` when it is this caller's turn to create a block.
    pub fn take_ready(&self) -> Option<Slot> {
        let mut ready = self.ready.lock();
        let is_low = ready.slots.len() <= ready.next_block / 4;
        if ready.failed.is_some() || (is_low && !ready.refilling) { None } else { ready.slots.pop_front() }
    }

    /// Creates slots with these salts and new keys, for a restore. They are durable when this returns.
    ///
    /// # Errors
    /// As for [`Self::take`].
    pub fn create_with_salts(&self, salts: &[[u8; 32]]) -> Result<Vec<Slot>, LogError> {
        if let Some(why) = &self.ready.lock().failed {
            return Err(LogError::Failed { why: why.clone() });
        }
        let made = self.create_block(salts.len(), salts);
        if let Err(error) = &made {
            self.ready.lock().remember_failure(error);
        }
        made
    }

    /// Returns the slot with this number, or `None` when it was erased.
    ///
    /// # Errors
    /// [`LogError::Io`] when the slot can not be read, also when the file has no such slot.
    pub fn get(&self, number: u64) -> Result<Option<Slot>, LogError> {
        let mut bytes = [0; SLOT_LEN];
        self.file
            .read_exact_at(&mut bytes, number.saturating_mul(SLOT_LEN as u64))
            .map_err(|source| LogError::io(message!("doing-slot-read", slot = number), source))?;
        Ok(self.decode(number, &bytes))
    }

    /// Makes these slots read as erased from now on: erasures that a stop left unfinished in a file that can not be
    /// changed.
    pub fn mask_erased(&self, numbers: &[u64]) {
        self.masked.write().extend(numbers);
    }

    fn decode(&self, number: u64, bytes: &[u8]) -> Option<Slot> {
        decode(number, bytes).filter(|slot| !self.masked.read().contains(&slot.number))
    }

    /// Starts a pass that reads slots a block at a time, since neighbouring records have neighbouring slots. The cache
    /// ends with the pass; the pass does not notice erasures of slots that it has read.
    pub fn pass(&self) -> SlotPass<'_> {
        SlotPass::over(self)
    }

    /// Returns whether the slot with this number was erased.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub fn is_erased(&self, number: u64) -> Result<bool, LogError> {
        Ok(self.get(number)?.is_none())
    }

    /// Overwrites these slots with zeros; durable when this returns. Slots already erased are skipped.
    ///
    /// # Errors
    /// [`LogError::Io`] when a slot does not exist or the disk fails. The secrets may then still be there.
    pub fn erase(&self, numbers: &[u64]) -> Result<(), LogError> {
        let standing = self.not_erased(numbers)?;
        self.overwrite(&standing)?;
        if standing.is_empty() { Ok(()) } else { self.sync_erased() }
    }

    /// Returns those of these slots that were not erased. Reading them also brings their pages into memory, to
    /// overwrite.
    ///
    /// # Errors
    /// [`LogError::Io`] when a slot does not exist or can not be read.
    pub fn not_erased(&self, numbers: &[u64]) -> Result<Vec<u64>, LogError> {
        let end = *self.end.lock();
        let mut standing = Vec::with_capacity(numbers.len());
        for &number in numbers {
            if number >= end {
                let source = std::io::Error::other(format!("there are {end}"));
                return Err(LogError::io(message!("doing-slot-erase", slot = number), source));
            }
            if !self.is_erased(number)? {
                standing.push(number);
            }
        }
        Ok(standing)
    }

    /// Overwrites these slots with zeros: every later read finds them erased. Durable after [`Self::sync_erased`].
    ///
    /// # Errors
    /// [`LogError::Io`] when the disk fails; the slots after the first failure are unchanged.
    pub fn overwrite(&self, numbers: &[u64]) -> Result<(), LogError> {
        for &number in numbers {
            let at = |source| LogError::io(message!("doing-slot-erase", slot = number), source);
            self.file.write_all_at(&[0; SLOT_LEN], number * SLOT_LEN as u64).map_err(at)?;
            self.erasures.fetch_add(1, Ordering::AcqRel);
            test_hooks::reached("slot overwritten");
        }
        Ok(())
    }

    /// Makes overwritten slots durable.
    ///
    /// # Errors
    /// [`LogError::Io`] when the disk fails: what was overwritten may then reappear after a power cut.
    pub fn sync_erased(&self) -> Result<(), LogError> {
        self.file.sync_data().map_err(|source| LogError::io(message!("doing-slots-erase"), source))?;
        test_hooks::reached("slot synced");
        Ok(())
    }

    /// Returns the number of slots erased since opening. Opened texts may be cached while it is unchanged.
    pub fn erasures(&self) -> u64 {
        self.erasures.load(Ordering::Acquire)
    }

    /// Calls `each` with all slots from `from` on in order, `None` for erased ones; for verifying and exporting.
    ///
    /// # Errors
    /// [`LogError::Io`] when they can not be read; an error of the closure stops the iteration.
    pub fn for_each(
        &self,
        from: u64,
        mut each: impl FnMut(u64, Option<Slot>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let end = *self.end.lock();
        let mut number = from;
        while number < end {
            let count = usize::try_from(end - number).map_or(READ_AT_ONCE, |left| left.min(READ_AT_ONCE));
            let mut bytes = vec![0; count * SLOT_LEN];
            self.file
                .read_exact_at(&mut bytes, number * SLOT_LEN as u64)
                .map_err(|source| LogError::io(message!("doing-slots-read", slot = number), source))?;
            for slot in bytes.chunks_exact(SLOT_LEN) {
                each(number, self.decode(number, slot))?;
                number += 1;
            }
        }
        Ok(())
    }

    /// Returns the number of slots in the file, used or not.
    pub fn slot_count(&self) -> u64 {
        *self.end.lock()
    }

    /// Closes in good order: truncates the slots at the end that were never handed out. None can be taken afterwards.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn close(&self) -> Result<(), LogError> {
        let mut ready = self.ready.lock();
        let unused = std::mem::take(&mut ready.slots);
        let failed = ready.failed.replace(message!("log-closed"));
        let mut end = self.end.lock();
        if failed.is_some() || ready.refilling {
            return Ok(()); // The state of the end is uncertain then, so it stays: its slots count as used.
        }
        // A restore may have created slots behind the unused ones: only unused slots at the very end are removed.
        let keep =
            unused.iter().rev().fold(*end, |keep, slot| if slot.number + 1 == keep { slot.number } else { keep });
        let at = |source| LogError::io(message!("doing-secrets-close"), source);
        if keep != *end {
            self.file.set_len(keep * SLOT_LEN as u64).map_err(at)?;
            *end = keep;
        }
        self.file.sync_all().map_err(at)
    }

    /// Creates `count` slots at the end of the file and syncs them; the first ones get these salts.
    fn create_block(&self, count: usize, salts: &[[u8; 32]]) -> Result<Vec<Slot>, LogError> {
        let at = |source: std::io::Error| LogError::io(message!("doing-secrets-ahead"), source);
        let mut bytes = vec![0; count * SLOT_LEN];
        getrandom::fill(&mut bytes).map_err(|error| at(std::io::Error::other(error)))?;
        for (slot, salt) in bytes.chunks_exact_mut(SLOT_LEN).zip(salts) {
            slot[32..].copy_from_slice(salt);
        }
        let mut end = self.end.lock();
        disk_space::check_disk_space(&self.file, bytes.len())?;
        self.file.write_all_at(&bytes, *end * SLOT_LEN as u64).map_err(at)?;
        self.file.sync_data().map_err(at)?;
        let numbered = (*end..).zip(bytes.chunks_exact(SLOT_LEN));
        let slots = numbered.map(|(number, slot)| decode(number, slot).expect("64 random bytes are not all zero"));
        let slots = slots.collect();
        *end += count as u64;
        Ok(slots)
    }
}

fn decode(number: u64, bytes: &[u8]) -> Option<Slot> {
    if bytes.iter().all(|byte| *byte == 0) {
        return None;
    }
    let (key, salt) = bytes.split_at(32);
    let half = |bytes: &[u8]| bytes.try_into().expect("a slot is two halves of 32 bytes");
    Some(Slot { number, key: half(key), salt: half(salt) })
}

mod pass;

pub use pass::SlotPass;

#[cfg(test)]
mod tests;
