//! Tests of what a round says of amounts: new, changed, told again, or carried over.

use serde_json::{Value, json};

use super::{found, log, message, none, one, open_round, subjects};
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::telling::{Telling, tellings};
use crate::tests::kit::TestLog;

const CODE: &str = "bedrag-niet-opnieuw-gemeld";

fn amount(log: &mut TestLog, id: &str, day: &str, year: Value) -> u64 {
    let data = json!({ "onderdeel": "9A1", "omschrijving": format!("Bedrag {id}"), "bedragInCenten": 100_000,
        "soort": "tekort", "effect": "nadeel", "stand": "prognose", "begrotingsjaar": year });
    log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), day, data)
}

fn again(log: &mut TestLog, id: &str, day: &str, round: &str) -> u64 {
    log.add("bijstelling.opnieuw-gemeld", &format!("bijstelling/{id}"), day, json!({ "ronde": round }))
}

/// Returns what a round says of an amount, on its reporting date and as known at the head.
fn telling(log: &TestLog, round: &str, day: &str, id: &str) -> Telling {
    let at = AsOf { day: Day::parse(day).unwrap(), position: log.state.head() };
    let no = log.state.subject(&format!("bijstelling/{id}")).unwrap();
    tellings(&log.state, at, round, &[no])[0]
}

#[test]
fn an_amount_is_new_changed_told_again_or_carried_over() {
    let mut log = log();
    for id in ["a", "b", "c"] {
        amount(&mut log, id, "2019-04-01", 2019.into());
    }
    log.add("bijstelling.gewijzigd", "bijstelling/b", "2019-06-01", json!({ "bedragInCenten": 90_000 }));
    again(&mut log, "b", "2019-09-01", "vr2"); // a change says more
    let last = again(&mut log, "c", "2019-09-01", "vr2");
    amount(&mut log, "d", "2019-04-02", 2019.into());
    let of = |log: &TestLog, round: &str, day| ["a", "b", "c"].map(|id| telling(log, round, day, id));
    assert_eq!(of(&log, "vr1", "2019-04-01"), [Telling::New; 3]);
    assert_eq!(of(&log, "vr2", "2019-09-01"), [Telling::CarriedOver, Telling::Changed, Telling::Again]);
    assert_eq!(telling(&log, "vr2", "2019-09-01", "d"), Telling::New, "the window begins after the round before");
    log.withdraw(last);
    assert_eq!(telling(&log, "vr2", "2019-09-01", "c"), Telling::CarriedOver, "what is taken back tells nothing");
}

#[test]
fn a_round_that_does_not_cover_the_programme_is_none_before_it() {
    let mut log = log();
    log.add("onderdeel.opgenomen", "onderdeel/7", "2019-01-01", json!({ "niveau": "programma", "titel": "Zeven" }));
    open_round(&mut log, "js", "jaarstukken", "2019-12-31");
    let note = |log: &mut TestLog, code: &str, day: &str, round: &str| {
        log.add(
            "toelichting.vastgelegd",
            &format!("onderdeel/{code}"),
            day,
            json!({ "tekst": "Stand.", "ronde": round }),
        )
    };
    note(&mut log, "9", "2019-04-01", "vr1");
    note(&mut log, "7", "2019-09-01", "vr2");
    amount(&mut log, "a", "2019-06-01", 2019.into());
    assert_eq!(telling(&log, "js", "2019-12-31", "a"), Telling::New, "no round on programme 9 showed it yet");
    note(&mut log, "9", "2019-09-01", "vr2");
    assert_eq!(telling(&log, "js", "2019-12-31", "a"), Telling::CarriedOver);
}

#[test]
fn what_another_round_tells_again_is_carried_over() {
    let mut log = log();
    amount(&mut log, "a", "2019-04-01", 2019.into());
    again(&mut log, "a", "2019-04-01", "vr1");
    assert_eq!(telling(&log, "vr2", "2019-09-01", "a"), Telling::CarriedOver);
    assert_eq!(telling(&log, "vr1", "2019-04-01", "a"), Telling::New);
}

#[test]
fn an_amount_that_is_not_told_again_is_a_finding_where_others_of_its_programme_are() {
    let mut log = log();
    let first = amount(&mut log, "a", "2019-04-01", 2019.into());
    amount(&mut log, "b", "2019-04-01", Value::Null);
    amount(&mut log, "van-later", "2019-04-01", 2020.into());
    assert_eq!(subjects(&log, "vr2", CODE), none(), "a round that tells nothing again leaves nothing out");
    again(&mut log, "b", "2019-09-01", "vr2");
    assert_eq!(subjects(&log, "vr2", CODE), one("bijstelling/a", &[first]));
    assert_eq!(
        message(&log, "vr2", CODE),
        "Bijstelling \"Bedrag a\" is in deze ronde niet opnieuw gemeld, andere bedragen van het programma wel; getoond wordt wat sinds \
         1 april 2019 geldt."
    );
    again(&mut log, "a", "2019-09-01", "vr2");
    assert_eq!(subjects(&log, "vr2", CODE), none());
}

#[test]
fn what_is_told_again_in_another_programme_is_no_reason_for_a_finding() {
    let mut log = log();
    log.add("onderdeel.opgenomen", "onderdeel/7", "2019-01-01", json!({ "niveau": "programma", "titel": "Zeven" }));
    amount(&mut log, "a", "2019-04-01", 2019.into());
    let data = json!({ "onderdeel": "7", "omschrijving": "Elders", "bedragInCenten": 5, "soort": "tekort", "effect": "nadeel",
        "stand": "prognose", "begrotingsjaar": 2019 });
    log.add("bijstelling.vastgelegd", "bijstelling/elders", "2019-04-01", data);
    again(&mut log, "elders", "2019-09-01", "vr2");
    assert_eq!(found(&log, "vr2", CODE), Vec::new());
}
