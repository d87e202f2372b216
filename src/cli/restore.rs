//! `peildatum restore`: a data folder made again of a back-up.

use std::path::PathBuf;

use clap::Args;

use super::backup::secrets_of;
use super::failure::Failure;
use super::import::local;
use super::output::{self, Progress};
use super::{login, place};
use crate::app::restore::{RestoreError, RestoreRequest, Signing, restore};
use crate::message;

/// Makes a data folder of a back-up, after checking everything in it
///
/// What the log says was erased is erased again. What was erased after the back-up is erased with --erasures.
#[derive(Args)]
pub struct Restore {
    /// The back-up; FILE.geheim is looked for beside it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Erasures after the back-up: lines of JSON with gebeurtenis.gewist among them, such as a newer export
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// Puts a folder that is there aside, as DIR.before-restore-1
    #[arg(long)]
    replace: bool,
    /// Restores figures, codes and days only, when FILE.geheim is gone
    #[arg(long)]
    without_secrets: bool,
    #[command(flatten)]
    signing: SigningArgs,
    /// Who records the erasures (default: lokaal:<login name>)
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
}

/// What may sign the log from here on; one of these for a log that was signed.
#[derive(Args)]
#[group(multiple = false)]
struct SigningArgs {
    /// The last checkpoint that was published: the old key signs on when the back-up reaches it
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The old key signs on: no checkpoint was signed after the back-up
    #[arg(long)]
    sign_on: bool,
    /// A new key signs from here on
    #[arg(long)]
    new_key: bool,
}

impl Restore {
    /// Restores, and says what was made.
    ///
    /// # Errors
    /// [`Failure`]: then nothing was changed.
    pub fn run(&self) -> Result<(), Failure> {
        let actor = local(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        let beside = secrets_of(&self.file);
        let secrets = (!self.without_secrets).then_some(beside.as_path());
        if !self.without_secrets && self.file.exists() && !beside.exists() {
            return Err(Failure::refused(format_args!(
                "{} is missing, and without it no text of the back-up opens; put it there, or restore figures, codes and days \
                 only with --without-secrets",
                beside.display()
            )));
        }
        let signing = match (&self.signing.checkpoint, self.signing.sign_on, self.signing.new_key) {
            (Some(path), _, _) => Signing::After(std::fs::read(path).map_err(|e| Failure::file("read", path, &e))?),
            (None, true, _) => Signing::SignOn,
            (None, false, true) => Signing::NewKey,
            (None, false, false) => Signing::Unsaid,
        };
        let request = RestoreRequest {
            records: &self.file,
            secrets,
            erasures: self.erasures.as_deref(),
            folder: &self.data,
            replace: self.replace,
            signing,
            actor: &actor,
        };
        let bar = Progress::new(&message!("progress-restoring"));
        let restored = restore(&request, &mut |done, of| if of == 0 { bar.count(done) } else { bar.set(done, of) });
        drop(bar);
        let done = restored.map_err(|error| match error {
            RestoreError::App(error) => place::of_app(&error),
            other @ (RestoreError::File { .. } | RestoreError::Refused(_) | RestoreError::Broken(_)) => {
                Failure::refused(other.to_string())
            }
        })?;
        let aside =
            done.put_aside.map_or_else(String::new, |aside| format!("; what was there is in {}", aside.display()));
        output::tell(format_args!(
            "{} events restored to {}; {} texts erased by the back-up itself, {} erased since{aside}",
            done.position,
            self.data.display(),
            done.erased,
            done.erased_again
        ));
        Ok(())
    }
}
