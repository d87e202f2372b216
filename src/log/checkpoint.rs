//! A checkpoint: how many entries the log has and the root over them, as a signed note. Format: C2SP `tlog-checkpoint`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::note::{KeyName, NoteError, SignedNote, Signer, Verifier};
use super::tree::Hash;
use crate::language::Message;
use crate::message;

/// What a checkpoint says. Our logs sign under the name of their origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: KeyName,
    /// How many entries: the last position.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Hash,
}

/// A checkpoint and the note that says so, byte for byte as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note.
    pub note: String,
}

/// Why a checkpoint is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum CheckpointError {
    /// The note around it.
    Note(#[from] NoteError),
    /// Its three lines.
    Form,
    /// It speaks of another log than the key.
    Origin,
}

impl CheckpointError {
    /// Why, as a sentence.
    pub fn message(self) -> Message {
        match self {
            CheckpointError::Note(error) => error.message(),
            CheckpointError::Form => message!("checkpoint-form"),
            CheckpointError::Origin => message!("checkpoint-origin"),
        }
    }
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Signs it. The key must have the name of the origin.
    pub fn sign(self, signer: &Signer) -> SignedCheckpoint {
        assert_eq!(self.origin, *signer.name(), "a log signs under the name of its origin");
        let note = signer.sign(&self.text()).expect("a name, digits and base64 are a text");
        SignedCheckpoint { checkpoint: self, note }
    }

    /// Reads the text of a note. Further lines, which others may have added, are passed over as the specification asks.
    ///
    /// # Errors
    /// [`CheckpointError::Form`] when it is no checkpoint.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let lines = text.strip_suffix('\n').ok_or(CheckpointError::Form)?;
        let mut lines = lines.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Form);
        let (origin, size, root) = (next()?, next()?, next()?);
        let origin = KeyName::parse(origin).map_err(|_| CheckpointError::Form)?;
        let size = decimal(size).ok_or(CheckpointError::Form)?;
        let root = STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(CheckpointError::Form)?;
        if lines.any(str::is_empty) {
            return Err(CheckpointError::Form);
        }
        Ok(Checkpoint { origin, size, root })
    }
}

impl SignedCheckpoint {
    /// Reads a note and checks that the key signed it, for its own log.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is no checkpoint, or not this key's.
    pub fn open(note: &str, verifier: &Verifier) -> Result<SignedCheckpoint, CheckpointError> {
        let checkpoint = Checkpoint::parse(SignedNote::parse(note)?.verify(verifier)?)?;
        if checkpoint.origin != *verifier.name() {
            return Err(CheckpointError::Origin);
        }
        Ok(SignedCheckpoint { checkpoint, note: note.to_owned() })
    }

    /// Reads a note whose signature nobody can check: not to be believed.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is no checkpoint.
    pub fn unverified(note: &str) -> Result<SignedCheckpoint, CheckpointError> {
        let checkpoint = Checkpoint::parse(SignedNote::parse(note)?.unverified_text())?;
        Ok(SignedCheckpoint { checkpoint, note: note.to_owned() })
    }
}

/// A whole number without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests;
