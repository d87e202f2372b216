//! Connections: how many, how slow they may be, and how they end. What was accepted is answered.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::connection::{Stage, WaitingRoom, connection};
use super::descriptors::Seldom;

/// What one service bears of its clients. Each has a default that says why.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at one time. For the next the one that waits longest for a request gives way; where none does, it waits in the
    /// backlog. 16,384 of them with 64 KiB of buffers each are 1 GiB. At the start it is held against the file descriptors that
    /// there are ([`super::descriptors`]).
    pub connections: usize,
    /// From the opening of a connection, or the end of the last answer, to the end of the next request's head. It also
    /// ends what lies idle: 30 seconds outlive the pauses of a client that polls.
    pub head: Duration,
    /// How long nothing can be written before a reader is given up: 30 seconds outlive a lost link that comes back.
    pub reader_silence: Duration,
    /// How long requests that run may still take after a stop was asked for: a large import is then cut off between two
    /// of its parts, and what was acknowledged is durable.
    pub farewell: Duration,
    /// How long a body that is under way may take to come in after a stop was asked for.
    pub body_farewell: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let half_a_minute = Duration::from_secs(30);
        Limits {
            connections: 16_384,
            head: half_a_minute,
            reader_silence: half_a_minute,
            farewell: half_a_minute,
            body_farewell: BODY_FAREWELL,
        }
    }
}

/// How long a stream may take to get its last event out after a stop was asked for: a reader who does not read does not
/// hold the others up.
pub(super) const STREAM_FAREWELL: Duration = Duration::from_secs(2);

/// How long a body that is under way may take to come in after a stop was asked for: the largest one of JSON, 16 MB, at 3.2 MB/s.
/// Who is slower sends it again, to the service that comes up next.
const BODY_FAREWELL: Duration = Duration::from_secs(5);

/// What an answer without an end knows of its connection.
#[derive(Debug, Clone)]
pub struct Link {
    stopped: watch::Receiver<bool>,
    pub(super) streams: Arc<AtomicBool>,
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
pub(super) const HEAD_BYTES_MAX: usize = 32 * 1024;

/// Bytes that the system holds for a reader beyond what is under way to it. It would grow to megabytes for each; this is as much
/// as a fast reader takes between two writes.
pub(super) const UNSENT_MAX: u32 = 32 * 1024;

/// How long to wait when no connection can be taken, for example since the process has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How soon it is looked again which connection can give way, when none could.
const PLACE_PAUSE: Duration = Duration::from_millis(20);

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
    let places =
        Places { slots: Arc::new(Semaphore::new(limits.connections)), room: Arc::default(), taken: Seldom::new() };
    let (stop, stopped) = watch::channel(false);
    let (mut connections, refused) = (JoinSet::new(), Seldom::new());
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
                let link = Link { stopped: stopped.clone(), streams: Arc::default() };
                let stage = Stage::new(Arc::clone(&places.room));
                let served = connection(stream, router.clone(), limits, link, stage);
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
    if tokio::time::timeout(limits.farewell, farewell).await.is_err() {
        tracing::warn!("some requests did not end in time and are cut off");
    }
    Ok(())
}

/// The places for connections.
struct Places {
    slots: Arc<Semaphore>,
    room: Arc<WaitingRoom>,
    taken: Seldom,
}

impl Places {
    /// A place, once there is one: where all are taken, whoever waits longest for a request gives way.
    async fn take(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(place) = Arc::clone(&self.slots).try_acquire_owned() {
                return place;
            }
            if let Some(times) = self.taken.now() {
                tracing::warn!(times, "all connections are taken: those that wait longest for a request give way");
            }
            self.room.dismiss_longest();
            let freed = Arc::clone(&self.slots).acquire_owned();
            if let Ok(place) = tokio::time::timeout(PLACE_PAUSE, freed).await {
                return place.expect("the semaphore is never closed");
            }
        }
    }
}
