//! Tests of findings about savings targets, covers across a year border, and reservations.

use serde_json::{Value, json};

use super::{log, message, none, one, subjects};
use crate::tests::kit::TestLog;

const OPEN: &str = "taakstelling-open";
const ACROSS: &str = "dekking-over-jaargrens";
const RESERVED: &str = "besluit-onder-voorbehoud";
const ODD: &str = "stand-ongerijmd";

fn amount(log: &mut TestLog, id: &str, more: Value) -> u64 {
    let mut data = json!({ "onderdeel": "9A1", "omschrijving": format!("Bedrag {id}"), "soort": "overig",
        "effect": "voordeel", "stand": "prognose" });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2019-02-01", data)
}

fn decision(log: &mut TestLog, id: &str, more: Value) -> u64 {
    let mut data =
        json!({ "soort": "motie", "kenmerk": format!("M {id}"), "titel": "Motie", "strekking": "vastgesteld" });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("besluit.genomen", &format!("besluit/{id}"), "2019-02-01", data)
}

#[test]
fn a_target_is_open_until_all_of_it_is_realised() {
    let mut log = log();
    let target = amount(&mut log, "t", json!({ "soort": "taakstelling", "bedragInCenten": 35_000_000 }));
    let part = json!({ "soort": "realisatie", "bedragInCenten": 10_000_000, "realiseert": "t" });
    let part = amount(&mut log, "r", part);
    assert_eq!(subjects(&log, "vr1", OPEN), one("bijstelling/t", &[target, part]));
    let told = "Van bijstelling \"Bedrag t\" (€ 350.000,00) staat nog € 250.000,00 open.";
    assert_eq!(message(&log, "vr1", OPEN), told);
    amount(&mut log, "r2", json!({ "soort": "realisatie", "bedragInCenten": 25_000_000, "realiseert": "t" }));
    assert_eq!(subjects(&log, "vr1", OPEN), none());
}

#[test]
fn of_a_target_with_an_amount_pm_it_can_not_be_told_what_is_open() {
    let mut log = log();
    amount(&mut log, "t", json!({ "soort": "taakstelling", "pm": true }));
    let told = "Hoeveel van bijstelling \"Bedrag t\" openstaat is niet te zeggen: een bedrag is p.m.";
    assert_eq!(message(&log, "vr1", OPEN), told);
    assert_eq!(subjects(&log, "vr1", OPEN).len(), 1);
    // A shortfall is not a target.
    let mut log = super::log();
    amount(&mut log, "t", json!({ "soort": "tekort", "bedragInCenten": 5 }));
    assert_eq!(subjects(&log, "vr1", OPEN), none());
}

#[test]
fn an_amount_of_which_more_is_covered_than_it_is_stands_odd() {
    let mut log = log();
    let short = amount(&mut log, "t", json!({ "soort": "tekort", "bedragInCenten": 50_000 }));
    let cover = amount(&mut log, "c", json!({ "soort": "dekking", "bedragInCenten": 50_000, "dekt": "t" }));
    assert_eq!(subjects(&log, "vr1", ODD), none());
    let changed = log.add("bijstelling.gewijzigd", "bijstelling/t", "2019-03-01", json!({ "bedragInCenten": 40_000 }));
    assert_eq!(subjects(&log, "vr1", ODD), one("bijstelling/t", &[cover, changed]));
    assert_eq!(
        message(&log, "vr1", ODD),
        "Van bijstelling \"Bedrag t\" is € 100,00 meer gedekt of ingevuld dan het bedrag."
    );
    assert!(short < cover);
}

/// Returns a log with a shortfall of 2019 that is covered by money of another year.
fn across(year: i64, more: Value) -> TestLog {
    let mut log = log();
    amount(&mut log, "t", json!({ "soort": "tekort", "pm": true, "begrotingsjaar": 2019 }));
    let mut cover = json!({ "soort": "dekking", "bedragInCenten": 5, "dekt": "t", "begrotingsjaar": year });
    cover.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    amount(&mut log, "c", cover);
    log
}

#[test]
fn money_of_another_year_needs_a_decision_to_cover() {
    assert_eq!(subjects(&across(2018, json!({})), "vr1", ACROSS), one("bijstelling/c", &[7, 8]));
    let told = "Bijstelling \"Bedrag c\" van 2018 dekt bijstelling \"Bedrag t\" van 2019, en geen besluit over die dekking is \
                vastgelegd.";
    assert_eq!(message(&across(2018, json!({})), "vr1", ACROSS), told);
    assert_eq!(subjects(&across(2019, json!({})), "vr1", ACROSS), none(), "the same year");
    let mut without_year = log();
    amount(&mut without_year, "t", json!({ "soort": "tekort", "pm": true, "begrotingsjaar": 2019 }));
    amount(&mut without_year, "c", json!({ "soort": "dekking", "bedragInCenten": 5, "dekt": "t" }));
    assert_eq!(subjects(&without_year, "vr1", ACROSS), none(), "no year is given, so no border is known to be crossed");
}

#[test]
fn a_decision_on_the_cover_settles_it_when_it_was_taken() {
    for (purport, settled) in [("vastgesteld", true), ("onbekend", true), ("voorgesteld", false), ("verworpen", false)]
    {
        let mut concerned = across(2018, json!({}));
        decision(&mut concerned, "d", json!({ "strekking": purport, "betreft": ["bijstelling/c"] }));
        assert_eq!(subjects(&concerned, "vr1", ACROSS).is_empty(), settled, "betreft, {purport}");

        let mut named = across(2018, json!({ "besluit": "d" }));
        decision(&mut named, "d", json!({ "strekking": purport }));
        assert_eq!(subjects(&named, "vr1", ACROSS).is_empty(), settled, "besluit, {purport}");
    }
    let mut of_the_shortfall = across(2018, json!({}));
    decision(&mut of_the_shortfall, "d", json!({ "betreft": ["bijstelling/t"] }));
    assert_eq!(subjects(&of_the_shortfall, "vr1", ACROSS).len(), 1, "it says nothing of the cover");
}

#[test]
fn a_decision_under_reservation_waits_for_one_that_was_taken() {
    let mut log = log();
    let reserved = decision(&mut log, "a", json!({ "voorbehoud": { "tekst": "Mits de raad instemt." } }));
    assert_eq!(subjects(&log, "vr1", RESERVED), one("besluit/a", &[reserved]));
    let told = "Besluit M a is genomen onder een voorbehoud dat nog niet is vervuld: Mits de raad instemt.";
    assert_eq!(message(&log, "vr1", RESERVED), told);
    decision(&mut log, "b", json!({ "strekking": "voorgesteld" }));
    let met = json!({ "voorbehoud": { "tekst": "Mits de raad instemt.", "vervuldDoor": "b" } });
    let changed = log.add("besluit.gewijzigd", "besluit/a", "2019-03-01", met);
    assert_eq!(subjects(&log, "vr1", RESERVED), one("besluit/a", &[changed]), "only proposed");
    log.add("besluit.gewijzigd", "besluit/b", "2019-03-02", json!({ "strekking": "vastgesteld" }));
    assert_eq!(subjects(&log, "vr1", RESERVED), none());
}
