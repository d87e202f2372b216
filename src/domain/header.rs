//! The header of an event: everything about it that is permanent and is no field of its data. It is declared here once,
//! for an event that comes in, a stored record, a decoded record, a commitment and the fold.

use serde_json::{Map, Value};

use crate::actor::Actor;
use crate::event::EventType;
use crate::ids::{EventId, Subject};
use crate::time::{Day, Precision};

/// The header of an event. A decoded record owns its subject and its actor; everywhere else both are borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<S = Subject, A = Actor> {
    /// The event id, which is also the idempotency key.
    pub id: EventId,
    /// The event type.
    pub kind: EventType,
    /// The schema version with which it was written.
    pub schema_version: u8,
    /// The subject of the event.
    pub subject: S,
    /// The effective day, from which it holds (valid time).
    pub effective_on: Day,
    /// How exactly that day is known.
    pub precision: Precision,
    /// The event that it corrects, that is, replaces.
    pub corrects: Option<EventId>,
    /// The actor who recorded it.
    pub actor: A,
}

/// A header whose subject, as `kind/id`, and actor are borrowed.
pub type HeaderRef<'a> = Header<&'a str, ActorRef<'a>>;

/// What is permanent about an actor. The name is free text, which can be erased, so it is no part of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorRef<'a> {
    /// The id.
    pub id: &'a str,
    /// The role in which the actor recorded the event.
    pub role: &'a str,
}

impl<'a> From<&'a Actor> for ActorRef<'a> {
    fn from(actor: &'a Actor) -> ActorRef<'a> {
        ActorRef { id: actor.id(), role: actor.role.as_str() }
    }
}

impl<S, A> Header<S, A> {
    /// Returns the header with another form of its subject and its actor.
    pub fn with<S2, A2>(&self, subject: S2, actor: A2) -> Header<S2, A2> {
        let Header { id, kind, schema_version, subject: _, effective_on, precision, corrects, actor: _ } = *self;
        Header { id, kind, schema_version, subject, effective_on, precision, corrects, actor }
    }
}

impl Header {
    /// Borrows the subject and the actor.
    pub fn borrowed(&self) -> HeaderRef<'_> {
        self.with(self.subject.as_str(), ActorRef::from(&self.actor))
    }
}

impl HeaderRef<'_> {
    /// Returns the fields of the header as JSON, by their Dutch keys. Absent fields are omitted.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut all = self.sent_json();
        let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
        put("id", self.id.to_string().into());
        put("schemaVersie", self.schema_version.into());
        let actor = [("id", self.actor.id), ("rol", self.actor.role)];
        put("actor", actor.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect());
        all
    }

    /// Returns what a caller sent, without the id and the recorded time: two events under one id are the same if these
    /// are equal.
    pub fn content(
        &self,
        data: &Map<String, Value>,
        provenance: Option<&Map<String, Value>>,
        reason: Option<&str>,
    ) -> Value {
        let mut all = self.sent_json();
        let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
        put("gegevens", Value::Object(data.clone()));
        if let Some(provenance) = provenance {
            put("herkomst", Value::Object(provenance.clone()));
        }
        if let Some(reason) = reason {
            put("toelichtingWijziging", reason.into());
        }
        Value::Object(all)
    }

    /// Returns the fields that a caller sends as content: all but the id, which is a key.
    fn sent_json(&self) -> Map<String, Value> {
        let mut all = Map::new();
        let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
        put("type", self.kind.full_name().into());
        put("onderwerp", self.subject.into());
        put("ingangsdatum", self.effective_on.to_string().into());
        if self.precision != Precision::Day {
            put("ingangsdatumNauwkeurigheid", self.precision.name().into());
        }
        if let Some(corrects) = self.corrects {
            put("herstelt", corrects.to_string().into());
        }
        all
    }
}
