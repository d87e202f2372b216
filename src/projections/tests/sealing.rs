//! Tests of sealings, over random logs and by example: each sealing can be rebuilt whatever is recorded later, and its
//! check reports texts that were erased.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::kit::{ROOT, TestLog, event, with_cases};
use super::random::{Seeds, add};
use crate::InMemoryLog;
use crate::domain::event::Body;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State};
use crate::domain::time::Day;
use crate::lists::find;
use crate::log::export::parse;
use crate::log::record::RecordView;
use crate::sealing::{
    NamedPositions, ReportedIn, RoundNameError, SealedPositions, Sealing, SealingCheckError, SealingSelector,
    SealingVerdict, all_sealings, check_sealing, equal_version, parse_round_name, round_point, sealings,
};

fn all(log: &TestLog) -> Vec<Sealing> {
    all_sealings(&log.state, log, log.state.head()).unwrap()
}

fn verdict(log: &TestLog, sealing: &Sealing) -> SealingVerdict {
    check_sealing(&log.state, log, sealing, Some(&ROOT)).unwrap()
}

/// Returns a log of these events, with one of three rounds sealed after every fifth event.
fn sealed_log(events: &[Seeds]) -> TestLog {
    let mut log = TestLog::default();
    for (at, seeds) in events.iter().enumerate() {
        add(&mut log, seeds);
        if at % 5 == 4 {
            let body = if seeds[3] % 2 == 0 { "college" } else { "raad" };
            log.seal(&format!("ronde{}", seeds[4] % 3), body);
        }
    }
    log
}

/// Returns a log with an open round, a programme and a note.
fn begun() -> TestLog {
    let mut log = TestLog::default();
    let round = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": "Eerste", "peildatum": "2019-06-01" });
    log.add("ronde.geopend", "ronde/r", "2019-06-01", round);
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    log.add(
        "toelichting.vastgelegd",
        "onderdeel/9",
        "2019-06-01",
        json!({ "tekst": "Jan Jansen wacht", "ronde": "r" }),
    );
    log
}

proptest! {
    #![proptest_config(with_cases(150))]

    /// Corrections, withdrawals and any other later event never change what was sealed; neither does a rebuild, nor an
    /// export that is read back.
    #[test]
    fn what_was_sealed_stays_as_it_was(events in prop::collection::vec(any::<Seeds>(), 5..60)) {
        let log = sealed_log(&events);
        let found = all(&log);
        for sealing in &found {
            prop_assert_eq!(verdict(&log, sealing), SealingVerdict::Holds, "{:?}", sealing);
        }
        let mut again = State::new();
        for record in &log.records {
            again.apply(&record.folded().unwrap()).unwrap();
        }
        let read = exported(&log);
        for sealing in &found {
            prop_assert_eq!(check_sealing(&again, &log, sealing, Some(&ROOT)).unwrap(), SealingVerdict::Holds);
            prop_assert_eq!(check_sealing(read.state(), &read, sealing, Some(&ROOT)).unwrap(), SealingVerdict::Holds);
        }
    }

    /// An erasure is reported as such, whatever it erases, and is never taken for an alteration. This also holds for an
    /// export, which no longer has the texts.
    #[test]
    fn an_erasure_is_told_and_is_no_alarm(
        events in prop::collection::vec(any::<Seeds>(), 5..60), hit in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let mut log = sealed_log(&events);
        let before: Vec<Sealing> = all(&log);
        for index in hit {
            let position = index.index(log.records.len()) as u64 + 1;
            let record = &log.records[position as usize - 1];
            if !record.is_erased() && record.kind.name() != "gebeurtenis.gewist" {
                log.erase(position);
            }
        }
        let read = exported(&log);
        for sealing in &before {
            let told = verdict(&log, sealing);
            prop_assert!(!matches!(told, SealingVerdict::Differs { .. }), "{:?}: {:?}", sealing, told);
            prop_assert_eq!(check_sealing(read.state(), &read, sealing, Some(&ROOT)).unwrap(), told);
        }
    }
}

/// Returns the log as it is read back from an export.
fn exported(log: &TestLog) -> InMemoryLog {
    let mut read = InMemoryLog::default();
    for record in &log.records {
        read.push(parse(&record.to_json(RecordView::Export)).unwrap()).unwrap();
    }
    read
}

#[test]
fn an_erased_text_is_named_with_position_ground_and_decision() {
    let mut log = begun();
    log.seal("r", "college").unwrap();
    log.erase(3);
    let told = verdict(&log, &all(&log)[0]);
    assert_eq!(told.name(), Some("klopt-behoudens-wissing"));
    let erased = &told.erased()[0];
    assert_eq!((erased.position, erased.by), (3, 5));
    assert_eq!(erased.ground.as_deref(), Some("artikel 17 AVG"));
    assert_eq!(erased.decision.as_deref(), Some("B&W 26.0012"));
}

#[test]
fn a_reporting_date_that_is_corrected_after_a_sealing_is_the_date_of_the_next() {
    let mut log = begun();
    log.seal("r", "college").unwrap();
    log.add("ronde.heropend", "ronde/r", "2019-07-01", json!({ "reden": "verkeerde peildatum" }));
    let round = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": "Eerste", "peildatum": "2019-06-30" });
    log.correct(1, "2019-06-01", round);
    let again = log.seal("r", "college").unwrap();
    let dates: Vec<String> = all(&log).into_iter().map(|sealing| sealing.reporting_date).collect();
    assert_eq!(dates, ["2019-06-01", "2019-06-30"], "a sealing says for which date it was, and sets none");
    assert!(all(&log).iter().all(|sealing| verdict(&log, sealing) == SealingVerdict::Holds), "{again}");
}

#[test]
fn a_text_that_is_gone_without_an_event_is_an_alarm() {
    let mut log = begun();
    log.seal("r", "college").unwrap();
    let whole = std::sync::Arc::clone(&log.records[2]);
    log.erase(3);
    let mut record = (*whole).clone();
    record.data["tekst"] = "Iets anders".into();
    log.records[2] = record.into();
    assert_eq!(
        verdict(&log, &all(&log)[0]).name(),
        Some("afwijkend"),
        "an erasure that did not happen excuses nothing"
    );
}

#[test]
fn whatever_a_sealing_says_is_held_against_the_log() {
    let mut log = begun();
    log.seal("r", "college").unwrap();
    let sealing = all(&log).remove(0);
    let told = |change: &dyn Fn(&mut Sealing)| {
        let mut other = sealing.clone();
        change(&mut other);
        match check_sealing(&log.state, &log, &other, Some(&ROOT)).unwrap() {
            SealingVerdict::Differs { what } => what.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            verdict => panic!("{verdict:?}"),
        }
    };
    let zeros = format!("sha256:{}", "0".repeat(64));
    assert!(told(&|s| s.digest = zeros.clone()).contains("de rapportage is een andere"));
    assert!(told(&|s| s.skeleton_digest = zeros.clone()).contains("zonder teksten"));
    assert!(told(&|s| s.root = String::new()).contains("andere wortel"));
    assert!(told(&|s| s.version = 2).contains("versie 2 en is nummer 1"));
    assert!(told(&|s| s.reporting_date = "2019-06-02".into()).contains("peildatum"));
    assert!(told(&|s| s.reporting_date = "later".into()).contains("peildatum"));
    assert!(told(&|s| s.position = 2).contains("de rapportage is een andere"));
    assert!(told(&|s| s.position = 4).contains("niet voor de vaststelling zelf"));
    assert!(told(&|s| s.position = 0).contains("niet voor de vaststelling zelf"));
    assert!(matches!(check_sealing(&log.state, &log, &sealing, None).unwrap(), SealingVerdict::Differs { .. }));
    assert!(matches!(
        check_sealing(&log.state, &log, &sealing, Some(&[8; 32])).unwrap(),
        SealingVerdict::Differs { .. }
    ));
}

#[test]
fn a_report_of_a_later_shape_is_not_called_altered() {
    let mut log = begun();
    log.seal("r", "college").unwrap();
    let mut sealing = all(&log).remove(0);
    sealing.report_version = 3;
    let error = check_sealing(&log.state, &log, &sealing, Some(&ROOT)).unwrap_err();
    assert!(matches!(error, SealingCheckError::UnknownShape { at: 4, version: 3 }), "{error}");
}

#[test]
fn a_round_is_found_by_its_newest_sealing_by_body_and_by_version() {
    let mut log = begun();
    let point = |log: &TestLog, which: &str| {
        let which = if which.is_empty() { SealingSelector::Newest } else { SealingSelector::parse(which).unwrap() };
        let found = round_point(&log.state, log, "r", which, log.state.head());
        found.map(|point| (point.position, point.sealing.map(|sealing| sealing.version))).map_err(|e| e.to_string())
    };
    assert_eq!(point(&log, ""), Ok((3, None)), "open: as of now");
    assert_eq!(point(&log, "college"), Err("ronde r heeft geen vaststelling college".to_owned()));
    log.seal("r", "college").unwrap();
    log.seal("r", "raad").unwrap();
    assert_eq!(point(&log, ""), Ok((4, Some(2))));
    assert_eq!(point(&log, "college"), Ok((3, Some(1))));
    assert_eq!(point(&log, "1"), Ok((3, Some(1))));
    assert_eq!(point(&log, "3"), Err("ronde r heeft geen vaststelling 3".to_owned()));
    log.add("ronde.heropend", "ronde/r", "2019-07-01", json!({ "reden": "fout" }));
    assert_eq!(point(&log, ""), Ok((6, None)), "a reopened round is open");
    assert_eq!(point(&log, "raad"), Ok((4, Some(2))));
    for wrong in ["0", "-1", "+2", "0000000001", "burgemeester", "", "1 ", "99999999999"] {
        assert_eq!(SealingSelector::parse(wrong), None, "{wrong:?}");
    }
    assert!(round_point(&log.state, &log, "x", SealingSelector::Newest, 6).is_err());
    assert!(sealings(&log.state, &log, "r", 4).unwrap().len() == 1, "as known then");
}

#[test]
fn a_report_of_a_round_is_named_with_or_without_the_word_round() {
    for (name, which) in [
        ("2021-vr2", SealingSelector::Newest),
        ("ronde:2021-vr2", SealingSelector::Newest),
        ("ronde:2021-vr2/college", SealingSelector::Body(Body::Executive)),
        ("2021-vr2/2", SealingSelector::Version(2)),
    ] {
        assert_eq!(parse_round_name(name), Ok(("2021-vr2", which)), "{name}");
    }
    assert_eq!(parse_round_name("ronde:"), Err(RoundNameError::Round));
    assert_eq!(parse_round_name("2021-vr2/"), Err(RoundNameError::Selector));
}

#[test]
fn a_round_lists_its_sealings_and_says_which_fixed_the_same_report() {
    let mut log = begun();
    let first = log.seal("r", "college").unwrap();
    // The council seals the report of the executive: the same digest, and the same position.
    let mut same = Value::Object(log.records[first as usize - 1].data.clone());
    for (key, value) in [("orgaan", json!("raad")), ("versie", json!(2)), ("reden", json!("versie 2"))] {
        same[key] = value;
    }
    log.add("ronde.vastgesteld", "ronde/r", "2020-06-01", same);
    log.add("ronde.heropend", "ronde/r", "2019-07-01", json!({ "reden": "fout" }));
    log.add("toelichting.vastgelegd", "onderdeel/9", "2019-06-01", json!({ "tekst": "Later", "ronde": "r" }));
    log.seal("r", "raad").unwrap();
    let at = AsOf { day: Day::parse("2020-12-31").unwrap(), position: log.state.head() };
    let round = find(&log.state, &log, SubjectKind::Round, "r", at).unwrap().unwrap();
    let listed = round["vaststellingen"].as_array().unwrap().iter();
    let listed: Vec<Value> =
        listed.map(|one| json!([one["versie"], one["orgaan"], one["gelijkAanVersie"], one["reden"]])).collect();
    let wanted = [
        json!([1, "college", null, "versie 1"]),
        json!([2, "raad", 1, "versie 2"]),
        json!([3, "raad", null, "versie 3"]),
    ];
    assert_eq!(listed, wanted);
    let equal: Vec<Option<u32>> = all(&log).iter().map(|sealing| equal_version(&log.state, sealing)).collect();
    assert_eq!(equal, [None, Some(1), None]);
}

#[test]
fn the_sealings_that_showed_an_event_are_told_and_the_first_by_the_council() {
    let mut log = begun();
    log.seal("r", "college").unwrap();
    log.seal("r", "raad").unwrap();
    log.add("ronde.heropend", "ronde/r", "2019-07-01", json!({ "reden": "fout" }));
    let note = event("toelichting.vastgelegd", "onderdeel/9", "2019-06-01", json!({ "tekst": "Later", "ronde": "r" }));
    let later = log.push(&note);
    let light = log.add("stoplicht.gezet", "onderdeel/9", "2019-12-01", json!({ "kleur": "rood" }));
    let opened = json!({ "naam": "Nacht", "soort": "wijkteam", "onderdeel": "9" });
    log.add("voorziening.geopend", "voorziening/nacht", "2019-01-01", opened);
    let closed = log.add("voorziening.gesloten", "voorziening/nacht", "2019-12-01", json!({}));
    log.seal("r", "raad").unwrap();
    let sealed: Vec<SealedPositions> = all(&log)
        .into_iter()
        .map(|sealing| {
            let answer = log.try_report(&sealing.request().unwrap()).unwrap();
            let report: Value = serde_json::from_slice(&answer.canonical).unwrap();
            SealedPositions { positions: NamedPositions::of(&report).into(), sealing }
        })
        .collect();
    let versions = |position| {
        let told = ReportedIn::of(&sealed, position, log.state.at(position).map(|(_, row)| row.kind));
        let all: Vec<u64> = told.all.as_array().unwrap().iter().map(|one| one["versie"].as_u64().unwrap()).collect();
        (all, told.first_to_council["versie"].as_u64())
    };
    assert_eq!(versions(3), (vec![1, 2, 3], Some(2)));
    assert_eq!(versions(later), (vec![3], Some(3)));
    assert_eq!(versions(4), (vec![], None), "a sealing is in no report");
    assert_eq!(versions(light), (vec![3], None), "the report says that a light is to come, and not its colour");
    assert_eq!(versions(closed), (vec![3], Some(3)), "that something closes is told when it is announced");
    let announced = |position| ReportedIn::of(&sealed, position, None).all[0]["aangekondigd"] == true;
    assert!(announced(light) && announced(closed) && !announced(later));
}

#[test]
fn a_text_that_is_gone_without_an_event_is_an_alarm_also_beside_one_that_was_erased() {
    let sealed = || {
        let mut log = begun();
        let second = json!({ "tekst": "Piet Pietersen ook", "ronde": "r" });
        let second = log.add("toelichting.vastgelegd", "onderdeel/9", "2019-06-01", second);
        log.seal("r", "college").unwrap();
        (log, second)
    };
    let (mut log, second) = sealed();
    let first = second - 1;
    log.erase(first);
    let sealing = all(&log).remove(0);
    assert!(matches!(verdict(&log, &sealing), SealingVerdict::HoldsButErased { .. }));
    let (mut twin, _) = sealed();
    twin.erase(second);
    log.records[second as usize - 1] = twin.records[second as usize - 1].clone();
    assert!(matches!(verdict(&log, &sealing), SealingVerdict::Differs { .. }), "nobody erased the second");
}
