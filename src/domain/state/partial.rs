//! Part of a log: what an earlier point knew, and some of the events that lie between it and a later point.
//!
//! A comparison explains a value by a few events. They are enough when the value is the same in the log that has only
//! these.

use std::collections::BTreeSet;

use super::rows::EventRow;
use super::{AsOf, State};
use crate::ids::{EventId, SubjectKind};

/// The later of two points, as it would be if only some of the events between had happened.
#[derive(Debug, Clone)]
pub struct PartialLog {
    before: AsOf,
    after: AsOf,
    /// Those events, the events they correct and the events they withdraw.
    kept: BTreeSet<u64>,
}

impl PartialLog {
    /// Returns what `before` knew, without any event since. The points differ in what was known, or in the day.
    pub const fn new(before: AsOf, after: AsOf) -> PartialLog {
        PartialLog { before, after, kept: BTreeSet::new() }
    }

    /// Keeps these events, with the events they correct and withdraw, and no others.
    pub fn keep_only(&mut self, state: &State, events: &BTreeSet<u64>) {
        self.kept.clear();
        let mut open: Vec<u64> = events.iter().copied().collect();
        while let Some(position) = open.pop() {
            let Some((no, row)) = state.at(position).filter(|_| self.kept.insert(position)) else { continue };
            let entry = state.entry(no);
            let hit = EventId::parse(entry.id()).ok().filter(|_| entry.kind == SubjectKind::Event);
            open.extend(hit.and_then(|id| state.position_of(id)));
            open.extend(Some(u64::from(row.corrects)).filter(|corrects| *corrects != 0));
        }
    }

    /// Returns true for an event that was kept.
    pub fn keeps(&self, position: u64) -> bool {
        self.kept.contains(&position)
    }

    /// Returns true for an event that is known by the later point.
    pub fn knows(&self, position: u32) -> bool {
        u64::from(position) <= self.before.position || self.keeps(u64::from(position))
    }

    /// Returns true for an event that holds from a day between the points and was not kept.
    pub fn excludes(&self, row: &EventRow) -> bool {
        holds_from_between(self.before, self.after, row) && !self.keeps(u64::from(row.position))
    }

    /// Returns true for an event that counts, on any day.
    pub(super) fn counts(&self, state: &State, row: &EventRow) -> bool {
        let withdrawn = |row: &EventRow| row.withdrawn_at != 0 && self.knows(row.withdrawn_at);
        self.knows(row.position)
            && !self.excludes(row)
            && !withdrawn(row)
            && state.corrections(row).all(|by| !self.knows(by.position) || withdrawn(by))
    }

    /// Returns the position after which no event counts.
    pub(super) const fn until(&self) -> u64 {
        self.after.position
    }
}

/// Returns true for an event that holds at `after` and not yet at `before`.
pub fn holds_from_between(before: AsOf, after: AsOf, row: &EventRow) -> bool {
    before.day < row.day && row.day <= after.day && !row.kind.holds_from_position()
}
