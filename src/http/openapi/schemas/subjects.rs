//! The schemas of the eight kinds of subject in lists and single reads: as in the report, with their parent and
//! version.

use serde_json::{Map, Value, json};

use super::plain_schema::to_plain;
use super::records::data_of;
use super::{count, moment, object, text};
use crate::domain::event::EventType;
use crate::domain::ids::{Placement, SubjectKind};
use crate::domain::time::Precision;
use crate::http::openapi::reference;
use crate::http::operation::capital;
use crate::http::subjects::RESOURCES;
use crate::projections::lists::CHILD_KEYS;

/// Returns the schema name of a kind: `Voorziening`.
pub fn name(kind: SubjectKind) -> String {
    capital(kind.name())
}

/// Returns the schema of each kind, and of any of them, derived from the parts of the report.
pub fn all(parts: &Map<String, Value>) -> Map<String, Value> {
    let mut all: Map<String, Value> = Map::new();
    for kind in RESOURCES {
        let mut schema = match kind {
            SubjectKind::Round => round(),
            _ => parts[&format!("Rapportage{}", name(kind))].clone(), // every other kind is a part of the report
        };
        if matches!(kind, SubjectKind::Node | SubjectKind::Case) {
            CHILD_KEYS.iter().for_each(|key| leave_out(&mut schema, key));
        }
        let version = "Hoeveel gebeurtenissen het onderwerp telde op de gevraagde positie, van welke dag ook: wat in If-Match gaat. \
                       Zonder positie of beschikbaarOp is dat de huidige.";
        require(&mut schema, "onderwerpVersie", json!({ "type": "integer", "minimum": 1, "description": version }));
        let or_null = |what: &str| json!({ "type": ["string", "null"], "description": what });
        match kind.placement() {
            Placement::Tree => require(&mut schema, "bovenliggend", or_null("De code van wat erboven ligt.")),
            Placement::Listed | Placement::Apart => {}
            Placement::Case | Placement::Attached => {
                require(&mut schema, "onderdeel", or_null("De code van het onderdeel waar het bij hoort."));
            }
        }
        all.insert(name(kind), schema);
    }
    let kinds: Vec<Value> = RESOURCES.iter().map(|kind| reference(&name(*kind))).collect();
    all.insert("Stand".into(), json!({ "anyOf": kinds, "description": "Een onderwerp van een van de acht soorten." }));
    all.insert("Publicatie".into(), publication());
    all.insert("Volledigheid".into(), completeness());
    all
}

fn leave_out(schema: &mut Value, key: &str) {
    schema["properties"].as_object_mut().into_iter().for_each(|all| drop(all.remove(key)));
    schema["required"].as_array_mut().into_iter().for_each(|all| all.retain(|name| name != key));
}

fn require(schema: &mut Value, key: &str, what: Value) {
    schema["properties"][key] = what;
    schema["required"].as_array_mut().expect("it requires its fields").push(key.into());
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// Returns the schema of a round, which has more fields than the report needs.
fn round() -> Value {
    let opened = data_of(EventType::RoundOpened);
    let said = |field: &str| {
        let mut schema = opened["properties"][field].clone();
        schema.as_object_mut().into_iter().for_each(|all| drop(all.remove("x-tekst")));
        schema
    };
    let maybe = |field: &str| match said(field) {
        nullable if nullable["type"].is_array() || nullable["anyOf"].is_array() => nullable,
        schema => or_null(schema),
    };
    let status = json!({ "type": "string", "enum": ["open", "vastgesteld", "gepubliceerd", "heropend"] });
    let precisions: Vec<&str> = Precision::ALL.iter().filter(|p| **p != Precision::Day).map(|p| p.name()).collect();
    object(
        &[
            ("id", text()),
            ("titel", json!({ "type": ["string", "null"] })),
            ("soort", maybe("soort")),
            ("begrotingsjaar", maybe("begrotingsjaar")),
            ("volgnummer", maybe("volgnummer")),
            ("peildatum", maybe("peildatum")),
            ("aanleverenVoor", maybe("aanleverenVoor")),
            ("programmas", maybe("programmas")),
            ("volledigheid", or_null(json!({ "type": "array", "items": reference("Volledigheid") }))),
            ("status", status),
            ("vaststellingen", json!({ "type": "array", "items": reference("VaststellingVanRonde") })),
            ("publicaties", json!({ "type": "array", "items": reference("Publicatie") })),
            ("nauwkeurigheid", or_null(json!({ "type": "string", "enum": precisions }))),
            ("oordeel", or_null(json!({ "type": "string", "enum": ["nakijken"] }))),
            ("posities", json!({ "type": "object", "additionalProperties": count(1) })),
            ("positie", count(0)),
        ],
        &[],
    )
}

/// Returns the schema of how complete a round is for one programme; a list of rounds does not say it.
fn completeness() -> Value {
    let covered =
        "Of de ronde over het programma gaat; null zolang de ronde geen programma's noemt en er niets voor kwam.";
    let came = "Of er voor deze ronde iets van het programma is vastgelegd.";
    object(
        &[
            ("programma", text()),
            ("titel", json!({ "type": ["string", "null"] })),
            ("gedekt", json!({ "type": ["boolean", "null"], "description": covered })),
            ("gerapporteerd", json!({ "type": "boolean", "description": came })),
            ("prestaties", count(0)),
            ("metToelichting", count(0)),
        ],
        &[],
    )
}

fn publication() -> Value {
    let published = data_of(EventType::RoundPublished);
    let mut renderings = published["properties"]["weergaven"].clone();
    super::records::without_texts(&mut renderings);
    let renderings = match renderings["anyOf"].as_array() {
        Some(either) => either[0].clone(),
        None => renderings,
    };
    let told = json!({ "type": ["string", "null"] });
    to_plain(object(
        &[
            ("versie", json!({ "type": ["integer", "null"], "minimum": 1 })),
            ("moment", or_null(moment())),
            ("url", told.clone()),
            ("weergaven", renderings),
            ("vervangt", told),
            ("positie", count(1)),
        ],
        &[],
    ))
}
