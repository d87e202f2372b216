//! A log in memory, for example one read from an export: its state and its records.

use std::sync::Arc;

use super::{RecordReadError, RecordSource};
use crate::domain::event_core::CoreError;
use crate::domain::state::{State, StateError};
use crate::log::commitment::leaf_entry_of;
use crate::log::record::{Hash, Record};
use crate::log::tree::{self, Tree, leaf_hash};

/// The state and the records of the first events of a log.
#[derive(Debug, Default)]
pub struct InMemoryLog {
    state: State,
    records: Vec<Arc<Record>>,
}

/// A record that can not follow the records that were added before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InMemoryLogError {
    /// Its data have a shape that no event has.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// It does not fit the state of the records before it.
    #[error(transparent)]
    State(#[from] StateError),
    /// Its subject version is not the next one.
    #[error("version {found} of {subject} where {wanted} should follow")]
    Version {
        /// The subject.
        subject: String,
        /// The version found.
        found: u32,
        /// The version expected.
        wanted: u32,
    },
    /// It was recorded before the record it follows.
    #[error("it was recorded before the event it follows")]
    Time,
}

impl InMemoryLog {
    /// Appends the next record.
    ///
    /// # Errors
    /// [`InMemoryLogError`] when the record can not follow the ones before it; nothing is added then.
    pub fn push(&mut self, record: Record) -> Result<(), InMemoryLogError> {
        if self.state.recorded_at(self.state.head()).is_some_and(|last| last > record.recorded_at) {
            return Err(InMemoryLogError::Time);
        }
        let subject = record.subject.as_str();
        let wanted = self.state.subject(subject).map_or(0, |no| self.state.entry(no).version) + 1;
        if record.subject_version != wanted {
            let (subject, found) = (subject.to_owned(), record.subject_version);
            return Err(InMemoryLogError::Version { subject, found, wanted });
        }
        self.state.apply(&record.folded()?)?;
        self.records.push(Arc::new(record));
        Ok(())
    }

    /// Returns the state that the records fold to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns the root of the Merkle tree over the first records up to `position`, or over all when there are fewer. A
    /// caller that needs many roots builds the [`Self::tree`] once.
    pub fn root(&self, position: u64) -> Hash {
        let tree = self.tree();
        match tree::root(&tree, position.min(tree.size())) {
            Ok(root) => root,
            Err(never) => match never {},
        }
    }

    /// Builds the Merkle tree over all records.
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::default();
        self.records.iter().for_each(|record| tree.append(leaf_hash(&leaf_entry_of(record))));
        tree
    }

    /// Returns the records in the order of the log.
    pub fn all(&self) -> &[Arc<Record>] {
        &self.records
    }
}

impl RecordSource for InMemoryLog {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        let record = |position: &u64| {
            let at = usize::try_from(position.wrapping_sub(1)).ok();
            let missing = || RecordReadError { position: *position, source: "it is not there".into() };
            at.and_then(|at| self.records.get(at)).cloned().ok_or_else(missing)
        };
        positions.iter().map(record).collect()
    }
}
