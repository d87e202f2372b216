//! Tests that fields that belong to a status are dropped with it, for every kind, while a report sealed in the first
//! version keeps them.

use serde_json::{Value, json};

use super::kit::{TestLog, request};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{AsOf, belongs_to_subject};
use crate::domain::time::Day;
use crate::{report_in_version, steps};

/// Returns a log with an output.
fn begun() -> TestLog {
    let mut log = TestLog::default();
    log.add(
        "onderdeel.opgenomen",
        "onderdeel/9C1.1",
        "2019-01-01",
        json!({ "niveau": "prestatie", "titel": "Opvang" }),
    );
    log
}

fn shown(log: &TestLog, version: u32, list: &str) -> Value {
    let mut request = request("2019-12-31", log.state.head());
    request.fiscal_year = Some(2019);
    let answer = report_in_version(version, &log.state, log, &request).unwrap();
    let report: Value = serde_json::from_slice(&answer.canonical).unwrap();
    report["onderdelen"][0][list][0].clone()
}

/// Returns the state after the last event of a subject, as `steps` reports it.
fn after(log: &TestLog, subject: &str) -> Value {
    let steps = steps(&log.state, log, subject, log.state.head()).unwrap();
    steps["gebeurtenissen"].as_array().unwrap().last().unwrap()["na"].clone()
}

fn facility() -> TestLog {
    let mut log = begun();
    let opened =
        json!({ "naam": "Gebouw C", "soort": "maatschappelijke-opvang", "onderdeel": "9C1.1", "capaciteit": 30 });
    log.add("voorziening.geopend", "voorziening/c", "2019-01-01", opened);
    log
}

#[test]
fn what_a_closing_said_is_gone_when_the_facility_is_open_again() {
    let mut log = facility();
    let closed = json!({ "reden": "verbouwing", "besluit": "b1", "vervangenDoor": "d" });
    log.add("voorziening.gesloten", "voorziening/c", "2019-04-01", closed);
    let closed = shown(&log, 2, "voorzieningen");
    assert_eq!((&closed["vervangenDoor"], &closed["besluit"]), (&json!("d"), &json!("b1")));
    log.add("voorziening.heropend", "voorziening/c", "2019-06-01", json!({}));
    let open = shown(&log, 2, "voorzieningen");
    for field in ["vervangenDoor", "besluit", "reden", "omvang"] {
        assert_eq!(open[field], Value::Null, "{field}");
        assert!(open["posities"].get(field).is_none(), "{field} has no position");
    }
    assert_eq!((&open["naam"], &open["capaciteit"]), (&json!("Gebouw C"), &json!(30)), "its own fields stay");
    let told = after(&log, "voorziening/c");
    assert!(["vervangenDoor", "besluit", "reden"].iter().all(|field| told.get(field).is_none()), "{told}");
    assert_eq!(shown(&log, 1, "voorzieningen")["vervangenDoor"], "d", "as the first shape said it");
}

#[test]
fn why_a_facility_is_restricted_is_said_until_it_is_not_whatever_else_is_said() {
    let mut log = facility();
    log.add("voorziening.beperkt", "voorziening/c", "2019-04-01", json!({ "reden": "krap", "omvang": "half" }));
    let places = json!({ "capaciteit": 12, "reden": "minder bedden" });
    log.add("voorziening.capaciteit-gewijzigd", "voorziening/c", "2019-05-01", places);
    let restricted = shown(&log, 2, "voorzieningen");
    assert_eq!((&restricted["reden"], &restricted["omvang"]), (&json!("krap"), &json!("half")));
    assert_eq!(restricted["capaciteit"], 12);
    log.add("voorziening.gesloten", "voorziening/c", "2019-06-01", json!({}));
    let closed = shown(&log, 2, "voorzieningen");
    assert_eq!((&closed["reden"], &closed["omvang"]), (&Value::Null, &Value::Null));
    assert!(after(&log, "voorziening/c").get("reden").is_none(), "why there were fewer places is no reason to close");
}

#[test]
fn the_outcome_of_a_case_is_gone_when_it_is_open_again() {
    let mut log = begun();
    let opened = json!({ "titel": "Wachtlijst", "soort": "wachtlijst", "onderdeel": "9C1.1" });
    log.add("dossier.geopend", "dossier/w", "2019-01-01", opened);
    log.add("dossier.gesloten", "dossier/w", "2019-04-01", json!({ "uitkomst": "weg", "reden": "klaar" }));
    assert_eq!(shown(&log, 2, "dossiers")["uitkomst"], "weg");
    log.add("dossier.heropend", "dossier/w", "2019-05-01", json!({ "reden": "terug" }));
    let open = shown(&log, 2, "dossiers");
    assert_eq!((&open["uitkomst"], &open["posities"]["uitkomst"]), (&Value::Null, &Value::Null));
    let told = after(&log, "dossier/w");
    assert_eq!((told.get("uitkomst"), &told["reden"]), (None, &json!("terug")));
}

#[test]
fn the_reason_of_a_milestone_that_was_moved_is_gone_when_it_is_met() {
    let mut log = begun();
    let planned = json!({ "omschrijving": "Gunning", "onderdeel": "9C1.1", "per": "2019-06-01" });
    log.add("mijlpaal.gepland", "mijlpaal/m", "2019-01-01", planned);
    log.add("mijlpaal.verschoven", "mijlpaal/m", "2019-05-01", json!({ "per": "2019-09-01", "reden": "bezwaar" }));
    let moved = shown(&log, 2, "mijlpalen");
    assert_eq!((&moved["reden"], &moved["per"]), (&json!("bezwaar"), &json!("2019-09-01")));
    log.add("mijlpaal.gehaald", "mijlpaal/m", "2019-08-01", json!({ "resultaat": "gegund" }));
    let met = shown(&log, 2, "mijlpalen");
    assert_eq!((&met["reden"], &met["resultaat"]), (&Value::Null, &json!("gegund")));
    assert_eq!(met["per"], "2019-09-01", "its day is its own");
    log.add("mijlpaal.vervallen", "mijlpaal/m", "2019-10-01", json!({ "reden": "teruggedraaid" }));
    let dropped = shown(&log, 2, "mijlpalen");
    assert_eq!((&dropped["reden"], &dropped["resultaat"]), (&json!("teruggedraaid"), &Value::Null));
    assert_eq!(shown(&log, 1, "mijlpalen")["resultaat"], "gegund", "as the first shape said it");
}

#[test]
fn what_a_sealing_said_of_a_round_is_gone_when_it_is_open_again() {
    let mut log = begun();
    let round = json!({ "soort": "jaarstukken", "begrotingsjaar": 2019, "titel": "J", "peildatum": "2019-12-31" });
    log.add("ronde.geopend", "ronde/j", "2019-12-31", round);
    log.seal("j", "college").unwrap();
    assert_eq!(after(&log, "ronde/j")["orgaan"], "college");
    log.add("ronde.heropend", "ronde/j", "2020-02-01", json!({ "reden": "fout in een bedrag" }));
    let told = after(&log, "ronde/j");
    assert_eq!((told.get("orgaan"), told.get("digest"), &told["reden"]), (None, None, &json!("fout in een bedrag")));
    assert_eq!(told["peildatum"], "2019-12-31");
}

/// Checks the rule for every type: fields of an event that changes a status, beyond the fields of its subject, are
/// dropped at the next change.
#[test]
fn nothing_that_was_said_with_a_status_outlives_it_for_any_type_of_event() {
    for kind in EventType::ALL.iter().filter(|kind| kind.sets_status() && !kind.introduces()) {
        let subject = kind.subject_kinds()[0];
        let said: Vec<Field> = kind.fields().into_iter().filter(|field| !belongs_to_subject(subject, *field)).collect();
        assert!(!said.is_empty(), "{} says nothing of its own", kind.name());
    }
    let own =
        |kind: EventType| kind.fields().into_iter().all(|field| belongs_to_subject(kind.subject_kinds()[0], field));
    for kind in EventType::ALL.iter().filter(|kind| kind.introduces() || kind.is_change()) {
        assert!(own(*kind), "{} sets fields of its subject alone", kind.name());
    }
    let mut log = facility();
    log.add("voorziening.gesloten", "voorziening/c", "2019-04-01", json!({ "reden": "dicht", "vervangenDoor": "d" }));
    let at = |position| AsOf { day: Day::parse("2019-12-31").unwrap(), position };
    let no = log.state.subject("voorziening/c").unwrap();
    assert!(log.state.fold(no, at(3)).settings.get(Field::ReplacedBy).is_some());
    log.withdraw(3);
    assert!(log.state.fold(no, at(4)).settings.get(Field::ReplacedBy).is_none(), "taken back with the closing");
}
