//! What a caller sends, parsed into types, and the errors of an input.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use serde_path_to_error::Segment;

use super::actor::Actor;
use super::event::{EventData, EventType, TYPE_PREFIX};
use super::event_core::split_texts;
use super::header::{ActorRef, Header, HeaderRef};
use super::ids::{EventId, Subject};
use super::json::read_as;
use super::state::FoldedEvent;
use super::suggestions::nearest;
use super::text::{FieldName, Sha256Hex, Text, TextError};
use super::time::{Day, Instant, Precision};
use crate::language::{Language, Message};
use crate::{message, word_enum};

/// One error in an input.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The path of the field, `gegevens.titel`.
    #[serde(rename = "veld")]
    pub field: String,
    /// The stable code of the kind of error.
    pub code: &'static str,
    /// What is wrong and what would be right.
    #[serde(rename = "melding")]
    pub message: Message,
}

impl FieldError {
    /// Returns the error as JSON, in `language`.
    pub fn to_json(&self, language: Language) -> Value {
        json!({ "veld": self.field, "code": self.code, "melding": self.message.in_language(language) })
    }

    /// Returns the message, preceded by the name of the field if there is one.
    pub fn named(&self) -> Message {
        match self.field.as_str() {
            "" => self.message.clone(),
            field => Message::joined(vec![Message::verbatim(field), self.message.clone()], ": "),
        }
    }

    /// Prefixes the field with the index of its event in a list: `[3].gegevens.titel`.
    #[must_use]
    pub fn in_list(self, index: usize) -> FieldError {
        let field = match self.field.as_str() {
            "" => format!("[{index}]"),
            field => format!("[{index}].{field}"),
        };
        FieldError { field, ..self }
    }

    /// Creates an error at `field`.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<Message>) -> FieldError {
        FieldError { field: field.into(), code, message: message.into() }
    }
}

word_enum! {
    /// Whether somebody has looked at what was read from a document.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Judgement {
        /// Reviewed, or read without doubt.
        Certain = "zeker",
        /// To be reviewed.
        Unreviewed = "nakijken",
    }
}

/// The document and lines a fact was taken from.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The name of the document.
    pub document: Option<Text<300>>,
    /// First and last line, from 1.
    #[serde(rename = "regels")]
    pub lines: Option<[u32; 2]>,
    /// The SHA-256 of the document.
    pub sha256: Option<Sha256Hex>,
    /// Where the document was.
    pub url: Option<Text<2000>>,
    /// When it was fetched.
    #[serde(rename = "opgehaaldOp")]
    pub fetched_at: Option<Instant>,
    /// Whether it was reviewed.
    #[serde(rename = "oordeel")]
    pub judgement: Option<Judgement>,
    /// The fields that the source does not state.
    #[serde(rename = "aangenomen")]
    pub assumed: Option<Vec<FieldName>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    id: Option<EventId>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "onderwerp")]
    subject: Subject,
    #[serde(rename = "ingangsdatum")]
    effective_on: Day,
    #[serde(rename = "ingangsdatumNauwkeurigheid")]
    precision: Option<Precision>,
    #[serde(rename = "herstelt")]
    corrects: Option<EventId>,
    #[serde(rename = "herkomst")]
    provenance: Option<Provenance>,
    #[serde(rename = "toelichtingWijziging")]
    reason: Option<Text<2000>>,
    #[serde(rename = "geregistreerdOp")]
    recorded_at: Option<Instant>,
    /// Read by its type.
    #[serde(rename = "gegevens")]
    _data: Option<IgnoredAny>,
}

/// What a caller wants to record. Its form is valid; the rules decide whether the log accepts it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The idempotency key, if the caller chose one.
    pub id: Option<EventId>,
    /// The subject of the event.
    pub subject: Subject,
    /// The effective day, from which the fact holds (valid time).
    pub effective_on: Day,
    /// The precision of the effective day; `None` means that the day is exact.
    pub precision: Option<Precision>,
    /// The typed data, which the rules read.
    pub data: EventData,
    /// The data as parsed, without absent fields; this is what is stored.
    pub body: Map<String, Value>,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// The typed provenance.
    pub provenance: Option<Provenance>,
    /// The provenance as parsed; this is what is stored.
    pub provenance_body: Option<Map<String, Value>>,
    /// The reason for recording.
    pub reason: Option<Text<2000>>,
    /// The recorded time, in an import that keeps times.
    pub recorded_at: Option<Instant>,
}

impl Proposal {
    /// Parses the types of one event as a caller sends it. [`check`](super::check::check) checks its form.
    ///
    /// # Errors
    /// The first error that the types find. The schemas made from them accept the same, and list all errors.
    pub fn parse(value: &Value) -> Result<Proposal, FieldError> {
        Proposal::take(&mut value.clone())
    }

    /// Parses as [`Proposal::parse`] does, and takes the data out of the value. One that is refused stays whole.
    ///
    /// # Errors
    /// As for [`Proposal::parse`].
    pub fn take(value: &mut Value) -> Result<Proposal, FieldError> {
        whole_numbers(value);
        let sent = &*value;
        let no_object = || FieldError::new("", "geen-object", message!("event-no-object"));
        let object = sent.as_object().ok_or_else(no_object)?;
        let envelope: Envelope = read_as(sent).map_err(|e| type_error("", &e, sent))?;
        let missing = || FieldError::new("gegevens", "verplicht", message!("field-required"));
        let data = object.get("gegevens").ok_or_else(missing)?;
        let kind = EventType::parse(&envelope.kind).ok_or_else(|| unknown_type(&envelope.kind))?;
        let typed = EventData::parse(kind, data).map_err(|e| type_error("gegevens", &e, data))?;
        if !data.is_object() {
            return Err(FieldError::new("gegevens", "geen-object", message!("data-no-object")));
        }
        let mut taken = |key: &str| match value.get_mut(key).map(Value::take) {
            Some(Value::Object(found)) => Some(found),
            _ => None,
        };
        let mut body = taken("gegevens").expect("it is an object");
        strip_nulls(&mut body, kind.is_change());
        let provenance_body = taken("herkomst").and_then(|mut found| {
            strip_nulls(&mut found, false);
            (!found.is_empty()).then_some(found)
        });
        Ok(Proposal {
            id: envelope.id,
            subject: envelope.subject,
            effective_on: envelope.effective_on,
            precision: envelope.precision.filter(|precision| *precision != Precision::Day),
            data: typed,
            body,
            corrects: envelope.corrects,
            provenance: envelope.provenance.filter(|_| provenance_body.is_some()),
            provenance_body,
            reason: envelope.reason,
            recorded_at: envelope.recorded_at,
        })
    }

    /// Returns the type of the event.
    pub const fn kind(&self) -> EventType {
        self.data.kind()
    }

    /// Returns true if the event still has to be reviewed.
    pub fn unreviewed(&self) -> bool {
        self.provenance.as_ref().is_some_and(|p| p.judgement == Some(Judgement::Unreviewed))
    }

    /// Returns its header as an event with this id, of this actor.
    pub fn header<'a>(&'a self, id: EventId, actor: &'a Actor) -> HeaderRef<'a> {
        self.header_of(id, actor.into())
    }

    /// Returns its header as an event with this id, of this actor.
    pub fn header_of<'a>(&'a self, id: EventId, actor: ActorRef<'a>) -> HeaderRef<'a> {
        Header {
            id,
            kind: self.kind(),
            schema_version: self.kind().schema_version(),
            subject: self.subject.as_str(),
            effective_on: self.effective_on,
            precision: self.precision.unwrap_or(Precision::Day),
            corrects: self.corrects,
            actor,
        }
    }

    /// Returns what the state folds, given the header, the position and the recorded time of the event.
    pub fn folded<'a>(&'a self, header: HeaderRef<'a>, position: u64, recorded_at: Instant) -> FoldedEvent<'a> {
        let fields = split_texts(&self.body, &mut Vec::new());
        let fields = fields.expect("parsed data have only keys and shapes of the catalogue");
        FoldedEvent { header, position, recorded_at, unreviewed: self.unreviewed(), fields }
    }

    /// Returns what the caller sent, without id and recorded time, as [`HeaderRef::content`] does for a record.
    pub fn content(&self, header: &HeaderRef<'_>) -> Value {
        header.content(&self.body, self.provenance_body.as_ref(), self.reason.as_ref().map(Text::as_str))
    }
}

/// Removes nulls, which mean the same as absent fields, except for the fields of a change itself, where null clears a
/// field.
fn strip_nulls(object: &mut Map<String, Value>, keep_here: bool) {
    object.retain(|_, value| keep_here || !value.is_null());
    for value in object.values_mut() {
        match value {
            Value::Object(inner) => strip_nulls(inner, false),
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(|inner| strip_nulls(inner, false));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// Converts `1.0` to `1`: JSON has one kind of number, and a schema accepts either form as an integer.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|_| !number.is_i64() && !number.is_u64());
            if let Some(whole) = float.and_then(super::json::as_integer) {
                *value = whole.into();
            }
        }
        Value::Object(object) => object.values_mut().for_each(whole_numbers),
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Builds the error for a type that is not in the catalogue, with suggestions.
pub fn unknown_type(name: &str) -> FieldError {
    let near: Vec<Message> = nearest_types(name).into_iter().map(|kind| Message::verbatim(kind.full_name())).collect();
    let name: String = name.chars().take(80).collect();
    FieldError::new(
        "type",
        "onbekend-type",
        match near.is_empty() {
            true => message!("type-unknown", name = name),
            false => message!("type-unknown-near", name = name, near = near),
        },
    )
}

/// Returns the few types that may have been meant by an unknown name, the nearest first.
pub fn nearest_types(name: &str) -> Vec<EventType> {
    let bare = name.strip_prefix(TYPE_PREFIX).unwrap_or(name);
    match EventType::from_name(bare) {
        Some(kind) => vec![kind],
        None => {
            let near = nearest(bare, EventType::ALL.iter().map(|kind| kind.name()));
            near.into_iter().filter_map(EventType::from_name).collect()
        }
    }
}

/// Builds the error for what only the types refuse and no schema does: a control character in a text, or a form that a
/// pattern cannot express.
fn type_error(prefix: &str, error: &serde_path_to_error::Error<serde_json::Error>, value: &Value) -> FieldError {
    let place = error.path().iter().try_fold(value, |value, step| match step {
        Segment::Map { key } => value.get(key),
        Segment::Seq { index } => value.get(index),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let text = place.and_then(Value::as_str);
    let control = text.and_then(|text| text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')));
    let message = match control {
        Some(c) => TextError::Control(c as u32).message(),
        None => message!("value-not-taken"),
    };
    let path = error.path().to_string();
    let field = match (prefix, path.as_str()) {
        ("", ".") => String::new(),
        ("", _) => path,
        (_, ".") => prefix.to_owned(),
        _ => format!("{prefix}.{path}"),
    };
    FieldError::new(field, "ongeldige-waarde", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(data: Value) -> Value {
        json!({ "type": "nl.peildatum.voorziening.capaciteit-gewijzigd", "onderwerp": "voorziening/c",
            "ingangsdatum": "2026-01-01", "gegevens": data })
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let proposal = Proposal::parse(&with(json!({ "capaciteit": 40.0 }))).unwrap();
        assert_eq!(proposal.body["capaciteit"], json!(40));
        assert_eq!(proposal, Proposal::parse(&with(json!({ "capaciteit": 40 }))).unwrap());
        assert!(Proposal::parse(&with(json!({ "capaciteit": 40.5 }))).is_err());
    }

    #[test]
    fn what_no_schema_refuses_is_told_in_words_of_our_own_in_both_languages() {
        let error = Proposal::parse(&with(json!({ "capaciteit": 40, "reden": "a\u{7}b" }))).unwrap_err();
        assert_eq!(error.field, "gegevens.reden");
        let told = Language::ALL.map(|language| error.message.in_language(language));
        assert_eq!(told, ["de tekst bevat een stuurteken (U+0007)", "the text holds a control character (U+0007)"]);
    }
}
