//! The certificate authorities that calls out are held against: `--ca`, `PEILDATUM_CA`, and `ca-file` in the configuration
//! of `serve`. Those that are named take the place of those that browsers trust.

use std::path::{Path, PathBuf};

use clap::Args;
use ureq::tls::{Certificate, PemItem, parse_pem};

use super::failure::Failure;
use super::settings::{Section, Setting};
use crate::language::{Message, describe_io_error};
use crate::message;

/// The most bytes of a file: the bundle of a whole system is some 250 kB.
const FILE_MAX: u64 = 4 * 1024 * 1024;

/// Certificate authorities; none for those that browsers trust.
pub type Roots = Vec<Certificate<'static>>;

/// `--ca FILE`, once or more.
#[derive(Args, Default)]
pub struct AuthorityArgs {
    /// A PEM file with the certificate authorities that are trusted instead of those of browsers
    #[arg(long = "ca", env = "PEILDATUM_CA", value_name = "FILE")]
    ca: Vec<PathBuf>,
}

impl AuthorityArgs {
    /// Reads the authorities of all files; none where no file is named. An empty variable names none.
    ///
    /// # Errors
    /// [`Failure`] that says what is wrong with a file.
    pub fn roots(&self) -> Result<Roots, Failure> {
        let named = self.ca.iter().filter(|file| !file.as_os_str().is_empty());
        let read: Result<Vec<Roots>, Message> = named.map(|file| read(file)).collect();
        Ok(read.map_err(Failure::refused)?.concat())
    }
}

/// Reads the certificate authorities of a PEM file.
///
/// # Errors
/// What is wrong with it.
pub fn read(path: &Path) -> Result<Roots, Message> {
    let wrong = |why: Message| message!("config-certificates", file = path.display().to_string(), why = why);
    let found = std::fs::metadata(path).map_err(|error| wrong(describe_io_error(&error)))?;
    // A pipe would be waited for, and a device has no end.
    if !found.is_file() || found.len() > FILE_MAX {
        return Err(wrong(message!("config-no-certificate")));
    }
    let text = std::fs::read(path).map_err(|error| wrong(describe_io_error(&error)))?;
    let mut roots = Vec::new();
    for item in parse_pem(&text) {
        match item.map_err(|_| wrong(message!("config-no-certificate")))? {
            PemItem::Certificate(root) => roots.push(root.to_owned()),
            _ => return Err(wrong(message!("config-other-than-certificates"))),
        }
    }
    if roots.is_empty() { Err(wrong(message!("config-no-certificate"))) } else { Ok(roots) }
}

/// Reads the file that a setting names; without one the authorities of the whole service count. What is wrong is noted.
pub fn of_setting(given: Section<'_>, setting: &Setting, of_service: &[Certificate<'static>]) -> Roots {
    let own = given.parsed(setting, |file| read(Path::new(file)));
    own.unwrap_or_else(|| of_service.to_vec())
}
