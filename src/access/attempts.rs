//! Slows guessing: after a number of failed sign-ins an address has to wait.
//!
//! A token can not be guessed; but a page that answers as fast as it is asked invites trying, and fills the log.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use parking_lot::Mutex;

use crate::domain::time::Instant;

/// The failures after which an address waits.
pub const FAILURES_MAX: u32 = 10;

/// How long failures count, in microseconds: ten minutes after the first.
const WINDOW_MICROS: i64 = 10 * 60 * 1_000_000;

/// The most addresses that are remembered: of some 60 bytes each, 600 kB. For one more, the oldest is forgotten.
const ADDRESSES_MAX: usize = 10_000;

struct Failures {
    first: Instant,
    count: u32,
}

/// The failed sign-ins by address.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<IpAddr, Failures>>);

impl Attempts {
    /// Returns how long an address has to wait; none if it may try.
    pub fn wait(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let mut all = self.0.lock();
        let failures = all.get(&network(address))?;
        let left = WINDOW_MICROS - (now.micros() - failures.first.micros());
        if left <= 0 {
            all.remove(&network(address));
            return None;
        }
        (failures.count >= FAILURES_MAX).then(|| Duration::from_micros(u64::try_from(left).unwrap_or(0)))
    }

    /// Counts a failure.
    pub fn failed(&self, address: IpAddr, now: Instant) {
        let mut all = self.0.lock();
        let is_old = |failures: &Failures| now.micros() - failures.first.micros() >= WINDOW_MICROS;
        if all.len() >= ADDRESSES_MAX && !all.contains_key(&network(address)) {
            all.retain(|_, failures| !is_old(failures));
            if all.len() >= ADDRESSES_MAX {
                let oldest = all.iter().min_by_key(|(_, failures)| failures.first).map(|(address, _)| *address);
                oldest.and_then(|oldest| all.remove(&oldest));
            }
        }
        let failures = all.entry(network(address)).or_insert(Failures { first: now, count: 0 });
        if is_old(failures) {
            *failures = Failures { first: now, count: 0 };
        }
        failures.count += 1;
    }
}

/// Returns the part of an address that one client has: of IPv6 the first 64 bits, since a client has all the rest.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_often_waits_and_others_do_not() {
        let (attempts, at) = (Attempts::default(), |seconds: i64| Instant::from_micros(seconds * 1_000_000));
        let [one, neighbour, other] = ["2001:db8::1", "2001:db8::2", "192.0.2.1"].map(|text| text.parse().unwrap());
        for _ in 0..FAILURES_MAX {
            assert_eq!(attempts.wait(one, at(0)), None);
            attempts.failed(one, at(0));
        }
        assert_eq!(attempts.wait(one, at(60)), Some(Duration::from_secs(540)));
        assert_eq!(attempts.wait(neighbour, at(60)), Some(Duration::from_secs(540)), "the same client");
        assert_eq!(attempts.wait(other, at(60)), None);
        assert_eq!(attempts.wait(one, at(600)), None);
        assert_eq!(attempts.wait(one, at(60)), None, "it was forgotten");
    }

    #[test]
    fn no_more_addresses_are_remembered_than_fit() {
        let (attempts, now) = (Attempts::default(), Instant::from_micros(0));
        for number in 0..=ADDRESSES_MAX {
            attempts.failed(IpAddr::V4(u32::try_from(number).unwrap().into()), now);
        }
        assert_eq!(attempts.0.lock().len(), ADDRESSES_MAX);
    }
}
