//! Whether the events that explain a value are enough: what it asks of subjects, answered with these events and without the others
//! that came between.
//!
//! The way from one point to another is told by a few of the events between them. Those are enough when, with only these added to the
//! earlier point, each question that the value asks has the answer that it has at the later one; then the value is the same as well.
//! Where a question has another answer, the events of its subject that make the difference are added, from the one that decides
//! on, until it has not.

use std::collections::BTreeSet;

use super::reasons::takers;
use super::stand::Stand;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{At, Row, StandingInterval, State, SubjectNo, Value, intervals_of};
use crate::domain::time::Day;
use crate::projections::period_end;
use crate::projections::tree::meant;

/// A question to a subject that a value rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    /// Does it show?
    Shows,
    /// Which time of standing does a reference made on this day mean?
    Meant(Day),
    /// Was it dropped?
    Ended,
    /// Which event says that it stands, is open, closed, met or dropped?
    Status,
    /// Which event set a field?
    Field(Field),
    /// Which event will have set a field on the last of all days?
    FieldInTheEnd(Field),
    /// Which event had set a field before the one at this position, on its day? Asked after the end itself is there.
    FieldBefore { field: Field, day: Day, position: u64 },
    /// Which measurements tell of the latest period?
    Measured,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Event(Option<u32>),
    Events(Vec<u32>),
    Yes(bool),
    Interval(Option<StandingInterval>),
}

/// Adds to `found` what is not there and is needed for each of these questions to have, with `found` alone, its answer at the later of
/// two points: of `x` and `y`, which differ in what was known, or in the day.
pub(super) fn complete(
    x: &Stand<'_>,
    y: &Stand<'_>,
    questions: &BTreeSet<(SubjectNo, Question)>,
    found: &mut BTreeSet<u64>,
) {
    let (before, after) = if y.at().day < x.at().day { (y.at(), x.at()) } else { (x.at(), y.at()) };
    let mut with = With { state: x.state(), before, after, kept: BTreeSet::new() };
    with.keep(found);
    loop {
        let known = found.len();
        for &(no, question) in questions {
            with.answer(no, question, found);
        }
        if found.len() == known {
            return;
        }
    }
}

/// The later point as if of what came between only some events had.
struct With<'s> {
    state: &'s State,
    before: At,
    after: At,
    /// Those events, what they correct and what they take back.
    kept: BTreeSet<u64>,
}

impl<'s> With<'s> {
    fn keep(&mut self, found: &BTreeSet<u64>) {
        let mut open: Vec<u64> = found.iter().copied().filter(|position| !self.kept.contains(position)).collect();
        while let Some(position) = open.pop() {
            let Some((no, row)) = self.state.at(position).filter(|_| self.kept.insert(position)) else { continue };
            let entry = self.state.entry(no);
            let hit = EventId::parse(entry.id()).ok().filter(|_| entry.kind == SubjectKind::Event);
            open.extend(hit.and_then(|id| self.state.position_of(id)));
            open.extend(Some(u64::from(row.corrects)).filter(|corrects| *corrects != 0));
        }
    }

    /// True for an event that is known, here, by the later point.
    fn knows(&self, position: u32) -> bool {
        u64::from(position) <= self.before.position || self.kept.contains(&u64::from(position))
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
        let between = self.before.day < row.day && row.day <= self.after.day && !row.kind.holds_from_position();
        between && !self.kept.contains(&u64::from(row.position))
    }

    fn counts_after(&self, row: &Row) -> bool {
        self.state.counts(row, self.after.position)
    }

    /// True where nothing of the subject came between but what is kept: then each question has its answer.
    fn is_whole(&self, no: SubjectNo) -> bool {
        let (first, last) = (self.before.position, self.after.position);
        let between = |position: u32| u64::from(position) > first && u64::from(position) <= last;
        let left_out = |position: u32| between(position) && !self.knows(position);
        let rows = &self.state.entry(no).rows;
        !rows.iter().any(|row| left_out(row.position) || left_out(row.withdrawn_at) || self.came_between(row))
    }

    /// Keeps what it takes for a question to have the answer of the later point.
    fn answer(&mut self, no: SubjectNo, question: Question, found: &mut BTreeSet<u64>) {
        if self.is_whole(no) {
            return;
        }
        let there = self.rows(no, question, |row| self.counts_after(row));
        let wanted = self.answered(no, question, &there);
        let here = self.rows(no, question, |row| self.counts(row));
        if self.answered(no, question, &here) == wanted {
            return;
        }
        let differs = |row: &&Row| {
            let among = |rows: &[&Row]| rows.iter().any(|other| other.position == row.position);
            among(&here) != among(&there)
        };
        let either: BTreeSet<u32> = here.iter().chain(&there).map(|row| row.position).collect();
        let mut deciding = self.rows(no, question, |row| either.contains(&row.position));
        deciding.retain(differs);
        if question != Question::Shows {
            deciding.reverse(); // the last word decides; of what lets a subject show it is the first
        }
        // What bears on the question itself goes before what lies around it.
        deciding.sort_by_key(|row| !self.decides(no, question, row));
        for row in deciding {
            if self.counts_after(row) {
                self.given(row, found);
            } else {
                takers(self.state, row, self.after.position, found);
            }
            self.keep(found);
            let here = self.rows(no, question, |row| self.counts(row));
            if self.answered(no, question, &here) == wanted {
                return;
            }
        }
    }

    /// An event that counts later and not here: itself, or the withdrawals of what stood in its place.
    fn given(&self, row: &Row, found: &mut BTreeSet<u64>) {
        if !self.knows(row.position) || self.came_between(row) {
            found.insert(u64::from(row.position));
        }
        let until = self.after.position;
        let withdrawn = self.state.corrections(row).filter(|by| self.knows(by.position) && by.withdrawn_by(until));
        found.extend(withdrawn.map(|by| u64::from(by.withdrawn_at)));
    }

    /// The events of a subject that a question is about, of those that count, in their order.
    fn rows(&self, no: SubjectNo, question: Question, counts: impl Fn(&Row) -> bool) -> Vec<&'s Row> {
        let last = Day::from_number(i32::MAX);
        let day = match question {
            Question::FieldInTheEnd(_) | Question::Shows => last,
            Question::FieldBefore { day, .. } => day,
            Question::Field(_) | Question::Ended | Question::Status | Question::Meant(_) | Question::Measured => {
                self.after.day
            }
        };
        let mut rows = self.state.rows_that(no, day, counts);
        match question {
            // The first of all beginnings decides whether a subject shows, whatever its day.
            Question::Shows => {
                rows.retain(|row| row.kind.introduces() || row.day <= self.after.day || row.kind.holds_from_position())
            }
            Question::FieldBefore { position, .. } => {
                let end = rows.iter().position(|row| u64::from(row.position) == position);
                rows.truncate(end.unwrap_or(rows.len()));
            }
            Question::Field(_)
            | Question::FieldInTheEnd(_)
            | Question::Ended
            | Question::Status
            | Question::Meant(_)
            | Question::Measured => {}
        }
        rows
    }

    fn answered(&self, no: SubjectNo, question: Question, rows: &[&Row]) -> Answer {
        let entry = self.state.entry(no);
        match question {
            Question::Field(field) | Question::FieldInTheEnd(field) | Question::FieldBefore { field, .. } => {
                let sets = |row: &&&Row| !row.kind.stands_apart() && entry.cell(row, field).is_some();
                Answer::Event(self.state.present_life(no, rows).iter().rfind(sets).map(|row| row.position))
            }
            Question::Ended => {
                let last = self.state.present_life(no, rows).iter().rfind(|row| row.kind.sets_status());
                Answer::Yes(last.is_some_and(|row| ends(row.kind)))
            }
            Question::Status => {
                let own: Vec<&Row> = rows.iter().copied().filter(|row| !row.kind.stands_apart()).collect();
                let life = self.state.present_life(no, &own);
                let status = life.iter().rfind(|row| row.kind.sets_status()).or(life.last());
                Answer::Event(status.map(|row| row.position))
            }
            Question::Shows => {
                let begun = rows.iter().filter(|row| row.kind.introduces()).map(|row| row.day).min();
                let shows =
                    begun.map_or(!rows.is_empty(), |day| day <= self.after.day || entry.kind == SubjectKind::Round);
                Answer::Yes(shows)
            }
            Question::Meant(day) => Answer::Interval(meant(&intervals_of(rows), day).copied()),
            Question::Measured => Answer::Events(measured(self.state, no, rows).map(|row| row.position).collect()),
        }
    }

    /// True for an event that may change the answer by itself.
    fn decides(&self, no: SubjectNo, question: Question, row: &Row) -> bool {
        match question {
            Question::Field(field) | Question::FieldInTheEnd(field) | Question::FieldBefore { field, .. } => {
                row.kind.introduces() || self.state.entry(no).cell(row, field).is_some()
            }
            Question::Ended | Question::Status => row.kind.introduces() || row.kind.sets_status(),
            Question::Shows => row.kind.introduces(),
            Question::Meant(_) => matches!(row.kind, EventType::NodeRecorded | EventType::NodeDropped),
            Question::Measured => row.kind == EventType::IndicatorMeasured,
        }
    }
}

const fn ends(kind: EventType) -> bool {
    matches!(kind, EventType::NodeDropped | EventType::AdjustmentDropped)
}

/// Of the rows of an indicator, the measurements of the latest period.
pub(super) fn measured<'a>(
    state: &'a State,
    no: SubjectNo,
    rows: &'a [&'a Row],
) -> impl Iterator<Item = &'a Row> + use<'a> {
    let period = move |row: &Row| match state.entry(no).cell(row, Field::Period) {
        Some(Value::Token(period)) if row.kind == EventType::IndicatorMeasured => Some(state.token(period)),
        _ => None,
    };
    let latest = rows.iter().filter_map(|row| period(row)).max_by_key(|period| (period_end(period), period.len()));
    rows.iter().copied().filter(move |row| latest.is_some() && period(row) == latest)
}
