//! The history of a subject in parts, byte for byte as [`queries::history`] returns it whole. A long history is never
//! in memory at once, and a slow reader holds one part.

use std::sync::Arc;

use serde_json::json;

use super::Service;
use super::queries::{self, QueryError};
use super::text_reads::query_with_texts;
use crate::domain::time::Day;
use crate::projections::sealing::{SealedPositions, add_reported_in_rows};
use crate::projections::{self, EventRange};

/// Bytes that a part aims at: with the usual 800 bytes per event, some 1,300 events.
const PART_BYTES: usize = 1024 * 1024;

/// Events in the first part, before their size is known.
const EVENTS_FIRST: usize = 100;

/// The most events in a part. Each part folds the events before it again, so small parts would cost the square of their
/// number.
const EVENTS_MAX: usize = 2_000;

/// The fewest events in a part: with the longest texts, shown in full before and after, 10 take 1 MB.
const EVENTS_MIN: usize = 10;

/// The progress through a history.
pub struct HistoryParts {
    subject: String,
    position: u64,
    until: Option<Day>,
    /// The last event that was written.
    after: u64,
    events: usize,
    /// The positions that each sealing showed; looked up for the first part.
    sealed: Option<Arc<Vec<SealedPositions>>>,
}

impl HistoryParts {
    /// Starts the history of `subject` as known at `position`; with `until`, without the events that take effect after
    /// that day.
    pub fn new(subject: String, position: u64, until: Option<Day>) -> HistoryParts {
        HistoryParts { subject, position, until, after: 0, events: EVENTS_FIRST, sealed: None }
    }

    /// Sets the number of events of the first part.
    #[must_use]
    pub fn of_events(self, events: usize) -> HistoryParts {
        HistoryParts { events, ..self }
    }

    /// Returns the next part, and the state from which the part after it is read; `None` after the last part.
    ///
    /// # Errors
    /// [`QueryError`] for a subject about which nothing was recorded by then, a day before all of its events, and a log
    /// that can not be read.
    pub fn next(mut self, service: &Service) -> Result<(Vec<u8>, Option<HistoryParts>), QueryError> {
        let known = queries::resolve_position(service, queries::KnownAt::Position(self.position))?;
        let part = EventRange { after: self.after, limit: self.events, until: self.until };
        let told = query_with_texts(service, |state, contents| {
            projections::history_page(state, contents, &self.subject, known, part)
        });
        let mut told = told.map_err(queries::history_error)?;
        if let Some((on, first)) = self.until.zip(told.begin).filter(|(day, first)| first > day) {
            return Err(QueryError::BeforeFirstDay { on, first });
        }
        let (sealed, first) = match self.sealed.take() {
            Some(sealed) => (sealed, false),
            None => (Arc::new(service.sealed_positions(known)?), true),
        };
        add_reported_in_rows(&mut told.rows, &sealed);
        let mut out = Vec::with_capacity(PART_BYTES);
        if first {
            out.extend_from_slice(b"{\"basis\":");
            serde_json::to_writer(&mut out, &told.basis).expect("JSON always serialises");
            out.extend_from_slice(b",\"gebeurtenissen\":[");
        }
        for (at, row) in told.rows.iter().enumerate() {
            if at > 0 || !first {
                out.push(b',');
            }
            serde_json::to_writer(&mut out, row).expect("JSON always serialises");
        }
        let Some(after) = told.next else {
            out.extend_from_slice(b"],\"onderwerp\":");
            out.extend_from_slice(json!(self.subject).to_string().as_bytes());
            out.push(b'}');
            return Ok((out, None));
        };
        self.events = match out.len() {
            large if large > 2 * PART_BYTES => (self.events / 2).max(EVENTS_MIN),
            small if small < PART_BYTES / 2 => (self.events * 2).min(EVENTS_MAX),
            _ => self.events,
        };
        Ok((out, Some(HistoryParts { after, sealed: Some(sealed), ..self })))
    }
}
