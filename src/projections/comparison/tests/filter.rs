//! Tests of the part of a comparison that was asked for.

use serde_json::json;

use super::{between, point};
use crate::comparison::{Comparison, ComparisonRequest, compare};
use crate::tests::kit::TestLog;

/// Returns a log with a shortage and a target, both recorded between the two dates that are compared.
fn log() -> TestLog {
    let mut log = TestLog::default();
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    for (id, kind, cents) in [("t", "tekort", 1_000), ("b", "taakstelling", 2_500)] {
        let data = json!({ "omschrijving": id, "soort": kind, "effect": "nadeel", "stand": "prognose",
            "bedragInCenten": cents, "onderdeel": "9", "begrotingsjaar": 2019 });
        log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2019-04-01", data);
    }
    log
}

fn compared(kinds: &[&str]) -> Comparison {
    let log = log();
    let all = between(point("2019-03-01", 3), point("2019-05-01", 3));
    let kinds = kinds.iter().map(|&kind| kind.to_owned()).collect();
    compare(&log.state, &log, &ComparisonRequest { kinds, ..all }).unwrap()
}

/// Returns the totals by kind: the kind, and what there is on the right.
fn totals(kinds: &[&str]) -> Vec<(String, i64)> {
    let rows = compared(kinds).totals.into_iter();
    let mut totals: Vec<(String, i64)> = rows.map(|row| (row.kind.unwrap_or_default(), row.to)).collect();
    totals.sort();
    totals
}

#[test]
fn totals_are_those_of_the_kinds_of_amounts_that_were_asked_for() {
    let (target, shortage) = (("taakstelling".to_owned(), 2_500), ("tekort".to_owned(), 1_000));
    assert_eq!(totals(&[]), [target.clone(), shortage.clone()]);
    assert_eq!(totals(&["bijstelling"]), [target, shortage.clone()]);
    assert_eq!(totals(&["tekort"]), [shortage]);
    assert_eq!(totals(&["voorziening"]), []);
}
