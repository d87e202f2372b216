//! Bundles as their reader meets them: unpacked by Python, tried by unzip, hashed by sha256sum, proved by others' crates.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use peildatum::projections::sealing::NamedPositions;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::can_run;
use crate::cli::{Place, run, stream};
use crate::tlog::{checkpoint, proved};
use crate::tools::{need, on_path};

/// The files of every bundle in addition to its proofs.
const FILES: [&str; 14] = [
    "LEESMIJ.txt",
    "SHA256SUMS",
    "basis.json",
    "checkpoint",
    "geraamte.json",
    "log.ndjson",
    "raadsstuk.txt",
    "rapportage.canoniek.json",
    "rapportage.csv",
    "rapportage.json",
    "rapportage.txt",
    "rapportage.xlsx",
    "sleutel.txt",
    "vaststelling.json",
];

/// An unpacked bundle.
pub struct Unpacked(tempfile::TempDir);

impl Unpacked {
    /// Unpacks a zip by the crate that packed it; what other programs make of one is seen below.
    pub fn of(zip: &[u8]) -> Unpacked {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("a zip");
        archive.extract(folder.path().join("bundel")).expect("it can be unpacked");
        Unpacked(folder)
    }

    fn folder(&self) -> std::path::PathBuf {
        self.0.path().join("bundel")
    }

    /// Returns the bytes of a file.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Returns the text of a file.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    /// Returns the JSON in a file.
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.bytes(name)).expect("JSON")
    }

    /// Returns every file by its path in the bundle.
    pub fn names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        collect(&self.folder(), "", &mut names);
        names
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder().join(name), bytes).expect("it can be written");
    }

    /// Returns the output of `sha256sum -c`.
    pub fn sums_hold(&self) -> bool {
        let mut sums = Command::new("sha256sum");
        can_run(sums.args(["-c", "--strict", "--quiet", "SHA256SUMS"]).current_dir(self.folder()))
    }

    /// Returns the digest of a file by `sha256sum`.
    pub fn sha256(&self, name: &str) -> String {
        let ran = Command::new("sha256sum").arg(name).current_dir(self.folder()).output().expect("sha256sum is there");
        let said = String::from_utf8(ran.stdout).expect("UTF-8");
        format!("sha256:{}", said.split(' ').next().unwrap_or_default())
    }

    /// Checks what every bundle must satisfy, whatever its result. Returns its sealing.
    pub fn checked(&self, key: &str) -> Value {
        let sealing = self.json("vaststelling.json");
        assert!(self.sums_hold());
        let names = self.names();
        let proofs: BTreeSet<&String> = names.iter().filter(|name| name.starts_with("bewijzen/")).collect();
        let rest: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.starts_with("bewijzen/")).collect();
        let differs = sealing["oordeel"] == "afwijkend";
        assert_eq!(rest.iter().filter(|name| **name != "AFWIJKEND.txt").copied().collect::<Vec<_>>(), FILES);
        assert_eq!(rest.contains(&"AFWIJKEND.txt"), differs);
        let sums = self.text("SHA256SUMS");
        assert_eq!(sums.lines().count(), names.len() - 1, "every other file has its line");
        let skeleton = self.sha256("geraamte.json") == sealing["digestGeraamte"].as_str().unwrap_or_default();
        assert!(skeleton || differs, "the skeleton holds whatever was erased");
        assert_eq!(self.sha256("rapportage.canoniek.json") == sealing["digest"], sealing["oordeel"] == "klopt");
        let mut served = self.json("rapportage.json");
        assert_eq!(self.json("basis.json"), served["basis"]);
        let state = served.as_object_mut().expect("an object").remove("staat").expect("a state");
        assert_eq!((&state["oordeel"], &state["vaststelling"]["versie"]), (&sealing["oordeel"], &sealing["versie"]));
        let canonical = serde_json_canonicalizer::to_vec(&served).expect("JSON");
        assert!(
            canonical == self.bytes("rapportage.canoniek.json"),
            "the report as served holds the bytes of the digest"
        );

        let signed = checkpoint(&self.bytes("checkpoint"), key).expect("a checkpoint of this key");
        let lines = self.text("log.ndjson");
        assert_eq!(lines.lines().count() as u64, signed.size(), "the whole log up to the checkpoint");
        let mut found = BTreeSet::new();
        for name in proofs {
            let proof = self.text(name);
            assert!(proof.ends_with(&self.text("checkpoint")), "{name} is under the checkpoint of the bundle");
            let record = proved(&proof, key).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(*name, format!("bewijzen/{}-{}.tlog-proof", record.position, record.id));
            found.insert(record.position);
        }
        let NamedPositions { shown: mut wanted, announced } = NamedPositions::of(&served);
        wanted.extend(announced);
        wanted.insert(sealing["positieVaststelling"].as_u64().expect("a position"));
        wanted.extend(lines.lines().zip(1..).filter_map(|(line, position)| {
            let record: Value = serde_json::from_str(line).expect("a record");
            (record["onderwerp"] == format!("ronde/{}", sealing["ronde"].as_str()?)).then_some(position)
        }));
        wanted.extend(sealing["gewist"].as_array().expect("a list").iter().filter_map(|one| one["door"].as_u64()));
        assert_eq!(found, wanted, "the sealing, its round, what the report names, and what erased");
        self.check_texts(&sealing, key);
        sealing
    }

    fn check_texts(&self, sealing: &Value, key: &str) {
        let read_me = self.text("LEESMIJ.txt");
        let (round, version) = (sealing["ronde"].as_str().expect("an id"), &sealing["versie"]);
        for line in [
            "sha256sum -c SHA256SUMS".to_owned(),
            format!("replay verify log.ndjson --checkpoint checkpoint --key '{key}'"),
            "replay rounds log.ndjson".to_owned(),
            format!("replay report log.ndjson --round {round}/{version} --canonical | sha256sum"),
            format!(
                "replay report log.ndjson --on {} --position {}",
                sealing["peildatum"].as_str().expect("a day"),
                sealing["positie"]
            ),
        ] {
            assert!(read_me.lines().any(|other| other.trim() == line), "{line} in\n{read_me}");
        }
        let key_file = self.text("sleutel.txt");
        assert_eq!(key_file.lines().next(), Some(key));
        let prose = key_file.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(prose.contains("bewijst weinig"), "{key_file}");
        half_page(&self.text("raadsstuk.txt"), sealing, key, &self.text("checkpoint"));
    }

    /// Returns the files that contain these bytes.
    pub fn holding(&self, part: &[u8]) -> Vec<String> {
        let holds = |name: &String| self.bytes(name).windows(part.len()).any(|window| window == part);
        self.names().into_iter().filter(holds).collect()
    }
}

fn collect(folder: &Path, before: &str, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), names);
        } else {
            names.insert(name);
        }
    }
}

/// Checks the form and contents of a half page.
pub fn half_page(page: &str, sealing: &Value, key: &str, checkpoint: &str) {
    assert!(page.lines().count() <= 30, "{page}");
    assert!(page.lines().all(|line| line.width() <= 80 && line.trim_end() == line), "{page}");
    // A wrapped line is joined again.
    let whole: String = page.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    let digest = sealing["digest"].as_str().expect("a digest").trim_start_matches("sha256:");
    let version = format!("versie {}", sealing["versie"]);
    let position = format!("positie {}", sealing["positie"]);
    let words =
        [sealing["ronde"].as_str(), sealing["peildatum"].as_str(), Some(&version), Some(&position), Some(digest)];
    for part in words.into_iter().flatten().chain([key]).chain(checkpoint.lines()) {
        assert!(whole.contains(part), "{part} in\n{page}");
    }
}

/// Returns the output of `sha256sum` for each file with one altered byte, which it must detect.
pub fn every_flipped_byte_is_found(bundle: &Unpacked) {
    for name in bundle.names() {
        let bytes = bundle.bytes(&name);
        let proof = name.starts_with("bewijzen/"); // there are many proofs, all alike
        for at in [0, bytes.len() / 2, bytes.len() - 1].into_iter().skip(if proof { 2 } else { 0 }) {
            let mut other = bytes.clone();
            other[at] ^= 1;
            bundle.put(&name, &other);
            assert!(!bundle.sums_hold(), "{name} byte {at}");
        }
        bundle.put(&name, &bytes);
    }
    assert!(bundle.sums_hold(), "as it was");
}

/// Bundles of three sealings as files, and what our crate unpacks from each.
fn made(place: &Place) -> Vec<(String, Unpacked)> {
    let (data, stream) = (place.path("data"), stream("voorbeeldstad.v2.ndjson"));
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream]).done();
    let made = |(number, round): (usize, &&str)| {
        let file = place.path(&format!("{number}.zip"));
        run(&["bundle", round, "--data", &data, "-o", &file]).done();
        let unpacked = Unpacked::of(&std::fs::read(&file).expect("it was made"));
        (file, unpacked)
    };
    ["2019-vr1", "2019-vr1/college", "2020-pb"].iter().enumerate().map(made).collect()
}

#[test]
fn python_unpacks_a_bundle_as_our_crate_does() {
    need("python3", on_path("python3"));
    let script =
        "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])";
    let place = Place::new();
    for (file, ours) in made(&place) {
        let other = Unpacked(tempfile::tempdir().expect("a folder can be made"));
        let ran = Command::new("python3").args(["-c", script, &file]).arg(other.folder()).output().expect("it is here");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(other.names(), ours.names());
        assert!(ours.names().iter().all(|name| other.bytes(name) == ours.bytes(name)));
    }
}

#[test]
fn unzip_finds_no_error_in_a_bundle() {
    need("unzip", on_path("unzip"));
    let place = Place::new();
    let finds_none = |file: &str| can_run(Command::new("unzip").args(["-tqq", file]));
    for (file, _) in made(&place) {
        assert!(finds_none(&file));
        let mut spoiled = std::fs::read(&file).expect("it was made");
        let half = spoiled.len() / 2;
        spoiled[half] ^= 1;
        std::fs::write(&file, spoiled).expect("it can be written");
        assert!(!finds_none(&file), "it would find one");
    }
}
