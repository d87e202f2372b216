//! Collects what was recorded after a sealing about a day that it covers.

use std::collections::{BTreeMap, BTreeSet};

use super::FindingCode;
use super::collect::{FindingCollector, ShownSubject};
use super::pending::{FindingDetails, LateEvent, PendingFinding};
use crate::after_sealing::Touch;
use crate::domain::ids::Placement;
use crate::domain::state::SubjectNo;
use crate::domain::time::Day;
use crate::report_scope::locate;

impl<'p> FindingCollector<'p, '_> {
    /// Adds one finding for each subject and sealing. An event that came after the sealing of this round is not
    /// reported again for the round before.
    pub fn collect_late(&self, seen: &[ShownSubject<'p>], drafts: &mut Vec<PendingFinding>) {
        let state = self.state();
        let places: BTreeMap<SubjectNo, &Vec<SubjectNo>> = seen.iter().map(|seen| (seen.no, &seen.nodes)).collect();
        let mut told: BTreeSet<u64> = BTreeSet::new();
        for (cover, until) in &self.point.covers {
            let mut late: BTreeMap<SubjectNo, Vec<LateEvent>> = BTreeMap::new();
            for position in cover.last_position + 1..=*until {
                let Some((no, touch)) = Touch::at(state, position) else { continue };
                if cover.precedes(touch, Day::from_number(i32::MAX)) && told.insert(position) {
                    late.entry(no).or_default().extend(LateEvent::at(state, position));
                }
            }
            for (no, events) in late {
                let nodes = places.get(&no).map_or_else(|| self.home(no), |nodes| (*nodes).clone());
                let positions: Vec<u64> = events.iter().map(|event| event.position).collect();
                let details = FindingDetails::AfterSealing { sealing: cover.name.clone(), events };
                drafts.push(PendingFinding::new(FindingCode::AfterSealing, no, &nodes, positions, details));
            }
        }
    }

    /// Returns the node of a subject that the report does not show.
    fn home(&self, no: SubjectNo) -> Vec<SubjectNo> {
        let tree = &self.contents.tree;
        match self.state().entry(no).kind.placement() {
            Placement::Tree => vec![tree.resolve(no, self.point.at.day)],
            Placement::Listed | Placement::Apart => Vec::new(),
            Placement::Case | Placement::Attached => locate(tree, no, tree.fold(no)).node.into_iter().collect(),
        }
    }
}
