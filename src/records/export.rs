//! Strict parsing of a line of an export: a full record with salts and commitments, exactly as the export wrote it.
//!
//! Used by an import that restores and by the auditor's tool. A parsed record serialises to the same line again, so
//! nothing in the line is ignored silently.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::record::{Record, RecordView};
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::event_core::{CoreError, split_texts};
use crate::domain::field::Field;
use crate::domain::header::Header;
use crate::domain::ids::{EventId, Subject};
use crate::domain::json::read_as;
use crate::domain::text::{Slug, Text};
use crate::domain::time::{Day, Instant, Precision};
use crate::language::Message;
use crate::message;

/// The reason why a line is not a full record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct ExportError {
    /// The line number, from 1.
    pub line: u64,
    /// A description of the defect.
    pub what: Message,
}

impl ExportError {
    /// Describes the defect, with the line number.
    pub fn message(&self) -> Message {
        message!("record-line", line = self.line, what = self.what.clone())
    }
}

/// Returns whether the value is a full record, as opposed to a proposal: a full record has a commitment.
pub fn is_full_record(value: &Value) -> bool {
    value.get("verbintenis").is_some()
}

/// Parses the line with this number, counted from 1.
///
/// # Errors
/// [`ExportError`] when the line is not JSON or not a full record as written by an export.
pub fn parse_line(number: u64, line: &str) -> Result<Record, ExportError> {
    let at = |what: Message| ExportError { line: number, what };
    let value: Value =
        serde_json::from_str(line).map_err(|error| at(message!("record-not-json", at = error.column())))?;
    parse(&value).map_err(at)
}

/// Parses a full record.
///
/// # Errors
/// A sentence that describes the first defect found.
pub fn parse(value: &Value) -> Result<Record, Message> {
    let line: ExportLine = read_as(value).map_err(|error| describe_field_error(value, &error))?;
    let record = build_record(line)?;
    // Another spelling of a value (an offset in a moment, an upper-case id) would be committed to in one form and
    // exported in another.
    let again = record.to_json(RecordView::Export);
    match first_differing_key(value, &again) {
        Some(key) => Err(message!("record-written-otherwise", key = key)),
        None => Ok(record),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportLine {
    #[serde(rename = "positie")]
    position: u64,
    id: EventId,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "schemaVersie")]
    schema_version: u8,
    #[serde(rename = "onderwerp")]
    subject: Subject,
    #[serde(rename = "onderwerpVersie")]
    subject_version: u32,
    #[serde(rename = "ingangsdatum")]
    effective_on: Day,
    #[serde(rename = "ingangsdatumNauwkeurigheid")]
    precision: Option<Precision>,
    #[serde(rename = "gegevens")]
    data: Map<String, Value>,
    #[serde(rename = "herstelt")]
    corrects: Option<EventId>,
    #[serde(rename = "herkomst")]
    provenance: Option<Map<String, Value>>,
    #[serde(rename = "toelichtingWijziging")]
    reason: Option<String>,
    #[serde(rename = "geregistreerdOp")]
    recorded_at: Instant,
    actor: ActorLine,
    #[serde(rename = "gelogdOp")]
    logged_at: Instant,
    #[serde(rename = "gelogdDoor")]
    logged_by: String,
    #[serde(rename = "verbintenis")]
    commitment: Bytes32,
    #[serde(rename = "verbintenisTekst")]
    text_commitment: Bytes32,
    #[serde(rename = "zoutKern")]
    core_salt: Bytes32,
    #[serde(rename = "zoutTekst")]
    text_salt: Option<Bytes32>,
    #[serde(rename = "gewist", default)]
    erased: bool,
    #[serde(rename = "gewisteVelden", default)]
    erased_fields: Vec<String>,
    #[serde(rename = "geheimOntbreekt", default)]
    lost: bool,
    #[serde(rename = "ontbrekendeVelden", default)]
    lost_fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorLine {
    id: String,
    #[serde(rename = "naam")]
    name: Option<Text<300>>,
    #[serde(rename = "rol")]
    role: Slug,
}

/// 32 bytes in lowercase hexadecimal.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Bytes32([u8; 32]);

impl TryFrom<String> for Bytes32 {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let mut bytes = [0; 32];
        match hex::decode_to_slice(&text, &mut bytes) {
            Ok(()) => Ok(Bytes32(bytes)),
            Err(_) => Err(format!("{:?} is not 32 bytes in hexadecimal", text.chars().take(70).collect::<String>())),
        }
    }
}

fn build_record(line: ExportLine) -> Result<Record, Message> {
    let kind = EventType::parse(&line.kind).ok_or_else(|| message!("record-type", kind = &line.kind))?;
    if line.schema_version == 0 || line.schema_version > kind.schema_version() {
        let version = u32::from(line.schema_version);
        return Err(message!("record-schema-version", version = version, kind = kind.name()));
    }
    if !kind.subject_kinds().contains(&line.subject.kind()) {
        return Err(message!("record-subject-kind", kind = kind.name(), subject = line.subject.kind().name()));
    }
    if line.position == 0 || line.subject_version == 0 {
        return Err(message!("record-from-one"));
    }
    if line.erased && line.lost {
        return Err(message!("record-gone-twice"));
    }
    if (line.erased || line.lost) != line.text_salt.is_none() {
        return Err(message!("record-salt"));
    }
    let erased_fields = erased_fields(&line)?;
    for fields in std::iter::once(&line.data).chain(&line.provenance) {
        split_texts(fields, &mut Vec::new()).map_err(|error| match error {
            CoreError::UnknownKey(field) => message!("record-field-unknown", field = field),
            CoreError::UnknownField(_) | CoreError::Shape(_) | CoreError::TextMissing => message!("fault-shape"),
        })?;
    }
    let actor = |id: &str, name, role| Actor::new(id, name, role).map_err(|_| message!("record-actor", actor = id));
    actor(&line.logged_by, None, line.actor.role.clone())?;
    Ok(Record {
        header: Header {
            id: line.id,
            kind,
            schema_version: line.schema_version,
            subject: line.subject,
            effective_on: line.effective_on,
            precision: line.precision.unwrap_or(Precision::Day),
            corrects: line.corrects,
            actor: actor(&line.actor.id, line.actor.name, line.actor.role)?,
        },
        position: line.position,
        subject_version: line.subject_version,
        data: line.data,
        erased_fields,
        provenance: line.provenance,
        reason: line.reason,
        recorded_at: line.recorded_at,
        logged_at: line.logged_at,
        logged_by: line.logged_by,
        core_salt: line.core_salt.0,
        text_salt: line.text_salt.map(|salt| salt.0),
        lost: line.lost,
        text_commitment: line.text_commitment.0,
        commitment: line.commitment.0,
    })
}

/// Parses the names of the erased or lost texts. Only a record without its texts may have them; each must be a free
/// text that the data do not contain, in order and without duplicates.
fn erased_fields(line: &ExportLine) -> Result<Vec<Field>, Message> {
    let names = if line.lost { &line.lost_fields } else { &line.erased_fields };
    let others = if line.lost { &line.erased_fields } else { &line.lost_fields };
    let fields = names.iter().map(|name| Field::from_name(name).filter(|field| field.is_text()));
    let fields: Option<Vec<Field>> = fields.collect();
    let held = names.iter().any(|name| line.data.contains_key(name)) || !others.is_empty();
    let gone = line.erased || line.lost;
    match fields {
        Some(fields) if names.is_sorted_by(|a, b| a < b) && !held && (gone || names.is_empty()) => Ok(fields),
        Some(_) | None => Err(message!("record-erased-fields")),
    }
}

/// Describes a deserialisation error in our own words, since the library's message is not translated.
fn describe_field_error(value: &Value, error: &serde_path_to_error::Error<serde_json::Error>) -> Message {
    let (path, said) = (error.path().to_string(), error.inner().to_string());
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if !value.is_object() {
        message!("record-no-object")
    } else if said.starts_with("missing field") {
        message!("record-field-missing", field = quoted(&said))
    } else if said.starts_with("unknown field") {
        message!("record-field-unknown", field = quoted(&said))
    } else {
        message!("record-field-value", field = path)
    }
}

/// Returns the first key in which two objects differ.
fn first_differing_key(a: &Value, b: &Value) -> Option<String> {
    let (Value::Object(a), Value::Object(b)) = (a, b) else { return Some("the record".to_owned()) };
    a.keys().chain(b.keys()).find(|key| a.get(*key) != b.get(*key)).cloned()
}

#[cfg(test)]
mod tests;
