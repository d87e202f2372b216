//! Spans of requests for a collector of OpenTelemetry: OTLP over HTTP, in its JSON form.
//!
//! A span says which route was answered, when, for how long and with what status, in the trace of its caller. It has no
//! address with ids, no query and no text. Spans wait in a bounded queue for a thread of their own: a collector that is
//! slow or down costs spans, and nothing else. How many is in the metrics, and in the log once a minute at most.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant as Moment};

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::Certificate;

use super::descriptors::{ThrottledWarning, WARNING_INTERVAL};
use super::metrics;
use crate::app::clock::{Clock, SystemClock};
use crate::app::trace::TraceContext;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::thread_end::ThreadEnd;
use crate::{message, outgoing};

/// The most spans that wait: of some 300 bytes each, 600 kB. Further ones are dropped and counted.
const WAITING_MAX: usize = 2_048;

/// The most spans that are sent at once.
const BATCH_MAX: usize = 512;

/// How long a span waits for others to be sent with.
const BATCH_TIME: Duration = Duration::from_secs(5);

/// The time for a call as a whole, and to connect.
const CALL_TIME: Duration = Duration::from_secs(5);

/// How long the end waits for room to say that it is one, and then for what is still to be sent.
const END: Duration = Duration::from_secs(2);

/// A request that was answered.
#[derive(Debug)]
pub struct Span {
    /// Its step in the trace.
    pub trace: TraceContext,
    /// The step of who called.
    pub caller: Option<TraceContext>,
    /// The method.
    pub method: &'static str,
    /// The route as declared.
    pub route: String,
    /// When it came.
    pub began_at: Instant,
    /// How long it took.
    pub took: Duration,
    /// The status of the answer.
    pub status: u16,
}

enum SpanCommand {
    Send(Box<Span>),
    End,
}

/// Takes spans for the thread that sends them.
#[derive(Clone)]
pub struct Spans {
    orders: SyncSender<SpanCommand>,
    lost: Arc<Lost>,
}

/// How many spans were lost.
#[derive(Debug, Default)]
struct Lost {
    /// Those for which there was no room.
    not_taken: AtomicU64,
    /// Those that the collector did not take.
    not_sent: AtomicU64,
}

impl Lost {
    fn add(&self, which: &AtomicU64, count: usize) {
        which.fetch_add(count as u64, Ordering::Relaxed);
        metrics::spans_lost(count);
    }

    fn not_taken(&self) -> u64 {
        self.not_taken.load(Ordering::Relaxed)
    }

    fn all(&self) -> u64 {
        self.not_taken() + self.not_sent.load(Ordering::Relaxed)
    }
}

/// Says how many spans found no room: once in a while, and the rest at the end.
#[derive(Default)]
struct OverflowReport {
    told: u64,
    last: Option<Moment>,
}

impl OverflowReport {
    /// Returns how many were lost since it was told last, where it is time to tell.
    fn due(&mut self, lost: u64, now: Moment, is_end: bool) -> Option<u64> {
        let since = lost - self.told;
        let is_soon = self.last.is_some_and(|last| now.duration_since(last) < WARNING_INTERVAL);
        if since == 0 || (is_soon && !is_end) {
            return None;
        }
        (self.told, self.last) = (lost, Some(now));
        Some(since)
    }
}

impl fmt::Debug for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spans").field("lost", &self.lost()).finish_non_exhaustive()
    }
}

impl Spans {
    /// Takes a span. It never waits: where there is no room, the span is lost.
    pub fn take(&self, span: Span) {
        if self.orders.try_send(SpanCommand::Send(Box::new(span))).is_err() {
            self.lost.add(&self.lost.not_taken, 1);
        }
    }

    /// Returns the moment for the beginning of a span.
    pub fn now(&self) -> Instant {
        SystemClock.now()
    }

    /// Returns how many were lost.
    pub fn lost(&self) -> u64 {
        self.lost.all()
    }
}

/// The end of the thread that sends.
pub struct SpanThread(ThreadEnd<SpanCommand>);

impl SpanThread {
    /// Waits until everything is sent, for at most four seconds.
    pub fn finish(self) {
        self.0.finish(|| SpanCommand::End, END); // the service ends, with or without its last spans
    }
}

/// Returns the endpoint of what programs of OpenTelemetry are told: that of traces, else the base of all, below which it has
/// its own path. An empty one is none.
pub fn endpoint(traces: Option<&str>, base: Option<&str>) -> Option<String> {
    let named = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let below = |base: String| format!("{}/v1/traces", base.trim_end_matches('/'));
    named(traces).or_else(|| named(base).map(below))
}

/// Starts the thread that sends to this endpoint, such as `http://127.0.0.1:4318/v1/traces`. `roots`, if any, replace the
/// certificate authorities that browsers trust.
///
/// # Errors
/// What is wrong with the endpoint, or that there is no thread.
pub fn start(endpoint: &str, roots: &[Certificate<'static>]) -> Result<(Spans, SpanThread), Message> {
    check(endpoint)?;
    let (orders, received) = sync_channel(WAITING_MAX);
    let (end, ended) = sync_channel(1);
    let spans = Spans { orders: orders.clone(), lost: Arc::default() };
    let settings = outgoing::settings(roots).timeout_connect(Some(CALL_TIME)).timeout_global(Some(CALL_TIME)).build();
    let (agent, endpoint, lost) = (Agent::from(settings), endpoint.to_owned(), Arc::clone(&spans.lost));
    let send = move |batch: &[Span]| send(&agent, &endpoint, batch);
    let started = thread::Builder::new().name("spans".to_owned()).spawn(move || {
        send_all(&received, &lost, send);
        end.send(()).ok(); // the end may have stopped waiting
    });
    started.map_err(|error| message!("config-traces-thread", why = crate::language::describe_io_error(&error)))?;
    Ok((spans, SpanThread(ThreadEnd::new(orders, ended))))
}

/// Checks that spans can be sent to an endpoint.
///
/// # Errors
/// What is wrong with it.
pub fn check(endpoint: &str) -> Result<(), Message> {
    let parsed = endpoint.parse::<Uri>().ok();
    let is_right = parsed.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some());
    if is_right { Ok(()) } else { Err(message!("config-traces", found = endpoint)) }
}

/// Sends what comes, in batches, until the end.
fn send_all(received: &Receiver<SpanCommand>, lost: &Lost, send: impl Fn(&[Span]) -> Result<(), String>) {
    let (mut batch, mut since, failing) = (Vec::new(), Moment::now(), ThrottledWarning::new());
    let mut overflow = OverflowReport::default();
    loop {
        let wait = if batch.is_empty() { BATCH_TIME } else { BATCH_TIME.saturating_sub(since.elapsed()) };
        let ends = match received.recv_timeout(wait) {
            Ok(SpanCommand::Send(span)) => {
                if batch.is_empty() {
                    since = Moment::now();
                }
                batch.push(*span);
                if batch.len() < BATCH_MAX {
                    continue;
                }
                false
            }
            Ok(SpanCommand::End) | Err(RecvTimeoutError::Disconnected) => true,
            Err(RecvTimeoutError::Timeout) => false,
        };
        let sent = if batch.is_empty() { Ok(()) } else { send(&batch) };
        if let Err(why) = sent {
            lost.add(&lost.not_sent, batch.len());
            if let Some(times) = failing.now() {
                tracing::warn!(why, times, lost = lost.all(), "spans were not sent to the collector");
            }
        }
        batch.clear();
        if let Some(count) = overflow.due(lost.not_taken(), Moment::now(), ends) {
            tracing::warn!(count, lost = lost.all(), "more spans came than the collector took: they were dropped");
        }
        if ends {
            return;
        }
    }
}

fn send(agent: &Agent, endpoint: &str, batch: &[Span]) -> Result<(), String> {
    let body = document(batch).to_string();
    let answer = agent.post(endpoint).content_type("application/json").send(body.as_bytes());
    match answer.map_err(|error| error.to_string())?.status().as_u16() {
        200..=299 => Ok(()),
        status => Err(format!("the collector answered {status}")),
    }
}

/// Returns an export request of OTLP in JSON: ids in hexadecimal digits, whole numbers of 64 bits as text.
fn document(batch: &[Span]) -> Value {
    let resource = [("service.name", "peildatum"), ("service.version", env!("CARGO_PKG_VERSION"))];
    json!({ "resourceSpans": [{
        "resource": { "attributes": resource.map(|(key, value)| text(key, value)) },
        "scopeSpans": [{ "scope": { "name": "peildatum.http" }, "spans": batch.iter().map(described).collect::<Vec<_>>() }],
    }] })
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}

/// What a span of a server is called, and that something failed in it, in numbers of OTLP.
const SERVER: u8 = 2;
const FAILED: u8 = 2;

fn described(span: &Span) -> Value {
    let began = i128::from(span.began_at.micros()) * 1_000;
    let ended = began + i128::try_from(span.took.as_nanos()).unwrap_or(0);
    let mut told = json!({
        "traceId": span.trace.trace_id(),
        "spanId": span.trace.span_id(),
        "flags": 1,
        "name": format!("{} {}", span.method, span.route),
        "kind": SERVER,
        "startTimeUnixNano": began.to_string(),
        "endTimeUnixNano": ended.to_string(),
        "attributes": [
            text("http.request.method", span.method),
            text("http.route", &span.route),
            { "key": "http.response.status_code", "value": { "intValue": span.status.to_string() } },
        ],
        "status": if span.status >= 500 { json!({ "code": FAILED }) } else { json!({}) },
    });
    if let Some(caller) = &span.caller {
        told["parentSpanId"] = caller.span_id().into();
    }
    if let Some(state) = span.trace.state() {
        told["traceState"] = state.into();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(status: u16) -> Span {
        let trace = TraceContext::begin();
        let (began_at, took) = (Instant::from_micros(1_793_620_800_000_001), Duration::from_nanos(1_500));
        let (method, route) = ("GET", "/v1/rondes/{id}".to_owned());
        Span { caller: Some(trace.clone()), trace: trace.next(), method, route, began_at, took, status }
    }

    #[test]
    fn a_full_queue_loses_spans_and_waits_for_nobody() {
        let (orders, received) = sync_channel(WAITING_MAX);
        let spans = Spans { orders, lost: Arc::default() };
        super::metrics::install();
        for _ in 0..WAITING_MAX + 7 {
            spans.take(span(200));
        }
        assert_eq!(spans.lost(), 7);
        let lost = Arc::clone(&spans.lost);
        drop(spans);
        let batches = parking_lot::Mutex::new(Vec::new());
        send_all(&received, &lost, |batch| {
            batches.lock().push(batch.len());
            if batches.lock().len() == 2 { Err("the collector is down".to_owned()) } else { Ok(()) }
        });
        assert_eq!(*batches.lock(), [BATCH_MAX; 4]);
        assert_eq!(lost.all(), 7 + BATCH_MAX as u64, "what was not sent is counted, and not kept");
        assert_eq!(lost.not_taken(), 7);
    }

    #[test]
    fn spans_that_find_no_room_are_told_once_a_minute_with_their_number_and_the_rest_at_the_end() {
        let (mut report, begin) = (OverflowReport::default(), Moment::now());
        let mut due = |lost, seconds, is_end| report.due(lost, begin + Duration::from_secs(seconds), is_end);
        assert_eq!(due(0, 0, false), None);
        assert_eq!(due(3, 1, false), Some(3));
        assert_eq!((due(500, 2, false), due(900, 60, false)), (None, None), "within a minute");
        assert_eq!(due(900, 61, false), Some(897), "though none came meanwhile");
        assert_eq!(due(900, 200, false), None);
        assert_eq!(due(905, 201, false), Some(5));
        assert_eq!((due(907, 202, true), due(907, 203, true)), (Some(2), None));
    }

    #[test]
    fn an_empty_endpoint_is_none_and_the_base_has_the_path_of_traces() {
        let of = |traces, base| endpoint(traces, base);
        let traces = Some("http://127.0.0.1:4318/eigen");
        assert_eq!(of(traces, Some("http://elders:4318")).as_deref(), traces);
        for base in ["http://127.0.0.1:4318", "http://127.0.0.1:4318/"] {
            assert_eq!(of(Some(""), Some(base)).as_deref(), Some("http://127.0.0.1:4318/v1/traces"));
            assert_eq!(of(None, Some(base)).as_deref(), Some("http://127.0.0.1:4318/v1/traces"));
        }
        assert_eq!((of(None, None), of(Some(""), Some("")), of(Some(" "), None)), (None, None, None));
    }

    #[test]
    fn a_span_says_what_was_answered_and_no_address() {
        let span = span(503);
        let told = &document(std::slice::from_ref(&span))["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
        assert_eq!(told["name"], "GET /v1/rondes/{id}");
        assert_eq!(told["startTimeUnixNano"], "1793620800000001000");
        assert_eq!(told["endTimeUnixNano"], "1793620800000002500");
        assert_eq!((&told["kind"], &told["status"]["code"]), (&2.into(), &2.into()));
        assert_eq!(told["attributes"][2]["value"]["intValue"], "503");
        assert_eq!(told["parentSpanId"], span.caller.unwrap().span_id());
    }

    #[test]
    fn an_endpoint_is_an_address_of_http() {
        assert!(
            check("http://127.0.0.1:4318/v1/traces").is_ok() && check("https://collector.example/v1/traces").is_ok()
        );
        for wrong in ["", "collector:4317", "grpc://collector:4317", "/v1/traces"] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
