//! The rounds before a round, for each programme: a round that does not cover a programme is none before it.
//!
//! **Covered.** A round covers the programmes of its scope ([`round_scope`](super::round_scope)) on its own reporting
//! date, as known at the point; one without a scope covers all. A programme that goes on under another code is the one
//! that it goes on as.
//!
//! **The round before**, for what belongs to a programme, is the newest of the last [`ROUNDS_BACK`] rounds before this one
//! that covers the programme; for what belongs to none, the newest of them.

use std::collections::{BTreeMap, BTreeSet};

use super::goal_tree::GoalTree;
use super::reporting_dates::{ROUNDS_BACK, rounds_before};
use super::round_scope::{RoundScope, programme_of, programmes};
use crate::domain::state::{AsOf, SubjectNo};
use crate::domain::time::Day;

/// Which programmes at the point of a tree an earlier round covers.
#[derive(Debug)]
pub struct Coverage(Option<BTreeSet<SubjectNo>>);

impl Coverage {
    /// Reads what an earlier round covers at a point: its reporting date, and the position that it is known at.
    pub fn of(tree: &GoalTree<'_>, round: &str, then: AsOf) -> Coverage {
        let before = GoalTree::new(tree.state, then);
        let scope = RoundScope::of(&before, round);
        let named = scope.named.iter().flatten().filter_map(|named| named.programme);
        let covered: BTreeSet<SubjectNo> = scope.came.iter().copied().chain(named).collect();
        let now = |no| programme_of(tree, tree.resolve(no, then.day));
        Coverage(scope.is_known().then(|| covered.into_iter().filter_map(now).collect()))
    }

    /// Returns true when the round covers a programme; what belongs to none is covered by every round.
    pub fn contains(&self, programme: Option<SubjectNo>) -> bool {
        match (&self.0, programme) {
            (Some(covered), Some(programme)) => covered.contains(&programme),
            (None, _) | (_, None) => true,
        }
    }
}

/// The reporting date of the round before, for each programme.
#[derive(Debug, Default)]
pub struct RoundWindows {
    newest: Option<Day>,
    of_programmes: BTreeMap<SubjectNo, Day>,
}

impl RoundWindows {
    /// Reads them at the reporting date of a round, which need not be recorded yet; for one programme, or for all.
    pub fn of(tree: &GoalTree<'_>, round: Option<SubjectNo>, only: Option<SubjectNo>) -> RoundWindows {
        let before = rounds_before(tree.state, tree.at, round);
        let mut windows =
            RoundWindows { newest: before.first().map(|(date, _)| *date), of_programmes: BTreeMap::new() };
        let mut open = only.map_or_else(|| programmes(tree), |programme| vec![programme]);
        for (date, round) in before.iter().take(ROUNDS_BACK) {
            if open.is_empty() {
                break;
            }
            let coverage = Coverage::of(tree, round, AsOf { day: *date, position: tree.at.position });
            open.retain(|programme| {
                let covered = coverage.contains(Some(*programme));
                if covered {
                    windows.of_programmes.insert(*programme, *date);
                }
                !covered
            });
        }
        windows
    }

    /// Returns the reporting date of the round before, for what belongs to a node; `None` where there is none.
    pub fn before(&self, tree: &GoalTree<'_>, node: Option<SubjectNo>) -> Option<Day> {
        match node.and_then(|node| programme_of(tree, node)) {
            Some(programme) => self.of_programmes.get(&programme).copied(),
            None => self.newest,
        }
    }
}
