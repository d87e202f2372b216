//! The ring: the newest batches of events, each encoded once per requested format.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use tokio::task::AbortHandle;

use super::super::frame::{self, StreamFormat};
use super::super::selection::StreamSelection;
use super::{RING_BYTES, RING_EVENTS};
use crate::app::follow::LogPage;
use crate::log::record::Record;
use crate::projections::feed::FilterKeys;
use crate::subscriptions::Origin;

/// The contiguous batches.
#[derive(Default)]
pub(super) struct Ring {
    pub batches: VecDeque<Arc<EventBatch>>,
    events: usize,
    bytes: usize,
    /// The position up to which it was read, which is the end of the last batch if there is one.
    pub until: u64,
    /// The erasure count under which everything in it was read.
    pub erasures: u64,
    pub task: Option<AbortHandle>,
    /// The sequence number of the task; a task that was ended must not write any more.
    pub run: u64,
}

/// A contiguous run of events.
pub struct EventBatch {
    pub(super) after: u64,
    /// The last position.
    pub until: u64,
    events: Vec<Record>,
    /// The marks for filtering of each event; `None` if no subscriber had a filter when it was read.
    marks: Option<Vec<FilterKeys>>,
    weight: usize,
    frames: [OnceLock<EncodedEvents>; StreamFormat::ALL.len()],
}

/// The encoded events of a batch in one format, concatenated.
struct EncodedEvents {
    all: Bytes,
    /// The end of each event.
    ends: Vec<usize>,
}

/// A record with what the task of the ring computes for it.
pub(super) struct MarkedRecord {
    pub record: Record,
    pub marks: Option<FilterKeys>,
    pub weight: usize,
}

impl Ring {
    pub fn start_anew(&mut self, erasures: u64) {
        self.batches.clear();
        (self.events, self.bytes, self.erasures) = (0, 0, erasures);
    }

    pub fn push(&mut self, batch: EventBatch) {
        self.events += batch.events.len();
        self.bytes += batch.weight;
        self.until = batch.until;
        self.batches.push_back(Arc::new(batch));
        while self.events > RING_EVENTS || self.bytes > RING_BYTES {
            let Some(oldest) = self.batches.pop_front() else { break };
            self.events -= oldest.events.len();
            self.bytes -= oldest.weight;
        }
    }
}

impl EventBatch {
    pub(super) fn new(after: u64, page: LogPage<MarkedRecord>) -> EventBatch {
        let weight = page.items.iter().map(|taken| taken.weight).sum();
        let (events, marks): (Vec<Record>, Vec<Option<FilterKeys>>) =
            page.items.into_iter().map(|taken| (taken.record, taken.marks)).unzip();
        let marks = marks.into_iter().collect();
        EventBatch { after, until: page.until, events, marks, weight, frames: Default::default() }
    }

    /// Returns true if it has the marks that the filter needs.
    pub(super) fn serves(&self, asked: &StreamSelection) -> bool {
        asked.filter.is_open() || self.marks.is_some()
    }

    /// Returns the frames of the wanted events after a position; empty if there are none. The batch must serve `asked`.
    pub fn frames_after(&self, position: u64, asked: &StreamSelection, origin: &Origin) -> Bytes {
        let frames = self.frames(asked.format, origin);
        let Some(marks) = self.marks.as_ref().filter(|_| !asked.filter.is_open()) else {
            let skipped = self.events.partition_point(|record| record.position <= position);
            return frames.all.slice(frames.start(skipped)..);
        };
        let mut picked = Vec::new();
        for (index, (record, marks)) in self.events.iter().zip(marks).enumerate() {
            if record.position > position && asked.filter.matches_keys(marks) {
                picked.extend_from_slice(&frames.all[frames.start(index)..frames.ends[index]]);
            }
        }
        Bytes::from(picked)
    }

    fn frames(&self, format: StreamFormat, origin: &Origin) -> &EncodedEvents {
        self.frames[format as usize].get_or_init(|| {
            let (mut all, mut ends) = (String::new(), Vec::with_capacity(self.events.len()));
            for record in &self.events {
                all.push_str(&frame::event(record, format, origin));
                ends.push(all.len());
            }
            EncodedEvents { all: all.into(), ends }
        })
    }
}

impl EncodedEvents {
    /// Returns the start of the event at `index`.
    fn start(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before])
    }
}
