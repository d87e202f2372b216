//! `peildatum demo`: loads a recorded stream into a fresh folder, serves it, and prints three things to try.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::TempDir;

use super::config::Config;
use super::failure::Failure;
use super::output::ProgressDisplay;
use super::server::{self, BindError};
use super::settings::LISTEN_DEFAULT;
use super::streams::Stream;
use super::{import, language, location, login, output};
use crate::app::import::{self as app, ImportFile, ImportOptions};
use crate::app::{AppError, OpenOptions, Service};
use crate::http::Limits;
use crate::language::Message;
use crate::log::folder::IfMissing;
use crate::message;
use crate::pages::address::Address;
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
        let limits = Limits::default();
        let shares = server::share_descriptors(limits, Config::default().calls())?;
        let (listener, moved) = self.bind()?;
        let address = server::address(&listener, false)?;
        let (folder, passing) = self.folder()?;
        let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
        let service = location::open(&folder, options)?;
        if passing.is_none() {
            location::print_key(&service);
        }
        if let Err(failure) = self.load(&service, &folder) {
            return location::close(&service).and(Err(failure));
        }
        let told = self.told(&address, &folder, service.durable_head(), moved);
        let mut settings = Config::default().settings(import::local_administrator(&login::local_actor())?, &address);
        // Whoever tries webhooks here runs the receiver on the same machine, and nobody else can reach this service.
        settings.delivering.guard = Guard::with_loopback();
        let served = server::run(server::Outer::plain(listener), &service, settings, (limits, shares), || {
            output::emit(told.as_bytes(), None)
        });
        if let Some(passing) = passing {
            let path = passing.path().to_owned();
            passing.close().map_err(|e| Failure::file("remove", &path, &e))?;
        }
        served
    }

    /// Binds the listener; the flag is true when the default port is taken and a free one was used.
    fn bind(&self) -> Result<(TcpListener, bool), Failure> {
        match (&self.listen, server::bind(self.listen.as_deref().unwrap_or(LISTEN_DEFAULT), |_| None)) {
            (_, Ok(listener)) => Ok((listener, false)),
            (None, Err(BindError::Taken(_))) => Ok((server::bind(LISTEN_FREE, |_| None)?, true)),
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

    /// Loads the stream. A folder that has it already gets nothing new; one with other events is refused.
    fn load(&self, service: &Service, folder: &Path) -> Result<(), Failure> {
        let file = [ImportFile::bytes(self.stream.name(), self.stream.text().as_bytes())];
        let actor = import::local_administrator(&format!("demo:{}", self.stream.name()))?;
        let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
        let dry_run = ImportOptions { dry_run: true, ..options };
        let bar = ProgressDisplay::new(&message!("progress-loading"));
        let mut tell = |progress| match progress {
            app::ImportProgress::Judged(lines) => bar.count(lines),
            app::ImportProgress::Written(done, of) => bar.set(done, of),
        };
        if service.durable_head() > 0 {
            let (folder, stream) = (folder.display().to_string(), self.stream.name());
            let other = || Failure::refused(message!("demo-other-log", folder = folder.as_str(), stream = stream));
            return match app::import(service, &file, &actor, dry_run, &mut tell) {
                Ok(judged) if judged.added == 0 => Ok(()),
                Ok(_) | Err(AppError::Line { .. }) => Err(other()),
                Err(error) => Err(location::app_failure(&error)),
            };
        }
        app::import(service, &file, &actor, options, &mut tell).map(drop).map_err(|e| location::app_failure(&e))
    }

    /// The text for a new user.
    fn told(&self, address: &str, folder: &Path, events: u64, moved: bool) -> String {
        let (folder, stream) = (folder.display().to_string(), self.stream.name());
        let mut said = vec![
            message!("demo-title", events = events, stream = stream),
            match self.data {
                Some(_) => message!("demo-folder-stays", folder = folder),
                None => message!("demo-folder-goes", folder = folder),
            },
        ];
        if moved {
            said.push(message!("demo-taken", address = LISTEN_DEFAULT));
        }
        said.push(message!("demo-address", address = address));
        said.push(Message::verbatim(""));
        said.push(message!("demo-try"));
        for (at, (what, page)) in self.suggestions(address).into_iter().enumerate() {
            let what = what.in_language(language());
            said.push(Message::verbatim(format!("\n{}. {what}\n   {page}", at + 1)));
        }
        said.push(Message::verbatim(""));
        said.push(message!("demo-end"));
        said.iter().map(|line| line.in_language(language()) + "\n").collect()
    }

    /// The things to try: what each shows, and the page that shows it.
    fn suggestions(&self, address: &str) -> [(Message, String); 3] {
        let page = |page: Address| format!("{address}{}", page.in_language(language()));
        match self.stream {
            Stream::Voorbeeldstad => [
                (message!("demo-correction"), page(compared("2019-04-01@2019-05-28T10:00:00Z", "2019-04-01"))),
                (message!("demo-round"), page(Address::of(&["rondes", "2019-vr1"]).with("versie", "2"))),
                (message!("demo-bundle"), page(Address::of(&["controle"]))),
            ],
            Stream::Leiden => [
                (message!("demo-two-rounds"), page(compared("2019-05-01", "2021-09-01"))),
                (message!("demo-report"), page(Address::of(&["rapportage"]).with("geldigOp", "2021-09-01"))),
                (message!("demo-history"), page(Address::of(&["geschiedenis", "voorziening", "gebouw-c"]))),
            ],
        }
    }
}

fn compared(from: &str, to: &str) -> Address {
    Address::of(&["vergelijken"]).with("van", from).with("naar", to)
}
