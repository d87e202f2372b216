//! The only file that names the storage engine, sled 0.34.7. It stores and reads pages; they are durable when
//! [`Store::commit`] returns.
//!
//! Nothing that sled reports is trusted: frames carry their own checksums ([`super::frame`]), the head is recorded
//! outside the engine ([`super::head_note`]), and every `flush` is followed by an `fdatasync` of our own file descriptor.
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
    disk_space,
    error::{Damage, LogError},
    files,
    frame::{Frame, PageKey},
    seeded::{Bug, seeded},
    test_hooks,
};
use crate::message;

/// Maximum number of attempts to open while a closing handle still holds sled's lock: 50 x 20 ms = 1 s.
const OPEN_TRIES: u32 = 50;
const OPEN_PAUSE: Duration = Duration::from_millis(20);
/// Configured cache size of the log's engine in bytes. It is not a hard limit: sled uses about 2.5 times as much, so 64
/// MiB gives some 160 MB resident.
pub const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// Configured cache size for the entries kept beside the log ([`super::kv_store`]), which their owner holds in memory
/// anyway.
const KV_CACHE_BYTES: u64 = 1024 * 1024;

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
    pages: PageReader,
    /// Our own descriptor of sled's file, opened right after sled's and kept open: one opened later could miss a disk
    /// error.
    db_file: File,
    syncer: Box<dyn Syncer>,
    blobs: BlobsFolder,
}

/// The folder `blobs/`, which must stay empty, held open: a commit then needs no new descriptor, so running out of
/// descriptors never stops the log after something was written.
struct BlobsFolder {
    path: PathBuf,
    dir: Dir,
}

/// The read side of the store: cheap to clone and usable from any thread. It returns stored pages as they are; the
/// caller checks them.
#[derive(Clone)]
pub struct PageReader {
    db: Arc<SledHandle>,
    /// Used in error messages only.
    folder: PathBuf,
}

/// Drops the engine without propagating a panic: sled syncs once more when it is dropped, and panics when that fails.
/// Everything acknowledged was already synced by [`Store::flush`], so there is nothing to report.
struct SledHandle(Option<sled::Db>);

impl Deref for SledHandle {
    type Target = sled::Db;

    fn deref(&self) -> &sled::Db {
        self.0.as_ref().expect("taken out by drop only")
    }
}

impl Drop for SledHandle {
    fn drop(&mut self) {
        let db = self.0.take();
        catch_panics(|| drop(db)).ok();
    }
}

/// A stored page, borrowed from the cache of the engine.
pub struct StoredPage(sled::IVec);

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
    /// lock stays held for a second; [`LogError::DiskFull`] and [`LogError::Io`] from the file system.
    pub fn open(folder: &Path, dir: &Path, syncer: Box<dyn Syncer>) -> Result<Self, LogError> {
        Self::open_with(folder, dir, syncer, CACHE_BYTES)
    }

    /// Like [`Self::open`], for a folder of key-value entries instead of log pages; use [`Self::put`] and
    /// [`Self::entries`] on it.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_kv(folder: &Path, dir: &Path, syncer: Box<dyn Syncer>) -> Result<Self, LogError> {
        Self::open_with(folder, dir, syncer, KV_CACHE_BYTES)
    }

    fn open_with(folder: &Path, dir: &Path, syncer: Box<dyn Syncer>, cache: u64) -> Result<Self, LogError> {
        files::create_dir(dir)?;
        remove_incomplete_snapshots(dir)?;
        let blobs = dir.join("blobs");
        if blobs.exists() {
            BlobsFolder::open(blobs.clone())?.must_be_empty(folder)?;
        }
        let db_path = dir.join("db");
        let fresh = fs::metadata(&db_path).map_or(0, |metadata| metadata.len()) == 0;
        let db = open_engine(folder, dir, cache)?;
        let at = |source| LogError::io(message!("doing-opening", path = db_path.display()), source);
        let db_file = File::options().read(true).write(true).open(&db_path).map_err(at)?;
        let pages = PageReader { db: Arc::new(SledHandle(Some(db))), folder: folder.to_owned() };
        let blobs = BlobsFolder::open(blobs)?;
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
    pub fn pages(&self) -> PageReader {
        self.pages.clone()
    }

    /// Checks before writing that `bytes` fit on the disk.
    ///
    /// # Errors
    /// [`LogError::NoRoom`] when they do not; nothing was written.
    pub fn check_disk_space(&self, bytes: usize) -> Result<(), LogError> {
        disk_space::check_disk_space(&self.db_file, bytes)
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
        call_engine(&self.pages.folder, frame.header().first, || self.pages.db.apply_batch(batch))?;
        test_hooks::reached("frame staged");
        self.flush_and_check_blobs()
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
        call_engine(&self.pages.folder, 0, || self.pages.db.apply_batch(batch))?;
        self.flush_and_check_blobs()
    }

    /// Returns every entry in key order.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read.
    pub fn entries(&self) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, LogError> {
        let read = || self.pages.db.iter().map(|entry| entry.map(|(key, value)| (key.to_vec(), value.to_vec())));
        call_engine(&self.pages.folder, 0, || read().collect())
    }

    fn flush_and_check_blobs(&mut self) -> Result<(), LogError> {
        self.flush()?;
        // A value that sled stored in a file of its own is not on stable storage, and is skipped silently at recovery.
        self.blobs.must_be_empty(&self.pages.folder)
    }

    /// Makes everything written so far durable.
    ///
    /// # Errors
    /// As for [`Self::commit`].
    pub fn flush(&mut self) -> Result<(), LogError> {
        call_engine(&self.pages.folder, 0, || self.pages.db.flush())?;
        match self.syncer.sync(&self.db_file) {
            Err(source) if !seeded(Bug::IgnoreFailedSync) => Err(LogError::io(message!("doing-log-sync"), source)),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl PageReader {
    /// Returns the page stored under `key`, or `None` when there is none.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read.
    pub fn get(&self, key: PageKey) -> Result<Option<StoredPage>, LogError> {
        let found = call_engine(&self.folder, key.first, || self.db.get(key.to_bytes()))?;
        Ok(found.map(StoredPage))
    }

    /// Returns the last stored key at or before `key`. With the highest page number at a position, this is the last
    /// page of the frame that contains the position.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read or the key is not a page key.
    pub fn last_at_or_before(&self, key: PageKey) -> Result<Option<PageKey>, LogError> {
        let found = call_engine(&self.folder, key.first, || self.db.range(..=key.to_bytes()).next_back().transpose())?;
        found.map(|(stored, _)| self.key(&stored)).transpose()
    }

    /// Returns the last stored key.
    ///
    /// # Errors
    /// As for [`Self::last_at_or_before`].
    pub fn last(&self) -> Result<Option<PageKey>, LogError> {
        let found = call_engine(&self.folder, 0, || self.db.iter().next_back().transpose())?;
        found.map(|(stored, _)| self.key(&stored)).transpose()
    }

    /// Iterates over all pages from `first` on.
    pub fn iter_from(&self, first: PageKey) -> PageIter {
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
    pub fn next(&mut self, at: u64) -> Result<Option<(PageKey, StoredPage)>, LogError> {
        let Self { inner, folder } = self;
        let Some((key, page)) = call_engine(folder, at, || inner.next().transpose())? else {
            return Ok(None);
        };
        Ok(Some((parse_key(folder, &key)?, StoredPage(page))))
    }
}

impl Deref for StoredPage {
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
        match catch_panics(|| config.open()) {
            Ok(Err(sled::Error::Io(error))) if error.to_string().contains("could not acquire lock") => {
                tries += 1;
                if tries == OPEN_TRIES {
                    return Err(LogError::InUse { folder: folder.to_owned(), pid: None });
                }
                thread::sleep(OPEN_PAUSE);
            }
            told => return map_engine_result(folder, 0, told),
        }
    }
}

fn remove_incomplete_snapshots(dir: &Path) -> Result<(), LogError> {
    for name in files::read_names(dir)? {
        if name.starts_with("snap.") && name.ends_with(".generating") {
            files::remove(&dir.join(name))?;
        }
    }
    Ok(())
}

impl BlobsFolder {
    fn open(path: PathBuf) -> Result<BlobsFolder, LogError> {
        let opened = File::open(&path).and_then(|folder| Ok(Dir::new(folder)?));
        match opened {
            Ok(dir) => Ok(BlobsFolder { path, dir }),
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
fn call_engine<T>(folder: &Path, position: u64, call: impl FnOnce() -> sled::Result<T>) -> Result<T, LogError> {
    map_engine_result(folder, position, catch_panics(call))
}

fn map_engine_result<T>(folder: &Path, position: u64, told: Result<sled::Result<T>, String>) -> Result<T, LogError> {
    let damage = |what| Damage { folder: folder.to_owned(), position, what, holds_until: None }.into();
    match told {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(sled::Error::Io(source))) => Err(LogError::io(message!("doing-engine"), source)),
        // What sled reports on a full disk is not recognisable as such, so the free space is checked.
        Ok(Err(_)) | Err(_) if disk_space::is_nearly_full(folder) => {
            Err(LogError::io(message!("doing-engine"), disk_space::disk_full_error()))
        }
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

use panics::catch_panics;

#[cfg(test)]
mod tests;
