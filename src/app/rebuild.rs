//! Opening: the state and the tree made again from the log, and what a crash may have left undone done again.

use std::path::Path;

use super::engine::damage;
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::State;
use crate::language::Message;
use crate::log::LogError;
use crate::log::codec::StoredRecord;
use crate::log::entry;
use crate::log::read::LogReader;
use crate::log::secrets::SlotPool;
use crate::log::storage::Reader;
use crate::log::tree_file::TreeFile;
use crate::message;

/// Told of progress every this many events: often enough for a bar, seldom enough to cost nothing.
const TELL_EVERY: u64 = 10_000;
/// Leaves appended to the tree's file at once: 4,096 x 32 bytes = 128 KiB.
const LEAVES_AT_ONCE: usize = 4096;

/// Folds the log on `state`, which holds its first events or none, to its head. `tell` gets (done, of).
///
/// # Errors
/// [`LogError::Damaged`] at the first record that does not fit, [`LogError::Io`] when the tree can not be written.
pub fn fold(
    mut state: State,
    folder: &Path,
    reader: &LogReader,
    tree: &mut TreeFile,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<State, LogError> {
    let head = reader.head().get();
    let mut leaves = Vec::with_capacity(LEAVES_AT_ONCE);
    state.reserve(usize::try_from(head - state.head()).unwrap_or(0));
    reader.for_each(state.head() + 1, head, &mut |position, bytes| {
        let bad = |what: Message| damage(folder, position, what);
        let stored = StoredRecord::decode(bytes).map_err(|error| bad(error.message()))?;
        let fact = stored.fact().map_err(|error| bad(error.message()))?;
        if state.recorded_at(position - 1).is_some_and(|last| last > stored.recorded_at) {
            return Err(bad(message!("damage-recorded-earlier")));
        }
        state.apply(&fact).map_err(|error| bad(error.message()))?;
        if position > tree.size() + leaves.len() as u64 {
            leaves.push(entry::leaf(&stored));
        }
        if leaves.len() == LEAVES_AT_ONCE {
            tree.append(&leaves)?;
            leaves.clear();
        }
        if position.is_multiple_of(TELL_EVERY) {
            tell(position, head);
        }
        Ok(())
    })?;
    tree.append(&leaves)?;
    tell(head, head);
    Ok(state)
}

/// Redoes every erasure: the event is durable before the text is destroyed, so a stop between the two leaves it undone.
///
/// # Errors
/// [`LogError`] when a record or a slot can not be read, or not erased.
pub fn redo_erasures(folder: &Path, state: &State, reader: &LogReader, secrets: &SlotPool) -> Result<(), LogError> {
    secrets.erase(&slots_at(folder, reader, &erased_positions(state))?)
}

/// The positions whose texts were erased, as the log says, ascending.
pub fn erased_positions(state: &State) -> Vec<u64> {
    let mut erased: Vec<u64> = state
        .subjects_of(SubjectKind::Event)
        .iter()
        .map(|no| state.entry(*no))
        .filter(|entry| entry.rows.iter().any(|row| row.kind == EventType::EventErased))
        .filter_map(|entry| EventId::parse(entry.id()).ok().and_then(|id| state.position_of(id)))
        .collect();
    erased.sort_unstable();
    erased.dedup();
    erased
}

/// The slots of the records at these positions, which ascend.
///
/// # Errors
/// [`LogError`] when a record can not be read.
pub fn slots_at(folder: &Path, reader: &LogReader, positions: &[u64]) -> Result<Vec<u64>, LogError> {
    let mut slots = Vec::with_capacity(positions.len());
    reader.read_many(positions, &mut |position, bytes| {
        let stored = StoredRecord::decode(bytes).map_err(|error| damage(folder, position, error.message()))?;
        slots.push(stored.slot);
        Ok(())
    })?;
    Ok(slots)
}
