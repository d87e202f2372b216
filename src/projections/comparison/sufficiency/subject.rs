//! Questions about single subjects on which a value depends.

use std::collections::BTreeSet;

use super::PartialView;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{
    EventRow, FieldValue, StandingInterval, State, StateView, SubjectNo, belongs_to_subject, intervals_of,
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
    Event(Option<u64>),
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
        let wanted = self.answer(no, question, self.there());
        if self.answer(no, question, self.here()) == wanted {
            return;
        }
        let deciding = self.deciding_rows(no, question);
        self.add_until(&deciding, found, |with| with.answer(no, question, with.here()) == wanted);
    }

    /// Returns the events that a question is about and that count in one of the two states and not in the other: those
    /// first that bear on the question itself, and of these the last first. Whether a subject shows is decided by the
    /// first.
    fn deciding_rows(&self, no: SubjectNo, question: SubjectQuestion) -> Vec<&'s EventRow> {
        let (here, there) = (self.rows(no, question, self.here()), self.rows(no, question, self.there()));
        let positions = |rows: &[&EventRow]| rows.iter().map(|row| row.position).collect::<BTreeSet<u32>>();
        let differ: BTreeSet<u32> = positions(&here).symmetric_difference(&positions(&there)).copied().collect();
        let rows = differ.iter().filter_map(|position| self.state.at(u64::from(*position))).map(|(_, row)| row);
        let mut deciding: Vec<&EventRow> = rows.collect();
        deciding.sort_by_key(|row| row.order());
        if question != SubjectQuestion::Shows {
            deciding.reverse();
        }
        deciding.sort_by_key(|row| !self.decides(no, question, row));
        deciding
    }

    /// Returns the events of a subject that a question is about, among those that count, in order.
    fn rows<'v>(&'v self, no: SubjectNo, question: SubjectQuestion, view: StateView<'v>) -> Vec<&'v EventRow> {
        let last = Day::from_number(i32::MAX);
        let own = |day: Day| {
            let came = self.between.of(self.state, no);
            let own = came.own.iter().filter_map(|position| self.state.at(*position)).map(|(_, row)| row);
            view.on(day).select(own)
        };
        match question {
            // The first introduction decides whether a subject shows, whatever its day.
            SubjectQuestion::Shows => {
                let mut rows = view.on(last).rows(no);
                rows.retain(|row| row.kind.introduces() || view.holds(row));
                rows
            }
            SubjectQuestion::Measured => view.rows(no),
            SubjectQuestion::FieldInTheEnd(_) => own(last),
            SubjectQuestion::FieldBefore { day, position, .. } => {
                let mut rows = own(day);
                let end = rows.iter().position(|row| u64::from(row.position) == position);
                rows.truncate(end.unwrap_or(rows.len()));
                rows
            }
            SubjectQuestion::Field(_)
            | SubjectQuestion::Ended
            | SubjectQuestion::Status
            | SubjectQuestion::Meant(_) => own(view.day()),
        }
    }

    fn answer(&self, no: SubjectNo, question: SubjectQuestion, view: StateView<'_>) -> SubjectAnswer {
        let rows = || self.rows(no, question, view);
        let fold = || self.state.fold_rows(no, &rows());
        match question {
            SubjectQuestion::Field(field)
            | SubjectQuestion::FieldInTheEnd(field)
            | SubjectQuestion::FieldBefore { field, .. } => {
                SubjectAnswer::Event(fold().decided_by(self.state.entry(no).kind, field))
            }
            SubjectQuestion::Ended => SubjectAnswer::Yes(fold().status.is_some_and(|status| status.kind.drops())),
            SubjectQuestion::Status => {
                let folded = fold();
                SubjectAnswer::Event(folded.status.or(folded.last).map(|event| event.position))
            }
            SubjectQuestion::Meant(day) => SubjectAnswer::Interval(find_interval(&intervals_of(&rows()), day).copied()),
            SubjectQuestion::Shows => SubjectAnswer::Yes(view.is_visible(no)),
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
