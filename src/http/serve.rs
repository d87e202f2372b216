//! Accepts connections: how many, how slow they may be, and how they end. Every accepted request is answered.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::connection::{ConnectionStage, IdleConnections, serve_connection};
use super::descriptors::ThrottledWarning;
use super::tls::Tls;

/// The limits of one service towards its clients. The comments give the reason for each default.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The maximum number of concurrent connections. For one more, the connection that has waited longest for a request
    /// is closed; if none waits, the new one stays in the backlog. 16,384 connections with 64 KiB of buffers each are 1
    /// GiB. At the start the number is reduced to the available file descriptors ([`super::descriptors`]).
    pub connections: usize,
    /// The maximum time from the opening of a connection, or the end of the last response, to the end of the next
    /// request head. It also closes idle connections: 30 seconds exceed the pauses of a polling client.
    pub head: Duration,
    /// The maximum time without progress in writing before a reader is given up: 30 seconds outlast a link that is lost
    /// and returns.
    pub reader_silence: Duration,
    /// How long running requests may take after a stop. A large import is then cut off between two of its parts, and
    /// what was acknowledged is durable.
    pub shutdown_grace: Duration,
    /// How long a request body may still take to arrive after a stop.
    pub body_shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let half_a_minute = Duration::from_secs(30);
        Limits {
            connections: 16_384,
            head: half_a_minute,
            reader_silence: half_a_minute,
            shutdown_grace: half_a_minute,
            body_shutdown_grace: BODY_SHUTDOWN_GRACE,
        }
    }
}

/// How long a stream may take to send its last event after a stop, so that a reader that does not read does not delay
/// the others.
pub(super) const STREAM_SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// The default of [`Limits::body_shutdown_grace`]: the largest JSON body, 16 MB, at 3.2 MB/s. A slower client sends it again,
/// to the service that starts next.
const BODY_SHUTDOWN_GRACE: Duration = Duration::from_secs(5);

/// The link of an endless response to its connection.
#[derive(Debug, Clone)]
pub struct ConnectionHandle {
    stopped: watch::Receiver<bool>,
    pub(super) streams: Arc<AtomicBool>,
}

impl Default for ConnectionHandle {
    /// Creates a link without connection and without a stop.
    fn default() -> ConnectionHandle {
        ConnectionHandle { stopped: watch::channel(false).1, streams: Arc::default() }
    }
}

impl ConnectionHandle {
    /// Marks the response as endless.
    pub fn streams(&self) {
        self.streams.store(true, Ordering::Relaxed);
    }

    /// Returns true if a stop was requested.
    pub fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Waits until a stop is requested.
    pub async fn stopped(&mut self) {
        if self.stopped.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending().await
        }
    }
}

/// The maximum size of a request head: the longest address here is below 1 KiB, and proxies add some.
pub(super) const HEAD_BYTES_MAX: usize = 32 * 1024;

/// The maximum number of unsent bytes that the operating system buffers for a reader. Otherwise this would grow to
/// megabytes for each; a fast reader takes this much between two writes.
pub(super) const UNSENT_MAX: u32 = 32 * 1024;

/// The pause after a connection could not be accepted, for example because the process has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The interval at which to look again for a connection that can be closed, if none could.
const PLACE_PAUSE: Duration = Duration::from_millis(20);

/// Serves without encryption of its own: [`serve_over`].
///
/// # Errors
/// As for [`serve_over`].
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_over(listener, None, router, limits, shutdown).await
}

/// Serves, over TLS where a certificate is given, until `shutdown` completes, then finishes what was accepted: it accepts no new connections and answers every
/// request whose head has arrived, within [`Limits::shutdown_grace`] in total.
///
/// # Errors
/// None at present: a failure to accept one connection is logged and does not end the service.
pub async fn serve_over(
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Places {
        slots: Arc::new(Semaphore::new(limits.connections)),
        room: Arc::default(),
        taken: ThrottledWarning::new(),
    };
    let (stop, stopped) = watch::channel(false);
    let (mut connections, refused) = (JoinSet::new(), ThrottledWarning::new());
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = listener.accept() => accepted,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let place = tokio::select! {
                    biased;
                    () = &mut shutdown => break,
                    place = places.take() => place,
                };
                let link = ConnectionHandle { stopped: stopped.clone(), streams: Arc::default() };
                let stage = ConnectionStage::new(Arc::clone(&places.room));
                let acceptor = tls.as_ref().map(|tls| tls.acceptor());
                let served = serve_connection(stream, acceptor, router.clone(), limits, link, stage);
                connections.spawn(async move {
                    served.await;
                    drop(place);
                });
            }
            Err(error) => {
                if let Some(times) = refused.now() {
                    tracing::warn!(%error, times, "a connection could not be taken");
                }
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    stop.send_replace(true);
    let farewell = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.shutdown_grace, farewell).await.is_err() {
        tracing::warn!("some requests did not end in time and are cut off");
    }
    Ok(())
}

/// The places for connections.
struct Places {
    slots: Arc<Semaphore>,
    room: Arc<IdleConnections>,
    taken: ThrottledWarning,
}

impl Places {
    /// Waits for a place. If all are taken, the connection that has waited longest for a request is closed.
    async fn take(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(place) = Arc::clone(&self.slots).try_acquire_owned() {
                return place;
            }
            if let Some(times) = self.taken.now() {
                tracing::warn!(times, "all connections are taken: those that wait longest for a request give way");
            }
            self.room.close_longest_idle();
            let freed = Arc::clone(&self.slots).acquire_owned();
            if let Ok(place) = tokio::time::timeout(PLACE_PAUSE, freed).await {
                return place.expect("the semaphore is never closed");
            }
        }
    }
}
