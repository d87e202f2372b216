//! Saving the valid part of a damaged folder: `export`, and `export --until` a position. Whatever the damage, the
//! output is what was recorded, line by line from the first; the message names where it ends and what to do; and an
//! import of the output has the same root.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use peildatum::domain::ids::EventId;
use peildatum::log::commitment::leaf_entry_of;
use peildatum::log::export::parse_line;
use peildatum::log::tree::{Tree, leaf_hash};
use serde_json::Value;

use super::{copy_folder, id, import, text, told};
use crate::cli::{Ran, run};

/// The number of events in one commit.
const COMMIT: usize = 50;
/// The number of commits in the folder.
const COMMITS: usize = 4;

/// A folder of four commits, and its export.
struct Ground {
    folder: tempfile::TempDir,
    before: Vec<String>,
    /// The lengths whose export was already imported elsewhere.
    carried: BTreeSet<usize>,
}

/// How `export` must end: its exit code, a word of its message, and how many lines it may print.
struct Ends<'a> {
    code: i32,
    word: &'a str,
    lines: &'a dyn Fn(usize) -> bool,
}

impl Ground {
    fn new() -> Ground {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let all = fs::read_to_string(crate::cli::stream("voorbeeldstad.v1.ndjson")).expect("the stream is there");
        let (data, file) = (folder.path().join("data"), folder.path().join("commit.ndjson"));
        let lines: Vec<&str> = all.split_inclusive('\n').take(COMMIT * COMMITS).collect();
        for commit in lines.chunks(COMMIT) {
            fs::write(&file, commit.concat()).expect("a file can be written");
            import(&data, &file).done();
        }
        let before = lines_of(&run(&["export", "--data", text(&data)]).done());
        assert_eq!(before.len(), COMMIT * COMMITS);
        Ground { folder, before, carried: BTreeSet::new() }
    }

    /// Damages a copy, compares the saved part with the original, and returns its number of events.
    fn saved(&mut self, what: &str, spoil: impl Fn(&Path), ends: &Ends<'_>) -> usize {
        let data = self.folder.path().join("spoiled");
        copy_folder(&self.folder.path().join("data"), &data);
        spoil(&data);
        let ran = run(&["export", "--data", text(&data)]);
        let saved = lines_of(&ran);
        assert_eq!(ran.code, ends.code, "{what}: {}", ran.err);
        assert!((ends.lines)(saved.len()), "{what}: {} lines; {}", saved.len(), ran.err);
        assert!(saved == self.before[..saved.len()], "{what}: what is saved is not what was recorded");
        if ran.code != 0 {
            assert!(ran.err.starts_with("fout: ") && ran.err.lines().count() == 1, "{what}: {}", ran.err);
            assert!(ran.err.contains(ends.word), "{what}: {:?} is not in {}", ends.word, ran.err);
        }
        if !saved.is_empty() {
            self.until(&data, saved.len(), what);
            self.carry(saved.len());
        }
        fs::remove_dir_all(&data).expect("the folder can be removed");
        told(&format!("faults: {what}: {} of {} events saved", saved.len(), self.before.len()));
        saved.len()
    }

    /// `--until` a valid position exports exactly up to there, with at most a warning.
    fn until(&self, data: &Path, holds: usize, what: &str) {
        for until in BTreeSet::from([holds.div_ceil(2), holds]) {
            let ran = run(&["export", "--data", text(data), "--until", &until.to_string()]);
            assert_eq!(ran.code, 0, "{what}, until {until}: {}", ran.err);
            assert!(lines_of(&ran) == self.before[..until], "{what}, until {until}: not what was recorded");
            let warned = ran.err.starts_with("let op: ") && ran.err.lines().count() == 1;
            assert!(ran.err.is_empty() || warned, "{what}, until {until}: {}", ran.err);
        }
    }

    /// The export can be imported as a log of its own, with the same lines and the same root.
    fn carry(&mut self, count: usize) {
        if !self.carried.insert(count) {
            return;
        }
        let (file, data) = (self.folder.path().join("saved.ndjson"), self.folder.path().join("elsewhere"));
        fs::write(&file, self.before[..count].join("\n") + "\n").expect("a file can be written");
        import(&data, &file).done();
        let mut tree = Tree::default();
        for (number, line) in (1..).zip(&self.before[..count]) {
            tree.append(leaf_hash(&leaf_entry_of(&parse_line(number, line).expect("a record"))));
        }
        let verified = run(&["verify", "--data", text(&data), "--json"]).done();
        let verified: Value = serde_json::from_str(&verified.out).expect("JSON");
        assert_eq!(verified["wortel"], STANDARD.encode(tree.root()), "the first {count} events elsewhere");
        assert!(lines_of(&run(&["export", "--data", text(&data)]).done()) == self.before[..count]);
        fs::remove_dir_all(&data).expect("the folder can be removed");
    }
}

fn lines_of(ran: &Ran) -> Vec<String> {
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran.out.lines().map(str::to_owned).collect()
}

fn edit(path: PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(&path).expect("the file can be read");
    change(&mut bytes);
    fs::write(path, bytes).expect("the file can be written");
}

const ALL: Ends<'_> =
    Ends { code: 3, word: "de posities 1 tot en met 200 kloppen en zijn uitgevoerd", lines: &|lines| lines == 200 };
const HARMLESS: Ends<'_> = Ends { code: 0, word: "", lines: &|lines| lines == 200 };
const NONE: Ends<'_> = Ends { code: 3, word: "ervoor was niets te lezen", lines: &|lines| lines == 0 };

#[test]
fn a_flipped_byte_in_a_page_ends_the_export_before_its_commit() {
    let mut ground = Ground::new();
    for position in [10, 60, 120, 199] {
        let event = EventId::parse(&id(&ground.before[position - 1])).expect("a UUID");
        let event = *uuid::Uuid::parse_str(&event.to_string()).expect("a UUID").as_bytes();
        let spoil = |data: &Path| {
            edit(data.join("log/db"), |bytes| {
                let places: Vec<usize> = (0..bytes.len() - 16).filter(|at| bytes[*at..].starts_with(&event)).collect();
                assert!(!places.is_empty(), "the record holds its id");
                places.into_iter().for_each(|at| bytes[at + 3] ^= 0x10);
            });
        };
        let before = |lines: usize| lines < position && lines.is_multiple_of(COMMIT);
        let ends = Ends { code: 3, word: "is beschadigd op positie", lines: &before };
        let saved = ground.saved(&format!("a byte of the event at {position}"), spoil, &ends);
        assert!(saved > 0 || position <= COMMIT, "the commits before that of {position} are saved");
    }
}

#[test]
fn a_damaged_slot_ends_the_export_before_its_event_and_never_gives_another_record() {
    let mut ground = Ground::new();
    let has_text = |position: &usize| ground.before[position - 1].contains("\"omschrijving\":");
    let with_text: Vec<usize> = (1..=200).filter(has_text).collect();
    let (first, last) = (with_text[0], with_text[with_text.len() - 1]);
    for position in [first, with_text[with_text.len() / 2], last] {
        let slot = (position - 1) * 64; // slots are in the order of the records
        let until = format!("bewaar wat klopt met `export --until {}", position - 1);
        let ends = Ends { code: 3, word: &until, lines: &|lines| lines == position - 1 };
        let flip = |at: usize| move |data: &Path| edit(data.join("secrets"), |bytes| bytes[slot + at] ^= 0x10);
        ground.saved(&format!("the key of the text at {position}"), flip(5), &ends);
        ground.saved(&format!("the salt of the text at {position}"), flip(37), &ends);
        let zeros = |data: &Path| edit(data.join("secrets"), |bytes| bytes[slot..slot + 64].fill(0));
        ground.saved(&format!("the slot of the text at {position} in zeros"), zeros, &ends);
    }
    let half = |data: &Path| edit(data.join("secrets"), |bytes| bytes.truncate(bytes.len() / 2));
    let ends = Ends { code: 3, word: "is beschadigd op positie 101: ", lines: &|lines| lines == 100 };
    ground.saved("half of the secrets", half, &ends);
    let gone = |data: &Path| fs::remove_file(data.join("secrets")).expect("it is there");
    ground.saved("no secrets", gone, &Ends { code: 3, word: "dus geen tekst gaat open", lines: &|lines| lines == 0 });
}

#[test]
fn what_a_truncated_or_missing_file_of_the_engine_leaves_is_saved() {
    let mut ground = Ground::new();
    let cut = |part: usize| move |data: &Path| edit(data.join("log/db"), |bytes| bytes.truncate(bytes.len() / part));
    let some =
        Ends { code: 3, word: "is beschadigd op positie", lines: &|lines| lines < 200 && lines.is_multiple_of(COMMIT) };
    ground.saved("a quarter of log/db", cut(4), &some);
    ground.saved("an eighth of log/db", cut(8), &some);
    ground.saved("log/db emptied", cut(usize::MAX), &NONE);
    ground.saved("no log/db", |data| fs::remove_file(data.join("log/db")).expect("it is there"), &NONE);
    ground.saved("no log", |data| fs::remove_dir_all(data.join("log")).expect("it is there"), &NONE);
    ground.saved("no log/conf", |data| fs::remove_file(data.join("log/conf")).expect("it is there"), &HARMLESS);
    let no_snapshots = |data: &Path| {
        for entry in fs::read_dir(data.join("log")).expect("the folder can be listed") {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("snap.")) {
                fs::remove_file(path).expect("it can be removed");
            }
        }
    };
    ground.saved("no snapshots of the engine", no_snapshots, &HARMLESS);
}

#[test]
fn without_its_head_note_key_checkpoint_or_format_a_log_is_saved_whole() {
    let mut ground = Ground::new();
    for name in ["head", "key", "checkpoint", "FORMAT"] {
        let gone = |data: &Path| fs::remove_file(data.join(name)).expect("it is there");
        ground.saved(&format!("no {name}"), gone, &ALL);
    }
    ground.saved("a head note of zeros", |data| edit(data.join("head"), |bytes| bytes.fill(0)), &ALL);
    let flip = |name: &'static str, at: usize| move |data: &Path| edit(data.join(name), |bytes| bytes[at] ^= 1);
    ground.saved("a byte of the key", flip("key", 40), &ALL);
    ground.saved("a byte of the checkpoint", flip("checkpoint", 30), &ALL);
    let spoiled = |data: &Path| fs::write(data.join("FORMAT"), "\n").expect("it can be written");
    let word = "FORMAT zegt niet meer welk formaat dit is";
    ground.saved("FORMAT without a word", spoiled, &Ends { code: 3, word, lines: &|lines| lines == 0 });
    for version in ["peildatum 0", "peildatum 2", "peildatum 99"] {
        let other = |data: &Path| fs::write(data.join("FORMAT"), format!("{version}\n")).expect("it can be written");
        let ends = Ends { code: 2, word: "dit programma leest en schrijft het formaat", lines: &|lines| lines == 0 };
        ground.saved(&format!("FORMAT {version:?}"), other, &ends);
    }
}

#[test]
fn a_damaged_folder_gives_no_tiles() {
    let ground = Ground::new();
    let (data, tiles) = (ground.folder.path().join("spoiled"), ground.folder.path().join("tiles"));
    copy_folder(&ground.folder.path().join("data"), &data);
    fs::remove_file(data.join("head")).expect("it is there");
    run(&["export", "--data", text(&data), "--tiles", text(&tiles)]).refused(3, &["(head)"]);
    assert!(!tiles.exists(), "nothing is half-done");
}
