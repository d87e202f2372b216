//! Questions about single subjects on which a value depends.

use std::collections::BTreeSet;

use super::PartialView;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{
    EventRow, FieldValue, StandingInterval, State, SubjectNo, belongs_to_subject, intervals_of,
};
use crate::domain::time::Day;
use crate::goal_tree::find_interval;
use crate::period_end;

/// A question about a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::comparison) enum SubjectQuestion {
    /// Does it show?
    Shows,
    /// Which time of standing does a reference made on this day refer to?
    Meant(Day),
    /// Was it dropped?
    Ended,
    /// Which event set its status: standing, open, closed, met or dropped?
    Status,
    /// Which event set a field?
    Field(Field),
    /// Which event will have set a field on the last of all days?
    FieldInTheEnd(Field),
    /// Which event had set a field before the one at this position, on its day? Asked once the end itself is found.
    FieldBefore { field: Field, day: Day, position: u64 },
    /// Which measurements are of the latest period?
    Measured,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SubjectAnswer {
    Event(Option<u32>),
    Events(Vec<u32>),
    Yes(bool),
    Interval(Option<StandingInterval>),
}

impl<'s> PartialView<'_, 's> {
    /// Adds the events that a question needs to have the answer of the later point.
    pub(super) fn complete_subject(&mut self, no: SubjectNo, question: SubjectQuestion, found: &mut BTreeSet<u64>) {
        if self.is_whole(no) {
            return;
        }
        let wanted = self.answer(no, question, |row| self.counts_after(row));
        if self.answer(no, question, |row| self.counts(row)) == wanted {
            return;
        }
        let there = self.rows(no, question, |row| self.counts_after(row));
        let here = self.rows(no, question, |row| self.counts(row));
        let mut deciding = self.either(no, question, &here, &there);
        if question != SubjectQuestion::Shows {
            deciding.reverse(); // the last event decides, but whether a subject shows is decided by the first
        }
        // Events that bear on the question itself come before the others.
        deciding.sort_by_key(|row| !self.decides(no, question, row));
        self.add_until(&deciding, found, |with| with.answer(no, question, |row| with.counts(row)) == wanted);
    }

    /// Returns the events that are in one list and not in the other, in order.
    fn either(
        &self,
        no: SubjectNo,
        question: SubjectQuestion,
        here: &[&EventRow],
        there: &[&EventRow],
    ) -> Vec<&'s EventRow> {
        let positions = |rows: &[&EventRow]| rows.iter().map(|row| row.position).collect::<BTreeSet<u32>>();
        let differ: BTreeSet<u32> = positions(here).symmetric_difference(&positions(there)).copied().collect();
        self.rows(no, question, |row| differ.contains(&row.position))
    }

    /// Returns the events of a subject that a question is about, among those that count, in order.
    fn rows(&self, no: SubjectNo, question: SubjectQuestion, counts: impl Fn(&EventRow) -> bool) -> Vec<&'s EventRow> {
        let last = Day::from_number(i32::MAX);
        let day = match question {
            SubjectQuestion::FieldInTheEnd(_) | SubjectQuestion::Shows => last,
            SubjectQuestion::FieldBefore { day, .. } => day,
            SubjectQuestion::Field(_)
            | SubjectQuestion::Ended
            | SubjectQuestion::Status
            | SubjectQuestion::Meant(_)
            | SubjectQuestion::Measured => self.after().day,
        };
        let mut rows = match question {
            SubjectQuestion::Shows | SubjectQuestion::Measured => self.state.rows_counting_by(no, day, counts),
            _ => {
                let came = self.between.of(self.state, no);
                let own = came.own.iter().filter_map(|position| self.state.at(*position)).map(|(_, row)| row);
                State::rows_in_order(own, day, counts)
            }
        };
        match question {
            // The first introduction decides whether a subject shows, whatever its day.
            SubjectQuestion::Shows => rows
                .retain(|row| row.kind.introduces() || row.day <= self.after().day || row.kind.holds_from_position()),
            SubjectQuestion::FieldBefore { position, .. } => {
                let end = rows.iter().position(|row| u64::from(row.position) == position);
                rows.truncate(end.unwrap_or(rows.len()));
            }
            SubjectQuestion::Field(_)
            | SubjectQuestion::FieldInTheEnd(_)
            | SubjectQuestion::Ended
            | SubjectQuestion::Status
            | SubjectQuestion::Meant(_)
            | SubjectQuestion::Measured => {}
        }
        rows
    }

    /// Returns true for a subject that shows at the later point, by the events that count. It does not sort them: a
    /// subject may have very many.
    pub(super) fn shows(&self, no: SubjectNo, counts: impl Fn(&EventRow) -> bool) -> bool {
        let entry = self.state.entry(no);
        let holds = |row: &EventRow| row.day <= self.after().day || row.kind.holds_from_position();
        let begun = entry.rows.iter().filter(|row| row.kind.introduces() && counts(row)).map(|row| row.day).min();
        match begun {
            Some(day) => day <= self.after().day || entry.kind == SubjectKind::Round,
            None => entry.rows.iter().any(|row| holds(row) && counts(row)),
        }
    }

    fn answer(&self, no: SubjectNo, question: SubjectQuestion, counts: impl Fn(&EventRow) -> bool) -> SubjectAnswer {
        let rows = || self.rows(no, question, &counts);
        match question {
            SubjectQuestion::Field(field)
            | SubjectQuestion::FieldInTheEnd(field)
            | SubjectQuestion::FieldBefore { field, .. } => {
                SubjectAnswer::Event(self.state.decided_by(no, &rows(), field).map(|row| row.position))
            }
            SubjectQuestion::Ended => {
                let rows = rows();
                let last = self.state.present_life(no, &rows).iter().rfind(|row| row.kind.sets_status());
                SubjectAnswer::Yes(last.is_some_and(|row| row.kind.drops()))
            }
            SubjectQuestion::Status => {
                let rows = rows();
                let life = self.state.present_life(no, &rows);
                let status = life.iter().rfind(|row| row.kind.sets_status()).or(life.last());
                SubjectAnswer::Event(status.map(|row| row.position))
            }
            SubjectQuestion::Meant(day) => SubjectAnswer::Interval(find_interval(&intervals_of(&rows()), day).copied()),
            SubjectQuestion::Shows => SubjectAnswer::Yes(self.shows(no, &counts)),
            SubjectQuestion::Measured => {
                SubjectAnswer::Events(measured(self.state, no, &rows()).map(|row| row.position).collect())
            }
        }
    }

    /// Returns true for an event that may change the answer by itself.
    fn decides(&self, no: SubjectNo, question: SubjectQuestion, row: &EventRow) -> bool {
        match question {
            SubjectQuestion::Field(field)
            | SubjectQuestion::FieldInTheEnd(field)
            | SubjectQuestion::FieldBefore { field, .. } => {
                let ends = row.kind.sets_status() && !belongs_to_subject(self.state.entry(no).kind, field);
                row.kind.introduces() || ends || self.state.entry(no).sets(row, field)
            }
            SubjectQuestion::Ended | SubjectQuestion::Status => row.kind.introduces() || row.kind.sets_status(),
            SubjectQuestion::Shows => row.kind.introduces(),
            SubjectQuestion::Meant(_) => matches!(row.kind, EventType::NodeRecorded | EventType::NodeDropped),
            SubjectQuestion::Measured => row.kind == EventType::IndicatorMeasured,
        }
    }
}

/// Returns the measurements of the latest period, among the rows of an indicator.
pub(in crate::comparison) fn measured<'a>(
    state: &'a State,
    no: SubjectNo,
    rows: &'a [&'a EventRow],
) -> impl Iterator<Item = &'a EventRow> + use<'a> {
    let period = move |row: &EventRow| match state.entry(no).cell(row, Field::Period) {
        Some(FieldValue::Token(period)) if row.kind == EventType::IndicatorMeasured => Some(state.token(period)),
        _ => None,
    };
    let latest = rows.iter().filter_map(|row| period(row)).max_by_key(|period| (period_end(period), period.len()));
    rows.iter().copied().filter(move |row| latest.is_some() && period(row) == latest)
}
