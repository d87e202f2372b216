//! Tests of rounds: new events for a sealed round, reopening, publishing, and sealing itself.

use serde_json::{Value, json};

use crate::decide::decide_sealing;
use crate::event::{EventData, RoundSealed};
use crate::ids::{DecisionId, RoundId};
use crate::testkit::{TestLog, correcting, event, proposal, withdrawing};
use crate::time::Day;

const ROUND: &str = "ronde/vr1";

fn opened(id: &str, kind: &str) -> Value {
    let data = json!({ "soort": kind, "begrotingsjaar": 2021, "titel": "R", "peildatum": "2021-05-01" });
    event("ronde.geopend", &format!("ronde/{id}"), "2021-04-01", data)
}

fn note(round: Option<&str>) -> Value {
    event("toelichting.vastgelegd", "onderdeel/9A", "2021-05-01", json!({ "tekst": "T", "ronde": round }))
}

fn light(round: &str) -> Value {
    event("stoplicht.gezet", "onderdeel/9A", "2021-05-01", json!({ "kleur": "groen", "ronde": round }))
}

fn reopened() -> Value {
    event("ronde.heropend", ROUND, "2021-06-01", json!({ "reden": "Fout" }))
}

fn sealing(body: &str, version: u32, position: u32) -> Value {
    let digest = format!("sha256:{}", "a".repeat(64));
    event(
        "ronde.vastgesteld",
        ROUND,
        "2021-06-01",
        json!({ "orgaan": body, "strekking": "aangeboden", "versie": version,
        "peildatum": "2021-05-01", "positie": position, "wortel": format!("{}=", "A".repeat(43)), "digest": digest,
        "digestGeraamte": digest, "rapportageVersie": 1, "softwareVersie": "0.1.0" }),
    )
}

fn sealed(event: &Value) -> RoundSealed {
    match proposal(event).data {
        EventData::RoundSealed(sealed) => sealed,
        other => panic!("{other:?}"),
    }
}

/// Returns the code with which a sealing is refused, or `aangenomen`.
fn seal(log: &TestLog, sealing: &RoundSealed) -> &'static str {
    let round = RoundId::parse("vr1").unwrap();
    decide_sealing(&log.state, &round, sealing, &log.context).map_or_else(|r| r.code(), |()| "aangenomen")
}

/// A log with a node, two rounds, and a note for the first.
fn log() -> TestLog {
    let node = json!({ "niveau": "beleidsterrein", "titel": "Opvang" });
    TestLog::of(&[
        event("onderdeel.opgenomen", "onderdeel/9A", "2019-01-01", node),
        opened("vr1", "voortgangsrapportage"),
        opened("vr2", "voortgangsrapportage"),
        note(Some("vr1")),
    ])
}

#[test]
fn nothing_new_comes_into_a_sealed_round_until_it_is_reopened() {
    let mut log = log();
    assert_eq!(log.code(&light("vr1")), "aangenomen");
    log.force(&sealing("college", 1, 4));
    let refused = log.judge(&note(Some("vr1"))).unwrap_err();
    assert_eq!((refused.code(), refused.positions()), ("ronde-vastgesteld", vec![5]));
    assert!(refused.to_string().contains(ROUND), "{refused}");
    assert_eq!(log.code(&light("vr1")), "ronde-vastgesteld");
    assert_eq!(log.code(&note(Some("vr2"))), "aangenomen");
    assert_eq!(log.code(&note(None)), "aangenomen");
    log.take(&reopened());
    assert_eq!(log.code(&light("vr1")), "aangenomen");
}

#[test]
fn corrections_and_withdrawals_of_what_a_sealed_round_has_are_taken() {
    let mut log = log();
    let other = log.take(&note(Some("vr2")));
    let first = log.state.id_at(4).unwrap();
    log.force(&sealing("college", 1, 4));
    assert_eq!(log.code(&correcting(first, note(Some("vr1")))), "aangenomen");
    assert_eq!(log.code(&correcting(first, note(None))), "aangenomen");
    assert_eq!(log.code(&withdrawing(first)), "aangenomen");
    assert_eq!(log.code(&correcting(other, note(Some("vr1")))), "ronde-vastgesteld", "new to that round");
}

#[test]
fn a_sealing_is_made_by_the_service_and_a_round_is_reopened_when_sealed() {
    let mut log = log();
    assert_eq!(log.code(&sealing("college", 1, 4)), "vaststelling-alleen-via-dienst");
    assert_eq!(log.code(&reopened()), "ronde-niet-vastgesteld");
    log.force(&sealing("college", 1, 4));
    let reopening = log.take(&reopened());
    assert_eq!(log.code(&reopened()), "ronde-niet-vastgesteld");
    assert_eq!(log.code(&correcting(reopening, reopened())), "aangenomen");
    log.take(&withdrawing(reopening));
    assert_eq!(log.code(&note(Some("vr1"))), "ronde-vastgesteld");
    assert_eq!(log.code(&reopened()), "aangenomen");
}

#[test]
fn a_publication_names_a_sealing_that_is_there() {
    let published = |version: u32| {
        let data = json!({ "moment": "2021-06-02T09:00:00Z", "url": "https://voorbeeld.example", "versie": version, "weergaven": [] });
        event("ronde.gepubliceerd", ROUND, "2021-06-02", data)
    };
    let mut log = log();
    assert_eq!(log.code(&published(1)), "vaststelling-onbekend");
    log.force(&sealing("college", 1, 4));
    assert_eq!(log.code(&published(1)), "aangenomen");
    assert_eq!(log.code(&published(2)), "vaststelling-onbekend");
}

#[test]
fn each_body_seals_once_until_the_round_is_reopened() {
    let mut log = log();
    let first = sealing("college", 1, 4);
    assert_eq!(seal(&log, &sealed(&first)), "aangenomen");
    log.force(&first);
    assert_eq!(seal(&log, &sealed(&sealing("college", 2, 5))), "orgaan-stelde-al-vast");
    assert_eq!(seal(&log, &sealed(&sealing("raad", 1, 5))), "vaststelling-past-niet", "the version follows on");
    assert_eq!(
        seal(&log, &sealed(&sealing("raad", 1, 4))),
        "ronde-intussen-gewijzigd",
        "the other body sealed after this report was built: the service counts again"
    );
    assert_eq!(seal(&log, &sealed(&sealing("raad", 2, 5))), "aangenomen");
    log.take(&reopened());
    let mut again = sealed(&sealing("college", 2, 6));
    assert_eq!(seal(&log, &again), "reden-ontbreekt");
    again.reason = Some(crate::text::Text::parse("Bedrag hersteld").unwrap());
    assert_eq!(seal(&log, &again), "aangenomen");
}

#[test]
fn a_sealing_rests_on_a_decision_that_was_recorded() {
    let mut log = log();
    let mut first = sealed(&sealing("college", 1, 4));
    first.decision = Some(DecisionId::parse("bw-21.0001").unwrap());
    assert_eq!(seal(&log, &first), "verwijzing-onbekend");
    let data = json!({ "kenmerk": "B&W 21.0001", "soort": "collegebesluit", "titel": "T", "strekking": "vastgesteld" });
    log.take(&event("besluit.genomen", "besluit/bw-21.0001", "2021-06-01", data));
    assert_eq!(seal(&log, &first), "aangenomen");
}

#[test]
fn a_reporting_date_has_come_but_for_a_budget_and_a_framework_letter() {
    let mut log = log();
    let first = sealed(&sealing("college", 1, 4));
    log.context.today = Day::parse("2021-04-30").unwrap();
    assert_eq!(seal(&log, &first), "peildatum-in-toekomst");
    log.context.today = Day::parse("2021-05-01").unwrap();
    assert_eq!(seal(&log, &first), "aangenomen");
    log.take(&event("ronde.gewijzigd", ROUND, "2021-04-02", json!({ "soort": "programmabegroting" })));
    log.context.today = Day::parse("2020-10-01").unwrap();
    assert_eq!(seal(&log, &sealed(&sealing("college", 1, 5))), "aangenomen");
    log.take(&event("ronde.gewijzigd", ROUND, "2021-04-02", json!({ "peildatum": "2021-06-01" })));
    assert_eq!(seal(&log, &sealed(&sealing("college", 1, 6))), "vaststelling-past-niet");
}

#[test]
fn no_event_of_the_round_lies_between_the_report_and_its_sealing() {
    let mut log = log();
    let at = |position| sealed(&sealing("college", 1, position));
    log.take(&note(None));
    assert_eq!(seal(&log, &at(4)), "aangenomen", "what is not of the round may come between");
    let own = log.take(&light("vr1"));
    assert_eq!(seal(&log, &at(5)), "ronde-intussen-gewijzigd");
    assert_eq!(seal(&log, &at(6)), "aangenomen");
    log.take(&withdrawing(own));
    assert_eq!(seal(&log, &at(6)), "ronde-intussen-gewijzigd");
    let first = log.state.id_at(4).unwrap();
    log.take(&correcting(first, note(None)));
    assert_eq!(seal(&log, &at(7)), "ronde-intussen-gewijzigd", "a correction took a note out of it");
    assert_eq!(seal(&log, &at(8)), "aangenomen");
    assert_eq!(seal(&log, &at(9)), "vaststelling-past-niet");
    assert_eq!(seal(&log, &at(0)), "vaststelling-past-niet");
    let other = RoundId::parse("vr9").unwrap();
    assert_eq!(decide_sealing(&log.state, &other, &at(8), &log.context).unwrap_err().code(), "onderwerp-onbekend");
}
