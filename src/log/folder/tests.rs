//! The rules of opening, tried on folders that were closed, cut off, and tampered with.

use std::{
    fs::{self, File},
    os::unix::fs::{FileExt, PermissionsExt},
    path::Path,
};

use super::*;
use crate::log::{
    frame::PageKey,
    salvage::Salvage,
    storage::Reader,
    store::Fdatasync,
    testing::{append, assert_holds, close, frame, open, record},
};

const LEN: usize = 500;

/// A folder whose log has 40 positions in frames of 1, 3, 30 and 6, closed in good order.
fn closed_folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("temporary folder");
    let mut log = open(dir.path()).expect("opens");
    append(&mut log, &[1, 3, 30, 6], LEN);
    close(log);
    dir
}

/// The same, dropped without closing.
fn cut_off_folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("temporary folder");
    let mut log = open(dir.path()).expect("opens");
    append(&mut log, &[1, 3, 30, 6], LEN);
    dir
}

fn damage(dir: &Path) -> Damage {
    match open(dir).map(|log| log.found) {
        Err(LogError::Damaged(damage)) => damage,
        other => panic!("expected damage, got {other:?}"),
    }
}

/// Changes the engine's content behind the log's back.
fn with_engine(dir: &Path, change: impl FnOnce(&mut Store)) {
    let mut store = Store::open(dir, &dir.join("log"), Box::new(Fdatasync)).expect("opens");
    change(&mut store);
    store.flush().expect("flushes");
}

fn flip(path: &Path, at: u64) {
    let file = File::options().read(true).write(true).open(path).expect("opens");
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).expect("reads");
    file.write_all_at(&[byte[0] ^ 1], at).expect("writes");
}

#[test]
fn a_new_folder_holds_what_was_appended_after_it_was_closed() {
    let dir = closed_folder();
    let log = open(dir.path()).expect("opens");
    assert_eq!(log.found, Found { head: 40, created: false, clean: true });
    assert_holds(&log, 40, LEN);
    assert_eq!(log.reader.read(17).expect("reads"), Some(record(17, LEN)));
    assert_eq!(log.reader.read(41).expect("reads"), None);
    assert_eq!(log.reader.read(0).expect("reads"), None);
}
