//! `replay verify BUNDLE.zip`: the whole check, keys from various sources, and every kind of defective file.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Output};

use peildatum_audit::derived::{BundleSources, DerivedFiles, SUMS, proof_name};
use peildatum_projections::sealing::{all_sealings, check_sealing};
use peildatum_projections::{InMemoryLog, report_in_version};
use peildatum_records::checkpoint::{Checkpoint, SignedCheckpoint};
use peildatum_records::commitment::canonical_json;
use peildatum_records::proof::InclusionProof;
use peildatum_records::record::RecordView;
use peildatum_records::signed_note::{KeyName, Signer};
use peildatum_records::tree::inclusion_proof;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;

use crate::commands::lines;
use crate::recorded::stream;

/// The files of a bundle by name, without the list of hashes.
type Files = BTreeMap<String, Vec<u8>>;

fn signer() -> Signer {
    Signer::from_seed(KeyName::parse("stad.example/log").expect("a name"), &[3; 32])
}

fn signed(log: &InMemoryLog, size: u64) -> SignedCheckpoint {
    let signer = signer();
    Checkpoint { origin: signer.name().clone(), size, root: log.root(size) }.sign(&signer)
}

/// Builds the bundle of a sealing as the service does.
fn bundle(log: &InMemoryLog, round: &str, version: u32, software: &str) -> Files {
    let all = all_sealings(log.state(), log, log.state().head()).expect("every record is there");
    let of_round: Vec<_> = all.iter().filter(|sealing| sealing.round == round).collect();
    let sealing = of_round.iter().find(|sealing| sealing.version == version).expect("it was sealed");
    let (root, signed) = (log.root(sealing.position), signed(log, log.state().head()));
    let verdict = check_sealing(log.state(), log, sealing, Some(&root)).expect("it can be checked");
    let request = sealing.request().expect("a day");
    let answer = report_in_version(sealing.report_version, log.state(), log, &request).expect("a report");
    let newest = of_round.last().expect("one at least").version;
    let (verdict, key) = (&verdict, signer().verifier().to_string());
    let sources = BundleSources { sealing, newest, verdict, root: &root, signed: &signed, key, software };
    let derived = DerivedFiles::derive(log.state(), answer, &sources);
    let mut files: Files = derived.files().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    files.insert("log.ndjson".to_owned(), format!("{}\n", lines(log).join("\n")).into_bytes());
    let tree = log.tree();
    for position in derived.proved_positions {
        let record = &log.all()[usize::try_from(position).expect("small") - 1];
        let hashes = inclusion_proof(&tree, position - 1, signed.checkpoint.size).expect("it is in memory");
        let extra = Some(canonical_json(&record.to_json(RecordView::Export)));
        let proof = InclusionProof { extra, index: position - 1, hashes, checkpoint: signed.note.clone() };
        files.insert(proof_name(position, record.id), proof.to_string().into_bytes());
    }
    files
}

fn sums(files: &Files) -> Vec<u8> {
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    files.iter().map(|(name, bytes)| format!("{}  {name}\n", hex(bytes))).collect::<String>().into_bytes()
}

/// Builds an archive of these files, with a matching list of hashes.
fn archive(files: &Files) -> NamedTempFile {
    let mut all = files.clone();
    all.entry(SUMS.to_owned()).or_insert_with(|| sums(files));
    let mut file = NamedTempFile::new().expect("a temporary file");
    let mut zip = zip::ZipWriter::new(file.as_file_mut());
    for (name, bytes) in &all {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("a file can be added");
        zip.write_all(bytes).expect("it can be written");
    }
    zip.finish().expect("it ends");
    file
}

fn verified(archive: &NamedTempFile, args: &[&str]) -> Output {
    let mut replay = Command::new(env!("CARGO_BIN_EXE_replay"));
    replay.arg("verify").arg(archive.path()).args(args).output().expect("replay runs")
}

fn told(output: &Output, code: i32) -> String {
    let told = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}{told}");
    told
}

/// Verifies with the key of this log and returns the faults, of which there must be at least one.
fn faults(files: &Files) -> Vec<String> {
    let told = told(&verified(&archive(files), &["--key", &signer().verifier().to_string()]), 1);
    assert!(told.lines().last().is_some_and(|line| line.starts_with("KLOPT NIET: ")), "{told}");
    told.lines().filter(|line| line.starts_with("AFWIJKEND: ")).map(str::to_owned).collect()
}

/// Changes one byte of a file such that it remains text.
fn altered(files: &Files, name: &str) -> Files {
    let mut files = files.clone();
    let bytes = files.get_mut(name).expect("it is in the bundle");
    let at = bytes.len() / 2;
    let at = (at..bytes.len()).find(|at| bytes[*at].is_ascii_alphanumeric()).expect("a letter or a digit");
    bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
    files
}

fn kept(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(text.as_bytes()).expect("it can be written");
    file
}

fn path(file: &NamedTempFile) -> &str {
    file.path().to_str().expect("UTF-8")
}

#[test]
fn a_bundle_is_verified_in_one_go_with_the_key_from_wherever_it_was_kept() {
    let files = bundle(&stream("voorbeeldstad.v2.ndjson"), "2019-vr1", 2, env!("CARGO_PKG_VERSION"));
    let archive = archive(&files);
    let page = String::from_utf8(files["raadsstuk.txt"].clone()).expect("UTF-8");
    let own = String::from_utf8(files["sleutel.txt"].clone()).expect("UTF-8");
    let broken: String =
        page.lines().flat_map(|line| line.as_bytes().chunks(23)).fold(String::new(), |mut text, piece| {
            text.push_str(&format!("> {}\r\n", String::from_utf8_lossy(piece)).replace("> ", "  "));
            text
        });
    let (page, own, broken) = (kept(&format!("Raadsvoorstel 12\n\n{page}\nDe griffier")), kept(&own), kept(&broken));
    for key in [signer().verifier().to_string().as_str(), path(&page), path(&broken)] {
        let told = told(&verified(&archive, &["--key", key]), 0);
        assert!(told.ends_with("\nalles klopt\n"), "{key}\n{told}");
        assert!(told.starts_with(&format!("bundel met {} bestanden, waarvan ", files.len() + 1)), "{told}");
        assert!(told.contains("\nronde 2019-vr1, vaststelling 2 door raad\ndigest "), "{told}");
    }
    let both = told(&verified(&archive, &["--key", path(&page), "--checkpoint", path(&page)]), 0);
    assert!(both.ends_with("\nalles klopt\n") && both.contains(", uit hetzelfde bestand: de wortel klopt; "), "{both}");
    // The bundle's own key proves nothing, and the output states that, also when its file is extracted and passed back.
    for args in [&[][..], &["--key", path(&own)]] {
        let none = told(&verified(&archive, args), 0);
        assert!(none.contains(
            "\nde sleutel komt uit de bundel zelf en bewijst dus niets: geef met --key die uit het raadsstuk"
        ));
        let last = "\nwat te controleren was klopt; niet gecontroleerd: herkomst van de sleutel\n";
        assert!(none.ends_with(last), "{none}");
    }
    let json: Value = serde_json::from_str(&told(&verified(&archive, &["--json"]), 0)).expect("JSON");
    assert_eq!((&json["klopt"], &json["bundel"]["ronde"]), (&true.into(), &"2019-vr1".into()));
    assert_eq!(json["nietGecontroleerd"], serde_json::json!(["herkomst-sleutel"]));
    let english = told(&verified(&archive, &["--lang", "en"]), 0);
    assert!(english.ends_with("\nwhat could be checked holds; not checked: origin of the key\n"), "{english}");
}

#[test]
fn whichever_file_was_altered_is_told_also_when_its_hash_was_made_to_fit() {
    let files = bundle(&stream("voorbeeldstad.v2.ndjson"), "2019-vr1", 2, env!("CARGO_PKG_VERSION"));
    let original = sums(&files);
    let mut names: Vec<&String> = files.keys().filter(|name| !name.starts_with("bewijzen/")).collect();
    names.extend(files.keys().find(|name| name.starts_with("bewijzen/")));
    for name in names {
        let mut altered = altered(&files, name);
        let fitted = faults(&altered);
        assert!(
            fitted.iter().any(|fault| fault.contains(name.as_str())) || name == "log.ndjson",
            "{name}: {fitted:#?}"
        );
        altered.insert(SUMS.to_owned(), original.clone());
        let told = faults(&altered);
        let other = format!("AFWIJKEND: {name}: ");
        let hash = "is een ander bestand dan SHA256SUMS zegt";
        assert_eq!(told.iter().filter(|fault| fault.starts_with(&other)).count(), 1, "once: {told:#?}");
        assert!(told.iter().any(|fault| fault.starts_with(&other) && fault.contains(hash)), "{told:#?}");
    }
}

#[test]
fn what_is_missing_strange_double_or_too_large_is_a_fault_of_its_own() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let files = bundle(&log, "2019-vr1", 2, env!("CARGO_PKG_VERSION"));
    let proof = files.keys().find(|name| name.starts_with("bewijzen/")).expect("a proof").clone();
    for name in ["LEESMIJ.txt", "log.ndjson", "checkpoint", "sleutel.txt", "vaststelling.json", "geraamte.json", &proof]
    {
        let mut less = files.clone();
        less.remove(name);
        let told = faults(&less);
        assert!(told.contains(&format!("AFWIJKEND: {name}: ontbreekt")), "{name}: {told:#?}");
    }
    let mut more = files.clone();
    more.insert("extra.txt".to_owned(), b"van iemand anders".to_vec());
    assert_eq!(faults(&more), ["AFWIJKEND: extra.txt: hoort niet in een bundel"]);
    let mut bomb = files.clone();
    bomb.insert("rapportage.txt".to_owned(), vec![b' '; 64 << 20]);
    let told = faults(&bomb);
    assert!(
        told.iter().any(|fault| fault.starts_with("AFWIJKEND: rapportage.txt: pakt uit tot meer dan ")),
        "{told:#?}"
    );
    // A second file of the same name: two readers may each see another one.
    let mut twice = files.clone();
    twice.insert("log.ndjsoX".to_owned(), b"{}\n".to_vec());
    let file = archive(&twice);
    let bytes = std::fs::read(file.path()).expect("it is there");
    let mut bytes: Vec<u8> = bytes;
    for at in 0..bytes.len() - 10 {
        if &bytes[at..at + 10] == b"log.ndjsoX" {
            bytes[at + 9] = b'n';
        }
    }
    std::fs::write(file.path(), bytes).expect("it can be written");
    let told = crate::bundles::told(&verified(&file, &[]), 1);
    assert!(told.contains(": een naam komt er dubbel in voor"), "{told}");
}

#[test]
fn a_bundle_under_another_key_or_of_another_log_does_not_hold() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let files = bundle(&log, "2019-vr1", 2, env!("CARGO_PKG_VERSION"));
    let archive = archive(&files);
    let other = Signer::from_seed(KeyName::parse("stad.example/log").expect("a name"), &[4; 32]).verifier().to_string();
    let told = told(&verified(&archive, &["--key", &other]), 1);
    assert!(told.contains("\nAFWIJKEND: sleutel.txt: is een andere sleutel dan die is gegeven\n"), "{told}");
    assert!(told.contains("\nAFWIJKEND: de handtekening onder het checkpoint klopt niet: "), "{told}");
    let paper = kept(&signed(&stream("leiden.v1.ndjson"), 100).note);
    let told = crate::bundles::told(&verified(&archive, &["--checkpoint", path(&paper)]), 1);
    assert!(
        told.contains("het checkpoint over 100 gebeurtenissen (stad.example/log) past niet bij dit logboek"),
        "{told}"
    );
}

#[test]
fn an_altered_text_in_the_log_of_a_bundle_is_told_by_its_event_and_nothing_is_told_twice() {
    let files = bundle(&stream("voorbeeldstad.v2.ndjson"), "2019-vr1", 2, env!("CARGO_PKG_VERSION"));
    let mut edited = files;
    let log = String::from_utf8(edited["log.ndjson"].clone()).expect("UTF-8");
    let log: Vec<String> = log
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 36 { line.replacen("Gebouw C", "Gebouw D", 1) } else { line.to_owned() })
        .collect();
    edited.insert("log.ndjson".to_owned(), format!("{}\n", log.join("\n")).into_bytes());
    let told = faults(&edited);
    let event = "AFWIJKEND: 37, opening van voorziening gebouw-c van 1 januari 2019: tekst gewijzigd; raakt ";
    assert_eq!(told.iter().filter(|fault| fault.starts_with(event)).count(), 1, "{told:#?}");
    let proofs = told.iter().filter(|fault| fault.contains("bewijzen/37-")).count();
    assert_eq!(told.len(), 1 + proofs, "{told:#?}");
}

#[test]
fn what_another_version_worded_is_not_called_altered_and_not_called_checked() {
    let files = bundle(&stream("voorbeeldstad.v2.ndjson"), "2019-vr1", 2, "99.1.0");
    let key = signer().verifier().to_string();
    let mut other = altered(&files, "rapportage.txt");
    assert!(told(&verified(&archive(&files), &["--key", &key]), 0).ends_with("\nalles klopt\n"), "nothing differs");
    let told = told(&verified(&archive(&other), &["--key", &key]), 0);
    let last = "wat te controleren was klopt; niet gecontroleerd: teksten en werkmap (gemaakt met een andere versie)\n";
    assert!(told.ends_with(last), "{told}");
    // Files that are not worded for people must be the same, whatever version made them.
    other = altered(&files, "geraamte.json");
    assert!(faults(&other)[0].starts_with("AFWIJKEND: geraamte.json: "));
}
