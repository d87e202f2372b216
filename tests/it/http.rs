//! The HTTP interface, in process: statuses and bodies for each rule of the contract.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

mod access;
mod agenda;
mod appending;
mod arriving;
mod backup;
mod bearing;
mod browser;
mod bundle;
mod comparing;
mod compressing;
mod conformance;
mod connections;
mod design_rules;
mod exports;
mod findings;
mod followers;
mod listing;
mod live;
mod pages;
mod reading;
mod refusing;
mod rounds;
mod rules;
mod searching;
mod series;
mod spans;
mod speaking;
mod streaming;
mod strict;
mod tls;
mod trying;
mod unchanged;
pub mod watching;

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use futures_core::Stream as _;
use peildatum::app::clock::FixedClock;
use peildatum::app::import::{ImportFile, ImportOptions, import};
use peildatum::app::{OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::text::Slug;
use peildatum::domain::time::Instant;
use peildatum::http::{HttpSettings, router};
use peildatum::log::folder::IfMissing;
use peildatum::subscriptions::Subscriptions;
use peildatum::subscriptions::http_sender::{self, DeliveryError, DeliveryRequest, DeliverySender, HandshakeRequest};
use peildatum::subscriptions::timer::{SystemTimer, Timer};
use serde_json::{Value, json};
use tower::ServiceExt;

/// The current time of every service under test.
pub const NOW: &str = "2026-11-02T12:00:00Z";

/// The maximum time a test waits; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service over a log in a temporary folder, called without a network.
pub struct TestApp {
    pub service: Service,
    pub router: Router,
    pub subscriptions: Subscriptions,
    _folder: tempfile::TempDir,
}

/// A receiver that agrees to be called and accepts everything.
pub struct Agreeable;

impl DeliverySender for Agreeable {
    fn deliver(&self, _: &DeliveryRequest<'_>) -> Result<http_sender::ReceiverAnswer, DeliveryError> {
        Ok(http_sender::ReceiverAnswer { status: 204, ..http_sender::ReceiverAnswer::default() })
    }

    fn handshake(&self, _: &HandshakeRequest<'_>) -> Result<http_sender::ReceiverAnswer, DeliveryError> {
        let everyone = Some("*".to_owned());
        let answer = http_sender::ReceiverAnswer {
            status: 200,
            allowed_origin: everyone.clone(),
            allowed_rate: everyone,
            ..Default::default()
        };
        Ok(answer)
    }
}

/// A response that was read completely.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

/// The actor in these tests.
pub fn actor() -> Actor {
    Actor::new("lokaal:toets", None, Slug::parse("beheren").unwrap()).unwrap()
}

impl TestApp {
    /// Creates a service with an empty log.
    pub fn new() -> TestApp {
        let contact = Some("mailto:veiligheid@stad.example".to_owned());
        TestApp::with(HttpSettings { security_contact: contact, ..HttpSettings::of(actor()) })
    }

    /// Creates a service whose receivers agree and accept everything.
    pub fn with(settings: HttpSettings) -> TestApp {
        let clock = Arc::new(FixedClock::at(Instant::parse(NOW).unwrap()));
        TestApp::with_carrier(settings, clock, Box::new(Agreeable), Box::new(SystemTimer))
    }

    pub fn with_carrier(
        mut settings: HttpSettings,
        clock: Arc<FixedClock>,
        carrier: Box<dyn DeliverySender>,
        timer: Box<dyn Timer>,
    ) -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions { if_missing: IfMissing::Create, clock, ..OpenOptions::default() };
        let service = Service::open(&folder.path().join("data"), options).unwrap();
        let (origin, delivering) = (settings.origin.clone(), settings.delivering.clone());
        let subscriptions = Subscriptions::with(&service, origin, delivering, carrier, timer);
        settings.subscriptions = Some(subscriptions.clone());
        TestApp { router: router(service.clone(), settings), service, subscriptions, _folder: folder }
    }

    /// Creates a service with a recorded stream: its first version, or the named one.
    pub fn with_stream(name: &str) -> TestApp {
        let app = TestApp::new();
        let version = if name.contains(".v") { "" } else { ".v1" };
        load(&app.service, &format!("{name}{version}"));
        app
    }

    /// Sends a request, to this machine unless it names another host.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().entry("host").or_insert(HeaderValue::from_static("localhost"));
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let endless = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let bytes = if endless {
            first_events(body).await
        } else {
            axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec()
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text, bytes }
    }

    pub async fn call(&self, method: &str, path: &str) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).await
    }

    /// Sends a GET request with a header.
    pub async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(Request::get(path).header(name, value).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        self.send(Request::post(path).header("content-type", kind).body(body.into()).unwrap()).await
    }

    pub async fn append(&self, events: &Value) -> Answer {
        self.post("/v1/gebeurtenissen", "application/json", events.to_string()).await
    }

    pub async fn append_if(&self, version: &str, events: &Value) -> Answer {
        let request = Request::post("/v1/gebeurtenissen").header("content-type", "application/json");
        self.send(request.header("if-match", version).body(events.to_string().into()).unwrap()).await
    }
}

/// Loads a recorded stream.
fn load(service: &Service, name: &str) {
    let path = format!("{}/replay/streams/{name}.ndjson", env!("CARGO_MANIFEST_DIR"));
    let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
    // An import blocks and the caller belongs to a runtime, so it runs on a thread of its own.
    let load = || import(service, &[ImportFile::at(path.as_ref())], &actor(), options, &mut |_| {});
    std::thread::scope(|scope| scope.spawn(load).join()).unwrap().unwrap();
}

/// Reads a stream up to and including its first piece with data.
async fn first_events(body: Body) -> Vec<u8> {
    let (mut pieces, mut bytes) = (body.into_data_stream(), Vec::new());
    let whole = async {
        while !bytes.windows(7).any(|part| part == b"\ndata: ") {
            bytes.extend(piece(&mut pieces).await.expect("a stream has no end"));
        }
    };
    // A stream that should have been refused would otherwise block the test for ever.
    tokio::time::timeout(PATIENCE, whole).await.expect("a stream without an event");
    bytes
}

/// Reads the next piece of a body.
pub async fn piece(pieces: &mut BodyDataStream) -> Option<Bytes> {
    poll_fn(|cx| Pin::new(&mut *pieces).poll_next(cx)).await.map(Result::unwrap)
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns status and code, and field and code of each error: what a program uses.
    pub fn gist(&self) -> String {
        let body = self.json();
        let mut gist = format!("{} {}", self.status.as_u16(), body["code"].as_str().unwrap_or("-"));
        for error in body["fouten"].as_array().into_iter().flatten() {
            gist += &format!("; {}: {}", error["veld"].as_str().unwrap(), error["code"].as_str().unwrap());
        }
        gist
    }

    /// Checks what every problem has, and returns its gist.
    #[track_caller]
    pub fn problem(&self, path: &str) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, self.text);
        assert_eq!(self.header("api-version"), "1.0.0");
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16());
        assert_eq!(body["instance"], path.split('?').next().unwrap());
        assert_eq!(body["type"], format!("urn:nl:peildatum:probleem:{}", body["code"].as_str().unwrap()));
        for key in ["title", "detail"] {
            assert!(body[key].as_str().is_some_and(|text| !text.is_empty()), "{key} in {body}");
        }
        self.gist()
    }
}

/// Returns the opening of a facility, on a node that [`node`] records.
pub fn opened(id: &str) -> Value {
    json!({ "type": "nl.peildatum.voorziening.geopend", "onderwerp": format!("voorziening/{id}"), "ingangsdatum": "2019-01-01",
        "gegevens": { "naam": "Opvang", "soort": "maatschappelijke-opvang", "onderdeel": "9" } })
}

/// Returns the closing of a facility.
pub fn closed(id: &str, on: &str) -> Value {
    json!({ "type": "nl.peildatum.voorziening.gesloten", "onderwerp": format!("voorziening/{id}"), "ingangsdatum": on, "gegevens": {} })
}

/// Returns a node: `9` as programme, `9A` as policy area below it.
pub fn node(code: &str) -> Value {
    let (level, parent) =
        if code.len() == 1 { ("programma", Value::Null) } else { ("beleidsterrein", json!(&code[..1])) };
    json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{code}"), "ingangsdatum": "2019-01-01",
        "gegevens": { "niveau": level, "titel": format!("Onderdeel {code}"), "bovenliggend": parent } })
}
