//! Tests of the scope and the completeness of rounds.

use proptest::prelude::*;
use serde_json::json;

use super::kit::{TestLog, request, with_cases};
use super::random::{DAYS, Seeds, log_of, sealed_log_of};
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::goal_tree::GoalTree;
use crate::plain::PlainReport;
use crate::round_scope::completeness;
use crate::{ReportRequest, RoundContext};

fn tree<'s>(log: &'s TestLog, on: &str, position: u64) -> GoalTree<'s> {
    GoalTree::new(&log.state, AsOf { day: Day::parse(on).unwrap(), position })
}

/// Returns a line for each programme: its code, whether the round covers it, whether something came, and its outputs.
fn told(log: &TestLog, round: &str, on: &str) -> Vec<String> {
    let (_, all) = completeness(&tree(log, on, log.state.head()), round);
    let line = |one: &crate::round_scope::ProgrammeCompleteness| {
        format!("{} {:?} {} {}/{}", one.code, one.covered, one.came, one.with_note, one.outputs)
    };
    all.iter().map(line).collect()
}

/// Returns a log with two programmes of two outputs each, and a round of 1 April 2019.
fn log(programmes: Option<&[&str]>) -> TestLog {
    let mut log = TestLog::default();
    for code in ["7", "9"] {
        let own = [(code.to_owned(), "programma", None), (format!("{code}A1.1"), "prestatie", Some(code))];
        for (code, level, parent) in own.into_iter().chain([(format!("{code}A1.2"), "prestatie", Some(code))]) {
            let mut data = json!({ "niveau": level, "titel": format!("Titel {code}") });
            if let Some(parent) = parent {
                data["bovenliggend"] = parent.into();
            }
            log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
        }
    }
    let mut data =
        json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": "vr1", "peildatum": "2019-04-01" });
    if let Some(programmes) = programmes {
        data["programmas"] = json!(programmes);
    }
    log.add("ronde.geopend", "ronde/vr1", "2019-04-01", data);
    log
}

fn note(log: &mut TestLog, code: &str, day: &str, round: Option<&str>) -> u64 {
    let mut data = json!({ "tekst": "noot" });
    if let Some(round) = round {
        data["ronde"] = round.into();
    }
    log.add("toelichting.vastgelegd", &format!("onderdeel/{code}"), day, data)
}

#[test]
fn a_round_without_anything_has_no_scope() {
    assert_eq!(told(&log(None), "vr1", "2019-04-01"), ["7 None false 0/2", "9 None false 0/2"]);
}

#[test]
fn what_came_is_the_scope_of_a_round_that_names_none() {
    let mut log = log(None);
    note(&mut log, "9A1.1", "2019-04-01", Some("vr1"));
    assert_eq!(told(&log, "vr1", "2019-04-01"), ["7 Some(false) false 0/2", "9 Some(true) true 1/2"]);
}

#[test]
fn what_names_no_round_came_when_it_holds_from_the_reporting_date() {
    let mut log = log(None);
    note(&mut log, "7A1.1", "2019-03-31", None);
    let data = json!({ "omschrijving": "b", "soort": "tekort", "effect": "nadeel", "stand": "prognose", "pm": true, "onderdeel": "9" });
    log.add("bijstelling.vastgelegd", "bijstelling/b", "2019-04-01", data);
    assert_eq!(told(&log, "vr1", "2019-04-01"), ["7 Some(false) false 0/2", "9 Some(true) true 0/2"]);
}

#[test]
fn a_round_covers_what_it_names_and_what_came() {
    let mut log = log(Some(&["9", "10"]));
    note(&mut log, "7A1.1", "2019-04-01", Some("vr1"));
    assert_eq!(
        told(&log, "vr1", "2019-04-01"),
        ["7 Some(true) true 1/2", "9 Some(true) false 0/2", "10 Some(true) false 0/0"]
    );
}

#[test]
fn a_note_that_was_withdrawn_did_not_come() {
    let mut log = log(None);
    let position = note(&mut log, "9A1.1", "2019-04-01", Some("vr1"));
    log.withdraw(position);
    assert_eq!(told(&log, "vr1", "2019-04-01"), ["7 None false 0/2", "9 None false 0/2"]);
}

#[test]
fn a_report_says_what_its_round_leaves_out_and_one_by_date_which_round_was_last() {
    let mut log = log(None);
    note(&mut log, "9A1.1", "2019-04-01", Some("vr1"));
    let head = log.state.head();
    let of = |on: &str, round: Option<&str>, node: Option<&str>| {
        let (round, node) = (round.map(str::to_owned), node.map(str::to_owned));
        log.try_report(&ReportRequest { round, node, ..request(on, head) }).unwrap().context
    };
    let left_out = |codes: &[&str]| RoundContext {
        not_reported: codes.iter().map(|&code| code.to_owned()).collect(),
        ..RoundContext::default()
    };
    assert_eq!(of("2019-04-01", Some("vr1"), None), left_out(&["7"]));
    assert_eq!(of("2019-04-01", Some("vr1"), Some("7A1.1")), left_out(&["7"]));
    assert_eq!(of("2019-04-01", Some("vr1"), Some("9")), left_out(&[]));
    let last = |round: Option<(&str, &str)>| RoundContext {
        last_round: round.map(|(id, date)| (id.to_owned(), date.to_owned())),
        ..RoundContext::default()
    };
    assert_eq!(of("2019-03-31", None, None), last(None));
    assert_eq!(of("2019-04-01", None, None), last(Some(("vr1", "2019-04-01"))));
    assert_eq!(of("2019-12-31", None, None), last(Some(("vr1", "2019-04-01"))));
}

proptest! {
    #![proptest_config(with_cases(400))]

    /// Scope and completeness are those of a full scan of the records.
    #[test]
    fn the_completeness_agrees_with_the_plain_definition(
        all in prop::collection::vec(any::<Seeds>(), 1..70), on in 0..DAYS.len(), known in 1..=100u64, round in 0..3u8,
        sealed in any::<bool>(),
    ) {
        let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        let position = 1 + known * (log.state.head() - 1) / 100;
        let round = format!("ronde{round}");
        let (scope, fast) = completeness(&tree(&log, DAYS[on], position), &round);
        let records = log.records[..position as usize].iter().map(AsRef::as_ref).collect();
        let plain = PlainReport { log: records, day: Day::parse(DAYS[on]).unwrap(), year: 2019, round: None, version: 2 };
        let wanted = plain.scope(&round);
        let known = wanted.named.is_some() || !wanted.came.is_empty();
        let mut lines: Vec<String> = wanted.programmes.iter().map(|code| {
            let (outputs, with_note) = plain.outputs_with_notes(code, &round);
            let covered = known.then(|| wanted.covers(code));
            format!("{code} {covered:?} {} {with_note}/{outputs}", wanted.came.contains(code))
        }).collect();
        let unknown = wanted.named.iter().flatten().filter(|(_, means)| means.is_none());
        lines.extend(unknown.map(|(code, _)| format!("{code} Some(true) false 0/0")));
        let fast: Vec<String> = fast.iter()
            .map(|one| format!("{} {:?} {} {}/{}", one.code, one.covered, one.came, one.with_note, one.outputs)).collect();
        prop_assert_eq!(fast, lines);
        prop_assert_eq!(scope.is_known(), known);
    }
}
