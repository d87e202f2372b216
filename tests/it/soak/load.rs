//! The clients of a soak: recorders, readers, followers, an eraser, and one that seals and verifies.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::ground::Ground;
use super::ledger::{Answer, Ledger};

/// The pause between two requests of one client in a soak of a minute: some hundred events a second for all writers
/// together.
const PAUSE: Duration = Duration::from_millis(15);

/// The maximum factor by which a longer soak is slower: it is about time, not size.
const SLOWER_MOST: u32 = 15;

/// The pause after a refusal.
const PAUSE_REFUSED: Duration = Duration::from_millis(150);

/// The programmes of the notes.
pub const PROGRAMMES: u64 = 9;

/// The state that all clients share.
pub struct Load<'a> {
    pub ground: &'a Ground,
    pub ledger: &'a Ledger,
    pub over: AtomicBool,
    pause: Duration,
    /// The number of the next event.
    next: AtomicU64,
    /// The last acknowledged position.
    head: AtomicU64,
}

impl<'a> Load<'a> {
    pub fn new(ground: &'a Ground, ledger: &'a Ledger, seconds: u64) -> Load<'a> {
        let pause = PAUSE * u32::try_from(seconds / 60).unwrap_or(SLOWER_MOST).clamp(1, SLOWER_MOST);
        Load { ground, ledger, over: AtomicBool::new(false), pause, next: AtomicU64::new(1), head: AtomicU64::new(0) }
    }

    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    /// Records the tree and the round of all events.
    pub fn begin(&self) {
        let node = |n: u64| {
            json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{n}"), "ingangsdatum": "2019-01-01",
                "gegevens": { "niveau": "programma", "titel": format!("Programma {n}") } })
        };
        let round = json!({ "type": "nl.peildatum.ronde.geopend", "onderwerp": "ronde/2019-vr1", "ingangsdatum": "2019-04-01",
            "gegevens": { "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "volgnummer": 1, "peildatum": "2019-04-01",
                "titel": "Eerste voortgangsrapportage 2019" } });
        for event in (1..=PROGRAMMES).map(node).chain([round]) {
            assert!(self.recorded(&[self.named(event)]), "nothing is wrong yet");
        }
        for _ in 0..20 {
            assert!(self.recorded(&[self.note()]), "nothing is wrong yet");
        }
        let sealing = json!({ "orgaan": "college", "strekking": "vastgesteld", "genomenOp": "2019-05-01" });
        let sealed = self.ledger.ask(self.ground, "seal", "/v1/rondes/2019-vr1/vaststellingen", Some(&sealing));
        assert!(matches!(sealed, Answer::Right(_)), "a round is sealed: {:?}", self.ledger.all_wrong());
    }

    /// Returns an event with an id of its own, so that it can be sent again if its result is unknown.
    fn named(&self, mut event: Value) -> Value {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        event["id"] = format!("019a5000-0000-7000-8000-{number:012x}").into();
        event
    }

    fn note(&self) -> Value {
        let number = self.next.load(Ordering::Relaxed);
        let text: String = (0..1 + number % 40).map(|n| format!("Zin {n} van toelichting {number}. ")).collect();
        self.named(json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": format!("onderdeel/{}", 1 + number % PROGRAMMES),
            "ingangsdatum": format!("20{}-0{}-01", 19 + number % 7, 1 + number % 9), "gegevens": { "tekst": text } }))
    }

    /// Sends events until they are acknowledged or the soak is over; returns true if they were acknowledged.
    fn recorded(&self, events: &[Value]) -> bool {
        let body = if let [one] = events { one.clone() } else { Value::from(events) };
        loop {
            match self.ledger.ask(self.ground, "record", "/v1/gebeurtenissen", Some(&body)) {
                Answer::Right(text) => {
                    let records: Value = serde_json::from_str(&text).expect("an answer of 201 is JSON");
                    let records = if records.is_array() {
                        records.as_array().cloned().unwrap_or_default()
                    } else {
                        vec![records]
                    };
                    assert_eq!(records.len(), events.len(), "each event has its record");
                    for (record, event) in records.iter().zip(events) {
                        let position = record["positie"].as_u64().expect("a record has its position");
                        self.ledger.record(event["id"].as_str().expect("it was given one"), position);
                        self.head.fetch_max(position, Ordering::Relaxed);
                    }
                    return true;
                }
                Answer::Refused | Answer::Gone if self.goes_on() => std::thread::sleep(PAUSE_REFUSED),
                Answer::Refused | Answer::Gone => return false,
            }
        }
    }

    /// Records notes, one or several at once.
    pub fn write(&self) {
        let mut round = 0_u64;
        while self.goes_on() {
            let count = if round.is_multiple_of(10) { 20 } else { 1 };
            let events: Vec<Value> = (0..count).map(|_| self.note()).collect();
            self.recorded(&events);
            round += 1;
            std::thread::sleep(self.pause);
        }
    }

    /// Erases texts, and checks that they stay erased.
    pub fn erase(&self) {
        let mut round = 0_usize;
        while self.goes_on() {
            std::thread::sleep(self.pause * 20);
            round += 7919;
            let Some(id) = self.ledger.any_text(round).filter(|id| !id.ends_with("00000001")) else { continue };
            let is_note = |text: &str| text.contains("toelichting.vastgelegd");
            let path = format!("/v1/gebeurtenissen/{id}");
            match self.ledger.ask(self.ground, "one", &path, None) {
                Answer::Right(text) if is_note(&text) => {}
                Answer::Right(_) | Answer::Refused | Answer::Gone => continue,
            }
            // Counted from the request on, since its result is unknown before the response.
            self.ledger.erase(&id);
            let event = self.named(json!({ "type": "nl.peildatum.gebeurtenis.gewist", "onderwerp": format!("gebeurtenis/{id}"),
                "ingangsdatum": "2026-11-02", "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } }));
            if self.recorded(&[event])
                && let Answer::Right(text) = self.ledger.ask(self.ground, "one", &path, None)
                && text.contains("Zin 0")
            {
                self.ledger.wrong(format!("{id} was erased and still has its text: {text}"));
            }
        }
    }

    /// Reads everything that can be read. A report of one basis always has the same skeleton, whatever happens to the
    /// service and whatever is erased.
    pub fn look(&self, first: u64) {
        let mut skeletons: BTreeMap<String, Value> = BTreeMap::new();
        let mut round = first;
        while self.goes_on() {
            round += 1;
            let head = self.head.load(Ordering::Relaxed).max(30);
            let position = 30 + round * 37 % (head - 29);
            let report = format!("/v1/rapportage?geldigOp=2019-0{}-01&positie={}", 4 + round % 3, 30 + round % 5);
            match round % 8 {
                0 | 1 => {
                    if let Answer::Right(text) = self.ledger.ask(self.ground, "report", &report, None) {
                        let told: Value = serde_json::from_str(&text).unwrap_or_default();
                        let skeleton = told["staat"]["digestGeraamte"].clone();
                        let kept = skeletons.entry(report.clone()).or_insert_with(|| skeleton.clone());
                        if !skeleton.is_string() || *kept != skeleton {
                            self.ledger.wrong(format!("{report}: {kept} and then {skeleton}"));
                        }
                    }
                }
                2 => self.json("history", "/v1/onderdelen/1/geschiedenis?geldigOp=2019-04-01&positie=30"),
                3 => self.json("compare", &format!("/v1/vergelijking?van=2019-03-01@30&naar=2019-09-01@{position}")),
                4 => self.json("feed", "/v1/gebeurtenissen?limit=50"),
                5 => self.json("findings", "/v1/rondes/2019-vr1/signalen"),
                6 => self.json("sealed", "/v1/rondes/2019-vr1/rapportage"),
                _ => self.json("money", "/v1/financien?geldigOp=2019-04-01"),
            }
            std::thread::sleep(self.pause);
        }
    }

    fn json(&self, what: &str, path: &str) {
        if let Answer::Right(text) = self.ledger.ask(self.ground, what, path, None)
            && serde_json::from_str::<Value>(&text).is_err()
        {
            self.ledger.wrong(format!("{path} was answered with half of it"));
        }
    }

    /// Follows the stream and resumes where it was, checking that the positions are consecutive.
    pub fn follow(&self) -> u64 {
        let mut last = 0_u64;
        while self.goes_on() {
            self.follow_once(&mut last);
            std::thread::sleep(PAUSE_REFUSED);
        }
        last
    }

    fn follow_once(&self, last: &mut u64) {
        let address = self.ground.address();
        let host = address.trim_start_matches("http://");
        let Ok(mut stream) = TcpStream::connect(host) else { return };
        stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a limit can be set");
        let resumed = if *last == 0 { String::new() } else { format!("last-event-id: {last}\r\n") };
        if write!(stream, "GET /v1/gebeurtenissen/stroom HTTP/1.1\r\nhost: {host}\r\n{resumed}\r\n").is_err() {
            return;
        }
        let (mut lines, mut line) = (BufReader::new(stream), Vec::new());
        while self.goes_on() {
            match lines.read_until(b'\n', &mut line) {
                Ok(0) => return,
                Ok(_) => {}
                Err(why) if matches!(why.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                    continue;
                }
                Err(_) => return,
            }
            if !line.ends_with(b"\n") {
                continue;
            }
            let id = std::str::from_utf8(&line).ok().and_then(|line| line.strip_prefix("id: "));
            if let Some(position) = id.and_then(|id| id.trim().parse::<u64>().ok()) {
                if position > *last + 1 {
                    self.ledger.wrong(format!("the stream went from {last} to {position}"));
                }
                *last = position.max(*last);
            }
            line.clear();
        }
    }

    /// Verifies the log now and then, and exports it.
    pub fn check(&self) {
        while self.goes_on() {
            std::thread::sleep(self.pause * 60);
            if let Answer::Right(text) = self.ledger.ask(self.ground, "verify", "/v1/controles", Some(&json!({}))) {
                let found: Value = serde_json::from_str(&text).unwrap_or_default();
                if found["klopt"] != true {
                    self.ledger.wrong(format!("a check does not hold: {text}"));
                }
            }
            if let Answer::Right(text) = self.ledger.ask(self.ground, "export", "/v1/export", None)
                && !text.lines().enumerate().all(|(n, line)| {
                    serde_json::from_str::<Value>(line).is_ok_and(|record| record["positie"] == n as u64 + 1)
                })
            {
                self.ledger.wrong("an export has a gap".to_owned());
            }
        }
    }

    /// Checks liveness, which must never be refused.
    pub fn probe(&self) {
        while self.goes_on() {
            std::thread::sleep(PAUSE * 10);
            self.ledger.ask(self.ground, "live", "/livez", None);
        }
    }
}
