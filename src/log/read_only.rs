//! Opens a folder for reading only, because it can not or must not be written: on a read-only medium, on a full disk,
//! or in a folder of another user. Nothing in the folder changes.
//!
//! The storage engine writes to its files when it opens them, so it opens a copy in a temporary folder. The tree is
//! copied as well. The copies contain only encrypted texts and hashes; the secrets are not copied.

use std::{path::Path, sync::Arc};

use tempfile::TempDir;

use super::{
    disk_space,
    error::LogError,
    files,
    folder::{refuse_incomplete, refuse_without_secrets},
    frame::Frame,
    lock::lock_shared,
    opening,
    reader::LogReader,
    secrets::SlotPool,
    signing::{Rekey, SigningFiles},
    storage::{Appender, Head},
    tree_file::TreeFile,
};
use crate::language::Message;
use crate::message;

/// A data folder opened for reading only, in parts.
pub struct ReadOnlyLog {
    /// For all readers.
    pub reader: LogReader,
    /// For components that open texts; no new slots can be taken from it.
    pub secrets: Arc<SlotPool>,
    /// The tree of the copy. May be shorter than the log.
    pub tree: TreeFile,
    /// The signer and the last signed checkpoint.
    pub signing: SigningFiles,
    /// The temporary copy, removed when this value is dropped.
    pub copy: TempDir,
    /// The size of the copy in bytes.
    pub bytes: u64,
}

impl ReadOnlyLog {
    /// Opens an existing folder for reading.
    ///
    /// # Errors
    /// [`LogError::InUse`], [`LogError::Format`], [`LogError::Damaged`] as for any opening; [`LogError::DiskFull`] when the
    /// temporary folder has no room for the copy; [`LogError::Io`].
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        refuse_incomplete(dir)?;
        let lock = lock_shared(dir)?;
        let signing = SigningFiles::read(dir, &Rekey::Keep)?;
        let copy = tempfile::Builder::new().prefix("peildatum-").tempdir();
        let copy = copy.map_err(|source| LogError::io(message!("doing-temporary"), source))?;
        let bytes = disk_space::file_len(&dir.join("log").join("db")) + disk_space::file_len(&dir.join("tree"));
        if !disk_space::fits(copy.path(), bytes) {
            let what = message!("doing-reading-copy", path = copy.path().display(), kib = bytes / 1024);
            return Err(LogError::io(what, disk_space::disk_full_error()));
        }
        let (store, note) = opening::open_copy(dir, &copy.path().join("log"))?;
        signing.refuse_before_checkpoint(dir, note.position)?;
        refuse_without_secrets(dir)?;
        let secrets = Arc::new(SlotPool::read_only(&dir.join("secrets"))?);
        let tree = copy.path().join("tree");
        if note.clean && dir.join("tree").exists() {
            files::copy(&dir.join("tree"), &tree)?;
        }
        let tree = TreeFile::open(&tree, note.position)?;
        let reader = LogReader::new(store.pages(), Head::new(note.position), Arc::new(lock));
        Ok(Self { reader, secrets, tree, signing, copy, bytes })
    }
}

/// An appender that refuses every append; it replaces the writer of a folder that is only read.
pub struct RefusingAppender {
    /// The last position.
    pub head: u64,
    /// Why the folder is not written.
    pub why: Message,
}

impl Appender for RefusingAppender {
    fn head(&self) -> u64 {
        self.head
    }

    fn append(&mut self, _: u64, _: &Frame) -> Result<u64, LogError> {
        Err(LogError::ReadOnly { why: self.why.clone(), full: false })
    }

    fn close(self: Box<Self>) -> Result<(), LogError> {
        Ok(())
    }
}
