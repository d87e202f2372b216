//! Tests of references: the target is recorded by an event that counts, on any day; the refusal names the field.

use serde_json::{Value, json};

use crate::testkit::{TestLog, correcting, event, samples, withdrawing};

fn node(day: &str) -> Value {
    event("onderdeel.opgenomen", "onderdeel/9A", day, json!({ "niveau": "beleidsterrein", "titel": "Opvang" }))
}

fn facility() -> Value {
    event(
        "voorziening.geopend",
        "voorziening/a",
        "2019-01-01",
        json!({ "naam": "A", "soort": "overig", "onderdeel": "9A" }),
    )
}

#[test]
fn a_reference_is_recorded_by_an_event_that_counts_at_whatever_date() {
    let mut log = TestLog::new();
    let refused = log.judge(&facility()).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("verwijzing-onbekend", Some("gegevens.onderdeel")));
    assert!(refused.to_string().contains("onderdeel/9A"), "{refused}");
    let recorded = log.take(&node("2022-01-01"));
    assert_eq!(log.code(&facility()), "aangenomen");
    log.take(&withdrawing(recorded));
    assert_eq!(log.code(&facility()), "verwijzing-onbekend");
    assert_eq!(log.request(&[node("2019-01-01"), facility()]), Ok(()), "what comes before it in the request counts");
}

#[test]
fn every_field_that_points_at_something_is_checked() {
    let mut log = TestLog::new();
    for sample in &samples()[..33] {
        log.take(sample);
    }
    let case = |field: &str, value: Value| {
        event("dossier.gewijzigd", "dossier/wachtlijst", "2021-01-01", json!({ field: value }))
    };
    let note = |field: &str, value: Value| {
        event("toelichting.vastgelegd", "onderdeel/9A", "2021-01-01", json!({ "tekst": "T", field: value }))
    };
    let money = |field: &str, value: Value| {
        event("bijstelling.gewijzigd", "bijstelling/meevaller", "2021-07-01", json!({ field: value }))
    };
    let tree = |field: &str, value: Value| {
        event("onderdeel.gewijzigd", "onderdeel/9A1.1", "2021-01-01", json!({ field: value }))
    };
    let paper = |field: &str, value: Value| {
        event("besluit.gewijzigd", "besluit/bw-21.0017", "2021-07-01", json!({ field: value }))
    };
    let reopened = |field: &str, value: Value| {
        event("voorziening.heropend", "voorziening/gebouw-c", "2019-05-01", json!({ field: value }))
    };
    let refused = [
        (tree("bovenliggend", json!("x")), "bovenliggend"),
        (tree("voortzettingVan", json!(["9A1", "x"])), "voortzettingVan[1]"),
        (event("onderdeel.vervallen", "onderdeel/9A1.1", "2022-01-01", json!({ "opvolgers": ["x"] })), "opvolgers[0]"),
        (case("onderdeel", json!("x")), "onderdeel"),
        (
            case("verwijzingen", json!([{ "soort": "zaak", "id": "Z-1" }, { "soort": "besluit", "id": "x" }])),
            "verwijzingen[1].id",
        ),
        (case("verwijzingen", json!([{ "soort": "dossier", "id": "a:b/c" }])), "verwijzingen[0].id"),
        (note("ronde", json!("x")), "ronde"),
        (note("dossiers", json!(["wachtlijst", "x"])), "dossiers[1]"),
        (note("vervolgOp", json!("01682753-5800-72a4-b205-ffffffffffff")), "vervolgOp"),
        (note("vervolgOp", json!("01682753-5800-72a4-b205-000000000001")), "vervolgOp"),
        (money("dossier", json!("x")), "dossier"),
        (money("besluit", json!("x")), "besluit"),
        (money("dekt", json!("x")), "dekt"),
        (money("realiseert", json!("x")), "realiseert"),
        (paper("betreft", json!(["dossier/wachtlijst", "dossier/x"])), "betreft[1]"),
        (paper("betreft", json!(["gebeurtenis/01682753-5800-72a4-b205-ffffffffffff"])), "betreft[0]"),
        (paper("voorbehoud", json!({ "tekst": "T", "vervuldDoor": "x" })), "voorbehoud.vervuldDoor"),
        (reopened("besluit", json!("x")), "besluit"),
        (reopened("vervangenDoor", json!("x")), "vervangenDoor"),
    ];
    for (event, field) in refused {
        let refused = log.judge(&event).expect_err(field);
        assert_eq!((refused.code(), refused.field()), ("verwijzing-onbekend", Some(&*format!("gegevens.{field}"))));
    }
    let itself = reopened("vervangenDoor", json!("gebouw-c"));
    assert_eq!(log.code(&itself), "kringverwijzing");
    let this = paper("betreft", json!(["gebeurtenis/01682753-5800-72a4-b205-000000000001", "ronde/2021-vr1"]));
    assert_eq!(log.code(&this), "aangenomen");
    assert_eq!(log.code(&paper("voorbehoud", json!({ "tekst": "T", "vervuldDoor": "bw-21.0017" }))), "aangenomen");
}

#[test]
fn a_note_does_not_go_on_from_the_note_it_corrects() {
    let note = |after: Option<String>| {
        event("toelichting.vastgelegd", "onderdeel/9A", "2021-01-01", json!({ "tekst": "T", "vervolgOp": after }))
    };
    let mut log = TestLog::of(&[node("2019-01-01")]);
    let first = log.take(&note(None));
    assert_eq!(log.code(&note(Some(first.to_string()))), "aangenomen");
    assert_eq!(log.code(&correcting(first, note(Some(first.to_string())))), "verwijzing-onbekend");
}
