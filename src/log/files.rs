//! Small steps on files and folders whose errors name the path, and which last after a power cut.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use super::error::LogError;
use crate::message;

/// Makes a folder (not its parents) unless it is there.
pub(super) fn create_dir(path: &Path) -> Result<(), LogError> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        other => other.map_err(|source| LogError::io(message!("doing-creating", path = path.display()), source)),
    }
}

/// The names in a folder, sorted.
pub(super) fn names(path: &Path) -> Result<Vec<String>, LogError> {
    let at = |source| LogError::io(message!("doing-reading", path = path.display()), source);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(at)? {
        names.push(entry.map_err(at)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), LogError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LogError::io(message!("doing-removing", path = path.display()), error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes a folder with all that is in it, if it is there.
pub(super) fn remove_dir(path: &Path) -> Result<(), LogError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LogError::io(message!("doing-removing", path = path.display()), error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Syncs a file or a folder: for a folder, the names in it.
pub(super) fn sync(path: &Path) -> Result<(), LogError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|source| LogError::io(message!("doing-syncing", path = path.display()), source))
}

/// Writes a new file of mode 0600 and syncs it; its folder is the caller's.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    let write = || {
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|source| LogError::io(message!("doing-writing", path = path.display()), source))
}

/// Puts a file of mode 0600 in the place of another, or of none: at any moment the old one or the new one is there, whole.
pub(super) fn swap(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    let mut name = path.file_name().expect("a file has a name").to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    remove(&new)?; // left by a crash
    write_new(&new, bytes)?;
    fs::rename(&new, path).map_err(|source| LogError::io(message!("doing-renaming", path = new.display()), source))?;
    match path.parent() {
        Some(dir) if dir != Path::new("") => sync(dir),
        Some(_) | None => sync(Path::new(".")),
    }
}

/// Leaves a folder and what lies in it to its owner: 0700 and 0600, as far as this user may change that. What the engine makes has
/// the mode that the umask leaves it; a folder of an earlier version may have been open to others. True when the folder itself was.
pub(super) fn keep_to_owner(dir: &Path) -> bool {
    let was_open = close_to_others(dir, 0o700);
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => drop(keep_to_owner(&entry.path())),
            Ok(kind) if kind.is_file() => drop(close_to_others(&entry.path(), 0o600)),
            Ok(_) | Err(_) => {} // a link leads to what is not ours
        }
    }
    was_open
}

/// Takes away what others may do with a file or folder. True when they could do anything, and no longer can.
fn close_to_others(path: &Path, mode: u32) -> bool {
    let is_open = fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
    // A medium that is read only, or a folder of somebody else, stays as it is: to read it is no reason to refuse.
    is_open && fs::set_permissions(path, fs::Permissions::from_mode(mode)).is_ok()
}

/// Copies a file, without a sync.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), LogError> {
    let at = |source| LogError::io(message!("doing-copying", path = from.display(), to = to.display()), source);
    fs::copy(from, to).map(drop).map_err(at)
}
