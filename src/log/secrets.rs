//! The slot file `secrets`: for each sealed text its key and the salt of its commitment, 64 random bytes, which can be erased
//! although the log can not.
//!
//! Slots are numbered from 0 in the order in which they lie in the file; a record names its slot. They are made and synced
//! ahead in blocks, so that a commit needs one sync only. What an opening finds in the file counts as used, whether or not a
//! record came of it: so no key is used twice, also not after a crash. A slot of zeros is an erased one.
//!
//! A slot of ones is a lost one: a log restored without its secrets has its texts sealed, and nothing that opens them.
//!
//! Erasing overwrites in place and syncs. On flash storage the old block may live on below the file system until it is
//! recycled, and backups hold what they held: that is why backups keep secrets apart and shorter.

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

use super::{error::LogError, room, step};
use crate::language::Message;
use crate::message;

/// Bytes of one slot: a key of 32, then a salt of 32.
pub const SLOT_LEN: usize = 64;
/// The first block made after opening: 64 slots, 4 KiB, so that a short command makes few that are never used.
const BLOCK_FIRST: usize = 64;
/// The largest block: 4,096 slots, 256 KiB, one sync for as many events.
const BLOCK_MAX: usize = 4096;
/// Slots read at once when all are read: 4,096 x 64 bytes = 256 KiB.
const READ_AT_ONCE: usize = 4096;

/// The secrets of one text. Its debug form shows the number only.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    /// Where it lies in the file.
    pub number: u64,
    /// The key of the sealed text. It never leaves the folder.
    pub key: [u8; 32],
    /// The salt of the text's commitment.
    pub salt: [u8; 32],
}

/// What lies in the place of a slot that was not restored. No random slot is this.
pub const LOST: [u8; SLOT_LEN] = [0xff; SLOT_LEN];

impl Drop for Slot {
    fn drop(&mut self) {
        self.key.zeroize();
        self.salt.zeroize();
    }
}

impl Slot {
    /// True when it opens nothing: the log was restored without its secrets.
    pub fn is_lost(&self) -> bool {
        [self.key, self.salt].concat() == LOST
    }
}

/// The slot file. Shared by all threads.
pub struct SlotPool {
    file: File,
    ready: Mutex<Ready>,
    refilled: Condvar,
    /// The end of the file in slots, and the right to move it. Taken after, never before, `ready`.
    end: Mutex<u64>,
    /// Slots erased since the opening.
    erasures: AtomicU64,
    /// Slots of texts that the log says are erased, in a file that can not be changed: they are read as erased.
    masked: RwLock<HashSet<u64>>,
}

struct Ready {
    slots: VecDeque<Slot>,
    next_block: usize,
    refilling: bool,
    /// The first failure: after it nothing is made any more, since what reached the disk is unknown.
    failed: Option<Message>,
}

impl Ready {
    /// What failed for want of room is made again when there is room: nobody was given a slot of it, and it is written over.
    fn note(&mut self, error: &LogError) {
        if !error.is_full() && !matches!(error, LogError::Crowded { .. }) {
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
    /// Makes an empty slot file of mode 0600, synced; the folder is the caller's to sync.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::Full`].
    pub fn create(path: &Path) -> Result<(), LogError> {
        let create = || File::options().write(true).create_new(true).mode(0o600).open(path)?.sync_all();
        create().map_err(|source| LogError::io(message!("doing-creating", path = path.display()), source))
    }

    /// Opens the slot file. All slots in it count as used; half a slot at its end, left by a crash, is filled up with zeros.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::Full`].
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

    /// Opens the slot file of a folder that is not to be changed: slots can be read, none can be taken.
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
        let ready = Ready { slots: VecDeque::new(), next_block: BLOCK_FIRST, refilling: false, failed };
        Self {
            file,
            ready: Mutex::new(ready),
            refilled: Condvar::new(),
            end: Mutex::new(end),
            erasures: AtomicU64::new(0),
            masked: RwLock::default(),
        }
    }

    /// The next unused slot. Cheap: at half a block left, one caller makes the next block while the others go on.
    ///
    /// # Errors
    /// [`LogError`] of making a block; after the first failure always [`LogError::Failed`].
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
                let made = self.make(count, &[]);
                ready = self.ready.lock();
                ready.refilling = false;
                ready.next_block = (count * 2).min(BLOCK_MAX);
                self.refilled.notify_all();
                match made {
                    Ok(slots) => ready.slots.extend(slots),
                    Err(error) => {
                        ready.note(&error);
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

    /// Slots with these salts and new keys, for a restore, synced when this returns.
    ///
    /// # Errors
    /// As for [`Self::take`].
    pub fn put(&self, salts: &[[u8; 32]]) -> Result<Vec<Slot>, LogError> {
        if let Some(why) = &self.ready.lock().failed {
            return Err(LogError::Failed { why: why.clone() });
        }
        let made = self.make(salts.len(), salts);
        if let Err(error) = &made {
            self.ready.lock().note(error);
        }
        made
    }

    /// The slot with this number, `None` when it was erased.
    ///
    /// # Errors
    /// [`LogError::Io`] when it can not be read, also when the file has no such slot.
    pub fn get(&self, number: u64) -> Result<Option<Slot>, LogError> {
        let mut bytes = [0; SLOT_LEN];
        self.file
            .read_exact_at(&mut bytes, number.saturating_mul(SLOT_LEN as u64))
            .map_err(|source| LogError::io(message!("doing-slot-read", slot = number), source))?;
        Ok(self.decode(number, &bytes))
    }

    /// From here on these are read as erased: what a stop left undone in a file that can not be changed.
    pub fn mask(&self, numbers: &[u64]) {
        self.masked.write().extend(numbers);
    }

    fn decode(&self, number: u64, bytes: &[u8]) -> Option<Slot> {
        decode(number, bytes).filter(|slot| !self.masked.read().contains(&slot.number))
    }

    /// Reads slots for one pass over records, a block at a time: records that lie together have slots that lie together.
    /// What it holds is gone with it, so an erasure is not undone by what was read before.
    pub fn pass(&self) -> SlotPass<'_> {
        SlotPass::over(self)
    }

    /// Whether the slot with this number was erased.
    ///
    /// # Errors
    /// As for [`Self::get`].
    pub fn is_erased(&self, number: u64) -> Result<bool, LogError> {
        Ok(self.get(number)?.is_none())
    }

    /// Overwrites these slots with zeros, synced when this returns. Erased ones are left alone; when all are, nothing is done.
    ///
    /// # Errors
    /// [`LogError::Io`] when there is no such slot or the disk refuses: what was asked for may then still be there.
    pub fn erase(&self, numbers: &[u64]) -> Result<(), LogError> {
        let standing = self.standing(numbers)?;
        self.overwrite(&standing)?;
        if standing.is_empty() { Ok(()) } else { self.sync_erased() }
    }

    /// Of these slots those that were not erased. Reads them, so that overwriting them next finds their pages in memory.
    ///
    /// # Errors
    /// [`LogError::Io`] when there is no such slot or it can not be read.
    pub fn standing(&self, numbers: &[u64]) -> Result<Vec<u64>, LogError> {
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

    /// Overwrites these slots with zeros: whoever reads one from here on finds nothing. Durable after [`Self::sync_erased`].
    ///
    /// # Errors
    /// [`LogError::Io`] when the disk refuses: the slots after the first that it refused are as they were.
    pub fn overwrite(&self, numbers: &[u64]) -> Result<(), LogError> {
        for &number in numbers {
            let at = |source| LogError::io(message!("doing-slot-erase", slot = number), source);
            self.file.write_all_at(&[0; SLOT_LEN], number * SLOT_LEN as u64).map_err(at)?;
            self.erasures.fetch_add(1, Ordering::AcqRel);
            step::reached("slot overwritten");
        }
        Ok(())
    }

    /// Makes it durable that slots were overwritten.
    ///
    /// # Errors
    /// [`LogError::Io`] when the disk refuses: what was overwritten may then still be there after a power cut.
    pub fn sync_erased(&self) -> Result<(), LogError> {
        self.file.sync_data().map_err(|source| LogError::io(message!("doing-slots-erase"), source))?;
        step::reached("slot synced");
        Ok(())
    }

    /// Slots erased since the opening. Whoever keeps opened texts in memory keeps them only while this stands still.
    pub fn erasures(&self) -> u64 {
        self.erasures.load(Ordering::Acquire)
    }

    /// Gives all slots from `from` on in order, `None` for the erased ones; for verifying and for exporting.
    ///
    /// # Errors
    /// [`LogError::Io`] when they can not be read; the closure's own error stops the reading.
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

    /// How many slots the file has, used or not.
    pub fn end(&self) -> u64 {
        *self.end.lock()
    }

    /// Cuts off the slots at the end that were never handed out, when closing in good order. Nothing can be taken after it.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::Full`].
    pub fn close(&self) -> Result<(), LogError> {
        let mut ready = self.ready.lock();
        let unused = std::mem::take(&mut ready.slots);
        let failed = ready.failed.replace(message!("log-closed"));
        let mut end = self.end.lock();
        if failed.is_some() || ready.refilling {
            return Ok(()); // What lies at the end is then not known for sure, and stays: it counts as used.
        }
        // A restore may have put slots behind the unused ones: only what reaches the very end goes.
        let keep =
            unused.iter().rev().fold(*end, |keep, slot| if slot.number + 1 == keep { slot.number } else { keep });
        let at = |source| LogError::io(message!("doing-secrets-close"), source);
        if keep != *end {
            self.file.set_len(keep * SLOT_LEN as u64).map_err(at)?;
            *end = keep;
        }
        self.file.sync_all().map_err(at)
    }

    /// Makes `count` slots at the end of the file, synced, the first of them with these salts.
    fn make(&self, count: usize, salts: &[[u8; 32]]) -> Result<Vec<Slot>, LogError> {
        let at = |source: std::io::Error| LogError::io(message!("doing-secrets-ahead"), source);
        let mut bytes = vec![0; count * SLOT_LEN];
        getrandom::fill(&mut bytes).map_err(|error| at(std::io::Error::other(error)))?;
        for (slot, salt) in bytes.chunks_exact_mut(SLOT_LEN).zip(salts) {
            slot[32..].copy_from_slice(salt);
        }
        let mut end = self.end.lock();
        room::refuse_full(&self.file, bytes.len())?;
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
