//! How many requests somebody may send: by who signed in, and by the address that they come from.
//!
//! Each has an allowance that fills at an even rate (the generic cell rate algorithm): one number is kept of each, and
//! who waits as long as they are told may go on. `governor` has the same algorithm, but bounds neither how many it
//! remembers nor takes the time as an argument (decision 43).

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use parking_lot::Mutex;

use super::attempts::network;
use crate::domain::time::Instant;

/// The most callers, and the most addresses, that are remembered: of some 150 bytes each, 3 MB. For one more, those that
/// owe nothing are forgotten; where that is less than half, all, so that this costs little for each. Whoever sends from
/// that many networks is bound by no limit of one.
const REMEMBERED_MAX: usize = 20_000;

/// How much of what may come in a minute may come at once: a sixth, that of ten seconds.
const AT_ONCE: i64 = 6;

/// How many requests may come in a minute; zero where there is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateSettings {
    /// From who signed in.
    pub per_caller: u32,
    /// From one address.
    pub per_address: u32,
}

/// The requests of everybody who sends them. Without settings it bounds nobody.
#[derive(Debug, Default)]
pub struct Rates {
    callers: Allowances<String>,
    addresses: Allowances<IpAddr>,
}

impl Rates {
    /// Returns the count of these settings, in which nothing was sent.
    pub fn new(settings: RateSettings) -> Rates {
        Rates { callers: Allowances::of(settings.per_caller), addresses: Allowances::of(settings.per_address) }
    }

    /// Counts a request of who signed in.
    ///
    /// # Errors
    /// The seconds that they have to wait, where they sent too many.
    pub fn caller(&self, actor: &str, now: Instant) -> Result<(), u64> {
        self.callers.count(|| actor.to_owned(), now)
    }

    /// Counts a request from an address.
    ///
    /// # Errors
    /// The seconds that it has to wait, where too many came from it.
    pub fn address(&self, address: IpAddr, now: Instant) -> Result<(), u64> {
        self.addresses.count(|| network(address), now)
    }
}

/// The allowances of one kind of sender.
#[derive(Debug)]
struct Allowances<K> {
    per_minute: i64,
    /// Until when what each sent is paid for, in microseconds.
    paid_until: Mutex<HashMap<K, i64>>,
}

impl<K> Default for Allowances<K> {
    fn default() -> Allowances<K> {
        Allowances { per_minute: 0, paid_until: Mutex::default() }
    }
}

impl<K: Eq + Hash> Allowances<K> {
    fn of(per_minute: u32) -> Allowances<K> {
        Allowances { per_minute: i64::from(per_minute), paid_until: Mutex::default() }
    }

    fn count(&self, sender: impl FnOnce() -> K, now: Instant) -> Result<(), u64> {
        if self.per_minute == 0 {
            return Ok(());
        }
        // Sixty million a minute and more is no limit: each costs less than the unit of time.
        let each = 60_000_000 / self.per_minute;
        let at_once = (self.per_minute / AT_ONCE).max(1) * each;
        let (sender, now) = (sender(), now.micros());
        let mut all = self.paid_until.lock();
        if all.len() >= REMEMBERED_MAX && !all.contains_key(&sender) {
            all.retain(|_, until| *until > now);
            if all.len() > REMEMBERED_MAX / 2 {
                all.clear();
            }
        }
        let until = all.entry(sender).or_insert(now);
        // A clock that was put back owes nobody a wait of hours.
        *until = (*until).clamp(now, now + at_once);
        let wait = *until + each - now - at_once;
        if wait > 0 {
            return Err(u64::try_from(wait).unwrap_or(0).div_ceil(1_000_000));
        }
        *until += each;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros)
    }

    fn rates(per_caller: u32) -> Rates {
        Rates::new(RateSettings { per_caller, per_address: 60 })
    }

    #[test]
    fn who_sends_too_much_waits_and_others_do_not() {
        let rates = rates(60);
        for _ in 0..10 {
            assert_eq!(rates.caller("token:een", at(0)), Ok(()));
        }
        assert_eq!(rates.caller("token:een", at(0)), Err(1));
        assert_eq!(rates.caller("token:een", at(400_000)), Err(1), "refusals cost nothing");
        assert_eq!(rates.caller("token:ander", at(0)), Ok(()));
        assert_eq!(rates.caller("token:een", at(1_000_000)), Ok(()));
        assert_eq!(self::rates(0).caller("token:een", at(0)), Ok(()), "no limit");
        assert_eq!(Rates::default().address("192.0.2.1".parse().unwrap(), at(0)), Ok(()), "no limit");
    }

    #[test]
    fn neighbours_in_a_network_of_ipv6_are_one_client_and_those_of_ipv4_are_not() {
        let rates = rates(60);
        let [one, neighbour, other] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map(|text| text.parse().unwrap());
        for _ in 0..10 {
            assert_eq!(rates.address(one, at(0)), Ok(()));
        }
        assert!(rates.address(neighbour, at(0)).is_err() && rates.address(other, at(0)).is_ok());
        let [one, neighbour] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap());
        for _ in 0..10 {
            assert_eq!(rates.address(one, at(0)), Ok(()));
        }
        assert!(rates.address(one, at(0)).is_err() && rates.address(neighbour, at(0)).is_ok());
    }

    #[test]
    fn no_more_are_remembered_than_fit() {
        let remembered = |rates: &Rates| rates.callers.paid_until.lock().len();
        let all_owe = rates(1);
        for number in 0..=REMEMBERED_MAX {
            all_owe.caller(&number.to_string(), at(0)).unwrap();
        }
        assert_eq!(remembered(&all_owe), 1, "all of them owed something");
        let some_owe = rates(1);
        for number in 0..REMEMBERED_MAX {
            some_owe.caller(&number.to_string(), at(if number < 5 { 60_000_000 } else { 0 })).unwrap();
        }
        some_owe.caller("meer", at(60_000_001)).unwrap();
        assert_eq!(remembered(&some_owe), 6, "who owes nothing is forgotten");
    }

    proptest! {
        /// The plain definition: an allowance that fills by time, from which each request takes one; and who waits as
        /// long as they are told is let in.
        #[test]
        fn an_allowance_is_a_bucket_that_fills(pauses in prop::collection::vec(0_i64..5_000_000, 1..80)) {
            let (rates, each) = (rates(60), 1_000_000_i64);
            let (mut now, mut left, mut seen) = (0, 10 * each, 0);
            for pause in pauses {
                now += pause;
                left = (left + now - seen).min(10 * each);
                seen = now;
                match rates.caller("x", at(now)) {
                    Ok(()) => {
                        prop_assert!(left >= each);
                        left -= each;
                    }
                    Err(wait) => {
                        prop_assert!(left < each);
                        prop_assert_eq!(i64::try_from(wait).unwrap(), (each - left + each - 1) / each);
                    }
                }
            }
        }
    }
}
