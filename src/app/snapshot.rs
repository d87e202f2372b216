//! The file `snapshot`: the state at a position (a checkpoint of the fold), so that opening folds only the events after
//! it. It is derived and disposable.
//!
//! It is written at closing and while the service runs (`snapshot_keeper`), beside the one before, which it replaces when
//! it is whole and synced. It is used only when its revision, its checksum and the root of the tree at its position are
//! right; else the log is folded from its first event. It contains no text.
//!
//! Little-endian: `pdss`, revision u32, position u64, root of the tree there, XXH3-64 of all bytes before it and of the
//! state, then the state.

use std::fs::File;
use std::hash::Hasher as _;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::RwLock;
use twox_hash::XxHash3_64;

use crate::domain::state::{SNAPSHOT_REVISION, SnapshotWriter, State};
use crate::log::LogError;
use crate::log::has_room;
use crate::log::record::Hash;
use crate::log::tree::{self, StoredHashes};
use crate::log::tree_file::{SyncedTree, TreeFile};
use crate::message;

/// The bytes that a snapshot must leave free on the disk.
const ROOM_LEFT: u64 = 64 << 20;

/// A snapshot is written when opening would otherwise fold at least this many more events: 1,000 take some 3
/// milliseconds.
pub const WORTH_KEEPING: u64 = 1_000;

const NAME: &str = "snapshot";
const NEW: &str = "snapshot.new";
const MAGIC: [u8; 4] = *b"pdss";
const CHECKED: usize = 4 + 4 + 8 + 32;

/// Returns the state in the folder's snapshot, when it belongs to this log at or before `head`.
pub fn read(folder: &Path, tree: &TreeFile, head: u64) -> Option<State> {
    let bytes = std::fs::read(folder.join(NAME)).ok()?;
    let (header, rest) = bytes.split_at_checked(CHECKED)?;
    let (checksum, body) = rest.split_first_chunk::<8>()?;
    let position = u64::from_le_bytes(header[8..16].try_into().ok()?);
    let right = header[..4] == MAGIC
        && header[4..8] == SNAPSHOT_REVISION.to_le_bytes()
        && u64::from_le_bytes(*checksum) == checksum_of(header, body)
        && position <= head.min(tree.size())
        && root_at(&tree.hashes(), position)? == header[16..];
    let state = right.then(|| State::from_snapshot(body)).flatten()?;
    (state.head() == position).then_some(state)
}

/// Returns the part of the tree that was synced when the snapshot was written, if it is one of this revision. Whether the
/// tree is that one is seen by its root.
pub fn synced_tree(folder: &Path) -> Option<SyncedTree> {
    let mut header = [0; CHECKED];
    File::open(folder.join(NAME)).ok()?.read_exact(&mut header).ok()?;
    let is_ours = header[..4] == MAGIC && header[4..8] == SNAPSHOT_REVISION.to_le_bytes();
    let leaves = u64::from_le_bytes(header[8..16].try_into().ok()?);
    is_ours.then_some(SyncedTree { leaves, root: header[16..].try_into().ok()? })
}

/// Removes what a kill left of a snapshot that was being written.
pub fn remove_unfinished(folder: &Path) {
    std::fs::remove_file(folder.join(NEW)).ok(); // it is rarely there
}

/// Says in the log that a snapshot was not written.
pub fn tell_unwritten(written: Result<(), LogError>, position: u64) {
    if let Err(error) = written {
        tracing::warn!(
            error = error.message().logged(),
            position,
            "no snapshot could be written; the next start takes longer"
        );
    }
}

/// Writes a snapshot that was begun, part by part: between two parts the state is free for others. Returns false when it
/// was given up because of `stop`.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::Full`]; the log does not need the snapshot, and the one before stays.
pub fn write(
    folder: &Path,
    state: &RwLock<State>,
    mut writer: SnapshotWriter,
    root: &Hash,
    stop: &AtomicBool,
) -> Result<bool, LogError> {
    let (new, name) = (folder.join(NEW), folder.join(NAME));
    let mut header = Vec::with_capacity(CHECKED);
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&SNAPSHOT_REVISION.to_le_bytes());
    header.extend_from_slice(&writer.position().to_le_bytes());
    header.extend_from_slice(root);
    // The log goes first: a snapshot that leaves it no room is not begun.
    let there = std::fs::metadata(&name).map_or(0, |found| found.len());
    if !has_room(folder, there + there / 4 + ROOM_LEFT) {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        return Err(LogError::io(message!("doing-writing", path = name.display()), full));
    }
    let mut write = || -> std::io::Result<bool> {
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(&header)?;
        file.write_all(&[0; 8])?;
        let mut checksum = XxHash3_64::new();
        checksum.write(&header);
        let mut part = Vec::new();
        loop {
            let more = writer.write_part(&state.read(), &mut part);
            checksum.write(&part);
            file.write_all(&part)?;
            part.clear();
            if stop.load(Ordering::Acquire) {
                return Ok(false);
            }
            if !more {
                break;
            }
        }
        file.write_all_at(&checksum.finish().to_le_bytes(), CHECKED as u64)?;
        // The one before is replaced, so this one has to survive a power failure as well.
        file.sync_data()?;
        std::fs::rename(&new, &name)?;
        Ok(true)
    };
    let written = write();
    if !matches!(written, Ok(true)) {
        std::fs::remove_file(&new).ok();
    }
    written.map_err(|source| LogError::io(message!("doing-writing", path = name.display()), source))
}

fn checksum_of(header: &[u8], body: &[u8]) -> u64 {
    let mut hasher = XxHash3_64::new();
    hasher.write(header);
    hasher.write(body);
    hasher.finish()
}

fn root_at<H: StoredHashes>(hashes: &H, position: u64) -> Option<Hash> {
    tree::root(hashes, position).ok()
}
