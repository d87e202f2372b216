//! Whether a round tells of an amount, or takes it over from an earlier round in silence.
//!
//! **A round tells of an amount** when an event of the amount counts that records or changes it and holds from a day in
//! the window of the round, or that names the round: it was told again as it stands. The window runs from the day after
//! the reporting date of the round before it that covers the programme (see `round_windows`) to its own; without one before,
//! from the first day on.
//!
//! **Carried over** is every other amount that stands. That a round says so is known only in a programme of which it tells
//! another amount again: elsewhere, as in rounds of before there was an event for it, nobody said anything of the amount.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::goal_tree::GoalTree;
use super::report_scope::locate;
use super::round_scope::programme_of;
use super::round_windows::RoundWindows;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, EventRow, FieldValue, State, SubjectNo};
use crate::domain::time::Day;
use crate::word_enum;

word_enum! {
    /// What a round says about an amount that stands.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Telling {
        /// It was recorded for this round.
        New = "nieuw",
        /// It changed since the round before.
        Changed = "gewijzigd",
        /// The round tells it again as it stands.
        Again = "opnieuw-gemeld",
        /// The round says nothing of it: it stands since an earlier one.
        CarriedOver = "overgenomen",
    }
}

/// Reads what one round says about amounts.
#[derive(Debug)]
pub struct TellingReader<'t, 's> {
    /// The goal tree at the reporting date of the round.
    tree: &'t GoalTree<'s>,
    round: &'t str,
    windows: RoundWindows,
}

/// Returns what is known of what a round says about amounts that it shows. One is left out where nobody said anything.
pub fn known_tellings(
    tree: &GoalTree<'_>,
    round: &str,
    shown: impl Iterator<Item = SubjectNo>,
) -> BTreeMap<SubjectNo, Telling> {
    let reader = TellingReader::new(tree, round);
    let told = shown.map(|no| {
        let node = locate(tree, no, tree.fold(no)).node;
        (no, node.and_then(|node| programme_of(tree, node)), reader.of(no, node))
    });
    let told: Vec<(SubjectNo, Option<SubjectNo>, Telling)> = told.collect();
    let programmes = programmes_told(told.iter().map(|(_, programme, telling)| (*programme, *telling)));
    let is_known = |programme: Option<SubjectNo>, telling| {
        telling != Telling::CarriedOver || programme.is_some_and(|programme| programmes.contains(&programme))
    };
    let known = told.into_iter().filter(|(_, programme, telling)| is_known(*programme, *telling));
    known.map(|(no, _, telling)| (no, telling)).collect()
}

/// Returns the programmes of which a round tells an amount again, from what it says about the amounts that it shows.
pub fn programmes_told(told: impl Iterator<Item = (Option<SubjectNo>, Telling)>) -> BTreeSet<SubjectNo> {
    told.filter(|(_, telling)| *telling == Telling::Again).filter_map(|(programme, _)| programme).collect()
}

/// Returns what a round, which need not be recorded yet, says about amounts that stand, at its reporting date and as known
/// at a position.
pub fn tellings(state: &State, at: AsOf, round: &str, amounts: &[SubjectNo]) -> Vec<Telling> {
    let tree = GoalTree::new(state, at);
    let reader = TellingReader::new(&tree, round);
    amounts.iter().map(|no| reader.of(*no, locate(&tree, *no, tree.fold(*no)).node)).collect()
}

impl<'t, 's> TellingReader<'t, 's> {
    /// Prepares to read at the point of a tree: the reporting date of the round.
    pub fn new(tree: &'t GoalTree<'s>, round: &'t str) -> TellingReader<'t, 's> {
        TellingReader::of_programme(tree, round, None)
    }

    /// Does the same for what belongs to one programme, or for everything.
    pub fn of_programme(tree: &'t GoalTree<'s>, round: &'t str, only: Option<SubjectNo>) -> TellingReader<'t, 's> {
        let no = tree.state.subject(&format!("{}/{round}", SubjectKind::Round.name()));
        TellingReader { tree, round, windows: RoundWindows::of(tree, no, only) }
    }

    /// Returns the reporting date of the round before, for what belongs to a node.
    pub fn before(&self, node: Option<SubjectNo>) -> Option<Day> {
        self.windows.before(self.tree, node)
    }

    /// Returns what the round says about an amount that stands and belongs to a node.
    pub fn of(&self, no: SubjectNo, node: Option<SubjectNo>) -> Telling {
        let rows = self.tree.view.rows(no);
        let before = self.before(node);
        let in_window = |row: &EventRow| before.is_none_or(|before| before < row.day);
        let has = |kind: EventType| rows.iter().any(|row| row.kind == kind && in_window(row));
        if has(EventType::AdjustmentRecorded) {
            return Telling::New;
        }
        if has(EventType::AdjustmentChanged) {
            return Telling::Changed;
        }
        if rows.iter().any(|row| self.is_told_again(no, row)) { Telling::Again } else { Telling::CarriedOver }
    }

    fn is_told_again(&self, no: SubjectNo, row: &EventRow) -> bool {
        let state = self.tree.state;
        let named = || state.entry(no).cell(row, Field::Round).and_then(FieldValue::token);
        row.kind == EventType::AdjustmentToldAgain && named().is_some_and(|round| state.token(round) == self.round)
    }
}
