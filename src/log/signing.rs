//! What signs the log, on disk: the key, the last checkpoint it signed, and the line of `FORMAT` that says they belong there.
//!
//! ```text
//! DIR/key          the signing key in its secret form, mode 0600
//! DIR/checkpoint   the last signed checkpoint, swapped atomically and synced before anyone is shown it
//! DIR/FORMAT       second line: "signed " and the verifier key
//! ```
//!
//! A log that was signed says so in `FORMAT`: a key or a checkpoint that is gone is then noticed, and never made anew in
//! silence. Only [`Rekey`], the explicit word, makes another key or takes another name for a log that has one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::checkpoint::SignedCheckpoint;
use super::error::{Damage, LogError};
use super::files;
use super::folder::FORMAT;
use super::note::{KeyName, Signer, Verifier};
use crate::language::Message;
use crate::message;

/// The signing key, in the data folder.
pub const KEY_FILE: &str = "key";
/// The last signed checkpoint, in the data folder.
pub const CHECKPOINT_FILE: &str = "checkpoint";
/// What the second line of `FORMAT` begins with.
const SIGNED: &str = "signed ";
/// More than any key or line of `FORMAT` has: a name has at most 255 bytes.
const SMALL_FILE_MAX: u64 = 4096;

/// The explicit word that a signed log gets another key or name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rekey {
    /// None.
    #[default]
    Keep,
    /// The same key under another name.
    Rename(KeyName),
    /// A new key, since the old one is lost or known to others; under the old name unless another is given.
    Renew(Option<KeyName>),
}

/// What of it lies in a folder. Everything that is there belongs together; whether the log extends the checkpoint is not
/// known yet.
#[derive(Debug, Clone, Default)]
pub struct OnDisk {
    /// The verifier key that `FORMAT` names: the log was signed.
    pub signed_by: Option<Verifier>,
    /// The key.
    pub key: Option<Signer>,
    /// The last checkpoint.
    pub last: Option<SignedCheckpoint>,
}

impl OnDisk {
    /// Reads the files of a folder.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when what `FORMAT` speaks of is missing, is another, or does not hold; [`LogError::Io`] also
    /// when others may read the key.
    pub fn read(dir: &Path, rekey: &Rekey) -> Result<OnDisk, LogError> {
        let signed_by = signed_by(dir)?;
        let key = match rekey {
            Rekey::Renew(_) => None, // whatever is left of the old one
            Rekey::Keep | Rekey::Rename(_) => read_key(dir)?,
        };
        let verifier = match (&signed_by, &key) {
            (Some(signed), None) if matches!(rekey, Rekey::Keep | Rekey::Rename(_)) => {
                let what = message!("damage-key-missing", signed = signed.to_string());
                return Err(damage(dir, what));
            }
            (Some(signed), Some(key)) if key.verifier() != *signed => {
                let what = message!("damage-key-other", key = key.verifier().to_string(), signed = signed.to_string());
                return Err(damage(dir, what));
            }
            (Some(signed), _) => Some(signed.clone()),
            (None, key) => key.as_ref().map(Signer::verifier),
        };
        let note = read_checkpoint(dir)?;
        let last = match (note, verifier) {
            (Some(note), Some(verifier)) => Some(
                SignedCheckpoint::open(&note, &verifier)
                    .map_err(|error| damage(dir, message!("damage-checkpoint", why = error.message())))?,
            ),
            (Some(_), None) => {
                return Err(damage(dir, message!("damage-checkpoint-no-key")));
            }
            (None, _) if signed_by.is_some() && !matches!(rekey, Rekey::Renew(_)) => {
                let what = message!("damage-checkpoint-missing");
                return Err(damage(dir, what));
            }
            (None, _) => None,
        };
        Ok(OnDisk { signed_by, key, last })
    }

    /// Refuses a log that ends before its last checkpoint.
    ///
    /// # Errors
    /// [`LogError::Damaged`].
    pub fn refuse_shorter(&self, dir: &Path, head: u64) -> Result<(), LogError> {
        match &self.last {
            Some(last) if last.checkpoint.size > head => {
                let what = message!("damage-checkpoint-longer", head = head, size = last.checkpoint.size);
                let position = head + 1;
                Err(Damage { folder: dir.to_owned(), position, what, holds_until: Some(head) }.into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Writes the key, so that it lasts, and nobody else may read it.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::Full`].
pub fn write_key(dir: &Path, signer: &Signer) -> Result<(), LogError> {
    files::swap(&dir.join(KEY_FILE), format!("{}\n", signer.to_secret()).as_bytes())
}

/// Writes the last checkpoint, so that it lasts.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::Full`].
pub fn write_checkpoint(dir: &Path, signed: &SignedCheckpoint) -> Result<(), LogError> {
    files::swap(&dir.join(CHECKPOINT_FILE), signed.note.as_bytes())
}

/// Takes away what says that the log was signed, before another key or name takes over. A stop on the way leaves a folder
/// that has its key and no promise, or neither: never one that contradicts itself.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::Full`].
pub fn forget(dir: &Path) -> Result<(), LogError> {
    files::swap(&dir.join("FORMAT"), format!("{FORMAT}\n").as_bytes())?;
    files::remove(&dir.join(CHECKPOINT_FILE))?;
    files::sync(dir)
}

/// Says in `FORMAT` that the log is signed, and by whom: after the key and a checkpoint of it are there.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::Full`].
pub fn write_signed_by(dir: &Path, verifier: &Verifier) -> Result<(), LogError> {
    files::swap(&dir.join("FORMAT"), format!("{FORMAT}\n{SIGNED}{verifier}\n").as_bytes())
}

/// The verifier key that `FORMAT` names: who signed the log, also where it is open or damaged.
///
/// # Errors
/// [`LogError::Damaged`] when the line is none, [`LogError::Io`].
pub fn signed_by(dir: &Path) -> Result<Option<Verifier>, LogError> {
    let Some(text) = read_small(&dir.join("FORMAT"))? else { return Ok(None) };
    let Some(line) = text.lines().nth(1) else { return Ok(None) };
    let verifier = line.strip_prefix(SIGNED).map(Verifier::parse);
    match verifier {
        Some(Ok(verifier)) => Ok(Some(verifier)),
        Some(Err(error)) => Err(damage(dir, message!("damage-signed-by", why = error.message()))),
        None => Err(damage(dir, message!("damage-signed-by-missing"))),
    }
}

fn read_key(dir: &Path) -> Result<Option<Signer>, LogError> {
    let path = dir.join(KEY_FILE);
    let Some(text) = read_small(&path)? else { return Ok(None) };
    let mode = fs::metadata(&path).map_err(|source| at(&path, source))?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let (file, mode) = (path.display(), format!("{mode:04o}"));
        let what = message!("damage-key-mode", file = file, mode = mode);
        return Err(LogError::Io { what, source: io::Error::from(io::ErrorKind::PermissionDenied) });
    }
    let signer = Signer::parse(text.trim_end());
    signer.map(Some).map_err(|error| damage(dir, message!("damage-key-unreadable", why = error.message())))
}

fn read_checkpoint(dir: &Path) -> Result<Option<String>, LogError> {
    let path = dir.join(CHECKPOINT_FILE);
    match read_small(&path) {
        Err(LogError::Io { source, .. }) if source.kind() == io::ErrorKind::InvalidData => {
            Err(damage(dir, message!("damage-checkpoint-text")))
        }
        other => other,
    }
}

/// The text of a small file, `None` where there is none.
fn read_small(path: &Path) -> Result<Option<String>, LogError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(at(path, source)),
    };
    let mut text = String::new();
    file.take(SMALL_FILE_MAX).read_to_string(&mut text).map_err(|source| at(path, source))?;
    Ok(Some(text))
}

fn at(path: &Path, source: io::Error) -> LogError {
    LogError::io(message!("doing-reading", path = path.display()), source)
}

fn damage(dir: &Path, what: Message) -> LogError {
    let folder: PathBuf = dir.to_owned();
    Damage { folder, position: 0, what, holds_until: None }.into()
}
