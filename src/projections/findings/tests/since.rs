//! Tests of what a finding says about earlier rounds: since when it stands, and what the council settled.

use proptest::prelude::*;
use serde_json::json;

use super::{ask, log, open_round, request};
use crate::domain::time::Day;
use crate::findings::{FindingCode, FindingsRequest, ROUNDS_BACK, finding_codes};
use crate::plain::PlainReport;
use crate::tests::kit::{TestLog, event, id, with_cases};
use crate::tests::random::{Seeds, log_of, sealed_log_of};

/// Returns the findings of a round on a subject, each with the round since which it stands.
fn since(log: &TestLog, round: &str, subject: &str) -> Vec<(String, Option<String>)> {
    let request = FindingsRequest { with_since: true, ..request(log, round) };
    let all = ask(log, &request).unwrap().findings.into_iter().filter(|finding| finding.subject == subject);
    all.map(|finding| (finding.code.name().to_owned(), finding.since)).collect()
}

fn light(log: &mut TestLog, colour: &str, on: &str, round: &str) -> u64 {
    log.add("stoplicht.gezet", "onderdeel/9A1.1", on, json!({ "kleur": colour, "ronde": round }))
}

fn of<'a>(all: &'a [(String, Option<String>)], code: &str) -> Option<&'a str> {
    all.iter().find(|(one, _)| one == code).and_then(|(_, since)| since.as_deref())
}

#[test]
fn a_finding_stands_since_the_first_round_of_an_unbroken_row() {
    let mut log = log();
    open_round(&mut log, "js", "jaarstukken", "2019-12-31");
    light(&mut log, "onbekend", "2019-04-01", "vr1");
    light(&mut log, "onbekend", "2019-09-01", "vr2");
    light(&mut log, "onbekend", "2019-12-31", "js");
    assert_eq!(of(&since(&log, "js", "onderdeel/9A1.1"), "stoplicht-onbekend"), Some("vr1"));
    assert_eq!(of(&since(&log, "vr1", "onderdeel/9A1.1"), "stoplicht-onbekend"), None, "it is the first");
    let green = light(&mut log, "groen", "2019-09-01", "vr2");
    assert_eq!(of(&since(&log, "js", "onderdeel/9A1.1"), "stoplicht-onbekend"), None, "it did not stand in between");
    log.withdraw(green);
    let told = ask(&log, &request(&log, "js")).unwrap().findings;
    assert!(told.iter().all(|finding| finding.since.is_none()), "only when asked for");
}

#[test]
fn a_finding_is_held_against_what_the_round_before_reported() {
    let mut log = log();
    light(&mut log, "groen", "2019-04-01", "vr1");
    log.seal("vr1", "college").unwrap();
    light(&mut log, "onbekend", "2019-04-01", "vr1");
    light(&mut log, "onbekend", "2019-09-01", "vr2");
    assert_eq!(of(&since(&log, "vr2", "onderdeel/9A1.1"), "stoplicht-onbekend"), None, "the sealed light was green");
}

#[test]
fn a_round_that_does_not_cover_a_programme_breaks_no_row_of_its_findings() {
    let mut log = log();
    log.add("onderdeel.opgenomen", "onderdeel/7", "2019-01-01", json!({ "niveau": "programma", "titel": "Zeven" }));
    open_round(&mut log, "js", "jaarstukken", "2019-12-31");
    light(&mut log, "onbekend", "2019-04-01", "vr1");
    let seven = json!({ "tekst": "Alleen over zeven.", "ronde": "vr2" });
    log.add("toelichting.vastgelegd", "onderdeel/7", "2019-09-01", seven);
    light(&mut log, "onbekend", "2019-12-31", "js");
    let without_note =
        |log: &TestLog| of(&since(log, "js", "onderdeel/9A1.1"), "prestatie-zonder-toelichting").map(str::to_owned);
    assert_eq!(without_note(&log).as_deref(), Some("vr1"), "the second round says nothing of programme 9");
    let programme = since(&log, "vr2", "onderdeel/9");
    assert_eq!(of(&programme, "programma-niet-gerapporteerd"), None, "the first round covered it");
    let note = json!({ "tekst": "Ook over negen.", "ronde": "vr2" });
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-09-01", note);
    assert_eq!(without_note(&log), None, "now the second round covers it, and has a note");
}

#[test]
fn a_draft_that_the_council_adopted_is_settled_and_said_so() {
    let mut log = log();
    let mut note =
        event("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-01", json!({ "tekst": "concept", "ronde": "vr1" }));
    note["herkomst"] = json!({ "document": "d", "oordeel": "nakijken" });
    log.push(&note);
    let told = |log: &TestLog, round: &str| {
        let found = ask(log, &request(log, round)).unwrap();
        let drafts = found.findings.iter().filter(|finding| finding.code.name() == "concept-niet-nagekeken");
        (drafts.count(), found.adopted_drafts)
    };
    assert_eq!(told(&log, "vr2"), (1, 0));
    log.seal("vr1", "college").unwrap();
    assert_eq!(told(&log, "vr2"), (1, 0), "the executive offers, and does not adopt");
    log.seal("vr1", "raad").unwrap();
    assert_eq!(told(&log, "vr2"), (0, 1));
    note["id"] = id(900).into();
    note["ingangsdatum"] = "2019-08-01".into();
    log.push(&note);
    assert_eq!(told(&log, "vr2").0, 1, "what came after the council adopted is not settled");
}

proptest! {
    #![proptest_config(with_cases(256))]

    /// Without sentences the same findings stand, and each stands since a round in which it stood.
    #[test]
    fn codes_are_those_of_the_findings(
        all in prop::collection::vec(any::<Seeds>(), 1..60), round in 0..3u8, sealed in any::<bool>(),
    ) {
        let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
        let request = FindingsRequest { with_since: true, ..request(&log, &format!("ronde{round}")) };
        let Ok(told) = ask(&log, &request) else { return Ok(()) };
        let codes = finding_codes(&log.state, &log, &request).unwrap();
        let mut fast: Vec<(String, &str)> = codes.iter()
            .flat_map(|(subject, codes)| codes.iter().map(|code| (subject.clone(), code.name()))).collect();
        let mut wanted: Vec<(String, &str)> = told.findings.iter().map(|one| (one.subject.clone(), one.code.name())).collect();
        fast.sort();
        wanted.sort();
        prop_assert_eq!(fast, wanted);
        let plain = plain_at(&log, &request.round);
        let earlier = plain.rounds_before();
        let stood: Vec<Vec<(String, &str)>> = earlier.iter().map(|(_, round)| standing(&log, round)).collect();
        for finding in &told.findings {
            let row = (finding.subject.clone(), finding.code.name());
            let node = finding.node.as_deref().filter(|_| finding.code != FindingCode::ProgrammeNotReported);
            let programme = node.and_then(|code| plain.programme_of(&plain.resolve(code, plain.day)));
            let (mut since, mut followed) = (None, plain.day);
            for ((date, round), stood) in earlier.iter().zip(&stood).take(ROUNDS_BACK) {
                let known = sealed_at(&log, round).map_or(log.state.head(), |(position, _)| position);
                let known = plain.log[..known as usize].to_vec();
                if *date == followed || !plain.is_covered_by(round, *date, known, programme.as_deref()) {
                    continue;
                }
                followed = *date;
                if !stood.contains(&row) {
                    break;
                }
                since = Some(round.as_str());
            }
            prop_assert_eq!(finding.since.as_deref(), since, "{:?} {:?}", row, earlier);
        }
    }
}

/// Returns the records of a log at the reporting date of a round.
fn plain_at<'r>(log: &'r TestLog, round: &str) -> PlainReport<'r> {
    let records = log.records.iter().map(AsRef::as_ref).collect();
    let late = Day::from_number(i32::MAX);
    let mut plain = PlainReport { log: records, day: late, year: 0, round: Some(round.to_owned()), version: 2 };
    let date = plain.fold(&format!("ronde/{round}"), late).0.get("peildatum").map(|(date, _)| (*date).clone());
    plain.day = Day::parse(date.unwrap().as_str().unwrap()).unwrap();
    plain
}

/// Returns, for a round that is closed, the position and version of its newest sealing.
fn sealed_at(log: &TestLog, round: &str) -> Option<(u64, u32)> {
    let plain = plain_at(log, round);
    let (_, rows) = plain.fold(&format!("ronde/{round}"), Day::from_number(i32::MAX));
    let turns = ["ronde.geopend", "ronde.heropend", "ronde.vastgesteld"];
    let newest = rows.iter().rfind(|row| turns.contains(&row.kind.name()));
    let newest = newest.filter(|row| row.kind.name() == "ronde.vastgesteld")?;
    Some((newest.data["positie"].as_u64()?, u32::try_from(newest.data["versie"].as_u64()?).ok()?))
}

/// Returns the findings of a round as it reported, by asking that round itself for all of them.
fn standing(log: &TestLog, round: &str) -> Vec<(String, &'static str)> {
    let sealed = sealed_at(log, round);
    let head = sealed.map_or(log.state.head(), |(position, _)| position);
    let version = sealed.map(|(_, version)| version);
    let request = FindingsRequest { position: head, head, version, ..request(log, round) };
    let found = ask(log, &request).unwrap().findings;
    found.into_iter().map(|finding| (finding.subject, finding.code.name())).collect()
}
