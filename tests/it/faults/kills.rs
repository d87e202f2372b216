//! The service killed under load: 16 clients append over HTTP, the process gets SIGKILL, and after a restart every
//! acknowledged event is present, once, in order.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::{Value, json};

const CLIENTS: usize = 16;

/// The number of acknowledgements before the kill: from the first commit to many commits of several events each.
const ACKNOWLEDGED_MAX: usize = 400;

/// The number of kills in an ordinary run: the second one hits a log that was already cut off once.
/// `PEILDATUM_FAULT_CYCLES=500` makes the run long.
const ROUNDS: usize = 24;

fn rounds() -> usize {
    std::env::var("PEILDATUM_FAULT_CYCLES").map_or(ROUNDS, |rounds| rounds.parse().expect("a number of kills"))
}

/// Returns the number of acknowledgements after which round `round` is killed, which differs each time.
fn moment_of(round: usize) -> usize {
    let mixed = (round as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(std::process::id());
    1 + (mixed >> 33) as usize % ACKNOWLEDGED_MAX
}

/// The maximum time a client waits; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

struct Running {
    child: Child,
    /// `127.0.0.1:<port>`
    address: String,
}

impl Running {
    /// Starts the service and waits for the line with its address.
    fn start(folder: &Path) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peildatum"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().rsplit_once("http://").unwrap_or_else(|| panic!("no address in {line:?}")).1.to_owned();
        Running { child, address }
    }

    /// Sends SIGKILL: no destructor, no flush and no graceful shutdown.
    fn kill(self) {
        drop(self);
    }

    fn get(&self, path: &str) -> Value {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let (status, body) = Client::connect(&self.address).unwrap().call(&request).unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Reads every record, page by page, and returns ids by position.
    fn feed(&self) -> BTreeMap<u64, String> {
        let mut all = BTreeMap::new();
        loop {
            let after = all.last_key_value().map_or(0, |(position, _)| *position);
            let page = self.get(&format!("/v1/gebeurtenissen?limit=1000&cursor={after}"));
            let records = page.as_array().unwrap();
            if records.is_empty() {
                return all;
            }
            for record in records {
                let position = record["positie"].as_u64().unwrap();
                assert_eq!(position, all.len() as u64 + 1, "positions are dense and in order");
                all.insert(position, record["id"].as_str().unwrap().to_owned());
            }
        }
    }
}

impl Drop for Running {
    /// The service is killed also when a test fails, since its clients only end after the service.
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A kept-alive connection.
struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn connect(address: &str) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Sends one request and reads its response; an error if the service is gone before the response is complete.
    fn call(&mut self, request: &str) -> std::io::Result<(u16, Value)> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let gone = || std::io::Error::other("the service is gone");
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(gone)?;
        let mut length = None;
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(gone());
            }
            match line.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().ok(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length.ok_or_else(gone)?];
        self.stream.read_exact(&mut body)?;
        Ok((status, serde_json::from_slice(&body)?))
    }

    fn append(&mut self, events: &Value) -> std::io::Result<(u16, Value)> {
        let body = events.to_string();
        let head = "POST /v1/gebeurtenissen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json";
        self.call(&format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
    }
}

/// Returns the events `from` up to `from + count` of a client. Their ids are chosen by the test, so that a repeat can
/// be recognised.
fn events(round: usize, client: usize, from: u64, count: u64) -> Value {
    let event = |n: u64| {
        json!({ "id": id(round, client, n), "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
            "ingangsdatum": "2019-04-01", "gegevens": { "tekst": format!("ronde {round}, cliënt {client}, nummer {n}") } })
    };
    (from..from + count).map(event).collect()
}

fn id(round: usize, client: usize, n: u64) -> String {
    format!("019a4000-{round:04x}-7000-8000-{client:04x}{n:08x}")
}

/// Appends until the service is gone, and reports each acknowledged record.
fn keep_appending(address: &str, round: usize, client: usize, acknowledged: &Sender<(u64, String)>) {
    let Ok(mut connection) = Client::connect(address) else { return };
    let mut next = 0;
    loop {
        // One event, or three that are recorded atomically.
        let count = if next % 4 == 0 { 3 } else { 1 };
        let Ok((status, body)) = connection.append(&events(round, client, next, count)) else { return };
        assert_eq!(status, 201, "{body}");
        for record in body.as_array().unwrap() {
            let record = (record["positie"].as_u64().unwrap(), record["id"].as_str().unwrap().to_owned());
            if acknowledged.send(record).is_err() {
                return;
            }
        }
        next += count;
    }
}

/// Sixteen clients append until the kill; returns everything that was acknowledged.
fn append_and_kill(running: Running, round: usize) -> Vec<(u64, String)> {
    let address = running.address.clone();
    let (sender, acknowledged): (Sender<(u64, String)>, Receiver<_>) = channel();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (address, sender) = (&address, sender.clone());
            scope.spawn(move || keep_appending(address, round, client, &sender));
        }
        drop(sender);
        let mut all: Vec<(u64, String)> = Vec::new();
        while all.len() < moment_of(round) {
            all.push(acknowledged.recv_timeout(PATIENCE).expect("the clients get on"));
        }
        running.kill();
        all.extend(acknowledged.iter()); // ends when every client has noticed that the service is gone
        all
    })
}

#[test]
fn every_acknowledged_event_survives_a_kill_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = Running::start(&data);
    let node = json!([{ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-01-01",
        "gegevens": { "niveau": "programma", "titel": "Maatschappelijke ondersteuning" } }]);
    assert_eq!(Client::connect(&first.address).unwrap().append(&node).unwrap().0, 201);
    let mut running = Some(first);
    let mut acknowledged = Vec::new();
    for round in 0..rounds() {
        acknowledged.extend(append_and_kill(running.take().expect("restarted below"), round));
        let restarted = Running::start(&data);
        let feed = restarted.feed();
        for (position, id) in &acknowledged {
            assert_eq!(feed.get(position), Some(id), "round {round}: acknowledged at {position}");
        }
        let ids: BTreeSet<&String> = feed.values().collect();
        assert_eq!(ids.len(), feed.len(), "no event stands twice");
        in_order(&feed);
        running = Some(restarted);
    }
    let last = running.expect("restarted above");
    // A client without a response sends again: known events are recognised, missing ones are recorded now.
    let head = last.feed().len() as u64;
    let again = events(rounds() - 1, 0, 0, 3);
    let (status, _) = Client::connect(&last.address).unwrap().append(&again).unwrap();
    assert_eq!((status, last.feed().len() as u64), (200, head));
    let checked =
        Client::connect(&last.address).unwrap().call("POST /v1/controles HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    assert_eq!((checked.0, &checked.1["klopt"]), (200, &json!(true)), "{}", checked.1);
    last.kill();
    super::told(&format!(
        "faults: {} kills under load of {CLIENTS} clients, {} acknowledged events, all there, once and in order",
        rounds(),
        acknowledged.len()
    ));
}

/// Each client waited for its responses, so its events are in the order in which it sent them, without a gap.
fn in_order(feed: &BTreeMap<u64, String>) {
    let mut next: BTreeMap<&str, u64> = BTreeMap::new();
    for id in feed.values().filter(|id| id.starts_with("019a4000-")) {
        let (client, n) = id.split_at(id.len() - 8);
        let expected = next.entry(client).or_default();
        assert_eq!(u64::from_str_radix(n, 16).unwrap(), *expected, "{id}");
        *expected += 1;
    }
}
