//! Tests of findings: each kind with a case that has it and a case that does not.

mod cases;
mod events;
mod late;
mod lights;
mod money;
mod plain;
mod plain_inconsistencies;
mod plain_programmes;
mod plain_telling;
mod points;
mod random;
mod since;
mod telling;

use serde_json::{Value, json};

use super::{Finding, Findings, FindingsRequest, findings};
use crate::ReportError;
use crate::tests::kit::TestLog;

/// Returns a log with an output and two rounds: `vr1` for 1 April and `vr2` for 1 September 2019.
fn log() -> TestLog {
    let mut log = TestLog::default();
    let nodes = [("9", "programma", None), ("9A", "beleidsterrein", Some("9")), ("9A1", "doel", Some("9A"))];
    for (code, level, parent) in nodes.into_iter().chain([("9A1.1", "prestatie", Some("9A1"))]) {
        let mut data = json!({ "niveau": level, "titel": format!("Titel {code}") });
        data["bovenliggend"] = parent.map_or(Value::Null, Value::from);
        data.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    for (id, date) in [("vr1", "2019-04-01"), ("vr2", "2019-09-01")] {
        open_round(&mut log, id, "voortgangsrapportage", date);
    }
    log
}

fn open_round(log: &mut TestLog, id: &str, kind: &str, date: &str) -> u64 {
    let data = json!({ "soort": kind, "begrotingsjaar": 2019, "titel": id, "peildatum": date });
    log.add("ronde.geopend", &format!("ronde/{id}"), date, data)
}

fn case(log: &mut TestLog, id: &str, day: &str) -> u64 {
    let data = json!({ "titel": format!("Dossier {id}"), "soort": "overig", "onderdeel": "9A1" });
    log.add("dossier.geopend", &format!("dossier/{id}"), day, data)
}

fn request(log: &TestLog, round: &str) -> FindingsRequest {
    let head = log.state.head();
    FindingsRequest { round: round.to_owned(), position: head, version: None, head, node: None, with_since: false }
}

fn ask(log: &TestLog, request: &FindingsRequest) -> Result<Findings, ReportError> {
    findings(&log.state, log, request)
}

/// Returns the findings of a kind in a round, as known at the head.
fn found(log: &TestLog, round: &str, code: &str) -> Vec<Finding> {
    let all = ask(log, &request(log, round)).unwrap().findings;
    all.into_iter().filter(|finding| finding.code.name() == code).collect()
}

/// Returns the subjects of the findings of a kind, each with the positions it is based on.
fn subjects(log: &TestLog, round: &str, code: &str) -> Vec<(String, Vec<u64>)> {
    found(log, round, code).into_iter().map(|finding| (finding.subject, finding.positions)).collect()
}

fn none() -> Vec<(String, Vec<u64>)> {
    Vec::new()
}

fn one(subject: &str, positions: &[u64]) -> Vec<(String, Vec<u64>)> {
    vec![(subject.to_owned(), positions.to_vec())]
}

/// Returns the sentence of the only finding of a kind, with no-break spaces replaced by plain ones.
fn message(log: &TestLog, round: &str, code: &str) -> String {
    let found = found(log, round, code);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].message.to_string().replace('\u{a0}', " ")
}
