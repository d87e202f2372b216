//! The slot file: no key is issued twice, no used slot is lost, and no erased slot remains.

use std::{collections::HashSet, fs, os::unix::fs::PermissionsExt, path::PathBuf, thread};

use super::*;

fn slot_file() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secrets");
    SlotPool::create(&path).unwrap();
    (dir, path)
}

#[test]
fn the_file_can_be_read_by_its_owner_only() {
    let (_dir, path) = slot_file();
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_slot_lies_in_the_file_before_it_is_handed_out() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    for number in 0..200 {
        let slot = pool.take().unwrap();
        assert_eq!(slot.number, number);
        let bytes = fs::read(&path).unwrap();
        let at = usize::try_from(number).unwrap() * SLOT_LEN;
        assert_eq!(bytes[at..at + SLOT_LEN], [slot.key, slot.salt].concat());
        assert_eq!(pool.get(number).unwrap(), Some(slot));
    }
}

#[test]
fn no_slot_is_handed_out_twice_to_many_threads() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    let taken: Vec<Slot> = thread::scope(|scope| {
        let take = || (0..2_000).map(|_| pool.take().unwrap()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(take)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(taken.iter().map(|slot| slot.number).collect::<HashSet<_>>().len(), 16_000);
    assert_eq!(taken.iter().map(|slot| slot.key).collect::<HashSet<_>>().len(), 16_000);
    assert_eq!(taken.iter().map(|slot| slot.salt).collect::<HashSet<_>>().len(), 16_000);
}

#[test]
fn closing_cuts_off_what_was_never_handed_out() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    let last = (0..10).map(|_| pool.take().unwrap()).last().unwrap();
    pool.close().unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), 640);
    assert!(matches!(pool.take(), Err(LogError::Failed { .. })));
    let pool = SlotPool::open(&path).unwrap();
    assert_eq!(pool.get(9).unwrap(), Some(last));
    assert_eq!(pool.take().unwrap().number, 10);
}

#[test]
fn after_an_unclean_stop_all_slots_in_the_file_count_as_used() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    let first = pool.take().unwrap();
    let made = pool.slot_count();
    drop(pool);
    // A partial slot at the end, as a crash while creating a block would leave.
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, [bytes.as_slice(), &[1; 10]].concat()).unwrap();
    let pool = SlotPool::open(&path).unwrap();
    assert_eq!(pool.take().unwrap().number, made + 1);
    assert_eq!(pool.get(0).unwrap(), Some(first));
}

#[test]
fn a_ready_slot_is_one_that_needs_no_sync() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    assert_eq!(pool.take_ready(), None, "none was made yet");
    let first = pool.take().unwrap();
    let made = pool.slot_count();
    let mut numbers = vec![first.number];
    while let Some(slot) = pool.take_ready() {
        numbers.push(slot.number);
    }
    assert_eq!(pool.slot_count(), made, "it never makes a block");
    assert!(numbers.len() > 1 && numbers.len() < usize::try_from(made).unwrap(), "{numbers:?}");
    numbers.push(pool.take().unwrap().number);
    assert!(pool.slot_count() > made, "it was the turn of this caller to make one");
    assert!(pool.take_ready().is_some());
    assert!(numbers.is_sorted_by(|before, after| before < after), "{numbers:?}");
    pool.close().unwrap();
    assert_eq!(pool.take_ready(), None);
}

#[test]
fn a_restored_slot_has_its_salt_and_a_new_key() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    let before = pool.take().unwrap();
    let restored = pool.create_with_salts(&[[1; 32], [2; 32]]).unwrap();
    assert_eq!(restored[0].salt, [1; 32]);
    assert_eq!(restored[1].salt, [2; 32]);
    assert_ne!(restored[0].key, restored[1].key);
    for slot in &restored {
        assert_eq!(pool.get(slot.number).unwrap().as_ref(), Some(slot));
    }
    // Restored slots are behind the ones created ahead, so closing does not remove those, and they are never handed out
    // again.
    pool.close().unwrap();
    let pool = SlotPool::open(&path).unwrap();
    assert_eq!(pool.get(0).unwrap(), Some(before));
    assert!(pool.take().unwrap().number > restored[1].number);
}

#[test]
fn an_erased_slot_is_gone_from_the_file_and_the_others_are_not() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    let slots: Vec<_> = (0..3).map(|_| pool.take().unwrap()).collect();
    pool.erase(&[1]).unwrap();
    pool.erase(&[1]).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.windows(32).any(|window| window == slots[1].key || window == slots[1].salt));
    assert_eq!([0, 1, 2].map(|number| pool.is_erased(number).unwrap()), [false, true, false]);
    assert!(pool.erase(&[pool.slot_count()]).is_err());
    pool.close().unwrap();
    let mut seen = Vec::new();
    let pool = SlotPool::read_only(&path).unwrap();
    pool.for_each(0, |number, slot| {
        seen.push((number, slot));
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, [(0, Some(slots[0].clone())), (1, None), (2, Some(slots[2].clone()))]);
    assert!(pool.take().is_err() && pool.create_with_salts(&[[0; 32]]).is_err());
}

#[test]
fn a_slot_that_is_not_there_is_an_error_and_not_an_erased_one() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    assert!(pool.get(0).is_err());
    assert!(pool.get(u64::MAX).is_err());
}

#[test]
fn debug_output_shows_no_secret() {
    let (_dir, path) = slot_file();
    let pool = SlotPool::open(&path).unwrap();
    assert_eq!(format!("{:?}", pool.take().unwrap()), "Slot { number: 0, .. }");
}
