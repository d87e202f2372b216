//! Test support: a log in memory that decides and applies, one-line events, and a sample of every type.

use serde_json::{Value, json};

use super::actor::Actor;
use super::check::check;
use super::decide::{Context, decide, decide_request};
use super::event::{EventType, TYPE_PREFIX};
use super::ids::EventId;
use super::proposal::{FieldError, Proposal};
use super::rejection::Rejection;
use super::state::State;
use super::time::Instant;

/// Builds an event as a caller sends it, with the type given without its prefix.
pub fn event(kind: &str, subject: &str, day: &str, data: Value) -> Value {
    json!({ "type": format!("{TYPE_PREFIX}{kind}"), "onderwerp": subject, "ingangsdatum": day, "gegevens": data })
}

/// Returns the types in an order in which the examples of their help can be recorded one after another: that of the
/// catalogue, but an amount is told again before it is dropped, for a round that is open.
pub fn types_by_example() -> Vec<EventType> {
    let mut types = vec![EventType::RoundOpened];
    for kind in EventType::ALL.iter().copied() {
        match kind {
            EventType::RoundOpened | EventType::AdjustmentToldAgain => {} // at another place
            EventType::AdjustmentRecorded => types.extend([kind, EventType::AdjustmentToldAgain]),
            _ => types.push(kind),
        }
    }
    types
}

/// Makes the event a correction of the event with this id.
pub fn correcting(id: EventId, mut event: Value) -> Value {
    event["herstelt"] = json!(id.to_string());
    event
}

/// Builds the withdrawal of an event.
pub fn withdrawing(id: EventId) -> Value {
    let subject = format!("gebeurtenis/{id}");
    event("gebeurtenis.ingetrokken", &subject, "2022-01-01", json!({ "reden": "Vergissing" }))
}

/// Parses an event whose form is valid.
pub fn proposal(event: &Value) -> Proposal {
    try_proposal(event).unwrap_or_else(|errors| panic!("{event}: {errors:#?}"))
}

/// Parses an event and checks its form.
///
/// # Errors
/// The first error in its types, or all errors in its form.
pub fn try_proposal(event: &Value) -> Result<Proposal, Vec<FieldError>> {
    Proposal::parse(event).map_err(|error| vec![error]).and_then(check)
}

/// Returns one event of every type that callers send, in an order that the rules accept, and the sealing, which the
/// service makes.
pub fn samples() -> Vec<Value> {
    let lines = include_str!("testkit/samples.ndjson").lines();
    lines.map(|line| serde_json::from_str(line).expect("a sample is JSON")).collect()
}

/// A log in memory. Ids and moments follow from the position; moments are one second apart.
pub struct TestLog {
    /// The state of the log.
    pub state: State,
    /// The context of the rules; `2022-06-30` unless a test sets it.
    pub context: Context,
    /// The actor; an administrator unless a test sets it.
    pub actor: Actor,
}

impl Default for TestLog {
    fn default() -> TestLog {
        let today = Instant::parse("2022-06-30T10:00:00Z").expect("a moment");
        let actor = Actor::administrator("lokaal:toets").expect("an actor id");
        TestLog { state: State::new(), context: Context::at(today), actor }
    }
}

impl TestLog {
    /// Creates an empty log.
    pub fn new() -> TestLog {
        TestLog::default()
    }

    /// Creates a log with these events, which the rules must accept.
    pub fn of(events: &[Value]) -> TestLog {
        let mut log = TestLog::new();
        for event in events {
            log.take(event);
        }
        log
    }

    /// Decides on an event.
    ///
    /// # Errors
    /// The rule that refuses it.
    pub fn judge(&self, event: &Value) -> Result<(), Rejection> {
        decide(&self.state, &proposal(event), &self.actor)
    }

    /// Returns the code with which an event is refused, or `aangenomen`.
    pub fn code(&self, event: &Value) -> &'static str {
        self.judge(event).map_or_else(|rejection| rejection.code(), |()| "aangenomen")
    }

    /// Returns the message with which an event is refused.
    pub fn message_of(&self, event: &Value) -> String {
        self.judge(event).expect_err("a rule refuses it").to_string()
    }

    /// Records an event that the rules accept.
    pub fn take(&mut self, event: &Value) -> EventId {
        self.judge(event).unwrap_or_else(|rejection| panic!("{event}: {} {rejection}", rejection.code()));
        self.force(event)
    }

    /// Records an event without the rules: one that the service makes, or that an older log may contain.
    pub fn force(&mut self, event: &Value) -> EventId {
        self.apply(&proposal(event))
    }

    /// Decides on and records a request as the writer does: either all of it or nothing.
    ///
    /// # Errors
    /// The index of the refused event, and the rule that refuses it.
    pub fn request(&mut self, events: &[Value]) -> Result<(), (usize, Rejection)> {
        let proposals: Vec<Proposal> = events.iter().map(proposal).collect();
        let mark = self.state.set_savepoint();
        let mut outcome = Ok(());
        for (index, proposal) in proposals.iter().enumerate() {
            outcome = decide(&self.state, proposal, &self.actor).map_err(|rejection| (index, rejection));
            if outcome.is_err() {
                break;
            }
            self.apply(proposal);
        }
        let outcome = outcome.and_then(|()| {
            let refused = |(position, rejection): (u64, Rejection)| ((position - mark - 1) as usize, rejection);
            decide_request(&self.state, (mark + 1..).zip(&proposals)).map_err(refused)
        });
        if outcome.is_err() {
            self.state.roll_back(mark);
        }
        self.state.release_savepoints();
        outcome
    }

    fn apply(&mut self, proposal: &Proposal) -> EventId {
        let position = self.state.head() + 1;
        let id = proposal.id.unwrap_or_else(|| id(position));
        let moment = Instant::from_micros(position as i64 * 1_000_000);
        let fact = proposal.folded(proposal.header(id, &self.actor), position, moment);
        self.state.apply(&fact).expect("an event that the rules took fits the log");
        id
    }
}

/// Returns the id that a test log assigns to the event at a position.
pub fn id(position: u64) -> EventId {
    EventId::from_bytes((u128::from(position) + (7 << 76) + (1 << 63)).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventType;

    #[test]
    fn there_is_a_sample_of_every_type_and_the_rules_take_them() {
        let mut log = TestLog::new();
        let mut kinds = Vec::new();
        for sample in samples() {
            let kind = proposal(&sample).kind();
            kinds.push(kind);
            if kind == EventType::RoundSealed {
                log.force(&sample)
            } else {
                log.take(&sample)
            };
        }
        let missing: Vec<&EventType> = EventType::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
        assert!(missing.is_empty(), "no sample of {missing:?}");
    }
}
