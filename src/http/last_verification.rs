//! What the service found when it last verified itself, for the page of sealings.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::app::verify::{CheckedSealing, Verified};
use crate::domain::time::Instant;
use crate::pages::sealings::OwnVerification;

/// The last verification since the service started.
#[derive(Debug, Default)]
pub struct LastVerification(Mutex<Option<Arc<OwnVerification>>>);

impl LastVerification {
    /// Keeps what a verification found.
    pub fn keep(&self, verified: &Verified, at: Instant) {
        let verdict = |checked: &CheckedSealing| {
            let verdict = checked.verdict.name()?.to_owned();
            Some((checked.sealing.round.clone(), u64::from(checked.sealing.version), verdict))
        };
        let found = OwnVerification {
            at: at.to_string(),
            events: verified.events,
            faults: verified.found,
            verdicts: verified.sealings.iter().filter_map(verdict).collect(),
        };
        *self.0.lock() = Some(Arc::new(found));
    }

    /// Returns what it found, if there was one.
    pub fn get(&self) -> Option<Arc<OwnVerification>> {
        self.0.lock().clone()
    }
}
