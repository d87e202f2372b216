//! Routes for administrators of the service.

use serde_json::json;

use axum::extract::State;
use axum::http::HeaderMap;

use super::{Action, BodyContent, Method, Operation, Permission, Route, list_of, operation, path_id, query};
use crate::http::admin::{self, READING};
use crate::http::pages::door;
use crate::http::query::NoQuery;
use crate::http::{AppState, tables};
use crate::render::FILES;

pub(super) fn running() -> [Route; 8] {
    let get =
        |path: &str, id: &str, summary: &str| -> Operation { operation(Method::GET, path, id, "beheer", summary) };
    let object = || BodyContent::Json(json!({ "type": "object" }));
    let healthy = || {
        let status = json!({ "type": "string", "const": "in-orde" });
        let position = json!({ "type": "integer", "minimum": 0 });
        BodyContent::Json(json!({
            "type": "object", "additionalProperties": false, "required": ["status"],
            "properties": { "status": status, "positie": position },
        }))
    };
    [
        get("/v1/openapi.json", "leesBeschrijving", "Deze beschrijving.")
            .with_response(200, "OpenAPI 3.1.", object())
            .answered_by(Permission::Open, |State(site): State<AppState>, headers: HeaderMap, _: NoQuery| async move {
                admin::document(&site, &headers, super::document())
            }),
        get("/v1/woordenlijst", "leesWoordenlijst", "Elke naam die hier voorkomt, met zijn betekenis.")
            .with_response(200, "Op volgorde van naam.", list_of("Woord"))
            .answered_by(Action::Read, admin::words),
        get(
            "/v1/tabelschemas/{id}",
            "leesTabelschema",
            "Wat de kolommen van een CSV bevatten: een Table Schema (Frictionless).",
        )
        .with_parameters([path_id("Waarvan.", json!({ "type": "string", "enum": FILES.map(|files| files.name) }))])
        .with_response(200, "Het schema, dat ook in Link van de CSV staat.", object())
        .with_problems(&[404])
        .answered_by(Action::Read, tables::schema),
        get("/livez", "leeft", "Antwoordt zolang het proces antwoordt.")
            .with_response(200, "Het leeft.", healthy())
            .answered_by(Permission::Open, admin::live),
        get("/readyz", "isKlaar", "Of de dienst gebeurtenissen aanneemt en teruggeeft.")
            .with_parameters([query(
                "voor",
                "Met lezen: of de dienst teruggeeft wat er is, ook als zij niets kan vastleggen.",
                json!({ "const": READING }),
            )])
            .with_response(200, "Klaar.", healthy())
            .with_problems(&[503])
            .answered_by(Permission::Open, admin::ready),
        get("/metrics", "leesMetingen", "Metingen voor Prometheus.")
            .with_response(200, "De metingen.", BodyContent::Text)
            .answered_by(Action::Read, admin::measurements),
        get("/.well-known/security.txt", "leesMeldpunt", "Waar een zwakke plek te melden is (RFC 9116).")
            .with_response(200, "Het meldpunt.", BodyContent::Text)
            .with_problems(&[404])
            .answered_by(Permission::Open, admin::security),
        get("/", "leesBegin", "Een bladzijde die zegt wat dit is.")
            .with_response(200, "HTML.", BodyContent::Page)
            .answered_by(Action::Read, door::door),
    ]
}
