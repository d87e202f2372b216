//! `peildatum bundle`: the auditor's file of a sealed round, or the half page of it for a council paper.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::output::{self, ProgressDisplay};
use super::report::{parse_round, query_failure};
use super::target::{self, DraftFile, FileAccess, IfExists};
use crate::bundle::derived::DIFFERS;
use crate::bundle::{self, BundleError, BundleQuery, OnDifference};
use crate::language::describe_io_error;
use crate::message;

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

impl Bundle {
    /// Writes the file, or prints the half page.
    ///
    /// # Errors
    /// [`Failure`] for a round that is not sealed, a sealing that the log no longer reproduces (exit 1), or a file that
    /// exists already or can not be written. No file is left then.
    pub fn run(&self) -> Result<(), Failure> {
        let (round, which) = parse_round(&self.round)?;
        let differing = if self.accept_differing { OnDifference::Accept } else { OnDifference::Refuse };
        let wanted = BundleQuery { round, which, differing };
        let place = self.place.place()?;
        place.check_exists()?;
        match &self.output {
            Some(file) => to_file(&wanted, &place, file),
            None => output::emit(&half_page(&wanted, &place)?, None),
        }
    }
}

fn half_page(query: &BundleQuery, place: &LogLocation) -> Result<Vec<u8>, Failure> {
    match place {
        LogLocation::Folder(folder) => location::with_folder_to_read(folder, |service| {
            let page = bundle::half_page(service, &query.round, query.which, query.differing);
            page.map(String::into_bytes).map_err(|error| of_bundle(&error))
        }),
        LogLocation::Service(client) => read_all(client, client.get(&query.to_half_page_target(), "text/plain")?),
    }
}

fn to_file(query: &BundleQuery, place: &LogLocation, file: &Path) -> Result<(), Failure> {
    if file == Path::new("-") {
        return Err(Failure::refused(message!("bundle-is-a-file")));
    }
    let full = |error: io::Error| output::write_failure(file, &error);
    let mut draft = DraftFile::of(file, IfExists::Keep, FileAccess::Owner).map_err(full)?;
    let bar = ProgressDisplay::new(&message!("progress-bundling"));
    match place {
        LogLocation::Folder(folder) => of_folder(query, folder, file, draft.file(), &bar)?,
        LogLocation::Service(client) => of_service(query, client, file, draft.file(), &bar)?,
    }
    drop(bar);
    let made = zip::ZipArchive::new(draft.file());
    let made = made.map_err(|_| Failure::refused(message!("bundle-not-whole")))?;
    let (count, differs) = (made.len(), made.index_for_name(DIFFERS).is_some());
    drop(made);
    target::put_in_place(vec![draft]).map_err(full)?;
    let name = file.display().to_string();
    output::print_message(&message!("bundle-made", count = count, file = &name));
    if differs {
        output::print_message(&message!("bundle-made-differing", file = DIFFERS));
    }
    output::print_message(&message!("bundle-next", file = name));
    Ok(())
}

fn of_folder(
    query: &BundleQuery,
    folder: &Path,
    file: &Path,
    out: &mut std::fs::File,
    bar: &ProgressDisplay,
) -> Result<(), Failure> {
    location::with_folder_to_read(folder, |service| {
        let bundle = bundle::prepare_bundle(service, &query.round, query.which, query.differing);
        let bundle = bundle.map_err(|error| of_bundle(&error))?;
        let mut out = BufWriter::new(out);
        let written = bundle.write(service, &mut out, &mut |done, of| bar.set(done, of));
        written.map_err(|error| match error {
            crate::app::AppError::Write(error) => output::write_failure(file, &error),
            other => location::app_failure(&other),
        })?;
        out.flush().map_err(|error| output::write_failure(file, &error))
    })
}

fn of_service(
    query: &BundleQuery,
    client: &Client,
    file: &Path,
    out: &mut std::fs::File,
    bar: &ProgressDisplay,
) -> Result<(), Failure> {
    let mut answer = client.get(&query.to_target(), "application/zip")?;
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let length = match answer.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(client.unreadable(message!("broke-off", why = describe_io_error(&error)))),
        };
        out.write_all(&buffer[..length]).map_err(|error| output::write_failure(file, &error))?;
        bytes += length as u64;
        bar.count(bytes);
    }
}

/// Converts an error of a bundle to a failure of the command.
fn of_bundle(error: &BundleError) -> Failure {
    match error {
        BundleError::Query(error) => query_failure(error),
        BundleError::NotSealed(_) | BundleError::TextsMissing { .. } => Failure::refused(error.message()),
        BundleError::Differs { .. } => Failure::no(error.message()),
        BundleError::App(error) => location::app_failure(error),
    }
}
