//! Tests of what a reference to a node means, where its code was used more than once.

use crate::domain::state::StandingInterval;
use crate::domain::time::Day;
use crate::goal_tree::find_interval;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_reference_means_the_node_that_had_the_code_on_its_day() {
    let first = StandingInterval { from: day("2019-01-01"), dropped: Some((day("2019-06-01"), 5)) };
    let second = StandingInterval { from: day("2019-09-01"), dropped: Some((day("2019-12-01"), 9)) };
    let both = [first, second];
    let begins = |on: &str| find_interval(&both, day(on)).map(|found| found.from.to_string());
    assert_eq!(begins("2019-01-01").as_deref(), Some("2019-01-01"));
    assert_eq!(begins("2019-05-31").as_deref(), Some("2019-01-01"));
    assert_eq!(begins("2019-06-01").as_deref(), Some("2019-09-01"), "on the day it was dropped it is gone");
    assert_eq!(begins("2018-12-31").as_deref(), Some("2019-01-01"), "before it was there, the first that came");
    assert_eq!(begins("2019-09-01").as_deref(), Some("2019-09-01"));
    assert_eq!(begins("2019-12-01").as_deref(), Some("2019-09-01"), "after all, the last");
    assert_eq!(find_interval(&[], day("2019-01-01")), None);
}
