//! `replay verify`: events that hold are reported one by one, and each fault with its position as exactly as possible.

use std::path::{Path, PathBuf};
use std::process::Output;

use peildatum_domain::event_core::{RecordPart, join_texts, split_texts, text_fields};
use peildatum_projections::InMemoryLog;
use peildatum_records::checkpoint::Checkpoint;
use peildatum_records::commitment::leaf_entry_of;
use peildatum_records::record::RecordView;
use peildatum_records::signed_note::{KeyName, Signer};
use peildatum_records::tiles::{self, TileKind};
use peildatum_records::tree::{Tree, root};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::commands::{committed_anew, file_of, lines, refused, replay, stdout};
use crate::recorded::{log_of, stream};

/// The signed material of a log, in a folder: a checkpoint, its tiles, and the verifier key.
struct Signed {
    folder: TempDir,
    signer: Signer,
    tree: Tree,
}

impl Signed {
    fn of(log: &InMemoryLog) -> Signed {
        let signer = Signer::from_seed(KeyName::parse("stad.example/log").expect("a name"), &[3; 32]);
        let signed = Signed { folder: tempfile::tempdir().expect("a folder"), signer, tree: log.tree() };
        let (size, put) = (signed.tree.size(), |path: &str, bytes: &[u8]| {
            let path = signed.folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder can be made");
            std::fs::write(path, bytes).expect("a file can be written");
        });
        put("checkpoint", signed.note(size).as_bytes());
        put("key", format!("{}\n", signed.signer.verifier()).as_bytes());
        for tile in tiles::tiles_of_size(size) {
            let bytes = match tile.kind {
                TileKind::Level(level) => tiles::hash_tile_bytes(&signed.tree, level, tile).expect("it is in memory"),
                TileKind::Entries => {
                    let mut bundle = Vec::new();
                    let records = tile.positions().map(|at| &log.all()[usize::try_from(at).expect("small") - 1]);
                    records.for_each(|record| tiles::push_entry(&mut bundle, &leaf_entry_of(record)));
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

/// Verifies lines against the signed checkpoint, with tiles if requested.
fn verified(lines: &[String], signed: &Signed, with_tiles: bool) -> Output {
    let (checkpoint, key) = (signed.path("checkpoint"), signed.path("key"));
    let mut args = vec!["--checkpoint", text(&checkpoint), "--key", text(&key)];
    if with_tiles {
        args.extend(["--tiles", text(signed.folder.path())]);
    }
    replay(&file_of(lines), "verify", &args)
}

/// Returns the lines that report faults; the exit code must be 1.
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
fn the_last_line_says_that_all_holds_only_where_all_was_checked() {
    let log = stream("leiden.v1.ndjson");
    let (whole, signed) = (lines(&log), Signed::of(&log));
    let (checkpoint, key) = (signed.path("checkpoint"), signed.path("key"));
    let last = |lines: &[String], args: &[&str]| {
        let file = file_of(lines);
        let told = stdout(&replay(&file, "verify", args)).lines().last().unwrap_or_default().to_owned();
        let json: Value =
            serde_json::from_str(&stdout(&replay(&file, "verify", &[args, &["--json"]].concat()))).expect("JSON");
        assert_eq!(json["conclusie"], told.as_str());
        (told, json["nietGecontroleerd"].clone())
    };
    // Without its last event nothing shows that one is missing, so the output must not claim that everything holds.
    let (told, unchecked) = last(&whole[..125], &[]);
    assert_eq!(told, "wat te controleren was klopt; niet gecontroleerd: handtekening, volledigheid");
    assert_eq!(unchecked, json!(["handtekening", "volledigheid"]));
    let (told, unchecked) = last(&whole, &["--checkpoint", text(&checkpoint)]);
    assert_eq!(told, "wat te controleren was klopt; niet gecontroleerd: handtekening");
    assert_eq!(unchecked, json!(["handtekening"]));
    let full = ["--checkpoint", text(&checkpoint), "--key", text(&key)];
    assert_eq!(last(&whole, &full), ("alles klopt".to_owned(), json!([])));
    std::fs::write(&checkpoint, signed.note(100)).expect("it can be written");
    let (told, unchecked) = last(&whole, &full);
    assert_eq!(
        told,
        "wat te controleren was klopt; niet gecontroleerd: gebeurtenissen na het checkpoint (101 tot en met 126)"
    );
    assert_eq!(unchecked, json!(["na-checkpoint"]));
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
    let fields = split_texts(&log.all()[1].data, &mut Vec::new()).expect("known fields");
    record.data = join_texts(&fields, &mut std::iter::empty(), RecordPart::Core).expect("known fields");
    (record.erased_fields, record.text_salt) = (text_fields(&fields), None);
    let mut erased = lines(&log);
    erased[1] = record.to_json(RecordView::Export).to_string();
    let signed = Signed::of(&log);
    let told = stdout(&verified(&erased, &signed, true));
    assert!(told.starts_with("3 gebeurtenissen: 2 zoals geregistreerd, 1 gewist, 0 afwijkend\n"), "{told}");
    let gone =
        "\n2, toelichting bij 9 van 1 januari 2019: gewist door gebeurtenis 3, besluit B&W 21.0042, AVG artikel 17\n";
    assert!(told.contains(gone), "{told}");
    // A text that is missing without such an event, and one that is present in spite of it.
    let note = "AFWIJKEND: 2, toelichting bij 9 van 1 januari 2019: ";
    let told = wrong(&verified(&erased[..2], &signed, false));
    assert_eq!(told[0], format!("{note}tekst is weg, en geen gebeurtenis zegt dat hij is gewist"));
    let told = wrong(&verified(&lines(&log), &signed, false));
    assert_eq!(told, [format!("{note}gebeurtenis 3 zegt dat de tekst is gewist, en hij staat er nog")]);
}

#[test]
fn a_fault_names_its_event_once_as_a_reader_knows_it_and_the_sealings_it_touches() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let (whole, signed) = (lines(&log), Signed::of(&log));
    let mut edited = whole.clone();
    edited[36] = edited[36].replacen("Gebouw C", "Gebouw D", 1);
    let told = wrong(&verified(&edited, &signed, true));
    let sealings = told.iter().filter(|line| line.starts_with("20")).count();
    assert!(sealings > 1, "{told:#?}");
    let facility = "AFWIJKEND: 37, opening van voorziening gebouw-c van 1 januari 2019: tekst gewijzigd";
    let touches = format!("{facility}; raakt {sealings} vaststellingen");
    let faults: Vec<_> = told.iter().filter(|line| line.starts_with("AFWIJKEND: ")).collect();
    assert_eq!(faults, [&touches], "once, and nothing that only follows from it");
    let english = replay(&file_of(&edited), "verify", &["--lang", "en"]);
    let english = String::from_utf8(english.stdout).expect("UTF-8");
    let line = format!(
        "\nDIFFERS: 37, opening of facility gebouw-c of 1 January 2019: its text was altered; touches {sealings} "
    );
    assert!(english.contains(&line), "{english}");

    let at = whole.iter().rposition(|line| line.contains("\"kleur\":\"groen\"")).expect("a light");
    edited[at] = edited[at].replace("\"kleur\":\"groen\"", "\"kleur\":\"rood\"");
    let told = wrong(&verified(&edited, &signed, true));
    let light = told.iter().find(|line| line.starts_with(&format!("AFWIJKEND: {}, stoplicht van ", at + 1)));
    assert!(light.is_some_and(|line| line.contains(": gegevens gewijzigd ")), "{told:#?}");
    assert!(told.contains(&touches), "what a text touches is what shows it: {told:#?}");
}

#[test]
fn an_event_that_was_forged_anew_is_told_by_the_root_and_by_the_tiles_which() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let (mut forged, signed) = (lines(&log), Signed::of(&log));
    forged[119] = committed_anew(&log, 120, "digest", &format!("sha256:{}", "0".repeat(64)));
    let faults = |with_tiles: bool| {
        let told = wrong(&verified(&forged, &signed, with_tiles));
        told.into_iter().filter(|line| line.starts_with("AFWIJKEND: ")).collect::<Vec<_>>()
    };
    let told = faults(false);
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[0].starts_with("AFWIJKEND: de wortel over de eerste 308 gebeurtenissen is "), "{told:#?}");
    assert!(told[1].starts_with(
        "AFWIJKEND: een gebeurtenis tot en met positie 123 is een andere dan bij de vaststelling; raakt "
    ));
    let sealing = "AFWIJKEND: 120, vaststelling van ronde 2019-vr1 van ";
    assert!(told[2].starts_with(sealing) && told[2].ends_with(": de rapportage is een andere"), "{told:#?}");
    let told = faults(true);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with(sealing)
            && told[0].contains(": is een andere gebeurtenis dan die hier is ondertekend; raakt ")
    );
}

#[test]
fn what_is_missing_moved_or_said_twice_is_told_once_and_by_its_place() {
    let log = stream("leiden.v1.ndjson");
    let (whole, signed) = (lines(&log), Signed::of(&log));
    let short = "AFWIJKEND: 126: ontbreekt; het checkpoint gaat over 126 gebeurtenissen";
    assert_eq!(wrong(&verified(&whole[..125], &signed, true)), [short]);
    let mut gap = whole.clone();
    gap.drain(9..11);
    let told = wrong(&verified(&gap, &signed, true));
    assert_eq!(told, ["AFWIJKEND: 10 en 11: ontbreekt; daardoor is de wortel van het checkpoint niet na te rekenen"]);
    let names =
        |position: usize| peildatum_audit::faults::EventName::of(&log.all()[position - 1]).message().to_string();
    let mut swapped = whole.clone();
    swapped.swap(40, 41);
    let out = |position: usize, line: u64| {
        format!("AFWIJKEND: {}: staat buiten zijn volgorde, op regel {line}", names(position))
    };
    assert_eq!(wrong(&verified(&swapped, &signed, true)), [out(41, 42), out(42, 41)]);
    let mut twice = whole.clone();
    twice.insert(50, whole[6].clone());
    let told = format!("AFWIJKEND: {}: staat dubbel, op regel 7 en op regel 51", names(7));
    assert_eq!(wrong(&verified(&twice, &signed, true)), [told]);
    // Two events that exchanged positions each hold by themselves: only the tiles show which they are.
    let mut renumbered = whole.clone();
    let number =
        |line: &str, from: u64, to: u64| line.replace(&format!("\"positie\":{from},"), &format!("\"positie\":{to},"));
    (renumbered[40], renumbered[41]) = (number(&whole[41], 42, 41), number(&whole[40], 41, 42));
    assert_ne!(renumbered, swapped);
    let told = wrong(&verified(&renumbered, &signed, true));
    for position in [41, 42] {
        let start = format!("AFWIJKEND: {position}, ");
        let found: Vec<_> = told.iter().filter(|line| line.starts_with(&start)).collect();
        assert!(
            found.len() == 1 && found[0].contains("is een andere gebeurtenis dan die hier is ondertekend"),
            "{told:#?}"
        );
    }
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn a_hole_before_sealings_is_one_fault_that_says_what_can_not_be_checked() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let (mut gap, signed) = (lines(&log), Signed::of(&log));
    gap.remove(80);
    let shown = verified(&gap, &signed, false);
    let said = String::from_utf8_lossy(&shown.stdout);
    assert!(said.contains("\nvaststellingen: 8, waarvan 8 niet na te gaan\n"), "none of them is passed over: {said}");
    let told = wrong(&shown);
    let hole = "AFWIJKEND: 81: ontbreekt; daardoor is de wortel van het checkpoint niet na te rekenen; daardoor zijn 8 \
                vaststellingen niet na te gaan";
    assert_eq!(told, [hole]);
}

#[test]
fn a_flipped_byte_is_told_whichever_file_it_is_in() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let whole = lines(&log);
    let mut flipped = whole.clone();
    flipped[6] = flipped[6].replacen('{', "[", 1);
    let told = wrong(&verified(&flipped, &Signed::of(&log), true));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("AFWIJKEND: 7: regel 7 is geen gebeurtenis: "), "{told:#?}");
    assert!(told[0].ends_with("; daardoor zijn 8 vaststellingen niet na te gaan"), "what can not be told is said, too");
    for (file, at, gist) in [
        ("tile/entries/000", 40, "tegel tile/entries/000: gebeurtenis 1 is een andere dan is ondertekend"),
        ("tile/0/001.p/52", 33, "tegel tile/0/001.p/52: gebeurtenis 258 is een andere dan is ondertekend"),
        ("tile/1/000.p/1", 0, "tegel tile/1/000.p/1: hash 0 is een andere dan is ondertekend"),
    ] {
        let signed = Signed::of(&log);
        signed.flip(file, at);
        assert_eq!(wrong(&verified(&whole, &signed, true)), [format!("AFWIJKEND: {gist}")], "{file}");
    }
    let signed = Signed::of(&log);
    std::fs::remove_file(signed.path("tile/0/000")).expect("it is there");
    assert_eq!(
        wrong(&verified(&whole, &signed, true)),
        ["AFWIJKEND: tegel tile/0/000 is er niet, of is niet te lezen"]
    );
    // In the checkpoint, the size "308" is on the second line.
    let at = signed.note(308).find("308").expect("a size");
    signed.flip("checkpoint", at);
    let told = wrong(&verified(&whole, &signed, false));
    assert!(told[0].starts_with("AFWIJKEND: de handtekening onder het checkpoint klopt niet: "), "{told:#?}");
}

#[test]
fn wrong_use_and_files_that_are_something_else_are_refused_with_2() {
    let log = stream("leiden.v1.ndjson");
    let (file, signed) = (file_of(&lines(&log)), Signed::of(&log));
    let (checkpoint, key) = (signed.path("checkpoint"), signed.path("key"));
    let told = |args: &[&str]| refused(&replay(&file, "verify", args), &file);
    assert!(told(&["--key", text(&key)]).starts_with("2 replay: --key heeft niets te controleren zonder --checkpoint"));
    let anchored = |key: &str| told(&["--checkpoint", text(&checkpoint), "--key", key]);
    assert!(anchored("geen+sleutel").starts_with("2 replay: --key is geen bestand en geen controlesleutel: "));
    std::fs::write(&key, signed.signer.to_secret()).expect("it can be written");
    assert!(anchored(text(&key)).contains("dit is de sleutel waarmee het logboek ondertekent"));
    assert!(told(&["--checkpoint", text(&key)]).contains("hier staat geen checkpoint in"), "a key is none");
    assert!(told(&["--checkpoint", "/nergens/is/dit"]).starts_with("2 replay: /nergens/is/dit: "));
    // A checkpoint of another key is read, and the answer is negative.
    let other = Signer::from_seed(KeyName::parse("elders").expect("a name"), &[4; 32]).verifier().to_string();
    let answer = replay(&file, "verify", &["--checkpoint", text(&checkpoint), "--key", &other]);
    let told_of = wrong(&answer);
    assert_eq!(told_of.len(), 1, "{told_of:#?}");
    assert!(told_of[0].ends_with("dit is niet ondertekend met de sleutel die is gegeven"), "{told_of:#?}");
    std::fs::write(&checkpoint, signed.note(100)).expect("it can be written");
    let own = signed.path("later");
    std::fs::write(&own, signed.note(126)).expect("it can be written");
    let short = told(&["--checkpoint", text(&own), "--tiles", text(signed.folder.path())]);
    assert!(
        short.ends_with(
            "de tegels reiken tot 100, het checkpoint tot 126; geef tegels van dezelfde omvang of een latere"
        ),
        "{short}"
    );
    assert!(refused(&replay(&file_of(&[]), "verify", &[]), &file_of(&[])).contains("er staat geen gebeurtenis in"));
}
