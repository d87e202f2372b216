//! Which comparison is wanted.

use super::model::{AskedFor, Nature};
use crate::domain::time::Day;

/// A point to compare: a day, what was known, and the round reported for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The reporting date.
    pub on: Day,
    /// As known at this position: at least 1, at most the head.
    pub position: u64,
    /// The round whose notes and lights come first; none for a date.
    pub round: Option<String>,
}

/// Which comparison is wanted, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonRequest {
    /// A: what is on the left.
    pub from: Point,
    /// B: what is on the right.
    pub to: Point,
    /// Only what belongs to this node, or to one below it, on either side.
    pub node: Option<String>,
    /// Only these kinds, see [`is_kind`](super::is_kind); all when empty.
    pub kinds: Vec<String>,
    /// Only corrections, only what looks otherwise, or only what is new.
    pub nature: Option<Nature>,
    /// Only amounts that differ by at least this many eurocents, and those whose size is not given.
    pub minimum_cents: Option<i64>,
    /// Also tell which notes and lights were not renewed.
    pub unrenewed: bool,
}

impl ComparisonRequest {
    /// True where it says something that nobody renewed a note or a light: B is of a later date, and more was asked for than
    /// corrections, views or amounts.
    pub(super) fn tells_what_was_left(&self) -> bool {
        let of_the_world = self.nature.is_none_or(|nature| nature == Nature::New);
        self.from.on < self.to.on && of_the_world && self.minimum_cents.is_none()
    }

    /// The part that is asked for, as the answer repeats it.
    pub(super) fn asked_for(&self) -> AskedFor {
        AskedFor {
            nature: self.nature,
            minimum_cents: self.minimum_cents,
            node: self.node.clone(),
            kinds: self.kinds.clone(),
        }
    }
}
