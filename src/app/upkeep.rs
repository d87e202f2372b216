//! What was last done to keep a data folder safe: the last verification and the last back-up.
//!
//! A small file beside the log, derived and disposable: without it nothing is known to have been done. It serves those who
//! watch a service; no proof rests on it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::Service;
use crate::domain::time::Instant;
use crate::log::backup::LogExtent;
use crate::log::folder;

/// The name of the file inside the data folder.
const FILE: &str = "upkeep";

/// What was last done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upkeep {
    /// The last verification.
    pub verification: Option<LastCheck>,
    /// The last back-up of which both parts were read to their end.
    pub backup: Option<LastBackup>,
}

/// A verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCheck {
    /// When it ended.
    pub at: Instant,
    /// The last event that was verified.
    pub position: u64,
    /// How many faults were found.
    pub faults: u64,
}

/// A back-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When its last part was written.
    pub at: Instant,
    /// The last event in it.
    pub position: u64,
}

/// The file.
pub(super) struct UpkeepFile {
    path: PathBuf,
    known: Mutex<Upkeep>,
    /// Held while the file is written, so that the last change is written last. Who only looks does not wait for it.
    writing: Mutex<()>,
    /// The back-ups of which the records went out to their end, the last ones.
    records_sent: Mutex<VecDeque<LogExtent>>,
}

/// The most back-ups that may wait for their secrets.
const RECORDS_SENT_MAX: usize = 16;

impl UpkeepFile {
    pub(super) fn in_folder(folder: &Path) -> UpkeepFile {
        let path = folder.join(FILE);
        let text = std::fs::read(&path).unwrap_or_default();
        let known = Mutex::new(serde_json::from_slice(&text).unwrap_or_default());
        UpkeepFile { path, known, writing: Mutex::default(), records_sent: Mutex::default() }
    }

    fn change(&self, is_written: bool, change: impl FnOnce(&mut Upkeep)) {
        let _writing = self.writing.lock();
        let mut known = *self.known.lock();
        change(&mut known);
        *self.known.lock() = known;
        let text = serde_json::to_vec(&known).expect("moments and numbers are JSON");
        if is_written && let Err(error) = folder::write_derived(&self.path, &text) {
            tracing::warn!(%error, "what was done to keep the folder safe was not noted");
        }
    }
}

impl Service {
    /// Returns what was last done to keep the folder safe.
    pub fn upkeep(&self) -> Upkeep {
        *self.inner.upkeep.known.lock()
    }

    /// Notes a verification. In a folder that is only read, and on a full disk, it is known until the service ends.
    pub(super) fn note_verification(&self, position: u64, faults: u64) {
        let done = LastCheck { at: self.now(), position, faults };
        self.inner.upkeep.change(self.refuse_writing().is_ok(), |known| known.verification = Some(done));
    }

    /// Notes that the records of a back-up went out to their end.
    pub fn note_records_sent(&self, extent: LogExtent) {
        let mut sent = self.inner.upkeep.records_sent.lock();
        if sent.len() == RECORDS_SENT_MAX {
            sent.pop_front();
        }
        sent.push_back(extent);
    }

    /// Notes that the secrets of a back-up went out to their end: with its records before them, it is a whole one.
    pub fn note_secrets_sent(&self, extent: LogExtent) {
        if !self.inner.upkeep.records_sent.lock().contains(&extent) {
            return;
        }
        let done = LastBackup { at: self.now(), position: extent.position };
        self.inner.upkeep.change(self.refuse_writing().is_ok(), |known| known.backup = Some(done));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_known_after_a_restart_and_a_file_that_means_nothing_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let done = LastBackup { at: Instant::from_micros(1_546_300_800_000_000), position: 7 };
        UpkeepFile::in_folder(folder.path()).change(true, |known| known.backup = Some(done));
        let again = UpkeepFile::in_folder(folder.path());
        assert_eq!(*again.known.lock(), Upkeep { backup: Some(done), verification: None });
        std::fs::write(folder.path().join(FILE), "onzin").unwrap();
        assert_eq!(*UpkeepFile::in_folder(folder.path()).known.lock(), Upkeep::default());
    }
}
