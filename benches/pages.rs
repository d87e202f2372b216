//! The page of a report beside the same question to the API: `cargo bench -- pages [EVENTS [FOLDER]]`.
//!
//! Starts the real service over the log of `projections`, and asks in turns for the page of one programme on a day and
//! for the report of that programme on that day. Measured is the time from the request to the first byte of the answer,
//! and to its last. The page has the whole goal tree beside the programme, so it is built from the report of all of them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::projections::{filled, programmes};
use crate::{median, number};

/// Number of times that each is asked for, in turns.
const TURNS: usize = 15;

/// Runs the measurement; the arguments are those of `projections`.
pub fn run(arguments: &[String]) {
    let events: usize = number(arguments, 0, 1_000_000);
    let folder = filled(events, arguments.get(1));
    let server = Server::start(&folder);
    let mut answers = [Vec::new(), Vec::new()];
    for turn in 0..=TURNS {
        let node = 1 + turn % programmes(events);
        let day = format!("202{}-0{}-15", 1 + turn % 3, 1 + turn % 9);
        for (at, (path, accept)) in
            [("/rapportage", "text/html"), ("/v1/rapportage", "application/json")].into_iter().enumerate()
        {
            let answer = server.ask(&format!("{path}?geldigOp={day}&onderdeel={node}"), accept);
            // The first turn warms the caches of the disk.
            if turn > 0 {
                answers[at].push(answer);
            }
        }
    }
    let middle = |at: usize, of: fn(&Answer) -> Duration| {
        median(answers[at].iter().map(|answer| of(answer).as_secs_f64() * 1e3))
    };
    for (at, what) in ["page", "API"].into_iter().enumerate() {
        println!(
            "{what}: first byte p50 {:.1} ms, last byte p50 {:.1} ms, {:.0} KB",
            middle(at, |answer| answer.first),
            middle(at, |answer| answer.last),
            median(answers[at].iter().map(|answer| answer.bytes as f64 / 1024.0)),
        );
    }
    println!(
        "{events} events: the first byte of the page takes {:.2} x that of the API",
        middle(0, |a| a.first) / middle(1, |a| a.first)
    );
}

struct Answer {
    first: Duration,
    last: Duration,
    bytes: usize,
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peildatum"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the service was built");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it was piped"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        Server { child, address }
    }

    fn ask(&self, path: &str, accept: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("the service listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\naccept: {accept}\r\nconnection: close\r\n\r\n", self.address);
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
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
