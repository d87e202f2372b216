//! Filters the feed of events: by type, by subject, by node with all that is below it.

use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{AsOf, EventRow, State, SubjectNo};
use crate::domain::time::Day;

use super::goal_tree::GoalTree;

/// The filter of a subscriber. A filter without conditions passes every event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only events of this type.
    pub kind: Option<EventType>,
    /// Only events about this subject, and withdrawals and erasures of those events.
    pub subject: Option<String>,
    /// Only events about the node with this code, about what is below it, and about what belongs to those.
    pub node: Option<String>,
}

impl EventFilter {
    /// Returns true when every event passes.
    pub fn is_open(&self) -> bool {
        *self == EventFilter::default()
    }

    /// Returns true when the event at `position` passes. A node is resolved at the day and position of the event
    /// itself, so that a page read twice is the same, whatever moved since.
    pub fn matches(&self, state: &State, position: u64) -> bool {
        let Some((no, row)) = state.at(position) else { return false };
        if self.kind.is_some_and(|kind| kind != row.kind) {
            return false;
        }
        let about = target_subject(state, no).unwrap_or(no);
        let subject = self.subject.as_deref();
        if subject.is_some_and(|name| *state.entry(no).name != *name && *state.entry(about).name != *name) {
            return false;
        }
        self.node.as_deref().is_none_or(|code| {
            let wanted = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
            wanted.is_some_and(|wanted| owner_nodes(state, about, own_point(row)).contains(&wanted))
        })
    }

    /// Like [`EventFilter::matches`], for an event whose [`FilterKeys`] were computed before; needs no state.
    pub fn matches_keys(&self, marks: &FilterKeys) -> bool {
        let subject = self.subject.as_deref();
        self.kind.is_none_or(|kind| kind == marks.kind)
            && subject.is_none_or(|name| *marks.subject == *name || *marks.about == *name)
            && self.node.as_deref().is_none_or(|code| marks.nodes.iter().any(|node| **node == *code))
    }
}

/// The values of one event that filters compare: computed once, for any number of subscribers. They never change, since
/// all of them are resolved at the day and position of the event itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterKeys {
    kind: EventType,
    subject: Box<str>,
    /// The subject of the event that a withdrawal or an erasure names; for other events the same as `subject`.
    about: Box<str>,
    /// The codes of every node it belongs to, and of all nodes above those.
    nodes: Box<[Box<str>]>,
}

impl FilterKeys {
    /// Returns the marks of the event at `position`; `None` past the head.
    pub fn of(state: &State, position: u64) -> Option<FilterKeys> {
        let (no, row) = state.at(position)?;
        let about = target_subject(state, no).unwrap_or(no);
        Some(FilterKeys {
            subject: state.entry(no).name.clone(),
            ..FilterKeys::at(state, about, row.kind, own_point(row))
        })
    }

    /// Returns the marks of something of this kind that happens to a subject at a point.
    pub(crate) fn at(state: &State, about: SubjectNo, kind: EventType, at: AsOf) -> FilterKeys {
        let nodes = owner_nodes(state, about, at).into_iter().map(|node| state.entry(node).id().into()).collect();
        let name = || state.entry(about).name.clone();
        FilterKeys { kind, subject: name(), about: name(), nodes }
    }
}

/// Returns the subject of the event that a withdrawal or an erasure names; `None` for subjects that are not events.
fn target_subject(state: &State, no: SubjectNo) -> Option<SubjectNo> {
    let entry = state.entry(no);
    let id = (entry.kind == SubjectKind::Event).then(|| EventId::parse(entry.id()).ok())??;
    Some(state.at(state.position_of(id)?)?.0)
}

/// Returns the day and position of an event.
fn own_point(row: &EventRow) -> AsOf {
    AsOf { day: row.day, position: u64::from(row.position) }
}

/// Returns the nodes that a subject belongs to and all nodes above these, at a point on the two time axes.
pub(crate) fn owner_nodes(state: &State, about: SubjectNo, at: AsOf) -> Vec<SubjectNo> {
    let tree = GoalTree::new(state, at);
    let mut homes = referenced_nodes(state, about, tree.at, &mut Vec::new());
    let mut seen = Vec::new();
    while let Some((home, day)) = homes.pop() {
        // A dropped code still counts, as does the node that its references passed to.
        for start in [home, tree.resolve(home, day)] {
            let mut next = Some(start);
            while let Some(node) = next.filter(|node| !seen.contains(node)) {
                seen.push(node);
                next = tree.parent(node);
            }
        }
    }
    seen
}

/// Returns the code of the node that the event at `position` belongs to, at its own day and position: what it refers to
/// itself, else what it concerns first.
pub fn node_of(state: &State, position: u64) -> Option<String> {
    let (no, row) = state.at(position)?;
    first_owner(state, target_subject(state, no).unwrap_or(no), own_point(row))
}

/// Returns the code of the node that a subject belongs to at a point: what it refers to itself, else what it concerns
/// first.
pub(crate) fn first_owner(state: &State, about: SubjectNo, at: AsOf) -> Option<String> {
    let (home, day) = referenced_nodes(state, about, at, &mut Vec::new()).into_iter().next()?;
    Some(state.entry(GoalTree::new(state, at).resolve(home, day)).id().to_owned())
}

/// Returns the code under which a report of this point has the node that the event at `position` belongs to; none where
/// that node does not stand there.
pub fn node_at(state: &State, position: u64, at: AsOf) -> Option<String> {
    let (no, _) = state.at(position)?;
    let about = target_subject(state, no).unwrap_or(no);
    let tree = GoalTree::new(state, at);
    let (home, day) = referenced_nodes(state, about, at, &mut Vec::new()).into_iter().next()?;
    let node = tree.resolve(home, day);
    tree.node(node).exists().then(|| state.entry(node).id().to_owned())
}

/// Returns the nodes that a subject refers to as its place, directly or through a case, with the day of each reference.
fn referenced_nodes(state: &State, no: SubjectNo, at: AsOf, seen: &mut Vec<SubjectNo>) -> Vec<(SubjectNo, Day)> {
    if seen.contains(&no) {
        return Vec::new();
    }
    seen.push(no);
    let entry = state.entry(no);
    if entry.kind == SubjectKind::Node {
        return vec![(no, at.day)];
    }
    // An event may hold from an earlier day than its subject exists: the place is then read on the first day of the
    // subject.
    let day = state.introduced_on(no, at.position).map_or(at.day, |first| first.max(at.day));
    let settings = state.fold(no, AsOf { day, ..at }).settings;
    let mut found = Vec::new();
    let name = |kind: SubjectKind, field: Field| {
        let symbol = settings.token(field)?;
        let target = state.subject(&format!("{}/{}", kind.name(), state.token(symbol)))?;
        Some((target, settings.get(field)?.day))
    };
    found.extend(name(SubjectKind::Node, Field::Node));
    let case = name(SubjectKind::Case, Field::Case);
    let concerned = settings.get(Field::Concerns).map_or(&[][..], |setting| state.list(setting.value));
    let through: Vec<SubjectNo> = case
        .map(|(case, _)| case)
        .into_iter()
        .chain(concerned.iter().filter_map(|symbol| state.subject(state.token(*symbol))))
        .collect();
    for target in through {
        found.extend(referenced_nodes(state, target, at, seen));
    }
    found
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
