//! JSON Schemas of what callers send, generated from the event types, and validation of an input by them.

mod descriptions;

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use super::event::EventType;
use super::ids::{EventId, Subject};
use super::proposal::{FieldError, Provenance, unknown_type};
use super::suggestions::nearest;
use super::text::Text;
use super::time::{Day, Instant, Precision};
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
    descriptions::form(pattern).unwrap_or_else(|| Message::verbatim(pattern))
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

/// Returns every error in `value` as an event, by the schema of its type. Empty if the schema accepts it.
pub fn validate_event(value: &Value) -> Vec<FieldError> {
    let kind = value.get("type").and_then(Value::as_str).and_then(EventType::parse);
    let (schema, validator) = match kind {
        Some(kind) => validator(kind),
        None => envelope_validator(),
    };
    let mut found = collect_errors(schema, validator, value);
    if let (None, Some(name)) = (kind, value.get("type").and_then(Value::as_str)) {
        found.push(unknown_type(name));
    }
    found
}

/// Returns every error in `value` by a schema.
pub fn validate(validator: &Validator, value: &Value) -> Vec<FieldError> {
    collect_errors(&Value::Null, validator, value)
}

/// Like [`validate`], but with the schema at hand, so that errors can suggest the keys that may have been meant.
fn collect_errors(schema: &Value, validator: &Validator, value: &Value) -> Vec<FieldError> {
    let mut found: Vec<FieldError> = validator.iter_errors(value).flat_map(|error| explain(&error, schema)).collect();
    // A value that violates both its format and its pattern is one error.
    found.dedup_by(|next, first| next.field == first.field);
    found
}

/// A schema with its validator.
type SchemaWithValidator = (Value, Validator);

fn validator(kind: EventType) -> &'static SchemaWithValidator {
    static VALIDATORS: [OnceLock<SchemaWithValidator>; 256] = [const { OnceLock::new() }; 256];
    VALIDATORS[usize::from(kind as u8)].get_or_init(|| with_validator(event_schema(kind)))
}

fn with_validator(schema: Value) -> SchemaWithValidator {
    let validator = compile(&schema);
    (schema, validator)
}

/// Returns the validator for an event of unknown type, which checks the envelope only.
fn envelope_validator() -> &'static SchemaWithValidator {
    static VALIDATOR: OnceLock<SchemaWithValidator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let mut schema = event_schema(EventType::NodeRecorded);
        let subject = Subject::json_schema(&mut SchemaGenerator::default()).to_value();
        schema["properties"]["type"] = json!({ "type": "string" });
        schema["properties"]["gegevens"] = json!({ "type": "object" });
        schema["properties"]["onderwerp"] = subject;
        with_validator(schema)
    })
}

/// Compiles a schema that was generated from a type.
pub fn compile(schema: &Value) -> Validator {
    // Formats are validated, so a day that does not exist in the calendar is reported together with all other errors.
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
            vec![FieldError::new(path, "ongeldige-waarde", descriptions::describe_format(format))]
        }
        ValidationErrorKind::Pattern { pattern } if pattern == "\\S" => {
            vec![FieldError::new(path, "leeg", message!("text-blank"))]
        }
        ValidationErrorKind::Pattern { pattern } => {
            vec![FieldError::new(path, "verkeerde-vorm", descriptions::pattern(pattern))]
        }
        ValidationErrorKind::Enum { options } => {
            let field = if path.is_empty() { "type".to_owned() } else { path };
            vec![FieldError::new(field, "onbekende-waarde", message!("value-one-of", words = listed(options)))]
        }
        ValidationErrorKind::Type { kind } => {
            vec![FieldError::new(path, "verkeerd-type", descriptions::kind(kind))]
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            if let Some(words) = words_of(context) {
                let message = message!("value-one-of", words = words.join(", "));
                return vec![FieldError::new(path, "ongeldige-waarde", message)];
            }
            // Null would be valid too, so the errors of the other branches show what is meant.
            let other_than_null = |error: &&ValidationError<'_>| {
                !matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) })
            };
            let meant: Vec<FieldError> =
                context.iter().flatten().filter(other_than_null).flat_map(|one| explain(one, schema)).collect();
            if meant.is_empty() { vec![other_rule_error(path, error)] } else { meant }
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
        _ => vec![other_rule_error(path, error)],
    }
}

/// Builds the message for an unknown key, with suggestions.
fn unknown_field(error: &ValidationError<'_>, schema: &Value, name: &str) -> Message {
    let object = error.schema_path().as_str().rsplit_once('/').and_then(|(object, _)| schema.pointer(object));
    let known = object.and_then(|object| object["properties"].as_object()).into_iter().flat_map(|keys| keys.keys());
    match nearest(name, known.map(String::as_str)).as_slice() {
        [] => message!("field-unknown"),
        near => message!("field-unknown-near", near = near.join(", ")),
    }
}

/// Returns the values of a list as they are typed, without null.
fn listed(options: &Value) -> String {
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let typed = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
    options.iter().filter(|one| !one.is_null()).map(typed).collect::<Vec<_>>().join(", ")
}

/// Builds the error for any other rule of JSON Schema, by its name. No schema of an event uses one.
fn other_rule_error(path: String, error: &ValidationError<'_>) -> FieldError {
    let rule = error.schema_path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
    FieldError::new(path, "ongeldige-waarde", message!("field-other-rule", rule = rule))
}

/// Returns the words that a value may be; `None` if anything but a word or null is allowed.
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

/// Converts `/gegevens/partijen/0/naam` to `gegevens.partijen[0].naam`.
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
