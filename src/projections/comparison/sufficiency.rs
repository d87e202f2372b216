//! Checks that the events that explain a value are sufficient, by asking for the value again with only these events.
//!
//! A few of the events between two points explain the step from one to the other. They are sufficient when, with only
//! these added to the earlier point, the value is the one of the later point. Where it is another, events on which it
//! may depend are added one by one until it is right; after that, those that turn out not to be needed are removed.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use hashbrown::HashMap;

use super::asked::Asked;
use super::compared_value::ComparedValue;
use super::point_view::PointView;
use super::reasons::add_cancelling_events;
use super::shown_attachments::contributors;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{
    AsOf, Counting, EventRow, FieldValue, PartialLog, State, StateView, SubjectEntry, SubjectNo, holds_from_between,
};

/// A value of the later of two points.
#[derive(Debug)]
pub(super) struct Question {
    pub asked: Asked,
    pub answer: ComparedValue,
}

/// Adds the missing events to `found` until each of these questions has, with `found` alone, its answer at `after`, the
/// later of two points. `between` is what came between the points.
pub(super) fn complete_events(
    after: &PointView<'_>,
    between: &EventsBetween,
    questions: &[Question],
    found: &mut BTreeSet<u64>,
) {
    let state = after.state();
    let mut check = SufficiencyCheck { after, between, part: PartialLog::new(between.before, between.after) };
    check.part.keep_only(state, found);
    loop {
        let known = found.len();
        for question in questions {
            let scope = DependencyScope::of(after, &question.asked);
            if scope.events(between, state).all(|event| check.part.keeps(event)) || check.holds(question) {
                continue; // nothing that the value may depend on is left out, or it does not matter
            }
            check.add_until_it_holds(question, &scope, found);
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
    known: RefCell<HashMap<SubjectNo, SubjectEvents>>,
}

/// The events of one subject that were recorded or withdrawn between two points, or that hold from a day between; each
/// with the type of the event that is recorded or withdrawn.
type SubjectEvents = Rc<[(u64, EventType)]>;

impl EventsBetween {
    /// Collects the events between two points that differ in what was known, or in the day.
    pub fn new<'s>(x: &PointView<'s>, y: &PointView<'s>) -> EventsBetween {
        let after = later(x, y).at();
        let before = if after == y.at() { x.at() } else { y.at() };
        EventsBetween { before, after, known: RefCell::default() }
    }

    fn of(&self, state: &State, no: SubjectNo) -> SubjectEvents {
        let (first, last) = (self.before.position, self.after.position);
        let found = || {
            let mut came = Vec::new();
            for row in &state.entry(no).rows {
                let events = [row.position, row.withdrawn_at].map(u64::from);
                let recorded = events.into_iter().filter(|at| first < *at && *at <= last);
                let holds = holds_from_between(self.before, self.after, row).then_some(events[0]);
                came.extend(recorded.chain(holds).map(|event| (event, row.kind)));
            }
            came.into()
        };
        Rc::clone(self.known.borrow_mut().entry(no).or_insert_with(found))
    }
}

/// What a value may depend on: the events of these subjects about themselves, and those of one type beside.
struct DependencyScope {
    /// The subject itself, or what is attached to the node or case.
    nearest: Vec<SubjectNo>,
    /// What these refer to, and the rounds of what is attached.
    others: Vec<SubjectNo>,
    /// The type of events beside those of the subjects themselves: measurements, notes or lights.
    beside: Option<EventType>,
}

impl DependencyScope {
    fn of(after: &PointView<'_>, asked: &Asked) -> DependencyScope {
        let state = after.state();
        let no = asked.subject();
        let (nearest, beside) = match asked {
            Asked::Field(..) | Asked::Exists(_) => (vec![no], Some(EventType::IndicatorMeasured)),
            Asked::Colour(..) => (contributors(state, no), Some(EventType::LightSet)),
            Asked::Note(..) => (contributors(state, no), Some(EventType::NoteRecorded)),
        };
        let mut others = match asked {
            Asked::Exists(_) => Vec::new(),
            Asked::Field(_, field) if !DERIVED.contains(&field.as_str()) => Vec::new(),
            Asked::Field(..) => dependencies(after, no),
            Asked::Colour(..) | Asked::Note(..) => {
                let rounds = rounds(after, &nearest, beside);
                nearest.iter().flat_map(|no| dependencies(after, *no)).chain(rounds).collect()
            }
        };
        others.sort_unstable();
        others.dedup();
        others.retain(|other| !nearest.contains(other));
        DependencyScope { nearest, others, beside }
    }

    /// Returns true where an event of this type about a subject matters. A subject that nothing introduces shows by any
    /// event at all.
    fn concerns(&self, subject: &SubjectEntry, kind: EventType) -> bool {
        !kind.coexists() || self.beside == Some(kind) || !subject.rows.iter().any(|row| row.kind.introduces())
    }

    fn subjects(&self) -> impl Iterator<Item = SubjectNo> {
        self.nearest.iter().chain(&self.others).copied()
    }

    /// Returns the events between two points on which the value may depend.
    fn events(&self, between: &EventsBetween, state: &State) -> impl Iterator<Item = u64> {
        self.subjects().flat_map(move |no| {
            let (events, subject) = (between.of(state, no), state.entry(no));
            let concerned = events.iter().filter(|(_, kind)| self.concerns(subject, *kind)).map(|(event, _)| *event);
            concerned.collect::<Vec<u64>>()
        })
    }
}

/// Fields of a report that depend on other subjects than their own.
const DERIVED: [&str; 6] =
    ["onderdeel", "bovenliggend", "gedektDoor", "gerealiseerdDoor", "openInCenten", "voorbehoudVervuld"];

/// Returns the subjects on which the place or the amounts of a subject may depend: the nodes and cases that it ever
/// referred to, directly or through others; the amounts that ever pointed at it; the decision that fulfils it.
fn dependencies(after: &PointView<'_>, no: SubjectNo) -> Vec<SubjectNo> {
    let state = after.state();
    let is_place = |no: &SubjectNo| matches!(state.entry(*no).kind, SubjectKind::Node | SubjectKind::Case);
    let mut found = vec![no];
    let mut at = 0;
    while at < found.len() {
        for other in state.entry(found[at]).refers_to().filter(|other| is_place(other)) {
            if !found.contains(&other) {
                found.push(other);
            }
        }
        at += 1;
    }
    let entry = state.entry(no);
    if entry.kind == SubjectKind::Adjustment {
        found.extend(entry.referrers().filter(|other| state.entry(*other).kind == SubjectKind::Adjustment));
    }
    found.extend(after.fulfilled_by(no));
    found
}

/// Returns the rounds whose dates may decide which notes or lights are shown.
fn rounds(after: &PointView<'_>, subjects: &[SubjectNo], kind: Option<EventType>) -> Vec<SubjectNo> {
    let state = after.state();
    let of = |no: &SubjectNo| {
        let entry = state.entry(*no);
        let attached = entry.rows.iter().filter(|row| Some(row.kind) == kind);
        attached
            .filter_map(|row| entry.cell(row, Field::Round).and_then(FieldValue::token))
            .map(|round| state.token(round))
    };
    let own = after.round.as_ref().map(|round| round.id.as_str());
    let named: BTreeSet<&str> = subjects.iter().flat_map(of).chain(own).collect();
    named.into_iter().filter_map(|id| state.subject(&format!("{}/{id}", SubjectKind::Round.name()))).collect()
}

/// The later point, and the same as it would be if only some of the events between had happened.
struct SufficiencyCheck<'a, 's> {
    after: &'a PointView<'s>,
    between: &'a EventsBetween,
    part: PartialLog,
}

impl<'s> SufficiencyCheck<'_, 's> {
    fn holds(&self, question: &Question) -> bool {
        self.after.with_only(&self.part, question.asked.subject()).answer(&question.asked) == question.answer
    }

    /// Adds events to `found` until the answer is right, making each event count exactly if it counts later.
    fn add_until_it_holds(&mut self, question: &Question, scope: &DependencyScope, found: &mut BTreeSet<u64>) {
        let state = self.after.state();
        let mut added: Vec<BTreeSet<u64>> = Vec::new();
        for row in self.deciding_events(question, scope) {
            let mut needed = BTreeSet::new();
            if self.after.view().counts(row) {
                self.add_missing_events(row, &mut needed);
            } else {
                add_cancelling_events(state, row, self.between.after.position, &mut needed);
            }
            needed.retain(|position| !found.contains(position));
            found.extend(&needed);
            added.push(needed);
            self.part.keep_only(state, found);
            if self.holds(question) {
                break;
            }
        }
        for needed in added.iter().rev().skip(1).filter(|needed| !needed.is_empty()) {
            let without: BTreeSet<u64> = found.difference(needed).copied().collect();
            self.part.keep_only(state, &without);
            if self.holds(question) {
                *found = without;
            }
        }
        self.part.keep_only(state, found);
    }

    /// Returns the events that count in one of the two states and not in the other: those first that bear on the value
    /// itself, and of these the last first. Whether a subject shows is decided by its first introduction.
    fn deciding_events(&self, question: &Question, scope: &DependencyScope) -> Vec<&'s EventRow> {
        let state = self.after.state();
        let here: StateView<'_> = state.view(self.between.after.day, Counting::Only(&self.part));
        let there = self.after.view();
        let of = |subjects: &[SubjectNo]| -> Vec<&'s EventRow> {
            let differs = |row: &&EventRow| here.counts(row) != there.counts(row);
            let concerned = |no: &SubjectNo| {
                let subject = state.entry(*no);
                subject.rows.iter().filter(move |row| scope.concerns(subject, row.kind)).filter(differs)
            };
            let mut rows: Vec<&EventRow> = subjects.iter().flat_map(concerned).collect();
            rows.sort_by_key(|row| {
                let first = row.kind.introduces() && matches!(question.asked, Asked::Exists(_));
                (!first, !bears_on(state, row, &question.asked), Reverse(row.order()))
            });
            rows
        };
        of(&scope.nearest).into_iter().chain(of(&scope.others)).collect()
    }

    /// Adds what makes an event count that counts later and not here: itself, or the withdrawals of what replaced it.
    fn add_missing_events(&self, row: &EventRow, needed: &mut BTreeSet<u64>) {
        if !self.part.knows(row.position) || self.part.excludes(row) {
            needed.insert(u64::from(row.position));
        }
        let until = self.between.after.position;
        let corrections = self.after.state().corrections(row);
        let withdrawn = corrections.filter(|by| self.part.knows(by.position) && by.withdrawn_by(until));
        needed.extend(withdrawn.map(|by| u64::from(by.withdrawn_at)));
    }
}

/// Returns true for an event that may change the value by itself: it sets the field or a reference, begins or ends
/// something, or is a note, a light or a measurement.
fn bears_on(state: &State, row: &EventRow, asked: &Asked) -> bool {
    const REFERENCES: [Field; 7] =
        [Field::Parent, Field::Node, Field::Case, Field::Covers, Field::Realises, Field::Cents, Field::ProMemorie];
    let field = match asked {
        Asked::Field(_, field) => Field::from_name(field),
        Asked::Exists(_) | Asked::Colour(..) | Asked::Note(..) => None,
    };
    let sets =
        |wanted: &Field| state.at(u64::from(row.position)).is_some_and(|(no, _)| state.entry(no).sets(row, *wanted));
    row.kind.coexists() || row.kind.sets_status() || field.iter().chain(&REFERENCES).any(sets)
}
