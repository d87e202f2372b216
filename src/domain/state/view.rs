//! What counts at a point: which events, and until which day they hold. The state of every subject follows from these
//! events by the fold.
//!
//! A report counts what is known at a position. A rule counts the same without the event that is being corrected. An
//! explanation counts what an earlier point knew, and a few of the events since ([`PartialLog`]).

use super::State;
use super::fold::{StandingInterval, StatusFieldRule, SubjectState, intervals_of};
use super::partial::PartialLog;
use super::rows::{EventRow, SubjectNo};
use crate::ids::SubjectKind;
use crate::time::Day;

/// A point on the two time axes; both bounds are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AsOf {
    /// Valid time: facts with this effective day or an earlier one.
    pub day: Day,
    /// Transaction time: facts recorded at this position or an earlier one.
    pub position: u64,
}

/// Which events count.
#[derive(Debug, Clone, Copy)]
pub enum Counting<'k> {
    /// What is known at this position: see [`State::counts`].
    Known(u64),
    /// The same, without the event at `left_out`.
    Without {
        /// The position up to which events are known.
        position: u64,
        /// The event that does not count.
        left_out: u32,
    },
    /// Only part of what is known.
    Only(&'k PartialLog),
}

/// The state of the subjects on a day, by the events that count.
#[derive(Debug, Clone, Copy)]
pub struct StateView<'a> {
    state: &'a State,
    day: Day,
    counting: Counting<'a>,
}

impl<'a> StateView<'a> {
    /// Returns the log that it reads.
    pub const fn state(&self) -> &'a State {
        self.state
    }

    /// Returns the day until which events hold.
    pub const fn day(&self) -> Day {
        self.day
    }

    /// Returns the point on the two time axes after which nothing counts.
    pub const fn at(&self) -> AsOf {
        AsOf { day: self.day, position: self.until() }
    }

    const fn until(&self) -> u64 {
        match self.counting {
            Counting::Known(position) | Counting::Without { position, .. } => position,
            Counting::Only(part) => part.until(),
        }
    }

    /// Returns the view on another day, with the same events counting.
    pub const fn on(&self, day: Day) -> StateView<'a> {
        StateView { day, ..*self }
    }

    /// Returns true if an event counts, on any day.
    pub fn counts(&self, row: &EventRow) -> bool {
        match self.counting {
            Counting::Known(position) => self.state.counts(row, position),
            Counting::Without { position, left_out } => row.position != left_out && self.state.counts(row, position),
            Counting::Only(part) => part.counts(self.state, row),
        }
    }

    /// Returns true if the day of an event has come.
    pub fn holds(&self, row: &EventRow) -> bool {
        row.day <= self.day || row.kind.holds_from_position()
    }

    /// Returns the events of a subject that count and hold on the day, in the order in which they set its state.
    pub fn rows(&self, no: SubjectNo) -> Vec<&'a EventRow> {
        self.select(self.known_rows(no))
    }

    /// Like [`StateView::rows`], but without notes, lights and measurements, of which a subject may have very many.
    pub fn own_rows(&self, no: SubjectNo) -> Vec<&'a EventRow> {
        self.select(self.known_rows(no).filter(|row| !row.kind.coexists()))
    }

    /// Returns those of the given events of one subject that count and hold on the day, in the order in which they set
    /// its state.
    pub fn select<'r>(&self, rows: impl Iterator<Item = &'r EventRow>) -> Vec<&'r EventRow> {
        let mut rows: Vec<&EventRow> = rows.filter(|row| self.holds(row) && self.counts(row)).collect();
        rows.sort_by_key(|row| row.order());
        rows
    }

    fn known_rows(&self, no: SubjectNo) -> impl Iterator<Item = &'a EventRow> + use<'a> {
        let until = self.until();
        self.state.entry(no).rows.iter().take_while(move |row| u64::from(row.position) <= until)
    }

    /// Returns the first day on which a subject is visible: that of its earliest counting introduction.
    pub fn introduced_on(&self, no: SubjectNo) -> Option<Day> {
        let introductions = self.known_rows(no).filter(|row| row.kind.introduces() && self.counts(row));
        introductions.map(|row| row.day).min()
    }

    /// Returns true if a subject is visible: it is introduced by then, or it has events but no introduction at all. A
    /// round that is introduced is visible on any day.
    pub fn is_visible(&self, no: SubjectNo) -> bool {
        match self.introduced_on(no) {
            Some(day) => day <= self.day || self.state.entry(no).kind == SubjectKind::Round,
            None => self.known_rows(no).any(|row| self.holds(row) && self.counts(row)),
        }
    }

    /// Folds a subject.
    pub fn fold(&self, no: SubjectNo) -> SubjectState {
        self.fold_with(StatusFieldRule::Expire, no)
    }

    /// Folds a subject, with the given treatment of the fields of earlier statuses.
    pub fn fold_with(&self, bygones: StatusFieldRule, no: SubjectNo) -> SubjectState {
        self.state.fold_rows_with(bygones, no, &self.own_rows(no))
    }

    /// Returns the periods in which a node existed, up to the day.
    pub fn standing_intervals(&self, no: SubjectNo) -> Vec<StandingInterval> {
        intervals_of(&self.own_rows(no))
    }
}

impl State {
    /// Returns the state at a point on the two time axes.
    pub const fn as_of(&self, at: AsOf) -> StateView<'_> {
        self.view(at.day, Counting::Known(at.position))
    }

    /// Returns the state on a day, by the events that count.
    pub const fn view<'a>(&'a self, day: Day, counting: Counting<'a>) -> StateView<'a> {
        StateView { state: self, day, counting }
    }

    /// Returns [`StateView::rows`] at `at`.
    pub fn standing_rows(&self, no: SubjectNo, at: AsOf) -> Vec<&EventRow> {
        self.as_of(at).rows(no)
    }

    /// Returns [`StateView::introduced_on`] as known at `position`.
    pub fn introduced_on(&self, no: SubjectNo, position: u64) -> Option<Day> {
        self.view(Day::from_number(i32::MAX), Counting::Known(position)).introduced_on(no)
    }

    /// Returns [`StateView::is_visible`] at `at`.
    pub fn is_visible(&self, no: SubjectNo, at: AsOf) -> bool {
        self.as_of(at).is_visible(no)
    }

    /// Returns [`StateView::fold`] at `at`.
    pub fn fold(&self, no: SubjectNo, at: AsOf) -> SubjectState {
        self.as_of(at).fold(no)
    }
}
