//! The newest events of the log that pass a filter, from new to old.

use super::Service;
use crate::domain::state::State;
use crate::domain::time::Instant;
use crate::log::LogError;
use crate::log::record::Record;
use crate::projections::feed::EventFilter;

/// Positions that are looked at under one lock: a filter takes about a microsecond for each.
const LOOK_AT_ONCE: u64 = 10_000;

/// Positions that one query looks at: 200,000 take a fifth of a second; the next page looks on from there.
const LOOK_AT_MAX: u64 = 200_000;

/// Records that one query reads to see who recorded them: each takes some 20 microseconds.
const READ_MAX: u64 = 10_000;

/// Records that are read at one time for that.
const READ_AT_ONCE: usize = 200;

/// A query for the newest events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestQuery {
    /// By type, subject or node.
    pub filter: EventFilter,
    /// Only events recorded at this moment or later.
    pub from: Option<Instant>,
    /// Only events recorded at this moment or earlier.
    pub until: Option<Instant>,
    /// Only events recorded at least this many days after the day they hold from.
    pub late_days: Option<i64>,
    /// Only events recorded by someone whose name or id contains this, whatever its capitals.
    pub actor: Option<String>,
    /// Only events after this position.
    pub after: u64,
    /// Only events before this position.
    pub before: Option<u64>,
    /// At most this many.
    pub limit: usize,
}

/// A page of the newest events.
#[derive(Debug, Clone, PartialEq)]
pub struct NewestPage {
    /// The records, from new to old.
    pub records: Vec<Record>,
    /// The position before which the next page begins; `None` when everything was looked at.
    pub next: Option<u64>,
}

/// Returns the newest events. The state is locked for a part of the log at a time, and never while records are read.
///
/// # Errors
/// [`LogError`] when a record can not be read.
pub fn newest(service: &Service, query: &NewestQuery) -> Result<NewestPage, LogError> {
    let head = service.durable_head();
    let mut at = query.before.map_or(head, |before| head.min(before.saturating_sub(1)));
    // Who recorded an event stands in its record, which is read for that.
    let (look_at_max, read_at_once) = match query.actor {
        Some(_) => (READ_MAX, READ_AT_ONCE),
        None => (LOOK_AT_MAX, query.limit),
    };
    let last = at.saturating_sub(look_at_max).max(query.after);
    let mut records: Vec<Record> = Vec::new();
    while at > last && records.len() < query.limit {
        let mut found;
        (found, at) = look(service, query, (at, last), read_at_once);
        found.reverse();
        let read = service.records_at(&found)?.into_iter().rev();
        records.extend(read.filter(|record| query.actor.as_deref().is_none_or(|part| is_by(record, part))));
    }
    if records.len() > query.limit {
        records.truncate(query.limit);
        at = records.last().map_or(at, |oldest| oldest.position - 1);
    }
    Ok(NewestPage { records, next: (at > query.after).then_some(at + 1) })
}

/// Returns the positions from `at` down to above `last` that pass, from new to old and at most `most`, and the position
/// that is to be looked at next.
fn look(service: &Service, query: &NewestQuery, (mut at, last): (u64, u64), most: usize) -> (Vec<u64>, u64) {
    let mut found = Vec::new();
    while at > last && found.len() < most {
        let stop = at.saturating_sub(LOOK_AT_ONCE).max(last);
        let state = service.state();
        while at > stop && found.len() < most {
            if passes(&state, query, at) {
                found.push(at);
            }
            at -= 1;
        }
    }
    (found, at)
}

/// Returns true if a record is by someone whose name or id contains a text, whatever its capitals.
fn is_by(record: &Record, part: &str) -> bool {
    let part = part.to_lowercase();
    let actor = &record.actor;
    let name = actor.name.as_ref().map(|name| name.as_str().to_lowercase());
    actor.id().to_lowercase().contains(&part) || name.is_some_and(|name| name.contains(&part))
}

fn passes(state: &State, query: &NewestQuery, position: u64) -> bool {
    let Some(recorded) = state.recorded_at(position) else { return false };
    let late = |days: i64| {
        let held = state.at(position).map(|(_, row)| row.day.number());
        held.is_some_and(|held| i64::from(recorded.amsterdam_day().number() - held) >= days)
    };
    query.from.is_none_or(|from| recorded >= from)
        && query.until.is_none_or(|until| recorded <= until)
        && query.late_days.is_none_or(late)
        && query.filter.matches(state, position)
}
