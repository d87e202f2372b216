//! How far one subscription is, and what comes next: pure, with the moment and the jitter as arguments.
//!
//! Positions go up one wanted event at a time, so events arrive in order. The position moves when the receiver said that it has
//! the event, never before; what is delivered and not yet saved is delivered again after a restart, with the same id. Thus: at
//! least once, in order.
//!
//! When the last retry fails the subscription stops at that event ([`Standing::Stuck`]) and the event is listed as a dead letter.
//! Nothing behind it is skipped and nothing is lost, however long the receiver stays away: going on is a decision of a person,
//! who resumes at the event, resends it, or says after which position to go on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::retry::{RetryRule, later};
use crate::domain::ids::EventId;
use crate::domain::time::Instant;

/// Whether a subscription delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Standing {
    /// It does.
    #[serde(rename = "actief")]
    Active,
    /// Somebody paused it, or the log is not the one it followed.
    #[serde(rename = "gepauzeerd")]
    Paused,
    /// Its last retry failed: it waits at a dead letter for a person.
    #[serde(rename = "vastgelopen")]
    Stuck,
    /// The receiver said 410: it wants no more, for good.
    #[serde(rename = "beeindigd")]
    Ended,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 4] = [Standing::Active, Standing::Paused, Standing::Stuck, Standing::Ended];

    /// The Dutch word at the border.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Active => "actief",
            Standing::Paused => "gepauzeerd",
            Standing::Stuck => "vastgelopen",
            Standing::Ended => "beeindigd",
        }
    }
}

/// How far a subscription is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Up to here every wanted event was taken, or a person skipped it.
    pub after: u64,
    /// The event at that position, to notice a log that was put back to an earlier state.
    pub anchor: Option<EventId>,
    /// Whether it delivers.
    pub standing: Standing,
    /// Why it does not, where there is more to say than that somebody paused it.
    pub why: Option<String>,
    /// The event that could not be delivered yet.
    pub failing: Option<Failing>,
}

/// An event that could not be delivered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Which.
    pub position: u64,
    /// How many attempts failed.
    pub attempts: u32,
    /// How many of these count as tries: one that was told when to come back does not.
    pub tries: u32,
    /// When the first failed.
    pub since: Instant,
    /// When the next is due; none after the last.
    pub due: Option<Instant>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has it.
    Delivered,
    /// The receiver wants no more, ever.
    Gone,
    /// The receiver does not have it.
    Failed {
        /// When the receiver said to come back.
        told: Option<Instant>,
    },
}

/// What an answer did to the subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It gets on.
    Advanced,
    /// It tries again at this moment.
    Again(Instant),
    /// It stopped: a dead letter.
    Dead,
    /// It ended.
    Ended,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Deliver the next wanted event after `after`.
    Now,
    /// Nothing before this moment.
    At(Instant),
    /// Nothing until somebody says so.
    Never,
}

impl Progress {
    /// A subscription that starts after a position.
    pub const fn after(after: u64, anchor: Option<EventId>) -> Progress {
        Progress { after, anchor, standing: Standing::Active, why: None, failing: None }
    }

    /// What to do now.
    pub fn due(&self, now: Instant) -> Due {
        match (self.standing, &self.failing) {
            (Standing::Active, None) => Due::Now,
            (Standing::Active, Some(Failing { due, .. })) => match due {
                Some(due) if *due > now => Due::At(*due),
                Some(_) | None => Due::Now,
            },
            (Standing::Paused | Standing::Stuck | Standing::Ended, _) => Due::Never,
        }
    }

    /// Takes the answer to the delivery of the event at `position`, the next wanted after [`Progress::after`].
    pub fn answered(
        &mut self,
        (position, id): (u64, EventId),
        outcome: &Outcome,
        now: Instant,
        rule: &RetryRule,
        jitter: u16,
    ) -> Verdict {
        assert!(position > self.after, "{position} was taken already: {}", self.after);
        match outcome {
            Outcome::Delivered => {
                self.reached(position, id);
                Verdict::Advanced
            }
            Outcome::Gone => {
                self.end();
                Verdict::Ended
            }
            Outcome::Failed { told } => self.failed(position, *told, now, rule, jitter),
        }
    }

    /// Everything wanted up to `position` was taken.
    pub fn reached(&mut self, position: u64, id: EventId) {
        assert!(position > self.after, "{position} was taken already: {}", self.after);
        (self.after, self.anchor, self.failing) = (position, Some(id), None);
        if self.standing == Standing::Stuck {
            (self.standing, self.why) = (Standing::Active, None);
        }
    }

    /// The receiver wants no more.
    pub fn end(&mut self) {
        let why = "de ontvanger antwoordde 410: dit adres wil niets meer ontvangen";
        (self.standing, self.why, self.failing) = (Standing::Ended, Some(why.to_owned()), None);
    }

    /// A person paused it, or what it followed is not there any more.
    pub fn pause(&mut self, why: Option<String>) {
        (self.standing, self.why) = (Standing::Paused, why);
    }

    /// A person has it go on, after another position where one is given: with all its tries before it.
    pub fn resume(&mut self, after: Option<(u64, Option<EventId>)>) {
        (self.standing, self.why, self.failing) = (Standing::Active, None, None);
        if let Some((after, anchor)) = after {
            (self.after, self.anchor) = (after, anchor);
        }
    }

    fn failed(&mut self, position: u64, told: Option<Instant>, now: Instant, rule: &RetryRule, jitter: u16) -> Verdict {
        let failing = self.failing.get_or_insert(Failing { position, attempts: 0, tries: 0, since: now, due: None });
        assert_eq!(failing.position, position, "one event is delivered at a time");
        failing.attempts += 1;
        failing.tries += u32::from(told.is_none());
        // A receiver that keeps saying "later" gets as long as one that says nothing.
        let exhausted = match told {
            None => failing.tries > rule.retries,
            Some(_) => now > later(failing.since, rule.window()),
        };
        if exhausted {
            failing.due = None;
            self.standing = Standing::Stuck;
            self.why = Some("de laatste poging mislukte; zie onbestelbare-bezorgingen".to_owned());
            return Verdict::Dead;
        }
        let due = told.unwrap_or_else(|| later(now, rule.wait(failing.tries, jitter)));
        failing.due = Some(due);
        Verdict::Again(due)
    }
}

#[cfg(test)]
#[path = "progress_tests.rs"]
mod tests;
