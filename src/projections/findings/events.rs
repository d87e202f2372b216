//! Collects findings about the events behind what is shown: drafts, corrections, and contradictions in the order of
//! days.

use std::collections::BTreeMap;

use super::FindingCode;
use super::collect::{FindingCollector, ShownSubject};
use super::inconsistencies::find_inconsistencies;
use super::pending::{FindingDetails, PendingFinding};
use crate::domain::event::EventType;
use crate::domain::state::{EventRow, SubjectNo};
use crate::notes;

/// By subject: the nodes it belongs to, and its events behind what is shown.
type EventsBehind<'s> = BTreeMap<SubjectNo, (Vec<SubjectNo>, Vec<&'s EventRow>)>;

impl<'p, 's> FindingCollector<'p, 's> {
    /// Collects drafts, corrections that may lack a reason, and contradictory events.
    pub fn collect_events(&self, seen: &[ShownSubject<'p>], drafts: &mut Vec<PendingFinding>) {
        for (no, (nodes, rows)) in self.events_behind(seen) {
            let unreviewed: Vec<u64> =
                rows.iter().filter(|row| self.is_open_draft(row)).map(|row| row.position.into()).collect();
            if !unreviewed.is_empty() {
                let details = FindingDetails::NotReviewed { count: unreviewed.len() };
                drafts.push(PendingFinding::new(FindingCode::NotReviewed, no, &nodes, unreviewed, details));
            }
            for row in rows.iter().filter(|row| row.corrects != 0) {
                let (position, corrected) = (u64::from(row.position), u64::from(row.corrects));
                let details = FindingDetails::NoReason { position, corrected };
                drafts.push(PendingFinding::new(
                    FindingCode::CorrectionWithoutReason,
                    no,
                    &nodes,
                    [corrected, position],
                    details,
                ));
            }
        }
        let shown = seen.iter().map(|seen| (seen.no, seen.nodes.clone()));
        let nodes = self.contents.on_nodes.keys().flatten().map(|no| (*no, vec![*no]));
        for (no, nodes) in shown.chain(nodes).collect::<Vec<_>>() {
            self.collect_inconsistencies(no, &nodes, drafts);
        }
    }

    /// Returns true for a draft that nobody looked at, and that no report which the council adopted has.
    fn is_open_draft(&self, row: &EventRow) -> bool {
        row.unreviewed && !self.point.is_adopted(row)
    }

    /// Returns the number of drafts behind what is shown that the council adopted in a report.
    pub fn adopted_drafts(&self) -> u32 {
        let seen = self.shown_subjects();
        let behind = self.events_behind(&seen);
        let rows = behind.values().flat_map(|(_, rows)| rows);
        let adopted = rows.filter(|row| row.unreviewed && self.point.is_adopted(row));
        u32::try_from(adopted.count()).unwrap_or(u32::MAX)
    }

    fn events_behind(&self, seen: &[ShownSubject<'p>]) -> EventsBehind<'s> {
        let (state, at) = (self.state(), self.point.at);
        let hangs = |row: &&EventRow| matches!(row.kind, EventType::NoteRecorded | EventType::LightSet);
        let own = |no: SubjectNo| state.standing_rows(no, at).into_iter().filter(|row| !hangs(row));
        let mut behind = EventsBehind::new();
        let nodes = self.contents.on_nodes.keys().flatten().map(|no| (*no, vec![*no]));
        let all = seen.iter().map(|seen| (seen.no, seen.nodes.clone())).chain(nodes);
        for (no, nodes) in all.chain([(self.point.no, Vec::new())]) {
            behind.insert(no, (nodes, own(no).collect()));
        }
        let on_nodes = self.contents.on_nodes.iter().map(|(no, things)| (no.iter().copied().collect(), things));
        let places: BTreeMap<SubjectNo, &Vec<SubjectNo>> = seen.iter().map(|seen| (seen.no, &seen.nodes)).collect();
        let on_cases = self.contents.on_cases.iter().map(|(no, things)| (places[no].clone(), things));
        for (nodes, things) in on_nodes.chain(on_cases) {
            for list in [&things.notes, &things.lights] {
                for attached in notes::shown_in_tree(&self.contents.tree, list, Some(&self.point.round)).members {
                    // An event on a code that passed to another node belongs to the node that shows it.
                    let (_, rows) = behind.entry(attached.subject).or_insert_with(|| (nodes.clone(), Vec::new()));
                    rows.push(attached.row);
                }
            }
        }
        behind
    }

    fn collect_inconsistencies(&self, no: SubjectNo, nodes: &[SubjectNo], drafts: &mut Vec<PendingFinding>) {
        let rows = self.state().standing_rows(no, self.point.at);
        let kinds: Vec<EventType> = rows.iter().map(|row| row.kind).collect();
        for (at, inconsistency, against) in find_inconsistencies(&kinds) {
            let (row, against) = (rows[at], against.map(|at| rows[at]));
            let positions = [u64::from(row.position), against.map_or(0, |row| u64::from(row.position))];
            let details = FindingDetails::Inconsistent {
                inconsistency,
                kind: row.kind,
                day: row.day,
                against: against.map(|row| (row.kind, row.day)),
            };
            drafts.push(PendingFinding::new(FindingCode::OddState, no, nodes, positions, details));
        }
    }
}
