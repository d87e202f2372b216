//! A log in memory for tests: it accepts events as callers send them and assigns positions and times.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::ProptestConfig;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::domain::actor::Actor;
use crate::domain::event_core::{RecordPart, join_texts, split_texts, text_fields};
use crate::domain::ids::EventId;
use crate::domain::state::State;
use crate::domain::text::Slug;
use crate::domain::time::{Day, Instant};
use crate::log::record::Record;
use crate::sealing::{reporting_day, sealings};
use crate::{BuiltReport, REPORT_VERSION, RecordReadError, RecordSource, ReportError, ReportRequest, report};

/// The root hash in sealings of this log, whose records have no Merkle tree.
pub const ROOT: [u8; 32] = [7; 32];

/// The settings of a property test that tries so many cases, where `PROPTEST_CASES` is not set. That variable is 256 when
/// absent; 1024 tries four times as many, and 64 a quarter.
pub fn with_cases(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: (cases * default.cases).div_ceil(256), failure_persistence: None, ..default }
}

/// Records and the state they fold to.
#[derive(Debug, Default)]
pub struct TestLog {
    pub state: State,
    pub records: Vec<Arc<Record>>,
}

impl RecordSource for TestLog {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        Ok(positions.iter().map(|position| Arc::clone(&self.records[*position as usize - 1])).collect())
    }
}

/// Returns the id of the event at a position.
pub fn id(position: u64) -> String {
    EventId::from_bytes((u128::from(position) | (7 << 76) | (2 << 62)).to_be_bytes()).to_string()
}

impl TestLog {
    /// Reads a log from a recorded stream.
    pub fn of_stream(ndjson: &str) -> TestLog {
        let mut log = TestLog::default();
        for line in ndjson.lines() {
            log.push(&serde_json::from_str(line).expect("streams are JSON"));
        }
        log
    }

    /// Adds an event as a caller sends it. Its instant is `geregistreerdOp`, or else is derived from the position.
    pub fn push(&mut self, event: &Value) -> u64 {
        let proposal = crate::domain::testkit::proposal(event);
        let position = self.records.len() as u64 + 1;
        let id = proposal.id.unwrap_or_else(|| EventId::parse(&id(position)).unwrap());
        let recorded_at = proposal.recorded_at.unwrap_or(Instant::from_micros(position as i64 * 1_000_000));
        let salt: [u8; 32] = Sha256::digest(id.bytes()).into();
        let actor = Actor::new("lokaal:test", None, Slug::parse("beheren").unwrap()).unwrap();
        let record = Record {
            header: proposal.header(id, &actor).with(proposal.subject.clone(), actor.clone()),
            position,
            subject_version: self.version_after(proposal.subject.as_str()),
            data: proposal.body.clone(),
            erased_fields: Vec::new(),
            provenance: proposal.provenance_body.clone(),
            reason: proposal.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            recorded_at,
            logged_at: recorded_at,
            logged_by: "lokaal:test".into(),
            core_salt: salt,
            text_salt: Some(salt),
            lost: false,
            text_commitment: salt,
            commitment: salt,
        };
        self.state.apply(&record.folded().unwrap()).unwrap_or_else(|error| panic!("{event}: {error}"));
        self.records.push(Arc::new(record));
        position
    }

    /// Returns the version that the next event of a subject gets.
    fn version_after(&self, subject: &str) -> u32 {
        self.state.subject(subject).map_or(0, |no| self.state.entry(no).version) + 1
    }

    /// Seals a round as the service does, with its report at the head; `None` where the round can not be sealed.
    pub fn seal(&mut self, round: &str, body: &str) -> Option<u64> {
        let position = self.state.head();
        let on = reporting_day(&self.state, round, position)?;
        let version = sealings(&self.state, self, round, position).unwrap().len() + 1;
        let wanted = ReportRequest { on, position, node: None, fiscal_year: None, round: Some(round.to_owned()) };
        let answer = self.try_report(&wanted).ok()?;
        let data = json!({ "orgaan": body, "strekking": "vastgesteld", "reden": format!("versie {version}"),
            "genomenOp": "2020-06-01", "versie": version, "peildatum": on.to_string(), "positie": position,
            "wortel": STANDARD.encode(ROOT), "digest": answer.digest, "digestGeraamte": answer.skeleton_digest,
            "rapportageVersie": REPORT_VERSION, "softwareVersie": "0.1.0" });
        Some(self.add("ronde.vastgesteld", &format!("ronde/{round}"), "2020-06-01", data))
    }

    /// Records an erasure of the event at a position and removes its texts, as a log does.
    pub fn erase(&mut self, position: u64) {
        let subject = format!("gebeurtenis/{}", self.records[position as usize - 1].id);
        let data = json!({ "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" });
        self.add("gebeurtenis.gewist", &subject, "2030-01-01", data);
        self.take_texts(position, false);
    }

    /// Removes the texts of the event at a position without an erasure event, as a restore without secrets does.
    pub fn lose(&mut self, position: u64) {
        self.take_texts(position, true);
    }

    fn take_texts(&mut self, position: u64, lost: bool) {
        let mut record = (*self.records[position as usize - 1]).clone();
        record.lost = lost;
        record.erased_fields = text_fields(&split_texts(&record.data, &mut Vec::new()).unwrap());
        record.data = core_of(&record.data);
        record.provenance = record.provenance.as_ref().map(core_of);
        (record.text_salt, record.reason) = (None, None);
        self.records[position as usize - 1] = Arc::new(record);
    }

    /// Adds an event, given its type without prefix, subject, day and data.
    pub fn add(&mut self, kind: &str, subject: &str, day: &str, data: Value) -> u64 {
        self.push(&event(kind, subject, day, data))
    }

    /// Adds an event that corrects the one at a position.
    pub fn correct(&mut self, position: u64, day: &str, data: Value) -> u64 {
        let old = &self.records[position as usize - 1];
        let mut event = event(old.kind.name(), old.subject.as_str(), day, data);
        event["herstelt"] = old.id.to_string().into();
        self.push(&event)
    }

    /// Adds a withdrawal of the event at a position.
    pub fn withdraw(&mut self, position: u64) -> u64 {
        let subject = format!("gebeurtenis/{}", self.records[position as usize - 1].id);
        self.add("gebeurtenis.ingetrokken", &subject, "2030-01-01", json!({ "reden": "vergissing" }))
    }

    /// Returns the report for a day, as known at a position.
    pub fn report(&self, on: &str, position: u64) -> BuiltReport {
        self.try_report(&request(on, position)).unwrap()
    }

    pub fn try_report(&self, request: &ReportRequest) -> Result<BuiltReport, ReportError> {
        report(&self.state, self, request)
    }

    /// Returns the last position at an instant.
    pub fn known_at(&self, instant: &str) -> u64 {
        self.state.position_at(Instant::parse(instant).unwrap(), self.state.head())
    }
}

/// Returns the fields without the free texts.
fn core_of(fields: &Map<String, Value>) -> Map<String, Value> {
    let fields = split_texts(fields, &mut Vec::new()).unwrap();
    join_texts(&fields, &mut std::iter::empty(), RecordPart::Core).unwrap()
}

pub fn request(on: &str, position: u64) -> ReportRequest {
    ReportRequest { on: Day::parse(on).unwrap(), position, node: None, fiscal_year: None, round: None }
}

pub fn event(kind: &str, subject: &str, day: &str, data: Value) -> Value {
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": day, "gegevens": data })
}
