//! The fold: what holds on a day as known at a position, computed field by field from the rows of one subject.
//!
//! **What belongs to a status ends with it.** The fields of a subject are those that its introducing event may have.
//! All other fields of its events (why, the outcome, what replaced it, on which decision) belong to the status with
//! which they are set. The next event that sets the status ends them, and no other event replaces them while the status
//! lasts.

use std::sync::LazyLock;

use super::rows::{EventRow, FieldValue, SubjectNo};
use super::symbols::Symbol;
use super::{State, SubjectEntry};
use crate::event::EventType;
use crate::field::Field;
use crate::ids::SubjectKind;
use crate::time::{Day, Precision};

/// A point on the two time axes; both bounds are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AsOf {
    /// Valid time: facts with this effective day or an earlier one.
    pub day: Day,
    /// Transaction time: facts recorded at this position or an earlier one.
    pub position: u64,
}

/// The value of a field, and the event that set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSetting {
    /// The value.
    pub value: FieldValue,
    /// The event that set it.
    pub position: u64,
    /// The effective day of that event.
    pub day: Day,
    /// The precision of that day.
    pub precision: Precision,
    /// Whether that event still has to be reviewed.
    pub unreviewed: bool,
}

impl FieldSetting {
    /// Creates the setting of a field by an event.
    pub fn of(value: FieldValue, row: &EventRow) -> FieldSetting {
        FieldSetting {
            value,
            position: u64::from(row.position),
            day: row.day,
            precision: row.precision,
            unreviewed: row.unreviewed,
        }
    }
}

/// The fields of a subject that have a value, with their settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSettings(Vec<(Field, FieldSetting)>);

impl FieldSettings {
    /// Returns the setting of a field.
    pub fn get(&self, field: Field) -> Option<&FieldSetting> {
        self.0.iter().find(|(other, _)| *other == field).map(|(_, setting)| setting)
    }

    /// Returns every field with a value, in the order in which they first got one.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &FieldSetting)> {
        self.0.iter().map(|(field, setting)| (*field, setting))
    }

    /// Returns the token of a field that holds one.
    pub fn token(&self, field: Field) -> Option<Symbol> {
        self.get(field)?.value.token()
    }

    /// Returns the number of a field that holds one.
    pub fn number(&self, field: Field) -> Option<i64> {
        self.get(field)?.value.number()
    }

    /// Returns true if the field is set to true.
    pub fn flag(&self, field: Field) -> bool {
        self.get(field).is_some_and(|setting| setting.value == FieldValue::Flag(true))
    }

    /// Applies the fields of an event over the earlier ones.
    pub fn apply(&mut self, entry: &SubjectEntry, row: &EventRow) {
        self.apply_but(entry, row, |_| false);
    }

    fn apply_but(&mut self, entry: &SubjectEntry, row: &EventRow, left_out: impl Fn(Field) -> bool) {
        for cell in entry.set_by(row).filter(|cell| !left_out(cell.field)) {
            let setting = FieldSetting::of(cell.value, row);
            match cell.field {
                Field::Cents if cell.value != FieldValue::Clear => self.clear(Field::ProMemorie),
                Field::ProMemorie if cell.value != FieldValue::Clear => self.clear(Field::Cents),
                _ => {}
            }
            if cell.value == FieldValue::Clear {
                self.clear(cell.field);
            } else if let Some((_, old)) = self.0.iter_mut().find(|(field, _)| *field == cell.field) {
                *old = setting;
            } else {
                self.0.push((cell.field, setting));
            }
        }
    }

    /// Applies the fields of an event of the subject itself, by the rule at the top of this file.
    fn apply_own_event(&mut self, entry: &SubjectEntry, row: &EventRow, status: Option<&StatusSetting>) {
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

/// An event that set something, in particular the status of a subject: existing, open, closed or met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusSetting {
    /// The type of that event, which is the status.
    pub kind: EventType,
    /// Its position.
    pub position: u64,
    /// The effective day of that event.
    pub day: Day,
    /// The precision of that day.
    pub precision: Precision,
    /// Whether that event still has to be reviewed.
    pub unreviewed: bool,
}

impl StatusSetting {
    /// Creates the status setting of a row.
    pub fn of(row: &EventRow) -> StatusSetting {
        StatusSetting {
            kind: row.kind,
            position: u64::from(row.position),
            day: row.day,
            precision: row.precision,
            unreviewed: row.unreviewed,
        }
    }
}

/// What happens to the fields of a status when the next status is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFieldRule {
    /// They are removed, by the rule at the top of this file.
    Expire,
    /// They stay until they are set again. Reports of the first shape were built like this, and what was sealed in that
    /// shape keeps it.
    Persist,
}

/// The state of a subject at a point on the two time axes, without its notes, lights and measurements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubjectState {
    /// Its fields.
    pub settings: FieldSettings,
    /// The event that last set its status; `None` if no such event counts.
    pub status: Option<StatusSetting>,
    /// The last event that set anything.
    pub last: Option<StatusSetting>,
}

/// A period in which a node existed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingInterval {
    /// The day on which it was recorded.
    pub from: Day,
    /// The day on which it was dropped, and the position of that event; `None` while it exists.
    pub dropped: Option<(Day, u64)>,
}

impl State {
    /// Returns the events of a subject that count at `at` and hold on its day, in the order in which they set its
    /// state.
    pub fn standing_rows(&self, no: SubjectNo, at: AsOf) -> Vec<&EventRow> {
        self.standing_rows_without(no, at, None)
    }

    /// Like [`State::standing_rows`], but without one event: a correction is judged without the event it corrects.
    pub fn standing_rows_without(&self, no: SubjectNo, at: AsOf, left_out: Option<u32>) -> Vec<&EventRow> {
        self.standing_rows_where(no, at, |row| Some(row.position) != left_out)
    }

    /// Like [`State::standing_rows`], but without notes, lights and measurements, of which a subject may have very
    /// many.
    pub fn own_rows(&self, no: SubjectNo, at: AsOf) -> Vec<&EventRow> {
        self.standing_rows_where(no, at, |row| !row.kind.coexists())
    }

    fn standing_rows_where(&self, no: SubjectNo, at: AsOf, wanted: impl Fn(&EventRow) -> bool) -> Vec<&EventRow> {
        let known = self.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= at.position);
        Self::rows_in_order(known, at.day, |row| wanted(row) && self.counts(row, at.position))
    }

    /// Returns the events of a subject that hold on `day` and for which `count` returns true, in the order in which
    /// they set its state. This is for measures of counting other than a position.
    pub fn rows_counting_by(&self, no: SubjectNo, day: Day, count: impl Fn(&EventRow) -> bool) -> Vec<&EventRow> {
        Self::rows_in_order(self.entry(no).rows.iter(), day, count)
    }

    /// Returns those of the given rows of a subject that count and hold on `day`, in the order in which they set its
    /// state.
    pub fn rows_in_order<'r>(
        rows: impl Iterator<Item = &'r EventRow>,
        day: Day,
        count: impl Fn(&EventRow) -> bool,
    ) -> Vec<&'r EventRow> {
        let holds = |row: &&EventRow| row.day <= day || row.kind.holds_from_position();
        let mut rows: Vec<&EventRow> = rows.filter(holds).filter(|row| count(row)).collect();
        rows.sort_by_key(|row| order(row));
        rows
    }

    /// Returns the first day on which a subject is visible, as known at `position`: that of its earliest counting
    /// introduction.
    pub fn introduced_on(&self, no: SubjectNo, position: u64) -> Option<Day> {
        let rows = self.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= position);
        rows.filter(|row| row.kind.introduces() && self.counts(row, position)).map(|row| row.day).min()
    }

    /// Returns true if a subject is visible at `at`: it is introduced by then, or it has events but no introduction at
    /// all. A round that is introduced is visible on any day.
    pub fn is_visible(&self, no: SubjectNo, at: AsOf) -> bool {
        match self.introduced_on(no, at.position) {
            Some(day) => day <= at.day || self.entry(no).kind == SubjectKind::Round,
            None => !self.standing_rows(no, at).is_empty(),
        }
    }

    /// Folds a subject at `at`.
    pub fn fold(&self, no: SubjectNo, at: AsOf) -> SubjectState {
        self.fold_with(StatusFieldRule::Expire, no, at)
    }

    /// Folds a subject at `at`, with the given treatment of the fields of earlier statuses.
    pub fn fold_with(&self, bygones: StatusFieldRule, no: SubjectNo, at: AsOf) -> SubjectState {
        self.fold_rows_with(bygones, no, &self.own_rows(no, at))
    }

    /// Returns those of the ordered rows of a subject that belong to its present life.
    pub fn present_life<'a, 'r>(&self, no: SubjectNo, rows: &'a [&'r EventRow]) -> &'a [&'r EventRow] {
        &rows[first_of_this_life(self.entry(no).kind, rows)..]
    }

    /// Folds rows in the given order.
    pub fn fold_rows(&self, no: SubjectNo, rows: &[&EventRow]) -> SubjectState {
        self.fold_rows_with(StatusFieldRule::Expire, no, rows)
    }

    fn fold_rows_with(&self, bygones: StatusFieldRule, no: SubjectNo, rows: &[&EventRow]) -> SubjectState {
        let entry = self.entry(no);
        let mut folded = SubjectState::default();
        for row in self.present_life(no, rows) {
            if row.kind.coexists() {
                continue;
            }
            match bygones {
                StatusFieldRule::Expire => folded.settings.apply_own_event(entry, row, folded.status.as_ref()),
                StatusFieldRule::Persist => folded.settings.apply(entry, row),
            }
            folded.last = Some(StatusSetting::of(row));
            if row.kind.sets_status() {
                folded.status = folded.last;
            }
        }
        folded
    }

    /// Returns the event that last decided a field, given the ordered rows of a subject: it set or cleared the field,
    /// or it ended the status with which the field was set.
    pub fn decided_by<'r>(&self, no: SubjectNo, rows: &[&'r EventRow], field: Field) -> Option<&'r EventRow> {
        let entry = self.entry(no);
        let rows = self.present_life(no, rows);
        let status = rows.iter().rposition(|row| row.kind.sets_status());
        let rows = match status.filter(|_| !belongs_to_subject(entry.kind, field)) {
            None => rows,
            Some(at) if entry.cell(rows[at], field).is_some_and(|value| value != FieldValue::Clear) => &rows[at..=at],
            Some(at) => &rows[at..],
        };
        rows.iter()
            .rfind(|row| entry.sets(row, field))
            .or(status.and(rows.first()).filter(|row| row.kind.sets_status() && !belongs_to_subject(entry.kind, field)))
            .copied()
    }

    /// Returns the periods in which a node existed, as known at `at.position` and up to `at.day`.
    pub fn standing_intervals(&self, no: SubjectNo, at: AsOf) -> Vec<StandingInterval> {
        intervals_of(&self.own_rows(no, at))
    }
}

/// Returns true if the field belongs to subjects of this kind and stays until it is set again. Returns false if it
/// belongs to a status.
pub fn belongs_to_subject(kind: SubjectKind, field: Field) -> bool {
    /// One bit per field: their numbers are below 128.
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

/// Returns the periods in which a node existed, from its ordered events.
pub fn intervals_of(rows: &[&EventRow]) -> Vec<StandingInterval> {
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

/// The sort key of a row: the day, and the rank within a day. Rounds and events about events hold from their position
/// on.
fn order(row: &EventRow) -> (Day, u32) {
    let day = if row.kind.holds_from_position() { Day::from_number(0) } else { row.day };
    (day, row.rank)
}

/// Returns where the present life of a subject begins. A code or amount that was dropped and recorded again starts
/// empty.
fn first_of_this_life(kind: SubjectKind, rows: &[&EventRow]) -> usize {
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
