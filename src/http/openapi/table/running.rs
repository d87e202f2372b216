//! Operations for administrators of the service.

use serde_json::json;

use super::{Content, Operation, list_of, operation, path_id, query};
use crate::http::operations::READING;
use crate::render::FILES;

pub(super) fn running() -> [Operation; 8] {
    let get = |path: &str, id: &str, summary: &str| operation("get", path, id, "beheer", summary);
    let object = || Content::Json(json!({ "type": "object" }));
    let healthy = || {
        let status = json!({ "type": "string", "const": "in-orde" });
        let position = json!({ "type": "integer", "minimum": 0 });
        Content::Json(json!({
            "type": "object", "additionalProperties": false, "required": ["status"],
            "properties": { "status": status, "positie": position },
        }))
    };
    [
        get("/v1/openapi.json", "leesBeschrijving", "Deze beschrijving.").answers(200, "OpenAPI 3.1.", object()),
        get("/v1/woordenlijst", "leesWoordenlijst", "Elke naam die hier voorkomt, met zijn betekenis.").answers(
            200,
            "Op volgorde van naam.",
            list_of("Woord"),
        ),
        get(
            "/v1/tabelschemas/{id}",
            "leesTabelschema",
            "Wat de kolommen van een CSV bevatten: een Table Schema (Frictionless).",
        )
        .asks([path_id("Waarvan.", json!({ "type": "string", "enum": FILES.map(|files| files.name) }))])
        .answers(200, "Het schema, dat ook in Link van de CSV staat.", object())
        .or_problems(&[404]),
        get("/livez", "leeft", "Antwoordt zolang het proces antwoordt.").answers(200, "Het leeft.", healthy()),
        get("/readyz", "isKlaar", "Of de dienst gebeurtenissen aanneemt en teruggeeft.")
            .asks([query(
                "voor",
                "Met lezen: of de dienst teruggeeft wat er is, ook als zij niets kan vastleggen.",
                json!({ "const": READING }),
            )])
            .answers(200, "Klaar.", healthy())
            .or_problems(&[503]),
        get("/metrics", "leesMetingen", "Metingen voor Prometheus.").answers(200, "De metingen.", Content::Text),
        get("/.well-known/security.txt", "leesMeldpunt", "Waar een zwakke plek te melden is (RFC 9116).")
            .answers(200, "Het meldpunt.", Content::Text)
            .or_problems(&[404]),
        get("/", "leesBegin", "Een bladzijde die zegt wat dit is.").answers(200, "HTML.", Content::Page),
    ]
}
