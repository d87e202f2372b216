//! Selects what a report shows and places every subject, before any text is read.

mod contents;
mod location;
mod single_subjects;

use std::collections::{BTreeMap, BTreeSet};

use super::after_sealing::SealingCoverages;
use super::candidates::ReportCandidates;
use super::goal_tree::GoalTree;
use super::money::Amounts;
use super::notes::Attached;
use super::rules::ReportRules;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{Placement, SubjectKind, compare_codes};
use crate::domain::state::{AsOf, EventRow, State, SubjectNo, SubjectState};

pub use contents::{Attachments, LocatedSubject, Owner, ReportContents};
pub use location::{locate, node_of};
pub use single_subjects::{empty_contents, select_subjects};

/// Collects what a report by these rules shows at `at`, for everything or for `scope` with what is below it.
pub fn select_contents(
    rules: ReportRules,
    state: &State,
    at: AsOf,
    scope: Option<SubjectNo>,
    fiscal_year: i32,
) -> ReportContents<'_> {
    let candidates =
        scope.map_or_else(|| ReportCandidates::everything(state), |node| ReportCandidates::below(state, node));
    let mut gathering = ContentsBuilder {
        contents: ReportContents {
            tree: GoalTree::with_rules(rules, state.as_of(at)),
            amounts: Amounts::new(state.as_of(at), fiscal_year),
            fiscal_year,
            children: BTreeMap::new(),
            on_nodes: BTreeMap::new(),
            on_cases: BTreeMap::new(),
            on_facilities: BTreeMap::new(),
            decisions: Vec::new(),
            covers: SealingCoverages::known(state, at.position),
        },
        scope,
        in_scope: BTreeMap::new(),
        shown: BTreeSet::new(),
        shown_cases: BTreeSet::new(),
    };
    gathering.add_nodes(&candidates.nodes);
    gathering.add_cases(&candidates.cases);
    gathering.add_attached(&candidates.things);
    gathering.arrange_nodes();
    gathering.add_decisions(&candidates);
    gathering.contents
}

struct ContentsBuilder<'s> {
    contents: ReportContents<'s>,
    scope: Option<SubjectNo>,
    in_scope: BTreeMap<SubjectNo, bool>,
    /// The nodes, facilities, amounts, indicators and milestones that are shown.
    shown: BTreeSet<SubjectNo>,
    shown_cases: BTreeSet<SubjectNo>,
}

impl<'s> ContentsBuilder<'s> {
    fn state(&self) -> &'s State {
        self.contents.tree.state
    }

    fn at(&self) -> AsOf {
        self.contents.tree.at
    }

    /// Returns true when the node is in the scope of this report.
    fn is_in_scope(&mut self, node: Option<SubjectNo>) -> bool {
        let Some(scope) = self.scope else { return true };
        let Some(node) = node else { return false };
        if let Some(known) = self.in_scope.get(&node) {
            return *known;
        }
        let mut next = Some(node);
        let mut steps = 0;
        let mut within = false;
        while let Some(no) = next.filter(|_| steps <= self.state().subject_count()) {
            if no == scope {
                within = true;
                break;
            }
            next = self.contents.tree.parent(no);
            steps += 1;
        }
        self.in_scope.insert(node, within);
        within
    }

    fn on_node(&mut self, node: Option<SubjectNo>) -> &mut Attachments<'s> {
        if let Some(no) = node {
            self.shown.insert(no);
        }
        self.contents.on_nodes.entry(node).or_default()
    }

    fn add_nodes(&mut self, candidates: &[SubjectNo]) {
        let (state, at) = (self.state(), self.at());
        for &no in candidates {
            let stands = self.contents.tree.node(no).exists();
            let nameless = !stands && state.introduced_on(no, at.position).is_none() && state.is_visible(no, at);
            if (stands || nameless) && self.is_in_scope(Some(no)) {
                self.on_node(Some(no));
            }
            for row in state.standing_rows(no, at) {
                let notes = match row.kind {
                    EventType::NoteRecorded => true,
                    EventType::LightSet => false,
                    _ => continue,
                };
                let target = Some(self.contents.tree.resolve(no, row.day));
                if self.is_in_scope(target) {
                    let things = self.on_node(target);
                    let list = if notes { &mut things.notes } else { &mut things.lights };
                    list.push(Attached { subject: no, row });
                }
            }
            let home = if stands { Some(no) } else { None };
            self.attach_announced(no, home.map(|no| Owner::Node(Some(no))));
        }
    }

    fn add_cases(&mut self, candidates: &[SubjectNo]) {
        let (state, at) = (self.state(), self.at());
        for &no in candidates {
            let folded = self.contents.tree.fold(no);
            let placed = self.place(no, folded);
            if self.is_case_shown(no) && self.is_in_scope(placed.node) {
                self.shown_cases.insert(no);
                let rows = state.standing_rows(no, at);
                let attached = |kind| {
                    rows.iter().filter(move |row| row.kind == kind).map(move |row| Attached { subject: no, row })
                };
                let things = self.contents.on_cases.entry(no).or_default();
                things.notes = attached(EventType::NoteRecorded).collect();
                things.lights = attached(EventType::LightSet).collect();
                self.on_node(placed.node).attach(SubjectKind::Case, placed);
            }
            let itself = self.is_case_shown(no).then_some(Owner::Case(no));
            self.attach_announced(no, itself);
        }
    }

    fn add_attached(&mut self, candidates: &[SubjectNo]) {
        let (state, at) = (self.state(), self.at());
        for &no in candidates {
            let kind = state.entry(no).kind;
            let folded = self.contents.tree.fold(no);
            let shows = state.is_visible(no, at) && self.is_shown(no, kind, &folded);
            let mut placed = self.place(no, folded);
            let shown = shows && self.is_in_scope(placed.node);
            if shown {
                self.shown.insert(no);
                let things = match placed.case.filter(|case| self.shown_cases.contains(case)) {
                    Some(case) => {
                        placed.dropped = None; // the case shows it
                        self.contents.on_cases.entry(case).or_default()
                    }
                    None => self.on_node(placed.node),
                };
                things.attach(kind, placed);
            }
            if !(shows && kind == SubjectKind::Facility) {
                self.attach_announced(no, None);
            } else if shown {
                let later = self.future_events(no);
                self.contents
                    .on_facilities
                    .insert(no, later.into_iter().map(|row| Attached { subject: no, row }).collect());
            }
        }
    }

    /// Returns true when a report of everything shows the case: it is open, or was closed in the budget year.
    fn is_case_shown(&self, no: SubjectNo) -> bool {
        let folded = self.contents.tree.fold(no);
        let closed = folded.status.filter(|status| status.kind == EventType::CaseClosed);
        closed.is_none_or(|status| status.day.year() == self.contents.fiscal_year)
            && self.state().is_visible(no, self.at())
    }

    /// Returns true when a report on the budget year shows a subject in this state.
    fn is_shown(&self, no: SubjectNo, kind: SubjectKind, folded: &SubjectState) -> bool {
        let this_year = |day: crate::domain::time::Day| day.year() == self.contents.fiscal_year;
        let ended = folded.status.filter(|status| {
            matches!(status.kind, EventType::FacilityClosed | EventType::MilestoneMet | EventType::MilestoneDropped)
        });
        match kind {
            SubjectKind::Adjustment => self.contents.amounts.is_shown(no),
            _ => ended.is_none_or(|status| this_year(status.day)),
        }
    }

    /// Finds where a subject in this state belongs.
    fn place(&self, no: SubjectNo, folded: SubjectState) -> LocatedSubject {
        locate(&self.contents.tree, no, folded)
    }

    /// Returns the events of a subject that count and take effect later, by the day they take effect, then rank.
    fn future_events(&self, no: SubjectNo) -> Vec<&'s EventRow> {
        let (state, at) = (self.state(), self.at());
        let rows = state.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= at.position);
        let mut later: Vec<&EventRow> = rows
            .filter(|row| row.day > at.day && !row.kind.holds_from_position() && state.counts(row, at.position))
            .filter(|row| row.kind != EventType::AdjustmentToldAgain) // it takes no effect
            .collect();
        later.sort_by_key(|row| (row.day, row.rank));
        later
    }

    /// Attaches the events that take effect later: to the subject itself where it is shown, else to the place where it
    /// will belong.
    fn attach_announced(&mut self, no: SubjectNo, itself: Option<Owner>) {
        for row in self.future_events(no) {
            let attached = Attached { subject: no, row };
            let home = itself.unwrap_or_else(|| self.future_owner(no, row));
            match home {
                Owner::Case(case) if self.shown_cases.contains(&case) => {
                    self.contents.on_cases.entry(case).or_default().announced.push(attached);
                }
                Owner::Node(node) if self.is_in_scope(node) => self.on_node(node).announced.push(attached),
                Owner::Node(_) | Owner::Case(_) => {} // the case is not shown, or the node is outside the scope
            }
        }
    }

    fn future_owner(&self, no: SubjectNo, row: &EventRow) -> Owner {
        let state = self.state();
        let then = AsOf { day: row.day, ..self.at() };
        if state.entry(no).kind == SubjectKind::Node {
            return Owner::Node(self.existing_ancestor(no, then));
        }
        let placed = self.place(no, state.fold(no, then));
        match placed.case.filter(|case| self.is_case_shown(*case)) {
            Some(case) => Owner::Case(case),
            None => Owner::Node(placed.node.and_then(|node| match self.contents.tree.node(node).exists() {
                true => Some(node),
                false => self.existing_ancestor(node, then),
            })),
        }
    }

    /// Finds the nearest node that exists at the point of the report, above where `no` will be.
    fn existing_ancestor(&self, no: SubjectNo, then: AsOf) -> Option<SubjectNo> {
        let (state, tree) = (self.state(), &self.contents.tree);
        let mut seen = BTreeSet::from([no]);
        let mut next = no;
        loop {
            let settings = state.fold(next, then).settings;
            let (setting, code) = settings.get(Field::Parent).zip(settings.token(Field::Parent))?;
            next = tree.resolve_code(state.token(code), setting.day)?;
            if tree.node(next).exists() {
                return Some(next);
            }
            if !seen.insert(next) {
                return None;
            }
        }
    }

    fn add_decisions(&mut self, candidates: &ReportCandidates) {
        let (state, at) = (self.state(), self.at());
        let decisions: Vec<SubjectNo> = if self.scope.is_none() {
            state.subjects_of(SubjectKind::Decision).to_vec()
        } else {
            let all = candidates.nodes.iter().chain(&candidates.cases).chain(&candidates.things);
            let referrers: BTreeSet<_> = all.flat_map(|no| state.entry(*no).referrers()).collect();
            referrers.into_iter().filter(|no| state.entry(*no).kind == SubjectKind::Decision).collect()
        };
        for no in decisions {
            let folded = self.contents.tree.fold(no);
            let of_the_year = folded.status.is_some_and(|s| s.day.year() == self.contents.fiscal_year);
            if state.is_visible(no, at) && (of_the_year && self.scope.is_none() || self.concerns_shown(&folded)) {
                self.contents.decisions.push((no, folded));
            }
        }
        self.contents.decisions.sort_by_key(|(no, _)| state.entry(*no).id());
    }

    fn concerns_shown(&self, decision: &SubjectState) -> bool {
        let state = self.state();
        let Some(setting) = decision.settings.get(Field::Concerns) else { return false };
        state.list(setting.value).iter().filter_map(|subject| state.subject(state.token(*subject))).any(
            |no| match state.entry(no).kind.placement() {
                Placement::Tree => self.shown.contains(&self.contents.tree.resolve(no, setting.day)),
                Placement::Case => self.shown_cases.contains(&no),
                Placement::Attached => self.shown.contains(&no),
                Placement::Listed | Placement::Apart => false,
            },
        )
    }

    /// Puts every node that is shown below its parent, and sorts all lists.
    fn arrange_nodes(&mut self) {
        let state = self.state();
        let mut nodes: Vec<SubjectNo> = self.contents.on_nodes.keys().copied().flatten().collect();
        while let Some(no) = nodes.pop() {
            let above = if Some(no) == self.scope { None } else { self.contents.tree.parent(no) };
            self.contents.children.entry(above).or_default().push(no);
            // A node may have a parent that does not exist: that code is shown as well, so that nothing is left out.
            if let Some(above) = above
                && !self.contents.on_nodes.contains_key(&Some(above))
            {
                self.on_node(Some(above));
                nodes.push(above);
            }
        }
        for children in self.contents.children.values_mut() {
            children.sort_by(|a, b| compare_codes(state.entry(*a).id(), state.entry(*b).id()));
        }
        for things in self.contents.on_nodes.values_mut().chain(self.contents.on_cases.values_mut()) {
            things.sort(state);
        }
    }
}
