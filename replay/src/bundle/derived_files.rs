//! Checks the files of a bundle other than its log and its proofs: each must be present, match its hash, and match what
//! is derived from the log.

use std::collections::BTreeMap;

use peildatum_audit::derived::{
    BundleSources, CANONICAL, CHECKPOINT, DIFFERS, DerivedFiles, KEY, LOG, PROOFS, READ_ME, RENDERED, REPORT, SEALING,
    SKELETON, SUMS,
};
use peildatum_audit::faults::Unchecked;
use peildatum_domain::language::Message;
use peildatum_domain::message;
use peildatum_projections::report_in_version;
use peildatum_projections::sealing::SealingVerdict;
use peildatum_records::free_text;
use peildatum_records::signed_note::Verifier;
use serde_json::Value;

use super::archive::{Archive, Unpacked, is_bundle_file};
use crate::verify::Verified;

/// The files that every bundle has, besides its log and proofs.
const REQUIRED_FILES: [&str; 13] = [
    READ_ME,
    SUMS,
    "basis.json",
    CHECKPOINT,
    SKELETON,
    "raadsstuk.txt",
    CANONICAL,
    "rapportage.csv",
    REPORT,
    "rapportage.txt",
    "rapportage.xlsx",
    KEY,
    SEALING,
];
/// The version of this program.
const SOFTWARE: &str = env!("CARGO_PKG_VERSION");

/// The files of a bundle, with the defects of each.
pub struct BundleFiles {
    read: BTreeMap<String, Unpacked>,
    /// The hash of every file that was read, including those whose content is not kept.
    hashes: BTreeMap<String, String>,
    defects: BTreeMap<String, Vec<Message>>,
    count: (usize, usize),
    /// The positions that must have a proof; empty until known.
    pub proved: Vec<u64>,
}

impl BundleFiles {
    /// Reads every file except the log and the proofs.
    pub fn read(archive: &mut Archive) -> BundleFiles {
        let (read, hashes, wrong) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut files = BundleFiles { read, hashes, defects: wrong, count: (0, 0), proved: Vec::new() };
        let known: Vec<&str> = REQUIRED_FILES.into_iter().chain([DIFFERS]).collect();
        let names = archive.names().to_vec();
        let proofs = names.iter().filter(|name| name.starts_with(PROOFS)).count();
        files.count = (names.len(), proofs);
        for name in &names {
            if !is_bundle_file(name, &known) {
                files.add_defect(name, message!("bundle-strange-file"));
            }
        }
        for name in known {
            match archive.read(name) {
                Some(Ok(unpacked)) => {
                    files.hashes.insert(name.to_owned(), unpacked.hash.clone());
                    files.read.insert(name.to_owned(), unpacked);
                }
                Some(Err(what)) => files.add_defect(name, what),
                None if name == DIFFERS => {}
                None => files.add_defect(name, message!("bundle-file-missing")),
            }
        }
        if !names.iter().any(|name| name == LOG) {
            files.add_defect(LOG, message!("bundle-file-missing"));
        }
        files
    }

    /// Records a defect of a file, unless the same defect was recorded for it before.
    pub fn add_defect(&mut self, name: &str, what: Message) {
        let told = self.defects.entry(name.to_owned()).or_default();
        if !told.contains(&what) {
            told.push(what);
        }
    }

    /// Records the hash of a file whose content is not kept.
    pub fn add_hash(&mut self, name: &str, hash: String) {
        self.hashes.insert(name.to_owned(), hash);
    }

    /// Returns the number of files, and the number of proofs among them.
    pub const fn count(&self) -> (usize, usize) {
        self.count
    }

    /// Returns the bytes of a file.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.read.get(name).map(|unpacked| &unpacked.bytes[..])
    }

    /// Returns the text of a file; `None` when it is missing or not UTF-8.
    pub fn text(&self, name: &str) -> Option<String> {
        String::from_utf8(self.bytes(name)?.to_vec()).ok()
    }

    /// Parses the JSON of a file; `null` when it is missing or not JSON.
    pub fn json(&self, name: &str) -> Value {
        self.bytes(name).and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
    }

    /// Reads the verifier key in the bundle itself.
    pub fn own_key(&mut self) -> Option<Verifier> {
        match free_text::find_key(&self.text(KEY)?) {
            Ok(key) => Some(key),
            Err(why) => {
                self.add_defect(KEY, why.message());
                None
            }
        }
    }

    /// Checks every hash against the list of hashes.
    pub fn check_hashes(&mut self) {
        let Some(text) = self.text(SUMS) else { return };
        let mut listed = BTreeMap::new();
        for line in text.lines() {
            match line.split_once("  ") {
                Some((hash, name)) if listed.insert(name.to_owned(), hash.to_owned()).is_none() => {}
                Some(_) | None => self.add_defect(SUMS, message!("bundle-sums-form")),
            }
        }
        let seen: Vec<(String, String)> = self.hashes.clone().into_iter().filter(|(name, _)| name != SUMS).collect();
        for (name, hash) in seen {
            match listed.remove(&name) {
                Some(said) if said == hash => {}
                Some(_) => self.add_defect(&name, message!("bundle-other-hash")),
                None => self.add_defect(&name, message!("bundle-no-hash")),
            }
        }
        for name in listed.into_keys() {
            if !self.defects.contains_key(&name) {
                self.add_defect(&name, message!("bundle-file-missing"));
            }
        }
    }

    /// Returns the defects by file name.
    pub fn into_defects(self) -> BTreeMap<String, Vec<Message>> {
        self.defects
    }
}

/// Derives again every file that follows from the log, and compares. Nothing can be derived from a log that does not
/// hold itself.
pub fn check_derived(
    verified: &Verified,
    key: Option<&Verifier>,
    files: &mut BundleFiles,
    unchecked: &mut Vec<Unchecked>,
) {
    let sealed = files.json(SEALING);
    if files.bytes(SEALING).is_none() {
        return; // reported as missing or unreadable
    }
    check_digests(&sealed, files);
    let (Some(key), true) = (key, verified.events_hold()) else { return };
    let (Some(round), Some(version)) = (sealed["ronde"].as_str(), sealed["versie"].as_u64()) else {
        return files.add_defect(SEALING, message!("bundle-no-sealing"));
    };
    let Some((sealing, verdict, newest)) = verified.sealing(round, version) else {
        return files.add_defect(SEALING, message!("bundle-unknown-sealing"));
    };
    let Some(signed) = verified.signed() else { return };
    let log = verified.log();
    let answer = sealing.request().and_then(|request| {
        report_in_version(sealing.report_version, log.state(), log, &request).ok() // the reason is reported with the sealing
    });
    let Some(answer) = answer else { return };
    let software =
        files.text(READ_ME).and_then(|text| software_version_in(&text)).unwrap_or_else(|| SOFTWARE.to_owned());
    let root = log.root(sealing.position);
    let sources =
        BundleSources { sealing, newest, verdict, root: &root, signed, key: key.to_string(), software: &software };
    let derived = DerivedFiles::derive(log.state(), answer, &sources);
    let other_software = software != SOFTWARE;
    let mut rendered_otherwise = false;
    for (name, wanted) in derived.files() {
        let Some(found) = files.bytes(name) else { continue };
        if found == wanted {
            continue;
        }
        match (other_software, RENDERED.contains(&name)) {
            // Another version may word it differently: then it is unknown whether the content is the same.
            (true, true) => rendered_otherwise = true,
            (true, false) if is_equivalent(name, found, &wanted) => {}
            _ => files.add_defect(name, message!("bundle-does-not-follow")),
        }
    }
    if files.bytes(DIFFERS).is_some() && !derived.differs() {
        files.add_defect(DIFFERS, message!("bundle-does-not-follow"));
    }
    if rendered_otherwise {
        unchecked.push(Unchecked::Rendered);
    }
    files.proved = derived.proved_positions;
}

/// Compares the two digests in the sealing file with the hashes of the files, independently of the log.
fn check_digests(sealed: &Value, files: &mut BundleFiles) {
    let digest = |name: &str| files.hashes.get(name).map(|hash| format!("sha256:{hash}"));
    let holds = |name: &str, key: &str| digest(name).is_none_or(|digest| sealed[key] == digest.as_str());
    let differs = sealed["oordeel"].as_str() == (SealingVerdict::Differs { what: Vec::new() }).name();
    let (canonical, skeleton) = (holds(CANONICAL, "digest"), holds(SKELETON, "digestGeraamte"));
    if !canonical && sealed["oordeel"].as_str() == SealingVerdict::Holds.name() {
        files.add_defect(CANONICAL, message!("bundle-not-sealed", key = "digest"));
    }
    if !skeleton && !differs {
        files.add_defect(SKELETON, message!("bundle-not-sealed", key = "digestGeraamte"));
    }
}

/// Returns the program version that the bundle names as its maker.
fn software_version_in(read_me: &str) -> Option<String> {
    let line = read_me.lines().find_map(|line| line.strip_prefix("Gemaakt met peildatum "))?;
    Some(line.trim_end_matches('.').to_owned())
}

/// Returns whether a file made by another version has the same content as far as both versions have it. The report
/// itself, its canonical bytes and its skeleton do not depend on the version.
fn is_equivalent(name: &str, found: &[u8], wanted: &[u8]) -> bool {
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let (Some(mut found), Some(mut wanted)) = (read(found), read(wanted)) else { return false };
    match name {
        SEALING => agree_on_common_keys(&found, &wanted),
        REPORT => {
            let states = (found["staat"].take(), wanted["staat"].take());
            found == wanted && agree_on_common_keys(&states.0, &states.1)
        }
        _ => false,
    }
}

fn agree_on_common_keys(found: &Value, wanted: &Value) -> bool {
    let (Some(found), Some(wanted)) = (found.as_object(), wanted.as_object()) else { return false };
    found.iter().all(|(key, value)| wanted.get(key).is_none_or(|other| other == value))
}
