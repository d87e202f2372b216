//! Compression of answers for clients that take it (`Accept-Encoding: gzip`).
//!
//! Compressed are JSON, pages, style sheets, scripts, CSV and calendars of more than [`LEAST`] bytes. Left as they are: streams,
//! whose events must come through at once; workbooks, bundles and back-ups, which are compressed already; exports; and
//! answers whose `ETag` goes into `If-Match`, which compares strongly: the `ETag` of a compressed answer is a weak one.
//!
//! A body is compressed piece by piece as its reader takes it, so a slow reader holds no more of it than before, and is
//! timed by what goes over the wire. Its compressor holds [`COMPRESSOR_BYTES`] until then. They are counted with the
//! bytes of all answers; where there is no room for them, the answer goes as it is.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Frame;

use super::accept::thousandths;
use super::app_state::AppState;
use super::byte_budget::ByteReservation;
use super::conditional;

/// The fewest bytes of an answer that is compressed: below this the head weighs more than what is saved.
const LEAST: u64 = 1024;

/// The memory of one compressor: its window, the chains through it and the symbols that wait are below 300 KiB.
const COMPRESSOR_BYTES: usize = 320 * 1024;

/// How hard it tries; decision 34 has the measurements.
const LEVEL: Compression = Compression::new(4);

/// The media types of answers that are compressed.
const COMPRESSED: [&str; 6] =
    ["application/json", "text/html", "text/css", "text/javascript", "text/csv", "text/calendar"];

/// Middleware that compresses what may be compressed, for clients that take it.
pub async fn compress(State(site): State<AppState>, request: Request, next: Next) -> Response {
    let is_wanted = takes_gzip(request.headers());
    let mut answer = next.run(request).await;
    if !may_be_compressed(&answer) {
        return answer;
    }
    // Caches have to know, also of the answer that is not compressed.
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let Some(held) = is_wanted.then(|| site.answers().try_reserve(COMPRESSOR_BYTES)).flatten() else {
        return answer;
    };
    let headers = answer.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    if let Some(tag) = headers.get_mut(header::ETAG) {
        *tag = conditional::weakened(tag);
    }
    answer.map(|body| Body::new(CompressedBody { body, encoder: Some(GzEncoder::new(Vec::new(), LEVEL)), held }))
}

/// Returns true if a client takes answers that are compressed with gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut weights = [None, None];
    for coding in values.flat_map(|value| value.split(',')) {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight =
            parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))).map_or(1000, thousandths);
        match name.as_str() {
            "gzip" | "x-gzip" => weights[0] = Some(weight),
            "*" => weights[1] = Some(weight),
            _ => {}
        }
    }
    // A coding that is named precedes the weight of `*`.
    weights[0].or(weights[1]).is_some_and(|weight| weight > 0)
}

fn may_be_compressed(answer: &Response) -> bool {
    let headers = answer.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default();
    answer.status() == StatusCode::OK
        && COMPRESSED.contains(&kind)
        && answer.body().size_hint().exact().is_none_or(|size| size > LEAST)
        && !headers.contains_key(header::CONTENT_ENCODING)
        && !text(header::CACHE_CONTROL).contains("no-transform")
        && !headers.get(header::ETAG).is_some_and(conditional::holds_version)
}

/// A body that is compressed while it is taken.
struct CompressedBody {
    body: Body,
    /// None after the end.
    encoder: Option<GzEncoder<Vec<u8>>>,
    #[expect(dead_code, reason = "what it does, it does when it is dropped")]
    held: ByteReservation,
}

impl HttpBody for CompressedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        loop {
            let Some(encoder) = this.encoder.as_mut() else { return Poll::Ready(None) };
            let written = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => encoder.write_all(&data).map(|()| std::mem::take(encoder.get_mut())),
                    Err(_) => continue, // trailers, which no answer of this service has
                },
                Some(Err(error)) => {
                    // What was compressed so far is no whole answer, and the connection breaks off.
                    this.encoder = None;
                    return Poll::Ready(Some(Err(error)));
                }
                None => match this.encoder.take() {
                    Some(encoder) => encoder.finish(),
                    None => return Poll::Ready(None),
                },
            };
            let piece = written.map_err(axum::Error::new)?;
            if !piece.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(piece.into()))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_where_it_is_named_or_everything_is_and_no_weight_forbids_it() {
        let takes =
            |value: &str| takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]));
        for yes in ["gzip", "br, gzip;q=0.5", "deflate, GZIP", "*", "gzip;q=0.001", "identity;q=0, gzip", "x-gzip"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0", "identity"] {
            assert!(!takes(no), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()), "who says nothing is sent what everybody reads");
    }
}
