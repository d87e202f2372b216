//! The Dutch REST API Design Rules 2.2 (Logius), rule by rule: a table, which the documentation shows, and a test for each
//! rule that walks the OpenAPI document and live answers.

mod documents;
mod resources;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use peildatum::http::HttpSettings;
use peildatum::http::operation::{Operation, ParameterLocation};
use peildatum::http::routes::{document, operations};
use serde_json::{Value, json};

use super::conformance::request;
use super::{Answer, TestApp, actor};
use crate::generated::same;

/// Declares the rules: the id of each without `/core/`, its test, how it stands, and what there is to say.
macro_rules! rules {
    ($($id:literal $test:path, $stands:literal $told:literal;)+) => {
        /// Id, how it stands, and what there is to say.
        const RULES: &[(&str, &str, &str)] = &[$(($id, $stands, $told)),+];

        /// The test of each rule, so that none is missing.
        const TESTS: &[fn()] = &[$($test),+];
    };
}

rules! {
    "naming-resources" resources::core_naming_resources, "meets" "`/v1/zoeken` is the noun, as in *het zoeken*";
    "naming-collections" resources::core_naming_collections, "meets" "";
    "interface-language" resources::core_interface_language, "meets" "every word is in `/v1/woordenlijst`; `cursor`, `limit` and `url` are what Dutch uses too";
    "no-trailing-slash" resources::core_no_trailing_slash, "meets" "404";
    "path-segments-kebab-case" resources::core_path_segments_kebab_case, "meets" "";
    "query-keys-camel-case" resources::core_query_keys_camel_case, "meets" "";
    "hide-implementation" resources::core_hide_implementation, "meets" "";
    "date-time/format" resources::core_date_time_format, "meets" "";
    "date-time/timezone" resources::core_date_time_timezone, "meets" "an offset `-00:00` in a request is read as UTC; no answer has it";
    "date-time/date-omit-time-portion" resources::core_date_time_date_omit_time_portion, "meets" "";
    "http-methods" resources::core_http_methods, "meets" "GET, HEAD, POST and DELETE; what was recorded never changes, so there is no PUT or PATCH";
    "http-safety" resources::core_http_safety, "meets" "POST of an event with an `id` is idempotent as well";
    "http-response-code" resources::core_http_response_code, "meets" "";
    "stateless" resources::core_stateless, "meets" "sessions are of pages only";
    "nested-child" resources::core_nested_child, "meets" "";
    "resource-operations" resources::core_resource_operations, "meets" "each is a sub-resource with a noun: `hervatting`, `herhaling`, `intrekking`";
    "error-handling/problem-details" documents::core_error_handling_problem_details, "meets" "";
    "error-handling/invalid-input" documents::core_error_handling_invalid_input, "meets" "never 422";
    "error-handling/all-errors" documents::core_error_handling_all_errors, "meets" "`fouten`";
    "doc-openapi" documents::core_doc_openapi, "meets" "OpenAPI 3.1";
    "doc-openapi-contact" documents::core_doc_openapi_contact, "meets" "with name, e-mail and address, once `security-contact` is configured";
    "doc-language" documents::core_doc_language, "explained" "operations, parameters and answers are described in Dutch; of many keys of answers the description is English, and `/v1/woordenlijst` has each in Dutch";
    "publish-openapi" documents::core_publish_openapi, "meets" "`/v1/openapi.json`, open to everyone and to every origin; no YAML";
    "deprecation-schedule" documents::core_deprecation_schedule, "meets" "[below](#changes-of-the-api)";
    "transition-period" documents::core_transition_period, "meets" "[below](#changes-of-the-api)";
    "uri-version" documents::core_uri_version, "meets" "`/v1`";
    "changelog" documents::core_changelog, "meets" "[below](#changes-of-the-api)";
    "semver" documents::core_semver, "meets" "";
    "version-header" documents::core_version_header, "meets" "`API-Version`, also on errors";
    "transport/tls" documents::core_transport_tls, "explained" "TLS is ended by a proxy, and beyond the machine itself the service listens only where one is named ([access](access.md#setting-it-up))";
    "transport/no-sensitive-uris" documents::core_transport_no_sensitive_uris, "meets" "a token in an address is refused, and logs hold no query";
    "transport/security-headers" documents::core_transport_security_headers, "explained" "all but `Strict-Transport-Security`, which whoever ends TLS adds ([access](access.md#behind-nginx)). Answers that can not change name how long they may be kept instead of `no-store`";
    "transport/cors" documents::core_transport_cors, "meets" "only the description is open to other origins";
    "modules/geospatial" documents::core_modules_geospatial, "not applicable" "no geospatial data";
    "modules/signing" documents::core_modules_signing, "not applicable" "no payloads are signed by that module; what is sealed is proved by the [log](auditing.md)";
    "modules/encryption" documents::core_modules_encryption, "not applicable" "no payloads are encrypted beyond TLS";
}

#[test]
fn the_table_in_the_documentation_has_every_rule() {
    assert_eq!((RULES.len(), TESTS.len()), (36, 36), "as the standard has");
    let table: String =
        RULES.iter().map(|(id, stands, told)| format!("| `/core/{id}` | {stands} | {told} |\n")).collect();
    let path = "docs/api.md";
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (before, rest) = text.split_once("| rule | | |\n| --- | --- | --- |\n").expect("the table is there");
    let after = rest.split_once("\n\n").expect("text follows it").1;
    same(path, &format!("{before}| rule | | |\n| --- | --- | --- |\n{table}\n{after}"));
}

/// The operations below the base path.
fn of_api() -> Vec<Operation> {
    operations().into_iter().filter(|operation| operation.path.starts_with("/v1")).collect()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').skip(2).filter(|segment| !segment.starts_with('{'))
}

/// Calls a visitor with each object in a document.
fn each(value: &Value, visit: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|part| each(part, visit));
        }
        Value::Array(parts) => parts.iter().for_each(|part| each(part, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the name and the schema of each property in the document.
fn properties() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    each(document(), &mut |object| {
        let of = object.get("properties").and_then(Value::as_object);
        found.extend(of.into_iter().flatten().map(|(name, schema)| (name.clone(), schema.clone())));
    });
    assert!(found.len() > 500);
    found
}

/// Returns every text in an answer.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(parts) => parts.iter().for_each(|part| texts(part, found)),
        Value::Object(object) => object.values().for_each(|part| texts(part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Answers of many kinds: what is there, and what is refused.
async fn answers(app: &TestApp) -> Vec<(String, Answer)> {
    let mut found = Vec::new();
    for operation in of_api().iter().filter(|operation| operation.method == "GET") {
        found.push((operation.path.clone(), app.send(request(app, operation)).await));
    }
    for path in ["/v1/nergens", "/v1/rapportage", "/v1/dossiers/x", "/v1/dossiers?x=1"] {
        found.push((path.to_owned(), app.get(path).await));
    }
    found.push(("405".to_owned(), app.call("DELETE", "/v1/gebeurtenissen").await));
    found.push(("406".to_owned(), app.get_with("/v1/dossiers", "accept", "text/html").await));
    found.push(("415".to_owned(), app.post("/v1/gebeurtenissen", "text/plain", "x").await));
    found.push(("400".to_owned(), app.append(&json!({})).await));
    found
}

/// Runs a future to its end.
fn block_on(work: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(work);
}
