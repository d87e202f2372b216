//! What the delivery workers share: the log, the settings, the client that calls receivers, and what is saved.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::arrivals::ArrivalDays;
use super::cloud_event::Origin;
use super::http_sender::DeliverySender;
use super::registry::{Subscription, SubscriptionId};
use super::settings::{DeliverySettings, HANDSHAKES_MAX};
use super::timer::Timer;
use super::writer::{RegistryWriter, Storage};
use crate::app::Service;
use crate::domain::time::Instant;
use crate::log::LogError;
use crate::log::kv_store::Changes;

/// What the delivery workers share.
pub struct DeliveryService {
    pub(super) service: Service,
    pub(super) origin: Origin,
    pub(super) delivering: DeliverySettings,
    pub(super) sender: Box<dyn DeliverySender>,
    pub(super) timer: Box<dyn Timer>,
    pub(super) storage: Mutex<Option<Storage>>,
    pub(super) registry: Mutex<Option<Arc<Registry>>>,
    pub(super) workers: Mutex<JoinSet<()>>,
    pub(super) stop: watch::Sender<bool>,
    /// What was announced for the last days.
    pub(super) arrivals: ArrivalDays,
    /// Limits the handshakes at one time.
    pub(super) handshakes: Semaphore,
    /// Limits the calls and handshakes at one time: each takes file descriptors.
    pub(super) calls: Arc<Semaphore>,
}

/// The loaded subscriptions, and the writer that saves them.
pub(super) struct Registry {
    pub(super) writer: RegistryWriter,
    pub(super) all: RwLock<BTreeMap<SubscriptionId, Arc<Subscription>>>,
}

impl Registry {
    /// The moment to make the next id from, after that of the last id: ids are in the order of registration.
    pub(super) fn next_moment(&self, now: Instant) -> Instant {
        let last = self.all.read().keys().next_back().map_or(0, SubscriptionId::millis);
        now.max(Instant::from_micros((last + 1) * 1_000))
    }
}

impl DeliveryService {
    /// Creates what workers share, with a way of calling and of waiting.
    pub(super) fn new(
        service: &Service,
        origin: Origin,
        delivering: DeliverySettings,
        (sender, timer): (Box<dyn DeliverySender>, Box<dyn Timer>),
    ) -> DeliveryService {
        let calls = Arc::new(Semaphore::new(delivering.calls));
        DeliveryService {
            service: service.clone(),
            origin,
            delivering,
            sender,
            timer,
            storage: Mutex::new(Some(Storage::Folder(service.folder().to_owned()))),
            registry: Mutex::new(None),
            workers: Mutex::new(JoinSet::new()),
            stop: watch::Sender::new(false),
            arrivals: ArrivalDays::default(),
            handshakes: Semaphore::new(HANDSHAKES_MAX),
            calls,
        }
    }

    /// The service over the log.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// The origin of events.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The settings of deliveries.
    pub fn delivering(&self) -> &DeliverySettings {
        &self.delivering
    }

    /// The client that calls receivers.
    pub fn sender(&self) -> &dyn DeliverySender {
        &*self.sender
    }

    /// The timer that workers wait with.
    pub fn timer(&self) -> &dyn Timer {
        &*self.timer
    }

    /// A channel that turns true when deliveries stop.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.service.now()
    }

    /// Whether saving failed, after which nothing is saved any more.
    pub fn saving_failed(&self) -> bool {
        self.registry.lock().as_ref().is_some_and(|registry| registry.writer.failure().is_some())
    }

    /// Saves changes at once.
    ///
    /// # Errors
    /// [`LogError`] when they could not be saved.
    pub async fn save_now(&self, changes: Changes) -> Result<(), LogError> {
        let saved = self.registry.lock().as_ref().map(|registry| registry.writer.save_now(changes));
        match saved {
            Some(saved) => saved.await,
            None => Err(LogError::Closed),
        }
    }

    /// Saves changes soon, without waiting for it.
    pub fn save_later(&self, changes: Changes) {
        if let Some(registry) = self.registry.lock().as_ref() {
            registry.writer.save_later(changes);
        }
    }
}
