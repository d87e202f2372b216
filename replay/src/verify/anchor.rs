//! What an export is held against: a checkpoint that was signed, and the key that signed it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use peildatum::log::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use peildatum::log::note::{NOTE_MAX, NoteError, Signer, Verifier};
use peildatum::log::record::Hash;
use peildatum::log::tree::{self, Tree};
use serde_json::{Value, json};

use super::AnchorArgs;
use crate::commands::Failure;

/// The checkpoint in a folder of tiles.
const CHECKPOINT_FILE: &str = "checkpoint";

/// A checkpoint, and what is known of its signature.
pub struct Anchor {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Whether that may be believed.
    pub signature: Signature,
}

/// What is known of a signature.
pub enum Signature {
    /// The key that was given signed it.
    Holds,
    /// No key was given: anyone may have written it.
    NotChecked,
    /// It is not what the key signed.
    Wrong(CheckpointError),
}

impl Anchor {
    /// Reads the checkpoint that was named, or that lies in the folder of tiles, and holds it against the key.
    ///
    /// # Errors
    /// [`Failure::Use`] for a key without a checkpoint; [`Failure::Input`] for a file that is no checkpoint, and for what is
    /// neither a verifier key nor a file that holds one.
    pub fn read(args: &AnchorArgs) -> Result<Option<Anchor>, Failure> {
        let in_folder = || args.tiles.as_ref().map(|folder| folder.join(CHECKPOINT_FILE));
        let Some(path) = args.checkpoint.clone().or_else(in_folder) else {
            return match &args.key {
                Some(_) => Err(Failure::Use("--key has nothing to check without --checkpoint FILE".to_owned())),
                None => Ok(None),
            };
        };
        let verifier = args.key.as_deref().map(verifier).transpose()?;
        let wrong =
            |error: CheckpointError| input(&path, format!("{error}; give what the log signed, as it was saved"));
        let note = small_text(&path)?;
        let checkpoint = SignedCheckpoint::unverified(&note).map_err(wrong)?.checkpoint;
        let signature = match verifier {
            None => Signature::NotChecked,
            Some(verifier) => match SignedCheckpoint::open(&note, &verifier) {
                Ok(_) => Signature::Holds,
                Err(error) => Signature::Wrong(error),
            },
        };
        Ok(Some(Anchor { checkpoint, signature }))
    }

    /// What does not hold: of the signature, and of the leaves that the export gives from the first position on.
    pub fn wrong(&self, leaves: &[Option<Hash>]) -> Vec<String> {
        let Checkpoint { size, root, .. } = &self.checkpoint;
        let mut wrong = Vec::new();
        if let Signature::Wrong(error) = &self.signature {
            wrong.push(format!("the signature of the checkpoint does not hold: {error}"));
        }
        let last = leaves.len() as u64;
        match root_of(leaves, *size) {
            Some(found) if found == *root => {}
            Some(found) => wrong.push(format!(
                "the root over the first {size} events is {}, and {} was signed: one of them is not the event that was signed",
                STANDARD.encode(found),
                STANDARD.encode(root)
            )),
            None if last < *size => wrong.push(format!(
                "the export ends at position {last}, and the checkpoint is over {size} events: {} to {size} are missing",
                last + 1
            )),
            None => wrong.push(format!(
                "the root over the first {size} events can not be computed, since an event among them is missing or can not be \
                 read"
            )),
        }
        wrong
    }

    /// As `--json` tells it; `covered` is what of `last` events it is over.
    pub fn to_json(&self, holds: bool, last: u64) -> Value {
        let Checkpoint { origin, size, root } = &self.checkpoint;
        let signature = match self.signature {
            Signature::Holds => "klopt",
            Signature::NotChecked => "niet-gecontroleerd",
            Signature::Wrong(_) => "klopt-niet",
        };
        json!({
            "oorsprong": origin.as_str(), "omvang": size, "wortel": STANDARD.encode(root), "klopt": holds,
            "handtekening": signature, "nietGedekt": (last > *size).then(|| json!({ "van": size + 1, "tot": last })),
        })
    }

    /// The lines that say what it is worth.
    pub fn as_text(&self, holds: bool, last: u64) -> String {
        let Checkpoint { origin, size, .. } = &self.checkpoint;
        let signature = match self.signature {
            Signature::Holds => "de handtekening klopt",
            Signature::NotChecked => {
                "de handtekening is NIET gecontroleerd: geef met --key de sleutel die u los van dit bestand bewaarde"
            }
            Signature::Wrong(_) => "de handtekening klopt NIET",
        };
        let root = if holds { "de wortel klopt" } else { "de export klopt er NIET mee" };
        let mut text = format!("checkpoint van {origin} over {size} gebeurtenissen: {root}; {signature}\n");
        if last > *size {
            text.push_str(&format!("posities {} tot en met {last} vallen buiten het checkpoint\n", size + 1));
        }
        text
    }
}

/// The root over the first `size` leaves; none unless each of them is there.
pub fn root_of(leaves: &[Option<Hash>], size: u64) -> Option<Hash> {
    let mut tree = Tree::default();
    let first = leaves.get(..usize::try_from(size).ok()?)?;
    first.iter().try_for_each(|leaf| leaf.map(|leaf| tree.append(leaf)))?;
    match tree::root(&tree, size) {
        Ok(root) => Some(root),
        Err(never) => match never {},
    }
}

/// A verifier key, or a file that holds one.
fn verifier(key: &str) -> Result<Verifier, Failure> {
    let parsed = Verifier::parse(key);
    let path = PathBuf::from(key);
    match parsed {
        Ok(verifier) => Ok(verifier),
        Err(error) if !path.exists() => {
            Err(Failure::Use(format!("--key is neither a file nor a verifier key: {error}")))
        }
        Err(_) => {
            let text = small_text(&path)?;
            let wrong = |error: NoteError| match Signer::parse(text.trim()) {
                Ok(_) => {
                    input(&path, "it is the signing key, which stays with the log; give the verifier key".to_owned())
                }
                Err(_) => input(&path, error.to_string()),
            };
            Verifier::parse(text.trim()).map_err(wrong)
        }
    }
}

/// The text of a file that holds a note or a key.
fn small_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(NOTE_MAX as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| input(path, error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| input(path, "it is not text".to_owned()))
}

/// A file that can not be taken for what it was given as.
pub fn input(path: &Path, what: String) -> Failure {
    Failure::Input { file: path.display().to_string(), what }
}
