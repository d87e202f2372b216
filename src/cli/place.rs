//! Where a command finds the log: a data folder on this machine, or a service that holds one.

use std::path::{Path, PathBuf};

use clap::Args;

use super::client::Client;
use super::failure::Failure;
use super::output::{self, Progress};
use crate::app::{AppError, KeyMade, OpenOptions, Service};
use crate::log::LogError;
use crate::log::folder::IfMissing;
use crate::message;

/// `--data DIR`, or `--url URL` with `--token TOKEN`.
#[derive(Args)]
pub struct PlaceArgs {
    #[command(flatten)]
    one: OneOf,
    /// The token that the service at --url asks for
    #[arg(long, env = "PEILDATUM_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct OneOf {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The service that holds the data folder, such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Where the log is.
pub enum Place {
    /// In this folder, which no other process may hold.
    Folder(PathBuf),
    /// Behind this service.
    Service(Client),
}

impl PlaceArgs {
    /// The place that was named.
    ///
    /// # Errors
    /// [`Failure`] when the address is no address.
    pub fn place(&self) -> Result<Place, Failure> {
        match (&self.one.data, &self.one.url) {
            (Some(folder), None) => Ok(Place::Folder(folder.clone())),
            (None, Some(url)) => Ok(Place::Service(Client::new(url, self.token.clone())?)),
            (Some(_), Some(_)) | (None, None) => {
                unreachable!("the argument group is required and takes one of the two")
            }
        }
    }
}

impl Place {
    /// Refuses a folder that is not there, before anything else is looked at. Of a service its first answer tells.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn is_there(&self) -> Result<(), Failure> {
        match self {
            Place::Folder(folder) if !folder.is_dir() => Err(no_folder(folder)),
            Place::Folder(_) | Place::Service(_) => Ok(()),
        }
    }
}

/// Opens `folder`, lets `work` use it, and closes it in good order, whatever came of the work.
///
/// # Errors
/// [`Failure`] when it can not be opened, and what `work` fails with.
pub fn with_folder<T>(
    folder: &Path,
    if_missing: IfMissing,
    work: impl FnOnce(&Service) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let service = open(folder, OpenOptions { if_missing, ..OpenOptions::default() })?;
    if service.key_made() == Some(KeyMade::OlderFolder) {
        tell_key(&service); // whatever the command is: nobody else will say it
    }
    let done = work(&service);
    let closed = service.close().map_err(|e| of_log(&e));
    done.and_then(|done| closed.map(|()| done))
}

/// Opens `folder`, with a bar while its log is read.
///
/// # Errors
/// [`Failure`] when it is in use, damaged or no data folder.
pub fn open(folder: &Path, options: OpenOptions) -> Result<Service, Failure> {
    if options.if_missing == IfMissing::Refuse && !folder.is_dir() {
        return Err(no_folder(folder));
    }
    let bar = Progress::new(&message!("progress-reading"));
    let progress = Box::new(move |done, total| bar.set(done, total));
    let service = Service::open(folder, OpenOptions { progress, ..options }).map_err(|e| of_log(&e))?;
    if service.was_open_to_others() {
        output::say(&message!("folder-was-open", folder = folder.display()));
    }
    Ok(service)
}

/// Tells the verifier key, when it was made at this opening or nothing was recorded under it yet. Whoever keeps it elsewhere
/// can tell later that the log is still the same.
pub fn tell_key(service: &Service) {
    let Some(made) = service.key_made() else { return };
    let key = service.verifier().to_string();
    output::say(&match made {
        KeyMade::NewFolder => message!("key-made-new", key = key),
        KeyMade::OlderFolder => message!("key-made-older", key = key),
        KeyMade::Asked => message!("key-made-asked", key = key),
    });
}

/// There is nothing at `folder`.
pub fn no_folder(folder: &Path) -> Failure {
    Failure::refused(message!("folder-missing", folder = folder.display().to_string()))
}

/// How the log's own errors end a command.
pub fn of_log(error: &LogError) -> Failure {
    match error {
        LogError::InUse { .. } | LogError::Damaged(_) | LogError::Failed { .. } => Failure::folder(error.message()),
        LogError::Format { .. }
        | LogError::Origin { .. }
        | LogError::Full { .. }
        | LogError::Crowded { .. }
        | LogError::Io { .. }
        | LogError::Moved { .. }
        | LogError::TooLarge { .. }
        | LogError::Closed => Failure::refused(error.message()),
    }
}

/// How the application's errors end a command.
pub fn of_app(error: &AppError) -> Failure {
    match error {
        AppError::Log(error) => of_log(error),
        AppError::Line { cause, .. } => match of_app(cause) {
            Failure::Told(exit, _) => Failure::Told(exit, error.message()),
            other @ (Failure::Answered(_) | Failure::ReaderGone) => other,
        },
        AppError::Write(error) => Failure::output(error),
        AppError::Refused(_)
        | AppError::Conflict { .. }
        | AppError::Precondition { .. }
        | AppError::Input { .. }
        | AppError::Read { .. } => Failure::refused(error.message()),
    }
}
