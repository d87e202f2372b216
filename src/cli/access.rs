//! The section `[access]` of the configuration of `serve`, and the file of the access log.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use ureq::tls::Certificate;

use super::log_lines::{self, LogThread};
use super::openid;
use super::settings::{self, Given};
use crate::access::AccessSettings;
use crate::access::origin::Proxies;
use crate::access::rates::{RateSettings, Rates};
use crate::language::{Message, describe_io_error};
use crate::message;
use crate::subscriptions::guard::Network;

/// The name of the section.
const SECTION: &str = "access";

/// What the section says.
#[derive(Debug)]
pub struct AccessConfig {
    /// The settings, without the access log.
    pub settings: AccessSettings,
    /// The file of the access log.
    pub log: Option<PathBuf>,
}

impl AccessConfig {
    /// Reads the section; none where it is not there. `of_service` are the certificate authorities for all that the service
    /// calls.
    pub fn of(given: &Given, of_service: &[Certificate<'static>]) -> Option<AccessConfig> {
        let top = given.top();
        if !top.has_section(SECTION) {
            return None;
        }
        if !top.is_on(&settings::TOKENS) && !top.is_given(&settings::TOKENS) && !top.has_section(settings::PROVIDERS) {
            top.refuse_section(SECTION, message!("config-access-tokens"));
        } else if !top.is_on(&settings::TOKENS) && !top.has_section(settings::PROVIDERS) {
            top.refuse(&settings::TOKENS, message!("config-access-tokens"));
        }
        let rates = RateSettings {
            per_caller: top.small_number(&settings::PER_CALLER),
            per_address: top.small_number(&settings::PER_ADDRESS),
        };
        let settings = AccessSettings {
            tokens: top.is_on(&settings::TOKENS),
            proxies: proxies(given),
            providers: Arc::new(openid::providers(given, of_service)),
            second_person: top.is_on(&settings::SECOND_PERSON),
            rates: Arc::new(Rates::new(rates)),
            ..AccessSettings::default()
        };
        Some(AccessConfig { settings, log: top.path(&settings::ACCESS_LOG).map(Path::to_owned) })
    }

    /// Opens the access log, and returns the settings with it, and what holds it while the service runs.
    ///
    /// # Errors
    /// That it can not be opened.
    pub fn open_log(&self) -> Result<(AccessSettings, Option<AccessLog>), Message> {
        let settings = self.settings.clone();
        let Some(path) = &self.log else { return Ok((settings, None)) };
        let unopened = |error: io::Error| unopened(path, &error);
        let again = Arc::new(AtomicBool::new(false));
        let file = LogFile { path: path.clone(), file: open(path).map_err(unopened)?, again: Arc::clone(&again) };
        let (lines, thread) = log_lines::start(file, lost).map_err(unopened)?;
        let log: Arc<Mutex<dyn Write + Send>> = Arc::new(Mutex::new(lines));
        Ok((AccessSettings { log: Some(log), ..settings }, Some(AccessLog { again, thread })))
    }

    /// Looks whether the access log can be opened, without making it.
    ///
    /// # Errors
    /// Why it can not be opened.
    pub fn check_log(&self) -> Result<(), Message> {
        let Some(path) = &self.log else { return Ok(()) };
        match OpenOptions::new().append(true).open(path) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or_else(|| Path::new("."));
                rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)
                    .map_err(|error| unopened(path, &io::Error::from(error)))
            }
            Err(error) => Err(unopened(path, &error)),
        }
    }
}

fn unopened(path: &Path, error: &io::Error) -> Message {
    message!("config-access-log", file = path.display().to_string(), why = describe_io_error(error))
}

/// Returns the proxies that end TLS.
fn proxies(given: &Given) -> Proxies {
    let top = given.top();
    let network = |text: &String| {
        let network = Network::parse(text)?;
        let length = widest(&network);
        if network.length() < length {
            return Err(message!("config-proxies-wide", network = network.to_string(), length = i64::from(length)));
        }
        Ok(network)
    };
    let all = top.texts(&settings::TRUSTED_PROXIES);
    let right =
        all.iter().filter_map(|text| network(text).map_err(|what| top.refuse(&settings::TRUSTED_PROXIES, what)).ok());
    Proxies::of(right.collect())
}

/// Returns the shortest prefix of a network of proxies: a sixteenth of private IPv4, or a site of IPv6. More could hold
/// the clients as well.
fn widest(network: &Network) -> u8 {
    if network.is_ipv4() { 12 } else { 48 }
}

/// Refuses an address beyond this machine, unless the service ends TLS, or a proxy that does is named.
///
/// # Errors
/// What is missing.
pub fn must_be_encrypted(
    address: SocketAddr,
    access: Option<&AccessConfig>,
    public_url: Option<&str>,
    has_certificate: bool,
) -> Result<(), Message> {
    let ends_tls = |access: &AccessConfig| has_certificate || !access.settings.proxies.is_empty();
    if access.is_some_and(ends_tls) && public_url.is_some_and(|url| url.starts_with("https://")) {
        return Ok(());
    }
    Err(message!("config-access-proxies", address = address.to_string()))
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

    /// Reads the section, with everything that is wrong in it.
    fn read(text: &str) -> (AccessConfig, Vec<String>) {
        let given = Given::of_text(&format!("[access]\n{text}"));
        let read = AccessConfig::of(&given, &[]).expect("the section is there");
        (read, given.problems().iter().map(Message::to_string).collect())
    }

    #[test]
    fn a_section_that_lets_nobody_in_is_refused_and_so_is_a_proxy_that_is_no_address() {
        let wrong = |text: &str| read(text).1;
        assert!(wrong("")[0].contains("[access]"));
        assert!(wrong("tokens = false")[0].starts_with("test.toml:2: access.tokens: "));
        assert_eq!(wrong("tokens = true"), Vec::<String>::new());
        assert_eq!(wrong("tokens = true\n[access.rates]\nper-caller = 0"), Vec::<String>::new());
        assert!(wrong("tokens = true\nsecret = 1")[0].contains("access.secret"));
        let proxies = |network: &str| wrong(&format!("tokens = true\ntrusted-proxies = [\"{network}\"]"));
        for wide in ["0.0.0.0/0", "10.0.0.0/8", "::/0", "fd00::/8", "proxy.example"] {
            let told = &proxies(wide)[0];
            assert!(told.starts_with("test.toml:3: access.trusted-proxies: ") && told.contains(wide), "{told}");
        }
        assert!(proxies("10.16.0.0/12").is_empty() && proxies("fd00::/48").is_empty());
    }

    #[test]
    fn beyond_this_machine_only_behind_a_named_proxy_and_an_encrypted_address_or_with_a_certificate() {
        let address: SocketAddr = "10.0.0.7:8080".parse().unwrap();
        let named = read("tokens = true\ntrusted-proxies = [\"10.0.0.5\"]").0;
        let bare = read("tokens = true").0;
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
        let access = read(&format!("tokens = true\naccess-log = '{}'", path.display())).0;
        access.check_log().unwrap();
        assert!(!path.exists(), "a look makes no file");
        let (settings, log) = access.open_log().unwrap();
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
