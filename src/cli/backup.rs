//! `peildatum backup`: a consistent copy of a log, also of a running service, in two files.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::client::Client;
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::output::{self, ProgressDisplay};
use super::target::{self, DraftFile, FileAccess, IfExists, OutputTarget};
use crate::app::AppError;
use crate::app::backup::{self, SigningKey};
use crate::app::request_target::RequestTarget;
use crate::language::Message;
use crate::log::backup::{BackupError, BackupPart, BackupReader, LogExtent, read_secrets};
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
pub fn secrets_path(file: &Path) -> PathBuf {
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
        place.check_exists()?;
        let secrets = secrets_path(&self.output);
        let is_file = |path: &Path| match OutputTarget::of(path) {
            Ok(OutputTarget::File(_) | OutputTarget::New(_)) => Ok(true),
            Ok(OutputTarget::Stream(_) | OutputTarget::Stdout) => Ok(false),
            Err(error) => Err(output::write_failure(path, &error)),
        };
        // The file with the secrets is written beside the records, which is not possible beside a device.
        if !is_file(&self.output)? && is_file(&secrets)? {
            return Err(Failure::refused(message!("backup-is-two-files", file = self.output.display().to_string())));
        }
        let bar = ProgressDisplay::new(&message!("progress-backing-up"));
        let draft = |path: &Path| {
            DraftFile::of(path, IfExists::Keep, FileAccess::Owner).map_err(|error| output::write_failure(path, &error))
        };
        let (mut drafts, mut tries) = ((draft(&self.output)?, draft(&secrets)?), 0);
        let (extent, missing) = loop {
            tries += 1;
            let files = BackupFiles { records: (drafts.0.file(), &self.output), secrets: (drafts.1.file(), &secrets) };
            let made = match &place {
                LogLocation::Folder(folder) => write_from_folder(folder, files, &bar),
                LogLocation::Service(client) => write_from_service(client, files, &bar),
            };
            match made {
                Err(Failure::Error(_, why)) if erased_meanwhile(&why) && tries < TRIES => {
                    drafts = (draft(&self.output)?, draft(&secrets)?);
                }
                made => break made?,
            }
        };
        drop(bar);
        let placed = target::put_in_place(vec![drafts.1, drafts.0]);
        placed.map_err(|error| output::write_failure(&self.output, &error))?;
        let (file, secrets) = (self.output.display().to_string(), secrets.display().to_string());
        output::print_message(&message!("backup-made", count = extent.position, file = file, secrets = &secrets));
        if missing > 0 {
            let texts = message!("texts-missing", count = missing);
            output::print_message(&message!("backup-missing", texts = texts, secrets = &secrets));
        }
        if matches!(place, LogLocation::Service(_)) {
            output::print_message(&message!("backup-without-key"));
        }
        Ok(())
    }
}

fn erased_meanwhile(why: &Message) -> bool {
    let said = why.to_string();
    ERASED_MEANWHILE.iter().any(|words| said.contains(words))
}

/// The two files being written, each with its final path.
struct BackupFiles<'f> {
    records: (&'f mut File, &'f Path),
    secrets: (&'f mut File, &'f Path),
}

/// Returns the extent that was written, and the number of its texts that nothing opens.
fn write_from_folder(
    folder: &Path,
    files: BackupFiles<'_>,
    bar: &ProgressDisplay,
) -> Result<(LogExtent, u64), Failure> {
    let of = |error: AppError, path: &Path| match error {
        AppError::Write(error) => output::write_failure(path, &error),
        other => location::app_failure(&other),
    };
    location::with_folder_to_read(folder, |service| {
        let (file, path) = files.records;
        let mut out = BufWriter::new(file);
        let extent = backup::records(service, &mut out, &mut |done, of| bar.set(done, of));
        let extent = extent.map_err(|error| of(error, path))?;
        out.flush().map_err(|error| output::write_failure(path, &error))?;
        let (file, path) = files.secrets;
        let mut out = BufWriter::new(file);
        let missing = backup::secrets(service, extent, SigningKey::Included, &mut out);
        let missing = missing.map_err(|error| of(error, path))?;
        out.flush().map_err(|error| output::write_failure(path, &error))?;
        service.note_records_sent(extent);
        service.note_secrets_sent(extent);
        Ok((extent, missing))
    })
}

fn write_from_service(
    client: &Client,
    files: BackupFiles<'_>,
    bar: &ProgressDisplay,
) -> Result<(LogExtent, u64), Failure> {
    let (file, path) = files.records;
    let answer = client.get(&RequestTarget::of("/v1/back-up"), "application/octet-stream")?;
    let failed = Cell::new(None);
    // A write error stops the reading, and is reported as a write error.
    let broken = |error: BackupError| match failed.take() {
        Some(full) => output::write_failure(path, &full),
        None => client.unreadable(error.message()),
    };
    let mut answer = TeeReader { input: BufReader::new(answer), out: BufWriter::new(file), failed: &failed };
    let mut input = BackupReader::begin(&mut answer).map_err(broken)?;
    let mut count = 0;
    let end = loop {
        match input.next_part().map_err(broken)? {
            BackupPart::Record(_) => {
                count += 1;
                bar.count(count);
            }
            BackupPart::End(end) => break end,
        }
    };
    answer.out.flush().map_err(|error| output::write_failure(path, &error))?;
    let answer = client.get(&backup::to_target(end.extent), "application/octet-stream")?;
    let (file, path) = files.secrets;
    let failed = Cell::new(None);
    let mut answer = TeeReader { input: answer, out: BufWriter::new(file), failed: &failed };
    let read = read_secrets(&mut answer).map_err(|error| match failed.take() {
        Some(full) => output::write_failure(path, &full),
        None => client.unreadable(error.message()),
    });
    let missing = backup::missing_among(&read?.slots);
    answer.out.flush().map_err(|error| output::write_failure(path, &error))?;
    Ok((end.extent, missing))
}

/// Copies everything that is read from it to a file.
struct TeeReader<'c, R> {
    input: R,
    out: BufWriter<&'c mut File>,
    /// The write error that stopped the reading.
    failed: &'c Cell<Option<io::Error>>,
}

impl<R: Read> Read for TeeReader<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.out.write_all(&into[..length]).map_err(|error| {
            self.failed.set(Some(error));
            io::Error::other("it can not be written down")
        })?;
        Ok(length)
    }
}
