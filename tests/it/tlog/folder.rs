//! An exported folder and a running service, verified by Go and by two crates, which must notice every alteration.
//!
//! Each test is here twice: in `by_crates`, and in `by_go`, which needs Go.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::go::{Go, go};
use super::{Files, Verified};
use crate::cli::{Place, Running, run, stream};

/// Whose code verifies.
enum By {
    Crates,
    Go(Go),
}

impl By {
    /// What this one says of what both refuse.
    fn words<'w>(&self, by_crates: &'w str, by_go: &'w str) -> &'w str {
        match self {
            By::Crates => by_crates,
            By::Go(_) => by_go,
        }
    }
}

macro_rules! by_each {
    ($($test:ident),* $(,)?) => {
        mod by_crates {
            $(#[test] fn $test() { super::$test(&super::By::Crates); })*
        }
        mod by_go {
            $(#[test] fn $test() { super::$test(&super::By::Go(super::go())); })*
        }
    };
}

by_each!(
    an_exported_folder_is_taken,
    a_running_service_is_taken,
    a_flipped_byte_in_an_entry_is_seen,
    a_flipped_byte_in_a_tile_of_hashes_is_seen,
    a_flipped_byte_in_the_checkpoint_is_seen,
    a_last_event_that_was_dropped_is_seen,
    two_events_that_were_swapped_are_seen,
    an_event_that_was_edited_in_the_export_is_seen,
);

/// A folder of tiles, its export, and the key that signed.
struct Exported {
    place: Place,
    key: String,
}

impl Exported {
    /// Exports a recorded stream from a fresh data folder.
    fn new() -> Exported {
        let place = Place::new();
        let data = loaded(&place);
        let exported = run(&["export", "--data", &data, "--tiles", &place.path("tegels")]).done();
        place.file("log.ndjson", &exported.out);
        let key = key_of(&data);
        Exported { place, key }
    }

    fn tiles(&self) -> PathBuf {
        self.place.path("tegels").into()
    }

    fn export(&self) -> PathBuf {
        self.place.path("log.ndjson").into()
    }

    /// How many events the verifier found to hold, or what does not.
    fn verified(&self, by: &By) -> Result<u64, String> {
        match by {
            By::Crates => {
                let export = fs::read_to_string(self.export()).expect("the export is there");
                let verified: Verified = read(&self.tiles()).verified(&self.key)?;
                verified.holds_export(&export).map(|()| verified.size)
            }
            By::Go(go) => {
                go.verifies(&self.place.path("tegels"), &self.key, &self.export(), 100).map(|told| size(&told))
            }
        }
    }

    /// It is refused, for a reason that holds these words.
    fn is_refused(&self, by: &By, words: &str) {
        let told = self.verified(by).expect_err("it does not hold");
        assert!(told.contains(words), "{told}");
    }

    fn flip(&self, file: &str, at: usize) {
        let path = self.tiles().join(file);
        let mut bytes = fs::read(&path).expect("the file is there");
        bytes[at] ^= 1;
        fs::write(path, bytes).expect("it can be written");
    }

    fn edit(&self, change: impl FnOnce(&mut Vec<String>)) {
        let export = fs::read_to_string(self.export()).expect("the export is there");
        let mut lines: Vec<String> = export.lines().map(str::to_owned).collect();
        change(&mut lines);
        fs::write(self.export(), lines.join("\n") + "\n").expect("it can be written");
    }
}

/// The size in what Go prints: size and root.
fn size(told: &str) -> u64 {
    told.split(' ').next().and_then(|size| size.parse().ok()).unwrap_or_else(|| panic!("no size in {told}"))
}

/// A data folder with sealings, and more events than one tile holds.
fn loaded(place: &Place) -> String {
    let data = place.path("data");
    let all = stream("voorbeeldstad.v2.ndjson");
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &all]).done();
    data
}

/// Returns the verifier key, as printed when the log was created and as stored in its folder.
fn key_of(data: &str) -> String {
    let format = fs::read_to_string(Path::new(data).join("FORMAT")).expect("the folder says its format");
    let line = format.lines().nth(1).expect("and who signed it");
    line.strip_prefix("signed ").expect("the verifier key").to_owned()
}

/// Returns every file in a folder, by its path in it.
fn read(folder: &Path) -> Files {
    let named = |name: PathBuf| {
        let bytes = fs::read(folder.join(&name)).expect("the file can be read");
        (name.to_str().expect("UTF-8").to_owned(), bytes)
    };
    Files(crate::faults::files::files(folder).into_iter().map(named).collect())
}

fn an_exported_folder_is_taken(by: &By) {
    let exported = Exported::new();
    assert_eq!(exported.verified(by), Ok(308));
    let names: Vec<String> = read(&exported.tiles()).0.into_keys().collect();
    let tiles = ["tile/0/000", "tile/0/001.p/52", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/52"];
    assert_eq!(names[0], "checkpoint");
    assert_eq!(names[1..], tiles);
}

/// By Go as it answers, by the crates as it was exported.
fn a_running_service_is_taken(by: &By) {
    let place = Place::new();
    let data = loaded(&place);
    let key = key_of(&data);
    let running = Running::serve(&data);
    let tiles = place.path("tegels");
    let exported = run(&["export", "--url", &running.address, "--tiles", &tiles]).done();
    let export = PathBuf::from(place.file("log.ndjson", &exported.out));
    let verified = |key: &str| match by {
        By::Crates => read(Path::new(&tiles)).verified(key).and_then(|verified| verified.holds_export(&exported.out)),
        By::Go(go) => {
            let told = go.verifies(&format!("{}/tlog", running.address), key, &export, 257);
            told.map(|told| assert_eq!(size(&told), 308))
        }
    };
    assert_eq!(verified(&key), Ok(()));
    // Each log draws its own key, which may end with any character.
    let (kept, last) = key.split_at(key.len() - 1);
    let other = if last == "A" { "B" } else { "A" };
    assert!(verified(&format!("{kept}{other}")).is_err(), "another key");
    assert_eq!(running.stop("-TERM").code, 0);
}

#[test]
fn a_folder_exports_what_its_service_does() {
    let place = Place::new();
    let data = loaded(&place);
    let running = Running::serve(&data);
    let exported = run(&["export", "--url", &running.address, "--tiles", &place.path("tegels")]).done();
    let files = read(Path::new(&place.path("tegels")));
    assert_eq!(running.stop("-TERM").code, 0);
    let again = run(&["export", "--data", &data, "--tiles", &place.path("weer")]).done();
    assert!(read(Path::new(&place.path("weer"))).0 == files.0, "a folder gives what its service gives");
    assert!(again.out == exported.out);
}

fn a_flipped_byte_in_an_entry_is_seen(by: &By) {
    let exported = Exported::new();
    exported.flip("tile/entries/001.p/52", 40);
    exported.is_refused(by, "entry 256 is not its leaf");
}

fn a_flipped_byte_in_a_tile_of_hashes_is_seen(by: &By) {
    for tile in ["tile/0/000", "tile/0/001.p/52", "tile/1/000.p/1"] {
        let exported = Exported::new();
        exported.flip(tile, 7);
        exported.is_refused(by, ""); // by the tile itself, or by the entry that is not its leaf
    }
}

fn a_flipped_byte_in_the_checkpoint_is_seen(by: &By) {
    let exported = Exported::new();
    let note = fs::read_to_string(exported.tiles().join("checkpoint")).expect("it is there");
    // In the size, the root, and the signature.
    for at in [note.find("\n308\n").expect("a size") + 1, note.find("\n308\n").expect("a size") + 10, note.len() - 20] {
        exported.flip("checkpoint", at);
        exported.is_refused(by, by.words("", "checkpoint: "));
        exported.flip("checkpoint", at);
    }
    exported.verified(by).expect("what was flipped twice is as it was");
}

fn a_last_event_that_was_dropped_is_seen(by: &By) {
    let exported = Exported::new();
    exported.edit(|lines| drop(lines.pop()));
    exported.is_refused(by, "307 lines for 308 entries");
}

fn two_events_that_were_swapped_are_seen(by: &By) {
    let exported = Exported::new();
    exported.edit(|lines| lines.swap(40, 41));
    exported.is_refused(by, "line 41 is not its entry");
    // Also where they took each other's numbers.
    let exported = Exported::new();
    exported.edit(|lines| {
        let mut both: Vec<Value> = lines[40..42].iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        (both[0]["positie"], both[1]["positie"]) = (json!(42), json!(41));
        (lines[40], lines[41]) = (both[1].to_string(), both[0].to_string());
    });
    exported.is_refused(by, "line 41 is not its entry");
}

fn an_event_that_was_edited_in_the_export_is_seen(by: &By) {
    let exported = Exported::new();
    let edit = |from: &str, to: &str| {
        exported.edit(|lines| {
            let at = lines.iter().position(|line| line.contains(from)).expect("a line that holds it");
            lines[at] = lines[at].replacen(from, to, 1);
        });
    };
    edit("\"kleur\":\"groen\"", "\"kleur\":\"rood\"");
    exported.is_refused(by, by.words("gegevens gewijzigd", "its core is not what was committed to"));
    edit("\"kleur\":\"rood\"", "\"kleur\":\"groen\"");
    exported.verified(by).expect("it is as it was");
    edit("Gebouw C", "Gebouw D");
    exported.is_refused(by, by.words("tekst gewijzigd", "its text is not what was committed to"));
    edit("Gebouw D", "Gebouw C");
    edit("\"onderwerpVersie\":2", "\"onderwerpVersie\":1");
    exported.is_refused(by, "is not its entry");
}

#[test]
fn tiles_go_into_an_empty_folder_and_with_the_whole_log() {
    let place = Place::new();
    let data = loaded(&place);
    let taken = place.file("bezet", "iets");
    run(&["export", "--data", &data, "--tiles", &taken]).refused(2, &["bezet", "geen lege map"]);
    run(&["export", "--data", &data, "--tiles", &data]).refused(2, &["geen lege map"]);
    let nowhere = place.path("a/b");
    run(&["export", "--data", &data, "--tiles", &nowhere]).refused(2, &["maak haar eerst"]);
    let tiles = place.path("tegels");
    run(&["export", "--data", &data, "--tiles", &tiles, "--until", "9"]).refused(2, &["--until"]);
    assert!(!Path::new(&tiles).exists(), "nothing is half-done");
}
