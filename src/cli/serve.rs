//! `peildatum serve`: serves one data folder over HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::authorities::AuthorityArgs;
use super::config::Config;
use super::failure::Failure;
use super::server::{self, LISTEN_DEFAULT};
use super::{import, language, location, login, output};
use crate::access::AccessSettings;
use crate::access::store::TokenStore;
use crate::app::{Access, ClockTrust, OpenOptions};
use crate::http::spans;
use crate::log::folder::{AfterCrash, IfMissing};
use crate::message;

/// Serves a data folder over HTTP on this machine, until Ctrl-C or SIGTERM
///
/// Makes the folder when there is none. Listens on loopback only, until access is configured, with a certificate or
/// behind a proxy.
#[derive(Args)]
pub struct Serve {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen; port 0 takes a free one (default: 127.0.0.1:8080)
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// A TOML file with `listen`, `public-url`, `event-source`, `log-name`, `security-contact` and, under [limits], connections, head-seconds,
    /// reader-silence-seconds and farewell-seconds; under [webhooks], how events are delivered; under [access], who gets in
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A PEM file with a certificate: the service ends TLS itself
    #[arg(long, env = "PEILDATUM_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// A PEM file with the private key of that certificate
    #[arg(long, env = "PEILDATUM_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Where spans of requests go: OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces
    #[arg(long, env = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", value_name = "URL")]
    traces_endpoint: Option<String>,
    /// The same collector without /v1/traces, as other programs name it
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL")]
    otlp_endpoint: Option<String>,
    #[command(flatten)]
    authorities: AuthorityArgs,
    /// The clock of this machine is right, whatever speaks against it
    #[arg(long)]
    trust_clock: bool,
    /// Opens a folder after an unclean stop also where a copy of its log does not fit
    #[arg(long)]
    without_copy: bool,
}

impl Serve {
    /// Serves until it is asked to stop.
    ///
    /// # Errors
    /// [`Failure`] when the configuration, the address or the folder is refused.
    pub fn run(&self) -> Result<(), Failure> {
        let config = self.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
        let listen = self.listen.as_deref().or(config.listen.as_deref()).unwrap_or(LISTEN_DEFAULT);
        let shares = server::share_descriptors(config.limits(), config.calls())?;
        let traces = spans::endpoint(self.traces_endpoint.as_deref(), self.otlp_endpoint.as_deref());
        traces.as_deref().map_or(Ok(()), spans::check).map_err(Failure::refused)?;
        let roots = config.roots(&self.authorities)?;
        let tls = config.tls(self.tls_cert.as_deref().zip(self.tls_key.as_deref()))?.map(Arc::new);
        let admit = |address| config.access.is_some().then(|| config.must_be_encrypted(address, tls.is_some()));
        let listener = server::bind(listen, admit)?;
        let address = server::address(&listener, tls.is_some())?;
        let actor = import::local_administrator(&login::local_actor())?;
        let trust = if self.trust_clock { ClockTrust::Confirmed } else { ClockTrust::Checked };
        let after_crash = if self.without_copy { AfterCrash::SkipCopy } else { AfterCrash::CopyFirst };
        let options = OpenOptions {
            if_missing: IfMissing::Create,
            access: Access::Read,
            after_crash,
            origin: config.log_name(),
            trust,
            ..OpenOptions::default()
        };
        let service = location::open(&self.data, options)?;
        location::print_key(&service);
        if let Some(doubt) = service.clock_doubt() {
            output::print_message(&message!("serve-clock", why = doubt.message()));
        }
        tls.iter().flat_map(|tls| config.doubts(tls)).for_each(|doubt| output::print_message(&doubt));
        let mut settings = config.settings(actor, &address, &roots)?;
        let mut access_log = None;
        if let Some(access) = &config.access {
            let tokens = TokenStore::open(&service);
            tokens.must_be_whole().map_err(|error| location::log_failure(&error))?;
            let (limited, log) = access.settings(&roots)?;
            let limited = AccessSettings { is_encrypted: tls.is_some(), ..limited };
            (settings.access, settings.tokens, access_log) = (Some(limited), Some(Arc::new(tokens)), log);
        }
        let (spans, thread) = config.spans(traces.as_deref(), &roots)?.unzip();
        settings.spans = spans;
        let outer = server::Outer { listener, tls, access_log, spans: thread };
        server::run(outer, &service, settings, (config.limits(), shares), || {
            let said = message!("serve-listening", address = address.as_str()).in_language(language());
            output::emit(format!("{said}\n").as_bytes(), None)
        })
    }
}
