//! What the settings of `serve` say, checked as a whole.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::access::{self, AccessConfig};
use super::authorities::{self, Roots};
use super::openid;
use super::settings::{self, Given, Section, Sources};
use super::webhooks;
use crate::app::clock::{Clock as _, SystemClock};
use crate::domain::actor::Actor;
use crate::http::spans;
use crate::http::tls::Tls;
use crate::http::{HttpSettings, Limits};
use crate::language::Message;
use crate::log::signed_note::KeyName;
use crate::message;
use crate::subscriptions::{DeliverySettings, Origin};

/// What the settings say.
#[derive(Debug)]
pub struct Config {
    /// The data folder.
    pub data: Option<PathBuf>,
    /// Whether somebody named a data folder, also where what they named is none.
    pub has_data: bool,
    /// The address to listen on.
    pub listen: String,
    /// The address by which others reach the service.
    public_url: Option<String>,
    /// The source of the events.
    event_source: Option<String>,
    /// The name under which the log is signed.
    pub log_name: Option<KeyName>,
    /// Where to report a vulnerability of the service.
    security_contact: Option<String>,
    /// Where the spans of requests are sent.
    pub traces_endpoint: Option<String>,
    /// The certificate authorities for all that the service calls; none for those that browsers trust.
    pub roots: Roots,
    /// The limits for its clients.
    pub limits: Limits,
    /// How events are delivered.
    delivering: DeliverySettings,
    /// Whether `delivering` has a name of the sender that was given.
    has_sender: bool,
    /// How access is limited.
    pub access: Option<AccessConfig>,
    /// The certificate of the service.
    pub tls: Option<Arc<Tls>>,
}

impl Default for Config {
    /// What counts where nobody gives anything.
    fn default() -> Config {
        Config::of(&Given::default())
    }
}

impl Config {
    /// Reads the sources, with everything that is wrong: where that is nothing, the configuration can be used.
    pub fn read(sources: Sources<'_>) -> (Config, Vec<Message>) {
        let given = Given::read(sources);
        let config = Config::of(&given);
        (config, given.problems())
    }

    /// Reads what was given; what is wrong is noted there, and has the usual value here.
    fn of(given: &Given) -> Config {
        let top = given.top();
        let public_url = top.parsed(&settings::PUBLIC_URL, |url| Origin::default().with_base(url).map(|_| url));
        let source = |source| Origin::default().with_source(source).map(|_| source);
        let log_name = |name| KeyName::parse(name).map_err(|_| message!("config-log-name"));
        let roots = authorities::of_setting(top, &settings::CA_FILE, &[]);
        let config = Config {
            data: top.path(&settings::DATA).map(Path::to_owned),
            has_data: top.is_given(&settings::DATA),
            listen: top.text(&settings::LISTEN).unwrap_or(settings::LISTEN_DEFAULT).to_owned(),
            event_source: top.parsed(&settings::EVENT_SOURCE, source).map(str::to_owned),
            log_name: top.parsed(&settings::LOG_NAME, log_name),
            security_contact: top.parsed(&settings::SECURITY_CONTACT, contact).map(str::to_owned),
            traces_endpoint: traces_endpoint(top),
            limits: limits(top),
            delivering: webhooks::delivering(top, host(public_url.unwrap_or_default()), &roots),
            has_sender: top.is_given(&settings::SENDER),
            access: AccessConfig::of(given, &roots),
            tls: tls(top),
            roots,
            public_url: public_url.map(str::to_owned),
        };
        if !top.is_given(&settings::PUBLIC_URL) {
            let people = given.providers().find(|section| openid::is_for_people(*section));
            if let Some(section) = people {
                section.refuse(&settings::CLIENT_ID, message!("config-openid-public-url"));
            }
        }
        config
    }

    /// Refuses an address beyond this machine, unless access is limited and encrypted.
    ///
    /// # Errors
    /// What is missing. None where access is not limited at all: then only this machine is let in.
    pub fn admit(&self, address: SocketAddr) -> Option<Result<(), Message>> {
        let access = self.access.as_ref()?;
        Some(access::must_be_encrypted(address, Some(access), self.public_url.as_deref(), self.tls.is_some()))
    }

    /// Says what clients will have against a certificate, though it can be used.
    pub fn doubts(&self) -> Vec<Message> {
        let Some(tls) = &self.tls else { return Vec::new() };
        let foreign = self.public_url.as_deref().and_then(|url| tls.foreign_to(host(url)));
        foreign.into_iter().chain(tls.ending(SystemClock.now())).collect()
    }

    /// The source of the events of a service that listens at `address`.
    fn origin(&self, address: &str) -> Origin {
        let base = self.public_url.as_deref().unwrap_or(address);
        let origin =
            Origin::default().with_base(base).expect("it was read before, and addresses of listeners are some");
        match &self.event_source {
            Some(source) => origin.with_source(source).expect("it was read before"),
            None => origin,
        }
    }

    /// The settings of a service that listens at `address` and records as `actor`.
    pub fn settings(&self, actor: Actor, address: &str) -> HttpSettings {
        let mut delivering = self.delivering.clone();
        if !self.has_sender {
            host(self.public_url.as_deref().unwrap_or(address)).clone_into(&mut delivering.sender);
        }
        let (origin, security_contact) = (self.origin(address), self.security_contact.clone());
        HttpSettings { origin, delivering, security_contact, ..HttpSettings::of(actor) }
    }

    /// The number of simultaneous calls to receivers at which no delivery waits for another.
    pub fn calls(&self) -> usize {
        self.delivering.calls
    }
}

fn limits(top: Section<'_>) -> Limits {
    Limits {
        connections: usize::try_from(top.number(&settings::CONNECTIONS)).expect("its bounds are those of 16 bits"),
        head: top.seconds(&settings::HEAD_SECONDS),
        reader_silence: top.seconds(&settings::READER_SILENCE_SECONDS),
        shutdown_grace: top.seconds(&settings::FAREWELL_SECONDS),
        ..Limits::default()
    }
}

/// Reads where spans go.
fn traces_endpoint(top: Section<'_>) -> Option<String> {
    let [traces, base] = [&settings::TRACES_ENDPOINT, &settings::OTLP_ENDPOINT];
    let named = [(traces, spans::endpoint(top.text(traces), None)), (base, spans::endpoint(None, top.text(base)))];
    // The one that does not count is looked at as well: it is wrong all the same.
    let mut checked = named.into_iter().filter_map(|(setting, endpoint)| {
        let endpoint = endpoint?;
        Some(spans::check(&endpoint).map(|()| endpoint).map_err(|what| top.refuse(setting, what)).ok())
    });
    let first = checked.next()?;
    checked.for_each(drop);
    first
}

/// Reads the certificate and the key; one without the other is refused.
fn tls(top: Section<'_>) -> Option<Arc<Tls>> {
    let (certificate, key) = (&settings::TLS_CERTIFICATE, &settings::TLS_KEY);
    match (top.is_given(certificate), top.is_given(key)) {
        (true, false) => top.refuse(certificate, message!("config-tls-half", other = "--tls-key", key = "tls.key")),
        (false, true) => {
            top.refuse(key, message!("config-tls-half", other = "--tls-cert", key = "tls.certificate"));
        }
        (true, true) | (false, false) => {}
    }
    let key = top.path(key)?;
    let opened = top.parsed(certificate, |file| Tls::open(file.into(), key.to_owned(), SystemClock.now()));
    opened.map(Arc::new)
}

/// Reads where to report a vulnerability; RFC 9116 requires an address with a scheme, on one line.
fn contact(text: &str) -> Result<&str, Message> {
    let has = |scheme: &&str| text.len() > scheme.len() && text.starts_with(*scheme);
    let is_known = ["mailto:", "https://", "tel:"].iter().any(has);
    if is_known && !text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        Ok(text)
    } else {
        Err(message!("config-security-contact", contact = text))
    }
}

/// The host of an address, without its port.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    if authority.starts_with('[') { "localhost" } else { authority.split(':').next().unwrap_or(authority) }
}

#[cfg(test)]
mod tests;
