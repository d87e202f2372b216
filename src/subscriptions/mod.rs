//! What other systems get of the log: each event as a CloudEvent, and webhooks that bring it to them.
//!
//! A subscription is asked for ([`order`]), agreed to by its receiver ([`handshake`]) and kept ([`book`]) beside the log. Its
//! courier follows the log like every other reader and delivers: signed ([`signing`]), to an address that may be
//! called ([`guard`], [`carrier`]), in order and at least once ([`progress`]), again when it fails ([`retry`]). [`office`] joins these.

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

/// The counter of attempts to deliver.
pub const DELIVERIES: &str = "peildatum_webhook_deliveries_total";

pub use cloud_event::{CloudEvent, Origin};
pub use error::SubscriptionError;
pub use office::Subscriptions;
pub use settings::Delivering;
