//! Reads a folder that opening refuses, as far as it is intact, to save what is left. Nothing in the folder changes
//! except the process id in `lock`.
//!
//! The storage engine rewrites its files when it opens them, so it opens copies in a temporary folder: a copy of
//! `log/`, and one of `before-open/` when that exists. The copy that is intact for longer is read.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;

use super::{
    error::{Damage, LogError},
    files,
    folder::read_format,
    head_note::HeadFile,
    lock::lock,
    opening::{COPY_FOLDER, copy_engine, holds_until},
    reader::LogReader,
    secrets::SlotPool,
    storage::Head,
    store::{Fdatasync, Store},
};
use crate::message;

/// The readable part of a refused folder.
pub struct Salvage {
    /// Reads up to `holds_until`.
    pub reader: LogReader,
    /// The keys and salts, for reading only; `None` when the file does not exist.
    pub secrets: Option<SlotPool>,
    /// The last position up to which everything from the start can be read.
    pub holds_until: u64,
    /// The last acknowledged position; `None` when the head note can not be read.
    pub acknowledged: Option<u64>,
    /// The temporary copy, removed when this value is dropped.
    _copy: TempDir,
}

impl Salvage {
    /// Opens what is left of the folder `dir`.
    ///
    /// # Errors
    /// [`LogError::InUse`], [`LogError::Format`]; [`LogError::Damaged`] when no record at all can be read;
    /// [`LogError::DiskFull`] when the temporary folder has no room for a copy.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        let lock = lock(dir)?;
        read_format(dir)?;
        let acknowledged = HeadFile::peek(&dir.join("head")).ok().flatten().map(|note| note.position);
        let secrets = dir.join("secrets");
        let secrets = if secrets.exists() { Some(SlotPool::read_only(&secrets)?) } else { None };
        let nothing =
            || Damage { folder: dir.to_owned(), position: 1, what: message!("damage-no-record"), holds_until: Some(0) };
        let EngineCopy { store, copy, holds_until } =
            best_copy(dir)?.filter(|best| best.holds_until > 0).ok_or_else(nothing)?;
        let reader = LogReader::new(store.pages(), Head::new(holds_until), Arc::new(lock));
        Ok(Self { reader, secrets, holds_until, acknowledged, _copy: copy })
    }
}

struct EngineCopy {
    store: Store,
    copy: TempDir,
    holds_until: u64,
}

/// Returns the last position up to which the folder's log can be read from copies of its files.
pub(super) fn holds_until_of(dir: &Path) -> Result<u64, LogError> {
    Ok(best_copy(dir)?.map_or(0, |copied| copied.holds_until))
}

fn best_copy(dir: &Path) -> Result<Option<EngineCopy>, LogError> {
    let mut best: Option<EngineCopy> = None;
    for candidate in [dir.join(COPY_FOLDER), dir.join("log")] {
        if candidate.join("db").exists() {
            let copied = open_copy(dir, &candidate)?;
            best = std::cmp::max_by_key(copied, best, |copied| copied.as_ref().map(|copied| copied.holds_until));
        }
    }
    Ok(best)
}

/// Opens a copy of the engine's files, first with its snapshots and, when that fails, without: snapshots only save the
/// engine a scan.
fn open_copy(dir: &Path, engine: &Path) -> Result<Option<EngineCopy>, LogError> {
    let with = open_prepared_copy(dir, engine, |_| Ok(()))?;
    if with.as_ref().is_some_and(|copied| copied.holds_until > 0) {
        return Ok(with);
    }
    open_prepared_copy(dir, engine, |copy| {
        for name in files::read_names(copy)?.iter().filter(|name| name.starts_with("snap.")) {
            files::remove(&copy.join(name))?;
        }
        Ok(())
    })
}

fn open_prepared_copy(
    dir: &Path,
    engine: &Path,
    prepare: impl FnOnce(&PathBuf) -> Result<(), LogError>,
) -> Result<Option<EngineCopy>, LogError> {
    let copy = tempfile::tempdir().map_err(|source| LogError::io(message!("doing-temporary"), source))?;
    let files = copy.path().join("log");
    copy_engine(engine, &files)?;
    prepare(&files)?;
    match Store::open(dir, &files, Box::new(Fdatasync)) {
        Ok(store) => {
            let holds_until = holds_until(&store.pages());
            Ok(Some(EngineCopy { store, copy, holds_until }))
        }
        Err(LogError::Damaged(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
