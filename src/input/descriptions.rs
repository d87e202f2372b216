//! Describes the violation of one schema rule, in terms that a user understands.

use jsonschema::JsonType;
use jsonschema::error::TypeKind;

use crate::domain::schema::form;
use crate::language::Message;
use crate::message;

/// Describes a string that does not match its pattern.
pub(super) fn pattern(pattern: &str) -> Message {
    match form(pattern) {
        Some(form) => message!("value-wanted", wanted = form),
        None => message!("value-no-pattern", pattern = pattern),
    }
}

/// Describes the requirement of a JSON Schema format.
pub(super) fn describe_format(format: &str) -> Message {
    match format {
        "date" => message!("value-no-day"),
        "date-time" => message!("value-no-instant"),
        "uuid" => message!("value-no-uuid"),
        other => Message::verbatim(other),
    }
}

/// Describes the requirement of a type.
pub(super) fn kind(kind: &TypeKind) -> Message {
    let mut kinds: Vec<JsonType> = match kind {
        TypeKind::Single(one) => vec![*one],
        TypeKind::Multiple(several) => several.iter().collect(),
    };
    kinds.sort_by_key(|kind| *kind == JsonType::Null); // the value before the absence of one
    let mut names = kinds.into_iter().map(name);
    let first = names.next().unwrap_or_else(|| message!("type-null"));
    message!("value-wanted", wanted = names.fold(first, |one, other| message!("value-or", one = one, other = other)))
}

fn name(kind: JsonType) -> Message {
    match kind {
        JsonType::Array => message!("type-list"),
        JsonType::Boolean => message!("type-flag"),
        JsonType::Integer => message!("type-whole"),
        JsonType::Null => message!("type-null"),
        JsonType::Number => message!("type-number"),
        JsonType::Object => message!("type-object"),
        JsonType::String => message!("type-text"),
    }
}
