//! The goal tree at a point on the two axes: which nodes stand, and which node a reference means.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, Folded, StandingInterval, State, SubjectNo, Symbol};
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
    nodes: RefCell<BTreeMap<SubjectNo, Rc<Node>>>,
}

impl<'s> Tree<'s> {
    /// The tree at `at`; nothing is read yet.
    pub fn new(state: &'s State, at: At) -> Tree<'s> {
        Tree { state, at, nodes: RefCell::default() }
    }

    /// A node, standing or not.
    pub fn node(&self, no: SubjectNo) -> Rc<Node> {
        if let Some(node) = self.nodes.borrow().get(&no) {
            return Rc::clone(node);
        }
        let node = Rc::new(Node {
            intervals: self.state.standing_intervals(no, self.at),
            folded: self.state.fold(no, self.at),
        });
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
        let (mut no, mut day) = (named, day);
        let mut followed = BTreeSet::new();
        loop {
            let node = self.node(no);
            let Some(interval) = meant(&node.intervals, day) else { return named };
            let Some((dropped_on, position)) = interval.dropped else { return no };
            if !followed.insert(position) {
                return named;
            }
            let Some(next) = self.heir(no, position, dropped_on) else { return named };
            (no, day) = (next, dropped_on);
        }
    }

    /// Who takes over the references of a node that was dropped by the event at `position`.
    pub fn heir(&self, no: SubjectNo, position: u64, dropped_on: Day) -> Option<SubjectNo> {
        let code = if let Some(only) = self.sole_successor(no, position) {
            only
        } else {
            let then = At { day: dropped_on, ..self.at };
            let before: Vec<_> = self
                .state
                .standing_rows(no, then)
                .into_iter()
                .take_while(|r| u64::from(r.position) != position)
                .collect();
            self.state.fold_rows(no, &before).settings.token(Field::Parent)?
        };
        self.state.subject(&format!("{}/{}", SubjectKind::Node.name(), self.state.token(code)))
    }

    /// The code that the event at `position`, which dropped `no`, names as its sole successor; none where it names none or more.
    pub fn sole_successor(&self, no: SubjectNo, position: u64) -> Option<Symbol> {
        let (_, row) = self.state.at(position)?;
        match self.state.entry(no).cell(row, Field::Successors).map_or(&[][..], |value| self.state.list(value)) {
            [only] => Some(*only),
            _ => None,
        }
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
