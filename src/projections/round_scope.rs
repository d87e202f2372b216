//! Which programmes a round covers, and how complete it is.
//!
//! **A programme** is a node at the top of the goal tree that stands on the reporting date.
//!
//! **Of a round** are the notes and lights that name it, and the amounts that it tells again, and that hold from its
//! reporting date or an earlier day. Of what names no round (a note or light without one, an amount, a measurement) those events are of the round that hold from
//! the reporting date itself. A programme *came* when something of the round belongs to it, or to a node or case below
//! it.
//!
//! **The scope** of a round is what it names in `programmas`, and what came. A round that names nothing and to which
//! nothing came has no scope: a log whose notes name no rounds says nothing about what a round covers.
//!
//! A programme outside the scope is *not reported*: a report shows what earlier rounds said about it, and nobody said
//! that this still holds, or that it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::goal_tree::GoalTree;
use super::report_scope::locate;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{EventRow, FieldValue, SubjectNo};
use crate::domain::time::Day;

/// A programme that a round names, by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProgramme {
    /// The code as the round names it.
    pub code: String,
    /// The programme; `None` where no node stands under that code.
    pub programme: Option<SubjectNo>,
}

/// The scope of a round at a point on the two time axes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundScope {
    /// The programmes that the round names; `None` where it names none.
    pub named: Option<Vec<NamedProgramme>>,
    /// The programmes to which something of the round belongs.
    pub came: BTreeSet<SubjectNo>,
}

impl RoundScope {
    /// Returns the scope of a round, at the point of the tree: its reporting date, and the position it is known at.
    pub fn of(tree: &GoalTree<'_>, round: &str) -> RoundScope {
        let nodes: BTreeSet<SubjectNo> = nodes_of_events(tree, &events_of_round(tree, round));
        RoundScope {
            named: named(tree, round),
            came: nodes.into_iter().filter_map(|node| programme_of(tree, node)).collect(),
        }
    }

    /// Returns true when the round names programmes, or something came.
    pub fn is_known(&self) -> bool {
        self.named.is_some() || !self.came.is_empty()
    }

    /// Returns true when the round covers a programme; `None` where it has no scope.
    pub fn covers(&self, programme: SubjectNo) -> Option<bool> {
        self.is_known().then(|| self.came.contains(&programme) || self.names(programme))
    }

    /// Returns true when the round names a programme.
    pub fn names(&self, programme: SubjectNo) -> bool {
        self.named.iter().flatten().any(|named| named.programme == Some(programme))
    }
}

/// Returns the programmes at the point of the tree, in the order of codes.
pub fn programmes(tree: &GoalTree<'_>) -> Vec<SubjectNo> {
    let nodes = tree.state.subjects_of(SubjectKind::Node).iter().copied();
    let mut tops: Vec<SubjectNo> = nodes.filter(|no| tree.node(*no).exists() && tree.parent(*no).is_none()).collect();
    tops.sort_by(|a, b| compare_codes(tree.code(*a), tree.code(*b)));
    tops
}

/// Returns the programme of a node; `None` where it does not stand.
pub fn programme_of(tree: &GoalTree<'_>, node: SubjectNo) -> Option<SubjectNo> {
    let path = std::iter::successors(Some(node), |no| tree.parent(*no));
    let top = path.take(tree.state.subject_count() + 1).last()?;
    tree.node(top).exists().then_some(top)
}

fn named(tree: &GoalTree<'_>, round: &str) -> Option<Vec<NamedProgramme>> {
    let state = tree.state;
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()))?;
    let settings = tree.fold(no).settings;
    let list = settings.get(Field::Programmes)?.value;
    let programme = |code: &str| {
        let node = tree.resolve_code(code, tree.at.day)?;
        programme_of(tree, node)
    };
    let codes = state.list(list).iter().map(|code| state.token(*code));
    Some(codes.map(|code| NamedProgramme { code: code.to_owned(), programme: programme(code) }).collect())
}

/// Returns the events of a round that count at the point of the tree.
fn events_of_round<'s>(tree: &GoalTree<'s>, round: &str) -> Vec<(SubjectNo, &'s EventRow)> {
    let (state, at) = (tree.state, tree.at);
    let own = state.naming_round(round, at.position).filter(|(_, row)| row.day <= at.day);
    let before = Day::from_number(at.day.number() - 1);
    let of_the_day = state.effective_between(before, at.day, at.position).into_iter();
    let without_round = of_the_day.filter(|(no, row)| match row.kind {
        EventType::NoteRecorded | EventType::LightSet => {
            !matches!(state.entry(*no).cell(row, Field::Round), Some(FieldValue::Token(_)))
        }
        EventType::AdjustmentRecorded | EventType::AdjustmentChanged | EventType::IndicatorMeasured => true,
        _ => false,
    });
    own.chain(without_round).filter(|(_, row)| tree.view.counts(row)).collect()
}

/// Returns the node that an event belongs to: for a note or light the node that its code now means.
fn node_of_event(tree: &GoalTree<'_>, no: SubjectNo, row: &EventRow) -> Option<SubjectNo> {
    match tree.state.entry(no).kind {
        SubjectKind::Node => Some(tree.resolve(no, row.day)),
        _ => locate(tree, no, tree.fold(no)).node,
    }
}

/// Returns the nodes that events belong to. A case or an amount, of which there may be many events, is placed once.
fn nodes_of_events(tree: &GoalTree<'_>, events: &[(SubjectNo, &EventRow)]) -> BTreeSet<SubjectNo> {
    let is_node = |no: &SubjectNo| tree.state.entry(*no).kind == SubjectKind::Node;
    let on_nodes = events.iter().filter(|(no, _)| is_node(no)).map(|(no, row)| tree.resolve(*no, row.day));
    let others: BTreeMap<SubjectNo, &EventRow> = events.iter().copied().filter(|(no, _)| !is_node(no)).collect();
    on_nodes.chain(others.into_iter().filter_map(|(no, row)| node_of_event(tree, no, row))).collect()
}

/// How complete a round is for one programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeCompleteness {
    /// The code; of a programme that the round names and that does not stand, as the round names it.
    pub code: String,
    /// The programme; `None` where no node stands under that code.
    pub programme: Option<SubjectNo>,
    /// Whether the round covers it; `None` where the round has no scope.
    pub covered: Option<bool>,
    /// Whether something of the round belongs to it.
    pub came: bool,
    /// The number of its outputs.
    pub outputs: u32,
    /// The number of its outputs with a note of the round: on the output, on a case of it, or naming such a case.
    pub with_note: u32,
}

/// Returns how complete a round is: every programme that stands, in the order of codes, then what the round names and
/// does not stand.
pub fn completeness(tree: &GoalTree<'_>, round: &str) -> (RoundScope, Vec<ProgrammeCompleteness>) {
    let scope = RoundScope::of(tree, round);
    let counts = outputs_with_notes(tree, round);
    let mut all: Vec<ProgrammeCompleteness> = programmes(tree)
        .into_iter()
        .map(|no| {
            let (outputs, with_note) = counts.get(&no).copied().unwrap_or_default();
            ProgrammeCompleteness {
                code: tree.code(no).to_owned(),
                programme: Some(no),
                covered: scope.covers(no),
                came: scope.came.contains(&no),
                outputs,
                with_note,
            }
        })
        .collect();
    for named in scope.named.iter().flatten().filter(|named| named.programme.is_none()) {
        all.push(ProgrammeCompleteness {
            code: named.code.clone(),
            programme: None,
            covered: Some(true),
            came: false,
            outputs: 0,
            with_note: 0,
        });
    }
    (scope, all)
}

/// Returns the number of outputs of each programme, and how many have a note of the round.
fn outputs_with_notes(tree: &GoalTree<'_>, round: &str) -> BTreeMap<SubjectNo, (u32, u32)> {
    let state = tree.state;
    let noted = nodes_with_notes(tree, round);
    let is_output = |no: SubjectNo| {
        let node = tree.node(no);
        let level = node.folded.settings.token(Field::Level).map(|level| state.token(level));
        node.exists() && level == Some("prestatie")
    };
    let mut counts: BTreeMap<SubjectNo, (u32, u32)> = BTreeMap::new();
    for &no in state.subjects_of(SubjectKind::Node) {
        if let Some(programme) = is_output(no).then(|| programme_of(tree, no)).flatten() {
            let (outputs, with_note) = counts.entry(programme).or_default();
            *outputs += 1;
            *with_note += u32::from(noted.contains(&no));
        }
    }
    counts
}

/// Returns the nodes with a note of the round: on the node, on a case of it, or naming such a case.
fn nodes_with_notes(tree: &GoalTree<'_>, round: &str) -> BTreeSet<SubjectNo> {
    let (state, at) = (tree.state, tree.at);
    let own = state.naming_round(round, at.position);
    let notes =
        own.filter(|(_, row)| row.kind == EventType::NoteRecorded && row.day <= at.day && tree.view.counts(row));
    let mut nodes = BTreeSet::new();
    for (no, row) in notes {
        nodes.extend(node_of_event(tree, no, row));
        let named = state.entry(no).cell(row, Field::Cases).map_or(&[][..], |value| state.list(value));
        let cases =
            named.iter().filter_map(|id| state.subject(&format!("{}/{}", SubjectKind::Case.name(), state.token(*id))));
        nodes.extend(cases.filter_map(|case| locate(tree, case, tree.fold(case)).node));
    }
    nodes
}
