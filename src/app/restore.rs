//! Restores a data folder from a back-up: it is built beside its place, verified as a whole, and only then swapped in.

mod signing;
mod slots;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind};

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use self::signing::{ChosenKey, KeyChoice, SigningError};
use self::slots::write_slots;
use super::appending::AppendOptions;
use super::error::AppError;
use super::opening::OpenOptions;
use super::service::Service;
use super::verify::verify;
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::faults::Defect;
use crate::input;
use crate::language::Message;
use crate::log::LogError;
use crate::log::backup::{BackupEnd, BackupError, BackupPart, BackupReader, BackupSecrets, read_secrets};
use crate::log::codec::StoredRecord;
use crate::log::folder::{IfMissing, Log};
use crate::log::frame::Batch;
use crate::log::lock;
use crate::log::record::Hash;
use crate::log::signed_note::Verifier;
use crate::log::storage::Appender;
use crate::message;

/// A frame is closed at this size, as by the writer.
const FRAME_BYTES: usize = crate::log::writer::BATCH_BYTES_MAX;
/// The keys that are kept of an erasure in the list, which may be a full record of an `export`.
const OWN_FIELDS: [&str; 5] = ["id", "type", "onderwerp", "ingangsdatum", "gegevens"];

/// A request to restore a back-up.
pub struct RestoreRequest<'a> {
    /// `FILE`.
    pub records: &'a Path,
    /// `FILE.geheim`; `None` to restore without texts.
    pub secrets: Option<&'a Path>,
    /// Erasures recorded after the back-up: lines of JSON, such as a newer export.
    pub erasures: Option<&'a Path>,
    /// The folder to create.
    pub folder: &'a Path,
    /// Whether an existing folder may be moved aside.
    pub replace: bool,
    /// Which key may sign it.
    pub signing: KeyChoice,
    /// Who records the erasures.
    pub actor: &'a Actor,
}

/// The result of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The last position of the back-up.
    pub position: u64,
    /// The root hash at that position.
    pub root: Hash,
    /// Texts that are erased according to the back-up itself.
    pub erased: u64,
    /// Erasures of the list that the back-up did not have.
    pub erased_again: u64,
    /// Texts that nothing opens: the back-up was restored without its secrets, or made of a log that was.
    pub missing: u64,
    /// Where the existing folder was moved.
    pub moved_to: Option<PathBuf>,
    /// Which key signs it from here on.
    pub signs: ChosenKey,
    /// The public key and name that others check its signatures with.
    pub verifier: Verifier,
}

/// Why a restore failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum RestoreError {
    /// One of the files is not a back-up, or not complete.
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: BackupError,
    },
    /// The file with the secrets is missing.
    NoSecrets(PathBuf),
    /// The folder exists and is not empty.
    DestinationExists(PathBuf),
    /// The two files belong to different back-ups. Each value is the last position.
    OtherSecrets {
        /// `FILE`.
        records: u64,
        /// `FILE.geheim`.
        secrets: u64,
    },
    /// The old key may not be used, or can not.
    Signing(SigningError),
    /// A line of the list of erasures is invalid.
    Line {
        /// The list.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: Message,
    },
    /// The log that was built does not hold.
    Broken(Message),
    /// An error of the application.
    App(#[from] AppError),
}

impl RestoreError {
    /// What is wrong, where, and what to do.
    pub fn message(&self) -> Message {
        let shown = |path: &Path| path.display().to_string();
        match self {
            RestoreError::File { file, source } => {
                Message::joined(vec![Message::verbatim(shown(file)), source.message()], ": ")
            }
            RestoreError::NoSecrets(file) => message!("restore-no-secrets", file = shown(file)),
            RestoreError::DestinationExists(folder) => message!("restore-in-the-way", folder = shown(folder)),
            RestoreError::OtherSecrets { records, secrets } => {
                message!("restore-other-secrets", records = *records, secrets = *secrets)
            }
            RestoreError::Signing(error) => error.message(),
            RestoreError::Line { file, line, what } => {
                let place = Message::verbatim(format!("{}:{line}", shown(file)));
                Message::joined(vec![place, what.clone()], ": ")
            }
            RestoreError::Broken(what) => message!("restore-broken", what = what.clone()),
            RestoreError::App(error) => error.message(),
        }
    }
}

impl From<LogError> for RestoreError {
    fn from(error: LogError) -> Self {
        RestoreError::App(error.into())
    }
}

/// A callback for progress: (done, total); the total is 0 when it is not known.
pub type ProgressFn<'a> = &'a mut dyn FnMut(u64, u64);

/// Checks the back-up and its destination before anything is done. Returns whether a folder has to be moved aside.
///
/// # Errors
/// [`RestoreError`]: the first problem of the file, then of its destination.
pub fn check_request(request: &RestoreRequest<'_>) -> Result<bool, RestoreError> {
    opened(request.records)?;
    if let Some(secrets) = request.secrets {
        match File::open(secrets) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(RestoreError::NoSecrets(secrets.to_owned()));
            }
            Err(error) => return Err(RestoreError::File { file: secrets.to_owned(), source: error.into() }),
        }
    }
    holds_something(request.folder)
}

/// Restores a back-up. Until the result is verified as a whole, nothing is at its destination; a crash leaves a folder
/// beside it whose name begins with a dot, which may be deleted.
///
/// # Errors
/// [`RestoreError`]: nothing was changed.
pub fn restore(request: &RestoreRequest<'_>, tell: ProgressFn<'_>) -> Result<Restored, RestoreError> {
    let parent = match request.folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    let in_the_way = check_request(request)?;
    clear_destination(request, in_the_way)?;
    let file_error = |file: &Path| {
        let file = file.to_owned();
        move |source: BackupError| RestoreError::File { file, source }
    };
    let secrets = request.secrets.map(|path| {
        let opened = File::open(path).map_err(BackupError::from);
        opened.and_then(|file| read_secrets(BufReader::new(file))).map_err(file_error(path))
    });
    let secrets = secrets.transpose()?;
    let io = |doing: Message| move |source| LogError::io(doing, source);
    fs::create_dir_all(parent).map_err(io(message!("doing-creating", path = parent.display())))?;
    let building = tempfile::Builder::new().prefix(".peildatum-restore-").tempdir_in(parent);
    let building = building.map_err(io(message!("doing-folder-in", path = parent.display())))?;
    let data = building.path().join("data");
    let (end, slots) = records_into(request.records, &data, tell)?.map_err(file_error(request.records))?;
    check_same_backup(&end, secrets.as_ref())?;
    write_slots(&data, &slots, secrets.as_ref())?;
    let signs = signing::put_back(request, &data, &end, secrets.as_ref())?;
    let checked = verify_built(request, &data, &end, tell)?;
    let put_aside = if in_the_way { Some(move_aside(request.folder)?) } else { None };
    fs::rename(&data, request.folder).map_err(io(message!("doing-renaming", path = data.display())))?;
    File::open(parent)
        .and_then(|folder| folder.sync_all())
        .map_err(io(message!("doing-syncing", path = parent.display())))?;
    let (position, root) = (end.extent.position, end.extent.root);
    let RestoreCheck { erased, missing, erased_again, verifier } = checked;
    Ok(Restored { position, root, erased, erased_again, missing, moved_to: put_aside, signs, verifier })
}

/// Checks that the file starts as a back-up.
fn opened(file: &Path) -> Result<(), RestoreError> {
    let begun = File::open(file).map_err(BackupError::from).and_then(|file| BackupReader::begin(BufReader::new(file)));
    begun.map(drop).map_err(|source| RestoreError::File { file: file.to_owned(), source })
}

fn holds_something(folder: &Path) -> Result<bool, RestoreError> {
    match fs::read_dir(folder) {
        Ok(mut names) => Ok(names.next().is_some()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(LogError::io(message!("doing-reading", path = folder.display()), source).into()),
    }
}

/// Refuses a folder that may not be moved aside, or that a service uses; removes an empty one.
fn clear_destination(request: &RestoreRequest<'_>, in_the_way: bool) -> Result<(), RestoreError> {
    if in_the_way && !request.replace {
        return Err(RestoreError::DestinationExists(request.folder.to_owned()));
    }
    if in_the_way {
        lock::lock(request.folder)?; // refused while a service uses it
    } else if request.folder.exists() {
        let doing = message!("doing-removing", path = request.folder.display());
        fs::remove_dir(request.folder).map_err(|source| LogError::io(doing, source))?;
    }
    Ok(())
}

fn move_aside(folder: &Path) -> Result<PathBuf, RestoreError> {
    for number in 1..u32::MAX {
        let mut name = folder.as_os_str().to_owned();
        name.push(format!(".before-restore-{number}"));
        let aside = PathBuf::from(name);
        if !aside.exists() {
            fs::rename(folder, &aside)
                .map_err(|source| LogError::io(message!("doing-renaming", path = folder.display()), source))?;
            return Ok(aside);
        }
    }
    unreachable!("nobody restored four billion times")
}

type Read1 = Result<(BackupEnd, Vec<u64>), BackupError>;

/// Writes the records to a new log. Returns the end of the file and the slot of each record.
fn records_into(file: &Path, data: &Path, tell: ProgressFn<'_>) -> Result<Read1, RestoreError> {
    let mut log = Log::open(data, IfMissing::Create)?;
    let read = copy_records(file, &mut log, tell)?;
    Box::new(log.appender).close()?;
    Ok(read)
}

fn copy_records(file: &Path, log: &mut Log, tell: ProgressFn<'_>) -> Result<Read1, RestoreError> {
    let opened = File::open(file).map_err(BackupError::from).and_then(|file| BackupReader::begin(BufReader::new(file)));
    let mut input = match opened {
        Ok(input) => input,
        Err(error) => return Ok(Err(error)),
    };
    let mut batch = Batch::new(1);
    let mut slots = Vec::new();
    loop {
        let part = match input.next_part() {
            Ok(part) => part,
            Err(error) => return Ok(Err(error)),
        };
        let ended = match part {
            BackupPart::Record(bytes) => {
                let position = batch.next_position();
                let stored =
                    StoredRecord::decode(&bytes).map_err(|_| broken(position, Defect::Unreadable.message()))?;
                slots.push(stored.slot);
                batch.push(&bytes).ok_or_else(|| broken(position, message!("restore-record-too-large")))?;
                tell(position, 0);
                None
            }
            BackupPart::End(end) => Some(end),
        };
        if (ended.is_some() || batch.frame_len() >= FRAME_BYTES)
            && let Some(frame) = batch.finish()
        {
            log.appender.append(frame.header().first - 1, &frame)?;
        }
        if let Some(end) = ended {
            if end.extent.position != slots.len() as u64 {
                return Err(RestoreError::Broken(message!("restore-other-count")));
            }
            return Ok(Ok((end, slots)));
        }
    }
}

fn broken(position: u64, what: Message) -> RestoreError {
    let name = Message::verbatim(position.to_string());
    RestoreError::Broken(Message::joined(vec![name, what], ": "))
}

fn check_same_backup(end: &BackupEnd, secrets: Option<&BackupSecrets>) -> Result<(), RestoreError> {
    match secrets {
        Some(secrets) if secrets.extent != end.extent => {
            let (records, secrets) = (end.extent.position, secrets.extent.position);
            Err(RestoreError::OtherSecrets { records, secrets })
        }
        Some(_) | None => Ok(()),
    }
}

/// The result of checking what was built.
struct RestoreCheck {
    erased: u64,
    missing: u64,
    erased_again: u64,
    verifier: Verifier,
}

/// Opens what was built, which redoes its own erasures, verifies everything, and applies the erasures of the list.
fn verify_built(
    request: &RestoreRequest<'_>,
    data: &Path,
    end: &BackupEnd,
    tell: ProgressFn<'_>,
) -> Result<RestoreCheck, RestoreError> {
    let service = Service::open(data, OpenOptions::default())?;
    let checked = check_open(&service, end, tell);
    let again = checked.and_then(|(erased, missing)| {
        let erased_again = apply_erasures(&service, request)?;
        Ok(RestoreCheck { erased, missing, erased_again, verifier: service.verifier() })
    });
    let closed = service.close();
    let again = again?;
    closed?;
    Ok(again)
}

/// Verifies the log. Returns how many texts are erased, and how many are missing.
fn check_open(service: &Service, end: &BackupEnd, tell: ProgressFn<'_>) -> Result<(u64, u64), RestoreError> {
    let verified = verify(service, tell)?;
    if verified.root != end.extent.root || verified.events != end.extent.position {
        return Err(RestoreError::Broken(message!("restore-other-root")));
    }
    // Missing texts are no error here: the caller chose that, and they are reported.
    match verified.faults.iter().find(|fault| !fault.is_missing_texts) {
        Some(fault) => Err(RestoreError::Broken(fault.message())),
        None => Ok((verified.erased, verified.missing)),
    }
}

/// Records the erasures of the list that the back-up does not have yet, under their own ids.
fn apply_erasures(service: &Service, request: &RestoreRequest<'_>) -> Result<u64, RestoreError> {
    let Some(path) = request.erasures else { return Ok(0) };
    let read = |source| AppError::Read { file: path.display().to_string(), source };
    let mut done = 0;
    for (number, line) in BufReader::new(File::open(path).map_err(read)?).lines().enumerate() {
        let line = line.map_err(read)?;
        let wrong = |what: Message| RestoreError::Line { file: path.to_owned(), line: number + 1, what };
        if line.trim().is_empty() {
            continue;
        }
        let mut event: Value = serde_json::from_str(&line).map_err(|_| wrong(message!("restore-no-json")))?;
        if event["type"] != EventType::EventErased.full_name() {
            continue;
        }
        if let Some(fields) = event.as_object_mut() {
            fields.retain(|key, _| OWN_FIELDS.contains(&key.as_str()));
        }
        let proposal = input::proposal(&event).map_err(|errors| wrong(errors[0].message.clone()))?;
        match service.append(vec![proposal], request.actor, AppendOptions::default()) {
            Ok(appended) => done += appended.added as u64,
            // An event recorded after the back-up is not in it, and an event that is erased stays erased.
            Err(AppError::Refused(refusal)) if matches!(refusal.code, "gebeurtenis-onbekend" | "al-gewist") => {}
            Err(AppError::Conflict { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(done)
}
