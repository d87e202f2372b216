//! When a failed delivery is retried: pure arithmetic, with the moment and the jitter as arguments.
//!
//! The default rule is 25 s x 4^n with a cap of 52,000 s, seven times: after the first attempt it waits 25, 100, 400,
//! 1,600, 6,400, 25,600 and 52,000 seconds, in all 86,125 seconds: 23 hours, 55 minutes and 25 seconds. The cap applies
//! to the seventh wait only.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime};

use crate::domain::time::Instant;

/// The longest wait that a receiver can ask for: a week; a longer one is taken as a week.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// The shortest wait that a receiver can ask for, so that an answer of 0 seconds does not cause a busy loop.
pub const RETRY_AFTER_MIN: Duration = Duration::from_secs(1);

/// The number of retries, and the waits between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryRule {
    /// The wait after the first failure.
    pub first: Duration,
    /// The factor between one wait and the next.
    pub factor: u32,
    /// The longest wait.
    pub cap: Duration,
    /// The number of retries after the first attempt.
    pub retries: u32,
    /// The most that a wait may grow, in percent of its length, so that subscribers that failed together do not come
    /// back together. A wait never shrinks, and never grows beyond the cap.
    pub jitter_percent: u32,
}

impl Default for RetryRule {
    fn default() -> RetryRule {
        RetryRule {
            first: Duration::from_secs(25),
            factor: 4,
            cap: Duration::from_secs(52_000),
            retries: 7,
            jitter_percent: 10,
        }
    }
}

impl RetryRule {
    /// The wait after this many failures in a row, from 1. `jitter` spreads it: with 0 the wait is exactly that of the
    /// rule.
    pub fn wait(&self, failures: u32, jitter: u16) -> Duration {
        let power = self.factor.saturating_pow(failures.saturating_sub(1));
        let bare = self.first.checked_mul(power).map_or(self.cap, |wait| wait.min(self.cap));
        let share = f64::from(jitter) / f64::from(u16::MAX) * f64::from(self.jitter_percent) / 100.0;
        (bare + bare.mul_f64(share)).min(self.cap)
    }

    /// The time from the first attempt to the last, without jitter and without the duration of the attempts.
    pub fn window(&self) -> Duration {
        (1..=self.retries).map(|failures| self.wait(failures, 0)).fold(Duration::ZERO, Duration::saturating_add)
    }
}

/// The moment `wait` after `moment`.
pub fn later(moment: Instant, wait: Duration) -> Instant {
    let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
    Instant::from_micros(moment.micros().saturating_add(micros))
}

/// Parses the wait in `Retry-After`: whole seconds, or a date in one of the three forms of RFC 9110. The result lies
/// within [`RETRY_AFTER_MIN`] and [`RETRY_AFTER_MAX`]; `None` for any other text.
pub fn parse_retry_after(header: &str, now: Instant) -> Option<Duration> {
    let header = header.trim();
    let wait = if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        Duration::from_secs(header.parse().unwrap_or(u64::MAX))
    } else {
        let micros = http_date(header)?.checked_mul(1_000_000)?.saturating_sub(now.micros());
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    };
    Some(wait.clamp(RETRY_AFTER_MIN, RETRY_AFTER_MAX))
}

/// Parses an HTTP date to Unix time in seconds.
fn http_date(text: &str) -> Option<i64> {
    let usual = text.ends_with("GMT").then(|| DateTime::parse_from_rfc2822(text).ok()).flatten();
    let old = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let read = |format: &&str| NaiveDateTime::parse_from_str(text, format).ok();
    usual.map(|date| date.timestamp()).or_else(|| old.iter().find_map(read).map(|date| date.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_rule_waits_seven_times_and_a_day_in_all() {
        let rule = RetryRule::default();
        let waits: Vec<u64> = (1..=rule.retries).map(|failures| rule.wait(failures, 0).as_secs()).collect();
        assert_eq!(waits, [25, 100, 400, 1_600, 6_400, 25_600, 52_000]);
        assert_eq!(rule.window().as_secs(), 86_125);
    }

    #[test]
    fn what_a_receiver_asks_is_read_in_seconds_and_in_each_form_of_a_date() {
        let now = Instant::parse("1994-11-06T08:49:00Z").unwrap();
        let seconds = |header: &str| parse_retry_after(header, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(seconds(date), Some(37), "{date}");
        }
        assert_eq!(seconds("Sun, 06 Nov 1994 08:00:00 GMT"), Some(1), "a moment that has passed");
        assert_eq!((seconds("0"), seconds("99999999999999999999999")), (Some(1), Some(604_800)));
        for nothing in ["", "soon", "-5", "1.5", "Sun, 31 Feb 1994 08:49:37 GMT"] {
            assert_eq!(seconds(nothing), None, "{nothing}");
        }
    }

    proptest! {
        /// Whatever the numbers: each wait is at least that of the rule without jitter and at most the cap, and never
        /// shorter than the one before.
        #[test]
        fn waits_grow_to_the_cap_and_never_beyond(
            first in 1_u64..100, factor in 1_u32..10, cap in 100_u64..100_000, failures in 1_u32..200, jitter: u16, percent in 0_u32..100,
        ) {
            let rule = RetryRule {
                first: Duration::from_secs(first), factor, cap: Duration::from_secs(cap), retries: 7, jitter_percent: percent,
            };
            let (bare, wait) = (rule.wait(failures, 0), rule.wait(failures, jitter));
            // The plain definition, with numbers that can not overflow.
            let plain = (1..failures).fold(u128::from(first), |wait, _| (wait * u128::from(factor)).min(u128::from(cap)));
            prop_assert_eq!(u128::from(bare.as_secs()), plain.min(u128::from(cap)));
            prop_assert!(bare <= wait && wait <= rule.cap && rule.wait(failures + 1, 0) >= bare);
        }
    }
}
