//! Test access that only the file naming the engine can offer, and tests of the engine's pitfalls.

use std::sync::{Arc, atomic::AtomicUsize};

use parking_lot::Mutex;

use super::*;
use crate::testing::{CommitStep, FailingSyncer, RecordingSyncer, SkippingSyncer, frame, record};

impl Store {
    /// Removes a page without the log noticing.
    pub(crate) fn remove(&mut self, key: PageKey) {
        assert!(self.pages.db.remove(key.to_bytes()).unwrap().is_some());
    }

    /// Alters a page without the log noticing.
    pub(crate) fn change(&mut self, key: PageKey, change: impl FnOnce(&mut Vec<u8>)) {
        let mut page = self.pages.db.get(key.to_bytes()).unwrap().unwrap().to_vec();
        change(&mut page);
        self.pages.db.insert(key.to_bytes(), page).unwrap();
    }
}

fn open(dir: &Path, syncer: Box<dyn Syncer>) -> Store {
    Store::open(dir, &dir.join("log"), syncer).unwrap()
}

/// Commits a few records as the log does, and records the syncs and acknowledgements in order.
fn steps_of(
    witness: impl FnOnce(Arc<Mutex<Vec<CommitStep>>>, Vec<(u64, Vec<u8>)>) -> Box<dyn Syncer>,
) -> Vec<CommitStep> {
    let dir = tempfile::tempdir().unwrap();
    let steps = Arc::new(Mutex::new(Vec::new()));
    let awaited = (1..=5).map(|position| (position, record(position, 300))).collect();
    let mut store = open(dir.path(), witness(Arc::clone(&steps), awaited));
    for position in 1..=5 {
        store.commit(&frame(position, 1, 300)).unwrap();
        steps.lock().push(CommitStep::Acknowledged(position));
    }
    drop(store);
    Arc::try_unwrap(steps).expect("the store is gone").into_inner()
}

/// Returns whether each acknowledged record was in the file at the last sync before its acknowledgement.
fn synced_before_acknowledged(steps: &[CommitStep]) -> bool {
    let mut synced: &[u64] = &[];
    steps.iter().all(|step| match step {
        CommitStep::Synced(held) => {
            synced = held;
            true
        }
        CommitStep::Acknowledged(position) => synced.contains(position),
    })
}

#[test]
fn a_record_is_on_stable_storage_before_it_is_acknowledged() {
    let steps = steps_of(|steps, awaited| Box::new(RecordingSyncer { steps, awaited }));
    assert!(synced_before_acknowledged(&steps), "{steps:?}");
    assert_eq!(steps.iter().filter(|step| matches!(step, CommitStep::Acknowledged(_))).count(), 5);
}

/// Shows that the check above can fail: it fails for a log that reports a sync it did not do.
#[test]
fn a_log_without_its_sync_does_not_pass_that_check() {
    let steps = steps_of(|_, _| Box::new(SkippingSyncer));
    assert!(!synced_before_acknowledged(&steps), "{steps:?}");
}

#[test]
fn a_failed_sync_is_an_error_and_not_an_acknowledgement() {
    let dir = tempfile::tempdir().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let mut store = open(dir.path(), Box::new(FailingSyncer { nth: 3, count }));
    store.commit(&frame(1, 1, 10)).unwrap(); // the first sync was that of creating the store
    assert!(matches!(store.commit(&frame(2, 1, 10)), Err(LogError::Io { .. })));
}

/// Pages of the largest size, in frames of one record and of many: none may reach the size at which the engine moves a
/// value to a file of its own, which is never synced.
#[test]
fn no_page_ever_lands_in_a_file_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), Box::new(SkippingSyncer));
    let mut first = 1;
    for (count, len) in [(1, 4_000), (1, 3_900), (300, 4_200), (1_000, 500), (2, 100_000), (1, 2_000_000)] {
        for _ in 0..3 {
            store.commit(&frame(first, count, len)).unwrap(); // refuses when blobs/ is not empty
            first += count as u64;
        }
    }
    assert_eq!(fs::read_dir(dir.path().join("log/blobs")).unwrap().count(), 0);
}

#[test]
fn the_engine_opens_again_right_after_it_was_dropped() {
    let dir = tempfile::tempdir().unwrap();
    for first in 1..20 {
        open(dir.path(), Box::new(Fdatasync)).commit(&frame(first, 1, 50)).unwrap();
    }
}

#[test]
fn an_engine_that_panics_is_told_as_damage_in_one_line() {
    let told: Result<(), LogError> = call_engine(Path::new("/data"), 7, || panic!("first line\nsecond {}", "line"));
    let said = told.unwrap_err().to_string();
    assert!(said.contains("/data") && said.contains("positie 7"), "{said}");
    assert!(!said.contains("first line"), "not in the words of the engine: {said}");
    assert_eq!(said.lines().count(), 1);
}
