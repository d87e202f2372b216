//! `peildatum demo`: a recorded stream in a fresh folder, served, with three things to try.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::TempDir;

use super::config::Config;
use super::failure::Failure;
use super::output::Progress;
use super::server::{self, BindError, LISTEN_DEFAULT};
use super::streams::Stream;
use super::{import, login, output, place};
use crate::app::import::{self as app, ImportFile, ImportOptions};
use crate::app::{AppError, OpenOptions, Service};
use crate::http::Limits;
use crate::log::folder::IfMissing;
use crate::message;
use crate::subscriptions::guard::Guard;

/// Any free port of this machine.
const LISTEN_FREE: &str = "127.0.0.1:0";

/// Loads a recorded stream into a fresh folder, serves it, and prints three things to try
#[derive(Args)]
pub struct Demo {
    /// Where to listen (default: 127.0.0.1:8080, or a free port when that is taken)
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The data folder: empty, or one that holds the stream already (default: a temporary one, removed at the end)
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Which recorded stream
    #[arg(long, value_enum, default_value = "voorbeeldstad", value_name = "STREAM")]
    stream: Stream,
}

impl Demo {
    /// Serves until it is asked to stop.
    ///
    /// # Errors
    /// [`Failure`] when the address or the folder is refused.
    pub fn run(&self) -> Result<(), Failure> {
        let (listener, moved) = self.bind()?;
        let address = server::address(&listener)?;
        let (folder, passing) = self.folder()?;
        let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
        let service = place::open(&folder, options)?;
        if passing.is_none() {
            place::tell_key(&service);
        }
        if let Err(failure) = self.load(&service, &folder) {
            return service.close().map_err(|e| place::of_log(&e)).and(Err(failure));
        }
        let told = self.told(&address, &folder, service.durable_head(), moved);
        let mut settings = Config::default().settings(import::local(&login::local_actor())?, &address)?;
        // Whoever tries webhooks here has a receiver on the same machine, and nobody else can reach this service.
        settings.delivering.guard = Guard::with_loopback();
        let served =
            server::run(listener, &service, settings, Limits::default(), || output::emit(told.as_bytes(), None));
        if let Some(passing) = passing {
            let path = passing.path().to_owned();
            passing.close().map_err(|e| Failure::file("remove", &path, &e))?;
        }
        served
    }

    /// Listens; true when the usual port is taken and a free one was found.
    fn bind(&self) -> Result<(TcpListener, bool), Failure> {
        match (&self.listen, server::bind(self.listen.as_deref().unwrap_or(LISTEN_DEFAULT))) {
            (_, Ok(listener)) => Ok((listener, false)),
            (None, Err(BindError::Taken(_))) => Ok((server::bind(LISTEN_FREE)?, true)),
            (_, Err(error)) => Err(error.into()),
        }
    }

    fn folder(&self) -> Result<(PathBuf, Option<TempDir>), Failure> {
        if let Some(folder) = &self.data {
            return Ok((folder.clone(), None));
        }
        let passing = tempfile::Builder::new().prefix("peildatum-demo-").tempdir();
        let passing = passing.map_err(|e| Failure::file("make a folder in", &std::env::temp_dir(), &e))?;
        Ok((passing.path().to_owned(), Some(passing)))
    }

    /// Loads the stream; a folder that holds it gets nothing new, one that holds something else is refused.
    fn load(&self, service: &Service, folder: &Path) -> Result<(), Failure> {
        let file = [ImportFile::bytes(self.stream.name(), self.stream.text().as_bytes())];
        let actor = import::local(&format!("demo:{}", self.stream.name()))?;
        let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
        let dry_run = ImportOptions { dry_run: true, ..options };
        let bar = Progress::new(&message!("progress-loading"));
        let mut tell = |progress| match progress {
            app::Progress::Judged(lines) => bar.count(lines),
            app::Progress::Written(done, of) => bar.set(done, of),
        };
        if service.durable_head() > 0 {
            let other = || {
                Failure::refused(format_args!(
                    "{} holds another log than the stream {}; give an empty folder",
                    folder.display(),
                    self.stream.name()
                ))
            };
            return match app::import(service, &file, &actor, dry_run, &mut tell) {
                Ok(judged) if judged.added == 0 => Ok(()),
                Ok(_) | Err(AppError::Line { .. }) => Err(other()),
                Err(error) => Err(place::of_app(&error)),
            };
        }
        app::import(service, &file, &actor, options, &mut tell).map(drop).map_err(|e| place::of_app(&e))
    }

    /// What a new user reads.
    fn told(&self, address: &str, folder: &Path, events: u64, moved: bool) -> String {
        let mut text = String::new();
        let mut line = |shown: &str| writeln!(text, "{shown}").expect("a string takes every line");
        let kept = if self.data.is_some() { "stays" } else { "is removed at the end" };
        line(&format!("Peildatum demo: {events} events of {}", self.stream.name()));
        line(&format!("Data folder: {} ({kept})", folder.display()));
        if moved {
            line(&format!("{LISTEN_DEFAULT} is taken by another process, so a free port was chosen."));
        }
        line(&format!("Address: {address}"));
        line("");
        line("Three things to try in another terminal:");
        for (number, (what, command)) in self.things(address).iter().enumerate() {
            line("");
            line(&format!("{}. {what}", number + 1));
            line(&format!("   {command}"));
        }
        line("");
        line("Ctrl-C ends it.");
        text
    }

    /// What to try: what it shows, and the line to type.
    fn things(&self, address: &str) -> [(&'static str, String); 3] {
        let program = program();
        match self.stream {
            Stream::Voorbeeldstad => [
                (
                    "The report for 1 April 2019 as it was known on 28 May 2019: building C is closed.\n   \
                     Leave out --known-at for what is known now: a correction moved that day.",
                    format!("{program} report --url {address} --on 2019-04-01 --known-at 2019-05-28T10:00:00Z"),
                ),
                (
                    "Everything that was recorded about building C, with what each event changed.",
                    format!("{program} history voorziening/gebouw-c --url {address}"),
                ),
                (
                    "Building C on 1 April 2019 as JSON, as known now.",
                    format!("curl -s '{address}/v1/voorzieningen/gebouw-c?geldigOp=2019-04-01'"),
                ),
            ],
            Stream::Leiden => [
                ("The report for 1 September 2021.", format!("{program} report --url {address} --on 2021-09-01")),
                (
                    "Everything that was recorded about building C, with what each event changed.",
                    format!("{program} history voorziening/gebouw-c --url {address}"),
                ),
                (
                    "The report for 1 April 2019 as JSON.",
                    format!("curl -s '{address}/v1/rapportage?geldigOp=2019-04-01'"),
                ),
            ],
        }
    }
}

/// How this program is called from here: by name where the shell would find it, else by its path.
fn program() -> String {
    const NAME: &str = "peildatum";
    let Ok(own) = std::env::current_exe() else { return NAME.to_owned() };
    let found = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).map(|folder| folder.join(NAME)).find(|file| file.is_file()));
    let same = |file: PathBuf| file.canonicalize().ok() == own.canonicalize().ok();
    if found.is_some_and(same) {
        return NAME.to_owned();
    }
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| own.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or(own);
    let text = short.display().to_string();
    if text.contains([' ', '\'', '"', '$', '\\']) { format!("'{}'", text.replace('\'', "'\\''")) } else { text }
}
