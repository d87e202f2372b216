//! Erasures, and the related events that remain to be reviewed after one.

mod same_words;
mod text_match;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

pub use same_words::{ErasedWords, MatchingField, MatchingFields};
pub use text_match::Overlap;

use super::service::Service;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::EventId;
use crate::domain::state::{EventRow, FieldValue, State, SubjectNo};
use crate::log::record::Record;

/// An event that may contain the same words as one whose texts were erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// Its position.
    pub position: u64,
    /// Its id.
    pub id: EventId,
    /// How it is related to the erased event.
    pub tie: Relation,
}

/// How one event is related to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It belongs to the same chain of corrections.
    Correction,
    /// It withdraws the event, or one of its chain, and states the reason.
    Withdrawal,
    /// It is a note that follows on the event, or that the event follows on, directly or through others.
    FollowUp,
}

impl Relation {
    /// The Dutch word at the border.
    pub const fn word(self) -> &'static str {
        match self {
            Relation::Correction => "herstel",
            Relation::Withdrawal => "intrekking",
            Relation::FollowUp => "vervolg",
        }
    }
}

impl Service {
    /// Returns the position whose texts this event destroyed; `None` when it is no erasure.
    pub fn erased_by(&self, record: &Record) -> Option<u64> {
        let erasure = record.kind == EventType::EventErased;
        let id = erasure.then(|| EventId::parse(record.subject.id()).ok()).flatten()?;
        self.position_of(id)
    }

    /// Returns the events that may contain the same words as the one at `position` and were not erased, in log order:
    /// those of its chain of corrections, the notes tied to one of these by `vervolgOp`, and the withdrawals of all
    /// these. They are named and left alone: only the person who decides on the erasure can tell whether the words are
    /// in them.
    pub fn related(&self, position: u64) -> Vec<Related> {
        let head = self.durable_head();
        let mut related = related(&self.state(), position);
        related.retain(|other| other.position <= head);
        related
    }
}

/// Returns what remains to be reviewed after an erasure of the event at `position`, as JSON: `wist`, `verwant`,
/// `zelfdeWoorden` and `aantalZelfdeWoorden`. The last two are null where the words were gone before, so that nobody
/// can compare them any more; `tekstOntbreekt` is added where the words are gone because the text is missing.
pub fn review_json(service: &Service, position: u64, found: Option<&MatchingFields>) -> Map<String, Json> {
    let related = service
        .related(position)
        .into_iter()
        .map(|other| json!({ "positie": other.position, "id": other.id.to_string(), "verband": other.tie.word() }));
    let lost = found.is_some_and(|found| found.lost);
    let found = found.filter(|found| !found.lost);
    let same = found.map(|found| found.named.iter().map(MatchingField::to_json).collect::<Vec<_>>());
    let mut left = Map::from_iter([
        ("wist".to_owned(), position.into()),
        ("verwant".to_owned(), related.collect()),
        ("zelfdeWoorden".to_owned(), same.into()),
        ("aantalZelfdeWoorden".to_owned(), found.map(|found| found.count).into()),
    ]);
    if lost {
        left.insert("tekstOntbreekt".to_owned(), true.into());
    }
    left
}

fn related(state: &State, position: u64) -> Vec<Related> {
    let own: BTreeSet<u64> = chain(state, position).into_iter().collect();
    let mut all = own.clone();
    let ties = follow_ups(state);
    let mut waiting: Vec<u64> = own.iter().copied().collect();
    while let Some(at) = waiting.pop() {
        for (one, other) in &ties {
            let next = if *one == at {
                *other
            } else if *other == at {
                *one
            } else {
                continue;
            };
            for event in chain(state, next) {
                if all.insert(event) {
                    waiting.push(event);
                }
            }
        }
    }
    let mut told: BTreeMap<u64, Relation> = BTreeMap::new();
    for at in all {
        told.insert(at, if own.contains(&at) { Relation::Correction } else { Relation::FollowUp });
        if let Some(withdrawn_at) = state.at(at).map(|(_, row)| row.withdrawn_at).filter(|at| *at != 0) {
            told.insert(withdrawn_at.into(), Relation::Withdrawal);
        }
    }
    told.remove(&position);
    told.retain(|at, _| state.at(*at).is_some_and(|(_, row)| row.erased_at == 0));
    told.into_iter().filter_map(|(position, tie)| Some(Related { position, id: state.id_at(position)?, tie })).collect()
}

/// The positions of the events of one chain of corrections, the event itself included.
fn chain(state: &State, position: u64) -> Vec<u64> {
    let Some((no, row)) = state.at(position) else { return Vec::new() };
    let (rank, rows) = (row.rank, &state.entry(no).rows);
    rows.iter().filter(|row| row.rank == rank).map(|row| row.position.into()).collect()
}

/// Every pair of a note and the note it follows on. An erasure is rare, so this scans the whole log: 1,000,000 rows in
/// some ten milliseconds.
fn follow_ups(state: &State) -> Vec<(u64, u64)> {
    let places = (1..=state.head()).filter_map(|position| state.at(position));
    let notes = places.filter(|(_, row)| row.kind == EventType::NoteRecorded);
    notes.filter_map(|(no, row)| Some((row.position.into(), followed(state, no, row)?))).collect()
}

fn followed(state: &State, no: SubjectNo, row: &EventRow) -> Option<u64> {
    match state.entry(no).cell(row, Field::FollowUpOn)? {
        FieldValue::Token(symbol) => state.position_of(EventId::parse(state.token(symbol)).ok()?),
        FieldValue::Clear
        | FieldValue::Flag(_)
        | FieldValue::Number(_)
        | FieldValue::Tokens(_)
        | FieldValue::Stored => None,
    }
}

#[cfg(test)]
mod tests;
