//! For whoever runs it: is it alive, is it ready, what does it measure, whom to tell of a weakness; the glossary.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::problem::Problem;
use super::query::NoQuery;
use super::site::Site;
use super::{metrics, openapi};
use crate::domain::glossary;
use crate::domain::time::Instant;
use crate::message;

/// Days that `security.txt` stays good: it is made anew for each request, and RFC 9116 asks for less than a year.
const SECURITY_TXT_DAYS: i64 = 90;

/// `GET /livez`: the process answers.
pub async fn live(_: NoQuery) -> Json<Value> {
    Json(json!({ "status": "in-orde" }))
}

/// `GET /readyz`: the log takes events and gives them back.
pub async fn ready(State(site): State<Site>, _: NoQuery) -> Result<Json<Value>, Problem> {
    match site.service().failure() {
        None => Ok(Json(json!({ "status": "in-orde", "positie": site.service().durable_head() }))),
        Some(_) => {
            let detail = message!("problem-not-ready");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "logboek-gestopt", detail))
        }
    }
}

/// `GET /metrics`: what was measured, for Prometheus.
pub async fn measurements(State(site): State<Site>, _: NoQuery) -> Response {
    let text = metrics::render(site.service().durable_head());
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"))], text)
        .into_response()
}

/// `GET /.well-known/security.txt` (RFC 9116).
pub async fn security(State(site): State<Site>, _: NoQuery) -> Result<Response, Problem> {
    let Some(contact) = &site.settings().security_contact else {
        return Err(Problem::not_found(message!("problem-no-contact")));
    };
    let day = 86_400_000_000;
    let expires = Instant::from_micros((site.service().now().micros() / day + SECURITY_TXT_DAYS) * day);
    let text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: nl, en\n");
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], text).into_response())
}

/// `GET /v1/woordenlijst`: every name at the border, by name.
pub async fn words(_: NoQuery) -> Json<Value> {
    let terms: Vec<_> = glossary::terms().into_values().collect();
    Json(json!(terms))
}

/// `GET /v1/openapi.json`: this API.
pub async fn document(_: NoQuery) -> Json<&'static Value> {
    Json(openapi::document())
}
