//! The pages of a sealing with hostile texts, in every state.

use serde_json::{Value, json};

use super::*;
use crate::language::Language;
use crate::testkit::{HOSTILE, assert_sound, readers};

fn seen(drafts: &[u64]) -> Value {
    json!({ "ronde": "2020-vr2", "versie": 1, "positie": 308, "peildatum": "2020-09-01", "digest": HOSTILE, "orgaan": "college",
        "strekking": "aangeboden", "besluit": HOSTILE, "genomenOp": "2020-09-22", "reden": HOSTILE, "nietNagekeken": drafts,
        "signalenPerErnst": { "hoog": 1, "midden": 2, "laag": 0 }, "signalen": [{ "melding": HOSTILE }], "woorden": [HOSTILE],
        "vorigeVaststelling": { "versie": 1, "orgaan": "raad", "strekking": "vastgesteld", "reden": HOSTILE, "positie": 3 } })
}

fn page(reader: Reader, seen: &Value, trouble: Option<&Trouble>, show: impl Fn(&SealPage<'_>) -> String) -> String {
    let mut typed = Typed::default();
    sealing_keys().for_each(|key| typed.set(key, HOSTILE));
    let errors = [FieldError::new(NUMBER_KEY, "x", message!("seal-two-decisions"))];
    let obstacles = [NOT_REVIEWED, OUT_OF_ORDER, "anders"];
    let obstacles = obstacles.map(|code| json!({ "veld": "reden", "code": code, "melding": HOSTILE }));
    let event = json!({ "type": "nl.peildatum.ronde.vastgesteld", "actor": { "naam": HOSTILE }, "positie": 3 });
    let meanwhile = [json!({ "positie": 3, "gebeurtenis": event, "wijzigingen": [] })];
    show(&SealPage {
        takes_past: true,
        reader,
        viewer: Viewer { name: HOSTILE, role: "beheren" },
        seen,
        is_reopened: true,
        typed: &typed,
        decisions: vec![Choice { value: "rv-1".to_owned(), told: HOSTILE.to_owned() }],
        errors: &errors,
        obstacles: &obstacles,
        trouble,
        meanwhile: &meanwhile,
        closed: None,
    })
}

#[test]
fn the_form_and_the_confirmation_are_sound_in_every_state_and_run_nothing() {
    let refused = Trouble::Refused(message!("seal-two-decisions"));
    let troubles = [None, Some(&Trouble::Wrong), Some(&Trouble::Moved), Some(&refused)];
    for reader in readers().into_iter().filter(|reader| !reader.has_file()) {
        for (trouble, drafts) in troubles.iter().flat_map(|trouble| [(*trouble, &[][..]), (*trouble, &[3, 4][..])]) {
            assert_sound(&page(reader, &seen(drafts), trouble, seal_form));
            assert_sound(&page(reader, &seen(drafts), trouble, seal_confirmation));
        }
        let sealed = json!({ "ronde": "2020-vr2", "versie": 1, "orgaan": "raad", "strekking": "vastgesteld", "reden": HOSTILE,
            "positie": 3, "positieVaststelling": 4, "geregistreerdOp": "2020-09-22T10:00:00Z" });
        let viewer = Viewer { name: HOSTILE, role: "beheren" };
        assert_sound(&sealed_page(&SealedPage { reader, viewer, sealed: &sealed, actor: HOSTILE, half_page: HOSTILE }));
    }
}

#[test]
fn a_service_that_can_not_record_says_so_and_has_no_form() {
    let why = message!("seal-two-decisions");
    let closed = page(Reader::at_service(Language::Dutch, false), &seen(&[]), None, |asked| {
        seal_form(&SealPage { closed: Some(&why), decisions: Vec::new(), ..*asked })
    });
    assert!(
        closed.contains("Er kan nu niets worden vastgelegd") && !closed.contains("<form class=\"record\""),
        "{closed}"
    );
}

#[test]
fn a_round_waits_for_a_body_until_the_council_sealed_it() {
    let round = |status: &str, bodies: &[&str]| {
        let sealed: Vec<Value> = bodies.iter().map(|body| json!({ "orgaan": body })).collect();
        waits_for_sealing(&json!({ "status": status, "vaststellingen": sealed }))
    };
    assert!(round("open", &[]) && round("vastgesteld", &["college"]) && round("heropend", &["college", "raad"]));
    assert!(!round("vastgesteld", &["college", "raad"]) && !round("gepubliceerd", &["raad"]));
}
