//! The file `tree`: the stored hashes of [`super::tree`], 32 bytes each, consecutively. It is derived from the log:
//! each commit appends to it without a sync, opening truncates and completes it, and it is never the reason that a log
//! is refused.

use std::{
    fs::File,
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use super::{
    error::LogError,
    tree::{Frontier, Hash, StoredHashes, stored_count},
};
use crate::message;

const HASH_LEN: u64 = 32;

/// The tree of a log, owned by the writer.
#[derive(Debug)]
pub struct TreeFile {
    hashes: HashFile,
    frontier: Frontier,
}

/// The part of the file that was synced while the log was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncedTree {
    /// The number of its leaves.
    pub leaves: u64,
    /// Its root.
    pub root: Hash,
}

/// The stored hashes, shared by any number of readers. Every hash at or before the published head is present.
#[derive(Debug, Clone)]
pub struct HashFile {
    file: Arc<File>,
}

impl TreeFile {
    /// Opens or creates the file and keeps at most the hashes of the first `trusted` leaves: the caller passes 0 after
    /// an unclean stop, since the file was not synced, and otherwise the head. [`Self::size`] then returns the leaf
    /// from which the caller must append.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn open(path: &Path, trusted: u64) -> Result<Self, LogError> {
        let at = |source| LogError::io(message!("doing-opening", path = path.display()), source);
        let file =
            File::options().read(true).write(true).create(true).truncate(false).mode(0o600).open(path).map_err(at)?;
        let there = file.metadata().map_err(at)?.len() / HASH_LEN;
        let size = largest_size(there).min(trusted);
        file.set_len(stored_count(size) * HASH_LEN).map_err(at)?;
        let hashes = HashFile { file: Arc::new(file) };
        let edge = Frontier::at_size(&hashes, size).map_err(at)?;
        Ok(Self { hashes, frontier: edge })
    }

    /// Opens the file after an unclean stop: what was synced before is kept, if its root is right, and else nothing.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_unclean(path: &Path, synced: Option<SyncedTree>, head: u64) -> Result<Self, LogError> {
        if let Some(synced) = synced.filter(|synced| synced.leaves <= head) {
            let tree = Self::open(path, synced.leaves)?;
            if tree.size() == synced.leaves && tree.root() == synced.root {
                return Ok(tree);
            }
        }
        Self::open(path, 0)
    }

    /// Returns the number of leaves.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Returns the root of the whole tree.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Computes the root that the tree would have with these leaves appended, for a caller that must name the root
    /// before it is durable.
    pub fn root_with(&self, leaves: &[Hash]) -> Hash {
        let mut edge = self.frontier.clone();
        let mut stored = Vec::new();
        leaves.iter().for_each(|leaf| edge.append(*leaf, &mut stored));
        edge.root()
    }

    /// Appends leaves, without a sync. After an error the tree is unchanged.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn append(&mut self, leaves: &[Hash]) -> Result<(), LogError> {
        let mut edge = self.frontier.clone();
        let mut stored = Vec::with_capacity(leaves.len() * 2);
        leaves.iter().for_each(|leaf| edge.append(*leaf, &mut stored));
        let at = stored_count(self.size()) * HASH_LEN;
        self.hashes
            .file
            .write_all_at(stored.as_flattened(), at)
            .map_err(|source| LogError::io(message!("doing-tree-write"), source))?;
        self.frontier = edge;
        Ok(())
    }

    /// Returns the stored hashes, for readers.
    pub fn hashes(&self) -> HashFile {
        self.hashes.clone()
    }
}

impl HashFile {
    /// Syncs the file, which must have the hashes of the first `leaves` records.
    ///
    /// # Errors
    /// [`LogError::Io`], also when the file lags behind, and [`LogError::DiskFull`].
    pub fn sync_first(&self, leaves: u64) -> Result<(), LogError> {
        let there = self.file.metadata().map(|found| found.len() / HASH_LEN);
        let at = |source| LogError::io(message!("doing-tree-sync"), source);
        if there.map_err(at)? < stored_count(leaves) {
            return Err(at(io::ErrorKind::UnexpectedEof.into()));
        }
        self.sync()
    }

    /// Syncs the file; called when the log is closed in good order.
    ///
    /// # Errors
    /// [`LogError::Io`] and [`LogError::DiskFull`].
    pub fn sync(&self) -> Result<(), LogError> {
        self.file.sync_all().map_err(|source| LogError::io(message!("doing-tree-sync"), source))
    }
}

impl StoredHashes for HashFile {
    type Error = io::Error;

    fn hash(&self, index: u64) -> io::Result<Hash> {
        let mut hash = [0; 32];
        self.file.read_exact_at(&mut hash, index * HASH_LEN)?;
        Ok(hash)
    }
}

/// Returns the size of the largest tree that stores at most `there` hashes.
fn largest_size(there: u64) -> u64 {
    // A tree of n leaves stores between n and 2n hashes.
    let (mut low, mut high) = (there / 2, there);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if stored_count(middle) <= there { low = middle } else { high = middle - 1 }
    }
    low
}

#[cfg(test)]
mod tests;
