//! A request for a sealing: the fields that a caller sends, parsed and validated.

use serde_json::{Map, Value, json};

use super::{ComputedFields, QueryError};
use crate::app::error::AppError;
use crate::app::service::Service;
use crate::app::text_reads::query_with_texts;
use crate::domain::event::{SealingPurport, TYPE_PREFIX};
use crate::domain::field::Field;
use crate::domain::ids::{RoundId, SubjectKind, is_id};
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::{AsOf, State};
use crate::domain::text::Digest;
use crate::domain::time::{Day, Instant};
use crate::input;
use crate::log::record::Record;
use crate::message;
use crate::projections::{RecordReadError, RecordSource};

/// The fields of the sealing that a caller sends; the rest is computed.
const CALLER_FIELDS: [Field; 5] =
    [Field::DecidingBody, Field::Purport, Field::Decision, Field::DecidedOn, Field::Reason];
/// The key of the position that the caller saw.
const POSITION: &str = "positie";
const DIGEST: &str = "digest";
/// The key of the moment at which a sealing of the past was recorded.
const RECORDED_AT: &str = "geregistreerdOp";
/// The key that accepts a sealing that comes before what it rests on.
const OUT_OF_ORDER: &str = "buitenVolgorde";
/// The longest number of a decision, as in its event.
const NUMBER_MAX: usize = 100;

/// The key that accepts drafts which nobody has reviewed.
const UNREVIEWED: &str = "onbeoordeeld";

/// A valid request for a sealing.
#[derive(Debug, Clone)]
pub struct SealRequest {
    pub(super) round: RoundId,
    /// The fields that the caller sent, as the data of the event.
    pub(super) fields: Map<String, Value>,
    /// The position of the report that the caller saw.
    pub(super) position: Option<u32>,
    /// The digest of the report that the caller saw.
    pub(super) digest: Option<String>,
    /// Whether drafts that nobody has reviewed may be sealed.
    pub(super) accepts_unreviewed: bool,
    /// When the sealing was recorded, for one of the past; else it is recorded now.
    pub(super) recorded_at: Option<Instant>,
    /// Whether the council may seal before the college, and a body before the reporting date.
    pub(super) accepts_order: bool,
    /// Which sealing of the round the caller expects it to be; none where that does not matter.
    pub(super) expected_version: Option<usize>,
    /// The decision on which it rests, where that is recorded with it: both are, or neither.
    pub(super) decision: Option<Proposal>,
    /// The required fields that are missing; filled only in a request for a preview.
    pub(super) missing: Vec<FieldError>,
}

impl SealRequest {
    /// Parses the body of a request: `{orgaan, strekking, besluit?, genomenOp?, reden?, positie?, digest?,
    /// onbeoordeeld?, buitenVolgorde?, geregistreerdOp?}`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_json(round: &RoundId, sent: &Value) -> Result<SealRequest, Vec<FieldError>> {
        let request = SealRequest::for_preview(round, sent)?;
        if request.missing.is_empty() { Ok(request) } else { Err(request.missing) }
    }

    /// Parses the body of a request for a preview, in which the purport may still be missing.
    ///
    /// # Errors
    /// As for [`SealRequest::from_json`].
    pub fn for_preview(round: &RoundId, sent: &Value) -> Result<SealRequest, Vec<FieldError>> {
        let Some(object) = sent.as_object() else {
            return Err(vec![FieldError::new("", "geen-object", message!("sealing-no-object"))]);
        };
        let mut errors = Vec::new();
        let mut request = SealRequest {
            round: round.clone(),
            fields: Map::new(),
            position: None,
            digest: None,
            accepts_unreviewed: false,
            recorded_at: None,
            accepts_order: false,
            expected_version: None,
            decision: None,
            missing: Vec::new(),
        };
        for (key, value) in object.iter().filter(|(_, value)| !value.is_null()) {
            errors.extend(request.take(key, value).err());
        }
        let number = request.fields.get(Field::Decision.name()).and_then(Value::as_str).filter(|said| !is_id(said));
        let number = number.filter(|said| (1..=NUMBER_MAX).contains(&said.chars().count())).map(str::to_owned);
        if number.is_some() {
            request.fields.remove(Field::Decision.name()); // looked up by its number later
        }
        let key = Field::Purport.name();
        if !request.fields.contains_key(key) {
            request.fields.insert(key.to_owned(), SealingPurport::Adopted.name().into()); // to check the rest
            let message = message!("sealing-purport-missing", words = SealingPurport::words());
            request.missing.push(FieldError::new(key, "verplicht", message));
        }
        // The fields have the form of those of the event, so the computed fields are filled with samples to validate
        // them.
        if let Err(found) = request.event(&ComputedFields::sample()) {
            errors.extend(found.into_iter().map(|error| {
                let field = error.field.strip_prefix("gegevens.").unwrap_or(&error.field).to_owned();
                FieldError { field, ..error }
            }));
        }
        if let Some(number) = number {
            request.fields.insert(Field::Decision.name().to_owned(), number.into());
        }
        if errors.is_empty() {
            return Ok(request);
        }
        errors.extend(request.missing);
        Err(errors)
    }

    /// Returns the request for exactly this sealing of the round, from 1: it is refused when another came first.
    #[must_use]
    pub fn expecting_version(self, version: usize) -> SealRequest {
        SealRequest { expected_version: Some(version), ..self }
    }

    /// Returns the request for a sealing with which this decision is recorded.
    #[must_use]
    pub fn with_decision(self, decision: Option<Proposal>) -> SealRequest {
        SealRequest { decision, ..self }
    }

    fn take(&mut self, key: &str, value: &Value) -> Result<(), FieldError> {
        let wrong = |code, message| Err(FieldError::new(key.chars().take(80).collect::<String>(), code, message));
        match key {
            POSITION => match value.as_u64().and_then(|at| u32::try_from(at).ok()).filter(|at| *at > 0) {
                Some(at) => self.position = Some(at),
                None => return wrong("ongeldige-waarde", message!("sealing-position-wrong")),
            },
            DIGEST => match value.as_str() {
                Some(text) if Digest::parse(text).is_ok() => self.digest = Some(text.to_owned()),
                _ => return wrong("verkeerde-vorm", message!("sealing-digest-wrong")),
            },
            UNREVIEWED => match value.as_bool() {
                Some(accepts) => self.accepts_unreviewed = accepts,
                None => return wrong("verkeerd-type", message!("sealing-flag-wrong")),
            },
            OUT_OF_ORDER => match value.as_bool() {
                Some(accepts) => self.accepts_order = accepts,
                None => return wrong("verkeerd-type", message!("sealing-flag-wrong")),
            },
            RECORDED_AT => match value.as_str().and_then(|moment| Instant::parse(moment).ok()) {
                Some(moment) => self.recorded_at = Some(moment),
                None => return wrong("verkeerde-vorm", message!("sealing-moment-wrong")),
            },
            _ if CALLER_FIELDS.iter().any(|field| field.name() == key) => {
                self.fields.insert(key.to_owned(), value.clone());
            }
            _ => return wrong("onbekend-veld", message!("sealing-field-unknown")),
        }
        Ok(())
    }

    /// The text of a field that the caller sent.
    pub(super) fn word(&self, field: Field) -> Option<&str> {
        self.fields.get(field.name()).and_then(Value::as_str)
    }

    /// Replaces the number of a decision by the id of the one event in the log with that number.
    ///
    /// # Errors
    /// [`QueryError`] when no event has it, or more than one; or when the log can not be read.
    pub(super) fn with_decision_id(mut self, service: &Service) -> Result<SealRequest, QueryError> {
        let key = Field::Decision.name();
        let Some(number) = self.fields.get(key).and_then(Value::as_str).filter(|said| !is_id(said)) else {
            return Ok(self);
        };
        let at = AsOf { day: Day::from_number(i32::MAX), position: service.durable_head() };
        let found: Vec<String> =
            query_with_texts(service, |state, contents| decisions_with(state, contents, at, number))
                .map_err(QueryError::Unreadable)?;
        match found.as_slice() {
            [id] => {
                self.fields.insert(key.to_owned(), id.as_str().into());
                Ok(self)
            }
            [] => Err(QueryError::NoSuchDecision(number.to_owned())),
            [_, _, ..] => Err(QueryError::SeveralDecisions(number.to_owned())),
        }
    }

    /// Returns the day on which the sealing is recorded.
    pub(super) fn today(&self, now: Instant) -> Day {
        self.recorded_at.unwrap_or(now).amsterdam_day()
    }

    /// Refuses a decision that is dated in the future.
    ///
    /// # Errors
    /// [`AppError::Input`] with the day.
    pub(super) fn refuse_future_decision(&self, today: Day) -> Result<(), AppError> {
        let key = Field::DecidedOn.name();
        let day = self.fields.get(key).and_then(Value::as_str).and_then(|day| Day::parse(day).ok());
        match day.filter(|day| *day > today) {
            Some(day) => {
                let message = message!("sealing-decision-ahead", day = day);
                Err(AppError::input(0, key, "datum-in-toekomst", message))
            }
            None => Ok(()),
        }
    }

    /// Builds the event of the sealing.
    ///
    /// # Errors
    /// Everything that is wrong with the fields of the caller.
    pub(super) fn event(&self, computed: &ComputedFields) -> Result<Proposal, Vec<FieldError>> {
        let mut data = self.fields.clone();
        data.extend(computed.data());
        let decided_on = data.get(Field::DecidedOn.name()).and_then(Value::as_str).and_then(|day| Day::parse(day).ok());
        let mut event = json!({
            "type": format!("{TYPE_PREFIX}ronde.vastgesteld"),
            "onderwerp": self.round.subject().as_str(),
            "ingangsdatum": decided_on.unwrap_or(computed.today).to_string(),
            "gegevens": data,
        });
        if let Some(moment) = self.recorded_at {
            event[RECORDED_AT] = moment.to_string().into();
        }
        input::proposal(&event)
    }
}

/// The ids of the decisions whose paper has this number.
fn decisions_with(
    state: &State,
    contents: &dyn RecordSource,
    at: AsOf,
    number: &str,
) -> Result<Vec<String>, RecordReadError> {
    let known = state.subjects_of(SubjectKind::Decision).iter().filter_map(|no| {
        let number = *state.fold(*no, at).settings.get(Field::PaperNumber)?;
        Some((state.entry(*no).id(), number.position))
    });
    let known: Vec<(&str, u64)> = known.collect();
    let records = contents.records(&known.iter().map(|(_, at)| *at).collect::<Vec<_>>())?;
    let has = |record: &Record| record.data.get(Field::PaperNumber.name()).and_then(Value::as_str) == Some(number);
    let found = known.into_iter().zip(records).filter(|(_, record)| has(record));
    Ok(found.map(|((id, _), _)| id.to_owned()).collect())
}
