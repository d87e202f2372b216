//! The schemas of the document: events from their types, and the answers.

mod erasing;
mod history;
mod preview;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::reference;
use crate::app::import::SAME_WORDS;
use crate::app::sealing::PreviewView;
use crate::app::warnings::AFTER_SEALING;
use crate::domain::event::EventType;
use crate::domain::ids::Subject;
use crate::domain::schema::event_schema;
use crate::projections::AuditRow;
use crate::projections::Report;
use crate::projections::comparison::Comparison;
use crate::projections::finance::Finance;
use crate::projections::findings::Findings;
use crate::projections::sealing::{Erased, Sealing};
use crate::subscriptions::CloudEvent;
use crate::subscriptions::order::order_schema;
use crate::subscriptions::view::{DeadLetterView, DeliveryView, SubscriptionView};

/// Every schema, by name.
pub fn all() -> Map<String, Value> {
    let mut all = Map::new();
    for kind in EventType::ALL {
        all.insert(event_name(*kind), bare(event_schema(*kind)));
    }
    all.insert("Gebeurtenis".into(), any_event());
    all.insert("Onderwerp".into(), Subject::json_schema(&mut schemars::SchemaGenerator::default()).to_value());
    all.insert("Record".into(), record(Shown::Feed));
    all.insert("Vastgelegd".into(), record(Shown::Answer));
    all.insert("VolledigRecord".into(), record(Shown::Export));
    all.insert("Rapportage".into(), report());
    all.insert("Signalen".into(), described::<Findings>("Signalen"));
    all.insert("Financien".into(), described::<Finance>("Financien"));
    all.insert("AuditTrail".into(), described::<AuditRow>("AuditTrail"));
    for (name, schema) in [
        ("CloudEvent", of_type::<CloudEvent>()),
        ("Staat", report_state()),
        ("Vergelijking", of_type::<Comparison>()),
        ("Vaststelling", of_type::<Sealing>()),
        ("Vaststellingsverzoek", seal_request()),
        ("VoorgenomenVaststelling", of_type::<PreviewView>()),
        ("GecontroleerdeVaststelling", checked_sealing()),
        ("Probleem", problem()),
        ("Fout", error()),
        ("Waarschuwing", warning()),
        ("Stand", standing()),
        ("Geschiedenis", history::history()),
        ("Proef", preview::preview()),
        ("Invoer", import()),
        ("Controle", verification()),
        ("Consistentie", consistency()),
        ("Woord", word()),
        ("Gezondheid", health()),
        ("Abonnementsaanvraag", order_schema()),
        ("Abonnement", of_type::<SubscriptionView>()),
        ("NieuwAbonnement", new_subscription()),
        ("Bezorging", of_type::<DeliveryView>()),
        ("OnbestelbareBezorging", of_type::<DeadLetterView>()),
    ] {
        all.insert(name.into(), schema);
    }
    all
}

/// `voorziening.capaciteit-gewijzigd` as `VoorzieningCapaciteitGewijzigd`.
fn event_name(kind: EventType) -> String {
    kind.name().split(['.', '-']).map(super::table::capital).collect()
}

/// Without what makes a schema a document of its own.
fn bare(mut schema: Value) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        object.remove("$id");
    }
    schema
}

fn any_event() -> Value {
    let names: Vec<(EventType, String)> = EventType::ALL.iter().map(|kind| (*kind, event_name(*kind))).collect();
    let mapping: Map<String, Value> =
        names.iter().map(|(kind, name)| (kind.full_name(), format!("#/components/schemas/{name}").into())).collect();
    json!({
        "oneOf": names.iter().map(|(_, name)| reference(name)).collect::<Vec<_>>(),
        "discriminator": { "propertyName": "type", "mapping": mapping }
    })
}

/// Objects that have all of these and nothing else, but for the optional.
fn object(required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        required.iter().chain(optional).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "additionalProperties": false, "required": names, "properties": properties })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn hex() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

fn count(from: u32) -> Value {
    json!({ "type": "integer", "minimum": from })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time", "pattern": "Z$" })
}

/// Where a record is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// To whoever reads it.
    Feed,
    /// To whoever recorded it just now.
    Answer,
    /// In an export.
    Export,
}

fn record(shown: Shown) -> Value {
    let types: Vec<String> = EventType::ALL.iter().map(|kind| kind.full_name()).collect();
    let actor = object(&[("id", text()), ("rol", text())], &[("naam", text())]);
    let mut required = vec![
        ("positie", count(1)),
        ("id", json!({ "type": "string", "format": "uuid" })),
        ("type", json!({ "enum": types })),
        ("schemaVersie", count(1)),
        ("onderwerp", reference("Onderwerp")),
        ("onderwerpVersie", count(1)),
        ("ingangsdatum", json!({ "type": "string", "format": "date" })),
        ("gegevens", json!({ "type": "object" })),
        ("geregistreerdOp", moment()),
        ("actor", actor),
        ("gelogdOp", moment()),
        ("gelogdDoor", text()),
        ("verbintenis", hex()),
    ];
    let mut optional = vec![
        ("ingangsdatumNauwkeurigheid", json!({ "enum": ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"] })),
        ("herstelt", json!({ "type": "string", "format": "uuid" })),
        ("herkomst", json!({ "type": "object" })),
        ("toelichtingWijziging", text()),
        ("gewist", json!({ "const": true })),
        ("gewisteVelden", json!({ "type": "array", "items": text() })),
        ("geheimOntbreekt", json!({ "const": true, "type": "boolean" })),
        ("ontbrekendeVelden", json!({ "type": "array", "items": text() })),
    ];
    if shown == Shown::Answer {
        optional.push(("waarschuwingen", warnings()));
        optional.extend(erasing::left());
    }
    if shown == Shown::Export {
        required.extend([("verbintenisTekst", hex()), ("zoutKern", hex())]);
        optional.push(("zoutTekst", hex()));
    }
    object(&required, &optional)
}

/// What came with `rapportageVersie` 2: a round that was sealed in the first shape is answered in it, without these.
const SINCE_SECOND: [&str; 2] = ["daarnaast", "naVaststelling"];

/// The report as its types describe it, with `staat`, which is about it and not part of it.
fn report() -> Value {
    let mut schema = described::<Report>("Rapportage");
    for part in schema["$defs"].as_object_mut().into_iter().flat_map(|parts| parts.values_mut()) {
        if let Some(required) = part["required"].as_array_mut() {
            required.retain(|key| !key.as_str().is_some_and(|key| SINCE_SECOND.contains(&key)));
        }
    }
    schema["properties"]["staat"] = reference("Staat");
    if let Some(required) = schema["required"].as_array_mut() {
        required.push("staat".into());
    }
    schema
}

/// An answer as its types describe it. Its own definitions lie inside it, so what points at them points there.
fn described<T: JsonSchema>(name: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = false).into_generator();
    let mut schema = bare(generator.into_root_schema_for::<T>().to_value());
    rebase(&mut schema, &format!("#/components/schemas/{name}/$defs/"));
    schema
}

/// What only the answer to a registration shows.
fn new_subscription() -> Value {
    let mut schema = of_type::<SubscriptionView>();
    let what = "Waarmee bezorgingen worden ondertekend (Standard Webhooks). Staat alleen in dit antwoord.";
    schema["properties"]["geheim"] = json!({ "type": "string", "pattern": "^whsec_", "description": what });
    if let Some(required) = schema["required"].as_array_mut() {
        required.push("geheim".into());
    }
    schema
}

fn rebase(schema: &mut Value, to: &str) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref")
                && let Some(name) = target.strip_prefix("#/$defs/")
            {
                *target = format!("{to}{name}");
            }
            object.values_mut().for_each(|part| rebase(part, to));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| rebase(part, to)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What was erased, by which event and on what ground.
fn erasure() -> Value {
    let told = json!({ "type": ["string", "null"] });
    object(&[("positie", count(1)), ("door", count(1)), ("grondslag", told.clone()), ("besluit", told)], &[])
}

fn report_state() -> Value {
    let digest = json!({ "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" });
    object(
        &[
            ("digest", digest.clone()),
            ("digestGeraamte", digest),
            ("wortel", json!({ "type": "string", "contentEncoding": "base64" })),
            ("vaststelling", json!({ "anyOf": [reference("Vaststelling"), { "type": "null" }] })),
            ("oordeel", json!({ "enum": ["klopt", "klopt-behoudens-wissing", "afwijkend", null] })),
            ("gewist", json!({ "type": "array", "items": count(1) })),
            ("wissingen", json!({ "type": "array", "items": erasure() })),
            ("ontbrekendeTeksten", json!({ "type": "array", "items": count(1) })),
        ],
        &[],
    )
}

/// The schema of a type without definitions of its own.
fn of_type<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
    let mut schema = bare(generator.into_root_schema_for::<T>().to_value());
    if let Some(object) = schema.as_object_mut() {
        object.remove("title");
    }
    schema
}

/// What a caller says of a sealing, in the form of the event; the service computes the rest.
fn seal_request() -> Value {
    let event = event_schema(EventType::RoundSealed);
    let data = &event["properties"]["gegevens"]["properties"];
    let said = |name: &'static str| (name, data[name].clone());
    object(
        &[said("orgaan"), said("strekking")],
        &[
            (
                "onbeoordeeld",
                json!({ "type": ["boolean", "null"], "description": "Ook wanneer er concepten achter de rapportage staan die niemand nakeek." }),
            ),
            (
                "besluit",
                json!({ "type": ["string", "null"], "description": "Het id van het besluit, of zijn kenmerk." }),
            ),
            said("genomenOp"),
            said("reden"),
            (
                "positie",
                json!({ "type": ["integer", "null"], "minimum": 1, "description": "De positie van de rapportage die is gezien." }),
            ),
            (
                "digest",
                json!({ "type": ["string", "null"], "description": "De digest van de rapportage die is gezien." }),
            ),
        ],
    )
}

/// A sealing with what its check says.
fn checked_sealing() -> Value {
    let mut schema = of_type::<Sealing>();
    for (key, part) in [
        ("oordeel", json!({ "enum": ["klopt", "klopt-behoudens-wissing", "afwijkend", null] })),
        ("gewist", json!({ "type": "array", "items": of_type::<Erased>() })),
        ("ontbrekendeTeksten", json!({ "type": "array", "items": count(1) })),
        ("afwijkingen", json!({ "type": "array", "items": text() })),
    ] {
        schema["properties"][key] = part;
        schema["required"].as_array_mut().expect("it requires its fields").push(key.into());
    }
    schema
}

/// More keys may stand in it, such as `posities` or `regel`.
fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": text(),
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": text(),
            "instance": { "type": "string", "format": "uri-reference" },
            "code": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "Vast: hierop kan een programma kiezen." },
            "fouten": { "type": "array", "items": reference("Fout") },
            "posities": { "type": "array", "items": count(1), "description": "De gebeurtenissen waarop de weigering rust." },
            "onderwerpVersie": count(0),
            "regel": count(0),
            "kolom": count(0)
        }
    })
}

fn error() -> Value {
    object(&[("veld", text()), ("code", text()), ("melding", text())], &[("regel", count(1))])
}

/// What in a text may be personal data: the field and the kind, never what was found; or that a day was sealed already.
fn warning() -> Value {
    let codes: Vec<&str> = crate::domain::bsn::WARNING_CODES.into_iter().chain([AFTER_SEALING, SAME_WORDS]).collect();
    let code = json!({ "enum": codes });
    object(&[("veld", text()), ("code", code), ("melding", text())], &[("regel", count(1))])
}

fn warnings() -> Value {
    let what = "Wat in de gestuurde teksten persoonsgegevens kan zijn, en wat gaat over een dag die al is vastgesteld; het houdt \
                niets tegen en wordt niet bewaard.";
    json!({ "type": "array", "items": reference("Waarschuwing"), "description": what })
}

/// A subject as it stands; which keys it has follows its kind, as in the report.
fn standing() -> Value {
    json!({ "type": "object" })
}

fn import() -> Value {
    object(
        &[
            ("gelezen", count(0)),
            ("toegevoegd", count(0)),
            ("bekend", count(0)),
            ("nakijken", count(0)),
            ("positie", count(0)),
            ("proef", json!({ "type": "boolean" })),
            ("aantalWaarschuwingen", count(0)),
            ("waarschuwingenPerCode", json!({ "type": "object", "additionalProperties": count(1) })),
            ("waarschuwingen", warnings()),
        ],
        &[],
    )
}

fn verification() -> Value {
    let touched = object(&[("ronde", text()), ("versie", count(1))], &[]);
    let finding =
        object(&[("positie", count(0)), ("wat", text()), ("raakt", json!({ "type": "array", "items": touched }))], &[]);
    let unchecked = json!({ "enum": ["handtekening", "volledigheid", "herkomst-sleutel", "na-checkpoint"] });
    object(
        &[
            ("klopt", json!({ "type": "boolean" })),
            ("gebeurtenissen", count(0)),
            ("gewist", count(0)),
            ("ontbrekendeTeksten", count(0)),
            ("wortel", json!({ "type": "string", "contentEncoding": "base64" })),
            ("vaststellingen", json!({ "type": "array", "items": reference("GecontroleerdeVaststelling") })),
            ("bevindingen", json!({ "type": "array", "items": finding })),
            ("aantalBevindingen", count(0)),
            ("conclusie", text()),
            ("nietGecontroleerd", json!({ "type": "array", "items": unchecked })),
        ],
        &[],
    )
}

fn consistency() -> Value {
    let base64 = json!({ "type": "string", "contentEncoding": "base64" });
    let end = object(&[("positie", count(1)), ("wortel", base64.clone())], &[]);
    object(&[("van", end.clone()), ("naar", end), ("bewijs", json!({ "type": "array", "items": base64 }))], &[])
}

fn word() -> Value {
    object(&[("naam", text()), ("engels", text()), ("betekenis", text())], &[])
}

fn health() -> Value {
    object(&[("status", json!({ "const": "in-orde" }))], &[("positie", count(0))])
}
