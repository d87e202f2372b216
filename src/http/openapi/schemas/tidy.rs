//! What every generator of clients takes: schemas as the types give them, said in the plainest words of JSON Schema.
//!
//! The generators that are tried in the tests each stumble on something that the standard allows: on definitions inside a schema, on
//! `const` without a type, on null among the words of an `enum`, on a list of `const` where an `enum` says the same, on formats
//! of a programming language. None of it is said so here.

use serde_json::{Map, Value, json};

/// Keys whose value is a schema.
const ONE: [&str; 6] =
    ["items", "additionalProperties", "contentSchema", "not", "propertyNames", "unevaluatedProperties"];
/// Keys whose value is a list of schemas.
const LISTS: [&str; 4] = ["oneOf", "anyOf", "allOf", "prefixItems"];
/// Keys whose value is an object of schemas by name.
const NAMED: [&str; 2] = ["properties", "patternProperties"];

/// A free text: not blank, and no control characters but line ends and tabs. The published schemas say the first alone.
const TEXT: &str = concat!(
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f]",
    r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
);

/// The same schema in plain words.
pub fn tidied(mut schema: Value) -> Value {
    tidy(&mut schema);
    schema
}

/// Says a schema in plain words.
pub fn tidy(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    for key in ONE {
        object.get_mut(key).into_iter().for_each(tidy);
    }
    for key in LISTS {
        object.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(tidy);
    }
    for key in NAMED {
        object.get_mut(key).and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut()).for_each(tidy);
    }
    object.remove("$schema");
    object.remove("$id");
    object.remove("title");
    // What is left out is none: that goes without saying, also where none is no value of its own.
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    if object.get("x-tekst").is_some() && object.get("pattern").is_some_and(|pattern| pattern == "\\S") {
        object.insert("pattern".into(), TEXT.into());
    }
    one_list_of_words(object);
    typed_words(object);
    standard_format(object);
    apart_from_null(object);
}

/// `oneOf` of words as one `enum`; what each means goes into the description.
fn one_list_of_words(object: &mut Map<String, Value>) {
    for key in ["oneOf", "anyOf"] {
        let Some(branches) = object.get(key).and_then(Value::as_array) else { continue };
        let (words, others): (Vec<&Value>, Vec<&Value>) = branches.iter().partition(|branch| is_words(branch));
        let only_null = others.iter().all(|other| **other == json!({ "type": "null" }));
        if words.is_empty() || !only_null || (words.len() == 1 && !others.is_empty()) {
            continue;
        }
        let (mut all, mut told) = (Vec::new(), Vec::new());
        for word in words {
            let listed = word["enum"].as_array().cloned().unwrap_or_default();
            all.extend(listed.into_iter().chain(word.get("const").cloned()));
            if let (Some(name), Some(what)) = (word.get("const").and_then(Value::as_str), word["description"].as_str())
            {
                told.push(format!("`{name}`: {what}"));
            }
        }
        let mut list = json!({ "type": "string", "enum": all });
        let is_nullable = !others.is_empty();
        let said: Vec<String> =
            object.get("description").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
        let whole = said.into_iter().chain(told).collect::<Vec<_>>().join("\n\n");
        object.remove(key);
        if !whole.is_empty() {
            object.insert("description".into(), whole.into());
        }
        if is_nullable {
            object.insert("anyOf".into(), json!([list, { "type": "null" }]));
        } else {
            object.append(list.as_object_mut().expect("it was made as an object"));
        }
    }
}

/// True for a schema that is one word, or a list of them, and says nothing else.
fn is_words(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else { return false };
    let known = ["const", "enum", "type", "description"];
    let strings = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(Value::is_string));
    let is_list = object.get("const").is_some_and(Value::is_string) || object.get("enum").is_some_and(strings);
    is_list && object.keys().all(|key| known.contains(&key.as_str()))
}

/// A word or a list of words says what type they are of; null is none of them.
fn typed_words(object: &mut Map<String, Value>) {
    if let Some(one) = object.get("const") {
        let kind = kind_of(one);
        object.entry("type").or_insert(kind.into());
    }
    let Some(words) = object.get("enum").and_then(Value::as_array) else { return };
    let real: Vec<Value> = words.iter().filter(|word| !word.is_null()).cloned().collect();
    let kind = real.first().map_or("null", kind_of);
    if real.len() == words.len() {
        object.entry("type").or_insert(kind.into());
        return;
    }
    object.remove("enum");
    object.remove("type");
    object.insert("anyOf".into(), json!([{ "type": kind, "enum": real }, { "type": "null" }]));
}

const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Widths of integers in the formats that OpenAPI knows, with the bounds that are lost by it.
fn standard_format(object: &mut Map<String, Value>) {
    let Some(format) = object.get("format").and_then(Value::as_str) else { return };
    let (format, most) = match format {
        "uint64" | "uint" | "int" => ("int64", None),
        "uint32" => ("int64", Some(u64::from(u32::MAX))),
        "uint16" => ("int32", Some(u64::from(u16::MAX))),
        "uint8" => ("int32", Some(u64::from(u8::MAX))),
        "int8" | "int16" => ("int32", None),
        _ => return,
    };
    object.insert("format".into(), format.into());
    if let Some(most) = most {
        object.entry("maximum").or_insert(most.into());
    }
}

/// An object or a list that may be null is one of two: what is said of its keys and members holds for one of them.
fn apart_from_null(object: &mut Map<String, Value>) {
    let Some([kind, other]) = object.get("type").and_then(Value::as_array).map(Vec::as_slice) else { return };
    if *other != "null" || !(*kind == "object" || *kind == "array") {
        return;
    }
    let kind = kind.clone();
    let description = object.remove("description");
    let mut whole = std::mem::take(object);
    whole.insert("type".into(), kind);
    object.insert("anyOf".into(), json!([whole, { "type": "null" }]));
    if let Some(description) = description {
        object.insert("description".into(), description);
    }
}
