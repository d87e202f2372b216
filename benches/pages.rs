//! The page of a report beside the same question to the API: `cargo bench -- pages [EVENTS [FOLDER]]`.
//!
//! Starts the real service over the log of `projections`, and asks in turns for the page of one programme on a day and
//! for the report of that programme, the first time and again. Measured is the time from the request to the first byte of
//! the answer, and to its last.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::projections::{filled, programmes};
use crate::served::Server;
use crate::{median, number, percentile};

/// Number of times that each is asked for, in turns.
const TURNS: usize = 27;

/// What is asked of each programme, in this order: the page needs the report of its own day, which nobody asked for
/// before; when it is asked for again that report is kept, so what is left is the tree around it and the rendering.
const ASKED: [(&str, &str, &str, u32); 4] = [
    ("report, first time", "/v1/rapportage", "application/json", 14),
    ("page, first time", "/rapportage", "text/html", 15),
    ("page, again", "/rapportage", "text/html", 15),
    ("report, again", "/v1/rapportage", "application/json", 14),
];

/// Runs the measurement; the arguments are those of `projections`.
pub fn run(arguments: &[String]) {
    let events: usize = number(arguments, 0, 1_000_000);
    let folder = filled(events, arguments.get(1));
    let server = Server::start(&folder);
    let mut answers: [Vec<Answer>; ASKED.len()] = Default::default();
    for turn in 0..=TURNS {
        let node = 1 + turn % programmes(events);
        let (year, month) = (2021 + turn % 3, 1 + turn % 9);
        for (answers, (_, path, accept, day)) in answers.iter_mut().zip(ASKED) {
            let answer =
                ask(&server.address, &format!("{path}?geldigOp={year}-0{month}-{day}&onderdeel={node}"), accept);
            // The first turn warms the caches of the disk.
            if turn > 0 {
                answers.push(answer);
            }
        }
    }
    for (answers, (what, ..)) in answers.iter().zip(ASKED) {
        println!(
            "{what}: first byte p50 {:.1} ms, p99 {:.1} ms, last byte p50 {:.1} ms, {:.0} KB",
            first_byte(answers, 50),
            first_byte(answers, 99),
            median(answers.iter().map(|answer| answer.last.as_secs_f64() * 1e3)),
            median(answers.iter().map(|answer| answer.bytes as f64 / 1024.0)),
        );
    }
    let [report, page, rendering, _] = &answers;
    let allowed = first_byte(report, 50) + first_byte(rendering, 50);
    println!(
        "{events} events: the first byte of the page takes {:.2} x the report's own time and the page made from a kept \
         report together",
        first_byte(page, 50) / allowed
    );
}

/// Returns the time to the first byte that this many percent of the answers took at most, in milliseconds.
fn first_byte(answers: &[Answer], percent: usize) -> f64 {
    percentile(answers.iter().map(|answer| answer.first.as_secs_f64() * 1e3), percent)
}

struct Answer {
    first: Duration,
    last: Duration,
    bytes: usize,
}

/// Asks once, on a connection of its own.
fn ask(address: &str, path: &str, accept: &str) -> Answer {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: {accept}\r\nconnection: close\r\n\r\n");
    let begin = Instant::now();
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut head = [0; 12];
    stream.read_exact(&mut head).expect("it answers");
    let first = begin.elapsed();
    assert_eq!(&head, b"HTTP/1.1 200", "{path}");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("it ends");
    Answer { first, last: begin.elapsed(), bytes: rest.len() }
}
