//! Selects the subjects that a report must examine: all of them, or those that ever referred to its node.

use std::collections::BTreeSet;

use crate::domain::ids::{Placement, SubjectKind};
use crate::domain::state::{State, SubjectNo};

/// The subjects that may be shown. Whether one really is shown depends on its own state.
pub struct ReportCandidates {
    /// Nodes.
    pub nodes: Vec<SubjectNo>,
    /// Cases.
    pub cases: Vec<SubjectNo>,
    /// Facilities, amounts, indicators, milestones.
    pub things: Vec<SubjectNo>,
}

impl ReportCandidates {
    /// Returns every node, case, facility, amount, indicator and milestone.
    pub fn everything(state: &State) -> ReportCandidates {
        let all =
            |placement| SubjectKind::placed(placement).flat_map(|kind| state.subjects_of(kind)).copied().collect();
        ReportCandidates { nodes: all(Placement::Tree), cases: all(Placement::Case), things: all(Placement::Attached) }
    }

    /// Returns the subjects that ever referred to the node, or to a subject that did: a report on the node shows
    /// nothing else.
    pub fn below(state: &State, node: SubjectNo) -> ReportCandidates {
        let referring = |to: &[SubjectNo], placement| -> BTreeSet<SubjectNo> {
            let referrers = to.iter().flat_map(|no| state.entry(*no).referrers());
            referrers.filter(|no| state.entry(*no).kind.placement() == placement).collect()
        };
        let mut nodes = vec![node];
        let mut seen = BTreeSet::from([node]);
        let mut at = 0;
        while at < nodes.len() {
            let below = referring(&nodes[at..=at], Placement::Tree);
            nodes.extend(below.into_iter().filter(|no| seen.insert(*no)));
            at += 1;
        }
        let cases: Vec<_> = referring(&nodes, Placement::Case).into_iter().collect();
        let mut things = referring(&nodes, Placement::Attached);
        things.extend(referring(&cases, Placement::Attached));
        ReportCandidates { nodes, cases, things: things.into_iter().collect() }
    }
}
