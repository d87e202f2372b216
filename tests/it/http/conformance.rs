//! The OpenAPI document against the service: every operation responds as described.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use peildatum::http::operation::{BodyContent, Operation, ParameterLocation};
use peildatum::http::routes::{document, operations};
use serde_json::{Value, json};

use super::{Answer, TestApp, opened};
use crate::generated::{pretty, same};

#[test]
fn the_document_is_committed() {
    same("schemas/openapi.json", &pretty(document()));
}

#[test]
fn every_reference_of_the_document_leads_somewhere_and_ids_are_unique() {
    let mut references = Vec::new();
    collect(document(), &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("references stay within the document");
        assert!(document().pointer(pointer).is_some(), "{reference}");
    }
    let ids: BTreeSet<String> = operations().into_iter().map(|operation| operation.id).collect();
    assert_eq!(ids.len(), operations().len());
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|part| collect(part, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the resources of the domain: the address of each, and the operation ids of its list and of its single item.
pub fn resources() -> Vec<(String, String, String)> {
    let all = operations();
    let one = |path: &str| all.iter().find(|other| other.path == format!("{path}/{{id}}")).expect("a list has items");
    let lists = all.iter().filter(|operation| operation.tag == "onderwerpen" && !operation.path.contains('{'));
    let found: Vec<_> = lists.map(|list| (list.path.clone(), list.id.clone(), one(&list.path).id.clone())).collect();
    assert_eq!(found.len(), 8);
    found
}

/// Returns an id of the stream for each parameter of the paths.
fn id_for(app: &TestApp, path: &str) -> String {
    use peildatum::domain::ids::SubjectKind as K;
    let kind = match path.split('/').nth(2).unwrap_or_default() {
        "gebeurtenissen" => return app.service.state().id_at(1).unwrap().to_string(),
        "onderdelen" => K::Node,
        "dossiers" => K::Case,
        "voorzieningen" => K::Facility,
        "bijstellingen" => K::Adjustment,
        "indicatoren" => K::Indicator,
        "mijlpalen" => K::Milestone,
        "besluiten" => K::Decision,
        "rondes" => K::Round,
        "abonnementen" => {
            let (all, _) = app.subscriptions.list(None, 1).unwrap();
            return all
                .first()
                .map_or_else(|| "019a4000-0000-7000-8000-000000000000".into(), |one| one.id().to_string());
        }
        "toegangsbewijzen" => return some_token(app),
        "sessies" | "eigen-sessies" => return "0".repeat(16),
        "wisverzoeken" => return NOT_ASKED.to_owned(),
        "tabelschemas" => return "rapportage".to_owned(),
        other => panic!("no id known for {other}"),
    };
    let state = app.service.state();
    state.entry(state.subjects_of(kind)[0]).id().to_owned()
}

/// The id of an erasure that nobody asked for.
const NOT_ASKED: &str = "019a4000-0000-7000-8000-000000000000";

/// Returns the id of the first token, which the operation before made; the file says it.
fn some_token(app: &TestApp) -> String {
    let file = std::fs::read_to_string(app.service.folder().join("tokens")).unwrap_or_default();
    file.split("\"id\":\"").nth(1).map_or_else(|| "0".repeat(16), |rest| rest[..16].to_owned())
}

/// A tile that every log of a hundred events has.
const TILE: &str = "0/000.p/100";

pub fn request(app: &TestApp, operation: &Operation) -> Request<Body> {
    let mut path = operation
        .path
        .replace("{niveau}/{*pad}", TILE)
        .replace("{id}", &if operation.path.contains("{id}") { id_for(app, &operation.path) } else { String::new() });
    path = path.replace("{positie}", "1");
    let mut joint = '?';
    for parameter in &operation.parameters {
        let value = match (parameter.place, parameter.name) {
            (ParameterLocation::Query, "geldigOp") => "2026-06-01".to_owned(),
            (ParameterLocation::Query, "van" | "naar") if operation.path == "/v1/consistentiebewijzen" => {
                "1".to_owned()
            }
            (ParameterLocation::Query, "van") => "2019-04-01".to_owned(),
            (ParameterLocation::Query, "naar") => "2019-09-01".to_owned(),
            (ParameterLocation::Query, "positie") => app.service.durable_head().to_string(),
            (ParameterLocation::Query, "limit") => "2".to_owned(),
            (ParameterLocation::Query, "wie") => "token:niemand".to_owned(),
            (ParameterLocation::Query, "tekst") => "opvang".to_owned(),
            (ParameterLocation::Query, "wortel") => {
                hex::encode(app.service.root(app.service.durable_head()).unwrap().unwrap())
            }
            _ => continue,
        };
        path.push_str(&format!("{joint}{}={value}", parameter.name));
        joint = '&';
    }
    let request = Request::builder().method(&operation.method).uri(path);
    let node = id_for(app, "/v1/onderdelen");
    let fresh = || {
        let mut event = opened(&format!("nieuw-{}", operation.id.to_lowercase()));
        event["gegevens"]["onderdeel"] = json!(node);
        event.to_string()
    };
    match &operation.body {
        Some(BodyContent::Json(_)) if operation.id == "stelVast" => {
            let said = json!({ "orgaan": "college", "strekking": "aangeboden", "onbeoordeeld": true });
            request.header("content-type", "application/json").body(said.to_string().into())
        }
        Some(BodyContent::Json(_)) if operation.id == "meldAan" => {
            let said = json!({ "url": "https://ontvanger.example/haak" });
            request.header("content-type", "application/json").body(said.to_string().into())
        }
        Some(BodyContent::Json(_)) if operation.id == "maakToegangsbewijs" => {
            let said = json!({ "naam": "koppeling", "rol": "lezen", "vervaltOp": "2026-12-01T00:00:00Z" });
            request.header("content-type", "application/json").body(said.to_string().into())
        }
        Some(BodyContent::Json(_)) if operation.id == "vraagWissing" => {
            let event = id_for(app, "/v1/gebeurtenissen");
            let said = json!({ "gebeurtenis": event, "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" });
            request.header("content-type", "application/json").body(said.to_string().into())
        }
        Some(BodyContent::Json(_)) if operation.id == "wisselGeheim" => {
            request.header("content-type", "application/json").body("{}".into())
        }
        Some(BodyContent::Json(_)) => request.header("content-type", "application/json").body(fresh().into()),
        Some(BodyContent::Lines(_)) => request.header("content-type", "application/x-ndjson").body(fresh().into()),
        Some(
            BodyContent::Forms(_)
            | BodyContent::Calendar(_)
            | BodyContent::Events(_)
            | BodyContent::Text
            | BodyContent::Page
            | BodyContent::Bytes
            | BodyContent::Archive
            | BodyContent::Nothing,
        )
        | None => request.body(Body::empty()),
    }
    .unwrap()
}

/// Returns the schema with the components of the document, so that its references can be resolved.
fn valid(schema: &Value, body: &Value) -> Result<(), String> {
    let mut schema = schema.clone();
    schema["components"] = document()["components"].clone();
    let validator = jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?;
    validator.validate(body).map_err(|error| format!("{error} at {}", error.instance_path()))
}

pub fn check(operation: &Operation, answer: &Answer) {
    let name = format!("{} {}", operation.method, operation.path);
    let said = operation.answers.iter().find(|said| said.status == answer.status.as_u16());
    let said = said.unwrap_or_else(|| panic!("{name} answered {}: {}", answer.status, answer.text));
    let kind = answer.header("content-type");
    match &said.content {
        BodyContent::Json(schema) | BodyContent::Forms(schema) | BodyContent::Calendar(schema) => {
            assert_eq!(kind, "application/json", "{name}");
            valid(schema, &answer.json()).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        BodyContent::Lines(schema) => {
            assert_eq!(kind, "application/x-ndjson", "{name}");
            for line in answer.text.lines().take(20) {
                valid(schema, &serde_json::from_str(line).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
        }
        BodyContent::Events(schema) => {
            assert_eq!(kind, "text/event-stream", "{name}");
            for data in answer.text.lines().filter_map(|line| line.strip_prefix("data: ")) {
                valid(schema, &serde_json::from_str(data).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            assert!(answer.text.contains("\ndata: "), "{name}: {}", answer.text);
        }
        BodyContent::Text => assert!(kind.starts_with("text/plain"), "{name}: {kind}"),
        BodyContent::Page => assert!(kind.starts_with("text/html"), "{name}: {kind}"),
        BodyContent::Bytes => assert_eq!(kind, "application/octet-stream", "{name}"),
        BodyContent::Archive => assert_eq!(kind, "application/zip", "{name}"),
        BodyContent::Nothing => assert_eq!((kind, answer.text.as_str()), ("", ""), "{name}"),
    }
}

#[tokio::test]
async fn every_operation_answers_as_the_document_says() {
    let app = TestApp::with_stream("voorbeeldstad");
    for operation in operations() {
        // That takes a second person or somebody who signed in, who are in the tests of access.
        if ["bevestigWissing", "beeindigSessie", "beeindigEigenSessie"].contains(&operation.id.as_str()) {
            continue;
        }
        let mut request = request(&app, &operation);
        if request.uri().path().contains(NOT_ASKED) {
            let asked = app.get("/v1/wisverzoeken").await.json()[0]["id"].as_str().unwrap().to_owned();
            *request.uri_mut() = request.uri().to_string().replace(NOT_ASKED, &asked).parse().unwrap();
        }
        check(&operation, &app.send(request).await);
    }
}

#[tokio::test]
async fn every_route_answers_a_wrong_method_with_a_problem() {
    let app = TestApp::with_stream("voorbeeldstad");
    let all = operations();
    for path in all.iter().map(|operation| operation.path.as_str()).collect::<BTreeSet<_>>() {
        let known: Vec<&str> =
            all.iter().filter(|other| other.path == path).map(|other| other.method.as_str()).collect();
        let concrete = path.replace("{id}", "x").replace("{positie}", "1").replace("{niveau}/{*pad}", TILE);
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if known.contains(&method) || (method == "HEAD" && known.contains(&"GET")) {
                continue;
            }
            let answer = app.call(method, &concrete).await;
            if method == "HEAD" {
                assert_eq!(answer.status, 405, "{method} {path}");
                continue;
            }
            assert_eq!(answer.problem(&concrete), "405 methode-niet-toegestaan", "{method} {path}");
            assert!(!answer.header("allow").is_empty(), "{method} {path}");
            valid(&json!({ "$ref": "#/components/schemas/Probleem" }), &answer.json()).unwrap();
        }
    }
}

#[tokio::test]
async fn every_route_refuses_an_unknown_parameter() {
    let app = TestApp::with_stream("voorbeeldstad");
    for operation in operations() {
        let mut request = request(&app, &operation);
        let uri = request.uri().to_string();
        let joint = if uri.contains('?') { '&' } else { '?' };
        *request.uri_mut() = format!("{uri}{joint}onzin=1").parse().unwrap();
        let path = request.uri().path().to_owned();
        let gist = app.send(request).await.problem(&path);
        assert!(gist.starts_with("400 ") && gist.ends_with("onzin: onbekende-parameter"), "{path}: {gist}");
    }
}
