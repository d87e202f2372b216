//! Reading texts while the state is free: which records are wanted is asked under its lock, they are read without it, and the
//! answer is filled under it again.
//!
//! What a question sees lies at or below the durable position. There nothing moves between the two: a request that is rolled back
//! lies above it, so do a withdrawal and a correction that come in between, and the records that are wanted follow from the
//! position alone. A text that is erased in between is shown by the answer that was under way, and by none that is asked for after
//! the erasure was answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Service;
use crate::domain::state::State;
use crate::log::record::Record;
use crate::projections::{Contents, ContentsError};

/// Records that were read before they are asked for.
#[derive(Debug)]
struct ReadBefore(BTreeMap<u64, Arc<Record>>);

impl Contents for ReadBefore {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError> {
        let missing = |position: u64| ContentsError { position, source: "nobody said that it would be wanted".into() };
        positions.iter().map(|position| self.0.get(position).cloned().ok_or_else(|| missing(*position))).collect()
    }
}

/// Asks which records are `wanted`, reads them while the writer may go on, and fills the answer.
///
/// # Errors
/// What `wanted` or `fill` fails with, and a record that can not be read.
pub fn read_apart<T, E: From<ContentsError>>(
    service: &Service,
    wanted: impl FnOnce(&State) -> Result<Vec<u64>, E>,
    fill: impl FnOnce(&State, &dyn Contents) -> Result<T, E>,
) -> Result<T, E> {
    let positions = wanted(&service.state())?;
    let records = Contents::records(service, &positions)?;
    let read = ReadBefore(positions.into_iter().zip(records).collect());
    fill(&service.state(), &read)
}
