//! File descriptors: as many as the system gives, and who may have them. Connections never take those of the log.

use std::time::Duration;

use parking_lot::Mutex;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::time::Instant;

/// Kept for the process itself and its log, whatever comes in:
///
/// | | |
/// | --- | --- |
/// | standard input, output and error, the runtime's polls and pipes, the listener | 12 |
/// | lock, head, `db` twice, `blobs`, secrets, tree | 7 |
/// | the same of the shelf of the subscriptions | 5 |
/// | a checkpoint: the new file and its folder | 2 |
/// | a snapshot, and one of the engine | 2 |
/// | bodies of imports on disk: 16 that come in, 2 of them read | 18 |
/// | the checkpoint for a back-up or a bundle that begins | 4 |
/// | a connection that was taken and waits for its place | 1 |
///
/// That makes 51; the rest is for what whoever started the process left open.
pub const LOG_DESCRIPTORS: u64 = 64;

/// One for the call itself, and one to find its address.
const DESCRIPTORS_A_CALL: u64 = 2;

/// With fewer connections than this a service is of no use: it says so at the start.
const CONNECTIONS_MIN: u64 = 16;

/// The limit from which a service starts.
pub const DESCRIPTORS_MIN: u64 = LOG_DESCRIPTORS + DESCRIPTORS_A_CALL + CONNECTIONS_MIN;

/// Who may have how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// What the system gives.
    pub limit: u64,
    /// Connections at one time.
    pub connections: usize,
    /// Calls to receivers of webhooks at one time.
    pub calls: usize,
}

impl Shares {
    /// Shares out what the system gives: the log's part is not touched, calls get at most a quarter of the rest, connections what
    /// is left, and neither more than was asked. None when too few are left.
    pub fn of(limit: u64, connections: usize, calls: usize) -> Option<Shares> {
        let few = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let rest = limit.checked_sub(LOG_DESCRIPTORS)?;
        let for_calls = (rest / 4).min(rest.checked_sub(CONNECTIONS_MIN)?);
        let calls = few(for_calls / DESCRIPTORS_A_CALL).min(calls).max(1);
        let left = rest.checked_sub(calls as u64 * DESCRIPTORS_A_CALL).filter(|left| *left >= CONNECTIONS_MIN)?;
        Some(Shares { limit, connections: few(left).min(connections), calls })
    }
}

/// Raises the limit on open files to what the system allows, and says what it is now.
pub fn raise() -> u64 {
    let found = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: found.maximum, ..found };
    // Where it is refused, what there is has to do.
    let now = if setrlimit(Resource::Nofile, raised).is_ok() { raised } else { found };
    now.current.unwrap_or(u64::MAX)
}

/// A warning that may come ten thousand times a second is told once in this long, with how often it came.
const SELDOM: Duration = Duration::from_secs(60);

/// Keeps a warning from filling the log.
#[derive(Debug)]
pub struct Seldom(Mutex<Count>);

#[derive(Debug)]
struct Count {
    last: Option<Instant>,
    since: u64,
}

impl Default for Seldom {
    fn default() -> Seldom {
        Seldom::new()
    }
}

impl Seldom {
    /// One that was never told.
    pub const fn new() -> Seldom {
        Seldom(Mutex::new(Count { last: None, since: 0 }))
    }

    /// How often it came since it was last told, when it is to be told now.
    pub fn now(&self) -> Option<u64> {
        self.at(Instant::now())
    }

    fn at(&self, now: Instant) -> Option<u64> {
        let mut told = self.0.lock();
        told.since += 1;
        if told.last.is_some_and(|last| now.duration_since(last) < SELDOM) {
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
            let Some(shares) = Shares::of(limit, 16_384, 208) else {
                assert!(limit < DESCRIPTORS_MIN, "{limit} is enough");
                continue;
            };
            let taken = shares.connections as u64 + shares.calls as u64 * DESCRIPTORS_A_CALL + LOG_DESCRIPTORS;
            assert!(taken <= limit && shares.connections >= 16 && shares.calls >= 1, "{shares:?}");
        }
        assert_eq!(Shares::of(1 << 20, 16_384, 208), Some(Shares { limit: 1 << 20, connections: 16_384, calls: 208 }));
        assert_eq!(Shares::of(1024, 16_384, 208), Some(Shares { limit: 1024, connections: 720, calls: 120 }));
    }

    #[test]
    fn a_warning_that_comes_all_the_time_is_told_once_a_minute() {
        let warning = Seldom::new();
        let begin = Instant::now();
        let told: Vec<u64> = (0..5_000).filter_map(|_| warning.at(begin)).collect();
        assert_eq!(told, [1]);
        assert_eq!(warning.at(begin + SELDOM), Some(5_000));
    }
}
