//! The state: every event of the log by subject, on both time axes, without its texts.
//!
//! The state is append-only. It forgets nothing and decides nothing: what holds on a day, as known at a position, is
//! folded (`fold`) from the rows of a subject that count there (`view`). The writer decides against this state and
//! applies what it stages immediately. Readers never look beyond the durable position, so staged events are invisible
//! to them, and what could not be written is rolled back.
//!
//! Memory per event: one row (40 bytes), one cell (16 bytes) per field and 4 bytes in the list of its day. Each
//! distinct token is stored once.

mod day_index;
mod fold;
mod partial;
mod references;
mod rows;
mod snapshot;
mod snapshot_bytes;
mod snapshot_writer;
mod symbols;
mod undo;
mod view;

pub use fold::{
    FieldSetting, FieldSettings, FieldWrite, StandingInterval, StatusFieldRule, StatusSetting, SubjectState,
    belongs_to_subject, decided_fields, intervals_of, present_life,
};
pub use partial::{PartialLog, holds_from_between};
pub use rows::{EventRow, FieldCell, FieldValue, POSITION_MAX, SubjectEntry, SubjectNo};
pub use snapshot::SNAPSHOT_REVISION;
pub use snapshot_writer::SnapshotWriter;
pub use symbols::{Symbol, Symbols};
pub use view::{AsOf, Counting, StateView};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

use super::event::EventType;
use super::event_core::{CoreFields, CoreValue};
use super::field::Field;
use super::header::HeaderRef;
use super::ids::{EventId, SubjectKind};
use super::time::Instant;
use crate::language::Message;
use crate::message;
use day_index::DayIndex;
use rows::cents_in;
use undo::Undo;

/// The part of one event that the state folds.
#[derive(Debug, Clone)]
pub struct FoldedEvent<'a> {
    /// Its header.
    pub header: HeaderRef<'a>,
    /// The position in the log.
    pub position: u64,
    /// The recorded time (transaction time).
    pub recorded_at: Instant,
    /// Whether it still has to be reviewed.
    pub unreviewed: bool,
    /// Its fields, in the current shape.
    pub fields: CoreFields<'a>,
}

/// The fact does not fit the log before it: the log was not written by these rules, or is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum StateError {
    /// The position is not the next one.
    Gap {
        /// The position found.
        found: u64,
        /// The position expected.
        wanted: u64,
    },
    /// The id is already in the log.
    SecondId(EventId),
    /// The subject is not `kind/id`.
    BadSubject(String),
    /// It corrects, withdraws or erases an event that is not in the log before it.
    NoSuchEvent(EventId),
    /// It corrects an event of another subject or type.
    OtherSubject(EventId),
    /// It has too many fields, or a field of another version.
    UnknownField(EventId),
    /// The log is full.
    Full,
}

impl StateError {
    /// Returns a description of the error, as a clause.
    pub fn message(&self) -> Message {
        match self {
            StateError::Gap { found, wanted } => message!("state-gap", found = *found, wanted = *wanted),
            StateError::SecondId(id) => message!("state-second-id", id = id.to_string()),
            StateError::BadSubject(subject) => message!("state-bad-subject", subject = subject),
            StateError::NoSuchEvent(id) => message!("state-no-such-event", id = id.to_string()),
            StateError::OtherSubject(id) => message!("state-other-subject", id = id.to_string()),
            StateError::UnknownField(id) => message!("state-unknown-field", id = id.to_string()),
            StateError::Full => message!("state-full", max = POSITION_MAX),
        }
    }
}

/// Every event of the log by subject, on both time axes.
#[derive(Debug, Default, Clone)]
pub struct State {
    subjects: Vec<SubjectEntry>,
    by_name: HashTable<SubjectNo>,
    by_kind: [Vec<SubjectNo>; SubjectKind::ALL.len()],
    symbols: Symbols,
    lists: Vec<Box<[Symbol]>>,
    /// For each position, the subject of the event and the index of its row there.
    places: Vec<(SubjectNo, u32)>,
    ids: Vec<EventId>,
    by_id: HashTable<u32>,
    recorded: Vec<Instant>,
    /// The sum of every amount ever recorded, an upper bound of every total; see [`State::cents_ever`].
    cents_ever: i128,
    days: DayIndex,
    undo: Option<Vec<Undo>>,
    hasher: FixedState,
}

impl State {
    /// Creates the state of an empty log.
    pub fn new() -> State {
        State::default()
    }

    /// Reserves room for more events, so that a long fold does not reallocate its tables repeatedly.
    pub fn reserve(&mut self, events: usize) {
        self.places.reserve(events);
        self.ids.reserve(events);
        self.recorded.reserve(events);
        self.days.reserve(events);
        let (ids, hasher) = (&self.ids, &self.hasher);
        self.by_id.reserve(events, |at| hasher.hash_one(ids[*at as usize - 1]));
    }

    /// Returns the position of the last event; 0 if there is none.
    pub fn head(&self) -> u64 {
        self.places.len() as u64
    }

    /// Returns the recorded time of the event at `position`.
    pub fn recorded_at(&self, position: u64) -> Option<Instant> {
        self.recorded.get(usize::try_from(position.checked_sub(1)?).ok()?).copied()
    }

    /// Returns the last position recorded at or before `moment`, at most `head`; 0 if the first event is later.
    pub fn position_at(&self, moment: Instant, head: u64) -> u64 {
        let visible = &self.recorded[..self.recorded.len().min(head as usize)];
        visible.partition_point(|recorded| *recorded <= moment) as u64
    }

    /// Returns the sum of every amount that any event ever set, whether it counts or not. No total can be larger.
    pub fn cents_ever(&self) -> i128 {
        self.cents_ever
    }

    /// Returns the id of the event at `position`.
    pub fn id_at(&self, position: u64) -> Option<EventId> {
        self.ids.get(usize::try_from(position.checked_sub(1)?).ok()?).copied()
    }

    /// Returns the position of the event with this id.
    pub fn position_of(&self, id: EventId) -> Option<u64> {
        let found = self.by_id.find(self.hasher.hash_one(id), |at| self.ids[*at as usize - 1] == id)?;
        Some(u64::from(*found))
    }

    /// Returns the number of a subject that an event was about or referred to.
    pub fn subject(&self, name: &str) -> Option<SubjectNo> {
        self.by_name.find(self.hasher.hash_one(name), |no| *self.subjects[no.index()].name == *name).copied()
    }

    /// Returns everything known of a subject.
    pub fn entry(&self, no: SubjectNo) -> &SubjectEntry {
        &self.subjects[no.index()]
    }

    /// Returns the subjects of a kind that events were about or referred to, in the order in which they were first
    /// named.
    pub fn subjects_of(&self, kind: SubjectKind) -> &[SubjectNo] {
        &self.by_kind[kind as usize]
    }

    /// Returns the number of subjects.
    pub fn subject_count(&self) -> usize {
        self.subjects.len()
    }

    /// Returns the subject and row of the event at `position`.
    pub fn at(&self, position: u64) -> Option<(SubjectNo, &EventRow)> {
        let (no, row) = *self.places.get(usize::try_from(position.checked_sub(1)?).ok()?)?;
        Some((no, &self.subjects[no.index()].rows[row as usize]))
    }

    /// Returns the string of a token.
    pub fn token(&self, symbol: Symbol) -> &str {
        self.symbols.get(symbol)
    }

    /// Returns the token of a string that some event used.
    pub fn symbol(&self, token: &str) -> Option<Symbol> {
        self.symbols.find(token)
    }

    /// Returns the tokens of a list value.
    pub fn list(&self, value: FieldValue) -> &[Symbol] {
        value.tokens().map_or(&[], |list| &self.lists[list as usize])
    }

    /// Returns true if the event counts at `position`: it is not withdrawn by then, and every correction of it is later
    /// or withdrawn by then.
    pub fn counts(&self, row: &EventRow, position: u64) -> bool {
        u64::from(row.position) <= position
            && !row.withdrawn_by(position)
            && self.corrections(row).all(|by| u64::from(by.position) > position || by.withdrawn_by(position))
    }

    /// Returns the corrections of an event, the latest first.
    pub fn corrections(&self, row: &EventRow) -> impl Iterator<Item = &EventRow> {
        let at = |position: u32| self.at(u64::from(position)).map(|(_, row)| row);
        std::iter::successors(at(row.last_correction), move |by| at(by.previous_correction))
    }

    /// Adds the next event.
    ///
    /// # Errors
    /// [`StateError`] if it does not fit. In that case nothing of it remains; call [`State::roll_back`] if earlier
    /// events of the same batch must be removed too.
    pub fn apply(&mut self, fact: &FoldedEvent<'_>) -> Result<SubjectNo, StateError> {
        let wanted = self.head() + 1;
        if fact.position != wanted {
            return Err(StateError::Gap { found: fact.position, wanted });
        }
        if wanted > POSITION_MAX {
            return Err(StateError::Full);
        }
        if self.position_of(fact.header.id).is_some() {
            return Err(StateError::SecondId(fact.header.id));
        }
        if fact.fields.len() > usize::from(u8::MAX) || fact.fields.iter().any(|f| Field::from_number(f.0).is_none()) {
            return Err(StateError::UnknownField(fact.header.id));
        }
        let kind = kind_of(fact.header.subject)?;
        let (corrected, hit) = self.targets(fact)?;
        let fits = |(other, row): (SubjectNo, usize)| {
            self.subject(fact.header.subject) == Some(other) && self.entry(other).rows[row].kind == fact.header.kind
        };
        if !corrected.is_none_or(fits) {
            return Err(StateError::OtherSubject(fact.header.id));
        }
        let no = self.subject_or_new(fact.header.subject, kind);
        self.push_row(no, fact, corrected.map(|(_, row)| row));
        if let Some((hit_no, hit_row)) = hit {
            self.hit(fact, hit_no, hit_row);
        }
        Ok(no)
    }

    /// Returns what the event corrects, and what it withdraws or erases, as subject and row.
    #[expect(clippy::type_complexity, reason = "two optional places; a struct for one caller says no more")]
    fn targets(
        &self,
        fact: &FoldedEvent<'_>,
    ) -> Result<(Option<(SubjectNo, usize)>, Option<(SubjectNo, usize)>), StateError> {
        let place = |id: EventId| -> Result<(SubjectNo, usize), StateError> {
            let position = self.position_of(id).ok_or(StateError::NoSuchEvent(fact.header.id))?;
            let (no, row) = self.places[position as usize - 1];
            Ok((no, row as usize))
        };
        let corrected = fact.header.corrects.map(place).transpose()?;
        let hit = match fact.header.kind {
            EventType::EventWithdrawn | EventType::EventErased => {
                let id = fact.header.subject.split_once('/').map_or("", |(_, id)| id);
                Some(place(EventId::parse(id).map_err(|_| StateError::BadSubject(fact.header.subject.to_owned()))?)?)
            }
            _ => None,
        };
        Ok((corrected, hit))
    }

    /// Returns the version of a subject at a position of the log.
    pub fn version_at(&self, no: SubjectNo, position: u64) -> u32 {
        let entry = self.entry(no);
        if position >= self.head() { entry.version } else { entry.version_at(position) }
    }

    fn push_row(&mut self, no: SubjectNo, fact: &FoldedEvent<'_>, corrected: Option<usize>) {
        let position = fact.position as u32;
        let cells_at = self.subjects[no.index()].cells.len() as u32;
        for (number, from) in &fact.fields {
            let field = Field::from_number(*number).expect("checked before");
            let value = self.value_of(from);
            self.subjects[no.index()].cells.push(FieldCell { field, value });
            self.store_references(no, field, value, position);
            if let CoreValue::Object(inner) = from {
                self.store_fulfilment(no, inner, position);
            }
            self.cents_ever += cents_in(field, value);
        }
        let entry = &mut self.subjects[no.index()];
        let (rank, previous_correction) =
            corrected.map_or((position, 0), |row| (entry.rows[row].rank, entry.rows[row].last_correction));
        let corrects = corrected.map_or(0, |row| {
            entry.rows[row].last_correction = position;
            entry.rows[row].position
        });
        entry.version += 1;
        entry.rows.push(EventRow {
            position,
            rank,
            corrects,
            withdrawn_at: 0,
            erased_at: 0,
            last_correction: 0,
            previous_correction,
            day: fact.header.effective_on,
            cells_at,
            cell_count: fact.fields.len() as u8,
            kind: fact.header.kind,
            precision: fact.header.precision,
            unreviewed: fact.unreviewed,
        });
        let row = entry.rows.last().expect("it was just pushed");
        self.days.push(row, entry.cells_of(row));
        self.places.push((no, entry.rows.len() as u32 - 1));
        self.ids.push(fact.header.id);
        self.recorded.push(fact.recorded_at);
        let (ids, hasher) = (&self.ids, &self.hasher);
        self.by_id
            .insert_unique(hasher.hash_one(fact.header.id), position, |at| hasher.hash_one(ids[*at as usize - 1]));
    }

    fn hit(&mut self, fact: &FoldedEvent<'_>, no: SubjectNo, row: usize) {
        let position = fact.position as u32;
        let entry = &mut self.subjects[no.index()];
        match fact.header.kind {
            EventType::EventWithdrawn => entry.rows[row].withdrawn_at = position,
            _ => entry.rows[row].erased_at = position,
        }
        entry.version += 1;
    }

    fn value_of(&mut self, value: &CoreValue<'_>) -> FieldValue {
        match value {
            CoreValue::Null => FieldValue::Clear,
            CoreValue::Flag(flag) => FieldValue::Flag(*flag),
            CoreValue::Number(number) => FieldValue::Number(*number),
            CoreValue::Token(token) => FieldValue::Token(self.symbols.intern(token)),
            CoreValue::Tokens(tokens) => {
                let list = tokens.iter().map(|token| self.symbols.intern(token)).collect();
                self.lists.push(list);
                FieldValue::Tokens(self.lists.len() as u32 - 1)
            }
            CoreValue::Numbers(_)
            | CoreValue::Text
            | CoreValue::Texts(_)
            | CoreValue::Object(_)
            | CoreValue::Objects(_)
            | CoreValue::Map(_) => FieldValue::Stored,
        }
    }

    fn subject_or_new(&mut self, name: &str, kind: SubjectKind) -> SubjectNo {
        if let Some(no) = self.subject(name) {
            return no;
        }
        let no = SubjectNo::from_index(self.subjects.len());
        self.subjects.push(SubjectEntry::new(name, kind));
        self.by_kind[kind as usize].push(no);
        let (subjects, hasher) = (&self.subjects, &self.hasher);
        self.by_name.insert_unique(hasher.hash_one(name), no, |no| hasher.hash_one(&*subjects[no.index()].name));
        self.record_undo(Undo::Subject(no));
        no
    }
}

fn kind_of(subject: &str) -> Result<SubjectKind, StateError> {
    subject
        .split_once('/')
        .and_then(|(kind, _)| SubjectKind::from_name(kind))
        .ok_or_else(|| StateError::BadSubject(subject.chars().take(80).collect()))
}

#[cfg(test)]
mod tests;
