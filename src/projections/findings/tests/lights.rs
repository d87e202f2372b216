//! Tests of findings about outputs without a note, lights, quiet cases and milestones.

use serde_json::{Value, json};

use super::{case, found, log, message, none, one, open_round, subjects};
use crate::tests::kit::TestLog;

const NO_NOTE: &str = "prestatie-zonder-toelichting";
const UNSTEERED: &str = "stoplicht-zonder-bijsturing";
const UNKNOWN: &str = "stoplicht-onbekend";
const QUIET: &str = "dossier-stil";
const PASSED: &str = "mijlpaal-verstreken";

fn note(log: &mut TestLog, subject: &str, day: &str, round: Option<&str>, more: Value) -> u64 {
    let mut data = json!({ "tekst": "Het loopt." });
    round.iter().for_each(|round| data["ronde"] = (*round).into());
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("toelichting.vastgelegd", subject, day, data)
}

fn light(log: &mut TestLog, subject: &str, day: &str, round: Option<&str>, colour: &str) -> u64 {
    let mut data = json!({ "kleur": colour });
    round.iter().for_each(|round| data["ronde"] = (*round).into());
    log.add("stoplicht.gezet", subject, day, data)
}

fn steered() -> Value {
    json!({ "oorzaak": "ziekte", "gevolg": "wachttijd", "bijsturing": "inhuur" })
}

#[test]
fn an_output_without_a_note_of_this_round_is_told_and_one_with_it_is_not() {
    let mut log = log();
    assert_eq!(subjects(&log, "vr1", NO_NOTE), one("onderdeel/9A1.1", &[4]));
    assert_eq!(message(&log, "vr1", NO_NOTE), "Prestatie 9A1.1 (Titel 9A1.1) heeft nog geen toelichting.");
    let written = note(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), json!({}));
    assert_eq!(subjects(&log, "vr1", NO_NOTE), none());
    // In the next round it is carried over, which the sentence mentions.
    assert_eq!(subjects(&log, "vr2", NO_NOTE), one("onderdeel/9A1.1", &[4, written]));
    assert!(message(&log, "vr2", NO_NOTE).ends_with("nog geen toelichting; getoond wordt die van 1 april 2019."));
    log.withdraw(written);
    assert_eq!(subjects(&log, "vr1", NO_NOTE), one("onderdeel/9A1.1", &[4]));
}

#[test]
fn a_note_on_a_code_that_passed_to_an_output_is_its_note() {
    let mut log = log();
    let data = json!({ "niveau": "prestatie", "titel": "Nieuw", "bovenliggend": "9A1" });
    log.add("onderdeel.opgenomen", "onderdeel/9A1.2", "2019-02-01", data);
    note(&mut log, "onderdeel/9A1.1", "2019-01-15", Some("vr1"), json!({}));
    log.add("onderdeel.vervallen", "onderdeel/9A1.1", "2019-02-01", json!({ "opvolgers": ["9A1.2"] }));
    assert_eq!(subjects(&log, "vr1", NO_NOTE), none(), "9A1.1 no longer stands, and its note passed to 9A1.2");
    assert_eq!(subjects(&log, "vr2", NO_NOTE).len(), 1);
}

#[test]
fn an_orange_or_red_light_asks_for_cause_consequence_and_steering_together() {
    for colour in ["oranje", "rood"] {
        let mut log = log();
        let set = light(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), colour);
        assert_eq!(subjects(&log, "vr1", UNSTEERED), one("onderdeel/9A1.1", &[set]));
        let half = json!({ "oorzaak": "ziekte", "bijsturing": "inhuur" });
        let half = note(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), half);
        assert_eq!(subjects(&log, "vr1", UNSTEERED), one("onderdeel/9A1.1", &[set, half]));
        // A note of an earlier round or of another day does not settle this light.
        note(&mut log, "onderdeel/9A1.1", "2019-03-01", None, steered());
        assert_eq!(subjects(&log, "vr1", UNSTEERED), one("onderdeel/9A1.1", &[set, half]));
        assert!(message(&log, "vr1", UNSTEERED).contains(&format!("staat op {colour}")));
        note(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), steered());
        assert_eq!(subjects(&log, "vr1", UNSTEERED), none());
        // Carried over together with its note, the light stays settled.
        assert_eq!(subjects(&log, "vr2", UNSTEERED), none());
    }
}

#[test]
fn green_needs_no_steering_and_a_light_without_a_round_asks_it_of_its_day() {
    let mut log = log();
    light(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), "groen");
    assert_eq!(subjects(&log, "vr1", UNSTEERED), none());
    let set = light(&mut log, "onderdeel/9A1", "2019-03-01", None, "rood");
    assert_eq!(subjects(&log, "vr1", UNSTEERED), one("onderdeel/9A1", &[set]));
    note(&mut log, "onderdeel/9A1", "2019-03-01", None, steered());
    assert_eq!(subjects(&log, "vr1", UNSTEERED), none());
}

#[test]
fn the_light_of_an_open_case_counts_and_that_of_a_closed_one_does_not() {
    let mut log = log();
    case(&mut log, "a", "2019-02-01");
    let set = light(&mut log, "dossier/a", "2019-04-01", Some("vr1"), "rood");
    assert_eq!(subjects(&log, "vr1", UNSTEERED), one("dossier/a", &[set]));
    log.add("dossier.gesloten", "dossier/a", "2019-03-01", json!({ "uitkomst": "klaar" }));
    assert_eq!(subjects(&log, "vr1", UNSTEERED), none());
}

#[test]
fn a_light_that_lost_its_colour_is_told_and_one_never_set_is_not() {
    let mut log = log();
    assert_eq!(subjects(&log, "vr1", UNKNOWN), none());
    let set = light(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), "onbekend");
    assert_eq!(subjects(&log, "vr1", UNKNOWN), one("onderdeel/9A1.1", &[set]));
    light(&mut log, "onderdeel/9A1.1", "2019-04-01", Some("vr1"), "groen");
    assert_eq!(subjects(&log, "vr1", UNKNOWN), none(), "the later of one group sets the colour");
}

#[test]
fn a_case_is_quiet_when_nothing_of_it_falls_in_the_window() {
    let mut log = log();
    let opened = case(&mut log, "a", "2019-02-01");
    assert_eq!(
        subjects(&log, "vr1", QUIET),
        none(),
        "opened in the window of the first round, which begins with the year"
    );
    assert_eq!(subjects(&log, "vr2", QUIET), one("dossier/a", &[opened]));
    let told = "Over dossier \"Dossier a\" is sinds 2 april 2019 niets vastgelegd; het laatste is van 1 februari 2019.";
    assert_eq!(message(&log, "vr2", QUIET), told);
    // The bounds: the reporting date of the previous round is not in the window, the day after it is.
    let on_bound = light(&mut log, "dossier/a", "2019-04-01", None, "groen");
    assert_eq!(subjects(&log, "vr2", QUIET), one("dossier/a", &[opened, on_bound]));
    let within = light(&mut log, "dossier/a", "2019-04-02", None, "groen");
    assert_eq!(subjects(&log, "vr2", QUIET), none());
    log.withdraw(within);
    light(&mut log, "dossier/a", "2019-09-02", None, "groen");
    assert_eq!(subjects(&log, "vr2", QUIET).len(), 1, "what holds after the reporting date is not heard yet");
}

#[test]
fn a_sign_of_life_may_come_from_what_belongs_to_a_case_from_a_note_elsewhere_or_from_the_round() {
    let facility = json!({ "naam": "V", "soort": "wijkteam", "dossier": "a" });
    let named = |log: &mut TestLog| note(log, "onderdeel/9A1", "2019-05-01", None, json!({ "dossiers": ["a"] }));
    let thing = |log: &mut TestLog| log.add("voorziening.geopend", "voorziening/v", "2019-05-01", facility.clone());
    let bound = |log: &mut TestLog| note(log, "dossier/a", "2019-03-01", Some("vr2"), json!({}));
    let closed =
        |log: &mut TestLog| log.add("dossier.gesloten", "dossier/a", "2019-03-01", json!({ "uitkomst": "klaar" }));
    let signs: [&dyn Fn(&mut TestLog) -> u64; 4] = [&named, &thing, &bound, &closed];
    for sign in signs {
        let mut log = log();
        case(&mut log, "a", "2019-02-01");
        assert_eq!(found(&log, "vr2", QUIET).len(), 1);
        sign(&mut log);
        assert_eq!(found(&log, "vr2", QUIET).len(), 0);
    }
}

#[test]
fn a_round_that_looks_ahead_does_not_begin_a_window() {
    let mut log = log();
    case(&mut log, "a", "2019-02-01");
    log.add("dossier.gewijzigd", "dossier/a", "2019-05-01", json!({ "titel": "B" }));
    open_round(&mut log, "kb", "kaderbrief", "2019-06-01");
    assert_eq!(subjects(&log, "vr2", QUIET), none());
    open_round(&mut log, "vr1b", "voortgangsrapportage", "2019-06-01");
    assert_eq!(subjects(&log, "vr2", QUIET).len(), 1);
}

#[test]
fn a_milestone_has_passed_when_the_last_day_it_may_be_lies_before_the_reporting_date() {
    // The reporting date is 1 September 2019.
    let cases = [
        ("2019-08-31", None, true),
        ("2019-09-01", None, false),
        ("2019-08-01", Some("maand"), true),
        ("2019-09-01", Some("maand"), false),
        ("2019-04-01", Some("kwartaal"), true),
        ("2019-07-01", Some("kwartaal"), false),
        ("2018-01-01", Some("jaar"), true),
        ("2019-01-01", Some("jaar"), false),
        ("2019-08-31", Some("uiterlijk"), true),
        ("2019-01-01", Some("onbekend"), false),
    ];
    for (due, precision, passed) in cases {
        let mut log = log();
        let mut data = json!({ "omschrijving": "Klaar", "onderdeel": "9A1", "per": due });
        precision.iter().for_each(|precision| data["nauwkeurigheid"] = (*precision).into());
        let planned = log.add("mijlpaal.gepland", "mijlpaal/m", "2019-01-01", data);
        let wanted = if passed { one("mijlpaal/m", &[planned]) } else { none() };
        assert_eq!(subjects(&log, "vr2", PASSED), wanted, "{due} {precision:?}");
    }
}

#[test]
fn a_light_that_is_carried_over_is_steered_by_a_note_of_this_round() {
    let mut log = log();
    let light = log.add("stoplicht.gezet", "onderdeel/9A1", "2019-04-01", json!({ "kleur": "rood", "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr2", UNSTEERED), one("onderdeel/9A1", &[light]));
    let said = json!({ "oorzaak": "Ziekte.", "gevolg": "Wachttijd.", "bijsturing": "Inhuur." });
    note(&mut log, "onderdeel/9A1", "2019-09-01", Some("vr2"), said);
    assert_eq!(subjects(&log, "vr2", UNSTEERED), none());
    assert_eq!(subjects(&log, "vr1", UNSTEERED).len(), 1, "in its own round nobody had said so");
}

#[test]
fn a_milestone_of_a_month_has_passed_when_the_month_is_over() {
    for (reporting_date, due, precision, passed) in [
        ("2019-03-15", "2019-03-01", "maand", false),
        ("2019-03-31", "2019-03-01", "maand", false),
        ("2019-04-01", "2019-03-01", "maand", true),
        ("2019-12-31", "2019-12-01", "maand", false),
        ("2020-01-01", "2019-12-01", "maand", true),
        ("2019-03-31", "2019-02-01", "kwartaal", false),
        ("2019-04-01", "2019-02-01", "kwartaal", true),
        ("2019-12-31", "2019-01-01", "jaar", false),
        ("2020-01-01", "2019-01-01", "jaar", true),
    ] {
        let mut log = log();
        open_round(&mut log, "r", "voortgangsrapportage", reporting_date);
        let data = json!({ "omschrijving": "Klaar", "onderdeel": "9A1", "per": due, "nauwkeurigheid": precision });
        let planned = log.add("mijlpaal.gepland", "mijlpaal/m", "2019-01-01", data);
        let wanted = if passed { one("mijlpaal/m", &[planned]) } else { none() };
        assert_eq!(subjects(&log, "r", PASSED), wanted, "{due} ({precision}) on {reporting_date}");
    }
}

#[test]
fn a_milestone_that_was_moved_met_or_dropped_has_not_passed() {
    let ends = [
        ("mijlpaal.verschoven", json!({ "per": "2019-12-01", "reden": "later" })),
        ("mijlpaal.gehaald", json!({})),
        ("mijlpaal.vervallen", json!({ "reden": "weg" })),
    ];
    for (kind, data) in ends {
        let mut log = log();
        let planned =
            json!({ "omschrijving": "Klaar", "onderdeel": "9A1", "per": "2019-05-01", "nauwkeurigheid": "maand" });
        log.add("mijlpaal.gepland", "mijlpaal/m", "2019-01-01", planned);
        let told = "Mijlpaal \"Klaar\" stond voor mei 2019 en is niet gehaald, verschoven of vervallen.";
        assert_eq!(message(&log, "vr2", PASSED), told);
        log.add(kind, "mijlpaal/m", "2019-06-01", data);
        assert_eq!(subjects(&log, "vr2", PASSED), none(), "{kind}");
    }
}
