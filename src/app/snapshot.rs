//! The file `snapshot`: the state at a position (a checkpoint of the fold), so that opening folds only the events after
//! it. It is derived and disposable.
//!
//! It is written at closing, without a sync: after a crash its checksum is wrong. It is used only when its revision,
//! its checksum and the root of the tree at its position are right; else the log is folded from its first event. It
//! contains no text.
//!
//! Little-endian: `pdss`, revision u32, position u64, root of the tree there, XXH3-64 of all bytes before it and of the
//! state, then the state.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use twox_hash::XxHash3_64;

use crate::domain::state::{SNAPSHOT_REVISION, State};
use crate::log::record::Hash;
use crate::log::tree::{self, StoredHashes};
use crate::log::{LogError, tree_file::TreeFile};
use crate::message;

/// A snapshot is written when opening would otherwise fold at least this many more events: 1,000 take some 3
/// milliseconds.
pub const WORTH_KEEPING: u64 = 1_000;

const NAME: &str = "snapshot";
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

/// Writes a snapshot of a settled state, whose log has this root.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::Full`]; the log does not need the snapshot.
pub fn write(folder: &Path, state: &State, root: &Hash) -> Result<(), LogError> {
    let mut body = Vec::new();
    state.to_snapshot(&mut body);
    let mut bytes = Vec::with_capacity(CHECKED + 8 + body.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&SNAPSHOT_REVISION.to_le_bytes());
    bytes.extend_from_slice(&state.head().to_le_bytes());
    bytes.extend_from_slice(root);
    let checksum = checksum_of(&bytes, &body);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes.extend_from_slice(&body);
    let (new, name) = (folder.join("snapshot.new"), folder.join(NAME));
    let write = || {
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(&bytes)?;
        std::fs::rename(&new, &name)
    };
    let written = write();
    written.map_err(|source| LogError::io(message!("doing-writing", path = name.display()), source))
}

fn checksum_of(header: &[u8], body: &[u8]) -> u64 {
    let mut hasher = XxHash3_64::new();
    std::hash::Hasher::write(&mut hasher, header);
    std::hash::Hasher::write(&mut hasher, body);
    std::hash::Hasher::finish(&hasher)
}

fn root_at<H: StoredHashes>(hashes: &H, position: u64) -> Option<Hash> {
    tree::root(hashes, position).ok()
}
