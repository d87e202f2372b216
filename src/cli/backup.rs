//! `peildatum backup`: a consistent copy of a log, also of a running service, in two files.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::client::Client;
use super::failure::Failure;
use super::output::{self, Progress};
use super::place::{self, Place, PlaceArgs};
use super::target::{self, Draft, Existing, Readers, Target};
use crate::app::AppError;
use crate::app::backup::{self, SigningKey};
use crate::language::Message;
use crate::log::backup::{BackupError, Extent, Part, RecordsIn, read_secrets};
use crate::message;

/// How often the back-up is requested again when a text was erased while it was made.
const TRIES: usize = 3;
/// The text of that error, in both languages.
const ERASED_MEANWHILE: [&str; 2] = ["intussen gewist", "erased meanwhile"];

/// Writes a back-up: the records to FILE, and what opens their texts to FILE.geheim.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    place: PlaceArgs,
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// The name of the file with the secrets.
pub fn secrets_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".geheim");
    PathBuf::from(name)
}

impl Backup {
    /// Writes both files, or neither.
    ///
    /// # Errors
    /// [`Failure`] for the first of these: the folder is missing, one of the files exists already or can not be
    /// written, the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let place = self.place.place()?;
        place.is_there()?;
        let secrets = secrets_of(&self.output);
        let is_file = |path: &Path| match Target::of(path) {
            Ok(Target::File(_) | Target::New(_)) => Ok(true),
            Ok(Target::Stream(_) | Target::Stdout) => Ok(false),
            Err(error) => Err(output::of_writing(path, &error)),
        };
        // The file with the secrets is written beside the records, which is not possible beside a device.
        if !is_file(&self.output)? && is_file(&secrets)? {
            return Err(Failure::refused(message!("backup-is-two-files", file = self.output.display().to_string())));
        }
        let bar = Progress::new(&message!("progress-backing-up"));
        let draft = |path: &Path| {
            Draft::of(path, Existing::Keep, Readers::Owner).map_err(|error| output::of_writing(path, &error))
        };
        let (mut drafts, mut tries) = ((draft(&self.output)?, draft(&secrets)?), 0);
        let (extent, missing) = loop {
            tries += 1;
            let files = Files { records: (drafts.0.file(), &self.output), secrets: (drafts.1.file(), &secrets) };
            let made = match &place {
                Place::Folder(folder) => of_folder(folder, files, &bar),
                Place::Service(client) => of_service(client, files, &bar),
            };
            match made {
                Err(Failure::Told(_, why)) if erased_meanwhile(&why) && tries < TRIES => {
                    drafts = (draft(&self.output)?, draft(&secrets)?);
                }
                made => break made?,
            }
        };
        drop(bar);
        let placed = target::put_in_place(vec![drafts.1, drafts.0]);
        placed.map_err(|error| output::of_writing(&self.output, &error))?;
        let (file, secrets) = (self.output.display().to_string(), secrets.display().to_string());
        output::say(&message!("backup-made", count = extent.position, file = file, secrets = &secrets));
        if missing > 0 {
            let texts = message!("texts-missing", count = missing);
            output::say(&message!("backup-missing", texts = texts, secrets = &secrets));
        }
        if matches!(place, Place::Service(_)) {
            output::say(&message!("backup-without-key"));
        }
        Ok(())
    }
}

fn erased_meanwhile(why: &Message) -> bool {
    let said = why.to_string();
    ERASED_MEANWHILE.iter().any(|words| said.contains(words))
}

/// The two files being written, each with its final path.
struct Files<'f> {
    records: (&'f mut File, &'f Path),
    secrets: (&'f mut File, &'f Path),
}

/// Returns the extent that was written, and the number of its texts that nothing opens.
fn of_folder(folder: &Path, files: Files<'_>, bar: &Progress) -> Result<(Extent, u64), Failure> {
    let of = |error: AppError, path: &Path| match error {
        AppError::Write(error) => output::of_writing(path, &error),
        other => place::of_app(&other),
    };
    place::with_folder_to_read(folder, |service| {
        let (file, path) = files.records;
        let mut out = BufWriter::new(file);
        let extent = backup::records(service, &mut out, &mut |done, of| bar.set(done, of));
        let extent = extent.map_err(|error| of(error, path))?;
        out.flush().map_err(|error| output::of_writing(path, &error))?;
        let (file, path) = files.secrets;
        let mut out = BufWriter::new(file);
        let missing = backup::secrets(service, extent, SigningKey::Included, &mut out);
        let missing = missing.map_err(|error| of(error, path))?;
        out.flush().map_err(|error| output::of_writing(path, &error))?;
        Ok((extent, missing))
    })
}

fn of_service(client: &Client, files: Files<'_>, bar: &Progress) -> Result<(Extent, u64), Failure> {
    let (file, path) = files.records;
    let answer = client.get("/v1/back-up", &[], "application/octet-stream")?;
    let failed = Cell::new(None);
    // A write error stops the reading, and is reported as a write error.
    let broken = |error: BackupError| match failed.take() {
        Some(full) => output::of_writing(path, &full),
        None => client.unreadable(error.message()),
    };
    let mut answer = Copying { input: BufReader::new(answer), out: BufWriter::new(file), failed: &failed };
    let mut input = RecordsIn::begin(&mut answer).map_err(broken)?;
    let mut count = 0;
    let end = loop {
        match input.next_part().map_err(broken)? {
            Part::Record(_) => {
                count += 1;
                bar.count(count);
            }
            Part::End(end) => break end,
        }
    };
    answer.out.flush().map_err(|error| output::of_writing(path, &error))?;
    let query = [("positie", end.extent.position.to_string()), ("wortel", hex::encode(end.extent.root))];
    let answer = client.get("/v1/back-up/geheim", &query, "application/octet-stream")?;
    let (file, path) = files.secrets;
    let failed = Cell::new(None);
    let mut answer = Copying { input: answer, out: BufWriter::new(file), failed: &failed };
    let read = read_secrets(&mut answer).map_err(|error| match failed.take() {
        Some(full) => output::of_writing(path, &full),
        None => client.unreadable(error.message()),
    });
    let missing = backup::missing_among(&read?.slots);
    answer.out.flush().map_err(|error| output::of_writing(path, &error))?;
    Ok((end.extent, missing))
}

/// Copies everything that is read from it to a file.
struct Copying<'c, R> {
    input: R,
    out: BufWriter<&'c mut File>,
    /// The write error that stopped the reading.
    failed: &'c Cell<Option<io::Error>>,
}

impl<R: Read> Read for Copying<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.out.write_all(&into[..length]).map_err(|error| {
            self.failed.set(Some(error));
            io::Error::other("it can not be written down")
        })?;
        Ok(length)
    }
}
