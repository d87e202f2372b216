//! Collects a few subjects of one kind, each on its own: without the tree of nodes and without the limits of a budget
//! year.

use std::collections::BTreeMap;

use super::{Candidates, Gathering, Home, Hung, Picture, Placed};
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, State, SubjectNo};
use crate::projections::after_sealing::Covers;
use crate::projections::money::Amounts;
use crate::projections::tree::Tree;

/// Collects what a list shows of each of `subjects`, in their order.
pub fn gather_alone<'s>(state: &'s State, at: At, subjects: &[SubjectNo]) -> (Picture<'s>, Vec<Placed>) {
    let picture = gather_bare(state, at);
    let mut gathering =
        Gathering { picture, scope: None, in_scope: BTreeMap::new(), shown: [].into(), shown_cases: [].into() };
    let placed = subjects.iter().map(|no| gathering.one(*no)).collect();
    (gathering.picture, placed)
}

/// Returns contents to which nothing is attached yet.
pub fn gather_bare(state: &State, at: At) -> Picture<'_> {
    Picture {
        tree: Tree::new(state, at),
        amounts: Amounts::new(state, at, at.day.year()),
        fiscal_year: at.day.year(),
        children: BTreeMap::new(),
        on_nodes: BTreeMap::new(),
        on_cases: BTreeMap::new(),
        on_facilities: BTreeMap::new(),
        decisions: Vec::new(),
        covers: Covers::known(state, at.position),
    }
}

impl Gathering<'_> {
    fn one(&mut self, no: SubjectNo) -> Placed {
        let (state, at) = (self.state(), self.at());
        match state.entry(no).kind {
            SubjectKind::Node => self.one_node(no),
            SubjectKind::Case => {
                let rows = state.standing_rows(no, at);
                let hung =
                    |kind| rows.iter().filter(move |row| row.kind == kind).map(move |row| Hung { subject: no, row });
                let things = self.picture.on_cases.entry(no).or_default();
                things.notes = hung(EventType::NoteRecorded).collect();
                things.lights = hung(EventType::LightSet).collect();
                self.announce(no, Some(Home::Case(no)));
            }
            SubjectKind::Facility => {
                let later = self.later(no).into_iter().map(|row| Hung { subject: no, row }).collect();
                self.picture.on_facilities.insert(no, later);
            }
            SubjectKind::Adjustment
            | SubjectKind::Indicator
            | SubjectKind::Milestone
            | SubjectKind::Decision
            | SubjectKind::Round
            | SubjectKind::Event => {}
        }
        self.place(no, self.picture.tree.fold(no))
    }

    /// Collects the notes and lights of a node: its own, and those of codes that passed to it.
    fn one_node(&mut self, no: SubjectNo) {
        let (state, at) = (self.state(), self.at());
        self.picture.on_nodes.entry(Some(no)).or_default();
        for other in Candidates::below(state, no).nodes {
            for row in state.standing_rows(other, at) {
                let note = row.kind == EventType::NoteRecorded;
                if (note || row.kind == EventType::LightSet) && self.picture.tree.resolve(other, row.day) == no {
                    let things = self.on_node(Some(no));
                    let list = if note { &mut things.notes } else { &mut things.lights };
                    list.push(Hung { subject: other, row });
                }
            }
        }
        self.announce(no, Some(Home::Node(Some(no))));
    }
}
