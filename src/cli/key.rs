//! `peildatum key`: prints the verifier key of a log, and changes its name or its key on explicit request.

use std::path::PathBuf;

use clap::Args;

use super::confirm::YesArgs;
use super::failure::Failure;
use super::{location, output};
use crate::app::OpenOptions;
use crate::log::signed_note::KeyName;
use crate::log::signing::{Rekey, signed_by};
use crate::message;

/// Prints the verifier key: what others check the signatures of this log with
///
/// Keep it where this machine can not change it: on paper, in a council paper, with the auditor. It is no secret. The
/// signing key itself lies in the data folder and is never printed.
#[derive(Args)]
pub struct Key {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Signs under this name from here on, such as peildatum.gemeente.example/log: tell everyone who holds the old key
    #[arg(long, value_name = "NAME", value_parser = KeyName::parse)]
    name: Option<KeyName>,
    /// Makes a new key in the place of one that is lost or known to others: tell everyone who holds the old one
    #[arg(long)]
    renew: bool,
    #[command(flatten)]
    yes: YesArgs,
}

impl Key {
    /// Prints the key.
    ///
    /// # Errors
    /// [`Failure`] when the folder is refused.
    pub fn run(&self) -> Result<(), Failure> {
        if !self.data.is_dir() {
            return Err(location::missing_folder(&self.data));
        }
        let rekey = match (self.renew, &self.name) {
            (true, name) => Rekey::Renew(name.clone()),
            (false, Some(name)) => Rekey::Rename(name.clone()),
            (false, None) => Rekey::Keep,
        };
        if rekey == Rekey::Keep
            && let Some(key) = signed_by(&self.data).map_err(|error| location::log_failure(&error))?
        {
            // This also works while a service uses the folder, or when it is damaged.
            return output::emit(format!("{key}\n").as_bytes(), None);
        }
        let old = signed_by(&self.data).map_err(|error| location::log_failure(&error))?;
        match (&rekey, &old) {
            (Rekey::Renew(_), Some(_)) => self.yes.confirm(&message!("key-renew-ask"))?,
            (Rekey::Rename(name), Some(old)) if old.name() != name => {
                self.yes.confirm(&message!("key-name-ask", old = old.name().as_str(), name = name.as_str()))?;
            }
            // A first key replaces none, and giving it the name it has already changes nothing.
            (Rekey::Keep | Rekey::Renew(_) | Rekey::Rename(_), _) => {}
        }
        let options = OpenOptions { rekey, ..OpenOptions::default() };
        let service = location::open(&self.data, options)?;
        location::print_key(&service);
        let key = service.verifier();
        service.close().map_err(|error| location::log_failure(&error))?;
        output::emit(format!("{key}\n").as_bytes(), None)?;
        if let Some(old) = old.filter(|old| *old != key) {
            output::print_message(&message!("key-next", old = old.to_string()));
        }
        Ok(())
    }
}
