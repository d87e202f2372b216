//! Back-ups of a running service: the records as a stream, and the secrets that open their texts in a request of their
//! own, so that the two are never in one file.
//!
//! Both require the role `beheren`; until there is access control, the service only answers this machine. Neither
//! contains the signing key, since anyone who reaches the service could then sign in its name.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::app_state::{AppState, WorkKind};
use super::piecewise::piecewise_body;
use super::problem::Problem;
use super::query::{NoQuery, Query};
use crate::app::backup::{self, RecordsParts, SigningKey};
use crate::log::backup::LogExtent;

/// The media type of both files.
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// Bytes of one part of the secrets.
const PART_BYTES: usize = 64 * 1024;

/// How far the records are. A part is asked for once the one before it was taken, so the end is known by one more request.
enum RecordsStage {
    Begin,
    Parts(RecordsParts),
    Sent(LogExtent),
}

/// `GET /v1/back-up`: the records with encrypted texts, and the last checkpoint.
pub async fn records(State(site): State<AppState>, _: NoQuery) -> Result<Response, Problem> {
    let body = piecewise_body(&site, RecordsStage::Begin, |service, stage| {
        let parts = match stage {
            RecordsStage::Begin => RecordsParts::begin(service)?,
            RecordsStage::Parts(parts) => parts,
            RecordsStage::Sent(extent) => {
                service.note_records_sent(extent);
                return Ok((Vec::new(), None));
            }
        };
        let extent = parts.extent();
        let (bytes, more) = parts.next(service)?;
        Ok((bytes, Some(more.map_or(RecordsStage::Sent(extent), RecordsStage::Parts))))
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, BYTES)], body).into_response())
}

/// `GET /v1/back-up/geheim?positie=P&wortel=HEX`: the keys and salts of the back-up that ends at that position.
pub async fn secrets(State(site): State<AppState>, mut query: Query) -> Result<Response, Problem> {
    let head = site.service().durable_head();
    let extent = backup::from_query(&mut query, head);
    let extent = query.finish_with(extent)?;
    let made = site.run_gated(WorkKind::Secrets, move |service| {
        let mut bytes = Vec::new();
        backup::secrets(service, extent, SigningKey::LeftOut, &mut bytes)?;
        Ok(bytes)
    });
    let body = piecewise_body(&site, (made.await?, 0), move |service, (bytes, at): (Vec<u8>, usize)| {
        let part = bytes[at..].iter().copied().take(PART_BYTES).collect::<Vec<u8>>();
        if part.is_empty() {
            service.note_secrets_sent(extent);
            return Ok((part, None));
        }
        let next = at + part.len();
        Ok((part, Some((bytes, next))))
    });
    Ok(([(header::CONTENT_TYPE, BYTES)], body.await?).into_response())
}
