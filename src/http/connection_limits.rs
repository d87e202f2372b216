//! The limits of a service towards its clients: how many connections, how slow they may be, and how long a stop takes.

use std::time::Duration;

/// The limits of one service towards its clients. The comments give the reason for each default.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The maximum number of concurrent connections. For one more, the connection that has waited longest for a request
    /// is closed; if none waits, the new one stays in the backlog. 16,384 connections with 64 KiB of buffers each are 1
    /// GiB. At the start the number is reduced to the available file descriptors ([`super::descriptors`]).
    pub connections: usize,
    /// The maximum time from the opening of a connection, or the end of the last response, to the end of the next
    /// request head. It also closes idle connections: 30 seconds exceed the pauses of a polling client.
    pub head: Duration,
    /// The maximum time without progress in writing before a reader is given up: 30 seconds outlast a link that is lost
    /// and returns.
    pub reader_silence: Duration,
    /// How long running requests may take after a stop. A large import is then cut off between two of its parts, and
    /// what was acknowledged is durable.
    pub shutdown_grace: Duration,
    /// How long a request body may still take to arrive after a stop.
    pub body_shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let half_a_minute = Duration::from_secs(30);
        Limits {
            connections: 16_384,
            head: half_a_minute,
            reader_silence: half_a_minute,
            shutdown_grace: half_a_minute,
            body_shutdown_grace: BODY_SHUTDOWN_GRACE,
        }
    }
}

/// How long a stream may take to send its last event after a stop, so that a reader that does not read does not delay
/// the others.
pub(super) const STREAM_SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// The default of [`Limits::body_shutdown_grace`]: the largest JSON body, 16 MB, at 3.2 MB/s. A slower client sends it again,
/// to the service that starts next.
const BODY_SHUTDOWN_GRACE: Duration = Duration::from_secs(5);

/// The maximum size of a request head: the longest address here is below 1 KiB, and proxies add some.
pub(super) const HEAD_BYTES_MAX: usize = 32 * 1024;

/// The maximum number of unsent bytes that the operating system buffers for a reader. Otherwise this would grow to
/// megabytes for each; a fast reader takes this much between two writes.
pub(super) const UNSENT_MAX: u32 = 32 * 1024;
