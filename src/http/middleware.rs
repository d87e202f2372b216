//! The middleware around every route: what every response has, whether a handler or the framework created it.
//!
//! It adds a request id, `API-Version`, the security headers, problem documents in place of empty or plain-text errors,
//! one log line and one measurement. Panics of handlers become a problem 500 here.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::access::rates::UNCOUNTED;
use super::problem::Problem;
use super::spans::{Span, Spans};
use super::{for_people, language, metrics};
use crate::app::trace::TraceContext;
use crate::language::Language;
use crate::pages::reader::Reader;

/// The full version of the API, as the API design rules require.
pub const API_VERSION: &str = "1.0.0";

/// The header that contains it.
pub const API_VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");
const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The headers of W3C Trace Context.
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");

/// The content security policy of everything that is not a page: nothing may be loaded, framed or run.
const DENY_ALL_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The id of a request, which its answer names.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

/// Middleware around every route and every fallback.
pub async fn wrap(State(spans): State<Option<Spans>>, mut request: Request, next: Next) -> Response {
    let id = next_request_id();
    let caller = caller_of(request.headers());
    let trace = match &caller {
        Some(caller) => caller.next(),
        // What begins here is recorded where anything is.
        None => TraceContext::begin().sampled(spans.is_some()),
    };
    let spans = spans.filter(|_| trace.is_sampled() && !UNCOUNTED.contains(&request.uri().path()));
    let began_at = spans.as_ref().map(Spans::now);
    request.extensions_mut().insert(RequestId(id.as_str().into()));
    request.extensions_mut().insert(trace.clone());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let reader = for_people::is_for_people(request.uri(), request.headers());
    let language = reader.map_or_else(|| language::preferred(request.headers()), |reader| reader.language);
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let watch = metrics::Stopwatch::start();
    let (trace_id, span_id) = (trace.trace_id(), trace.span_id());
    let span = tracing::info_span!("request", %id, %method, %route, %trace_id, %span_id);

    let answer = trace.clone().scope(next.run(request)).instrument(span.clone()).await;
    let mut answer = finish(answer, &method, &path, (language, reader));
    let (took, status) = (watch.elapsed(), answer.status());
    metrics::request(&method, &route, status, took);
    span.in_scope(|| tracing::debug!(status = status.as_u16(), "answered"));
    if let (Some(spans), Some(began_at)) = (spans, began_at) {
        let (method, status) = (metrics::known_method(&method), status.as_u16());
        spans.take(Span { trace, caller, method, route, began_at, took, status });
    }

    let headers = answer.headers_mut();
    headers.insert(API_VERSION_HEADER, HeaderValue::from_static(API_VERSION));
    headers.insert(REQUEST_ID_HEADER, HeaderValue::from_str(&id).expect("hexadecimal digits and a hyphen"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(DENY_ALL_POLICY);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// Returns the step of the caller, by W3C Trace Context; none where it names none, or more than one or none that is valid.
fn caller_of(headers: &HeaderMap) -> Option<TraceContext> {
    let text = |name: &HeaderName| -> Vec<&str> {
        headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect()
    };
    let state = text(&TRACE_STATE).join(",");
    match text(&TRACE_PARENT).as_slice() {
        [parent] => TraceContext::parse(parent.trim(), Some(&state)),
        _ => None,
    }
}

/// Writes the problem that a handler returned, or the one that an empty error of the framework stands for; as a page
/// for people.
fn finish(
    mut answer: Response,
    method: &Method,
    path: &str,
    (language, reader): (Language, Option<Reader>),
) -> Response {
    let status = answer.status();
    let problem = match answer.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if answer.extensions().get::<for_people::SaysWhy>().is_some() => return answer,
        None if status.is_client_error() || status.is_server_error() => Problem::of_status(status),
        None => return answer,
    };
    let headers = std::mem::take(answer.headers_mut());
    let document = reader.map(|reader| (reader, problem.document(path, language)));
    let written = problem.write(path, headers, language);
    let written = match document {
        Some((reader, document)) => for_people::as_page(written, &document, reader),
        None => written,
    };
    if *method == Method::HEAD { written.map(|_| Body::empty()) } else { written }
}

/// Returns the raw response to a request that could not be parsed as HTTP. Its path is unknown, so its instance is `/`.
pub fn refusal(status: StatusCode) -> Vec<u8> {
    let body = Problem::of_status(status).document("/", Language::Dutch).to_string();
    let reason = status.canonical_reason().unwrap_or_default();
    format!(
        "HTTP/1.1 {} {reason}\r\n{API_VERSION_HEADER}: {API_VERSION}\r\ncontent-type: application/problem+json\r\n\
         x-content-type-options: nosniff\r\nx-frame-options: DENY\r\ncache-control: no-store\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        status.as_u16(),
        body.len(),
    )
    .into_bytes()
}

/// Returns the response of a handler that panicked. The panic message may contain input of a caller, so it is not
/// included.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked; see the line of the panic itself");
    Problem::internal().into_response()
}

/// Returns the problem for an unknown address.
pub async fn no_such_address() -> Problem {
    Problem::of_status(StatusCode::NOT_FOUND)
}

/// Returns a request id that is unique within a process, and most likely between processes.
fn next_request_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    static PROCESS: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    let process = PROCESS.get_or_init(|| getrandom::u32().unwrap_or_default());
    format!("{process:08x}-{:x}", NEXT.fetch_add(1, Ordering::Relaxed))
}
