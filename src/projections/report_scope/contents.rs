//! The contents of a report: every subject that it shows, with the node or case that it belongs to.

use std::collections::BTreeMap;

use super::super::after_sealing::SealingCoverages;
use super::super::goal_tree::GoalTree;
use super::super::money::Amounts;
use super::super::notes::Attached;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{State, SubjectNo, SubjectState};

/// Where a subject belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A node; `None` when the node can not be determined.
    Node(Option<SubjectNo>),
    /// A case that is shown.
    Case(SubjectNo),
}

/// A subject with the place it belongs to.
#[derive(Debug, Clone)]
pub struct LocatedSubject {
    /// The subject.
    pub no: SubjectNo,
    /// Its folded state.
    pub folded: SubjectState,
    /// The node it belongs to, also through its case; totals are per this node.
    pub node: Option<SubjectNo>,
    /// The dropped node it was recorded under, when it is shown elsewhere.
    pub dropped: Option<SubjectNo>,
    /// The case it refers to.
    pub case: Option<SubjectNo>,
}

/// Everything that is attached to one node or one case.
#[derive(Debug, Default)]
pub struct Attachments<'s> {
    /// Notes, of all groups.
    pub notes: Vec<Attached<'s>>,
    /// Lights, of all groups.
    pub lights: Vec<Attached<'s>>,
    /// Events that take effect later.
    pub announced: Vec<Attached<'s>>,
    /// The subjects, by kind: a kind is an index.
    subjects: [Vec<LocatedSubject>; SubjectKind::ALL.len()],
}

impl Attachments<'_> {
    /// Returns the subjects of one kind.
    pub fn of(&self, kind: SubjectKind) -> &[LocatedSubject] {
        &self.subjects[kind as usize]
    }

    /// Returns the subjects of all kinds.
    pub fn subjects(&self) -> impl Iterator<Item = &LocatedSubject> {
        self.subjects.iter().flatten()
    }

    /// Attaches a subject of a kind.
    pub fn attach(&mut self, kind: SubjectKind, subject: LocatedSubject) {
        self.subjects[kind as usize].push(subject);
    }

    /// Orders everything: subjects by id, events by day and rank.
    pub fn sort(&mut self, state: &State) {
        for subjects in &mut self.subjects {
            subjects.sort_by_key(|placed| state.entry(placed.no).id());
        }
        self.announced.sort_by_key(|attached| (attached.row.day, attached.row.rank));
    }
}

/// The contents of a report before its texts are read.
#[derive(Debug)]
pub struct ReportContents<'s> {
    /// The goal tree at the point of the report.
    pub tree: GoalTree<'s>,
    /// The amounts at the point of the report.
    pub amounts: Amounts<'s>,
    /// The budget year.
    pub fiscal_year: i32,
    /// The nodes shown, by parent, in the order of codes; the tops are under `None`.
    pub children: BTreeMap<Option<SubjectNo>, Vec<SubjectNo>>,
    /// What is attached to nodes; under `None` what belongs to no node.
    pub on_nodes: BTreeMap<Option<SubjectNo>, Attachments<'s>>,
    /// What is attached to cases.
    pub on_cases: BTreeMap<SubjectNo, Attachments<'s>>,
    /// Events that take effect later on facilities.
    pub on_facilities: BTreeMap<SubjectNo, Vec<Attached<'s>>>,
    /// The decisions shown.
    pub decisions: Vec<(SubjectNo, SubjectState)>,
    /// The sealings known at the position.
    pub covers: SealingCoverages,
}
