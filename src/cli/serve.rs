//! `peildatum serve`: serves one data folder over HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::config::Config;
use super::failure::{Exit, Failure};
use super::server;
use super::settings::{SettingArgs, Sources, shown};
use super::{import, language, location, login, output, serve_check};
use crate::access::AccessSettings;
use crate::access::store::TokenStore;
use crate::app::{Access, ClockTrust, OpenOptions};
use crate::http::spans;
use crate::http::watch::Process;
use crate::log::folder::{AfterCrash, IfMissing};
use crate::message;

/// Serves a data folder over HTTP on this machine, until Ctrl-C or SIGTERM
///
/// Makes the folder when there is none. Listens on loopback only, until access is configured, with a certificate or
/// behind a proxy.
#[derive(Args)]
pub struct Serve {
    /// A TOML file with settings
    #[arg(long, env = "PEILDATUM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    // The settings, as far as the command line gives them.
    #[command(flatten)]
    settings: SettingArgs,
    /// Checks everything that a start would, and changes nothing
    #[arg(long)]
    check: bool,
    /// The clock of this machine is right, whatever speaks against it
    #[arg(long)]
    trust_clock: bool,
    /// Opens a folder after an unclean stop also where a copy of its log does not fit
    #[arg(long)]
    without_copy: bool,
}

impl Serve {
    /// Serves until it is asked to stop, or only checks.
    ///
    /// # Errors
    /// [`Failure`] when the settings, the address or the folder is refused.
    pub fn run(&self) -> Result<(), Failure> {
        Process::note_start();
        // Whatever is told of a value that was given, no secret is.
        self.check_or_serve().map_err(|failure| failure.with_texts(&shown))
    }

    fn check_or_serve(&self) -> Result<(), Failure> {
        let sources = Sources::of_process(self.config.as_deref(), self.settings.flags.clone());
        let sources = sources.map_err(|(path, error)| Failure::file("read", &path, &error))?;
        let (config, mut wrong) = Config::read(sources);
        if !config.has_data {
            wrong.push(message!("config-no-data"));
        }
        if self.check {
            return serve_check::check(&config, wrong);
        }
        match &config.data {
            Some(data) if wrong.is_empty() => self.serve(&config, data),
            _ => Err(Failure::Errors(Exit::Refused, wrong)),
        }
    }

    fn serve(&self, config: &Config, data: &std::path::Path) -> Result<(), Failure> {
        let shares = server::share_descriptors(config.limits, config.calls())?;
        let listener = server::bind(&config.listen, |address| config.admit(address))?;
        let address = server::address(&listener, config.tls.is_some())?;
        let actor = import::local_administrator(&login::local_actor())?;
        let trust = if self.trust_clock { ClockTrust::Confirmed } else { ClockTrust::Checked };
        let after_crash = if self.without_copy { AfterCrash::SkipCopy } else { AfterCrash::CopyFirst };
        let options = OpenOptions {
            if_missing: IfMissing::Create,
            access: Access::Read,
            after_crash,
            origin: config.log_name.clone(),
            trust,
            ..OpenOptions::default()
        };
        let service = location::open(data, options)?;
        location::print_key(&service);
        if let Some(doubt) = service.clock_doubt() {
            output::print_message(&message!("serve-clock", why = doubt.message()));
        }
        config.doubts().iter().for_each(output::print_message);
        let mut settings = config.settings(actor, &address);
        let mut access_log = None;
        if let Some(access) = &config.access {
            let tokens = TokenStore::open(&service);
            tokens.must_be_whole().map_err(|error| location::log_failure(&error))?;
            let (limited, log) = access.open_log().map_err(Failure::refused)?;
            let limited = AccessSettings { is_encrypted: config.tls.is_some(), ..limited };
            (settings.access, settings.tokens, access_log) = (Some(limited), Some(Arc::new(tokens)), log);
        }
        let spans = config
            .traces_endpoint
            .as_deref()
            .map(|endpoint| spans::start(endpoint, &config.roots))
            .transpose()
            .map_err(Failure::refused)?;
        let (spans, thread) = spans.unzip();
        (settings.spans, settings.tls) = (spans, config.tls.clone());
        let outer = server::Outer { listener, tls: config.tls.clone(), access_log, spans: thread };
        server::run(outer, &service, settings, (config.limits, shares), || {
            let said = message!("serve-listening", address = address.as_str()).in_language(language());
            output::emit(format!("{said}\n").as_bytes(), None)
        })
    }
}
