//! The only file that names the storage engine, sled 0.34.7. It stores and reads pages; they are durable when
//! [`Store::commit`] returns.
//!
//! Nothing that sled reports is trusted: frames carry their own checksums ([`super::frame`]), the head is recorded
//! outside the engine ([`super::head`]), and every `flush` is followed by an `fdatasync` of our own file descriptor.
//! The known weaknesses of sled, and how they are avoided:
//!
//! - `flush` does not reach the drive (no metadata, no cache): [`Store::commit`] syncs after it.
//! - The background flush could sync half a commit or swallow an error: it is disabled.
//! - Concurrent `flush_async` deadlocks: there is one owner, which calls the blocking `flush`.
//! - Large values go to unsynced files in `blobs/`: pages are small, and a commit that leaves a blob is an error.
//! - A leftover `snap.*.generating` blocks opening: it is removed first.
//! - Reopening right after a drop can fail on sled's lock: opening is retried for up to a second.
//! - Damage makes sled panic, in opening and in reading: the panic is caught and reported as damage. A sync that fails
//!   while the engine is dropped panics as well.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::{self, File},
    io,
    ops::Deref,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use rustix::{fs::Dir, io::Errno};

use super::{
    error::{Damage, LogError},
    files,
    frame::{Frame, PageKey},
    room,
    seeded::{Bug, seeded},
    step,
};
use crate::message;

/// Maximum number of attempts to open while a closing handle still holds sled's lock: 50 x 20 ms = 1 s.
const OPEN_TRIES: u32 = 50;
const OPEN_PAUSE: Duration = Duration::from_millis(20);
/// Configured cache size of the log's engine in bytes. It is not a hard limit: sled uses about 2.5 times as much, so 64
/// MiB gives some 160 MB resident.
pub const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// Configured cache size for the entries kept beside the log ([`super::shelf`]), which their owner holds in memory
/// anyway.
const SHELF_CACHE_BYTES: u64 = 1024 * 1024;

/// Makes written bytes durable. The log uses [`Fdatasync`]; tests substitute implementations that count, fail or skip.
pub trait Syncer: Send {
    /// Returns once everything written to `file` is on stable storage.
    ///
    /// # Errors
    /// The error of the system call. What reached the disk is then unknown.
    fn sync(&mut self, file: &File) -> io::Result<()>;
}

/// Syncs with the `fdatasync` system call.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fdatasync;

impl Syncer for Fdatasync {
    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }
}

/// The folder of the storage engine, open for writing. It has one owner.
pub struct Store {
    pages: Pages,
    /// Our own descriptor of sled's file, opened right after sled's and kept open: one opened later could miss a disk
    /// error.
    db_file: File,
    syncer: Box<dyn Syncer>,
    blobs: Blobs,
}

/// The folder `blobs/`, which must stay empty, held open: a commit then needs no new descriptor, so running out of
/// descriptors never stops the log after something was written.
struct Blobs {
    path: PathBuf,
    dir: Dir,
}

/// The read side of the store: cheap to clone and usable from any thread. It returns stored pages as they are; the
/// caller checks them.
#[derive(Clone)]
pub struct Pages {
    db: Arc<Engine>,
    /// Used in error messages only.
    folder: PathBuf,
}

/// Drops the engine without propagating a panic: sled syncs once more when it is dropped, and panics when that fails.
/// Everything acknowledged was already synced by [`Store::flush`], so there is nothing to report.
struct Engine(Option<sled::Db>);

impl Deref for Engine {
    type Target = sled::Db;

    fn deref(&self) -> &sled::Db {
        self.0.as_ref().expect("taken out by drop only")
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let db = self.0.take();
        panics_told(|| drop(db)).ok();
    }
}

/// A stored page, borrowed from the cache of the engine.
pub struct Stored(sled::IVec);

/// Iterates over stored pages in key order.
pub struct PageIter {
    inner: sled::Iter,
    folder: PathBuf,
}

impl Store {
    /// Opens or creates the engine folder `dir` inside the data folder `folder`.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when sled refuses or panics, or `blobs/` is not empty; [`LogError::InUse`] when sled's
    /// lock stays held for a second; [`LogError::Full`] and [`LogError::Io`] from the file system.
    pub fn open(folder: &Path, dir: &Path, syncer: Box<dyn Syncer>) -> Result<Self, LogError> {
        Self::open_with(folder, dir, syncer, CACHE_BYTES)
    }

    /// Like [`Self::open`], for a folder of key-value entries instead of log pages; use [`Self::put`] and
    /// [`Self::entries`] on it.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_shelf(folder: &Path, dir: &Path, syncer: Box<dyn Syncer>) -> Result<Self, LogError> {
        Self::open_with(folder, dir, syncer, SHELF_CACHE_BYTES)
    }

    fn open_with(folder: &Path, dir: &Path, syncer: Box<dyn Syncer>, cache: u64) -> Result<Self, LogError> {
        files::create_dir(dir)?;
        remove_half_made_snapshots(dir)?;
        let blobs = dir.join("blobs");
        if blobs.exists() {
            Blobs::open(blobs.clone())?.must_be_empty(folder)?;
        }
        let db_path = dir.join("db");
        let fresh = fs::metadata(&db_path).map_or(0, |metadata| metadata.len()) == 0;
        let db = open_engine(folder, dir, cache)?;
        let at = |source| LogError::io(message!("doing-opening", path = db_path.display()), source);
        let db_file = File::options().read(true).write(true).open(&db_path).map_err(at)?;
        let pages = Pages { db: Arc::new(Engine(Some(db))), folder: folder.to_owned() };
        let blobs = Blobs::open(blobs)?;
        let mut store = Self { pages, db_file, syncer, blobs };
        if fresh {
            store.flush()?;
            files::sync(&dir.join("conf"))?;
            files::sync(&store.blobs.path)?;
            files::sync(dir)?;
            files::sync(folder)?;
        }
        Ok(store)
    }

    /// Returns the read side.
    pub fn pages(&self) -> Pages {
        self.pages.clone()
    }

    /// Checks before writing that `bytes` fit on the disk.
    ///
    /// # Errors
    /// [`LogError::NoRoom`] when they do not; nothing was written.
    pub fn refuse_full(&self, bytes: usize) -> Result<(), LogError> {
        room::refuse_full(&self.db_file, bytes)
    }

    /// Writes a frame as one batch and makes it durable.
    ///
    /// # Errors
    /// Any [`LogError`]. What reached the disk is then unknown, and this store must not be written again.
    pub fn commit(&mut self, frame: &Frame) -> Result<(), LogError> {
        let mut batch = sled::Batch::default();
        for (key, page) in frame.pages() {
            batch.insert(&key.to_bytes(), page);
        }
        guarded(&self.pages.folder, frame.header().first, || self.pages.db.apply_batch(batch))?;
        step::reached("frame staged");
        self.settle()
    }

    /// Writes and removes entries as one batch and makes the batch durable.
    ///
    /// # Errors
    /// As for [`Self::commit`].
    pub fn put<'a>(&mut self, changes: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>) -> Result<(), LogError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        guarded(&self.pages.folder, 0, || self.pages.db.apply_batch(batch))?;
        self.settle()
    }

    /// Returns every entry in key order.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read.
    pub fn entries(&self) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, LogError> {
        let read = || self.pages.db.iter().map(|entry| entry.map(|(key, value)| (key.to_vec(), value.to_vec())));
        guarded(&self.pages.folder, 0, || read().collect())
    }

    fn settle(&mut self) -> Result<(), LogError> {
        self.flush()?;
        // A value that sled stored in a file of its own is not on stable storage, and is skipped silently at recovery.
        self.blobs.must_be_empty(&self.pages.folder)
    }

    /// Makes everything written so far durable.
    ///
    /// # Errors
    /// As for [`Self::commit`].
    pub fn flush(&mut self) -> Result<(), LogError> {
        guarded(&self.pages.folder, 0, || self.pages.db.flush())?;
        match self.syncer.sync(&self.db_file) {
            Err(source) if !seeded(Bug::IgnoreFailedSync) => Err(LogError::io(message!("doing-log-sync"), source)),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl Pages {
    /// Returns the page stored under `key`, or `None` when there is none.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read.
    pub fn get(&self, key: PageKey) -> Result<Option<Stored>, LogError> {
        let found = guarded(&self.folder, key.first, || self.db.get(key.to_bytes()))?;
        Ok(found.map(Stored))
    }

    /// Returns the last stored key at or before `key`. With the highest page number at a position, this is the last
    /// page of the frame that contains the position.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read or the key is not a page key.
    pub fn last_at(&self, key: PageKey) -> Result<Option<PageKey>, LogError> {
        let found = guarded(&self.folder, key.first, || self.db.range(..=key.to_bytes()).next_back().transpose())?;
        found.map(|(stored, _)| self.key(&stored)).transpose()
    }

    /// Returns the last stored key.
    ///
    /// # Errors
    /// As for [`Self::last_at`].
    pub fn last(&self) -> Result<Option<PageKey>, LogError> {
        let found = guarded(&self.folder, 0, || self.db.iter().next_back().transpose())?;
        found.map(|(stored, _)| self.key(&stored)).transpose()
    }

    /// Iterates over all pages from `first` on.
    pub fn from(&self, first: PageKey) -> PageIter {
        PageIter { inner: self.db.range(first.to_bytes()..), folder: self.folder.clone() }
    }

    /// Returns the data folder, for error messages.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn key(&self, stored: &[u8]) -> Result<PageKey, LogError> {
        parse_key(&self.folder, stored)
    }
}

impl PageIter {
    /// Returns the next page. `at` is the position being read and is used in errors only.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read or a key is not a page key.
    pub fn next(&mut self, at: u64) -> Result<Option<(PageKey, Stored)>, LogError> {
        let Self { inner, folder } = self;
        let Some((key, page)) = guarded(folder, at, || inner.next().transpose())? else {
            return Ok(None);
        };
        Ok(Some((parse_key(folder, &key)?, Stored(page))))
    }
}

impl Deref for Stored {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

fn parse_key(folder: &Path, stored: &[u8]) -> Result<PageKey, LogError> {
    PageKey::parse(stored).map_err(|error| {
        Damage { folder: folder.to_owned(), position: 0, what: error.message(), holds_until: None }.into()
    })
}

fn open_engine(folder: &Path, dir: &Path, cache: u64) -> Result<sled::Db, LogError> {
    let config = sled::Config::new().path(dir).flush_every_ms(None).cache_capacity(cache);
    let mut tries = 0;
    loop {
        match panics_told(|| config.open()) {
            Ok(Err(sled::Error::Io(error))) if error.to_string().contains("could not acquire lock") => {
                tries += 1;
                if tries == OPEN_TRIES {
                    return Err(LogError::InUse { folder: folder.to_owned(), pid: None });
                }
                thread::sleep(OPEN_PAUSE);
            }
            told => return flatten(folder, 0, told),
        }
    }
}

fn remove_half_made_snapshots(dir: &Path) -> Result<(), LogError> {
    for name in files::names(dir)? {
        if name.starts_with("snap.") && name.ends_with(".generating") {
            files::remove(&dir.join(name))?;
        }
    }
    Ok(())
}

impl Blobs {
    fn open(path: PathBuf) -> Result<Blobs, LogError> {
        let opened = File::open(&path).and_then(|folder| Ok(Dir::new(folder)?));
        match opened {
            Ok(dir) => Ok(Blobs { path, dir }),
            Err(source) => Err(LogError::io(message!("doing-reading", path = path.display()), source)),
        }
    }

    fn must_be_empty(&mut self, folder: &Path) -> Result<(), LogError> {
        self.dir.rewind();
        while let Some(entry) = self.dir.read() {
            let at = |source: Errno| LogError::io(message!("doing-reading", path = self.path.display()), source.into());
            let entry = entry.map_err(at)?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name != "." && name != ".." {
                let what = message!("damage-blobs", path = Path::new("log/blobs").join(name).display());
                return Err(Damage { folder: folder.to_owned(), position: 0, what, holds_until: None }.into());
            }
        }
        Ok(())
    }
}

/// Runs a call into sled and converts its errors and panics into [`LogError`].
fn guarded<T>(folder: &Path, position: u64, call: impl FnOnce() -> sled::Result<T>) -> Result<T, LogError> {
    flatten(folder, position, panics_told(call))
}

fn flatten<T>(folder: &Path, position: u64, told: Result<sled::Result<T>, String>) -> Result<T, LogError> {
    let damage = |what| Damage { folder: folder.to_owned(), position, what, holds_until: None }.into();
    match told {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(sled::Error::Io(source))) => Err(LogError::io(message!("doing-engine"), source)),
        // What sled reports on a full disk is not recognisable as such, so the free space is checked.
        Ok(Err(_)) | Err(_) if room::is_full(folder) => Err(LogError::io(message!("doing-engine"), room::full())),
        // The engine's own wording helps developers, not users: it goes to the debug log only.
        Ok(Err(error)) => {
            tracing::debug!(%error, "the storage engine");
            Err(damage(message!("damage-engine")))
        }
        Err(panic) => {
            tracing::debug!(panic, "the storage engine gave up");
            Err(damage(message!("damage-engine-gave-up")))
        }
    }
}

mod panics;

use panics::panics_told;

#[cfg(test)]
mod tests;
