//! The goal tree at a point on the two time axes: which nodes exist, and which node a reference means.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::reporting_dates::reporting_date;
use super::rules::ReportRules;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{AsOf, EventRow, StandingInterval, State, StateView, SubjectNo, SubjectState, Symbol};
use crate::domain::time::Day;

/// A node in its state at the point of the tree.
#[derive(Debug)]
pub struct TreeNode {
    /// The intervals in which it exists, up to the day.
    pub intervals: Vec<StandingInterval>,
    /// Its fields since its latest `opgenomen`.
    pub folded: SubjectState,
}

impl TreeNode {
    /// Returns true when it exists on the day.
    pub fn exists(&self) -> bool {
        self.intervals.last().is_some_and(|last| last.dropped.is_none())
    }
}

/// Reads nodes on demand and caches them: a report of one programme never reads another one.
#[derive(Debug)]
pub struct GoalTree<'s> {
    /// The log that it reads.
    pub state: &'s State,
    /// The point on the two time axes.
    pub at: AsOf,
    /// The state at that point, by the events that count.
    pub view: StateView<'s>,
    /// The rules of the report it is read for.
    pub rules: ReportRules,
    nodes: RefCell<BTreeMap<SubjectNo, Rc<TreeNode>>>,
    /// The node that takes over, by the position of the event that dropped a node. Cached because it is needed for each
    /// note on that node.
    heirs: RefCell<BTreeMap<u64, Option<SubjectNo>>>,
    /// The reporting dates of rounds. Cached because they are needed for each node with notes.
    dates: RefCell<BTreeMap<String, Option<String>>>,
}

impl<'s> GoalTree<'s> {
    /// Returns the tree at `at` by the current rules, without reading anything yet.
    pub fn new(state: &'s State, at: AsOf) -> GoalTree<'s> {
        GoalTree::with_rules(ReportRules::CURRENT, state.as_of(at))
    }

    /// Returns the tree by the events that count, and by the rules of one shape of the report.
    pub fn with_rules(rules: ReportRules, view: StateView<'s>) -> GoalTree<'s> {
        let (nodes, heirs, dates) = Default::default();
        GoalTree { state: view.state(), at: view.at(), view, rules, nodes, heirs, dates }
    }

    /// Folds a subject to its state at the point.
    pub fn fold(&self, no: SubjectNo) -> SubjectState {
        self.view.fold_with(self.rules.bygones(), no)
    }

    /// Returns the reporting date of a round.
    pub fn reporting_date(&self, round: &str) -> Option<String> {
        if let Some(date) = self.dates.borrow().get(round) {
            return date.clone();
        }
        let date = reporting_date(self.view, round);
        self.dates.borrow_mut().insert(round.to_owned(), date.clone());
        date
    }

    /// Returns a node, whether it exists on the day or not.
    pub fn node(&self, no: SubjectNo) -> Rc<TreeNode> {
        if let Some(node) = self.nodes.borrow().get(&no) {
            return Rc::clone(node);
        }
        let intervals = self.view.standing_intervals(no);
        let node = Rc::new(TreeNode { intervals, folded: self.fold(no) });
        self.nodes.borrow_mut().insert(no, Rc::clone(&node));
        node
    }

    /// Returns the node that a code means, for a reference made on `day`.
    pub fn resolve_code(&self, code: &str, day: Day) -> Option<SubjectNo> {
        let no = self.state.subject(&format!("{}/{code}", SubjectKind::Node.name()))?;
        Some(self.resolve(no, day))
    }

    /// Returns the node that a reference to `named`, made on `day`, means at this point.
    pub fn resolve(&self, named: SubjectNo, day: Day) -> SubjectNo {
        let interval = |no, day| find_interval(&self.node(no).intervals, day).copied();
        resolve_reference(named, day, interval, |no, position, dropped_on| self.heir(no, position, dropped_on))
    }

    /// Returns the node that takes over the references of a node that was dropped by the event at `position`.
    pub fn heir(&self, no: SubjectNo, position: u64, dropped_on: Day) -> Option<SubjectNo> {
        let rows = || self.view.on(dropped_on).own_rows(no);
        *self.heirs.borrow_mut().entry(position).or_insert_with(|| heir(self.state, no, position, rows))
    }

    /// Returns the code that the event at `position`, which dropped `no`, names as its sole successor; `None` where it
    /// names none or several.
    pub fn sole_successor(&self, no: SubjectNo, position: u64) -> Option<Symbol> {
        sole_successor(self.state, no, position)
    }

    /// Returns the parent of a node; `None` for a top, for the lowest code of a cycle, and for a node that does not
    /// exist.
    pub fn parent(&self, no: SubjectNo) -> Option<SubjectNo> {
        let parent = self.direct_parent(no)?;
        let mut circle = vec![no];
        let mut next = Some(parent);
        while let Some(above) = next {
            if above == no {
                let lowest = circle.iter().min_by(|a, b| compare_codes(self.code(**a), self.code(**b)));
                return (lowest != Some(&no)).then_some(parent);
            }
            if circle.contains(&above) {
                return Some(parent); // there is a cycle above it that it is not part of
            }
            circle.push(above);
            next = self.direct_parent(above);
        }
        Some(parent)
    }

    /// Returns the parent that the field of the node refers to, without looking for cycles.
    pub fn direct_parent(&self, no: SubjectNo) -> Option<SubjectNo> {
        let node = self.node(no);
        if !node.exists() {
            return None;
        }
        let setting = node.folded.settings.get(Field::Parent)?;
        let code = node.folded.settings.token(Field::Parent)?;
        self.resolve_code(self.state.token(code), setting.day)
    }

    /// Returns the code of a node.
    pub fn code(&self, no: SubjectNo) -> &'s str {
        self.state.entry(no).id()
    }
}

/// Returns the interval of existence that a reference made on `day` means: the one that contains the day, else the
/// first that begins later, else the last.
pub fn find_interval(intervals: &[StandingInterval], day: Day) -> Option<&StandingInterval> {
    let holds = |i: &&StandingInterval| i.from <= day && i.dropped.is_none_or(|(end, _)| end > day);
    intervals.iter().find(holds).or_else(|| intervals.iter().find(|i| i.from > day)).or_else(|| intervals.last())
}

/// Returns the node that a reference to `named`, made on `day`, means. `interval` returns the interval of existence
/// that a reference to a node means; `heir` returns the node that takes over when that interval ends.
pub fn resolve_reference(
    named: SubjectNo,
    day: Day,
    interval: impl Fn(SubjectNo, Day) -> Option<StandingInterval>,
    heir: impl Fn(SubjectNo, u64, Day) -> Option<SubjectNo>,
) -> SubjectNo {
    let (mut no, mut day) = (named, day);
    let mut followed = BTreeSet::new();
    loop {
        let Some(interval) = interval(no, day) else { return named };
        let Some((dropped_on, position)) = interval.dropped else { return no };
        if !followed.insert(position) {
            return named;
        }
        let Some(next) = heir(no, position, dropped_on) else { return named };
        (no, day) = (next, dropped_on);
    }
}

/// Returns the node that takes over the references of a node that was dropped by the event at `position`: the sole
/// successor, else the parent before that event. `rows` are the events of the node up to that day.
pub fn heir<'r>(
    state: &'r State,
    no: SubjectNo,
    position: u64,
    rows: impl FnOnce() -> Vec<&'r EventRow>,
) -> Option<SubjectNo> {
    let code = if let Some(only) = sole_successor(state, no, position) {
        only
    } else {
        let before: Vec<_> = rows().into_iter().take_while(|row| u64::from(row.position) != position).collect();
        state.fold_rows(no, &before).settings.token(Field::Parent)?
    };
    state.subject(&format!("{}/{}", SubjectKind::Node.name(), state.token(code)))
}

fn sole_successor(state: &State, no: SubjectNo, position: u64) -> Option<Symbol> {
    let (_, row) = state.at(position)?;
    match state.entry(no).cell(row, Field::Successors).map_or(&[][..], |value| state.list(value)) {
        [only] => Some(*only),
        _ => None,
    }
}
