//! Verifies a log against a checkpoint from another source, such as a council paper: is this still the log that was
//! signed?

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::client::{Client, read_all};
use super::failure::Failure;
use super::language;
use crate::app::request_target::RequestTarget;
use crate::faults::{Conclusion, Fault, Unchecked};
use crate::log::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::log::free_text::{self, FREE_TEXT_MAX, FoundCheckpoint, KeySearchError};
use crate::log::signed_note::Verifier;
use crate::log::tiles::{self, TileKind};
use crate::log::tree::{Hash, Tree, leaf_hash};
use crate::message;

/// A file with checkpoints, and the key for them.
pub struct OutsideCheckpoints {
    /// Every checkpoint in the file, that of the longest log first.
    kept: Vec<FoundCheckpoint>,
    /// The key that was given separately.
    key: Option<Verifier>,
}

/// Returns the root of a log at a size; `None` where the log is shorter.
type RootAt<'a> = &'a dyn Fn(u64) -> Result<Option<Hash>, Failure>;

impl OutsideCheckpoints {
    /// Finds the checkpoints in a file, and parses the key.
    ///
    /// # Errors
    /// [`Failure`] for a file that can not be read or has no checkpoint, and for an invalid key.
    pub fn read(file: &Path, key: Option<&str>) -> Result<OutsideCheckpoints, Failure> {
        let key = key.map(given_key).transpose()?;
        let kept = free_text::find_checkpoints(&text_in(file)?, key.as_ref());
        if kept.is_empty() {
            return Err(in_file(file, message!("checkpoint-none")));
        }
        Ok(OutsideCheckpoints { kept, key })
    }

    /// Verifies a log against the checkpoints and adds the result to `found`. Without a separate key the log's own key
    /// `own` is used, which only vouches for itself. The key of a service is not fetched from it, so `own` is `None`
    /// there.
    ///
    /// # Errors
    /// The error of reading a root.
    /// What reading a root fails with.
    pub fn verify_log(&self, found: &mut Value, own: Option<&Verifier>, root_at: RootAt<'_>) -> Result<(), Failure> {
        let key = self.key.as_ref().or(own);
        let (mut faults, mut signature) = (Vec::new(), true);
        let head = found["gebeurtenissen"].as_u64().unwrap_or_default();
        for FoundCheckpoint { checkpoint: Checkpoint { size, root, .. }, note } in &self.kept {
            match (note, key) {
                (Some(note), Some(key)) => {
                    if let Err(error) = SignedCheckpoint::open(note, key) {
                        faults.push(Fault::of_log(0, vec![message!("fault-signature", why = error.message())]));
                    }
                }
                (None, _) | (_, None) => signature = false,
            }
            match root_at(*size)? {
                Some(there) if there == *root => {}
                Some(there) => {
                    let (there, signed) = (STANDARD.encode(there), STANDARD.encode(root));
                    let told = message!("fault-root", size = *size, found = there, signed = signed);
                    faults.push(Fault::of_log(0, vec![told]));
                }
                None => {
                    let mut short = Fault::missing(head + 1, *size);
                    short.clauses.push(message!("fault-short", size = *size));
                    faults.push(short);
                }
            }
        }
        let longest = self.kept.first().map_or(0, |kept| kept.checkpoint.size);
        let beyond = (head > longest).then_some(Unchecked::Beyond { from: longest + 1, to: head });
        let unsaid = match (signature, self.key.is_none()) {
            (false, _) => Some(Unchecked::Signature),
            (true, true) => Some(Unchecked::KeyOrigin),
            (true, false) => None,
        };
        let unchecked = unsaid.into_iter().chain(beyond).collect();
        self.add_result(found, &faults, unchecked);
        Ok(())
    }

    fn add_result(&self, found: &mut Value, faults: &[Fault], unchecked: Vec<Unchecked>) {
        let all = found["aantalBevindingen"].as_u64().unwrap_or_default() + faults.len() as u64;
        if let Some(told) = found["bevindingen"].as_array_mut() {
            told.extend(faults.iter().map(|fault| fault.to_json(language())));
        }
        found["aantalBevindingen"] = all.into();
        found["klopt"] = (all == 0).into();
        let held = self.kept.iter().map(|kept| {
            let Checkpoint { origin, size, root } = &kept.checkpoint;
            json!({ "oorsprong": origin.as_str(), "omvang": size, "wortel": STANDARD.encode(root) })
        });
        found["checkpoints"] = held.collect();
        Conclusion { faults: all, unchecked }.add_to_json(found, language());
    }
}

/// Fetches the last checkpoint of a service.
///
/// # Errors
/// [`Failure`] when the answer is no checkpoint.
pub fn fetch_checkpoint(client: &Client) -> Result<SignedCheckpoint, Failure> {
    let note = read_all(client, client.get(&RequestTarget::of("/tlog/checkpoint"), "text/plain")?)?;
    let note = String::from_utf8(note).map_err(|_| client.unreadable(message!("not-text-paper")))?;
    SignedCheckpoint::parse_unverified(&note).map_err(|error| client.unreadable(error.message()))
}

/// Computes the root over the first `size` entries of a service from its entries. `last` is the size of its log.
///
/// # Errors
/// [`Failure`] when the entries can not be fetched.
pub fn compute_root(client: &Client, size: u64, last: u64) -> Result<Hash, Failure> {
    let mut tree = Tree::default();
    for tile in tiles::tiles_of_size(last).filter(|tile| tile.kind == TileKind::Entries) {
        if tree.size() >= size {
            break;
        }
        let bytes =
            read_all(client, client.get(&RequestTarget::of(format!("/tlog/{tile}")), "application/octet-stream")?)?;
        let entries = tiles::parse_entries(&bytes).ok_or_else(|| client.unreadable(message!("bundle-not-unpacked")))?;
        let left = usize::try_from(size - tree.size()).unwrap_or(usize::MAX);
        entries.into_iter().take(left).for_each(|entry| tree.append(leaf_hash(entry)));
    }
    Ok(tree.root())
}

fn given_key(given: &str) -> Result<Verifier, Failure> {
    let path = Path::new(given);
    match free_text::find_key(given) {
        Ok(key) => Ok(key),
        Err(KeySearchError::None | KeySearchError::Wrong(_)) if path.exists() => {
            free_text::find_key(&text_in(path)?).map_err(|why| in_file(path, why.message()))
        }
        Err(why) => Err(Failure::refused(message!("key-neither", why = why.message()))),
    }
}

fn text_in(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FREE_TEXT_MAX as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| Failure::file("read", path, &error))?;
    if bytes.len() > FREE_TEXT_MAX {
        return Err(in_file(path, message!("too-long-paper", max = FREE_TEXT_MAX)));
    }
    free_text::decode_text(&bytes).ok_or_else(|| in_file(path, message!("not-text-paper")))
}

fn in_file(path: &Path, what: crate::language::Message) -> Failure {
    Failure::refused(message!("in-file", file = path.display().to_string(), what = what))
}
