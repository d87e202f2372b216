//! Tests that what was recorded after a sealing about a day that it covers is marked wherever it shows, and nothing
//! else.

use serde_json::{Value, json};

use super::kit::{TestLog, request};
use crate::after_sealing::{EventOutline, Touch};
use crate::domain::event::EventType;
use crate::domain::time::Day;
use crate::report_in_version;

/// Returns a log with one subject of each kind, and the sealed round `vr2` (1 September 2021).
fn sealed() -> TestLog {
    let mut log = TestLog::default();
    let round =
        json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2021, "titel": "VR 2", "peildatum": "2021-09-01" });
    log.add("ronde.geopend", "ronde/vr2", "2021-09-01", round);
    let day = "2021-02-01";
    log.add("onderdeel.opgenomen", "onderdeel/9C1.1", day, json!({ "niveau": "prestatie", "titel": "Opvang" }));
    log.add("dossier.geopend", "dossier/w", day, json!({ "titel": "W", "soort": "wachtlijst", "onderdeel": "9C1.1" }));
    let facility = json!({ "naam": "C", "soort": "maatschappelijke-opvang", "onderdeel": "9C1.1" });
    log.add("voorziening.geopend", "voorziening/c", day, facility);
    let amount = json!({ "omschrijving": "tekort", "bedragInCenten": 100, "soort": "tekort", "effect": "nadeel",
        "stand": "prognose", "begrotingsjaar": 2021, "onderdeel": "9C1.1" });
    log.add("bijstelling.vastgelegd", "bijstelling/t", day, amount);
    let indicator = json!({ "naam": "I", "eenheid": "n", "richting": "neutraal", "onderdeel": "9C1.1" });
    log.add("indicator.opgenomen", "indicator/i", day, indicator);
    let milestone = json!({ "omschrijving": "M", "onderdeel": "9C1.1", "per": "2021-12-01" });
    log.add("mijlpaal.gepland", "mijlpaal/m", day, milestone);
    let decision = json!({ "soort": "motie", "kenmerk": "M", "titel": "M", "strekking": "vastgesteld" });
    log.add("besluit.genomen", "besluit/b", day, decision);
    log.add("toelichting.vastgelegd", "onderdeel/9C1.1", "2021-09-01", json!({ "tekst": "Was.", "ronde": "vr2" }));
    log.add("stoplicht.gezet", "onderdeel/9C1.1", "2021-09-01", json!({ "kleur": "rood", "ronde": "vr2" }));
    log.seal("vr2", "college").unwrap();
    log
}

fn report(log: &TestLog, on: &str) -> Value {
    let answer = report_in_version(2, &log.state, log, &request(on, log.state.head())).unwrap();
    serde_json::from_slice(&answer.canonical).unwrap()
}

/// Returns the position of every object that is marked.
fn marked(value: &Value) -> Vec<u64> {
    let mut found = Vec::new();
    match value {
        Value::Object(object) => {
            if object.contains_key("positie") && !object.contains_key("beschikbaarOp") {
                let sealings = object["naVaststelling"].as_array().expect("every object with a position has it");
                let name = json!({ "orgaan": "college", "ronde": "vr2", "versie": 1 });
                assert!(sealings.iter().all(|sealing| *sealing == name), "{sealings:?}");
                found.extend(object["positie"].as_u64().filter(|_| !sealings.is_empty()));
            }
            object.values().for_each(|part| found.extend(marked(part)));
        }
        Value::Array(parts) => parts.iter().for_each(|part| found.extend(marked(part))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found.sort_unstable();
    found
}

#[test]
fn what_the_sealing_saw_is_not_marked_and_what_holds_from_a_later_day_is_not() {
    let mut log = sealed();
    log.add("toelichting.vastgelegd", "onderdeel/9C1.1", "2021-09-02", json!({ "tekst": "Nieuw." }));
    log.add("voorziening.gesloten", "voorziening/c", "2021-10-01", json!({}));
    for on in ["2021-09-01", "2021-09-02", "2021-10-01"] {
        assert_eq!(marked(&report(&log, on)), [0u64; 0], "{on}");
    }
}

#[test]
fn an_amount_that_an_older_round_tells_again_after_a_sealing_is_no_other() {
    let mut log = sealed();
    let older =
        json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2021, "titel": "VR 1", "peildatum": "2021-05-01" });
    log.add("ronde.geopend", "ronde/vr1", "2021-05-01", older);
    let told = log.add("bijstelling.opnieuw-gemeld", "bijstelling/t", "2021-05-01", json!({ "ronde": "vr1" }));
    assert_eq!(marked(&report(&log, "2021-09-01")), [0u64; 0]);
    log.withdraw(told);
    assert_eq!(marked(&report(&log, "2021-09-01")), [0u64; 0], "nor when that is taken back");
}

#[test]
fn whatever_comes_after_a_sealing_about_a_day_that_it_covers_is_marked_of_every_kind() {
    let late = [
        ("toelichting.vastgelegd", "onderdeel/9C1.1", json!({ "tekst": "Alles is inmiddels opgelost." })),
        ("stoplicht.gezet", "onderdeel/9C1.1", json!({ "kleur": "groen" })),
        ("toelichting.vastgelegd", "dossier/w", json!({ "tekst": "Weg." })),
        ("onderdeel.gewijzigd", "onderdeel/9C1.1", json!({ "titel": "Opvang en meer" })),
        ("dossier.gewijzigd", "dossier/w", json!({ "titel": "Wachtlijst" })),
        ("voorziening.gesloten", "voorziening/c", json!({ "reden": "laat gemeld" })),
        ("bijstelling.gewijzigd", "bijstelling/t", json!({ "bedragInCenten": 200 })),
        ("indicator.gemeten", "indicator/i", json!({ "periode": "2021", "waarde": "3", "status": "voorlopig" })),
        ("mijlpaal.gehaald", "mijlpaal/m", json!({})),
        ("besluit.gewijzigd", "besluit/b", json!({ "strekking": "verworpen" })),
    ];
    for (kind, subject, data) in late {
        let mut log = sealed();
        let position = log.add(kind, subject, "2021-09-01", data);
        assert_eq!(marked(&report(&log, "2021-09-01")), [position], "{kind} of {subject}");
        let announced = if subject.starts_with("besluit") { vec![] } else { vec![position] };
        assert_eq!(marked(&report(&log, "2021-08-31")), announced, "{kind} is announced the day before, and late");
        assert_eq!(marked(&report(&log, "2021-10-01")), [position], "{kind} is still late a month later");
    }
}

#[test]
fn a_correction_that_moves_an_event_out_of_a_sealed_time_is_marked() {
    let mut log = sealed();
    let facility = json!({ "naam": "C", "soort": "maatschappelijke-opvang", "onderdeel": "9C1.1" });
    let moved = log.correct(4, "2021-09-05", facility);
    assert_eq!(marked(&report(&log, "2021-09-05")), [moved]);
}

#[test]
fn what_takes_a_sealed_note_back_marks_the_element_it_hung_on() {
    let mut log = sealed();
    log.withdraw(9);
    let node = report(&log, "2021-09-01")["onderdelen"][0].clone();
    assert_eq!(node["toelichtingen"], json!([]));
    assert_eq!(node["naVaststelling"][0]["ronde"], "vr2");
    let mut log = sealed();
    log.erase(9);
    assert_eq!(marked(&report(&log, "2021-09-01")), [0u64; 0], "an erasure changes nothing that holds");
}

#[test]
fn each_sealing_is_named_that_did_not_see_it() {
    let mut log = sealed();
    log.add("toelichting.vastgelegd", "onderdeel/9C1.1", "2021-09-01", json!({ "tekst": "Tussen." }));
    log.seal("vr2", "raad").unwrap();
    log.add("toelichting.vastgelegd", "onderdeel/9C1.1", "2021-09-01", json!({ "tekst": "Erna." }));
    let report = report(&log, "2021-09-01");
    let notes = report["onderdelen"][0]["toelichtingen"].as_array().unwrap();
    let bodies = |note: &Value| -> Vec<String> {
        let all = note["naVaststelling"].as_array().unwrap().iter();
        all.map(|sealing| sealing["orgaan"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        notes.iter().map(bodies).collect::<Vec<_>>(),
        [vec![], vec!["college".to_owned()], vec!["college".into(), "raad".into()]]
    );
}

#[test]
fn a_report_of_the_first_shape_has_no_such_mark() {
    let mut log = sealed();
    log.add("toelichting.vastgelegd", "onderdeel/9C1.1", "2021-09-01", json!({ "tekst": "Laat." }));
    let answer = report_in_version(1, &log.state, &log, &request("2021-09-01", log.state.head())).unwrap();
    assert!(!String::from_utf8(answer.canonical).unwrap().contains("naVaststelling"));
}

#[test]
fn a_withdrawal_concerns_the_days_of_what_it_withdraws_before_it_is_recorded_too() {
    let log = sealed();
    let note = log.records.iter().find(|record| record.kind == EventType::NoteRecorded).unwrap();
    let (id, day) = (note.id.to_string(), Day::parse("2030-01-01").unwrap());
    let proposed = EventOutline { subject_id: &id, day, corrects: None };
    let touch = Touch::of_proposal(&log.state, log.state.head() + 1, EventType::EventWithdrawn, proposed).unwrap();
    assert_eq!(touch.first_day, Day::parse("2021-09-01").unwrap());
}
