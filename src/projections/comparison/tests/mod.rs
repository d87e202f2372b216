//! Tests of comparisons: by example, and against their plain definition.

mod apply;
mod dependent;
mod detail;
mod enough;
mod examples;
mod fates;
mod filter;
mod lives;
mod looks;
mod marked;
mod part;
pub(crate) mod plain;
mod plain_rows;
mod random;
mod reach;
mod summary;

use crate::comparison::{Comparison, ComparisonPoint, ComparisonRequest, Difference, compare};
use crate::domain::time::Day;
use crate::tests::kit::TestLog;

/// Returns a point: a day as known at a position, without a round.
pub(super) fn point(on: &str, position: u64) -> ComparisonPoint {
    ComparisonPoint { on: Day::parse(on).unwrap(), position, round: None }
}

/// Returns a comparison of everything.
pub(super) fn between(from: ComparisonPoint, to: ComparisonPoint) -> ComparisonRequest {
    ComparisonRequest { from, to, node: None, kinds: Vec::new(), nature: None, minimum_cents: None, unrenewed: false }
}

pub(super) fn compared(log: &TestLog, from: ComparisonPoint, to: ComparisonPoint) -> Comparison {
    compare(&log.state, log, &between(from, to)).unwrap()
}

/// Formats a row: subject, field, left, right, change, nature and ground, positions.
pub(super) fn short(row: &Difference) -> String {
    let ground = row.ground.map_or("", |ground| ground.name());
    let note = row.note.as_ref().map_or("", |_| " (toelichting)");
    let was = row.subject_before.as_ref().map_or(String::new(), |was| format!("{was} -> "));
    format!(
        "{was}{}{note} {}: {} -> {} {} {} {ground} {:?}",
        row.subject,
        row.field,
        row.from,
        row.to,
        row.change.name(),
        row.nature.name(),
        row.positions
    )
}

pub(super) fn shorts(comparison: &Comparison) -> Vec<String> {
    comparison.differences.iter().map(short).collect()
}
