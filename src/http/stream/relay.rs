//! The newest events, encoded once for everybody who follows.
//!
//! One task follows the log with the same [`Follower`] as everyone, puts what it reads into a ring of batches, and tells how far it
//! got. A subscriber is a position: it takes the batch after it from the ring, and what is no longer or not yet there it reads
//! from the log, in pages of its own. Both give the same bytes, so it does not matter to a subscriber where they come from.
//! The ring is bounded, nobody waits for a subscriber, and nothing is read while no subscriber has taken all there was: those that do
//! not read cost nothing.
//!
//! The ring holds texts. An erasure must be felt everywhere at once, so the ring is only as good as the count of erasures it was read
//! under; after one it starts anew.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use parking_lot::RwLock;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::AbortHandle;

use super::frame::{self, Format};
use crate::app::Service;
use crate::app::follow::{self, Bounds, Follower, Page};
use crate::log::LogError;
use crate::log::record::Record;
use crate::projections::feed::{Filter, Marks};
use crate::subscriptions::Origin;

/// Subscribers at one time; the next is refused. Three quarters of the connections that a service takes, so that streams never
/// take the place of all questions.
pub const SUBSCRIBERS_MAX: usize = 12_288;

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

/// The ring rests this long for each subscriber before it tells of more: waking one and writing to it takes about as long. So
/// 10,000 subscribers get what happened in 50 milliseconds at once, in one write each, and one alone never waits.
const REST_PER_SUBSCRIBER: Duration = Duration::from_micros(5);

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
    /// A run of events of the ring, of which those after the position are new.
    Batch(Arc<Batch>),
    /// Something that the ring does not have: see [`Relay::read`].
    Behind,
    /// Nothing yet.
    Nothing,
}

/// The newest events, and who follows them.
pub struct Relay {
    service: Service,
    origin: Origin,
    /// Up to where the ring got.
    news: watch::Sender<u64>,
    ring: RwLock<Ring>,
    reads: Semaphore,
    subscribers: AtomicUsize,
    /// Subscribers that have taken all there was.
    waiting: AtomicUsize,
    /// Woken by each of them.
    wanted: Notify,
    /// Subscribers ever, to spread what they do at the same time.
    seats: AtomicU64,
}

#[derive(Default)]
struct Ring {
    /// Each directly after the one before; the last ends where the news does.
    batches: VecDeque<Arc<Batch>>,
    events: usize,
    bytes: usize,
    /// The count of erasures that everything here was read under.
    erasures: u64,
    task: Option<AbortHandle>,
    /// Counts the tasks: one that was ended must not write any more.
    run: u64,
}

/// A run of events.
pub struct Batch {
    after: u64,
    /// The last position of it.
    pub until: u64,
    events: Vec<(Marks, Record)>,
    weight: usize,
    frames: [OnceLock<Frames>; Format::ALL.len()],
}

/// The events of a batch in one form, one after the other.
struct Frames {
    all: Bytes,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Relay {
    /// A relay of a log; nothing is read before somebody follows.
    pub fn new(service: Service, origin: Origin) -> Arc<Relay> {
        let (news, _) = watch::channel(0);
        let (ring, reads) = (RwLock::default(), Semaphore::new(READS_MAX));
        let (subscribers, waiting, seats) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicU64::new(0));
        Arc::new(Relay { service, origin, news, ring, reads, subscribers, waiting, wanted: Notify::new(), seats })
    }

    /// Takes a seat; none when there are too many.
    pub fn join(self: &Arc<Relay>) -> Option<Seat> {
        let mut ring = self.ring.write();
        let count = self.subscribers.load(Ordering::Relaxed);
        if count >= SUBSCRIBERS_MAX {
            return None;
        }
        self.count(count + 1);
        if ring.task.is_none() {
            let follower = self.follower();
            ring.start_anew(self.service.erasures());
            ring.run += 1;
            self.news.send_replace(follower.after());
            ring.task = Some(tokio::spawn(Arc::clone(self).run(follower, ring.run)).abort_handle());
        }
        let number = self.seats.fetch_add(1, Ordering::Relaxed);
        Some(Seat { relay: Arc::clone(self), number })
    }

    fn leave(&self) {
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

    /// Tells of every move of the ring.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Says that somebody has taken all there was, until it is dropped: then the ring goes on.
    pub fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        self.wanted.notify_one();
        Waiting(&self.waiting)
    }

    async fn until_wanted(&self) {
        while self.waiting.load(Ordering::Acquire) == 0 {
            self.wanted.notified().await;
        }
    }

    /// What there is after a position.
    pub fn after(&self, position: u64) -> Next {
        let ring = self.ring.read();
        if *self.news.borrow() <= position {
            return Next::Nothing;
        }
        let holds =
            ring.erasures == self.service.erasures() && ring.batches.front().is_some_and(|b| b.after <= position);
        if !holds {
            return Next::Behind;
        }
        let at = ring.batches.partition_point(|batch| batch.until <= position);
        ring.batches.get(at).map_or(Next::Behind, |batch| Next::Batch(Arc::clone(batch)))
    }

    /// The frames of the next page after a position, from the log, and how far that got.
    ///
    /// # Errors
    /// [`LogError`] when the log can not be read.
    pub async fn read(self: &Arc<Relay>, position: u64, asked: &Asked) -> Result<(Bytes, u64), LogError> {
        let _turn = self.reads.acquire().await.expect("the semaphore is never closed");
        let (relay, asked) = (Arc::clone(self), asked.clone());
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
        reading.await.map_err(|error| LogError::Failed { why: error.to_string() })?
    }

    /// Follows the log for all subscribers, until it is ended.
    async fn run(self: Arc<Relay>, mut follower: Follower, run: u64) {
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
            // Waited for apart from reading, so that the count of erasures is from just before.
            let waited = follower.wait().await;
            let (after, erasures) = (follower.after(), self.service.erasures());
            let service = self.service.clone();
            let take = move |record: Record| {
                let marks = Marks::of(&service.state(), record.position).expect("what is durable is in the state");
                let weight = follow::weight(&record);
                ((marks, record, weight), weight)
            };
            let read = match waited {
                Ok(()) => follower.next_as(take).await,
                Err(error) => Err(error),
            };
            let alive = match read {
                Ok(page) => self.publish(Batch::new(after, page), erasures, run),
                Err(error) => {
                    tracing::error!(%error, "the log can not be read for those who follow it");
                    // Whoever follows reads on by itself and meets the error there.
                    follower = self.follower();
                    self.skip(follower.after(), run)
                }
            };
            if !alive {
                return;
            }
            let rest =
                REST_PER_SUBSCRIBER * u32::try_from(self.subscribers.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
            if rest >= REST_MIN {
                tokio::time::sleep(rest).await;
            }
        }
    }

    /// A follower of everything that comes from now on.
    fn follower(&self) -> Follower {
        Follower::new(&self.service, Filter::default(), self.service.durable_head(), BATCH)
    }

    /// Puts a batch into the ring and tells of it; false when this run was ended.
    fn publish(&self, batch: Batch, erasures: u64, run: u64) -> bool {
        let mut ring = self.ring.write();
        if ring.run != run {
            return false;
        }
        let until = batch.until;
        if ring.erasures != erasures || self.service.erasures() != erasures {
            // What was read may hold a text that is gone: subscribers read it again, each by itself.
            ring.start_anew(self.service.erasures());
        } else {
            ring.push(batch);
        }
        self.news.send_replace(until);
        true
    }

    /// Passes over what can not be read; false when this run was ended.
    fn skip(&self, head: u64, run: u64) -> bool {
        let mut ring = self.ring.write();
        if ring.run != run {
            return false;
        }
        ring.start_anew(self.service.erasures());
        self.news.send_replace(head);
        true
    }
}

impl Ring {
    fn start_anew(&mut self, erasures: u64) {
        self.batches.clear();
        (self.events, self.bytes, self.erasures) = (0, 0, erasures);
    }

    fn push(&mut self, batch: Batch) {
        self.events += batch.events.len();
        self.bytes += batch.weight;
        self.batches.push_back(Arc::new(batch));
        while self.events > RING_EVENTS || self.bytes > RING_BYTES {
            let Some(oldest) = self.batches.pop_front() else { break };
            self.events -= oldest.events.len();
            self.bytes -= oldest.weight;
        }
    }
}

impl Batch {
    fn new(after: u64, page: Page<(Marks, Record, usize)>) -> Batch {
        let weight = page.items.iter().map(|(_, _, weight)| weight).sum();
        let events = page.items.into_iter().map(|(marks, record, _)| (marks, record)).collect();
        Batch { after, until: page.until, events, weight, frames: Default::default() }
    }

    /// The frames of what is wanted after a position; empty when nothing is.
    pub fn frames_after(&self, position: u64, asked: &Asked, relay: &Relay) -> Bytes {
        let frames = self.frames(asked.format, &relay.origin);
        if asked.filter.is_open() {
            let skipped = self.events.partition_point(|(_, record)| record.position <= position);
            return frames.all.slice(frames.start(skipped)..);
        }
        let mut picked = Vec::new();
        for (index, (marks, record)) in self.events.iter().enumerate() {
            if record.position > position && asked.filter.takes(marks) {
                picked.extend_from_slice(&frames.all[frames.start(index)..frames.ends[index]]);
            }
        }
        Bytes::from(picked)
    }

    fn frames(&self, format: Format, origin: &Origin) -> &Frames {
        self.frames[format as usize].get_or_init(|| {
            let (mut all, mut ends) = (String::new(), Vec::with_capacity(self.events.len()));
            for (_, record) in &self.events {
                all.push_str(&frame::event(record, format, origin));
                ends.push(all.len());
            }
            Frames { all: all.into(), ends }
        })
    }
}

impl Frames {
    /// Where the event at `index` begins.
    fn start(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before])
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
    pub relay: Arc<Relay>,
    /// Counts the subscribers since the start.
    pub number: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.relay.leave();
    }
}
