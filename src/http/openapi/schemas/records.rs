//! Schemas of events and records, discriminated by `type`: as sent, in the feed, in the response to recording, and in
//! an export.

use serde_json::{Map, Value, json};

use super::plain_schema::to_plain;
use super::{count, erasing, hex, moment, object, text, warnings};
use crate::domain::event::EventType;
use crate::domain::schema::event_schema;
use crate::http::openapi::reference;
use crate::http::operation::capital;

/// The context in which a record is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RecordContext {
    /// The feed and single reads.
    Feed,
    /// The response to recording it.
    Answer,
    /// An export.
    Export,
}

/// Returns every schema of an event and of a record, by name.
pub fn all() -> Map<String, Value> {
    let mut all = Map::new();
    for kind in EventType::ALL {
        let name = event_name(*kind);
        let mut event = event_schema(*kind);
        let mut data = event["properties"]["gegevens"].take();
        event["properties"]["gegevens"] = reference(&format!("{name}Gegevens"));
        event["properties"]["type"]["type"] = "string".into();
        if kind.is_change() {
            data["minProperties"] = 1.into();
        }
        all.insert(name.clone(), event);
        all.insert(format!("{name}Gegevens"), data.clone());
        if without_texts(&mut data) {
            data["description"] =
                "De gegevens zoals vastgelegd; teksten die gewist zijn of ontbreken staan er niet in.".into();
            all.insert(format!("{name}GegevensInLog"), data);
        }
    }
    all.insert("Gebeurtenis".into(), by_type(""));
    for (shown, suffix, name) in FAMILIES {
        for kind in EventType::ALL {
            let data = format!("{}GegevensInLog", event_name(*kind));
            let data = if all.contains_key(&data) { data } else { format!("{}Gegevens", event_name(*kind)) };
            all.insert(format!("{}{suffix}", event_name(*kind)), record(*kind, &data, shown));
        }
        all.insert(name.into(), by_type(suffix));
    }
    all.insert("Actor".into(), object(&[("id", text()), ("rol", text())], &[("naam", text())]));
    all.insert("Herkomst".into(), provenance());
    all
}

/// The suffix of the schemas of one type in each context, and the name of the schema of all types.
const FAMILIES: [(RecordContext, &str, &str); 3] = [
    (RecordContext::Feed, "Record", "Record"),
    (RecordContext::Answer, "Antwoord", "Vastgelegd"),
    (RecordContext::Export, "VolledigRecord", "VolledigRecord"),
];

/// Converts `voorziening.capaciteit-gewijzigd` to `VoorzieningCapaciteitGewijzigd`.
fn event_name(kind: EventType) -> String {
    kind.name().split(['.', '-']).map(capital).collect()
}

/// Returns the discriminated union of all types.
fn by_type(suffix: &str) -> Value {
    let names: Vec<(EventType, String)> =
        EventType::ALL.iter().map(|kind| (*kind, format!("{}{suffix}", event_name(*kind)))).collect();
    let mapping: Map<String, Value> =
        names.iter().map(|(kind, name)| (kind.full_name(), format!("#/components/schemas/{name}").into())).collect();
    json!({
        "oneOf": names.iter().map(|(_, name)| reference(name)).collect::<Vec<_>>(),
        "discriminator": { "propertyName": "type", "mapping": mapping }
    })
}

/// Returns the schema of the data of an event type.
pub fn data_of(kind: EventType) -> Value {
    to_plain(event_schema(kind)["properties"]["gegevens"].take())
}

/// Makes every text optional, since it is absent after an erasure. Returns true if this changed anything.
pub fn without_texts(schema: &mut Value) -> bool {
    let Some(object) = schema.as_object_mut() else { return false };
    let mut changed = false;
    for key in ["properties", "anyOf", "oneOf"] {
        match object.get_mut(key) {
            Some(Value::Object(all)) => all.values_mut().for_each(|part| changed |= without_texts(part)),
            Some(Value::Array(all)) => all.iter_mut().for_each(|part| changed |= without_texts(part)),
            _ => {}
        }
    }
    if let Some(items) = object.get_mut("items") {
        changed |= without_texts(items);
    }
    let texts: Vec<String> = object
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, part)| part["x-tekst"] == true || part["items"]["x-tekst"] == true)
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        let before = required.len();
        required.retain(|name| !texts.iter().any(|text| name == text));
        changed |= required.len() < before;
    }
    changed
}

/// Returns the schema of the provenance in a record.
fn provenance() -> Value {
    let mut schema = event_schema(EventType::NodeRecorded)["properties"]["herkomst"].take();
    schema["type"] = "object".into();
    schema
}

fn record(kind: EventType, data: &str, shown: RecordContext) -> Value {
    let subject = event_schema(kind)["properties"]["onderwerp"].take();
    let day = json!({ "type": "string", "format": "date" });
    let id = json!({ "type": "string", "format": "uuid" });
    let mut required = vec![
        ("positie", count(1)),
        ("id", id.clone()),
        ("type", json!({ "type": "string", "const": kind.full_name() })),
        ("schemaVersie", count(1)),
        ("onderwerp", subject),
        ("onderwerpVersie", count(1)),
        ("ingangsdatum", day),
        ("gegevens", reference(data)),
        ("geregistreerdOp", moment()),
        ("actor", reference("Actor")),
        ("gelogdOp", moment()),
        ("gelogdDoor", text()),
        ("verbintenis", hex()),
    ];
    let words = json!({ "type": "string", "enum": ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"] });
    let mut optional = vec![
        ("ingangsdatumNauwkeurigheid", words),
        ("herstelt", id),
        ("herkomst", reference("Herkomst")),
        ("toelichtingWijziging", text()),
        ("gewist", json!({ "type": "boolean", "const": true })),
        ("gewisteVelden", json!({ "type": "array", "items": text() })),
        ("geheimOntbreekt", json!({ "type": "boolean", "const": true })),
        ("ontbrekendeVelden", json!({ "type": "array", "items": text() })),
    ];
    if shown == RecordContext::Answer {
        optional.push(("waarschuwingen", warnings()));
        if kind == EventType::EventErased {
            optional.extend(erasing::left());
        }
    }
    if shown == RecordContext::Export {
        required.extend([("verbintenisTekst", hex()), ("zoutKern", hex())]);
        optional.push(("zoutTekst", hex()));
    }
    object(&required, &optional)
}
