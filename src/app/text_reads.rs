//! Runs a query without holding the state lock during I/O.
//!
//! A query that needs texts runs under the lock of the state with the records read so far. The positions that it misses
//! are noted, the lock is released, the records are read, and the query runs again with them. This is the only place
//! where state and texts meet, so no append waits for the disk of a reader.
//!
//! No text is cached between two queries: one that is erased must be gone from everywhere at once. Whole reports are, in
//! `report_cache`, which an erasure empties before it is published.
//!
//! Running a query twice is safe. It only sees what lies at or below the durable position, and nothing changes there in
//! between: a request that is rolled back, and a withdrawal or correction that arrives meanwhile, lie above it, and the
//! positions a query reads follow from the position alone. A text that is erased meanwhile may appear in the answer
//! that was under way, and in none that is asked for after the erasure was acknowledged.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Service;
use crate::domain::state::State;
use crate::log::record::Record;
use crate::projections::{RecordReadError, RecordSource};

/// The records that were read, and the positions that a query asked for and that were not read yet.
#[derive(Debug, Default)]
struct ReadRecords {
    read: BTreeMap<u64, Arc<Record>>,
    missing: RefCell<Vec<u64>>,
}

impl ReadRecords {
    /// Reads the records at these positions, in one pass over ascending positions.
    fn read_in(&mut self, service: &Service, mut wanted: Vec<u64>) -> Result<(), RecordReadError> {
        wanted.sort_unstable();
        wanted.dedup();
        let first = wanted.first().copied().unwrap_or(0);
        let found = service.records_at(&wanted);
        let found = found.map_err(|error| RecordReadError { position: first, source: error.into() })?;
        self.read.extend(found.into_iter().map(|record| (record.position, Arc::new(record))));
        match wanted.into_iter().find(|position| !self.read.contains_key(position)) {
            None => Ok(()),
            Some(position) => Err(RecordReadError { position, source: "it lies past the durable head".into() }),
        }
    }
}

impl RecordSource for ReadRecords {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        let mut missing = self.missing.borrow_mut();
        missing.extend(positions.iter().filter(|position| !self.read.contains_key(position)));
        match missing.first() {
            // This error never leaves the module: it ends the run, and the query runs again when the record was read.
            Some(position) => Err(RecordReadError { position: *position, source: "it is yet to be read".into() }),
            None => Ok(positions.iter().map(|position| Arc::clone(&self.read[position])).collect()),
        }
    }
}

/// Runs `ask` until it needs no record that was not read yet: usually twice. `ask` must pass on the error of a missing
/// record, never hide it.
///
/// # Errors
/// The error of `ask`, and [`RecordReadError`] when a record can not be read.
pub fn query_with_texts<T, E: From<RecordReadError>>(
    service: &Service,
    mut ask: impl FnMut(&State, &dyn RecordSource) -> Result<T, E>,
) -> Result<T, E> {
    let mut apart = ReadRecords::default();
    loop {
        let answer = ask(&service.state(), &apart);
        let missing = apart.missing.take();
        if missing.is_empty() {
            return answer;
        }
        // Each round reads records that were not read before, so there are at most as many rounds as records.
        apart.read_in(service, missing)?;
    }
}

/// The records of an open log, for a caller with a state of its own, such as a verification. [`Service::records_at`]
/// panics (in debug builds) when the caller holds the state of the service.
pub(super) struct LogTexts<'s>(pub(super) &'s Service);

impl RecordSource for LogTexts<'_> {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        let mut apart = ReadRecords::default();
        apart.read_in(self.0, positions.to_vec())?;
        apart.records(positions)
    }
}

/// The records of the log with some after it that are not in it, for a preview.
pub(super) struct LogTextsWith<'s> {
    /// The records of the log.
    pub(super) texts: LogTexts<'s>,
    /// The additional records, in order of position without gaps.
    pub(super) added: Vec<Arc<Record>>,
}

impl RecordSource for LogTextsWith<'_> {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        let first = self.added.first().map_or(u64::MAX, |record| record.position);
        let there: Vec<u64> = positions.iter().copied().filter(|at| *at < first).collect();
        let mut read = self.texts.records(&there)?.into_iter();
        let record = |at: &u64| match at.checked_sub(first) {
            Some(index) => usize::try_from(index).ok().and_then(|index| self.added.get(index)).map(Arc::clone),
            None => read.next(),
        };
        Ok(positions.iter().map(record).map(|record| record.expect("each was read or added")).collect())
    }
}

#[cfg(test)]
mod tests;
