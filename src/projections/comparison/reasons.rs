//! Finds why two values differ: the positions that explain it, and the ground of a correction.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Ground;
use super::point_view::PointView;
use super::sources::{Contribution, ValueSource, setting_event, status_event};
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{EventRow, State, SubjectNo};

/// Returns the positions that explain why a value that depends on `left` at `x` depends on `right` at `y`.
///
/// These are the events that set the new value and did not set the old one, with the withdrawals that restored them;
/// and, for events that set only the old value, what displaced them: a correction or a withdrawal, the later day they
/// hold from, or the event that set something in their place.
pub(super) fn explaining_positions(
    x: &PointView<'_>,
    y: &PointView<'_>,
    left: &BTreeSet<ValueSource>,
    right: &BTreeSet<ValueSource>,
) -> BTreeSet<u64> {
    let news = right
        .difference(left)
        .filter(|source| source.contribution != Contribution::Existence || !counted_already(x, source.position));
    let mut found: BTreeSet<u64> = BTreeSet::new();
    for source in news {
        found.insert(source.position);
        add_restoring_withdrawals(x, y, source, &mut found);
    }
    for source in left.difference(right) {
        add_displacing_events(x, y, source, &mut found);
    }
    if found.is_empty() {
        found.extend(left.symmetric_difference(right).map(|source| source.position));
    }
    if found.is_empty() {
        found.extend(left.union(right).map(|source| source.position));
    }
    found
}

/// Returns true for an event that already counted and held at a point.
fn counted_already(side: &PointView<'_>, position: u64) -> bool {
    let (state, at) = (side.state(), side.at());
    let holds = |row: &EventRow| row.day <= at.day || row.kind.holds_from_position();
    state.at(position).is_some_and(|(_, row)| holds(row) && state.counts(row, at.position))
}

/// Adds the withdrawals of corrections that let an event count again which did not count at an earlier point.
fn add_restoring_withdrawals(x: &PointView<'_>, y: &PointView<'_>, source: &ValueSource, found: &mut BTreeSet<u64>) {
    let (state, before, after) = (y.state(), x.at().position, y.at().position);
    let Some((_, row)) = state.at(source.position).filter(|_| source.position <= before) else { return };
    let withdrawn = state.corrections(row).filter(|by| by.withdrawn_by(after) && !by.withdrawn_by(before));
    found.extend(withdrawn.map(|by| u64::from(by.withdrawn_at)));
}

fn add_displacing_events(x: &PointView<'_>, y: &PointView<'_>, source: &ValueSource, found: &mut BTreeSet<u64>) {
    let (state, at) = (y.state(), y.at());
    let Some((no, row)) = state.at(source.position) else { return };
    if !state.counts(row, at.position) {
        return add_cancelling_events(state, row, at.position, found);
    }
    if row.day > at.day && !row.kind.holds_from_position() {
        found.insert(source.position);
        return;
    }
    let successor = match source.contribution {
        Contribution::Field(field) => setting_event(y, no, field).filter(|other| other.position != source.position),
        Contribution::Status | Contribution::Itself | Contribution::Circle | Contribution::Existence => None,
    };
    let status = status_event(y, no).filter(|status| Some(*status) != status_event(x, no));
    found.extend(
        successor
            .or(status.filter(|_| {
                !matches!(source.contribution, Contribution::Itself | Contribution::Circle | Contribution::Existence)
            }))
            .map(|source| source.position),
    );
}

/// Adds the corrections and the withdrawal that make an event not count at `position`, and recursively the corrections
/// of those.
pub(super) fn add_cancelling_events(state: &State, row: &EventRow, position: u64, found: &mut BTreeSet<u64>) {
    if row.withdrawn_by(position) {
        found.insert(u64::from(row.withdrawn_at));
        return;
    }
    for by in state.corrections(row).filter(|by| u64::from(by.position) <= position && !by.withdrawn_by(position)) {
        found.insert(u64::from(by.position));
        add_cancelling_events(state, by, position, found);
    }
}

/// Returns the events for which `between` holds that are about one of `subjects` or take back an event of one. Where
/// there are none, the search continues with the subjects they refer to or that refer to them, nearest first.
pub(super) fn nearest_touched_events(
    state: &State,
    subjects: impl Iterator<Item = SubjectNo>,
    between: impl Fn(u64) -> bool,
) -> BTreeSet<u64> {
    let mut near: Vec<SubjectNo> = subjects.collect();
    let mut seen: BTreeSet<SubjectNo> = near.iter().copied().collect();
    while !near.is_empty() {
        let rows = near.iter().flat_map(|no| &state.entry(*no).rows);
        let events = rows.flat_map(|row| [row.position, row.withdrawn_at]).map(u64::from);
        let found: BTreeSet<u64> = events.filter(|position| between(*position)).collect();
        if !found.is_empty() {
            return found;
        }
        let around = near.iter().flat_map(|no| state.entry(*no).refers_to().chain(state.entry(*no).referrers()));
        near = around.filter(|no| seen.insert(*no)).collect();
    }
    BTreeSet::new()
}

/// Determines the ground of a correction; caches it by subject.
#[derive(Debug)]
pub(super) struct GroundFinder<'s> {
    state: &'s State,
    /// The positions up to which A and B know.
    known: (u64, u64),
    touched: BTreeMap<SubjectNo, Option<Ground>>,
}

impl<'s> GroundFinder<'s> {
    pub fn new(state: &'s State, known: (u64, u64)) -> GroundFinder<'s> {
        GroundFinder { state, known, touched: BTreeMap::new() }
    }

    /// Returns the ground of a row on `subjects` that `positions` explain: the gravest among those subjects and the
    /// subjects of these events.
    pub fn of(&mut self, subjects: impl IntoIterator<Item = SubjectNo>, positions: &[u64]) -> Ground {
        let mut all: BTreeSet<SubjectNo> = subjects.into_iter().collect();
        all.extend(positions.iter().filter_map(|position| self.subject_of(*position)));
        all.into_iter().filter_map(|no| self.touched(no)).min().unwrap_or(Ground::Late)
    }

    /// Returns the subject of an event; for a withdrawal, that of the event it takes back.
    fn subject_of(&self, position: u64) -> Option<SubjectNo> {
        let (no, _) = self.state.at(position)?;
        let entry = self.state.entry(no);
        if entry.kind != SubjectKind::Event {
            return Some(no);
        }
        let hit = self.state.position_of(EventId::parse(entry.id()).ok()?)?;
        self.state.at(hit).map(|(no, _)| no)
    }

    /// Returns whether an event of the subject that A knew was corrected or withdrawn before B knew.
    fn touched(&mut self, no: SubjectNo) -> Option<Ground> {
        if let Some(known) = self.touched.get(&no) {
            return *known;
        }
        let (before, until) = self.known;
        let between = |position: u32| u64::from(position) > before && u64::from(position) <= until;
        let rows = &self.state.entry(no).rows;
        let corrected =
            |row: &EventRow| between(row.position) && row.corrects != 0 && u64::from(row.corrects) <= before;
        let withdrawn = |row: &EventRow| u64::from(row.position) <= before && between(row.withdrawn_at);
        let ground = if rows.iter().any(corrected) {
            Some(Ground::Corrected)
        } else {
            rows.iter().any(withdrawn).then_some(Ground::Withdrawn)
        };
        self.touched.insert(no, ground);
        ground
    }
}
