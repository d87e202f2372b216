//! TLS of the service itself: which versions, a certificate that is replaced while it runs, and clients that never finish
//! the handshake.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use peildatum::app::clock::{Clock as _, SystemClock};
use peildatum::domain::time::Instant;
use peildatum::http::tls::{Reading, Tls};
use peildatum::http::{Limits, serve_over};
use peildatum::language::Message;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};

use super::TestApp;
use super::connections::{SHORT, soon, status};
use crate::cli;
use crate::tools::{need, on_path};

/// A certificate for localhost and its key, in PEM.
struct Pair {
    certificate: PathBuf,
    key: PathBuf,
}

impl Pair {
    fn new(folder: &Path, name: &str) -> Pair {
        need("openssl", on_path("openssl"));
        let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        let made = Command::new("openssl")
            .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost".split(' '))
            .args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Pair { certificate, key }
    }

    /// Puts this pair in the place of another.
    fn replace(&self, other: &Pair) {
        std::fs::copy(&self.key, &other.key).unwrap();
        std::fs::copy(&self.certificate, &other.certificate).unwrap();
    }

    fn open(&self) -> Tls {
        Tls::open(self.certificate.clone(), self.key.clone(), SystemClock.now()).unwrap()
    }

    /// Connects as a client that trusts this certificate and no other.
    async fn connect(
        &self,
        address: SocketAddr,
        version: &'static SupportedProtocolVersion,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&self.certificate).unwrap()).unwrap();
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
        let config = config.with_root_certificates(roots).with_no_client_auth();
        let stream = TcpStream::connect(address).await?;
        let name = ServerName::try_from("localhost").unwrap();
        soon(TlsConnector::from(Arc::new(config)).connect(name, stream)).await
    }

    async fn trusts(&self, address: SocketAddr) -> bool {
        self.connect(address, &TLS13).await.is_ok()
    }
}

/// Looks at the files as the running service does.
fn read_again(tls: &Tls) -> Result<Reading, Message> {
    tls.read_again(SystemClock.now(), false)
}

async fn start(tls: Arc<Tls>, limits: Limits) -> (TestApp, SocketAddr) {
    let (app, listener) = (TestApp::new(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_over(listener, Some(tls), app.router.clone(), limits, std::future::pending()));
    (app, address)
}

const LIVE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// Sends a request, and returns the answer as a whole.
async fn ask(stream: &mut TlsStream<TcpStream>) -> String {
    stream.write_all(LIVE).await.unwrap();
    let mut answer = Vec::new();
    soon(stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_newest_versions_are_spoken_and_older_ones_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::new(folder.path(), "een");
    let (_app, address) = start(Arc::new(pair.open()), Limits::default()).await;
    for (version, name) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let mut stream = pair.connect(address, version).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(name));
        let answer = ask(&mut stream).await;
        assert_eq!(status(&answer), "200");
        assert!(answer.contains("strict-transport-security: max-age=31536000; includeSubDomains\r\n"), "{answer}");
    }
    // The greeting of a client that speaks 1.1 at most, with two of its ciphers: the answer is a fatal alert.
    let mut hello = vec![3, 2];
    hello.extend([0x11; 32]);
    hello.extend([0, 0, 4, 0xc0, 0x13, 0x00, 0x2f, 1, 0]);
    let length = u8::try_from(hello.len()).unwrap();
    let greeting = [&[22, 3, 1, 0, length + 4, 1, 0, 0, length][..], &hello].concat();
    let mut old = TcpStream::connect(address).await.unwrap();
    old.write_all(&greeting).await.unwrap();
    let mut answer = Vec::new();
    soon(old.read_to_end(&mut answer)).await.unwrap();
    assert_eq!((answer[0], answer[5]), (21, 2), "{answer:?}");
    // What is not encrypted is not answered.
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(LIVE).await.unwrap();
    let mut answer = Vec::new();
    soon(plain.read_to_end(&mut answer)).await.ok();
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_replaced_is_used_from_then_on_unless_it_does_not_fit_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let [used, next, third] = ["gebruikt", "volgend", "derde"].map(|name| Pair::new(folder.path(), name));
    let first = Pair { certificate: folder.path().join("eerst.pem"), key: folder.path().join("eerst.key") };
    used.replace(&first);
    let tls = Arc::new(used.open());
    let (_app, address) = start(Arc::clone(&tls), Limits::default()).await;
    assert!(first.trusts(address).await && !next.trusts(address).await);
    assert_eq!(read_again(&tls).unwrap(), Reading::AsBefore, "nothing changed");
    let mut open = first.connect(address, &TLS13).await.unwrap();
    next.replace(&used);
    assert_eq!(read_again(&tls).unwrap(), Reading::Replaced);
    let in_use = std::fs::read(&used.certificate).unwrap();
    assert!(next.trusts(address).await && !first.trusts(address).await);
    assert_eq!(status(&ask(&mut open).await), "200", "who was connected goes on");
    // Halfway: the certificate was replaced, and its key was not.
    std::fs::copy(&third.certificate, &used.certificate).unwrap();
    let why = read_again(&tls).unwrap_err().to_string();
    assert!(why.contains("gebruikt.key"), "{why}");
    assert!(next.trusts(address).await, "the one before stays");
    assert_eq!(read_again(&tls).unwrap(), Reading::AsBefore, "it is told once");
    for content in ["onzin", "andere onzin"] {
        std::fs::write(&used.certificate, content).unwrap();
        assert!(read_again(&tls).is_err() && next.trusts(address).await, "other content is told again");
        assert_eq!(read_again(&tls).unwrap(), Reading::AsBefore);
    }
    assert!(tls.read_again(SystemClock.now(), true).is_err(), "who asks is told again");
    std::fs::write(&used.certificate, in_use).unwrap();
    assert_eq!(read_again(&tls).unwrap(), Reading::RightAgain);
    assert_eq!(read_again(&tls).unwrap(), Reading::AsBefore, "that is told once too");
    third.replace(&used);
    assert_eq!(read_again(&tls).unwrap(), Reading::Replaced);
    assert!(third.trusts(address).await);
}

#[test]
fn a_certificate_out_of_its_time_is_refused_and_one_that_ends_soon_is_spoken_of() {
    let folder = tempfile::tempdir().unwrap();
    let [pair, next] = ["een", "volgend"].map(|name| Pair::new(folder.path(), name));
    let later = |days: i64| Instant::from_micros(SystemClock.now().micros() + days * 86_400_000_000);
    let open = |now| Tls::open(pair.certificate.clone(), pair.key.clone(), now);
    let refused = |now| open(now).unwrap_err().to_string();
    assert!(refused(later(3)).contains("verlopen op"), "{}", refused(later(3)));
    assert!(refused(later(-1)).contains("geldt pas vanaf"), "{}", refused(later(-1)));
    let tls = open(later(0)).unwrap();
    let told = tls.ending(later(0)).unwrap().to_string();
    assert!(
        told.contains(&later(2).amsterdam_day().to_string()) || told.contains(&later(2).to_string()[..10]),
        "{told}"
    );
    assert!(tls.ending(later(-13)).is_none(), "two weeks and a day before");
    assert!(tls.foreign_to("localhost").is_none());
    assert!(tls.foreign_to("peildatum.gemeente.example").unwrap().to_string().contains("peildatum.gemeente.example"));
    // One that is put there too early or too late leaves what is in use.
    next.replace(&pair);
    assert!(tls.read_again(later(3), false).unwrap_err().to_string().contains("verlopen op"));
    assert_eq!(tls.read_again(later(0), false).unwrap(), Reading::Replaced, "its time came");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_finishes_the_handshake_is_dropped_and_holds_no_place() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::new(folder.path(), "een");
    let (_app, address) = start(Arc::new(pair.open()), Limits { head: SHORT, ..Limits::default() }).await;
    for begun in [&[][..], &[22, 3, 1, 1, 0, 1]] {
        let mut silent = TcpStream::connect(address).await.unwrap();
        silent.write_all(begun).await.unwrap();
        assert_eq!(soon(silent.read(&mut [0; 64])).await.unwrap_or(0), 0, "it is closed");
    }
    // With one place, whoever comes next gets it.
    let (_app, address) = start(Arc::new(pair.open()), Limits { connections: 1, ..Limits::default() }).await;
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut stream = pair.connect(address, &TLS13).await.unwrap();
    assert_eq!(status(&ask(&mut stream).await), "200");
    assert_eq!(soon(silent.read(&mut [0; 64])).await.unwrap_or(0), 0, "it gave way");
}

#[test]
fn what_is_no_plain_file_is_no_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let path = || folder.path().to_owned();
    let refused = Tls::open(path(), path(), SystemClock.now()).err().unwrap().to_string();
    assert!(refused.contains("geen gewoon bestand"), "{refused}");
}

#[test]
fn a_pair_that_does_not_fit_is_refused_at_the_start() {
    let place = cli::Place::new();
    let folder = PathBuf::from(place.path("."));
    let (one, other) = (Pair::new(&folder, "een"), Pair::new(&folder, "ander"));
    let data = place.path("data");
    let shown = |path: &Path| path.display().to_string();
    let start = |certificate: &str, key: &str| {
        cli::run(&["serve", "--data", &data, "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key])
    };
    for (certificate, key, why) in [
        (&one.certificate, &other.key, "hoort niet bij het eerste certificaat"),
        (&one.key, &one.key, "geen certificaat"),
        (&one.certificate, &one.certificate, "geen geheime sleutel"),
        (&folder.join("nergens"), &one.key, "niet te lezen"),
    ] {
        let refused = start(&shown(certificate), &shown(key));
        assert!(refused.code != 0 && refused.err.contains(why), "{why}: {}", refused.err);
    }
    let half = cli::run(&["serve", "--data", &data, "--tls-cert", &shown(&one.certificate)]);
    assert!(half.code != 0 && half.err.contains("--tls-key"), "{}", half.err);
}

/// Reads the log of the service until a line has these words.
async fn said(log: &Path, words: &str) {
    let read = async { while !std::fs::read_to_string(log).unwrap_or_default().contains(words) {} };
    soon(read).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_uses_a_certificate_that_is_replaced_after_a_signal_and_says_what_is_wrong_with_one_that_is_not() {
    let place = cli::Place::new();
    let folder = PathBuf::from(place.path("."));
    let [used, next] = ["gebruikt", "volgend"].map(|name| Pair::new(&folder, name));
    let first = Pair { certificate: folder.join("eerst.pem"), key: folder.join("eerst.key") };
    used.replace(&first);
    let log = folder.join("log");
    let mut serve = cli::command(&["serve", "--data", &place.path("data"), "--listen", "127.0.0.1:0"]);
    serve.env("PEILDATUM_TLS_CERT", &used.certificate).env("PEILDATUM_TLS_KEY", &used.key);
    serve.stderr(std::fs::File::create(&log).unwrap());
    let running = tokio::task::spawn_blocking(move || cli::Running::of(&mut serve, "luistert op ")).await.unwrap();
    let address: SocketAddr = running.address.strip_prefix("https://").unwrap().parse().unwrap();
    let mut stream = first.connect(address, &TLS13).await.unwrap();
    assert_eq!(status(&ask(&mut stream).await), "200");
    let ask_again =
        || assert!(Command::new("kill").args(["-HUP", &running.process().to_string()]).status().unwrap().success());
    std::fs::write(&used.certificate, "onzin").unwrap();
    ask_again();
    said(&log, "the one before stays").await;
    assert!(first.trusts(address).await);
    next.replace(&used);
    ask_again();
    said(&log, "new connections get it").await;
    assert!(next.trusts(address).await && !first.trusts(address).await);
    tokio::task::spawn_blocking(move || running.stop("-TERM")).await.unwrap();
    let told = std::fs::read_to_string(&log).unwrap();
    assert!(told.contains("geldt tot"), "it ends within two weeks, which is said at the start: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_trusts_the_authorities_that_it_is_given_and_no_others() {
    let place = cli::Place::new();
    let folder = PathBuf::from(place.path("."));
    let [own, other] = ["eigen", "ander"].map(|name| Pair::new(&folder, name));
    let shown = |path: &Path| path.display().to_string();
    let both = folder.join("bundel.pem");
    let bundle = [&other.certificate, &own.certificate].map(|file| std::fs::read(file).unwrap()).concat();
    std::fs::write(&both, bundle).unwrap();
    let (app, address) = start(Arc::new(own.open()), Limits::default()).await;
    app.append(&super::node("9")).await;
    let url = format!("https://localhost:{}", address.port());
    let (own, other, both, key) = (shown(&own.certificate), shown(&other.certificate), shown(&both), shown(&own.key));
    let told = tokio::task::spawn_blocking(move || {
        let ask = |more: &[&str]| cli::run(&[&["rounds", "--url", &url][..], more].concat());
        let by_variable = |file: &str| cli::ran(cli::command(&["rounds", "--url", &url]).env("PEILDATUM_CA", file));
        assert!(ask(&["--ca", &own]).code == 0);
        assert!(ask(&["--ca", &other, "--ca", &own]).code == 0, "more than once");
        assert!(ask(&["--ca", &both]).code == 0, "a bundle");
        assert!(by_variable(&own).code == 0);
        for (more, why) in [(&[][..], ""), (&["--ca", &other][..], ""), (&["--ca", &key][..], "iets anders")] {
            let refused = ask(more);
            assert!(refused.code != 0 && refused.err.contains(why), "{more:?}: {}", refused.err);
        }
        by_variable("").code
    });
    assert_ne!(told.await.unwrap(), 0, "an empty variable names none");
}
