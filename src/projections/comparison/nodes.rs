//! Which node on the one side is which on the other: by code, then by successor, then by continuation.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::stand::Stand;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{StandingInterval, SubjectNo};
use crate::domain::time::Day;

/// Who is who on two sides. A subject that is no node is always itself.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Nodes that are there on both sides under another code, and codes that are another node: by the left one.
    right_of: BTreeMap<SubjectNo, Option<SubjectNo>>,
    left_of: BTreeMap<SubjectNo, Option<SubjectNo>>,
}

impl Pairs {
    /// What a subject on the left is on the right; none where it has no other side.
    pub fn right_of(&self, left: SubjectNo) -> Option<SubjectNo> {
        self.right_of.get(&left).copied().unwrap_or(Some(left))
    }

    /// What a subject on the right is on the left.
    pub fn left_of(&self, right: SubjectNo) -> Option<SubjectNo> {
        self.left_of.get(&right).copied().unwrap_or(Some(right))
    }

    /// `left` goes on as `right`. Either code, where nothing stands under it on its other side, then has none there.
    fn join(&mut self, left: SubjectNo, right: SubjectNo) {
        self.right_of.insert(left, Some(right));
        self.left_of.insert(right, Some(left));
        self.right_of.entry(right).or_insert(None);
        self.left_of.entry(left).or_insert(None);
    }
}

/// Pairs the nodes among `nodes`.
///
/// A code that stands on both sides is the same node, unless as known on either side a drop of it lies after the one life began
/// and not after the other did. Each node that is left over on the left then takes the first that is left over on the right: of
/// its successors, in their order and through successors that were dropped in their turn; then of those that say that they go on
/// from it, in the order of codes. A code that is not there on the other side has its empty self for a counterpart, so that what
/// still hangs on it is compared.
pub(super) fn pair(x: &Stand<'_>, y: &Stand<'_>, nodes: &BTreeSet<SubjectNo>) -> Pairs {
    let state = x.state();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for &no in nodes.iter().filter(|no| state.entry(**no).kind == SubjectKind::Node) {
        match (x.stands(no), y.stands(no)) {
            (true, true) if same_life(x, y, no) => {}
            (on_left, on_right) => {
                left.extend(on_left.then_some(no));
                right.extend(on_right.then_some(no));
            }
        }
    }
    let mut pairs = Pairs::default();
    for &no in left.iter().filter(|no| right.contains(no)) {
        pairs.right_of.insert(no, None);
        pairs.left_of.insert(no, None);
    }
    let by_code = |a: &SubjectNo, b: &SubjectNo| compare_codes(state.entry(*a).id(), state.entry(*b).id());
    left.sort_by(by_code);
    right.sort_by(by_code);
    for no in left {
        let free = |other: &SubjectNo| right.contains(other) && !matches!(pairs.left_of.get(other), Some(Some(_)));
        let forward = successors(y, no, life_begin(x, no)).into_iter().find(free);
        let found = forward.or_else(|| right.iter().copied().filter(free).find(|other| goes_on_from(x, y, *other, no)));
        let found = found.or_else(|| {
            // The right side may be the earlier one: then it is the left that took its place.
            let took = |other: &SubjectNo| {
                successors(x, *other, life_begin(y, *other)).contains(&no) || goes_on_from(y, x, no, *other)
            };
            right.iter().copied().filter(free).find(took)
        });
        if let Some(found) = found {
            pairs.join(no, found);
        }
    }
    pairs
}

fn life_begin(side: &Stand<'_>, no: SubjectNo) -> Option<Day> {
    side.tree().node(no).intervals.last().map(|interval| interval.from)
}

fn same_life(x: &Stand<'_>, y: &Stand<'_>, no: SubjectNo) -> bool {
    let (Some(a), Some(b)) = (life_begin(x, no), life_begin(y, no)) else { return true };
    let (first, last) = (a.min(b), a.max(b));
    let between = |interval: &StandingInterval| interval.dropped.is_some_and(|(day, _)| first < day && day <= last);
    !(x.tree().node(no).intervals.iter().any(between) || y.tree().node(no).intervals.iter().any(between))
}

/// The nodes that took over from the life of `no` that began on `begin`, nearest first, as known at `side`.
fn successors(side: &Stand<'_>, no: SubjectNo, begin: Option<Day>) -> Vec<SubjectNo> {
    let state = side.state();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::from([(no, begin)]);
    while let Some((next, from)) = queue.pop_front() {
        let node = side.tree().node(next);
        let life = node
            .intervals
            .iter()
            .find(|interval| from.is_none_or(|from| interval.dropped.is_none_or(|(day, _)| day > from)));
        let Some((day, position)) = life.and_then(|life| life.dropped) else { continue };
        if !seen.insert(position) {
            continue;
        }
        let Some((_, row)) = state.at(position) else { continue };
        let listed = state.entry(next).cell(row, Field::Successors).map_or(&[][..], |value| state.list(value));
        for code in listed {
            let Some(successor) = node_of_code(side, *code) else { continue };
            found.push(successor);
            queue.push_back((successor, Some(day)));
        }
    }
    found
}

/// True when `new`, as it stands on `there`, says that it goes on from `old`, also by way of nodes between that stand on neither side.
fn goes_on_from(here: &Stand<'_>, there: &Stand<'_>, new: SubjectNo, old: SubjectNo) -> bool {
    let mut seen = BTreeSet::from([new]);
    let mut queue = VecDeque::from([new]);
    while let Some(next) = queue.pop_front() {
        let node = there.tree().node(next);
        let listed = node.folded.settings.get(Field::ContinuationOf).map(|setting| setting.value);
        for code in listed.map_or(&[][..], |value| there.state().list(value)) {
            let Some(before) = node_of_code(there, *code) else { continue };
            if before == old {
                return true;
            }
            if seen.insert(before) && !here.stands(before) && !there.stands(before) {
                queue.push_back(before);
            }
        }
    }
    false
}

fn node_of_code(side: &Stand<'_>, code: crate::domain::state::Symbol) -> Option<SubjectNo> {
    side.state().subject(&format!("{}/{}", SubjectKind::Node.name(), side.state().token(code)))
}
