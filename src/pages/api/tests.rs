//! The description of an API with hostile texts, and what a form can try.

use serde_json::json;

use super::*;
use crate::testkit::{HOSTILE, assert_sound, readers};

fn described() -> Value {
    let parameter = |name: &str, place: &str, schema: Value| json!({ "name": name, "in": place, "required": place == "path", "description": HOSTILE, "schema": schema });
    let get = |id: &str, kind: &str| {
        json!({ "operationId": id, "summary": HOSTILE, "tags": ["logboek"],
            "parameters": [
                parameter("id", "path", json!({ "type": "string" })), parameter("dag", "query", json!({ "type": "string", "format": "date" })),
                parameter("soort", "query", json!({ "enum": ["a", HOSTILE] })), parameter("proef", "query", json!({ "type": "boolean" })),
                parameter("limit", "query", json!({ "type": "integer", "minimum": 1, "default": 5 })), parameter("If-Match", "header", json!({})),
            ],
            "responses": { "200": { "description": HOSTILE, "content": { kind: { "schema": { "$ref": "#/components/schemas/Record" } } } },
                "400": { "x-weigeringen": [{ "veld": HOSTILE, "code": "x", "wanneer": HOSTILE }] }, "404": {} } })
    };
    let mut post = get("c", "application/json");
    post["requestBody"] = json!({ "content": { "application/json": { "schema": { "oneOf": [{ "$ref": "#/a/Een" }, { "items": { "$ref": "#/a/Twee" } }] } } } });
    json!({ "info": { "description": HOSTILE }, "tags": [{ "name": "logboek", "description": HOSTILE }],
        "paths": { "/a/{id}": { "get": get("a", "application/json"), "post": post }, "/b": { "get": get("b", "text/event-stream") } } })
}

#[test]
fn every_operation_is_described_and_what_reads_and_ends_can_be_tried() {
    let document = described();
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        let page =
            page(&ApiPage { reader, viewer: Viewer { name: "a", role: "b" }, document: &document, base: HOSTILE });
        assert_sound(&page);
        for part in ["id=\"a\"", "id=\"b\"", "id=\"c\"", "/api/proberen/a", "a-dag", "a-soort", "Een", "= 5"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        for part in ["/api/proberen/b", "/api/proberen/c", "a-If-Match"] {
            assert!(!page.contains(part), "{part}: {page}");
        }
    }
}
