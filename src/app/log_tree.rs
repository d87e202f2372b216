//! The hashes of the Merkle tree, read from the tree's file, else computed from the log: the file is derived and may
//! lag behind.

use std::io;
use std::path::PathBuf;

use tokio::sync::watch;

use super::damage::damage;
use crate::log::codec::StoredRecord;
use crate::log::reader::LogReader;
use crate::log::storage::Reader;
use crate::log::tiles::{self, Tile};
use crate::log::tree::{Hash, StoredHashes, leaf_hash, node_at, node_hash, stored_index};
use crate::log::tree_file::HashFile;
use crate::log::{LogError, record_decoder};
use crate::message;

/// The tree of one open log, up to its durable head.
#[derive(Clone)]
pub struct LogTree {
    file: HashFile,
    reader: LogReader,
    folder: PathBuf,
}

impl LogTree {
    /// Creates the tree of a log from its file of hashes.
    pub fn new(file: HashFile, reader: LogReader, folder: PathBuf) -> LogTree {
        LogTree { file, reader, folder }
    }

    /// The durable head: hashes beyond it must not be asked for.
    pub fn head(&self) -> u64 {
        self.reader.head().get()
    }

    /// Syncs the file of hashes, which must have those of the first `leaves` records.
    ///
    /// # Errors
    /// [`LogError`] when the file lags behind, as after a full disk, or can not be synced.
    pub fn sync_first(&self, leaves: u64) -> Result<(), LogError> {
        self.file.sync_first(leaves)
    }

    /// A channel that reports every move of the durable head.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.reader.head().follow()
    }

    /// Returns the entries of a bundle, which must lie within the log.
    ///
    /// # Errors
    /// [`LogError`] when a record can not be read.
    pub fn entries(&self, tile: Tile) -> Result<Vec<u8>, LogError> {
        let mut bundle = Vec::with_capacity(usize::from(tile.width) * 256);
        let positions = tile.positions();
        self.reader.for_each(*positions.start(), *positions.end(), &mut |position, bytes| {
            tiles::push_entry(&mut bundle, &self.entry(position, bytes)?);
            Ok(())
        })?;
        Ok(bundle)
    }

    fn entry(&self, position: u64, bytes: &[u8]) -> Result<Vec<u8>, LogError> {
        let stored = StoredRecord::decode(bytes);
        Ok(record_decoder::stored_leaf_entry(&stored.map_err(|error| damage(&self.folder, position, error.message()))?))
    }

    /// Computes a hash that the file does not have from the records below it: the work grows with their number.
    fn computed(&self, level: u32, index: u64) -> Result<Hash, LogError> {
        if level > 0 {
            return Ok(node_hash(
                &self.hash(stored_index(level - 1, 2 * index))?,
                &self.hash(stored_index(level - 1, 2 * index + 1))?,
            ));
        }
        let position = index + 1;
        let missing = || damage(&self.folder, position, message!("damage-record-missing"));
        let bytes = self.reader.read(position)?.ok_or_else(missing)?;
        Ok(leaf_hash(&self.entry(position, &bytes)?))
    }
}

impl StoredHashes for LogTree {
    type Error = LogError;

    fn hash(&self, index: u64) -> Result<Hash, LogError> {
        match self.file.hash(index) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let (level, node) = node_at(index);
                self.computed(level, node)
            }
            other => other.map_err(|source| LogError::io(message!("doing-tree-read"), source)),
        }
    }
}
