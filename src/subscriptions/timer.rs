//! Waiting for a moment. Deliveries wait with a timer and read the service's clock, so that tests can set both and no
//! test sleeps.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::clock::{Clock, FixedClock};
use crate::domain::time::Instant;

/// A wait.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Waits for moments. A wait may end early: the caller then checks the clock again.
pub trait Timer: Send + Sync + 'static {
    /// Waits until about this moment, which lies after `now`.
    fn wait_until(&self, moment: Instant, now: Instant) -> Wait;
}

/// The longest single wait: within it, a machine that slept or whose clock was set is noticed.
const PIECE: Duration = Duration::from_secs(30);

/// The timer of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTimer;

impl Timer for SystemTimer {
    fn wait_until(&self, moment: Instant, now: Instant) -> Wait {
        let micros = moment.micros().saturating_sub(now.micros());
        let wait = Duration::from_micros(u64::try_from(micros).unwrap_or(0)).min(PIECE);
        Box::pin(tokio::time::sleep(wait))
    }
}

/// A clock that only moves when it is set, and a timer that follows it: for tests.
#[derive(Debug, Clone)]
pub struct ManualTime {
    clock: Arc<FixedClock>,
    moved: watch::Sender<i64>,
    /// The moment that was last waited for.
    awaited: watch::Sender<Option<Instant>>,
}

impl ManualTime {
    /// Creates a clock set to `moment`.
    pub fn at(moment: Instant) -> ManualTime {
        let (moved, awaited) = (watch::Sender::new(moment.micros()), watch::Sender::new(None));
        ManualTime { clock: Arc::new(FixedClock::at(moment)), moved, awaited }
    }

    /// The clock, for the service.
    pub fn clock(&self) -> Arc<FixedClock> {
        Arc::clone(&self.clock)
    }

    /// Sets the clock to another moment: whoever waits for one at or before it goes on.
    pub fn set(&self, moment: Instant) {
        self.clock.set(moment);
        self.moved.send_replace(moment.micros());
    }

    /// The moment of the last wait that began. A task that should wait and does not never shows here.
    pub fn awaited(&self) -> Option<Instant> {
        *self.awaited.borrow()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.set(super::retry::later(self.clock.now(), by));
    }
}

impl Timer for ManualTime {
    fn wait_until(&self, moment: Instant, _: Instant) -> Wait {
        self.awaited.send_replace(Some(moment));
        let mut moved = self.moved.subscribe();
        Box::pin(async move {
            moved.wait_for(|now| *now >= moment.micros()).await.ok();
        })
    }
}
