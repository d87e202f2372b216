//! The engine of the writer thread: checks each request against the state, numbers and dates its events and adds them
//! to the frame, all of them or none.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::RwLock;

pub use super::admission::TimePolicy;
use super::admission::{self, RequestTimes};
use super::clock_watch::ClockWatch;
use super::damage::damage;
use super::error::AppError;
use super::new_event::NewEvent;
use super::prepare::{LogPlace, Prepared};
use super::rebuild;
use super::report_cache::ReportCache;
use super::snapshot_keeper::SnapshotTrigger;
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::domain::state::State;
use crate::log::LogError;
use crate::log::frame::Batch;
use crate::log::reader::LogReader;
use crate::log::record::Hash;
use crate::log::record_decoder;
use crate::log::secrets::SlotPool;
use crate::log::storage::Reader;
use crate::log::test_hooks;
use crate::log::tree_file::TreeFile;
use crate::log::writer::Decider;
use crate::message;

/// A request of one caller: all of its events are written, or none.
#[derive(Debug)]
pub struct WriteRequest {
    /// The events, in order.
    pub events: Vec<WriteItem>,
    /// The expected version of the subject of the first event (optimistic concurrency).
    pub if_match: Option<u32>,
    /// Which moment counts as recorded at.
    pub times: TimePolicy,
    /// Whether the request is written.
    pub purpose: Purpose,
}

/// One event of a request.
#[derive(Debug, Clone)]
pub enum WriteItem {
    /// To be written, unless its id turns out to be known.
    New(Arc<Prepared>),
    /// In the log already, with this content, at this position.
    Known(u64),
}

impl WriteItem {
    /// The event, if it is new.
    pub fn new_event(&self) -> Option<&NewEvent> {
        match self {
            WriteItem::New(prepared) => Some(&prepared.event),
            WriteItem::Known(_) => None,
        }
    }
}

/// Whether a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is written.
    Write,
    /// It is written as part of a file that was validated as a whole: rules that only a whole request can satisfy are
    /// not checked.
    WritePart,
    /// It is only validated (a dry run): nothing of it stays.
    DryRun,
}

/// The outcome for one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was added at this place.
    Added(LogPlace),
    /// The log already has it, at this position.
    Known(u64),
    /// It equals the event with this index in the request.
    Same(usize),
}

/// Validates, numbers and dates events. It lives on the writer thread; others read the state it shares.
pub struct LogEngine {
    state: Arc<RwLock<State>>,
    clock: Arc<ClockWatch>,
    reader: LogReader,
    /// Forgotten when texts are erased.
    reports: Arc<ReportCache>,
    secrets: Arc<SlotPool>,
    tree: TreeFile,
    folder: PathBuf,
    /// Leaves of the staged records; also of committed ones, while the tree's file could not take them.
    leaves: Vec<Hash>,
    /// The events staged since the last commit, in order of position.
    staged: Vec<Arc<Prepared>>,
    /// A buffer for the bytes of one record, reused.
    scratch: Vec<u8>,
    /// Begins snapshots; none where the folder is only read.
    snapshots: Option<SnapshotTrigger>,
}

impl LogEngine {
    /// Creates an engine over a state that is a fold of the whole log. `leaves` are those that the tree's file could
    /// not take yet.
    pub fn new(
        state: Arc<RwLock<State>>,
        clock: Arc<ClockWatch>,
        (reader, reports): (LogReader, Arc<ReportCache>),
        secrets: Arc<SlotPool>,
        tree: TreeFile,
        (folder, leaves): (PathBuf, Vec<Hash>),
    ) -> LogEngine {
        LogEngine {
            state,
            clock,
            reader,
            reports,
            secrets,
            tree,
            folder,
            leaves,
            staged: Vec::new(),
            scratch: Vec::new(),
            snapshots: None,
        }
    }

    /// Makes the engine begin a snapshot when enough events came, and now if the opening had to fold as many.
    pub fn with_snapshots(self, mut trigger: SnapshotTrigger) -> LogEngine {
        trigger.offer(&self.state.read());
        LogEngine { snapshots: Some(trigger), ..self }
    }

    fn stage_all(
        &mut self,
        state: &mut State,
        request: &WriteRequest,
        batch: &mut Batch,
    ) -> Result<Vec<Outcome>, AppError> {
        let begin = state.head();
        let mut at_positions: BTreeMap<u64, usize> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(request.events.len());
        let now =
            admission::decision_moment(&self.clock, state, request.events.iter().filter_map(WriteItem::new_event))?;
        let moments = RequestTimes::of(state, now, request.times);
        for (index, item) in request.events.iter().enumerate() {
            let prepared = match item {
                WriteItem::Known(position) => {
                    outcomes.push(Outcome::Known(*position));
                    continue;
                }
                WriteItem::New(prepared) => prepared,
            };
            if let Some(position) = state.position_of(prepared.event.id()) {
                self.check_same_content(state, index, position, prepared)?;
                let same = at_positions.get(&position).map_or(Outcome::Known(position), |first| Outcome::Same(*first));
                outcomes.push(same);
                continue;
            }
            if let Some(wanted) = request.if_match.filter(|_| index == 0) {
                check_version(state, prepared, wanted)?;
            }
            let place = admission::admit(state, index, &prepared.event, &moments)?;
            if request.purpose != Purpose::DryRun {
                self.lay(index, prepared, &place, batch)?;
            }
            self.staged.push(Arc::clone(prepared));
            at_positions.insert(place.position, index);
            outcomes.push(Outcome::Added(place));
        }
        debug_assert_eq!(state.head(), begin + at_positions.len() as u64, "each added event has one place");
        if state.head() > begin && request.purpose != Purpose::WritePart {
            let new = |(position, index): (&u64, &usize)| {
                request.events[*index].new_event().map(|event| (*position, *index, event))
            };
            let added = at_positions.iter().filter_map(new);
            admission::check_whole_request(state, added)?;
        }
        Ok(outcomes)
    }

    /// Adds the record to the frame and its leaf to the leaves.
    fn lay(&mut self, index: usize, prepared: &Prepared, place: &LogPlace, batch: &mut Batch) -> Result<(), AppError> {
        let stored = prepared.stored(place);
        self.scratch.clear();
        stored.encode(&mut self.scratch);
        match batch.push(&self.scratch) {
            Some(position) => assert_eq!(position, place.position, "frame and state count alike"),
            None => {
                return Err(AppError::input(index, "", "te-groot", message!("events-too-large")));
            }
        }
        self.leaves.push(record_decoder::stored_leaf_hash(&stored));
        Ok(())
    }

    /// Returns the slots of the texts that staged events erase, as far as they are not erased yet.
    fn slots_to_erase(&self) -> Result<Vec<u64>, LogError> {
        let asked = self.staged.iter().filter(|prepared| prepared.event.kind() == EventType::EventErased);
        let ids = asked.filter_map(|prepared| EventId::parse(prepared.event.subject().id()).ok());
        let durable = self.reader.head().get();
        let (mut slots, mut earlier) = (Vec::new(), Vec::new());
        let state = self.state.read();
        for position in ids.filter_map(|id| state.position_of(id)) {
            match position.checked_sub(durable + 1) {
                Some(staged) => slots.push(self.staged[staged as usize].slot()),
                None => earlier.push(position),
            }
        }
        drop(state);
        earlier.sort_unstable();
        slots.extend(rebuild::slots_at(&self.folder, &self.reader, &earlier)?);
        self.secrets.not_erased(&slots)
    }

    /// Compares an event with the one that the log, or the staged events, have under its id.
    fn check_same_content(
        &self,
        state: &State,
        index: usize,
        position: u64,
        prepared: &Prepared,
    ) -> Result<(), AppError> {
        let durable = self.reader.head().get();
        let same = if position > durable {
            let other = &self.staged[(position - durable) as usize - 1];
            other.event.content() == prepared.event.content()
        } else {
            let (_, row) = state.at(position).expect("an id that is known has a place");
            row.erased_at != 0 || self.stored_content(position)? == Some(prepared.event.content())
        };
        if same { Ok(()) } else { Err(AppError::Conflict { index, id: prepared.event.id(), position }) }
    }

    /// The caller's fields of a durable record; `None` when its texts were erased.
    fn stored_content(&self, position: u64) -> Result<Option<serde_json::Value>, AppError> {
        let bytes = self.reader.read(position)?.expect("a position at or before the head is there");
        match record_decoder::decode_record(&bytes, &self.secrets) {
            Ok(record) => Ok((!record.is_erased()).then(|| record.content())),
            Err(error) => Err(damage(&self.folder, position, error.message()).into()),
        }
    }
}

fn check_version(state: &State, prepared: &Prepared, wanted: u32) -> Result<(), AppError> {
    let subject = prepared.event.subject();
    let present = state.subject(subject.as_str()).map_or(0, |no| state.entry(no).version);
    if present == wanted { Ok(()) } else { Err(AppError::Precondition { subject: subject.clone(), present, wanted }) }
}

impl Decider for LogEngine {
    type Request = WriteRequest;
    type Answer = Vec<Outcome>;
    type Refusal = AppError;

    fn stage(&mut self, request: WriteRequest, batch: &mut Batch) -> Result<Vec<Outcome>, AppError> {
        let shared = Arc::clone(&self.state);
        let mut state = shared.write();
        let before = state.set_savepoint();
        let (leaves, staged) = (self.leaves.len(), self.staged.len());
        let result = self.stage_all(&mut state, &request, batch);
        let stays = result.is_ok() && request.purpose != Purpose::DryRun && state.head() > before;
        if !stays {
            state.roll_back(before);
            self.leaves.truncate(leaves);
            self.staged.truncate(staged);
        }
        result
    }

    /// Destroys the texts that the committed events erase (crypto-shredding), after these events are durable. Texts and
    /// events change for all readers at one moment: under the write lock of the state, so that nobody finds a text gone
    /// whose event is not published, or a published erasure whose text is still there. The caller is answered after the
    /// erasure is synced. A caller that disconnects does not stop it, and what a crash leaves undone is redone by the
    /// next opening; that is why what was published stays published when the disk refuses.
    fn on_committed(&mut self, head: u64, publish: &dyn Fn()) -> Result<(), LogError> {
        // The tree is derived from the log. When the disk refuses it, its leaves wait for the next commit; a caller
        // that asks for the root meanwhile gets an error.
        if self.tree.append(&self.leaves).is_ok() {
            test_hooks::reached("tree written");
            self.leaves.clear();
        }
        let slots = self.slots_to_erase()?;
        let mut state = self.state.write();
        assert_eq!(state.head(), head, "all that was staged was committed");
        let overwritten = self.secrets.overwrite(&slots);
        // Also of a text that came erased: it has no key to overwrite, and from now on there is a reason why it is gone.
        if self.staged.iter().any(|prepared| prepared.event.kind() == EventType::EventErased) {
            self.reports.forget();
        }
        state.release_savepoints();
        publish();
        if let Some(snapshots) = &mut self.snapshots {
            snapshots.offer(&state);
        }
        drop(state);
        self.clock.recorded();
        test_hooks::reached("published");
        self.staged.clear();
        overwritten?;
        if slots.is_empty() { Ok(()) } else { self.secrets.sync_erased() }
    }

    fn on_rolled_back(&mut self) {
        let durable = self.reader.head().get();
        self.state.write().roll_back(durable);
        // Each staged event added a leaf behind those that the tree could not take before.
        self.leaves.truncate(self.leaves.len() - self.staged.len());
        self.staged.clear();
    }

    fn on_failed(&mut self) {
        let durable = self.reader.head().get();
        let mut state = self.state.write();
        if state.head() > durable {
            state.roll_back(durable);
        }
        self.staged.clear();
        self.leaves.clear();
    }
}

#[cfg(test)]
mod tests;
