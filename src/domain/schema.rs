//! JSON Schemas of what callers send, generated from the event types.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use super::event::EventType;
use super::ids::{EventId, ID_PATTERN, UUID_PATTERN};
use super::proposal::Provenance;
use super::text::{FORMS, Text};
use super::time::{DAY_PATTERN, Day, Instant, Precision};
use crate::language::Message;
use crate::message;

/// Closes every object in a schema: a key that the schema does not name is refused instead of ignored.
pub fn close_objects(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close_objects);
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close_objects),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the schema of one event of `kind` as a caller sends it; committed as
/// `schemas/gebeurtenissen/<type>.v<N>.json`.
pub fn event_schema(kind: EventType) -> Value {
    let mut generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
    let data = kind.data_schema(&mut generator).to_value();
    let kinds: Vec<&str> = kind.subject_kinds().iter().map(|kind| kind.name()).collect();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:nl:peildatum:gebeurtenis:{}:v{}", kind.name(), kind.schema_version()),
        "title": kind.full_name(),
        "type": "object",
        "additionalProperties": false,
        "required": ["type", "onderwerp", "ingangsdatum", "gegevens"],
        "properties": {
            "id": nullable::<EventId>(&mut generator),
            "type": { "const": kind.full_name() },
            "onderwerp": { "type": "string", "pattern": format!("^({})/[A-Za-z0-9][A-Za-z0-9.-]{{0,63}}$", kinds.join("|")) },
            "ingangsdatum": Day::json_schema(&mut generator),
            "ingangsdatumNauwkeurigheid": nullable::<Precision>(&mut generator),
            "gegevens": data,
            "herstelt": nullable::<EventId>(&mut generator),
            "herkomst": nullable::<Provenance>(&mut generator),
            "toelichtingWijziging": nullable::<Text<2000>>(&mut generator),
            "geregistreerdOp": nullable::<Instant>(&mut generator)
        }
    });
    bound_integers(&mut schema);
    schema
}

/// Returns what a pattern requires, in words; the pattern itself if no field of an event has it.
pub fn form_of(pattern: &str) -> Message {
    form(pattern).unwrap_or_else(|| Message::verbatim(pattern))
}

/// Adds a maximum to integers. The generator only names their width in `format`, which a validator ignores.
fn bound_integers(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("format").is_some_and(|format| format == "uint32") {
                object.insert("maximum".into(), u32::MAX.into());
            }
            object.values_mut().for_each(bound_integers);
        }
        Value::Array(items) => items.iter_mut().for_each(bound_integers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn nullable<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<Option<T>>().to_value()
}

/// Returns what a pattern requires, with an example: `een dag in de vorm JJJJ-MM-DD`. `None` if no field of an event
/// has it.
pub fn form(pattern: &str) -> Option<Message> {
    if let Some((_, form)) = FORMS.iter().find(|(of_form, _)| *of_form == pattern) {
        return Some(form());
    }
    match pattern {
        ID_PATTERN => return Some(message!("form-id")),
        UUID_PATTERN => return Some(message!("form-uuid")),
        DAY_PATTERN => return Some(message!("form-day")),
        _ => {} // the other patterns are recognised below
    }
    if pattern.contains("[Tt ]") {
        return Some(message!("form-instant"));
    }
    let (kinds, _) = pattern.strip_prefix("^(").and_then(|rest| rest.split_once(")/[A-Za-z0-9]"))?;
    let forms = kinds.split('|').map(|kind| Message::verbatim(format!("{kind}/<id>")));
    Some(message!("form-subject", forms = forms.collect::<Vec<_>>()))
}
