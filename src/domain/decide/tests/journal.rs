//! Tests of corrections, withdrawals and erasures: which events they may name.

use serde_json::{Value, json};

use crate::actor::Actor;
use crate::testkit::{TestLog, correcting, event, id, samples, withdrawing};
use crate::text::Slug;

fn node(code: &str) -> Value {
    let data = json!({ "niveau": "beleidsterrein", "titel": code });
    event("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data)
}

fn erasing(target: &str) -> Value {
    let data = json!({ "grondslag": "AVG artikel 17", "besluit": "B&W 22.0001" });
    event("gebeurtenis.gewist", &format!("gebeurtenis/{target}"), "2022-01-01", data)
}

#[test]
fn a_correction_has_the_type_and_the_subject_of_what_it_corrects() {
    let mut log = TestLog::of(&[node("9B")]);
    let first = log.take(&node("9A"));
    assert_eq!(log.code(&correcting(first, node("9A"))), "aangenomen");
    let refused = log.judge(&correcting(first, node("9B"))).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("anders-herstel", Some("herstelt")));
    let change = event("onderdeel.gewijzigd", "onderdeel/9A", "2019-01-01", json!({ "titel": "T" }));
    assert_eq!(log.code(&correcting(first, change)), "anders-herstel");
    assert_eq!(log.code(&correcting(id(99), node("9A"))), "gebeurtenis-onbekend");
}

#[test]
fn what_does_not_count_is_neither_corrected_nor_withdrawn() {
    let mut log = TestLog::new();
    let first = log.take(&node("9A"));
    let second = log.take(&correcting(first, node("9A")));
    let refused = log.judge(&withdrawing(first)).unwrap_err();
    assert_eq!((refused.code(), refused.positions()), ("gebeurtenis-telt-niet", vec![2]));
    assert_eq!(log.code(&correcting(first, node("9A"))), "gebeurtenis-telt-niet");
    let withdrawal = log.take(&withdrawing(second));
    let refused = log.judge(&withdrawing(second)).unwrap_err();
    assert_eq!((refused.code(), refused.positions()), ("gebeurtenis-telt-niet", vec![3]));
    assert_eq!(log.code(&withdrawing(first)), "aangenomen", "the first counts again");
    assert_eq!(log.code(&withdrawing(withdrawal)), "intrekking-ligt-vast");
    assert_eq!(log.code(&withdrawing(id(99))), "gebeurtenis-onbekend");
    let no_uuid = event("gebeurtenis.ingetrokken", "gebeurtenis/9A", "2022-01-01", json!({ "reden": "R" }));
    assert_eq!(log.code(&no_uuid), "gebeurtenis-onbekend");
}

#[test]
fn sealings_and_erasures_lie_fixed() {
    let mut log = TestLog::new();
    let (mut sealing, mut erasure) = (None, None);
    for sample in samples() {
        let recorded = log.force(&sample);
        match sample["type"].as_str() {
            Some("nl.peildatum.ronde.vastgesteld") => sealing = Some(recorded),
            Some("nl.peildatum.gebeurtenis.gewist") => erasure = Some(recorded),
            _ => {}
        }
    }
    let (sealing, erasure) = (sealing.unwrap(), erasure.unwrap());
    assert_eq!(log.code(&withdrawing(sealing)), "vaststelling-ligt-vast");
    assert_eq!(log.code(&withdrawing(erasure)), "wissing-ligt-vast");
    assert_eq!(log.code(&erasing(&erasure.to_string())), "wissing-ligt-vast");
    assert_eq!(log.code(&erasing(&sealing.to_string())), "aangenomen", "its reason goes, what it fixes stays");
}

#[test]
fn an_event_is_erased_once_also_when_it_no_longer_counts() {
    let mut log = TestLog::new();
    let first = log.take(&node("9A"));
    assert_eq!(log.code(&erasing(&id(99).to_string())), "gebeurtenis-onbekend");
    log.take(&withdrawing(first));
    log.take(&erasing(&first.to_string()));
    let refused = log.judge(&erasing(&first.to_string())).unwrap_err();
    assert_eq!((refused.code(), refused.positions()), ("al-gewist", vec![3]));
}

#[test]
fn only_an_administrator_erases() {
    let mut log = TestLog::new();
    let first = log.take(&node("9A"));
    log.actor = Actor::new("oidc:jan", None, Slug::parse("vastleggen").unwrap()).unwrap();
    let refused = log.judge(&erasing(&first.to_string())).unwrap_err();
    assert_eq!((refused.code(), refused.field(), refused.positions()), ("rol-niet-bevoegd", None, vec![]));
    assert!(refused.to_string().contains("beheren") && refused.to_string().contains("vastleggen"), "{refused}");
    // They do not learn whether the event exists, either.
    assert_eq!(log.code(&erasing(&id(99).to_string())), "rol-niet-bevoegd");
    assert_eq!(log.code(&withdrawing(first)), "aangenomen", "taking back is not erasing");
    log.actor = Actor::administrator("oidc:jan").unwrap();
    assert_eq!(log.code(&erasing(&first.to_string())), "aangenomen");
}
