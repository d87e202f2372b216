//! The glossary contains every Dutch name of the committed schemas, and is committed itself.

use std::collections::BTreeSet;
use std::path::Path;

use peildatum::domain::event::TYPE_PREFIX;
use peildatum::domain::glossary::terms;
use serde_json::Value;

use crate::generated::{pretty, same};

/// Names that are defined by a standard: those of a problem document, of a CloudEvent, and of the actions of an audit
/// trail.
const STANDARD: [&str; 16] = [
    "create",
    "update",
    "partial_update",
    "destroy",
    "title",
    "detail",
    "instance",
    "specversion",
    "source",
    "subject",
    "time",
    "sequence",
    "sequencetype",
    "dataref",
    "datacontenttype",
    "data",
];

#[test]
fn the_glossary_is_committed_as_data() {
    let all: Vec<_> = terms().into_values().collect();
    same("schemas/woordenlijst.json", &pretty(&serde_json::to_value(all).expect("terms are plain strings")));
}

#[test]
fn every_name_of_the_schemas_is_in_the_glossary() {
    let mut names = BTreeSet::new();
    for schema in schemas(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")) {
        collect(&schema, &mut names);
    }
    assert!(names.contains("bedragInCenten"), "the schemas were not found");
    let terms = terms();
    let ours = |name: &&String| !STANDARD.contains(&name.as_str()) && !name.starts_with(TYPE_PREFIX);
    let missing: Vec<&String> = names.iter().filter(ours).filter(|name| !terms.contains_key(name.as_str())).collect();
    assert!(missing.is_empty(), "not in src/domain/glossary: {missing:?}");
}

/// Returns every JSON Schema below `folder`, and the OpenAPI document.
fn schemas(folder: &Path) -> Vec<Value> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the repository has schemas") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(schemas(&path));
        } else if path.file_name().is_some_and(|name| name != "woordenlijst.json") {
            let text = std::fs::read_to_string(&path).expect("a schema is UTF-8");
            found.push(serde_json::from_str(&text).expect("a schema is JSON"));
        }
    }
    found
}

/// Adds the keys and the words of `schema` to `names`.
fn collect(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                names.extend(properties.keys().cloned());
            }
            if let (Some(Value::String(name)), Some(Value::String(place))) = (object.get("name"), object.get("in")) {
                names.extend((place == "query" || place == "path").then(|| name.clone()));
            }
            if let Some(Value::Array(words)) = object.get("enum") {
                names.extend(words.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            object.values().for_each(|part| collect(part, names));
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
