//! Who may work at one time, how many may wait for it and for how long. What is over that is refused at once, and told when to come
//! back: nobody stands in a queue that does not get on.
//!
//! Each kind of work has a gate of its own, so that one kind never takes the place of another; and what says whether the service is
//! alive, ready and measured passes none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use crate::language::Message;
use crate::message;

/// How much of one kind of work there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// At work at one time.
    pub working: usize,
    /// Those that wait for that.
    pub waiting: usize,
    /// How long each of them waits at most.
    pub patience: Duration,
}

/// What one service bears of each kind of work, and of bytes. Each default says why.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Single things: an event, a subject, a proof, a tile. A millisecond each, so 512 that wait are served within a second.
    pub small: Bounds,
    /// Reports, comparisons, histories, lists, pages of the feed. A usual report of 586 KB takes 8 ms of one core: 64 that wait are
    /// served within half a second. As many work as there are cores, at least 2: more would only take turns, and take them from
    /// those that answer.
    pub large: Bounds,
    /// Reports and comparisons of a whole log of more than [`Capacity::vast_events`], where they can not be given out part by part.
    /// One at a time: of 1,000 programmes such a report takes gigabytes and half a minute.
    pub vast: Bounds,
    /// Next pieces of answers that are made piece by piece. Whoever got a first piece is not refused the next; at 64 KiB to 1 MiB
    /// each takes milliseconds.
    pub pieces: usize,
    /// JSON bodies that are read from their bytes, above [`super::body::READ_INLINE_MAX`]: 16 MB take some 100 ms.
    pub bodies: Bounds,
    /// Appends on their way to the writer: half of the threads that may block, which each needs before and after. On a slow disk
    /// with a sync of 10 ms a batch of 256 makes 25,000 a second.
    pub appends: Bounds,
    /// Imports whose bodies come in, each into a file on disk.
    pub spools: Bounds,
    /// Imports that are judged and written: the second judges while the first writes.
    pub imports: Bounds,
    /// Verifications of the whole log: each reads all of it.
    pub verifications: Bounds,
    /// The secrets of a back-up: 64 bytes an event in memory.
    pub secrets: Bounds,
    /// The auditor's file of a sealing, made while it is sent.
    pub bundles: Bounds,
    /// Logs of more events than this have whole reports that are given out programme by programme, or, in other forms than JSON, made
    /// one at a time.
    pub vast_events: u64,
    /// Bytes of answers that were made and not taken yet: 256 MiB are 440 usual reports. While there are as many, no large answer
    /// is begun.
    pub answer_bytes: usize,
    /// Bytes of JSON bodies that are coming in, beyond the first [`super::body::SMALL_BODY`] of each: eight of the largest.
    pub body_bytes: usize,
    /// Of the first [`super::body::SMALL_BODY`] of each, so that small bodies come in whatever the large ones do: 1,024 of them.
    pub small_body_bytes: usize,
}

/// From here on a whole report is large: 20,000 events in one report are some 20 MB of JSON, and four times that while it is made.
const VAST_EVENTS: u64 = 20_000;

/// When to come back where work takes moments, in seconds.
const SOON_SECONDS: u16 = 2;

/// When to come back where work takes minutes, in seconds.
const LATER_SECONDS: u16 = 60;

impl Default for Capacity {
    fn default() -> Capacity {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        let bounds = |working, waiting, seconds| Bounds { working, waiting, patience: Duration::from_secs(seconds) };
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
            body_bytes: 8 * super::body::JSON_BODY_MAX,
            small_body_bytes: 1_024 * super::body::SMALL_BODY,
        }
    }
}

/// The way to one kind of work.
#[derive(Debug)]
pub struct Gate {
    working: Arc<Semaphore>,
    waiting: AtomicUsize,
    bounds: Bounds,
}

/// The right to work, given back when it is dropped.
pub type Pass = OwnedSemaphorePermit;

impl Gate {
    /// A gate that nobody went through yet.
    pub fn new(bounds: Bounds) -> Gate {
        Gate { working: Arc::new(Semaphore::new(bounds.working)), waiting: AtomicUsize::new(0), bounds }
    }

    /// Goes through, or waits for it as long as the gate allows.
    ///
    /// # Errors
    /// A problem 503 when too many wait already, or the wait was in vain.
    pub async fn enter(&self) -> Result<Pass, Problem> {
        if let Ok(pass) = Arc::clone(&self.working).try_acquire_owned() {
            return Ok(pass);
        }
        let _waits = Waits(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= self.bounds.waiting {
            return Err(self.refusal());
        }
        let pass = Arc::clone(&self.working).acquire_owned();
        match tokio::time::timeout(self.bounds.patience, pass).await {
            Ok(pass) => Ok(pass.expect("the semaphore is never closed")),
            Err(_) => Err(self.refusal()),
        }
    }

    fn refusal(&self) -> Problem {
        let minutes = self.bounds.waiting == 0 || self.bounds.patience > Duration::from_secs(30);
        if minutes { Problem::busy(message!("problem-busy"), LATER_SECONDS) } else { too_much() }
    }
}

/// More is asked than the service bears; nothing was begun.
pub fn too_much() -> Problem {
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
        Gate::new(Bounds { working, waiting, patience: Duration::from_millis(50) })
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
