//! What holds on a day, as known at a position: the rows of one subject, folded field by field.
//!
//! **What belongs to a status goes with it.** The fields of a subject are those that the event which brings it into being may have. All
//! else that its events say (why, what came of it, what took its place, on which decision) belongs to the status it is said with: the
//! next event that says what the status is ends it, and no other event takes its place while the status lasts.

use std::sync::LazyLock;

use super::rows::{Row, SubjectNo, Value};
use super::symbols::Symbol;
use super::{State, SubjectEntry};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::time::{Day, Precision};

/// A point on the two axes; both bounds are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// Facts that hold from this day or before it.
    pub day: Day,
    /// Facts recorded at this position or before it.
    pub position: u64,
}

/// What a field is set to, and by which event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The value.
    pub value: Value,
    /// The event that set it.
    pub position: u64,
    /// The day that event holds from.
    pub day: Day,
    /// How exactly that day is known.
    pub precision: Precision,
    /// Somebody still has to look at that event.
    pub unreviewed: bool,
}

impl Setting {
    /// What an event sets a field to.
    pub fn of(value: Value, row: &Row) -> Setting {
        Setting {
            value,
            position: u64::from(row.position),
            day: row.day,
            precision: row.precision,
            unreviewed: row.unreviewed,
        }
    }
}

/// The fields of a subject that have a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(Vec<(Field, Setting)>);

impl Settings {
    /// What a field is set to.
    pub fn get(&self, field: Field) -> Option<&Setting> {
        self.0.iter().find(|(other, _)| *other == field).map(|(_, setting)| setting)
    }

    /// Every field with a value, in the order in which they first got one.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Setting)> {
        self.0.iter().map(|(field, setting)| (*field, setting))
    }

    /// The token a field is set to.
    pub fn token(&self, field: Field) -> Option<Symbol> {
        match self.get(field)?.value {
            Value::Token(symbol) => Some(symbol),
            Value::Clear | Value::Flag(_) | Value::Number(_) | Value::Tokens(_) | Value::Stored => None,
        }
    }

    /// The number a field is set to.
    pub fn number(&self, field: Field) -> Option<i64> {
        match self.get(field)?.value {
            Value::Number(number) => Some(number),
            Value::Clear | Value::Flag(_) | Value::Token(_) | Value::Tokens(_) | Value::Stored => None,
        }
    }

    /// True when a field is set to true.
    pub fn flag(&self, field: Field) -> bool {
        self.get(field).is_some_and(|setting| setting.value == Value::Flag(true))
    }

    /// Sets the fields of an event over what stood before it.
    pub fn apply(&mut self, entry: &SubjectEntry, row: &Row) {
        self.apply_but(entry, row, |_| false);
    }

    fn apply_but(&mut self, entry: &SubjectEntry, row: &Row, left_out: impl Fn(Field) -> bool) {
        for cell in entry.set_by(row).filter(|cell| !left_out(cell.field)) {
            let setting = Setting::of(cell.value, row);
            match cell.field {
                Field::Cents if cell.value != Value::Clear => self.clear(Field::ProMemorie),
                Field::ProMemorie if cell.value != Value::Clear => self.clear(Field::Cents),
                _ => {}
            }
            if cell.value == Value::Clear {
                self.clear(cell.field);
            } else if let Some((_, old)) = self.0.iter_mut().find(|(field, _)| *field == cell.field) {
                *old = setting;
            } else {
                self.0.push((cell.field, setting));
            }
        }
    }

    /// Sets the fields of an event of the subject itself, by the rule at the top of this file.
    fn follow(&mut self, entry: &SubjectEntry, row: &Row, status: Option<&StatusSetting>) {
        if row.kind.sets_status() {
            self.0.retain(|(field, _)| belongs_to_subject(entry.kind, *field));
            return self.apply(entry, row);
        }
        let said_with_status: Vec<Field> = self
            .iter()
            .filter(|(field, setting)| {
                !belongs_to_subject(entry.kind, *field) && status.is_some_and(|s| s.position == setting.position)
            })
            .map(|(field, _)| field)
            .collect();
        self.apply_but(entry, row, |field| said_with_status.contains(&field));
    }

    fn clear(&mut self, field: Field) {
        self.0.retain(|(other, _)| *other != field);
    }
}

/// One event that set something: above all, whether the subject stands, is open, closed or met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusSetting {
    /// The type of that event, which is the status.
    pub kind: EventType,
    /// Its position.
    pub position: u64,
    /// The day it holds from.
    pub day: Day,
    /// How exactly that day is known.
    pub precision: Precision,
    /// Somebody still has to look at it.
    pub unreviewed: bool,
}

impl StatusSetting {
    /// What a row tells of its event.
    pub fn of(row: &Row) -> StatusSetting {
        StatusSetting {
            kind: row.kind,
            position: u64::from(row.position),
            day: row.day,
            precision: row.precision,
            unreviewed: row.unreviewed,
        }
    }
}

/// What becomes of what was said with a status when the next one comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bygones {
    /// It goes: the rule at the top of this file.
    Go,
    /// It stays until something is set in its place. So were reports of the first shape built; what was sealed in it keeps this.
    Stay,
}

/// A subject as it stands at a point on the two axes. Notes, lights and measurements stand apart from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// Its fields.
    pub settings: Settings,
    /// What was last said of its being open, closed, dropped or met; none where no such event counts.
    pub status: Option<StatusSetting>,
    /// The last event that set anything of it.
    pub last: Option<StatusSetting>,
}

/// A time in which a node stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingInterval {
    /// The day it was taken up.
    pub from: Day,
    /// The day it was dropped, and the position of that event; none while it stands.
    pub dropped: Option<(Day, u64)>,
}

impl State {
    /// The events of a subject that count at `at` and hold by its day, in the order in which they set its state.
    pub fn standing_rows(&self, no: SubjectNo, at: At) -> Vec<&Row> {
        self.standing_rows_without(no, at, None)
    }

    /// The same as if one event were not there: a correction is judged without the event it names.
    pub fn standing_rows_without(&self, no: SubjectNo, at: At, left_out: Option<u32>) -> Vec<&Row> {
        self.standing_rows_where(no, at, |row| Some(row.position) != left_out)
    }

    /// The same without notes, lights and measurements, of which a subject may have very many.
    pub fn own_rows(&self, no: SubjectNo, at: At) -> Vec<&Row> {
        self.standing_rows_where(no, at, |row| !row.kind.stands_apart())
    }

    fn standing_rows_where(&self, no: SubjectNo, at: At, wanted: impl Fn(&Row) -> bool) -> Vec<&Row> {
        let known = self.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= at.position);
        Self::in_order(known, at.day, |row| wanted(row) && self.counts(row, at.position))
    }

    /// The events of a subject that hold by `day`, of those that count by another measure than a position, in the order in which
    /// they set its state.
    pub fn rows_that(&self, no: SubjectNo, day: Day, count: impl Fn(&Row) -> bool) -> Vec<&Row> {
        Self::in_order(self.entry(no).rows.iter(), day, count)
    }

    /// Of some events of a subject those that count and hold by `day`, in the order in which they set its state.
    pub fn in_order<'r>(rows: impl Iterator<Item = &'r Row>, day: Day, count: impl Fn(&Row) -> bool) -> Vec<&'r Row> {
        let holds = |row: &&Row| row.day <= day || row.kind.holds_from_position();
        let mut rows: Vec<&Row> = rows.filter(holds).filter(|row| count(row)).collect();
        rows.sort_by_key(|row| order(row));
        rows
    }

    /// The first day from which a subject shows, as known at `position`: its earliest counting introduction.
    pub fn introduced_on(&self, no: SubjectNo, position: u64) -> Option<Day> {
        let rows = self.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= position);
        rows.filter(|row| row.kind.introduces() && self.counts(row, position)).map(|row| row.day).min()
    }

    /// True when a subject shows at `at`: introduced by then, or left without any introduction but not without events.
    pub fn shows(&self, no: SubjectNo, at: At) -> bool {
        match self.introduced_on(no, at.position) {
            Some(day) => day <= at.day || self.entry(no).kind == SubjectKind::Round,
            None => !self.standing_rows(no, at).is_empty(),
        }
    }

    /// A subject as it stands at `at`.
    pub fn fold(&self, no: SubjectNo, at: At) -> Folded {
        self.fold_with(Bygones::Go, no, at)
    }

    /// The same where it is said what becomes of bygones.
    pub fn fold_with(&self, bygones: Bygones, no: SubjectNo, at: At) -> Folded {
        self.fold_these(bygones, no, &self.own_rows(no, at))
    }

    /// Of the rows of a subject, in their order, those of its present life.
    pub fn present_life<'a, 'r>(&self, no: SubjectNo, rows: &'a [&'r Row]) -> &'a [&'r Row] {
        &rows[first_of_this_life(self.entry(no).kind, rows)..]
    }

    /// Folds rows in the order given.
    pub fn fold_rows(&self, no: SubjectNo, rows: &[&Row]) -> Folded {
        self.fold_these(Bygones::Go, no, rows)
    }

    fn fold_these(&self, bygones: Bygones, no: SubjectNo, rows: &[&Row]) -> Folded {
        let entry = self.entry(no);
        let mut folded = Folded::default();
        for row in self.present_life(no, rows) {
            if row.kind.stands_apart() {
                continue;
            }
            match bygones {
                Bygones::Go => folded.settings.follow(entry, row, folded.status.as_ref()),
                Bygones::Stay => folded.settings.apply(entry, row),
            }
            folded.last = Some(StatusSetting::of(row));
            if row.kind.sets_status() {
                folded.status = folded.last;
            }
        }
        folded
    }

    /// The event that last had a say in a field, of rows of a subject in their order: it set or cleared it, or ended what was said of
    /// it with the status before.
    pub fn decided_by<'r>(&self, no: SubjectNo, rows: &[&'r Row], field: Field) -> Option<&'r Row> {
        let entry = self.entry(no);
        let rows = self.present_life(no, rows);
        let status = rows.iter().rposition(|row| row.kind.sets_status());
        let rows = match status.filter(|_| !belongs_to_subject(entry.kind, field)) {
            None => rows,
            Some(at) if entry.cell(rows[at], field).is_some_and(|value| value != Value::Clear) => &rows[at..=at],
            Some(at) => &rows[at..],
        };
        rows.iter()
            .rfind(|row| entry.sets(row, field))
            .or(status.and(rows.first()).filter(|row| row.kind.sets_status() && !belongs_to_subject(entry.kind, field)))
            .copied()
    }

    /// The times in which a node stood, as known at `at.position` and looking no further than `at.day`.
    pub fn standing_intervals(&self, no: SubjectNo, at: At) -> Vec<StandingInterval> {
        intervals_of(&self.own_rows(no, at))
    }
}

/// True for a field of subjects of this kind, which stays until it is set anew; false for what is said with a status alone.
pub fn belongs_to_subject(kind: SubjectKind, field: Field) -> bool {
    /// One bit a field: their numbers lie below 128.
    static FIELDS: LazyLock<[u128; 9]> = LazyLock::new(|| {
        let mut fields = [0; 9];
        for kind in EventType::ALL.iter().filter(|kind| kind.introduces()) {
            let said = kind.fields().into_iter().fold(0, |bits, field| bits | 1 << field as u8);
            fields[kind.subject_kinds()[0] as usize] |= said;
        }
        fields
    });
    FIELDS[kind as usize] & (1 << field as u8) != 0
}

/// The times in which a node stood, by its events in their order.
pub fn intervals_of(rows: &[&Row]) -> Vec<StandingInterval> {
    let mut intervals: Vec<StandingInterval> = Vec::new();
    for row in rows {
        let open = intervals.last_mut().filter(|last| last.dropped.is_none());
        match (row.kind, open) {
            (EventType::NodeRecorded, None) => intervals.push(StandingInterval { from: row.day, dropped: None }),
            (EventType::NodeDropped, Some(last)) => last.dropped = Some((row.day, u64::from(row.position))),
            _ => {}
        }
    }
    intervals
}

/// Days decide; where they tie, rank does. Rounds and events about events hold from their position on.
fn order(row: &Row) -> (Day, u32) {
    let day = if row.kind.holds_from_position() { Day::from_number(0) } else { row.day };
    (day, row.rank)
}

/// Where the present life of a subject begins: a code or an amount that was dropped and recorded again starts empty.
fn first_of_this_life(kind: SubjectKind, rows: &[&Row]) -> usize {
    match kind {
        SubjectKind::Node | SubjectKind::Adjustment | SubjectKind::Milestone => {
            rows.iter().rposition(|row| row.kind.introduces()).unwrap_or(0)
        }
        SubjectKind::Case
        | SubjectKind::Facility
        | SubjectKind::Indicator
        | SubjectKind::Decision
        | SubjectKind::Round
        | SubjectKind::Event => 0,
    }
}
