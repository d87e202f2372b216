//! Tests that what was recorded after a sealing about a day that it covers is a finding.

use serde_json::json;

use super::{ask, found, log, message, none, one, request, subjects};
use crate::language::Language;

const LATE: &str = "na-vaststelling";

#[test]
fn a_late_note_is_a_finding_of_the_sealed_round_and_of_the_next() {
    let mut log = log();
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-01", json!({ "tekst": "Was.", "ronde": "vr1" }));
    log.seal("vr1", "raad").unwrap();
    assert_eq!(subjects(&log, "vr1", LATE), none());
    let late = log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-01", json!({ "tekst": "Opgelost." }));
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-02", json!({ "tekst": "Later." }));
    assert_eq!(subjects(&log, "vr1", LATE), one("onderdeel/9A1.1", &[late]));
    assert_eq!(subjects(&log, "vr2", LATE), one("onderdeel/9A1.1", &[late]), "told in the round after it");
    let told = "Prestatie 9A1.1 (Titel 9A1.1): na de vaststelling van ronde vr1 door de raad (versie 1) is nog vastgelegd, \
                over een dag die zij dekt: toelichting per 1 april 2019 (positie 9).";
    assert_eq!(message(&log, "vr1", LATE), told);
    // As the sealing fixed it, with late events up to the given end of the log.
    let mut sealed = request(&log, "vr1");
    (sealed.version, sealed.position) = (Some(1), 7);
    assert_eq!(ask(&log, &sealed).unwrap().counts.get(LATE), Some(&1));
    sealed.head = late - 1;
    assert_eq!(ask(&log, &sealed).unwrap().counts.get(LATE), None);
}

#[test]
fn an_amount_that_is_told_again_is_no_finding_of_what_was_sealed() {
    let mut log = log();
    let amount = json!({ "omschrijving": "tekort", "bedragInCenten": 100, "soort": "tekort", "effect": "nadeel",
        "stand": "prognose", "begrotingsjaar": 2019, "onderdeel": "9A1.1" });
    log.add("bijstelling.vastgelegd", "bijstelling/t", "2019-02-01", amount);
    log.seal("vr2", "raad").unwrap();
    log.add("bijstelling.opnieuw-gemeld", "bijstelling/t", "2019-04-01", json!({ "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr2", LATE), none());
}

#[test]
fn a_correction_and_a_withdrawal_are_findings_and_a_review_and_an_erasure_are_none() {
    let mut log = log();
    let mut draft = crate::tests::kit::event(
        "toelichting.vastgelegd",
        "onderdeel/9A1.1",
        "2019-04-01",
        json!({ "tekst": "Concept.", "ronde": "vr1" }),
    );
    draft["herkomst"] = json!({ "document": "d", "oordeel": "nakijken" });
    let draft = log.push(&draft);
    let light = log.add("stoplicht.gezet", "onderdeel/9A1.1", "2019-04-01", json!({ "kleur": "rood", "ronde": "vr1" }));
    log.seal("vr1", "raad").unwrap();
    let reviewed = log.correct(draft, "2019-04-01", json!({ "tekst": "Concept.", "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr1", LATE), none(), "who only looked at it said nothing new");
    let moved = log.correct(light, "2019-05-01", json!({ "kleur": "rood", "ronde": "vr1" }));
    assert_eq!(subjects(&log, "vr1", LATE), one("onderdeel/9A1.1", &[moved]), "moved out of the sealed time");
    let withdrawn = log.withdraw(reviewed);
    assert_eq!(subjects(&log, "vr1", LATE), one("onderdeel/9A1.1", &[moved, withdrawn]));
    log.erase(draft);
    assert_eq!(subjects(&log, "vr1", LATE).len(), 1);
}

#[test]
fn findings_are_said_in_either_language() {
    let mut log = log();
    log.seal("vr1", "college").unwrap();
    log.add("onderdeel.gewijzigd", "onderdeel/9A1.1", "2019-02-01", json!({ "titel": "Anders" }));
    let told = ask(&log, &request(&log, "vr1")).unwrap().in_language(Language::English);
    let late = told.findings.iter().find(|finding| finding.code.name() == LATE).unwrap();
    let english = "Output 9A1.1 (Anders): after round vr1 was sealed by the executive (version 1), this was recorded about a day \
                   that the sealing covers: changed on 1 February 2019 (position 8).";
    assert_eq!(late.message.to_string(), english);
    assert!(found(&log, "vr1", LATE)[0].message.to_string().starts_with("Prestatie 9A1.1"));
}
