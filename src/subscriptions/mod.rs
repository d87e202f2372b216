//! Events for other systems: each event as a CloudEvent, and its delivery to webhooks.
//!
//! A subscription is requested ([`registration`]), agreed to by its receiver ([`handshake`]) and stored beside the log
//! ([`registry`]). Its worker follows the log like every other reader and delivers each wanted event: signed ([`signing`]),
//! to an address that may be called ([`guard`], [`http_sender`]), in order and at least once ([`progress`]), with retries
//! ([`retry`]). [`service`] joins these.
//!
//! There is no separate outbox: the log itself is the outbox, and the saved position of a subscription says what was
//! delivered.

pub mod arrivals;
pub mod attempt;
pub mod cloud_event;
pub mod delivery_service;
mod error;
pub mod guard;
pub mod handshake;
pub mod http_sender;
mod loading;
pub mod progress;
mod registering;
pub mod registration;
pub mod registry;
pub mod retry;
pub mod rotation;
pub mod service;
pub mod settings;
pub mod signing;
mod summary;
pub mod timer;
pub mod view;
mod worker;
mod writer;

/// The name of the counter of delivery attempts.
pub const DELIVERIES: &str = "peildatum_webhook_deliveries_total";

pub use cloud_event::{ArrivalEvent, CloudEvent, Origin};
pub use error::SubscriptionError;
pub use service::Subscriptions;
pub use settings::DeliverySettings;
pub use summary::SubscriptionsSummary;
