//! Events for other systems: each event as a CloudEvent, and its delivery to webhooks.
//!
//! A subscription is requested ([`order`]), agreed to by its receiver ([`handshake`]) and stored beside the log
//! ([`book`]). Its worker follows the log like every other reader and delivers each wanted event: signed ([`signing`]),
//! to an address that may be called ([`guard`], [`carrier`]), in order and at least once ([`progress`]), with retries
//! ([`retry`]). [`office`] joins these.
//!
//! There is no separate outbox: the log itself is the outbox, and the saved position of a subscription says what was
//! delivered.

pub mod book;
pub mod carrier;
pub mod cloud_event;
mod courier;
mod error;
pub mod guard;
pub mod handshake;
pub mod office;
pub mod order;
pub mod progress;
mod registering;
pub mod retry;
pub mod rotating;
mod saver;
pub mod settings;
pub mod signing;
pub mod timer;
pub mod view;

/// The name of the counter of delivery attempts.
pub const DELIVERIES: &str = "peildatum_webhook_deliveries_total";

pub use cloud_event::{CloudEvent, Origin};
pub use error::SubscriptionError;
pub use office::Subscriptions;
pub use settings::Delivering;
