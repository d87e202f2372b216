//! A data folder made again of a back-up: built beside its place, checked whole, and only then swapped in.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::AppError;
use super::service::{AppendOptions, OpenOptions, Service};
use super::verify::verify;
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::proposal::Proposal;
use crate::language::Message;
use crate::log::LogError;
use crate::log::backup::{BackupError, End, Part, RecordsIn, Secrets, read_secrets};
use crate::log::codec::StoredRecord;
use crate::log::folder::{self, IfMissing, Log};
use crate::log::frame::Batch;
use crate::log::record::Hash;
use crate::log::secrets::SLOT_LEN;
use crate::log::storage::Appender;

/// A frame is ended when it holds this much, as the writer does.
const FRAME_BYTES: usize = crate::log::writer::BATCH_BYTES_MAX;
/// Slots that a log may have made and not used, for each that it used and in all: a crash leaves a block of 4,096 at most.
const UNUSED_SLOTS: (u64, u64) = (16, 1_000_000);
/// What the keys of a checked-out `export` are when only erasures are taken from it.
const OWN_FIELDS: [&str; 5] = ["id", "type", "onderwerp", "ingangsdatum", "gegevens"];

/// What may sign the log from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// Nothing was said: a log that was signed is refused.
    Unsaid,
    /// The old key, since this is the last checkpoint that was published.
    After(Vec<u8>),
    /// The old key, since no checkpoint was signed after the back-up: somebody's word.
    SignOn,
    /// A new one.
    NewKey,
}

/// What is to be restored, and where.
pub struct RestoreRequest<'a> {
    /// `FILE`.
    pub records: &'a Path,
    /// `FILE.geheim`; none to restore what can be without.
    pub secrets: Option<&'a Path>,
    /// Erasures after the back-up: lines of JSON, such as a newer export.
    pub erasures: Option<&'a Path>,
    /// The folder to make.
    pub folder: &'a Path,
    /// Whether a folder that is there may be put aside.
    pub replace: bool,
    /// What may sign it.
    pub signing: Signing,
    /// Who records the erasures.
    pub actor: &'a Actor,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The last position of the back-up.
    pub position: u64,
    /// The root at it.
    pub root: Hash,
    /// Texts that are erased, as the back-up itself says.
    pub erased: u64,
    /// Erasures of the list that were not in the back-up.
    pub erased_again: u64,
    /// Where the folder that was there was put.
    pub put_aside: Option<PathBuf>,
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// One of the files is none, or not whole.
    #[error("{}: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What is wrong.
        source: BackupError,
    },
    /// What the two files or the folder say does not fit together; with what to do.
    #[error("{0}")]
    Refused(String),
    /// What was built does not hold.
    #[error("the back-up does not hold: {0}; use another one")]
    Broken(Message),
    /// The application's own.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<LogError> for RestoreError {
    fn from(error: LogError) -> Self {
        RestoreError::App(error.into())
    }
}

/// How far it is: (done, of); of 0 when that is not known.
pub type Tell<'a> = &'a mut dyn FnMut(u64, u64);

/// Restores a back-up. Until it holds as a whole nothing lies at its place; what a stop leaves is a folder beside it whose name
/// begins with a dot, which may be thrown away.
///
/// # Errors
/// [`RestoreError`]: nothing was changed.
pub fn restore(request: &RestoreRequest<'_>, tell: Tell<'_>) -> Result<Restored, RestoreError> {
    let parent = match request.folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    let in_the_way = in_the_way(request)?;
    let file_error = |file: &Path| {
        let file = file.to_owned();
        move |source: BackupError| RestoreError::File { file, source }
    };
    let secrets = request.secrets.map(|path| {
        let opened = File::open(path).map_err(BackupError::from);
        opened.and_then(|file| read_secrets(BufReader::new(file))).map_err(file_error(path))
    });
    let secrets = secrets.transpose()?;
    let io = |doing: &str, path: &Path| {
        let doing = format!("{doing} {}", path.display());
        move |source| LogError::io(doing, source)
    };
    fs::create_dir_all(parent).map_err(io("creating", parent))?;
    let building = tempfile::Builder::new().prefix(".peildatum-restore-").tempdir_in(parent);
    let building = building.map_err(io("making a folder in", parent))?;
    let data = building.path().join("data");
    let (end, slots) = records_into(request.records, &data, tell)?.map_err(file_error(request.records))?;
    belong_together(&end, secrets.as_ref())?;
    write_slots(&data, &slots, secrets.as_ref())?;
    signing_files(request, &data, &end, secrets.as_ref())?;
    let (erased, erased_again) = check(request, &data, &end, secrets.is_some(), tell)?;
    let put_aside = if in_the_way { Some(put_aside(request.folder)?) } else { None };
    fs::rename(&data, request.folder).map_err(io("renaming", &data))?;
    File::open(parent).and_then(|folder| folder.sync_all()).map_err(io("syncing", parent))?;
    let (position, root) = (end.extent.position, end.extent.root);
    Ok(Restored { position, root, erased, erased_again, put_aside })
}

/// Whether there is a folder to be put aside.
fn in_the_way(request: &RestoreRequest<'_>) -> Result<bool, RestoreError> {
    let shown = request.folder.display();
    let names = match fs::read_dir(request.folder) {
        Ok(mut names) => names.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(LogError::io(format!("reading {shown}"), source).into()),
    };
    if names && !request.replace {
        let what = format!("{shown} is there and not empty; name another folder, or put it aside with --replace");
        return Err(RestoreError::Refused(what));
    }
    if names {
        folder::lock(request.folder)?; // refused while a service has it
    } else {
        fs::remove_dir(request.folder).map_err(|source| LogError::io(format!("removing {shown}"), source))?;
    }
    Ok(names)
}

fn put_aside(folder: &Path) -> Result<PathBuf, RestoreError> {
    for number in 1..u32::MAX {
        let mut name = folder.as_os_str().to_owned();
        name.push(format!(".before-restore-{number}"));
        let aside = PathBuf::from(name);
        if !aside.exists() {
            fs::rename(folder, &aside)
                .map_err(|source| LogError::io(format!("renaming {}", folder.display()), source))?;
            return Ok(aside);
        }
    }
    unreachable!("nobody restored four billion times")
}

type Read1 = Result<(End, Vec<u64>), BackupError>;

/// Lays the records in a new log, and gives the end of the file and the slot of each record.
fn records_into(file: &Path, data: &Path, tell: Tell<'_>) -> Result<Read1, RestoreError> {
    let mut log = Log::open(data, IfMissing::Create)?;
    let read = copy(file, &mut log, tell)?;
    Box::new(log.appender).close()?;
    Ok(read)
}

fn copy(file: &Path, log: &mut Log, tell: Tell<'_>) -> Result<Read1, RestoreError> {
    let opened = File::open(file).map_err(BackupError::from).and_then(|file| RecordsIn::begin(BufReader::new(file)));
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
            Part::Record(bytes) => {
                let position = batch.next_position();
                let stored = StoredRecord::decode(&bytes).map_err(|e| broken(position, &e.to_string()))?;
                slots.push(stored.slot);
                batch.push(&bytes).ok_or_else(|| broken(position, "it is larger than a record may be"))?;
                tell(position, 0);
                None
            }
            Part::End(end) => Some(end),
        };
        if (ended.is_some() || batch.frame_len() >= FRAME_BYTES)
            && let Some(frame) = batch.finish()
        {
            log.appender.append(frame.header().first - 1, &frame)?;
        }
        if let Some(end) = ended {
            if end.extent.position != slots.len() as u64 {
                return Err(broken(0, "it has not as many records as it says"));
            }
            return Ok(Ok((end, slots)));
        }
    }
}

fn broken(position: u64, what: &str) -> RestoreError {
    RestoreError::Broken(Message::verbatim(format!("{what} (at position {position})")))
}

fn belong_together(end: &End, secrets: Option<&Secrets>) -> Result<(), RestoreError> {
    match secrets {
        Some(secrets) if secrets.extent != end.extent => Err(RestoreError::Refused(format!(
            "the two files belong to different back-ups: one ends at position {}, the other at {}; take the two that were \
             made together",
            end.extent.position, secrets.extent.position
        ))),
        Some(_) | None => Ok(()),
    }
}

/// Puts each slot where its record says that it lies.
fn write_slots(data: &Path, slots: &[u64], secrets: Option<&Secrets>) -> Result<(), RestoreError> {
    let path = data.join("secrets");
    let at = |source| LogError::io(format!("writing {}", path.display()), source);
    let end = slots.iter().max().map_or(0, |last| last.saturating_add(1));
    if end > slots.len() as u64 * UNUSED_SLOTS.0 + UNUSED_SLOTS.1 {
        return Err(broken(0, "a record names a slot that no log would have made"));
    }
    let file = File::options().write(true).mode(0o600).open(&path).map_err(at)?;
    file.set_len(end * SLOT_LEN as u64).map_err(at)?;
    if let Some(secrets) = secrets {
        for (number, slot) in slots.iter().zip(secrets.slots.chunks_exact(SLOT_LEN)) {
            file.write_all_at(slot, number * SLOT_LEN as u64).map_err(at)?;
        }
    }
    file.sync_all().map_err(at)?;
    Ok(())
}

/// Puts back the key and the checkpoint, where that can not make the log promise two things: a log that signed further than
/// this back-up reaches would, under the same key, sign another history.
fn signing_files(
    request: &RestoreRequest<'_>,
    data: &Path,
    end: &End,
    secrets: Option<&Secrets>,
) -> Result<(), RestoreError> {
    if end.checkpoint.is_empty() || request.signing == Signing::NewKey {
        return Ok(());
    }
    let size = |note: &[u8]| {
        let text = std::str::from_utf8(note).ok()?;
        text.lines().nth(1)?.parse::<u64>().ok()
    };
    let last = match &request.signing {
        Signing::After(last) => last.clone(),
        Signing::SignOn => end.checkpoint.clone(),
        Signing::Unsaid | Signing::NewKey => {
            let size = size(&end.checkpoint).unwrap_or(0);
            return Err(RestoreError::Refused(format!(
                "the log was signed, in this back-up up to position {size}; give the last checkpoint that was published with \
                 --checkpoint FILE, or say --sign-on when none was signed after it, or --new-key"
            )));
        }
    };
    let own = fs::read(request.folder.join("checkpoint")).ok();
    let known = [Some(last.clone()), own].into_iter().flatten().filter_map(|note| size(&note)).max();
    let held = end.extent.position;
    match known {
        Some(known) if known <= held => {}
        Some(known) => {
            return Err(RestoreError::Refused(format!(
                "position {known} was signed, and this back-up ends at {held}: signing on would promise another history; use a \
                 newer back-up, or go on under another key with --new-key"
            )));
        }
        None => return Err(RestoreError::Refused("the checkpoint that was given is none".to_owned())),
    }
    let key = secrets.map(|secrets| &secrets.key).filter(|key| !key.is_empty());
    let key = key.ok_or_else(|| {
        RestoreError::Refused(
            "the signing key is not in this back-up, since it does not leave a service; make the back-up with --data, or go on \
             under another key with --new-key"
                .to_owned(),
        )
    })?;
    for (name, bytes) in [("key", key), ("checkpoint", &last)] {
        let path = data.join(name);
        let write = || {
            let mut file = File::options().write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|source| LogError::io(format!("writing {}", path.display()), source))?;
    }
    Ok(())
}

/// Opens what was built, which redoes its own erasures, recomputes everything, and does the erasures of the list.
fn check(
    request: &RestoreRequest<'_>,
    data: &Path,
    end: &End,
    with_texts: bool,
    tell: Tell<'_>,
) -> Result<(u64, u64), RestoreError> {
    let service = Service::open(data, OpenOptions::default())?;
    let checked = check_open(&service, end, with_texts, tell);
    let again = checked.and_then(|erased| Ok((erased, erase_again(&service, request)?)));
    let closed = service.close();
    let again = again?;
    closed?;
    Ok(again)
}

fn check_open(service: &Service, end: &End, with_texts: bool, tell: Tell<'_>) -> Result<u64, RestoreError> {
    let verified = verify(service, tell)?;
    if verified.root != end.extent.root || verified.events != end.extent.position {
        return Err(broken(0, "its records give another root than it says"));
    }
    // Without the secrets no text opens, and that is what was asked for.
    match verified.faults.first().filter(|_| with_texts) {
        Some(fault) => Err(RestoreError::Broken(fault.message())),
        None => Ok(verified.erased),
    }
}

/// Records the erasures of the list that the back-up does not know yet, under their own ids.
fn erase_again(service: &Service, request: &RestoreRequest<'_>) -> Result<u64, RestoreError> {
    let Some(path) = request.erasures else { return Ok(0) };
    let read = |source| AppError::Read { file: path.display().to_string(), source };
    let mut done = 0;
    for (number, line) in BufReader::new(File::open(path).map_err(read)?).lines().enumerate() {
        let line = line.map_err(read)?;
        let wrong = |what: &str| RestoreError::Refused(format!("{}:{}: {what}", path.display(), number + 1));
        if line.trim().is_empty() {
            continue;
        }
        let mut event: Value = serde_json::from_str(&line).map_err(|_| wrong("this is no line of JSON"))?;
        if event["type"] != EventType::EventErased.full_name() {
            continue;
        }
        if let Some(fields) = event.as_object_mut() {
            fields.retain(|key, _| OWN_FIELDS.contains(&key.as_str()));
        }
        let proposal = Proposal::from_json(&event).map_err(|errors| wrong(&errors[0].message.to_string()))?;
        match service.append(vec![proposal], request.actor, AppendOptions::default()) {
            Ok(appended) => done += appended.added as u64,
            // What was recorded after the back-up is not in it, and what is erased is erased.
            Err(AppError::Refused(refusal)) if matches!(refusal.code, "gebeurtenis-onbekend" | "al-gewist") => {}
            Err(AppError::Conflict { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(done)
}
