//! The head note: the newest intact note is found, whatever happened to the other slot.

use std::fs;

use super::*;

fn note(position: u64) -> HeadNote {
    HeadNote { position, frame_checksum: position * 77, clean: position.is_multiple_of(2) }
}

#[test]
fn the_newest_note_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("head");
    HeadFile::create(&path).unwrap();
    assert_eq!(HeadFile::peek(&path).unwrap(), Some(HeadNote { clean: true, ..HeadNote::default() }));
    for position in 1..6 {
        let (mut file, _) = HeadFile::open(&path).unwrap();
        file.write(note(position)).unwrap();
        file.write(note(position + 100)).unwrap();
        file.sync().unwrap();
        assert_eq!(HeadFile::peek(&path).unwrap(), Some(note(position + 100)));
    }
}

#[test]
fn a_spoiled_newest_note_leaves_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("head");
    HeadFile::create(&path).unwrap();
    let (mut file, _) = HeadFile::open(&path).unwrap();
    file.write(note(1)).unwrap();
    file.write(note(2)).unwrap();
    let whole = fs::read(&path).unwrap();
    for at in 0..SLOT_LEN {
        let mut bytes = whole.clone();
        bytes[at] ^= 4; // the third note is in the first slot
        fs::write(&path, &bytes).unwrap();
        assert_eq!(HeadFile::peek(&path).unwrap(), Some(note(1)), "byte {at}");
    }
}

#[test]
fn a_slot_copied_over_the_other_is_no_note() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("head");
    HeadFile::create(&path).unwrap();
    let (mut file, _) = HeadFile::open(&path).unwrap();
    file.write(note(1)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes.copy_within(4096..4096 + SLOT_LEN, 0);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(HeadFile::peek(&path).unwrap(), Some(note(1)));
    bytes.truncate(4096);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(HeadFile::peek(&path).unwrap(), None);
}

#[test]
fn no_note_is_made_up_from_an_empty_or_short_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("head");
    for bytes in [vec![], vec![0; 10], vec![0; 5000]] {
        fs::write(&path, bytes).unwrap();
        assert_eq!(HeadFile::peek(&path).unwrap(), None);
    }
}
