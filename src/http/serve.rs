//! Accepts connections: how many, how slow they may be, and how they end. Every accepted request is answered.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::connection::serve_connection;
use super::connection_limits::Limits;
use super::connection_stage::{ConnectionHandle, ConnectionStage, IdleConnections};
use super::descriptors::ThrottledWarning;
use super::tls::Tls;

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
    let places = ConnectionPlaces {
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
                let link = ConnectionHandle::new(stopped.clone());
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
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.shutdown_grace, ended).await.is_err() {
        tracing::warn!("some requests did not end in time and are cut off");
    }
    Ok(())
}

/// The places for connections.
struct ConnectionPlaces {
    slots: Arc<Semaphore>,
    room: Arc<IdleConnections>,
    taken: ThrottledWarning,
}

impl ConnectionPlaces {
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
