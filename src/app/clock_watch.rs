//! Checks whether the system clock can be right, by comparing it with the log, the folder and the machine. The
//! recorded-at moment never falls along the log, so one event under a clock that runs far ahead would date every later
//! one. While the clock can not be right, nothing is recorded; reading goes on.
//!
//! The clock is compared with:
//!
//! - the years in which this program can be in use ([`RESET_BEFORE`], [`IN_USE_UNTIL`]): a clock that lost its time
//!   restarts long before them, and the service manager of Linux also treats a clock 15 years past its own build date
//!   as wrong;
//! - the log's last event: when the clock is behind it by more than [`BEHIND_MAX`], either the clock is wrong now or it
//!   was when that event was written;
//! - the machine: time since boot, including sleep, comes from another clock. A clock that was right when the folder
//!   was opened and has moved on by more than [`JUMP_MAX`] beyond the time the machine ran since, jumped;
//! - the folder: the file `clock` holds when this program last recorded in it. A clock further than [`QUIET_MAX`] from
//!   that may be right, if nobody recorded anything in all that time; the operator has to confirm it. The moments of
//!   events are no measure for that: a log may be full of history that was imported a minute ago.
//!
//! Others do the same in parts: CockroachDB ends a node whose clock is off from the others', and can end one whose
//! clock jumped ahead; Kerberos refuses a clock that is off by five minutes; `ntpd` gives up on one that is off by
//! 1,000 seconds.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::clock::Clock;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::folder;
use crate::message;

/// 2015-01-01: clocks that lost their time restart at 1970, 1980, 2000 or the year in which the machine was built; this
/// program is from 2026, and machines live ten years.
pub const RESET_BEFORE: Instant = Instant::from_micros(1_420_070_400_000_000);
/// 2041-01-01: 15 years after this program was made, in 2026; an older installation has to be replaced anyway.
pub const IN_USE_UNTIL: Instant = Instant::from_micros(2_240_611_200_000_000);
/// How far the log's last event may lie ahead of the clock: 5 minutes, the most that the machines of one Windows domain
/// may differ before nobody can log in. Synchronised clocks differ by less than a second.
pub const BEHIND_MAX: Duration = Duration::from_secs(5 * 60);
/// How much further the clock may move than the machine ran: 1 hour, 12 times [`BEHIND_MAX`], for a virtual machine
/// that was paused while its disk was copied, which it does not notice itself.
pub const JUMP_MAX: Duration = Duration::from_secs(60 * 60);
/// How long nothing may be recorded in a folder before somebody must confirm the clock: 200 days, half a year between
/// two rounds (183 days), plus 17 days of delay of the second one.
pub const QUIET_MAX: Duration = Duration::from_secs(200 * 24 * 60 * 60);
/// The file `clock` is rewritten when the clock is this much further: 1 hour, little beside [`QUIET_MAX`], and it saves
/// a write for each event.
const NOTE_EVERY: Duration = Duration::from_secs(60 * 60);

/// The name of the file in the data folder. It is derived and disposable: without it there is one check less.
const FILE: &str = "clock";

/// Whether the clock is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockTrust {
    /// Only when it can be right.
    #[default]
    Checked,
    /// Always: the operator confirmed that it is right.
    Confirmed,
}

/// Why the clock can not be right, or has to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDoubt {
    /// It lies before the years in which this program can be in use.
    Reset {
        /// The time of the clock.
        now: Instant,
    },
    /// It lies after the years in which this program can be in use.
    Beyond {
        /// The time of the clock.
        now: Instant,
    },
    /// It lies before the last event of the log by more than [`BEHIND_MAX`].
    Behind {
        /// The time of the clock.
        now: Instant,
        /// When the last event was recorded.
        last: Instant,
    },
    /// It moved further than the machine ran since the folder was opened.
    Jumped {
        /// The time of the clock.
        now: Instant,
        /// The time expected from how long the machine ran.
        expected: Instant,
    },
    /// It lies more than [`QUIET_MAX`] after anything was recorded in the folder.
    Quiet {
        /// The time of the clock.
        now: Instant,
        /// When something was last recorded.
        noted: Instant,
    },
}

impl ClockDoubt {
    /// What is wrong, and what to do about it.
    pub fn message(&self) -> Message {
        let days = |from: Instant, to: Instant| (to.micros() - from.micros()) / (24 * 60 * 60 * 1_000_000);
        match self {
            ClockDoubt::Reset { now } => message!("clock-reset", now = *now),
            ClockDoubt::Beyond { now } => message!("clock-beyond", now = *now),
            ClockDoubt::Behind { now, last } => message!("clock-behind", now = *now, last = *last),
            ClockDoubt::Jumped { now, expected } => message!("clock-jumped", now = *now, expected = *expected),
            ClockDoubt::Quiet { now, noted } => {
                message!("clock-quiet", now = *now, noted = *noted, days = days(*noted, *now))
            }
        }
    }
}

/// Compares the clock of one open folder with the other evidence of time.
pub struct ClockWatch {
    clock: Arc<dyn Clock>,
    trust: ClockTrust,
    file: PathBuf,
    seen: Mutex<Evidence>,
}

#[derive(Default)]
struct Evidence {
    /// When something was last recorded in the folder.
    noted: Option<Instant>,
    /// The time of the clock when it was last accepted, and how long the machine had run by then.
    right: Option<(Instant, Duration)>,
}

impl ClockWatch {
    /// Starts a watch over the clock of a folder whose last event was recorded at `last`.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>, trust: ClockTrust, last: Option<Instant>) -> ClockWatch {
        let file = folder.join(FILE);
        let noted = std::fs::read_to_string(&file).ok().and_then(|text| Instant::parse(text.trim()).ok());
        let watch = ClockWatch { clock, trust, file, seen: Mutex::new(Evidence { noted, right: None }) };
        watch.now(last).ok(); // a doubt is reported when something is to be recorded
        watch
    }

    /// Returns the time of the clock when it can be right. `last` is when the log's last event was recorded.
    ///
    /// # Errors
    /// [`ClockDoubt`] when it can not be right: nothing may be recorded at that moment.
    pub fn now(&self, last: Option<Instant>) -> Result<Instant, ClockDoubt> {
        let now = self.clock.now();
        let Some(running) = self.clock.since_boot().filter(|_| self.trust == ClockTrust::Checked) else {
            return Ok(now);
        };
        if now < RESET_BEFORE {
            return Err(ClockDoubt::Reset { now });
        }
        if now >= IN_USE_UNTIL {
            return Err(ClockDoubt::Beyond { now });
        }
        if let Some(last) = last.filter(|last| plus(now, BEHIND_MAX) < *last) {
            return Err(ClockDoubt::Behind { now, last });
        }
        let mut seen = self.seen.lock();
        if let Some((then, ran)) = seen.right {
            let expected = plus(then, running.saturating_sub(ran));
            if now > plus(expected, JUMP_MAX) {
                return Err(ClockDoubt::Jumped { now, expected });
            }
            if plus(now, JUMP_MAX) >= expected {
                return Ok(now);
            }
            // It was ahead when the folder was opened and was corrected: its present time counts from here on.
        } else if let Some(noted) = seen.noted.filter(|noted| now > plus(*noted, QUIET_MAX)) {
            return Err(ClockDoubt::Quiet { now, noted });
        }
        seen.right = Some((now, running));
        Ok(now)
    }

    /// Returns the time of the clock, right or not, for uses that date no event.
    pub fn now_unchecked(&self) -> Instant {
        self.clock.now()
    }

    /// Notes that something was recorded just now, unless that was noted within the last hour. When the disk refuses,
    /// the older note stays.
    pub fn recorded(&self) {
        if self.clock.since_boot().is_none() {
            return;
        }
        let (now, mut seen) = (self.clock.now(), self.seen.lock());
        if seen.noted.is_some_and(|noted| now <= plus(noted, NOTE_EVERY) && noted <= plus(now, NOTE_EVERY)) {
            return;
        }
        if folder::write_derived(&self.file, format!("{now}\n").as_bytes()).is_ok() {
            seen.noted = Some(now);
        }
    }
}

fn plus(moment: Instant, by: Duration) -> Instant {
    Instant::from_micros(moment.micros().saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests;
