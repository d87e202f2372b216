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
    let last = at.saturating_sub(LOOK_AT_MAX);
    let mut found = Vec::new();
    while at > last && found.len() < query.limit {
        let stop = at.saturating_sub(LOOK_AT_ONCE).max(last);
        let state = service.state();
        while at > stop && found.len() < query.limit {
            if passes(&state, query, at) {
                found.push(at);
            }
            at -= 1;
        }
    }
    found.reverse();
    let mut records = service.records_at(&found)?;
    records.reverse();
    Ok(NewestPage { records, next: (at > 0).then_some(at + 1) })
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
