//! An attempt to deliver: what came of it, what failed so far, and what is due.

use serde::{Deserialize, Serialize};

use crate::domain::time::Instant;

/// An event that could not be delivered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// The position of the event.
    pub position: u64,
    /// The number of failed attempts.
    pub attempts: u32,
    /// The number of these that count as retries: an attempt that was answered with `Retry-After` does not.
    pub tries: u32,
    /// When the first attempt failed.
    pub since: Instant,
    /// When the next attempt is due; `None` after the last one.
    pub due: Option<Instant>,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The receiver acknowledged the event.
    Delivered,
    /// The receiver wants no more events, for good.
    Gone,
    /// The receiver did not acknowledge the event.
    Failed {
        /// When the receiver asked to be called again.
        retry_after: Option<Instant>,
    },
}

/// What is due now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextAction {
    /// Deliver the next wanted event after `after`.
    Now,
    /// Nothing before this moment.
    At(Instant),
    /// Nothing until a person changes something.
    Never,
}
