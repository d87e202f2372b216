//! Which events a follower asked for: by type, by subject, by node with all that is below it.

use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{At, Row, State, SubjectNo};
use crate::domain::time::Day;

use super::tree::Tree;

/// What a follower wants; nothing set means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only events of this type.
    pub kind: Option<EventType>,
    /// Only events about this subject, and withdrawals and erasures that hit it.
    pub subject: Option<String>,
    /// Only events about this node, what is below it, and what belongs to those: by its code.
    pub node: Option<String>,
}

impl Filter {
    /// True when everything passes.
    pub fn is_open(&self) -> bool {
        *self == Filter::default()
    }

    /// True when the event at `position` is wanted. A node is judged at the event's own day and position, so that a page
    /// read twice is the same, whatever moved since.
    pub fn wants(&self, state: &State, position: u64) -> bool {
        let Some((no, row)) = state.at(position) else { return false };
        if self.kind.is_some_and(|kind| kind != row.kind) {
            return false;
        }
        let about = hit(state, no).unwrap_or(no);
        let subject = self.subject.as_deref();
        if subject.is_some_and(|name| *state.entry(no).name != *name && *state.entry(about).name != *name) {
            return false;
        }
        self.node.as_deref().is_none_or(|code| {
            let wanted = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
            wanted.is_some_and(|wanted| places(state, about, row).contains(&wanted))
        })
    }

    /// The same as [`Filter::wants`], of an event whose marks were worked out before: without the state.
    pub fn takes(&self, marks: &Marks) -> bool {
        let subject = self.subject.as_deref();
        self.kind.is_none_or(|kind| kind == marks.kind)
            && subject.is_none_or(|name| *marks.subject == *name || *marks.about == *name)
            && self.node.as_deref().is_none_or(|code| marks.nodes.iter().any(|node| **node == *code))
    }
}

/// What filters go by, of one event: worked out once, however many follow. It never changes, since all of it is judged at
/// the event's own day and position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    kind: EventType,
    subject: Box<str>,
    /// The subject that a withdrawal or an erasure hits; else the same.
    about: Box<str>,
    /// The codes of every node it belongs to, with all that lie above.
    nodes: Box<[Box<str>]>,
}

impl Marks {
    /// The marks of the event at `position`; none past the head.
    pub fn of(state: &State, position: u64) -> Option<Marks> {
        let (no, row) = state.at(position)?;
        let about = hit(state, no).unwrap_or(no);
        let nodes = places(state, about, row).into_iter().map(|node| state.entry(node).id().into()).collect();
        let name = |no| state.entry(no).name.clone();
        Some(Marks { kind: row.kind, subject: name(no), about: name(about), nodes })
    }
}

/// The subject of the event that a withdrawal or an erasure is about.
fn hit(state: &State, no: SubjectNo) -> Option<SubjectNo> {
    let entry = state.entry(no);
    let id = (entry.kind == SubjectKind::Event).then(|| EventId::parse(entry.id()).ok())??;
    Some(state.at(state.position_of(id)?)?.0)
}

/// The nodes that a subject belongs to, with all that lie above these, at the day and position of an event.
fn places(state: &State, about: SubjectNo, row: &Row) -> Vec<SubjectNo> {
    let tree = Tree::new(state, At { day: row.day, position: u64::from(row.position) });
    let mut homes = homes(state, about, tree.at, &mut Vec::new());
    let mut seen = Vec::new();
    while let Some((home, day)) = homes.pop() {
        // A code that was dropped still is its own place; what it passed to is another.
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

/// The nodes that a subject names as its place, directly or through a case, with the day of the reference.
fn homes(state: &State, no: SubjectNo, at: At, seen: &mut Vec<SubjectNo>) -> Vec<(SubjectNo, Day)> {
    if seen.contains(&no) {
        return Vec::new();
    }
    seen.push(no);
    let entry = state.entry(no);
    if entry.kind == SubjectKind::Node {
        return vec![(no, at.day)];
    }
    // An event may hold from an earlier day than the subject it is about: then the subject's first day tells its place.
    let day = state.introduced_on(no, at.position).map_or(at.day, |first| first.max(at.day));
    let settings = state.fold(no, At { day, ..at }).settings;
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
        found.extend(homes(state, target, at, seen));
    }
    found
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
