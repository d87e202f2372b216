//! Tests of the goal tree: levels, parents, circles, and children of dropped elements.

use serde_json::{Value, json};

use crate::testkit::{TestLog, correcting, event};

fn node(code: &str, level: &str, parent: Option<&str>, day: &str) -> Value {
    let data = json!({ "niveau": level, "titel": code, "bovenliggend": parent });
    event("onderdeel.opgenomen", &format!("onderdeel/{code}"), day, data)
}

fn changed(code: &str, day: &str, data: Value) -> Value {
    event("onderdeel.gewijzigd", &format!("onderdeel/{code}"), day, data)
}

fn dropped(code: &str, day: &str, successors: &[&str]) -> Value {
    event("onderdeel.vervallen", &format!("onderdeel/{code}"), day, json!({ "opvolgers": successors }))
}

/// The tree 9 > 9A > 9A1 > 9A1.1, and 9B beside 9A.
fn tree() -> TestLog {
    TestLog::of(&[
        node("9", "programma", None, "2019-01-01"),
        node("9A", "beleidsterrein", Some("9"), "2019-01-01"),
        node("9B", "beleidsterrein", Some("9"), "2019-01-01"),
        node("9A1", "doel", Some("9A"), "2019-01-01"),
        node("9A1.1", "prestatie", Some("9A1"), "2019-01-01"),
    ])
}

#[test]
fn a_parent_is_of_a_higher_level_and_levels_may_be_skipped() {
    let log = tree();
    assert_eq!(log.code(&node("9B.1", "prestatie", Some("9B"), "2019-01-01")), "aangenomen");
    assert_eq!(log.code(&node("9C", "beleidsterrein", Some("9A"), "2019-01-01")), "ouder-niet-hoger");
    assert_eq!(log.code(&node("9A2", "doel", Some("9A1.1"), "2019-01-01")), "ouder-niet-hoger");
    assert_eq!(log.code(&node("10", "programma", Some("9"), "2019-01-01")), "ouder-niet-hoger");
    assert_eq!(log.code(&changed("9B", "2019-02-01", json!({ "bovenliggend": "9A" }))), "ouder-niet-hoger");
    assert_eq!(log.code(&changed("9A1", "2019-02-01", json!({ "bovenliggend": "9B" }))), "aangenomen");
    assert_eq!(log.code(&changed("9A1", "2018-02-01", json!({ "bovenliggend": null }))), "aangenomen");
}

#[test]
fn nothing_stands_above_itself() {
    let log = tree();
    let refused = log.judge(&changed("9A", "2019-02-01", json!({ "bovenliggend": "9A" }))).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("kringverwijzing", Some("gegevens.bovenliggend")));
    assert_eq!(log.code(&changed("9A", "2019-02-01", json!({ "bovenliggend": "9A1" }))), "ouder-niet-hoger");
}

#[test]
fn a_circle_that_levels_would_allow_is_refused() {
    // A code gets another level in a later life, and is named as a parent on a day before its first.
    let mut log = TestLog::of(&[
        node("A", "doel", None, "2019-01-01"),
        node("B", "beleidsterrein", None, "2019-01-01"),
        changed("A", "2019-02-01", json!({ "bovenliggend": "B" })),
    ]);
    log.force(&node("A", "programma", None, "2019-01-01"));
    log.force(&changed("A", "2019-02-01", json!({ "bovenliggend": "B" })));
    assert_eq!(log.code(&changed("B", "2019-03-01", json!({ "bovenliggend": "A" }))), "kringverwijzing");
}

#[test]
fn a_level_never_changes_but_in_another_life() {
    let mut log = tree();
    assert_eq!(log.code(&changed("9A1.1", "2019-02-01", json!({ "niveau": "prestatie", "titel": "T" }))), "aangenomen");
    let refused = log.judge(&changed("9A1.1", "2019-02-01", json!({ "niveau": "doel" }))).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("niveau-ligt-vast", Some("gegevens.niveau")));
    assert_eq!(log.code(&node("9A1.1", "doel", None, "2018-01-01")), "niveau-ligt-vast", "no drop between the two");
    assert_eq!(log.code(&node("9A1.1", "prestatie", None, "2018-01-01")), "aangenomen", "the same level, earlier");
    log.take(&dropped("9A1.1", "2020-01-01", &[]));
    assert_eq!(log.code(&node("9A1.1", "doel", Some("9A"), "2020-01-01")), "aangenomen");
    assert_eq!(log.code(&node("9A1.1", "prestatie", Some("9A1"), "2019-06-01")), "bestaat-al");
}

#[test]
fn a_corrected_level_stays_above_its_children() {
    let mut log = tree();
    let goal = log.take(&node("9B1", "doel", Some("9B"), "2019-01-01"));
    assert_eq!(log.code(&correcting(goal, node("9B1", "prestatie", Some("9B"), "2019-01-01"))), "aangenomen");
    log.take(&node("9B1.1", "prestatie", Some("9B1"), "2019-01-01"));
    let refused = log.judge(&correcting(goal, node("9B1", "prestatie", Some("9B"), "2019-01-01"))).unwrap_err();
    assert_eq!((refused.code(), refused.positions()), ("ouder-niet-hoger", vec![7]));
    assert_eq!(log.code(&correcting(goal, node("9B1", "beleidsterrein", Some("9"), "2019-01-01"))), "aangenomen");
}

#[test]
fn an_element_is_dropped_once_and_may_be_recorded_again() {
    let mut log = tree();
    log.take(&dropped("9A1.1", "2020-01-01", &["9A1"]));
    assert_eq!(log.code(&dropped("9A1.1", "2020-02-01", &[])), "onderdeel-al-vervallen");
    assert_eq!(log.code(&dropped("9A1.1", "2019-02-01", &[])), "aangenomen");
    assert_eq!(log.code(&node("9A1.1", "prestatie", Some("9A1"), "2019-12-31")), "bestaat-al");
    assert_eq!(log.code(&node("9A1.1", "prestatie", Some("9A1"), "2020-01-01")), "aangenomen");
}

#[test]
fn children_are_moved_or_dropped_in_the_same_request() {
    let mut log = tree();
    let (at, refused) = log.request(&[dropped("9A", "2020-01-01", &["9B"])]).unwrap_err();
    assert_eq!((at, refused.code()), (0, "onderdeel-heeft-kinderen"));
    assert!(refused.to_string().contains("9A1"), "{refused}");
    assert_eq!(log.state.head(), 5, "all of a request or nothing");
    let move_late =
        [dropped("9A", "2020-01-01", &["9B"]), changed("9A1", "2020-02-01", json!({ "bovenliggend": "9B" }))];
    assert_eq!(log.request(&move_late).unwrap_err().1.code(), "onderdeel-heeft-kinderen");
    let moved = [dropped("9A", "2020-01-01", &["9B"]), changed("9A1", "2020-01-01", json!({ "bovenliggend": "9B" }))];
    assert_eq!(log.request(&moved), Ok(()));
    let below =
        [dropped("9B", "2021-01-01", &[]), dropped("9A1", "2021-01-01", &[]), dropped("9A1.1", "2021-01-01", &[])];
    assert_eq!(log.request(&below), Ok(()));
}

#[test]
fn a_code_that_is_used_again_at_once_leaves_its_old_children_behind_and_takes_new_ones() {
    let day = "2020-01-01";
    let mut log = tree();
    let again = [dropped("9A", day, &[]), node("9A", "beleidsterrein", Some("9"), day)];
    assert_eq!(log.request(&again).unwrap_err().1.code(), "onderdeel-heeft-kinderen");
    let moved = [
        dropped("9A", day, &[]),
        node("9A", "beleidsterrein", Some("9"), day),
        changed("9A1", day, json!({ "bovenliggend": "9A" })),
    ];
    assert_eq!(log.request(&moved), Ok(()));
}

#[test]
fn a_corrected_reason_of_a_drop_is_not_judged_by_children_that_came_late() {
    let mut log = tree();
    let drop = log.take(&dropped("9A1.1", "2020-01-01", &[]));
    log.take(&dropped("9A1", "2020-01-01", &[]));
    log.take(&node("9A1.2", "prestatie", Some("9A1"), "2019-06-01"));
    assert_eq!(log.request(&[correcting(drop, dropped("9A1.1", "2020-01-01", &["9A1.2"]))]), Ok(()));
    let goal = log.state.id_at(7).unwrap();
    assert_eq!(log.request(&[correcting(goal, dropped("9A1", "2020-01-01", &["9A"]))]), Ok(()));
    let other_day = [correcting(log.state.id_at(10).unwrap(), dropped("9A1", "2020-02-01", &["9A"]))];
    assert_eq!(log.request(&other_day).unwrap_err().1.code(), "onderdeel-heeft-kinderen");
}
