//! Chooses the key of a restored log. The old key is used only where it can not sign two histories: a log that signed
//! further than the back-up reaches would sign another history under the same key, and so would a copy beside the
//! original log.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{RestoreError, RestoreRequest};
use crate::language::Message;
use crate::log::LogError;
use crate::log::backup::{BackupEnd, BackupSecrets};
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::signed_note::Signer;
use crate::log::signing::{CHECKPOINT_FILE, KEY_FILE};
use crate::message;

/// Which key may sign the log from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyChoice {
    /// Unspecified: the old key where the folder that is replaced shows how far it signed, else a new one.
    Unspecified,
    /// The old key, because this is the last checkpoint that was published.
    After(Vec<u8>),
    /// The old key, because the operator states that no checkpoint was signed after the back-up.
    SignOn,
    /// A new key.
    NewKey,
}

/// Which key signs the log from here on, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenKey {
    /// The old key.
    OldKey,
    /// A new key, as asked, or because the back-up was never signed.
    NewKey,
    /// A new key, because it is unknown how far the old one signed.
    NewKeySinceUnknown,
    /// A new key, because the old one signed up to this position, which the back-up does not reach.
    NewKeySinceFurther(u64),
    /// A new key, because the old one is not in the back-up.
    NewKeySinceNone,
}

/// Why the old key can not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningError {
    /// It signed further than the back-up reaches.
    Further {
        /// The last position that it signed.
        signed: u64,
        /// The last position of the back-up.
        held: u64,
    },
    /// The given file is no checkpoint.
    NoCheckpoint,
    /// The key is not in the back-up.
    NoKey,
}

impl SigningError {
    /// Why it can not be used, and what to do.
    pub fn message(&self) -> Message {
        match self {
            SigningError::Further { signed, held } => {
                message!("restore-signed-further", signed = *signed, held = *held)
            }
            SigningError::NoCheckpoint => message!("restore-no-checkpoint"),
            SigningError::NoKey => message!("restore-no-key"),
        }
    }
}

/// Restores key and checkpoint where the old key may be used.
pub fn put_back(
    request: &RestoreRequest<'_>,
    data: &Path,
    end: &BackupEnd,
    secrets: Option<&BackupSecrets>,
) -> Result<ChosenKey, RestoreError> {
    if end.checkpoint.is_empty() {
        return Ok(ChosenKey::NewKey);
    }
    let held = end.extent.position;
    let own = fs::read(request.folder.join(CHECKPOINT_FILE)).ok();
    let key = secrets.map(|secrets| &secrets.key[..]).filter(|key| !key.is_empty());
    let last = match &request.signing {
        KeyChoice::NewKey => return Ok(ChosenKey::NewKey),
        KeyChoice::Unspecified => match default_key(own.as_deref(), key, held) {
            Ok(last) => last,
            Err(why) => return Ok(why),
        },
        KeyChoice::After(last) => last.clone(),
        KeyChoice::SignOn => end.checkpoint.clone(),
    };
    let refused = |why| Err(RestoreError::Signing(why));
    let signed = [Some(&last), own.as_ref()].into_iter().flatten().filter_map(|note| size(note)).max();
    match (signed, key) {
        (None, _) => return refused(SigningError::NoCheckpoint),
        (Some(signed), _) if signed > held => return refused(SigningError::Further { signed, held }),
        (Some(_), None) => return refused(SigningError::NoKey),
        (Some(_), Some(key)) => {
            write(&data.join(KEY_FILE), key)?;
            write(&data.join(CHECKPOINT_FILE), &last)?;
        }
    }
    Ok(ChosenKey::OldKey)
}

/// Returns the last checkpoint of the replaced folder, where it is of this log and the back-up covers it; else why a
/// new key is needed.
fn default_key(own: Option<&[u8]>, key: Option<&[u8]>, held: u64) -> Result<Vec<u8>, ChosenKey> {
    let key = key.ok_or(ChosenKey::NewKeySinceNone)?;
    let own = own.ok_or(ChosenKey::NewKeySinceUnknown)?;
    let signer = std::str::from_utf8(key).ok().and_then(|key| Signer::parse(key.trim()).ok());
    let note = std::str::from_utf8(own).ok();
    let opened = signer.zip(note).and_then(|(signer, note)| SignedCheckpoint::open(note, &signer.verifier()).ok());
    match opened {
        Some(signed) if signed.checkpoint.size <= held => Ok(own.to_vec()),
        Some(signed) => Err(ChosenKey::NewKeySinceFurther(signed.checkpoint.size)),
        None => Err(ChosenKey::NewKeySinceUnknown),
    }
}

fn size(note: &[u8]) -> Option<u64> {
    std::str::from_utf8(note).ok()?.lines().nth(1)?.parse().ok()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), RestoreError> {
    let write = || {
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|source| LogError::io(message!("doing-writing", path = path.display()), source).into())
}
