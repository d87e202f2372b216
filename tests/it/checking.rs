//! The script that checks a bundle in the browser, held against `replay verify`: good bundles, and one damaged in each way.
//! Both say the same yes or no, and name the same faults in the same words.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::cli::{Place, Running, run, stream};
use crate::readme::programs;
use crate::tools::{need, on_path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A file that only replay makes again from the log: it says in words what stands in the others.
const REBUILT: &str = "LEESMIJ.txt";

/// The damage of which both say that it is there, and where: a field that no event of the kind has. The script knows no
/// kinds, so it sees a core that is not the one of its hash, and replay an event that can not be read.
const UNKNOWN_FIELD: &str = "no-core";

/// The files of an archive, in its order.
type Files = Vec<(String, Vec<u8>)>;

fn files_of(zip: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("a zip");
    let count = archive.len();
    let file = |at: usize| {
        let mut file = archive.by_index(at).expect("a file");
        let mut bytes = Vec::new();
        std::io::copy(&mut file, &mut bytes).expect("it unpacks");
        (file.name().expect("a name").into_owned(), bytes)
    };
    (0..count).map(file).collect()
}

fn packed(files: &Files) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("it begins");
        zip.write_all(bytes).expect("it is written");
    }
    zip.finish().expect("it ends").into_inner()
}

/// Returns the files with one of them changed.
fn with(files: &Files, name: &str, change: impl Fn(&mut Vec<u8>)) -> Files {
    let mut changed = files.clone();
    let (_, bytes) = changed.iter_mut().find(|(other, _)| other == name).unwrap_or_else(|| panic!("no {name}"));
    let before = bytes.clone();
    change(bytes);
    assert_ne!(*bytes, before, "{name} is another now");
    changed
}

fn replaced(bytes: &mut Vec<u8>, from: &str, to: &str) {
    let text = String::from_utf8(std::mem::take(bytes)).expect("UTF-8");
    *bytes = text.replacen(from, to, 1).into_bytes();
}

/// Writes the list of hashes again, as somebody who hides what he did would.
fn hidden(files: &Files) -> Files {
    let mut files: Files = files.iter().filter(|(name, _)| name != "SHA256SUMS").cloned().collect();
    let line = |(name, bytes): &(String, Vec<u8>)| format!("{}  {name}\n", hex::encode(Sha256::digest(bytes)));
    let sums: String = files.iter().map(line).collect();
    files.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    files
}

/// Takes the salt of the first text away and says that the text was erased, though it stands there.
fn without_text_salt(bytes: &mut Vec<u8>) {
    let text = String::from_utf8(std::mem::take(bytes)).expect("UTF-8");
    let from = text.find(",\"zoutTekst\":\"").expect("an event has a text");
    let to = from + ",\"zoutTekst\":\"\"".len() + 64;
    *bytes = format!("{},\"gewist\":true{}", &text[..from], &text[to..]).into_bytes();
}

/// Changes the report, and lets the bundle say itself that its digest need not be the sealed one.
fn lied(good: &Files, verdict: &str) -> Files {
    let report = with(good, "rapportage.canoniek.json", |bytes| replaced(bytes, "groen", "graan"));
    let report = with(&report, "rapportage.json", |bytes| replaced(bytes, "groen", "graan"));
    with(&report, "vaststelling.json", |bytes| replaced(bytes, "\"klopt\"", &format!("\"{verdict}\"")))
}

/// Every way in which a bundle is damaged, by name.
fn damages(good: &Files, proofs: &[&str]) -> Vec<(&'static str, Files)> {
    let log = |change: &dyn Fn(&mut Vec<&str>)| {
        with(good, "log.ndjson", |bytes| {
            let text = String::from_utf8(bytes.clone()).expect("UTF-8");
            let mut lines: Vec<&str> = text.lines().collect();
            change(&mut lines);
            *bytes = format!("{}\n", lines.join("\n")).into_bytes();
        })
    };
    let without = |name: &str| good.iter().filter(|(other, _)| other != name).cloned().collect::<Files>();
    let flipped = |name: &str| with(good, name, |bytes| bytes[60] ^= 1);
    let mut extra = good.clone();
    extra.push(("extra.txt".to_owned(), b"x".to_vec()));
    vec![
        ("report", with(good, "rapportage.canoniek.json", |bytes| replaced(bytes, "groen", "graan"))),
        ("served", with(good, "rapportage.json", |bytes| replaced(bytes, "groen", "graan"))),
        ("skeleton", flipped("geraamte.json")),
        ("basis", with(good, "basis.json", |bytes| replaced(bytes, "133", "134"))),
        ("sealing", with(good, "vaststelling.json", |bytes| replaced(bytes, "\"raad\"", "\"college\""))),
        ("half-page", with(good, "raadsstuk.txt", |bytes| replaced(bytes, "Digest        ", "Digest        0"))),
        ("text", with(good, "log.ndjson", |bytes| replaced(bytes, "\"tekst\":\"", "\"tekst\":\"X"))),
        ("core", with(good, "log.ndjson", |bytes| replaced(bytes, "\"bedragInCenten\":", "\"bedragInCenten\":1"))),
        ("salt", with(good, "log.ndjson", |bytes| replaced(bytes, "\"zoutKern\":\"", "\"zoutKern\":\"0"))),
        (
            UNKNOWN_FIELD,
            with(good, "log.ndjson", |bytes| {
                replaced(bytes, "\"gegevens\":{", "\"gegevens\":{\"__proto__\":{\"x\":1},")
            }),
        ),
        ("actor", with(good, "log.ndjson", |bytes| replaced(bytes, "\"actor\":{", "\"actor\":{\"erbij\":\"x\","))),
        (
            "gone-without-reason",
            with(good, "log.ndjson", |bytes| replaced(bytes, "\"gegevens\":{", "\"gewist\":\"ja\",\"gegevens\":{")),
        ),
        ("text-without-salt", with(good, "log.ndjson", without_text_salt)),
        ("verdict-erased", lied(good, "klopt-behoudens-wissing")),
        ("verdict-differs", lied(good, "afwijkend")),
        ("event-out", log(&|lines| _ = lines.remove(40))),
        ("event-twice", log(&|lines| lines.insert(40, lines[39]))),
        ("events-swapped", log(&|lines| lines.swap(9, 10))),
        ("end-out", log(&|lines| _ = lines.pop())),
        ("proof", flipped(proofs[3])),
        (
            "proof-hash",
            with(good, proofs[4], |bytes| {
                let text = String::from_utf8_lossy(bytes);
                let at = text.find("\nindex ").and_then(|at| Some(at + 1 + text[at + 1..].find('\n')? + 1));
                let at = at.expect("a hash follows the index");
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            }),
        ),
        ("checkpoint", with(good, "checkpoint", |bytes| replaced(bytes, "\n308\n", "\n307\n"))),
        ("root", with(good, "checkpoint", |bytes| replaced(bytes, "\n308\n", "\n308\nA"))),
        (
            "signature",
            with(good, "checkpoint", |bytes| {
                let at = bytes.len() - 20;
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            }),
        ),
        ("own-key", flipped("sleutel.txt")),
        ("missing", without("rapportage.csv")),
        ("missing-log", without("log.ndjson")),
        ("missing-proof", without(proofs[5])),
        ("missing-checkpoint", without("checkpoint")),
        ("extra", extra),
        ("bomb", with(good, "rapportage.csv", |bytes| *bytes = vec![b'0'; 30 << 20])),
    ]
}

/// What the script says of a bundle.
fn checked(place: &Place, language: &str, given: &str, bundles: &[String]) -> Vec<Value> {
    let page = place.path(&format!("controle.{language}.html"));
    let script = format!("{ROOT}/tests/outside/check_bundles.mjs");
    let modules = format!("{ROOT}/src/pages/assets/check");
    let ran =
        Command::new("node").args([&script, &modules, &page, given]).args(bundles).output().expect("node is here");
    let said = String::from_utf8(ran.stdout).expect("UTF-8");
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A log with sealings, its key, and the page of its service in both languages.
fn service(place: &Place) -> (Running, String) {
    let data = place.path("data");
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream("voorbeeldstad.v2.ndjson")]).done();
    let key = run(&["key", "--data", &data]).done().out.trim().to_owned();
    let running = Running::serve(&data);
    for language in ["nl", "en"] {
        let mut page = ureq::get(format!("{}/controle?taal={language}", running.address)).call().expect("an answer");
        place.file(&format!("controle.{language}.html"), &page.body_mut().read_to_string().expect("text"));
    }
    (running, key)
}

/// What replay says of a bundle: whether it holds, and by name the line of each fault.
fn replayed(file: &str, more: &[&str]) -> (bool, BTreeMap<String, String>) {
    let mut replay = Command::new(programs().join("replay"));
    let told = replay.args(["verify", file, "--json"]).args(more).output().expect("replay runs");
    let Ok(json) = serde_json::from_slice::<Value>(&told.stdout) else {
        // It was no archive at all, which the program says of the file.
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        return (false, BTreeMap::new());
    };
    let lines =
        json["bevindingen"].as_array().expect("a list").iter().map(|fault| fault["wat"].as_str().expect("a text"));
    let named = |line: &str| {
        let (name, rest) = line.split_once(": ").unwrap_or(("", line));
        // A file has no blank in its name, and an event begins with its position; the rest is about the whole log.
        let is_name = !name.contains(' ') || name.starts_with(|c: char| c.is_ascii_digit());
        if is_name { (name.to_owned(), rest.to_owned()) } else { (String::new(), line.to_owned()) }
    };
    let mut faults: BTreeMap<String, String> = BTreeMap::new();
    for (name, clauses) in lines.map(named) {
        faults.entry(name).or_default().push_str(&format!("{clauses}; "));
    }
    (json["klopt"] == true, faults)
}

fn held_against_replay(what: &str, file: &str, said: &Value, more: &[&str]) {
    let faults = said["faults"].as_array().expect("a list");
    let (holds, theirs) = replayed(file, more);
    assert_eq!(faults.is_empty(), holds, "{what}: {said}\n{theirs:?}");
    if theirs.is_empty() {
        return;
    }
    let names: BTreeSet<&str> = faults.iter().map(|fault| fault["name"].as_str().expect("a name")).collect();
    if what == UNKNOWN_FIELD {
        assert!(names.iter().any(|name| name.starts_with("1,")) && theirs.contains_key("1"), "{names:?}\n{theirs:?}");
        return;
    }
    let wanted: BTreeSet<&str> =
        theirs.keys().map(String::as_str).filter(|name| *name != REBUILT || names.contains(name)).collect();
    assert_eq!(names, wanted, "{what}");
    for fault in faults {
        for clause in fault["clauses"].as_array().expect("a list") {
            let line = &theirs[fault["name"].as_str().expect("a name")];
            assert!(line.contains(clause.as_str().expect("a text")), "{what}: {clause} in {line}");
        }
    }
}

#[test]
fn a_good_bundle_holds_in_the_script_as_in_replay_and_each_damage_has_the_same_name() {
    need("node", on_path("node"));
    let place = Place::new();
    let (running, key) = service(&place);
    let file = place.path("bundel.zip");
    run(&["bundle", "2019-vr1", "--url", &running.address, "-o", &file]).done();
    let whole = std::fs::read(&file).expect("it was made");
    let good = files_of(&whole);
    let proofs: Vec<&str> =
        good.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("bewijzen/")).collect();
    let mut bundles = vec![("good", file)];
    let put = |name: String, bytes: &[u8]| {
        let path = place.path(&format!("{name}.zip"));
        std::fs::write(&path, bytes).expect("it can be written");
        path
    };
    for (name, files) in damages(&good, &proofs) {
        bundles.push((name, put(name.to_owned(), &packed(&files))));
        bundles.push((name, put(format!("{name}-hidden"), &packed(&hidden(&files)))));
    }
    let mut flipped = whole.clone();
    let half = flipped.len() / 2;
    flipped[half] ^= 1;
    let text = b"geen zip, maar tekst\n".repeat(9);
    let raw: [(&str, &[u8]); 5] = [
        ("zip-flipped", &flipped),
        ("truncated", &whole[..half]),
        ("cut", &whole[..whole.len() - 1]),
        ("no-zip", &text),
        ("empty", b""),
    ];
    for (name, bytes) in raw {
        bundles.push((name, put(name.to_owned(), bytes)));
    }
    let paths: Vec<String> = bundles.iter().map(|(_, path)| path.clone()).collect();
    for (given, more) in [("", &[][..]), (key.as_str(), &["--key", key.as_str()][..])] {
        for ((name, path), said) in bundles.iter().zip(checked(&place, "nl", given, &paths)) {
            held_against_replay(name, path, &said, more);
            assert_eq!(said["faults"].as_array().expect("a list").is_empty(), *name == "good", "{name}: {said}");
        }
    }
    running.stop("-TERM");
}
