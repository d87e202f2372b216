//! Small named entries kept beside the log, in a storage engine folder of their own, so that nothing here can affect
//! the frames, the order or the syncs of the log.
//!
//! ```text
//! DIR/subscriptions/        mode 0700, since it contains the secrets with which deliveries are signed
//! DIR/subscriptions/engine/ the storage engine: name -> XXH3-64 of name and content, content
//! DIR/subscriptions/head    the number of the last write; same format as the head of the log, see head.rs
//! ```
//!
//! The engine is trusted no more than for the log. Each entry has a checksum; the entry with the empty name contains
//! the number of the last write and the number of entries after it; and the head note outside the engine contains the
//! number of the last write too. An entry that is missing, altered or older than acknowledged is reported as damage and
//! never ignored. These entries are not part of an export, since they are not facts about the municipality. Without
//! this folder the log is complete, and no webhook is called.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_64;

use super::error::{Damage, LogError};
use super::files;
use super::head_note::{HeadFile, HeadNote};
use super::store::{Fdatasync, Store, Syncer};
use crate::language::Message;
use crate::message;

/// The name of the folder inside the data folder.
pub const FOLDER: &str = "subscriptions";

/// Maximum size of the content of an entry in bytes. The engine keeps values above about 7 KiB in files that are never
/// synced.
pub const CONTENT_MAX: usize = 4096 - CHECKSUM_LEN;

const CHECKSUM_LEN: usize = 8;

/// The entry with the number of the last write and the number of entries. Its empty name sorts first and can not be
/// used otherwise.
const STAMP: &str = "";

/// Changes by name: the content to write, or `None` to remove the entry.
pub type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// Stores named contents. It has one owner.
pub trait KvStore: Send {
    /// Returns every entry.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when an entry differs from what was stored.
    fn all(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError>;

    /// Applies all changes atomically. They are durable when this returns.
    ///
    /// # Errors
    /// [`LogError::NoRoom`]: nothing was written. Any other [`LogError`]: what reached the disk is unknown, and this
    /// value must not be written again.
    fn apply(&mut self, changes: &Changes) -> Result<(), LogError>;
}

/// The key-value store of a data folder, on disk.
pub struct DiskKvStore {
    store: Store,
    note_file: HeadFile,
    folder: PathBuf,
    /// The number of the last write.
    written: u64,
    /// The names of the entries present, needed for their count.
    names: BTreeSet<String>,
}

impl DiskKvStore {
    /// Returns whether a data folder has a key-value store.
    pub fn exists(data: &Path) -> bool {
        data.join(FOLDER).exists()
    }

    /// Opens the key-value store of a data folder that this process has locked, or creates an empty one.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the contents differ from what was acknowledged; [`LogError::DiskFull`], [`LogError::Io`].
    pub fn open(data: &Path) -> Result<DiskKvStore, LogError> {
        DiskKvStore::open_with(data, Box::new(Fdatasync))
    }

    /// Like [`DiskKvStore::open`], with another way of syncing.
    ///
    /// # Errors
    /// As for [`DiskKvStore::open`].
    pub fn open_with(data: &Path, syncer: Box<dyn Syncer>) -> Result<DiskKvStore, LogError> {
        let folder = data.join(FOLDER);
        if !folder.exists() {
            let made = std::fs::DirBuilder::new().mode(0o700).create(&folder);
            made.map_err(|source| LogError::io(message!("doing-creating", path = folder.display()), source))?;
            files::sync(data)?;
        }
        let head = folder.join("head");
        let store = Store::open_kv(data, &folder.join("engine"), syncer)?;
        if !head.exists() {
            // The head note is created before the first write, so an engine with entries and no note has lost it.
            if !store.entries()?.is_empty() {
                return Err(damage(&folder, message!("damage-shelf-head")));
            }
            HeadFile::create(&head)?;
            files::sync(&folder)?;
        }
        let (note_file, note) = HeadFile::open(&head)?;
        let note = note.ok_or_else(|| damage(&folder, message!("damage-shelf-head-spoiled")))?;
        let mut shelf = DiskKvStore { store, note_file, folder, written: 0, names: BTreeSet::new() };
        let entries = shelf.read()?;
        shelf.written = shelf.check(&entries, note)?;
        shelf.names = entries.into_keys().filter(|name| name != STAMP).collect();
        Ok(shelf)
    }

    /// Reads every entry, including the stamp, and verifies each checksum.
    fn read(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        let mut entries = BTreeMap::new();
        for (name, stored) in self.store.entries()? {
            let name = String::from_utf8(name).map_err(|_| self.damage(message!("damage-shelf-name")))?;
            let content = unwrap_content(&name, &stored);
            let content = content.ok_or_else(|| self.damage(message!("damage-shelf-entry", name = &name)))?;
            entries.insert(name, content.to_vec());
        }
        Ok(entries)
    }

    /// Returns the number of the last write after checking that the entries match the stamp and the head note.
    fn check(&self, entries: &BTreeMap<String, Vec<u8>>, note: HeadNote) -> Result<u64, LogError> {
        let (written, count) = match entries.get(STAMP) {
            Some(stamp) => parse_stamp(stamp).ok_or_else(|| self.damage(message!("damage-shelf-stamp")))?,
            None => (0, 0),
        };
        let found = entries.keys().filter(|name| *name != STAMP).count() as u64;
        if found != count {
            return Err(self.damage(message!("damage-shelf-count", found = found, count = count)));
        }
        if written < note.position {
            let what = message!("damage-shelf-behind", written = written, position = note.position);
            return Err(self.damage(what));
        }
        Ok(written)
    }

    fn damage(&self, what: Message) -> LogError {
        damage(&self.folder, what)
    }
}

impl KvStore for DiskKvStore {
    fn all(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        let mut entries = self.read()?;
        entries.remove(STAMP);
        Ok(entries)
    }

    fn apply(&mut self, changes: &Changes) -> Result<(), LogError> {
        let bytes = |(name, content): (&String, &Option<Vec<u8>>)| name.len() + content.as_ref().map_or(0, Vec::len);
        self.store.check_disk_space(changes.iter().map(bytes).sum())?;
        for (name, content) in changes {
            assert!(!name.is_empty(), "the empty name is the stamp's");
            assert!(content.as_ref().is_none_or(|content| content.len() <= CONTENT_MAX), "{name} is too large");
            match content {
                Some(_) => self.names.insert(name.clone()),
                None => self.names.remove(name),
            };
        }
        let written = self.written + 1;
        let stamp = [written.to_le_bytes(), (self.names.len() as u64).to_le_bytes()].concat();
        let mut wrapped: Vec<(&str, Option<Vec<u8>>)> = vec![(STAMP, Some(wrap(STAMP, &stamp)))];
        wrapped.extend(
            changes.iter().map(|(name, content)| (name.as_str(), content.as_ref().map(|content| wrap(name, content)))),
        );
        self.store.put(wrapped.iter().map(|(name, content)| (name.as_bytes(), content.as_deref())))?;
        self.written = written;
        // Written after the sync, so it is never ahead of the engine.
        self.note_file.write(HeadNote { position: written, frame_checksum: 0, clean: false })
    }
}

fn wrap(name: &str, content: &[u8]) -> Vec<u8> {
    [&checksum(name, content).to_le_bytes()[..], content].concat()
}

fn unwrap_content<'a>(name: &str, stored: &'a [u8]) -> Option<&'a [u8]> {
    let (sum, content) = stored.split_first_chunk::<CHECKSUM_LEN>()?;
    (u64::from_le_bytes(*sum) == checksum(name, content)).then_some(content)
}

/// Computes the checksum of an entry. It covers the name too, so an entry stored under another name is detected.
fn checksum(name: &str, content: &[u8]) -> u64 {
    XxHash3_64::oneshot(&[&(name.len() as u64).to_le_bytes()[..], name.as_bytes(), content].concat())
}

fn parse_stamp(stamp: &[u8]) -> Option<(u64, u64)> {
    let (written, rest) = stamp.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*written), u64::from_le_bytes(rest.try_into().ok()?)))
}

fn damage(folder: &Path, what: Message) -> LogError {
    let what = message!("damage-shelf", what = what);
    Damage { folder: folder.to_owned(), position: 0, what, holds_until: None }.into()
}

/// A key-value store in memory, for tests and for entries that need not be durable.
#[derive(Debug, Default, Clone)]
pub struct MemoryKvStore(std::sync::Arc<parking_lot::Mutex<BTreeMap<String, Vec<u8>>>>);

impl KvStore for MemoryKvStore {
    fn all(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        Ok(self.0.lock().clone())
    }

    fn apply(&mut self, changes: &Changes) -> Result<(), LogError> {
        let mut entries = self.0.lock();
        for (name, content) in changes {
            match content {
                Some(content) => entries.insert(name.clone(), content.clone()),
                None => entries.remove(name),
            };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
