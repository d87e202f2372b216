//! Faults of a disk, a process and a clock, injected into the binary itself, with every attempt in the output.
//!
//! After each fault the following must hold: every acknowledged event is present, once, in order and unaltered; a batch
//! is complete or absent; a damaged log is refused and never treated as an empty one; the message is one line with
//! advice; and importing the same file again completes what was cut off. The rules of the log within one process are in
//! `src/log`, and the deliberately seeded bugs in `src/log/seeded.rs`.

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

/// The numbers of lines of the recorded stream that are in the folder before a fault, and that are being imported
/// during it.
const BEFORE: usize = 200;

/// Two consecutive files, and a folder that contains the first.
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

    /// Returns a copy of the folder that may be damaged.
    fn copy(&self, name: &str) -> PathBuf {
        let to = self.folder.path().join(name);
        copy_folder(&self.folder.path().join("data"), &to);
        to
    }

    /// Checks a log whose import of the second file was cut off at any moment, and that the same file completes it.
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

/// Returns the lines of an export, or how the command refused: with exit code 3, or 2 if there is no folder, and one
/// line.
fn exported(data: &Path) -> Result<Vec<String>, Ran> {
    let ran = run(&["export", "--data", text(data)]);
    if ran.code == 0 {
        return Ok(ran.out.lines().map(str::to_owned).collect());
    }
    one_line(&ran, "export");
    Err(ran)
}

/// Checks that a refusal is one line that names its subject.
fn one_line(ran: &Ran, what: &str) {
    assert!([2, 3].contains(&ran.code), "{what}: {ran:#?}");
    let last = ran.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("fout: ") && last.len() > 20, "{what}: {ran:#?}");
    assert!(!ran.err.contains("panicked"), "{what}: {ran:#?}");
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder can be made");
    // The copy keeps its permissions; otherwise a warning about an open folder would be printed too.
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

/// Writes past the output capture of the test runner, so that it is visible in every run.
pub fn told(line: &str) {
    use std::io::Write;
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).expect("stderr can be written");
}
