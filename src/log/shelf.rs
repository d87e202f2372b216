//! Small things kept beside the log, by name: a folder of the storage engine of its own, so that nothing here can touch the
//! frames, the order or the sync of the log.
//!
//! ```text
//! DIR/subscriptions/        mode 0700, since it holds the secrets that deliveries are signed with
//! DIR/subscriptions/engine/ the storage engine: name -> XXH3-64 of name and content, content
//! DIR/subscriptions/head    the number of the last write, as for the log in head.rs
//! ```
//!
//! What the engine says is believed no more than for the log: each entry carries its checksum; the entry with the empty name
//! holds the number of the last write and how many entries there were after it, and the head note outside the engine holds
//! that number too. An entry that is gone, changed or older than acknowledged is damage, never silence. What lies here is not
//! part of an export: it is no fact about the municipality. Without the folder the log is whole and nobody is called.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_64;

use super::error::{Damage, LogError};
use super::files;
use super::head::{HeadFile, Note};
use super::store::{Fdatasync, Store, Syncer};
use crate::language::Message;
use crate::message;

/// The folder in the data folder.
pub const FOLDER: &str = "subscriptions";

/// The largest content. The engine keeps values above about 7 KiB in files that are never synced.
pub const CONTENT_MAX: usize = 4096 - CHECKSUM_LEN;

const CHECKSUM_LEN: usize = 8;

/// The entry that says how many there are: its name sorts first and is nobody else's.
const STAMP: &str = "";

/// Entries to write, or to remove where there is no content, by name.
pub type Changes = BTreeMap<String, Option<Vec<u8>>>;

/// Keeps named contents. One owner.
pub trait Shelf: Send {
    /// Every entry.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when one is not what was put there.
    fn all(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError>;

    /// Makes the changes, all or none. When this returns they are on stable storage.
    ///
    /// # Errors
    /// [`LogError::NoRoom`]: nothing was written. Any other [`LogError`]: what reached the disk is unknown, and this shelf must not be
    /// written again.
    fn put(&mut self, changes: &Changes) -> Result<(), LogError>;
}

/// The shelf of a data folder.
pub struct DiskShelf {
    store: Store,
    note_file: HeadFile,
    folder: PathBuf,
    /// The number of the last write.
    written: u64,
    /// Names that are there, to know how many.
    names: BTreeSet<String>,
}

impl DiskShelf {
    /// Whether a data folder has a shelf.
    pub fn is_there(data: &Path) -> bool {
        data.join(FOLDER).exists()
    }

    /// Opens the shelf of the data folder, which this process holds, or makes an empty one.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when what lies there is not what was acknowledged; [`LogError::Full`], [`LogError::Io`].
    pub fn open(data: &Path) -> Result<DiskShelf, LogError> {
        DiskShelf::open_with(data, Box::new(Fdatasync))
    }

    /// The same with another way of syncing.
    ///
    /// # Errors
    /// As for [`DiskShelf::open`].
    pub fn open_with(data: &Path, syncer: Box<dyn Syncer>) -> Result<DiskShelf, LogError> {
        let folder = data.join(FOLDER);
        if !folder.exists() {
            let made = std::fs::DirBuilder::new().mode(0o700).create(&folder);
            made.map_err(|source| LogError::io(message!("doing-creating", path = folder.display()), source))?;
            files::sync(data)?;
        }
        let head = folder.join("head");
        let store = Store::open_shelf(data, &folder.join("engine"), syncer)?;
        if !head.exists() {
            // The note is made before the first write, so an engine that holds something has lost it.
            if !store.entries()?.is_empty() {
                return Err(damage(&folder, message!("damage-shelf-head")));
            }
            HeadFile::create(&head)?;
            files::sync(&folder)?;
        }
        let (note_file, note) = HeadFile::open(&head)?;
        let note = note.ok_or_else(|| damage(&folder, message!("damage-shelf-head-spoiled")))?;
        let mut shelf = DiskShelf { store, note_file, folder, written: 0, names: BTreeSet::new() };
        let entries = shelf.read()?;
        shelf.written = shelf.check(&entries, note)?;
        shelf.names = entries.into_keys().filter(|name| name != STAMP).collect();
        Ok(shelf)
    }

    /// Every entry, the stamp too, each held against its checksum.
    fn read(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        let mut entries = BTreeMap::new();
        for (name, stored) in self.store.entries()? {
            let name = String::from_utf8(name).map_err(|_| self.damage(message!("damage-shelf-name")))?;
            let content = unwrapped(&name, &stored);
            let content = content.ok_or_else(|| self.damage(message!("damage-shelf-entry", name = &name)))?;
            entries.insert(name, content.to_vec());
        }
        Ok(entries)
    }

    /// The number of the last write, when the entries are those that were there after it.
    fn check(&self, entries: &BTreeMap<String, Vec<u8>>, note: Note) -> Result<u64, LogError> {
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

impl Shelf for DiskShelf {
    fn all(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        let mut entries = self.read()?;
        entries.remove(STAMP);
        Ok(entries)
    }

    fn put(&mut self, changes: &Changes) -> Result<(), LogError> {
        let bytes = |(name, content): (&String, &Option<Vec<u8>>)| name.len() + content.as_ref().map_or(0, Vec::len);
        self.store.refuse_full(changes.iter().map(bytes).sum())?;
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
        // After the sync, so never ahead of the engine.
        self.note_file.write(Note { position: written, frame_checksum: 0, clean: false })
    }
}

fn wrap(name: &str, content: &[u8]) -> Vec<u8> {
    [&checksum(name, content).to_le_bytes()[..], content].concat()
}

fn unwrapped<'a>(name: &str, stored: &'a [u8]) -> Option<&'a [u8]> {
    let (sum, content) = stored.split_first_chunk::<CHECKSUM_LEN>()?;
    (u64::from_le_bytes(*sum) == checksum(name, content)).then_some(content)
}

/// Over the name too: an entry under another's name is no entry.
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

/// A shelf in memory: for tests and for what need not last.
#[derive(Debug, Default, Clone)]
pub struct MemoryShelf(std::sync::Arc<parking_lot::Mutex<BTreeMap<String, Vec<u8>>>>);

impl Shelf for MemoryShelf {
    fn all(&self) -> Result<BTreeMap<String, Vec<u8>>, LogError> {
        Ok(self.0.lock().clone())
    }

    fn put(&mut self, changes: &Changes) -> Result<(), LogError> {
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
