//! Basic operations on files and folders that survive a power cut and whose errors name the path.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use super::error::LogError;
use crate::message;

/// The content of the file `FORMAT`, and the only format that this program reads and writes.
pub const FORMAT: &str = "peildatum 1";

/// Creates a folder (not its parents) unless it exists.
pub(super) fn create_dir(path: &Path) -> Result<(), LogError> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        other => other.map_err(|source| LogError::io(message!("doing-creating", path = path.display()), source)),
    }
}

/// Returns the names in a folder, sorted.
pub(super) fn read_names(path: &Path) -> Result<Vec<String>, LogError> {
    let at = |source| LogError::io(message!("doing-reading", path = path.display()), source);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(at)? {
        names.push(entry.map_err(at)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Removes a file if it exists.
pub(super) fn remove(path: &Path) -> Result<(), LogError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LogError::io(message!("doing-removing", path = path.display()), error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes a folder and everything in it, if it exists.
pub(super) fn remove_dir(path: &Path) -> Result<(), LogError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LogError::io(message!("doing-removing", path = path.display()), error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Syncs a file or a folder; for a folder, this makes its directory entries durable.
pub(super) fn sync(path: &Path) -> Result<(), LogError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|source| LogError::io(message!("doing-syncing", path = path.display()), source))
}

/// Writes a new file with mode 0600 and syncs it. Syncing its folder is left to the caller.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    let write = || {
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|source| LogError::io(message!("doing-writing", path = path.display()), source))
}

/// Replaces or creates a file with mode 0600 atomically: at any moment either the old or the new content exists in
/// full.
///
/// # Errors
/// [`LogError::DiskFull`], [`LogError::OutOfDescriptors`], [`LogError::Io`]; the file is as it was.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
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

/// Restricts a folder and its contents to their owner: 0700 and 0600, as far as this user may change that. Files
/// created by the engine have the mode that the umask leaves them, and an earlier version may have left the folder open
/// to others. Returns whether the folder itself was accessible to others.
pub(super) fn restrict_to_owner(dir: &Path) -> bool {
    let was_open = remove_access_of_others(dir, 0o700);
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => drop(restrict_to_owner(&entry.path())),
            Ok(kind) if kind.is_file() => drop(remove_access_of_others(&entry.path(), 0o600)),
            Ok(_) | Err(_) => {} // a link leads outside our folder
        }
    }
    was_open
}

/// Removes all access for others from a file or folder. Returns true when others had access and no longer do.
fn remove_access_of_others(path: &Path, mode: u32) -> bool {
    let is_open = fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
    // A read-only medium or another user's folder is left as it is: that is no reason to refuse reading it.
    is_open && fs::set_permissions(path, fs::Permissions::from_mode(mode)).is_ok()
}

/// Copies a file, without a sync.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), LogError> {
    let at = |source| LogError::io(message!("doing-copying", path = from.display(), to = to.display()), source);
    fs::copy(from, to).map(drop).map_err(at)
}
