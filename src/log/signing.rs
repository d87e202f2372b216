//! The signing files on disk: the key, the last checkpoint it signed, and the line of `FORMAT` that records that they
//! belong to the log.
//!
//! ```text
//! DIR/key          the signing key in its secret form, mode 0600
//! DIR/checkpoint   the last signed checkpoint, replaced atomically and synced before anyone sees it
//! DIR/FORMAT       second line: "signed " and the verifier key
//! ```
//!
//! A signed log records in `FORMAT` that it is signed. A missing key or checkpoint is therefore detected and never
//! silently recreated. Only an explicit [`Rekey`] creates another key, or takes another name, for a log that has one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::checkpoint::SignedCheckpoint;
use super::error::{Damage, LogError};
use super::files::{self, FORMAT};
use super::signed_note::{KeyName, Signer, Verifier};
use crate::language::Message;
use crate::message;

/// The name of the file with the signing key, in the data folder.
pub const KEY_FILE: &str = "key";
/// The name of the file with the last signed checkpoint, in the data folder.
pub const CHECKPOINT_FILE: &str = "checkpoint";
/// The prefix of the second line of `FORMAT`.
const SIGNED: &str = "signed ";
/// Maximum number of bytes read; more than any key or line of `FORMAT` has: a name has at most 255 bytes.
const SMALL_FILE_MAX: u64 = 4096;

/// The explicit request to give a signed log another key or name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rekey {
    /// Keeps the key and the name.
    #[default]
    Keep,
    /// Keeps the key and takes another name.
    Rename(KeyName),
    /// Creates a new key, because the old one is lost or compromised; under the old name unless another is given.
    Renew(Option<KeyName>),
}

/// The signing files of a folder. The files present have been checked against one another; whether the log extends the
/// checkpoint is not known yet.
#[derive(Debug, Clone, Default)]
pub struct SigningFiles {
    /// The verifier key that `FORMAT` names; `None` when the log was never signed.
    pub signed_by: Option<Verifier>,
    /// The signing key.
    pub key: Option<Signer>,
    /// The last signed checkpoint.
    pub last: Option<SignedCheckpoint>,
}

impl SigningFiles {
    /// Reads and checks the files of a folder.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when a file that `FORMAT` refers to is missing, does not match, or does not verify;
    /// [`LogError::Io`] also when others may read the key.
    pub fn read(dir: &Path, rekey: &Rekey) -> Result<SigningFiles, LogError> {
        let signed_by = signed_by(dir)?;
        let key = match rekey {
            Rekey::Renew(_) => None, // whatever remains of the old key is ignored
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
        Ok(SigningFiles { signed_by, key, last })
    }

    /// Refuses a log that ends before the position of its last checkpoint.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when it does.
    pub fn refuse_before_checkpoint(&self, dir: &Path, head: u64) -> Result<(), LogError> {
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

/// Writes the key durably, readable by its owner only.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::DiskFull`].
pub fn write_key(dir: &Path, signer: &Signer) -> Result<(), LogError> {
    files::replace_file(&dir.join(KEY_FILE), format!("{}\n", signer.to_secret()).as_bytes())
}

/// Writes the last checkpoint durably.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::DiskFull`].
pub fn write_checkpoint(dir: &Path, signed: &SignedCheckpoint) -> Result<(), LogError> {
    files::replace_file(&dir.join(CHECKPOINT_FILE), signed.note.as_bytes())
}

/// Removes what marks the log as signed (the line of `FORMAT` and the checkpoint), before another key or name takes
/// over. A stop half-way leaves a folder that has its key but no signature, or neither, but never an inconsistent one.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::DiskFull`].
pub fn remove_signed_mark(dir: &Path) -> Result<(), LogError> {
    files::replace_file(&dir.join("FORMAT"), format!("{FORMAT}\n").as_bytes())?;
    files::remove(&dir.join(CHECKPOINT_FILE))?;
    files::sync(dir)
}

/// Records in `FORMAT` that the log is signed, and by which key. Called once the key and a checkpoint signed with it
/// are on disk.
///
/// # Errors
/// [`LogError::Io`] and [`LogError::DiskFull`].
pub fn write_signed_by(dir: &Path, verifier: &Verifier) -> Result<(), LogError> {
    files::replace_file(&dir.join("FORMAT"), format!("{FORMAT}\n{SIGNED}{verifier}\n").as_bytes())
}

/// Reads the verifier key that `FORMAT` names, that is, who signed the log. This also works while the log is open or
/// damaged.
///
/// # Errors
/// [`LogError::Damaged`] when the line is not a verifier key, [`LogError::Io`].
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
    let mode = fs::metadata(&path).map_err(|source| read_error(&path, source))?.permissions().mode() & 0o777;
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

/// Reads the text of a small file; `None` when it does not exist.
fn read_small(path: &Path) -> Result<Option<String>, LogError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(read_error(path, source)),
    };
    let mut text = String::new();
    file.take(SMALL_FILE_MAX).read_to_string(&mut text).map_err(|source| read_error(path, source))?;
    Ok(Some(text))
}

fn read_error(path: &Path, source: io::Error) -> LogError {
    LogError::io(message!("doing-reading", path = path.display()), source)
}

fn damage(dir: &Path, what: Message) -> LogError {
    let folder: PathBuf = dir.to_owned();
    Damage { folder, position: 0, what, holds_until: None }.into()
}
