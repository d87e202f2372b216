//! The core of an event as a list of fields (ids, codes, enums, numbers, days, references), with placeholders for its
//! texts.
//!
//! Everything behind the border works on this form: the state folds it, the history compares it, the log stores it. It
//! borrows its strings, so a replay allocates almost nothing.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::field::Field;
use crate::language::Message;
use crate::message;

/// The value of one field. **Frozen**: this is what the log stores in bincode; variants are appended, never moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CoreValue<'a> {
    /// Null: the field has no value from then on.
    Null,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// An id, a code, a word of an enum or a day: a string that is not free text.
    Token(&'a str),
    /// A list of tokens.
    #[serde(borrow)]
    Tokens(Vec<&'a str>),
    /// A list of whole numbers.
    Numbers(Vec<i64>),
    /// Free text. The value is the next text in the text part of the record.
    Text,
    /// A list of this many free texts, which are the next ones in the text part of the record.
    Texts(u32),
    /// A nested object of fields.
    #[serde(borrow)]
    Object(Vec<(u8, CoreValue<'a>)>),
    /// A list of objects.
    #[serde(borrow)]
    Objects(Vec<Vec<(u8, CoreValue<'a>)>>),
    /// A map with free keys, such as years.
    #[serde(borrow)]
    Map(Vec<(&'a str, &'a str)>),
}

/// The fields of an object, in the order of their keys.
pub type CoreFields<'a> = Vec<(u8, CoreValue<'a>)>;

/// Which part of a record to include.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPart {
    /// Core and text together, as the caller sent them.
    Whole,
    /// The core without the free texts: the part that can never be erased.
    Core,
    /// The free texts only.
    Text,
}

/// A key or value that is not in the catalogue, or texts that do not match the core.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum CoreError {
    /// A key that no type of the catalogue has.
    UnknownKey(String),
    /// A stored field number that this version does not know.
    UnknownField(u8),
    /// A value with a shape that no field has.
    Shape(&'static str),
    /// The core has more placeholders than there are texts.
    TextMissing,
}

impl CoreError {
    /// Returns a description of the error, as a clause.
    pub fn message(&self) -> Message {
        match self {
            CoreError::UnknownKey(key) => message!("core-unknown-key", key = key),
            CoreError::UnknownField(number) => message!("core-unknown-field", number = u32::from(*number)),
            CoreError::Shape(field) => message!("core-shape", field = *field),
            CoreError::TextMissing => message!("core-text-missing"),
        }
    }
}

/// Splits an object of parsed data into core fields and texts, both in the order of the keys.
///
/// # Errors
/// [`CoreError`] for keys or shapes that no type of the catalogue has. A parsed proposal has none.
pub fn split_texts<'a>(object: &'a Map<String, Value>, texts: &mut Vec<&'a str>) -> Result<CoreFields<'a>, CoreError> {
    object
        .iter()
        .map(|(key, value)| {
            let field = Field::from_name(key).ok_or_else(|| CoreError::UnknownKey(key.clone()))?;
            Ok((field as u8, value_of(field, value, texts)?))
        })
        .collect()
}

fn value_of<'a>(field: Field, value: &'a Value, texts: &mut Vec<&'a str>) -> Result<CoreValue<'a>, CoreError> {
    let shape = || CoreError::Shape(field.name());
    Ok(match value {
        Value::Null => CoreValue::Null,
        Value::Bool(flag) => CoreValue::Flag(*flag),
        Value::Number(number) => CoreValue::Number(number.as_i64().ok_or_else(shape)?),
        Value::String(text) if field.is_text() => {
            texts.push(text);
            CoreValue::Text
        }
        Value::String(token) => CoreValue::Token(token),
        Value::Array(items) => list_of(field, items, texts)?,
        Value::Object(map) if field == Field::Targets => CoreValue::Map(
            map.iter().map(|(k, v)| v.as_str().map(|v| (k.as_str(), v)).ok_or_else(shape)).collect::<Result<_, _>>()?,
        ),
        Value::Object(inner) => CoreValue::Object(split_texts(inner, texts)?),
    })
}

fn list_of<'a>(field: Field, items: &'a [Value], texts: &mut Vec<&'a str>) -> Result<CoreValue<'a>, CoreError> {
    let shape = || CoreError::Shape(field.name());
    if field.is_text() {
        for item in items {
            texts.push(item.as_str().ok_or_else(shape)?);
        }
        return Ok(CoreValue::Texts(u32::try_from(items.len()).map_err(|_| shape())?));
    }
    Ok(match items.first() {
        Some(Value::Object(_)) => CoreValue::Objects(
            items
                .iter()
                .map(|item| split_texts(item.as_object().ok_or_else(shape)?, texts))
                .collect::<Result<_, _>>()?,
        ),
        Some(Value::Number(_)) => {
            CoreValue::Numbers(items.iter().map(|item| item.as_i64().ok_or_else(shape)).collect::<Result<_, _>>()?)
        }
        _ => CoreValue::Tokens(items.iter().map(|item| item.as_str().ok_or_else(shape)).collect::<Result<_, _>>()?),
    })
}

/// Returns the text fields at the top level. A report must know of them even when their texts are gone.
pub fn text_fields(fields: &[(u8, CoreValue<'_>)]) -> Vec<Field> {
    let texts = fields.iter().filter(|(_, value)| matches!(value, CoreValue::Text | CoreValue::Texts(_)));
    texts.filter_map(|(number, _)| Field::from_number(*number)).collect()
}

/// Inserts placeholders for texts that are gone, each at its place in the order of the keys.
pub fn insert_text_placeholders(fields: &mut CoreFields<'_>, gone: &[Field]) {
    let name = |number: u8| Field::from_number(number).map_or("", Field::name);
    for field in gone {
        let at = fields.partition_point(|(number, _)| name(*number) < field.name());
        if fields.get(at).is_none_or(|(number, _)| *number != *field as u8) {
            fields.insert(at, (*field as u8, CoreValue::Text));
        }
    }
}

/// Joins fields and texts into an object again, or returns one of the two parts.
///
/// `texts` is left just after the last text that was used. With [`RecordPart::Core`] it is not touched.
///
/// # Errors
/// [`CoreError`] when a field is unknown or a text is missing.
pub fn join_texts<'t>(
    fields: &[(u8, CoreValue<'_>)],
    texts: &mut impl Iterator<Item = &'t str>,
    part: RecordPart,
) -> Result<Map<String, Value>, CoreError> {
    let mut object = Map::new();
    for (number, value) in fields {
        let field = Field::from_number(*number).ok_or(CoreError::UnknownField(*number))?;
        if let Some(value) = json_of(value, texts, part)? {
            object.insert(field.name().to_owned(), value);
        }
    }
    Ok(object)
}

fn json_of<'t>(
    value: &CoreValue<'_>,
    texts: &mut impl Iterator<Item = &'t str>,
    part: RecordPart,
) -> Result<Option<Value>, CoreError> {
    let core = |value: Value| (part != RecordPart::Text).then_some(value);
    Ok(match value {
        CoreValue::Null => core(Value::Null),
        CoreValue::Flag(flag) => core(Value::Bool(*flag)),
        CoreValue::Number(number) => core(Value::Number(Number::from(*number))),
        CoreValue::Token(token) => core(Value::from(*token)),
        CoreValue::Tokens(tokens) => core(Value::from(tokens.clone())),
        CoreValue::Numbers(numbers) => core(Value::from(numbers.clone())),
        CoreValue::Map(map) => core(map.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect()),
        CoreValue::Text | CoreValue::Texts(_) if part == RecordPart::Core => None,
        CoreValue::Text => Some(Value::from(texts.next().ok_or(CoreError::TextMissing)?)),
        CoreValue::Texts(count) => Some(
            (0..*count)
                .map(|_| texts.next().map(Value::from).ok_or(CoreError::TextMissing))
                .collect::<Result<Vec<_>, _>>()?
                .into(),
        ),
        CoreValue::Object(fields) => {
            let object = join_texts(fields, texts, part)?;
            (part != RecordPart::Text || !object.is_empty()).then_some(Value::Object(object))
        }
        CoreValue::Objects(items) => {
            let objects: Vec<Map<String, Value>> =
                items.iter().map(|fields| join_texts(fields, texts, part)).collect::<Result<_, _>>()?;
            let anything = part != RecordPart::Text || objects.iter().any(|object| !object.is_empty());
            anything.then(|| Value::Array(objects.into_iter().map(Value::Object).collect()))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn core_and_text_come_apart_and_together() {
        let data = json!({ "titel": "Wachtlijst", "soort": "wachtlijst", "onderdeel": "9D1.4",
            "partijen": [{ "naam": "De Aanbieder", "rol": "aanbieder" }],
            "verwijzingen": [{ "soort": "zaak", "id": "Z-19-1" }, { "soort": "document", "url": "https://voorbeeld.example/a", "label": "Nota" }] });
        let object = data.as_object().unwrap();
        let mut texts = Vec::new();
        let fields = split_texts(object, &mut texts).unwrap();
        let whole = join_texts(&fields, &mut texts.iter().copied(), RecordPart::Whole).unwrap();
        assert_eq!(&whole, object);
        let core = join_texts(&fields, &mut std::iter::empty(), RecordPart::Core).unwrap();
        assert_eq!(
            Value::Object(core),
            json!({ "soort": "wachtlijst", "onderdeel": "9D1.4", "partijen": [{ "rol": "aanbieder" }],
                "verwijzingen": [{ "soort": "zaak", "id": "Z-19-1" }, { "soort": "document" }] })
        );
        let text = join_texts(&fields, &mut texts.iter().copied(), RecordPart::Text).unwrap();
        assert_eq!(
            Value::Object(text),
            json!({ "titel": "Wachtlijst", "partijen": [{ "naam": "De Aanbieder" }],
                "verwijzingen": [{}, { "url": "https://voorbeeld.example/a", "label": "Nota" }] })
        );
        assert_eq!(join_texts(&fields, &mut std::iter::empty(), RecordPart::Whole), Err(CoreError::TextMissing));
    }
}
