//! What every handler has at hand, and how blocking work is kept off the threads that answer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_core::Stream;
use tokio::sync::{Semaphore, mpsc};

use super::body::Patience;
use super::gate::{Capacity, Gate, Pass, too_much};
use super::problem::Problem;
use super::purse::Purse;
use super::query::Query;
use super::serve::Limits;
use super::stream::Relay;
use crate::app::{Service, leave};
use crate::domain::actor::Actor;
use crate::subscriptions::{Delivering, Origin, Subscriptions};

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
    /// How much of each kind of work there may be at one time.
    pub capacity: Capacity,
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
        let (capacity, security_contact, heartbeat) = (Capacity::default(), None, HEARTBEAT);
        Settings {
            actor,
            patience,
            security_contact,
            capacity,
            heartbeat,
            followers,
            origin,
            delivering,
            subscriptions,
        }
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
    gates: Gates,
    /// Bytes of answers that were made and not taken yet.
    answers: Arc<Purse>,
    bodies: Bodies,
}

struct Gates {
    small: Gate,
    large: Gate,
    vast: Gate,
    pieces: Semaphore,
    bodies: Gate,
    appends: Gate,
    spools: Gate,
    imports: Gate,
    verifications: Gate,
    secrets: Gate,
    bundles: Gate,
}

impl Gates {
    fn of(capacity: &Capacity) -> Gates {
        Gates {
            small: Gate::new(capacity.small),
            large: Gate::new(capacity.large),
            vast: Gate::new(capacity.vast),
            pieces: Semaphore::new(capacity.pieces),
            bodies: Gate::new(capacity.bodies),
            appends: Gate::new(capacity.appends),
            spools: Gate::new(capacity.spools),
            imports: Gate::new(capacity.imports),
            verifications: Gate::new(capacity.verifications),
            secrets: Gate::new(capacity.secrets),
            bundles: Gate::new(capacity.bundles),
        }
    }
}

/// Bytes of bodies that are coming in.
pub struct Bodies {
    /// The first of each.
    pub small: Arc<Purse>,
    /// What comes after that.
    pub large: Arc<Purse>,
}

/// A kind of work that has a gate of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A JSON body read from its bytes.
    Body,
    /// An append on its way to the writer.
    Append,
    /// The body of an import, put on disk.
    Spool,
    /// An import.
    Import,
    /// A verification.
    Verification,
    /// The secrets of a back-up.
    Secrets,
    /// The auditor's file.
    Bundle,
}

impl Site {
    /// The site over an open log.
    pub fn new(service: Service, settings: Settings) -> Site {
        let relay = Relay::new(service.clone(), settings.origin.clone(), settings.followers);
        let make = || Subscriptions::new(&service, settings.origin.clone(), settings.delivering.clone());
        let subscriptions = settings.subscriptions.clone().unwrap_or_else(make);
        let capacity = &settings.capacity;
        let (gates, answers) = (Gates::of(capacity), Purse::new(capacity.answer_bytes));
        let bodies = Bodies { small: Purse::new(capacity.small_body_bytes), large: Purse::new(capacity.body_bytes) };
        Site(Arc::new(Inner { service, settings, relay, subscriptions, gates, answers, bodies }))
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

    /// Bytes of answers that were made and not taken yet.
    pub fn answers(&self) -> &Arc<Purse> {
        &self.0.answers
    }

    /// Bytes of bodies that are coming in.
    pub fn bodies(&self) -> &Bodies {
        &self.0.bodies
    }

    /// Goes through the gate of a kind of work.
    ///
    /// # Errors
    /// A problem 503 when there is too much of it.
    pub async fn enter(&self, work: Work) -> Result<Pass, Problem> {
        let gates = &self.0.gates;
        let gate = match work {
            Work::Body => &gates.bodies,
            Work::Append => &gates.appends,
            Work::Spool => &gates.spools,
            Work::Import => &gates.imports,
            Work::Verification => &gates.verifications,
            Work::Secrets => &gates.secrets,
            Work::Bundle => &gates.bundles,
        };
        gate.enter().await
    }

    /// Reads one small thing of the log, on a thread that may block. Work whose asker is gone stops at the next record.
    ///
    /// # Errors
    /// What the work answers; a problem 503 when too many ask, 500 when it panicked.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let pass = self.0.gates.small.enter().await?;
        self.run(pass, work).await
    }

    /// The same for an answer that may be large: none is begun while there is as much as the service bears of answers that nobody
    /// took.
    ///
    /// # Errors
    /// As for [`Site::read`].
    pub async fn large<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        if self.0.answers.is_full() {
            return Err(too_much());
        }
        let pass = self.0.gates.large.enter().await?;
        self.run(pass, work).await
    }

    /// Whether the log is so large that an answer about all of it is made in parts, or one at a time.
    pub fn is_vast(&self) -> bool {
        self.service().durable_head() > self.settings().capacity.vast_events
    }

    /// The same for an answer about all of the log (`whole`): of a large log one at a time.
    ///
    /// # Errors
    /// As for [`Site::read`].
    pub async fn large_of<T: Send + 'static>(
        &self,
        whole: bool,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = if whole && self.is_vast() { Some(self.0.gates.vast.enter().await?) } else { None };
        self.large(move |service| {
            let _turn = turn;
            work(service)
        })
        .await
    }

    /// The next piece of an answer that is made piece by piece: it waits for its turn, and is not refused.
    ///
    /// # Errors
    /// As for [`Site::read`].
    pub async fn piece<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.0.gates.pieces.acquire().await.expect("the semaphore is never closed");
        self.run((), work).await
    }

    /// Runs work of a kind with a gate of its own, to its end, also when its asker is gone.
    ///
    /// # Errors
    /// As for [`Site::read`].
    pub async fn long<T: Send + 'static>(
        &self,
        kind: Work,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let pass = self.enter(kind).await?;
        self.finish(pass, work).await
    }

    async fn run<P: Send + 'static, T: Send + 'static>(
        &self,
        pass: P,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let asker = leave::Asker::default();
        let asked = asker.flag();
        self.finish(pass, move |service| leave::on_behalf_of(asked, || work(service))).await
        // Dropped before this, the asker is gone.
    }

    /// Runs work on a thread that may block, with a pass that it keeps until its end; a panic of it is a problem 500.
    pub async fn finish<P: Send + 'static, T: Send + 'static>(
        &self,
        pass: P,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (site, span) = (self.clone(), tracing::Span::current());
        let run = move || {
            let _pass = pass;
            span.in_scope(|| work(site.service()))
        };
        match tokio::task::spawn_blocking(run).await {
            Ok(answer) => answer,
            Err(_) => {
                tracing::error!("a handler panicked; see the line of the panic itself");
                Err(Problem::internal())
            }
        }
    }

    /// A body that `work` writes piece by piece, on a thread of its own that waits for its reader: for what can not be made in
    /// pieces apart. When it fails, or panics, the body breaks off: a client sees that the answer is not whole.
    pub fn stream(
        &self,
        pass: Pass,
        work: impl FnOnce(&Service, &mut dyn io::Write) -> io::Result<()> + Send + 'static,
    ) -> Body {
        let (pieces, received) = mpsc::channel(PIECES_WAITING_MAX);
        let site = self.clone();
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || {
            let _pass = pass;
            let mut unfinished = Unfinished { pieces: pieces.clone(), finished: false };
            let mut out = io::BufWriter::with_capacity(64 * 1024, PieceWriter(pieces));
            let done = span.in_scope(|| work(site.service(), &mut out).and_then(|()| io::Write::flush(&mut out)));
            match done {
                Ok(()) => unfinished.finished = true,
                Err(error) => span.in_scope(|| tracing::warn!(%error, "a streamed answer broke off")),
            }
        });
        Body::from_stream(Received(received))
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
