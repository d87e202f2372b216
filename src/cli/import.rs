//! `peildatum import`: appends files of events, or of full records, to a log: all of them or none.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::concat_files::ConcatenatedFiles;
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::FolderArgs;
use super::{language, login, output};
use crate::app::import::{self, ImportFile, ImportOptions, ImportProgress};
use crate::app::query_keys as keys;
use crate::app::{KeyMade, OpenOptions, Service};
use crate::domain::actor::Actor;
use crate::http::transfer;
use crate::language::Message;
use crate::log::folder::IfMissing;
use crate::message;

/// Appends events from files, one JSON object a line: all of them or none
///
/// Repeating a file adds nothing. The first line that is refused is named, and then nothing is written. A text that may hold
/// personal data is named too, and taken: look at it, and erase it where it does.
#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    opening: FolderArgs,
    /// Files of events as NDJSON; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Keeps the moments of recording that the lines give; needed for the full records of an export
    #[arg(long)]
    keep_times: bool,
    /// Takes drafts that are still marked `nakijken`
    #[arg(long)]
    accept_unreviewed: bool,
    /// Judges everything and writes nothing
    #[arg(long)]
    dry_run: bool,
    /// Who records (default: lokaal:<login name>)
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Prints the summary as JSON on stdout instead of as text on stderr
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Imports the files, and prints the result.
    ///
    /// # Errors
    /// [`Failure`] for the first line that is refused, and for a folder, file or service that is missing.
    pub fn run(&self) -> Result<(), Failure> {
        let actor = local_administrator(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        let place = self.place.place()?;
        let files = self.files.iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
        let done = match place {
            LogLocation::Folder(folder) => self.import_to_folder(&folder, &files, &actor)?,
            LogLocation::Service(client) => self.import_to_service(&client, &files, &actor)?,
        };
        if self.json {
            return output::emit(format!("{done}\n").as_bytes(), None);
        }
        print_warnings(&done);
        let passed_over = done["tijdenNietBewaard"].as_u64().unwrap_or_default();
        if passed_over > 0 {
            output::print_message(&message!("import-times-not-kept", count = passed_over));
        }
        output::print_line(summary(&done).in_language(language()));
        Ok(())
    }

    const fn options(&self) -> ImportOptions {
        ImportOptions { keep_times: self.keep_times, accept_unreviewed: self.accept_unreviewed, dry_run: self.dry_run }
    }

    fn import_to_folder(&self, folder: &Path, files: &[ImportFile], actor: &Actor) -> Result<Value, Failure> {
        with_new_folder(folder, self.dry_run, &self.opening, |service| self.judge(service, files, actor))
    }

    fn judge(&self, service: &Service, files: &[ImportFile], actor: &Actor) -> Result<Value, Failure> {
        let options = self.options();
        let (judging, writing) = (
            output::ProgressDisplay::new(&message!("progress-judging")),
            output::ProgressDisplay::new(&message!("progress-writing")),
        );
        let imported = import::import(service, files, actor, options, &mut |progress| match progress {
            ImportProgress::Judged(lines) => judging.count(lines),
            ImportProgress::Written(done, of) => writing.set(done, of),
        });
        drop((judging, writing));
        let imported = imported.map_err(|e| location::app_failure(&e))?;
        for file in &imported.empty_files {
            output::print_line(message!("import-file-empty", file = &files[*file].name).in_language(language()));
        }
        let mut done = transfer::imported_json(&imported, service.durable_head(), options.dry_run, language());
        let places = imported.warnings.first.iter().map(|warning| (&*files[warning.file].name, warning.line));
        name_files(&mut done, places);
        Ok(done)
    }

    /// Sends the files as one body, so that here too either all or nothing is written.
    fn import_to_service(&self, client: &Client, files: &[ImportFile], actor: &Actor) -> Result<Value, Failure> {
        let target = self.options().to_target().with(keys::ACTOR, actor.id());
        let ConcatenatedFiles { body, places } = ConcatenatedFiles::of(files).map_err(|e| location::app_failure(&e))?;
        if places.is_empty() {
            let names: Vec<Message> = files.iter().map(|file| Message::verbatim(&file.name)).collect();
            return Err(Failure::refused(message!("import-nothing", files = names)));
        }
        let empty = files.iter().enumerate().filter(|(at, _)| !places.iter().any(|(file, _)| file == at));
        for (_, file) in empty {
            output::print_line(message!("import-file-empty", file = &file.name).in_language(language()));
        }
        let place = |line: u64| {
            let at = usize::try_from(line).ok().and_then(|line| places.get(line.checked_sub(1)?));
            at.map(|(file, line)| (&*files[*file].name, *line))
        };
        let named = |line| place(line).map(|(file, line)| format!("{file}:{line}"));
        let answer = client.post(&target, transfer::NDJSON, &body, &named)?;
        let mut done: Value = serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.no_json(&e))?;
        let warned = done["waarschuwingen"].as_array().into_iter().flatten();
        let warned: Vec<_> = warned.map(|one| place(one["regel"].as_u64().unwrap_or(0)).unwrap_or(("", 0))).collect();
        name_files(&mut done, warned.into_iter());
        Ok(done)
    }
}

/// Lets `work` record in `folder`, which is created when missing; a created folder is removed again when nothing was
/// recorded.
///
/// # Errors
/// [`Failure`] when the folder can not be opened or created, and the error of `work`.
pub fn with_new_folder<T>(
    folder: &Path,
    dry_run: bool,
    opening: &FolderArgs,
    work: impl FnOnce(&Service) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let missing = !folder.exists();
    let options = OpenOptions { if_missing: IfMissing::Create, ..opening.options() };
    if missing && dry_run {
        // Nothing is written, not even an empty log: the lines are validated against a temporary one.
        let passing = tempfile::tempdir().map_err(|e| Failure::file("make", &std::env::temp_dir(), &e))?;
        return location::with_folder(passing.path(), options, work);
    }
    let mut left_empty = false;
    let done = location::with_folder(folder, options, |service| {
        let done = work(service);
        left_empty = service.durable_head() == 0;
        if done.is_ok() && !left_empty && service.key_made() == Some(KeyMade::NewFolder) {
            location::print_key(service);
        }
        done
    });
    if missing && left_empty {
        std::fs::remove_dir_all(folder).ok(); // created just now and nothing was recorded: it is empty
    }
    done
}

/// Opens a file of an import. A source that can be read only once is copied to a temporary file.
fn open(path: &Path) -> Result<ImportFile, Failure> {
    let spool = |name: &str, reader: &mut dyn Read| {
        ImportFile::spooled(name, reader).map_err(|e| Failure::file("read", Path::new(name), &e))
    };
    if path == Path::new("-") {
        return spool("stdin", &mut io::stdin().lock());
    }
    let mut file = std::fs::File::open(path).map_err(|e| Failure::file("read", path, &e))?;
    let kind = file.metadata().map_err(|e| Failure::file("read", path, &e))?;
    if kind.is_dir() {
        return Err(Failure::refused(message!("file-is-folder", file = path.display().to_string())));
    }
    if kind.is_file() { Ok(ImportFile::at(path)) } else { spool(&path.display().to_string(), &mut file) }
}

/// The local actor with this id, as administrator: whoever can write the folder can do everything anyway.
///
/// # Errors
/// [`Failure`] when the id is no actor id.
pub fn local_administrator(id: &str) -> Result<Actor, Failure> {
    Actor::administrator(id).map_err(|_| Failure::refused(message!("actor-wrong", id = id)))
}

/// Sets the file and the line in it in each warning, in order: a service knows one file only.
fn name_files<'f>(done: &mut Value, places: impl Iterator<Item = (&'f str, u64)>) {
    for (warning, (file, line)) in done["waarschuwingen"].as_array_mut().into_iter().flatten().zip(places) {
        (warning["bestand"], warning["regel"]) = (file.into(), line.into());
    }
}

/// Prints the warnings, one line each.
fn print_warnings(done: &Value) {
    let listed = done["waarschuwingen"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    for one in listed {
        let (file, field, message) = (text(one, "bestand"), text(one, "veld"), text(one, "melding"));
        let line = one["regel"].as_u64().unwrap_or_default();
        let said = message!("import-warning", file = file, line = line, field = field, what = message);
        output::print_line(said.in_language(language()));
    }
    let more = done["aantalWaarschuwingen"].as_u64().unwrap_or_default().saturating_sub(listed.len() as u64);
    if more > 0 {
        output::print_line(message!("import-more-warnings", count = more).in_language(language()));
    }
}

/// The result of an import in one line.
fn summary(done: &Value) -> Message {
    let number = |key: &str| done[key].as_u64().unwrap_or_default();
    let (lines, added, known, head) = (number("gelezen"), number("toegevoegd"), number("bekend"), number("positie"));
    let review = match number("nakijken") {
        0 => Message::verbatim(""),
        some => message!("import-to-review", count = some),
    };
    let read = message!("import-read", lines = lines);
    if done["proef"] == true {
        message!("import-tried", read = read, review = review, added = added, known = known)
    } else {
        message!("import-done", read = read, review = review, added = added, known = known, head = head)
    }
}
