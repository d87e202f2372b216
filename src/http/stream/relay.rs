//! Distributes the newest events to all followers, encoded once.
//!
//! One task follows the log with the same [`Follower`] as others, puts what it reads into a ring of batches, and
//! publishes how far it got. A subscriber is a position: it takes the batch after it from the ring, and reads from the
//! log, in pages of its own, what is no longer or not yet in the ring. Both sources return the same bytes, so it does
//! not matter which one a subscriber reads. The ring is bounded and never waits for a subscriber. Nothing is read while
//! no subscriber has taken everything, so subscribers that do not read cost nothing.
//!
//! Subscribers are notified in groups, one group after the other. If all were notified at once, 10,000 of them would be
//! queued in the runtime before a caller that wants to append.
//!
//! The ring contains texts. An erasure must take effect everywhere at once, so the ring is only valid for the erasure
//! count under which it was read; after an erasure it is emptied.

mod ring;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use parking_lot::RwLock;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::AbortHandle;

use self::ring::{EventBatch, MarkedRecord, Ring};
use super::arrivals::Arrivals;
use super::frame;
use super::selection::StreamSelection;
use crate::app::Service;
use crate::app::follow::{self, Follower, LogPage, PageLimits};
use crate::domain::time::Day;
use crate::log::LogError;
use crate::log::record::Record;
use crate::message;
use crate::projections::feed::{EventFilter, FilterKeys};
use crate::subscriptions::Origin;

/// The size of a batch of the ring: with the usual 1 KiB per event 64 KiB, or twice that if both formats are used.
const BATCH: PageLimits = PageLimits { records: 64, bytes: 64 * 1024 };

/// The size of a page that one subscriber reads on its own. It is held until its reader took it; 10,000 pages of 16 KiB
/// are 160 MB.
const PAGE: PageLimits = PageLimits { records: 64, bytes: 16 * 1024 };

/// The maximum number of events in the ring: a minute of the busiest imaginable day.
const RING_EVENTS: usize = 4096;

/// The maximum number of bytes in the ring, measured on its records; records and frames together are at most four times
/// that.
const RING_BYTES: usize = 8 * 1024 * 1024;

/// How many subscribers read the log concurrently. The others wait in turn, so that they do not take the whole machine.
const READS_MAX: usize = 4;

/// The number of groups in which subscribers are notified. With 10,000 subscribers each group has 625, which take about
/// 5 milliseconds.
const GROUPS: usize = 16;

/// All groups are notified within this time multiplied by the number of subscribers. Waking one, writing to it and
/// reading at its end take about as much of two cores. So 10,000 subscribers each get the events of 100 milliseconds in
/// one write, and a single one never waits.
const REST_PER_SUBSCRIBER: Duration = Duration::from_micros(10);

/// The minimum pause that the timer supports.
const REST_MIN: Duration = Duration::from_millis(1);

/// What follows a position in the ring.
pub enum RingLookup {
    /// The frames of the wanted events in a run of the ring, and the position where that run ends.
    Found(Bytes, u64),
    /// The position is not in the ring; see [`Membership::read`].
    Behind,
    /// There are no events yet.
    Nothing,
}

/// The newest events and their followers.
pub struct Relay {
    service: Service,
    origin: Origin,
    /// The maximum number of concurrent subscribers; the next one is refused.
    most: usize,
    /// For each group, the position of the ring of which its members were notified.
    news: [watch::Sender<u64>; GROUPS],
    ring: RwLock<Ring>,
    reads: Semaphore,
    subscribers: AtomicUsize,
    /// The number of subscribers with a filter. Without any, the marks for filtering are not computed.
    filtering: AtomicUsize,
    /// The number of subscribers that have taken everything.
    waiting: AtomicUsize,
    /// Notified whenever one of them starts to wait.
    wanted: Notify,
    /// The number of subscribers since the start, which spreads their periodic work.
    seats: AtomicU64,
    /// What takes effect on the last days, for who asks.
    arrivals: Arrivals,
}

impl Relay {
    /// Creates the relay of a log. Nothing is read before the first subscriber joins.
    pub fn new(service: Service, origin: Origin, most: usize) -> Arc<Relay> {
        Arc::new(Relay {
            service,
            origin,
            most,
            news: std::array::from_fn(|_| watch::channel(0).0),
            ring: RwLock::default(),
            reads: Semaphore::new(READS_MAX),
            subscribers: AtomicUsize::new(0),
            filtering: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            wanted: Notify::new(),
            seats: AtomicU64::new(0),
            arrivals: Arrivals::default(),
        })
    }

    /// Returns how many subscribers there are, and how many of them have not taken everything yet.
    pub fn use_of(&self) -> (usize, usize) {
        let all = self.subscribers.load(Ordering::Relaxed);
        (all, all.saturating_sub(self.waiting.load(Ordering::Relaxed)))
    }

    /// Adds a subscriber; `None` if there are too many.
    pub fn join(self: &Arc<Relay>, selection: StreamSelection) -> Option<Membership> {
        let mut ring = self.ring.write();
        let count = self.subscribers.load(Ordering::Relaxed);
        if count >= self.most {
            return None;
        }
        self.subscribers.store(count + 1, Ordering::Relaxed);
        if ring.task.is_none() {
            let follower = self.follower();
            ring.start_anew(self.service.erasures());
            ring.run += 1;
            ring.until = follower.after();
            for group in &self.news {
                group.send_replace(ring.until);
            }
            ring.task = Some(tokio::spawn(Arc::clone(self).run(follower, ring.run)).abort_handle());
        }
        if !selection.filter.is_open() {
            self.filtering.fetch_add(1, Ordering::Relaxed);
        }
        let number = self.seats.fetch_add(1, Ordering::Relaxed);
        Some(Membership { relay: Arc::clone(self), number, asked: selection })
    }

    fn leave(&self, asked: &StreamSelection) {
        if !asked.filter.is_open() {
            self.filtering.fetch_sub(1, Ordering::Relaxed);
        }
        let mut ring = self.ring.write();
        let count = self.subscribers.load(Ordering::Relaxed) - 1;
        self.subscribers.store(count, Ordering::Relaxed);
        if count == 0 {
            ring.task.take().inspect(AbortHandle::abort);
            ring.run += 1;
            ring.start_anew(0);
        }
    }

    fn wait(&self) -> WaitingGuard<'_> {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        self.wanted.notify_one();
        WaitingGuard(&self.waiting)
    }

    async fn until_wanted(&self) {
        while self.waiting.load(Ordering::Acquire) == 0 {
            self.wanted.notified().await;
        }
    }

    /// Returns what follows a position for a subscriber.
    fn after(&self, position: u64, asked: &StreamSelection) -> RingLookup {
        let ring = self.ring.read();
        if ring.until <= position {
            return RingLookup::Nothing;
        }
        let holds =
            ring.erasures == self.service.erasures() && ring.batches.front().is_some_and(|b| b.after <= position);
        if !holds {
            return RingLookup::Behind;
        }
        let at = ring.batches.partition_point(|batch| batch.until <= position);
        let batch = ring.batches.get(at).filter(|batch| batch.serves(asked)).map(Arc::clone);
        drop(ring);
        batch.map_or(RingLookup::Behind, |batch| {
            RingLookup::Found(batch.frames_after(position, asked, &self.origin), batch.until)
        })
    }

    /// Follows the log for all subscribers, until the task is ended.
    async fn run(self: Arc<Relay>, mut follower: Follower, run: u64) {
        let mut turn = 0;
        loop {
            self.until_wanted().await;
            let behind = self.service.durable_head().saturating_sub(follower.after());
            if behind > RING_EVENTS as u64 {
                // The gap exceeds the ring, so the subscribers read it from the log on their own.
                follower = self.follower();
                if !self.skip(follower.after(), run) {
                    return;
                }
            }
            if (self.all_notified() || self.service.durable_head() > follower.after())
                && !self.read_on(&mut follower, run).await
            {
                return;
            }
            self.notify_groups(&mut turn).await;
        }
    }

    /// Reads the next page into the ring, once there is one; returns false if this run was ended.
    async fn read_on(&self, follower: &mut Follower, run: u64) -> bool {
        // Waiting is separate from reading, so that the erasure count is taken just before reading.
        let waited = follower.wait().await;
        let (after, erasures) = (follower.after(), self.service.erasures());
        let service = self.service.clone();
        let filtering = self.filtering.load(Ordering::Relaxed) > 0;
        let take = move |record: Record| {
            let marks = || FilterKeys::of(&service.state(), record.position).expect("what is durable is in the state");
            let (marks, weight) = (filtering.then(marks), follow::weight(&record));
            (MarkedRecord { record, marks, weight }, weight)
        };
        let read = match waited {
            Ok(()) => follower.next_as(take).await,
            Err(error) => Err(error),
        };
        match read {
            Ok(page) => self.publish(EventBatch::new(after, page), erasures, run),
            Err(error) => {
                tracing::error!(error = error.message().logged(), "the log can not be read for those who follow it");
                // The subscribers read on from the log themselves and get the error there.
                *follower = self.follower();
                self.skip(follower.after(), run)
            }
        }
    }

    fn all_notified(&self) -> bool {
        let until = self.ring.read().until;
        self.news.iter().all(|group| *group.borrow() == until)
    }

    /// Notifies the groups whose turn it is of the position of the ring, and then pauses. If the pause would be shorter
    /// than the timer supports, it notifies all groups without a pause.
    async fn notify_groups(&self, turn: &mut usize) {
        let until = self.ring.read().until;
        let subscribers = u32::try_from(self.subscribers.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
        let round = REST_PER_SUBSCRIBER * subscribers;
        let rest = (round / GROUPS as u32).max(REST_MIN);
        let groups = if round < REST_MIN {
            GROUPS
        } else {
            (rest.as_micros() * GROUPS as u128).div_ceil(round.as_micros()) as usize
        };
        for _ in 0..groups.min(GROUPS) {
            self.news[*turn].send_if_modified(|told| std::mem::replace(told, until) != until);
            *turn = (*turn + 1) % GROUPS;
        }
        if round >= REST_MIN {
            tokio::time::sleep(rest).await;
        }
    }

    /// Creates a follower of everything from the present head on.
    fn follower(&self) -> Follower {
        Follower::new(&self.service, EventFilter::default(), self.service.durable_head(), BATCH)
    }

    /// Puts a batch into the ring; returns false if this run was ended.
    fn publish(&self, batch: EventBatch, erasures: u64, run: u64) -> bool {
        let mut ring = self.ring.write();
        if ring.run != run {
            return false;
        }
        if ring.erasures != erasures || self.service.erasures() != erasures {
            // The batch may contain an erased text, so each subscriber reads these events again from the log.
            ring.start_anew(self.service.erasures());
            ring.until = batch.until;
        } else {
            ring.push(batch);
        }
        true
    }

    /// Skips what cannot be read; returns false if this run was ended.
    fn skip(&self, head: u64, run: u64) -> bool {
        let mut ring = self.ring.write();
        if ring.run != run {
            return false;
        }
        ring.start_anew(self.service.erasures());
        ring.until = head;
        true
    }
}

/// A subscriber that has taken everything, counted until this is dropped.
pub struct WaitingGuard<'a>(&'a AtomicUsize);

impl Drop for WaitingGuard<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The membership of one subscriber, given up when it is dropped.
pub struct Membership {
    /// The relay.
    relay: Arc<Relay>,
    /// The sequence number of the subscriber since the start.
    pub number: u64,
    /// The filter and format.
    pub asked: StreamSelection,
}

impl Membership {
    /// Returns a receiver for the position of the ring, as published to the group of this subscriber.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.relay.news[(self.number % GROUPS as u64) as usize].subscribe()
    }

    /// Returns what follows a position.
    pub fn after(&self, position: u64) -> RingLookup {
        self.relay.after(position, &self.asked)
    }

    /// Marks this subscriber as having taken everything, until the result is dropped; the ring then continues.
    pub fn wait(&self) -> WaitingGuard<'_> {
        self.relay.wait()
    }

    /// Returns what takes effect on the days after `after` that have begun; `None` while none did.
    pub async fn arrived(&self, after: Day) -> Option<(Bytes, Day)> {
        let relay = &self.relay;
        relay.arrivals.since(&relay.service, &relay.origin, after, &self.asked).await
    }

    /// Reads the frames of the next page after a position from the log, and returns how far it got.
    ///
    /// # Errors
    /// [`LogError`] if the log cannot be read.
    pub async fn read(&self, position: u64) -> Result<(Bytes, u64), LogError> {
        let _turn = self.relay.reads.acquire().await.expect("the semaphore is never closed");
        let (relay, asked) = (Arc::clone(&self.relay), self.asked.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let mut all = String::new();
            let take = |record: Record| {
                let frame = frame::event(&record, asked.format, &relay.origin);
                all.push_str(&frame);
                ((), frame.len())
            };
            let page: LogPage<()> = follow::read(&relay.service, &asked.filter, (position, u64::MAX), PAGE, take)?;
            Ok((Bytes::from(all), page.until))
        });
        reading.await.map_err(|_| LogError::Failed { why: message!("log-worker") })?
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.relay.leave(&self.asked);
    }
}
