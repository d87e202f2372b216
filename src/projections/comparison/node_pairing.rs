//! Pairs the nodes of the two sides: by code, then by successor, then by continuation.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::point_view::PointView;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{StandingInterval, SubjectNo};
use crate::domain::time::Day;

/// The subjects of two sides, paired. A subject that is not a node is always paired with itself.
#[derive(Debug, Default)]
pub(crate) struct SubjectPairs {
    /// Nodes that exist on both sides under another code, and codes that mean another node, by the left one.
    right_of: BTreeMap<SubjectNo, Option<SubjectNo>>,
    left_of: BTreeMap<SubjectNo, Option<SubjectNo>>,
    /// Why a node continues as another, by the left one.
    ways: BTreeMap<SubjectNo, Continuation>,
}

/// The events that lead from a node to the one it continues as: ends that name successors, and continuation fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct Continuation {
    /// Their positions.
    pub positions: BTreeSet<u64>,
    /// They hold on the left, where that is the later of the two sides.
    pub on_left: bool,
}

impl SubjectPairs {
    /// Returns what a subject on the left is on the right; none where it has no other side.
    pub fn right_of(&self, left: SubjectNo) -> Option<SubjectNo> {
        self.right_of.get(&left).copied().unwrap_or(Some(left))
    }

    /// Returns what a subject on the right is on the left.
    pub fn left_of(&self, right: SubjectNo) -> Option<SubjectNo> {
        self.left_of.get(&right).copied().unwrap_or(Some(right))
    }

    /// Returns what leads from a node on the left to its other side; none where it keeps its code.
    pub fn continuation(&self, left: SubjectNo) -> Option<&Continuation> {
        self.ways.get(&left)
    }

    /// Records that `left` continues as `right` because of `way`. A code under which nothing stands on the other side
    /// then has no counterpart there.
    fn join(&mut self, left: SubjectNo, right: SubjectNo, way: Continuation) {
        self.ways.insert(left, way);
        self.right_of.insert(left, Some(right));
        self.left_of.insert(right, Some(left));
        self.right_of.entry(right).or_insert(None);
        self.left_of.entry(left).or_insert(None);
    }
}

/// Pairs the nodes among `nodes`.
///
/// A code that stands on both sides is the same node, unless one side knows a drop of it that lies after the beginning
/// of one life and not after that of the other. Each node left over on the left then takes the first that is left over
/// on the right: first among its successors, in their order and through successors that were dropped themselves; then
/// among the nodes that continue from it according to their own field, in the order of codes. A code that is missing on
/// the other side has its empty self for a counterpart, so that what is still attached to it is compared.
pub(crate) fn pair_nodes(x: &PointView<'_>, y: &PointView<'_>, nodes: &BTreeSet<SubjectNo>) -> SubjectPairs {
    let state = x.state();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for &no in nodes.iter().filter(|no| state.entry(**no).kind == SubjectKind::Node) {
        match (x.exists(no), y.exists(no)) {
            (true, true) if same_life(x, y, no) => {}
            (on_left, on_right) => {
                left.extend(on_left.then_some(no));
                right.extend(on_right.then_some(no));
            }
        }
    }
    let mut pairs = SubjectPairs::default();
    for &no in left.iter().filter(|no| right.contains(no)) {
        pairs.right_of.insert(no, None);
        pairs.left_of.insert(no, None);
    }
    let by_code = |a: &SubjectNo, b: &SubjectNo| compare_codes(state.entry(*a).id(), state.entry(*b).id());
    left.sort_by(by_code);
    right.sort_by(by_code);
    for no in left {
        let free = |other: &SubjectNo| right.contains(other) && !matches!(pairs.left_of.get(other), Some(Some(_)));
        if let Some((found, way)) = find_continuation(x, y, no, right.iter().copied().filter(free)) {
            pairs.join(no, found, way);
        }
    }
    pairs
}

/// Returns the first free node on the right that a node on the left continues as, and the events that cause it.
fn find_continuation(
    x: &PointView<'_>,
    y: &PointView<'_>,
    no: SubjectNo,
    free: impl Iterator<Item = SubjectNo>,
) -> Option<(SubjectNo, Continuation)> {
    let free: Vec<SubjectNo> = free.collect();
    let way = |on_left: bool| move |positions: BTreeSet<u64>| Continuation { positions, on_left };
    let forward = successors(y, no, life_begin(x, no)).into_iter().find(|(other, _)| free.contains(other));
    let forward = forward.map(|(other, ends)| (other, way(false)(ends)));
    let continued = || {
        let mut ways = free.iter().map(|other| (*other, continuation_events(x, y, *other, no)));
        ways.find_map(|(other, said)| Some((other, way(false)(said?))))
    };
    // The right side may be the earlier one: then the node on the left is the successor.
    let turned = || {
        free.iter().find_map(|other| {
            let mut took = successors(x, *other, life_begin(y, *other)).into_iter();
            let ends = took.find(|(took, _)| *took == no).map(|(_, ends)| ends);
            Some((*other, way(true)(ends.or_else(|| continuation_events(y, x, no, *other))?)))
        })
    };
    forward.or_else(continued).or_else(turned)
}

fn life_begin(side: &PointView<'_>, no: SubjectNo) -> Option<Day> {
    side.tree().node(no).intervals.last().map(|interval| interval.from)
}

fn same_life(x: &PointView<'_>, y: &PointView<'_>, no: SubjectNo) -> bool {
    let (Some(a), Some(b)) = (life_begin(x, no), life_begin(y, no)) else { return true };
    let (first, last) = (a.min(b), a.max(b));
    let between = |interval: &StandingInterval| interval.dropped.is_some_and(|(day, _)| first < day && day <= last);
    !(x.tree().node(no).intervals.iter().any(between) || y.tree().node(no).intervals.iter().any(between))
}

/// Returns the nodes that took over from the life of `no` that began on `begin`, nearest first, as known at `side`;
/// each with the ends on the way to it.
fn successors(side: &PointView<'_>, no: SubjectNo, begin: Option<Day>) -> Vec<(SubjectNo, BTreeSet<u64>)> {
    let state = side.state();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::from([(no, begin, BTreeSet::new())]);
    while let Some((next, from, mut ends)) = queue.pop_front() {
        let node = side.tree().node(next);
        let life = node
            .intervals
            .iter()
            .find(|interval| from.is_none_or(|from| interval.dropped.is_none_or(|(day, _)| day > from)));
        let Some((day, position)) = life.and_then(|life| life.dropped) else { continue };
        if !seen.insert(position) {
            continue;
        }
        ends.insert(position);
        let Some((_, row)) = state.at(position) else { continue };
        let listed = state.entry(next).cell(row, Field::Successors).map_or(&[][..], |value| state.list(value));
        for code in listed {
            let Some(successor) = node_of_code(side, *code) else { continue };
            found.push((successor, ends.clone()));
            queue.push_back((successor, Some(day), ends.clone()));
        }
    }
    found
}

/// Returns the events by which `new`, as it stands on `there`, continues from `old`, also through nodes between that
/// stand on neither side; none where it does not.
fn continuation_events(
    here: &PointView<'_>,
    there: &PointView<'_>,
    new: SubjectNo,
    old: SubjectNo,
) -> Option<BTreeSet<u64>> {
    let mut seen = BTreeSet::from([new]);
    let mut queue = VecDeque::from([(new, BTreeSet::new())]);
    while let Some((next, mut said)) = queue.pop_front() {
        let node = there.tree().node(next);
        let Some(setting) = node.folded.settings.get(Field::ContinuationOf) else { continue };
        said.insert(setting.position);
        for code in there.state().list(setting.value) {
            let Some(before) = node_of_code(there, *code) else { continue };
            if before == old {
                return Some(said);
            }
            if seen.insert(before) && !here.exists(before) && !there.exists(before) {
                queue.push_back((before, said.clone()));
            }
        }
    }
    None
}

fn node_of_code(side: &PointView<'_>, code: crate::domain::state::Symbol) -> Option<SubjectNo> {
    side.state().subject(&format!("{}/{}", SubjectKind::Node.name(), side.state().token(code)))
}
