//! `replay verify`: what holds is told event by event, and each fault with as exact a place as can be told.

use std::path::{Path, PathBuf};
use std::process::Output;

use peildatum::domain::core::{Part, put_together, take_apart, text_fields};
use peildatum::log::checkpoint::Checkpoint;
use peildatum::log::commitment::entry_of;
use peildatum::log::note::{KeyName, Signer};
use peildatum::log::record::Shape;
use peildatum::log::tiles::{self, TileOf};
use peildatum::log::tree::{Tree, root};
use peildatum::projections::InMemory;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::commands::{committed_anew, file_of, lines, refused, replay, stdout};
use crate::recorded::{log_of, stream};

/// What was signed of a log, in a folder: a checkpoint, its tiles, and the verifier key.
struct Signed {
    folder: TempDir,
    signer: Signer,
    tree: Tree,
}

impl Signed {
    fn of(log: &InMemory) -> Signed {
        let signer = Signer::from_seed(KeyName::parse("stad.example/log").expect("a name"), &[3; 32]);
        let signed = Signed { folder: tempfile::tempdir().expect("a folder"), signer, tree: log.tree() };
        let (size, put) = (signed.tree.size(), |path: &str, bytes: &[u8]| {
            let path = signed.folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder can be made");
            std::fs::write(path, bytes).expect("a file can be written");
        });
        put("checkpoint", signed.note(size).as_bytes());
        put("key", format!("{}\n", signed.signer.verifier()).as_bytes());
        for tile in tiles::all(size) {
            let bytes = match tile.of {
                TileOf::Level(level) => tiles::hashes(&signed.tree, level, tile).expect("it is in memory"),
                TileOf::Entries => {
                    let mut bundle = Vec::new();
                    let records = tile.positions().map(|at| &log.all()[usize::try_from(at).expect("small") - 1]);
                    records.for_each(|record| tiles::push_entry(&mut bundle, &entry_of(record)));
                    bundle
                }
            };
            put(&tile.to_string(), &bytes);
        }
        signed
    }

    fn note(&self, size: u64) -> String {
        let root = root(&self.tree, size).expect("it is in memory");
        Checkpoint { origin: self.signer.name().clone(), size, root }.sign(&self.signer).note
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn flip(&self, name: &str, at: usize) {
        let mut bytes = std::fs::read(self.path(name)).expect("the file is there");
        bytes[at] ^= 1;
        std::fs::write(self.path(name), bytes).expect("it can be written");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}

/// Verifies lines against what was signed, with tiles where these are asked for.
fn verified(lines: &[String], signed: &Signed, with_tiles: bool) -> Output {
    let (checkpoint, key) = (signed.path("checkpoint"), signed.path("key"));
    let mut args = vec!["--checkpoint", text(&checkpoint), "--key", text(&key)];
    if with_tiles {
        args.extend(["--tiles", text(signed.folder.path())]);
    }
    replay(&file_of(lines), "verify", &args)
}

/// The lines that say what does not hold, the answer being no.
fn wrong(output: &Output) -> Vec<String> {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    assert!(told.contains("\nKLOPT NIET: "), "{told}");
    told.lines().filter(|line| line.contains("AFWIJKEND")).map(str::to_owned).collect()
}

#[test]
fn an_export_that_holds_is_told_event_by_event_and_round_by_round() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let (file, signed) = (file_of(&lines(&log)), Signed::of(&log));
    let key = signed.signer.verifier().to_string();
    let told = stdout(&replay(&file, "verify", &["--tiles", text(signed.folder.path()), "--key", &key]));
    assert!(told.starts_with("308 gebeurtenissen: 308 zoals geregistreerd, 0 gewist, 0 afwijkend\n"), "{told}");
    let rounds = stdout(&replay(&file, "rounds", &[]));
    assert!(told.contains(&format!("\nvaststellingen: 8\n{rounds}")), "{told}");
    assert!(told.contains(" over 308 gebeurtenissen: de wortel klopt; de handtekening klopt\n"), "{told}");
    assert!(told.ends_with("\n5 tegels bekeken\nalles klopt\n"), "{told}");
    let json: Value = serde_json::from_str(&stdout(&replay(&file, "verify", &["--json"]))).expect("JSON");
    assert_eq!(
        (&json["klopt"], &json["gebeurtenissen"], &json["checkpoint"]),
        (&json!(true), &json!(308), &Value::Null)
    );
    assert_eq!(json["oordelen"].as_array().map(Vec::len), Some(308), "the whole list");
    let closed = json["oordelen"].as_array().expect("a list").iter().find(|told| told["positie"] == 120);
    let closed = closed.expect("position 120");
    assert_eq!((&closed["regel"], &closed["oordeel"]), (&json!(120), &json!("zoals-geregistreerd")));
    assert_eq!(json["vaststellingen"][3]["oordeel"], "klopt");
    let shown = stdout(&replay(&file, "report", &["--on", "2021-09-01"]));
    assert_eq!(serde_json::from_str::<Value>(&shown).expect("JSON")["staat"]["wortel"], json["wortel"]);
}

#[test]
fn what_nobody_checked_is_said_plainly() {
    let log = stream("leiden.v1.ndjson");
    let (file, signed) = (file_of(&lines(&log)), Signed::of(&log));
    let told = stdout(&replay(&file, "verify", &[]));
    assert!(told.contains("\ngeen checkpoint gegeven: ") && told.contains(" NIET gecontroleerd"), "{told}");
    let checkpoint = signed.path("checkpoint");
    let told = stdout(&replay(&file, "verify", &["--checkpoint", text(&checkpoint)]));
    assert!(told.contains(": de wortel klopt; de handtekening is NIET gecontroleerd: geef met --key "), "{told}");
    let json = stdout(&replay(&file, "verify", &["--checkpoint", text(&checkpoint), "--json"]));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["checkpoint"]["handtekening"], "niet-gecontroleerd");
    std::fs::write(&checkpoint, signed.note(100)).expect("it can be written");
    let told = stdout(&verified(&lines(&log), &signed, false));
    assert!(told.contains("\nposities 101 tot en met 126 vallen buiten het checkpoint\n"), "{told}");
}

#[test]
fn an_erased_event_names_its_position_decision_and_ground() {
    let event = |kind: &str, subject: &str, data: Value| json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": "2019-01-01", "gegevens": data });
    let id = crate::recorded::id(2);
    let node = json!({ "niveau": "programma", "titel": "Zorg" });
    let note = json!({ "kop": "Kop", "tekst": "een naam" });
    let erasing = json!({ "grondslag": "AVG artikel 17", "besluit": "B&W 21.0042" });
    let log = log_of([
        event("onderdeel.opgenomen", "onderdeel/9", node),
        event("toelichting.vastgelegd", "onderdeel/9", note),
        event("gebeurtenis.gewist", &format!("gebeurtenis/{id}"), erasing),
    ]);
    let mut record = (*log.all()[1]).clone();
    let fields = take_apart(&log.all()[1].data, &mut Vec::new()).expect("known fields");
    record.data = put_together(&fields, &mut std::iter::empty(), Part::Core).expect("known fields");
    (record.erased_fields, record.text_salt) = (text_fields(&fields), None);
    let mut erased = lines(&log);
    erased[1] = record.to_json(Shape::Export).to_string();
    let signed = Signed::of(&log);
    let told = stdout(&verified(&erased, &signed, true));
    assert!(told.starts_with("3 gebeurtenissen: 2 zoals geregistreerd, 1 gewist, 0 afwijkend\n"), "{told}");
    assert!(told.contains("\npositie 2  gewist op positie 3 onder besluit B&W 21.0042: AVG artikel 17\n"), "{told}");
    // A text that is gone without such an event, and one that is there against it.
    let told = wrong(&verified(&erased[..2], &signed, false));
    assert_eq!(told[0], "positie 2  AFWIJKEND: its text is gone, but no event in the export erased it");
    let told = wrong(&verified(&lines(&log), &signed, false));
    assert_eq!(told, ["positie 2  AFWIJKEND: the event at 3 says that its text was erased, and it is there"]);
}

#[test]
fn every_edited_event_is_told_and_the_sealing_that_showed_it() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let (whole, signed) = (lines(&log), Signed::of(&log));
    let mut edited = whole.clone();
    edited[36] = edited[36].replacen("Gebouw C", "Gebouw D", 1);
    let at = whole.iter().rposition(|line| line.contains("\"kleur\":\"groen\"")).expect("a light");
    edited[at] = edited[at].replace("\"kleur\":\"groen\"", "\"kleur\":\"rood\"");
    let told = wrong(&verified(&edited, &signed, true));
    assert!(told.contains(&"positie 37  AFWIJKEND: the text is not what was committed to".to_owned()), "{told:#?}");
    let light = format!("positie {}  AFWIJKEND: the core is not what was committed to", at + 1);
    assert!(told.contains(&light), "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with("2019-vr1/1 ") && line.ends_with("AFWIJKEND")), "{told:#?}");
    // Committed to anew it holds by itself. The root says that it is another, and the tiles which.
    let mut forged = whole;
    forged[119] = committed_anew(&log, 120, "digest", &format!("sha256:{}", "0".repeat(64)));
    let root = "AFWIJKEND: the root over the first 308 events is ";
    let told = wrong(&verified(&forged, &signed, false));
    assert!(told.iter().any(|line| line.starts_with(root)) && !told.iter().any(|line| line.starts_with("positie ")));
    let told = wrong(&verified(&forged, &signed, true));
    let other = "positie 120  AFWIJKEND: it is not the event that was signed at its position";
    let events: Vec<_> = told.iter().filter(|line| line.starts_with("positie ")).collect();
    assert_eq!(events, [other]);
}

#[test]
fn what_is_missing_moved_or_said_twice_is_told_by_its_place() {
    let log = stream("leiden.v1.ndjson");
    let (whole, signed) = (lines(&log), Signed::of(&log));
    let short =
        "AFWIJKEND: the export ends at position 125, and the checkpoint is over 126 events: 126 to 126 are missing";
    assert_eq!(wrong(&verified(&whole[..125], &signed, true)), [short]);
    let mut gap = whole.clone();
    gap.drain(9..11);
    let told = wrong(&verified(&gap, &signed, true));
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].starts_with("AFWIJKEND: the root over the first 126 events can not be computed"), "{told:#?}");
    assert_eq!(told[1], "AFWIJKEND: nothing stands at position 10 to 11");
    let mut swapped = whole.clone();
    swapped.swap(40, 41);
    let out =
        |position: u64, line: u64| format!("positie {position}  AFWIJKEND: it stands out of its order, on line {line}");
    assert_eq!(wrong(&verified(&swapped, &signed, true)), [out(42, 41), out(41, 42)]);
    let mut twice = whole.clone();
    twice.insert(50, whole[6].clone());
    assert_eq!(wrong(&verified(&twice, &signed, true)), ["regel 51  AFWIJKEND: position 7 stands on line 7, too"]);
    // Two events that changed places and numbers hold by themselves: only the tiles tell which.
    let mut renumbered = whole.clone();
    let number =
        |line: &str, from: u64, to: u64| line.replace(&format!("\"positie\":{from},"), &format!("\"positie\":{to},"));
    (renumbered[40], renumbered[41]) = (number(&whole[41], 42, 41), number(&whole[40], 41, 42));
    assert_ne!(renumbered, swapped);
    let told = wrong(&verified(&renumbered, &signed, true));
    for position in [41, 42] {
        let other = format!("positie {position}  AFWIJKEND: it is not the event that was signed at its position");
        assert!(told.contains(&other), "{told:#?}");
    }
    assert!(!told.iter().any(|line| line.starts_with("positie 40 ") || line.starts_with("positie 43 ")), "{told:#?}");
}

#[test]
fn a_flipped_byte_is_told_whichever_file_it_is_in() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let whole = lines(&log);
    let mut flipped = whole.clone();
    flipped[6] = flipped[6].replacen('{', "[", 1);
    let told = wrong(&verified(&flipped, &Signed::of(&log), true));
    assert!(told[0].starts_with("positie 7  AFWIJKEND: line 7 is no record: not JSON: "), "{told:#?}");
    let beyond =
        |line: &String| line.contains("the sealing of ronde/2020-vr1 can not be checked: the log does not hold");
    assert!(told.iter().any(beyond), "what can not be told is said, too: {told:#?}");
    for (file, at, gist) in [
        ("tile/entries/000", 40, "tile/entries/000: entry 0, that of position 1, is not the one that was signed"),
        ("tile/0/001.p/52", 33, "tile/0/001.p/52: hash 1, that of position 258, is not the one that was signed"),
        ("tile/1/000.p/1", 0, "tile/1/000.p/1: hash 0 is not the one that was signed"),
    ] {
        let signed = Signed::of(&log);
        signed.flip(file, at);
        assert_eq!(wrong(&verified(&whole, &signed, true)), [format!("AFWIJKEND: {gist}")], "{file}");
    }
    let signed = Signed::of(&log);
    std::fs::remove_file(signed.path("tile/0/000")).expect("it is there");
    assert_eq!(wrong(&verified(&whole, &signed, true)), ["AFWIJKEND: tile/0/000 is not there, or can not be read"]);
    // Of the checkpoint: its size is "308" on the second line.
    let at = signed.note(308).find("308").expect("a size");
    signed.flip("checkpoint", at);
    let told = wrong(&verified(&whole, &signed, false));
    assert!(told[0].starts_with("AFWIJKEND: the signature of the checkpoint does not hold: "), "{told:#?}");
}

#[test]
fn wrong_use_and_files_that_are_something_else_are_refused_with_2() {
    let log = stream("leiden.v1.ndjson");
    let (file, signed) = (file_of(&lines(&log)), Signed::of(&log));
    let (checkpoint, key) = (signed.path("checkpoint"), signed.path("key"));
    let told = |args: &[&str]| refused(&replay(&file, "verify", args), &file);
    assert!(told(&["--key", text(&key)]).starts_with("2 replay: --key has nothing to check without --checkpoint"));
    let anchored = |key: &str| told(&["--checkpoint", text(&checkpoint), "--key", key]);
    assert!(anchored("geen+sleutel").starts_with("2 replay: --key is neither a file nor a verifier key: "));
    std::fs::write(&key, signed.signer.to_secret()).expect("it can be written");
    assert!(anchored(text(&key)).contains("it is the signing key, which stays with the log"));
    assert!(told(&["--checkpoint", text(&key)]).contains("no signed note"), "a key is no checkpoint");
    assert!(told(&["--checkpoint", "/nergens/is/dit"]).starts_with("2 replay: /nergens/is/dit: "));
    // A log of another key: read well, and the answer is no.
    let other = Signer::from_seed(KeyName::parse("elders").expect("a name"), &[4; 32]).verifier().to_string();
    let answer = replay(&file, "verify", &["--checkpoint", text(&checkpoint), "--key", &other]);
    let told_of = wrong(&answer);
    assert_eq!(told_of.len(), 1, "{told_of:#?}");
    assert!(told_of[0].ends_with("it is not signed by the key that was given"), "{told_of:#?}");
    std::fs::write(&checkpoint, signed.note(100)).expect("it can be written");
    let own = signed.path("later");
    std::fs::write(&own, signed.note(126)).expect("it can be written");
    let short = told(&["--checkpoint", text(&own), "--tiles", text(signed.folder.path())]);
    assert!(
        short.ends_with("its tiles reach to 100, the checkpoint to 126; give tiles of the same or a later size"),
        "{short}"
    );
    assert!(refused(&replay(&file_of(&[]), "verify", &[]), &file_of(&[])).contains("there is no event in it"));
}
