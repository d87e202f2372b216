//! Bodies of requests: bounded in size and in time, JSON read strictly, every failure a problem that says where.

use std::error::Error;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use futures_core::Stream;
use serde_json::Value;

use super::connection::Stopping;
use super::problem::Problem;
use crate::log::LogError;
use crate::message;

/// The largest JSON body: 1,000 events of 16 KiB. An event of the longest texts takes about 100 KiB and fits too.
pub const JSON_BODY_MAX: usize = 1_000 * 16 * 1024;

/// What is read and thrown away of a body that is too large, so that its sender gets to read the answer.
const DISCARD_MAX: usize = 4 * JSON_BODY_MAX;

/// How long a sender may be silent in the middle of a body.
pub const BODY_SILENCE_MAX: Duration = Duration::from_secs(15);

/// How long a JSON body may take in all: the largest one at 140 kB/s.
pub const JSON_BODY_TIME_MAX: Duration = Duration::from_secs(120);

/// How patient the service is with a body; tests are less so.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Between two pieces.
    pub silence: Duration,
    /// For a JSON body as a whole.
    pub json: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience { silence: BODY_SILENCE_MAX, json: JSON_BODY_TIME_MAX }
    }
}

/// The pieces of a body, one after the other.
pub struct Pieces {
    stream: BodyDataStream,
    silence: Duration,
}

impl Pieces {
    /// The pieces of this body.
    pub fn of(body: Body, patience: Patience) -> Pieces {
        Pieces { stream: body.into_data_stream(), silence: patience.silence }
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// A problem 408 when the sender falls silent, 400 when the body breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let piece = std::future::poll_fn(|cx| Pin::new(&mut self.stream).poll_next(cx));
        match tokio::time::timeout(self.silence, piece).await {
            Err(_) => Err(too_slow()),
            Ok(None) => Ok(None),
            Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
            Ok(Some(Err(error))) if stopping(&error) => Err(LogError::Closed.into()),
            Ok(Some(Err(_))) => Err(Problem::bad_field("", "afgebroken", message!("problem-broken-off"))),
        }
    }
}

/// Whether a body was given up since the service stops.
fn stopping(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<Stopping>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn too_slow() -> Problem {
    Problem::of_status(StatusCode::REQUEST_TIMEOUT)
        .with_header(header::CONNECTION, header::HeaderValue::from_static("close"))
}

/// Reads a JSON body.
///
/// # Errors
/// A problem: 415 when the body says it is something else, 413 when it is larger than [`JSON_BODY_MAX`], 408 when it is
/// too slow, 400 with line and column when it is not JSON.
pub async fn json(request: Request, patience: Patience) -> Result<Value, Problem> {
    media_type(request.headers(), &["application/json"])?;
    let read = whole(request.into_body(), patience);
    let bytes = tokio::time::timeout(patience.json, read).await.map_err(|_| too_slow())??;
    super::json::parse(&bytes)
}

async fn whole(body: Body, patience: Patience) -> Result<Vec<u8>, Problem> {
    let mut pieces = Pieces::of(body, patience);
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(piece) = pieces.next().await? {
        seen += piece.len();
        if seen > DISCARD_MAX {
            break;
        }
        if seen > JSON_BODY_MAX {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&piece);
        }
    }
    if seen > JSON_BODY_MAX { Err(too_large()) } else { Ok(bytes) }
}

fn too_large() -> Problem {
    let detail = message!("problem-body-large", max = JSON_BODY_MAX);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "verzoek-te-groot", detail)
}

/// Refuses a body that says it is something else than one of `wanted`, or that is compressed.
///
/// # Errors
/// A problem 415.
pub fn media_type(headers: &HeaderMap, wanted: &[&str]) -> Result<(), Problem> {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let plain = headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if plain && wanted.contains(&essence.as_str()) {
        return Ok(());
    }
    let detail = message!("problem-content-type", types = wanted.join(", "));
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "mediatype-niet-ondersteund", detail))
}
