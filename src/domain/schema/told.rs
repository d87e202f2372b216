//! What is wrong with a value by one rule of a schema, in the words of whoever typed it.

use jsonschema::JsonType;
use jsonschema::error::TypeKind;

use crate::domain::ids::{ID_PATTERN, UUID_PATTERN};
use crate::domain::text::FORMS;
use crate::domain::time::DAY_PATTERN;

/// What a pattern asks for, with an example; of one that no field of an event has, the pattern itself.
pub(super) fn pattern(pattern: &str) -> String {
    let form = FORMS.iter().find(|(of_form, _)| *of_form == pattern).map(|(_, form)| *form).or(match pattern {
        ID_PATTERN => Some("een id van hooguit 64 letters, cijfers, punten en streepjes zoals gebouw-c"),
        UUID_PATTERN => Some("een UUID"),
        DAY_PATTERN => Some("een dag in de vorm JJJJ-MM-DD"),
        _ => None,
    });
    if let Some(form) = form {
        return format!("hier hoort {form}");
    }
    match pattern.strip_prefix("^(").and_then(|rest| rest.split_once(")/[A-Za-z0-9]")) {
        Some((kinds, _)) => {
            let forms: Vec<String> = kinds.split('|').map(|kind| format!("{kind}/<id>")).collect();
            format!("hier hoort een onderwerp in de vorm {}", forms.join(" of "))
        }
        None if pattern.contains("[Tt ]") => "hier hoort een moment in de vorm 2019-05-28T10:00:00Z".to_owned(),
        None => format!("de waarde past niet bij het patroon {pattern}"),
    }
}

/// What a type asks for.
pub(super) fn kind(kind: &TypeKind) -> String {
    let mut names: Vec<&str> = match kind {
        TypeKind::Single(one) => vec![name(*one)],
        TypeKind::Multiple(several) => several.iter().map(name).collect(),
    };
    names.sort_by_key(|name| *name == name_of_nothing()); // the value before the absence of one
    format!("hier hoort {}", names.join(" of "))
}

const fn name_of_nothing() -> &'static str {
    name(JsonType::Null)
}

const fn name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "een lijst",
        JsonType::Boolean => "true of false",
        JsonType::Integer => "een geheel getal",
        JsonType::Null => "null",
        JsonType::Number => "een getal",
        JsonType::Object => "een object",
        JsonType::String => "een tekst tussen aanhalingstekens",
    }
}
