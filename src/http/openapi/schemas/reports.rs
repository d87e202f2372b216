//! The schemas of the report, in the current shape and in those that rounds were sealed in.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{count, object, sealing_verdict, text};
use crate::http::openapi::reference;
use crate::projections::ReportRules;

/// Keys by the version of the shape that introduced them; reports of earlier shapes do not have them.
const SINCE: [(u32, &[&str]); 1] = [(2, &["daarnaast", "naVaststelling"])];

/// Returns the name of a component of the report in a version of the shape.
fn named(name: &str, version: u32) -> String {
    if version == ReportRules::CURRENT.version() { name.to_owned() } else { format!("{name}Versie{version}") }
}

/// Returns the schema of a report in any shape that a sealed round may have.
pub fn any_shape() -> Value {
    json!({ "anyOf": ReportRules::ALL.iter().rev().map(|rules| reference(&named("Rapportage", rules.version()))).collect::<Vec<_>>() })
}

/// Completes the parts of the current report and adds those of earlier shapes.
pub fn complete(parts: &mut Map<String, Value>) {
    let keys: BTreeSet<&str> = SINCE.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
    for part in parts.values_mut() {
        require_where_there(part, &keys);
    }
    let report = &mut parts["Rapportage"];
    report["properties"]["staat"] = reference("Staat");
    report["required"].as_array_mut().expect("it requires its fields").push("staat".into());
    for rules in ReportRules::ALL.into_iter().rev() {
        let version = rules.version();
        if rules != ReportRules::CURRENT {
            let gone: BTreeSet<&str> =
                SINCE.iter().filter(|(since, _)| *since > version).flat_map(|(_, keys)| keys.iter().copied()).collect();
            earlier(parts, version, &gone);
        }
        let shape = &mut parts[&named("Rapportage", version)]["properties"]["rapportageVersie"];
        *shape = json!({ "type": "integer", "const": version, "description": "De vorm van de rapportage." });
    }
}

/// Requires keys that are only absent in earlier shapes.
fn require_where_there(part: &mut Value, keys: &BTreeSet<&str>) {
    let names: Vec<String> = part["properties"].as_object().into_iter().flat_map(|all| all.keys()).cloned().collect();
    let Some(required) = part["required"].as_array_mut() else { return };
    for name in names.iter().filter(|name| keys.contains(name.as_str())) {
        if !required.contains(&json!(name)) {
            required.push(json!(name));
        }
    }
}

/// Adds the parts of an earlier shape: those that differ, and those that contain one that does.
fn earlier(parts: &mut Map<String, Value>, version: u32, gone: &BTreeSet<&str>) {
    let mut differing: BTreeSet<String> = reachable(parts, "Rapportage")
        .into_iter()
        .filter(|name| {
            parts[name]["properties"].as_object().is_some_and(|all| all.keys().any(|key| gone.contains(key.as_str())))
        })
        .collect();
    differing.insert("Rapportage".to_owned());
    loop {
        let more: Vec<String> = reachable(parts, "Rapportage")
            .into_iter()
            .filter(|name| {
                !differing.contains(name) && references(&parts[name]).iter().any(|to| differing.contains(to))
            })
            .collect();
        if more.is_empty() {
            break;
        }
        differing.extend(more);
    }
    for name in &differing {
        let mut part = parts[name].clone();
        if let Some(properties) = part["properties"].as_object_mut() {
            properties.retain(|key, _| !gone.contains(key.as_str()));
        }
        if let Some(required) = part["required"].as_array_mut() {
            required.retain(|key| !key.as_str().is_some_and(|key| gone.contains(key)));
        }
        point_at(&mut part, &differing, version);
        parts.insert(named(name, version), part);
    }
}

fn point_at(schema: &mut Value, differing: &BTreeSet<String>, version: u32) {
    match schema {
        Value::Object(all) => {
            if let Some(Value::String(target)) = all.get_mut("$ref")
                && let Some(name) = target.strip_prefix(PREFIX).filter(|name| differing.contains(*name))
            {
                *target = format!("{PREFIX}{}", named(name, version));
            }
            all.values_mut().for_each(|part| point_at(part, differing, version));
        }
        Value::Array(all) => all.iter_mut().for_each(|part| point_at(part, differing, version)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

const PREFIX: &str = "#/components/schemas/";

fn references(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(schema, &mut found);
    found
}

fn collect(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(all) => {
            found.extend(
                all.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(PREFIX)).map(str::to_owned),
            );
            all.values().for_each(|part| collect(part, found));
        }
        Value::Array(all) => all.iter().for_each(|part| collect(part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn reachable(parts: &Map<String, Value>, from: &str) -> BTreeSet<String> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(name) = waiting.pop() {
        if let Some(part) = parts.get(&name)
            && found.insert(name)
        {
            waiting.extend(references(part));
        }
    }
    found
}

/// Returns the schema of the metadata about a report, which is not part of it.
pub fn state() -> Value {
    let digest = json!({ "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" });
    object(
        &[
            ("digest", digest.clone()),
            ("digestGeraamte", digest),
            ("wortel", json!({ "type": "string", "contentEncoding": "base64" })),
            ("vaststelling", json!({ "anyOf": [reference("Vaststelling"), { "type": "null" }] })),
            ("oordeel", json!({ "anyOf": [sealing_verdict(), { "type": "null" }] })),
            ("gewist", json!({ "type": "array", "items": count(1) })),
            ("wissingen", json!({ "type": "array", "items": erasure() })),
            ("laatsteRonde", json!({ "anyOf": [last_round(), { "type": "null" }] })),
            ("nietGerapporteerd", json!({ "type": "array", "items": text() })),
            ("opnieuwGemeldeBijstellingen", json!({ "type": "array", "items": text() })),
            ("overgenomenBijstellingen", json!({ "type": "array", "items": text() })),
            ("zekerOvergenomenBijstellingen", json!({ "type": "array", "items": text() })),
            ("ontbrekendeTeksten", json!({ "type": "array", "items": count(1) })),
        ],
        &[],
    )
}

/// Returns the schema of the last round before a report by date.
fn last_round() -> Value {
    object(&[("id", text()), ("peildatum", json!({ "type": "string", "format": "date" }))], &[])
}

/// Returns the schema of an erasure: the erased event, the erasing event and the ground.
fn erasure() -> Value {
    let told = json!({ "type": ["string", "null"] });
    object(&[("positie", count(1)), ("door", count(1)), ("grondslag", told.clone()), ("besluit", told)], &[])
}

/// Returns the schema of a sealing among those of its round.
pub fn listed_sealing(sealing: &Value) -> Value {
    let mut schema = sealing.clone();
    let what = "De eerste vaststelling van de ronde die dezelfde rapportage vastlegde; null als dat deze zelf is.";
    schema["properties"]["gelijkAanVersie"] = json!({ "type": ["integer", "null"], "minimum": 1, "description": what });
    schema["required"].as_array_mut().expect("it requires its fields").push("gelijkAanVersie".into());
    schema
}

/// Returns the schema of a sealing with the result of its check.
pub fn checked_sealing(sealing: &Value) -> Value {
    let mut schema = sealing.clone();
    for (key, part) in [
        ("oordeel", json!({ "anyOf": [sealing_verdict(), { "type": "null" }] })),
        ("gewist", json!({ "type": "array", "items": reference("GewisteTekst") })),
        ("ontbrekendeTeksten", json!({ "type": "array", "items": count(1) })),
        ("afwijkingen", json!({ "type": "array", "items": text() })),
    ] {
        schema["properties"][key] = part;
        schema["required"].as_array_mut().expect("it requires its fields").push(key.into());
    }
    schema
}
