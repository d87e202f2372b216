//! The head note: the last acknowledged position, stored outside the storage engine so that a truncated log is
//! detected.
//!
//! The file has two slots, written alternately, each in a disk block of its own, so that an interrupted write damages
//! at most one of them. A note is written after each sync of the log, without a sync of its own; after a power cut it
//! may therefore be behind the log, but never ahead of it. Marking the folder as open and closing it in good order do
//! sync.
//!
//! ```text
//! 0   [u8; 4] "pdhd"       16  u64 position          32  u8 1 = closed in good order, and seven zeros
//! 4   u32 zero             24  u64 frame checksum    40  u64 XXH3-64 of bytes 0..40
//! 8   u64 sequence number of this note, from 1
//! ```

use std::{fs::File, io, os::unix::fs::FileExt, path::Path};

use twox_hash::XxHash3_64;

use super::{error::LogError, files};
use crate::message;

/// Distance between the two slots in bytes: a whole disk block and a whole memory page, so that no single write touches
/// both.
const SLOT_DISTANCE: u64 = 4096;
const SLOT_LEN: usize = 48;
const MAGIC: [u8; 4] = *b"pdhd";

/// How far the log had been acknowledged when the note was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeadNote {
    /// The last acknowledged position, 0 for an empty log.
    pub position: u64,
    /// The checksum of the frame that ends at that position; 0 for an empty log.
    pub frame_checksum: u64,
    /// Whether the folder was closed in good order at this position.
    pub clean: bool,
}

/// The file `head`, open for writing.
#[derive(Debug)]
pub struct HeadFile {
    file: File,
    sequence: u64,
}

impl HeadFile {
    /// Creates the file for an empty log and syncs it. Syncing the folder is left to the caller.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn create(path: &Path) -> Result<(), LogError> {
        let mut bytes = vec![0; usize::try_from(SLOT_DISTANCE).expect("4096") + SLOT_LEN];
        bytes[..SLOT_LEN].copy_from_slice(&encode(1, HeadNote { clean: true, ..HeadNote::default() }));
        files::write_new(path, &bytes)
    }

    /// Opens the file and returns the newest intact note, or `None` when neither slot contains one.
    ///
    /// # Errors
    /// [`LogError::Io`], also when the file is missing.
    pub fn open(path: &Path) -> Result<(Self, Option<HeadNote>), LogError> {
        let at = |source| LogError::io(message!("doing-reading", path = path.display()), source);
        let file = File::options().read(true).write(true).open(path).map_err(at)?;
        let newest = read_newest(&file).map_err(at)?;
        let sequence = newest.map_or(0, |(sequence, _)| sequence);
        Ok((Self { file, sequence }, newest.map(|(_, note)| note)))
    }

    /// Reads the newest intact note without opening the file for writing.
    ///
    /// # Errors
    /// [`LogError::Io`], also when the file is missing.
    pub fn peek(path: &Path) -> Result<Option<HeadNote>, LogError> {
        let read = || read_newest(&File::open(path)?);
        let newest = read().map_err(|source| LogError::io(message!("doing-reading", path = path.display()), source))?;
        Ok(newest.map(|(_, note)| note))
    }

    /// Writes the next note over the older slot, without a sync.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn write(&mut self, note: HeadNote) -> Result<(), LogError> {
        let sequence = self.sequence + 1;
        let slot = (sequence + 1) % 2;
        self.file
            .write_all_at(&encode(sequence, note), slot * SLOT_DISTANCE)
            .map_err(|source| LogError::io(message!("doing-head-write"), source))?;
        self.sequence = sequence;
        Ok(())
    }

    /// Syncs the notes written so far.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn sync(&self) -> Result<(), LogError> {
        self.file.sync_all().map_err(|source| LogError::io(message!("doing-head-sync"), source))
    }
}

fn read_newest(file: &File) -> io::Result<Option<(u64, HeadNote)>> {
    let mut newest = None;
    for slot in 0..2 {
        let mut bytes = [0; SLOT_LEN];
        match file.read_exact_at(&mut bytes, slot * SLOT_DISTANCE) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => continue,
            other => other?,
        }
        // The slot must match the parity of its sequence number: a copy of one slot over the other is not a newer note.
        let note = decode(&bytes).filter(|(sequence, _)| (sequence + 1) % 2 == slot);
        // `None` sorts below any note.
        newest =
            std::cmp::max_by_key(newest, note, |note: &Option<(u64, HeadNote)>| note.map(|(sequence, _)| sequence));
    }
    Ok(newest)
}

fn encode(sequence: u64, note: HeadNote) -> [u8; SLOT_LEN] {
    let mut bytes = [0; SLOT_LEN];
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[8..16].copy_from_slice(&sequence.to_le_bytes());
    bytes[16..24].copy_from_slice(&note.position.to_le_bytes());
    bytes[24..32].copy_from_slice(&note.frame_checksum.to_le_bytes());
    bytes[32] = u8::from(note.clean);
    let checksum = XxHash3_64::oneshot(&bytes[..40]);
    bytes[40..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn decode(bytes: &[u8; SLOT_LEN]) -> Option<(u64, HeadNote)> {
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes of forty-eight"));
    if bytes[..4] != MAGIC || number(40) != XxHash3_64::oneshot(&bytes[..40]) {
        return None;
    }
    Some((number(8), HeadNote { position: number(16), frame_checksum: number(24), clean: bytes[32] == 1 }))
}

#[cfg(test)]
mod tests;
