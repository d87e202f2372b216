//! Finds what a step has to compare: what changed between its two points, and what depends on that. Nothing else can
//! differ.
//!
//! The search starts from the events between the two positions, the events that hold from a day between the two dates,
//! and the notes and lights of rounds that count differently. It follows these dependencies:
//!
//! - an amount changes the amounts that it covers or realises, or ever did;
//! - a node that began, ended or moved changes what refers to it, and what refers to ended nodes that passed to it, in
//!   any number of steps; and all nodes of a circle that it closed or opened;
//! - a case that moved changes what belongs to it;
//! - a decision changes the decisions that it fulfils;
//! - a note or light changes the node or case to which it is attached, at either point.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::is_compared;
use super::point_view::PointView;
use super::shown_attachments::{contributors, ever_dropped};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{EventId, Placement, SubjectKind};
use crate::domain::state::{EventRow, StandingInterval, State, SubjectNo, Symbol};
use crate::domain::time::Day;

/// The subjects, and the nodes and cases with notes or lights, that may differ.
#[derive(Debug, Default)]
pub(super) struct ComparisonCandidates {
    /// Subjects whose own fields may differ.
    pub subjects: BTreeSet<SubjectNo>,
    /// Nodes and cases whose notes or light may differ.
    pub homes: BTreeSet<SubjectNo>,
    /// Some node began, ended or moved, so which subjects lie below a node may differ for any subject.
    pub tree_changed: bool,
    contributors: BTreeMap<SubjectNo, Vec<SubjectNo>>,
}

impl ComparisonCandidates {
    /// Finds what may differ between two points, of which `x` was not known later than `y`.
    pub fn between<'s>(x: &PointView<'s>, y: &PointView<'s>) -> ComparisonCandidates {
        let mut search = CandidateSearch { x, y, changed: changed(x, y), found: ComparisonCandidates::default() };
        search.amounts();
        search.decisions();
        search.tree();
        search.cases();
        search.circles();
        search.homes();
        let CandidateSearch { changed, mut found, x, .. } = search;
        let state = x.state();
        found.subjects.extend(changed.into_iter().filter(|no| is_compared(state.entry(*no).kind)));
        found.contributors = found.homes.iter().map(|home| (*home, contributors(state, *home))).collect();
        found
    }

    /// Returns the subjects whose notes and lights may be attached to a node or case that is compared.
    pub fn contributors(&self, home: SubjectNo) -> &[SubjectNo] {
        self.contributors.get(&home).map_or(&[], Vec::as_slice)
    }
}

/// Returns the subjects of events that count at one of the points and not at the other, or count differently.
fn changed(x: &PointView<'_>, y: &PointView<'_>) -> BTreeSet<SubjectNo> {
    let (state, from, to) = (x.state(), x.at(), y.at());
    let mut changed = BTreeSet::new();
    for position in from.position + 1..=to.position {
        let Some((no, row)) = state.at(position) else { continue };
        let (no, row) = if state.entry(no).kind == SubjectKind::Event {
            find_affected_event(state, no).unwrap_or((no, row))
        } else {
            (no, row)
        };
        if from.day != to.day || matters_on(from.day, state, no, row) {
            changed.insert(no);
        }
    }
    let (first, last) = (from.day.min(to.day), from.day.max(to.day));
    if first < last {
        changed.extend(state.effective_between(first, last, to.position).into_iter().map(|(no, _)| no));
    }
    changed
}

/// Returns the event that a withdrawal or erasure refers to.
fn find_affected_event(state: &State, event: SubjectNo) -> Option<(SubjectNo, &EventRow)> {
    state.at(state.position_of(EventId::parse(state.entry(event).id()).ok()?)?)
}

/// Returns false for an event that takes effect later and can not change the state on `day`: it replaces no other
/// event, introduces nothing, and belongs to no case, whose node applies to its attachments before its own day.
fn matters_on(day: Day, state: &State, no: SubjectNo, row: &EventRow) -> bool {
    row.day <= day
        || row.corrects != 0
        || row.kind.holds_from_position()
        || row.kind.introduces()
        || state.entry(no).kind == SubjectKind::Case
}

struct CandidateSearch<'a, 's> {
    x: &'a PointView<'s>,
    y: &'a PointView<'s>,
    changed: BTreeSet<SubjectNo>,
    found: ComparisonCandidates,
}

/// What other subjects read of a node: its times of standing, the heir of each end, and its parent.
type NodeShape = (Vec<StandingInterval>, Vec<Option<SubjectNo>>, Option<(Symbol, Day)>);

impl<'s> CandidateSearch<'_, 's> {
    fn state(&self) -> &'s State {
        self.x.state()
    }

    fn changed_of(&self, kind: SubjectKind) -> Vec<SubjectNo> {
        self.changed.iter().copied().filter(|no| self.state().entry(*no).kind == kind).collect()
    }

    fn referring(&self, to: SubjectNo, placements: &[Placement]) -> Vec<SubjectNo> {
        let referrers = self.state().entry(to).referrers();
        referrers.filter(|no| placements.contains(&self.state().entry(*no).kind.placement())).collect()
    }

    fn amounts(&mut self) {
        for no in self.changed_of(SubjectKind::Adjustment) {
            let state = self.state();
            let targets = state.entry(no).refers_to();
            let targets = targets.filter(|to| state.entry(*to).kind == SubjectKind::Adjustment);
            self.found.subjects.extend(targets);
        }
    }

    fn decisions(&mut self) {
        for no in self.changed_of(SubjectKind::Decision) {
            let fulfilled = self.referring(no, &[Placement::Listed]);
            self.found.subjects.extend(fulfilled);
        }
    }

    fn shape(side: &PointView<'_>, no: SubjectNo) -> NodeShape {
        let node = side.tree().node(no);
        let ends = node.intervals.iter().filter_map(|interval| interval.dropped);
        let heirs = ends.map(|(day, position)| side.tree().heir(no, position, day)).collect();
        let settings = &node.folded.settings;
        let parent = settings.token(Field::Parent).zip(settings.get(Field::Parent).map(|setting| setting.day));
        (node.intervals.clone(), heirs, parent)
    }

    /// Adds what refers to a node that began, ended or moved, and to ended nodes that passed to one.
    fn tree(&mut self) {
        let nodes = self.changed_of(SubjectKind::Node).into_iter();
        let mut meant: Vec<SubjectNo> =
            nodes.filter(|no| Self::shape(self.x, *no) != Self::shape(self.y, *no)).collect();
        self.found.tree_changed = !meant.is_empty();
        let mut seen: BTreeSet<SubjectNo> = meant.iter().copied().collect();
        while let Some(no) = meant.pop() {
            for other in self.referring(no, &[Placement::Tree]) {
                if !seen.contains(&other) && ever_dropped(self.state(), other) {
                    seen.insert(other);
                    meant.push(other);
                }
            }
        }
        for no in seen {
            let referring = self.referring(no, &[Placement::Tree, Placement::Case, Placement::Attached]);
            self.found.subjects.extend(referring);
            // Its notes may be attached elsewhere now.
            self.add_homes_of(no, |_| true);
        }
    }

    /// Adds what belongs to a case that moved.
    fn cases(&mut self) {
        let state = self.state();
        let cases: Vec<SubjectNo> = self.found.subjects.iter().chain(&self.changed).copied().collect();
        for no in cases.into_iter().filter(|no| state.entry(*no).kind == SubjectKind::Case) {
            if inherited_node(self.x, no) != inherited_node(self.y, no) {
                let referring = self.referring(no, &[Placement::Attached]);
                self.found.subjects.extend(referring);
            }
        }
    }

    /// Adds every node of a circle that a moved node closes at either point: which of them becomes a top may have
    /// changed.
    fn circles(&mut self) {
        let state = self.state();
        let moved: Vec<SubjectNo> = self.found.subjects.iter().chain(&self.changed).copied().collect();
        for no in moved.into_iter().filter(|no| self.found.tree_changed && state.entry(*no).kind == SubjectKind::Node) {
            for side in [self.x, self.y] {
                let mut path = vec![no];
                while let Some(above) = path.last().and_then(|last| side.tree().direct_parent(*last)) {
                    if above == no {
                        self.found.subjects.extend(path);
                        break;
                    }
                    if path.contains(&above) {
                        break;
                    }
                    path.push(above);
                }
            }
        }
    }

    /// Adds nodes and cases whose notes or lights changed, or are of a round that counts differently.
    fn homes(&mut self) {
        for no in self.changed.clone() {
            self.add_homes_of(no, |_| true);
        }
        let state = self.state();
        for round in state.subjects_of(SubjectKind::Round) {
            let id = state.entry(*round).id();
            if standing_of(self.x, id) == standing_of(self.y, id) {
                continue;
            }
            let mut by_subject: BTreeMap<SubjectNo, BTreeSet<u32>> = BTreeMap::new();
            for (no, row) in state.naming_round(id, self.y.at().position) {
                by_subject.entry(no).or_default().insert(row.position);
            }
            for (no, positions) in by_subject {
                self.add_homes_of(no, |row| positions.contains(&row.position));
            }
        }
    }

    /// Adds the nodes and cases to which notes and lights of a subject are attached, at either point.
    fn add_homes_of(&mut self, no: SubjectNo, which: impl Fn(&EventRow) -> bool) {
        let state = self.state();
        match state.entry(no).kind.placement() {
            Placement::Case => drop(self.found.homes.insert(no)),
            Placement::Tree => {
                for side in [self.x, self.y] {
                    let hangs = |row: &&&EventRow| {
                        matches!(row.kind, EventType::NoteRecorded | EventType::LightSet) && which(row)
                    };
                    let homes = state.standing_rows(no, side.at());
                    let homes = homes.iter().filter(hangs).filter_map(|row| side.home(no, row));
                    self.found.homes.extend(homes);
                }
            }
            Placement::Attached | Placement::Listed | Placement::Apart => {}
        }
    }
}

/// Returns the node of a case, which what belongs to the case inherits.
fn inherited_node(side: &PointView<'_>, case: SubjectNo) -> Option<SubjectNo> {
    let view = if side.view().is_visible(case) { side.view() } else { side.view().on(Day::from_number(i32::MAX)) };
    let settings = view.fold(case).settings;
    let (setting, code) = settings.get(Field::Node).zip(settings.token(Field::Node))?;
    side.tree().resolve_code(view.state().token(code), setting.day)
}

/// How the notes and lights of a round count at a point.
#[derive(Debug, PartialEq, Eq)]
struct RoundStanding {
    /// Beside those of other rounds of their day, because no round is reported for.
    side_by_side: bool,
    /// As those of the round that is reported for.
    own: bool,
    /// At all: those of a later round do not count.
    counts: bool,
    /// The reporting date of the round, once it is reached.
    date: Option<String>,
}

fn standing_of(side: &PointView<'_>, round: &str) -> RoundStanding {
    let known = side.tree().reporting_date(round);
    let date = known.clone().filter(|date| *date <= side.at().day.to_string());
    let Some(own) = &side.round else { return RoundStanding { side_by_side: true, own: false, counts: true, date } };
    let later = match (&own.reporting_date, &known) {
        (Some(own), Some(other)) => other > own,
        (None, _) | (_, None) => false,
    };
    let is_own = own.id == round;
    RoundStanding { side_by_side: false, own: is_own, counts: is_own || !later, date }
}
