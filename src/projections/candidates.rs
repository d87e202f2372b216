//! Selects the subjects that a report must examine: all of them, or those that ever referred to its node.

use std::collections::BTreeSet;

use crate::domain::ids::SubjectKind;
use crate::domain::state::{State, SubjectNo};

const THINGS: [SubjectKind; 4] =
    [SubjectKind::Facility, SubjectKind::Adjustment, SubjectKind::Indicator, SubjectKind::Milestone];

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
        let all = |kinds: &[SubjectKind]| kinds.iter().flat_map(|kind| state.subjects_of(*kind)).copied().collect();
        ReportCandidates { nodes: all(&[SubjectKind::Node]), cases: all(&[SubjectKind::Case]), things: all(&THINGS) }
    }

    /// Returns the subjects that ever referred to the node, or to a subject that did: a report on the node shows
    /// nothing else.
    pub fn below(state: &State, node: SubjectNo) -> ReportCandidates {
        let referring = |to: &[SubjectNo], kinds: &[SubjectKind]| -> BTreeSet<SubjectNo> {
            let referrers = to.iter().flat_map(|no| &state.entry(*no).referrers).copied();
            referrers.filter(|no| kinds.contains(&state.entry(*no).kind)).collect()
        };
        let mut nodes = vec![node];
        let mut seen = BTreeSet::from([node]);
        let mut at = 0;
        while at < nodes.len() {
            let below = referring(&nodes[at..=at], &[SubjectKind::Node]);
            nodes.extend(below.into_iter().filter(|no| seen.insert(*no)));
            at += 1;
        }
        let cases: Vec<_> = referring(&nodes, &[SubjectKind::Case]).into_iter().collect();
        let mut things = referring(&nodes, &THINGS);
        things.extend(referring(&cases, &THINGS));
        ReportCandidates { nodes, cases, things: things.into_iter().collect() }
    }
}
