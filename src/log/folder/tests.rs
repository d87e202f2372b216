//! The rules of opening, applied to folders that were closed, not closed, and tampered with.

use std::{
    fs::{self, File},
    os::unix::fs::{FileExt, PermissionsExt},
    path::Path,
};

use super::*;
use crate::{
    frame::PageKey,
    salvage::Salvage,
    storage::Reader,
    store::Fdatasync,
    testing::{append, assert_holds, close, frame, open, record},
};

const LEN: usize = 500;

/// Creates a folder whose log has 40 positions in frames of 1, 3, 30 and 6, closed in good order.
fn closed_folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("temporary folder");
    let mut log = open(dir.path()).expect("opens");
    append(&mut log, &[1, 3, 30, 6], LEN);
    close(log);
    dir
}

/// Creates the same folder, dropped without closing.
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

/// Changes the engine's content without the log noticing.
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
    assert_eq!(log.found, OpeningReport { head: 40, created: false, open_to_others: false, clean: true, copied: true });
    assert_holds(&log, 40, LEN);
    assert_eq!(log.reader.read(17).expect("reads"), Some(record(17, LEN)));
    assert_eq!(log.reader.read(41).expect("reads"), None);
    assert_eq!(log.reader.read(0).expect("reads"), None);
}

#[test]
fn after_an_unclean_stop_everything_acknowledged_is_there_and_a_copy_was_kept() {
    let dir = cut_off_folder();
    let log = open(dir.path()).expect("opens");
    assert_eq!(
        log.found,
        OpeningReport { head: 40, created: false, open_to_others: false, clean: false, copied: true }
    );
    assert_holds(&log, 40, LEN);
    assert_eq!(log.tree.size(), 0, "what nothing synced is made again");
    assert!(dir.path().join("before-open/db").exists());
}

/// Returns every file and folder below `dir` that is accessible to others.
fn open_to_others(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut queue = vec![dir.to_owned()];
    while let Some(path) = queue.pop() {
        let there = fs::metadata(&path).unwrap();
        if there.is_dir() {
            queue.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        if there.permissions().mode() & 0o077 != 0 {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_folder_is_for_its_owner_alone_also_one_that_an_earlier_version_left_open() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("data");
    let log = Log::open(&dir, IfMissing::Create).expect("is made");
    assert!(!log.found.open_to_others, "it is new");
    drop(log);
    assert_eq!(open_to_others(&dir), Vec::<PathBuf>::new());
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["log", "tree", "log/db"] {
        fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let log = Log::open(&dir, IfMissing::Refuse).expect("opens");
    assert!(log.found.open_to_others, "and it is told");
    drop(log);
    assert_eq!(open_to_others(&dir), Vec::<PathBuf>::new());
}

#[test]
fn a_folder_that_is_open_is_refused_with_its_name_and_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let _log = open(dir.path()).expect("opens");
    let refused = open(dir.path()).map(|log| log.found).unwrap_err();
    assert!(matches!(refused, LogError::InUse { pid: Some(pid), .. } if pid == std::process::id()));
    let said = refused.to_string();
    assert!(said.contains(&dir.path().display().to_string()) && said.contains("--url"), "{said}");
    assert!(matches!(Salvage::open(dir.path()), Err(LogError::InUse { .. })));
}

#[test]
fn a_missing_folder_is_made_only_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let deep = dir.path().join("a/b");
    assert!(matches!(Log::open(&deep, IfMissing::Refuse), Err(LogError::Format { .. })));
    assert!(matches!(Log::open(dir.path(), IfMissing::Refuse), Err(LogError::Format { .. })));
    assert_eq!(files::read_names(dir.path()).unwrap(), Vec::<String>::new(), "nothing was made");
    let log = Log::open(&deep, IfMissing::Create).expect("opens");
    assert_eq!(log.found, OpeningReport { head: 0, created: true, open_to_others: false, clean: true, copied: true });
    assert_eq!(fs::read_to_string(deep.join("FORMAT")).unwrap(), "peildatum 1\n");
}

#[test]
fn a_folder_of_another_format_or_of_something_else_is_refused() {
    let dir = closed_folder();
    fs::write(dir.path().join("FORMAT"), "peildatum 2\n").unwrap();
    let said = open(dir.path()).map(|log| log.found).unwrap_err().to_string();
    assert!(said.contains("peildatum 2") && said.contains("peildatum 1"), "{said}");

    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("letter.txt"), "dear").unwrap();
    let said = open(other.path()).map(|log| log.found).unwrap_err().to_string();
    assert!(said.contains("letter.txt"), "{said}");
    assert_eq!(files::read_names(other.path()).unwrap(), ["letter.txt"], "nothing was put there");
}

#[test]
fn a_making_that_was_cut_off_is_completed() {
    let dir = tempfile::tempdir().unwrap();
    close(open(dir.path()).expect("opens"));
    for missing in [&["FORMAT"][..], &["FORMAT", "tree", "head"], &["FORMAT", "head", "secrets"]] {
        missing.iter().for_each(|name| files::remove(&dir.path().join(name)).unwrap());
        files::remove(&dir.path().join("tree")).unwrap();
        let log = open(dir.path()).expect("opens");
        assert!(log.found.created);
        close(log);
    }
}

#[test]
fn a_used_folder_without_its_format_file_is_damaged_and_not_made_new() {
    let dir = closed_folder();
    fs::remove_file(dir.path().join("FORMAT")).unwrap();
    assert!(damage(dir.path()).what.to_string().contains("FORMAT"));
    assert!(Log::open(dir.path(), IfMissing::Refuse).is_err_and(|error| error.is_damage_or_in_use()));
    fs::remove_file(dir.path().join("tree")).unwrap();
    fs::remove_file(dir.path().join("head")).unwrap();
    // Refused even when the note is missing too: the log itself still contains positions.
    let damage = damage(dir.path());
    assert!(damage.position > 0, "{damage}");
}

#[test]
fn a_log_without_its_file_is_damaged_and_never_an_empty_log() {
    let dir = closed_folder();
    let db = dir.path().join("log/db");
    let whole = fs::read(&db).unwrap();
    for step in ["empty", "missing", "no folder"] {
        match step {
            "empty" => fs::write(&db, "").unwrap(),
            "missing" => fs::remove_file(&db).unwrap(),
            _ => fs::remove_dir_all(dir.path().join("log")).unwrap(),
        }
        let damage = damage(dir.path());
        assert_eq!((damage.position, damage.holds_until), (1, Some(0)), "{step}");
        assert!(!db.exists() || fs::metadata(&db).unwrap().len() == 0, "an empty log was made");
    }
    fs::create_dir(dir.path().join("log")).unwrap();
    fs::write(&db, whole).unwrap();
    assert_eq!(open(dir.path()).expect("opens again").found.head, 40);
}

#[test]
fn a_missing_or_spoiled_head_note_is_damage() {
    let dir = closed_folder();
    let head = dir.path().join("head");
    let whole = fs::read(&head).unwrap();
    fs::write(&head, vec![0; whole.len()]).unwrap();
    assert!(damage(dir.path()).what.to_string().contains("(head)"));
    fs::remove_file(&head).unwrap();
    assert!(damage(dir.path()).what.to_string().contains("(head)"));
    fs::write(&head, whole).unwrap();
    assert_eq!(open(dir.path()).expect("opens again").found.head, 40);
}

#[test]
fn a_log_that_ends_before_the_head_note_is_damaged_there() {
    let dir = closed_folder();
    let path = dir.path().join("head");
    let (mut file, note) = HeadFile::open(&path).unwrap();
    let note = note.unwrap();
    file.write(HeadNote { position: 41, ..note }).unwrap();
    let damage = damage(dir.path());
    assert_eq!((damage.position, damage.holds_until), (41, Some(40)));
    let said = LogError::from(damage).to_string();
    assert!(said.contains("restore") && said.contains("export --until 40"), "{said}");
}

#[test]
fn another_frame_than_the_acknowledged_one_is_damage() {
    let dir = closed_folder();
    let (mut file, note) = HeadFile::open(&dir.path().join("head")).unwrap();
    let note = note.unwrap();
    file.write(HeadNote { frame_checksum: note.frame_checksum ^ 1, ..note }).unwrap();
    assert!(damage(dir.path()).what.to_string().contains("niet wat was toegezegd"));
}

#[test]
fn a_whole_frame_beyond_the_head_note_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = open(dir.path()).unwrap();
    append(&mut log, &[4], LEN);
    close(log);
    with_engine(dir.path(), |store| store.commit(&frame(5, 3, LEN)).unwrap());
    let log = open(dir.path()).expect("opens");
    assert_holds(&log, 7, LEN);
}

#[test]
fn any_key_beyond_the_dense_run_is_damage() {
    let dir = closed_folder();
    // A frame that skips position 41, as a gap in the log would.
    with_engine(dir.path(), |store| store.commit(&frame(42, 1, LEN)).unwrap());
    let damage = damage(dir.path());
    assert_eq!((damage.position, damage.holds_until), (41, Some(40)));
}

#[test]
fn a_removed_page_anywhere_in_the_tail_is_damage_at_its_frame() {
    for (first, page, holds) in [(1, 0, 0), (2, 0, 1), (5, 0, 4), (5, 2, 4), (35, 0, 34)] {
        let dir = closed_folder();
        with_engine(dir.path(), |store| store.remove(PageKey { first, page }));
        let damage = damage(dir.path());
        assert_eq!(damage.holds_until, Some(holds), "{damage}");
        assert_eq!(damage.position, holds + 1, "{damage}");
    }
}

#[test]
fn a_page_of_other_content_is_damage_although_the_engine_finds_it_whole() {
    let dir = closed_folder();
    with_engine(dir.path(), |store| store.change(PageKey { first: 5, page: 1 }, |page| page[100] ^= 1));
    let damage = damage(dir.path());
    assert_eq!((damage.position, damage.holds_until), (5, Some(4)));
}

#[test]
fn files_beside_the_synced_one_are_damage() {
    let dir = closed_folder();
    fs::write(dir.path().join("log/blobs/12"), "x").unwrap();
    let damage = damage(dir.path());
    assert!(damage.what.to_string().contains("log/blobs/12"));
    assert_eq!((damage.position, damage.holds_until), (41, Some(40)), "what can be saved was looked at");
}

#[test]
fn a_half_made_snapshot_is_removed() {
    let dir = closed_folder();
    let half = dir.path().join("log/snap.0000000000000001.generating");
    fs::write(&half, "half").unwrap();
    assert_eq!(open(dir.path()).expect("opens").found.head, 40);
    assert!(!half.exists());
}

/// Whatever is done to the engine's file, opening either returns every acknowledged record or refuses, and every record
/// it returns is the one that was written. After a refusal the intact part can be salvaged from the copy made before
/// opening.
#[test]
fn a_damaged_file_is_refused_or_whole_and_what_holds_can_be_saved() {
    let original = cut_off_folder();
    let len = fs::metadata(original.path().join("log/db")).unwrap().len();
    let (mut refused, mut saved) = (0, 0);
    for at in (0..len).step_by(usize::try_from(len / 31).unwrap()) {
        for truncate in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            copy_folder(original.path(), dir.path());
            let db = dir.path().join("log/db");
            if truncate {
                File::options().write(true).open(&db).unwrap().set_len(at).unwrap();
            } else {
                flip(&db, at);
            }
            match open(dir.path()) {
                Ok(log) => {
                    assert!(log.found.head >= 40);
                    assert_holds(&log, 40, LEN);
                }
                Err(LogError::Damaged(damage)) => {
                    refused += 1;
                    let holds = damage.holds_until.expect("it was looked at what holds");
                    assert!(damage.position >= 1 && damage.position <= holds + 1, "{damage}");
                    if let Ok(salvage) = Salvage::open(dir.path()) {
                        saved += 1;
                        assert!(salvage.holds_until >= holds);
                        assert!(salvage.holds_until <= 40 && salvage.acknowledged == Some(40));
                        assert_eq!(salvage.reader.read(1).unwrap(), Some(record(1, LEN)));
                    }
                }
                Err(other) => panic!("at {at}: {other}"),
            }
        }
    }
    assert!(refused > 15 && saved > 0, "{refused} refused, of which {saved} could be read in part");
}

#[test]
fn a_refused_folder_is_read_up_to_where_it_holds_and_not_changed() {
    let dir = closed_folder();
    with_engine(dir.path(), |store| store.remove(PageKey { first: 35, page: 0 }));
    damage(dir.path());
    let before = contents(&dir.path().join("log"));
    let salvage = Salvage::open(dir.path()).expect("reads");
    assert_eq!((salvage.holds_until, salvage.acknowledged), (34, Some(40)));
    let mut next = 1;
    salvage
        .reader
        .for_each(1, u64::MAX, &mut |position, bytes| {
            assert_eq!((position, bytes), (next, record(next, LEN).as_slice()));
            next += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(next, 35);
    drop(salvage);
    assert_eq!(contents(&dir.path().join("log")), before);
}

#[test]
fn the_copy_from_before_a_refused_opening_is_not_replaced() {
    let dir = cut_off_folder();
    with_engine(dir.path(), |store| store.remove(PageKey { first: 35, page: 0 }));
    damage(dir.path());
    let copy = fs::read(dir.path().join("before-open/db")).unwrap();
    fs::write(dir.path().join("log/db"), "worse").unwrap();
    damage(dir.path());
    assert_eq!(fs::read(dir.path().join("before-open/db")).unwrap(), copy);
    assert_eq!(Salvage::open(dir.path()).expect("reads").holds_until, 34);
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let files = files::read_names(dir).unwrap().into_iter().filter(|name| dir.join(name).is_file());
    files.map(|name| (name.clone(), fs::read(dir.join(name)).unwrap())).collect()
}
