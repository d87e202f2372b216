//! Checkpoints: the number of entries in the log and the root hash over them, as a signed note. Format: C2SP
//! `tlog-checkpoint`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::signed_note::{KeyName, NoteError, SignedNote, Signer, Verifier};
use super::tree::Hash;
use crate::language::Message;
use crate::message;

/// The content of a checkpoint. Our logs sign under the name of their origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: KeyName,
    /// The number of entries, which is the last position.
    pub size: u64,
    /// The RFC 6962 root hash over those entries.
    pub root: Hash,
}

/// A checkpoint together with its note, byte for byte as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// The parsed content.
    pub checkpoint: Checkpoint,
    /// The signed note.
    pub note: String,
}

/// The reason why a checkpoint is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum CheckpointError {
    /// The note that contains it is invalid.
    Note(#[from] NoteError),
    /// Its three lines are malformed.
    Form,
    /// It names another log than the key does.
    Origin,
}

impl CheckpointError {
    /// Describes the reason as a sentence.
    pub fn message(self) -> Message {
        match self {
            CheckpointError::Note(error) => error.message(),
            CheckpointError::Form => message!("checkpoint-form"),
            CheckpointError::Origin => message!("checkpoint-origin"),
        }
    }
}

impl Checkpoint {
    /// Returns the text to be signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Signs the checkpoint. The name of the key must equal the origin.
    pub fn sign(self, signer: &Signer) -> SignedCheckpoint {
        assert_eq!(self.origin, *signer.name(), "a log signs under the name of its origin");
        let note = signer.sign(&self.text()).expect("a name, digits and base64 are a text");
        SignedCheckpoint { checkpoint: self, note }
    }

    /// Parses the text of a note. Extra lines, which others may have added, are ignored, as the specification requires.
    ///
    /// # Errors
    /// [`CheckpointError::Form`] when the text is not a checkpoint.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let lines = text.strip_suffix('\n').ok_or(CheckpointError::Form)?;
        let mut lines = lines.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Form);
        let (origin, size, root) = (next()?, next()?, next()?);
        let origin = KeyName::parse(origin).map_err(|_| CheckpointError::Form)?;
        let size = parse_decimal(size).ok_or(CheckpointError::Form)?;
        let root = STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(CheckpointError::Form)?;
        if lines.any(str::is_empty) {
            return Err(CheckpointError::Form);
        }
        Ok(Checkpoint { origin, size, root })
    }
}

impl SignedCheckpoint {
    /// Parses a note and verifies that the key signed it, for the log that the key belongs to.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is not a checkpoint, or was not signed by this key.
    pub fn open(note: &str, verifier: &Verifier) -> Result<SignedCheckpoint, CheckpointError> {
        let checkpoint = Checkpoint::parse(SignedNote::parse(note)?.verify(verifier)?)?;
        if checkpoint.origin != *verifier.name() {
            return Err(CheckpointError::Origin);
        }
        Ok(SignedCheckpoint { checkpoint, note: note.to_owned() })
    }

    /// Parses a note without verifying its signature. The result must not be trusted.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is not a checkpoint.
    pub fn parse_unverified(note: &str) -> Result<SignedCheckpoint, CheckpointError> {
        let checkpoint = Checkpoint::parse(SignedNote::parse(note)?.unverified_text())?;
        Ok(SignedCheckpoint { checkpoint, note: note.to_owned() })
    }
}

/// Parses a whole number without leading zeros.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests;
