//! All subscriptions together, for those who watch a service.

use super::progress::SubscriptionStatus;
use super::service::Subscriptions;
use crate::domain::time::Instant;

/// All subscriptions together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubscriptionsSummary {
    /// How many deliver.
    pub active: u64,
    /// How many somebody paused.
    pub paused: u64,
    /// How many wait at an event that could not be delivered.
    pub stuck: u64,
    /// How many have ended.
    pub ended: u64,
    /// How many positions the one furthest behind is behind, of those that deliver or should.
    pub behind: u64,
    /// Since when the oldest event waits that could not be delivered at once.
    pub failing_since: Option<Instant>,
}

impl Subscriptions {
    /// Returns all together; nothing is counted before they are loaded.
    pub fn summary(&self) -> SubscriptionsSummary {
        let head = self.0.service().durable_head();
        let mut all = SubscriptionsSummary::default();
        let Some(registry) = self.loaded() else { return all };
        for subscription in registry.all.read().values() {
            let state = subscription.state.lock();
            let progress = &state.progress;
            let is_meant_to = match progress.standing {
                SubscriptionStatus::Active => {
                    all.active += 1;
                    true
                }
                SubscriptionStatus::Stuck => {
                    all.stuck += 1;
                    true
                }
                SubscriptionStatus::Paused => {
                    all.paused += 1;
                    false
                }
                SubscriptionStatus::Ended => {
                    all.ended += 1;
                    false
                }
            };
            if is_meant_to {
                all.behind = all.behind.max(head.saturating_sub(progress.after));
                let since = progress.failing.as_ref().map(|failing| failing.since);
                all.failing_since = [all.failing_since, since].into_iter().flatten().min();
            }
        }
        all
    }
}
