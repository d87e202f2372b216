//! Reads an open log: records by position and by id, the state, the root. Nothing past the durable head is returned.

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use parking_lot::RwLockReadGuard;
use tokio::sync::watch;

use self::held_state::HeldMark;

use super::cancellation;
use super::clock_watch::ClockDoubt;
use super::damage::damage;
use super::service::Service;
use super::trace::TraceContext;
use crate::domain::ids::EventId;
use crate::domain::state::State;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::record::{Hash, Record};
use crate::log::storage::Reader;
use crate::log::{LogError, record_decoder, test_hooks, tree};

/// The most records in one page of the feed.
pub const PAGE_MAX: usize = 1000;

/// A read lock on the state: while it is held the writer waits, and behind the writer every other reader. So nothing is
/// read from the disk meanwhile (a debug build panics then); queries that need texts use [`super::text_reads::query_with_texts`].
pub struct StateGuard<'s> {
    state: RwLockReadGuard<'s, State>,
    _hands: HeldMark,
}

impl Deref for StateGuard<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl Service {
    /// The position up to which everything is durable and visible to readers; 0 for an empty log.
    pub fn durable_head(&self) -> u64 {
        self.inner.reader.head().get()
    }

    /// A channel that reports the durable head; a slow follower sees only the newest value.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.inner.reader.head().follow()
    }

    /// The number of times that texts were erased since the opening. A cache of texts is valid only while this does not
    /// change.
    pub fn erasures(&self) -> u64 {
        self.inner.secrets.erasures()
    }

    /// Locks the state for reading. It may contain staged events: query it at [`Service::durable_head`], read before
    /// this or while it is held, since both change at the same moment. Hold it for a short time, and never call
    /// [`Service::append`] while holding it.
    ///
    /// # Panics
    /// In a debug build when this thread holds it already: with a writer waiting between the two, that is a deadlock.
    pub fn state(&self) -> StateGuard<'_> {
        let hands = HeldMark::take();
        StateGuard { state: self.inner.state.read(), _hands: hands }
    }

    /// Locks the state for reading as [`Service::state`] does; `None` when another thread held it all this time.
    pub(super) fn state_within(&self, patience: Duration) -> Option<StateGuard<'_>> {
        let hands = HeldMark::take();
        Some(StateGuard { state: self.inner.state.try_read_for(patience)?, _hands: hands })
    }

    /// Returns the record at `position`; `None` past the head.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when it can not be read.
    pub fn record(&self, position: u64) -> Result<Option<Record>, LogError> {
        Ok(self.records_at(&[position])?.pop())
    }

    /// Returns the position of the event with this id; `None` when it is not durable.
    pub fn position_of(&self, id: EventId) -> Option<u64> {
        let head = self.durable_head();
        self.state().position_of(id).filter(|position| *position <= head)
    }

    /// Returns the record of the event with this id.
    ///
    /// # Errors
    /// As for [`Service::record`].
    pub fn record_of(&self, id: EventId) -> Result<Option<Record>, LogError> {
        self.position_of(id).map_or(Ok(None), |position| self.record(position))
    }

    /// Returns the records after a position, at most `limit` and at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// As for [`Service::record`].
    pub fn records(&self, after: u64, limit: usize) -> Result<Vec<Record>, LogError> {
        let limit = limit.min(PAGE_MAX);
        let mut records = Vec::with_capacity(limit);
        self.for_each(after.saturating_add(1), after.saturating_add(limit as u64), &mut |record| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }

    /// Returns the records at these positions, which must ascend; positions past the head are left out.
    ///
    /// # Errors
    /// As for [`Service::record`].
    pub fn records_at(&self, positions: &[u64]) -> Result<Vec<Record>, LogError> {
        held_state::assert_not_held();
        test_hooks::reading();
        let mut records = Vec::with_capacity(positions.len());
        let mut slots = self.inner.secrets.pass();
        self.inner.reader.read_many(positions, &mut |position, bytes| {
            cancellation::check_cancelled()?;
            let record = record_decoder::decode_record_in_pass(bytes, &mut slots);
            records.push(record.map_err(|error| damage(&self.inner.folder, position, error.message()))?);
            Ok(())
        })?;
        Ok(records)
    }

    /// Calls `each` with the records `from` to `until` (at most the head), in order.
    ///
    /// # Errors
    /// As for [`Service::record`]; an error of `each` stops the reading.
    pub fn for_each(
        &self,
        from: u64,
        until: u64,
        each: &mut dyn FnMut(Record) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        held_state::assert_not_held();
        test_hooks::reading();
        // An erasure may happen during a long pass: each slot is read together with its record.
        self.inner.reader.for_each(from, until, &mut |position, bytes| {
            cancellation::check_cancelled()?;
            let record = record_decoder::decode_record(bytes, &self.inner.secrets);
            each(record.map_err(|error| damage(&self.inner.folder, position, error.message()))?)
        })
    }

    /// Returns the root of the tree over the first `position` records; `None` past the head.
    ///
    /// # Errors
    /// [`LogError`] when the tree can not be read.
    pub fn root(&self, position: u64) -> Result<Option<Hash>, LogError> {
        held_state::assert_not_held();
        if position > self.durable_head() {
            return Ok(None);
        }
        tree::root(&self.inner.tree, position).map(Some)
    }

    /// The present moment, by the clock of the log, right or not.
    pub fn now(&self) -> Instant {
        self.inner.clock.now_unchecked()
    }

    /// Why nothing can be recorded at present, when the clock can not be right.
    pub fn clock_doubt(&self) -> Option<ClockDoubt> {
        let last = self.last_recorded();
        self.inner.clock.now(last).err()
    }

    /// When the last durable event was recorded.
    pub fn last_recorded(&self) -> Option<Instant> {
        let head = self.durable_head();
        self.state().recorded_at(head).filter(|_| head > 0)
    }

    /// The trace in which an event was recorded, if it is remembered.
    pub fn trace_of(&self, event: EventId) -> Option<TraceContext> {
        self.inner.traces.of(event)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Whether users other than its owner could read the folder until this opening, as an earlier version left it.
    pub fn was_open_to_others(&self) -> bool {
        self.inner.was_open
    }

    /// Why the log stopped accepting events, if it did.
    pub fn failure(&self) -> Option<&Message> {
        self.inner.handle.failure()
    }
}

/// Detects that this thread holds the state; costs nothing outside debug builds.
mod held_state {
    use std::cell::Cell;
    use std::marker::PhantomData;

    thread_local! {
        static FULL: Cell<bool> = const { Cell::new(false) };
    }

    /// Marks the thread as holding the state until it is dropped. It stays on its thread.
    pub(super) struct HeldMark(PhantomData<*const ()>);

    impl HeldMark {
        pub(super) fn take() -> HeldMark {
            assert_not_held();
            if cfg!(debug_assertions) {
                FULL.set(true);
            }
            HeldMark(PhantomData)
        }
    }

    impl Drop for HeldMark {
        fn drop(&mut self) {
            if cfg!(debug_assertions) {
                FULL.set(false);
            }
        }
    }

    /// Panics in a debug build when the thread reads the disk, or locks the state again, while it holds the state.
    pub(super) fn assert_not_held() {
        debug_assert!(!FULL.get(), "the state is held by this thread: let go of it first");
    }
}
