//! Back-pressure: how much work runs concurrently, how much may wait for it, and for how long. Everything beyond that
//! is refused at once with a `Retry-After`, so no queue grows without bound.
//!
//! Each kind of work has a gate of its own, so that one kind never blocks another. The routes for liveness, readiness
//! and metrics pass no gate.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use crate::language::Message;
use crate::message;

/// The limits of one kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateLimits {
    /// The maximum that runs concurrently.
    pub working: usize,
    /// The maximum that waits for that.
    pub waiting: usize,
    /// The maximum time that each waits.
    pub max_wait: Duration,
}

/// The limits of one service, by kind of work and in bytes. The comments give the reason for each default.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Single items: an event, a subject, a proof, a tile. Each takes a millisecond, so 512 waiting ones are served
    /// within a second.
    pub small: GateLimits,
    /// Reports, comparisons, histories, lists, pages of the feed. A usual report of 586 KB takes 8 ms of one core, so
    /// 64 waiting ones are served within half a second. As many run as there are cores, and at least 2: more would only
    /// compete with each other and with the async threads.
    pub large: GateLimits,
    /// Reports and comparisons of a whole log with more than [`Capacity::vast_events`], if they cannot be sent in
    /// parts. One at a time: for 1,000 programmes such a report takes gigabytes and half a minute.
    pub vast: GateLimits,
    /// Further pieces of responses that are built piece by piece. A client that got the first piece is not refused the
    /// next one; at 64 KiB to 1 MiB each takes milliseconds.
    pub pieces: usize,
    /// JSON bodies above [`super::body::READ_INLINE_MAX`] that are being parsed: 16 MB take about 100 ms.
    pub bodies: GateLimits,
    /// Appends on their way to the writer: half of the threads that may block, which all but a single small event
    /// need before and after. On a slow disk with a sync of 10 ms, group commits of 256 make 25,000 a second.
    pub appends: GateLimits,
    /// Imports whose bodies are arriving, each into a file on disk.
    pub spools: GateLimits,
    /// Imports that are checked and written: the second is checked while the first is written.
    pub imports: GateLimits,
    /// Verifications of the whole log, each of which reads all of it.
    pub verifications: GateLimits,
    /// The secrets of a back-up: 64 bytes per event in memory.
    pub secrets: GateLimits,
    /// The audit bundle of a sealing, built while it is sent.
    pub bundles: GateLimits,
    /// The number of events above which whole reports are sent programme by programme or, in formats other than JSON,
    /// built one at a time.
    pub vast_events: u64,
    /// Bytes of responses that were built and not yet taken: 256 MiB are 440 usual reports. While the limit is reached,
    /// no large response is started.
    pub answer_bytes: usize,
    /// Bytes of arriving JSON bodies beyond the first [`super::body_limits::SMALL_BODY`] of each: eight of the largest.
    pub body_bytes: usize,
    /// Bytes within the first [`super::body_limits::SMALL_BODY`] of each body, so that small bodies arrive regardless of the
    /// large ones: 1,024 of them.
    pub small_body_bytes: usize,
}

/// The default of [`Capacity::vast_events`]: 20,000 events in one report are about 20 MB of JSON, and four times that
/// while it is built.
const VAST_EVENTS: u64 = 20_000;

/// The `Retry-After` for work that takes moments, in seconds.
const SOON_SECONDS: u16 = 2;

/// The `Retry-After` for work that takes minutes, in seconds.
const LATER_SECONDS: u16 = 60;

impl Default for Capacity {
    fn default() -> Capacity {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        let bounds =
            |working, waiting, seconds| GateLimits { working, waiting, max_wait: Duration::from_secs(seconds) };
        Capacity {
            small: bounds(8, 512, 5),
            large: bounds(cores, 64, 5),
            vast: bounds(1, 4, 30),
            pieces: cores,
            bodies: bounds(2, 64, 5),
            appends: bounds(256, 1_792, 5),
            spools: bounds(16, 0, 0),
            imports: bounds(2, 14, 60),
            verifications: bounds(2, 0, 0),
            secrets: bounds(2, 0, 0),
            bundles: bounds(4, 0, 0),
            vast_events: VAST_EVENTS,
            answer_bytes: 256 * 1024 * 1024,
            body_bytes: 8 * super::body_limits::JSON_BODY_MAX,
            small_body_bytes: 1_024 * super::body_limits::SMALL_BODY,
        }
    }
}

/// The gate of one kind of work.
#[derive(Debug)]
pub struct Gate {
    working: Arc<Semaphore>,
    waiting: AtomicUsize,
    bounds: GateLimits,
}

/// The permission to work, returned when it is dropped.
pub type Permit = OwnedSemaphorePermit;

impl Gate {
    /// Creates a gate with all places free.
    pub fn new(bounds: GateLimits) -> Gate {
        Gate { working: Arc::new(Semaphore::new(bounds.working)), waiting: AtomicUsize::new(0), bounds }
    }

    /// Returns how many work, and how many wait.
    pub fn use_of(&self) -> (usize, usize) {
        let working = self.bounds.working.saturating_sub(self.working.available_permits());
        (working, self.waiting.load(Ordering::Relaxed))
    }

    /// Acquires a place, waiting as long as the gate allows.
    ///
    /// # Errors
    /// A problem 503 if too many wait already, or if the wait times out.
    pub async fn enter(&self) -> Result<Permit, Problem> {
        if let Ok(pass) = Arc::clone(&self.working).try_acquire_owned() {
            return Ok(pass);
        }
        let _waits = Waits(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= self.bounds.waiting {
            return Err(self.refusal());
        }
        let pass = Arc::clone(&self.working).acquire_owned();
        match tokio::time::timeout(self.bounds.max_wait, pass).await {
            Ok(pass) => Ok(pass.expect("the semaphore is never closed")),
            Err(_) => Err(self.refusal()),
        }
    }

    fn refusal(&self) -> Problem {
        let minutes = self.bounds.waiting == 0 || self.bounds.max_wait > Duration::from_secs(30);
        if minutes { Problem::busy(message!("problem-busy"), LATER_SECONDS) } else { over_capacity() }
    }
}

/// Returns the problem for more requests than the service can handle; nothing was started.
pub fn over_capacity() -> Problem {
    let detail: Message = message!("problem-too-much", seconds = u64::from(SOON_SECONDS));
    Problem::busy(detail, SOON_SECONDS)
}

struct Waits<'a>(&'a AtomicUsize);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(working: usize, waiting: usize) -> Gate {
        Gate::new(GateLimits { working, waiting, max_wait: Duration::from_millis(50) })
    }

    #[tokio::test]
    async fn who_finds_too_many_waiting_is_refused_at_once_and_who_waits_in_vain_after_a_while() {
        let gate = Arc::new(gate(1, 1));
        let pass = gate.enter().await.unwrap();
        let second = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.enter().await.is_ok() }
        });
        while gate.waiting.load(Ordering::Acquire) == 0 {
            tokio::task::yield_now().await;
        }
        let refused_at_once = tokio::select! {
            biased;
            entered = gate.enter() => entered.is_err(),
            () = std::future::ready(()) => false,
        };
        assert!(refused_at_once, "one waits already");
        assert!(!second.await.unwrap(), "it waited in vain");
        drop(pass);
        assert!(gate.enter().await.is_ok());
        assert_eq!(gate.waiting.load(Ordering::Acquire), 0, "nobody waits any more");
    }
}
