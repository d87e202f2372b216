//! Rewrites schemas into plain JSON Schema that every client generator accepts.
//!
//! Each generator in the tests fails on something that the standard allows: definitions inside a schema, `const`
//! without a type, null among the values of an `enum`, a list of `const` instead of an `enum`, or formats of a
//! programming language. The result contains none of these.

use serde_json::{Map, Value, json};

/// Keys whose value is a schema.
const ONE: [&str; 6] =
    ["items", "additionalProperties", "contentSchema", "not", "propertyNames", "unevaluatedProperties"];
/// Keys whose value is a list of schemas.
const LISTS: [&str; 4] = ["oneOf", "anyOf", "allOf", "prefixItems"];
/// Keys whose value is an object of schemas by name.
const NAMED: [&str; 2] = ["properties", "patternProperties"];

/// The pattern of free text: not blank, and no control characters except line ends and tabs. The published schemas only
/// express the first part.
const TEXT: &str = concat!(
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f]",
    r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
);

/// Returns the schema in plain form.
pub fn to_plain(mut schema: Value) -> Value {
    make_plain(&mut schema);
    schema
}

/// Rewrites a schema into plain form.
pub fn make_plain(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    for key in ONE {
        object.get_mut(key).into_iter().for_each(make_plain);
    }
    for key in LISTS {
        object.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(make_plain);
    }
    for key in NAMED {
        object
            .get_mut(key)
            .and_then(Value::as_object_mut)
            .into_iter()
            .flat_map(|all| all.values_mut())
            .for_each(make_plain);
    }
    object.remove("$schema");
    object.remove("$id");
    object.remove("title");
    // An absent field is already null, so a default of null is redundant, and invalid if null is not allowed.
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

/// Rewrites `oneOf` of words as one `enum`, and moves the meaning of each into the description.
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

/// Returns true for a schema that is only a word or a list of words.
fn is_words(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else { return false };
    let known = ["const", "enum", "type", "description"];
    let strings = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(Value::is_string));
    let is_list = object.get("const").is_some_and(Value::is_string) || object.get("enum").is_some_and(strings);
    is_list && object.keys().all(|key| known.contains(&key.as_str()))
}

/// Adds the type of a word or a list of words, and separates null from it.
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

/// Replaces integer widths by the formats that OpenAPI defines, and adds the bounds that this loses.
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

/// Separates null from a nullable object or list, since its other keywords only apply to the object or list.
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
