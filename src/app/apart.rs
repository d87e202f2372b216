//! Reading texts while the state is free: a question is put under the lock of the state; the records it turns out to want are read
//! without that lock, and it is put again.
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

/// Records that were read, and those that were asked for and were not.
#[derive(Debug, Default)]
struct Apart {
    read: BTreeMap<u64, Arc<Record>>,
    missing: RefCell<Vec<u64>>,
}

impl Contents for Apart {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError> {
        let mut missing = self.missing.borrow_mut();
        missing.extend(positions.iter().filter(|position| !self.read.contains_key(position)));
        match missing.first() {
            Some(position) => Err(ContentsError { position: *position, source: "it is read and asked again".into() }),
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
        let mut missing = apart.missing.take();
        if missing.is_empty() {
            return answer;
        }
        missing.sort_unstable();
        missing.dedup();
        // Each turn reads what was not there before, so there are no more turns than records.
        let records = Contents::records(service, &missing)?;
        apart.read.extend(missing.into_iter().zip(records));
    }
}
