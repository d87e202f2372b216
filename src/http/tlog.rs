//! The transparency log for verifiers: checkpoint and tiles by C2SP `tlog-tiles`, and proofs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::app_state::AppState;
use super::problem::Problem;
use super::query::{NoQuery, Query};
use crate::app::query_keys as keys;
use crate::domain::ids::EventId;
use crate::log::tiles::Tile;
use crate::message;

/// The media type of text in the specifications.
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
/// The checkpoint changes every second, so a cached one must be revalidated.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// A tile never changes, not even a partial one, since its width is part of its address. Caches treat a year as for
/// ever.
const FOR_EVER: HeaderValue = HeaderValue::from_static("max-age=31536000, immutable");

/// The same where access is limited: no cache that others share keeps it.
const FOR_EVER_PRIVATE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

fn for_ever(site: &AppState) -> HeaderValue {
    if site.settings().access.is_some() { FOR_EVER_PRIVATE } else { FOR_EVER }
}

/// `GET /tlog/checkpoint`: the last signed checkpoint.
pub async fn checkpoint(State(site): State<AppState>, _: NoQuery) -> Response {
    let note = site.service().checkpoint().note.clone();
    ([(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, ASK_AGAIN)], note).into_response()
}

/// `GET /tlog/tile/{niveau}/{pad}`: hashes of a level, or entries.
pub async fn tile(
    State(site): State<AppState>,
    Path((level, path)): Path<(String, String)>,
    _: NoQuery,
) -> Result<Response, Problem> {
    let missing = || Problem::not_found(message!("problem-no-tile"));
    let tile = Tile::parse(&format!("{level}/{path}")).ok_or_else(missing)?;
    let bytes = site.run_small(move |service| Ok(service.tile(tile)?)).await?.ok_or_else(missing)?;
    Ok(([(header::CONTENT_TYPE, BYTES), (header::CACHE_CONTROL, for_ever(&site))], bytes).into_response())
}

/// `GET /v1/gebeurtenissen/{id}/bewijs`: the inclusion proof of an event, as a self-contained file.
pub async fn of_event(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<Response, Problem> {
    let missing = || Problem::not_found(message!("problem-no-event"));
    let id = EventId::parse(&id).map_err(|_| missing())?;
    let proof = site.run_small(move |service| Ok(service.inclusion_proof_of(id)?)).await?.ok_or_else(missing)?;
    let name = format!("attachment; filename=\"{id}.tlog-proof\"");
    let name = HeaderValue::from_str(&name).expect("a UUID in quotes");
    Ok(([(header::CONTENT_TYPE, TEXT), (header::CONTENT_DISPOSITION, name)], proof.to_string()).into_response())
}

/// `GET /v1/consistentiebewijzen`: the consistency proof between two sizes of the log.
pub async fn consistency(State(site): State<AppState>, mut query: Query) -> Result<Json<Value>, Problem> {
    let signed = site.service().checkpoint().checkpoint.size;
    let head = site.service().durable_head();
    let from = query.number(keys::FROM, 1, head);
    let to = query.number(keys::TO, 1, head);
    if from.is_none() && !query.refused("van") {
        query.refuse(keys::FROM, "verplicht", message!("query-older-checkpoint"));
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        query.refuse(keys::TO, "ongeldige-waarde", message!("query-position-from", from = from));
    }
    query.finish()?;
    let from = from.unwrap_or(1);
    let to = to.unwrap_or(signed.max(from));
    let found =
        site.run_small(move |service| Ok(service.consistency_proof(from, to)?)).await?.ok_or_else(Problem::internal)?;
    let end = |size: u64, root| json!({ "positie": size, "wortel": STANDARD.encode(root) });
    Ok(Json(json!({
        "van": end(found.from, found.from_root),
        "naar": end(found.to, found.to_root),
        "bewijs": found.hashes.iter().map(|hash| STANDARD.encode(hash)).collect::<Vec<_>>(),
    })))
}
