//! JSON Schemas of what callers send, made from the event types, and all that is wrong with an input by them.

mod told;

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use super::event::EventType;
use super::ids::{EventId, Subject};
use super::near::nearest;
use super::proposal::{FieldError, Provenance, unknown_type};
use super::text::Text;
use super::time::{Day, Instant, Precision};
use crate::language::Message;
use crate::message;

/// Lets no object have a key that its schema does not name: what comes in beside would go unseen.
pub fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schema of one event of `kind` as a caller sends it; committed as `schemas/gebeurtenissen/<type>.v<N>.json`.
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

/// What a pattern asks for, in words; the pattern itself where no field of an event has it.
pub fn form_of(pattern: &str) -> Message {
    told::form(pattern).unwrap_or_else(|| Message::verbatim(pattern))
}

/// What events of `kind` are for, in English: the first words of their type.
pub fn purpose(kind: EventType) -> String {
    let mut generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
    kind.data_schema(&mut generator).get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The generator names the width of an integer in `format`, which says nothing to who checks: its greatest value does.
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

/// Everything that is wrong with `value` as an event, by the schema of its type. Empty when the schema takes it.
pub fn errors(value: &Value) -> Vec<FieldError> {
    let kind = value.get("type").and_then(Value::as_str).and_then(EventType::parse);
    let (schema, validator) = match kind {
        Some(kind) => validator(kind),
        None => envelope_validator(),
    };
    let mut found = told_by(schema, validator, value);
    if let (None, Some(name)) = (kind, value.get("type").and_then(Value::as_str)) {
        found.push(unknown_type(name));
    }
    found
}

/// Everything that is wrong with `value` by a schema.
pub fn errors_by(validator: &Validator, value: &Value) -> Vec<FieldError> {
    told_by(&Value::Null, validator, value)
}

/// The same, with the schema at hand: it knows which keys may have been meant.
fn told_by(schema: &Value, validator: &Validator, value: &Value) -> Vec<FieldError> {
    let mut found: Vec<FieldError> = validator.iter_errors(value).flat_map(|error| explain(&error, schema)).collect();
    // A value that misses both its form and its pattern is wrong once.
    found.dedup_by(|next, first| next.field == first.field);
    found
}

/// A schema, and what checks by it.
type Checked = (Value, Validator);

fn validator(kind: EventType) -> &'static Checked {
    static VALIDATORS: [OnceLock<Checked>; 256] = [const { OnceLock::new() }; 256];
    VALIDATORS[usize::from(kind as u8)].get_or_init(|| with_validator(event_schema(kind)))
}

fn with_validator(schema: Value) -> Checked {
    let validator = compile(&schema);
    (schema, validator)
}

/// For an event of no known type: the envelope alone.
fn envelope_validator() -> &'static Checked {
    static VALIDATOR: OnceLock<Checked> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let mut schema = event_schema(EventType::NodeRecorded);
        let subject = Subject::json_schema(&mut SchemaGenerator::default()).to_value();
        schema["properties"]["type"] = json!({ "type": "string" });
        schema["properties"]["gegevens"] = json!({ "type": "object" });
        schema["properties"]["onderwerp"] = subject;
        with_validator(schema)
    })
}

/// A schema that is made from a type, ready to check by.
pub fn compile(schema: &Value) -> Validator {
    // Formats count: a day that the calendar does not have is told with all else that is wrong.
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    options.build(schema).expect("schemas made from the types are schemas; a test compiles each")
}

fn explain(error: &ValidationError<'_>, schema: &Value) -> Vec<FieldError> {
    let path = dotted(error.instance_path().as_str());
    let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![FieldError::new(inside(name), "verplicht", message!("field-required"))]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| FieldError::new(inside(name), "onbekend-veld", unknown_field(error, schema, name)))
            .collect(),
        ValidationErrorKind::MaxLength { limit } => {
            vec![FieldError::new(path, "te-lang", message!("value-too-long", most = *limit))]
        }
        ValidationErrorKind::MinLength { .. } => vec![FieldError::new(path, "leeg", message!("text-blank"))],
        ValidationErrorKind::Format { format } => {
            vec![FieldError::new(path, "ongeldige-waarde", told::format(format))]
        }
        ValidationErrorKind::Pattern { pattern } if pattern == "\\S" => {
            vec![FieldError::new(path, "leeg", message!("text-blank"))]
        }
        ValidationErrorKind::Pattern { pattern } => {
            vec![FieldError::new(path, "verkeerde-vorm", told::pattern(pattern))]
        }
        ValidationErrorKind::Enum { options } => {
            let field = if path.is_empty() { "type".to_owned() } else { path };
            vec![FieldError::new(field, "onbekende-waarde", message!("value-one-of", words = listed(options)))]
        }
        ValidationErrorKind::Type { kind } => {
            vec![FieldError::new(path, "verkeerd-type", told::kind(kind))]
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            if let Some(words) = words_of(context) {
                let message = message!("value-one-of", words = words.join(", "));
                return vec![FieldError::new(path, "ongeldige-waarde", message)];
            }
            // Null would do as well: what else is wrong says what is meant.
            let other_than_null = |error: &&ValidationError<'_>| {
                !matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) })
            };
            let meant: Vec<FieldError> =
                context.iter().flatten().filter(other_than_null).flat_map(|one| explain(one, schema)).collect();
            if meant.is_empty() { vec![other(path, error)] } else { meant }
        }
        ValidationErrorKind::Minimum { limit } => {
            vec![FieldError::new(path, "ongeldige-waarde", message!("value-at-least", least = limit.to_string()))]
        }
        ValidationErrorKind::Maximum { limit } => {
            vec![FieldError::new(path, "ongeldige-waarde", message!("value-at-most", most = limit.to_string()))]
        }
        ValidationErrorKind::MinItems { limit } => {
            vec![FieldError::new(path, "ongeldige-waarde", message!("list-at-least", least = *limit))]
        }
        ValidationErrorKind::MaxItems { limit } => {
            vec![FieldError::new(path, "ongeldige-waarde", message!("list-at-most", most = *limit))]
        }
        ValidationErrorKind::UniqueItems => {
            vec![FieldError::new(path, "ongeldige-waarde", message!("list-twice"))]
        }
        ValidationErrorKind::Constant { expected_value } => {
            vec![FieldError::new(
                path,
                "ongeldige-waarde",
                message!("value-wanted", wanted = expected_value.to_string()),
            )]
        }
        _ => vec![other(path, error)],
    }
}

/// A key that has no place here, with what it may have been meant for.
fn unknown_field(error: &ValidationError<'_>, schema: &Value, name: &str) -> Message {
    let object = error.schema_path().as_str().rsplit_once('/').and_then(|(object, _)| schema.pointer(object));
    let known = object.and_then(|object| object["properties"].as_object()).into_iter().flat_map(|keys| keys.keys());
    match nearest(name, known.map(String::as_str)).as_slice() {
        [] => message!("field-unknown"),
        near => message!("field-unknown-near", near = near.join(", ")),
    }
}

/// The values of a list as they are typed; null is no value.
fn listed(options: &Value) -> String {
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let typed = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
    options.iter().filter(|one| !one.is_null()).map(typed).collect::<Vec<_>>().join(", ")
}

/// The other rules of JSON Schema are told by their name; no schema of an event has them.
fn other(path: String, error: &ValidationError<'_>) -> FieldError {
    let rule = error.schema_path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
    FieldError::new(path, "ongeldige-waarde", message!("field-other-rule", rule = rule))
}

/// The words of a list that a value may be; none where it is more than a word, or null, that fits.
fn words_of(branches: &[Vec<ValidationError<'_>>]) -> Option<Vec<String>> {
    let mut words = Vec::new();
    for error in branches.iter().flatten() {
        match error.kind() {
            ValidationErrorKind::Constant { expected_value } => words.push(expected_value.as_str()?.to_owned()),
            ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
                words.extend(words_of(context)?);
            }
            ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) } => {}
            _ => return None,
        }
    }
    Some(words).filter(|words| !words.is_empty())
}

/// `/gegevens/partijen/0/naam` as `gegevens.partijen[0].naam`.
fn dotted(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty() {
            path.push_str(&format!("[{part}]"));
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(part);
        }
    }
    path
}

#[cfg(test)]
mod tests;
