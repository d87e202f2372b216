//! The history of one subject: every event about it, what each event changed, and whether it still counts.
//!
//! What an event changed is the difference between the state just before its position and the state just after it, both
//! on the valid-time day of the event. Corrections, withdrawals and erasures are part of the history of the subject of
//! the event they refer to.
//!
//! The events are folded once, in the order of the log, into a state that is indexed by field (`incremental`). `plain`
//! folds the subject from scratch for each event, and a property test compares the two.

mod audit;
mod incremental;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeSet;

pub use audit::{Addresses, AuditChanges, AuditPage, AuditRow, audit};
use hashbrown::HashMap;
use serde_json::{Map, Value, json};
use std::sync::Arc;

use self::incremental::IncrementalFold;
use self::view::{NamedValues, PartState, SubjectPart};
use super::{RecordReadError, RecordSource};
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{EventRow, State, SubjectNo};
use crate::domain::time::{Day, Precision};
use crate::language::Message;
use crate::log::record::{Record, RecordView};
use crate::message;

/// Why a history could not be built.
#[derive(Debug)]
pub enum HistoryError {
    /// Nothing was recorded about the subject up to the position.
    UnknownSubject(String),
    /// A record could not be read.
    UnreadableRecord(RecordReadError),
}

impl HistoryError {
    /// Returns the reason as a sentence for the user.
    pub fn message(&self) -> Message {
        match self {
            HistoryError::UnknownSubject(subject) => message!("history-no-subject", subject = subject),
            HistoryError::UnreadableRecord(error) => error.message(),
        }
    }
}

impl_message_error!(HistoryError, UnreadableRecord);

/// Returns the history of `subject` as known at `position`, which is at most the head.
///
/// # Errors
/// [`HistoryError`] when nothing was recorded about the subject by then, or when a record can not be read.
pub fn history(
    state: &State,
    contents: &dyn RecordSource,
    subject: &str,
    position: u64,
) -> Result<Value, HistoryError> {
    build_history(state, contents, subject, position, |before, after| json!({ "wijzigingen": changes(before, after) }))
}

/// Returns the same as [`history`], with the whole state before and after each event in place of its changes.
///
/// # Errors
/// The errors of [`history`].
pub fn steps(state: &State, contents: &dyn RecordSource, subject: &str, position: u64) -> Result<Value, HistoryError> {
    build_history(
        state,
        contents,
        subject,
        position,
        |before, after| json!({ "voor": object(before), "na": object(after) }),
    )
}

/// Selects events of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRange {
    /// Only events after this position.
    pub after: u64,
    /// At most this many events.
    pub limit: usize,
    /// Leaves out events that hold from a later day than this.
    pub until: Option<Day>,
}

impl EventRange {
    /// Selects every event.
    pub const ALL: EventRange = EventRange { after: 0, limit: usize::MAX, until: None };
}

fn build_history(
    state: &State,
    contents: &dyn RecordSource,
    subject: &str,
    position: u64,
    shown: fn(&NamedValues, &NamedValues) -> Value,
) -> Result<Value, HistoryError> {
    let told = read_rows(state, contents, subject, position, EventRange::ALL)?;
    Ok(json!({ "onderwerp": subject, "basis": basis(state, position), "gebeurtenissen": told.rows_with(shown) }))
}

fn basis(state: &State, position: u64) -> Value {
    json!({ "positie": position, "beschikbaarOp": state.recorded_at(position).map(|moment| moment.to_string()) })
}

/// One page of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct PagedHistory {
    /// The events, in the shape that [`history`] returns.
    pub rows: Vec<Value>,
    /// The point in transaction time at which the history is known.
    pub basis: Value,
    /// The position after which the next page begins; `None` at the end.
    pub next: Option<u64>,
    /// The earliest day from which an event of the subject holds, over all its events.
    pub begin: Option<Day>,
}

/// Returns a page of [`history`].
///
/// # Errors
/// The errors of [`history`].
pub fn history_page(
    state: &State,
    contents: &dyn RecordSource,
    subject: &str,
    position: u64,
    part: EventRange,
) -> Result<PagedHistory, HistoryError> {
    let told = read_rows(state, contents, subject, position, part)?;
    let rows = told.rows_with(|before, after| json!({ "wijzigingen": changes(before, after) }));
    Ok(PagedHistory { rows, basis: basis(state, position), next: told.next, begin: told.begin })
}

/// An event with its record, and the state before and after it.
type EntryStates<'a> = (HistoryEntry<'a>, Arc<Record>, NamedValues, NamedValues);

/// A page of a history before it is serialised.
struct HistoryRows<'a> {
    builder: HistoryBuilder<'a>,
    rows: Vec<EntryStates<'a>>,
    /// The position after which the next page begins; `None` at the end.
    next: Option<u64>,
    /// The earliest day from which an event of the subject holds, over all its events.
    begin: Option<Day>,
}

impl HistoryRows<'_> {
    fn rows_with(&self, shown: fn(&NamedValues, &NamedValues) -> Value) -> Vec<Value> {
        let row = |(act, record, before, after): &EntryStates<'_>| self.builder.row(act, record, shown(before, after));
        self.rows.iter().map(row).collect()
    }
}

/// Folds the events of a subject and reads the records that `part` shows, each record once.
fn read_rows<'a>(
    state: &'a State,
    contents: &dyn RecordSource,
    subject: &str,
    position: u64,
    part: EventRange,
) -> Result<HistoryRows<'a>, HistoryError> {
    let unknown = || HistoryError::UnknownSubject(subject.to_owned());
    let no = state.subject(subject).ok_or_else(unknown)?;
    let acts = history_entries(state, no, position);
    if acts.is_empty() {
        return Err(unknown());
    }
    let (teller, mut running) = (HistoryBuilder { state, no, position }, IncrementalFold::new(state, no));
    let (mut seen, mut wanted): (Vec<(HistoryEntry<'a>, PartState, PartState)>, BTreeSet<u64>) = Default::default();
    let mut next = None;
    // The day of the event itself, even when it withdrew another event.
    let day = |act: &HistoryEntry<'_>| state.at(act.position).map(|(_, row)| row.day);
    let begin = acts.iter().filter_map(day).min();
    for act in acts {
        let holds_later = part.until.is_some_and(|until| day(&act).is_some_and(|day| day > until));
        if act.position <= part.after || holds_later {
            running.apply(&act);
            continue;
        }
        if seen.len() == part.limit {
            next = seen.last().map(|(act, _, _)| act.position);
            break;
        }
        let scope = teller.scope(act.row);
        let before = running.state_on_day(&scope, act.row);
        running.apply(&act);
        let after = running.state_on_day(&scope, act.row);
        wanted.insert(act.position);
        wanted.extend(before.stored().chain(after.stored()));
        seen.push((act, before, after));
    }
    let positions: Vec<u64> = wanted.into_iter().collect();
    let records: HashMap<u64, Arc<Record>> = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let view = |seen| NamedValues::new(state, &records, seen);
    let rows = seen.into_iter().map(|(act, before, after)| {
        let (before, after) = teller.with_moved_day(&act, view(before), view(after));
        (act, Arc::clone(&records[&act.position]), before, after)
    });
    let rows = rows.collect();
    Ok(HistoryRows { builder: teller, rows, next, begin })
}

/// The effect of an event on the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryEffect {
    /// It recorded a fact about the subject.
    Recorded,
    /// It withdrew an event of the subject.
    Withdrew,
    /// It erased the texts of an event of the subject.
    Erased,
}

/// One event in the history of the subject.
#[derive(Debug, Clone, Copy)]
struct HistoryEntry<'a> {
    position: u64,
    effect: EntryEffect,
    /// The row of the event itself, or of the event that it withdrew or erased.
    row: &'a EventRow,
}

/// Returns every event about the subject and every withdrawal or erasure of such an event, up to `position`, in the
/// order of the log.
fn history_entries(state: &State, no: SubjectNo, position: u64) -> Vec<HistoryEntry<'_>> {
    let mut acts = Vec::new();
    for row in state.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= position) {
        acts.push(HistoryEntry { position: row.position.into(), effect: EntryEffect::Recorded, row });
        for (hit_at, kind) in withdrawals_and_erasures(state, row, position) {
            let effect = if kind == EventType::EventErased { EntryEffect::Erased } else { EntryEffect::Withdrew };
            acts.push(HistoryEntry { position: hit_at, effect, row });
        }
    }
    acts.sort_by_key(|act| act.position);
    acts
}

/// Returns the withdrawals and erasures of an event up to `position`.
fn withdrawals_and_erasures(state: &State, row: &EventRow, position: u64) -> Vec<(u64, EventType)> {
    let name = |id: EventId| format!("{}/{id}", SubjectKind::Event.name());
    let event = state.id_at(row.position.into()).and_then(|id| state.subject(&name(id)));
    let rows = event.map_or(&[][..], |no| &state.entry(no).rows);
    rows.iter().map(|hit| (u64::from(hit.position), hit.kind)).take_while(|(at, _)| *at <= position).collect()
}

struct HistoryBuilder<'a> {
    state: &'a State,
    no: SubjectNo,
    position: u64,
}

impl HistoryBuilder<'_> {
    fn row(&self, act: &HistoryEntry<'_>, record: &Record, shown: Value) -> Value {
        let row = (act.effect == EntryEffect::Recorded).then_some(act.row);
        let hit = |effect| if act.effect == effect { Value::from(act.row.position) } else { Value::Null };
        let mut all = Map::new();
        all.insert("positie".into(), act.position.into());
        all.insert("gebeurtenis".into(), record.to_json(RecordView::Feed));
        if let Value::Object(shown) = shown {
            all.extend(shown);
        }
        let ceased = row.and_then(|row| self.ceased(row));
        all.insert("teltMee".into(), ceased.is_none().into());
        all.insert("teltNietMeerSinds".into(), ceased.unwrap_or(Value::Null));
        all.insert("herstelt".into(), row.map(|row| row.corrects).filter(|at| *at != 0).into());
        all.insert("hersteldDoor".into(), row.map_or_else(Vec::new, |row| self.corrected_by(row)).into());
        all.insert("trektIn".into(), hit(EntryEffect::Withdrew));
        all.insert("ingetrokkenDoor".into(), self.withdrawn_or_erased_by(row, EventType::EventWithdrawn));
        all.insert("wist".into(), hit(EntryEffect::Erased));
        all.insert("gewistDoor".into(), self.withdrawn_or_erased_by(row, EventType::EventErased));
        // Filled in by `sealing::add_reported_in`, which knows which sealings showed the event.
        all.insert("gerapporteerdIn".into(), json!([]));
        all.insert("eerstGemeldAanRaad".into(), Value::Null);
        Value::Object(all)
    }

    /// Adds to both states the day, precision and judgement of events that a correction moved.
    fn with_moved_day(
        &self,
        act: &HistoryEntry<'_>,
        mut before: NamedValues,
        mut after: NamedValues,
    ) -> (NamedValues, NamedValues) {
        let row = act.row;
        // A correction may move an event to another day, and its withdrawal moves it back; the states on one day do not
        // show that.
        if let Some(corrected) = self.row_at(row.corrects) {
            let of_event = |row: &EventRow| [day_of(row), precision_of(row), judgement_of(row)];
            match act.effect {
                EntryEffect::Recorded => {
                    before.extend(of_event(corrected));
                    after.extend(of_event(row));
                }
                EntryEffect::Withdrew if self.state.counts(corrected, act.position) => {
                    before.extend(of_event(row));
                    after.extend(of_event(corrected));
                }
                EntryEffect::Withdrew | EntryEffect::Erased => {}
            }
        }
        (before, after)
    }

    /// Returns which part of the subject an event is about: the whole subject, one note, the light, or one period.
    fn scope(&self, row: &EventRow) -> SubjectPart {
        if matches!(row.kind, EventType::NoteRecorded | EventType::AdjustmentToldAgain) {
            return SubjectPart::Chain(row.rank);
        }
        if row.kind == EventType::LightSet {
            return SubjectPart::Light;
        }
        if row.kind != EventType::IndicatorMeasured {
            return SubjectPart::Subject;
        }
        let period = |row| view::period(self.state.entry(self.no), row);
        let moved = self.row_at(row.corrects).is_some_and(|corrected| period(corrected) != period(row));
        period(row).filter(|_| !moved).map_or(SubjectPart::Chain(row.rank), SubjectPart::Period)
    }

    fn row_at(&self, position: u32) -> Option<&EventRow> {
        self.state.at(position.into()).map(|(_, row)| row)
    }

    /// Returns since when, and why, an event no longer counts; `None` while it counts.
    fn ceased(&self, row: &EventRow) -> Option<Value> {
        let withdrawn = row.withdrawn_by(self.position).then(|| (u64::from(row.withdrawn_at), "ingetrokken"));
        let corrected = self
            .state
            .corrections(row)
            .filter(|by| u64::from(by.position) <= self.position && !by.withdrawn_by(self.position));
        let corrected = corrected.map(|by| (u64::from(by.position), "hersteld"));
        let (since, why) = corrected.chain(withdrawn).min()?;
        let moment = self.state.recorded_at(since).map(|moment| moment.to_string());
        Some(json!({ "positie": since, "geregistreerdOp": moment, "reden": why }))
    }

    fn corrected_by(&self, row: &EventRow) -> Vec<u64> {
        let mut by: Vec<u64> = self.state.corrections(row).map(|by| by.position.into()).collect();
        by.retain(|position| *position <= self.position);
        by.sort_unstable();
        by
    }

    fn withdrawn_or_erased_by(&self, row: Option<&EventRow>, kind: EventType) -> Value {
        let hits = row.map_or_else(Vec::new, |row| withdrawals_and_erasures(self.state, row, self.position));
        hits.into_iter().find(|(_, found)| *found == kind).map(|(at, _)| at).into()
    }
}

fn day_of(row: &EventRow) -> (&'static str, Value) {
    ("ingangsdatum", Day::to_string(&row.day).into())
}

fn precision_of(row: &EventRow) -> (&'static str, Value) {
    let exact = row.precision == Precision::Day;
    ("ingangsdatumNauwkeurigheid", if exact { Value::Null } else { row.precision.name().into() })
}

fn judgement_of(row: &EventRow) -> (&'static str, Value) {
    ("oordeel", if row.unreviewed { "nakijken".into() } else { Value::Null })
}

/// Returns the fields that differ, those of the later state first. A field without a value is null.
fn changes(before: &NamedValues, after: &NamedValues) -> Vec<Value> {
    let gone = before.iter().filter(|(name, _)| after.get(name).is_none());
    let fields = after.iter().map(|(name, _)| name).chain(gone.map(|(name, _)| name));
    fields
        .map(|name| (name, before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null)))
        .filter(|(_, from, to)| from != to && !(is_empty_value(from) && is_empty_value(to)))
        .map(|(name, from, to)| json!({ "veld": name, "van": from, "naar": to }))
        .collect()
}

/// Returns true for null and for an empty list, which both mean that there is no value.
fn is_empty_value(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn object(view: &NamedValues) -> Value {
    Value::Object(view.iter().filter(|(_, value)| !value.is_null()).map(|(n, v)| (n.to_owned(), v.clone())).collect())
}
