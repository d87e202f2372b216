//! The location of the log for a command: a data folder on this machine, or a service that holds one.

use std::path::{Path, PathBuf};

use clap::Args;

use super::authorities::AuthorityArgs;
use super::client::Client;
use super::failure::Failure;
use super::output::{self, ProgressDisplay};
use crate::app::{Access, AppError, KeyMade, OpenOptions, Service};
use crate::log::LogError;
use crate::log::folder::IfMissing;
use crate::message;

/// `--data DIR`, or `--url URL` with `--token TOKEN` and `--ca FILE`.
#[derive(Args)]
pub struct PlaceArgs {
    #[command(flatten)]
    one: OneOf,
    /// The token that the service at --url asks for
    #[arg(long, env = "PEILDATUM_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
    #[command(flatten)]
    authorities: AuthorityArgs,
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
pub enum LogLocation {
    /// In this folder, which no other process may hold.
    Folder(PathBuf),
    /// Behind this service.
    Service(Client),
}

impl PlaceArgs {
    /// Returns the location that was named.
    ///
    /// # Errors
    /// [`Failure`] when the URL is no HTTP address, or a certificate authority can not be read.
    pub fn place(&self) -> Result<LogLocation, Failure> {
        match (&self.one.data, &self.one.url) {
            (Some(folder), None) => Ok(LogLocation::Folder(folder.clone())),
            (None, Some(url)) => Ok(LogLocation::Service(Client::new(url, self.token.clone(), &self.authorities)?)),
            (Some(_), Some(_)) | (None, None) => {
                unreachable!("the argument group is required and takes one of the two")
            }
        }
    }
}

impl LogLocation {
    /// Refuses a missing folder before anything else is checked. A missing service shows at its first answer.
    ///
    /// # Errors
    /// [`Failure`] when the folder is missing.
    pub fn check_exists(&self) -> Result<(), Failure> {
        match self {
            LogLocation::Folder(folder) if !folder.is_dir() => Err(missing_folder(folder)),
            LogLocation::Folder(_) | LogLocation::Service(_) => Ok(()),
        }
    }
}

/// Opens `folder`, runs `work`, and closes the folder cleanly, whatever the result of the work.
///
/// # Errors
/// [`Failure`] when it can not be opened, and the error of `work`.
pub fn with_folder<T>(
    folder: &Path,
    options: OpenOptions,
    work: impl FnOnce(&Service) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let service = open(folder, options)?;
    if service.key_made() == Some(KeyMade::OlderFolder) {
        print_key(&service); // whatever the command is: this is the only notice of it
    }
    let done = work(&service);
    let closed = close(&service);
    done.and_then(|done| closed.map(|()| done))
}

/// Closes a folder cleanly. When only its last checkpoint could not be written, that is a notice: everything that was
/// asked for was done.
///
/// # Errors
/// [`Failure`] when it could not be closed.
pub fn close(service: &Service) -> Result<(), Failure> {
    match service.close() {
        Err(error @ LogError::CheckpointNotWritten { .. }) => {
            output::print_message(&error.message());
            Ok(())
        }
        other => other.map_err(|error| log_failure(&error)),
    }
}

/// Opens `folder` for reading, runs `work`, and closes it. Nothing is written to a read-only folder.
///
/// # Errors
/// As for [`with_folder`].
pub fn with_folder_to_read<T>(folder: &Path, work: impl FnOnce(&Service) -> Result<T, Failure>) -> Result<T, Failure> {
    with_folder(folder, OpenOptions { access: Access::Read, ..OpenOptions::default() }, work)
}

/// Opens `folder`, with a progress bar while its log is read.
///
/// # Errors
/// [`Failure`] when it is in use, damaged or no data folder.
pub fn open(folder: &Path, options: OpenOptions) -> Result<Service, Failure> {
    if options.if_missing == IfMissing::Refuse && !folder.is_dir() {
        return Err(missing_folder(folder));
    }
    let bar = ProgressDisplay::new(&message!("progress-reading"));
    let progress = Box::new(move |done, total| bar.set(done, total));
    let service = Service::open(folder, OpenOptions { progress, ..options }).map_err(|e| log_failure(&e))?;
    print_notices(folder, &service);
    Ok(service)
}

/// Opens `folder` for reading, for a caller that handles damage itself.
///
/// # Errors
/// [`LogError`] as for [`Service::open`].
pub fn open_quietly(folder: &Path) -> Result<Service, LogError> {
    let service = Service::open(folder, OpenOptions { access: Access::Read, ..OpenOptions::default() })?;
    print_notices(folder, &service);
    Ok(service)
}

/// Prints the notices about a folder that was opened.
fn print_notices(folder: &Path, service: &Service) {
    if let Some((why, bytes)) = service.read_only_reason() {
        output::print_message(&message!("folder-only-read", why = why.clone(), kib = bytes / 1024));
    }
    if service.opened_without_copy() {
        output::print_message(&message!("folder-without-copy"));
    }
    if service.was_open_to_others() {
        output::print_message(&message!("folder-was-open", folder = folder.display()));
    }
}

/// Prints the verifier key, when it was made at this opening or nothing was recorded under it yet. Whoever keeps it
/// elsewhere can verify later that the log is still the same.
pub fn print_key(service: &Service) {
    let Some(made) = service.key_made() else { return };
    let key = service.verifier().to_string();
    output::print_message(&match made {
        KeyMade::NewFolder => message!("key-made-new", key = key),
        KeyMade::OlderFolder => message!("key-made-older", key = key),
        KeyMade::Asked => message!("key-made-asked", key = key),
    });
}

/// The failure for a missing folder.
pub fn missing_folder(folder: &Path) -> Failure {
    Failure::refused(message!("folder-missing", folder = folder.display().to_string()))
}

/// Converts an error of the log to a failure of the command.
pub fn log_failure(error: &LogError) -> Failure {
    if error.is_damage_or_in_use() { Failure::folder(error.message()) } else { Failure::refused(error.message()) }
}

/// Converts an error of the application to a failure of the command.
pub fn app_failure(error: &AppError) -> Failure {
    match error {
        AppError::Log(error) => log_failure(error),
        AppError::Line { cause, .. } | AppError::Partly { cause, .. } => match app_failure(cause) {
            Failure::Error(exit, _) => Failure::Error(exit, error.message()),
            other @ (Failure::Errors(..) | Failure::Answered(_) | Failure::ReaderGone) => other,
        },
        AppError::Write(error) => Failure::output(error),
        AppError::Refused(_)
        | AppError::Conflict { .. }
        | AppError::Precondition { .. }
        | AppError::Input { .. }
        | AppError::Read { .. }
        | AppError::Clock(_) => Failure::refused(error.message()),
    }
}
