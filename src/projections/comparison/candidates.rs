//! What a comparison has to look at: what changed, and what depends on it. All else can not differ.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::SUBJECTS;
use super::stand::contributors;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{State, SubjectNo};

/// The subjects, and the nodes and cases with notes or lights, that may differ.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// Whose own fields may differ.
    pub subjects: BTreeSet<SubjectNo>,
    /// Whose notes or light may differ.
    pub homes: BTreeSet<SubjectNo>,
    contributors: BTreeMap<SubjectNo, Vec<SubjectNo>>,
}

impl Candidates {
    /// Everything.
    pub fn everything(state: &State) -> Candidates {
        let subjects = SUBJECTS.iter().flat_map(|kind| state.subjects_of(*kind)).copied().collect();
        let homes = [SubjectKind::Node, SubjectKind::Case]
            .into_iter()
            .flat_map(|kind| state.subjects_of(kind))
            .copied()
            .collect();
        Candidates::of(state, subjects, homes)
    }

    fn of(state: &State, subjects: BTreeSet<SubjectNo>, homes: BTreeSet<SubjectNo>) -> Candidates {
        let contributors = homes.iter().map(|home| (*home, contributors(state, *home))).collect();
        Candidates { subjects, homes, contributors }
    }

    /// The subjects whose notes and lights may hang on a node or case that is looked at.
    pub fn contributors(&self, home: SubjectNo) -> &[SubjectNo] {
        self.contributors.get(&home).map_or(&[], Vec::as_slice)
    }
}
