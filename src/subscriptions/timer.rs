//! Waiting for a moment. Deliveries wait by this and go by the service's clock, so that tests move both and nobody sleeps.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::clock::{Clock, FixedClock};
use crate::domain::time::Instant;

/// A wait.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Waits. May return early: who waits looks at the clock again.
pub trait Timer: Send + Sync + 'static {
    /// Until about this moment, which lies after `now`.
    fn until(&self, moment: Instant, now: Instant) -> Wait;
}

/// The longest wait in one piece: a machine that slept, or whose clock was set, is noticed within it.
const PIECE: Duration = Duration::from_secs(30);

/// The timer of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTimer;

impl Timer for SystemTimer {
    fn until(&self, moment: Instant, now: Instant) -> Wait {
        let micros = moment.micros().saturating_sub(now.micros());
        let wait = Duration::from_micros(u64::try_from(micros).unwrap_or(0)).min(PIECE);
        Box::pin(tokio::time::sleep(wait))
    }
}

/// A clock that stands where it is put, and a timer that goes by it: for tests.
#[derive(Debug, Clone)]
pub struct ManualTime {
    clock: Arc<FixedClock>,
    moved: watch::Sender<i64>,
    /// What was last waited for.
    awaited: watch::Sender<Option<Instant>>,
}

impl ManualTime {
    /// Stands at `moment`.
    pub fn at(moment: Instant) -> ManualTime {
        let (moved, awaited) = (watch::Sender::new(moment.micros()), watch::Sender::new(None));
        ManualTime { clock: Arc::new(FixedClock::at(moment)), moved, awaited }
    }

    /// The clock, for the service.
    pub fn clock(&self) -> Arc<FixedClock> {
        Arc::clone(&self.clock)
    }

    /// Puts it at another moment: whoever waits for one at or before it goes on.
    pub fn set(&self, moment: Instant) {
        self.clock.set(moment);
        self.moved.send_replace(moment.micros());
    }

    /// The moment that somebody began to wait for last: whoever is told to wait and does not never shows here.
    pub fn awaited(&self) -> Option<Instant> {
        *self.awaited.borrow()
    }

    /// Puts it later.
    pub fn advance(&self, by: Duration) {
        self.set(super::retry::later(self.clock.now(), by));
    }
}

impl Timer for ManualTime {
    fn until(&self, moment: Instant, _: Instant) -> Wait {
        self.awaited.send_replace(Some(moment));
        let mut moved = self.moved.subscribe();
        Box::pin(async move {
            moved.wait_for(|now| *now >= moment.micros()).await.ok();
        })
    }
}
