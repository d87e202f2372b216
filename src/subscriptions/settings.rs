//! The settings of deliveries, with their defaults.

use ureq::tls::Certificate;

use super::guard::Guard;
use super::handshake;
use super::http_sender::Timeouts;
use super::retry::RetryRule;

/// The default limit of subscriptions. Each takes a thread while it calls, at about 100 KiB.
pub const SUBSCRIPTIONS_MAX: usize = 200;

/// The settings of deliveries.
#[derive(Debug, Clone)]
pub struct DeliverySettings {
    /// When a failed delivery is retried.
    pub rule: RetryRule,
    /// Which addresses may be called.
    pub guard: Guard,
    /// The time limits of a call.
    pub timeouts: Timeouts,
    /// The most subscriptions.
    pub subscriptions_max: usize,
    /// The most calls and handshakes at one time, as far as there are file descriptors; further ones wait.
    pub calls: usize,
    /// The DNS name of the sender (`WebHook-Request-Origin`).
    pub sender: String,
    /// The number of deliveries per minute that is asked for.
    pub rate: u32,
    /// The certificate authorities for receivers; empty for those that browsers trust.
    pub roots: Vec<Certificate<'static>>,
}

impl Default for DeliverySettings {
    fn default() -> DeliverySettings {
        DeliverySettings {
            rule: RetryRule::default(),
            guard: Guard::default(),
            timeouts: Timeouts::default(),
            subscriptions_max: SUBSCRIPTIONS_MAX,
            calls: calls_of(SUBSCRIPTIONS_MAX),
            sender: "localhost".to_owned(),
            rate: handshake::RATE_REQUESTED,
            roots: Vec::new(),
        }
    }
}

/// The most handshakes at one time; further registrations wait. Each takes a thread.
pub(super) const HANDSHAKES_MAX: usize = 8;

/// The number of simultaneous calls at which none of so many subscriptions waits for another, nor for a handshake.
pub const fn calls_of(subscriptions: usize) -> usize {
    subscriptions + HANDSHAKES_MAX
}
