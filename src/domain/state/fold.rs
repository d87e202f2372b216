//! The fold: the fields and the status of one subject, from the events that count, in order. Reports, rules, histories
//! and comparisons all read it; which events count is decided in `view`.
//!
//! **The last event that sets a field wins.** An amount takes the place of p.m., and p.m. that of an amount. A code,
//! amount or milestone that is introduced again begins a new life, in which nothing of the earlier one is left.
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

/// What an event does to one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldWrite<V> {
    /// The field.
    pub field: Field,
    /// The value, with the event that set it.
    pub setting: V,
    /// False where it clears the field.
    pub has_value: bool,
}

/// The fields of a subject, with the event that last set or cleared each. A rule folds values of its own kind (`V`), so
/// that it can fold an event that is not recorded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSettings<V = FieldSetting>(Vec<FieldWrite<V>>);

impl<V> Default for FieldSettings<V> {
    fn default() -> Self {
        FieldSettings(Vec::new())
    }
}

impl<V> FieldSettings<V> {
    /// Returns the setting of a field that has a value.
    pub fn get(&self, field: Field) -> Option<&V> {
        self.last_write(field).filter(|write| write.has_value).map(|write| &write.setting)
    }

    /// Returns what last set or cleared a field. Where an amount took the place of p.m., or the reverse, that is the
    /// event that set what was replaced.
    fn last_write(&self, field: Field) -> Option<&FieldWrite<V>> {
        self.0.iter().find(|write| write.field == field)
    }

    /// Returns every field with a value, in the order in which they were first set or cleared.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &V)> {
        self.0.iter().filter(|write| write.has_value).map(|write| (write.field, &write.setting))
    }

    /// Applies the fields of an event over the earlier ones.
    pub fn apply_writes(&mut self, writes: impl Iterator<Item = FieldWrite<V>>) {
        for write in writes {
            let replaced = counterpart(write.field).filter(|_| write.has_value);
            if let Some(other) = replaced.and_then(|field| self.slot(field)) {
                other.has_value = false;
            }
            match self.slot(write.field) {
                Some(slot) => *slot = write,
                None => self.0.push(write),
            }
        }
    }

    fn slot(&mut self, field: Field) -> Option<&mut FieldWrite<V>> {
        self.0.iter_mut().find(|write| write.field == field)
    }
}

impl FieldSettings {
    /// Folds notes, lights or measurements of one group, given in order.
    pub fn of_group<'r>(entry: &SubjectEntry, rows: impl IntoIterator<Item = &'r EventRow>) -> FieldSettings {
        let mut settings = FieldSettings::default();
        rows.into_iter().for_each(|row| settings.apply(entry, row));
        settings
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

    /// Applies the fields of a recorded event over the earlier ones.
    pub fn apply(&mut self, entry: &SubjectEntry, row: &EventRow) {
        self.apply_writes(writes(entry, row));
    }

    /// Applies the fields of an event of the subject itself, by the rule at the top of this file.
    fn apply_own_event(&mut self, entry: &SubjectEntry, row: &EventRow, status: Option<&StatusSetting>) {
        if row.kind.sets_status() {
            self.0.retain(|write| belongs_to_subject(entry.kind, write.field));
            return self.apply(entry, row);
        }
        let said_with_status = |settings: &Self, field: Field| {
            let set =
                settings.get(field).zip(status).is_some_and(|(setting, status)| setting.position == status.position);
            set && !belongs_to_subject(entry.kind, field)
        };
        let kept: Vec<Field> =
            entry.set_by(row).map(|cell| cell.field).filter(|field| said_with_status(self, *field)).collect();
        self.apply_writes(writes(entry, row).filter(|write| !kept.contains(&write.field)));
    }
}

/// Returns what a recorded event does to the fields of its subject.
fn writes<'a>(entry: &'a SubjectEntry, row: &'a EventRow) -> impl Iterator<Item = FieldWrite<FieldSetting>> + 'a {
    entry.set_by(row).map(move |cell| FieldWrite {
        field: cell.field,
        setting: FieldSetting::of(cell.value, row),
        has_value: cell.value != FieldValue::Clear,
    })
}

/// Returns the fields that a recorded event decides: those it sets or clears, and the one that an amount or p.m. replaces.
pub fn decided_fields<'a>(entry: &'a SubjectEntry, row: &'a EventRow) -> impl Iterator<Item = Field> + 'a {
    writes(entry, row)
        .flat_map(|write| [Some(write.field), counterpart(write.field).filter(|_| write.has_value)])
        .flatten()
}

/// Returns the field whose value is removed when this one gets a value: the size of an amount, and that it has none.
const fn counterpart(field: Field) -> Option<Field> {
    match field {
        Field::Cents => Some(Field::ProMemorie),
        Field::ProMemorie => Some(Field::Cents),
        _ => None, // no other field excludes one
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

impl SubjectState {
    /// Returns the position of the event that last decided a field of a subject of this kind: it set or cleared the
    /// field, or it ended the status with which the field was set.
    pub fn decided_by(&self, kind: SubjectKind, field: Field) -> Option<u64> {
        let ended = || self.status.filter(|_| !belongs_to_subject(kind, field)).map(|status| status.position);
        self.settings.last_write(field).map(|write| write.setting.position).or_else(ended)
    }
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
    /// Folds the given events of a subject, which are in order.
    pub fn fold_rows(&self, no: SubjectNo, rows: &[&EventRow]) -> SubjectState {
        self.fold_rows_with(StatusFieldRule::Expire, no, rows)
    }

    pub(super) fn fold_rows_with(&self, bygones: StatusFieldRule, no: SubjectNo, rows: &[&EventRow]) -> SubjectState {
        let entry = self.entry(no);
        let mut folded = SubjectState::default();
        for row in present_life(entry.kind, rows, |row| row.kind) {
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
}

/// Returns those of the ordered events of a subject that belong to its present life. A code, amount or milestone that
/// is introduced again starts empty.
pub fn present_life<E>(subject: SubjectKind, events: &[E], kind: impl Fn(&E) -> EventType) -> &[E] {
    match subject {
        SubjectKind::Node | SubjectKind::Adjustment | SubjectKind::Milestone => {
            &events[events.iter().rposition(|event| kind(event).introduces()).unwrap_or(0)..]
        }
        SubjectKind::Case
        | SubjectKind::Facility
        | SubjectKind::Indicator
        | SubjectKind::Decision
        | SubjectKind::Round
        | SubjectKind::Event => events,
    }
}

/// Returns true if the field belongs to subjects of this kind and stays until it is set again. Returns false if it
/// belongs to a status.
pub fn belongs_to_subject(kind: SubjectKind, field: Field) -> bool {
    /// One bit per field: their numbers are below 128.
    static FIELDS: LazyLock<[u128; SubjectKind::ALL.len()]> = LazyLock::new(|| {
        let mut fields = [0; SubjectKind::ALL.len()];
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
