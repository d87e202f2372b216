//! The OpenAPI document is as strict as the responses: a response with one error in it no longer matches the document.
//!
//! Live responses of every route are validated against their schemas, and then again with an additional key, a missing
//! key, and an invalid day or moment, in every place of every response.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Request;
use jsonschema::Validator;
use peildatum::http::operation::BodyContent;
use peildatum::http::routes::{document, operations};
use serde_json::{Value, json};

use super::conformance::{request, resources};
use super::{TestApp, closed, opened};

/// Keys that are optional depending on the content: of a record, of a problem, of an export.
const COME_AND_GO: [&str; 22] = [
    "ingangsdatumNauwkeurigheid",
    "herstelt",
    "herkomst",
    "toelichtingWijziging",
    "gewist",
    "gewisteVelden",
    "geheimOntbreekt",
    "ontbrekendeVelden",
    "waarschuwingen",
    "naam",
    "fouten",
    "posities",
    "onderwerpVersie",
    "regel",
    "kolom",
    "zoutTekst",
    "sequencetype",
    "datacontenttype",
    "data",
    "positie",
    "ontbrekendeTeksten",
    "tekstOntbreekt",
];

/// Objects whose keys are data: years, words of a list. And the data of events, all of whose keys are optional.
const FREE: [&str; 11] = [
    "perVeld",
    "perWijziging",
    "tellingen",
    "waarschuwingenPerCode",
    "streefwaarden",
    "gegevens",
    "herkomst",
    "partijen",
    "verwijzingen",
    "voorbehoud",
    "taakveld",
];

/// Fields that may have any value of the report: `van` and `naar` of a difference, a state in an audit trail.
const ANYTHING: [&str; 4] = ["van", "naar", "oud", "nieuw"];

/// One response with its schema in the document.
struct Told {
    from: String,
    schema: Value,
    body: Value,
}

fn validator(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["components"] = document()["components"].clone();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Returns the schema of the JSON response of an operation.
fn schema_of(id: &str, status: u16) -> Option<Value> {
    let operation = operations().into_iter().find(|operation| operation.id == id).unwrap();
    let answer = operation.answers.iter().find(|answer| answer.status == status)?;
    match &answer.content {
        BodyContent::Json(schema)
        | BodyContent::Forms(schema)
        | BodyContent::Calendar(schema)
        | BodyContent::Lines(schema)
        | BodyContent::Events(schema) => Some(schema.clone()),
        BodyContent::Text | BodyContent::Page | BodyContent::Nothing | BodyContent::Bytes | BodyContent::Archive => {
            None
        }
    }
}

/// Returns every JSON value in a response: one in total, or one per line or event.
fn bodies(text: &str) -> Vec<Value> {
    if let Ok(whole) = serde_json::from_str(text) {
        return vec![whole];
    }
    let lines = text.lines().map(|line| line.strip_prefix("data: ").unwrap_or(line));
    lines.filter_map(|line| serde_json::from_str(line).ok()).filter(Value::is_object).take(40).collect()
}

async fn told(app: &TestApp, all: &mut Vec<Told>, id: &str, request: Request<Body>) {
    let from = format!("{} {}", request.method(), request.uri());
    let answer = app.send(request).await;
    if answer.status.is_client_error() {
        let schema = json!({ "$ref": "#/components/schemas/Probleem" });
        all.push(Told { from, schema, body: answer.json() });
        return;
    }
    let Some(schema) = schema_of(id, answer.status.as_u16()) else {
        assert!(answer.status.is_success(), "{from}: {} {}", answer.status, answer.text);
        return;
    };
    all.extend(bodies(&answer.text).into_iter().map(|body| Told { from: from.clone(), schema: schema.clone(), body }));
}

/// Returns responses of every operation, with further variants: rounds of every shape, a complete log, an erasure, a
/// dry run.
async fn answers(app: &TestApp) -> Vec<Told> {
    let mut all = Vec::new();
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    for (resource, id, one) in resources() {
        told(app, &mut all, &id, get(&format!("{resource}?geldigOp=2020-09-01&limit=1000"))).await;
        told(app, &mut all, &id, get(&format!("{resource}?limit=1000"))).await;
        let found: Vec<String> = all
            .last()
            .unwrap()
            .body
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.get("code").unwrap_or(&item["id"]).as_str().unwrap().to_owned())
            .collect();
        for subject in found.iter().take(4) {
            told(app, &mut all, &one, get(&format!("{resource}/{subject}"))).await;
        }
        if resource == "/v1/rondes" {
            for round in &found {
                told(app, &mut all, "leesRapportageVanRonde", get(&format!("/v1/rondes/{round}/rapportage"))).await;
                told(app, &mut all, "leesSignalen", get(&format!("/v1/rondes/{round}/signalen"))).await;
                told(app, &mut all, "leesVaststellingen", get(&format!("/v1/rondes/{round}/vaststellingen"))).await;
            }
        }
    }
    for day in ["2019-04-01", "2019-09-01", "2020-04-01", "2020-09-01"] {
        told(app, &mut all, "leesRapportage", get(&format!("/v1/rapportage?geldigOp={day}"))).await;
        let compared = format!("/v1/vergelijking?van=2019-04-01&naar={day}&nietVernieuwd=true");
        told(app, &mut all, "vergelijk", get(&compared)).await;
    }
    told(app, &mut all, "leesReeksen", get("/v1/reeksen")).await;
    told(app, &mut all, "leesReeksen", get("/v1/reeksen?onderwerp=dossier/wachtlijst-jeugd")).await;
    told(app, &mut all, "leesGebeurtenissen", get("/v1/gebeurtenissen?limit=1000")).await;
    let trial = |event: &Value| {
        let request = Request::post("/v1/gebeurtenissen?proef=true").header("content-type", "application/json");
        request.body(event.to_string().into()).unwrap()
    };
    told(app, &mut all, "legVast", trial(&closed("gebouw-c", "2021-01-01"))).await;
    let sent = |event: &Value| {
        let request = Request::post("/v1/gebeurtenissen").header("content-type", "application/json");
        request.body(event.to_string().into()).unwrap()
    };
    let mut own = opened("strikt");
    own["gegevens"]["naam"] = json!("Bel 06-12345678");
    own["gegevens"]["onderdeel"] = json!("9");
    told(app, &mut all, "legVast", sent(&own)).await;
    let id = all.last().unwrap().body["id"].as_str().unwrap().to_owned();
    let erased = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "onderwerp": format!("gebeurtenis/{id}"),
        "ingangsdatum": "2026-11-01", "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0018" } });
    told(app, &mut all, "legVast", sent(&erased)).await;
    told(app, &mut all, "leesGebeurtenissen", get("/v1/gebeurtenissen?cursor=300")).await;
    told(app, &mut all, "leesVoorziening", get("/v1/voorzieningen/strikt")).await;
    // The document itself and Table Schemas are described by other standards.
    for operation in operations()
        .into_iter()
        .filter(|operation| !["leesBeschrijving", "leesTabelschema"].contains(&operation.id.as_str()))
    {
        let request = request(app, &operation);
        told(app, &mut all, &operation.id, request).await;
    }
    all
}

#[tokio::test]
async fn an_answer_with_one_thing_wrong_is_none_by_the_document() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let all = answers(&app).await;
    let mut validators: BTreeMap<String, Validator> = BTreeMap::new();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for Told { from, schema, body } in &all {
        let key = schema.to_string();
        let check = validators.entry(key.clone()).or_insert_with(|| validator(schema));
        let errors: Vec<String> =
            check.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).take(3).collect();
        if !errors.is_empty() {
            wrong.push(format!(
                "{from} is none by the document: {}",
                errors.join("; ").chars().take(600).collect::<String>()
            ));
            continue;
        }
        let mut places = Vec::new();
        walk(body, String::new(), &mut places);
        for place in places {
            // A few samples of each place of each schema suffice; a list has many alike.
            let pattern: String = place
                .split('/')
                .map(|part| if part.parse::<u32>().is_ok() { "*" } else { part })
                .collect::<Vec<_>>()
                .join("/");
            if !seen.insert((key.clone(), pattern.clone())) {
                continue;
            }
            for (what, spoiled) in spoil(body, &place) {
                tried += 1;
                if check.is_valid(&spoiled) {
                    wrong.push(format!("{from}: valid with {what} at {place}"));
                }
            }
        }
    }
    assert!(all.len() > 150 && tried > 2_000, "{} answers, {tried} tries", all.len());
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

/// Returns every place of a value, except in fields that may have any value.
fn walk(value: &Value, at: String, places: &mut Vec<String>) {
    let compared = at.contains("/verschillen/") || at.contains("/wijzigingen");
    if compared && ANYTHING.contains(&at.rsplit('/').next().unwrap_or_default()) {
        return;
    }
    match value {
        Value::Object(all) => {
            places.push(at.clone());
            let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
            all.iter().for_each(|(key, part)| walk(part, format!("{at}/{}", escaped(key)), places));
        }
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(index, part)| walk(part, format!("{at}/{index}"), places));
        }
        Value::String(text) if looks_like_time(text) => places.push(at),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn looks_like_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes.is_ascii()
        && peildatum::domain::time::Day::parse(&text[..10]).is_ok()
        && (bytes.len() == 10 || (bytes[10] == b'T' && text.ends_with('Z')))
}

/// Returns the value with one error at a place, for each kind of error.
fn spoil(body: &Value, place: &str) -> Vec<(String, Value)> {
    let mut spoiled = Vec::new();
    let mut with = |what: String, change: &dyn Fn(&mut Value)| {
        let mut other = body.clone();
        change(other.pointer_mut(place).unwrap());
        spoiled.push((what, other));
    };
    let here = body.pointer(place).unwrap();
    if here.is_string() {
        with("another time".to_owned(), &|value| *value = json!("morgen"));
        return spoiled;
    }
    with("a key too many".to_owned(), &|value| value["onzin"] = json!({ "onzin": [] }));
    let inside_free =
        place.split('/').any(|part| FREE.contains(&part)) || place.ends_with("/posities") || place.ends_with("/status");
    for key in here.as_object().unwrap().keys() {
        if inside_free || COME_AND_GO.contains(&key.as_str()) {
            continue;
        }
        with(format!("{key} left out"), &|value| drop(value.as_object_mut().unwrap().remove(key)));
    }
    spoiled
}
