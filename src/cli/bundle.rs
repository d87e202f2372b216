//! `peildatum bundle`: the auditor's file of a sealed round, or the half page of it for a council paper.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::output::{self, Progress};
use super::place::{self, Place, PlaceArgs};
use super::report::{key_of, named_round, of_query};
use super::target::{self, Draft, Existing, Readers};
use crate::bundle::derived::DIFFERS;
use crate::bundle::{self, BundleError, Differing};
use crate::language::reason;
use crate::message;
use crate::projections::sealing::Which;

/// Writes the auditor's file of a sealed round: all that is needed to compute it again.
#[derive(Args)]
pub struct Bundle {
    #[arg(value_name = "ROUND[/WHICH]")]
    round: String,
    #[command(flatten)]
    place: PlaceArgs,
    #[arg(short, long, value_name = "FILE.zip", required_unless_present = "half_page")]
    output: Option<PathBuf>,
    #[arg(long, conflicts_with = "output")]
    half_page: bool,
    #[arg(long)]
    accept_differing: bool,
}

/// The requested bundle.
struct Wanted {
    round: String,
    which: Which,
    differing: Differing,
}

impl Bundle {
    /// Writes the file, or prints the half page.
    ///
    /// # Errors
    /// [`Failure`] for a round that is not sealed, a sealing that the log no longer reproduces (exit 1), or a file that
    /// exists already or can not be written. No file is left then.
    pub fn run(&self) -> Result<(), Failure> {
        let (round, which) = named_round(&self.round)?;
        let differing = if self.accept_differing { Differing::Accept } else { Differing::Refuse };
        let wanted = Wanted { round, which, differing };
        let place = self.place.place()?;
        place.is_there()?;
        match &self.output {
            Some(file) => wanted.to_file(&place, file),
            None => output::emit(&wanted.half_page(&place)?, None),
        }
    }
}

impl Wanted {
    fn half_page(&self, place: &Place) -> Result<Vec<u8>, Failure> {
        match place {
            Place::Folder(folder) => place::with_folder_to_read(folder, |service| {
                let page = bundle::half_page(service, &self.round, self.which, self.differing);
                page.map(String::into_bytes).map_err(|error| of_bundle(&error))
            }),
            Place::Service(client) => {
                read_all(client, client.get(&self.path("raadsstuk"), &self.keys(), "text/plain")?)
            }
        }
    }

    fn to_file(&self, place: &Place, file: &Path) -> Result<(), Failure> {
        if file == Path::new("-") {
            return Err(Failure::refused(message!("bundle-is-a-file")));
        }
        let full = |error: io::Error| output::of_writing(file, &error);
        let mut draft = Draft::of(file, Existing::Keep, Readers::Owner).map_err(full)?;
        let bar = Progress::new(&message!("progress-bundling"));
        match place {
            Place::Folder(folder) => self.of_folder(folder, file, draft.file(), &bar)?,
            Place::Service(client) => self.of_service(client, file, draft.file(), &bar)?,
        }
        drop(bar);
        let made = zip::ZipArchive::new(draft.file());
        let made = made.map_err(|_| Failure::refused(message!("bundle-not-whole")))?;
        let (count, differs) = (made.len(), made.index_for_name(DIFFERS).is_some());
        drop(made);
        target::put_in_place(vec![draft]).map_err(full)?;
        let name = file.display().to_string();
        output::say(&message!("bundle-made", count = count, file = &name));
        if differs {
            output::say(&message!("bundle-made-differing", file = DIFFERS));
        }
        output::say(&message!("bundle-next", file = name));
        Ok(())
    }

    fn of_folder(&self, folder: &Path, file: &Path, out: &mut std::fs::File, bar: &Progress) -> Result<(), Failure> {
        place::with_folder_to_read(folder, |service| {
            let bundle = bundle::gather(service, &self.round, self.which, self.differing);
            let bundle = bundle.map_err(|error| of_bundle(&error))?;
            let mut out = BufWriter::new(out);
            let written = bundle.write(service, &mut out, &mut |done, of| bar.set(done, of));
            written.map_err(|error| match error {
                crate::app::AppError::Write(error) => output::of_writing(file, &error),
                other => place::of_app(&other),
            })?;
            out.flush().map_err(|error| output::of_writing(file, &error))
        })
    }

    fn of_service(&self, client: &Client, file: &Path, out: &mut std::fs::File, bar: &Progress) -> Result<(), Failure> {
        let mut answer = client.get(&self.path("bundel"), &self.keys(), "application/zip")?;
        let mut buffer = vec![0; 64 * 1024];
        let mut bytes = 0;
        loop {
            let length = match answer.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(client.unreadable(message!("broke-off", why = reason(&error)))),
            };
            out.write_all(&buffer[..length]).map_err(|error| output::of_writing(file, &error))?;
            bytes += length as u64;
            bar.count(bytes);
        }
    }

    fn path(&self, what: &str) -> String {
        format!("/v1/rondes/{}/{what}", self.round)
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let differing = (self.differing == Differing::Accept).then(|| ("afwijkend", "true".to_owned()));
        key_of(self.which).into_iter().chain(differing).collect()
    }
}

/// Converts an error of a bundle to a failure of the command.
fn of_bundle(error: &BundleError) -> Failure {
    match error {
        BundleError::Query(error) => of_query(error),
        BundleError::NotSealed(_) | BundleError::TextsMissing { .. } => Failure::refused(error.message()),
        BundleError::Differs { .. } => Failure::no(error.message()),
        BundleError::App(error) => place::of_app(error),
    }
}
