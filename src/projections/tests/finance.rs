//! Tests of the financial overview: where amounts are added up, and how they came to be what they are.

use serde_json::json;

use super::kit::TestLog;
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::finance::{Finance, FinanceRequest, finance};

/// Returns a log with a programme, an area and an output below it, each with an amount; that of the output moves.
fn log() -> TestLog {
    let mut log = TestLog::default();
    let nodes = [("9", "programma", None), ("9A", "beleidsterrein", Some("9")), ("9A1.1", "prestatie", Some("9A"))];
    for (code, level, parent) in nodes {
        let data = json!({ "niveau": level, "titel": code, "bovenliggend": parent });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    for (id, node, cents) in [("p", "9", 1), ("a", "9A", 20), ("o", "9A1.1", 300)] {
        let data = json!({ "onderdeel": node, "omschrijving": id, "soort": "tekort", "effect": "nadeel",
            "stand": "prognose", "bedragInCenten": cents });
        log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2019-02-01", data);
    }
    log.add("bijstelling.gewijzigd", "bijstelling/o", "2019-03-01", json!({ "bedragInCenten": 400 }));
    log
}

fn overview(on: &str) -> Finance {
    let log = log();
    let at = AsOf { day: Day::parse(on).unwrap(), position: log.state.head() };
    finance(&log.state, &log, &FinanceRequest { at, fiscal_year: None, node: None }).unwrap()
}

#[test]
fn an_amount_counts_at_the_area_and_the_programme_above_it_and_nowhere_twice() {
    let told = overview("2019-03-01");
    let totals: Vec<_> =
        told.totals.iter().map(|row| (row.programme.as_deref(), row.area.as_deref(), row.count, row.cents)).collect();
    assert_eq!(totals, [(Some("9"), None, 1, 1), (Some("9"), Some("9A"), 2, 420)]);
}

#[test]
fn only_an_amount_that_moved_has_a_course() {
    assert_eq!(overview("2019-02-01").courses, []);
    let courses: Vec<_> = overview("2019-03-01").courses.into_iter().map(|row| (row.amount.id, row.steps)).collect();
    let [(id, steps)] = courses.as_slice() else { panic!("{courses:?}") };
    let steps: Vec<_> = steps.iter().map(|step| (step.effective_on.as_str(), step.cents)).collect();
    assert_eq!((id.as_str(), steps), ("o", vec![("2019-02-01", Some(300)), ("2019-03-01", Some(400))]));
    assert_eq!(
        overview("2019-03-01").courses[0].amount.description.as_deref(),
        Some("o"),
        "people know it by what it is for"
    );
}
