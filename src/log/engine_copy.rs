//! Copies of the files of the storage engine. It rewrites its files when it opens them, so what is only looked at is a
//! copy in a temporary folder.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{
    error::LogError,
    files,
    frame::Frame,
    reader::{FrameCursor, RunEnd},
    storage::Frames,
    store::{Fdatasync, PageReader, Store},
};
use crate::message;

/// The folder with the copy of the engine's files as they were after the last unclean stop.
pub(super) const COPY_FOLDER: &str = "before-open";

/// An open copy.
pub(super) struct EngineCopy {
    pub store: Store,
    /// The temporary folder, removed when this value is dropped.
    pub copy: TempDir,
    /// The last position up to which everything from the start can be read.
    pub holds_until: u64,
}

/// Returns the last position up to which the folder's log can be read from copies of its files.
pub(super) fn holds_until_of(dir: &Path) -> Result<u64, LogError> {
    Ok(best_copy(dir)?.map_or(0, |copied| copied.holds_until))
}

/// Opens the copy that is intact for longer: of `log/`, or of `before-open/`.
pub(super) fn best_copy(dir: &Path) -> Result<Option<EngineCopy>, LogError> {
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

/// Returns the last position up to which the log can be read from its start.
pub(super) fn holds_until(pages: &PageReader) -> u64 {
    let mut frame = Frame::default();
    let Ok(mut frames) = FrameCursor::open(pages, 1, RunEnd::LastKey) else { return 0 };
    let mut holds = 0;
    while matches!(frames.next_into(&mut frame), Ok(true)) {
        holds = frame.header().last_position();
    }
    holds
}

/// Copies the files that the engine needs to open, without a sync.
pub(super) fn copy_engine(from: &Path, to: &Path) -> Result<(), LogError> {
    files::create_dir(to)?;
    for name in files::read_names(from)? {
        let snapshot = name.starts_with("snap.") && !name.ends_with(".generating");
        if name == "db" || name == "conf" || snapshot {
            files::copy(&from.join(&name), &to.join(&name))?;
        }
    }
    Ok(())
}
