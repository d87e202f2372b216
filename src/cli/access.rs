//! The section `[access]` of the configuration file of `serve`, and the file of the access log.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use serde::Deserialize;
use ureq::tls::Certificate;

use super::failure::Failure;
use super::log_lines::{self, LogThread};
use super::openid::{self, OpenIdConfig};
use crate::access::AccessSettings;
use crate::access::origin::Proxies;
use crate::access::rates::{RateSettings, Rates};
use crate::language::{Message, describe_io_error};
use crate::message;
use crate::subscriptions::guard::Network;

/// The contents of the section.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AccessConfig {
    /// Whether tokens let in.
    #[serde(default)]
    tokens: bool,
    /// The providers of OpenID Connect.
    #[serde(default)]
    openid: Vec<OpenIdConfig>,
    /// The proxies that end TLS: addresses, or networks such as `10.1.0.0/16`.
    #[serde(default)]
    trusted_proxies: Vec<String>,
    /// Whether an erasure takes a second person.
    #[serde(default)]
    second_person_for_erasing: bool,
    /// How many requests may come.
    #[serde(default)]
    rates: RatesConfig,
    /// The file of the access log.
    access_log: Option<PathBuf>,
}

/// How many requests may come in a minute; zero for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct RatesConfig {
    /// From who signed in.
    per_caller: u32,
    /// From one address.
    per_address: u32,
}

impl Default for RatesConfig {
    /// A thousand a second of a caller, and ten thousand at once: more than a program sends that waits for each answer,
    /// and less than what one service answers, so that others have room beside one that runs wild. Two such callers
    /// behind one address.
    fn default() -> RatesConfig {
        RatesConfig { per_caller: 60_000, per_address: 120_000 }
    }
}

impl AccessConfig {
    /// Checks what the section says; the error has the key, and what is wrong there.
    pub fn check(&self) -> Result<(), (&'static str, Message)> {
        if !self.tokens && self.openid.is_empty() {
            return Err(("[access]", message!("config-access-tokens")));
        }
        openid::providers(&self.openid, &[])?;
        self.proxies().map(drop)
    }

    /// Returns true if people sign in at a provider, which must then know by which address to send them back.
    pub fn needs_public_url(&self) -> bool {
        self.openid.iter().any(OpenIdConfig::is_for_people)
    }

    /// Returns the proxies that end TLS.
    pub fn proxies(&self) -> Result<Proxies, (&'static str, Message)> {
        let at_key = |what| ("trusted-proxies", what);
        let networks: Vec<Network> =
            self.trusted_proxies.iter().map(|text| Network::parse(text)).collect::<Result<_, _>>().map_err(at_key)?;
        match networks.iter().find(|network| network.length() < widest(network)) {
            Some(wide) => {
                let message =
                    message!("config-proxies-wide", network = wide.to_string(), length = i64::from(widest(wide)));
                Err(at_key(message))
            }
            None => Ok(Proxies::of(networks)),
        }
    }

    /// Returns the settings, and what holds the access log while the service runs. `roots` are the certificate
    /// authorities of the whole service.
    ///
    /// # Errors
    /// [`Failure`] when the access log can not be opened.
    pub fn settings(&self, roots: &[Certificate<'static>]) -> Result<(AccessSettings, Option<AccessLog>), Failure> {
        let proxies = self.proxies().expect("it was read when the file was");
        let providers = openid::providers(&self.openid, roots)
            .map_err(|(key, what)| Failure::refused(message!("config-key", key = key, what = what)))?;
        let RatesConfig { per_caller, per_address } = self.rates;
        let settings = AccessSettings {
            tokens: self.tokens,
            proxies,
            providers: Arc::new(providers),
            second_person: self.second_person_for_erasing,
            rates: Arc::new(Rates::new(RateSettings { per_caller, per_address })),
            ..AccessSettings::default()
        };
        let Some(path) = &self.access_log else { return Ok((settings, None)) };
        let unopened = |error: io::Error| {
            let (file, why) = (path.display().to_string(), describe_io_error(&error));
            Failure::refused(message!("config-access-log", file = file, why = why))
        };
        let again = Arc::new(AtomicBool::new(false));
        let file = LogFile { path: path.clone(), file: open(path).map_err(unopened)?, again: Arc::clone(&again) };
        let (lines, thread) = log_lines::start(file, lost).map_err(unopened)?;
        let log: Arc<Mutex<dyn Write + Send>> = Arc::new(Mutex::new(lines));
        Ok((AccessSettings { log: Some(log), ..settings }, Some(AccessLog { again, thread })))
    }
}

/// Returns the shortest prefix of a network of proxies: a sixteenth of private IPv4, or a site of IPv6. More could hold
/// the clients as well.
fn widest(network: &Network) -> u8 {
    if network.is_ipv4() { 12 } else { 48 }
}

/// Refuses an address beyond this machine, unless the service ends TLS, or a proxy that does is named.
///
/// # Errors
/// [`Failure`] that says what is missing.
pub fn must_be_encrypted(
    address: SocketAddr,
    access: Option<&AccessConfig>,
    public_url: Option<&str>,
    has_certificate: bool,
) -> Result<(), Failure> {
    let ends_tls = |access: &AccessConfig| has_certificate || access.proxies().is_ok_and(|proxies| !proxies.is_empty());
    if access.is_some_and(ends_tls) && public_url.is_some_and(|url| url.starts_with("https://")) {
        return Ok(());
    }
    Err(Failure::refused(message!("config-access-proxies", address = address.to_string())))
}

/// The access log of a running service.
pub struct AccessLog {
    again: Arc<AtomicBool>,
    thread: LogThread,
}

impl AccessLog {
    /// Returns what asks for the file to be opened again by its name, after it was moved away.
    pub fn reopener(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.again)
    }

    /// Waits until everything is written. Returns false if the disk stands still.
    pub fn finish(self) -> bool {
        self.thread.finish()
    }
}

/// Says in the log itself that lines of it were lost.
fn lost(count: u64) -> String {
    serde_json::json!({ "handeling": [], "verloren": count }).to_string()
}

/// The file, which is opened again by its name when that is asked.
struct LogFile {
    path: PathBuf,
    file: File,
    again: Arc<AtomicBool>,
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.again.swap(false, Ordering::Relaxed) {
            match open(&self.path) {
                Ok(file) => self.file = file,
                Err(error) => {
                    tracing::error!(%error, "the access log could not be opened again; it goes on in the old file")
                }
            }
        }
        self.file.write_all(line).inspect_err(|error| tracing::error!(%error, "a line of the access log was lost"))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_that_lets_nobody_in_is_refused_and_so_is_a_proxy_that_is_no_address() {
        let read = |text: &str| toml::from_str::<AccessConfig>(text).unwrap();
        assert_eq!(read("").check().unwrap_err().0, "[access]");
        assert!(read("tokens = true").check().is_ok());
        assert_eq!(
            read("tokens = true\n[rates]\nper-caller = 0").rates,
            RatesConfig { per_caller: 0, per_address: 120_000 }
        );
        let wrong = read("tokens = true\ntrusted-proxies = [\"proxy.example\"]");
        assert_eq!(wrong.check().unwrap_err().0, "trusted-proxies");
        assert!(toml::from_str::<AccessConfig>("tokens = true\nsecret = 1").is_err());
        let proxies = |network: &str| read(&format!("tokens = true\ntrusted-proxies = [\"{network}\"]")).check();
        for wide in ["0.0.0.0/0", "10.0.0.0/8", "::/0", "fd00::/8"] {
            let (key, what) = proxies(wide).unwrap_err();
            assert!(key == "trusted-proxies" && what.to_string().contains(wide), "{wide}: {what}");
        }
        assert!(proxies("10.16.0.0/12").is_ok() && proxies("fd00::/48").is_ok());
    }

    #[test]
    fn beyond_this_machine_only_behind_a_named_proxy_and_an_encrypted_address_or_with_a_certificate() {
        let address: SocketAddr = "10.0.0.7:8080".parse().unwrap();
        let named: AccessConfig = toml::from_str("tokens = true\ntrusted-proxies = [\"10.0.0.5\"]").unwrap();
        let bare: AccessConfig = toml::from_str("tokens = true").unwrap();
        let judged = |access, url| must_be_encrypted(address, access, url, false).is_ok();
        assert!(judged(Some(&named), Some("https://p.example")));
        assert!(!judged(Some(&named), Some("http://p.example")) && !judged(Some(&named), None));
        assert!(!judged(Some(&bare), Some("https://p.example")) && !judged(None, Some("https://p.example")));
        let with = |access, url| must_be_encrypted(address, access, url, true).is_ok();
        assert!(with(Some(&bare), Some("https://p.example")) && !with(Some(&bare), None), "no name to reach it by");
        assert!(!with(Some(&bare), Some("http://p.example")));
        assert!(!with(None, Some("https://p.example")), "encrypted is not limited");
    }

    #[test]
    fn the_access_log_is_opened_again_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let (path, moved) = (folder.path().join("toegang.log"), folder.path().join("toegang.log.1"));
        let access = AccessConfig { tokens: true, access_log: Some(path.clone()), ..AccessConfig::default() };
        let (settings, log) = access.settings(&[]).unwrap();
        let (lines, log) = (settings.log.unwrap(), log.unwrap());
        lines.lock().write_all(b"een\n").unwrap();
        // What is written before the file is moved must be there: the thread writes in order, so a second start waits.
        assert!(log.finish());
        std::fs::rename(&path, &moved).unwrap();
        let mut file =
            LogFile { path: path.clone(), file: open(&moved).unwrap(), again: Arc::new(AtomicBool::new(true)) };
        file.write_all(b"twee\n").unwrap();
        assert_eq!(std::fs::read_to_string(&moved).unwrap(), "een\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "twee\n");
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
