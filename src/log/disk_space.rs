//! Checks before a write that the disk has room for it, so that a write refused for a full disk was not started at all
//! and no partial write needs to be investigated.

use std::{fs::File, io, os::fd::AsFd, path::Path};

use rustix::fs::{StatVfs, fstatvfs, statvfs};

use super::error::LogError;

/// Room that a write may need beyond its own bytes: two segments of the storage engine of 512 KiB, one being started
/// and one being finished, and what is written beside it: 64 bytes for each event in the tree and a checkpoint of some
/// 300 bytes.
const OVERHEAD_BYTES: u64 = 2 * 512 * 1024 + 64 * 1024;
/// How many times the engine writes the bytes of a frame at most: once as is, and once when a page moves to another
/// segment.
const WRITE_AMPLIFICATION: u64 = 2;
/// Free space in bytes below which a disk counts as full when the engine fails in its own way: a segment of it no
/// longer fits.
const FULL_BELOW: u64 = 512 * 1024;

/// Checks before a write that `bytes` fit on the disk of `file`.
///
/// # Errors
/// [`LogError::NoRoom`] when they do not.
pub(super) fn check_disk_space(file: &impl AsFd, bytes: usize) -> Result<(), LogError> {
    let needed = (bytes as u64).saturating_mul(WRITE_AMPLIFICATION).saturating_add(OVERHEAD_BYTES);
    match fstatvfs(file).ok().and_then(|found| free_bytes(&found)) {
        Some(free) if free < needed => Err(LogError::NoRoom { free, needed }),
        Some(_) | None => Ok(()), // unknown free space counts as enough
    }
}

/// Returns whether `bytes` fit on the disk of `folder`; true when that can not be determined.
pub fn fits(folder: &Path, bytes: u64) -> bool {
    statvfs(folder).ok().and_then(|found| free_bytes(&found)).is_none_or(|free| free >= bytes)
}

/// Returns the bytes that the disk of `folder` has free, and all that it has; `None` when that can not be determined.
pub fn room(folder: &Path) -> Option<(u64, u64)> {
    let found = statvfs(folder).ok()?;
    free_bytes(&found).map(|free| (free, found.f_blocks.saturating_mul(found.f_frsize)))
}

/// Returns whether the disk of `folder` is so full that this may be why an operation failed.
pub(super) fn is_nearly_full(folder: &Path) -> bool {
    !fits(folder, FULL_BELOW)
}

/// Returns the error of a full disk, for cases in which the system did not return one itself.
pub(super) fn disk_full_error() -> io::Error {
    io::Error::from(io::ErrorKind::StorageFull)
}

/// Returns the bytes available to an unprivileged process, or `None` when the file system does not report a size.
fn free_bytes(found: &StatVfs) -> Option<u64> {
    (found.f_blocks > 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

/// Returns the size of a plain file in bytes; 0 when it does not exist.
pub(super) fn file_len(path: &Path) -> u64 {
    File::open(path).and_then(|file| file.metadata()).map_or(0, |found| found.len())
}
