//! The goal tree at a point on the two axes: which nodes stand, and which node a reference means.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::notes::reporting_date;
use super::rules::Rules;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, Folded, Row, StandingInterval, State, SubjectNo, Symbol};
use crate::domain::time::Day;

/// A node as it stands at the point of the tree.
#[derive(Debug)]
pub struct Node {
    /// Its times of standing, up to the day.
    pub intervals: Vec<StandingInterval>,
    /// Its fields since its latest `opgenomen`.
    pub folded: Folded,
}

impl Node {
    /// True when it stands on the day.
    pub fn stands(&self) -> bool {
        self.intervals.last().is_some_and(|last| last.dropped.is_none())
    }
}

/// Reads nodes on demand and remembers them: a report of one programme never touches another.
#[derive(Debug)]
pub struct Tree<'s> {
    /// What it reads.
    pub state: &'s State,
    /// The point on the two axes.
    pub at: At,
    /// The rules of the report that it is read for.
    pub rules: Rules,
    nodes: RefCell<BTreeMap<SubjectNo, Rc<Node>>>,
    /// By the event that dropped a node: asked for each note that hung on it.
    heirs: RefCell<BTreeMap<u64, Option<SubjectNo>>>,
    /// The reporting dates of rounds: asked for each node with notes.
    dates: RefCell<BTreeMap<String, Option<String>>>,
}

impl<'s> Tree<'s> {
    /// The tree at `at`; nothing is read yet.
    pub fn new(state: &'s State, at: At) -> Tree<'s> {
        Tree::under(Rules::NOW, state, at)
    }

    /// The same by the rules of one shape.
    pub fn under(rules: Rules, state: &'s State, at: At) -> Tree<'s> {
        let (nodes, heirs, dates) = Default::default();
        Tree { state, at, rules, nodes, heirs, dates }
    }

    /// A subject as it stands at the point.
    pub fn fold(&self, no: SubjectNo) -> Folded {
        self.state.fold_with(self.rules.bygones(), no, self.at)
    }

    /// The reporting date of a round.
    pub fn reporting_date(&self, round: &str) -> Option<String> {
        if let Some(date) = self.dates.borrow().get(round) {
            return date.clone();
        }
        let date = reporting_date(self.state, self.at, round);
        self.dates.borrow_mut().insert(round.to_owned(), date.clone());
        date
    }

    /// A node, standing or not.
    pub fn node(&self, no: SubjectNo) -> Rc<Node> {
        if let Some(node) = self.nodes.borrow().get(&no) {
            return Rc::clone(node);
        }
        let node = Rc::new(Node { intervals: self.state.standing_intervals(no, self.at), folded: self.fold(no) });
        self.nodes.borrow_mut().insert(no, Rc::clone(&node));
        node
    }

    /// The node that a code means, for a reference made on `day`.
    pub fn resolve_code(&self, code: &str, day: Day) -> Option<SubjectNo> {
        let no = self.state.subject(&format!("{}/{code}", SubjectKind::Node.name()))?;
        Some(self.resolve(no, day))
    }

    /// The node that a reference made on `day` to `named` means at this point.
    pub fn resolve(&self, named: SubjectNo, day: Day) -> SubjectNo {
        let interval = |no, day| meant(&self.node(no).intervals, day).copied();
        follow(named, day, interval, |no, position, dropped_on| self.heir(no, position, dropped_on))
    }

    /// Who takes over the references of a node that was dropped by the event at `position`.
    pub fn heir(&self, no: SubjectNo, position: u64, dropped_on: Day) -> Option<SubjectNo> {
        let rows = || self.state.own_rows(no, At { day: dropped_on, ..self.at });
        *self.heirs.borrow_mut().entry(position).or_insert_with(|| heir(self.state, no, position, rows))
    }

    /// The code that the event at `position`, which dropped `no`, names as its sole successor; none where it names none or more.
    pub fn sole_successor(&self, no: SubjectNo, position: u64) -> Option<Symbol> {
        sole_successor(self.state, no, position)
    }

    /// The node it is part of; none for a top, for the lowest code of a circle, and for one that does not stand.
    pub fn parent(&self, no: SubjectNo) -> Option<SubjectNo> {
        let parent = self.plain_parent(no)?;
        let mut circle = vec![no];
        let mut next = Some(parent);
        while let Some(above) = next {
            if above == no {
                let lowest = circle.iter().min_by(|a, b| compare_codes(self.code(**a), self.code(**b)));
                return (lowest != Some(&no)).then_some(parent);
            }
            if circle.contains(&above) {
                return Some(parent); // a circle above it: it is not part of it
            }
            circle.push(above);
            next = self.plain_parent(above);
        }
        Some(parent)
    }

    /// What its own field and the reference in it say it is part of, circles aside.
    pub fn plain_parent(&self, no: SubjectNo) -> Option<SubjectNo> {
        let node = self.node(no);
        if !node.stands() {
            return None;
        }
        let setting = node.folded.settings.get(Field::Parent)?;
        let code = node.folded.settings.token(Field::Parent)?;
        self.resolve_code(self.state.token(code), setting.day)
    }

    /// The code of a node.
    pub fn code(&self, no: SubjectNo) -> &'s str {
        self.state.entry(no).id()
    }
}

/// The time of standing that a reference made on `day` means.
pub fn meant(intervals: &[StandingInterval], day: Day) -> Option<&StandingInterval> {
    let holds = |i: &&StandingInterval| i.from <= day && i.dropped.is_none_or(|(end, _)| end > day);
    intervals.iter().find(holds).or_else(|| intervals.iter().find(|i| i.from > day)).or_else(|| intervals.last())
}

/// The node that a reference made on `day` to `named` means: the nodes that it passes are asked for the time of standing that is
/// meant, and who takes over when that ends.
pub fn follow(
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

/// Who takes over the references of a node that was dropped by the event at `position`; `rows` are its events up to that day.
pub fn heir<'r>(
    state: &'r State,
    no: SubjectNo,
    position: u64,
    rows: impl FnOnce() -> Vec<&'r Row>,
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
