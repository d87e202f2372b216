//! Computes the state at one of the points on the path from A to B: every subject as fields of the report.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hashbrown::HashMap;
use serde_json::Value as Json;

use super::compared_value::{AskedTexts, ComparedFields, ComparedValue, TextPlace};
use crate::after_sealing::SealingCoverages;
use crate::domain::field::Field;
use crate::domain::ids::{Placement, SubjectKind};
use crate::domain::state::{AsOf, Counting, EventRow, PartialLog, State, StateView, SubjectNo, SubjectState};
use crate::goal_tree::GoalTree;
use crate::lists::{is_listed, item};
use crate::notes::ReportRound;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject, ReportContents, empty_contents, locate};
use crate::reporting_dates::reporting_date;
use crate::{RecordSource, ReportError};

/// Fields of a view in the report that a comparison ignores: where the value was found, how it was judged, what has
/// rows of its own, and how a reference was written rather than where it leads.
const NOT_COMPARED: [&str; 12] = [
    "positie",
    "posities",
    "id",
    "code",
    "oordeel",
    "naVaststelling",
    "overgenomen",
    "aangekondigd",
    "stoplicht",
    "toelichtingen",
    "vervallen",
    "onderdeelVervallen",
];

/// A point on the two time axes, with the round reported for. Folded states are cached.
pub(crate) struct PointView<'s> {
    pub report_contents: ReportContents<'s>,
    pub round: Option<ReportRound>,
    placed: RefCell<HashMap<SubjectNo, Rc<LocatedSubject>>>,
    /// A case is looked up for each of its notes: its state is folded once.
    standing: RefCell<HashMap<SubjectNo, bool>>,
    within: RefCell<BTreeMap<(SubjectNo, SubjectNo), bool>>,
    /// A subject's own events, cached: a subject may have very many notes, and each row on a note reads its fields.
    own: RefCell<HashMap<SubjectNo, Rc<[&'s EventRow]>>>,
    /// The reservation of each prepared decision that has one.
    reservations: BTreeMap<SubjectNo, PreparedReservation>,
}

/// A reservation, read from the event that set it.
#[derive(Debug, Clone, Copy)]
struct PreparedReservation {
    set_at: u64,
    fulfilled_by: Option<SubjectNo>,
}

impl<'s> PointView<'s> {
    /// Creates the point `at` for the report of `round`.
    pub fn new(state: &'s State, at: AsOf, round: Option<&str>) -> PointView<'s> {
        PointView::of(state.as_of(at), round)
    }

    /// Returns what this point would be if only part of its events had happened, prepared for one subject.
    pub fn with_only<'p>(&self, part: &'p PartialLog, no: SubjectNo) -> PointView<'p>
    where
        's: 'p,
    {
        let view = self.state().view(self.at().day, Counting::Only(part));
        let mut point = PointView::of(view, self.round.as_ref().map(|round| round.id.as_str()));
        point.attach_nothing(no);
        point.reservations.clone_from(&self.reservations);
        point
    }

    fn of(view: StateView<'s>, round: Option<&str>) -> PointView<'s> {
        PointView {
            // What was recorded after a sealing is not compared.
            report_contents: empty_contents(view, SealingCoverages::default()),
            round: round.map(|id| ReportRound { id: id.to_owned(), reporting_date: reporting_date(view, id) }),
            placed: RefCell::default(),
            standing: RefCell::default(),
            within: RefCell::default(),
            own: RefCell::default(),
            reservations: BTreeMap::new(),
        }
    }

    /// Returns the records that [`Self::prepare`] reads for these subjects, namely those with reservations. A caller
    /// that has to read them from disk fetches those of all sides together first.
    pub fn reservations(&self, subjects: &BTreeSet<SubjectNo>) -> Vec<(SubjectNo, u64)> {
        let decisions = subjects.iter().filter(|no| self.state().entry(**no).kind == SubjectKind::Decision);
        let reserved = |no: &SubjectNo| {
            let placed = self.located(*no);
            placed.folded.settings.get(Field::Reservation).map(|setting| (*no, setting.position))
        };
        decisions.filter_map(reserved).collect()
    }

    /// Prepares the point so that [`Self::fields`] can return the fields of these subjects.
    ///
    /// # Errors
    /// Returns [`ReportError`] when the record of a reservation can not be read.
    pub fn prepare(&mut self, contents: &dyn RecordSource, subjects: &BTreeSet<SubjectNo>) -> Result<(), ReportError> {
        let state = self.state();
        subjects.iter().for_each(|no| self.attach_nothing(*no));
        let reserved = self.reservations(subjects);
        let records = contents.records(&reserved.iter().map(|(_, position)| *position).collect::<Vec<_>>())?;
        for ((no, set_at), record) in reserved.into_iter().zip(records) {
            let by = record.data.get(Field::Reservation.name()).and_then(|r| r.get(Field::FulfilledBy.name()));
            let by = by.and_then(Json::as_str).map(|id| format!("{}/{id}", SubjectKind::Decision.name()));
            let fulfilled_by = by.and_then(|by| state.subject(&by));
            self.reservations.insert(no, PreparedReservation { set_at, fulfilled_by });
        }
        Ok(())
    }

    /// Enters a node or case of which the fields are asked: what is attached to it has rows of its own.
    fn attach_nothing(&mut self, no: SubjectNo) {
        match self.state().entry(no).kind.placement() {
            Placement::Tree => drop(self.report_contents.on_nodes.insert(Some(no), Attachments::default())),
            Placement::Case => drop(self.report_contents.on_cases.insert(no, Attachments::default())),
            Placement::Attached | Placement::Listed | Placement::Apart => {}
        }
    }

    pub fn state(&self) -> &'s State {
        self.report_contents.tree.state
    }

    pub fn at(&self) -> AsOf {
        self.report_contents.tree.at
    }

    pub fn view(&self) -> StateView<'s> {
        self.report_contents.tree.view
    }

    pub fn tree(&self) -> &GoalTree<'s> {
        &self.report_contents.tree
    }

    /// Returns true when the subject exists at this point.
    pub fn exists(&self, no: SubjectNo) -> bool {
        *self.standing.borrow_mut().entry(no).or_insert_with(|| is_listed(self.view(), no))
    }

    /// Returns the events of a subject that count and hold here, in order, without notes, lights and measurements.
    pub fn own_rows(&self, no: SubjectNo) -> Rc<[&'s EventRow]> {
        Rc::clone(self.own.borrow_mut().entry(no).or_insert_with(|| self.view().own_rows(no).into()))
    }

    /// Returns the folded state of a subject, with the node and case it belongs to.
    pub fn located(&self, no: SubjectNo) -> Rc<LocatedSubject> {
        if let Some(known) = self.placed.borrow().get(&no) {
            return Rc::clone(known);
        }
        let placed = Rc::new(locate(self.tree(), no, self.view().fold(no)));
        self.placed.borrow_mut().insert(no, Rc::clone(&placed));
        placed
    }

    /// Returns the node a subject belongs to; a node belongs to itself.
    pub fn node_of(&self, no: SubjectNo) -> Option<SubjectNo> {
        match self.state().entry(no).kind {
            SubjectKind::Node => Some(no),
            _ => self.located(no).node,
        }
    }

    /// Returns true when `node` is `scope` or lies below it at this point.
    pub fn within(&self, node: SubjectNo, scope: SubjectNo) -> bool {
        if let Some(known) = self.within.borrow().get(&(scope, node)) {
            return *known;
        }
        let mut next = Some(node);
        let mut seen = Vec::new();
        let within = loop {
            match next {
                Some(no) if no == scope => break true,
                Some(no) if !seen.contains(&no) => {
                    seen.push(no);
                    next = self.tree().parent(no);
                }
                Some(_) | None => break false,
            }
        };
        self.within.borrow_mut().insert((scope, node), within);
        within
    }

    /// Returns where the title, name or description of a subject is recorded.
    pub(super) fn named(&self, no: SubjectNo) -> Option<TextPlace> {
        let field = self.state().entry(no).kind.named_by()?;
        self.located(no).folded.settings.get(field).map(|setting| TextPlace::of(setting.position, field))
    }

    /// Returns the fields of a subject for which the point was prepared; none where it does not exist.
    ///
    /// # Errors
    /// Returns [`ReportError::Overflow`] when the open part of an amount can not be represented.
    pub(super) fn fields(&self, no: SubjectNo) -> Result<Option<ComparedFields>, ReportError> {
        if !self.exists(no) {
            return Ok(None);
        }
        let placed = self.located(no);
        let texts = AskedTexts::default();
        let builder = ReportBuilder { contents: &self.report_contents, round: None, words: &texts };
        let Json::Object(mut view) = item(&builder, &placed)? else { unreachable!("a view is an object") };
        view.retain(|key, _| !NOT_COMPARED.contains(&key.as_str()));
        let mut fields = texts.into_fields(view);
        if self.state().entry(no).kind == SubjectKind::Indicator {
            let target = target(&placed.folded, &fields).map_or(ComparedValue::NONE, ComparedValue::Text);
            fields.insert("streefwaarde".to_owned(), target);
        }
        let set_at = placed.folded.settings.get(Field::Reservation).map(|setting| setting.position);
        if let Some(reservation) = self.reservations.get(&no).filter(|prepared| Some(prepared.set_at) == set_at) {
            let fulfilled = reservation.fulfilled_by.is_some_and(|by| self.exists(by));
            fields.insert("voorbehoudVervuld".to_owned(), ComparedValue::Core(fulfilled.into()));
        }
        Ok(Some(fields))
    }

    /// Returns the decision that fulfils the reservation of another.
    pub fn fulfilled_by(&self, no: SubjectNo) -> Option<SubjectNo> {
        self.reservations.get(&no).and_then(|reservation| reservation.fulfilled_by)
    }
}

/// Returns where the target of an indicator for the period it shows is recorded. An indicator that was never measured
/// has none here: the year that a report then shows depends on the query, not on the state.
fn target(folded: &SubjectState, fields: &ComparedFields) -> Option<TextPlace> {
    let Some(ComparedValue::Core(Json::String(period))) = fields.get("periode") else { return None };
    let targets = folded.settings.get(Field::Targets)?;
    Some(TextPlace { key: Some(period[..4].into()), ..TextPlace::of(targets.position, Field::Targets) })
}
