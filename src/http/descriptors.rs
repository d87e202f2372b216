//! File descriptors: how many the system provides, and how they are divided. Connections never take those of the log.

use std::time::Duration;

use parking_lot::Mutex;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::time::Instant;

/// The number reserved for the process itself and its log:
///
/// | | |
/// | --- | --- |
/// | standard input, output and error, the runtime's polls and pipes, the listener | 12 |
/// | lock, head, `db` twice, `blobs`, secrets, tree | 7 |
/// | the same for the store of the subscriptions | 5 |
/// | a checkpoint: the new file and its folder | 2 |
/// | a snapshot, and one of the engine | 2 |
/// | a review: the new file and its folder | 2 |
/// | bodies of imports on disk: 16 that arrive, 2 of them being read | 18 |
/// | the checkpoint for a starting back-up or bundle | 4 |
/// | an accepted connection that waits for its place | 1 |
///
/// The total is 53; the rest is for descriptors that the parent process left open.
pub const LOG_DESCRIPTORS: u64 = 64;

/// One for the call itself, and one to resolve its address.
const DESCRIPTORS_A_CALL: u64 = 2;

/// With fewer connections than this the service is of no use and refuses to start.
const CONNECTIONS_MIN: u64 = 16;

/// The minimum limit on open files with which the service starts.
pub const DESCRIPTORS_MIN: u64 = LOG_DESCRIPTORS + DESCRIPTORS_A_CALL + CONNECTIONS_MIN;

/// How the descriptors are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DescriptorShares {
    /// The limit of the system.
    pub limit: u64,
    /// The maximum number of concurrent connections.
    pub connections: usize,
    /// The maximum number of concurrent calls to webhook receivers.
    pub calls: usize,
}

impl DescriptorShares {
    /// Divides the limit of the system: the share of the log is reserved, calls get at most a quarter of the rest, and
    /// connections get what is left. Neither gets more than was asked for. Returns `None` if too few are left.
    pub fn of(limit: u64, connections: usize, calls: usize) -> Option<DescriptorShares> {
        let few = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let rest = limit.checked_sub(LOG_DESCRIPTORS)?;
        let for_calls = (rest / 4).min(rest.checked_sub(CONNECTIONS_MIN)?);
        let calls = few(for_calls / DESCRIPTORS_A_CALL).min(calls).max(1);
        let left = rest.checked_sub(calls as u64 * DESCRIPTORS_A_CALL).filter(|left| *left >= CONNECTIONS_MIN)?;
        Some(DescriptorShares { limit, connections: few(left).min(connections), calls })
    }
}

/// Raises the limit on open files to the maximum that the system allows, and returns the resulting limit.
pub fn raise() -> u64 {
    let found = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: found.maximum, ..found };
    // If the system refuses, the present limit is used.
    let now = if setrlimit(Resource::Nofile, raised).is_ok() { raised } else { found };
    now.current.unwrap_or(u64::MAX)
}

/// The interval at which a repeated warning is logged, with the number of its occurrences. Some could occur ten
/// thousand times a second.
pub const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// Rate limit for a warning, so that it does not fill the log.
#[derive(Debug)]
pub struct ThrottledWarning(Mutex<Count>);

#[derive(Debug)]
struct Count {
    last: Option<Instant>,
    since: u64,
}

impl Default for ThrottledWarning {
    fn default() -> ThrottledWarning {
        ThrottledWarning::new()
    }
}

impl ThrottledWarning {
    /// Creates a limit for a warning that was never logged.
    pub const fn new() -> ThrottledWarning {
        ThrottledWarning(Mutex::new(Count { last: None, since: 0 }))
    }

    /// Counts an occurrence. Returns the number of occurrences since the last logged one if the warning must be logged
    /// now.
    pub fn now(&self) -> Option<u64> {
        self.at(Instant::now())
    }

    fn at(&self, now: Instant) -> Option<u64> {
        let mut told = self.0.lock();
        told.since += 1;
        if told.last.is_some_and(|last| now.duration_since(last) < WARNING_INTERVAL) {
            return None;
        }
        told.last = Some(now);
        Some(std::mem::take(&mut told.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_never_take_the_reserve_of_the_log() {
        for limit in 0..3_000 {
            let Some(shares) = DescriptorShares::of(limit, 16_384, 208) else {
                assert!(limit < DESCRIPTORS_MIN, "{limit} is enough");
                continue;
            };
            let taken = shares.connections as u64 + shares.calls as u64 * DESCRIPTORS_A_CALL + LOG_DESCRIPTORS;
            assert!(taken <= limit && shares.connections >= 16 && shares.calls >= 1, "{shares:?}");
        }
        assert_eq!(
            DescriptorShares::of(1 << 20, 16_384, 208),
            Some(DescriptorShares { limit: 1 << 20, connections: 16_384, calls: 208 })
        );
        assert_eq!(
            DescriptorShares::of(1024, 16_384, 208),
            Some(DescriptorShares { limit: 1024, connections: 720, calls: 120 })
        );
    }

    #[test]
    fn a_warning_that_comes_all_the_time_is_told_once_a_minute() {
        let warning = ThrottledWarning::new();
        let begin = Instant::now();
        let told: Vec<u64> = (0..5_000).filter_map(|_| warning.at(begin)).collect();
        assert_eq!(told, [1]);
        assert_eq!(warning.at(begin + WARNING_INTERVAL), Some(5_000));
    }
}
