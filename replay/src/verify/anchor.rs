//! The trust anchors of a verification: signed checkpoints and the key that signed them, in whatever file contains
//! them.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use peildatum_audit::faults::{Defect, Fault, Unchecked, position_range};
use peildatum_domain::language::{Message, describe_io_error};
use peildatum_domain::message;
use peildatum_records::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use peildatum_records::free_text::{self, FREE_TEXT_MAX, FoundCheckpoint, KeySearchError};
use peildatum_records::record::Hash;
use peildatum_records::signed_note::Verifier;
use peildatum_records::tree::{self, Tree};
use serde_json::{Value, json};

use super::AnchorArgs;
use crate::failure::Failure;

/// The name of the checkpoint in a folder of tiles.
const CHECKPOINT_FILE: &str = "checkpoint";

/// A checkpoint and the status of its signature.
pub struct Anchor {
    /// The parsed content.
    pub checkpoint: Checkpoint,
    /// The signed note; `None` when the checkpoint was found without a signature.
    pub signed: Option<SignedCheckpoint>,
    /// Whether the signature can be trusted.
    pub signature: SignatureStatus,
}

/// The status of a signature.
pub enum SignatureStatus {
    /// The given key signed the checkpoint.
    Holds,
    /// No key was given, or there is no signature: anyone may have written the checkpoint.
    NotChecked,
    /// The signature does not match the key.
    Wrong(CheckpointError),
}

/// Reads the key that the user gave: as text, or as a file that contains it.
///
/// # Errors
/// [`Failure::Usage`] for an argument that is neither, [`Failure::Input`] for a file that does not contain exactly one
/// key.
pub fn read_key(args: &AnchorArgs) -> Result<Option<Verifier>, Failure> {
    let Some(given) = &args.key else { return Ok(None) };
    let path = PathBuf::from(given);
    let found = match free_text::find_key(given) {
        Err(KeySearchError::None | KeySearchError::Wrong(_)) if path.exists() => {
            free_text::find_key(&read_text(&path)?).map_err(|why| input_error(&path, why.message()))
        }
        Ok(key) => Ok(key),
        Err(why) => Err(Failure::Usage(message!("key-neither", why = why.message()))),
    };
    found.map(Some)
}

/// Returns the text of the file that `--key` names; `None` when the argument is the key itself, or the file is not
/// text.
pub fn read_key_text(args: &AnchorArgs) -> Option<String> {
    read_text(Path::new(args.key.as_ref()?)).ok()
}

impl Anchor {
    /// Reads the checkpoints from the named file, or from the folder of tiles, and verifies each with the key.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a key without anything to check; [`Failure::Input`] for a file without a checkpoint.
    pub fn read(args: &AnchorArgs) -> Result<Vec<Anchor>, Failure> {
        let key = read_key(args)?;
        let in_folder = || args.tiles.as_ref().map(|folder| folder.join(CHECKPOINT_FILE));
        match (args.checkpoint.clone().or_else(in_folder), &args.key) {
            (Some(path), _) => Anchor::read_file(&path, key.as_ref()),
            // A page with a key often contains the checkpoint as well.
            (None, Some(given)) if Path::new(given).exists() => Anchor::read_file(Path::new(given), key.as_ref())
                .map_err(|_| Failure::Usage(message!("key-without-checkpoint"))),
            (None, Some(_)) => Err(Failure::Usage(message!("key-without-checkpoint"))),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// Reads the checkpoints in a file, at least one.
    ///
    /// # Errors
    /// [`Failure::Input`] when the file can not be read, or contains no checkpoint.
    pub fn read_file(path: &Path, key: Option<&Verifier>) -> Result<Vec<Anchor>, Failure> {
        let found = free_text::find_checkpoints(&read_text(path)?, key);
        if found.is_empty() {
            return Err(input_error(path, message!("checkpoint-none")));
        }
        Ok(found.into_iter().map(|kept| Anchor::check_signature(kept, key)).collect())
    }

    /// Verifies a checkpoint that was found with the key.
    pub fn check_signature(kept: FoundCheckpoint, key: Option<&Verifier>) -> Anchor {
        let FoundCheckpoint { checkpoint, note } = kept;
        let signature = match (&note, key) {
            (Some(note), Some(key)) => match SignedCheckpoint::open(note, key) {
                Ok(_) => SignatureStatus::Holds,
                Err(error) => SignatureStatus::Wrong(error),
            },
            (None, _) | (_, None) => SignatureStatus::NotChecked,
        };
        let signed = note.map(|note| SignedCheckpoint { checkpoint: checkpoint.clone(), note });
        Anchor { checkpoint, signed, signature }
    }

    /// Adds the faults of the signature, and of the export's leaves, which start at the first position.
    pub fn check_leaves(&self, leaves: &[Option<Hash>], faults: &mut Vec<Fault>) {
        let Checkpoint { size, root, .. } = &self.checkpoint;
        if let SignatureStatus::Wrong(error) = &self.signature {
            faults.push(Fault::of_log(0, vec![message!("fault-signature", why = error.message())]));
        }
        let last = leaves.len() as u64;
        match root_of(leaves, *size) {
            Some(found) if found == *root => {}
            // When it is known which event differs from the signed one, it is reported there.
            Some(_) if faults.iter().any(|fault| fault.defects.contains(&Defect::NotSigned)) => {}
            Some(found) => {
                let (found, root) = (STANDARD.encode(found), STANDARD.encode(root));
                let told = message!("fault-root", size = *size, found = found, signed = root);
                faults.push(Fault::of_log(0, vec![told]));
            }
            None if last < *size => {
                let mut short = Fault::missing(last + 1, *size);
                short.clauses.push(message!("fault-short", size = *size));
                faults.push(short);
            }
            // A position without a leaf is missing or unreadable, which was reported already.
            None => match faults.iter_mut().find(|fault| leaf_is_missing(leaves, fault.position)) {
                Some(fault) => fault.clauses.push(message!("fault-no-root")),
                None => faults.push(Fault::of_log(0, vec![message!("fault-no-root")])),
            },
        }
    }

    /// Adds one fault when another checkpoint of the same file does not hold.
    pub fn check_leaves_as_other(&self, leaves: &[Option<Hash>], faults: &mut Vec<Fault>) {
        let signed = !matches!(self.signature, SignatureStatus::Wrong(_));
        if !self.holds(leaves) || !signed {
            let (origin, size) = (self.checkpoint.origin.as_str(), self.checkpoint.size);
            let told = message!("fault-other-checkpoint", origin = origin, size = size);
            faults.push(Fault::of_log(0, vec![told]));
        }
    }

    /// Returns whether these leaves produce the root in the checkpoint.
    pub fn holds(&self, leaves: &[Option<Hash>]) -> bool {
        root_of(leaves, self.checkpoint.size) == Some(self.checkpoint.root)
    }

    /// Returns what remains unchecked: the signature when no key was given, and the events after the checkpoint.
    pub fn unchecked(&self, last: u64) -> Vec<Unchecked> {
        let size = self.checkpoint.size;
        let signature = matches!(self.signature, SignatureStatus::NotChecked).then_some(Unchecked::Signature);
        let beyond = (last > size).then_some(Unchecked::Beyond { from: size + 1, to: last });
        signature.into_iter().chain(beyond).collect()
    }

    /// Converts the anchor to the JSON of `--json`. `last` is the last position of the export.
    pub fn to_json(&self, holds: bool, last: u64) -> Value {
        let Checkpoint { origin, size, root } = &self.checkpoint;
        let signature = match self.signature {
            SignatureStatus::Holds => "klopt",
            SignatureStatus::NotChecked => "niet-gecontroleerd",
            SignatureStatus::Wrong(_) => "klopt-niet",
        };
        json!({
            "oorsprong": origin.as_str(), "omvang": size, "wortel": STANDARD.encode(root), "klopt": holds,
            "handtekening": signature, "nietGedekt": (last > *size).then(|| json!({ "van": size + 1, "tot": last })),
        })
    }

    /// Describes the status of the checkpoint.
    pub fn lines(&self, holds: bool, last: u64) -> Vec<Message> {
        let Checkpoint { origin, size, .. } = &self.checkpoint;
        let (root, signature) = self.status_messages(holds);
        let mut lines = vec![message!(
            "verify-checkpoint",
            origin = origin.as_str(),
            count = *size,
            root = root,
            signature = signature,
        )];
        if last > *size {
            lines.push(message!("verify-beyond-checkpoint", positions = position_range(size + 1, last)));
        }
        lines
    }

    /// Describes another checkpoint of the same file in one line.
    pub fn other_line(&self, holds: bool) -> Message {
        let Checkpoint { origin, size, .. } = &self.checkpoint;
        let (root, signature) = self.status_messages(holds);
        let origin = origin.as_str();
        message!("verify-other-checkpoint", origin = origin, count = *size, root = root, signature = signature)
    }

    fn status_messages(&self, holds: bool) -> (Message, Message) {
        let root = if holds { message!("checkpoint-root-holds") } else { message!("checkpoint-root-differs") };
        let signature = match (&self.signature, &self.signed) {
            (SignatureStatus::Holds, _) => message!("signature-holds"),
            (SignatureStatus::NotChecked, Some(_)) => message!("signature-not-checked"),
            (SignatureStatus::NotChecked, None) => message!("signature-not-there"),
            (SignatureStatus::Wrong(_), _) => message!("signature-wrong"),
        };
        (root, signature)
    }
}

fn leaf_is_missing(leaves: &[Option<Hash>], position: u64) -> bool {
    let at = position.checked_sub(1).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| leaves.get(at)).is_some_and(Option::is_none)
}

/// Computes the root over the first `size` leaves; `None` unless all of them are present.
pub fn root_of(leaves: &[Option<Hash>], size: u64) -> Option<Hash> {
    let mut tree = Tree::default();
    let first = leaves.get(..usize::try_from(size).ok()?)?;
    first.iter().try_for_each(|leaf| leaf.map(|leaf| tree.append(leaf)))?;
    match tree::root(&tree, size) {
        Ok(root) => Some(root),
        Err(never) => match never {},
    }
}

/// Reads the text of a file that should contain a key or a checkpoint.
fn read_text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FREE_TEXT_MAX as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| input_error(path, describe_io_error(&error)))?;
    if bytes.len() > FREE_TEXT_MAX {
        return Err(input_error(path, message!("too-long-paper", max = FREE_TEXT_MAX)));
    }
    free_text::decode_text(&bytes).ok_or_else(|| input_error(path, message!("not-text-paper")))
}

/// Creates the failure for a file that is not what the argument requires.
pub fn input_error(path: &Path, what: Message) -> Failure {
    Failure::Input { file: path.display().to_string(), what }
}
