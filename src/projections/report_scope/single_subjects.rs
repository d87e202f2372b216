//! Collects a few subjects of one kind, each on its own: without the tree of nodes and without the limits of a budget
//! year.

use std::collections::BTreeMap;

use super::{Attached, ContentsBuilder, LocatedSubject, Owner, ReportCandidates, ReportContents};
use crate::after_sealing::SealingCoverages;
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State, StateView, SubjectNo};
use crate::goal_tree::GoalTree;
use crate::money::Amounts;
use crate::rules::ReportRules;

/// Collects what a list shows of each of `subjects`, in their order.
pub fn select_subjects<'s>(
    state: &'s State,
    at: AsOf,
    subjects: &[SubjectNo],
) -> (ReportContents<'s>, Vec<LocatedSubject>) {
    let report_contents = empty_contents(state.as_of(at), SealingCoverages::known(state, at.position));
    let mut gathering = ContentsBuilder {
        contents: report_contents,
        scope: None,
        in_scope: BTreeMap::new(),
        shown: [].into(),
        shown_cases: [].into(),
    };
    let placed = subjects.iter().map(|no| gathering.add_subject(*no)).collect();
    (gathering.contents, placed)
}

/// Returns contents to which nothing is attached yet.
pub fn empty_contents(view: StateView<'_>, covers: SealingCoverages) -> ReportContents<'_> {
    ReportContents {
        tree: GoalTree::with_rules(ReportRules::CURRENT, view),
        amounts: Amounts::new(view, view.day().year()),
        fiscal_year: view.day().year(),
        children: BTreeMap::new(),
        on_nodes: BTreeMap::new(),
        on_cases: BTreeMap::new(),
        on_facilities: BTreeMap::new(),
        decisions: Vec::new(),
        covers,
    }
}

impl ContentsBuilder<'_> {
    fn add_subject(&mut self, no: SubjectNo) -> LocatedSubject {
        let (state, at) = (self.state(), self.at());
        match state.entry(no).kind {
            SubjectKind::Node => self.add_notes_of_node(no),
            SubjectKind::Case => {
                let rows = state.standing_rows(no, at);
                let attached = |kind| {
                    rows.iter().filter(move |row| row.kind == kind).map(move |row| Attached { subject: no, row })
                };
                let things = self.contents.on_cases.entry(no).or_default();
                things.notes = attached(EventType::NoteRecorded).collect();
                things.lights = attached(EventType::LightSet).collect();
                self.attach_announced(no, Some(Owner::Case(no)));
            }
            SubjectKind::Facility => {
                let later = self.future_events(no).into_iter().map(|row| Attached { subject: no, row }).collect();
                self.contents.on_facilities.insert(no, later);
            }
            SubjectKind::Adjustment
            | SubjectKind::Indicator
            | SubjectKind::Milestone
            | SubjectKind::Decision
            | SubjectKind::Round
            | SubjectKind::Event => {}
        }
        self.place(no, self.contents.tree.fold(no))
    }

    /// Collects the notes and lights of a node: its own, and those of codes that passed to it.
    fn add_notes_of_node(&mut self, no: SubjectNo) {
        let (state, at) = (self.state(), self.at());
        self.contents.on_nodes.entry(Some(no)).or_default();
        for other in ReportCandidates::below(state, no).nodes {
            for row in state.standing_rows(other, at) {
                let note = row.kind == EventType::NoteRecorded;
                if (note || row.kind == EventType::LightSet) && self.contents.tree.resolve(other, row.day) == no {
                    let things = self.on_node(Some(no));
                    let list = if note { &mut things.notes } else { &mut things.lights };
                    list.push(Attached { subject: other, row });
                }
            }
        }
        self.attach_announced(no, Some(Owner::Node(Some(no))));
    }
}
