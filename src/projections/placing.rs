//! Whether events that are about to be recorded stand within given nodes: what decides whether somebody may record
//! them who reports about those nodes only.
//!
//! The place of an event is that of the feed: what its data names, else where its subject stands on its day, as known
//! now. Where both exist, all of it must be within, so that nobody takes something of another over by naming a node of
//! their own, nor hands over to another what depends on them: successors and what a decision concerns are held as well.

use std::collections::BTreeSet;

use serde_json::Value;

use super::feed::owner_nodes;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::proposal::Proposal;
use crate::domain::state::{AsOf, State};

/// The fields that place a subject, hand it over, or say what it is about, with the kind of what they name; none for whole
/// names of subjects.
const PLACES: [(Field, Option<SubjectKind>); 6] = [
    (Field::Node, Some(SubjectKind::Node)),
    (Field::Parent, Some(SubjectKind::Node)),
    (Field::Case, Some(SubjectKind::Case)),
    (Field::Successors, Some(SubjectKind::Node)),
    (Field::ContinuationOf, Some(SubjectKind::Node)),
    (Field::Concerns, None),
];

/// Returns the index of the first proposal that does not stand within `nodes` or what is below them. A proposal may be
/// about a subject that an earlier one of the same list introduces.
pub fn first_outside(state: &State, proposals: &[Proposal], nodes: &[String]) -> Option<usize> {
    let mut introduced = BTreeSet::new();
    proposals.iter().position(|proposal| {
        let within = Placing { state, nodes, introduced: &introduced, at: at(state, proposal) }.is_within(proposal);
        if within {
            introduced.insert(proposal.subject.as_str().to_owned());
        }
        !within
    })
}

fn at(state: &State, proposal: &Proposal) -> AsOf {
    AsOf { day: proposal.effective_on, position: state.head() }
}

struct Placing<'a> {
    state: &'a State,
    nodes: &'a [String],
    /// The subjects of earlier proposals of the same list, which are within.
    introduced: &'a BTreeSet<String>,
    at: AsOf,
}

impl Placing<'_> {
    fn is_within(&self, proposal: &Proposal) -> bool {
        let named: Vec<bool> = PLACES
            .iter()
            .flat_map(|place| named(proposal, *place))
            .map(|name| self.stands(&name) == Some(true))
            .collect();
        if named.contains(&false) {
            return false;
        }
        match self.stands(proposal.subject.as_str()) {
            Some(within) => within,
            None => !named.is_empty(),
        }
    }

    /// Returns whether a subject stands within the nodes; `None` if it stands nowhere yet.
    fn stands(&self, name: &str) -> Option<bool> {
        if self.introduced.contains(name) {
            return Some(true);
        }
        let code = name.strip_prefix(SubjectKind::Node.name()).and_then(|rest| rest.strip_prefix('/'));
        if code.is_some_and(|code| self.nodes.iter().any(|node| node == code)) {
            return Some(true);
        }
        let owners = owner_nodes(self.state, self.state.subject(name)?, self.at);
        // A node that was only named, and never introduced, stands nowhere but at itself.
        let is_known = code.is_none() || owners.len() > 1 || self.is_introduced(name);
        (is_known && !owners.is_empty())
            .then(|| owners.iter().any(|owner| self.nodes.iter().any(|node| node == self.state.entry(*owner).id())))
    }

    fn is_introduced(&self, name: &str) -> bool {
        self.state.subject(name).is_some_and(|no| self.state.introduced_on(no, self.at.position).is_some())
    }
}

/// Returns the subjects that a field of a proposal names, which may be a list.
fn named(proposal: &Proposal, (field, kind): (Field, Option<SubjectKind>)) -> Vec<String> {
    let texts = match proposal.body.get(field.name()) {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    };
    let name = |id: &str| kind.map_or_else(|| id.to_owned(), |kind| format!("{}/{id}", kind.name()));
    texts.into_iter().map(name).collect()
}

#[cfg(test)]
#[path = "placing_tests.rs"]
mod tests;
