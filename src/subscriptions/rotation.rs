//! Rotation of the secret of a subscription: for a while deliveries are signed with both secrets, as in Standard
//! Webhooks, so that the receiver can switch without missing any; then the old one is deleted.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jsonschema::Validator;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::delivery_service::DeliveryService;
use super::error::SubscriptionError;
use super::registration::schema_of;
use super::registry::{Subscription, SubscriptionId};
use super::retry::later;
use super::service::Subscriptions;
use super::signing::Secret;
use crate::app::prepare;
use crate::domain::json::read_as;
use crate::domain::proposal::FieldError;
use crate::input;
use crate::message;

/// The default overlap in hours: a day, in which somebody is at work.
pub const OVERLAP_USUAL_HOURS: u32 = 24;
/// The longest overlap in hours: 14 days, for a receiver that is deployed once a fortnight.
pub const OVERLAP_MOST_HOURS: u32 = 14 * 24;

/// What is sent to go over to another secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct RotationBody {
    /// The new secret, where the receiver already has one; else one is made.
    #[serde(rename = "geheim")]
    #[schemars(length(min = 1, max = 100))]
    secret: Option<String>,
    /// For how many hours deliveries are signed with the old one too; 24 where nothing is said, 0 to end it at once.
    #[serde(rename = "overlapInUren")]
    #[schemars(range(min = 0, max = 336))]
    overlap_hours: Option<u32>,
}

/// The schema of the request.
pub fn rotation_schema() -> Value {
    schema_of::<RotationBody>()
}

/// A valid request for a rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    secret: Option<Secret>,
    overlap: Duration,
}

impl Rotation {
    /// Parses and validates the request.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(sent: &Value) -> Result<Rotation, Vec<FieldError>> {
        static VALIDATOR: OnceLock<Validator> = OnceLock::new();
        let errors = input::validate(VALIDATOR.get_or_init(|| input::compile(&rotation_schema())), sent);
        if !errors.is_empty() {
            return Err(errors);
        }
        let unreadable = |field: String| vec![FieldError::new(field, "ongeldige-waarde", message!("order-unreadable"))];
        let sent: RotationBody = read_as(sent).map_err(|error| unreadable(error.path().to_string()))?;
        let secret = sent.secret.as_deref().map(Secret::parse).transpose();
        let secret = secret.map_err(|why| vec![FieldError::new("geheim", "ongeldige-waarde", why.message())])?;
        let hours = sent.overlap_hours.unwrap_or(OVERLAP_USUAL_HOURS);
        Ok(Rotation { secret, overlap: Duration::from_secs(u64::from(hours) * 60 * 60) })
    }
}

impl Subscriptions {
    /// Gives a subscription another secret. Also returns that secret, which is never shown again.
    ///
    /// # Errors
    /// [`SubscriptionError::RotationRuns`] while two secrets are in use, unless the overlap is 0;
    /// [`SubscriptionError::NoSuchSubscription`]; [`SubscriptionError::Log`].
    pub async fn rotate(
        &self,
        id: SubscriptionId,
        rotation: Rotation,
    ) -> Result<(Arc<Subscription>, String), SubscriptionError> {
        let (registry, subscription) = (self.registry()?, self.one(id)?);
        self.0.service().refuse_writing()?;
        let secret = match rotation.secret {
            Some(secret) => secret,
            None => Secret::of(prepare::random_bytes()?),
        };
        let (shown, now) = (secret.reveal(), self.0.now());
        let until = later(now, rotation.overlap);
        let (before, saved) = {
            let mut state = subscription.state.lock();
            state.keys.expire(now);
            if let Some(running) = state.keys.previous_until().filter(|_| until > now) {
                return Err(SubscriptionError::RotationRuns(running));
            }
            let mut keys = state.keys.rotated(secret, until);
            keys.expire(now);
            let before = std::mem::replace(&mut state.keys, keys);
            (before, registry.writer.save_now(subscription.registration_entry(&state)))
        };
        if let Err(error) = saved.await {
            subscription.state.lock().keys = before; // a secret that is not saved must not sign
            return Err(error.into());
        }
        self.end_previous(Arc::clone(&subscription));
        Ok((subscription, shown))
    }

    /// Starts a task that deletes the previous secret at its time, if there is one.
    pub(super) fn end_previous(&self, subscription: Arc<Subscription>) {
        if subscription.state.lock().keys.previous_until().is_some() {
            let mut stop = self.0.stopping();
            let shared = Arc::clone(&self.0);
            self.spawn_task(async move {
                tokio::select! {
                    () = expire_previous(&shared, &subscription) => {}
                    _ = stop.wait_for(|stopping| *stopping) => {}
                }
            });
        }
    }
}

/// Waits for the end of the previous secret, which may be moved, and deletes the secret in memory and on the disk.
async fn expire_previous(shared: &DeliveryService, subscription: &Subscription) {
    loop {
        let (until, now) = {
            let mut state = subscription.state.lock();
            let now = shared.now();
            if state.keys.expire(now) && !state.removed {
                let changes = subscription.registration_entry(&state);
                shared.save_later(changes);
            }
            match state.keys.previous_until() {
                Some(until) => (until, now),
                None => return,
            }
        };
        shared.timer().wait_until(until, now).await;
    }
}
