//! The configuration file of `serve`: TOML, every key optional, unknown keys refused.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use ureq::tls::Certificate;

use super::access::{self, AccessConfig};
use super::authorities::{self, AuthorityArgs, Roots};
use super::failure::Failure;
use super::webhooks::WebhooksConfig;
use crate::app::clock::{Clock as _, SystemClock};
use crate::domain::actor::Actor;
use crate::http::spans::{self, SpanThread, Spans};
use crate::http::tls::Tls;
use crate::http::{HttpSettings, Limits};
use crate::language::Message;
use crate::log::signed_note::KeyName;
use crate::message;
use crate::subscriptions::Origin;
use crate::subscriptions::settings::calls_of;

/// The contents of the file.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The address to listen on, such as `127.0.0.1:8080`.
    pub listen: Option<String>,
    /// The address by which others reach the service, such as `https://peildatum.gemeente.example`.
    public_url: Option<String>,
    /// The source of the events: a URN of the Dutch government, such as `urn:nld:oin:<OIN>:systeem:peildatum`.
    event_source: Option<String>,
    /// The name under which the log is signed, such as `peildatum.gemeente.example/log`.
    log_name: Option<String>,
    /// Where to report a vulnerability of the service, for `security.txt`: `mailto:`, `https:` or `tel:`.
    security_contact: Option<String>,
    /// Where the spans of requests are sent, such as `http://127.0.0.1:4318/v1/traces`.
    traces_endpoint: Option<String>,
    /// A PEM file with the certificate authorities for all that the service calls.
    ca_file: Option<PathBuf>,
    /// The limits for its clients.
    #[serde(default)]
    limits: LimitsConfig,
    /// The settings of webhooks.
    #[serde(default)]
    webhooks: WebhooksConfig,
    /// How access is limited.
    pub access: Option<AccessConfig>,
    /// The certificate of the service.
    tls: Option<TlsConfig>,
}

/// The files with which the service ends TLS itself.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TlsConfig {
    /// A PEM file with the certificate, and those between it and its authority.
    certificate: PathBuf,
    /// A PEM file with its private key.
    key: PathBuf,
}

/// The limits of [`Limits`], with durations in whole seconds.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LimitsConfig {
    connections: Option<u16>,
    head_seconds: Option<u16>,
    reader_silence_seconds: Option<u16>,
    farewell_seconds: Option<u16>,
}

impl Config {
    /// Reads and parses the file.
    ///
    /// # Errors
    /// [`Failure`] with file and line when it can not be read, is not TOML, or has an unknown key or an invalid value.
    pub fn read(path: &Path) -> Result<Config, Failure> {
        let text = std::fs::read_to_string(path).map_err(|e| Failure::file("read", path, &e))?;
        Config::parse(&text).map_err(|(line, what)| {
            Failure::refused(message!("config-line", file = path.display().to_string(), line = line, what = what))
        })
    }

    /// Parses the text of a file; the error has the line, from 1, and what is wrong there.
    fn parse(text: &str) -> Result<Config, (usize, Message)> {
        let config: Config = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            (line, of_toml(text, at, error.message()))
        })?;
        let limits = &config.limits;
        let numbers = [limits.connections, limits.head_seconds, limits.reader_silence_seconds, limits.farewell_seconds];
        if numbers.contains(&Some(0)) {
            let line = text.lines().position(|line| line.trim() == "[limits]").map_or(1, |at| at + 1);
            return Err((line, message!("config-limit-zero")));
        }
        let at_key = |(key, what): (&'static str, Message)| {
            let line = text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
            (line, message!("config-key", key = key, what = what))
        };
        config.origin("http://localhost").map_err(at_key)?;
        config.webhooks.delivering("localhost", &[]).map_err(at_key)?;
        authorities::of_key(config.ca_file.as_deref(), &[]).map_err(at_key)?;
        config.parsed_log_name().map_err(|what| at_key(("log-name", what)))?;
        config.contact().map_err(|what| at_key(("security-contact", what)))?;
        let endpoint = config.traces_endpoint.as_deref();
        endpoint.map_or(Ok(()), spans::check).map_err(|what| at_key(("traces-endpoint", what)))?;
        config.access.as_ref().map_or(Ok(()), AccessConfig::check).map_err(at_key)?;
        if config.public_url.is_none() && config.access.as_ref().is_some_and(AccessConfig::needs_public_url) {
            return Err(at_key(("client-id", message!("config-openid-public-url"))));
        }
        Ok(config)
    }

    /// Refuses an address beyond this machine, unless the service ends TLS, or a proxy that does is named.
    ///
    /// # Errors
    /// [`Failure`] that says what is missing.
    pub fn must_be_encrypted(&self, address: SocketAddr, has_certificate: bool) -> Result<(), Failure> {
        access::must_be_encrypted(address, self.access.as_ref(), self.public_url.as_deref(), has_certificate)
    }

    /// Reads the certificate and the key of the command line, else those of the file; none where neither names them.
    ///
    /// # Errors
    /// [`Failure`] that says what is wrong with them.
    pub fn tls(&self, given: Option<(&Path, &Path)>) -> Result<Option<Tls>, Failure> {
        let named = given.or_else(|| self.tls.as_ref().map(|tls| (tls.certificate.as_path(), tls.key.as_path())));
        let opened = named.map(|(certificate, key)| Tls::open(certificate.into(), key.into(), SystemClock.now()));
        opened.transpose().map_err(Failure::refused)
    }

    /// Starts what sends the spans of requests: where the command line says, else where the file does; none elsewhere.
    ///
    /// # Errors
    /// [`Failure`] that says what is wrong with the address.
    pub fn spans(
        &self,
        given: Option<&str>,
        roots: &[Certificate<'static>],
    ) -> Result<Option<(Spans, SpanThread)>, Failure> {
        let endpoint = given.or(self.traces_endpoint.as_deref());
        endpoint.map(|endpoint| spans::start(endpoint, roots)).transpose().map_err(Failure::refused)
    }

    /// Says what clients will have against a certificate, though it can be used.
    pub fn doubts(&self, tls: &Tls) -> Vec<Message> {
        let foreign = self.public_url.as_deref().and_then(|url| tls.foreign_to(host(url)));
        foreign.into_iter().chain(tls.ending(SystemClock.now())).collect()
    }

    /// The source of the events of a service that listens at `address`; the error has the key, and what is wrong there.
    fn origin(&self, address: &str) -> Result<Origin, (&'static str, Message)> {
        let base = self.public_url.as_deref().unwrap_or(address);
        let origin = Origin::default().with_base(base).map_err(|what| ("public-url", what))?;
        match &self.event_source {
            Some(source) => origin.with_source(source).map_err(|what| ("event-source", what)),
            None => Ok(origin),
        }
    }

    /// Where to report a vulnerability; RFC 9116 requires an address with a scheme, on one line.
    fn contact(&self) -> Result<Option<String>, Message> {
        let is_address = |text: &str| {
            let known = ["mailto:", "https://", "tel:"]
                .iter()
                .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
            known && !text.contains(|c: char| c.is_control() || c.is_whitespace())
        };
        match &self.security_contact {
            Some(text) if !is_address(text) => Err(message!("config-security-contact", contact = text)),
            contact => Ok(contact.clone()),
        }
    }

    /// The name under which the log is signed; the error says what is wrong with it.
    fn parsed_log_name(&self) -> Result<Option<KeyName>, Message> {
        self.log_name.as_deref().map(KeyName::parse).transpose().map_err(|_| message!("config-log-name"))
    }

    /// The configured name under which the log is signed, if any.
    pub fn log_name(&self) -> Option<KeyName> {
        self.parsed_log_name().expect("it was read when the file was")
    }

    /// Reads the certificate authorities for all that the service calls: those of the command line, else those of the file.
    ///
    /// # Errors
    /// [`Failure`] that says what is wrong with them.
    pub fn roots(&self, given: &AuthorityArgs) -> Result<Roots, Failure> {
        let given = given.roots()?;
        if !given.is_empty() {
            return Ok(given);
        }
        self.ca_file.as_deref().map_or(Ok(Roots::new()), authorities::read).map_err(Failure::refused)
    }

    /// The settings of a service that listens at `address` and records as `actor`; `roots` are the certificate authorities
    /// for all that it calls.
    ///
    /// # Errors
    /// [`Failure`] when a file that the configuration names can no longer be read.
    pub fn settings(
        &self,
        actor: Actor,
        address: &str,
        roots: &[Certificate<'static>],
    ) -> Result<HttpSettings, Failure> {
        let origin =
            self.origin(address).expect("it was read when the file was, and addresses of listeners are addresses");
        let host = host(self.public_url.as_deref().unwrap_or(address));
        let delivering = self.webhooks.delivering(host, roots);
        let delivering =
            delivering.map_err(|(key, what)| Failure::refused(message!("config-key", key = key, what = what)))?;
        let security_contact = self.contact().expect("it was read when the file was");
        Ok(HttpSettings { origin, delivering, security_contact, ..HttpSettings::of(actor) })
    }

    /// The number of simultaneous calls to receivers at which no delivery waits for another.
    pub fn calls(&self) -> usize {
        calls_of(self.webhooks.subscriptions())
    }

    /// The limits, with defaults for missing keys.
    pub fn limits(&self) -> Limits {
        let usual = Limits::default();
        let seconds = |given: Option<u16>, usual| given.map_or(usual, |given| Duration::from_secs(u64::from(given)));
        Limits {
            connections: self.limits.connections.map_or(usual.connections, usize::from),
            head: seconds(self.limits.head_seconds, usual.head),
            reader_silence: seconds(self.limits.reader_silence_seconds, usual.reader_silence),
            shutdown_grace: seconds(self.limits.farewell_seconds, usual.shutdown_grace),
            body_shutdown_grace: usual.body_shutdown_grace,
        }
    }
}

/// Explains an error of the TOML parser in our words: an unknown key, with the known ones, or a value of the wrong
/// type.
fn of_toml(text: &str, at: usize, said: &str) -> Message {
    let quoted = |said: &str| said.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    if said.starts_with("unknown field") {
        let mut names = quoted(said).into_iter();
        let name = names.next().unwrap_or_default();
        return message!("config-unknown-key", key = name, known = names.collect::<Vec<_>>().join(", "));
    }
    if said.starts_with("invalid type") || said.starts_with("invalid value") {
        let line = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default().trim();
        return message!("config-value", found = line);
    }
    message!("config-no-toml")
}

/// The host of an address, without its port.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    if authority.starts_with('[') { "localhost" } else { authority.split(':').next().unwrap_or(authority) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_says_what_it_says_and_no_more() {
        let config = Config::parse("listen = \"127.0.0.1:9000\"\n[limits]\nfarewell-seconds = 5\n").unwrap();
        assert_eq!(config.listen.as_deref(), Some("127.0.0.1:9000"));
        assert_eq!(config.limits().shutdown_grace, Duration::from_secs(5));
        assert_eq!(config.limits().connections, Limits::default().connections);
        assert_eq!(Config::parse("").unwrap(), Config::default());
    }

    #[test]
    fn the_name_of_the_log_is_a_key_name() {
        let config = Config::parse("log-name = \"stad.example/log\"").unwrap();
        assert_eq!(config.log_name().map(|name| name.to_string()).as_deref(), Some("stad.example/log"));
        let (line, what) = Config::parse("\nlog-name = \"stad example\"").unwrap_err();
        assert!(line == 2 && what.to_string().starts_with("log-name: "), "{line}: {what}");
    }

    #[test]
    fn who_sends_is_configured_or_follows_from_the_address() {
        let dataref = |text: &str| {
            format!("{:?}", Config::parse(text).map(|config| config.origin("http://127.0.0.1:9").unwrap()))
        };
        assert!(dataref("").contains("http://127.0.0.1:9") && dataref("").contains("urn:nld:peildatum"));
        let told = dataref("public-url = \"https://p.example/\"\nevent-source = \"urn:nld:oin:1:systeem:p\"");
        assert!(told.contains("\"https://p.example\"") && told.contains("urn:nld:oin:1:systeem:p"), "{told}");
        let (line, what) = Config::parse("listen = \"127.0.0.1:1\"\nevent-source = \"urn:x\"").unwrap_err();
        assert!(line == 2 && what.to_string().starts_with("event-source: "), "{line}: {what}");
        for wrong in
            ["veiligheid@stad.example", "mailto:", "http://stad.example", "mailto:a@b.example\\nExpires: nooit"]
        {
            let (_, what) = Config::parse(&format!("security-contact = \"{wrong}\"")).unwrap_err();
            assert!(what.to_string().starts_with("security-contact: "), "{what}");
        }
        assert!(Config::parse("public-url = \"ftp://x\"").unwrap_err().1.to_string().starts_with("public-url: "));
    }

    #[test]
    fn the_configuration_that_the_documentation_shows_is_one() {
        let page = include_str!("../../docs/webhooks.md");
        let shown = page.split("\n```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let config = Config::parse(shown).unwrap();
        let (told, usual) =
            (config.webhooks.delivering("localhost", &[]).unwrap(), crate::subscriptions::DeliverySettings::default());
        assert_eq!(
            (told.rule, told.timeouts, told.subscriptions_max),
            (usual.rule, usual.timeouts, usual.subscriptions_max),
            "it shows the usual"
        );
    }

    #[test]
    fn every_configuration_on_the_page_about_access_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, "geheim").unwrap();
        let page =
            include_str!("../../docs/access.md").replace("/etc/peildatum/client-secret", &secret.display().to_string());
        let shown: Vec<&str> = page.split("\n```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        for text in &shown {
            let whole = if text.contains("public-url") { "" } else { "public-url = \"https://p.example\"\n" };
            Config::parse(&format!("{whole}{text}")).unwrap_or_else(|(line, what)| panic!("{line}: {what}: {text}"));
        }
        assert!(shown.len() >= 3);
        let nameless = shown[1].replacen("public-url = \"https://peildatum.gemeente.example\"", "", 1);
        assert!(Config::parse(&nameless).unwrap_err().1.to_string().contains("public-url"));
    }

    #[test]
    fn every_configuration_on_the_page_about_operations_is_one() {
        let page = include_str!("../../docs/operations.md");
        let shown: Vec<&str> = page.split("\n```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        for text in &shown {
            Config::parse(text).unwrap_or_else(|(line, what)| panic!("{line}: {what}: {text}"));
        }
        assert!(shown.iter().any(|text| text.contains("[tls]")) && shown.len() >= 2);
        let (line, what) = Config::parse("\ntraces-endpoint = \"collector:4317\"").unwrap_err();
        assert!(line == 2 && what.to_string().starts_with("traces-endpoint: "), "{line}: {what}");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let (line, what) = Config::parse("# where\n\nlisten-on = \"127.0.0.1:9000\"\n").unwrap_err();
        assert!(line == 3 && what.to_string().contains("listen-on"), "{line}: {what}");
        assert!(Config::parse("[limits]\nconnections = 0\n").is_err());
    }
}
