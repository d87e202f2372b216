//! Streams over a real socket: how they end, readers that do not read, clients that disconnect, and a proxy in between.

use std::process::{Command, Stdio};

use peildatum::http::Limits;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::connections::{Running, SHORT, rest, soon};
use super::{node, opened};
use crate::tools::{need, on_path};

/// Opens a stream and reads its first block.
async fn subscribe(stream: &mut TcpStream, query: &str) {
    let request = format!("GET /v1/gebeurtenissen/stroom{query} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    until(stream, "\nid: ").await;
}

/// Reads until `wanted` has been read.
async fn until(stream: &mut TcpStream, wanted: &str) -> String {
    let (mut all, mut part) = (Vec::new(), [0; 4096]);
    let reading = async {
        while !String::from_utf8_lossy(&all).contains(wanted) {
            let got = stream.read(&mut part).await.unwrap();
            assert!(got > 0, "ended before {wanted:?}: {}", String::from_utf8_lossy(&all));
            all.extend_from_slice(&part[..got]);
        }
    };
    soon(reading).await;
    String::from_utf8(all).unwrap()
}

/// Returns notes larger than the buffers of two sockets.
fn long_notes(count: usize) -> Value {
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
        "gegevens": { "tekst": "x".repeat(20_000) } });
    Value::Array(vec![note; count])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_a_stream_with_an_event_that_says_so() {
    let running = Running::start(Limits::default()).await;
    let mut stream = running.connect().await;
    subscribe(&mut stream, "").await;
    running.stop.send(()).unwrap();
    let end = rest(&mut stream).await;
    assert!(end.contains("event: einde\ndata: {\"code\":\"dienst-stopt\","), "{end}");
    assert!(end.ends_with("\r\n0\r\n\r\n"), "the answer is whole: {end}");
    soon(running.served).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_who_does_not_read_holds_up_neither_the_others_nor_a_stop() {
    let long = std::time::Duration::from_secs(600);
    let running = Running::start(Limits { shutdown_grace: long, reader_silence: long, ..Limits::default() }).await;
    running.app.append(&node("9")).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut silent = socket.connect(running.address).await.unwrap();
    subscribe(&mut silent, "?na=hoofd").await;
    let mut reads = running.connect().await;
    subscribe(&mut reads, "?na=hoofd").await;
    for round in 0..3 {
        assert_eq!(running.app.append(&long_notes(60)).await.status, 201);
        until(&mut reads, &format!("id: {}\n", 1 + (round + 1) * 60)).await;
    }
    running.stop.send(()).unwrap();
    soon(running.served).await.unwrap().unwrap();
    let got = rest(&mut silent).await;
    assert!(got.contains("id: 2\n") && !got.contains("einde"), "it sees that it was cut off: {} bytes", got.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_who_takes_nothing_for_long_is_given_up() {
    let running = Running::start(Limits { reader_silence: SHORT, ..Limits::default() }).await;
    running.app.append(&node("9")).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut silent = socket.connect(running.address).await.unwrap();
    subscribe(&mut silent, "?na=hoofd").await;
    assert_eq!(running.app.append(&long_notes(60)).await.status, 201);
    // A stop waits for responses under way; this one was closed before.
    running.stop.send(()).unwrap();
    soon(running.served).await.unwrap().unwrap();
    let got = rest(&mut silent).await;
    assert!(!got.contains("id: 61\n"), "{} bytes", got.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_in_the_middle_of_an_event_leaves_nothing_behind() {
    let running = Running::start(Limits { connections: 3, ..Limits::default() }).await;
    running.app.append(&node("9")).await;
    running.app.append(&long_notes(20)).await;
    let mut stays = running.connect().await;
    subscribe(&mut stays, "?na=hoofd").await;
    // Each takes one of the two remaining places, which must become free again.
    for _ in 0..20 {
        let mut leaves = running.connect().await;
        leaves.write_all(b"GET /v1/gebeurtenissen/stroom HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        soon(leaves.read_exact(&mut [0; 15_000])).await.unwrap();
    }
    running.app.append(&opened("nieuw")).await;
    until(&mut stays, "voorziening/nieuw").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_comes_through_a_proxy_that_holds_answers_back() {
    need("nginx", on_path("nginx"));
    let running = Running::start(Limits::default()).await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, folder) = (free.local_addr().unwrap().port(), tempfile::tempdir().unwrap());
    drop(free);
    let at = folder.path().display();
    // With its default configuration, the proxy buffers responses.
    let config = format!(
        "daemon off; worker_processes 1; pid {at}/pid; error_log {at}/error;\nevents {{}}\nhttp {{ access_log off; \
         client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f; \
         uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\nserver {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://{}; }} }} }}\n",
        running.address
    );
    std::fs::write(folder.path().join("conf"), config).unwrap();
    let mut command = Command::new("nginx");
    command.args(["-p", &at.to_string(), "-c", &format!("{at}/conf"), "-e", &format!("{at}/early")]);
    let _proxy = Killed(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let connect = async {
        loop {
            match TcpStream::connect(("127.0.0.1", port)).await {
                Ok(stream) => break stream,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    let mut stream = soon(connect).await;
    subscribe(&mut stream, "").await;
    for code in ["7", "8", "9"] {
        running.app.append(&node(code)).await;
        until(&mut stream, &format!("onderdeel/{code}")).await;
    }
}

/// A process that is killed when its test ends.
pub struct Killed(pub std::process::Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().ok(); // it may have exited by itself
        self.0.wait().ok();
    }
}
