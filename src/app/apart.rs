//! The one way in which a question that wants texts is put to an open log: under the lock of the state, from memory alone. What it
//! turns out to want is noted; then the lock is let go of, the records are read, and the question is put again with them in hand.
//! Nowhere else do state and texts meet, so no append waits for the disk of a reader.
//!
//! Nothing is kept between two questions: a text that is erased must be gone from everywhere at once.
//!
//! What a question sees lies at or below the durable position. There nothing moves in between: a request that is rolled back lies
//! above it, so do a withdrawal and a correction that come in meanwhile, and which records are wanted follows from the position
//! alone. A text that is erased meanwhile is shown by the answer that was under way, and by none that is asked for after the erasure
//! was answered.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Service;
use crate::domain::state::State;
use crate::log::record::Record;
use crate::projections::{Contents, ContentsError};

/// Records in hand, and those that were asked for and are not.
#[derive(Debug, Default)]
struct Apart {
    read: BTreeMap<u64, Arc<Record>>,
    missing: RefCell<Vec<u64>>,
}

impl Apart {
    /// Reads what was asked for, in one pass over ascending positions.
    fn read_in(&mut self, service: &Service, mut wanted: Vec<u64>) -> Result<(), ContentsError> {
        wanted.sort_unstable();
        wanted.dedup();
        let first = wanted.first().copied().unwrap_or(0);
        let found = service.records_at(&wanted);
        let found = found.map_err(|error| ContentsError { position: first, source: error.into() })?;
        self.read.extend(found.into_iter().map(|record| (record.position, Arc::new(record))));
        match wanted.into_iter().find(|position| !self.read.contains_key(position)) {
            None => Ok(()),
            Some(position) => Err(ContentsError { position, source: "it lies past the durable head".into() }),
        }
    }
}

impl Contents for Apart {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError> {
        let mut missing = self.missing.borrow_mut();
        missing.extend(positions.iter().filter(|position| !self.read.contains_key(position)));
        match missing.first() {
            // Never seen outside: the question ends here, and is put again when what it wants was read.
            Some(position) => Err(ContentsError { position: *position, source: "it is yet to be read".into() }),
            None => Ok(positions.iter().map(|position| Arc::clone(&self.read[position])).collect()),
        }
    }
}

/// The answer of `ask`, which is put as often as it wants records that were not read yet: twice as a rule. It must not hide that a
/// record was not there.
///
/// # Errors
/// What `ask` fails with, and a record that can not be read.
pub fn read_apart<T, E: From<ContentsError>>(
    service: &Service,
    mut ask: impl FnMut(&State, &dyn Contents) -> Result<T, E>,
) -> Result<T, E> {
    let mut apart = Apart::default();
    loop {
        let answer = ask(&service.state(), &apart);
        let missing = apart.missing.take();
        if missing.is_empty() {
            return answer;
        }
        // Each turn reads what was not there before, so there are no more turns than records.
        apart.read_in(service, missing)?;
    }
}

/// The records of an open log, for who has a state of their own, as a verification does. Whoever holds that of the service is
/// stopped by [`Service::records_at`].
pub(super) struct Texts<'s>(pub(super) &'s Service);

impl Contents for Texts<'_> {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError> {
        let mut apart = Apart::default();
        apart.read_in(self.0, positions.to_vec())?;
        apart.records(positions)
    }
}

/// The same, with one record that the log does not have: what a trial of an event looks at.
pub(super) struct TextsWith<'s> {
    /// Those of the log.
    pub(super) texts: Texts<'s>,
    /// The one beside it.
    pub(super) record: Arc<Record>,
}

impl Contents for TextsWith<'_> {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError> {
        let there: Vec<u64> = positions.iter().copied().filter(|at| *at != self.record.position).collect();
        let mut read = self.texts.records(&there)?.into_iter();
        let record = |at: &u64| match *at == self.record.position {
            true => Some(Arc::clone(&self.record)),
            false => read.next(),
        };
        Ok(positions.iter().map(record).map(|record| record.expect("each was read")).collect())
    }
}

#[cfg(test)]
mod tests;
