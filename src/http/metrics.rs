//! Metrics for Prometheus, and the route that exposes them. No label contains anything that a caller chose.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::app::Service;

const REQUESTS: &str = "peildatum_http_requests_total";
const SECONDS: &str = "peildatum_http_request_seconds";
const DELIVERIES: &str = crate::subscriptions::DELIVERIES;
const CLOCK_TRUSTED: &str = "peildatum_clock_trusted";
const LOG_AHEAD: &str = "peildatum_log_ahead_of_clock_seconds";
const SUBSCRIBERS: &str = "peildatum_subscribers";
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
        metrics::describe_gauge!("peildatum_head", "Position of the last durable event.");
        metrics::describe_counter!(DELIVERIES, "Attempts to deliver an event to a webhook, by how they ended.");
        metrics::describe_gauge!(
            CLOCK_TRUSTED,
            "1 while the clock of the machine can be right, 0 while nothing is recorded by it."
        );
        metrics::describe_gauge!(LOG_AHEAD, "Seconds that the last event of the log lies ahead of the clock.");
        metrics::describe_gauge!(SUBSCRIBERS, "Streams of events that are open.");
        metrics::describe_counter!(SPANS_LOST, "Spans that found no room, or that the collector did not take.");
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

/// Sets the number of open streams.
pub fn subscribers(count: usize) {
    metrics::gauge!(SUBSCRIBERS).set(u32::try_from(count).unwrap_or(u32::MAX));
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

/// Returns all metrics in the text format of Prometheus.
pub fn render(service: &Service) -> String {
    let head = service.durable_head();
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; positions stay below 2^32")]
    metrics::gauge!("peildatum_head").set(head as f64);
    metrics::gauge!(CLOCK_TRUSTED).set(if service.clock_doubt().is_none() { 1.0 } else { 0.0 });
    let ahead = service.last_recorded().map_or(0, |last| (last.micros() - service.now().micros()).max(0));
    metrics::gauge!(LOG_AHEAD).set(Duration::from_micros(ahead.unsigned_abs()).as_secs_f64());
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_help() {
        install();
        request(&Method::GET, "/v1/rondes", StatusCode::OK, Duration::from_millis(3));
        subscribers(1);
        spans_lost(1);
        metrics::counter!(DELIVERIES, "outcome" => "delivered").increment(1);
        for gauge in ["peildatum_head", CLOCK_TRUSTED, LOG_AHEAD] {
            metrics::gauge!(gauge).set(1.0);
        }
        let text = RECORDER.get().expect("it was installed").render();
        let names = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
        let without: Vec<&str> = names.clone().filter(|name| !text.contains(&format!("# HELP {name} "))).collect();
        assert_eq!((names.count(), without), (8, vec![]), "{text}");
    }
}
