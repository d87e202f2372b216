//! What those who watch a service look at: everything is measured at one moment, and told to Prometheus ([`samples`]), to
//! the page `/beheer`, and to the alarms ([`alarms`]), which judge it by the same bounds as the rules for Prometheus.

pub mod alarms;
mod disk;
mod process;
pub mod samples;

use std::time::Duration;

use super::app_state::AppState;
use crate::app::upkeep::{LastBackup, LastCheck};
use crate::domain::time::Instant;
use crate::subscriptions::SubscriptionsSummary;
pub use disk::{DiskUse, Disks};
pub use process::Process;

/// How long a measurement waits for a disk that does not answer. What was measured before is told then.
const DISK_PATIENCE: Duration = Duration::from_secs(1);

/// What is so at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    /// The moment, in seconds since 1970.
    pub now: f64,
    /// The position of the last durable event.
    pub head: u64,
    /// When that event was recorded.
    pub last_event: Option<f64>,
    /// The position up to which the log is signed.
    pub signed: u64,
    /// When it was signed last.
    pub signed_at: Option<f64>,
    /// Whether the clock of the machine can be right.
    pub is_clock_right: bool,
    /// By how many seconds the last event lies ahead of the clock.
    pub ahead: f64,
    /// Whether the log takes events: its folder can be written, its disk has room, and no write failed.
    pub is_writable: bool,
    /// The last verification: when it ended, and how many faults it found.
    pub verified: Option<(f64, u64)>,
    /// When the last back-up ended, and the last event in it.
    pub backed_up: Option<(f64, u64)>,
    /// The disk of the data folder.
    pub disk: Option<DiskUse>,
    /// The subscriptions to webhooks.
    pub webhooks: SubscriptionsSummary,
    /// How many streams of events are open, and how many of them have not taken everything yet.
    pub streams: (usize, usize),
    /// When the certificate of the service ends, where it has one.
    pub certificate_end: Option<f64>,
    /// What works and what waits, by the gate of each kind of work.
    pub work: Vec<(&'static str, usize, usize)>,
    /// The process itself.
    pub process: Process,
}

/// Returns a moment in seconds since 1970.
#[expect(clippy::cast_precision_loss, reason = "a moment in seconds has 33 bits, and a float holds 53")]
fn seconds(moment: Instant) -> f64 {
    moment.micros() as f64 / 1_000_000.0
}

/// Measures everything. It passes no gate, waits for no disk beyond a second, and reads nothing of the log.
pub async fn measure(site: &AppState) -> Measured {
    let service = site.service();
    site.disks().refresh(service, DISK_PATIENCE).await;
    let (disk, signed_at) = site.disks().last();
    let (now, upkeep) = (service.now(), service.upkeep());
    let last = service.last_recorded();
    let ahead = last.map_or(0, |last| (last.micros() - now.micros()).max(0));
    Measured {
        now: seconds(now),
        head: service.durable_head(),
        last_event: last.map(seconds),
        signed: service.checkpoint().checkpoint.size,
        signed_at,
        is_clock_right: service.clock_doubt().is_none(),
        ahead: Duration::from_micros(ahead.unsigned_abs()).as_secs_f64(),
        is_writable: service.failure().is_none()
            && service.refuse_read_only().is_ok()
            && disk.is_none_or(|disk| disk.has_room),
        verified: upkeep.verification.map(|LastCheck { at, faults, .. }| (seconds(at), faults)),
        backed_up: upkeep.backup.map(|LastBackup { at, position }| (seconds(at), position)),
        disk,
        webhooks: site.subscriptions().summary(),
        streams: site.relay().use_of(),
        certificate_end: site.settings().tls.as_ref().and_then(|tls| tls.end()).map(seconds),
        work: site.work(),
        process: Process::measure(),
    }
}
