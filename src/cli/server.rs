//! The server of `serve` and `demo`: listens, on this machine only unless it is encrypted, and runs until it is asked to
//! stop.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::access::AccessLog;
use super::failure::Failure;
use super::location;
use super::settings::LISTEN_DEFAULT;
use crate::access::store::TokenStore;
use crate::app::Service;
use crate::http::descriptors::{self, DESCRIPTORS_MIN, DescriptorShares, LOG_DESCRIPTORS};
use crate::http::spans::SpanThread;
use crate::http::tls::{Reading, Tls};
use crate::http::{self, HttpSettings, Limits};
use crate::language::{Message, describe_io_error};
use crate::message;
use crate::subscriptions::Subscriptions;

/// Connections that the system queues until they are accepted. With the usual 128, the clients of a burst of 2,000
/// connections retry after 1, 3 and 7 seconds.
const BACKLOG: i32 = 4_096;

/// How often the log is checked for a failure: a failed write ends the service within a second.
const LOG_LOOK: Duration = Duration::from_secs(1);

/// How often tokens are looked at whose time may be over.
const TOKENS_LOOK: Duration = Duration::from_secs(60);

/// How often the files of the certificate are looked at.
const CERTIFICATE_LOOK: Duration = Duration::from_secs(30);

/// How long threads may go on working after everything was answered: nobody waits for their results.
const THREADS_GRACE: Duration = Duration::from_secs(1);

/// Why an address could not be bound.
pub enum BindError {
    /// Another process listens there.
    Taken(SocketAddr),
    /// Any other reason.
    Other(Failure),
}

/// Listens at `listen`, which must be a loopback address, unless `admit` lets another one pass.
///
/// # Errors
/// [`BindError`] when it is no address, not a loopback address, or taken.
pub fn bind(listen: &str, admit: impl Fn(SocketAddr) -> Option<Result<(), Message>>) -> Result<TcpListener, BindError> {
    let refuse = |message: Message| Err(BindError::Other(Failure::refused(message)));
    let addresses: Vec<SocketAddr> = match listen.to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(_) => return refuse(message!("listen-no-address", address = listen, usual = LISTEN_DEFAULT)),
    };
    let beyond = addresses.iter().find(|address| !address.ip().is_loopback());
    match beyond.map(|address| admit(*address)) {
        None if !addresses.is_empty() => {}
        Some(Some(Ok(()))) => {}
        Some(Some(Err(message))) => return refuse(message),
        None | Some(None) => return refuse(message!("listen-not-loopback", address = listen, usual = LISTEN_DEFAULT)),
    }
    match TcpListener::bind(&addresses[..]) {
        Ok(listener) => {
            // If this fails, the default backlog stays.
            socket2::SockRef::from(&listener).listen(BACKLOG).ok();
            Ok(listener)
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(BindError::Taken(addresses[0])),
        Err(error) => refuse(message!("listen-failed", address = listen, why = describe_io_error(&error))),
    }
}

impl From<BindError> for Failure {
    fn from(error: BindError) -> Failure {
        match error {
            BindError::Taken(address) => Failure::refused(message!("listen-taken", address = address.to_string())),
            BindError::Other(failure) => failure,
        }
    }
}

/// The URL of a listener.
pub fn address(listener: &TcpListener, is_encrypted: bool) -> Result<String, Failure> {
    let address =
        listener.local_addr().map_err(|e| Failure::refused(message!("listen-no-name", why = describe_io_error(&e))))?;
    let scheme = if is_encrypted { "https" } else { "http" };
    Ok(format!("{scheme}://{address}"))
}

/// Raises the limit on open files to what the system allows, and divides them.
///
/// # Errors
/// [`Failure`] when there are too few to serve with.
pub fn share_descriptors(limits: Limits, calls: usize) -> Result<DescriptorShares, Failure> {
    let limit = descriptors::raise();
    let few = || Failure::refused(message!("serve-few-descriptors", present = limit, least = DESCRIPTORS_MIN));
    DescriptorShares::of(limit, limits.connections, calls).ok_or_else(few)
}

/// What a service has to do with the world outside it.
pub struct Outer {
    /// Where it listens.
    pub listener: TcpListener,
    /// Its certificate, where it ends TLS itself.
    pub tls: Option<Arc<Tls>>,
    /// Its access log, where it keeps one.
    pub access_log: Option<AccessLog>,
    /// What sends the spans of requests, where anything does.
    pub spans: Option<SpanThread>,
}

impl Outer {
    /// Returns one that only listens.
    pub fn plain(listener: TcpListener) -> Outer {
        Outer { listener, tls: None, access_log: None, spans: None }
    }
}

/// Serves until SIGINT or SIGTERM, then finishes the accepted requests and closes the log. `ready` is called once
/// signals are handled and connections can be made.
///
/// # Errors
/// [`Failure`] when `ready` fails, when the log stopped accepting events, or when it does not close cleanly.
pub fn run(
    Outer { listener, tls, access_log, spans }: Outer,
    service: &Service,
    mut settings: HttpSettings,
    (limits, shares): (Limits, DescriptorShares),
    ready: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let DescriptorShares { limit, connections, calls } = shares;
    settings.delivering.calls = calls;
    settings.followers = http::max_followers(connections);
    let limits = Limits { connections, ..limits };
    let system = |error: io::Error| Failure::refused(message!("serve-failed", why = describe_io_error(&error)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(system)?;
    let served = runtime.block_on(async {
        listener.set_nonblocking(true).map_err(system)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(system)?;
        let stop = stop_asked(service.clone()).map_err(system)?;
        let subscriptions = Subscriptions::new(service, settings.origin.clone(), settings.delivering.clone());
        if service.read_only_reason().is_none() {
            subscriptions.open().map_err(|e| location::log_failure(&e))?;
        }
        let tokens = settings.tokens.get_or_insert_with(|| Arc::new(TokenStore::open(service)));
        if service.read_only_reason().is_none() {
            tokio::spawn(pause_expired(Arc::clone(tokens), subscriptions.clone()));
        }
        settings.subscriptions = Some(subscriptions.clone());
        if access_log.is_some() || tls.is_some() {
            let hangup = signal(SignalKind::hangup()).map_err(system)?;
            let log = access_log.as_ref().map(AccessLog::reopener);
            tokio::spawn(read_again(hangup, log, tls.clone(), service.clone()));
        }
        let router = http::router(service.clone(), settings);
        tracing::info!(
            limit,
            log = LOG_DESCRIPTORS,
            calls,
            connections,
            asked = limits.connections,
            "file descriptors: those of the log are its own, then calls to receivers, then connections"
        );
        ready()?;
        let served = http::serve_over(listener, tls, router, limits, stop).await.map_err(system);
        subscriptions.stop().await;
        served
    });
    runtime.shutdown_timeout(THREADS_GRACE);
    spans.into_iter().for_each(SpanThread::finish);
    if !access_log.is_none_or(AccessLog::finish) {
        tracing::error!("the last lines of the access log were not written");
    }
    let failed = service.failure().map(|why| Failure::folder(message!("serve-log-stopped", why = why.clone())));
    let closed = location::close(service);
    served.and(failed.map_or(Ok(()), Err)).and(closed)
}

/// Opens the access log again, and reads the certificate again, after a SIGHUP; the certificate also now and then.
///
/// That it ends is said once a day.
async fn read_again(mut hangup: Signal, log: Option<Arc<AtomicBool>>, tls: Option<Arc<Tls>>, service: Service) {
    let (mut look, mut said_on) = (tokio::time::interval(CERTIFICATE_LOOK), None);
    loop {
        let is_asked = tokio::select! {
            came = hangup.recv() => {
                if came.is_none() {
                    return;
                }
                log.iter().for_each(|again| again.store(true, Ordering::Relaxed));
                true
            }
            _ = look.tick() => false,
        };
        let (Some(tls), now) = (tls.clone(), service.now()) else { continue };
        let read = tokio::task::spawn_blocking(move || (tls.read_again(now, is_asked), tls.ending(now))).await;
        let Ok((read, ending)) = read else { continue };
        match read {
            Ok(Reading::Replaced) => tracing::info!("the certificate was read again, and new connections get it"),
            Ok(Reading::RightAgain) => tracing::info!("the files of the certificate are again those in use"),
            Ok(Reading::AsBefore) => {}
            Err(why) => tracing::error!(why = why.logged(), "the certificate was not read again: the one before stays"),
        }
        let today = Some(now.amsterdam_day());
        if let Some(ending) = ending.filter(|_| std::mem::replace(&mut said_on, today) != today) {
            tracing::warn!(why = ending.logged(), "the certificate ends");
        }
    }
}

/// Pauses the subscriptions of tokens whose time is over, for as long as the service runs.
async fn pause_expired(tokens: Arc<TokenStore>, subscriptions: Subscriptions) {
    let mut look = tokio::time::interval(TOKENS_LOOK);
    loop {
        look.tick().await;
        if let Err(error) = http::access::pause_orphaned(&tokens, &subscriptions).await {
            tracing::error!(error = error.message().logged(), "subscriptions of ended tokens were not paused");
        }
    }
}

/// A future that ends when the process is asked to stop, or when the log no longer accepts events.
///
/// # Errors
/// When signals can not be handled.
fn stop_asked(service: Service) -> io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        let mut look = tokio::time::interval(LOG_LOOK);
        loop {
            tokio::select! {
                _ = interrupt.recv() => break,
                _ = terminate.recv() => break,
                _ = look.tick() => if service.failure().is_some() { break },
            }
        }
        tracing::info!("stopping: finishing what was accepted");
    })
}
