//! `peildatum backup`: a consistent copy of a log, also of a running service, in two files.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::client::Client;
use super::failure::Failure;
use super::output::{self, Progress};
use super::place::{self, Place, PlaceArgs};
use super::target::{self, Draft, Existing, Readers, Target};
use crate::app::backup::{self, SigningKey};
use crate::log::backup::{Extent, Part, RecordsIn};
use crate::log::folder::IfMissing;
use crate::message;

/// How often a service is asked again when a text was erased while its back-up was made.
const TRIES: usize = 3;

/// Writes a back-up: the records to FILE, and what opens their texts to FILE.geheim
///
/// Keep FILE.geheim apart and shorter: without it no text of FILE can be read, also not one that is erased later.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    place: PlaceArgs,
    /// The file to make; FILE.geheim comes beside it
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
    /// Makes both files, or neither.
    ///
    /// # Errors
    /// [`Failure`] when one of them is there already, or can not be written, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let secrets = secrets_of(&self.output);
        let is_file = |path: &Path| match Target::of(path) {
            Ok(Target::File(_) | Target::New(_)) => Ok(true),
            Ok(Target::Stream(_) | Target::Stdout) => Ok(false),
            Err(error) => Err(output::of_writing(path, &error)),
        };
        // What opens the texts lies beside the records: a device has no place beside it.
        if !is_file(&self.output)? && is_file(&secrets)? {
            return Err(Failure::refused(message!("backup-is-two-files", file = self.output.display().to_string())));
        }
        let place = self.place.place()?;
        let bar = Progress::new(&message!("progress-backing-up"));
        let draft = |path: &Path| {
            Draft::of(path, Existing::Keep, Readers::Owner).map_err(|error| output::of_writing(path, &error))
        };
        let (mut drafts, mut tries) = ((draft(&self.output)?, draft(&secrets)?), 0);
        let extent = loop {
            tries += 1;
            let made = match &place {
                Place::Folder(folder) => of_folder(folder, (drafts.0.file(), drafts.1.file()), &bar),
                Place::Service(client) => of_service(client, (drafts.0.file(), drafts.1.file()), &bar),
            };
            match made {
                Err(Failure::Told(_, why)) if why.to_string().contains("intussen gewist") && tries < TRIES => {
                    drafts = (draft(&self.output)?, draft(&secrets)?);
                }
                made => break made?,
            }
        };
        drop(bar);
        let placed = target::put_in_place(vec![drafts.1, drafts.0]);
        placed.map_err(|error| output::of_writing(&self.output, &error))?;
        output::tell(format_args!(
            "{} events in {}; what opens their texts is in {}: keep that apart",
            extent.position,
            self.output.display(),
            secrets.display()
        ));
        if matches!(place, Place::Service(_)) {
            output::tell("the signing key does not leave a service: keep a copy of the file key in its data folder");
        }
        Ok(())
    }
}

type Files<'f> = (&'f mut std::fs::File, &'f mut std::fs::File);

fn of_folder(folder: &Path, (records, secrets): Files<'_>, bar: &Progress) -> Result<Extent, Failure> {
    place::with_folder(folder, IfMissing::Refuse, |service| {
        let mut out = BufWriter::new(records);
        let extent = backup::records(service, &mut out, &mut |done, of| bar.set(done, of));
        let extent = extent.map_err(|e| place::of_app(&e))?;
        let mut out = BufWriter::new(secrets);
        backup::secrets(service, extent, SigningKey::Included, &mut out).map_err(|e| place::of_app(&e))?;
        Ok(extent)
    })
}

fn of_service(client: &Client, (records, secrets): Files<'_>, bar: &Progress) -> Result<Extent, Failure> {
    let answer = client.get("/v1/back-up", &[], "application/octet-stream")?;
    let mut answer = Copying { input: BufReader::new(answer), out: BufWriter::new(records) };
    let mut input = RecordsIn::begin(&mut answer).map_err(|e| client.unreadable(e))?;
    let mut count = 0;
    let end = loop {
        match input.next_part().map_err(|e| client.unreadable(e))? {
            Part::Record(_) => {
                count += 1;
                bar.count(count);
            }
            Part::End(end) => break end,
        }
    };
    answer.out.flush().map_err(|e| Failure::refused(format_args!("cannot write the back-up: {e}")))?;
    let query = [("positie", end.extent.position.to_string()), ("wortel", hex::encode(end.extent.root))];
    let mut answer = client.get("/v1/back-up/geheim", &query, "application/octet-stream")?;
    io::copy(&mut answer, secrets).map_err(|e| client.unreadable(e))?;
    Ok(end.extent)
}

/// Writes down what it reads.
struct Copying<'c, R> {
    input: R,
    out: BufWriter<&'c mut std::fs::File>,
}

impl<R: Read> Read for Copying<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.out.write_all(&into[..length])?;
        Ok(length)
    }
}
