//! The data folder: its files, how it is created, and the rules by which it is opened or refused.
//!
//! ```text
//! DIR/FORMAT       "peildatum 1"; written last, so a folder with it is complete; next line: the signer, see signing.rs
//! DIR/lock         locked by the process that has the folder open; contains its process id
//! DIR/log/         the storage engine
//! DIR/secrets      keys and salts, mode 0600
//! DIR/head         the last acknowledged position
//! DIR/tree         the hashes of the Merkle tree; derived
//! DIR/clock        when something was last recorded here; derived, written by the application
//! DIR/upkeep       the last verification and back-up; derived, written by the application
//! DIR/snapshot     the state at a position; derived, written by the application
//! DIR/subscriptions/ webhook subscriptions, created with the first of them, see shelf.rs
//! DIR/reviews/     reviews of report pages that are not recorded yet, see kept_files.rs; bounded and disposable
//! DIR/key          the key that signs the log, mode 0600
//! DIR/checkpoint   the last signed checkpoint
//! DIR/tokens       the tokens by which programs and people enter, mode 0600; written by the application
//! DIR/before-open/ the engine's files as they were after the last unclean stop, see opening.rs
//! ```

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

pub use super::opening::AfterCrash;
use rustix::fs::Access;

use super::{
    disk_space,
    error::{Damage, LogError},
    files::{self, FORMAT},
    format::{format_error, read_format},
    frame::Frame,
    head_note::{HeadFile, HeadNote},
    lock::{self, FolderLock, lock},
    opening,
    reader::LogReader,
    secrets::SlotPool,
    signing::{Rekey, SigningFiles},
    storage::{Appender, Head},
    store::{Fdatasync, Store, Syncer},
    test_hooks,
    tree_file::{HashFile, SyncedTree, TreeFile},
};
use crate::language::Message;
use crate::message;

/// The files that may exist in a folder whose creation was interrupted before `FORMAT` was written.
const FILES_BEFORE_FORMAT: [&str; 5] = ["FORMAT.new", "head", "lock", "log", "secrets"];

/// An open data folder, in parts: each part goes to the component that needs it.
pub struct Log {
    /// For the writer.
    pub appender: DiskAppender,
    /// For all readers.
    pub reader: LogReader,
    /// For components that encrypt or decrypt texts.
    pub secrets: Arc<SlotPool>,
    /// For the writer. May be shorter than the log: the caller appends the leaves from its size on.
    pub tree: TreeFile,
    /// For the component that signs.
    pub signing: SigningFiles,
    /// What opening found.
    pub found: OpeningReport,
}

/// What opening found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningReport {
    /// The last position.
    pub head: u64,
    /// Whether the folder has just been created.
    pub created: bool,
    /// Whether users other than the owner could access it until now.
    pub open_to_others: bool,
    /// Whether it had been closed in good order; otherwise everything derived from the log must be checked or rebuilt.
    pub clean: bool,
    /// Whether the copy required after an unclean stop was made; true when none was required.
    pub copied: bool,
}

/// Whether opening may create the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMissing {
    /// Creates a new data folder when there is none, or when the folder is empty.
    Create,
    /// Refuses to open.
    Refuse,
}

/// Appends to the log of one folder.
pub struct DiskAppender {
    store: Store,
    note_file: HeadFile,
    note: HeadNote,
    secrets: Arc<SlotPool>,
    tree: HashFile,
    failed: Option<Message>,
    _lock: Arc<FolderLock>,
}

impl Log {
    /// Opens the data folder.
    ///
    /// # Errors
    /// [`LogError::InUse`], [`LogError::Format`], [`LogError::Damaged`] by the rules of opening, [`LogError::DiskFull`]
    /// also when the copy after an unclean stop does not fit, [`LogError::NoRoom`] when the disk is nearly full,
    /// [`LogError::Io`].
    pub fn open(dir: &Path, if_missing: IfMissing) -> Result<Self, LogError> {
        Self::open_with(dir, if_missing, Box::new(Fdatasync))
    }

    /// Like [`Self::open`], with another way of syncing.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_with(dir: &Path, if_missing: IfMissing, syncer: Box<dyn Syncer>) -> Result<Self, LogError> {
        Self::open_with_rekey(dir, if_missing, syncer, (&Rekey::Keep, AfterCrash::CopyFirst, None))
    }

    /// Like [`Self::open_with`], for a folder that is about to get another key, that is opened without a copy after an
    /// unclean stop, or of whose tree a part is known to have been synced.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_with_rekey(
        dir: &Path,
        if_missing: IfMissing,
        syncer: Box<dyn Syncer>,
        (rekey, after_crash, synced): (&Rekey, AfterCrash, Option<SyncedTree>),
    ) -> Result<Self, LogError> {
        let lock = Arc::new(create_and_lock(dir, if_missing)?);
        let created = match read_format(dir)? {
            Some(()) => false,
            None => {
                create_files(dir)?;
                true
            }
        };
        check_disk_space(dir)?; // before any file marks the folder as open
        let signing = if created { SigningFiles::default() } else { SigningFiles::read(dir, rekey)? };
        let opening::OpenedFiles { mut store, note_file, note, clean, copied } =
            opening::open(dir, syncer, after_crash)?;
        signing.refuse_before_checkpoint(dir, note.position)?;
        if !clean {
            // Writes of a killed process may not have reached the disk yet, and are about to be signed.
            store.flush()?;
        }
        if created {
            refuse_without_format(dir, note.position)?;
            files::replace_file(&dir.join("FORMAT"), format!("{FORMAT}\n").as_bytes())?;
        }
        refuse_without_secrets(dir)?;
        let secrets = Arc::new(SlotPool::open(&dir.join("secrets"))?);
        let (path, head) = (dir.join("tree"), note.position);
        let tree = if clean { TreeFile::open(&path, head) } else { TreeFile::open_unclean(&path, synced, head) }?;
        let was_open = files::restrict_to_owner(dir) && !created;
        let reader = LogReader::new(store.pages(), Head::new(note.position), Arc::clone(&lock));
        let found = OpeningReport { head: note.position, created, open_to_others: was_open, clean, copied };
        let hashes = tree.hashes();
        let appender = DiskAppender {
            store,
            note_file,
            note,
            secrets: Arc::clone(&secrets),
            tree: hashes,
            failed: None,
            _lock: lock,
        };
        Ok(Self { appender, reader, secrets, tree, signing, found })
    }
}

impl Appender for DiskAppender {
    fn head(&self) -> u64 {
        self.note.position
    }

    fn append(&mut self, expected: u64, frame: &Frame) -> Result<u64, LogError> {
        if let Some(why) = &self.failed {
            return Err(LogError::Failed { why: why.clone() });
        }
        let head = self.note.position;
        if expected != head {
            return Err(LogError::HeadMoved { expected, head });
        }
        assert_eq!(frame.header().first, head + 1, "a frame follows directly on the head");
        self.store.check_disk_space(frame.header().frame_len())?;
        let note = HeadNote {
            position: frame.header().last_position(),
            frame_checksum: frame.header().checksum,
            clean: false,
        };
        let written = self.store.commit(frame).and_then(|()| {
            test_hooks::reached("frame durable");
            self.note_file.write(note)
        });
        if let Err(error) = written {
            self.failed = Some(error.message());
            return Err(error);
        }
        test_hooks::reached("head noted");
        self.note = note;
        Ok(note.position)
    }

    fn close(mut self: Box<Self>) -> Result<(), LogError> {
        if let Some(why) = self.failed {
            return Err(LogError::Failed { why });
        }
        self.store.flush()?;
        self.secrets.close()?;
        self.tree.sync()?;
        self.note_file.write(HeadNote { clean: true, ..self.note })?;
        self.note_file.sync()
    }
}

/// Writes a small derived, disposable file of the folder, without a sync. It is replaced atomically as long as the
/// system keeps running.
///
/// # Errors
/// The error of the system.
pub fn write_derived(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let write = || {
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(bytes)?;
        fs::rename(&new, path)
    };
    // Of what found no room nothing stays.
    write().inspect_err(|_| drop(fs::remove_file(&new)))
}

/// Refuses to write in a folder whose disk is full, before anything is written.
///
/// # Errors
/// [`LogError::NoRoom`] when the disk is full.
pub fn check_disk_space(dir: &Path) -> Result<(), LogError> {
    File::open(dir).map_or(Ok(()), |folder| disk_space::check_disk_space(&folder, 0)) // unknown space counts as enough
}

/// What is found where a data folder is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderState {
    /// A data folder that this process may open.
    There,
    /// Nothing yet; a data folder can be made there.
    Missing,
}

/// Looks whether a data folder can be opened to record in it, or made: its format, its lock, whether it can be written
/// and has room. Nothing is changed, and the log is not read.
///
/// # Errors
/// Why opening it would be refused.
pub fn check_before_opening(dir: &Path) -> Result<FolderState, LogError> {
    let missing = !dir.is_dir();
    let nearest = dir.ancestors().find(|folder| folder.exists());
    let nearest = match nearest {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let writable = Access::WRITE_OK | Access::EXEC_OK;
    rustix::fs::access(nearest, writable).map_err(|error| {
        LogError::io(message!("doing-creating", path = dir.join("lock").display()), io::Error::from(error))
    })?;
    if missing && !nearest.is_dir() {
        let source = io::Error::from(io::ErrorKind::NotADirectory);
        return Err(LogError::io(message!("doing-creating", path = dir.display()), source));
    }
    check_disk_space(nearest)?;
    refuse_root_of_other(dir)?;
    if missing {
        return Ok(FolderState::Missing);
    }
    lock::check_free(dir)?;
    match read_format(dir)? {
        None => {
            refuse_foreign_folder(dir)?;
            Ok(FolderState::Missing)
        }
        Some(()) => {
            refuse_without_secrets(dir)?;
            for name in ["head", "secrets", "tree", "clock", "upkeep", "snapshot", "tokens"] {
                let path = dir.join(name);
                match File::open(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(LogError::io(message!("doing-reading", path = path.display()), error));
                    }
                    Ok(_) | Err(_) => {}
                }
            }
            Ok(FolderState::There)
        }
    }
}

/// Refuses root in the folder of another user: what root writes there, that user can not open any more.
fn refuse_root_of_other(dir: &Path) -> Result<(), LogError> {
    let owner = fs::metadata(dir).map_or(0, |found| found.uid());
    if owner == 0 || !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let what = message!("log-root-of-other", folder = dir.display(), owner = owner.to_string());
    Err(LogError::Io { what, source: io::Error::from(io::ErrorKind::PermissionDenied) })
}

fn create_and_lock(dir: &Path, if_missing: IfMissing) -> Result<FolderLock, LogError> {
    refuse_root_of_other(dir)?;
    if !dir.is_dir() {
        if if_missing == IfMissing::Refuse {
            return Err(format_error(dir, message!("log-format-no-folder")));
        }
        fs::create_dir_all(dir)
            .map_err(|source| LogError::io(message!("doing-creating", path = dir.display()), source))?;
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
            .map_err(|source| LogError::io(message!("doing-creating", path = dir.display()), source))?;
        files::sync(&parent(dir))?;
    } else if read_format(dir)?.is_none() {
        refuse_foreign_folder(dir)?; // before a lock file is created in a folder that is not ours
        if if_missing == IfMissing::Refuse {
            return Err(format_error(dir, message!("log-format-missing")));
        }
    }
    lock(dir)
}

/// Creates the files of an empty log, also over those of an interrupted creation.
fn create_files(dir: &Path) -> Result<(), LogError> {
    refuse_foreign_folder(dir)?;
    let (head, secrets) = (dir.join("head"), dir.join("secrets"));
    files::remove(&head)?;
    files::remove(&secrets)?;
    if fs::metadata(dir.join("log").join("db")).map_or(0, |db| db.len()) == 0 {
        files::remove_dir(&dir.join("log"))?; // the engine can not open its own half-created files
    }
    HeadFile::create(&head)?;
    SlotPool::create(&secrets)?;
    files::create_dir(&dir.join("log"))?;
    files::sync(dir)?;
    files::sync(&parent(dir))
}

/// Refuses a folder without `FORMAT` that is neither empty nor the result of an interrupted creation.
fn refuse_foreign_folder(dir: &Path) -> Result<(), LogError> {
    let (head, secrets) = (dir.join("head"), dir.join("secrets"));
    let note = if head.exists() { HeadFile::peek(&head)? } else { None };
    let used = fs::metadata(&secrets).is_ok_and(|metadata| metadata.len() > 0);
    refuse_without_format(dir, note.map_or(0, |note| note.position).max(u64::from(used)))?;
    match files::read_names(dir)?.iter().find(|name| !FILES_BEFORE_FORMAT.contains(&name.as_str())) {
        Some(name) => Err(format_error(dir, message!("log-format-none", name = name))),
        None => Ok(()),
    }
}

/// Refuses a folder without the file `secrets`. A folder has it from its creation on, and without it no text can be
/// opened.
pub(super) fn refuse_without_secrets(dir: &Path) -> Result<(), LogError> {
    if dir.join("secrets").exists() {
        return Ok(());
    }
    let what = message!("damage-no-secrets");
    Err(Damage { folder: dir.to_owned(), position: 1, what, holds_until: Some(0) }.into())
}

/// Refuses a folder that contains positions but no `FORMAT`: it was complete once and must not be created anew.
fn refuse_without_format(dir: &Path, position: u64) -> Result<(), LogError> {
    if position == 0 {
        return Ok(());
    }
    let what = message!("damage-no-format");
    Err(Damage { folder: dir.to_owned(), position: 1, what, holds_until: None }.into())
}

fn parent(dir: &Path) -> PathBuf {
    match dir.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// Refuses a folder that `FORMAT` does not mark as complete.
pub(super) fn refuse_incomplete(dir: &Path) -> Result<(), LogError> {
    let missing = || format_error(dir, message!("log-format-missing"));
    read_format(dir)?.ok_or_else(missing)
}

#[cfg(test)]
mod tests;
