//! The file that holds the tokens of a data folder.
//!
//! ```text
//! DIR/tokens       mode 0600: "peildatum-tokens 1 <SHA-256 of the rest>", then the tokens as JSON
//! ```
//!
//! The file is replaced as a whole and synced. One that is not what was written is damage: it is reported, and opens
//! nothing. It is part of no export and no back-up: a log that is restored elsewhere has no tokens.

use std::path::Path;
use std::{fs, io};

use sha2::{Digest as _, Sha256};

use super::record::TokenRecord;
use crate::log::{Damage, LogError, files};
use crate::message;

/// The first words of the file, with its format.
const HEAD: &str = "peildatum-tokens 1 ";

/// Replaces the file. It blocks until the disk has it.
///
/// # Errors
/// [`LogError`]; the file is as it was.
pub fn write(path: &Path, records: &[TokenRecord]) -> Result<(), LogError> {
    let body = serde_json::to_string(records).expect("records are plain strings");
    let body = format!("{body}\n");
    files::replace_file(path, format!("{HEAD}{}\n{body}", digest(&body)).as_bytes())
}

/// Reads the file; without it there are no tokens.
///
/// # Errors
/// [`Damage`] for a file that can not be read or is not what was written.
pub fn read(path: &Path, folder: &Path) -> Result<Vec<TokenRecord>, Damage> {
    let damage = |what| Damage { folder: folder.to_owned(), position: 0, what, holds_until: None };
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other
            .map_err(|error| damage(message!("token-file-unread", why = crate::language::describe_io_error(&error))))?,
    };
    let altered = || damage(message!("token-file-altered"));
    let rest = text.strip_prefix(HEAD).ok_or_else(altered)?;
    let (_, body) = rest.split_once('\n').filter(|(written, body)| *written == digest(body)).ok_or_else(altered)?;
    serde_json::from_str(body).map_err(|_| altered())
}

fn digest(body: &str) -> String {
    hex::encode(Sha256::digest(body))
}
