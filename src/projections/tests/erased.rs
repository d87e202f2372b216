//! Property test of erasure over random logs: the texts are gone at every date and position, the core stays, and no sum
//! changes.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::kit::{TestLog, request, with_cases};
use super::random::{DAYS, Seeds, can_be_erased, log_of};
use crate::ReportRequest;
use crate::comparison::{Comparison, ComparisonPoint, ComparisonRequest, Difference, compare};
use crate::domain::event_core::{RecordPart, join_texts, split_texts};
use crate::domain::field::Field;
use crate::domain::time::Day;
use crate::findings::{FindingsRequest, findings};
use crate::history;

/// Occurs in every text of the events that are erased, and nowhere else.
const MARKER: &str = "onuitwisbaar";

/// Adds the marker to the texts of an event. The state contains no texts, so it does not change.
fn mark(log: &mut TestLog, position: u64) {
    let mut record = (*log.records[position as usize - 1]).clone();
    let mut texts = Vec::new();
    let fields = split_texts(&record.data, &mut texts).unwrap();
    let marked: Vec<String> = texts.iter().map(|text| format!("{text} {MARKER}")).collect();
    record.data = join_texts(&fields, &mut marked.iter().map(String::as_str), RecordPart::Whole).unwrap();
    record.reason = record.reason.take().map(|reason| format!("{reason} {MARKER}"));
    log.records[position as usize - 1] = Arc::new(record);
}

/// Returns a log with the marker in some events, and the same log with those events erased.
fn marked_and_erased(all: &[Seeds], hits: &[prop::sample::Index]) -> (TestLog, TestLog) {
    let (mut marked, mut erased) = (log_of(all), log_of(all));
    for hit in hits {
        let position = hit.index(all.len()) as u64 + 1;
        if can_be_erased(&erased.records[position as usize - 1]) {
            mark(&mut marked, position);
            mark(&mut erased, position);
            erased.erase(position);
        }
    }
    (marked, erased)
}

fn at(log: &TestLog, known: u64) -> u64 {
    1 + known * (log.state.head() - 1) / 100
}

fn compared(log: &TestLog, from: (usize, u64), to: (usize, u64)) -> Comparison {
    let point =
        |(day, position): (usize, u64)| ComparisonPoint { on: Day::parse(DAYS[day]).unwrap(), position, round: None };
    let (from, to) = (point(from), point(to));
    let request = ComparisonRequest {
        from,
        to,
        node: None,
        kinds: Vec::new(),
        nature: None,
        minimum_cents: None,
        unrenewed: true,
    };
    compare(&log.state, log, &request).unwrap()
}

/// Returns the differences in figures, words, days and places of subjects, which an erasure must not change.
fn of_core(told: &Comparison) -> Vec<Value> {
    let nested = ["partijen", "verwijzingen", "voorbehoud", "streefwaarde"];
    let text = |row: &&Difference| {
        Field::from_name(&row.field).is_some_and(Field::is_text) || nested.contains(&row.field.as_str())
    };
    let core = told.differences.iter().filter(|row| row.note.is_none() && !text(row));
    core.map(|row| {
        json!([row.subject, row.subject_before, row.field, row.from, row.to, row.nature.name(), row.positions])
    })
    .collect()
}

proptest! {
    #![proptest_config(with_cases(120))]

    #[test]
    fn what_was_erased_is_gone_from_every_answer_and_nothing_else_is(
        all in prop::collection::vec(any::<Seeds>(), 1..50), hits in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        on in 0..DAYS.len(), other in 0..DAYS.len(), known in 1..=100u64, until in 1..=100u64,
    ) {
        let (marked, erased) = marked_and_erased(&all, &hits);
        let (early, late) = (at(&marked, known.min(until)), at(&marked, known.max(until)));
        for (day, position) in [(on, early), (other, early), (on, late), (other, late)] {
            let request = ReportRequest { fiscal_year: Some(2019), ..request(DAYS[day], position) };
            let (before, after) = (marked.try_report(&request).unwrap(), erased.try_report(&request).unwrap());
            prop_assert!(!String::from_utf8_lossy(&after.canonical).contains(MARKER), "a text is left at {request:?}");
            prop_assert_eq!(&before.skeleton_digest, &after.skeleton_digest, "the core moved at {:?}", request);
            prop_assert_eq!(&before.report.finance, &after.report.finance);
        }
        let (before, after) = (compared(&marked, (on, early), (other, late)), compared(&erased, (on, early), (other, late)));
        prop_assert!(!serde_json::to_string(&after).unwrap().contains(MARKER));
        prop_assert_eq!((&before.totals, &before.totals_per_node), (&after.totals, &after.totals_per_node));
        prop_assert_eq!(of_core(&before), of_core(&after));
        for record in &erased.records[..late as usize] {
            let told = history(&erased.state, &erased, record.subject.as_str(), erased.state.head()).unwrap();
            prop_assert!(!told.to_string().contains(MARKER), "the history of {}", record.subject.as_str());
        }
        for round in ["ronde0", "ronde1", "ronde2"] {
            let request = FindingsRequest { round: round.into(), position: late, version: None, head: late, node: None, with_since: true };
            if let Ok(told) = findings(&erased.state, &erased, &request) {
                prop_assert!(!serde_json::to_string(&told).unwrap().contains(MARKER));
            }
        }
    }
}

#[test]
fn the_marker_shows_until_it_is_erased_also_where_it_was_known_before() {
    let mut log = TestLog::default();
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    let position = log.add("toelichting.vastgelegd", "onderdeel/9", "2019-02-01", json!({ "tekst": "Wacht." }));
    mark(&mut log, position);
    let shown = |log: &TestLog| String::from_utf8_lossy(&log.report("2019-03-01", position).canonical).into_owned();
    assert!(shown(&log).contains(MARKER));
    log.erase(position);
    assert!(!shown(&log).contains(MARKER), "at the position before the erasure too");
}
