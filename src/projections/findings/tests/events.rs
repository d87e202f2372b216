//! Tests of findings about drafts, corrections without a reason, and contradictions in the order of days.

use serde_json::{Value, json};

use super::{case, found, log, message, none, one, subjects};
use crate::tests::kit::{TestLog, event};

const DRAFT: &str = "concept-niet-nagekeken";
const NO_REASON: &str = "herstel-zonder-reden";
const ODD: &str = "stand-ongerijmd";

fn facility(log: &mut TestLog, day: &str) -> u64 {
    let data = json!({ "naam": "Gebouw C", "soort": "wijkteam", "onderdeel": "9A1", "capaciteit": 15 });
    log.add("voorziening.geopend", "voorziening/c", day, data)
}

fn draft(mut event: Value) -> Value {
    event["herkomst"] = json!({ "document": "pagina", "oordeel": "nakijken" });
    event
}

fn correcting(log: &TestLog, position: u64, mut event: Value) -> Value {
    event["herstelt"] = log.records[position as usize - 1].id.to_string().into();
    event
}

#[test]
fn a_draft_is_told_until_it_is_reviewed_and_a_review_needs_no_reason() {
    let mut log = log();
    let data = json!({ "tekst": "Gelezen.", "ronde": "vr1" });
    let note = event("toelichting.vastgelegd", "onderdeel/9A1", "2019-03-01", data);
    let at = log.push(&draft(note.clone()));
    assert_eq!(subjects(&log, "vr1", DRAFT), one("onderdeel/9A1", &[at]));
    assert_eq!(message(&log, "vr1", DRAFT), "Doel 9A1 (Titel 9A1): een concept is nog niet nagekeken.");
    let reviewed = correcting(&log, at, note.clone());
    log.push(&reviewed);
    assert_eq!(subjects(&log, "vr1", DRAFT), none());
    assert_eq!(subjects(&log, "vr1", NO_REASON), none());
    // A second correction of the same event, when there is nothing to review, needs a reason.
    let again = correcting(&log, at + 1, note);
    let again = log.push(&again);
    assert_eq!(subjects(&log, "vr1", NO_REASON), one("onderdeel/9A1", &[at + 1, again]));
}

#[test]
fn a_draft_of_a_note_that_is_not_shown_is_not_told() {
    let mut log = log();
    let data = json!({ "tekst": "Gelezen.", "ronde": "vr1" });
    log.push(&draft(event("toelichting.vastgelegd", "onderdeel/9A1", "2019-03-01", data)));
    log.add("toelichting.vastgelegd", "onderdeel/9A1", "2019-09-01", json!({ "tekst": "Nieuw.", "ronde": "vr2" }));
    assert_eq!(found(&log, "vr1", DRAFT).len(), 1);
    assert_eq!(found(&log, "vr2", DRAFT).len(), 0);
}

#[test]
fn a_correction_says_why_or_is_told() {
    let mut log = log();
    let opened = facility(&mut log, "2019-01-01");
    let data = json!({ "naam": "Gebouw C", "soort": "wijkteam", "onderdeel": "9A1", "capaciteit": 20 });
    let corrected = correcting(&log, opened, event("voorziening.geopend", "voorziening/c", "2019-01-01", data));
    let at = log.push(&corrected);
    assert_eq!(subjects(&log, "vr1", NO_REASON), one("voorziening/c", &[opened, at]));
    let told = format!("Voorziening \"Gebouw C\": positie {at} herstelt positie {opened} en zegt niet waarom.");
    assert_eq!(message(&log, "vr1", NO_REASON), told);
    let mut explained = correcting(&log, at, corrected);
    explained["toelichtingWijziging"] = "Geteld.".into();
    log.push(&explained);
    assert_eq!(subjects(&log, "vr1", NO_REASON), none(), "what was corrected again no longer counts");
}

#[test]
fn a_late_closing_before_another_leaves_the_second_one_odd() {
    let mut log = log();
    facility(&mut log, "2019-01-01");
    let closed = log.add("voorziening.gesloten", "voorziening/c", "2019-03-01", json!({}));
    assert_eq!(subjects(&log, "vr1", ODD), none());
    let late = log.add("voorziening.gesloten", "voorziening/c", "2019-02-01", json!({}));
    assert_eq!(subjects(&log, "vr1", ODD), one("voorziening/c", &[closed, late]));
    let told =
        "Voorziening \"Gebouw C\": gesloten per 1 maart 2019, terwijl dat al zo was (gesloten per 1 februari 2019).";
    assert_eq!(message(&log, "vr1", ODD), told);
    log.withdraw(late);
    assert_eq!(subjects(&log, "vr1", ODD), none());
}

#[test]
fn what_is_changed_after_it_ended_or_before_it_began_is_odd() {
    let mut log = log();
    facility(&mut log, "2019-01-15");
    log.add("voorziening.capaciteit-gewijzigd", "voorziening/c", "2019-02-01", json!({ "capaciteit": 3 }));
    assert_eq!(subjects(&log, "vr1", ODD), none());
    log.add("voorziening.gesloten", "voorziening/c", "2019-01-20", json!({}));
    let told = "Voorziening \"Gebouw C\": capaciteit-gewijzigd per 1 februari 2019, terwijl het toen al was beëindigd \
                (gesloten per 20 januari 2019).";
    assert_eq!(message(&log, "vr1", ODD), told);

    let mut log = super::log();
    case(&mut log, "a", "2019-02-01");
    log.add("dossier.gesloten", "dossier/a", "2019-03-01", json!({ "uitkomst": "klaar" }));
    assert_eq!(subjects(&log, "vr1", ODD), none());
    log.add("dossier.heropend", "dossier/a", "2019-01-02", json!({ "reden": "toch" }));
    assert!(
        message(&log, "vr1", ODD).ends_with("heropend per 2 januari 2019, eerder dan geopend per 1 februari 2019.")
    );
}

#[test]
fn what_no_event_introduces_any_more_is_odd() {
    let mut log = log();
    let opened = facility(&mut log, "2019-01-01");
    let kept = log.add("voorziening.capaciteit-gewijzigd", "voorziening/c", "2019-02-01", json!({ "capaciteit": 3 }));
    log.withdraw(opened);
    assert_eq!(subjects(&log, "vr1", ODD), one("voorziening/c", &[kept]));
    let told = "Voorziening \"c\": de vastlegging zelf is ingetrokken, de rest telt nog mee.";
    assert_eq!(message(&log, "vr1", ODD), told);
}

#[test]
fn what_arrives_in_another_order_than_it_happened_is_odd_only_by_its_day() {
    let planned = |log: &mut TestLog, day: &str| {
        let data = json!({ "omschrijving": "Klaar", "onderdeel": "9A1", "per": "2019-12-01" });
        log.add("mijlpaal.gepland", "mijlpaal/m", day, data)
    };
    let met = |log: &mut TestLog, day: &str| log.add("mijlpaal.gehaald", "mijlpaal/m", day, json!({}));
    // Recorded first, with the later day: in the order of days nothing contradicts.
    let mut in_order = log();
    met(&mut in_order, "2019-03-01");
    planned(&mut in_order, "2019-02-01");
    assert_eq!(subjects(&in_order, "vr1", ODD), none());
    // With the earlier day: the milestone shows as planned, although it was recorded as met.
    let mut before = log();
    let (was_met, was_planned) = (met(&mut before, "2019-02-01"), planned(&mut before, "2019-03-01"));
    assert_eq!(subjects(&before, "vr1", ODD), one("mijlpaal/m", &[was_met, was_planned]));
    let told = "Mijlpaal \"Klaar\": gehaald per 1 februari 2019, eerder dan gepland per 1 maart 2019.";
    assert_eq!(message(&before, "vr1", ODD), told);
    // On the same day the event that was recorded later takes precedence.
    let mut tied = log();
    let (was_met, was_planned) = (met(&mut tied, "2019-03-01"), planned(&mut tied, "2019-03-01"));
    assert_eq!(subjects(&tied, "vr1", ODD), one("mijlpaal/m", &[was_met, was_planned]));
    let told =
        "Mijlpaal \"Klaar\": gehaald per 1 maart 2019, maar gepland op diezelfde dag is later vastgelegd en gaat voor.";
    assert_eq!(message(&tied, "vr1", ODD), told);
}
