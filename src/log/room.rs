//! Whether there is room on a disk for what is about to be written: asked before, so that a full disk refuses what then was not
//! written at all, and nobody has to wonder how much of it was.

use std::{fs::File, io, os::fd::AsFd, path::Path};

use rustix::fs::{StatVfs, fstatvfs, statvfs};

use super::error::LogError;

/// What a write may need beyond its own bytes: two segments of the storage engine of 512 KiB, one that is begun and one that is
/// finished, and what is written beside it: 64 bytes for each event's place in the tree, a checkpoint of some 300 bytes.
const BESIDE: u64 = 2 * 512 * 1024 + 64 * 1024;
/// Times the bytes of a frame that the engine writes at most for it: once as it is, once where a page moves to another segment.
const TIMES: u64 = 2;
/// With less than this a disk is taken for full when the engine fails in some way of its own: a segment of it does not fit.
const FULL_BELOW: u64 = 512 * 1024;

/// Refuses what does not fit on the disk of `file`, before anything is written.
///
/// # Errors
/// [`LogError::NoRoom`].
pub(super) fn refuse_full(file: &impl AsFd, bytes: usize) -> Result<(), LogError> {
    let needed = (bytes as u64).saturating_mul(TIMES).saturating_add(BESIDE);
    match fstatvfs(file).ok().and_then(|found| free(&found)) {
        Some(free) if free < needed => Err(LogError::NoRoom { free, needed }),
        Some(_) | None => Ok(()), // what can not be told is tried
    }
}

/// Whether `bytes` fit on the disk of `folder`; true where that can not be told.
pub(super) fn fits(folder: &Path, bytes: u64) -> bool {
    statvfs(folder).ok().and_then(|found| free(&found)).is_none_or(|free| free >= bytes)
}

/// Whether the disk of `folder` is so full that this may be why something failed.
pub(super) fn is_full(folder: &Path) -> bool {
    !fits(folder, FULL_BELOW)
}

/// The error of a full disk, where the system did not give one itself.
pub(super) fn full() -> io::Error {
    io::Error::from(io::ErrorKind::StorageFull)
}

/// What others than the system itself may still use; none where the file system does not count.
fn free(found: &StatVfs) -> Option<u64> {
    (found.f_blocks > 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

/// The bytes of a plain file; 0 where it is not there.
pub(super) fn len(path: &Path) -> u64 {
    File::open(path).and_then(|file| file.metadata()).map_or(0, |found| found.len())
}
