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
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{AsOf, EventRow, State, SubjectNo};

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
    let mut with = PartialView { state: after.state(), between, kept: BTreeSet::new() };
    with.keep_only(found);
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
                came.between.extend(self.holds_from_between(row).then_some(events[0]));
                came.own.extend((!row.kind.coexists()).then_some(events[0]));
            }
            Rc::new(came)
        };
        Rc::clone(self.known.borrow_mut().entry(no).or_insert_with(found))
    }

    fn holds_from_between(&self, row: &EventRow) -> bool {
        self.before.day < row.day && row.day <= self.after.day && !row.kind.holds_from_position()
    }
}

/// The later point as it would be if only some of the events between had happened.
struct PartialView<'a, 's> {
    state: &'s State,
    between: &'a EventsBetween,
    /// Those events, the events they correct and the events they withdraw.
    kept: BTreeSet<u64>,
}

impl<'s> PartialView<'_, 's> {
    fn keep_only(&mut self, found: &BTreeSet<u64>) {
        self.kept.clear();
        let mut open: Vec<u64> = found.iter().copied().collect();
        while let Some(position) = open.pop() {
            let Some((no, row)) = self.state.at(position).filter(|_| self.kept.insert(position)) else { continue };
            let entry = self.state.entry(no);
            let hit = EventId::parse(entry.id()).ok().filter(|_| entry.kind == SubjectKind::Event);
            open.extend(hit.and_then(|id| self.state.position_of(id)));
            open.extend(Some(u64::from(row.corrects)).filter(|corrects| *corrects != 0));
        }
    }

    const fn after(&self) -> AsOf {
        self.between.after
    }

    /// Returns true for an event that is known here by the later point.
    fn knows(&self, position: u32) -> bool {
        u64::from(position) <= self.between.before.position || self.kept.contains(&u64::from(position))
    }

    /// Returns true for an event that counts here, whatever its day, unless it holds from a day between and is not
    /// kept.
    fn counts(&self, row: &EventRow) -> bool {
        let withdrawn = |row: &EventRow| row.withdrawn_at != 0 && self.knows(row.withdrawn_at);
        self.knows(row.position)
            && !self.is_excluded(row)
            && !withdrawn(row)
            && self.state.corrections(row).all(|by| !self.knows(by.position) || withdrawn(by))
    }

    fn is_excluded(&self, row: &EventRow) -> bool {
        self.between.holds_from_between(row) && !self.kept.contains(&u64::from(row.position))
    }

    fn counts_after(&self, row: &EventRow) -> bool {
        self.state.counts(row, self.after().position)
    }

    /// Returns true where every event of the subject between the points is kept: then each question about it has its
    /// answer.
    fn is_whole(&self, no: SubjectNo) -> bool {
        self.between.of(self.state, no).between.iter().all(|position| self.kept.contains(position))
    }

    /// Adds events to `found` until `holds`, taking `deciding` in order and making each event count here exactly if it
    /// counts later.
    fn add_until(&mut self, deciding: &[&EventRow], found: &mut BTreeSet<u64>, holds: impl Fn(&Self) -> bool) {
        let mut added: Vec<BTreeSet<u64>> = Vec::new();
        for row in deciding {
            let mut needed = BTreeSet::new();
            if self.counts_after(row) {
                self.add_missing_events(row, &mut needed);
            } else {
                add_cancelling_events(self.state, row, self.after().position, &mut needed);
            }
            needed.retain(|position| !found.contains(position));
            found.extend(&needed);
            added.push(needed);
            self.keep_only(found);
            if holds(self) {
                break;
            }
        }
        for needed in added.iter().rev().skip(1) {
            let without: BTreeSet<u64> = found.difference(needed).copied().collect();
            self.keep_only(&without);
            if holds(self) {
                *found = without;
            }
        }
        self.keep_only(found);
    }

    /// Adds what makes an event count that counts later and not here: itself, or the withdrawals of what replaced it.
    fn add_missing_events(&self, row: &EventRow, needed: &mut BTreeSet<u64>) {
        if !self.knows(row.position) || self.is_excluded(row) {
            needed.insert(u64::from(row.position));
        }
        let until = self.after().position;
        let withdrawn = self.state.corrections(row).filter(|by| self.knows(by.position) && by.withdrawn_by(until));
        needed.extend(withdrawn.map(|by| u64::from(by.withdrawn_at)));
    }
}
