//! A subscription as returned to its owner: without its secret and its token.

use schemars::JsonSchema;
use serde::Serialize;

use super::progress::SubscriptionStatus;
use super::registration::{PayloadShape, Url};
use super::registry::{DeadLetter, Delivery, End, Subscription, SubscriptionId};
use crate::domain::ids::EventId;
use crate::domain::time::Instant;
use crate::language::Language;

/// A subscription.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct SubscriptionView {
    /// Its id.
    pub id: SubscriptionId,
    /// Where events go.
    #[schemars(with = "String")]
    pub url: Url,
    /// Which.
    pub filter: FilterView,
    /// Whether a delivery carries the record.
    #[serde(rename = "vorm")]
    pub shape: PayloadShape,
    /// Whether it is told what takes effect on a day.
    #[serde(rename = "ingegaan")]
    pub arrivals: bool,
    /// Whether it delivers.
    pub status: SubscriptionStatus,
    /// Why it does not, where there is more to say.
    #[serde(rename = "reden")]
    pub why: Option<String>,
    /// Up to here every wanted event was taken.
    #[serde(rename = "positie")]
    pub position: u64,
    /// How many positions of the log lie beyond it.
    #[serde(rename = "achterstand")]
    pub behind: u64,
    /// How many deliveries a minute its receiver wants at most; null when it does not mind.
    #[serde(rename = "tempo")]
    pub rate: Option<u32>,
    /// When it was registered.
    #[serde(rename = "aangemeldOp")]
    pub created: Instant,
    /// Until when deliveries are signed with the secret before, too; null when there is one secret.
    #[serde(rename = "vorigGeheimTot")]
    pub previous_secret_until: Option<Instant>,
    /// The event that could not be delivered yet.
    #[serde(rename = "wachtOp")]
    pub waits_for: Option<WaitsForView>,
    /// How many dead letters it has.
    #[serde(rename = "aantalOnbestelbaar")]
    pub dead: usize,
    /// The last delivery.
    #[serde(rename = "laatsteBezorging")]
    pub last: Option<DeliveryView>,
}

/// Which events a subscription wants.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct FilterView {
    /// These types; empty for all.
    pub types: Vec<String>,
    /// This subject.
    #[serde(rename = "onderwerp")]
    pub subject: Option<String>,
    /// This node, with what is below it.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// Only what was recorded at or after this moment.
    #[serde(rename = "vanaf")]
    pub since: Option<Instant>,
}

/// The event that could not be delivered yet.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct WaitsForView {
    /// Its position.
    #[serde(rename = "positie")]
    pub position: u64,
    /// How many attempts failed.
    #[serde(rename = "pogingen")]
    pub attempts: u32,
    /// When the first did.
    #[serde(rename = "eersteMislukking")]
    pub since: Instant,
    /// When the next is due; null after the last.
    #[serde(rename = "volgendePoging")]
    pub due: Option<Instant>,
}

/// A delivery.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct DeliveryView {
    /// Its number within the subscription, from 1.
    #[serde(rename = "nummer")]
    pub number: u64,
    /// Of which event.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Its id: the `webhook-id` of the delivery, before the day where there is one.
    #[serde(rename = "gebeurtenis")]
    pub event: EventId,
    /// The day on which it takes effect, of what was announced and told on its day; null for an event of the log.
    #[serde(rename = "per")]
    pub arrives_on: Option<String>,
    /// The how manieth attempt, from 1; 0 for one that was asked for by hand.
    #[serde(rename = "poging")]
    pub attempt: u32,
    /// When it began.
    #[serde(rename = "begonnenOp")]
    pub at: Instant,
    /// How long it took.
    #[serde(rename = "duurInMs")]
    pub millis: u64,
    /// What came of it.
    #[serde(rename = "afloop")]
    pub end: End,
    /// What the receiver answered.
    #[serde(rename = "httpStatus")]
    pub status: Option<u16>,
    /// Why there is no answer.
    #[serde(rename = "oorzaak")]
    pub trouble: Option<String>,
    /// When the next attempt is due.
    #[serde(rename = "volgendePoging")]
    pub next: Option<Instant>,
}

/// An event that could not be delivered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct DeadLetterView {
    /// Its position.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Its id.
    #[serde(rename = "gebeurtenis")]
    pub event: EventId,
    /// How many attempts failed.
    #[serde(rename = "pogingen")]
    pub attempts: u32,
    /// When the first did.
    #[serde(rename = "eersteMislukking")]
    pub since: Instant,
    /// What the receiver answered last.
    #[serde(rename = "httpStatus")]
    pub status: Option<u16>,
    /// Why there was no answer.
    #[serde(rename = "oorzaak")]
    pub trouble: Option<String>,
}

impl SubscriptionView {
    /// The view of a subscription of a log with this head, in the language of its reader.
    pub fn of(subscription: &Subscription, head: u64, language: Language) -> SubscriptionView {
        let registration = &subscription.registration;
        let state = subscription.state.lock();
        let progress = &state.progress;
        let wanted = &registration.wanted;
        SubscriptionView {
            id: registration.id,
            url: registration.url.clone(),
            filter: FilterView {
                types: wanted.types.clone(),
                subject: wanted.subject.clone(),
                node: wanted.node.clone(),
                since: registration.since,
            },
            shape: registration.shape,
            arrivals: progress.arrivals.is_some(),
            status: progress.standing,
            why: progress.why.as_ref().map(|why| why.message().in_language(language)),
            position: progress.after,
            behind: head.saturating_sub(progress.after),
            rate: registration.rate,
            created: registration.created,
            previous_secret_until: state.keys.previous_until(),
            waits_for: progress.failing.as_ref().map(|failing| WaitsForView {
                position: failing.position,
                attempts: failing.attempts,
                since: failing.since,
                due: failing.due,
            }),
            dead: state.dead.len(),
            last: state.deliveries.back().map(DeliveryView::of),
        }
    }
}

impl DeliveryView {
    /// The view of a delivery.
    pub fn of(delivery: &Delivery) -> DeliveryView {
        DeliveryView {
            number: delivery.number,
            position: delivery.position,
            event: delivery.event,
            arrives_on: delivery.arrives_on.clone(),
            attempt: delivery.attempt,
            at: delivery.at,
            millis: delivery.millis,
            end: delivery.end,
            status: delivery.status,
            trouble: delivery.trouble.clone(),
            next: delivery.next,
        }
    }
}

impl DeadLetterView {
    /// The view of a dead letter.
    pub fn of(letter: &DeadLetter) -> DeadLetterView {
        DeadLetterView {
            position: letter.position,
            event: letter.event,
            attempts: letter.attempts,
            since: letter.since,
            status: letter.status,
            trouble: letter.trouble.clone(),
        }
    }
}
