//! The service under load: responses that nobody takes, bodies that do not arrive, slow readers, and what other clients
//! experience meanwhile.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use peildatum::http::gate::{Capacity, GateLimits};
use peildatum::http::{HttpSettings, Limits};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tower::ServiceExt;

use super::connections::{Running, SHORT, append_request, body, rest, soon, status};
use super::{Answer, TestApp, actor, node};

fn bearing(capacity: Capacity) -> TestApp {
    TestApp::with(HttpSettings { capacity, ..HttpSettings::of(actor()) })
}

/// Notes of 20,000 characters on one output.
fn long_notes(count: usize) -> Value {
    let text = "Er wachten inwoners. ".repeat(900);
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
        "gegevens": { "tekst": text } });
    Value::Array(vec![note; count])
}

async fn unread(app: &TestApp, path: &str) -> axum::response::Response {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    request.headers_mut().insert("host", HeaderValue::from_static("localhost"));
    app.router.clone().oneshot(request).await.unwrap()
}

fn is_busy(answer: &Answer) -> bool {
    let problem: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    answer.status == 503 && problem["code"] == "bezet" && answer.headers.contains_key("retry-after")
}

#[tokio::test]
async fn while_answers_lie_untaken_no_large_one_is_begun_and_everything_small_goes_on() {
    let app = bearing(Capacity { answer_bytes: 100_000, ..Capacity::default() });
    app.append(&node("9")).await;
    assert_eq!(app.append(&long_notes(20)).await.status, 201);
    let report = "/v1/rapportage?geldigOp=2020-01-01";
    let untaken = unread(&app, report).await;
    assert_eq!(untaken.status(), 200);
    for path in [report, "/v1/gebeurtenissen", "/v1/onderdelen/9/geschiedenis", "/v1/export", "/v1/onderdelen"] {
        let refused = app.get(path).await;
        assert!(is_busy(&refused), "{path}: {} {}", refused.status, refused.text);
    }
    for path in ["/livez", "/readyz", "/metrics", "/v1/onderdelen/9", "/tlog/checkpoint"] {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    assert_eq!(app.append(&node("8")).await.status, 201);
    drop(untaken);
    assert_eq!(app.get(report).await.status, 200, "what was given up is no longer counted");
}

#[tokio::test]
async fn readers_of_exports_who_take_nothing_keep_nobody_from_his_work() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    assert_eq!(app.append(&long_notes(20)).await.status, 201);
    let mut slow = Vec::new();
    for _ in 0..40 {
        let answer = unread(&app, "/v1/export").await;
        assert_eq!(answer.status(), 200);
        slow.push(answer);
    }
    for path in ["/v1/export", "/v1/back-up", "/v1/rapportage?geldigOp=2020-01-01"] {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    let lines = format!("{}\n", node("7"));
    assert_eq!(app.post("/v1/invoer", "application/x-ndjson", lines).await.status, 201);
    assert_eq!(app.call("POST", "/v1/controles").await.status, 200);
}

#[tokio::test]
async fn each_kind_of_work_has_a_gate_of_its_own() {
    let none = GateLimits { working: 0, waiting: 0, max_wait: Duration::ZERO };
    let app = bearing(Capacity { verifications: none, secrets: none, bundles: none, ..Capacity::default() });
    app.append(&node("9")).await;
    let refused = app.call("POST", "/v1/controles").await;
    assert!(is_busy(&refused) && refused.headers["retry-after"] == "60", "{}", refused.text);
    assert_eq!(app.get("/v1/export").await.status, 200);
    assert_eq!(app.get("/v1/back-up").await.status, 200);
    assert_eq!(app.post("/v1/invoer", "application/x-ndjson", format!("{}\n", node("7"))).await.status, 201);
    let app = bearing(Capacity { large: none, ..Capacity::default() });
    app.append(&node("9")).await;
    assert!(is_busy(&app.get("/v1/rapportage?geldigOp=2020-01-01").await));
    for path in ["/livez", "/readyz", "/metrics", "/v1/onderdelen/9"] {
        assert_eq!(app.get(path).await.status, 200, "{path} never waits for reports");
    }
}

#[tokio::test]
async fn counting_stops_at_the_first_event_too_many_and_values_are_bounded_everywhere() {
    let app = TestApp::new();
    let code = |answer: &Answer| {
        let problem: Value = serde_json::from_str(&answer.text).unwrap();
        (answer.status.as_u16(), problem["fouten"][0]["code"].as_str().unwrap_or_default().to_owned())
    };
    // Parsing stops at the first item beyond the limit; what follows here is not JSON.
    let list = format!("[{}, \"broken", vec!["{\"a\":0}"; 1_001].join(","));
    let answer = app.post("/v1/gebeurtenissen", "application/json", list).await;
    assert_eq!(code(&answer), (400, "aantal-gebeurtenissen".to_owned()), "{}", answer.text);
    let nested = format!("{{\"gegevens\":[{}]}}", vec!["{\"a\":0}"; 100_000].join(","));
    let answer = app.post("/v1/gebeurtenissen", "application/json", nested).await;
    assert_eq!(code(&answer), (400, "ongeldige-json".to_owned()), "{}", answer.text);
    assert!(answer.text.contains("hooguit 100000") || answer.text.contains("hooguit 100.000"), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_that_stall_take_the_room_of_large_ones_only_and_not_for_long() {
    let mut settings = HttpSettings::of(actor());
    let hour = Duration::from_secs(3600);
    settings.patience = peildatum::http::body_limits::BodyTimeouts { silence: hour, json: hour };
    settings.capacity = Capacity { body_bytes: 200_000, ..Capacity::default() };
    let running = Running::patient(Limits::default(), settings).await;
    let blanks = " ".repeat(250_000);
    let mut stalled = running.connect().await;
    stalled.write_all(append_request(&blanks, 300_000).as_bytes()).await.unwrap();
    // A sender that is never silent and never finishes.
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let dripping = tokio::spawn(async move {
        while tokio::time::timeout(SHORT, &mut stopped).await.is_err() {
            stalled.write_all(b" ").await.unwrap();
        }
        stalled
    });
    let event = node("9").to_string();
    let mut small = running.connect().await;
    small.write_all(append_request(&event, event.len()).as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    soon(small.read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
    let mut told = vec![0; 4096];
    let refused = async {
        loop {
            let mut second = running.connect().await;
            second.write_all(append_request(&blanks, 250_000).as_bytes()).await.unwrap();
            let length = second.read(&mut told).await.unwrap();
            let answer = String::from_utf8_lossy(&told[..length]).into_owned();
            // The stalling body may not have taken the room yet.
            if status(&answer) != "400" {
                return answer;
            }
        }
    };
    let answer = soon(refused).await;
    assert_eq!((status(&answer), &body(&answer)["code"]), ("503", &json!("bezet")), "{answer}");
    stop.send(()).unwrap();
    let mut stalled = dripping.await.unwrap();
    // The sender of a large body may be silent for five seconds only.
    assert_eq!(status(&rest(&mut stalled).await), "408");
    let mut third = running.connect().await;
    third.write_all(append_request(&blanks, 250_000).as_bytes()).await.unwrap();
    let length = soon(third.read(&mut told)).await.unwrap();
    let answer = String::from_utf8_lossy(&told[..length]).into_owned();
    assert_eq!((status(&answer), &body(&answer)["fouten"][0]["code"]), ("400", &json!("ongeldige-json")), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_drips_in_is_given_up() {
    let running = Running::start(Limits::default()).await;
    let mut drips = running.connect().await;
    drips.write_all(append_request("{", 10_000).as_bytes()).await.unwrap();
    // A sender that is never silent long enough, but makes almost no progress.
    let dripping = async {
        loop {
            tokio::time::sleep(SHORT / 4).await;
            if drips.write_all(b" ").await.is_err() {
                return;
            }
            let mut answer = [0; 12];
            if let Ok(Ok(12)) = tokio::time::timeout(SHORT / 8, drips.peek(&mut answer)).await {
                assert_eq!(&answer, b"HTTP/1.1 408");
                return;
            }
        }
    };
    soon(dripping).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_takes_next_to_nothing_is_given_up() {
    let running = Running::start(Limits { reader_silence: SHORT, ..Limits::default() }).await;
    running.app.append(&node("9")).await;
    assert_eq!(running.app.append(&long_notes(700)).await.status, 201);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut slow = socket.connect(running.address).await.unwrap();
    slow.write_all(b"GET /v1/export HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let reading = async {
        let (mut all, mut some) = (0_usize, [0; 16]);
        while let Ok(length @ 1..) = slow.read(&mut some).await {
            all += length;
            tokio::time::sleep(SHORT / 10).await;
        }
        all
    };
    let taken = soon(reading).await;
    assert!(taken < 1_000_000, "it was cut off after {taken} bytes of 13 MB");
}
