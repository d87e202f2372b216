//! Whether events that are about to be recorded stand within given nodes: what decides whether somebody may record
//! them who reports about those nodes only.
//!
//! The place of an event is that of the feed: what its data names, else where its subject stands on its day, as known
//! now. Where both exist, both must be within, so that nobody takes something of another over by naming a node of their
//! own.

use std::collections::BTreeSet;

use serde_json::Value;

use super::feed::owner_nodes;
use crate::domain::ids::SubjectKind;
use crate::domain::proposal::Proposal;
use crate::domain::state::{AsOf, State};

/// The fields that place a subject, with the kind of what they name.
const PLACES: [(&str, SubjectKind); 3] =
    [("onderdeel", SubjectKind::Node), ("bovenliggend", SubjectKind::Node), ("dossier", SubjectKind::Case)];

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
            .filter_map(|(field, kind)| Some((proposal.body.get(*field)?.as_str()?, kind.name())))
            .map(|(id, kind)| self.stands(&format!("{kind}/{id}")) == Some(true))
            .collect();
        if named.contains(&false) {
            return false;
        }
        match self.stands(proposal.subject.as_str()) {
            Some(within) => within,
            None if !named.is_empty() => true,
            None => {
                let concerned = proposal.body.get("betreft").and_then(Value::as_array).into_iter().flatten();
                concerned.filter_map(Value::as_str).any(|subject| self.stands(subject) == Some(true))
            }
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

#[cfg(test)]
#[path = "placing_tests.rs"]
mod tests;
