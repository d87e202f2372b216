//! What the state keeps of each subject: rows and cells, contiguous, in the order of the log.

use super::symbols::Symbol;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::time::{Day, Precision};

/// The number of a subject in one state. Numbers follow the order in which subjects are first named in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectNo(u32);

impl SubjectNo {
    pub(super) fn from_index(index: usize) -> SubjectNo {
        SubjectNo(u32::try_from(index).expect("fewer subjects than events"))
    }

    /// Where it lies in tables by subject.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One event, as far as its place on the two axes goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Place in the log.
    pub position: u32,
    /// Position of the first event of its chain of corrections: decides where days tie.
    pub rank: u32,
    /// The position it corrects; 0 when it corrects none.
    pub corrects: u32,
    /// The position that withdrew it; 0 when none did.
    pub withdrawn_at: u32,
    /// The position that erased its texts; 0 when none did.
    pub erased_at: u32,
    /// The latest correction of it; 0 when there is none.
    pub last_correction: u32,
    /// The correction, before this one, of the same event; 0 when there is none.
    pub previous_correction: u32,
    /// The day it holds from.
    pub day: Day,
    /// Where its cells begin among those of the subject.
    pub cells_at: u32,
    /// How many cells it has.
    pub cell_count: u8,
    /// The type.
    pub kind: EventType,
    /// How exactly the day is known.
    pub precision: Precision,
    /// Somebody still has to look at it.
    pub unreviewed: bool,
}

impl Row {
    /// True when a withdrawal of it lies at or before `position`.
    pub const fn withdrawn_by(&self, position: u64) -> bool {
        self.withdrawn_at != 0 && self.withdrawn_at as u64 <= position
    }
}

/// The value of a field, as far as the state holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Null: no value from here on.
    Clear,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// An id, a code, an enum's word, a day.
    Token(Symbol),
    /// A list of tokens; read it with `State::list`.
    Tokens(u32),
    /// Free text or something nested: it lies in the record at the position that set it.
    Stored,
}

/// One field of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Which field.
    pub field: Field,
    /// Its value.
    pub value: Value,
}

/// Everything the state keeps of one subject.
#[derive(Debug, Clone)]
pub struct SubjectEntry {
    /// `kind/id`.
    pub name: Box<str>,
    /// Its kind.
    pub kind: SubjectKind,
    /// The version that the next reader of the log sees: events about it, and withdrawals and erasures that hit it.
    pub version: u32,
    /// Its events, in the order of the log.
    pub rows: Vec<Row>,
    /// The fields of its events, row after row.
    pub cells: Vec<Cell>,
    /// The subjects it ever referred to.
    pub refers_to: Vec<SubjectNo>,
    /// The subjects that ever referred to it.
    pub referrers: Vec<SubjectNo>,
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

    /// The id, without its kind.
    pub fn id(&self) -> &str {
        &self.name[self.kind.name().len() + 1..]
    }

    /// The cells of one of its rows.
    pub fn cells_of(&self, row: &Row) -> &[Cell] {
        let from = row.cells_at as usize;
        &self.cells[from..from + usize::from(row.cell_count)]
    }

    /// The cells of one of its rows that set a field of the subject. A sealing says for which date it was and leaves that of the round
    /// as it is: else a correction of the opening, which takes its place before the sealing, would do nothing.
    pub fn set_by(&self, row: &Row) -> impl Iterator<Item = &Cell> {
        let tells = row.kind == EventType::RoundSealed;
        self.cells_of(row).iter().filter(move |cell| !(tells && cell.field == Field::ReportingDate))
    }

    /// True for a row that sets or clears a field of the subject.
    pub fn sets(&self, row: &Row, field: Field) -> bool {
        self.set_by(row).any(|cell| cell.field == field)
    }

    /// One field of one of its rows.
    pub fn cell(&self, row: &Row, field: Field) -> Option<Value> {
        self.cells_of(row).iter().find(|cell| cell.field == field).map(|cell| cell.value)
    }
}

/// The kind of subject a field points at: `Some(None)` for fields that hold whole subjects.
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

/// The amount in a cell, where it holds one.
pub(super) fn cents_in(field: Field, value: Value) -> i128 {
    match (field, value) {
        (Field::Cents, Value::Number(cents)) => i128::from(cents),
        _ => 0, // every other field is no amount
    }
}
