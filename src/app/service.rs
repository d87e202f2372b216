//! The service: one open data folder, with every operation on it. Cheap to clone.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::{Mutex, RwLock};

use super::append_limits::{check_count, check_if_match};
use super::checkpoints::Checkpoints;
use super::clock_watch::ClockWatch;
use super::damage::damage;
use super::engine::{LogEngine, Outcome, Purpose, TimePolicy, WriteItem, WriteRequest};
use super::error::AppError;
use super::log_tree::LogTree;
use super::new_event::{NewEvent, ProposedEvent};
use super::prepare;
use super::read_only::ReadOnly;
use super::report_cache::ReportCache;
use super::reviews::ReviewFiles;
use super::snapshot;
use super::snapshot_keeper::SnapshotKeeper;
use super::trace::{RecentTraces, TraceContext};
use super::warnings::add_sealed_days;
use crate::domain::actor::Actor;
use crate::domain::bsn;
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::State;
use crate::log::LogError;
use crate::log::folder;
use crate::log::reader::LogReader;
use crate::log::record::{Record, Salt};
use crate::log::secrets::{Slot, SlotPool};
use crate::log::writer::{REQUEST_BYTES_MAX, WriterHandle, WriterThread};
use crate::message;
use crate::projections::sealing::NamedPositions;

/// Options of an append.
#[derive(Debug, Clone, Copy, Default)]
pub struct AppendOptions {
    /// The expected version of the subject of the single event (optimistic concurrency); 0 means that nothing was
    /// recorded about it yet.
    pub if_match: Option<u32>,
    /// Events with a recorded-at moment keep it; else it is ignored.
    pub keep_times: bool,
    /// Validates everything and writes nothing.
    pub dry_run: bool,
}

/// The result of an append.
#[derive(Debug, Clone, PartialEq)]
pub struct Appended {
    /// The record of each event, in the order sent. After a dry run, the records that would be written.
    pub records: Vec<Record>,
    /// The warnings of each event: possible personal data in its texts, and a day that was sealed already. They are
    /// about what was sent, not what is stored, so a caller that repeats a request gets them again; there are none
    /// about texts that were erased since.
    pub warnings: Vec<Vec<FieldError>>,
    /// How many of the events are new.
    pub added: usize,
}

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

    /// Appends events, all or none, and returns when they are durable. Not to be called from async code.
    ///
    /// # Errors
    /// [`AppError`]; nothing was written, unless it is [`LogError::Failed`]: then that is unknown.
    pub fn append(
        &self,
        proposals: Vec<Proposal>,
        actor: &Actor,
        options: AppendOptions,
    ) -> Result<Appended, AppError> {
        let (request, warnings) = self.prepare_all(proposals, &Arc::new(actor.clone()), options)?;
        let items = request.events.clone();
        let outcomes = self.submit(request)?;
        self.answer(&items, &outcomes, warnings, options.dry_run)
    }

    /// Does the same from async code.
    ///
    /// # Errors
    /// As for [`Service::append`].
    pub async fn append_async(
        &self,
        proposals: Vec<Proposal>,
        actor: &Actor,
        options: AppendOptions,
    ) -> Result<Appended, AppError> {
        let actor = Arc::new(actor.clone());
        let service = self.clone();
        let (request, warnings) = run_blocking(move || service.prepare_all(proposals, &actor, options)).await?;
        let items = request.events.clone();
        if request.purpose != Purpose::DryRun {
            self.refuse_read_only()?;
            if let Some(trace) = TraceContext::current() {
                self.inner.traces.note(items.iter().filter_map(WriteItem::new_event).map(NewEvent::id), &trace);
            }
        }
        let outcomes = self.inner.handle.submit(request).await??;
        let service = self.clone();
        run_blocking(move || service.answer(&items, &outcomes, warnings, options.dry_run)).await
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

    /// Takes the next unused slot.
    pub(super) fn slot(&self) -> Result<Slot, LogError> {
        self.refuse_read_only()?;
        self.inner.secrets.take()
    }

    /// Submits a prepared request and waits for the outcomes; for imports.
    pub(super) fn submit(&self, request: WriteRequest) -> Result<Vec<Outcome>, AppError> {
        if request.purpose != Purpose::DryRun {
            self.refuse_read_only()?;
        }
        self.inner.handle.submit_blocking(request)?
    }

    /// Appends one prepared event; for sealings.
    pub(super) fn append_prepared(&self, request: WriteRequest) -> Result<Record, AppError> {
        let items = request.events.clone();
        let outcomes = self.submit(request)?;
        let mut answered = self.answer(&items, &outcomes, vec![Vec::new(); items.len()], false)?;
        Ok(answered.records.pop().expect("each event is answered"))
    }

    /// Prepares the events of a request, with possible personal data in the texts of each.
    pub(super) fn prepare_all(
        &self,
        proposals: Vec<Proposal>,
        actor: &Arc<Actor>,
        options: AppendOptions,
    ) -> Result<(WriteRequest, Vec<Vec<FieldError>>), AppError> {
        // A list without events is an error at the border only: here nothing is recorded then.
        let count = proposals.len().max(1);
        let checked = check_count(count).and_then(|()| check_if_match(options.if_match, count));
        checked.map_err(|error| AppError::Input { index: 0, errors: vec![error] })?;
        let purpose = if options.dry_run { Purpose::DryRun } else { Purpose::Write };
        let warnings = proposals.iter().map(bsn::warnings).collect();
        let events = proposals.into_iter().enumerate().map(|(index, proposal)| {
            let id = match proposal.id {
                Some(id) => id,
                None => prepare::new_id(self.now())?,
            };
            self.item(index, ProposedEvent::new(proposal, id, actor), purpose)
        });
        let events: Vec<WriteItem> = events.collect::<Result<_, _>>()?;
        check_size(&events)?;
        let times = if options.keep_times { TimePolicy::Keep } else { TimePolicy::Live };
        Ok((WriteRequest { events, if_match: options.if_match, times, purpose }, warnings))
    }

    /// Builds one event of a request. An event that the log has already is found here, so that repeating a file uses no
    /// slots.
    pub(super) fn item(&self, index: usize, new: ProposedEvent, purpose: Purpose) -> Result<WriteItem, AppError> {
        let id = new.id;
        let event = NewEvent::Proposal(new);
        if let Some(position) = self.known(index, id, || event.content())? {
            return Ok(WriteItem::Known(position));
        }
        let slot = match purpose {
            Purpose::Write | Purpose::WritePart => self.slot()?,
            Purpose::DryRun => prepare::dry_run_slot()?,
        };
        let prepared = prepare::prepare(event, &slot, prepare::random_bytes()?).map_err(|error| error.at(index))?;
        Ok(WriteItem::New(Arc::new(prepared)))
    }

    /// Returns the position of an event that the log has with this content, or whose texts were erased.
    pub(super) fn known(
        &self,
        index: usize,
        id: EventId,
        content: impl FnOnce() -> serde_json::Value,
    ) -> Result<Option<u64>, AppError> {
        let Some(record) = self.record_of(id)? else { return Ok(None) };
        if record.is_erased() || record.content() == content() {
            Ok(Some(record.position))
        } else {
            Err(AppError::Conflict { index, id, position: record.position })
        }
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

    fn answer(
        &self,
        items: &[WriteItem],
        outcomes: &[Outcome],
        mut warnings: Vec<Vec<FieldError>>,
        dry_run: bool,
    ) -> Result<Appended, AppError> {
        let added = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Added(_))).count();
        let erases = |item: &WriteItem| item.new_event().is_some_and(|event| event.kind() == EventType::EventErased);
        // The request may erase one of its own events: such an event is answered as it is stored now.
        let read_back = !dry_run && items.iter().any(erases);
        let mut records: Vec<Record> = Vec::with_capacity(items.len());
        for (item, outcome) in items.iter().zip(outcomes) {
            let record = match (outcome, item) {
                (Outcome::Added(place), WriteItem::New(_)) if read_back => self.expect_record(place.position)?,
                (Outcome::Added(place), WriteItem::New(prepared)) => prepared.record(place),
                (Outcome::Same(first), _) => records[*first].clone(),
                (Outcome::Known(position), _) => self.expect_record(*position)?,
                (Outcome::Added(_), WriteItem::Known(_)) => unreachable!("what is known is not added"),
            };
            records.push(record);
        }
        warnings.iter_mut().zip(&records).filter(|(_, record)| record.is_erased()).for_each(|(all, _)| all.clear());
        add_sealed_days(&self.state(), items, &records, &mut warnings);
        Ok(Appended { records, warnings, added })
    }

    fn expect_record(&self, position: u64) -> Result<Record, AppError> {
        let missing = || damage(&self.inner.folder, position, message!("damage-record-missing"));
        self.record(position)?.ok_or_else(|| missing().into())
    }
}

/// Runs work on a blocking thread: it locks the state, and another thread may hold that for long.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let worker = tokio::task::spawn_blocking(work).await;
    worker.map_err(|_| LogError::Failed { why: message!("log-worker") })?
}

/// Checks that the events fit in one request of the log.
pub(super) fn check_size(events: &[WriteItem]) -> Result<(), AppError> {
    let mut bytes = 0;
    for (index, item) in events.iter().enumerate() {
        if let WriteItem::New(prepared) = item {
            bytes += prepared.stored_len();
        }
        if bytes > REQUEST_BYTES_MAX {
            return Err(AppError::input(index, "", "te-groot", message!("events-too-large")));
        }
    }
    Ok(())
}
