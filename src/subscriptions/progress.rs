//! The progress of one subscription, and what comes next: pure functions, with the moment and the jitter as arguments.
//!
//! Positions advance one wanted event at a time, so events arrive in order. The position advances when the receiver
//! acknowledged the event, never before; an event that was delivered and not yet saved is delivered again after a
//! restart, with the same id. This is at-least-once delivery, in order.
//!
//! When the last retry fails, the subscription stops at that event ([`SubscriptionStatus::Stuck`]) and the event is listed as a
//! dead letter. No event behind it is skipped or lost, however long the receiver stays away: going on is a decision of
//! a person, who resumes at the event, resends it, or names the position after which to go on.

use peildatum_domain::word_enum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arrivals::ArrivalProgress;
use super::attempt::{AttemptOutcome, Failing, NextAction};
use super::retry::{RetryRule, later};
use crate::domain::ids::EventId;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::message;

word_enum! {
    /// Whether a subscription delivers.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    pub enum SubscriptionStatus {
        /// It does.
        Active = "actief",
        /// Somebody paused it, or the log is not the one it followed.
        Paused = "gepauzeerd",
        /// Its last retry failed: it waits at a dead letter for a person.
        Stuck = "vastgelopen",
        /// The receiver said 410: it wants no more, for good.
        Ended = "beeindigd",
    }
}

/// Why a subscription does not deliver, when there is another reason than that a person paused it. It is stored as a code
/// with what its sentence needs, and told in the language of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Why {
    /// A reason.
    Known(PauseReason),
    /// A sentence, as earlier versions stored it.
    Sentence(String),
}

/// The reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code")]
pub enum PauseReason {
    /// The receiver answered 410.
    #[serde(rename = "opgezegd")]
    Gone,
    /// The last retry failed.
    #[serde(rename = "laatste-poging-mislukt")]
    Exhausted,
    /// The event at this position is not the one that was delivered: the log was restored.
    #[serde(rename = "logboek-teruggezet")]
    OtherLog {
        /// The position.
        #[serde(rename = "positie")]
        position: u64,
    },
}

impl Why {
    /// Returns the sentence; one that was stored as it is.
    pub fn message(&self) -> Message {
        match self {
            Why::Known(PauseReason::Gone) => message!("subscription-why-gone"),
            Why::Known(PauseReason::Exhausted) => message!("subscription-why-exhausted"),
            Why::Known(PauseReason::OtherLog { position }) => {
                message!("subscription-why-other-log", position = *position)
            }
            Why::Sentence(text) => Message::verbatim(text.as_str()),
        }
    }
}

/// The progress of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Up to this position every wanted event was acknowledged, or skipped by a person.
    pub after: u64,
    /// The id of the event at that position, to detect a log that was restored to an earlier state.
    pub anchor: Option<EventId>,
    /// Whether it delivers.
    pub standing: SubscriptionStatus,
    /// Why it does not, when there is another reason than that a person paused it.
    pub why: Option<Why>,
    /// The event that could not be delivered yet.
    pub failing: Option<Failing>,
    /// How far it was told what takes effect on a day, where it asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<ArrivalProgress>,
}

/// The effect of an outcome on the subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressChange {
    /// The position advanced.
    Advanced,
    /// The event is tried again at this moment.
    Again(Instant),
    /// The subscription stopped at a dead letter.
    Dead,
    /// The subscription ended.
    Ended,
}

impl Progress {
    /// Creates the progress of a subscription that starts after a position.
    pub const fn after(after: u64, anchor: Option<EventId>) -> Progress {
        Progress { after, anchor, standing: SubscriptionStatus::Active, why: None, failing: None, arrivals: None }
    }

    /// What is due at this moment.
    pub fn due(&self, now: Instant) -> NextAction {
        match (self.standing, &self.failing) {
            (SubscriptionStatus::Active, None) => NextAction::Now,
            (SubscriptionStatus::Active, Some(Failing { due, .. })) => match due {
                Some(due) if *due > now => NextAction::At(*due),
                Some(_) | None => NextAction::Now,
            },
            (SubscriptionStatus::Paused | SubscriptionStatus::Stuck | SubscriptionStatus::Ended, _) => {
                NextAction::Never
            }
        }
    }

    /// Applies the outcome of delivering the event at `position`, the next wanted one after [`Progress::after`].
    pub fn apply_outcome(
        &mut self,
        (position, id): (u64, EventId),
        outcome: &AttemptOutcome,
        now: Instant,
        rule: &RetryRule,
        jitter: u16,
    ) -> ProgressChange {
        assert!(position > self.after, "{position} was taken already: {}", self.after);
        match outcome {
            AttemptOutcome::Delivered => {
                self.advance_to(position, id);
                ProgressChange::Advanced
            }
            AttemptOutcome::Gone => {
                self.end();
                ProgressChange::Ended
            }
            AttemptOutcome::Failed { retry_after: told } => self.failed(position, *told, now, rule, jitter),
        }
    }

    /// Advances to `position`: every wanted event up to it was acknowledged.
    pub fn advance_to(&mut self, position: u64, id: EventId) {
        assert!(position > self.after, "{position} was taken already: {}", self.after);
        (self.after, self.anchor, self.failing) = (position, Some(id), None);
        if self.standing == SubscriptionStatus::Stuck {
            (self.standing, self.why) = (SubscriptionStatus::Active, None);
        }
    }

    /// Ends the subscription: the receiver wants no more.
    pub fn end(&mut self) {
        (self.standing, self.why, self.failing) =
            (SubscriptionStatus::Ended, Some(Why::Known(PauseReason::Gone)), None);
    }

    /// Pauses it: a person did, or the log that it followed is no longer there.
    pub fn pause(&mut self, why: Option<PauseReason>) {
        (self.standing, self.why) = (SubscriptionStatus::Paused, why.map(Why::Known));
    }

    /// Resumes it, after another position if one is given, with all retries available again.
    pub fn resume(&mut self, after: Option<(u64, Option<EventId>)>) {
        (self.standing, self.why, self.failing) = (SubscriptionStatus::Active, None, None);
        self.arrivals.iter_mut().for_each(ArrivalProgress::forget_failures);
        if let Some((after, anchor)) = after {
            (self.after, self.anchor) = (after, anchor);
        }
    }

    fn failed(
        &mut self,
        position: u64,
        told: Option<Instant>,
        now: Instant,
        rule: &RetryRule,
        jitter: u16,
    ) -> ProgressChange {
        let failing = self.failing.get_or_insert_with(|| Failing::first(position, now));
        assert_eq!(failing.position, position, "one event is delivered at a time");
        match failing.again(told, now, rule, jitter) {
            Some(due) => ProgressChange::Again(due),
            None => {
                self.standing = SubscriptionStatus::Stuck;
                self.why = Some(Why::Known(PauseReason::Exhausted));
                ProgressChange::Dead
            }
        }
    }
}

impl Failing {
    /// Before the first attempt at `position` failed.
    pub const fn first(position: u64, now: Instant) -> Failing {
        Failing { position, attempts: 0, tries: 0, since: now, due: None }
    }

    /// Counts a failed attempt. Returns when the next is due; none after the last.
    pub fn again(&mut self, told: Option<Instant>, now: Instant, rule: &RetryRule, jitter: u16) -> Option<Instant> {
        self.attempts += 1;
        self.tries += u32::from(told.is_none());
        // A receiver that keeps asking for a later call gets as long as one that does not answer.
        let exhausted = match told {
            None => self.tries > rule.retries,
            Some(_) => now > later(self.since, rule.window()),
        };
        self.due = (!exhausted).then(|| told.unwrap_or_else(|| later(now, rule.wait(self.tries, jitter))));
        self.due
    }
}

#[cfg(test)]
#[path = "progress_tests.rs"]
mod tests;
