//! What every handler has at hand, and how blocking work is kept off the threads that answer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use futures_core::Stream;
use tokio::sync::{Semaphore, mpsc};

use super::body::Patience;
use super::problem::Problem;
use super::query::Query;
use super::serve::Limits;
use super::stream::Relay;
use crate::app::Service;
use crate::domain::actor::Actor;
use crate::message;
use crate::subscriptions::{Delivering, Origin, Subscriptions};

/// Reads of the log at one time; others wait. Each holds at most a page or a report: 32 of 16 MiB are 512 MiB.
const READS_MAX: usize = 32;

/// Long answers (exports, imports, verifications) at one time; the next is refused, since its turn may be minutes away.
const LONG_MAX: usize = 8;

/// Pieces of a streamed answer that wait for a slow reader: 4 of 64 KiB.
const PIECES_WAITING_MAX: usize = 4;

/// Half of the 30 seconds after which the least patient of the usual proxies takes a silent answer for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How the service is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who records, as long as nobody has to say who they are.
    pub actor: Actor,
    /// How slow bodies may be.
    pub patience: Patience,
    /// Where a weakness is told, for `security.txt`: an address such as `mailto:veiligheid@gemeente.example`. Without it there is no
    /// such page, since no other address would be answered for this service.
    pub security_contact: Option<String>,
    /// How often a stream in which nothing happens gives a sign of life.
    pub heartbeat: Duration,
    /// Streams of events at one time; the next is refused.
    pub followers: usize,
    /// Who sends events to other systems, and where they read more.
    pub origin: Origin,
    /// How events are brought to those who want to be called.
    pub delivering: Delivering,
    /// The subscriptions, where whoever runs the service holds them too; else they are made from the above.
    pub subscriptions: Option<Subscriptions>,
}

impl Settings {
    /// The usual settings, with whoever runs the service as the one who records.
    pub fn of(actor: Actor) -> Settings {
        let (patience, origin) = (Patience::default(), Origin::default());
        let (delivering, subscriptions) = (Delivering::default(), None);
        let followers = followers_of(Limits::default().connections);
        let (security_contact, heartbeat) = (None, HEARTBEAT);
        Settings { actor, patience, security_contact, heartbeat, followers, origin, delivering, subscriptions }
    }
}

/// Streams of a service with so many connections: three quarters, so that streams never take the place of all questions. Of the
/// usual 16,384 that is 12,288.
pub const fn followers_of(connections: usize) -> usize {
    connections / 4 * 3
}

/// What every handler has at hand.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    service: Service,
    settings: Settings,
    relay: Arc<Relay>,
    subscriptions: Subscriptions,
    reads: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

impl Site {
    /// The site over an open log.
    pub fn new(service: Service, settings: Settings) -> Site {
        let (reads, long) = (Arc::new(Semaphore::new(READS_MAX)), Arc::new(Semaphore::new(LONG_MAX)));
        let relay = Relay::new(service.clone(), settings.origin.clone(), settings.followers);
        let make = || Subscriptions::new(&service, settings.origin.clone(), settings.delivering.clone());
        let subscriptions = settings.subscriptions.clone().unwrap_or_else(make);
        Site(Arc::new(Inner { service, settings, relay, subscriptions, reads, long }))
    }

    /// The log and all that can be asked of it.
    pub fn service(&self) -> &Service {
        &self.0.service
    }

    /// Who is called of new events.
    pub fn subscriptions(&self) -> &Subscriptions {
        &self.0.subscriptions
    }

    /// How the service is set up.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Who records: the one that a query names as `actor`, in the role of whoever runs the service, else that one.
    pub fn actor(&self, query: &mut Query) -> Actor {
        let own = &self.settings().actor;
        query.value("actor", |id| Actor::new(id, None, own.role.clone())).unwrap_or_else(|| own.clone())
    }

    /// The newest events, for who follows them.
    pub fn relay(&self) -> &Arc<Relay> {
        &self.0.relay
    }

    /// Runs work that reads the log, on a thread that may block.
    ///
    /// # Errors
    /// What the work answers; a problem 500 when it panicked.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let slot = Arc::clone(&self.0.reads).acquire_owned().await.expect("the semaphore is never closed");
        let site = self.clone();
        blocking(move || {
            let _slot = slot;
            work(site.service())
        })
        .await
    }

    /// Runs work that takes long: refused when too much of it runs already.
    ///
    /// # Errors
    /// As for [`Site::read`], and a problem 503 when `LONG_MAX` of them run.
    pub async fn long<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let slot = Arc::clone(&self.0.long).try_acquire_owned().map_err(|_| busy())?;
        let site = self.clone();
        blocking(move || {
            let _slot = slot;
            work(site.service())
        })
        .await
    }

    /// A body that `work` writes piece by piece, on a thread of its own. When it fails, or panics, the body breaks off:
    /// a client sees that the answer is not whole.
    ///
    /// # Errors
    /// A problem 503 when `LONG_MAX` long answers run.
    pub fn stream(
        &self,
        work: impl FnOnce(&Service, &mut dyn io::Write) -> io::Result<()> + Send + 'static,
    ) -> Result<Body, Problem> {
        let slot = Arc::clone(&self.0.long).try_acquire_owned().map_err(|_| busy())?;
        let (pieces, received) = mpsc::channel(PIECES_WAITING_MAX);
        let site = self.clone();
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || {
            let _slot = slot;
            let mut unfinished = Unfinished { pieces: pieces.clone(), finished: false };
            let mut out = io::BufWriter::with_capacity(64 * 1024, PieceWriter(pieces));
            let done = span.in_scope(|| work(site.service(), &mut out).and_then(|()| io::Write::flush(&mut out)));
            match done {
                Ok(()) => unfinished.finished = true,
                Err(error) => span.in_scope(|| tracing::warn!(%error, "a streamed answer broke off")),
            }
        });
        Ok(Body::from_stream(Received(received)))
    }
}

fn busy() -> Problem {
    let detail = message!("problem-busy");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "bezet", detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("60"))
}

/// Runs work on a thread that may block; a panic of it is a problem 500.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!("a handler panicked; see the line of the panic itself");
            Err(Problem::internal())
        }
    }
}

type Piece = io::Result<Bytes>;

struct PieceWriter(mpsc::Sender<Piece>);

impl io::Write for PieceWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(piece)).map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone"))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Breaks the body off when it is dropped before it was finished: also when the work panics.
struct Unfinished {
    pieces: mpsc::Sender<Piece>,
    finished: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.finished {
            // Nobody to tell when the client is gone.
            self.pieces.blocking_send(Err(io::Error::other("the answer is not whole"))).ok();
        }
    }
}

struct Received(mpsc::Receiver<Piece>);

impl Stream for Received {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.0.poll_recv(cx)
    }
}
