//! Tests that a budget year means the same everywhere: its amounts and all amounts that are linked to them by cover or
//! realisation, with the sums of what is left out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::kit::TestLog;
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::finance::{Finance, FinanceRequest, Sum, finance};
use crate::{AdjustmentView, NodeView, ReportRequest};

/// Returns a log with programme 9 and two areas.
fn log() -> TestLog {
    let mut log = TestLog::default();
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    for code in ["9A", "9B"] {
        let data = json!({ "niveau": "beleidsterrein", "titel": code, "bovenliggend": "9" });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    log
}

/// Adds an amount of `euros` whole euros; `None` is p.m.
fn amount(log: &mut TestLog, id: &str, kind: &str, euros: Option<i64>, year: Option<i64>, more: Value) {
    let mut data = json!({ "onderdeel": "9A", "omschrijving": id, "soort": kind, "effect": "nadeel", "stand": "prognose",
        "begrotingsjaar": year });
    match euros {
        Some(euros) => data["bedragInCenten"] = json!(euros * 100),
        None => data["pm"] = json!(true),
    }
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2021-01-01", data);
}

/// Returns a log with a target without a year that two years realise, a shortfall of 2021 that another year covers, and
/// amounts without links.
fn joined() -> TestLog {
    let mut log = log();
    amount(&mut log, "doel", "taakstelling", Some(350), None, json!({}));
    amount(&mut log, "deel-2021", "realisatie", Some(100), Some(2021), json!({ "realiseert": "doel" }));
    amount(&mut log, "deel-2019", "realisatie", Some(50), Some(2019), json!({ "realiseert": "doel" }));
    amount(&mut log, "tekort", "tekort", None, Some(2021), json!({}));
    amount(&mut log, "meevaller", "meevaller", Some(415), Some(2020), json!({ "dekt": "tekort" }));
    amount(&mut log, "los", "budget", Some(75), None, json!({}));
    amount(&mut log, "los-pm", "budget", None, None, json!({ "onderdeel": "9B" }));
    amount(&mut log, "oud", "budget", Some(10), Some(2018), json!({}));
    log
}

fn ask(log: &TestLog, fiscal_year: Option<i64>, node: Option<&str>) -> Finance {
    let at = AsOf { day: Day::parse("2021-09-01").unwrap(), position: log.state.head() };
    let request = FinanceRequest { at, fiscal_year, node: node.map(str::to_owned) };
    finance(&log.state, log, &request).unwrap()
}

/// Returns the years, sums in euros and counts of the totals, and whether each was included by a link.
fn totals(found: &Finance) -> Vec<(Option<i64>, i64, u32, bool)> {
    let row = |row: &crate::finance::FinanceTotal| (row.fiscal_year, row.cents / 100, row.count, row.by_link);
    found.totals.iter().map(row).collect()
}

fn sum(count: u32, pro_memorie_count: u32, euros: i64) -> Sum {
    Sum { count, pro_memorie_count, cents: euros * 100 }
}

#[test]
fn what_is_linked_to_an_amount_of_the_year_comes_along_either_way_in_any_number_of_steps() {
    let found = ask(&joined(), Some(2021), None);
    assert_eq!(
        totals(&found),
        [
            (None, 350, 1, true),
            (Some(2019), 50, 1, true),
            (Some(2020), 415, 1, true),
            (Some(2021), 100, 1, false),
            (Some(2021), 0, 1, false)
        ]
    );
    let covered: Vec<&str> = found.coverage.iter().map(|row| row.amount.id.as_str()).collect();
    assert_eq!(covered, ["doel", "tekort"]);
}

#[test]
fn what_a_year_leaves_out_of_sight_is_counted_and_summed() {
    let log = joined();
    let found = ask(&log, Some(2021), None);
    assert_eq!(found.out_of_sight.without_year, sum(2, 1, 75));
    assert_eq!(found.out_of_sight.other_years, sum(1, 0, 10));
    let below = ask(&log, Some(2021), Some("9A"));
    assert_eq!(below.out_of_sight.without_year, sum(1, 0, 75), "of the node that was asked for alone");
    assert_eq!(ask(&log, None, None).out_of_sight, crate::finance::OutOfSight::default());
    assert_eq!(ask(&log, None, None).totals.iter().map(|row| row.count).sum::<u32>(), 8);
}

#[test]
fn what_no_longer_stands_links_nothing() {
    let mut log = joined();
    log.add("bijstelling.vervallen", "bijstelling/deel-2021", "2021-02-01", json!({ "reden": "dubbel" }));
    let found = ask(&log, Some(2021), None);
    assert_eq!(found.out_of_sight.without_year, sum(3, 1, 425), "the target has nothing of 2021 left");
}

/// The amounts of [`joined`]: the id of each, its year, and the amount it covers or realises.
const ALL: [(&str, Option<i32>, Option<&str>); 8] = [
    ("doel", None, None),
    ("deel-2021", Some(2021), Some("doel")),
    ("deel-2019", Some(2019), Some("doel")),
    ("tekort", Some(2021), None),
    ("meevaller", Some(2020), Some("tekort")),
    ("los", None, None),
    ("los-pm", None, None),
    ("oud", Some(2018), None),
];

/// The reference implementation: the selected amounts, and step by step the amounts that are linked to them.
fn closure(is_wanted: impl Fn(Option<i32>) -> bool) -> BTreeSet<String> {
    let wanted = ALL.iter().filter(|(_, year, _)| is_wanted(*year)).map(|(id, ..)| (*id).to_owned());
    let mut found: BTreeSet<String> = wanted.collect();
    for _ in ALL {
        for (id, _, to) in ALL {
            let ends = [Some(id), to].into_iter().flatten();
            if to.is_some() && ends.clone().any(|end| found.contains(end)) {
                found.extend(ends.map(str::to_owned));
            }
        }
    }
    found
}

/// A report also shows the amounts without a year and what is linked to them; apart from that, both show the same.
#[test]
fn a_report_and_the_amounts_alone_mean_the_same_by_a_year() {
    let log = joined();
    for year in 2017..=2022 {
        let on = Day::parse("2021-09-01").unwrap();
        let request =
            ReportRequest { on, position: log.state.head(), node: None, fiscal_year: Some(year), round: None };
        let report = log.try_report(&request).unwrap();
        let reported: BTreeSet<String> = amounts(&report.report.nodes).into_iter().map(|one| one.id.clone()).collect();
        assert_eq!(reported, closure(|of| of.is_none_or(|of| of == year)), "{year}");

        let found = ask(&log, Some(year.into()), None);
        let shown = closure(|of| of == Some(year));
        assert_eq!(found.totals.iter().map(|row| row.count as usize).sum::<usize>(), shown.len(), "{year}: {shown:?}");
        let out = &found.out_of_sight;
        assert_eq!((out.without_year.count + out.other_years.count) as usize, ALL.len() - shown.len(), "{year}");
    }
}

fn amounts(nodes: &[NodeView]) -> Vec<&AdjustmentView> {
    nodes.iter().flat_map(|node| node.adjustments.iter().chain(amounts(&node.nodes))).collect()
}
