//! The service under overload: the binary itself with more than it can handle, and what a well-behaved client
//! experiences meanwhile.

mod descriptors;
mod log_lines;
mod memory;
mod parts;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// The maximum time a test waits; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A response that was read completely.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn code(&self) -> Value {
        serde_json::from_str::<Value>(&self.body).map(|problem| problem["code"].clone()).unwrap_or_default()
    }
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address.trim_start_matches("http://")).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time");
    stream
}

/// Sends a request on a connection of its own.
fn ask(address: &str, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    let mut stream = connect(address);
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("it is sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("it is answered");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {method} {path}: {text}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

fn get(address: &str, path: &str) -> Answer {
    ask(address, "GET", path, "text/plain", "")
}

/// Appends one event.
fn append(address: &str, event: &Value) -> Answer {
    ask(address, "POST", "/v1/gebeurtenissen", "application/json", &event.to_string())
}

fn note(text: &str) -> Value {
    json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9A", "ingangsdatum": "2021-04-01",
        "gegevens": { "tekst": text } })
}
