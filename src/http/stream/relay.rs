//! The newest events, encoded once for everybody who follows.
//!
//! One task follows the log with the same [`Follower`] as everyone, puts what it reads into a ring of batches, and tells how far it
//! got. A subscriber is a position: it takes the batch after it from the ring, and what is no longer or not yet there it reads
//! from the log, in pages of its own. Both give the same bytes, so it does not matter to a subscriber where they come from.
//! The ring is bounded, nobody waits for a subscriber, and nothing is read while no subscriber has taken all there was: those that do
//! not read cost nothing.
//!
//! Subscribers are told in groups, one group after the other. Told all at once, 10,000 of them would stand in the queue of the
//! runtime before whoever wants to append.
//!
//! The ring holds texts. An erasure must be felt everywhere at once, so the ring is only as good as the count of erasures it was read
//! under; after one it starts anew.

mod ring;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use parking_lot::RwLock;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::AbortHandle;

use self::ring::{Batch, Ring, Taken};
use super::frame::{self, Format};
use crate::app::Service;
use crate::app::follow::{self, Bounds, Follower, Page};
use crate::log::LogError;
use crate::log::record::Record;
use crate::message;
use crate::projections::feed::{Filter, Marks};
use crate::subscriptions::Origin;

/// A batch of the ring: with the usual 1 KiB an event, 64 KiB, twice where both formats are asked for.
const BATCH: Bounds = Bounds { records: 64, bytes: 64 * 1024 };

/// A page that one subscriber reads by itself: it is held until its reader took it, and 10,000 of 16 KiB are 160 MB.
const PAGE: Bounds = Bounds { records: 64, bytes: 16 * 1024 };

/// Events of the ring, at most: a minute of the busiest imaginable day.
const RING_EVENTS: usize = 4096;

/// Bytes of the ring, at most, by what its records weigh; records and frames together are at most four times that.
const RING_BYTES: usize = 8 * 1024 * 1024;

/// Subscribers that read the log at one time. Others wait in turn, so that they do not take all of the machine.
const READS_MAX: usize = 4;

/// Groups that subscribers are told in: of 10,000, each has 625, which take some 5 milliseconds.
const GROUPS: usize = 16;

/// All groups are told within this long for each subscriber: waking one, writing to it and reading at its end take about as
/// much of two cores. So 10,000 subscribers get what happened in 100 milliseconds in one write each, and one alone never waits.
const REST_PER_SUBSCRIBER: Duration = Duration::from_micros(10);

/// The shortest rest that a timer can tell.
const REST_MIN: Duration = Duration::from_millis(1);

/// Which events, and in which form.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which.
    pub filter: Filter,
    /// The form.
    pub format: Format,
}

/// What there is after a position.
pub enum Next {
    /// The frames of what is wanted of a run of events of the ring, and where that run ends.
    Found(Bytes, u64),
    /// Something that the ring does not have: see [`Seat::read`].
    Behind,
    /// Nothing yet.
    Nothing,
}

/// The newest events, and who follows them.
pub struct Relay {
    service: Service,
    origin: Origin,
    /// Subscribers at one time; the next is refused.
    most: usize,
    /// Up to where the members of each group were told that the ring got.
    news: [watch::Sender<u64>; GROUPS],
    ring: RwLock<Ring>,
    reads: Semaphore,
    subscribers: AtomicUsize,
    /// Subscribers with a filter: without any, what filters go by is not worked out.
    filtering: AtomicUsize,
    /// Subscribers that have taken all there was.
    waiting: AtomicUsize,
    /// Woken by each of them.
    wanted: Notify,
    /// Subscribers ever, to spread what they do at the same time.
    seats: AtomicU64,
}

impl Relay {
    /// A relay of a log; nothing is read before somebody follows.
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
        })
    }

    /// Takes a seat for who asks this; none when there are too many.
    pub fn join(self: &Arc<Relay>, asked: Asked) -> Option<Seat> {
        let mut ring = self.ring.write();
        let count = self.subscribers.load(Ordering::Relaxed);
        if count >= self.most {
            return None;
        }
        self.count(count + 1);
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
        if !asked.filter.is_open() {
            self.filtering.fetch_add(1, Ordering::Relaxed);
        }
        let number = self.seats.fetch_add(1, Ordering::Relaxed);
        Some(Seat { relay: Arc::clone(self), number, asked })
    }

    fn leave(&self, asked: &Asked) {
        if !asked.filter.is_open() {
            self.filtering.fetch_sub(1, Ordering::Relaxed);
        }
        let mut ring = self.ring.write();
        let count = self.subscribers.load(Ordering::Relaxed) - 1;
        self.count(count);
        if count == 0 {
            ring.task.take().inspect(AbortHandle::abort);
            ring.run += 1;
            ring.start_anew(0);
        }
    }

    fn count(&self, count: usize) {
        self.subscribers.store(count, Ordering::Relaxed);
        super::super::metrics::subscribers(count);
    }

    fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        self.wanted.notify_one();
        Waiting(&self.waiting)
    }

    async fn until_wanted(&self) {
        while self.waiting.load(Ordering::Acquire) == 0 {
            self.wanted.notified().await;
        }
    }

    /// What there is after a position, for who asks this.
    fn after(&self, position: u64, asked: &Asked) -> Next {
        let ring = self.ring.read();
        if ring.until <= position {
            return Next::Nothing;
        }
        let holds =
            ring.erasures == self.service.erasures() && ring.batches.front().is_some_and(|b| b.after <= position);
        if !holds {
            return Next::Behind;
        }
        let at = ring.batches.partition_point(|batch| batch.until <= position);
        let batch = ring.batches.get(at).filter(|batch| batch.serves(asked)).map(Arc::clone);
        drop(ring);
        batch.map_or(Next::Behind, |batch| Next::Found(batch.frames_after(position, asked, &self.origin), batch.until))
    }

    /// Follows the log for all subscribers, until it is ended.
    async fn run(self: Arc<Relay>, mut follower: Follower, run: u64) {
        let mut turn = 0;
        loop {
            self.until_wanted().await;
            let behind = self.service.durable_head().saturating_sub(follower.after());
            if behind > RING_EVENTS as u64 {
                // More than the ring holds: whoever follows reads that by itself.
                follower = self.follower();
                if !self.skip(follower.after(), run) {
                    return;
                }
            }
            if (self.all_are_told() || self.service.durable_head() > follower.after())
                && !self.read_on(&mut follower, run).await
            {
                return;
            }
            self.tell(&mut turn).await;
        }
    }

    /// Reads the next page into the ring, once there is one; false when this run was ended.
    async fn read_on(&self, follower: &mut Follower, run: u64) -> bool {
        // Waited for apart from reading, so that the count of erasures is from just before.
        let waited = follower.wait().await;
        let (after, erasures) = (follower.after(), self.service.erasures());
        let service = self.service.clone();
        let filtering = self.filtering.load(Ordering::Relaxed) > 0;
        let take = move |record: Record| {
            let marks = || Marks::of(&service.state(), record.position).expect("what is durable is in the state");
            let (marks, weight) = (filtering.then(marks), follow::weight(&record));
            (Taken { record, marks, weight }, weight)
        };
        let read = match waited {
            Ok(()) => follower.next_as(take).await,
            Err(error) => Err(error),
        };
        match read {
            Ok(page) => self.publish(Batch::new(after, page), erasures, run),
            Err(error) => {
                tracing::error!(error = error.message().logged(), "the log can not be read for those who follow it");
                // Whoever follows reads on by itself and meets the error there.
                *follower = self.follower();
                self.skip(follower.after(), run)
            }
        }
    }

    fn all_are_told(&self) -> bool {
        let until = self.ring.read().until;
        self.news.iter().all(|group| *group.borrow() == until)
    }

    /// Tells the groups whose turn it is how far the ring got, and rests: all of them, without a rest, where that would be
    /// shorter than a timer can tell.
    async fn tell(&self, turn: &mut usize) {
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

    /// A follower of everything that comes from now on.
    fn follower(&self) -> Follower {
        Follower::new(&self.service, Filter::default(), self.service.durable_head(), BATCH)
    }

    /// Puts a batch into the ring; false when this run was ended.
    fn publish(&self, batch: Batch, erasures: u64, run: u64) -> bool {
        let mut ring = self.ring.write();
        if ring.run != run {
            return false;
        }
        if ring.erasures != erasures || self.service.erasures() != erasures {
            // What was read may hold a text that is gone: subscribers read it again, each by itself.
            ring.start_anew(self.service.erasures());
            ring.until = batch.until;
        } else {
            ring.push(batch);
        }
        true
    }

    /// Passes over what can not be read; false when this run was ended.
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

/// Somebody who has taken all there was.
pub struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The place of one subscriber; given back when it is dropped.
pub struct Seat {
    /// What it follows.
    relay: Arc<Relay>,
    /// Counts the subscribers since the start.
    pub number: u64,
    /// What it follows for.
    pub asked: Asked,
}

impl Seat {
    /// Tells of every move of the ring that concerns this seat.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.relay.news[(self.number % GROUPS as u64) as usize].subscribe()
    }

    /// What there is after a position.
    pub fn after(&self, position: u64) -> Next {
        self.relay.after(position, &self.asked)
    }

    /// Says that this one has taken all there was, until it is dropped: then the ring goes on.
    pub fn wait(&self) -> Waiting<'_> {
        self.relay.wait()
    }

    /// The frames of the next page after a position, from the log, and how far that got.
    ///
    /// # Errors
    /// [`LogError`] when the log can not be read.
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
            let page: Page<()> = follow::read(&relay.service, &asked.filter, (position, u64::MAX), PAGE, take)?;
            Ok((Bytes::from(all), page.until))
        });
        reading.await.map_err(|_| LogError::Failed { why: message!("log-worker") })?
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.relay.leave(&self.asked);
    }
}
