//! The service for subscriptions: listing, pausing, resending, and the delivery workers.

use std::fmt;
use std::future::Future;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::oneshot;

use super::cloud_event::Origin;
use super::delivery_service::{DeliveryService, Registry};
use super::error::SubscriptionError;
use super::http_sender::{DeliverySender, HttpSender};
use super::progress::{Progress, SubscriptionStatus};
use super::registry::{DEAD_LETTERS_MAX, DeadLetter, Delivery, ResendRequest, Subscription, SubscriptionId};
use super::settings::DeliverySettings;
use super::timer::{SystemTimer, Timer};
use super::worker;
use super::writer::RegistryWriter;
use crate::app::Service;
use crate::log::LogError;
use crate::message;

/// The time for calls under way when the service stops. Events not acknowledged by then are delivered again.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// The subscriptions of a service. Cheap to clone.
#[derive(Clone)]
pub struct Subscriptions(pub(super) Arc<DeliveryService>);

impl fmt::Debug for Subscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscriptions").field(&self.0.delivering).finish()
    }
}

impl Subscriptions {
    /// Creates the service for a data folder. Nothing is read before [`Subscriptions::open`].
    pub fn new(service: &Service, origin: Origin, delivering: DeliverySettings) -> Subscriptions {
        let sender = HttpSender::new(delivering.guard.clone(), delivering.timeouts, &delivering.roots);
        Subscriptions::with(service, origin, delivering, Box::new(sender), Box::new(SystemTimer))
    }

    /// Creates the service with another way of calling and of waiting.
    pub fn with(
        service: &Service,
        origin: Origin,
        delivering: DeliverySettings,
        sender: Box<dyn DeliverySender>,
        timer: Box<dyn Timer>,
    ) -> Subscriptions {
        Subscriptions(Arc::new(DeliveryService::new(service, origin, delivering, (sender, timer))))
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
        let mut registry = self.0.registry.lock();
        if let Some(registry) = &*registry {
            return Ok(Arc::clone(registry));
        }
        let Some(storage) = self.0.storage.lock().take() else {
            return Err(LogError::Failed { why: message!("subscriptions-unread") });
        };
        let (storage, all) = self.0.load(storage)?;
        let opened = Arc::new(Registry { writer: RegistryWriter::start(storage)?, all: RwLock::new(all) });
        *registry = Some(Arc::clone(&opened));
        drop(registry);
        for subscription in opened.all.read().values() {
            self.start_worker(Arc::clone(subscription));
            self.end_previous(Arc::clone(subscription));
        }
        Ok(opened)
    }

    /// Returns the subscriptions, if they were loaded.
    pub(super) fn loaded(&self) -> Option<Arc<Registry>> {
        self.0.registry.lock().clone()
    }

    pub(super) fn start_worker(&self, subscription: Arc<Subscription>) {
        let stop = self.0.stop.subscribe();
        let mut workers = self.0.workers.lock();
        while workers.try_join_next().is_some() {}
        workers.spawn(worker::run(Arc::clone(&self.0), subscription, stop));
    }

    /// Runs another task besides the workers, until they stop.
    pub(super) fn spawn_task(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.workers.lock().spawn(work);
    }

    /// Stops delivering, waits briefly for the calls under way, and saves.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        let mut workers = std::mem::take(&mut *self.0.workers.lock());
        let all = async { while workers.join_next().await.is_some() {} };
        tokio::time::timeout(SHUTDOWN_GRACE, all).await.ok();
        workers.abort_all();
        if let Some(registry) = self.0.registry.lock().as_ref() {
            registry.writer.close();
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
        let registry = self.registry()?;
        let all = registry.all.read();
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
        let (registry, subscription) = (self.registry()?, self.one(id)?);
        self.0.service.refuse_writing()?;
        let saved = {
            let mut state = subscription.state.lock();
            state.removed = true;
            state.resends.clear();
            registry.writer.save_now(subscription.removal_entries(&state))
        };
        subscription.wake.notify_one();
        registry.all.write().remove(&id);
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
        let (registry, subscription) = (self.registry()?, self.one(id)?);
        self.0.service.refuse_writing()?;
        let saved = {
            let mut state = subscription.state.lock();
            if state.progress.standing == SubscriptionStatus::Ended {
                return Err(SubscriptionError::Ended);
            }
            if change(&mut state.progress) {
                state.moved += 1;
            }
            registry.writer.save_now(subscription.progress_entry(&mut state))
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
            if state.progress.standing == SubscriptionStatus::Ended {
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
