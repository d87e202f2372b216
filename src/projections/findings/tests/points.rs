//! At which point findings are told: open and sealed rounds, positions, nodes, and what is refused.

use serde_json::json;

use super::{Findings, FindingsError, Standpoint, ask, case, log, open_round, request};
use crate::projections::ReportError;
use crate::projections::tests::kit::TestLog;

/// A round sealed by a body at the head.
fn seal(log: &mut TestLog, version: u64, body: &str) -> u64 {
    let hex = "00".repeat(32);
    let data = json!({ "orgaan": body, "strekking": "vastgesteld", "versie": version, "peildatum": "2019-04-01",
        "positie": log.state.head(), "wortel": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "digest": format!("sha256:{hex}"), "digestGeraamte": format!("sha256:{hex}"), "rapportageVersie": 1,
        "softwareVersie": "0.1.0" });
    log.add("ronde.vastgesteld", "ronde/vr1", "2019-05-01", data)
}

fn at(log: &TestLog, standpoint: Standpoint) -> Result<Findings, FindingsError> {
    let mut request = request(log, "vr1");
    request.standpoint = standpoint;
    ask(log, &request)
}

#[test]
fn of_an_open_round_findings_are_as_now_known_and_of_a_sealed_one_as_its_newest_sealing_fixed() {
    let mut log = log();
    let now = |log: &TestLog| at(log, Standpoint::Newest).unwrap();
    assert_eq!((now(&log).basis.position, now(&log).version), (6, None));
    seal(&mut log, 1, "college"); // position 7, fixes 6
    seal(&mut log, 2, "raad"); // position 8, fixes 7
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-01", json!({ "tekst": "t", "ronde": "vr1" }));
    assert_eq!((now(&log).basis.position, now(&log).version), (7, Some(2)));
    assert_eq!(now(&log).counts["prestatie-zonder-toelichting"], 1);
    let head = at(&log, Standpoint::Known(9)).unwrap();
    assert_eq!((head.basis.position, head.version, head.counts.get("prestatie-zonder-toelichting")), (9, None, None));
    let college = at(&log, Standpoint::Body("college".into())).unwrap();
    assert_eq!((college.basis.position, college.version), (6, Some(1)));
    assert_eq!(at(&log, Standpoint::Version(1)).unwrap(), college);
    log.add("ronde.heropend", "ronde/vr1", "2019-06-01", json!({ "reden": "fout" }));
    assert_eq!((now(&log).basis.position, now(&log).version), (10, None), "open again");
}

#[test]
fn the_window_begins_after_the_round_before_it_as_known_then() {
    let log = log();
    let window = |round: &str| ask(&log, &request(&log, round)).unwrap().window;
    assert_eq!((window("vr1").from.as_str(), window("vr1").previous), ("2019-01-01", None));
    let second = window("vr2");
    assert_eq!((second.from.as_str(), second.until.as_str()), ("2019-04-02", "2019-09-01"));
    assert_eq!(second.previous.as_deref(), Some("vr1"));
}

#[test]
fn findings_of_a_node_are_those_of_what_belongs_to_it_or_below() {
    let mut log = log();
    log.add("onderdeel.opgenomen", "onderdeel/8", "2019-01-01", json!({ "niveau": "programma", "titel": "Acht" }));
    case(&mut log, "a", "2019-02-01");
    let scoped = |node: &str| {
        let mut request = request(&log, "vr2");
        request.node = Some(node.to_owned());
        ask(&log, &request).map(|found| found.findings.len())
    };
    assert_eq!(scoped("9").unwrap(), 2, "an output without a note and a quiet case");
    assert_eq!(scoped("9A1.1").unwrap(), 1);
    assert_eq!(scoped("8").unwrap(), 0);
    assert!(matches!(scoped("7"), Err(FindingsError::Report(ReportError::NoSuchNode(_)))));
}

#[test]
fn a_round_a_sealing_and_a_position_that_are_not_there_are_refused() {
    let mut log = log();
    assert!(matches!(ask(&log, &request(&log, "x")), Err(FindingsError::Report(ReportError::NoSuchRound(_)))));
    assert!(matches!(at(&log, Standpoint::Version(1)), Err(FindingsError::NoSuchSealing { .. })));
    assert!(matches!(at(&log, Standpoint::Body("raad".into())), Err(FindingsError::NoSuchSealing { .. })));
    let position = |position| at(&log, Standpoint::Known(position));
    assert!(matches!(position(7), Err(FindingsError::Report(ReportError::NoSuchPosition { position: 7, head: 6 }))));
    assert!(matches!(position(0), Err(FindingsError::Report(ReportError::NoSuchPosition { .. }))));
    assert!(matches!(position(4), Err(FindingsError::Report(ReportError::NoSuchRound(_)))), "not opened then");
    open_round(&mut log, "later", "jaarstukken", "2030-01-01");
    assert!(ask(&log, &request(&log, "later")).is_ok(), "a reporting date that is to come may be looked at");
}
