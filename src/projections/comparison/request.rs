//! Defines the request: which two points are compared, and which part of the comparison is returned.

use super::model::{AskedFor, Nature};
use crate::domain::time::Day;

/// A point to compare: a reporting date, what was known, and the round reported for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonPoint {
    /// The reporting date.
    pub on: Day,
    /// What was known, as a position: at least 1, at most the head.
    pub position: u64,
    /// The round whose notes and lights come first; none for a report by date.
    pub round: Option<String>,
}

/// The two points to compare, and the part of the comparison to return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonRequest {
    /// A, the left side.
    pub from: ComparisonPoint,
    /// B, the right side.
    pub to: ComparisonPoint,
    /// Only what belongs to this node, or to one below it, on either side.
    pub node: Option<String>,
    /// Only these kinds, see [`is_kind`](super::is_kind); all when empty.
    pub kinds: Vec<String>,
    /// Only corrections, only differences of view, or only what is new.
    pub nature: Option<Nature>,
    /// Only amounts that differ by at least this many eurocents, and amounts p.m.
    pub minimum_cents: Option<i64>,
    /// Also list the notes and lights that were not renewed.
    pub unrenewed: bool,
}

impl ComparisonRequest {
    /// Returns true when a list of what was not renewed is meaningful: B has the later date, and the request is not
    /// limited to corrections, views or amounts.
    pub(super) fn lists_unrenewed(&self) -> bool {
        let of_the_world = self.nature.is_none_or(|nature| nature == Nature::New);
        self.from.on < self.to.on && of_the_world && self.minimum_cents.is_none()
    }

    /// The filter of this request, as the result repeats it.
    pub(super) fn applied_filter(&self) -> AskedFor {
        AskedFor {
            nature: self.nature,
            minimum_cents: self.minimum_cents,
            node: self.node.clone(),
            kinds: self.kinds.clone(),
        }
    }
}
