//! Computes the state at one of the points on the path from A to B: every subject as fields of the report.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hashbrown::HashMap;
use serde_json::Value as Json;

use super::compared_value::{AskedTexts, ComparedValue, Fields, TextPlace};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, EventRow, FieldValue, State, SubjectNo, SubjectState};
use crate::domain::time::Day;
use crate::goal_tree::GoalTree;
use crate::lists::{is_listed, item};
use crate::notes::{self, Attached, ReportRound, reporting_date};
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject, ReportContents, empty_contents, locate};
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

/// The notes and the light that a report of this point shows on a node or case.
#[derive(Debug, Default)]
pub(super) struct ShownAttachments<'s> {
    /// In reading order.
    pub notes: Vec<Attached<'s>>,
    /// The events the light is folded from, in order.
    pub lights: Vec<Attached<'s>>,
    /// Whether the notes, and the light, come from elsewhere than the round of this point.
    pub carried_over: (bool, bool),
}

/// A point on the two time axes, with the round reported for. Folded states are cached.
pub(super) struct PointView<'s> {
    pub report_contents: ReportContents<'s>,
    pub round: Option<ReportRound>,
    placed: RefCell<HashMap<SubjectNo, Rc<LocatedSubject>>>,
    /// A case is looked up for each of its notes: its state is folded once.
    standing: RefCell<HashMap<SubjectNo, bool>>,
    within: RefCell<BTreeMap<(SubjectNo, SubjectNo), bool>>,
    /// Positions of a subject's own events, cached: a subject may have very many notes, and each row on a note reads
    /// its fields.
    own: RefCell<HashMap<SubjectNo, Rc<[u64]>>>,
    /// The decision that fulfils each prepared decision with a reservation.
    fulfilled: BTreeMap<SubjectNo, Option<SubjectNo>>,
}

impl<'s> PointView<'s> {
    /// Creates the point `at` for the report of `round`.
    pub fn new(state: &'s State, at: AsOf, round: Option<&str>) -> PointView<'s> {
        let round =
            round.map(|id| ReportRound { id: id.to_owned(), reporting_date: reporting_date(state.as_of(at), id) });
        PointView {
            report_contents: empty_contents(state, at),
            round,
            placed: RefCell::default(),
            standing: RefCell::default(),
            within: RefCell::default(),
            own: RefCell::default(),
            fulfilled: BTreeMap::new(),
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
        for &no in subjects {
            match state.entry(no).kind {
                SubjectKind::Node => drop(self.report_contents.on_nodes.insert(Some(no), Attachments::default())),
                SubjectKind::Case => drop(self.report_contents.on_cases.insert(no, Attachments::default())),
                SubjectKind::Decision
                | SubjectKind::Facility
                | SubjectKind::Adjustment
                | SubjectKind::Indicator
                | SubjectKind::Milestone
                | SubjectKind::Round
                | SubjectKind::Event => {}
            }
        }
        let reserved = self.reservations(subjects);
        let records = contents.records(&reserved.iter().map(|(_, position)| *position).collect::<Vec<_>>())?;
        for ((no, _), record) in reserved.into_iter().zip(records) {
            let by = record.data.get(Field::Reservation.name()).and_then(|r| r.get(Field::FulfilledBy.name()));
            let by = by.and_then(Json::as_str).map(|id| format!("{}/{id}", SubjectKind::Decision.name()));
            self.fulfilled.insert(no, by.and_then(|by| state.subject(&by)));
        }
        Ok(())
    }

    pub fn state(&self) -> &'s State {
        self.report_contents.tree.state
    }

    pub fn at(&self) -> AsOf {
        self.report_contents.tree.at
    }

    /// The same position on the last of all days: the state when everything known has taken effect.
    pub fn at_the_end(&self) -> AsOf {
        AsOf { day: Day::from_number(i32::MAX), ..self.at() }
    }

    pub fn tree(&self) -> &GoalTree<'s> {
        &self.report_contents.tree
    }

    /// Returns true when the subject exists at this point.
    pub fn exists(&self, no: SubjectNo) -> bool {
        *self.standing.borrow_mut().entry(no).or_insert_with(|| is_listed(self.state(), no, self.at()))
    }

    /// Returns the events of a subject that count and hold here, in order, without notes, lights and measurements.
    pub fn own_rows(&self, no: SubjectNo) -> Vec<&'s EventRow> {
        let state = self.state();
        let rows = || state.as_of(self.at()).own_rows(no).into_iter().map(|row| u64::from(row.position)).collect();
        let positions = Rc::clone(self.own.borrow_mut().entry(no).or_insert_with(rows));
        positions.iter().filter_map(|position| state.at(*position)).map(|(_, row)| row).collect()
    }

    /// Returns the folded state of a subject, with the node and case it belongs to.
    pub fn located(&self, no: SubjectNo) -> Rc<LocatedSubject> {
        if let Some(known) = self.placed.borrow().get(&no) {
            return Rc::clone(known);
        }
        let placed = Rc::new(locate(self.tree(), no, self.state().fold(no, self.at())));
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
    pub fn named(&self, no: SubjectNo) -> Option<TextPlace> {
        let field = name_field(self.state().entry(no).kind)?;
        self.located(no).folded.settings.get(field).map(|setting| TextPlace::of(setting.position, field))
    }

    /// Returns the fields of a subject for which the point was prepared; none where it does not exist.
    ///
    /// # Errors
    /// Returns [`ReportError::Overflow`] when the open part of an amount can not be represented.
    pub fn fields(&self, no: SubjectNo) -> Result<Option<Fields>, ReportError> {
        if !self.exists(no) {
            return Ok(None);
        }
        let placed = self.located(no);
        let texts = AskedTexts::default();
        let assembly = ReportBuilder { contents: &self.report_contents, round: None, words: &texts };
        let Json::Object(mut view) = item(&assembly, &placed)? else { unreachable!("a view is an object") };
        view.retain(|key, _| !NOT_COMPARED.contains(&key.as_str()));
        let mut fields = texts.into_fields(view);
        if self.state().entry(no).kind == SubjectKind::Indicator {
            let target = target(&placed.folded, &fields).map_or(ComparedValue::NONE, ComparedValue::Text);
            fields.insert("streefwaarde".to_owned(), target);
        }
        if let Some(by) = self.fulfilled.get(&no) {
            let fulfilled = by.is_some_and(|by| self.exists(by));
            fields.insert("voorbehoudVervuld".to_owned(), ComparedValue::Core(fulfilled.into()));
        }
        Ok(Some(fields))
    }

    /// Returns the decision that fulfils the reservation of another.
    pub fn fulfilled_by(&self, no: SubjectNo) -> Option<SubjectNo> {
        self.fulfilled.get(&no).copied().flatten()
    }

    /// Returns the notes and the light shown on a node or case.
    pub fn shown_on(&self, home: SubjectNo, contributors: &[SubjectNo]) -> ShownAttachments<'s> {
        let (state, at) = (self.state(), self.at());
        let (mut all_notes, mut all_lights) = (Vec::new(), Vec::new());
        for &subject in contributors {
            for row in state.standing_rows(subject, at) {
                let list = match row.kind {
                    EventType::NoteRecorded => &mut all_notes,
                    EventType::LightSet => &mut all_lights,
                    _ => continue,
                };
                if self.home(subject, row) == Some(home) {
                    list.push(Attached { subject, row });
                }
            }
        }
        let mut notes = notes::shown_at(state, at, &all_notes, self.round.as_ref());
        notes::sort_in_reading_order(state, &mut notes.members);
        let lights = notes::shown_at(state, at, &all_lights, self.round.as_ref());
        let carried_over = (notes.carried_over, lights.carried_over);
        let light = notes::group_lights(state, &lights.members).into_iter().next().unwrap_or_default();
        ShownAttachments { notes: notes.members, lights: light, carried_over }
    }

    /// Returns where a note or light of `subject` is attached: the case, while it shows, or the node that its code
    /// refers to.
    pub fn home(&self, subject: SubjectNo, row: &EventRow) -> Option<SubjectNo> {
        match self.state().entry(subject).kind {
            SubjectKind::Case => self.exists(subject).then_some(subject),
            _ => Some(self.tree().resolve(subject, row.day)),
        }
    }

    /// Returns the colours of a light.
    pub fn colours(&self, lights: &[Attached<'s>]) -> Fields {
        let folded = notes::fold_light(self.state(), lights);
        let colour = |field| folded.settings.token(field).map(|token| self.state().token(token));
        COLOURS.iter().map(|field| (field.name().to_owned(), ComparedValue::Core(colour(*field).into()))).collect()
    }

    /// Returns where the heading of a note is recorded.
    pub fn heading(&self, hung: &Attached<'s>) -> Option<TextPlace> {
        let set = self.state().entry(hung.subject).cell(hung.row, Field::Heading) == Some(FieldValue::Stored);
        set.then(|| TextPlace::of(u64::from(hung.row.position), Field::Heading))
    }

    /// Returns the content fields of a note; with `itself` also its date and round, which differ for a note that
    /// replaces another.
    pub fn note(&self, hung: &Attached<'s>, itself: bool) -> Fields {
        let (state, entry) = (self.state(), self.state().entry(hung.subject));
        let mut fields = Fields::new();
        for field in CONTENT_FIELDS.iter().chain(PLACEMENT_FIELDS.iter().filter(|_| itself)) {
            let position = u64::from(hung.row.position);
            let value: Json = match entry.cell(hung.row, *field) {
                Some(FieldValue::Stored) => {
                    fields.insert(field.name().to_owned(), ComparedValue::Text(TextPlace::of(position, *field)));
                    continue;
                }
                Some(FieldValue::Token(token)) => state.token(token).into(),
                Some(FieldValue::Number(number)) => number.into(),
                Some(list @ FieldValue::Tokens(_)) => {
                    state.list(list).iter().map(|token| state.token(*token)).collect()
                }
                Some(FieldValue::Clear | FieldValue::Flag(_)) | None if *field == Field::Cases => {
                    Json::Array(Vec::new())
                }
                Some(FieldValue::Clear | FieldValue::Flag(_)) | None => Json::Null,
            };
            fields.insert(field.name().to_owned(), ComparedValue::Core(value));
        }
        if itself {
            let precision = crate::report_builder::precision_name(hung.row.precision);
            fields.insert("ingangsdatum".to_owned(), ComparedValue::Core(hung.row.day.to_string().into()));
            fields.insert("nauwkeurigheid".to_owned(), ComparedValue::Core(precision.into()));
        }
        fields
    }
}

/// Returns where the target of an indicator for the period it shows is recorded. An indicator that was never measured
/// has none here: the year that a report then shows depends on the query, not on the state.
fn target(folded: &SubjectState, fields: &Fields) -> Option<TextPlace> {
    let Some(ComparedValue::Core(Json::String(period))) = fields.get("periode") else { return None };
    let targets = folded.settings.get(Field::Targets)?;
    Some(TextPlace { key: Some(period[..4].into()), ..TextPlace::of(targets.position, Field::Targets) })
}

/// Returns the field that names subjects of a kind.
const fn name_field(kind: SubjectKind) -> Option<Field> {
    match kind {
        SubjectKind::Node | SubjectKind::Case | SubjectKind::Decision | SubjectKind::Round => Some(Field::Title),
        SubjectKind::Facility | SubjectKind::Indicator => Some(Field::Name),
        SubjectKind::Adjustment | SubjectKind::Milestone => Some(Field::Description),
        SubjectKind::Event => None,
    }
}

/// The fields by which lights are compared.
pub(super) const COLOURS: [Field; 4] = [Field::Colour, Field::Time, Field::Money, Field::Quality];
/// The content fields of a note.
const CONTENT_FIELDS: [Field; 6] =
    [Field::Heading, Field::Body, Field::Cause, Field::Consequence, Field::Steering, Field::Cases];
/// The fields that place a note: its round, its order and the note it follows up on.
const PLACEMENT_FIELDS: [Field; 3] = [Field::Round, Field::Order, Field::FollowUpOn];

/// Returns the subjects whose notes may be attached to `home`: itself, and ended nodes that refer to it, directly or
/// through others.
pub(super) fn contributors(state: &State, home: SubjectNo) -> Vec<SubjectNo> {
    let mut found = vec![home];
    if state.entry(home).kind != SubjectKind::Node {
        return found;
    }
    let mut at = 0;
    while at < found.len() {
        for &other in &state.entry(found[at]).referrers {
            if !found.contains(&other) && ever_dropped(state, other) {
                found.push(other);
            }
        }
        at += 1;
    }
    found
}

/// Returns true for a node that some event dropped, whether or not that event counts.
pub(super) fn ever_dropped(state: &State, no: SubjectNo) -> bool {
    let entry = state.entry(no);
    entry.kind == SubjectKind::Node && entry.rows.iter().any(|row| row.kind == EventType::NodeDropped)
}
