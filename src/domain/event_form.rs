//! The fields that an event of a type takes, read from its schema: their form, which are required, and how a value is
//! read that a person typed.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde_json::Value;

use crate::event::EventType;
use crate::field::Field;
use crate::glossary::{self, Term};
use crate::language::Language;
use crate::schema::event_schema;

/// The key of the envelope that may be given like a field of the data: the provenance of a fact.
const PROVENANCE: &str = "herkomst";

/// The suffix of the name of an amount in whole eurocents. People type euros.
pub const IN_CENTS: &str = "InCenten";

/// The fields of events of one type.
#[derive(Debug)]
pub struct Form {
    /// The purpose of the type in English, from the schema.
    purpose: String,
    /// The fields of its data, the required ones first, then in the order of the catalogue.
    pub fields: Vec<FormField>,
    /// The provenance, as one field with parts.
    pub provenance: Vec<FormField>,
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct FormField {
    /// Its key at the border.
    pub name: String,
    /// The meaning in English, from the schema.
    pub meaning: String,
    /// Whether an event without it is refused.
    pub required: bool,
    /// Whether null clears it.
    pub nullable: bool,
    /// The form of its value.
    pub shape: ValueForm,
}

/// The form of the value of a field.
#[derive(Debug, Clone)]
pub enum ValueForm {
    /// Free text of at most so many characters.
    Text(u64),
    /// A string that the schema checks by a pattern: an id, a day, a decimal.
    Token(String),
    /// One of these words, each with its meaning in English.
    Word(Vec<(String, String)>),
    /// One of these values: `1` or `1000`, `true`.
    Choice(Vec<Value>),
    /// A whole number between these bounds, both included.
    Integer(i64, i64),
    /// `true` or `false`.
    Flag,
    /// A list of values of this form.
    List(Box<ValueForm>),
    /// An object with these fields.
    Object(Vec<FormField>),
    /// An object with values of this form under any key, such as a year.
    Keyed(Box<ValueForm>),
}

impl Form {
    /// The form of a type. Built once and cached.
    pub fn of(kind: EventType) -> &'static Form {
        static FORMS: [OnceLock<Form>; 256] = [const { OnceLock::new() }; 256];
        FORMS[usize::from(kind as u8)].get_or_init(|| {
            let schema = event_schema(kind);
            let properties = &schema["properties"];
            let mut provenance = fields(&serde_json::json!({ "properties": { PROVENANCE: properties[PROVENANCE] } }));
            provenance.iter_mut().for_each(|field| field.nullable = false); // an event without it just leaves it out
            let purpose = properties["gegevens"]["description"].as_str().unwrap_or_default().to_owned();
            Form { purpose, fields: fields(&properties["gegevens"]), provenance }
        })
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&FormField> {
        self.fields.iter().chain(&self.provenance).find(|field| field.name == name)
    }
}

/// Returns the purpose of a type: in Dutch from the glossary, in English from its schema.
pub fn purpose(kind: EventType, language: Language) -> String {
    match language {
        Language::Dutch => meaning(kind.name()).unwrap_or_default().to_owned(),
        Language::English => Form::of(kind).purpose.trim_end_matches('.').to_owned(),
    }
}

fn meaning(name: &str) -> Option<&'static str> {
    static TERMS: LazyLock<BTreeMap<&'static str, Term>> = LazyLock::new(glossary::terms);
    TERMS.get(name).map(|term| term.meaning)
}

impl FormField {
    /// Returns what the field means: in Dutch from the glossary, in English from the schema.
    pub fn meaning_in(&self, language: Language) -> String {
        let told = match language {
            Language::Dutch => meaning(&self.name).map_or_else(|| self.meaning.clone(), str::to_owned),
            Language::English => self.meaning.clone(),
        };
        told.trim_end_matches('.').to_owned()
    }

    /// Returns true for an amount in whole eurocents, which people type in euros.
    pub fn is_amount(&self) -> bool {
        self.name.ends_with(IN_CENTS)
    }
}

impl ValueForm {
    /// Returns the value that was typed for a field without parts. What does not fit stays a text, so that the schema
    /// says what is expected.
    pub fn typed(&self, raw: &str) -> Value {
        let text = || Value::from(raw);
        match self {
            ValueForm::Integer(..) => raw.parse::<i64>().map_or_else(|_| text(), Value::from),
            ValueForm::Flag => raw.parse::<bool>().map_or_else(|_| text(), Value::from),
            // Unlike a text, a choice is written as in JSON, such as 1000 or true.
            ValueForm::Choice(choices) => {
                serde_json::from_str(raw).ok().filter(|given| choices.contains(given)).unwrap_or_else(text)
            }
            ValueForm::Text(_)
            | ValueForm::Token(_)
            | ValueForm::Word(_)
            | ValueForm::List(_)
            | ValueForm::Object(_)
            | ValueForm::Keyed(_) => text(),
        }
    }
}

/// The fields of an object, the required ones first.
fn fields(object: &Value) -> Vec<FormField> {
    let required: Vec<&str> = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = object["properties"].as_object();
    let mut fields: Vec<FormField> = properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| field(name, schema, required.contains(&&**name)))
        .collect();
    fields.sort_by_key(|field| (!field.required, Field::from_name(&field.name)));
    fields
}

fn field(name: &str, schema: &Value, required: bool) -> FormField {
    let meaning = schema["description"].as_str().unwrap_or_default().to_owned();
    let (value, nullable) = without_null(schema);
    FormField { name: name.to_owned(), meaning, required, nullable, shape: shape(&value) }
}

/// Splits a schema into that of a value which is not null, and whether null is allowed as well.
fn without_null(schema: &Value) -> (Value, bool) {
    let is_null = |branch: &Value| branch["type"] == "null";
    if let Some(branches) = schema["anyOf"].as_array() {
        let other = branches.iter().find(|branch| !is_null(branch)).unwrap_or(schema);
        return (other.clone(), branches.iter().any(is_null));
    }
    let mut value = schema.clone();
    let mut nullable = false;
    for key in ["type", "enum"] {
        if let Some(options) = value[key].as_array_mut() {
            let before = options.len();
            options.retain(|option| !option.is_null() && option != "null");
            nullable |= options.len() < before;
        }
    }
    (value, nullable)
}

fn shape(schema: &Value) -> ValueForm {
    if let Some(words) = schema["oneOf"].as_array() {
        let word = |key: &str, word: &Value| word[key].as_str().unwrap_or_default().to_owned();
        return ValueForm::Word(words.iter().map(|one| (word("const", one), word("description", one))).collect());
    }
    if let Some(choices) = schema["enum"].as_array() {
        return ValueForm::Choice(choices.clone());
    }
    let is = |name: &str| schema["type"] == name || schema["type"] == serde_json::json!([name]);
    if is("array") {
        return ValueForm::List(Box::new(shape(&without_null(&schema["items"]).0)));
    }
    if let Some(keyed) = schema["patternProperties"].as_object().and_then(|keyed| keyed.values().next()) {
        return ValueForm::Keyed(Box::new(shape(keyed)));
    }
    if is("object") {
        return ValueForm::Object(fields(schema));
    }
    if is("integer") {
        let bound = |key: &str, other: i64| schema[key].as_i64().unwrap_or(other);
        return ValueForm::Integer(bound("minimum", i64::MIN), bound("maximum", i64::MAX));
    }
    if is("boolean") {
        return ValueForm::Flag;
    }
    match schema["maxLength"].as_u64() {
        Some(most) if schema["x-tekst"] == true => ValueForm::Text(most),
        _ => ValueForm::Token(schema["pattern"].as_str().unwrap_or_default().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(kind: EventType, name: &str) -> &'static ValueForm {
        &Form::of(kind).field(name).expect("the type has that field").shape
    }

    #[test]
    fn every_field_of_every_schema_has_a_form() {
        for kind in EventType::ALL {
            let schema = event_schema(*kind);
            let keys = schema["properties"]["gegevens"]["properties"].as_object();
            let known: Vec<&str> = Form::of(*kind).fields.iter().map(|field| &*field.name).collect();
            assert_eq!(keys.map_or(0, serde_json::Map::len), known.len(), "{}: {known:?}", kind.name());
        }
    }

    #[test]
    fn a_form_tells_what_a_field_holds_and_whether_null_clears_it() {
        assert!(matches!(shape_of(EventType::FacilityClosed, "reden"), ValueForm::Text(2000)));
        assert!(matches!(shape_of(EventType::AdjustmentRecorded, "duur"), ValueForm::Word(words) if words.len() == 2));
        assert!(matches!(shape_of(EventType::AdjustmentRecorded, "bedragInCenten"), ValueForm::Integer(0, _)));
        assert!(
            matches!(shape_of(EventType::AdjustmentRecorded, "eenheidBron"), ValueForm::Choice(all) if all.len() == 2)
        );
        assert!(
            matches!(shape_of(EventType::AdjustmentRecorded, "taakveld"), ValueForm::Object(parts) if parts.len() == 2)
        );
        assert!(matches!(shape_of(EventType::IndicatorRecorded, "streefwaarden"), ValueForm::Keyed(_)));
        assert!(
            matches!(shape_of(EventType::NodeRecorded, "portefeuilles"), ValueForm::List(of) if matches!(**of, ValueForm::Text(300)))
        );
        let title = Form::of(EventType::NodeChanged).field("titel").expect("a title can be changed");
        let parent = Form::of(EventType::NodeChanged).field("bovenliggend").expect("and a parent");
        assert!(!title.nullable && parent.nullable);
    }
}
