//! Every fault that a disk, a process and a clock can have, tried on the binary itself, with what was tried in the output.
//!
//! What must hold after each: every acknowledged event is there, once, in order and unaltered; a batch is there whole or not at
//! all; what is damaged is refused and never taken for an empty log; the message is one line that says what to do; and the same
//! file, imported again, completes what was cut off. The rules of the log inside one process stand in `src/log`, and the bugs
//! that are seeded there on purpose in `src/log/seeded.rs`.

mod calls;
mod clock;
pub mod files;
mod kills;
mod read_only;
mod saving;
mod small_disk;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::{Ran, run};

/// Lines of the recorded city that are in the folder before a fault, and those that are being imported when it strikes.
const BEFORE: usize = 200;

/// Two files that follow on one another, and a folder that holds the first.
struct Ground {
    folder: tempfile::TempDir,
    /// The export of the folder before the fault.
    before: Vec<String>,
    /// The ids in the second file.
    then: Vec<String>,
}

impl Ground {
    fn new() -> Ground {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let all = fs::read_to_string(crate::cli::stream("voorbeeldstad.v1.ndjson")).expect("the stream is there");
        let lines: Vec<&str> = all.lines().collect();
        let file = |name: &str, lines: &[&str]| {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            fs::write(folder.path().join(name), text).expect("a file can be written");
        };
        file("first.ndjson", &lines[..BEFORE]);
        file("second.ndjson", &lines[BEFORE..]);
        let data = folder.path().join("data");
        import(&data, &folder.path().join("first.ndjson")).done();
        let before = exported(&data).expect("an untouched folder is exported");
        assert_eq!(before.len(), BEFORE);
        let then = lines[BEFORE..].iter().map(|line| id(line)).collect();
        Ground { folder, before, then }
    }

    fn first(&self) -> PathBuf {
        self.folder.path().join("first.ndjson")
    }

    fn second(&self) -> PathBuf {
        self.folder.path().join("second.ndjson")
    }

    /// A copy of the folder, to be spoiled.
    fn copy(&self, name: &str) -> PathBuf {
        let to = self.folder.path().join(name);
        copy_folder(&self.folder.path().join("data"), &to);
        to
    }

    /// What the log may be after the second file was cut off at any moment, and that the same file completes it.
    fn holds(&self, data: &Path, acknowledged: bool, what: &str) {
        let found = exported(data).unwrap_or_else(|refused| panic!("{what}: {refused:#?}"));
        self.is_whole(&found, acknowledged, what);
        let again = import(data, &self.second());
        assert_eq!(again.code, 0, "{what}: the same file does not complete it: {again:#?}");
        let found = exported(data).unwrap_or_else(|refused| panic!("{what}: {refused:#?}"));
        self.is_whole(&found, true, what);
        let verified = run(&["verify", "--data", text(data)]);
        assert_eq!(verified.code, 0, "{what}: {verified:#?}");
    }

    fn is_whole(&self, found: &[String], with_second: bool, what: &str) {
        assert_eq!(found[..BEFORE.min(found.len())], self.before, "{what}: what was there is not as it was");
        let more: Vec<String> = found[BEFORE..].iter().map(|line| id(line)).collect();
        if with_second || !more.is_empty() {
            assert_eq!(more, self.then, "{what}: the batch is not whole, or not in order");
        }
        let ids: BTreeSet<String> = found.iter().map(|line| id(line)).collect();
        assert_eq!(ids.len(), found.len(), "{what}: an event stands twice");
    }
}

fn id(line: &str) -> String {
    let value: Value = serde_json::from_str(line).expect("a line of JSON");
    value["id"].as_str().expect("recorded events have ids").to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}

fn import(data: &Path, file: &Path) -> Ran {
    run(&["import", "--data", text(data), "--keep-times", "--accept-unreviewed", text(file)])
}

/// The lines of an export, or how the command refused: with 3, or 2 where there is no folder, and one line.
fn exported(data: &Path) -> Result<Vec<String>, Ran> {
    let ran = run(&["export", "--data", text(data)]);
    if ran.code == 0 {
        return Ok(ran.out.lines().map(str::to_owned).collect());
    }
    one_line(&ran, "export");
    Err(ran)
}

/// A refusal is one line that says what it is about.
fn one_line(ran: &Ran, what: &str) {
    assert!([2, 3].contains(&ran.code), "{what}: {ran:#?}");
    let last = ran.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("fout: ") && last.len() > 20, "{what}: {ran:#?}");
    assert!(!ran.err.contains("panicked"), "{what}: {ran:#?}");
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder can be made");
    // As closed to others as it was: that it were open would be told beside what a test is about.
    let mode = fs::metadata(from).expect("it is there").permissions();
    fs::set_permissions(to, mode).expect("its mode can be set");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file can be copied"); // keeps its mode
        }
    }
}

/// Past the capture of the test runner, so that it is seen in every run.
pub fn told(line: &str) {
    use std::io::Write;
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).expect("stderr can be written");
}
