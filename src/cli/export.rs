//! `peildatum export`: the log as lines of JSON, also of a folder that is refused.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use clap::Args;

use super::client::Client;
use super::failure::Failure;
use super::output::{self, Progress};
use super::place::{self, Place, PlaceArgs};
use crate::app::{OpenOptions, Service, export};
use crate::log::LogError;

/// Prints the log as NDJSON: full records with their salts and commitments
///
/// Also of a folder that is refused, up to where it holds. Keep it as safe as the log: it holds every text.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    place: PlaceArgs,
    /// Stops after this position (default: the last)
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    until: Option<u64>,
}

impl Export {
    /// Prints the export.
    ///
    /// # Errors
    /// [`Failure`] when the log can not be read; what was printed before holds.
    pub fn run(&self) -> Result<(), Failure> {
        match self.place.place()? {
            Place::Folder(folder) => self.of_folder(&folder),
            Place::Service(client) => self.of_service(&client),
        }
    }

    fn of_folder(&self, folder: &Path) -> Result<(), Failure> {
        if !folder.is_dir() {
            return Err(place::no_folder(folder));
        }
        let service = match Service::open(folder, OpenOptions::default()) {
            Ok(service) => service,
            Err(refusal @ LogError::Damaged(_)) => return self.of_refused(folder, &refusal),
            Err(error) => return Err(place::of_log(&error)),
        };
        let head = service.durable_head();
        if let Some(until) = self.until.filter(|until| *until > head) {
            let closed = service.close().map_err(|e| place::of_log(&e));
            let past = Failure::refused(format_args!("there is no position {until}; the log ends at {head}"));
            return closed.and(Err(past));
        }
        let bar = Progress::new("exporting");
        let mut out = BufWriter::new(io::stdout().lock());
        let done = export::export(&service, self.until, &mut out, &mut |done, of| bar.set(done, of));
        let done = done.map(drop).map_err(|e| place::of_app(&e));
        done.and(service.close().map_err(|e| place::of_log(&e)))
    }

    /// What can be saved is saved. Whoever named a position that holds got what was asked for; else the export is not
    /// whole, and the exit code says so.
    fn of_refused(&self, folder: &Path, refusal: &LogError) -> Result<(), Failure> {
        let bar = Progress::new("saving what holds");
        let mut out = BufWriter::new(io::stdout().lock());
        let saved = export::export_refused(folder, self.until, &mut out, &mut |done, of| bar.set(done, of));
        drop(bar);
        let written = saved.map_err(|e| place::of_app(&e))?.written;
        match self.until {
            Some(_) => {
                output::tell(format_args!("warning: {refusal}; positions 1 to {written} were exported"));
                Ok(())
            }
            None => Err(Failure::folder(format_args!("{refusal}; positions 1 to {written} hold and were exported"))),
        }
    }

    fn of_service(&self, client: &Client) -> Result<(), Failure> {
        let query: Vec<_> = self.until.iter().map(|until| ("tot", until.to_string())).collect();
        let mut answer = client.get("/v1/export", &query, "application/x-ndjson")?;
        let mut out = BufWriter::new(io::stdout().lock());
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match answer.read(&mut buffer) {
                Ok(0) => return out.flush().map_err(|e| Failure::output(&e)),
                Ok(length) => out.write_all(&buffer[..length]).map_err(|e| Failure::output(&e))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(client.unreadable(format_args!("it broke off: {error}"))),
            }
        }
    }
}
