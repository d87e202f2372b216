//! Opens a data folder: for recording, or for reading only where it can not be written.

use std::path::Path;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use super::checkpoints::{Checkpoints, KeyRequest};
use super::clock::{Clock, SystemClock};
use super::clock_watch::{ClockTrust, ClockWatch};
use super::engine::LogEngine;
use super::log_tree::LogTree;
use super::read_only::ReadOnly;
use super::report_cache::ReportCache;
use super::reviews::ReviewFiles;
use super::service::{SealedPositionsCache, Service, ServiceInner};
use super::snapshot_keeper::{EVENTS_BETWEEN, SnapshotKeeper};
use super::trace::RecentTraces;
use super::upkeep::UpkeepFile;
use super::{rebuild, snapshot};
use crate::domain::state::State;
use crate::language::Message;
use crate::log::LogError;
use crate::log::folder::{AfterCrash, IfMissing, Log};
use crate::log::read_only::{ReadOnlyLog, RefusingAppender};
use crate::log::reader::LogReader;
use crate::log::record::Hash;
use crate::log::secrets::SlotPool;
use crate::log::signed_note::KeyName;
use crate::log::signing::Rekey;
use crate::log::storage::{Appender, Reader};
use crate::log::store::Fdatasync;
use crate::log::tree_file::TreeFile;
use crate::log::writer;

/// How to open a data folder.
pub struct OpenOptions {
    /// Whether a missing folder is created.
    pub if_missing: IfMissing,
    /// What the folder is opened for.
    pub access: Access,
    /// What is done first after an unclean stop.
    pub after_crash: AfterCrash,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Whether the clock is trusted without checks.
    pub trust: ClockTrust,
    /// The name under which the log is signed, if not the default. A log that has another name is refused.
    pub origin: Option<KeyName>,
    /// An explicit request to give a signed log another key or name.
    pub rekey: Rekey,
    /// How many events lie at least between two snapshots that are written while the service runs.
    pub events_between_snapshots: u64,
    /// Called with the progress of the rebuild: (done, total).
    pub progress: Box<dyn FnMut(u64, u64)>,
}

impl Default for OpenOptions {
    /// An existing folder, to record in, by the machine's clock, without progress.
    fn default() -> OpenOptions {
        OpenOptions {
            if_missing: IfMissing::Refuse,
            access: Access::Record,
            after_crash: AfterCrash::CopyFirst,
            clock: Arc::new(SystemClock),
            trust: ClockTrust::Checked,
            origin: None,
            rekey: Rekey::Keep,
            events_between_snapshots: EVENTS_BETWEEN,
            progress: Box::new(|_, _| {}),
        }
    }
}

/// What a folder is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To record in it: refused where it can not be written.
    Record,
    /// To read it. Where it can not be written, a copy is made of what the storage engine would change, and nothing is
    /// recorded.
    Read,
}

/// A folder with open files, before its log is folded.
struct Opened {
    appender: Box<dyn Appender>,
    reader: LogReader,
    secrets: Arc<SlotPool>,
    tree: TreeFile,
    was_open: bool,
    without_copy: bool,
    reading: Option<ReadOnly>,
}

impl Service {
    /// Opens a data folder and folds its log.
    ///
    /// # Errors
    /// [`LogError`] when it is in use, damaged or of another format, or when the system refuses.
    pub fn open(folder: &Path, mut options: OpenOptions) -> Result<Service, LogError> {
        match open_to_record(folder, &mut options) {
            Err(error) if options.access == Access::Read && error.is_about_writing() => {
                open_to_read(folder, &mut options, &error)
            }
            other => other,
        }
    }

    /// Why nothing is recorded, and the size in bytes of the copy that is read; `None` when the folder is writable.
    pub fn read_only_reason(&self) -> Option<(&Message, u64)> {
        self.inner.read_only.as_ref().map(|reading| (&reading.why, reading.bytes))
    }

    /// Whether the folder was opened after an unclean stop without making a copy first.
    pub fn opened_without_copy(&self) -> bool {
        self.inner.without_copy
    }
}

fn open_to_record(folder: &Path, options: &mut OpenOptions) -> Result<Service, LogError> {
    let synced = snapshot::synced_tree(folder);
    let Log { appender, reader, secrets, tree, signing, found } = Log::open_with_rekey(
        folder,
        options.if_missing,
        Box::new(Fdatasync),
        (&options.rekey, options.after_crash, synced),
    )?;
    snapshot::remove_unfinished(folder); // the folder is locked by now
    let opened = Opened {
        appender: Box::new(appender),
        reader,
        secrets,
        tree,
        was_open: found.open_to_others,
        without_copy: !found.copied,
        reading: None,
    };
    let wish = KeyRequest { origin: options.origin.take(), rekey: options.rekey.clone(), created: found.created };
    let service = start_service(folder, options, opened, |tree| Checkpoints::open(folder, signing, wish, tree))?;
    // Reviews that nobody touched for long are removed here too. They are no part of the log, so nothing depends on it.
    if let Err(error) = service.reviews() {
        tracing::warn!(error = error.message().logged(), "the reviews of report pages can not be read");
    }
    Ok(service)
}

fn open_to_read(folder: &Path, options: &mut OpenOptions, why: &LogError) -> Result<Service, LogError> {
    let ReadOnlyLog { reader, secrets, tree, signing, copy, bytes } = ReadOnlyLog::open(folder)?;
    let (why, full) = (why.message(), why.is_full());
    let opened = Opened {
        appender: Box::new(RefusingAppender { head: reader.head().get(), why: why.clone() }),
        reader,
        secrets,
        tree,
        was_open: false,
        without_copy: false,
        reading: Some(ReadOnly { why, full, bytes, copy }),
    };
    start_service(folder, options, opened, |tree| Checkpoints::open_to_read(folder, signing, tree))
}

/// Folds the log and starts the threads that work on it.
fn start_service(
    folder: &Path,
    options: &mut OpenOptions,
    opened: Opened,
    checkpoints: impl FnOnce(LogTree) -> Result<Checkpoints, LogError>,
) -> Result<Service, LogError> {
    let Opened { appender, reader, secrets, mut tree, was_open, without_copy, reading } = opened;
    let kept = snapshot::read(folder, &tree, reader.head().get()).unwrap_or_default();
    let snapshot_at = kept.head();
    let (state, leaves) = rebuild::fold(kept, folder, &reader, &mut tree, &mut options.progress)?;
    rebuild::refuse_short_secrets(folder, &reader, &secrets)?;
    let log_tree = LogTree::new(tree.hashes(), reader.clone(), folder.to_owned());
    let checkpoints = checkpoints(log_tree.clone())?;
    if reading.is_some() {
        secrets.mask_erased(&rebuild::erased_slots(folder, &state, &reader)?);
    } else {
        rebuild::redo_erasures(folder, &state, &reader, &secrets)?;
    }
    let last = state.recorded_at(state.head()).filter(|_| state.head() > 0);
    let clock = Arc::new(ClockWatch::open(folder, Arc::clone(&options.clock), options.trust, last));
    let state = Arc::new(RwLock::new(state));
    let reports = Arc::new(ReportCache::default());
    let mut engine = build_engine((&state, &clock, &reports), &reader, &secrets, tree, (folder, leaves));
    let mut snapshots = None;
    if reading.is_none() {
        let between = (snapshot_at, options.events_between_snapshots);
        let (keeper, trigger) =
            SnapshotKeeper::start(folder.to_owned(), Arc::clone(&state), log_tree.clone(), between)?;
        engine = engine.with_snapshots(trigger);
        snapshots = Some(keeper);
    }
    let (handle, thread) = writer::start(engine, appender, reader.head().clone())?;
    let thread = Mutex::new(Some(thread));
    let folder = folder.to_owned();
    let reviews = ReviewFiles::in_folder(&folder);
    let upkeep = UpkeepFile::in_folder(&folder);
    Ok(Service {
        inner: Arc::new(ServiceInner {
            folder,
            state,
            handle,
            thread,
            reader,
            secrets,
            tree: log_tree,
            checkpoints,
            clock,
            shown: SealedPositionsCache::default(),
            reports,
            was_open,
            without_copy,
            read_only: reading,
            snapshots,
            reviews,
            traces: RecentTraces::default(),
            upkeep,
        }),
    })
}

fn build_engine(
    (state, clock, reports): (&Arc<RwLock<State>>, &Arc<ClockWatch>, &Arc<ReportCache>),
    reader: &LogReader,
    secrets: &Arc<SlotPool>,
    tree: TreeFile,
    (folder, leaves): (&Path, Vec<Hash>),
) -> LogEngine {
    let (state, clock, secrets) = (Arc::clone(state), Arc::clone(clock), Arc::clone(secrets));
    LogEngine::new(state, clock, (reader.clone(), Arc::clone(reports)), secrets, tree, (folder.to_owned(), leaves))
}
