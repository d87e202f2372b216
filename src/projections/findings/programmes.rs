//! Collects findings on programmes for which nothing came.

use super::FindingCode;
use super::collect::FindingCollector;
use super::pending::{FindingDetails, PendingFinding};
use crate::domain::field::Field;
use crate::domain::state::SubjectNo;
use crate::round_scope::{programme_of, programmes};

impl FindingCollector<'_, '_> {
    /// Adds the programmes to which nothing of the round belongs: those that stand, and those that the round names and
    /// that do not stand.
    pub(super) fn collect_programmes(&self, drafts: &mut Vec<PendingFinding>) {
        let (tree, round) = (&self.contents.tree, self.point.no);
        let named_by = tree.fold(round).settings.get(Field::Programmes).map_or(0, |setting| setting.position);
        for no in programmes(tree).into_iter().filter(|no| !self.scope.came.contains(no)) {
            let is_named = self.scope.names(no);
            let taken_up = tree.node(no).folded.status.map_or(0, |status| status.position);
            let positions = [taken_up, if is_named { named_by } else { 0 }];
            let details = FindingDetails::NotReported { is_named };
            drafts.push(PendingFinding::new(FindingCode::ProgrammeNotReported, no, &[no], positions, details));
        }
        for named in self.scope.named.iter().flatten().filter(|named| named.programme.is_none()) {
            let details = FindingDetails::NotTakenUp { code: named.code.clone() };
            drafts.push(PendingFinding::new(FindingCode::ProgrammeNotReported, round, &[], [named_by], details));
        }
    }

    /// Returns true unless a node belongs to a programme that the round does not cover.
    pub(super) fn is_covered(&self, node: SubjectNo) -> bool {
        let programme = programme_of(&self.contents.tree, node);
        programme.and_then(|programme| self.scope.covers(programme)).unwrap_or(true)
    }
}
