//! The service: one open data folder, with every operation on it. Cheap to clone.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::{Mutex, RwLock};

use super::checkpoints::Checkpoints;
use super::clock_watch::ClockWatch;
use super::engine::LogEngine;
use super::log_tree::LogTree;
use super::read_only::ReadOnly;
use super::report_cache::ReportCache;
use super::reviews::ReviewFiles;
use super::snapshot;
use super::snapshot_keeper::SnapshotKeeper;
use super::trace::RecentTraces;
use super::upkeep::UpkeepFile;
use crate::domain::state::State;
use crate::log::LogError;
use crate::log::folder;
use crate::log::reader::LogReader;
use crate::log::record::Salt;
use crate::log::secrets::{Slot, SlotPool};
use crate::log::writer::{WriterHandle, WriterThread};
use crate::projections::sealing::NamedPositions;

/// One open data folder.
#[derive(Clone)]
pub struct Service {
    pub(super) inner: Arc<ServiceInner>,
}

/// The positions that the report of each sealing names, by the position of the sealing.
pub(super) type SealedPositionsCache = Mutex<BTreeMap<u64, Arc<NamedPositions>>>;

pub(super) struct ServiceInner {
    pub(super) folder: PathBuf,
    pub(super) state: Arc<RwLock<State>>,
    pub(super) handle: WriterHandle<LogEngine>,
    pub(super) thread: Mutex<Option<WriterThread<LogEngine>>>,
    pub(super) reader: LogReader,
    pub(super) secrets: Arc<SlotPool>,
    pub(super) tree: LogTree,
    /// Dropped before the fields below: its thread also reads the log.
    pub(super) checkpoints: Checkpoints,
    pub(super) clock: Arc<ClockWatch>,
    /// The cached positions that sealed reports show, for histories.
    pub(super) shown: SealedPositionsCache,
    /// The reports that were answered before.
    pub(super) reports: Arc<ReportCache>,
    /// Whether users other than its owner could read the folder until this opening.
    pub(super) was_open: bool,
    /// Whether the copy that is made after an unclean stop was left out.
    pub(super) without_copy: bool,
    /// Why it is only read, if so; with the copy that is read, which is removed after the readers are gone.
    pub(super) read_only: Option<ReadOnly>,
    /// Writes snapshots; none where the folder is only read.
    pub(super) snapshots: Option<SnapshotKeeper>,
    /// The reviews of report pages that are not recorded yet.
    pub(super) reviews: ReviewFiles,
    /// The traces in which the last events were recorded.
    pub(super) traces: RecentTraces,
    /// What was last done to keep the folder safe.
    pub(super) upkeep: UpkeepFile,
}

impl Service {
    /// The position of the last snapshot of the state on disk; 0 without one.
    pub fn last_snapshot(&self) -> u64 {
        self.inner.snapshots.as_ref().map_or(0, SnapshotKeeper::last)
    }

    /// Finishes the accepted requests and closes the folder cleanly. Not to be called from async code. The folder can
    /// be opened again when the last clone of this service is dropped, since readers may still be at work.
    ///
    /// # Errors
    /// [`LogError`] when it could not be closed cleanly; what was acknowledged is durable all the same.
    /// [`LogError::CheckpointNotWritten`] when everything but the last checkpoint was written.
    pub fn close(&self) -> Result<(), LogError> {
        let closed = self.inner.handle.close_blocking();
        self.ended(closed)
    }

    /// Does the same from async code.
    ///
    /// # Errors
    /// As for [`Service::close`].
    pub async fn close_async(&self) -> Result<(), LogError> {
        let closed = self.inner.handle.close().await;
        self.ended(closed)
    }

    /// The writer thread has answered that it is done, so this only waits for it to end.
    fn ended(&self, closed: Result<(), LogError>) -> Result<(), LogError> {
        let thread = self.inner.thread.lock().take();
        let first = thread.is_some_and(|thread| thread.join().is_ok());
        if self.inner.read_only.is_some() {
            return closed;
        }
        let head = self.durable_head();
        if let Some(keeper) = self.inner.snapshots.as_ref().filter(|_| first && closed.is_ok()) {
            keeper.end();
            // The folder is still locked: the readers of this service hold its storage. Without a snapshot the next
            // opening only takes longer.
            if let (true, Ok(Some(root))) = (head - keeper.last() >= snapshot::WORTH_KEEPING, self.root(head)) {
                let begun = self.state().begin_snapshot();
                let written =
                    snapshot::write(&self.inner.folder, &self.inner.state, begun, &root, &AtomicBool::new(false));
                snapshot::tell_unwritten(written.map(drop), head);
            }
        }
        if first && closed.is_ok() {
            self.sign_now().map_err(|error| LogError::CheckpointNotWritten { head, why: error.message() })?;
        }
        closed
    }

    /// Refuses a write to a folder that is only read.
    ///
    /// # Errors
    /// [`LogError::ReadOnly`].
    pub fn refuse_read_only(&self) -> Result<(), LogError> {
        self.inner.read_only.as_ref().map_or(Ok(()), |reading| Err(reading.refusal()))
    }

    /// Refuses a write on a full disk, or to a folder that is only read: for files that are kept beside the log.
    ///
    /// # Errors
    /// [`LogError::ReadOnly`], [`LogError::NoRoom`].
    pub fn refuse_writing(&self) -> Result<(), LogError> {
        self.refuse_read_only()?;
        folder::check_disk_space(&self.inner.folder)
    }

    /// Returns slots for restored texts: with these salts, and erased where there is none.
    pub(super) fn slots_for(&self, salts: &[Option<Salt>]) -> Result<Vec<Slot>, LogError> {
        let put: Vec<Salt> = salts.iter().map(|salt| salt.unwrap_or_default()).collect();
        if put.is_empty() {
            return Ok(Vec::new());
        }
        self.refuse_read_only()?;
        let slots = self.inner.secrets.create_with_salts(&put)?;
        let erased = slots.iter().zip(salts).filter(|(_, salt)| salt.is_none()).map(|(slot, _)| slot.number);
        self.inner.secrets.erase(&erased.collect::<Vec<_>>())?;
        Ok(slots)
    }

    pub(super) fn secrets(&self) -> &SlotPool {
        &self.inner.secrets
    }

    pub(super) fn reader(&self) -> &LogReader {
        &self.inner.reader
    }
}
