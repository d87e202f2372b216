//! Whether the events that explain a value are enough: what it asks, answered with these events and without the others that came
//! between.
//!
//! The way from one point to another is told by a few of the events between them. Those are enough when, with only these added to
//! the earlier point, each question that the value asks has the answer that it has at the later one; then the value is the same as
//! well. Where a question has another answer, events that make the difference are added: from the one that decides on, until it
//! has not, and then without those that were not needed.

mod hung;
mod subject;

pub(super) use hung::{Asks, HungQuestion};
pub(super) use subject::{Question, measured};

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use hashbrown::HashMap;

use super::reasons::takers;
use super::stand::Stand;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{At, Row, State, SubjectNo};

/// What a value asks of subjects, and of the notes or lights on a node or case.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub subjects: BTreeSet<(SubjectNo, Question)>,
    pub hung: Vec<HungQuestion>,
}

/// Adds to `found` what is not there and is needed for each of these questions to have, with `found` alone, its answer at the later
/// of two points, `after`; `between` is what came between.
pub(super) fn complete(after: &Stand<'_>, between: &Between, questions: &Questions, found: &mut BTreeSet<u64>) {
    let mut with = With { state: after.state(), between, kept: BTreeSet::new() };
    with.keep_only(found);
    loop {
        let known = found.len();
        for &(no, question) in &questions.subjects {
            with.subject(no, question, found);
        }
        for question in &questions.hung {
            with.hung(after, question, found);
        }
        if found.len() == known {
            return;
        }
    }
}

/// Of two points that differ in what was known, or in the day, the later one.
pub(super) fn later<'a, 's>(x: &'a Stand<'s>, y: &'a Stand<'s>) -> &'a Stand<'s> {
    if y.at().day < x.at().day { x } else { y }
}

/// What came between two points, by subject: many rows ask of the same ones, of which some have very many events.
#[derive(Debug)]
pub(super) struct Between {
    before: At,
    after: At,
    known: RefCell<HashMap<SubjectNo, Rc<Came>>>,
}

/// What a question to a subject looks at.
#[derive(Debug)]
struct Came {
    /// The events that were recorded or withdrawn between, or that hold from a day between.
    between: Vec<u64>,
    /// All of its own events: neither notes nor lights nor measurements.
    own: Vec<u64>,
}

impl Between {
    /// What came between two points that differ in what was known, or in the day.
    pub fn new(x: &Stand<'_>, y: &Stand<'_>) -> Between {
        let after = later(x, y).at();
        let before = if after == y.at() { x.at() } else { y.at() };
        Between { before, after, known: RefCell::default() }
    }

    fn of(&self, state: &State, no: SubjectNo) -> Rc<Came> {
        let (first, last) = (self.before.position, self.after.position);
        let found = || {
            let mut came = Came { between: Vec::new(), own: Vec::new() };
            for row in &state.entry(no).rows {
                let events = [row.position, row.withdrawn_at].map(u64::from);
                came.between.extend(events.iter().filter(|at| first < **at && **at <= last));
                came.between.extend(self.holds_from_between(row).then_some(events[0]));
                came.own.extend((!row.kind.stands_apart()).then_some(events[0]));
            }
            Rc::new(came)
        };
        Rc::clone(self.known.borrow_mut().entry(no).or_insert_with(found))
    }

    fn holds_from_between(&self, row: &Row) -> bool {
        self.before.day < row.day && row.day <= self.after.day && !row.kind.holds_from_position()
    }
}

/// The later point as if of what came between only some events had.
struct With<'a, 's> {
    state: &'s State,
    between: &'a Between,
    /// Those events, what they correct and what they take back.
    kept: BTreeSet<u64>,
}

impl<'s> With<'_, 's> {
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

    const fn after(&self) -> At {
        self.between.after
    }

    /// True for an event that is known, here, by the later point.
    fn knows(&self, position: u32) -> bool {
        u64::from(position) <= self.between.before.position || self.kept.contains(&u64::from(position))
    }

    /// True for an event that counts here, whatever its day, and holds from no day between.
    fn counts(&self, row: &Row) -> bool {
        let withdrawn = |row: &Row| row.withdrawn_at != 0 && self.knows(row.withdrawn_at);
        self.knows(row.position)
            && !self.came_between(row)
            && !withdrawn(row)
            && self.state.corrections(row).all(|by| !self.knows(by.position) || withdrawn(by))
    }

    fn came_between(&self, row: &Row) -> bool {
        self.between.holds_from_between(row) && !self.kept.contains(&u64::from(row.position))
    }

    fn counts_after(&self, row: &Row) -> bool {
        self.state.counts(row, self.after().position)
    }

    /// True where nothing of the subject came between but what is kept: then each question to it has its answer.
    fn is_whole(&self, no: SubjectNo) -> bool {
        self.between.of(self.state, no).between.iter().all(|position| self.kept.contains(position))
    }

    /// Of `deciding`, in their order, adds to `found` what makes that it `holds`, each either counting here as it does later.
    fn mend(&mut self, deciding: &[&Row], found: &mut BTreeSet<u64>, holds: impl Fn(&Self) -> bool) {
        let mut added: Vec<BTreeSet<u64>> = Vec::new();
        for row in deciding {
            let mut needed = BTreeSet::new();
            if self.counts_after(row) {
                self.given(row, &mut needed);
            } else {
                takers(self.state, row, self.after().position, &mut needed);
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

    /// An event that counts later and not here: itself, or the withdrawals of what stood in its place.
    fn given(&self, row: &Row, needed: &mut BTreeSet<u64>) {
        if !self.knows(row.position) || self.came_between(row) {
            needed.insert(u64::from(row.position));
        }
        let until = self.after().position;
        let withdrawn = self.state.corrections(row).filter(|by| self.knows(by.position) && by.withdrawn_by(until));
        needed.extend(withdrawn.map(|by| u64::from(by.withdrawn_at)));
    }
}
