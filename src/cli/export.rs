//! `peildatum export`: prints the log as lines of JSON, also of a folder that opening refuses.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::output::{self, ProgressDisplay};
use super::tiles::TilesFolder;
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::app::{Service, export};
use crate::language::describe_io_error;
use crate::log::LogError;
use crate::log::checkpoint::SignedCheckpoint;
use crate::message;

/// Prints the log as NDJSON: full records with their salts and commitments.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    place: PlaceArgs,
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    until: Option<u64>,
    #[arg(long, value_name = "DIR", conflicts_with = "until")]
    tiles: Option<PathBuf>,
}

impl Export {
    /// Prints the export.
    ///
    /// # Errors
    /// [`Failure`] when the log can not be read; what was printed before is valid.
    pub fn run(&self) -> Result<(), Failure> {
        let place = self.place.place()?;
        place.check_exists()?;
        let tiles = self.tiles.as_deref().map(TilesFolder::at).transpose()?;
        match place {
            LogLocation::Folder(folder) => self.of_folder(&folder, tiles),
            LogLocation::Service(client) => self.of_service(&client, tiles),
        }
    }

    fn of_folder(&self, folder: &Path, tiles: Option<TilesFolder>) -> Result<(), Failure> {
        let service = match location::open_quietly(folder) {
            Ok(service) => service,
            // The checkpoints of a damaged folder are not exported: others would take them as valid.
            Err(refusal @ LogError::Damaged(_)) if tiles.is_none() => return self.of_refused(folder, &refusal),
            Err(error) => return Err(location::log_failure(&error)),
        };
        let head = service.durable_head();
        if let Some(until) = self.until.filter(|until| *until > head) {
            let closed = location::close(&service);
            let past = Failure::refused(message!("export-past-head", until = until, head = head));
            return closed.and(Err(past));
        }
        // The checkpoint must cover all that is exported, for whoever verifies it: nothing else writes to this folder
        // meanwhile.
        let written = tiles.map_or(Ok(()), |tiles| {
            let signed = service.sign_now().map_err(|e| location::log_failure(&e))?;
            tiles.write(&signed, &mut |tile| {
                let bytes = service.tile(tile).map_err(|e| location::log_failure(&e))?;
                Ok(bytes.expect("the checkpoint reaches every tile of its own size"))
            })
        });
        if let Err(failure) = written {
            return location::close(&service).and(Err(failure));
        }
        let bar = ProgressDisplay::new(&message!("progress-exporting"));
        let mut out = BufWriter::new(io::stdout().lock());
        let done = export::export(&service, self.until, &mut out, &mut |done, of| bar.set(done, of));
        let done = done.map_err(|e| location::app_failure(&e)).map(|exported| {
            warn_of_unexplained(&service, exported.until);
            if exported.missing > 0 {
                output::print_message(&message!(
                    "export-missing",
                    texts = message!("texts-missing", count = exported.missing)
                ));
            }
        });
        done.and(location::close(&service))
    }

    /// Exports what can be read. When `--until` names a readable position, the export is complete as asked; else it is
    /// incomplete, and the exit code says so.
    fn of_refused(&self, folder: &Path, refusal: &LogError) -> Result<(), Failure> {
        let bar = ProgressDisplay::new(&message!("progress-saving"));
        let mut out = BufWriter::new(io::stdout().lock());
        let saved = export::export_refused(folder, self.until, &mut out, &mut |done, of| bar.set(done, of));
        drop(bar);
        let written = saved.map_err(|e| location::app_failure(&e))?.written;
        match self.until {
            Some(_) => {
                output::print_message(&message!("export-saved", why = refusal.message(), written = written));
                Ok(())
            }
            None => {
                Err(Failure::folder(message!("export-saved-what-holds", why = refusal.message(), written = written)))
            }
        }
    }

    fn of_service(&self, client: &Client, tiles: Option<TilesFolder>) -> Result<(), Failure> {
        let until = match tiles {
            Some(tiles) => Some(tiles_of_service(client, tiles)?),
            None => self.until,
        };
        if until == Some(0) {
            return Ok(()); // an empty log
        }
        let target = RequestTarget::of("/v1/export").with_some(keys::UNTIL, until);
        let mut answer = client.get(&target, "application/x-ndjson")?;
        let mut out = BufWriter::new(io::stdout().lock());
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match answer.read(&mut buffer) {
                Ok(0) => return out.flush().map_err(|e| Failure::output(&e)),
                Ok(length) => out.write_all(&buffer[..length]).map_err(|e| Failure::output(&e))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(client.unreadable(message!("broke-off", why = describe_io_error(&error)))),
            }
        }
    }
}

/// Warns about texts that were erased by events past the end of the export: importing and verifying it will miss those
/// events.
fn warn_of_unexplained(service: &Service, until: u64) {
    let state = service.state();
    let erased_later = |position: &u64| state.at(*position).is_some_and(|(_, row)| u64::from(row.erased_at) > until);
    let unexplained: Vec<String> = (1..=until).filter(erased_later).map(|position| position.to_string()).collect();
    if !unexplained.is_empty() {
        output::print_message(&message!("export-unexplained", positions = unexplained.join(", "), until = until));
    }
}

/// Fetches the checkpoint and the tiles that others verify the service with. Returns the number of events they cover.
fn tiles_of_service(client: &Client, tiles: TilesFolder) -> Result<u64, Failure> {
    let note = read_all(client, client.get(&RequestTarget::of("/tlog/checkpoint"), "text/plain")?)?;
    let note = String::from_utf8(note).map_err(|_| client.unreadable(message!("not-text-paper")))?;
    let signed = SignedCheckpoint::parse_unverified(&note).map_err(|e| client.unreadable(e.message()))?;
    tiles.write(&signed, &mut |tile| {
        read_all(client, client.get(&RequestTarget::of(format!("/tlog/{tile}")), "application/octet-stream")?)
    })?;
    Ok(signed.checkpoint.size)
}
