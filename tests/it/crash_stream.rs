//! A stream over a service that is killed repeatedly: a client that resumes with the last id gets every event once and
//! in order, and nothing that is not in the log.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::{Place, Running};

/// The number of kills in one test.
const ROUNDS: usize = 8;

/// The number of events before each kill, so that it happens in the middle of more.
const SEEN_AT_LEAST: usize = 25;

const WRITERS: usize = 4;

/// The maximum time a client waits; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Appends until the service is gone.
fn keep_appending(address: &str, round: usize, writer: usize) {
    let mut stream = connect(address);
    for n in 0.. {
        let event = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
            "ingangsdatum": "2019-01-01", "gegevens": { "tekst": format!("{round}.{writer}.{n}") } });
        if append(&mut stream, &event).is_err() {
            return;
        }
    }
}

fn append(stream: &mut TcpStream, event: &Value) -> std::io::Result<()> {
    let body = event.to_string();
    write!(
        stream,
        "POST /v1/gebeurtenissen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let (mut reader, mut length) = (BufReader::new(stream), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            return reader.read_exact(&mut vec![0; length]);
        }
    }
}

/// Reads complete blocks until the service is gone, and calls `enough` once this many were read.
fn follow(address: &str, last: &mut String, events: &mut Vec<Value>, enough: impl FnOnce()) {
    let mut stream = connect(address);
    let resume = if last.is_empty() { String::new() } else { format!("last-event-id: {last}\r\n") };
    write!(stream, "GET /v1/gebeurtenissen/stroom HTTP/1.1\r\nhost: localhost\r\n{resume}\r\n").unwrap();
    let (mut lines, mut line, mut enough) = (BufReader::new(stream), Vec::new(), Some(enough));
    let (wanted, mut id, mut data) = (events.len() + SEEN_AT_LEAST, None, None);
    // A broken connection and an end are treated alike here; an unterminated line is ignored.
    while {
        line.clear();
        lines.read_until(b'\n', &mut line).is_ok()
    } && line.ends_with(b"\n")
    {
        let text = String::from_utf8(line.clone()).unwrap();
        if let Some(value) = text.strip_prefix("id: ") {
            id = Some(value.trim().to_owned());
        } else if let Some(value) = text.strip_prefix("data: ") {
            data = Some(serde_json::from_str(value).unwrap());
        } else if text == "\n" {
            events.extend(data.take());
            *last = id.take().unwrap_or(std::mem::take(last));
        }
        if events.len() >= wanted
            && let Some(enough) = enough.take()
        {
            enough();
        }
    }
    assert!(enough.is_none(), "the stream ended by itself after {last}");
}

#[test]
fn a_stream_that_is_resumed_after_kills_has_neither_gap_nor_double() {
    let place = Place::new();
    let data = place.path("data");
    let (mut last, mut events) = (String::new(), Vec::new());
    for round in 0..ROUNDS {
        let running = Running::serve(&data);
        let address = running.address.clone();
        if round == 0 {
            let node = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
                "gegevens": { "niveau": "programma", "titel": "Sociaal domein" } });
            append(&mut connect(&address), &node).unwrap();
        }
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let address = &address;
                scope.spawn(move || keep_appending(address, round, writer));
            }
            follow(&address, &mut last, &mut events, || drop(running)); // dropping it is SIGKILL
        });
    }
    let exported = crate::cli::run(&["export", "--data", &data]).done().out;
    let log: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.len() >= ROUNDS * SEEN_AT_LEAST && events.len() <= log.len());
    for (index, event) in events.iter().enumerate() {
        assert_eq!(event["positie"].as_u64(), Some(index as u64 + 1), "neither gap nor double");
        assert_eq!(event["id"], log[index]["id"], "what was given is what the log has, also after a kill");
    }
}
