//! Connections over a real socket: slow and partial requests, readers that stop, and a stop that finishes what was
//! accepted.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use peildatum::http::{Limits, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{TestApp, actor, node};

/// Short enough for a test, and long enough for a busy machine.
pub const SHORT: Duration = Duration::from_millis(300);

/// The maximum time a test waits; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Running {
    pub app: TestApp,
    pub address: SocketAddr,
    pub stop: oneshot::Sender<()>,
    pub served: JoinHandle<std::io::Result<()>>,
}

impl Running {
    pub async fn start(limits: Limits) -> Running {
        Running::with(limits, peildatum::http::HttpSettings::of(actor())).await
    }

    pub async fn with(limits: Limits, mut settings: peildatum::http::HttpSettings) -> Running {
        settings.patience = peildatum::http::body_limits::BodyTimeouts { silence: SHORT, json: PATIENCE };
        Running::patient(limits, settings).await
    }

    pub async fn patient(limits: Limits, settings: peildatum::http::HttpSettings) -> Running {
        let app = TestApp::with(settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { stopped.await.unwrap_or(()) };
        let served = tokio::spawn(serve(listener, app.router.clone(), limits, shutdown));
        Running { app, address, stop, served }
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it happens within the patience of a test")
}

pub fn append_request(body: &str, length: usize) -> String {
    format!(
        "POST /v1/gebeurtenissen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// Reads until the other side closes.
pub async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    soon(stream.read_to_end(&mut bytes)).await.ok();
    String::from_utf8(bytes).unwrap()
}

pub fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

pub fn body(answer: &str) -> Value {
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_finishes_the_request_that_was_accepted() {
    let running = Running::start(Limits::default()).await;
    let event = node("9").to_string();
    let mut idle = running.connect().await;
    let mut busy = running.connect().await;
    // The head and half of the body have arrived: the request is accepted, and its response depends on the client.
    let (first, second) = event.split_at(event.len() / 2);
    busy.write_all(append_request(first, event.len()).as_bytes()).await.unwrap();
    let mut probe = running.connect().await;
    probe.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    assert_eq!(status(&rest(&mut probe).await), "200");
    running.stop.send(()).unwrap();
    // An idle connection is closed at once, which shows that the stop has begun.
    assert_eq!(rest(&mut idle).await, "");
    busy.write_all(second.as_bytes()).await.unwrap();
    let answer = rest(&mut busy).await;
    assert_eq!(status(&answer), "201", "{answer}");
    soon(running.served).await.unwrap().unwrap();
    assert_eq!(running.app.service.durable_head(), 1);
    assert!(TcpStream::connect(running.address).await.is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_ever() {
    let running = Running::start(Limits { shutdown_grace: SHORT, ..Limits::default() }).await;
    let mut export = running.connect().await;
    export.write_all(append_request("{", 100).as_bytes()).await.unwrap();
    running.stop.send(()).unwrap();
    soon(running.served).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_closes_at_once_what_has_no_whole_head() {
    let hour = Duration::from_secs(3600);
    let running = Running::start(Limits { head: hour, shutdown_grace: hour, ..Limits::default() }).await;
    let (mut silent, mut half, mut second) =
        (running.connect().await, running.connect().await, running.connect().await);
    half.write_all(b"GET /livez HT").await.unwrap();
    // A connection that was answered, and sends half of its next head.
    second.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\nGET /li").await.unwrap();
    let mut answered = [0; 15];
    soon(second.read_exact(&mut answered)).await.unwrap();
    assert_eq!(&answered, b"HTTP/1.1 200 OK");
    running.stop.send(()).unwrap();
    soon(running.served).await.unwrap().unwrap();
    for stream in [&mut silent, &mut half] {
        assert_eq!(rest(stream).await, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_gives_a_body_under_way_a_few_seconds_and_a_request_that_runs_its_farewell() {
    let hour = Duration::from_secs(3600);
    let mut settings = peildatum::http::HttpSettings::of(actor());
    settings.patience = peildatum::http::body_limits::BodyTimeouts { silence: hour, json: hour };
    let running =
        Running::patient(Limits { shutdown_grace: hour, body_shutdown_grace: SHORT, ..Limits::default() }, settings)
            .await;
    let mut half = running.connect().await;
    half.write_all(append_request("{\"type\":", 500).as_bytes()).await.unwrap();
    let mut probe = running.connect().await;
    probe.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    assert_eq!(status(&rest(&mut probe).await), "200");
    running.stop.send(()).unwrap();
    let answer = rest(&mut half).await;
    assert_eq!((status(&answer), &body(&answer)["code"]), ("503", &json!("dienst-stopt")), "{answer}");
    assert!(answer.contains("retry-after: 5"), "{answer}");
    soon(running.served).await.unwrap().unwrap();
    assert_eq!(running.app.service.durable_head(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_head_is_given_up() {
    let running = Running::start(Limits { head: SHORT, ..Limits::default() }).await;
    let mut half = running.connect().await;
    half.write_all(b"GET /livez HTTP/1.1\r\nhos").await.unwrap();
    assert_eq!(status(&rest(&mut half).await), "none");
    let mut silent = running.connect().await;
    assert_eq!(rest(&mut silent).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_body_is_a_problem_and_records_nothing() {
    let running = Running::start(Limits::default()).await;
    let mut half = running.connect().await;
    half.write_all(append_request("{\"type\":", 500).as_bytes()).await.unwrap();
    let answer = rest(&mut half).await;
    assert_eq!((status(&answer), &body(&answer)["code"]), ("408", &json!("verzoek-te-traag")), "{answer}");
    assert!(answer.to_lowercase().contains("api-version: 1.0.0"));
    let mut gone = running.connect().await;
    gone.write_all(append_request(&node("9").to_string(), 5_000).as_bytes()).await.unwrap();
    gone.shutdown().await.unwrap();
    rest(&mut gone).await;
    assert_eq!(running.app.service.durable_head(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_answered_also_while_it_is_sent() {
    let running = Running::start(Limits::default()).await;
    let mut large = running.connect().await;
    large.write_all(append_request("", 17_000_000).as_bytes()).await.unwrap();
    let blanks = vec![b' '; 17_000_000];
    soon(large.write_all(&blanks)).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = soon(large.read(&mut answer)).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    assert_eq!((status(&answer), &body(&answer)["code"]), ("413", &json!("verzoek-te-groot")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_stops_reading_is_given_up() {
    let running = Running::start(Limits { reader_silence: SHORT, ..Limits::default() }).await;
    running.app.append(&node("9")).await;
    // Texts larger than the buffers of the two sockets.
    let text = "x".repeat(20_000);
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
        "gegevens": { "tekst": text } });
    assert_eq!(running.app.append(&Value::Array(vec![note; 700])).await.status, 201);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut slow = socket.connect(running.address).await.unwrap();
    slow.write_all(b"GET /v1/export HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    soon(slow.read_exact(&mut [0; 12])).await.unwrap();
    // From here on nothing is read until the service has exited. It waits for responses, so it exits only after giving
    // the reader up.
    running.stop.send(()).unwrap();
    soon(running.served).await.unwrap().unwrap();
    let got = rest(&mut slow).await;
    let (start, end) = (got.get(..40), got.len().checked_sub(40).and_then(|from| got.get(from..)));
    assert!(got.starts_with(" OK\r\n") && !got.ends_with("0\r\n\r\n"), "{} bytes, {start:?} to {end:?}", got.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_connections_than_the_limit_wait_for_their_turn() {
    let hour = Duration::from_secs(3600);
    let mut settings = peildatum::http::HttpSettings::of(actor());
    settings.patience = peildatum::http::body_limits::BodyTimeouts { silence: hour, json: hour };
    let running = Running::patient(Limits { connections: 2, ..Limits::default() }, settings).await;
    let (mut one, mut two) = (running.connect().await, running.connect().await);
    // Each is busy with a request whose head is complete: it is asked to go on with the body.
    for busy in [&mut one, &mut two] {
        let request = append_request("", 100).replacen("\r\n", "\r\nexpect: 100-continue\r\n", 1);
        busy.write_all(request.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        soon(busy.read_exact(&mut answer)).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 100");
    }
    let mut third = running.connect().await;
    third.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut byte = [0];
    assert!(tokio::time::timeout(SHORT, third.peek(&mut byte)).await.is_err(), "the third waits");
    drop((one, two));
    assert_eq!(status(&rest(&mut third).await), "200");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_wait_for_a_request_give_way_to_who_has_one_the_longest_first() {
    let hour = Duration::from_secs(3600);
    let running = Running::start(Limits { connections: 2, head: hour, ..Limits::default() }).await;
    let mut idle = running.connect().await;
    let mut half = running.connect().await;
    half.write_all(b"GET /livez HT").await.unwrap();
    for (at, first) in [&mut idle, &mut half].into_iter().enumerate() {
        let mut next = running.connect().await;
        next.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
        assert_eq!(status(&rest(&mut next).await), "200", "with {at} others");
        if at == 0 {
            assert_eq!(rest(first).await, "", "the longest gave way");
            drop(running.connect().await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_a_problem_too() {
    let running = Running::start(Limits::default()).await;
    let long = format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(80_000));
    for (sent, wanted) in [
        ("GET /v1/rapportage?geldigOp=1 april HTTP/1.1\r\nhost: localhost\r\n\r\n", "400"),
        ("hallo\r\n\r\n", "400"),
        (&long, "431"),
    ] {
        let mut stream = running.connect().await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let length = soon(stream.read(&mut answer)).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
        assert_eq!(status(&answer), wanted, "{answer}");
        assert!(answer.contains("api-version: 1.0.0\r\ncontent-type: application/problem+json"), "{answer}");
        assert_eq!(body(&answer)["status"].to_string(), wanted);
    }
}
