//! The clock: the only place that reads the time of the system. Code that reads it elsewhere could not be replayed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::domain::time::Instant;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The present moment, in whole microseconds.
    fn now(&self) -> Instant;

    /// Time since boot, including sleep, independent of the wall clock: [`super::clock_watch`] compares the wall clock
    /// with it. `None` for a clock that was set by hand, which is always trusted.
    fn since_boot(&self) -> Option<Duration> {
        None
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the clock")]
    fn now(&self) -> Instant {
        // A clock before 1970 is read as 1970, and nothing is recorded at that moment: see `clock_watch`.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn since_boot(&self) -> Option<Duration> {
        Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::Boottime)).ok()
    }
}

/// A clock that only moves when it is set: for tests, and for loading recorded streams as of their own time.
#[derive(Debug)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    /// A clock set to `moment`.
    pub const fn at(moment: Instant) -> FixedClock {
        FixedClock(std::sync::atomic::AtomicI64::new(moment.micros()))
    }

    /// Sets the clock to another moment, which may be earlier.
    pub fn set(&self, moment: Instant) {
        self.0.store(moment.micros(), std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}
