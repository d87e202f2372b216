//! The limits of a request body in bytes and time, which the settings and the gates of a service count with.

use std::time::Duration;

/// The maximum size of a JSON body: 1,000 events of 16 KiB. An event with texts of maximum length takes about 100 KiB
/// and fits too.
pub const JSON_BODY_MAX: usize = 1_000 * 16 * 1024;

/// The size up to which a body is small: an append of about sixty events. Bytes beyond it are counted separately, so
/// that large bodies that arrive slowly never keep small ones out.
pub const SMALL_BODY: usize = 64 * 1024;

/// The maximum silence of a sender in the middle of a body.
pub const BODY_SILENCE_MAX: Duration = Duration::from_secs(15);

/// The maximum total time for a JSON body: the largest one at 140 kB/s.
pub const JSON_BODY_TIME_MAX: Duration = Duration::from_secs(120);

/// The time limits of the service for a body; tests use shorter ones.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimeouts {
    /// The maximum time between two pieces.
    pub silence: Duration,
    /// The maximum time for a whole JSON body.
    pub json: Duration,
}

impl Default for BodyTimeouts {
    fn default() -> BodyTimeouts {
        BodyTimeouts { silence: BODY_SILENCE_MAX, json: JSON_BODY_TIME_MAX }
    }
}
