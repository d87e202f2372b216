//! Tests of the point of findings: positions, windows, nodes, and what is refused.

use super::{Findings, ask, case, log, open_round, request};
use crate::ReportError;
use crate::tests::kit::TestLog;
use serde_json::json;

fn at(log: &TestLog, position: u64) -> Result<Findings, ReportError> {
    let mut request = request(log, "vr1");
    request.position = position;
    ask(log, &request)
}

#[test]
fn findings_are_told_as_known_at_the_position() {
    let mut log = log();
    let missing = |found: &Findings| found.counts.get("prestatie-zonder-toelichting").copied();
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-01", json!({ "tekst": "t", "ronde": "vr1" }));
    let (before, after) = (at(&log, 6).unwrap(), at(&log, 7).unwrap());
    assert_eq!((missing(&before), missing(&after)), (Some(1), None));
    assert_eq!((before.basis.position, before.basis.reporting_date.as_str()), (6, "2019-04-01"));
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
    assert_eq!(
        scoped("9").unwrap(),
        3,
        "a programme for which nothing came, an output without a note and a quiet case"
    );
    assert_eq!(scoped("9A1.1").unwrap(), 1);
    assert_eq!(scoped("8").unwrap(), 1, "a programme for which nothing came");
    assert!(matches!(scoped("7"), Err(ReportError::NoSuchNode(_))));
}

#[test]
fn a_round_and_a_position_that_are_not_there_are_refused() {
    let mut log = log();
    assert!(matches!(ask(&log, &request(&log, "x")), Err(ReportError::NoSuchRound(_))));
    assert!(matches!(at(&log, 7), Err(ReportError::NoSuchPosition { position: 7, head: 6 })));
    assert!(matches!(at(&log, 0), Err(ReportError::NoSuchPosition { .. })));
    assert!(matches!(at(&log, 4), Err(ReportError::NoSuchRound(_))), "not opened then");
    open_round(&mut log, "later", "jaarstukken", "2030-01-01");
    assert!(ask(&log, &request(&log, "later")).is_ok(), "a reporting date that is to come may be looked at");
}
