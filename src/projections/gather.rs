//! Selects what a report shows and places every subject, before any text is read.

mod alone;
mod place;

use std::collections::{BTreeMap, BTreeSet};

use super::after_sealing::Covers;
use super::candidates::Candidates;
use super::money::Amounts;
use super::notes::Hung;
use super::rules::Rules;
use super::tree::Tree;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, Folded, Row, State, SubjectNo};

pub use alone::{gather_alone, gather_bare};
pub use place::place;

/// Where a subject belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// A node; `None` when the node can not be determined.
    Node(Option<SubjectNo>),
    /// A case that is shown.
    Case(SubjectNo),
}

/// A subject with the place it belongs to.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The subject.
    pub no: SubjectNo,
    /// Its folded state.
    pub folded: Folded,
    /// The node it belongs to, also through its case; totals are per this node.
    pub node: Option<SubjectNo>,
    /// The dropped node it was recorded under, when it is shown elsewhere.
    pub dropped: Option<SubjectNo>,
    /// The case it refers to.
    pub case: Option<SubjectNo>,
}

/// Everything that is attached to one node or one case.
#[derive(Debug, Default)]
pub struct Things<'s> {
    /// Notes, of all groups.
    pub notes: Vec<Hung<'s>>,
    /// Lights, of all groups.
    pub lights: Vec<Hung<'s>>,
    /// Cases.
    pub cases: Vec<Placed>,
    /// Facilities.
    pub facilities: Vec<Placed>,
    /// Amounts.
    pub adjustments: Vec<Placed>,
    /// Indicators.
    pub indicators: Vec<Placed>,
    /// Milestones.
    pub milestones: Vec<Placed>,
    /// Events that take effect later.
    pub announced: Vec<Hung<'s>>,
}

/// The contents of a report before its texts are read.
#[derive(Debug)]
pub struct Picture<'s> {
    /// The goal tree at the point of the report.
    pub tree: Tree<'s>,
    /// The amounts at the point of the report.
    pub amounts: Amounts<'s>,
    /// The budget year.
    pub fiscal_year: i32,
    /// The nodes shown, by parent, in the order of codes; the tops are under `None`.
    pub children: BTreeMap<Option<SubjectNo>, Vec<SubjectNo>>,
    /// What is attached to nodes; under `None` what belongs to no node.
    pub on_nodes: BTreeMap<Option<SubjectNo>, Things<'s>>,
    /// What is attached to cases.
    pub on_cases: BTreeMap<SubjectNo, Things<'s>>,
    /// Events that take effect later on facilities.
    pub on_facilities: BTreeMap<SubjectNo, Vec<Hung<'s>>>,
    /// The decisions shown.
    pub decisions: Vec<(SubjectNo, Folded)>,
    /// The sealings known at the position.
    pub covers: Covers,
}

/// Collects what a report by these rules shows at `at`, for everything or for `scope` with what is below it.
pub fn gather(rules: Rules, state: &State, at: At, scope: Option<SubjectNo>, fiscal_year: i32) -> Picture<'_> {
    let candidates = scope.map_or_else(|| Candidates::everything(state), |node| Candidates::below(state, node));
    let mut gathering = Gathering {
        picture: Picture {
            tree: Tree::under(rules, state, at),
            amounts: Amounts::new(state, at, fiscal_year),
            fiscal_year,
            children: BTreeMap::new(),
            on_nodes: BTreeMap::new(),
            on_cases: BTreeMap::new(),
            on_facilities: BTreeMap::new(),
            decisions: Vec::new(),
            covers: Covers::known(state, at.position),
        },
        scope,
        in_scope: BTreeMap::new(),
        shown: BTreeSet::new(),
        shown_cases: BTreeSet::new(),
    };
    gathering.nodes(&candidates.nodes);
    gathering.cases(&candidates.cases);
    gathering.things(&candidates.things);
    gathering.hang_nodes();
    gathering.decisions(&candidates);
    gathering.picture
}

struct Gathering<'s> {
    picture: Picture<'s>,
    scope: Option<SubjectNo>,
    in_scope: BTreeMap<SubjectNo, bool>,
    /// The nodes, facilities, amounts, indicators and milestones that are shown.
    shown: BTreeSet<SubjectNo>,
    shown_cases: BTreeSet<SubjectNo>,
}

impl<'s> Gathering<'s> {
    fn state(&self) -> &'s State {
        self.picture.tree.state
    }

    fn at(&self) -> At {
        self.picture.tree.at
    }

    /// Returns true when the node is in the scope of this report.
    fn within(&mut self, node: Option<SubjectNo>) -> bool {
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
            next = self.picture.tree.parent(no);
            steps += 1;
        }
        self.in_scope.insert(node, within);
        within
    }

    fn on_node(&mut self, node: Option<SubjectNo>) -> &mut Things<'s> {
        if let Some(no) = node {
            self.shown.insert(no);
        }
        self.picture.on_nodes.entry(node).or_default()
    }

    fn nodes(&mut self, candidates: &[SubjectNo]) {
        let (state, at) = (self.state(), self.at());
        for &no in candidates {
            let stands = self.picture.tree.node(no).stands();
            let nameless = !stands && state.introduced_on(no, at.position).is_none() && state.shows(no, at);
            if (stands || nameless) && self.within(Some(no)) {
                self.on_node(Some(no));
            }
            for row in state.standing_rows(no, at) {
                let notes = match row.kind {
                    EventType::NoteRecorded => true,
                    EventType::LightSet => false,
                    _ => continue,
                };
                let target = Some(self.picture.tree.resolve(no, row.day));
                if self.within(target) {
                    let things = self.on_node(target);
                    let list = if notes { &mut things.notes } else { &mut things.lights };
                    list.push(Hung { subject: no, row });
                }
            }
            let home = if stands { Some(no) } else { None };
            self.announce(no, home.map(|no| Home::Node(Some(no))));
        }
    }

    fn cases(&mut self, candidates: &[SubjectNo]) {
        let (state, at) = (self.state(), self.at());
        for &no in candidates {
            let folded = self.picture.tree.fold(no);
            let placed = self.place(no, folded);
            if self.case_lives(no) && self.within(placed.node) {
                self.shown_cases.insert(no);
                let rows = state.standing_rows(no, at);
                let hung =
                    |kind| rows.iter().filter(move |row| row.kind == kind).map(move |row| Hung { subject: no, row });
                let things = self.picture.on_cases.entry(no).or_default();
                things.notes = hung(EventType::NoteRecorded).collect();
                things.lights = hung(EventType::LightSet).collect();
                self.on_node(placed.node).cases.push(placed);
            }
            let itself = self.case_lives(no).then_some(Home::Case(no));
            self.announce(no, itself);
        }
    }

    fn things(&mut self, candidates: &[SubjectNo]) {
        let (state, at) = (self.state(), self.at());
        for &no in candidates {
            let kind = state.entry(no).kind;
            let folded = self.picture.tree.fold(no);
            let shows = state.shows(no, at) && self.alive(no, kind, &folded);
            let mut placed = self.place(no, folded);
            let shown = shows && self.within(placed.node);
            if shown {
                self.shown.insert(no);
                let things = match placed.case.filter(|case| self.shown_cases.contains(case)) {
                    Some(case) => {
                        placed.dropped = None; // the case shows it
                        self.picture.on_cases.entry(case).or_default()
                    }
                    None => self.on_node(placed.node),
                };
                match kind {
                    SubjectKind::Facility => things.facilities.push(placed),
                    SubjectKind::Adjustment => things.adjustments.push(placed),
                    SubjectKind::Indicator => things.indicators.push(placed),
                    SubjectKind::Milestone => things.milestones.push(placed),
                    SubjectKind::Node
                    | SubjectKind::Case
                    | SubjectKind::Decision
                    | SubjectKind::Round
                    | SubjectKind::Event => unreachable!("only things are candidates here"),
                }
            }
            if !(shows && kind == SubjectKind::Facility) {
                self.announce(no, None);
            } else if shown {
                let later = self.later(no);
                self.picture.on_facilities.insert(no, later.into_iter().map(|row| Hung { subject: no, row }).collect());
            }
        }
    }

    /// Returns true when a report of everything shows the case: it is open, or was closed in the budget year.
    fn case_lives(&self, no: SubjectNo) -> bool {
        let folded = self.picture.tree.fold(no);
        let closed = folded.status.filter(|status| status.kind == EventType::CaseClosed);
        closed.is_none_or(|status| status.day.year() == self.picture.fiscal_year) && self.state().shows(no, self.at())
    }

    /// Returns true when a report on the budget year shows a subject in this state.
    fn alive(&self, no: SubjectNo, kind: SubjectKind, folded: &Folded) -> bool {
        let this_year = |day: crate::domain::time::Day| day.year() == self.picture.fiscal_year;
        let ended = folded.status.filter(|status| {
            matches!(status.kind, EventType::FacilityClosed | EventType::MilestoneMet | EventType::MilestoneDropped)
        });
        match kind {
            SubjectKind::Adjustment => self.picture.amounts.shown(no),
            _ => ended.is_none_or(|status| this_year(status.day)),
        }
    }

    /// Finds where a subject in this state belongs.
    fn place(&self, no: SubjectNo, folded: Folded) -> Placed {
        place(&self.picture.tree, no, folded)
    }

    /// Returns the events of a subject that count and take effect later, by the day they take effect, then rank.
    fn later(&self, no: SubjectNo) -> Vec<&'s Row> {
        let (state, at) = (self.state(), self.at());
        let rows = state.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= at.position);
        let mut later: Vec<&Row> = rows
            .filter(|row| row.day > at.day && !row.kind.holds_from_position() && state.counts(row, at.position))
            .collect();
        later.sort_by_key(|row| (row.day, row.rank));
        later
    }

    /// Attaches the events that take effect later: to the subject itself where it is shown, else to the place where it
    /// will belong.
    fn announce(&mut self, no: SubjectNo, itself: Option<Home>) {
        for row in self.later(no) {
            let hung = Hung { subject: no, row };
            let home = itself.unwrap_or_else(|| self.future_home(no, row));
            match home {
                Home::Case(case) if self.shown_cases.contains(&case) => {
                    self.picture.on_cases.entry(case).or_default().announced.push(hung);
                }
                Home::Node(node) if self.within(node) => self.on_node(node).announced.push(hung),
                Home::Node(_) | Home::Case(_) => {} // the case is not shown, or the node is outside the scope
            }
        }
    }

    fn future_home(&self, no: SubjectNo, row: &Row) -> Home {
        let state = self.state();
        let then = At { day: row.day, ..self.at() };
        if state.entry(no).kind == SubjectKind::Node {
            return Home::Node(self.standing_above(no, then));
        }
        let placed = self.place(no, state.fold(no, then));
        match placed.case.filter(|case| self.case_lives(*case)) {
            Some(case) => Home::Case(case),
            None => Home::Node(placed.node.and_then(|node| match self.picture.tree.node(node).stands() {
                true => Some(node),
                false => self.standing_above(node, then),
            })),
        }
    }

    /// Finds the nearest node that exists at the point of the report, above where `no` will be.
    fn standing_above(&self, no: SubjectNo, then: At) -> Option<SubjectNo> {
        let (state, tree) = (self.state(), &self.picture.tree);
        let mut seen = BTreeSet::from([no]);
        let mut next = no;
        loop {
            let settings = state.fold(next, then).settings;
            let (setting, code) = settings.get(Field::Parent).zip(settings.token(Field::Parent))?;
            next = tree.resolve_code(state.token(code), setting.day)?;
            if tree.node(next).stands() {
                return Some(next);
            }
            if !seen.insert(next) {
                return None;
            }
        }
    }

    fn decisions(&mut self, candidates: &Candidates) {
        let (state, at) = (self.state(), self.at());
        let decisions: Vec<SubjectNo> = if self.scope.is_none() {
            state.subjects_of(SubjectKind::Decision).to_vec()
        } else {
            let all = candidates.nodes.iter().chain(&candidates.cases).chain(&candidates.things);
            let referrers: BTreeSet<_> = all.flat_map(|no| &state.entry(*no).referrers).copied().collect();
            referrers.into_iter().filter(|no| state.entry(*no).kind == SubjectKind::Decision).collect()
        };
        for no in decisions {
            let folded = self.picture.tree.fold(no);
            let of_the_year = folded.status.is_some_and(|s| s.day.year() == self.picture.fiscal_year);
            if state.shows(no, at) && (of_the_year && self.scope.is_none() || self.concerns_shown(&folded)) {
                self.picture.decisions.push((no, folded));
            }
        }
        self.picture.decisions.sort_by_key(|(no, _)| state.entry(*no).id());
    }

    fn concerns_shown(&self, decision: &Folded) -> bool {
        let state = self.state();
        let Some(setting) = decision.settings.get(Field::Concerns) else { return false };
        state.list(setting.value).iter().filter_map(|subject| state.subject(state.token(*subject))).any(
            |no| match state.entry(no).kind {
                SubjectKind::Node => self.shown.contains(&self.picture.tree.resolve(no, setting.day)),
                SubjectKind::Case => self.shown_cases.contains(&no),
                SubjectKind::Facility | SubjectKind::Adjustment | SubjectKind::Indicator | SubjectKind::Milestone => {
                    self.shown.contains(&no)
                }
                SubjectKind::Decision | SubjectKind::Round | SubjectKind::Event => false,
            },
        )
    }

    /// Puts every node that is shown below its parent, and sorts all lists.
    fn hang_nodes(&mut self) {
        let state = self.state();
        let mut nodes: Vec<SubjectNo> = self.picture.on_nodes.keys().copied().flatten().collect();
        while let Some(no) = nodes.pop() {
            let above = if Some(no) == self.scope { None } else { self.picture.tree.parent(no) };
            self.picture.children.entry(above).or_default().push(no);
            // A node may have a parent that does not exist: that code is shown as well, so that nothing is left out.
            if let Some(above) = above
                && !self.picture.on_nodes.contains_key(&Some(above))
            {
                self.on_node(Some(above));
                nodes.push(above);
            }
        }
        for children in self.picture.children.values_mut() {
            children.sort_by(|a, b| compare_codes(state.entry(*a).id(), state.entry(*b).id()));
        }
        for things in self.picture.on_nodes.values_mut().chain(self.picture.on_cases.values_mut()) {
            let lists = [
                &mut things.cases,
                &mut things.facilities,
                &mut things.adjustments,
                &mut things.indicators,
                &mut things.milestones,
            ];
            for list in lists {
                list.sort_by_key(|placed| state.entry(placed.no).id());
            }
            things.announced.sort_by_key(|hung| (hung.row.day, hung.row.rank));
        }
    }
}
