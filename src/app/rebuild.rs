//! Opening: rebuilds the state and the tree from the log, and redoes what a crash may have left undone.

use std::path::Path;

use super::damage::damage;
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::State;
use crate::language::Message;
use crate::log::LogError;
use crate::log::codec::StoredRecord;
use crate::log::reader::LogReader;
use crate::log::record::Hash;
use crate::log::record_decoder;
use crate::log::secrets::SlotPool;
use crate::log::storage::Reader;
use crate::log::tree_file::TreeFile;
use crate::message;

/// Progress is reported every this many events: often enough for a progress bar, seldom enough to cost nothing.
const PROGRESS_EVERY: u64 = 10_000;
/// Leaves appended to the tree's file in one write: 4,096 x 32 bytes = 128 KiB.
const LEAVES_AT_ONCE: usize = 4096;

/// Folds the log into `state`, which is empty or holds its first events, up to the head. Also returns the leaves that a
/// full disk kept out of the tree. `tell` receives (done, total).
///
/// # Errors
/// [`LogError::Damaged`] at the first record that does not fit; [`LogError::Io`] when the tree can not be written.
pub fn fold(
    mut state: State,
    folder: &Path,
    reader: &LogReader,
    tree: &mut TreeFile,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<(State, Vec<Hash>), LogError> {
    let head = reader.head().get();
    let mut leaves = Vec::with_capacity(LEAVES_AT_ONCE);
    state.reserve(usize::try_from(head - state.head()).unwrap_or(0));
    reader.for_each(state.head() + 1, head, &mut |position, bytes| {
        let bad = |what: Message| damage(folder, position, what);
        let stored = StoredRecord::decode(bytes).map_err(|error| bad(error.message()))?;
        let fact = stored.folded().map_err(|error| bad(error.message()))?;
        if state.recorded_at(position - 1).is_some_and(|last| last > stored.recorded_at) {
            return Err(bad(message!("damage-recorded-earlier")));
        }
        state.apply(&fact).map_err(|error| bad(error.message()))?;
        if position > tree.size() + leaves.len() as u64 {
            leaves.push(record_decoder::stored_leaf_hash(&stored));
        }
        if leaves.len().is_multiple_of(LEAVES_AT_ONCE) && !leaves.is_empty() {
            append_leaves(tree, &mut leaves)?;
        }
        if position.is_multiple_of(PROGRESS_EVERY) {
            tell(position, head);
        }
        Ok(())
    })?;
    append_leaves(tree, &mut leaves)?;
    tell(head, head);
    Ok((state, leaves))
}

/// Appends leaves to the tree. On a full disk they stay in `leaves`: the tree is derived from the log, and what it
/// lacks is computed.
fn append_leaves(tree: &mut TreeFile, leaves: &mut Vec<Hash>) -> Result<(), LogError> {
    match tree.append(leaves) {
        Ok(()) => leaves.clear(),
        Err(error) if error.is_full() => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// The last records that are checked for a missing slot. Slots are given out in order, and at most this many requests
/// wait for the writer at one time.
const SLOTS_LOOKED_AT: u64 = 1024;

/// Refuses a file of secrets that is shorter than the log requires: the next events would reuse the slot numbers of
/// what is gone.
///
/// # Errors
/// [`LogError::Damaged`] with the first of the last records whose slot is missing.
pub fn refuse_short_secrets(folder: &Path, reader: &LogReader, secrets: &SlotPool) -> Result<(), LogError> {
    let (head, end) = (reader.head().get(), secrets.slot_count());
    reader.for_each(head.saturating_sub(SLOTS_LOOKED_AT) + 1, head, &mut |position, bytes| {
        let bad = |what: Message| damage(folder, position, what);
        let stored = StoredRecord::decode(bytes).map_err(|error| bad(error.message()))?;
        if stored.slot < end { Ok(()) } else { Err(bad(message!("damage-secrets-short"))) }
    })
}

/// Redoes every erasure: the event is durable before the text is destroyed, so a crash between the two leaves the text.
///
/// # Errors
/// [`LogError`] when a record or a slot can not be read, or a slot can not be erased.
pub fn redo_erasures(folder: &Path, state: &State, reader: &LogReader, secrets: &SlotPool) -> Result<(), LogError> {
    secrets.erase(&erased_slots(folder, state, reader)?)
}

/// Returns the slots of the texts that are erased according to the log.
///
/// # Errors
/// [`LogError`] when a record can not be read.
pub fn erased_slots(folder: &Path, state: &State, reader: &LogReader) -> Result<Vec<u64>, LogError> {
    slots_at(folder, reader, &erased_positions(state))
}

/// The positions of the events whose texts are erased according to the log, ascending.
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

/// Returns the slots of the records at these positions, which must ascend.
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
