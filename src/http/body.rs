//! Request bodies: bounded in size and time, with JSON parsed strictly and every error reported as a problem with its
//! place.

use std::error::Error;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use futures_core::Stream;
use serde_json::Value;
use tokio::time::Instant;

use super::app_state::{AppState, WorkKind};
use super::body_limits::{BodyTimeouts, JSON_BODY_MAX, SMALL_BODY};
use super::byte_budget::ByteReservation;
use super::connection::Stopping;
use super::gate::over_capacity;
use super::problem::Problem;
use crate::log::LogError;
use crate::message;

/// The maximum size of what a form sends: four texts of 20,000 characters of four bytes, each byte as `%XX`, are 960 kB.
pub const FORM_BODY_MAX: usize = 1024 * 1024;

/// How much of a body that is too large is read and discarded, so that its sender reads the response.
const DISCARD_MAX: usize = 4 * JSON_BODY_MAX;

/// The maximum silence of the sender of a large body, which occupies room that others wait for.
const LARGE_SILENCE_MAX: Duration = Duration::from_secs(5);

/// How long a large body waits for room beside the others before it is refused.
const ROOM_WAIT_MAX: Duration = Duration::from_secs(5);

/// The size up to which a body is parsed on the async thread: at 100 MB/s that takes 0.2 ms. Larger ones are parsed on
/// a thread that may block.
pub const READ_INLINE_MAX: usize = 16 * 1024;

/// The minimum number of bytes in each span of [`BodyTimeouts::silence`], unless the body ends in it: 1 KiB/s.
const SPAN_BYTES_MIN: usize = 16 * 1024;

/// The same minimum for the body of an import, which occupies one of a few places: 16 KiB/s.
const IMPORT_SPAN_BYTES_MIN: usize = 16 * SPAN_BYTES_MIN;

/// The pieces of a body, one after the other.
pub struct BodyPieces {
    stream: BodyDataStream,
    silence: Duration,
    /// The bytes received since the present span began, and when it began.
    brought: usize,
    since: Instant,
    /// The minimum number of bytes in a span.
    least: usize,
}

impl BodyPieces {
    /// Returns the pieces of this body.
    pub fn of(body: Body, patience: BodyTimeouts) -> BodyPieces {
        let (stream, silence) = (body.into_data_stream(), patience.silence);
        BodyPieces { stream, silence, brought: 0, since: Instant::now(), least: SPAN_BYTES_MIN }
    }

    /// Returns the pieces of the body of an import, which has a higher minimum rate.
    pub fn of_import(body: Body, patience: BodyTimeouts) -> BodyPieces {
        BodyPieces { least: IMPORT_SPAN_BYTES_MIN, ..BodyPieces::of(body, patience) }
    }

    /// Returns the next piece; `None` at the end.
    ///
    /// # Errors
    /// A problem 408 if the sender is silent or too slow, 400 if the body breaks off, 503 if the service is stopping.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let piece = std::future::poll_fn(|cx| Pin::new(&mut self.stream).poll_next(cx));
        let piece = match tokio::time::timeout(self.silence, piece).await {
            Err(_) => return Err(too_slow()),
            Ok(None) => return Ok(None),
            Ok(Some(Ok(bytes))) => bytes,
            Ok(Some(Err(error))) if stopping(&error) => return Err(LogError::Closed.into()),
            Ok(Some(Err(_))) => return Err(Problem::bad_field("", "afgebroken", message!("problem-broken-off"))),
        };
        self.brought += piece.len();
        if self.since.elapsed() >= self.silence {
            if self.brought < self.least {
                return Err(too_slow());
            }
            (self.brought, self.since) = (0, Instant::now());
        }
        Ok(Some(piece))
    }
}

/// Returns true if the body was given up because the service is stopping.
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

/// The contents of a body, with the reservation of its bytes, which is held until the request is answered.
pub struct ReceivedBody<T> {
    /// The contents.
    pub what: T,
    /// The reservations of its bytes.
    pub held: [Option<ByteReservation>; 2],
}

/// Reads the JSON of a body.
///
/// # Errors
/// As for [`read`], and a problem 400 with line and column if it is not JSON.
pub async fn json(site: &AppState, request: Request) -> Result<ReceivedBody<Value>, Problem> {
    read(site, request, super::json::parse).await
}

/// Reads a JSON body and converts it with `make`.
///
/// # Errors
/// A problem: 415 if the body has another media type, 413 if it is larger than [`JSON_BODY_MAX`], 408 if it is too
/// slow, 503 if too many bytes are arriving at this moment; and the problem that `make` returns.
pub async fn read<T: Send + 'static>(
    site: &AppState,
    request: Request,
    make: impl FnOnce(&[u8]) -> Result<T, Problem> + Send + 'static,
) -> Result<ReceivedBody<T>, Problem> {
    read_as(site, request, ("application/json", JSON_BODY_MAX), make).await
}

/// Reads what a form of a page sent, and converts it with `make`.
///
/// # Errors
/// As for [`read`], with [`FORM_BODY_MAX`].
pub async fn form<T: Send + 'static>(
    site: &AppState,
    request: Request,
    make: impl FnOnce(&[u8]) -> Result<T, Problem> + Send + 'static,
) -> Result<ReceivedBody<T>, Problem> {
    read_as(site, request, ("application/x-www-form-urlencoded", FORM_BODY_MAX), make).await
}

pub(super) async fn read_as<T: Send + 'static>(
    site: &AppState,
    request: Request,
    (wanted, max): (&str, usize),
    make: impl FnOnce(&[u8]) -> Result<T, Problem> + Send + 'static,
) -> Result<ReceivedBody<T>, Problem> {
    media_type(request.headers(), &[wanted])?;
    let patience = site.settings().patience;
    let whole = whole(site, request.into_body(), patience, max);
    let (bytes, held) = tokio::time::timeout(patience.json, whole).await.map_err(|_| too_slow())??;
    if bytes.len() <= READ_INLINE_MAX {
        return Ok(ReceivedBody { what: make(&bytes)?, held });
    }
    let pass = site.enter(WorkKind::Body).await?;
    let what = site.run_to_end(pass, move |_| make(&bytes)).await?;
    Ok(ReceivedBody { what, held })
}

async fn whole(
    site: &AppState,
    body: Body,
    patience: BodyTimeouts,
    max: usize,
) -> Result<(Vec<u8>, [Option<ByteReservation>; 2]), Problem> {
    let mut pieces = BodyPieces::of(body, patience);
    let (mut bytes, mut seen, mut held) = (Vec::new(), 0_usize, [None, None]);
    while let Some(piece) = pieces.next().await? {
        seen += piece.len();
        if seen > DISCARD_MAX {
            break;
        }
        if seen > max {
            bytes = Vec::new();
            held = [None, None];
            continue;
        }
        let [small, large] = &mut held;
        if seen <= SMALL_BODY {
            let more = site.bodies().small.try_reserve(piece.len()).ok_or_else(over_capacity)?;
            add(small, more);
        } else {
            pieces.silence = patience.silence.min(LARGE_SILENCE_MAX);
            let room = site.bodies().large.reserve(piece.len());
            let more = tokio::time::timeout(ROOM_WAIT_MAX, room).await.map_err(|_| over_capacity())?;
            add(large, more);
        }
        bytes.extend_from_slice(&piece);
    }
    if seen > max { Err(too_large(max)) } else { Ok((bytes, held)) }
}

fn add(held: &mut Option<ByteReservation>, more: ByteReservation) {
    match held {
        Some(held) => held.join(more),
        None => *held = Some(more),
    }
}

fn too_large(max: usize) -> Problem {
    let detail = message!("problem-body-large", max = max);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "verzoek-te-groot", detail)
}

/// Refuses a body with a media type other than `wanted`, or a compressed one.
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
