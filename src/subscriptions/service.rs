//! The service for subscriptions: listing, pausing, resending, and the delivery workers.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::task::JoinSet;

use super::arrivals::ArrivalDays;
use super::cloud_event::Origin;
use super::error::SubscriptionError;
use super::http_sender::{DeliverySender, HttpSender};
use super::progress::{Progress, Standing};
use super::registry::{DEAD_LETTERS_MAX, DeadLetter, Delivery, ResendRequest, Subscription, SubscriptionId};
use super::settings::{DeliverySettings, HANDSHAKES_MAX};
use super::timer::{SystemTimer, Timer};
use super::worker;
use super::writer::{RegistryWriter, Storage};
use crate::app::Service;
use crate::domain::time::Instant;
use crate::log::LogError;
use crate::log::kv_store::Changes;
use crate::message;

/// The time for calls under way when the service stops. Events not acknowledged by then are delivered again.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// The subscriptions of a service. Cheap to clone.
#[derive(Clone)]
pub struct Subscriptions(pub(super) Arc<DeliveryService>);

/// What the delivery workers share.
pub struct DeliveryService {
    service: Service,
    origin: Origin,
    delivering: DeliverySettings,
    carrier: Box<dyn DeliverySender>,
    timer: Box<dyn Timer>,
    storage: Mutex<Option<Storage>>,
    book: Mutex<Option<Arc<Registry>>>,
    workers: Mutex<JoinSet<()>>,
    stop: watch::Sender<bool>,
    /// What was announced for the last days.
    pub(super) arrivals: ArrivalDays,
    /// Limits the handshakes at one time.
    pub(super) handshakes: Semaphore,
    /// Limits the calls and handshakes at one time: each takes file descriptors.
    pub(super) calls: Arc<Semaphore>,
}

/// The loaded subscriptions, and the writer that saves them.
pub(super) struct Registry {
    pub(super) saver: RegistryWriter,
    pub(super) all: RwLock<BTreeMap<SubscriptionId, Arc<Subscription>>>,
}

impl fmt::Debug for Subscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscriptions").field(&self.0.delivering).finish()
    }
}

impl Subscriptions {
    /// Creates the service for a data folder. Nothing is read before [`Subscriptions::open`].
    pub fn new(service: &Service, origin: Origin, delivering: DeliverySettings) -> Subscriptions {
        let carrier = HttpSender::new(delivering.guard.clone(), delivering.timeouts, &delivering.roots);
        Subscriptions::with(service, origin, delivering, Box::new(carrier), Box::new(SystemTimer))
    }

    /// Creates the service with another way of calling and of waiting.
    pub fn with(
        service: &Service,
        origin: Origin,
        delivering: DeliverySettings,
        carrier: Box<dyn DeliverySender>,
        timer: Box<dyn Timer>,
    ) -> Subscriptions {
        let calls = Arc::new(Semaphore::new(delivering.calls));
        Subscriptions(Arc::new(DeliveryService {
            service: service.clone(),
            origin,
            delivering,
            carrier,
            timer,
            storage: Mutex::new(Some(Storage::Folder(service.folder().to_owned()))),
            book: Mutex::new(None),
            workers: Mutex::new(JoinSet::new()),
            stop: watch::Sender::new(false),
            arrivals: ArrivalDays::default(),
            handshakes: Semaphore::new(HANDSHAKES_MAX),
            calls,
        }))
    }

    /// Loads the subscriptions and starts their workers, once; the first operation does this, too. Needs a runtime.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the entries differ from what was saved.
    pub fn open(&self) -> Result<(), LogError> {
        self.registry().map(drop)
    }

    pub(super) fn registry(&self) -> Result<Arc<Registry>, LogError> {
        self.0.service.refuse_read_only()?;
        let mut book = self.0.book.lock();
        if let Some(book) = &*book {
            return Ok(Arc::clone(book));
        }
        let Some(keep) = self.0.storage.lock().take() else {
            return Err(LogError::Failed { why: message!("subscriptions-unread") });
        };
        let (keep, all) = self.0.load(keep)?;
        let opened = Arc::new(Registry { saver: RegistryWriter::start(keep)?, all: RwLock::new(all) });
        *book = Some(Arc::clone(&opened));
        drop(book);
        for subscription in opened.all.read().values() {
            self.start_worker(Arc::clone(subscription));
            self.end_previous(Arc::clone(subscription));
        }
        Ok(opened)
    }

    /// Returns the subscriptions, if they were loaded.
    pub(super) fn loaded(&self) -> Option<Arc<Registry>> {
        self.0.book.lock().clone()
    }

    pub(super) fn start_worker(&self, subscription: Arc<Subscription>) {
        let stop = self.0.stop.subscribe();
        let mut couriers = self.0.workers.lock();
        while couriers.try_join_next().is_some() {}
        couriers.spawn(worker::run(Arc::clone(&self.0), subscription, stop));
    }

    /// Runs another task besides the workers, until they stop.
    pub(super) fn spawn_task(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.workers.lock().spawn(work);
    }

    /// Stops delivering, waits briefly for the calls under way, and saves.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        let mut couriers = std::mem::take(&mut *self.0.workers.lock());
        let all = async { while couriers.join_next().await.is_some() {} };
        tokio::time::timeout(SHUTDOWN_GRACE, all).await.ok();
        couriers.abort_all();
        if let Some(book) = self.0.book.lock().as_ref() {
            book.saver.close();
        }
    }

    /// Returns the subscriptions after one, in the order of registration, at most `limit`; and whether there are more.
    ///
    /// # Errors
    /// [`SubscriptionError::Log`] when they can not be read.
    pub fn list(
        &self,
        after: Option<SubscriptionId>,
        limit: usize,
    ) -> Result<(Vec<Arc<Subscription>>, bool), SubscriptionError> {
        let book = self.registry()?;
        let all = book.all.read();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = all.range((from, Bound::Unbounded)).map(|(_, subscription)| Arc::clone(subscription));
        let page: Vec<_> = rest.by_ref().take(limit).collect();
        let more = rest.next().is_some();
        Ok((page, more))
    }

    /// Returns one subscription.
    ///
    /// # Errors
    /// [`SubscriptionError::NoSuchSubscription`]; [`SubscriptionError::Log`].
    pub fn one(&self, id: SubscriptionId) -> Result<Arc<Subscription>, SubscriptionError> {
        let found = self.registry()?.all.read().get(&id).map(Arc::clone);
        found.ok_or(SubscriptionError::NoSuchSubscription)
    }

    /// Deletes a subscription. A call under way is not cancelled.
    ///
    /// # Errors
    /// [`SubscriptionError::NoSuchSubscription`]; [`SubscriptionError::Log`].
    pub async fn remove(&self, id: SubscriptionId) -> Result<(), SubscriptionError> {
        let (book, subscription) = (self.registry()?, self.one(id)?);
        self.0.service.refuse_writing()?;
        let saved = {
            let mut state = subscription.state.lock();
            state.removed = true;
            state.resends.clear();
            book.saver.save_now(subscription.removal_entries(&state))
        };
        subscription.wake.notify_one();
        book.all.write().remove(&id);
        Ok(saved.await?)
    }

    /// Stops delivering to a subscription until it is resumed. A call under way still counts.
    ///
    /// # Errors
    /// [`SubscriptionError::Ended`], [`SubscriptionError::NoSuchSubscription`], [`SubscriptionError::Log`].
    pub async fn pause(&self, id: SubscriptionId) -> Result<Arc<Subscription>, SubscriptionError> {
        self.change(id, |progress| {
            progress.pause(None);
            false
        })
        .await
    }

    /// Resumes a subscription: where it was, or after another position. All its retries are available again.
    ///
    /// # Errors
    /// As for [`Subscriptions::pause`]; [`SubscriptionError::Input`] for a position past the head;
    /// [`SubscriptionError::TooManyDead`] with `after` and a full list of dead letters.
    pub async fn resume(&self, id: SubscriptionId, after: Option<u64>) -> Result<Arc<Subscription>, SubscriptionError> {
        let head = self.0.service.durable_head();
        if after.is_some_and(|after| after > head) {
            let message = message!("subscription-past-head", head = head);
            return Err(SubscriptionError::input("na", "positie-onbekend", message));
        }
        if after.is_some() && self.one(id)?.state.lock().dead.len() >= DEAD_LETTERS_MAX {
            return Err(SubscriptionError::TooManyDead);
        }
        let to = after.map(|after| (after, self.0.service.state().id_at(after)));
        let beyond = |progress: &Progress| progress.after > head;
        self.change(id, |progress| {
            // The log was restored to an earlier state than the subscription followed: continue with new events.
            let to = to.or_else(|| beyond(progress).then(|| (head, self.0.service.state().id_at(head))));
            progress.resume(to);
            to.is_some()
        })
        .await
    }

    async fn change(
        &self,
        id: SubscriptionId,
        change: impl FnOnce(&mut Progress) -> bool,
    ) -> Result<Arc<Subscription>, SubscriptionError> {
        let (book, subscription) = (self.registry()?, self.one(id)?);
        self.0.service.refuse_writing()?;
        let saved = {
            let mut state = subscription.state.lock();
            if state.progress.standing == Standing::Ended {
                return Err(SubscriptionError::Ended);
            }
            if change(&mut state.progress) {
                state.moved += 1;
            }
            book.saver.save_now(subscription.progress_entry(&mut state))
        };
        subscription.wake.notify_one();
        saved.await?;
        Ok(subscription)
    }

    /// Returns the last deliveries after a number, at most `limit`, oldest first; and whether there are more.
    ///
    /// # Errors
    /// [`SubscriptionError::NoSuchSubscription`]; [`SubscriptionError::Log`].
    pub fn deliveries(
        &self,
        id: SubscriptionId,
        after: u64,
        limit: usize,
    ) -> Result<(Vec<Delivery>, bool), SubscriptionError> {
        let subscription = self.one(id)?;
        let state = subscription.state.lock();
        let mut rest = state.deliveries.iter().filter(|delivery| delivery.number > after).cloned();
        let page: Vec<_> = rest.by_ref().take(limit).collect();
        let more = rest.next().is_some();
        Ok((page, more))
    }

    /// Returns the dead letters of a subscription, by position.
    ///
    /// # Errors
    /// [`SubscriptionError::NoSuchSubscription`]; [`SubscriptionError::Log`].
    pub fn dead_letters(&self, id: SubscriptionId) -> Result<Vec<DeadLetter>, SubscriptionError> {
        Ok(self.one(id)?.state.lock().dead.values().cloned().collect())
    }

    /// Delivers an event once more, now, whatever the subscription waits for, and returns the result.
    ///
    /// # Errors
    /// [`SubscriptionError::NoSuchDelivery`] for an event that it does not want or that does not exist;
    /// [`SubscriptionError::Ended`]; [`SubscriptionError::ResendWaits`]; [`SubscriptionError::Stopping`].
    pub async fn resend(&self, id: SubscriptionId, position: u64) -> Result<Delivery, SubscriptionError> {
        let subscription = self.one(id)?;
        let wanted = &subscription.registration.wanted;
        let filter = wanted.filter();
        let known = position <= self.0.service.durable_head() && {
            let state = self.0.service.state();
            state.at(position).is_some_and(|(_, row)| wanted.has_type(row.kind)) && filter.matches(&state, position)
        };
        if !known {
            return Err(SubscriptionError::NoSuchDelivery(position));
        }
        let (reply, answer) = oneshot::channel();
        {
            let mut state = subscription.state.lock();
            if state.progress.standing == Standing::Ended {
                return Err(SubscriptionError::Ended);
            }
            if !state.resends.is_empty() {
                return Err(SubscriptionError::ResendWaits);
            }
            state.resends.push_back(ResendRequest { position, reply });
        }
        subscription.wake.notify_one();
        answer.await.map_err(|_| SubscriptionError::Stopping)
    }
}

impl Registry {
    /// The moment to make the next id from, after that of the last id: ids are in the order of registration.
    pub(super) fn next_moment(&self, now: Instant) -> Instant {
        let last = self.all.read().keys().next_back().map_or(0, SubscriptionId::millis);
        now.max(Instant::from_micros((last + 1) * 1_000))
    }
}

impl DeliveryService {
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
        &*self.carrier
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
        self.book.lock().as_ref().is_some_and(|book| book.saver.failure().is_some())
    }

    /// Saves changes at once.
    ///
    /// # Errors
    /// [`LogError`] when they could not be saved.
    pub async fn save_now(&self, changes: Changes) -> Result<(), LogError> {
        let saved = self.book.lock().as_ref().map(|book| book.saver.save_now(changes));
        match saved {
            Some(saved) => saved.await,
            None => Err(LogError::Closed),
        }
    }

    /// Saves changes soon, without waiting for it.
    pub fn save_later(&self, changes: Changes) {
        if let Some(book) = self.book.lock().as_ref() {
            book.saver.save_later(changes);
        }
    }
}
