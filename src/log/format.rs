//! The file `FORMAT`, which marks a data folder as complete and says in which format it is.

use std::{fs, io, path::Path};

use super::{
    error::{Damage, LogError},
    files::FORMAT,
    head_note::HeadFile,
};
use crate::language::Message;
use crate::message;

/// The prefix that all format names share.
const FORMAT_NAME: &str = "peildatum ";

/// Returns `Some` when `FORMAT` marks the folder as complete, `None` when the file is missing.
///
/// # Errors
/// [`LogError::Format`] when it names another format, [`LogError::Damaged`] when its content is corrupt,
/// [`LogError::Io`] when it can not be read.
pub fn read_format(dir: &Path) -> Result<Option<()>, LogError> {
    let path = dir.join("FORMAT");
    match fs::read_to_string(&path) {
        Ok(text) if text.lines().next().is_some_and(|first| first.trim_end() == FORMAT) => Ok(Some(())),
        Ok(text) => {
            let found: String = text.lines().next().unwrap_or_default().trim_end().chars().take(40).collect();
            if !found.starts_with(FORMAT_NAME) && HeadFile::peek(&dir.join("head")).is_ok_and(|note| note.is_some()) {
                let what = message!("damage-format");
                return Err(Damage { folder: dir.to_owned(), position: 0, what, holds_until: Some(0) }.into());
            }
            Err(format_error(dir, message!("log-format-says", found = found)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let what = message!("log-format-no-text");
            Err(Damage { folder: dir.to_owned(), position: 0, what, holds_until: Some(0) }.into())
        }
        Err(source) => Err(LogError::io(message!("doing-reading", path = path.display()), source)),
    }
}

/// Returns the refusal of a folder in another format.
pub(super) fn format_error(dir: &Path, what: Message) -> LogError {
    LogError::Format { folder: dir.to_owned(), what, known: FORMAT }
}
