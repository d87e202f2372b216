//! Tests that findings on an output consider its cases, and findings on a case the notes elsewhere that name it.

use serde_json::json;

use super::{case, log, message, none, one, open_round, subjects};
use crate::tests::kit::TestLog;

const NO_NOTE: &str = "prestatie-zonder-toelichting";
const UNSTEERED: &str = "stoplicht-zonder-bijsturing";

/// Returns a log whose output 9A1.1 has an orange light in `vr1`, and an open case `w`.
fn with_case() -> (TestLog, u64) {
    let mut log = log();
    case(&mut log, "w", "2019-01-10");
    log.add("dossier.gewijzigd", "dossier/w", "2019-01-11", json!({ "onderdeel": "9A1.1" }));
    let set = log.add("stoplicht.gezet", "onderdeel/9A1.1", "2019-04-01", json!({ "kleur": "oranje", "ronde": "vr1" }));
    (log, set)
}

fn steered(log: &mut TestLog, subject: &str, day: &str, more: serde_json::Value) -> u64 {
    let mut data = json!({ "tekst": "T", "oorzaak": "ziekte", "gevolg": "wachttijd", "bijsturing": "inhuur" });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("toelichting.vastgelegd", subject, day, data)
}

#[test]
fn the_light_of_an_output_is_steered_by_a_note_on_one_of_its_cases() {
    let (mut log, set) = with_case();
    assert_eq!(subjects(&log, "vr1", UNSTEERED), one("onderdeel/9A1.1", &[set]));
    let late = steered(&mut log, "dossier/w", "2019-03-01", json!({}));
    let found = subjects(&log, "vr1", UNSTEERED);
    assert_eq!(found, none(), "what the report shows of its case is beside it");
    log.withdraw(late);
    assert_eq!(subjects(&log, "vr1", UNSTEERED).len(), 1);
    steered(&mut log, "dossier/w", "2019-04-01", json!({ "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr1", UNSTEERED), none());
}

#[test]
fn the_light_of_an_output_is_not_steered_by_a_case_of_another() {
    let (mut log, _) = with_case();
    let data = json!({ "niveau": "prestatie", "titel": "Ander", "bovenliggend": "9A1" });
    log.add("onderdeel.opgenomen", "onderdeel/9A1.2", "2019-01-01", data);
    log.add("dossier.gewijzigd", "dossier/w", "2019-01-12", json!({ "onderdeel": "9A1.2" }));
    steered(&mut log, "dossier/w", "2019-04-01", json!({ "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr1", UNSTEERED).len(), 1);
    assert_eq!(subjects(&log, "vr1", NO_NOTE), one("onderdeel/9A1.1", &[4]));
}

#[test]
fn an_output_whose_case_has_a_note_of_this_round_has_one() {
    let (mut log, _) = with_case();
    assert_eq!(subjects(&log, "vr1", NO_NOTE).len(), 1);
    log.add("toelichting.vastgelegd", "dossier/w", "2019-04-01", json!({ "tekst": "Loopt.", "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr1", NO_NOTE), none());
    assert_eq!(subjects(&log, "vr2", NO_NOTE).len(), 1, "not for the next round");
    // The report of that round still shows the note, as carried over.
    let said = super::message(&log, "vr2", NO_NOTE);
    assert!(said.ends_with("nog geen toelichting; getoond wordt die van 1 april 2019."), "{said}");
}

#[test]
fn a_note_elsewhere_that_names_a_case_counts_for_it_and_for_its_output() {
    let (mut log, set) = with_case();
    let light = json!({ "kleur": "rood", "ronde": "vr1" });
    let other = log.add("stoplicht.gezet", "dossier/w", "2019-04-01", light);
    let found = subjects(&log, "vr1", UNSTEERED);
    assert_eq!(found, [("dossier/w".to_owned(), vec![other]), ("onderdeel/9A1.1".to_owned(), vec![set])]);
    steered(&mut log, "onderdeel/9A", "2019-04-01", json!({ "ronde": "vr1", "dossiers": ["w"] }));
    assert_eq!(subjects(&log, "vr1", UNSTEERED), none());
    assert_eq!(subjects(&log, "vr1", NO_NOTE), none());
}

#[test]
fn whether_a_case_is_quiet_is_judged_since_the_round_before_that_covers_its_programme() {
    let mut log = log();
    log.add("onderdeel.opgenomen", "onderdeel/7", "2019-01-01", json!({ "niveau": "programma", "titel": "Zeven" }));
    open_round(&mut log, "js", "jaarstukken", "2019-12-31");
    let note = |log: &mut TestLog, subject: &str, day: &str, round: &str| {
        log.add("toelichting.vastgelegd", subject, day, json!({ "tekst": "Stand.", "ronde": round }))
    };
    note(&mut log, "onderdeel/9A1.1", "2019-04-01", "vr1");
    case(&mut log, "w", "2019-01-01");
    log.add("dossier.gewijzigd", "dossier/w", "2019-06-01", json!({ "eigenaar": "Zorg" }));
    note(&mut log, "onderdeel/7", "2019-09-01", "vr2");
    note(&mut log, "onderdeel/9A1.1", "2019-12-31", "js");
    assert_eq!(subjects(&log, "vr2", "dossier-stil"), none(), "its programme is not reported: that is one finding");
    assert_eq!(subjects(&log, "js", "dossier-stil"), none(), "it changed after the last round on programme 9");
    note(&mut log, "onderdeel/9A1.1", "2019-09-01", "vr2");
    assert_eq!(subjects(&log, "js", "dossier-stil").len(), 1, "now the second round is on programme 9 as well");
    assert!(message(&log, "js", "dossier-stil").contains("2 september 2019"));
}

#[test]
fn a_case_of_a_programme_that_the_round_does_not_report_is_not_called_quiet() {
    let (mut log, _) = with_case();
    log.add("onderdeel.opgenomen", "onderdeel/7", "2019-01-01", json!({ "niveau": "programma", "titel": "Zeven" }));
    let note = |log: &mut TestLog, subject: &str, round: &str| {
        let day = if round == "vr1" { "2019-04-01" } else { "2019-09-01" };
        log.add("toelichting.vastgelegd", subject, day, json!({ "tekst": "Stand.", "ronde": round }));
    };
    note(&mut log, "onderdeel/9A1.1", "vr1");
    assert_eq!(subjects(&log, "vr2", "dossier-stil").len(), 1, "a round without a scope leaves out nothing");
    note(&mut log, "onderdeel/7", "vr2");
    assert_eq!(subjects(&log, "vr2", "dossier-stil"), none(), "nothing happened to it, and nobody was asked");
    assert_eq!(subjects(&log, "vr2", "programma-niet-gerapporteerd").len(), 1);
    note(&mut log, "onderdeel/9A1.1", "vr2");
    assert_eq!(subjects(&log, "vr2", "dossier-stil").len(), 1, "the page of its programme came, and does not name it");
}
