//! Checks that the events that explain a value are sufficient, by answering the value's questions with only these
//! events.
//!
//! A few of the events between two points explain the step from one to the other. They are sufficient when, with only
//! these added to the earlier point, each question on which the value depends has the answer that it has at the later
//! point; then the value is the same as well. Where a question has another answer, the deciding events are added one by
//! one until the answer is right; after that, those that turn out not to be needed are removed.

mod attached;
mod subject;

pub(super) use attached::{AttachedQuestion, AttachedTopic};
pub(super) use subject::{SubjectQuestion, measured};

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use hashbrown::HashMap;

use super::point_view::PointView;
use super::reasons::add_cancelling_events;
use crate::domain::state::{AsOf, Counting, EventRow, PartialLog, State, StateView, SubjectNo, holds_from_between};

/// The questions about subjects, and about the notes or lights on a node or case, on which a value depends.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub subjects: BTreeSet<(SubjectNo, SubjectQuestion)>,
    pub hung: Vec<AttachedQuestion>,
}

/// Adds the missing events to `found` until each of these questions has, with `found` alone, its answer at `after`, the
/// later of two points. `between` is what came between the points.
pub(super) fn complete_events(
    after: &PointView<'_>,
    between: &EventsBetween,
    questions: &Questions,
    found: &mut BTreeSet<u64>,
) {
    let part = PartialLog::new(between.before, between.after);
    let mut with = PartialView { state: after.state(), between, part };
    with.part.keep_only(with.state, found);
    loop {
        let known = found.len();
        for &(no, question) in &questions.subjects {
            with.complete_subject(no, question, found);
        }
        for question in &questions.hung {
            with.complete_attached(after, question, found);
        }
        if found.len() == known {
            return;
        }
    }
}

/// Returns the later of two points that differ in what was known, or in the day.
pub(super) fn later<'a, 's>(x: &'a PointView<'s>, y: &'a PointView<'s>) -> &'a PointView<'s> {
    if y.at().day < x.at().day { x } else { y }
}

/// The events between two points, cached by subject: many rows ask about the same subjects, and some have very many
/// events.
#[derive(Debug)]
pub(super) struct EventsBetween {
    before: AsOf,
    after: AsOf,
    known: RefCell<HashMap<SubjectNo, Rc<SubjectEvents>>>,
}

/// The events of a subject that a question looks at.
#[derive(Debug)]
struct SubjectEvents {
    /// The events that were recorded or withdrawn between, or that hold from a day between.
    between: Vec<u64>,
    /// All of its own events, without notes, lights and measurements.
    own: Vec<u64>,
}

impl EventsBetween {
    /// Collects the events between two points that differ in what was known, or in the day.
    pub fn new(x: &PointView<'_>, y: &PointView<'_>) -> EventsBetween {
        let after = later(x, y).at();
        let before = if after == y.at() { x.at() } else { y.at() };
        EventsBetween { before, after, known: RefCell::default() }
    }

    fn of(&self, state: &State, no: SubjectNo) -> Rc<SubjectEvents> {
        let (first, last) = (self.before.position, self.after.position);
        let found = || {
            let mut came = SubjectEvents { between: Vec::new(), own: Vec::new() };
            for row in &state.entry(no).rows {
                let events = [row.position, row.withdrawn_at].map(u64::from);
                came.between.extend(events.iter().filter(|at| first < **at && **at <= last));
                came.between.extend(holds_from_between(self.before, self.after, row).then_some(events[0]));
                came.own.extend((!row.kind.coexists()).then_some(events[0]));
            }
            Rc::new(came)
        };
        Rc::clone(self.known.borrow_mut().entry(no).or_insert_with(found))
    }
}

/// The later point, and the same as it would be if only some of the events between had happened.
struct PartialView<'a, 's> {
    state: &'s State,
    between: &'a EventsBetween,
    part: PartialLog,
}

impl<'s> PartialView<'_, 's> {
    /// Returns the state at the later point.
    fn there(&self) -> StateView<'s> {
        self.state.as_of(self.between.after)
    }

    /// Returns the state at the later point with only the events that are kept.
    fn here(&self) -> StateView<'_> {
        self.state.view(self.between.after.day, Counting::Only(&self.part))
    }

    /// Returns true where every event of the subject between the points is kept: then each question about it has its
    /// answer.
    fn is_whole(&self, no: SubjectNo) -> bool {
        self.between.of(self.state, no).between.iter().all(|position| self.part.keeps(*position))
    }

    /// Adds events to `found` until `holds`, taking `deciding` in order and making each event count here exactly if it
    /// counts later.
    fn add_until(&mut self, deciding: &[&EventRow], found: &mut BTreeSet<u64>, holds: impl Fn(&Self) -> bool) {
        let mut added: Vec<BTreeSet<u64>> = Vec::new();
        for row in deciding {
            let mut needed = BTreeSet::new();
            if self.there().counts(row) {
                self.add_missing_events(row, &mut needed);
            } else {
                add_cancelling_events(self.state, row, self.between.after.position, &mut needed);
            }
            needed.retain(|position| !found.contains(position));
            found.extend(&needed);
            added.push(needed);
            self.part.keep_only(self.state, found);
            if holds(self) {
                break;
            }
        }
        for needed in added.iter().rev().skip(1) {
            let without: BTreeSet<u64> = found.difference(needed).copied().collect();
            self.part.keep_only(self.state, &without);
            if holds(self) {
                *found = without;
            }
        }
        self.part.keep_only(self.state, found);
    }

    /// Adds what makes an event count that counts later and not here: itself, or the withdrawals of what replaced it.
    fn add_missing_events(&self, row: &EventRow, needed: &mut BTreeSet<u64>) {
        if !self.part.knows(row.position) || self.part.excludes(row) {
            needed.insert(u64::from(row.position));
        }
        let until = self.between.after.position;
        let withdrawn = self.state.corrections(row).filter(|by| self.part.knows(by.position) && by.withdrawn_by(until));
        needed.extend(withdrawn.map(|by| u64::from(by.withdrawn_at)));
    }
}
