//! Reads slots a block at a time, for one pass over records.

use std::{fs::File, os::unix::fs::FileExt};

use super::{SLOT_LEN, Slot, SlotPool};
use crate::error::LogError;
use crate::message;

/// Number of slots read at a time: 64 x 64 bytes = 4 KiB, a page of the file.
const PASS_BLOCK: u64 = 64;

/// The cached slots of one pass over records.
pub struct SlotPass<'p> {
    pool: &'p SlotPool,
    block: u64,
    bytes: Vec<u8>,
}

impl<'p> SlotPass<'p> {
    /// Creates a pass with an empty cache.
    pub(super) fn over(pool: &'p SlotPool) -> SlotPass<'p> {
        SlotPass { pool, block: u64::MAX, bytes: Vec::new() }
    }

    /// Returns the slot with this number, or `None` when it was erased.
    ///
    /// # Errors
    /// [`LogError::Io`] when it can not be read.
    pub fn get(&mut self, number: u64) -> Result<Option<Slot>, LogError> {
        let (block, within) = (number / PASS_BLOCK, (number % PASS_BLOCK) as usize * SLOT_LEN);
        if block != self.block {
            self.bytes.resize(PASS_BLOCK as usize * SLOT_LEN, 0);
            let at = block.saturating_mul(PASS_BLOCK * SLOT_LEN as u64);
            let read = read_up_to(&self.pool.file, &mut self.bytes, at);
            let read = read.map_err(|source| LogError::io(message!("doing-slot-read", slot = number), source))?;
            self.bytes.truncate(read);
            self.block = block;
        }
        match self.bytes.get(within..within + SLOT_LEN) {
            Some(bytes) => Ok(self.pool.decode(number, bytes)),
            None => self.pool.get(number), // past the end of the block as read: this returns the error
        }
    }
}

/// Reads until the buffer is full or the file ends.
fn read_up_to(file: &File, buffer: &mut [u8], at: u64) -> std::io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], at + read as u64)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}
