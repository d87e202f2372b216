//! What is measured, under the names of Prometheus: base units, `_total` for what only grows, `_seconds` and `_bytes`, and no
//! label with anything that a caller chose.

use super::Measured;

/// A gauge: its name, and its help.
type Gauge = (&'static str, &'static str);

/// One value of a gauge.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The name of the gauge.
    pub name: &'static str,
    /// Its label, if it has one: the name and the value.
    pub label: Option<(&'static str, &'static str)>,
    /// The value.
    pub value: f64,
}

/// Makes a constant of each gauge, and [`ALL`] of all of them.
macro_rules! gauges {
    ($($constant:ident = $name:literal, $help:literal;)*) => {
        $(#[doc = $help] pub const $constant: &str = $name;)*
        /// Every gauge with its help.
        pub const ALL: &[Gauge] = &[$(($constant, $help)),*];
    };
}

gauges! {
    BUILD = "peildatum_build_info", "1, with the version of the program.";
    HEAD = "peildatum_head", "Position of the last durable event.";
    LAST_EVENT = "peildatum_last_event_timestamp_seconds", "When the last event was recorded, in seconds since 1970.";
    SIGNED = "peildatum_checkpoint_position", "Position up to which the log is signed.";
    SIGNED_AT = "peildatum_checkpoint_timestamp_seconds", "When the log was signed last, in seconds since 1970.";
    CLOCK_TRUSTED = "peildatum_clock_trusted", "1 while the clock of the machine can be right, 0 while nothing is recorded by it.";
    LOG_AHEAD = "peildatum_log_ahead_of_clock_seconds", "Seconds that the last event of the log lies ahead of the clock.";
    WRITABLE = "peildatum_log_writable", "1 while the log takes events, 0 while its folder is read-only or full, or a write failed.";
    VERIFIED_AT = "peildatum_verification_timestamp_seconds", "When the log was last verified, in seconds since 1970; 0 for never.";
    FAULTS = "peildatum_verification_faults", "Faults that the last verification found.";
    BACKED_UP_AT = "peildatum_backup_timestamp_seconds", "When the last back-up was read to its end, in seconds since 1970; 0 for never.";
    BACKED_UP = "peildatum_backup_position", "Position of the last event in the last back-up.";
    DISK_FREE = "peildatum_disk_free_bytes", "Bytes free on the disk of the data folder.";
    DISK_SIZE = "peildatum_disk_size_bytes", "Size of the disk of the data folder.";
    FOLDER = "peildatum_data_folder_bytes", "Bytes that the files of the data folder take.";
    WEBHOOKS = "peildatum_webhook_subscriptions", "Subscriptions to webhooks, by whether they deliver.";
    WEBHOOK_LAG = "peildatum_webhook_lag_positions", "Positions that the webhook furthest behind is behind the log.";
    WEBHOOK_FAILING = "peildatum_webhook_failing_timestamp_seconds", "Since when the oldest undelivered event of a webhook fails, in seconds since 1970; 0 for none.";
    STREAMS = "peildatum_subscribers", "Streams of events that are open.";
    STREAMS_BEHIND = "peildatum_subscribers_behind", "Streams of events that have not taken everything yet.";
    CERTIFICATE_END = "peildatum_tls_certificate_end_timestamp_seconds", "When the certificate of the service ends, in seconds since 1970.";
    RUNNING = "peildatum_work_running", "Requests that are worked on, by kind of work.";
    WAITING = "peildatum_work_waiting", "Requests that wait for their turn, by kind of work.";
    MEMORY = "process_resident_memory_bytes", "Resident memory size in bytes.";
    FILES = "process_open_fds", "Number of open file descriptors.";
    FILES_MAX = "process_max_fds", "Maximum number of open file descriptors.";
    STARTED = "process_start_time_seconds", "Start time of the process since unix epoch in seconds.";
}

/// Returns the values of all gauges. What is not known has none.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; positions, bytes and counts stay below 2^53")]
pub fn samples(measured: &Measured) -> Vec<Sample> {
    let flag = |is_so: bool| Some(if is_so { 1.0 } else { 0.0 });
    let count = |number: u64| Some(number as f64);
    let Measured { disk, webhooks, process, .. } = measured;
    let plain = [
        (HEAD, count(measured.head)),
        (LAST_EVENT, measured.last_event),
        (SIGNED, count(measured.signed)),
        (SIGNED_AT, measured.signed_at),
        (CLOCK_TRUSTED, flag(measured.is_clock_right)),
        (LOG_AHEAD, Some(measured.ahead)),
        (WRITABLE, flag(measured.is_writable)),
        (VERIFIED_AT, Some(measured.verified.map_or(0.0, |(at, _)| at))),
        (FAULTS, Some(measured.verified.map_or(0.0, |(_, faults)| faults as f64))),
        (BACKED_UP_AT, Some(measured.backed_up.map_or(0.0, |(at, _)| at))),
        (BACKED_UP, Some(measured.backed_up.map_or(0.0, |(_, position)| position as f64))),
        (DISK_FREE, disk.map(|disk| disk.free as f64)),
        (DISK_SIZE, disk.map(|disk| disk.size as f64)),
        (FOLDER, disk.map(|disk| disk.folder as f64)),
        (WEBHOOK_LAG, count(webhooks.behind)),
        (WEBHOOK_FAILING, Some(webhooks.failing_since.map_or(0.0, super::seconds))),
        (STREAMS, Some(measured.streams.0 as f64)),
        (STREAMS_BEHIND, Some(measured.streams.1 as f64)),
        (CERTIFICATE_END, measured.certificate_end),
        (MEMORY, process.memory.map(|bytes| bytes as f64)),
        (FILES, process.files.map(|files| files as f64)),
        (FILES_MAX, process.files_max.map(|files| files as f64)),
        (STARTED, process.started),
    ];
    let standing = [
        ("active", webhooks.active),
        ("paused", webhooks.paused),
        ("stuck", webhooks.stuck),
        ("ended", webhooks.ended),
    ];
    let labelled = |name, key, value, number: f64| Sample { name, label: Some((key, value)), value: number };
    let plain = plain.into_iter().filter_map(|(name, value)| Some(Sample { name, label: None, value: value? }));
    let mut all: Vec<Sample> = plain.collect();
    all.push(labelled(BUILD, "version", env!("CARGO_PKG_VERSION"), 1.0));
    all.extend(standing.map(|(status, number)| labelled(WEBHOOKS, "status", status, number as f64)));
    for (kind, running, waiting) in &measured.work {
        all.push(labelled(RUNNING, "kind", kind, *running as f64));
        all.push(labelled(WAITING, "kind", kind, *waiting as f64));
    }
    all
}
