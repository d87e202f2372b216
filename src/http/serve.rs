//! Connections: how many, how slow they may be, and how they end. What was accepted is answered.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::socket::Socket;

/// What one service bears of its clients. Each has a default that says why.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at one time; the next waits in the backlog. 16,384 of them with 64 KiB of buffers each are 1 GiB.
    pub connections: usize,
    /// From the opening of a connection, or the end of the last answer, to the end of the next request's head. It also
    /// ends what lies idle: 30 seconds outlive the pauses of a client that polls.
    pub head: Duration,
    /// How long nothing can be written before a reader is given up: 30 seconds outlive a lost link that comes back.
    pub reader_silence: Duration,
    /// How long requests that run may still take after a stop was asked for: a large import is then cut off between two
    /// of its parts, and what was acknowledged is durable.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let half_a_minute = Duration::from_secs(30);
        Limits { connections: 16_384, head: half_a_minute, reader_silence: half_a_minute, farewell: half_a_minute }
    }
}

/// How long a stream may take to get its last event out after a stop was asked for: a reader who does not read does not
/// hold the others up.
const STREAM_FAREWELL: Duration = Duration::from_secs(2);

/// What an answer without an end knows of its connection.
#[derive(Debug, Clone)]
pub struct Link {
    stopped: watch::Receiver<bool>,
    streams: Arc<AtomicBool>,
}

impl Default for Link {
    /// No connection, and no stop.
    fn default() -> Link {
        Link { stopped: watch::channel(false).1, streams: Arc::default() }
    }
}

impl Link {
    /// Says that the answer has no end of its own.
    pub fn streams(&self) {
        self.streams.store(true, Ordering::Relaxed);
    }

    /// True when a stop was asked for.
    pub fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Ends when a stop is asked for.
    pub async fn stopped(&mut self) {
        if self.stopped.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending().await
        }
    }
}

/// The largest head of a request: the longest address here is below 1 KiB, and proxies add some.
const HEAD_BYTES_MAX: usize = 32 * 1024;

/// Bytes that the system holds for a reader beyond what is under way to it. It would grow to megabytes for each; this is as much
/// as a fast reader takes between two writes.
const UNSENT_MAX: u32 = 32 * 1024;

/// How long to wait when no connection can be taken, for example since the process has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `shutdown` comes, then finishes what was accepted: no new connections, an answer to every request whose
/// head has come in, and at most [`Limits::farewell`] for all of that.
///
/// # Errors
/// Never at present: a failure to take one connection is logged and does not end the service.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, slot)) => {
                connections.spawn(connection(stream, router.clone(), limits, stopped.clone(), slot));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    stop.send_replace(true);
    let farewell = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.farewell, farewell).await.is_err() {
        tracing::warn!("some requests did not end in time and are cut off");
    }
    Ok(())
}

async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.expect("the semaphore is never closed");
    let (stream, _) = listener.accept().await?;
    Ok((stream, slot))
}

async fn connection(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    stopped: watch::Receiver<bool>,
    slot: OwnedSemaphorePermit,
) {
    let socket = socket2::SockRef::from(&stream);
    // A system that refuses one of these serves all the same, only less frugally.
    let _ = socket.set_tcp_notsent_lowat(UNSENT_MAX);
    let _ = socket.set_tcp_user_timeout(Some(limits.reader_silence));
    // Answers are small and written whole: waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Socket::new(stream, limits.reader_silence));
    let mut link = Link { stopped, streams: Arc::default() };
    let told = link.clone();
    let service = router.map_request(move |mut request: axum::http::Request<Incoming>| {
        request.extensions_mut().insert(told.clone());
        request.map(Body::new)
    });
    let service = TowerToHyperService::new(service.map_err(|never: Infallible| never));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(io, service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = link.stopped() => {
            connection.as_mut().graceful_shutdown();
            if link.streams.load(Ordering::Relaxed) {
                tokio::time::timeout(STREAM_FAREWELL, connection).await.unwrap_or(Ok(()))
            } else {
                connection.await
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
    drop(slot);
}
