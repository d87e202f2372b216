//! The transparency log, verified by third-party code: the crates `signed_note` and `tlog_tiles`. The verification in
//! Go is in `tests/go`.

#![expect(clippy::unwrap_used, reason = "the helpers of a test assert as the tests do")]

mod folder;
mod go;
mod http;

use std::collections::BTreeMap;

use peildatum::log::commitment;
use peildatum::log::export::parse_line;
use peildatum::log::record::Record;
use serde_json::{Value, json};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{
    Checkpoint, Hash, HashReader as _, TileHashReader, TileReader, check_record, check_tree, record_hash,
};

/// A log as its verifier sees it: files by path, from any source.
#[derive(Clone, Default)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

/// The verified log.
pub struct Verified {
    pub size: u64,
    pub root: Hash,
    pub entries: Vec<Vec<u8>>,
}

impl TileReader for Files {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        tiles
            .iter()
            .map(|tile| {
                let path = tile.path().replacen("tile/8/", "tile/", 1); // the height is fixed in these paths
                self.0.get(&path).cloned().ok_or(tlog_tiles::Error::InvalidTile)
            })
            .collect()
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

/// Returns the checkpoint in a note, if this key signed it.
pub fn checkpoint(note: &[u8], key: &str) -> Result<Checkpoint, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let verifier = StandardVerifier::new(key).map_err(|error| told(&error))?;
    let known = VerifierList::new(vec![Box::new(verifier)]);
    let note = Note::from_bytes(note).map_err(|error| told(&error))?;
    note.verify(&known).map_err(|error| told(&error))?;
    let checkpoint = Checkpoint::from_bytes(note.text()).map_err(|error| told(&error))?;
    let name = key.split('+').next().unwrap();
    if checkpoint.origin() == name { Ok(checkpoint) } else { Err(format!("origin {}", checkpoint.origin())) }
}

impl Files {
    /// Verifies checkpoint, tiles and entries against each other.
    pub fn verified(&self, key: &str) -> Result<Verified, String> {
        let note = self.0.get("checkpoint").ok_or("no checkpoint")?;
        let checkpoint = checkpoint(note, key)?;
        let (size, root) = (checkpoint.size(), *checkpoint.hash());
        let indexes: Vec<u64> = (0..size).map(|n| tlog_tiles::stored_hash_index(0, n)).collect();
        let leaves = TileHashReader::new(size, root, self).read_hashes(&indexes).map_err(|error| error.to_string())?;
        let mut entries = Vec::new();
        for first in (0..size).step_by(256) {
            let width = (size - first).min(256);
            let partial = if width < 256 { format!(".p/{width}") } else { String::new() };
            let path = format!("tile/entries/{:03}{partial}", first / 256);
            let mut bundle = self.0.get(&path).ok_or(format!("no {path}"))?.as_slice();
            while let Some((length, rest)) = bundle.split_first_chunk::<2>() {
                let (entry, rest) =
                    rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or("a bundle breaks off")?;
                entries.push(entry.to_vec());
                bundle = rest;
            }
        }
        if entries.len() as u64 != size {
            return Err(format!("{} entries of {size}", entries.len()));
        }
        match (0..).zip(&entries).zip(&leaves).find(|((_, entry), leaf)| record_hash(entry) != **leaf) {
            Some(((index, _), _)) => Err(format!("entry {index} is not its leaf")),
            None => Ok(Verified { size, root, entries }),
        }
    }
}

impl Verified {
    /// Verifies the export against the entries: the entry of each record is computed with a third-party canonical JSON.
    pub fn holds_export(&self, export: &str) -> Result<(), String> {
        let lines: Vec<&str> = export.lines().collect();
        if lines.len() != self.entries.len() {
            return Err(format!("{} lines for {} entries", lines.len(), self.entries.len()));
        }
        for (number, (line, entry)) in (1..).zip(lines.iter().zip(&self.entries)) {
            let record = parse_line(number, line).map_err(|error| error.to_string())?;
            commitment::check_commitments(&record).map_err(|error| format!("line {number}: {error}"))?;
            if entry_of(&record) != *entry {
                return Err(format!("line {number} is not its entry"));
            }
        }
        Ok(())
    }
}

/// Returns the entry of a record as the catalogue of events defines it.
pub fn entry_of(record: &Record) -> Vec<u8> {
    let place = json!({
        "v": 1, "positie": record.position, "onderwerpVersie": record.subject_version,
        "geregistreerdOp": record.recorded_at.to_string(), "gelogdOp": record.logged_at.to_string(),
        "gelogdDoor": record.logged_by, "verbintenis": hex::encode(record.commitment),
    });
    serde_json_canonicalizer::to_vec(&place).unwrap()
}

/// Returns the event in a proof, if the proof is valid under a checkpoint of this key. Only its index comes from our
/// own code.
pub fn proved(proof: &str, key: &str) -> Result<Record, String> {
    let ours = peildatum::log::proof::InclusionProof::parse(proof).map_err(|error| error.to_string())?;
    let signed = checkpoint(ours.checkpoint.as_bytes(), key)?;
    let record: Value = serde_json::from_slice(&ours.extra.ok_or("no record in it")?).map_err(|e| e.to_string())?;
    let record = peildatum::log::export::parse(&record).map_err(|error| error.to_string())?;
    commitment::check_commitments(&record).map_err(|error| error.to_string())?;
    let hashes: Vec<Hash> = ours.hashes.into_iter().map(Hash).collect();
    let leaf = record_hash(&entry_of(&record));
    check_record(&hashes, signed.size(), *signed.hash(), ours.index, leaf).map_err(|error| error.to_string())?;
    if record.position == ours.index + 1 { Ok(record) } else { Err("it stands elsewhere".to_owned()) }
}

/// Returns whether base64 hashes prove that one checkpoint extends another.
pub fn extends(old: (u64, &Value), new: (u64, &Value), hashes: &Value) -> bool {
    let hash = |text: &Value| Hash::parse_hash(text.as_str().unwrap()).unwrap();
    let proof: Vec<Hash> = hashes.as_array().unwrap().iter().map(hash).collect();
    check_tree(&proof, new.0, hash(new.1), old.0, hash(old.1)).is_ok()
}
