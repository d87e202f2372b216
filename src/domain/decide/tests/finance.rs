//! Tests of amounts: cover and realisation within what is open, p.m., moving forecasts, and bounded sums.

use serde_json::{Value, json};

use crate::money::CENTS_MAX;
use crate::testkit::{TestLog, correcting, event, withdrawing};

fn amount(id: &str, data: Value) -> Value {
    let mut all =
        json!({ "onderdeel": "9A", "omschrijving": id, "soort": "overig", "effect": "nadeel", "stand": "prognose" });
    all.as_object_mut().unwrap().extend(data.as_object().unwrap().clone());
    event("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2021-05-01", all)
}

fn changed(id: &str, day: &str, data: Value) -> Value {
    event("bijstelling.gewijzigd", &format!("bijstelling/{id}"), day, data)
}

fn dropped(id: &str, day: &str) -> Value {
    event("bijstelling.vervallen", &format!("bijstelling/{id}"), day, json!({ "reden": "R" }))
}

/// A log with a shortfall of 100.
fn log() -> TestLog {
    let node = json!({ "niveau": "beleidsterrein", "titel": "Opvang" });
    TestLog::of(&[
        event("onderdeel.opgenomen", "onderdeel/9A", "2019-01-01", node),
        amount("tekort", json!({ "bedragInCenten": 100 })),
    ])
}

#[test]
fn cover_and_realisation_together_stay_within_what_is_open() {
    let mut log = log();
    log.take(&amount("dekking", json!({ "bedragInCenten": 60, "dekt": "tekort" })));
    let refused = log.judge(&amount("tweede", json!({ "bedragInCenten": 41, "dekt": "tekort" }))).unwrap_err();
    assert_eq!((refused.code(), refused.positions()), ("dekking-te-hoog", vec![2]));
    assert!(refused.to_string().replace('\u{a0}', " ").contains("nog € 0,40 open"), "{refused}");
    assert_eq!(
        log.code(&amount("derde", json!({ "bedragInCenten": 41, "realiseert": "tekort" }))),
        "realisatie-te-hoog"
    );
    log.take(&amount("vierde", json!({ "bedragInCenten": 40, "realiseert": "tekort" })));
    assert_eq!(log.code(&amount("vijfde", json!({ "bedragInCenten": 0, "dekt": "tekort" }))), "aangenomen");
    assert_eq!(log.code(&amount("zesde", json!({ "pm": true, "dekt": "tekort" }))), "aangenomen", "p.m. takes nothing");
}

#[test]
fn an_amount_pro_memorie_is_covered_by_any_amount() {
    let mut log = log();
    log.take(&amount("onbekend", json!({ "pm": true })));
    log.take(&amount("dekking", json!({ "bedragInCenten": 5000, "dekt": "onbekend" })));
    assert_eq!(log.code(&changed("onbekend", "2021-06-01", json!({ "bedragInCenten": 4999 }))), "dekking-te-hoog");
    assert_eq!(
        log.code(&changed("onbekend", "2021-06-01", json!({ "bedragInCenten": 5000, "pm": null }))),
        "aangenomen"
    );
    assert_eq!(log.code(&changed("tekort", "2021-06-01", json!({ "pm": true }))), "aangenomen");
}

#[test]
fn what_counts_is_the_amount_that_stands_in_the_end_whatever_the_day() {
    let mut log = log();
    log.take(&changed("tekort", "2021-09-01", json!({ "bedragInCenten": 50 })));
    assert_eq!(log.code(&amount("dekking", json!({ "bedragInCenten": 51, "dekt": "tekort" }))), "dekking-te-hoog");
    log.take(&amount("dekking", json!({ "bedragInCenten": 50, "dekt": "tekort" })));
    assert_eq!(log.code(&changed("tekort", "2021-10-01", json!({ "bedragInCenten": 49 }))), "dekking-te-hoog");
    assert_eq!(
        log.code(&changed("tekort", "2021-06-01", json!({ "bedragInCenten": 1 }))),
        "aangenomen",
        "50 stands later"
    );
    assert_eq!(log.code(&changed("dekking", "2021-06-01", json!({ "bedragInCenten": 51 }))), "dekking-te-hoog");
    log.take(&dropped("dekking", "2021-07-01"));
    assert_eq!(log.code(&amount("tweede", json!({ "bedragInCenten": 50, "dekt": "tekort" }))), "aangenomen");
    assert_eq!(log.code(&amount("dekking", json!({ "bedragInCenten": 50, "dekt": "tekort" }))), "bestaat-al");
    let mut again = amount("dekking", json!({ "bedragInCenten": 51, "dekt": "tekort" }));
    again["ingangsdatum"] = json!("2021-08-01");
    assert_eq!(log.code(&again), "dekking-te-hoog");
}

#[test]
fn a_cover_that_turns_to_another_target_is_judged_there() {
    let mut log = log();
    log.take(&amount("klein", json!({ "bedragInCenten": 10 })));
    log.take(&amount("dekking", json!({ "bedragInCenten": 60, "dekt": "tekort" })));
    assert_eq!(log.code(&changed("dekking", "2021-06-01", json!({ "dekt": "klein" }))), "dekking-te-hoog");
    assert_eq!(log.code(&changed("dekking", "2021-06-01", json!({ "dekt": null }))), "aangenomen");
    assert_eq!(log.code(&changed("dekking", "2021-06-01", json!({ "dekt": "dekking" }))), "kringverwijzing");
}

#[test]
fn corrections_are_judged_without_the_amount_they_replace() {
    let mut log = log();
    let cover = log.take(&amount("dekking", json!({ "bedragInCenten": 60, "dekt": "tekort" })));
    assert_eq!(
        log.code(&correcting(cover, amount("dekking", json!({ "bedragInCenten": 101, "dekt": "tekort" })))),
        "dekking-te-hoog"
    );
    log.take(&correcting(cover, amount("dekking", json!({ "bedragInCenten": 100, "dekt": "tekort" }))));
    let target = log.state.id_at(2).unwrap();
    assert_eq!(log.code(&correcting(target, amount("tekort", json!({ "bedragInCenten": 99 })))), "dekking-te-hoog");
    assert_eq!(log.code(&correcting(target, amount("tekort", json!({ "bedragInCenten": 100 })))), "aangenomen");
}

#[test]
fn what_a_withdrawal_left_too_high_can_be_brought_down_in_steps() {
    let mut log = log();
    let raised = log.take(&changed("tekort", "2021-06-01", json!({ "bedragInCenten": 200 })));
    let cover = log.take(&amount("dekking", json!({ "bedragInCenten": 200, "dekt": "tekort" })));
    log.take(&withdrawing(raised));
    assert_eq!(
        log.code(&correcting(cover, amount("dekking", json!({ "bedragInCenten": 200, "dekt": "tekort" })))),
        "aangenomen"
    );
    assert_eq!(log.code(&changed("dekking", "2021-07-01", json!({ "bedragInCenten": 150 }))), "aangenomen");
    assert_eq!(log.code(&changed("dekking", "2021-07-01", json!({ "bedragInCenten": 201 }))), "dekking-te-hoog");
    assert_eq!(log.code(&changed("tekort", "2021-07-01", json!({ "bedragInCenten": 90 }))), "dekking-te-hoog");
}

#[test]
fn an_adjustment_is_dropped_once() {
    let mut log = log();
    log.take(&dropped("tekort", "2021-08-01"));
    assert_eq!(log.code(&dropped("tekort", "2021-08-01")), "bijstelling-al-vervallen");
    assert_eq!(log.code(&dropped("tekort", "2021-07-01")), "aangenomen");
    assert_eq!(log.code(&dropped("tekort", "2021-01-01")), "aangenomen", "before it was recorded nothing is known");
}

#[test]
fn a_sum_that_canonical_json_can_not_carry_is_refused() {
    let mut log = log();
    let large = log.take(&amount("groot", json!({ "bedragInCenten": CENTS_MAX - 100 })));
    assert_eq!(log.code(&amount("een", json!({ "bedragInCenten": 1 }))), "bedrag-te-groot");
    assert_eq!(log.code(&amount("nul", json!({ "bedragInCenten": 0 }))), "aangenomen");
    assert_eq!(log.code(&changed("tekort", "2021-06-01", json!({ "bedragInCenten": 101 }))), "bedrag-te-groot");
    assert_eq!(log.code(&changed("tekort", "2021-06-01", json!({ "bedragInCenten": 99 }))), "aangenomen");
    let corrected = log.take(&correcting(large, amount("groot", json!({ "bedragInCenten": 1 }))));
    assert_eq!(
        log.code(&amount("een", json!({ "bedragInCenten": 1 }))),
        "bedrag-te-groot",
        "a withdrawal brings it back"
    );
    log.take(&withdrawing(corrected));
    log.take(&withdrawing(large));
    assert_eq!(log.code(&amount("een", json!({ "bedragInCenten": 1 }))), "aangenomen");
}

#[test]
fn an_amount_is_told_again_by_the_reporting_date_of_its_round() {
    let mut log = log();
    let data =
        json!({ "soort": "bestuursrapportage", "begrotingsjaar": 2021, "titel": "R", "peildatum": "2021-09-01" });
    log.take(&event("ronde.geopend", "ronde/vr2", "2021-08-01", data));
    let again = |day: &str| event("bijstelling.opnieuw-gemeld", "bijstelling/tekort", day, json!({ "ronde": "vr2" }));
    let refused = log.judge(&again("2021-09-02")).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("na-peildatum", Some("ingangsdatum")));
    let told = refused.to_string();
    assert!(told.contains("ronde/vr2") && told.contains("neem 1 september 2021"), "what to do: {told}");
    let taken = log.take(&again("2021-09-01"));
    assert_eq!(log.code(&correcting(taken, again("2021-10-01"))), "na-peildatum", "a correction neither");
    log.take(&event("ronde.gewijzigd", "ronde/vr2", "2021-09-01", json!({ "peildatum": "2021-10-01" })));
    assert_eq!(log.code(&again("2021-10-01")), "aangenomen", "the date as it is known now");
}

/// Returns the opening of a round with this reporting date, of 2021.
fn round(id: &str, date: &str) -> Value {
    let data = json!({ "soort": "bestuursrapportage", "begrotingsjaar": 2021, "titel": "R", "peildatum": date });
    event("ronde.geopend", &format!("ronde/{id}"), "2021-08-01", data)
}

fn again(id: &str, day: &str) -> Value {
    event("bijstelling.opnieuw-gemeld", &format!("bijstelling/{id}"), day, json!({ "ronde": "vr2" }))
}

#[test]
fn the_reporting_date_of_a_round_does_not_move_before_what_it_tells_again() {
    let mut log = log();
    let opened = log.take(&round("vr2", "2021-09-01"));
    let told = log.take(&again("tekort", "2021-09-01"));
    let moved = |day: &str| event("ronde.gewijzigd", "ronde/vr2", "2021-09-02", json!({ "peildatum": day }));
    let refused = log.judge(&moved("2021-08-31")).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("na-peildatum", Some("gegevens.peildatum")));
    assert!(refused.to_string().contains("bijstelling/tekort"), "{refused}");
    assert_eq!(log.code(&correcting(opened, round("vr2", "2021-08-31"))), "na-peildatum", "a correction neither");
    assert_eq!(log.code(&moved("2021-09-01")), "aangenomen");
    let title = event("ronde.gewijzigd", "ronde/vr2", "2021-09-02", json!({ "titel": "T" }));
    assert_eq!(log.code(&title), "aangenomen", "what leaves the date as it is");
    log.take(&withdrawing(told));
    assert_eq!(log.code(&moved("2021-08-31")), "aangenomen");
}

#[test]
fn a_correction_of_what_is_told_again_that_keeps_day_and_round_is_taken_after_the_date_moved() {
    let mut log = log();
    let opened = log.take(&round("vr2", "2021-08-01"));
    let moved = |day: &str| event("ronde.gewijzigd", "ronde/vr2", "2021-08-02", json!({ "peildatum": day }));
    let later = log.take(&moved("2021-09-01"));
    let told = log.take(&again("tekort", "2021-09-01"));
    log.take(&withdrawing(later));
    assert!(opened < told);
    assert_eq!(log.code(&correcting(told, again("tekort", "2021-09-01"))), "aangenomen");
    assert_eq!(log.code(&correcting(told, again("tekort", "2021-09-02"))), "na-peildatum");
    assert_eq!(log.code(&again("tekort", "2021-09-01")), "na-peildatum");
}

#[test]
fn an_amount_is_told_again_from_the_day_on_that_it_stands_and_in_a_round_of_its_year() {
    let mut log = log();
    log.take(&round("vr2", "2021-09-01"));
    log.take(&amount("ander", json!({ "bedragInCenten": 5, "begrotingsjaar": 2022 })));
    log.take(&amount("eigen", json!({ "bedragInCenten": 5, "begrotingsjaar": 2021 })));
    log.take(&amount("deel", json!({ "bedragInCenten": 1, "begrotingsjaar": 2022, "dekt": "eigen" })));
    let early = log.judge(&again("tekort", "2021-04-30")).unwrap_err();
    assert_eq!((early.code(), early.field()), ("nog-niet-vastgelegd", Some("ingangsdatum")));
    assert_eq!(log.code(&again("tekort", "2021-05-01")), "aangenomen", "it names no year");
    let other = log.judge(&again("ander", "2021-09-01")).unwrap_err();
    assert_eq!((other.code(), other.field()), ("ander-begrotingsjaar", Some("gegevens.ronde")));
    for shown in ["eigen", "deel"] {
        assert_eq!(log.code(&again(shown, "2021-09-01")), "aangenomen", "{shown} is in that report");
    }
}
