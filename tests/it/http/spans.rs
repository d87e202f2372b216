//! Spans of requests reach a collector, in the trace that came in; one that is down stops nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use axum::body::Body;
use axum::http::Request;
use peildatum::http::{HttpSettings, spans};
use serde_json::Value;

use super::{TestApp, actor};
use crate::cli;

/// A collector that takes one export request, and returns its path and its document.
fn collector() -> (String, JoinHandle<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let taken = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        let body_of = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let (head, body) = text.split_once("\r\n\r\n")?;
            let length = head.to_lowercase().split("content-length: ").nth(1)?.lines().next()?.parse().ok()?;
            (body.len() >= length).then(|| (head.split(' ').nth(1).unwrap_or_default().to_owned(), body.to_owned()))
        };
        let (path, body) = loop {
            if let Some(whole) = body_of(&bytes) {
                break whole;
            }
            let read = stream.read(&mut piece).unwrap();
            assert!(read > 0, "the request ends: {}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&piece[..read]);
        };
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}").unwrap();
        (path, serde_json::from_str(&body).unwrap())
    });
    (endpoint, taken)
}

fn spans_of(document: &Value) -> &Vec<Value> {
    document["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap()
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

fn asked(path: &str, flags: &str) -> Request<Body> {
    let parent = format!("00-{TRACE}-{CALLER}-{flags}");
    Request::get(path).header("traceparent", parent).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_collector_gets_the_span_of_a_request_in_the_trace_that_came_in() {
    let (endpoint, taken) = collector();
    let (spans, thread) = spans::start(&endpoint, &[]).unwrap();
    let app = TestApp::with(HttpSettings { spans: Some(spans.clone()), ..HttpSettings::of(actor()) });
    assert_eq!(app.send(asked("/v1/rondes?limit=1", "01")).await.status, 200);
    assert_eq!(app.send(asked("/v1/rondes/geheim", "00")).await.status, 404, "its caller records nothing");
    assert_eq!(app.send(asked("/livez", "01")).await.status, 200, "who watches over it is no news");
    assert_eq!(app.send(Request::get("/v1/gebeurtenissen").body(Body::empty()).unwrap()).await.status, 200);
    let odd = Request::builder().method("JAN-JANSEN").uri("/v1/rondes").body(Body::empty()).unwrap();
    assert_eq!(app.send(odd).await.status, 405);
    thread.finish();
    let (path, document) = taken.join().unwrap();
    assert_eq!(path, "/v1/traces");
    let [one, begun, odd] = spans_of(&document).as_slice() else { panic!("{document}") };
    assert_eq!((&one["traceId"], &one["parentSpanId"]), (&TRACE.into(), &CALLER.into()));
    assert!(one["spanId"].as_str().is_some_and(|id| id.len() == 16 && id != CALLER), "{one}");
    assert_eq!(one["name"], "GET /v1/rondes");
    assert!(begun["parentSpanId"].is_null() && begun["traceId"] != TRACE, "it began here: {begun}");
    assert!(!odd.to_string().contains("JANSEN"), "a method is the caller's own word: {odd}");
    assert!(!document.to_string().contains("limit"), "no query: {document}");
    assert_eq!(spans.lost(), 0);
}

#[tokio::test]
async fn a_collector_that_is_down_costs_spans_and_no_answers() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (spans, thread) = spans::start(&format!("http://{closed}/v1/traces"), &[]).unwrap();
    let app = TestApp::with(HttpSettings { spans: Some(spans.clone()), ..HttpSettings::of(actor()) });
    for _ in 0..20 {
        assert_eq!(app.send(asked("/v1/rondes", "01")).await.status, 200);
    }
    thread.finish();
    assert_eq!(spans.lost(), 20);
}

#[test]
fn the_program_sends_spans_where_it_is_told_and_the_last_ones_at_its_end() {
    let (place, (endpoint, taken)) = (cli::Place::new(), collector());
    let mut serve = cli::command(&["serve", "--data", &place.path("data"), "--listen", "127.0.0.1:0"]);
    serve.env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &endpoint);
    let running = cli::Running::of(&mut serve, "luistert op ");
    assert_eq!(running.get("/v1/rondes").0, 200);
    assert_eq!(running.stop("-TERM").code, 0);
    assert_eq!(spans_of(&taken.join().unwrap().1)[0]["name"], "GET /v1/rondes");
    let refused = cli::run(&["serve", "--data", &place.path("data"), "--traces-endpoint", "collector:4317"]);
    assert!(refused.code != 0 && refused.err.contains("collector:4317"), "{}", refused.err);
}
