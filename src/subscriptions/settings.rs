//! How deliveries are made: what may be configured, with what is usual.

use ureq::tls::Certificate;

use super::carrier::Patience;
use super::guard::Guard;
use super::handshake;
use super::retry::RetryRule;

/// Subscriptions that one service takes where nobody says otherwise. Each takes a thread while it calls, at about 100 KiB.
pub const SUBSCRIPTIONS_MAX: usize = 200;

/// How deliveries are made.
#[derive(Debug, Clone)]
pub struct Delivering {
    /// When a failed one is tried again.
    pub rule: RetryRule,
    /// Which addresses may be called.
    pub guard: Guard,
    /// How slow a receiver may be.
    pub patience: Patience,
    /// How many subscriptions there may be.
    pub most: usize,
    /// Calls and questions to receivers at one time, as far as there are file descriptors; whoever comes then waits.
    pub calls: usize,
    /// The DNS name that we send as (`WebHook-Request-Origin`).
    pub sender: String,
    /// How many a minute we ask to send.
    pub rate: u32,
    /// The certificate authorities that receivers are trusted by; none for those that browsers know.
    pub roots: Vec<Certificate<'static>>,
}

impl Default for Delivering {
    fn default() -> Delivering {
        Delivering {
            rule: RetryRule::default(),
            guard: Guard::default(),
            patience: Patience::default(),
            most: SUBSCRIPTIONS_MAX,
            calls: calls_of(SUBSCRIPTIONS_MAX),
            sender: "localhost".to_owned(),
            rate: handshake::RATE_ASKED,
            roots: Vec::new(),
        }
    }
}

/// Calls at one time with which none of so many subscriptions waits for another, nor whoever registers.
pub const fn calls_of(subscriptions: usize) -> usize {
    subscriptions + super::office::QUESTIONS_MAX
}
