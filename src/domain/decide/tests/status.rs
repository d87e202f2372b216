//! Tests of status: closing, reopening, dropping and meeting, judged on the event's own day; introductions.

use serde_json::{Value, json};

use crate::testkit::{TestLog, correcting, event, withdrawing};

const C: &str = "voorziening/gebouw-c";

fn node() -> Value {
    event("onderdeel.opgenomen", "onderdeel/9A", "2019-01-01", json!({ "niveau": "beleidsterrein", "titel": "Opvang" }))
}

fn opened(day: &str) -> Value {
    event("voorziening.geopend", C, day, json!({ "naam": "Gebouw C", "soort": "overig", "onderdeel": "9A" }))
}

fn closed(day: &str) -> Value {
    event("voorziening.gesloten", C, day, json!({}))
}

fn reopened(day: &str) -> Value {
    event("voorziening.heropend", C, day, json!({}))
}

fn restricted(day: &str) -> Value {
    event("voorziening.beperkt", C, day, json!({ "reden": "Verbouwing" }))
}

#[test]
fn closing_a_facility_that_is_closed_on_that_day_is_refused_with_place_and_advice() {
    let mut log = TestLog::of(&[node(), opened("2019-01-01"), closed("2019-04-01")]);
    let refused = log.judge(&closed("2019-05-01")).unwrap_err();
    assert_eq!(refused.code(), "voorziening-al-gesloten");
    assert_eq!(refused.positions(), [3]);
    let message = refused.to_string();
    assert!(message.contains("positie 3, ingangsdatum 1 april 2019") && message.contains("herstel"), "{message}");
    assert_eq!(log.code(&closed("2019-03-01")), "aangenomen", "on its own day it was open");
    assert_eq!(log.code(&closed("2018-12-31")), "aangenomen", "before its opening nothing is known");
    log.take(&reopened("2019-06-01"));
    assert_eq!(log.code(&closed("2019-06-01")), "aangenomen");
    assert_eq!(log.code(&closed("2019-05-31")), "voorziening-al-gesloten");
}

#[test]
fn reopening_is_refused_where_open_and_ends_a_restriction() {
    let mut log = TestLog::of(&[node(), opened("2019-01-01")]);
    assert_eq!(log.code(&reopened("2019-02-01")), "voorziening-al-open");
    log.take(&restricted("2019-02-01"));
    assert_eq!(log.code(&restricted("2019-02-02")), "aangenomen", "another reason or extent");
    log.take(&reopened("2019-03-01"));
    assert_eq!(log.code(&reopened("2019-03-01")), "voorziening-al-open");
    log.take(&closed("2019-04-01"));
    assert_eq!(log.code(&reopened("2019-05-01")), "aangenomen");
    assert_eq!(log.code(&restricted("2019-05-01")), "voorziening-gesloten");
}

#[test]
fn a_correction_is_judged_as_if_the_event_it_names_were_not_there() {
    let mut log = TestLog::of(&[node(), opened("2019-01-01")]);
    let first = log.take(&closed("2019-04-01"));
    let moved = log.take(&correcting(first, closed("2019-04-08")));
    log.take(&correcting(moved, closed("2019-04-09")));
    assert_eq!(log.code(&closed("2019-05-01")), "voorziening-al-gesloten", "the correction closes it as well");
}

#[test]
fn a_correction_that_keeps_its_day_changes_no_status_and_is_taken() {
    let mut log = TestLog::of(&[node(), opened("2019-01-01")]);
    let first = log.take(&closed("2019-04-01"));
    log.take(&reopened("2019-04-01"));
    log.take(&closed("2019-04-01"));
    assert_eq!(log.code(&correcting(first, closed("2019-04-01"))), "aangenomen");
    assert_eq!(log.code(&correcting(first, closed("2019-05-01"))), "voorziening-al-gesloten");
}

#[test]
fn a_withdrawn_closing_can_be_recorded_again() {
    let mut log = TestLog::of(&[node(), opened("2019-01-01")]);
    let closing = log.take(&closed("2019-04-01"));
    log.take(&withdrawing(closing));
    assert_eq!(log.code(&closed("2019-04-01")), "aangenomen");
    assert_eq!(log.code(&reopened("2019-05-01")), "voorziening-al-open");
}

#[test]
fn a_case_is_closed_when_open_and_reopened_when_closed() {
    let case = |kind: &str, day: &str, data: Value| event(kind, "dossier/a", day, data);
    let close = |day: &str| case("dossier.gesloten", day, json!({ "uitkomst": "Klaar" }));
    let reopen = |day: &str| case("dossier.heropend", day, json!({ "reden": "Toch niet" }));
    let open = case("dossier.geopend", "2019-01-01", json!({ "titel": "A", "soort": "overig", "onderdeel": "9A" }));
    let mut log = TestLog::of(&[node(), open.clone()]);
    assert_eq!(log.code(&open), "bestaat-al");
    assert_eq!(log.code(&reopen("2019-02-01")), "dossier-al-open");
    log.take(&close("2019-03-01"));
    assert_eq!(log.code(&close("2019-03-01")), "dossier-al-gesloten");
    assert_eq!(log.code(&close("2019-02-01")), "aangenomen");
    log.take(&reopen("2019-04-01"));
    assert_eq!(log.code(&reopen("2019-04-01")), "dossier-al-open");
}

#[test]
fn a_milestone_is_met_once_and_may_be_planned_again_after_it_was_dropped() {
    let milestone = |kind: &str, day: &str, data: Value| event(kind, "mijlpaal/a", day, data);
    let plan = |day: &str| milestone("mijlpaal.gepland", day, json!({ "omschrijving": "A", "onderdeel": "9A" }));
    let meet = |day: &str| milestone("mijlpaal.gehaald", day, json!({}));
    let dropped = |day: &str| milestone("mijlpaal.vervallen", day, json!({ "reden": "R" }));
    let mut log = TestLog::of(&[node(), plan("2019-01-01"), meet("2019-06-01")]);
    assert_eq!(log.code(&meet("2019-07-01")), "mijlpaal-al-gehaald");
    assert_eq!(log.code(&plan("2019-07-01")), "bestaat-al");
    log.take(&dropped("2019-08-01"));
    assert_eq!(log.code(&dropped("2019-08-01")), "mijlpaal-al-vervallen");
    log.take(&plan("2019-09-01"));
    assert_eq!(log.code(&meet("2019-10-01")), "aangenomen");
}

#[test]
fn what_has_ended_is_not_moved_changed_or_restricted_until_it_holds_again() {
    let milestone = |kind: &str, day: &str, data: Value| event(kind, "mijlpaal/a", day, data);
    let plan = |day: &str| milestone("mijlpaal.gepland", day, json!({ "omschrijving": "A", "onderdeel": "9A" }));
    let moved = |day: &str| milestone("mijlpaal.verschoven", day, json!({ "per": "2020-01-01", "reden": "R" }));
    let mut log = TestLog::of(&[node(), plan("2019-01-01"), moved("2019-02-01")]);
    log.take(&milestone("mijlpaal.vervallen", "2019-03-01", json!({ "reden": "R" })));
    let told = log.message_of(&moved("2019-04-01"));
    assert!(told.contains("peildatum record mijlpaal.gepland mijlpaal/a"), "{told}");
    assert_eq!(log.code(&moved("2019-02-15")), "aangenomen", "on that day it was still to come");
    log.take(&plan("2019-05-01"));
    log.take(&moved("2019-06-01"));
    log.take(&milestone("mijlpaal.gehaald", "2019-07-01", json!({})));
    assert_eq!(log.code(&moved("2019-08-01")), "mijlpaal-al-gehaald");

    let amount = |kind: &str, day: &str, data: Value| event(kind, "bijstelling/b", day, data);
    log.take(&amount(
        "bijstelling.vastgelegd",
        "2019-01-01",
        json!({ "omschrijving": "B", "onderdeel": "9A", "bedragInCenten": 100, "soort": "tekort", "effect": "nadeel", "stand": "prognose" }),
    ));
    log.take(&amount("bijstelling.vervallen", "2019-02-01", json!({ "reden": "R" })));
    let changed = amount("bijstelling.gewijzigd", "2019-03-01", json!({ "bedragInCenten": 200 }));
    assert_eq!(log.code(&changed), "bijstelling-al-vervallen");
    let told = log.message_of(&changed);
    assert!(told.contains("peildatum record bijstelling.vastgelegd bijstelling/b"), "{told}");

    log.take(&opened("2019-01-01"));
    log.take(&closed("2019-04-01"));
    let told = log.message_of(&restricted("2019-05-01"));
    assert!(told.contains("peildatum record voorziening.heropend"), "{told}");

    log.take(&event("onderdeel.vervallen", "onderdeel/9A", "2019-09-01", json!({ "opvolgers": [], "reden": "R" })));
    assert_eq!(
        log.code(&event("onderdeel.gewijzigd", "onderdeel/9A", "2019-10-01", json!({ "titel": "T" }))),
        "onderdeel-al-vervallen"
    );
}

#[test]
fn what_never_ceases_to_stand_is_recorded_once_on_whatever_day() {
    let indicator = |day: &str| {
        let data = json!({ "naam": "I", "eenheid": "stuks", "richting": "neutraal", "onderdeel": "9A" });
        event("indicator.opgenomen", "indicator/i", day, data)
    };
    let decision = |day: &str| {
        let data = json!({ "soort": "motie", "kenmerk": "Een motie", "titel": "M", "strekking": "vastgesteld" });
        event("besluit.genomen", "besluit/m", day, data)
    };
    let mut log = TestLog::of(&[node(), opened("2019-01-01"), decision("2019-01-01")]);
    let first = log.take(&indicator("2019-01-01"));
    for again in [opened("2018-01-01"), decision("2020-01-01"), indicator("2018-01-01")] {
        assert_eq!(log.code(&again), "bestaat-al", "{again}");
    }
    assert_eq!(log.code(&correcting(first, indicator("2018-01-01"))), "aangenomen");
    log.take(&withdrawing(first));
    assert_eq!(log.code(&indicator("2018-01-01")), "aangenomen");
}

#[test]
fn a_subject_that_was_never_recorded_is_refused_but_one_of_a_later_day_is_known() {
    let mut log = TestLog::of(&[node()]);
    let refused = log.judge(&closed("2019-04-01")).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("onderwerp-onbekend", Some("onderwerp")));
    let opening = log.take(&opened("2019-06-01"));
    assert_eq!(log.code(&closed("2019-04-01")), "aangenomen");
    log.take(&withdrawing(opening));
    assert_eq!(log.code(&closed("2019-04-01")), "onderwerp-onbekend");
}

#[test]
fn a_number_of_a_decision_keeps_the_form_of_the_kind_that_stands() {
    let number = |text: &str| event("besluit.gewijzigd", "besluit/b", "2019-06-01", json!({ "kenmerk": text }));
    let taken = |kind: &str, number: &str| {
        let data = json!({ "soort": kind, "kenmerk": number, "titel": "B", "strekking": "vastgesteld" });
        event("besluit.genomen", "besluit/b", "2019-01-01", data)
    };
    let log = TestLog::of(&[taken("collegebesluit", "B&W 19.0017")]);
    assert_eq!(log.code(&number("B&W 19.0018")), "aangenomen");
    let refused = log.judge(&number("negentien")).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("kenmerk-vorm", Some("gegevens.kenmerk")));
    let log = TestLog::of(&[taken("motie", "Vreemd aan de orde")]);
    assert_eq!(log.code(&number("negentien")), "aangenomen");
}
