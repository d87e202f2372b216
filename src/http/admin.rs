//! Routes for administrators: liveness, readiness, metrics and `security.txt`; also the glossary and the OpenAPI
//! document.

use std::sync::OnceLock;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::app_state::AppState;
use super::problem::{DISK_FULL, Problem, READ_ONLY};
use super::query::{NoQuery, Query};
use super::{conditional, metrics, watch};
use crate::domain::glossary;
use crate::domain::time::Instant;
use crate::message;

/// How many days `security.txt` is valid. It is generated for each request, and RFC 9116 recommends less than a year.
const SECURITY_TXT_DAYS: i64 = 90;

/// The value of the query parameter `voor` of `/readyz` for clients that only read.
pub const READING: &str = "lezen";

/// `GET /livez`: responds while the process is alive.
pub async fn live(_: NoQuery) -> Json<Value> {
    Json(json!({ "status": "in-orde" }))
}

/// `GET /readyz`: whether the log accepts events and returns them; with `voor=lezen` only whether it returns them. A proxy in
/// front of readers uses the latter, because reports are available even while nothing can be recorded.
pub async fn ready(State(site): State<AppState>, mut query: Query) -> Result<Json<Value>, Problem> {
    let only_reads = query.value("voor", |text| (text == READING).then_some(()).ok_or_else(|| message!("query-ready")));
    query.finish()?;
    let ready = || Json(json!({ "status": "in-orde", "positie": site.service().durable_head() }));
    match site.service().failure() {
        _ if only_reads.is_some() => Ok(ready()),
        None if let Err(error) = site.service().refuse_writing() => {
            let code = if error.is_full() { DISK_FULL } else { READ_ONLY };
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, error.message()))
        }
        None if let Some(doubt) = site.service().clock_doubt() => Err(Problem::from(doubt)),
        None => Ok(ready()),
        Some(_) => {
            let detail = message!("problem-not-ready");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "logboek-gestopt", detail))
        }
    }
}

/// `GET /metrics`: the metrics for Prometheus.
pub async fn measurements(State(site): State<AppState>, _: NoQuery) -> Response {
    let text = metrics::render(&watch::measure(&site).await);
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"))], text)
        .into_response()
}

/// `GET /.well-known/security.txt` (RFC 9116).
pub async fn security(State(site): State<AppState>, _: NoQuery) -> Result<Response, Problem> {
    let Some(contact) = &site.settings().security_contact else {
        return Err(Problem::not_found(message!("problem-no-contact")));
    };
    let day = 86_400_000_000;
    let expires = Instant::from_micros((site.service().now().micros() / day + SECURITY_TXT_DAYS) * day);
    let text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: nl, en\n");
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], text).into_response())
}

/// `GET /v1/woordenlijst`: every name at the border, sorted by name.
pub async fn words(_: NoQuery) -> Json<Value> {
    let terms: Vec<_> = glossary::terms().into_values().collect();
    Json(json!(terms))
}

/// `GET /v1/openapi.json`: the description of this API.
///
/// Any page may read it, since tools that run in a browser start with it. It names the contact if one is configured.
pub fn document(site: &AppState, headers: &HeaderMap, document: &Value) -> Response {
    static PLAIN: OnceLock<Bytes> = OnceLock::new();
    let written = |document: &Value| Bytes::from(serde_json::to_vec(document).expect("a document always serialises"));
    let base = site.settings().origin.base();
    let body = match site.settings().security_contact.as_deref().and_then(|at| contact(at, base)) {
        None => PLAIN.get_or_init(|| written(document)).clone(),
        Some(contact) => {
            let mut document = document.clone();
            document["info"]["contact"] = contact;
            written(&document)
        }
    };
    let tag = conditional::etag(&[&body]);
    let mut answer = if conditional::matches(headers.get_all(header::IF_NONE_MATCH), &tag) {
        conditional::not_modified(tag)
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json")), (header::ETAG, tag)], body)
            .into_response()
    };
    let anyone = HeaderValue::from_static("*");
    answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    answer
}

/// Returns the contact of the service, which is the address for reporting vulnerabilities.
fn contact(address: &str, base: &str) -> Option<Value> {
    let name = "Beheer van deze dienst";
    match address.strip_prefix("mailto:") {
        Some(email) => {
            let email = email.split('?').next().unwrap_or_default();
            Some(json!({ "name": name, "email": email, "url": format!("{base}/.well-known/security.txt") }))
        }
        None => address.starts_with("https://").then(|| json!({ "name": name, "url": address })),
    }
}
