//! Registering a subscription: checks room and start position, asks the receiver, saves, and only then delivers.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::arrivals::ArrivalProgress;
use super::delivery_service::Registry;
use super::error::SubscriptionError;
use super::handshake;
use super::http_sender::HandshakeRequest;
use super::progress::Progress;
use super::registration::{RegistrationRequest, StartPosition};
use super::registry::{Registration, Subscription, SubscriptionId};
use super::service::Subscriptions;
use super::signing::{Secret, SigningSecrets};
use crate::app::prepare;
use crate::domain::time::Instant;
use crate::log::LogError;
use crate::message;

impl Subscriptions {
    /// Registers a subscription, when its receiver agrees. Also returns its secret, which is never shown again.
    ///
    /// # Errors
    /// [`SubscriptionError`] for a receiver that does not agree, an unknown node or position, or too many
    /// subscriptions.
    pub async fn register(
        &self,
        request: RegistrationRequest,
    ) -> Result<(Arc<Subscription>, String), SubscriptionError> {
        let registry = self.registry()?;
        self.room(&registry)?;
        self.0.service().refuse_writing()?;
        let after = self.start(&request)?;
        let rate = self.request_agreement(&request).await?;
        let secret = match request.secret {
            Some(secret) => secret,
            None => Secret::of(prepare::random_bytes()?),
        };
        let (shown, now) = (secret.reveal(), self.0.now());
        let registration = Registration {
            id: SubscriptionId::from_bytes(prepare::new_id(registry.next_moment(now))?.bytes()),
            url: request.url,
            wanted: request.wanted,
            since: request.since,
            shape: request.shape,
            token: request.token,
            rate,
            created: now,
        };
        let anchor = self.0.service().state().id_at(after);
        let mut progress = Progress::after(after, anchor);
        progress.arrivals = request.arrivals.then(|| ArrivalProgress::after(now.amsterdam_day()));
        let subscription = Arc::new(Subscription::new(registration, SigningSecrets::of(secret), progress));
        registry.writer.save_now(subscription.registered_entries()).await?;
        {
            let mut all = registry.all.write();
            if all.len() < self.0.delivering().subscriptions_max {
                all.insert(subscription.id(), Arc::clone(&subscription));
            } else {
                drop(all);
                registry.writer.save_later(subscription.removal_entries(&subscription.state.lock()));
                return Err(SubscriptionError::TooMany(self.0.delivering().subscriptions_max));
            }
        }
        self.start_worker(Arc::clone(&subscription));
        Ok((subscription, shown))
    }

    fn room(&self, registry: &Registry) -> Result<(), SubscriptionError> {
        let most = self.0.delivering().subscriptions_max;
        if registry.all.read().len() < most { Ok(()) } else { Err(SubscriptionError::TooMany(most)) }
    }

    /// The position after which a request starts.
    fn start(&self, request: &RegistrationRequest) -> Result<u64, SubscriptionError> {
        let service = self.0.service();
        let head = service.durable_head();
        if request.wanted.node.is_some() {
            let known = request.node_subject().is_some_and(|name| service.state().subject(&name).is_some());
            if !known {
                let message = message!("subscription-node-unknown");
                return Err(SubscriptionError::input("filter.onderdeel", "onderdeel-onbekend", message));
            }
        }
        let after = match request.start {
            StartPosition::Begin => 0,
            StartPosition::Head => head,
            StartPosition::After(position) if position <= head => position,
            StartPosition::After(_) => {
                let message = message!("subscription-start-beyond", head = head);
                return Err(SubscriptionError::input("start", "positie-onbekend", message));
            }
        };
        let since = request.since.map_or(0, |moment| {
            let before = Instant::from_micros(moment.micros().saturating_sub(1));
            service.state().position_at(before, head)
        });
        Ok(after.max(since))
    }

    /// Asks the receiver whether it agrees, and at which rate.
    async fn request_agreement(&self, request: &RegistrationRequest) -> Result<handshake::Rate, SubscriptionError> {
        let _turn = self.0.handshakes.acquire().await.map_err(|_| SubscriptionError::Stopping)?;
        let _call = self.0.calls.acquire().await.map_err(|_| SubscriptionError::Stopping)?;
        let (done, answer) = oneshot::channel();
        let (shared, url, token) = (Arc::clone(&self.0), request.url.clone(), request.token.clone());
        let ask = move || {
            let (origin, rate) = (shared.delivering().sender.as_str(), shared.delivering().rate);
            let question = HandshakeRequest { url: &url, origin, rate, token: token.as_deref() };
            let judged = shared.sender().handshake(&question).map(|answer| handshake::evaluate(&answer, origin, rate));
            done.send(judged).ok(); // a caller that disconnected registers nothing
        };
        let thread = std::thread::Builder::new().name("webhook".to_owned());
        thread.spawn(ask).map_err(|source| LogError::io(message!("doing-caller-thread"), source))?;
        let refused = |message| SubscriptionError::input("url", "handdruk-geweigerd", message);
        match answer.await.map_err(|_| SubscriptionError::Stopping)? {
            Ok(Ok(rate)) => Ok(rate),
            Ok(Err(why)) => Err(refused(why)),
            Err(error) => {
                let message = message!("handshake-no-answer", why = error.name());
                Err(SubscriptionError::input("url", error.name(), message))
            }
        }
    }
}
