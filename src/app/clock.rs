//! The clock: the only place that asks what time it is. Whatever asks it elsewhere could not be replayed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::domain::time::Instant;

/// Says what time it is.
pub trait Clock: Send + Sync + 'static {
    /// This moment, in whole microseconds.
    fn now(&self) -> Instant;

    /// How long the machine is running by now, its sleep included, whatever its clock says: what [`super::clock_watch`] holds the
    /// clock against. `None` for a clock that somebody put where it stands: it is believed.
    fn running(&self) -> Option<Duration> {
        None
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the clock")]
    fn now(&self) -> Instant {
        // A clock before 1970 is taken for 1970, which nobody records anything at: see `clock_watch`.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn running(&self) -> Option<Duration> {
        Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::Boottime)).ok()
    }
}

/// A clock that stands where it is put: for tests, and for loading recorded streams as if it were then.
#[derive(Debug)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    /// A clock that stands at `moment`.
    pub const fn at(moment: Instant) -> FixedClock {
        FixedClock(std::sync::atomic::AtomicI64::new(moment.micros()))
    }

    /// Puts the clock at another moment, also an earlier one.
    pub fn set(&self, moment: Instant) {
        self.0.store(moment.micros(), std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}
