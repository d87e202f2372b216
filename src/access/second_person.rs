//! Erasures that wait for a second person: who asked, for what, and until when somebody else may confirm it.
//!
//! They are in memory: what is lost or too old erases nothing, and is asked again.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jsonschema::Validator;
use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::json::read_as;
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::text::{PaperNumber, Text};
use crate::domain::time::{Day, Instant};
use crate::input;
use crate::message;
use crate::subscriptions::registration::schema_of;

/// The most requests that wait: an erasure rests on a decision of its own, and few are taken in three days. Of some 1 KB
/// each, 100 kB.
pub const REQUESTS_MAX: usize = 100;

/// How long a request may be confirmed, in hours: three days, so that one of a Friday can be confirmed on Monday.
pub const HOURS_MAX: i64 = 72;

const MICROS_MAX: i64 = HOURS_MAX * 3_600 * 1_000_000;

/// What is sent to ask for an erasure.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct NewErasureRequest {
    /// The event whose texts are to be destroyed.
    #[serde(rename = "gebeurtenis")]
    pub event: EventId,
    /// The legal ground.
    #[serde(rename = "grondslag")]
    pub ground: Text<300>,
    /// The decision it rests on: a number, no name.
    #[serde(rename = "besluit")]
    pub decision: PaperNumber,
}

/// An erasure that waits for a second person.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct ErasureRequest {
    /// Names the request, and the erasure once it is recorded.
    pub id: EventId,
    /// The event whose texts are to be destroyed.
    #[serde(rename = "gebeurtenis")]
    pub event: EventId,
    /// The legal ground.
    #[serde(rename = "grondslag")]
    pub ground: String,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: String,
    /// Who asked.
    #[serde(rename = "gevraagdDoor")]
    pub asked_by: String,
    /// When.
    #[serde(rename = "gevraagdOp")]
    pub asked_at: Instant,
    /// Until when somebody else may confirm it.
    #[serde(rename = "vervaltOp")]
    pub expires_at: Instant,
    /// Whose hands are behind who asked, as of then: a token may be forgotten meanwhile.
    #[serde(skip)]
    pub hands: BTreeSet<String>,
}

/// The schema of what is sent.
pub fn new_request_schema() -> Value {
    schema_of::<NewErasureRequest>()
}

impl NewErasureRequest {
    /// Parses and validates what was sent.
    ///
    /// # Errors
    /// Everything that is wrong with its form.
    pub fn parse(sent: &Value) -> Result<NewErasureRequest, Vec<FieldError>> {
        static VALIDATOR: OnceLock<Validator> = OnceLock::new();
        let errors = input::validate(VALIDATOR.get_or_init(|| input::compile(&new_request_schema())), sent);
        if !errors.is_empty() {
            return Err(errors);
        }
        read_as(sent).map_err(|error| {
            vec![FieldError::new(error.path().to_string(), "ongeldige-waarde", message!("erasure-unreadable"))]
        })
    }

    /// Returns the request of `actor`, which waits from now on. `hands` are behind them.
    pub fn asked(self, id: EventId, actor: &str, hands: BTreeSet<String>, now: Instant) -> ErasureRequest {
        ErasureRequest {
            id,
            event: self.event,
            ground: self.ground.as_str().to_owned(),
            decision: self.decision.as_str().to_owned(),
            asked_by: actor.to_owned(),
            asked_at: now,
            expires_at: Instant::from_micros(now.micros().saturating_add(MICROS_MAX)),
            hands,
        }
    }
}

impl ErasureRequest {
    /// Returns the erasure to record on `today`.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn proposal(&self, today: Day) -> Result<Proposal, Vec<FieldError>> {
        input::proposal(&json!({
            "id": self.id.to_string(),
            "type": EventType::EventErased.full_name(),
            "onderwerp": format!("{}/{}", SubjectKind::Event.name(), self.event),
            "ingangsdatum": today.to_string(),
            "gegevens": { "grondslag": self.ground, "besluit": self.decision },
        }))
    }
}

/// Why a request does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestRefusal {
    /// None waits with that name: it is being confirmed or was, it was taken back or is too old, who asked has no access any
    /// more, or the service was started again.
    Unknown,
    /// Who confirms is who asked, or has a token that comes from the same hand.
    SamePerson,
    /// Too many wait.
    TooMany,
    /// Another waits for the same event.
    Asked,
}

/// The erasures that wait.
#[derive(Debug, Default)]
pub struct ErasureRequests(Mutex<Vec<ErasureRequest>>);

impl ErasureRequests {
    /// Returns those that wait, in the order in which they were asked.
    pub fn list(&self, now: Instant) -> Vec<ErasureRequest> {
        let mut all = self.0.lock();
        all.retain(|one| now < one.expires_at);
        all.clone()
    }

    /// Returns one that waits.
    ///
    /// # Errors
    /// [`RequestRefusal::Unknown`].
    pub fn find(&self, id: EventId, now: Instant) -> Result<ErasureRequest, RequestRefusal> {
        self.list(now).into_iter().find(|one| one.id == id).ok_or(RequestRefusal::Unknown)
    }

    /// Lets a request wait.
    ///
    /// # Errors
    /// [`RequestRefusal::TooMany`], [`RequestRefusal::Asked`].
    pub fn add(&self, request: ErasureRequest) -> Result<(), RequestRefusal> {
        let mut all = self.0.lock();
        all.retain(|one| request.asked_at < one.expires_at);
        if all.iter().any(|one| one.event == request.event) {
            return Err(RequestRefusal::Asked);
        }
        if all.len() >= REQUESTS_MAX {
            return Err(RequestRefusal::TooMany);
        }
        all.push(request);
        Ok(())
    }

    /// Takes out one that somebody with these hands may confirm: none of them is behind who asked. Where the erasure is
    /// not recorded, [`ErasureRequests::add`] lets it wait on.
    ///
    /// # Errors
    /// [`RequestRefusal::Unknown`], [`RequestRefusal::SamePerson`].
    pub fn take(&self, id: EventId, now: Instant, hands: &BTreeSet<String>) -> Result<ErasureRequest, RequestRefusal> {
        let mut all = self.0.lock();
        let at = all.iter().position(|one| one.id == id && now < one.expires_at).ok_or(RequestRefusal::Unknown)?;
        if all[at].hands.is_disjoint(hands) { Ok(all.remove(at)) } else { Err(RequestRefusal::SamePerson) }
    }

    /// Takes one back.
    ///
    /// # Errors
    /// [`RequestRefusal::Unknown`].
    pub fn remove(&self, id: EventId, now: Instant) -> Result<(), RequestRefusal> {
        let mut all = self.0.lock();
        let at = all.iter().position(|one| one.id == id && now < one.expires_at).ok_or(RequestRefusal::Unknown)?;
        all.remove(at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Instant {
        Instant::from_micros(hours * 3_600 * 1_000_000)
    }

    fn id(number: usize) -> EventId {
        EventId::parse(&format!("00000000-0000-7000-8000-{number:012}")).unwrap()
    }

    fn asked(number: usize, by: &str) -> ErasureRequest {
        let sent =
            json!({ "gebeurtenis": id(number).to_string(), "grondslag": "AVG artikel 17", "besluit": "B&W 26.0012" });
        NewErasureRequest::parse(&sent).unwrap().asked(id(1_000 + number), by, hands(&[by, "token:maker"]), at(0))
    }

    fn hands(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|&hand| hand.to_owned()).collect()
    }

    #[test]
    fn only_somebody_else_confirms_and_only_in_time() {
        let requests = ErasureRequests::default();
        requests.add(asked(1, "token:een")).unwrap();
        let confirm = |by: &[&str], hours| requests.take(id(1_001), at(hours), &hands(by)).map(|one| one.asked_by);
        assert_eq!(confirm(&["token:een"], 0), Err(RequestRefusal::SamePerson));
        let told = confirm(&["token:ander", "token:maker"], 0);
        assert_eq!(told, Err(RequestRefusal::SamePerson), "both were made by one person");
        assert_eq!(confirm(&["token:ander"], HOURS_MAX - 1).as_deref(), Ok("token:een"));
        assert_eq!(confirm(&["token:ander"], 0), Err(RequestRefusal::Unknown), "it is confirmed once");
        requests.add(asked(1, "token:een")).unwrap();
        assert_eq!(confirm(&["token:ander"], HOURS_MAX), Err(RequestRefusal::Unknown), "it is too old");
        assert_eq!(requests.list(at(HOURS_MAX)), []);
    }

    #[test]
    fn one_waits_for_an_event_and_no_more_wait_than_fit() {
        let requests = ErasureRequests::default();
        requests.add(asked(1, "token:een")).unwrap();
        assert_eq!(requests.add(asked(1, "token:ander")), Err(RequestRefusal::Asked));
        requests.remove(id(1_001), at(1)).unwrap();
        assert_eq!(requests.remove(id(1_001), at(1)), Err(RequestRefusal::Unknown));
        for number in 0..REQUESTS_MAX {
            requests.add(asked(number, "token:een")).unwrap();
        }
        assert_eq!(requests.add(asked(REQUESTS_MAX, "token:een")), Err(RequestRefusal::TooMany));
        let later = ErasureRequest { asked_at: at(HOURS_MAX), ..asked(REQUESTS_MAX, "token:een") };
        requests.add(later).unwrap();
        assert_eq!(requests.list(at(0)).len(), 1, "those that were too old are gone");
    }

    #[test]
    fn everything_wrong_with_what_is_sent_is_told_at_once() {
        let errors = NewErasureRequest::parse(&json!({ "gebeurtenis": "x", "grondslag": "", "meer": 1 })).unwrap_err();
        for field in ["gebeurtenis", "grondslag", "besluit", "meer"] {
            assert!(errors.iter().any(|error| error.field == field), "{field} in {errors:?}");
        }
    }
}
