//! The lock on a data folder: either one process that writes, or any number of processes that only read.

use std::{
    fs::{File, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
};

use super::error::LogError;
use crate::message;

/// Holds the lock on the folder for as long as this value lives.
#[derive(Debug)]
pub struct FolderLock {
    _file: Option<File>,
}

/// Locks the folder for this process, without looking at its contents.
///
/// # Errors
/// [`LogError::InUse`] when another process holds the folder, [`LogError::Io`] when the lock file can not be created or
/// locked.
pub fn lock(dir: &Path) -> Result<FolderLock, LogError> {
    let path = dir.join("lock");
    let at = |source| LogError::io(message!("doing-locking", path = path.display()), source);
    let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(at)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use_error(dir, &mut file)),
        Err(TryLockError::Error(source)) => return Err(at(source)),
    }
    // The process id only serves the message that another process shows, so it need not be durable.
    let write = |file: &mut File| -> io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())
    };
    match write(&mut file) {
        Err(error) if !LogError::io(message!("doing-testing"), error.kind().into()).is_full() => Err(at(error)),
        Ok(()) | Err(_) => Ok(FolderLock { _file: Some(file) }),
    }
}

/// Locks the folder for reading, without writing in it: other processes may read it too, and none may write.
///
/// # Errors
/// As for [`lock`].
pub fn lock_shared(dir: &Path) -> Result<FolderLock, LogError> {
    let path = dir.join("lock");
    let at = |source| LogError::io(message!("doing-locking", path = path.display()), source);
    let mut file = match File::open(&path) {
        // On a medium on which the folder was never opened for writing there is no lock file, and none can be created.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FolderLock { _file: None }),
        other => other.map_err(at)?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(FolderLock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(in_use_error(dir, &mut file)),
        Err(TryLockError::Error(source)) => Err(at(source)),
    }
}

/// Looks whether the lock is free, without making its file and without keeping it.
///
/// # Errors
/// As for [`lock`].
pub fn check_free(dir: &Path) -> Result<(), LogError> {
    let path = dir.join("lock");
    let at = |source| LogError::io(message!("doing-locking", path = path.display()), source);
    let mut file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(at)?,
    };
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(in_use_error(dir, &mut file)),
        Err(TryLockError::Error(source)) => Err(at(source)),
    }
}

fn in_use_error(dir: &Path, lock: &mut File) -> LogError {
    let mut text = String::new();
    let pid = lock.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
    LogError::InUse { folder: dir.to_owned(), pid }
}
