//! Property tests over random logs: the incremental fold agrees with the reference implementation, and steps agree with
//! history.

use hashbrown::HashMap;
use proptest::prelude::*;
use serde_json::Value;

use super::incremental::IncrementalFold;
use super::view::NamedValues;
use super::{Addresses, EventRange, HistoryBuilder, audit, history, history_entries, plain, steps};
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{Seeds, log_of};

/// Returns every subject of a log.
fn subjects(log: &TestLog) -> Vec<String> {
    let mut names: Vec<String> = log.records.iter().map(|record| record.subject.as_str().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns the value of a name, where an empty list and a missing name count as null.
fn value(object: &Value, name: &str) -> Value {
    let value = object.get(name).cloned().unwrap_or(Value::Null);
    if value.as_array().is_some_and(Vec::is_empty) { Value::Null } else { value }
}

proptest! {
    #![proptest_config(with_cases(300))]

    /// The incremental fold must agree with the reference implementation.
    #[test]
    fn what_an_event_finds_and_leaves_agrees_with_folding_the_subject_anew(
        all in prop::collection::vec(any::<Seeds>(), 1..70), known in 1..=100u64,
    ) {
        let log = log_of(&all);
        let position = 1 + known * (log.state.head() - 1) / 100;
        let records: HashMap<u64, _> = log.records.iter().map(|record| (record.position, record.clone())).collect();
        for name in subjects(&log) {
            let no = log.state.subject(&name).unwrap();
            let (teller, mut running) = (HistoryBuilder { state: &log.state, no, position }, IncrementalFold::new(&log.state, no));
            for act in history_entries(&log.state, no, position) {
                let scope = teller.scope(act.row);
                let plain = |position| plain::view(&log.state, no, act.row.day, position, &scope, &records);
                let before = NamedValues::new(&log.state, &records, running.state_on_day(&scope, act.row));
                prop_assert_eq!(before, plain(act.position - 1), "{} before {}", name, act.position);
                running.apply(&act);
                let after = NamedValues::new(&log.state, &records, running.state_on_day(&scope, act.row));
                prop_assert_eq!(after, plain(act.position), "{} after {}", name, act.position);
            }
        }
    }

    /// The pages of an audit trail together contain the events of `steps`, each once, with the whole state before and
    /// after.
    #[test]
    fn the_pages_of_an_audit_trail_are_the_steps(all in prop::collection::vec(any::<Seeds>(), 1..70), limit in 1..9usize) {
        let log = log_of(&all);
        let addresses = Addresses { base: "https://peildatum.example", collection: "dingen" };
        for name in subjects(&log) {
            let head = log.state.head();
            let steps = steps(&log.state, &log, &name, head).unwrap();
            let (mut rows, mut after) = (Vec::new(), Some(0));
            while let Some(from) = after {
                let page = audit(&log.state, &log, (&name, head), EventRange { after: from, limit, until: None }, addresses).unwrap();
                prop_assert!(page.rows.len() <= limit);
                rows.extend(page.rows);
                after = page.next;
            }
            let steps = steps["gebeurtenissen"].as_array().unwrap();
            prop_assert_eq!(rows.len(), steps.len());
            for (row, step) in rows.iter().zip(steps) {
                let state = |state: &Value| if state.as_object().unwrap().is_empty() { Value::Null } else { state.clone() };
                prop_assert_eq!(&row.changes.old, &state(&step["voor"]));
                prop_assert_eq!(&row.changes.new, &state(&step["na"]));
                prop_assert_eq!(Some(row.position), step["positie"].as_u64());
                prop_assert_eq!(Some(row.uuid.as_str()), step["gebeurtenis"]["id"].as_str());
            }
        }
    }

    /// The changes that `history` returns for an event are exactly the differences of the states that `steps` returns.
    #[test]
    fn the_changes_of_history_are_the_differences_of_steps(all in prop::collection::vec(any::<Seeds>(), 1..70)) {
        let log = log_of(&all);
        for name in subjects(&log) {
            let head = log.state.head();
            let told = history(&log.state, &log, &name, head).unwrap();
            let steps = steps(&log.state, &log, &name, head).unwrap();
            let (told, steps) = (told["gebeurtenissen"].as_array().unwrap(), steps["gebeurtenissen"].as_array().unwrap());
            prop_assert_eq!(told.len(), steps.len());
            for (row, step) in told.iter().zip(steps) {
                let (before, after) = (&step["voor"], &step["na"]);
                let names = before.as_object().unwrap().keys().chain(after.as_object().unwrap().keys());
                let mut differ: Vec<&String> = names.filter(|name| value(before, name) != value(after, name)).collect();
                differ.sort_unstable();
                differ.dedup();
                let changes = row["wijzigingen"].as_array().unwrap();
                let mut changed: Vec<&str> = changes.iter().map(|change| change["veld"].as_str().unwrap()).collect();
                changed.sort_unstable();
                prop_assert_eq!(differ, changed, "{} at {}", name, &row["positie"]);
                for change in changes {
                    let name = change["veld"].as_str().unwrap();
                    prop_assert_eq!(value(before, name), value(change, "van"));
                    prop_assert_eq!(value(after, name), value(change, "naar"));
                }
            }
        }
    }
}
