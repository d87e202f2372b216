//! A flipped byte, a missing half or a missing file, in each file of the folder. Either no read changes or it is
//! refused, and a damaged log is never treated as an empty one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Ground, exported, one_line, told};
use crate::cli::run;

/// The number of flips in one file, spread over its length and including the first and the last byte.
const FLIPS: usize = 9;

/// Returns every file in the folder, by its path in it.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).expect("it is in the folder").to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Returns the contents of every file in the folder.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |path: PathBuf| (path.clone(), fs::read(folder.join(path)).expect("it can be read"));
    files(folder).into_iter().map(read).collect()
}

/// The outcome of damaging one file.
#[derive(Debug, Default)]
struct Tally {
    /// Refused, or detected by `verify`.
    found: usize,
    /// No read changed.
    harmless: usize,
}

/// Damages one file of a fresh copy and compares the output of the commands with that before.
fn try_one(ground: &Ground, file: &Path, what: &str, spoil: impl Fn(&Path), tally: &mut Tally) {
    let data = ground.copy("spoiled");
    spoil(&data.join(file));
    let verified = run(&["verify", "--data", super::text(&data)]);
    assert!(!verified.err.contains("panicked"), "{what}: {verified:#?}");
    match verified.code {
        0 => {
            let now = exported(&data).unwrap_or_else(|refused| panic!("{what}: verified, then refused: {refused:#?}"));
            assert_eq!(now, ground.before, "{what}: it verifies, and says something else");
            tally.harmless += 1;
        }
        1 => tally.found += 1,
        _ => {
            one_line(&verified, what);
            // The valid part of a refused folder can be saved, and is unaltered.
            if let Ok(saved) = exported(&data) {
                assert_eq!(saved[..], ground.before[..saved.len()], "{what}: what is saved is not what was there");
            }
            tally.found += 1;
        }
    }
    fs::remove_dir_all(&data).expect("the folder can be removed");
}

#[test]
fn a_flipped_byte_in_any_file_is_found_or_changes_nothing() {
    let ground = Ground::new();
    let mut tallies: BTreeMap<PathBuf, Tally> = BTreeMap::new();
    for file in files(&ground.folder.path().join("data")) {
        let len = fs::metadata(ground.folder.path().join("data").join(&file)).expect("a file").len() as usize;
        let tally = tallies.entry(file.clone()).or_default();
        for flip in 0..FLIPS.min(len) {
            let at = flip * (len - 1) / (FLIPS - 1).max(1);
            let spoil = |path: &Path| {
                let mut bytes = fs::read(path).expect("the file can be read");
                bytes[at] ^= 0x10;
                fs::write(path, bytes).expect("the file can be written");
            };
            try_one(&ground, &file, &format!("byte {at} of {}", file.display()), spoil, tally);
        }
    }
    for (file, tally) in &tallies {
        told(&format!(
            "faults: bytes flipped in {}: {} found, {} harmless",
            file.display(),
            tally.found,
            tally.harmless
        ));
    }
    let found = |name: &str| tallies.get(Path::new(name)).map_or(0, |tally| tally.found);
    // In files that cannot be derived from others, almost every changed byte must be detected.
    for name in ["log/db", "FORMAT", "secrets"] {
        assert!(found(name) > 0, "no flip in {name} was found: {tallies:?}");
    }
}

#[test]
fn a_file_that_is_cut_short_emptied_or_gone_is_found_or_changes_nothing() {
    let ground = Ground::new();
    let mut tried = 0;
    for file in files(&ground.folder.path().join("data")) {
        let mut tally = Tally::default();
        let name = file.display();
        let cut = |keep: fn(u64) -> u64| {
            move |path: &Path| {
                let file = fs::File::options().write(true).open(path).expect("the file opens");
                file.set_len(keep(file.metadata().expect("a file").len())).expect("it can be cut");
            }
        };
        try_one(&ground, &file, &format!("{name} cut in half"), cut(|len| len / 2), &mut tally);
        try_one(&ground, &file, &format!("{name} without its last byte"), cut(|len| len.saturating_sub(1)), &mut tally);
        try_one(&ground, &file, &format!("{name} emptied"), cut(|_| 0), &mut tally);
        let gone = |path: &Path| fs::remove_file(path).expect("the file can be removed");
        try_one(&ground, &file, &format!("{name} gone"), gone, &mut tally);
        tried += 4;
        told(&format!("faults: {name} cut, emptied, gone: {} found, {} harmless", tally.found, tally.harmless));
    }
    assert!(tried >= 24);
}

#[test]
fn a_folder_of_another_format_is_refused_by_name() {
    let ground = Ground::new();
    let data = ground.copy("spoiled");
    fs::write(data.join("FORMAT"), "peildatum 0\n").expect("the file can be written");
    for ask in [["verify", "--data"], ["export", "--data"]] {
        let ran = run(&[ask[0], ask[1], super::text(&data)]);
        one_line(&ran, "another format");
        assert!(ran.err.contains("FORMAT"), "{ran:#?}");
    }
}

#[test]
fn two_processes_can_not_have_one_folder() {
    let ground = Ground::new();
    let data = ground.folder.path().join("data");
    let running = crate::cli::Running::serve(super::text(&data));
    let refused = super::import(&data, &ground.second());
    assert_eq!(refused.code, 3, "{refused:#?}");
    one_line(&refused, "a second process");
    assert_eq!(running.stop("-TERM").code, 0);
    ground.holds(&data, false, "after the second process was refused");
}
