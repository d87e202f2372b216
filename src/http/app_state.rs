//! The shared state of all handlers, and the execution of blocking work outside the async threads.

mod gates;
mod pieces;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use tokio::sync::{Mutex, MutexGuard, mpsc};

use gates::Gates;
pub use gates::WorkKind;
use pieces::{AbortOnDrop, PieceWriter, Received};

use super::body_limits::BodyTimeouts;
use super::byte_budget::{Bodies, ByteBudget};
use super::connection_limits::Limits;
use super::gate::{Capacity, Permit, over_capacity};
use super::last_verification::LastVerification;
use super::problem::Problem;
use super::query::Query;
use super::spans::Spans;
use super::stream::relay::Relay;
use super::tls::Tls;
use super::watch::Disks;
use crate::access::AccessSettings;
use crate::access::attempts::Attempts;
use crate::access::caller::Caller;
use crate::access::second_person::ErasureRequests;
use crate::access::sessions::Sessions;
use crate::access::store::TokenStore;
use crate::app::query_keys as keys;
use crate::app::{Service, cancellation};
use crate::domain::actor::Actor;
use crate::message;
use crate::subscriptions::{DeliverySettings, Origin, Subscriptions};

/// The number of pieces of a streamed response that wait for a slow reader: 4 of 64 KiB.
const PIECES_WAITING_MAX: usize = 4;

/// The default heartbeat: half of the 30 seconds after which the least patient of proxies closes a silent response.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The settings of the service.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// The actor that records, as long as access is not configured.
    pub actor: Actor,
    /// How access is limited; none where everybody who reaches the service is its local actor.
    pub access: Option<AccessSettings>,
    /// The tokens, if the program that runs the service needs them too; otherwise they are read from the data folder.
    pub tokens: Option<Arc<TokenStore>>,
    /// Where the spans of requests go, if they go anywhere.
    pub spans: Option<Spans>,
    /// The time limits of request bodies.
    pub patience: BodyTimeouts,
    /// The contact for `security.txt`, such as `mailto:veiligheid@gemeente.example`; without it there is no such page.
    pub security_contact: Option<String>,
    /// The concurrency limits of each kind of work.
    pub capacity: Capacity,
    /// How often an idle stream sends a heartbeat.
    pub heartbeat: Duration,
    /// The maximum number of concurrent event streams; the next one is refused.
    pub followers: usize,
    /// The source of events that are sent to other systems, and the address where they can read more.
    pub origin: Origin,
    /// The certificate of the service, where it ends TLS itself.
    pub tls: Option<Arc<Tls>>,
    /// How events are delivered to webhook receivers.
    pub delivering: DeliverySettings,
    /// The subscriptions, if the program that runs the service needs them too; otherwise they are created from the
    /// fields above.
    pub subscriptions: Option<Subscriptions>,
}

impl HttpSettings {
    /// Returns the default settings, with this actor.
    pub fn of(actor: Actor) -> HttpSettings {
        let (patience, origin) = (BodyTimeouts::default(), Origin::default());
        let (delivering, subscriptions) = (DeliverySettings::default(), None);
        let (access, tokens, spans, tls) = (None, None, None, None);
        let followers = max_followers(Limits::default().connections);
        let (capacity, security_contact, heartbeat) = (Capacity::default(), None, HEARTBEAT);
        HttpSettings {
            actor,
            access,
            tokens,
            spans,
            tls,
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

/// Returns the most streams for a number of connections: three quarters, so that others have room; usually 12,288.
pub const fn max_followers(connections: usize) -> usize {
    connections / 4 * 3
}

/// The shared state of all handlers.
#[derive(Clone)]
pub struct AppState(Arc<AppStateInner>);

struct AppStateInner {
    service: Service,
    settings: HttpSettings,
    relay: Arc<Relay>,
    subscriptions: Subscriptions,
    local: Caller,
    access: AccessState,
    gates: Gates,
    /// Counts the bytes of responses that were built and not yet taken.
    answers: Arc<ByteBudget>,
    bodies: Bodies,
    verified: LastVerification,
    disks: Arc<Disks>,
    /// Held while a review is recorded.
    reviews: Mutex<()>,
}

/// Who may call, as far as it is kept in memory.
struct AccessState {
    tokens: Arc<TokenStore>,
    sessions: Sessions,
    attempts: Attempts,
    erasures: ErasureRequests,
}

impl AppState {
    /// Returns what the service found when it last verified itself.
    pub fn last_verification(&self) -> &LastVerification {
        &self.0.verified
    }

    /// Creates the state for an open log.
    pub fn new(service: Service, settings: HttpSettings) -> AppState {
        let relay = Relay::new(service.clone(), settings.origin.clone(), settings.followers);
        let make = || Subscriptions::new(&service, settings.origin.clone(), settings.delivering.clone());
        let subscriptions = settings.subscriptions.clone().unwrap_or_else(make);
        let local = Caller::local(settings.actor.clone());
        let tokens = settings.tokens.clone().unwrap_or_else(|| Arc::new(TokenStore::open(&service)));
        let access = AccessState {
            tokens,
            sessions: Sessions::default(),
            attempts: Attempts::default(),
            erasures: ErasureRequests::default(),
        };
        let capacity = &settings.capacity;
        let (gates, answers) = (Gates::of(capacity), ByteBudget::new(capacity.answer_bytes));
        let bodies =
            Bodies { small: ByteBudget::new(capacity.small_body_bytes), large: ByteBudget::new(capacity.body_bytes) };
        let verified = LastVerification::default();
        AppState(Arc::new(AppStateInner {
            service,
            settings,
            relay,
            subscriptions,
            local,
            access,
            gates,
            answers,
            bodies,
            verified,
            disks: Arc::default(),
            reviews: Mutex::new(()),
        }))
    }

    /// Returns the service, which holds the log.
    pub fn service(&self) -> &Service {
        &self.0.service
    }

    /// Returns the subscriptions to new events.
    pub fn subscriptions(&self) -> &Subscriptions {
        &self.0.subscriptions
    }

    /// Returns what is known of the disk of the data folder.
    pub fn disks(&self) -> &Arc<Disks> {
        &self.0.disks
    }

    /// Returns what works and what waits, by kind of work.
    pub fn work(&self) -> Vec<(&'static str, usize, usize)> {
        let used = self.0.gates.all().map(|(kind, gate)| (kind, gate.use_of()));
        used.into_iter().map(|(kind, (running, waiting))| (kind, running, waiting)).collect()
    }

    /// Returns the settings.
    pub fn settings(&self) -> &HttpSettings {
        &self.0.settings
    }

    /// Returns the actor that records: who signed in; where access is not limited, the one that a query names as `actor`,
    /// in the role of the configured actor, else the configured actor.
    pub fn actor(&self, caller: &Caller, query: &mut Query) -> Actor {
        let own = caller.actor();
        if caller.role().is_some() && query.text(keys::ACTOR).is_some() {
            query.refuse(keys::ACTOR, "actor-niet-toegestaan", message!("access-actor", actor = own.id()));
        }
        query.value(keys::ACTOR, |id| Actor::new(id, None, own.role.clone())).unwrap_or_else(|| own.clone())
    }

    /// Returns the caller of every request where access is not limited.
    pub fn local_caller(&self) -> &Caller {
        &self.0.local
    }

    /// Returns the tokens.
    pub fn tokens(&self) -> &Arc<TokenStore> {
        &self.0.access.tokens
    }

    /// Returns the sessions of browsers.
    pub fn sessions(&self) -> &Sessions {
        &self.0.access.sessions
    }

    /// Returns the failed sign-ins.
    pub fn attempts(&self) -> &Attempts {
        &self.0.access.attempts
    }

    /// Returns the erasures that wait for a second person.
    pub fn erasures(&self) -> &ErasureRequests {
        &self.0.access.erasures
    }

    /// Waits for the turn to record a review, and holds it.
    pub async fn review_turn(&self) -> MutexGuard<'_, ()> {
        self.0.reviews.lock().await
    }

    /// Returns the relay of the newest events to their followers.
    pub fn relay(&self) -> &Arc<Relay> {
        &self.0.relay
    }

    /// Returns the count of bytes of responses that were built and not yet taken.
    pub fn answers(&self) -> &Arc<ByteBudget> {
        &self.0.answers
    }

    /// Returns the counts of bytes of arriving bodies.
    pub fn bodies(&self) -> &Bodies {
        &self.0.bodies
    }

    /// Enters the gate of a kind of work.
    ///
    /// # Errors
    /// A problem 503 if there is too much of it.
    pub async fn enter(&self, work: WorkKind) -> Result<Permit, Problem> {
        self.0.gates.of_work(work).enter().await
    }

    /// Reads one small item of the log, on a thread that may block. The work stops at the next record if its client has
    /// disconnected.
    ///
    /// # Errors
    /// The error of the work; a problem 503 if the gate is full, 500 if the work panicked.
    pub async fn run_small<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let pass = self.0.gates.small.enter().await?;
        self.run(pass, work).await
    }

    /// Like [`AppState::run_small`], for a response that may be large. None is started while the bytes of responses that were
    /// not taken are at their limit.
    ///
    /// # Errors
    /// As for [`AppState::run_small`].
    pub async fn run_large<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        if self.0.answers.is_full() {
            return Err(over_capacity());
        }
        let pass = self.0.gates.large.enter().await?;
        self.run(pass, work).await
    }

    /// Returns true if the log is so large that a response about all of it is built in parts, or one at a time.
    pub fn is_vast(&self) -> bool {
        self.service().durable_head() > self.settings().capacity.vast_events
    }

    /// Like [`AppState::run_large`]. A response about the whole of a large log (`whole`) is built one at a time.
    ///
    /// # Errors
    /// As for [`AppState::run_small`].
    pub async fn run_large_or_vast<T: Send + 'static>(
        &self,
        whole: bool,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = if whole && self.is_vast() { Some(self.0.gates.vast.enter().await?) } else { None };
        self.run_large(move |service| {
            let _turn = turn;
            work(service)
        })
        .await
    }

    /// Builds the next piece of a response that is built piece by piece. It waits for its turn and is never refused.
    ///
    /// # Errors
    /// As for [`AppState::run_small`].
    pub async fn run_piece<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.0.gates.pieces.acquire().await.expect("the semaphore is never closed");
        self.run((), work).await
    }

    /// Runs work with a gate of its own to its end, even if its client has disconnected.
    ///
    /// # Errors
    /// As for [`AppState::run_small`].
    pub async fn run_gated<T: Send + 'static>(
        &self,
        kind: WorkKind,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let pass = self.enter(kind).await?;
        self.run_to_end(pass, work).await
    }

    async fn run<P: Send + 'static, T: Send + 'static>(
        &self,
        pass: P,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let asker = cancellation::CancelOnDrop::default();
        let asked = asker.flag();
        self.run_to_end(pass, move |service| cancellation::run_cancellable(asked, || work(service))).await
        // If this future is dropped earlier, the client has disconnected.
    }

    /// Runs work on a thread that may block, holding the pass until it ends. A panic becomes a problem 500.
    pub async fn run_to_end<P: Send + 'static, T: Send + 'static>(
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

    /// Returns a body that `work` writes, on a thread of its own that waits for the reader. It is for responses that
    /// cannot be built in separate pieces. If the work fails or panics, the body breaks off and the client sees that
    /// the response is incomplete.
    pub fn stream(
        &self,
        pass: Permit,
        work: impl FnOnce(&Service, &mut dyn io::Write) -> io::Result<()> + Send + 'static,
    ) -> Body {
        let (pieces, received) = mpsc::channel(PIECES_WAITING_MAX);
        let site = self.clone();
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || {
            let _pass = pass;
            let mut unfinished = AbortOnDrop { pieces: pieces.clone(), finished: false };
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
