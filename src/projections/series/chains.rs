//! Follows every node over the columns, also where it goes on under another code.
//!
//! Two columns beside each other are paired as a comparison pairs its sides: by code, then by successor, then by
//! continuation. A node that ends without a counterpart keeps its row, which then says what dropped it; when the same
//! life of the same code shows again (its end was withdrawn, say), the row goes on.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::RoundColumn;
use crate::comparison::{PointView, pair_nodes};
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{State, SubjectNo};
use crate::domain::time::Day;

/// A node in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeAt {
    /// Not recorded yet, or not known.
    Absent,
    /// It stands, under this code.
    Stands(SubjectNo),
    /// It was dropped.
    Dropped {
        /// Under its last code.
        node: SubjectNo,
        /// On this day.
        on: Day,
        /// By this event.
        position: u64,
    },
}

impl NodeAt {
    /// Returns the node under its code here, standing or dropped.
    pub fn node(self) -> Option<SubjectNo> {
        match self {
            NodeAt::Absent => None,
            NodeAt::Stands(node) | NodeAt::Dropped { node, .. } => Some(node),
        }
    }
}

/// One node over all columns.
pub(super) type Chain = Vec<NodeAt>;

/// A life of a code: the node, and the day on which it began.
type Life = (SubjectNo, Option<Day>);

/// Returns every node over the columns.
pub(super) fn chains(state: &State, columns: &[RoundColumn]) -> Vec<Chain> {
    let nodes: BTreeSet<SubjectNo> = state.subjects_of(SubjectKind::Node).iter().copied().collect();
    let mut chains: Vec<Chain> = Vec::new();
    // The chain of every node that stands in the column before, and of every life that ended.
    let mut standing: BTreeMap<SubjectNo, usize> = BTreeMap::new();
    let mut ended: BTreeMap<Life, usize> = BTreeMap::new();
    let mut before: Option<PointView<'_>> = None;
    for (at, column) in columns.iter().enumerate() {
        let view = PointView::new(state, column.at(), Some(&column.point.round));
        let mut now: BTreeMap<SubjectNo, usize> = BTreeMap::new();
        if let Some(before) = &before {
            let pairs = pair_nodes(before, &view, &nodes);
            for (no, chain) in standing {
                match pairs.right_of(no).filter(|right| view.exists(*right)) {
                    Some(right) => drop(now.insert(right, chain)),
                    None => drop(ended.insert((no, life_begin(before, no)), chain)),
                }
            }
        }
        let mut new: Vec<SubjectNo> =
            nodes.iter().copied().filter(|no| view.exists(*no) && !now.contains_key(no)).collect();
        new.sort_by(|a, b| compare_codes(state.entry(*a).id(), state.entry(*b).id()));
        for no in new {
            let chain = ended.remove(&(no, life_begin(&view, no))).unwrap_or_else(|| {
                chains.push(Chain::new());
                chains.len() - 1
            });
            now.insert(no, chain);
        }
        fill(&mut chains, at, &now, &ended, &view);
        standing = now;
        before = Some(view);
    }
    chains
}

/// Adds the cell of the column `at` to every chain.
fn fill(
    chains: &mut [Chain],
    at: usize,
    standing: &BTreeMap<SubjectNo, usize>,
    ended: &BTreeMap<Life, usize>,
    view: &PointView<'_>,
) {
    chains.iter_mut().for_each(|chain| chain.resize(at + 1, NodeAt::Absent));
    for (no, chain) in standing {
        chains[*chain][at] = NodeAt::Stands(*no);
    }
    for (life, chain) in ended {
        chains[*chain][at] = end_of(view, *life);
    }
}

/// Returns what became of a life: dropped, or not known here.
fn end_of(view: &PointView<'_>, (no, begin): Life) -> NodeAt {
    let node = view.tree().node(no);
    let life = node.intervals.iter().find(|interval| Some(interval.from) == begin);
    match life.and_then(|life| life.dropped) {
        Some((on, position)) => NodeAt::Dropped { node: no, on, position },
        None => NodeAt::Absent,
    }
}

fn life_begin(view: &PointView<'_>, no: SubjectNo) -> Option<Day> {
    view.tree().node(no).intervals.last().map(|interval| interval.from)
}
