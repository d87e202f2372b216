//! A folder of small files beside the log, for work that is not recorded yet: only its owner reads them, and each is
//! replaced as a whole, so a kill leaves the old content or the new. The folder is made with the first file.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::error::LogError;
use super::files;
use crate::message;

/// The ending of a file that is being written.
const HALF: &str = ".new";

/// A folder of small files.
#[derive(Debug)]
pub struct KeptFiles {
    folder: PathBuf,
}

impl KeptFiles {
    /// Names the folder. Nothing is read or made yet.
    pub const fn at(folder: PathBuf) -> KeptFiles {
        KeptFiles { folder }
    }

    /// Returns the names of the files, sorted; of none, where there is no folder.
    ///
    /// # Errors
    /// [`LogError::Io`] when the folder can not be read.
    pub fn names(&self) -> Result<Vec<String>, LogError> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut names = files::read_names(&self.folder)?;
        names.retain(|name| !name.ends_with(HALF));
        Ok(names)
    }

    /// Removes what a kill left half written.
    ///
    /// # Errors
    /// [`LogError::Io`] when the folder can not be read or a file can not be removed.
    pub fn remove_half_written(&self) -> Result<(), LogError> {
        if !self.folder.exists() {
            return Ok(());
        }
        let names = files::read_names(&self.folder)?;
        names.iter().filter(|name| name.ends_with(HALF)).try_for_each(|name| files::remove(&self.folder.join(name)))
    }

    /// Returns the content of a file; none where it does not exist.
    ///
    /// # Errors
    /// [`LogError::Io`] when it can not be read.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, LogError> {
        let path = self.folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(LogError::io(message!("doing-reading", path = path.display()), source)),
        }
    }

    /// Writes a file in the place of an older one, durably.
    ///
    /// # Errors
    /// [`LogError::DiskFull`] or [`LogError::Io`]; the older one is still there then.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), LogError> {
        if !self.folder.exists() {
            files::create_dir(&self.folder)?;
            files::restrict_to_owner(&self.folder);
        }
        let path = self.folder.join(name);
        let written = files::replace_file(&path, bytes);
        if written.is_err() {
            fs::remove_file(self.folder.join(format!("{name}{HALF}"))).ok(); // what is left of it takes room
        }
        written
    }

    /// Removes a file, durably.
    ///
    /// # Errors
    /// [`LogError::Io`] when it can not be removed.
    pub fn remove(&self, name: &str) -> Result<(), LogError> {
        if !self.folder.exists() {
            return Ok(());
        }
        files::remove(&self.folder.join(name))?;
        files::sync(&self.folder)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_is_its_owners_alone_and_what_a_kill_left_is_no_file() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("kept");
        let kept = KeptFiles::at(folder.clone());
        assert_eq!(kept.names().expect("no folder is no file"), Vec::<String>::new());
        assert_eq!(kept.read("a").expect("no folder is no file"), None);
        kept.remove("a").expect("nothing to remove");
        kept.put("a", b"one").expect("room");
        kept.put("a", b"two").expect("room");
        let mode = |path: &std::path::Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("a"))), (0o700, 0o600));
        // Killed while it was written.
        fs::write(folder.join("a.new"), b"thr").expect("room");
        assert_eq!(kept.names().expect("readable"), ["a"]);
        assert_eq!(kept.read("a").expect("readable").as_deref(), Some(&b"two"[..]));
        kept.remove_half_written().expect("removable");
        assert_eq!(files::read_names(&folder).expect("readable"), ["a"]);
        kept.remove("a").expect("removable");
        assert_eq!(kept.names().expect("readable"), Vec::<String>::new());
    }
}
