//! Whether the clock can be right: what it says is held against what the log, the folder and the machine know of time. A moment in
//! the log never falls, so one event under a clock that runs far ahead would date every later one: while the clock can not be
//! right, nothing is recorded, and reading goes on.
//!
//! What a clock is held against:
//!
//! - the years in which this program can be in use ([`RESET_BEFORE`], [`IN_USE_UNTIL`]): a clock that lost its time starts anew long
//!   before them, and the service manager of Linux takes a clock 15 years past its own making for wrong as well;
//! - the log's last event: who is behind it by more than [`BEHIND_MAX`] can not be right, or the one who wrote that event was not;
//! - the machine: it counts how long it is running, its sleep included, by another clock. A clock that was right when the folder was
//!   opened and is further by more than [`JUMP_MAX`] than the machine ran since, jumped;
//! - the folder: the file `clock` says when this program last recorded in it. A clock further than [`QUIET_MAX`] from that may be right,
//!   when nobody recorded anything in all that time, and whoever runs it is asked to say so. What events say of themselves is no
//!   measure for that: a log may be full of history that was imported a minute ago.
//!
//! Others do the same in parts: CockroachDB ends a node whose clock is off from the others', and can end one whose clock jumped ahead;
//! Kerberos refuses a clock that is off by five minutes; `ntpd` gives up on one that is off by 1,000 seconds.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::clock::Clock;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::folder;
use crate::message;

/// 2015-01-01: clocks that lost their time start at 1970, 1980, 2000 or the year in which their machine was built; this program is from
/// 2026, and machines live ten years.
pub const RESET_BEFORE: Instant = Instant::from_micros(1_420_070_400_000_000);
/// 2041-01-01: 15 years from when this program was made, 2026; an installation that is older than that is to be replaced anyway.
pub const IN_USE_UNTIL: Instant = Instant::from_micros(2_240_611_200_000_000);
/// How far the log's last event may lie ahead of the clock: 5 minutes, what the machines of one Windows domain may differ at most before
/// nobody can log in. Clocks that are kept right differ by less than a second.
pub const BEHIND_MAX: Duration = Duration::from_secs(5 * 60);
/// How much further a clock may come than the machine ran: 1 hour, 12 times what machines may differ, for a virtual machine that stood
/// still while its disk was copied, which it does not notice itself.
pub const JUMP_MAX: Duration = Duration::from_secs(60 * 60);
/// How long nothing may be recorded in a folder before somebody must say that the clock is right: 200 days, half a year between two
/// rounds (183 days), and 17 days that the second one is late.
pub const QUIET_MAX: Duration = Duration::from_secs(200 * 24 * 60 * 60);
/// The file is written anew when the clock is this much further: 1 hour, next to nothing beside [`QUIET_MAX`], and no write for each
/// event.
const NOTE_EVERY: Duration = Duration::from_secs(60 * 60);

/// The file in the data folder. Derived and disposable: without it one reason less to doubt the clock is known.
const FILE: &str = "clock";

/// Whether the clock is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClockTrust {
    /// When it can be right.
    #[default]
    Judged,
    /// Whatever it says: whoever runs this says that it is right.
    Told,
}

/// Why the clock can not be right, or nobody said that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDoubt {
    /// Before this program can have been in use.
    Reset {
        /// What the clock says.
        now: Instant,
    },
    /// After this program can be in use.
    Beyond {
        /// What the clock says.
        now: Instant,
    },
    /// Well before the last event of the log.
    Behind {
        /// What the clock says.
        now: Instant,
        /// When the last event was recorded.
        last: Instant,
    },
    /// Further than the machine ran since the folder was opened.
    Jumped {
        /// What the clock says.
        now: Instant,
        /// What it would say had it not jumped.
        expected: Instant,
    },
    /// Well after anything was recorded in the folder.
    Quiet {
        /// What the clock says.
        now: Instant,
        /// When something was recorded last.
        noted: Instant,
    },
}

impl ClockDoubt {
    /// What is wrong, and what to do.
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

/// Holds the clock of one open folder against what else is known of time.
pub struct ClockWatch {
    clock: Arc<dyn Clock>,
    trust: ClockTrust,
    file: PathBuf,
    seen: Mutex<Evidence>,
}

#[derive(Default)]
struct Evidence {
    /// When something was recorded in the folder last.
    noted: Option<Instant>,
    /// The clock when it could be right, and how long the machine ran by then.
    right: Option<(Instant, Duration)>,
}

impl ClockWatch {
    /// A watch over the clock of the folder, whose last event was recorded at `last`.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>, trust: ClockTrust, last: Option<Instant>) -> ClockWatch {
        let file = folder.join(FILE);
        let noted = std::fs::read_to_string(&file).ok().and_then(|text| Instant::parse(text.trim()).ok());
        let watch = ClockWatch { clock, trust, file, seen: Mutex::new(Evidence { noted, right: None }) };
        watch.now(last).ok(); // a doubt is told when something is to be recorded
        watch
    }

    /// What the clock says, where it can be right. `last` is when the log's last event was recorded.
    ///
    /// # Errors
    /// [`ClockDoubt`]; nothing may be recorded at that moment.
    pub fn now(&self, last: Option<Instant>) -> Result<Instant, ClockDoubt> {
        let now = self.clock.now();
        let Some(running) = self.clock.running().filter(|_| self.trust == ClockTrust::Judged) else { return Ok(now) };
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
            // It was ahead when the folder was opened, and was put right: what it says now counts from here on.
        } else if let Some(noted) = seen.noted.filter(|noted| now > plus(*noted, QUIET_MAX)) {
            return Err(ClockDoubt::Quiet { now, noted });
        }
        seen.right = Some((now, running));
        Ok(now)
    }

    /// What the clock says, right or not: for what is not dated by it.
    pub fn unjudged(&self) -> Instant {
        self.clock.now()
    }

    /// Something was recorded: notes when, where that was not noted in the last hour. A disk that refuses leaves the older note.
    pub fn recorded(&self) {
        if self.clock.running().is_none() {
            return;
        }
        let (now, mut seen) = (self.clock.now(), self.seen.lock());
        if seen.noted.is_some_and(|noted| now <= plus(noted, NOTE_EVERY) && noted <= plus(now, NOTE_EVERY)) {
            return;
        }
        if folder::put_derived(&self.file, format!("{now}\n").as_bytes()).is_ok() {
            seen.noted = Some(now);
        }
    }
}

fn plus(moment: Instant, by: Duration) -> Instant {
    Instant::from_micros(moment.micros().saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests;
