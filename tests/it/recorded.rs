//! Recorded streams and short lists of events as a log in memory, with salts that follow from the ids.
//!
//! The rules are not applied, since its tests concern what comes after them. `replay` uses this file too.

use peildatum_domain::actor::Actor;
use peildatum_domain::ids::EventId;
use peildatum_domain::proposal::Proposal;
use peildatum_domain::state::State;
use peildatum_domain::text::Slug;
use peildatum_domain::time::Instant;
use peildatum_projections::InMemoryLog;
use peildatum_records::commitment::SplitEvent;
use peildatum_records::export::{is_full_record, parse};
use peildatum_records::record::Record;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Returns the log of a recorded stream, by file name: of events as callers send them, or of full records.
pub fn stream(name: &str) -> InMemoryLog {
    let text = text(name);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    if !lines.first().is_some_and(is_full_record) {
        return log_of(lines);
    }
    let mut log = InMemoryLog::default();
    for line in lines {
        log.push(parse(&line).expect("a full record")).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    log
}

/// Returns the lines of a recorded stream.
pub fn text(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = path.ancestors().find(|folder| folder.join("replay/streams").is_dir()).expect("the streams are there");
    std::fs::read_to_string(root.join("replay/streams").join(name)).expect("the stream can be read")
}

/// Returns the log of these events. Events without an id or a moment get the next ones.
pub fn log_of(events: impl IntoIterator<Item = Value>) -> InMemoryLog {
    let mut log = InMemoryLog::default();
    for event in events {
        let record = record(log.state(), &event);
        log.push(record).unwrap_or_else(|error| panic!("{event}: {error}"));
    }
    log
}

fn record(state: &State, event: &Value) -> Record {
    let proposal = Proposal::parse(event).unwrap_or_else(|error| panic!("{event}: {error:?}"));
    let position = state.head() + 1;
    let id = proposal.id.unwrap_or_else(|| EventId::parse(&id(position)).expect("a UUID"));
    let last = state.recorded_at(state.head()).map_or(1_546_300_800_000_000, Instant::micros);
    let moment = proposal.recorded_at.unwrap_or(Instant::from_micros(last + 60_000_000));
    let actor = Actor::new("lokaal:proef", None, Slug::parse("beheren").expect("a slug")).expect("an actor");
    let salt = |part: &str| -> [u8; 32] { Sha256::digest(format!("{part} {id}")).into() };
    let mut record = Record {
        header: proposal.header(id, &actor).with(proposal.subject.clone(), actor.clone()),
        position,
        subject_version: state.subject(proposal.subject.as_str()).map_or(0, |no| state.entry(no).version) + 1,
        data: proposal.body,
        erased_fields: Vec::new(),
        provenance: proposal.provenance_body,
        reason: proposal.reason.map(|reason| reason.as_str().to_owned()),
        recorded_at: moment,
        logged_at: moment,
        logged_by: actor.id().to_owned(),
        core_salt: salt("kern"),
        text_salt: Some(salt("tekst")),
        lost: false,
        text_commitment: [0; 32],
        commitment: [0; 32],
    };
    (record.text_commitment, record.commitment) = commitments(&record);
    record
}

/// Returns the id of the event at a position if it has none.
pub fn id(position: u64) -> String {
    format!("00000000-0000-7000-8000-{position:012}")
}

fn commitments(record: &Record) -> ([u8; 32], [u8; 32]) {
    let split = SplitEvent::of_record(record).expect("parsed data");
    split.commitments(&record.text_salt.expect("not erased"), &record.core_salt).expect("every text is there")
}
