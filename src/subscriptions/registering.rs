//! Registering a subscription: checks room and start position, asks the receiver, saves, and only then delivers.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::arrivals::ArrivalProgress;
use super::error::SubscriptionError;
use super::handshake;
use super::http_sender::HandshakeRequest;
use super::progress::Progress;
use super::registration::{RegistrationRequest, StartPosition};
use super::registry::{Registration, Subscription, SubscriptionId};
use super::service::{Registry, Subscriptions};
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
    pub async fn register(&self, order: RegistrationRequest) -> Result<(Arc<Subscription>, String), SubscriptionError> {
        let book = self.registry()?;
        self.room(&book)?;
        self.0.service().refuse_writing()?;
        let after = self.start(&order)?;
        let rate = self.request_agreement(&order).await?;
        let secret = match order.secret {
            Some(secret) => secret,
            None => Secret::of(prepare::random_bytes()?),
        };
        let (shown, now) = (secret.reveal(), self.0.now());
        let registration = Registration {
            id: SubscriptionId::from_bytes(prepare::new_id(book.next_moment(now))?.bytes()),
            url: order.url,
            wanted: order.wanted,
            since: order.since,
            shape: order.shape,
            token: order.token,
            rate,
            created: now,
        };
        let anchor = self.0.service().state().id_at(after);
        let mut progress = Progress::after(after, anchor);
        progress.arrivals = order.arrivals.then(|| ArrivalProgress::after(now.amsterdam_day()));
        let subscription = Arc::new(Subscription::new(registration, SigningSecrets::of(secret), progress));
        book.saver.save_now(subscription.registered_entries()).await?;
        {
            let mut all = book.all.write();
            if all.len() < self.0.delivering().subscriptions_max {
                all.insert(subscription.id(), Arc::clone(&subscription));
            } else {
                drop(all);
                book.saver.save_later(subscription.removal_entries(&subscription.state.lock()));
                return Err(SubscriptionError::TooMany(self.0.delivering().subscriptions_max));
            }
        }
        self.start_worker(Arc::clone(&subscription));
        Ok((subscription, shown))
    }

    fn room(&self, book: &Registry) -> Result<(), SubscriptionError> {
        let most = self.0.delivering().subscriptions_max;
        if book.all.read().len() < most { Ok(()) } else { Err(SubscriptionError::TooMany(most)) }
    }

    /// The position after which a request starts.
    fn start(&self, order: &RegistrationRequest) -> Result<u64, SubscriptionError> {
        let service = self.0.service();
        let head = service.durable_head();
        if order.wanted.node.is_some() {
            let known = order.node_subject().is_some_and(|name| service.state().subject(&name).is_some());
            if !known {
                let message = message!("subscription-node-unknown");
                return Err(SubscriptionError::input("filter.onderdeel", "onderdeel-onbekend", message));
            }
        }
        let after = match order.start {
            StartPosition::Begin => 0,
            StartPosition::Head => head,
            StartPosition::After(position) if position <= head => position,
            StartPosition::After(_) => {
                let message = message!("subscription-start-beyond", head = head);
                return Err(SubscriptionError::input("start", "positie-onbekend", message));
            }
        };
        let since = order.since.map_or(0, |moment| {
            let before = Instant::from_micros(moment.micros().saturating_sub(1));
            service.state().position_at(before, head)
        });
        Ok(after.max(since))
    }

    /// Asks the receiver whether it agrees, and at which rate.
    async fn request_agreement(&self, order: &RegistrationRequest) -> Result<handshake::Rate, SubscriptionError> {
        let _turn = self.0.handshakes.acquire().await.map_err(|_| SubscriptionError::Stopping)?;
        let _call = self.0.calls.acquire().await.map_err(|_| SubscriptionError::Stopping)?;
        let (done, answer) = oneshot::channel();
        let (office, url, token) = (Arc::clone(&self.0), order.url.clone(), order.token.clone());
        let ask = move || {
            let (origin, rate) = (office.delivering().sender.as_str(), office.delivering().rate);
            let question = HandshakeRequest { url: &url, origin, rate, token: token.as_deref() };
            let judged = office.sender().handshake(&question).map(|answer| handshake::evaluate(&answer, origin, rate));
            done.send(judged).ok(); // a caller that disconnected registers nothing
        };
        let thread = std::thread::Builder::new().name("webhook".to_owned());
        thread.spawn(ask).map_err(|source| LogError::io(message!("doing-caller-thread"), source))?;
        let refused = |message| SubscriptionError::input("url", "handdruk-geweigerd", message);
        match answer.await.map_err(|_| SubscriptionError::Stopping)? {
            Ok(Ok(rate)) => Ok(rate),
            Ok(Err(why)) => Err(refused(why)),
            Err(trouble) => {
                let message = message!("handshake-no-answer", why = trouble.name());
                Err(SubscriptionError::input("url", trouble.name(), message))
            }
        }
    }
}
