//! Signs checkpoints: at opening and closing, on sealing, and within a second after any commit, on a thread of its own.
//!
//! Only durable records are signed, and only an extension of the last checkpoint: opening verifies that, and the head
//! never moves back. A checkpoint is on disk before it is shown to anyone, so a crash never takes back what was
//! published.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use sha2::{Digest as _, Sha256};
use tokio::sync::{oneshot, watch};

use super::log_tree::LogTree;
use super::prepare;
use crate::log::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::log::signed_note::{KeyName, Signer, Verifier};
use crate::log::signing::{self, Rekey, SigningFiles};
use crate::log::{Damage, LogError, tree};
use crate::message;

/// Time between two automatic checkpoints: a follower of the log is at most this far behind, and one write per second
/// is no load for the disk.
const INTERVAL: Duration = Duration::from_secs(1);

/// Why a signing key was made at this opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMade {
    /// The folder has no record yet.
    NewFolder,
    /// The folder had records but no key: an older version made it.
    OlderFolder,
    /// The caller asked for another key or another name.
    Asked,
}

/// The signing key that the caller asks for.
pub struct KeyRequest {
    /// The configured name, if any.
    pub origin: Option<KeyName>,
    /// Whether another key or name is explicitly asked for.
    pub rekey: Rekey,
    /// Whether the folder is new.
    pub created: bool,
}

/// Signs one open log. Its thread ends when this is dropped.
pub struct Checkpoints {
    signing: Arc<CheckpointSigner>,
    made: Option<KeyMade>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct CheckpointSigner {
    folder: PathBuf,
    signer: Signer,
    tree: LogTree,
    /// Held while a checkpoint is signed and written, so that the next one is never smaller.
    signing_lock: Mutex<()>,
    last: RwLock<Arc<SignedCheckpoint>>,
    /// Whether the folder is writable: a checkpoint that is not on disk is not shown to anyone.
    writes: bool,
}

impl Checkpoints {
    /// Checks the log against its last checkpoint, makes the key if there never was one, and signs the durable head.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the log does not extend its last checkpoint; [`LogError::Origin`] when the key has
    /// another name than the configured one; [`LogError`] when something can not be read or written.
    pub fn open(folder: &Path, found: SigningFiles, wish: KeyRequest, tree: LogTree) -> Result<Checkpoints, LogError> {
        if let Some(last) = &found.last {
            refuse_other(folder, &last.checkpoint, &tree)?;
        }
        let signed_before = found.signed_by.is_some();
        let (signer, made) = choose_key(folder, &found, &wish)?;
        let empty = tree.head() == 0;
        let again = found.last.filter(|_| made.is_none());
        let first = match again {
            Some(last) if last.checkpoint.size == tree.head() => last,
            // On a full disk the last checkpoint stays: signing is tried again when something is recorded, and at
            // closing.
            Some(last) => match sign(folder, &signer, &tree) {
                Err(error) if error.is_full() => last,
                other => other?,
            },
            None => sign(folder, &signer, &tree)?,
        };
        if made.is_some() || !signed_before {
            signing::write_signed_by(folder, &signer.verifier())?;
        }
        let (stop, stopped) = oneshot::channel();
        let moved = tree.follow();
        let (turn, last) = (Mutex::new(()), RwLock::new(Arc::new(first)));
        let signing = Arc::new(CheckpointSigner {
            folder: folder.to_owned(),
            signer,
            tree,
            signing_lock: turn,
            last,
            writes: true,
        });
        let thread = start(Arc::clone(&signing), moved, stopped)?;
        let made = made.or(empty.then_some(KeyMade::NewFolder));
        Ok(Checkpoints { signing, made, stop: Some(stop), thread: Some(thread) })
    }

    /// Opens the checkpoints of a folder that is only read: nothing new is signed.
    ///
    /// # Errors
    /// [`LogError::Damaged`] as for [`Checkpoints::open`]; [`LogError::ReadOnly`] when the log was never signed.
    pub fn open_to_read(folder: &Path, found: SigningFiles, tree: LogTree) -> Result<Checkpoints, LogError> {
        let (Some(last), Some(signer)) = (found.last, found.key) else {
            return Err(LogError::ReadOnly { why: message!("log-never-signed"), full: false });
        };
        refuse_other(folder, &last.checkpoint, &tree)?;
        let (turn, last) = (Mutex::new(()), RwLock::new(Arc::new(last)));
        let signing = Arc::new(CheckpointSigner {
            folder: folder.to_owned(),
            signer,
            tree,
            signing_lock: turn,
            last,
            writes: false,
        });
        Ok(Checkpoints { signing, made: None, stop: None, thread: None })
    }

    /// The last checkpoint. It is on disk and never beyond the durable head.
    pub fn last(&self) -> Arc<SignedCheckpoint> {
        self.signing.last()
    }

    /// Signs the present durable head and returns the checkpoint; returns the last one when nothing was added since.
    ///
    /// # Errors
    /// [`LogError`] when the tree can not be read or the checkpoint can not be written: the last one stays.
    pub fn sign_now(&self) -> Result<Arc<SignedCheckpoint>, LogError> {
        self.signing.sign_now()
    }

    /// The public key and name that others check the signatures with.
    pub fn verifier(&self) -> Verifier {
        self.signing.signer.verifier()
    }

    /// Why a key was made at this opening; also [`KeyMade::NewFolder`] when it was made before and nothing was recorded
    /// under it yet.
    pub const fn made(&self) -> Option<KeyMade> {
        self.made
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().ok(); // a panic of it was reported already, and no caller is left to return it to
        }
    }
}

impl CheckpointSigner {
    fn last(&self) -> Arc<SignedCheckpoint> {
        Arc::clone(&self.last.read())
    }

    fn sign_now(&self) -> Result<Arc<SignedCheckpoint>, LogError> {
        let _turn = self.signing_lock.lock();
        let last = self.last();
        if last.checkpoint.size == self.tree.head() {
            return Ok(last);
        }
        if !self.writes {
            let why = message!("log-signed-until", position = last.checkpoint.size);
            return Err(LogError::ReadOnly { why, full: false });
        }
        let signed = Arc::new(sign(&self.folder, &self.signer, &self.tree)?);
        assert!(signed.checkpoint.size > last.checkpoint.size, "the durable head never moves back");
        *self.last.write() = Arc::clone(&signed);
        Ok(signed)
    }
}

/// Signs the durable head and writes the checkpoint.
fn sign(folder: &Path, signer: &Signer, tree: &LogTree) -> Result<SignedCheckpoint, LogError> {
    let size = tree.head();
    let root = tree::root(tree, size)?;
    let signed = Checkpoint { origin: signer.name().clone(), size, root }.sign(signer);
    signing::write_checkpoint(folder, &signed)?;
    Ok(signed)
}

fn refuse_other(folder: &Path, last: &Checkpoint, tree: &LogTree) -> Result<(), LogError> {
    if tree::root(tree, last.size)? == last.root {
        return Ok(());
    }
    let what = message!("damage-checkpoint-other", size = last.size);
    Err(Damage { folder: folder.to_owned(), position: last.size, what, holds_until: None }.into())
}

/// Returns the existing key, or makes the one that was asked for, or the first one.
fn choose_key(folder: &Path, found: &SigningFiles, wish: &KeyRequest) -> Result<(Signer, Option<KeyMade>), LogError> {
    let (signer, made) = match (&wish.rekey, &found.key) {
        (Rekey::Keep, Some(key)) => {
            return refuse_other_name(folder, key, wish.origin.as_ref()).map(|()| (key.clone(), None));
        }
        (Rekey::Keep, None) => {
            let made = if wish.created { KeyMade::NewFolder } else { KeyMade::OlderFolder };
            (new_key(wish.origin.as_ref())?, made)
        }
        (Rekey::Rename(name), Some(key)) => (key.renamed(name.clone()), KeyMade::Asked),
        (Rekey::Rename(name), None) => (new_key(Some(name))?, KeyMade::Asked),
        (Rekey::Renew(name), _) => {
            let old = found.signed_by.as_ref().map(Verifier::name);
            (new_key(name.as_ref().or(old))?, KeyMade::Asked)
        }
    };
    if found.signed_by.is_some() || found.last.is_some() {
        signing::remove_signed_mark(folder)?;
    }
    signing::write_key(folder, &signer)?;
    Ok((signer, Some(made)))
}

/// Makes a key from random bytes. Without a name it is named after its own hash, so that two logs never share a name.
fn new_key(name: Option<&KeyName>) -> Result<Signer, LogError> {
    let seed = prepare::random_bytes::<32>()?;
    let unnamed = Signer::from_seed(KeyName::parse("peildatum").expect("letters"), &seed);
    let name = name.cloned().unwrap_or_else(|| {
        let hash = Sha256::digest(unnamed.public_bytes());
        KeyName::parse(&format!("peildatum/{}", hex::encode(&hash[..8]))).expect("letters, digits and a slash")
    });
    Ok(unnamed.renamed(name))
}

fn refuse_other_name(folder: &Path, key: &Signer, asked: Option<&KeyName>) -> Result<(), LogError> {
    let Some(asked) = asked.filter(|asked| *asked != key.name()) else { return Ok(()) };
    let (present, configured) = (key.name().to_string(), asked.to_string());
    Err(LogError::Origin { folder: folder.to_owned(), present, configured })
}

/// Looks whether the files that sign a log are there and fit together, and whether its name is the one that is asked for.
///
/// # Errors
/// Why opening the folder would be refused.
pub fn check_before_opening(folder: &Path, asked: Option<&KeyName>) -> Result<(), LogError> {
    let found = SigningFiles::read(folder, &Rekey::Keep)?;
    found.key.map_or(Ok(()), |key| refuse_other_name(folder, &key, asked))
}

fn start(
    signing: Arc<CheckpointSigner>,
    moved: watch::Receiver<u64>,
    stopped: oneshot::Receiver<()>,
) -> Result<JoinHandle<()>, LogError> {
    let at = |source| LogError::io(message!("doing-signer-thread"), source);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(at)?;
    let run = move || runtime.block_on(sign_after_commits(&signing, moved, stopped));
    std::thread::Builder::new().name("log-signer".to_owned()).spawn(run).map_err(at)
}

/// Signs after the head moved, then waits, so that many commits share one checkpoint.
async fn sign_after_commits(
    signing: &CheckpointSigner,
    mut moved: watch::Receiver<u64>,
    mut stopped: oneshot::Receiver<()>,
) {
    loop {
        tokio::select! {
            biased;
            _ = &mut stopped => return,
            changed = moved.changed() => if changed.is_err() { return },
        }
        if let Err(error) = signing.sign_now() {
            tracing::error!(
                error = error.message().logged(),
                "no checkpoint could be signed; it is tried again in a second"
            );
            moved.mark_changed();
        }
        tokio::select! {
            _ = &mut stopped => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}
