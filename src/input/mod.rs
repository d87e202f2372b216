//! What a caller sends, read at the border: a value that is right, or every error in it at once. The types alone stop at
//! their first error; the schemas made from them list all.

mod descriptions;

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use schemars::{JsonSchema as _, SchemaGenerator};
use serde_json::{Value, json};

use crate::domain::check::check;
use crate::domain::event::EventType;
use crate::domain::ids::Subject;
use crate::domain::proposal::{FieldError, Proposal, unknown_type};
use crate::domain::schema::event_schema;
use crate::domain::suggestions::nearest;
use crate::language::Message;
use crate::message;

/// Parses one event as a caller sends it, and checks its form.
///
/// # Errors
/// All errors, in the order of the fields, never only the first.
pub fn proposal(value: &Value) -> Result<Proposal, Vec<FieldError>> {
    take_proposal(&mut value.clone())
}

/// Parses as [`proposal`] does, and takes the data out of the value.
///
/// # Errors
/// As for [`proposal`].
pub fn take_proposal(value: &mut Value) -> Result<Proposal, Vec<FieldError>> {
    match Proposal::take(value) {
        Ok(proposal) => check(proposal),
        Err(first) => {
            let all = validate_event(value);
            Err(if all.is_empty() { vec![first] } else { all })
        }
    }
}

/// Returns every error in `value` as an event, by the schema of its type. Empty if the schema accepts it.
fn validate_event(value: &Value) -> Vec<FieldError> {
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
