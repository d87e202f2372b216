//! Tests of series: by example, and against their plain definition.

mod examples;
mod findings;
mod plain;
mod random;

use serde_json::Value;

use super::{RoundSelection, SeriesRequest, SeriesView, series};
use crate::tests::kit::TestLog;

/// Returns a request for everything, as every round reported, as known at the head.
fn everything(log: &TestLog) -> SeriesRequest {
    SeriesRequest {
        rounds: RoundSelection::Between { from: None, until: None },
        position: log.state.head(),
        view: SeriesView::AsReported,
        node: None,
        kinds: Vec::new(),
        subject: None,
        title: None,
    }
}

fn asked(log: &TestLog, request: &SeriesRequest) -> Value {
    serde_json::to_value(series(&log.state, log, request).unwrap()).unwrap()
}
