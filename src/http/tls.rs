//! TLS of the service itself: its certificate and key, which are read again when their files change.
//!
//! Versions 1.2 and 1.3 by rustls. What can not be read, does not belong together or is out of its time leaves what is
//! in use.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::client::verify_server_cert_signed_by_trust_anchor as verify;
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{CertificateError, Error, RootCertStore, ServerConfig};
use zeroize::Zeroizing;

use crate::domain::time::Instant;
use crate::language::{Message, describe_io_error};
use crate::message;

/// The most bytes of a file: a chain of a few certificates is some 10 kB.
const FILE_MAX: u64 = 1024 * 1024;

/// How long before its end a certificate is spoken of, in microseconds: fourteen days, since those that renew themselves
/// do so some thirty days ahead.
const SOON_MICROS: i64 = 14 * 24 * 3_600 * 1_000_000;

/// The certificate and the key of the service.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Pair>,
    /// What was refused when the files were read last, and why.
    refused: Mutex<Option<RefusedFiles>>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// Why files are refused, and what the library says of it, for the log.
struct CertificateRefusal {
    why: Message,
    said: Option<String>,
}

impl From<Message> for CertificateRefusal {
    fn from(why: Message) -> CertificateRefusal {
        CertificateRefusal { why, said: None }
    }
}

impl CertificateRefusal {
    /// Returns why, and logs the rest.
    fn told(self) -> Message {
        if let Some(said) = self.said {
            tracing::warn!(said, "a certificate can not be used");
        }
        self.why
    }
}

/// What was refused: the same is not spoken of again.
#[derive(PartialEq)]
struct RefusedFiles {
    /// The digest of the files; none where they could not be read.
    content: Option<[u8; 32]>,
    why: String,
}

/// What became of the files when they were read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// They are as they were, or nothing new is wrong with them.
    AsBefore,
    /// Others are in use from now on; connections that are open keep theirs.
    Replaced,
    /// They were refused before, and are again those in use.
    RightAgain,
}

/// A certificate and a key that belong together.
struct Pair {
    files: Files,
    config: Arc<ServerConfig>,
    /// When the certificate ends, where its time can be told.
    end: Option<Instant>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with them: which, and what to do.
    pub fn open(certificate: PathBuf, key: PathBuf, now: Instant) -> Result<Tls, Message> {
        let pair = Files::read(&certificate, &key)?.pair(&certificate, &key, now).map_err(CertificateRefusal::told)?;
        Ok(Tls { certificate, key, current: RwLock::new(pair), refused: Mutex::default() })
    }

    /// Reads the files again.
    ///
    /// # Errors
    /// What is wrong with the files: once for what they hold, or where somebody asked (`is_asked`). What was in use stays.
    pub fn read_again(&self, now: Instant, is_asked: bool) -> Result<Reading, Message> {
        let files = Files::read(&self.certificate, &self.key);
        let content = files.as_ref().ok().map(Files::digest);
        let read = files.map_err(CertificateRefusal::from).and_then(|files| {
            let is_same = files == self.current.read().files;
            if is_same { Ok(None) } else { files.pair(&self.certificate, &self.key, now).map(Some) }
        });
        let refused = read.as_ref().err().map(|refusal| RefusedFiles { content, why: refusal.why.to_string() });
        let before = std::mem::replace(&mut *self.refused.lock(), refused);
        match read {
            Ok(Some(pair)) => {
                *self.current.write() = pair;
                Ok(Reading::Replaced)
            }
            Ok(None) => Ok(if before.is_some() { Reading::RightAgain } else { Reading::AsBefore }),
            Err(_) if before == *self.refused.lock() && !is_asked => Ok(Reading::AsBefore),
            Err(refusal) => Err(refusal.told()),
        }
    }

    /// Returns what accepts a connection.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.read().config))
    }

    /// Returns when the certificate in use ends.
    pub fn end(&self) -> Option<Instant> {
        self.current.read().end
    }

    /// Says that the certificate in use ends soon, or has ended.
    pub fn ending(&self, now: Instant) -> Option<Message> {
        let end = self.current.read().end.filter(|end| end.micros() - now.micros() <= SOON_MICROS)?;
        let file = self.certificate.display().to_string();
        Some(message!("tls-ending", file = file, end = end.to_string()))
    }

    /// Says that the certificate is not for this host, by which people reach the service.
    pub fn foreign_to(&self, host: &str) -> Option<Message> {
        let name = ServerName::try_from(host).ok()?;
        let chain = chain(&self.current.read().files.certificate)?;
        let parsed = ParsedCertificate::try_from(&chain[0]).ok()?;
        let file = self.certificate.display().to_string();
        verify_server_name(&parsed, &name).err().map(|_| message!("tls-other-host", file = file, host = host))
    }
}

/// The files as they are at one moment.
#[derive(PartialEq)]
struct Files {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Files {
    fn read(certificate: &Path, key: &Path) -> Result<Files, Message> {
        Ok(Files { certificate: read(certificate)?, key: Zeroizing::new(read(key)?) })
    }

    fn digest(&self) -> [u8; 32] {
        let length = self.certificate.len() as u64;
        let all = Sha256::new().chain_update(length.to_be_bytes()).chain_update(&self.certificate);
        all.chain_update(&*self.key).finalize().into()
    }

    fn pair(self, certificate: &Path, key: &Path, now: Instant) -> Result<Pair, CertificateRefusal> {
        let [certificate, key] = [certificate, key].map(|path| path.display().to_string());
        let chain =
            chain(&self.certificate).ok_or_else(|| message!("tls-no-certificate", file = certificate.as_str()))?;
        let private =
            PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| message!("tls-no-key", file = key.as_str()))?;
        let unusable = |error: &Error| CertificateRefusal {
            why: message!("tls-unusable", file = certificate.as_str()),
            said: Some(error.to_string()),
        };
        let (first, provider) = (chain[0].clone(), Arc::new(ring::default_provider()));
        let versions = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("ring has both versions");
        let mut config =
            versions.with_no_client_auth().with_single_cert(chain, private).map_err(|error| match error {
                Error::InconsistentKeys(_) => {
                    message!("tls-other-key", file = key.as_str(), other = certificate.as_str()).into()
                }
                other => unusable(&other),
            })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let parsed = ParsedCertificate::try_from(&first).map_err(|error| unusable(&error))?;
        let end = in_time(&parsed, &certificate, now)?;
        Ok(Pair { files: self, config: Arc::new(config), end })
    }
}

/// Returns when a certificate ends.
///
/// rustls says what is out of its time before it looks for who issued it, so a judgement without any authority tells
/// both, without a parser of certificates of our own.
///
/// # Errors
/// That it ended, or did not begin.
fn in_time(parsed: &ParsedCertificate<'_>, file: &str, now: Instant) -> Result<Option<Instant>, Message> {
    let unix = |moment: Instant| {
        UnixTime::since_unix_epoch(Duration::from_micros(u64::try_from(moment.micros()).unwrap_or_default()))
    };
    let instant =
        |time: UnixTime| Instant::from_micros(i64::try_from(time.as_secs()).unwrap_or(0).saturating_mul(1_000_000));
    let algorithms = ring::default_provider().signature_verification_algorithms.all;
    let judge = |time: UnixTime| match verify(parsed, &RootCertStore::empty(), &[], time, algorithms) {
        Err(Error::InvalidCertificate(error)) => Some(error),
        _ => None,
    };
    match judge(unix(now)) {
        Some(CertificateError::ExpiredContext { not_after, .. }) => {
            Err(message!("tls-ended", file = file, end = instant(not_after).to_string()))
        }
        Some(CertificateError::NotValidYetContext { not_before, .. }) => {
            Err(message!("tls-not-begun", file = file, begin = instant(not_before).to_string()))
        }
        _ => match judge(UnixTime::since_unix_epoch(Duration::from_secs(END_OF_TIME))) {
            Some(CertificateError::ExpiredContext { not_after, .. }) => Ok(Some(instant(not_after))),
            _ => Ok(None),
        },
    }
}

/// The last second of the year 9999, in seconds since 1970: a certificate that has no end says this one (RFC 5280).
const END_OF_TIME: u64 = 253_402_300_799;

/// Returns the certificates of a PEM file; none where it has none.
fn chain(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    chain.ok().filter(|chain| !chain.is_empty())
}

fn read(path: &Path) -> Result<Vec<u8>, Message> {
    let unread = |why: Message| message!("tls-unread", file = path.display().to_string(), why = why);
    let found = std::fs::metadata(path).map_err(|error| unread(describe_io_error(&error)))?;
    // A pipe would be waited for, and a device has no end.
    if !found.is_file() {
        return Err(unread(message!("tls-no-file")));
    }
    if found.len() > FILE_MAX {
        return Err(unread(message!("tls-large")));
    }
    std::fs::read(path).map_err(|error| unread(describe_io_error(&error)))
}
