//! `peildatum restore`: restores a data folder from a back-up.

use std::path::PathBuf;

use clap::Args;

use super::backup::secrets_path;
use super::confirm::YesArgs;
use super::failure::Failure;
use super::import::local_administrator;
use super::output::{self, ProgressDisplay};
use super::{location, login};
use crate::app::restore::{ChosenKey, KeyChoice, RestoreError, RestoreRequest, Restored, check_request, restore};
use crate::message;

/// Makes a data folder of a back-up, after checking everything in it.
#[derive(Args)]
pub struct Restore {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    #[arg(long)]
    replace: bool,
    #[arg(long)]
    without_secrets: bool,
    #[command(flatten)]
    signing: SigningArgs,
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    #[command(flatten)]
    yes: YesArgs,
}

/// What may sign the log from here on, where the usual is not wanted.
#[derive(Args)]
#[group(multiple = false)]
struct SigningArgs {
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    #[arg(long)]
    sign_on: bool,
    #[arg(long)]
    new_key: bool,
}

impl Restore {
    /// Restores the folder, and prints the result.
    ///
    /// # Errors
    /// [`Failure`]: then nothing was changed.
    pub fn run(&self) -> Result<(), Failure> {
        let actor = local_administrator(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        let beside = secrets_path(&self.file);
        let signing = match (&self.signing.checkpoint, self.signing.sign_on, self.signing.new_key) {
            (Some(path), _, _) => KeyChoice::After(std::fs::read(path).map_err(|e| Failure::file("read", path, &e))?),
            (None, true, _) => KeyChoice::SignOn,
            (None, false, true) => KeyChoice::NewKey,
            (None, false, false) => KeyChoice::Unspecified,
        };
        let mut request = RestoreRequest {
            records: &self.file,
            secrets: (!self.without_secrets).then_some(beside.as_path()),
            erasures: self.erasures.as_deref(),
            folder: &self.data,
            replace: self.replace,
            signing,
            actor: &actor,
        };
        if check_request(&request).map_err(of_restore)? && !request.replace {
            self.yes.confirm(&message!("restore-replace-ask", folder = self.data.display().to_string()))?;
            request.replace = true;
        }
        let bar = ProgressDisplay::new(&message!("progress-restoring"));
        let restored = restore(&request, &mut |done, of| if of == 0 { bar.count(done) } else { bar.set(done, of) });
        drop(bar);
        self.tell(&restored.map_err(of_restore)?);
        Ok(())
    }

    /// Prints the result, one line for each thing that the owner must know.
    fn tell(&self, done: &Restored) {
        let folder = self.data.display().to_string();
        output::print_message(&message!("restored", count = done.position, folder = folder));
        if done.missing > 0 {
            output::print_message(&message!("texts-missing", count = done.missing));
        }
        if done.erased > 0 || done.erased_again > 0 {
            output::print_message(&message!("restored-erased", erased = done.erased, again = done.erased_again));
        }
        if let Some(aside) = &done.moved_to {
            output::print_message(&message!("restored-put-aside", folder = aside.display().to_string()));
        }
        let key = done.verifier.to_string();
        output::print_message(&match done.signs {
            ChosenKey::OldKey => message!("restored-old-key", key = key),
            ChosenKey::NewKey => message!("restored-new-key", key = key),
            ChosenKey::NewKeySinceUnknown => message!("restored-new-key-unknown", key = key),
            ChosenKey::NewKeySinceFurther(signed) => message!("restored-new-key-further", key = key, signed = signed),
            ChosenKey::NewKeySinceNone => message!("restored-new-key-none", key = key),
        });
    }
}

fn of_restore(error: RestoreError) -> Failure {
    match error {
        RestoreError::App(error) => location::app_failure(&error),
        other @ (RestoreError::File { .. }
        | RestoreError::NoSecrets(_)
        | RestoreError::DestinationExists(_)
        | RestoreError::OtherSecrets { .. }
        | RestoreError::Signing(_)
        | RestoreError::Line { .. }
        | RestoreError::Broken(_)) => Failure::refused(other.message()),
    }
}
