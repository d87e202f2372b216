//! Metrics for Prometheus, and the route that exposes them. No label contains anything that a caller chose.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use parking_lot::Mutex;

use super::watch::{Measured, samples};
use crate::app::AppError;
use crate::subscriptions::registry::End;

const REQUESTS: &str = "peildatum_http_requests_total";
const SECONDS: &str = "peildatum_http_request_seconds";
const DELIVERIES: &str = crate::subscriptions::DELIVERIES;
const REFUSALS: &str = "peildatum_refusals_total";
const SPANS_LOST: &str = "peildatum_spans_lost_total";

/// Upper bounds of the buckets in seconds, from a read in memory to the slowest acceptable request.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder; only the first call in a process has an effect.
pub fn install() {
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), &BUCKETS)
            .expect("the list of buckets is not empty")
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another part of the process installed a metrics recorder; /metrics stays empty");
        }
        metrics::describe_counter!(REQUESTS, "Requests answered, by method, route and status.");
        metrics::describe_histogram!(SECONDS, "Seconds from the head of a request to the head of its answer.");
        metrics::describe_counter!(DELIVERIES, "Attempts to deliver an event to a webhook, by how they ended.");
        metrics::describe_counter!(REFUSALS, "Requests to record that the log did not take, also trials, by reason.");
        for (name, help) in samples::ALL {
            metrics::describe_gauge!(*name, *help);
        }
        // What was never counted is there as zero, so that a graph of it begins where the service does.
        for reason in Reason::ALL {
            metrics::counter!(REFUSALS, "reason" => reason).increment(0);
        }
        for end in End::ALL {
            metrics::counter!(DELIVERIES, "end" => end.name()).increment(0);
        }
        metrics::describe_counter!(SPANS_LOST, "Spans that found no room, or that the collector did not take.");
        metrics::counter!(SPANS_LOST).increment(0);
        handle
    });
}

/// Measures elapsed time.
#[derive(Debug)]
pub struct Stopwatch(tokio::time::Instant);

impl Stopwatch {
    /// Starts a stopwatch.
    pub fn start() -> Stopwatch {
        Stopwatch(tokio::time::Instant::now())
    }

    /// Returns the time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Counts one response.
pub fn request(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let method = known_method(method);
    let status = status.as_u16().to_string();
    metrics::counter!(REQUESTS, "method" => method, "route" => route.to_owned(), "status" => status).increment(1);
    metrics::histogram!(SECONDS, "route" => route.to_owned()).record(took.as_secs_f64());
    // Samples stay in memory until upkeep puts them into buckets, and upkeep must run even if nobody scrapes the
    // metrics.
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    if COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed).is_multiple_of(UPKEEP_EVERY)
        && let Some(handle) = RECORDER.get()
    {
        handle.run_upkeep();
    }
}

/// Counts spans that were lost.
pub fn spans_lost(count: usize) {
    metrics::counter!(SPANS_LOST).increment(count as u64);
}

/// The number of requests between two upkeeps. At 8 bytes a sample the waiting samples stay below 32 KiB.
const UPKEEP_EVERY: u64 = 4096;

/// Returns the label of a method. Methods are chosen by the client, so only those that a route can have become labels.
pub(super) fn known_method(method: &Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

/// Why the log did not take something.
struct Reason;

impl Reason {
    const RULE: &str = "rule";
    const CONFLICT: &str = "conflict";
    const INPUT: &str = "input";
    const CLOCK: &str = "clock";
    const DISK: &str = "disk";
    const LOG: &str = "log";
    const ALL: [&str; 6] = [Reason::RULE, Reason::CONFLICT, Reason::INPUT, Reason::CLOCK, Reason::DISK, Reason::LOG];

    fn of(error: &AppError) -> &'static str {
        match error {
            AppError::Refused(_) => Reason::RULE,
            AppError::Conflict { .. } | AppError::Precondition { .. } => Reason::CONFLICT,
            AppError::Input { .. } | AppError::Read { .. } => Reason::INPUT,
            AppError::Clock(_) => Reason::CLOCK,
            AppError::Log(error) if error.is_full() => Reason::DISK,
            AppError::Log(_) | AppError::Write(_) => Reason::LOG,
            AppError::Line { cause, .. } | AppError::Partly { cause, .. } => Reason::of(cause),
        }
    }
}

/// Counts something that the log did not take.
pub fn refused(error: &AppError) {
    metrics::counter!(REFUSALS, "reason" => Reason::of(error)).increment(1);
}

/// Returns all metrics in the text format of Prometheus, with what was measured just now.
pub fn render(measured: &Measured) -> String {
    /// The gauges without a label that had a value. One that has none any more is no number: its old value is not so now.
    static KNOWN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let all = samples::samples(measured);
    let now: BTreeSet<&str> = all.iter().filter(|sample| sample.label.is_none()).map(|sample| sample.name).collect();
    let mut known = KNOWN.lock();
    known.difference(&now).for_each(|name| metrics::gauge!(*name).set(f64::NAN));
    known.extend(now);
    drop(known);
    for samples::Sample { name, label, value } in all {
        match label {
            None => metrics::gauge!(name).set(value),
            Some((key, word)) => metrics::gauge!(name, key => word).set(value),
        }
    }
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_help() {
        install();
        request(&Method::GET, "/v1/rondes", StatusCode::OK, Duration::from_millis(3));
        render(&Measured { certificate_end: Some(1.0), last_event: Some(1.0), signed_at: Some(1.0), ..whole() });
        let text = RECORDER.get().expect("it was installed").render();
        let names = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
        let without: Vec<&str> = names.clone().filter(|name| !text.contains(&format!("# HELP {name} "))).collect();
        assert_eq!((names.count(), without), (samples::ALL.len() + 5, vec![]), "{text}");
    }

    #[test]
    fn a_gauge_whose_value_is_not_known_any_more_does_not_keep_its_old_one() {
        install();
        let of = |end| {
            let text = render(&Measured { certificate_end: end, ..whole() });
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("{} ", samples::CERTIFICATE_END)));
            line.map(str::to_owned)
        };
        assert_eq!(of(Some(7.0)).as_deref(), Some("7"));
        assert_eq!(of(None).as_deref(), Some("NaN"));
        assert_eq!(of(Some(8.0)).as_deref(), Some("8"));
    }

    fn whole() -> Measured {
        let disk = Some(super::super::watch::DiskUse { free: 1, size: 2, folder: 1, has_room: true });

        let process = super::super::watch::Process::measure();
        Measured { disk, process, work: vec![("small", 0, 0)], ..Measured::default() }
    }
}
