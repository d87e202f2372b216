//! Appending: the events of a request are prepared on the caller's thread, decided and written by the writer thread, and
//! answered as records when they are durable.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::append_limits::{check_count, check_if_match};
use super::damage::damage;
use super::engine::{Outcome, Purpose, TimePolicy, WriteItem, WriteRequest};
use super::error::AppError;
use super::new_event::{NewEvent, ProposedEvent};
use super::prepare;
use super::service::Service;
use super::trace::TraceContext;
use super::warnings::add_sealed_days;
use crate::domain::actor::Actor;
use crate::domain::bsn;
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::State;
use crate::log::LogError;
use crate::log::record::Record;
use crate::log::secrets::Slot;
use crate::log::writer::REQUEST_BYTES_MAX;
use crate::message;

/// How long an async thread waits for the state: as long as handing the work to another thread would take. A query may
/// hold it for half a second.
const STATE_WAIT: Duration = Duration::from_micros(100);

/// The most bytes of strings in the event that an async thread prepares: encrypting and hashing them takes 0.2 ms.
const PREPARED_INLINE_MAX: usize = 16 * 1024;

/// The most records that an async thread makes, and the bytes of strings in them: 64 of 1 KiB take 0.3 ms.
const RECORDS_INLINE_MAX: (usize, usize) = (64, 64 * 1024);

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

/// A request for the writer, and the warnings of each of its events.
type PreparedRequest = (WriteRequest, Vec<Vec<FieldError>>);

impl Service {
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
        self.answer(&items, &outcomes, warnings, options.dry_run, || self.state())
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
        let (count, most) = RECORDS_INLINE_MAX;
        let is_small = proposals.len() <= count && string_bytes(&proposals, most).is_some();
        let (request, warnings) = match self.ready_slot(&proposals, options) {
            Some(slot) => self.prepare_one(proposals, &actor, options, slot)?,
            None => {
                let service = self.clone();
                run_blocking(move || service.prepare_all(proposals, &actor, options)).await?
            }
        };
        let items = request.events.clone();
        if request.purpose != Purpose::DryRun {
            self.refuse_read_only()?;
            if let Some(trace) = TraceContext::current() {
                self.inner.traces.note(items.iter().filter_map(WriteItem::new_event).map(NewEvent::id), &trace);
            }
        }
        let outcomes = self.inner.handle.submit(request).await??;
        // What was added is answered from what was sent. An erased or known event has to be read.
        let is_at_hand = is_small
            && outcomes.iter().all(|outcome| matches!(outcome, Outcome::Added(_)))
            && !items.iter().any(erases);
        if is_at_hand && let Some(state) = self.state_within(STATE_WAIT) {
            return self.answer(&items, &outcomes, warnings, options.dry_run, || state);
        }
        let service = self.clone();
        run_blocking(move || service.answer(&items, &outcomes, warnings, options.dry_run, || service.state())).await
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
        let mut answered = self.answer(&items, &outcomes, vec![Vec::new(); items.len()], false, || self.state())?;
        Ok(answered.records.pop().expect("each event is answered"))
    }

    /// Returns a slot for a request that an async thread may prepare itself: one small event that the log does not have, so
    /// that nothing is read, and a slot that is made already, so that nothing is synced.
    fn ready_slot(&self, proposals: &[Proposal], options: AppendOptions) -> Option<Slot> {
        let [proposal] = proposals else { return None };
        let is_small = string_bytes(proposals, PREPARED_INLINE_MAX).is_some();
        if !is_small || options.dry_run || self.inner.read_only.is_some() {
            return None;
        }
        if let Some(id) = proposal.id
            && self.state_within(STATE_WAIT)?.position_of(id).is_some()
        {
            return None;
        }
        self.inner.secrets.take_ready()
    }

    /// Does what [`Service::prepare_all`] does, for an event that the log does not have, with this slot.
    fn prepare_one(
        &self,
        proposals: Vec<Proposal>,
        actor: &Arc<Actor>,
        options: AppendOptions,
        slot: Slot,
    ) -> Result<PreparedRequest, AppError> {
        let mut slot = Some(slot);
        self.prepare_each(proposals, actor, options, |_, new, _| {
            let slot = slot.take().expect("there is one event");
            prepare::prepare(NewEvent::Proposal(new), &slot, prepare::random_bytes()?).map(Arc::new).map(WriteItem::New)
        })
    }

    /// Prepares the events of a request, with possible personal data in the texts of each.
    pub(super) fn prepare_all(
        &self,
        proposals: Vec<Proposal>,
        actor: &Arc<Actor>,
        options: AppendOptions,
    ) -> Result<PreparedRequest, AppError> {
        self.prepare_each(proposals, actor, options, |index, new, purpose| self.item(index, new, purpose))
    }

    fn prepare_each(
        &self,
        proposals: Vec<Proposal>,
        actor: &Arc<Actor>,
        options: AppendOptions,
        mut item: impl FnMut(usize, ProposedEvent, Purpose) -> Result<WriteItem, AppError>,
    ) -> Result<PreparedRequest, AppError> {
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
            item(index, ProposedEvent::new(proposal, id, actor), purpose)
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

    /// Returns the records of a request that was written. `state` gives the state after it, when nothing is read any more.
    fn answer<S: Deref<Target = State>>(
        &self,
        items: &[WriteItem],
        outcomes: &[Outcome],
        mut warnings: Vec<Vec<FieldError>>,
        dry_run: bool,
        state: impl FnOnce() -> S,
    ) -> Result<Appended, AppError> {
        let added = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Added(_))).count();
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
        add_sealed_days(&state(), items, &records, &mut warnings);
        Ok(Appended { records, warnings, added })
    }

    fn expect_record(&self, position: u64) -> Result<Record, AppError> {
        let missing = || damage(&self.inner.folder, position, message!("damage-record-missing"));
        self.record(position)?.ok_or_else(|| missing().into())
    }
}

/// Returns the bytes of the strings in these events; `None` beyond so many.
fn string_bytes(proposals: &[Proposal], most: usize) -> Option<usize> {
    fn add(bytes: usize, value: &Value, most: usize) -> Option<usize> {
        let bytes = match value {
            Value::String(text) => bytes + text.len(),
            Value::Array(items) => items.iter().try_fold(bytes, |bytes, item| add(bytes + 1, item, most))?,
            Value::Object(object) => object.values().try_fold(bytes, |bytes, item| add(bytes + 1, item, most))?,
            Value::Null | Value::Bool(_) | Value::Number(_) => bytes + 1,
        };
        (bytes <= most).then_some(bytes)
    }
    let objects =
        proposals.iter().flat_map(|proposal| std::iter::once(&proposal.body).chain(&proposal.provenance_body));
    objects.flat_map(Map::values).try_fold(0, |bytes, value| add(bytes, value, most))
}

/// Returns true if an event destroys the texts of another.
fn erases(item: &WriteItem) -> bool {
    item.new_event().is_some_and(|event| event.kind() == EventType::EventErased)
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
