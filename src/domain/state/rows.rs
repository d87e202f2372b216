//! What the state stores for each subject: rows and cells, contiguous, in the order of the log.

use super::symbols::Symbol;
use crate::event::EventType;
use crate::field::Field;
use crate::ids::SubjectKind;
use crate::time::{Day, Precision};

/// The maximum number of events in one log, since a position takes 32 bits in a row. At 1,000 events a day it lasts
/// 11,000 years.
pub const POSITION_MAX: u64 = u32::MAX as u64 - 1;

/// The number of a subject in one state. Numbers follow the order in which subjects are first named in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectNo(u32);

impl SubjectNo {
    pub(super) fn from_index(index: usize) -> SubjectNo {
        SubjectNo(u32::try_from(index).expect("fewer subjects than events"))
    }

    /// Returns the index in tables by subject.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The metadata of one event on the two time axes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The position in the log.
    pub position: u32,
    /// The position of the first event of its chain of corrections. It decides the order of events on the same day.
    pub rank: u32,
    /// The position of the event that it corrects; 0 if it corrects none.
    pub corrects: u32,
    /// The position of the event that withdrew it; 0 if none did.
    pub withdrawn_at: u32,
    /// The position of the event that erased its texts; 0 if none did.
    pub erased_at: u32,
    /// The position of its latest correction; 0 if there is none.
    pub last_correction: u32,
    /// The position of the previous correction of the same event; 0 if there is none.
    pub previous_correction: u32,
    /// The effective day.
    pub day: Day,
    /// The index of its first cell among those of the subject.
    pub cells_at: u32,
    /// The number of its cells.
    pub cell_count: u8,
    /// The type.
    pub kind: EventType,
    /// The precision of the day.
    pub precision: Precision,
    /// Whether it still has to be reviewed.
    pub unreviewed: bool,
}

impl EventRow {
    /// Returns true if it is withdrawn at or before `position`.
    pub const fn withdrawn_by(&self, position: u64) -> bool {
        self.withdrawn_at != 0 && self.withdrawn_at as u64 <= position
    }

    /// Returns its place among the events of its subject: the day, and the rank within a day. Rounds and events about
    /// events hold from their position on.
    pub const fn order(&self) -> (Day, u32) {
        let day = if self.kind.holds_from_position() { Day::from_number(0) } else { self.day };
        (day, self.rank)
    }
}

/// The value of a field, as far as the state stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldValue {
    /// Null: the field has no value from then on.
    Clear,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// An id, a code, a word of an enum or a day.
    Token(Symbol),
    /// A list of tokens; `State::list` returns them.
    Tokens(u32),
    /// Free text or a nested value, which is stored in the record at the position that set it.
    Stored,
}

impl FieldValue {
    /// Returns the token, if it is one.
    pub const fn token(self) -> Option<Symbol> {
        match self {
            FieldValue::Token(symbol) => Some(symbol),
            FieldValue::Clear
            | FieldValue::Flag(_)
            | FieldValue::Number(_)
            | FieldValue::Tokens(_)
            | FieldValue::Stored => None,
        }
    }

    /// Returns the number of the list, if it is one.
    pub(super) const fn tokens(self) -> Option<u32> {
        match self {
            FieldValue::Tokens(list) => Some(list),
            FieldValue::Clear
            | FieldValue::Flag(_)
            | FieldValue::Number(_)
            | FieldValue::Token(_)
            | FieldValue::Stored => None,
        }
    }

    /// Returns the number, if it is one.
    pub const fn number(self) -> Option<i64> {
        match self {
            FieldValue::Number(number) => Some(number),
            FieldValue::Clear
            | FieldValue::Flag(_)
            | FieldValue::Token(_)
            | FieldValue::Tokens(_)
            | FieldValue::Stored => None,
        }
    }
}

/// One field of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldCell {
    /// Which field.
    pub field: Field,
    /// Its value.
    pub value: FieldValue,
}

/// Everything that the state stores about one subject.
#[derive(Debug, Clone)]
pub struct SubjectEntry {
    /// `kind/id`.
    pub name: Box<str>,
    /// Its kind.
    pub kind: SubjectKind,
    /// Its latest version: the number of events about it, and of withdrawals and erasures of those events.
    pub version: u32,
    /// Its events, in the order of the log.
    pub rows: Vec<EventRow>,
    /// The fields of its events, row after row.
    pub cells: Vec<FieldCell>,
    pub(super) refers_to: Vec<SubjectReference>,
    pub(super) referrers: Vec<SubjectReference>,
}

/// A reference between two subjects, as one of them keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SubjectReference {
    /// The other subject.
    pub subject: SubjectNo,
    /// The position of the event that referred for the first time.
    pub since: u32,
}

impl SubjectEntry {
    pub(super) fn new(name: &str, kind: SubjectKind) -> SubjectEntry {
        SubjectEntry {
            name: name.into(),
            kind,
            version: 0,
            rows: Vec::new(),
            cells: Vec::new(),
            refers_to: Vec::new(),
            referrers: Vec::new(),
        }
    }

    /// Returns the subjects that it ever referred to, in the order of the log.
    pub fn refers_to(&self) -> impl Iterator<Item = SubjectNo> {
        self.refers_to.iter().map(|reference| reference.subject)
    }

    /// Returns the subjects that ever referred to it, in the order of the log.
    pub fn referrers(&self) -> impl Iterator<Item = SubjectNo> {
        self.referrers.iter().map(|reference| reference.subject)
    }

    /// Returns the id, without the kind.
    pub fn id(&self) -> &str {
        &self.name[self.kind.name().len() + 1..]
    }

    /// Returns its version at a position of the log: the number of events about it, and of withdrawals and erasures of those
    /// events, on any day.
    pub(super) fn version_at(&self, position: u64) -> u32 {
        let seen = |at: u32| u32::from(at > 0 && u64::from(at) <= position);
        self.rows.iter().map(|row| seen(row.position) + seen(row.withdrawn_at) + seen(row.erased_at)).sum()
    }

    /// Returns the cells of one of its rows.
    pub fn cells_of(&self, row: &EventRow) -> &[FieldCell] {
        let from = row.cells_at as usize;
        &self.cells[from..from + usize::from(row.cell_count)]
    }

    /// Returns the cells of a row that set a field of the subject. A sealing contains the reporting date it was made
    /// for, but that does not set the field of the round: otherwise a correction of the opening, which keeps its place
    /// before the sealing, would have no effect.
    pub fn set_by(&self, row: &EventRow) -> impl Iterator<Item = &FieldCell> {
        let tells = row.kind == EventType::RoundSealed;
        self.cells_of(row).iter().filter(move |cell| !(tells && cell.field == Field::ReportingDate))
    }

    /// Returns true if the row sets or clears a field of the subject.
    pub fn sets(&self, row: &EventRow, field: Field) -> bool {
        self.set_by(row).any(|cell| cell.field == field)
    }

    /// Returns the value of one field of one of its rows.
    pub fn cell(&self, row: &EventRow, field: Field) -> Option<FieldValue> {
        self.cells_of(row).iter().find(|cell| cell.field == field).map(|cell| cell.value)
    }
}

/// Returns the kind of subject that a field refers to: `Some(None)` for fields that hold whole subjects.
pub(super) const fn reference_kind(field: Field) -> Option<Option<SubjectKind>> {
    match field {
        Field::Parent | Field::Successors | Field::ContinuationOf | Field::Node => Some(Some(SubjectKind::Node)),
        Field::Case => Some(Some(SubjectKind::Case)),
        Field::Covers | Field::Realises => Some(Some(SubjectKind::Adjustment)),
        Field::ReplacedBy => Some(Some(SubjectKind::Facility)),
        Field::FulfilledBy => Some(Some(SubjectKind::Decision)),
        Field::Concerns | Field::DependsOn => Some(None),
        _ => None,
    }
}

/// Returns the amount in a cell that holds one, else 0.
pub(super) fn cents_in(field: Field, value: FieldValue) -> i128 {
    match (field, value) {
        (Field::Cents, FieldValue::Number(cents)) => i128::from(cents),
        _ => 0, // no other field is an amount
    }
}
