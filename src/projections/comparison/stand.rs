//! One of the points on the way from A to B: every subject as it stands there, as fields of the report.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hashbrown::HashMap;
use serde_json::{Map, Value as Json};

use super::marks::{Marks, mark};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, Folded, Row, State, SubjectNo, Value};
use crate::domain::time::Day;
use crate::projections::assemble::Assembly;
use crate::projections::gather::{Picture, Placed, Things, gather_bare, place};
use crate::projections::lists::{item, stands};
use crate::projections::notes::{self, Hung, ReportRound, reporting_date};
use crate::projections::tree::Tree;
use crate::projections::{Contents, ReportError};

/// What a view of the report tells and a comparison does not: where it was found, how it was judged, what is told in rows of
/// its own, and what says how a reference was written rather than where it leads.
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

/// The fields of a subject, with marks for texts.
pub(super) type Fields = Map<String, Json>;

/// The notes and the light that a report of this point shows on a node or case.
#[derive(Debug, Default)]
pub(super) struct ShownOn<'s> {
    /// In the order in which they are read.
    pub notes: Vec<Hung<'s>>,
    /// The events the light is folded from, in that order.
    pub lights: Vec<Hung<'s>>,
    /// The notes, and the light, come from elsewhere than the round of this point.
    pub carried_over: (bool, bool),
}

/// A point on the two axes, and the round reported for.
pub(super) struct Stand<'s> {
    pub picture: Picture<'s>,
    pub round: Option<ReportRound>,
    placed: RefCell<HashMap<SubjectNo, Rc<Placed>>>,
    /// Asked of a case for each of its notes: folded once.
    standing: RefCell<HashMap<SubjectNo, bool>>,
    within: RefCell<BTreeMap<(SubjectNo, SubjectNo), bool>>,
    /// Positions: a subject may have very many notes, and is asked for its fields by each row on one of them.
    own: RefCell<HashMap<SubjectNo, Rc<[u64]>>>,
    /// Of each decision with a reservation that was prepared, the decision that fulfils it.
    fulfilled: BTreeMap<SubjectNo, Option<SubjectNo>>,
}

impl<'s> Stand<'s> {
    /// The point `at`, for the report of `round`.
    pub fn new(state: &'s State, at: At, round: Option<&str>) -> Stand<'s> {
        let round = round.map(|id| ReportRound { id: id.to_owned(), reporting_date: reporting_date(state, at, id) });
        Stand {
            picture: gather_bare(state, at),
            round,
            placed: RefCell::default(),
            standing: RefCell::default(),
            within: RefCell::default(),
            own: RefCell::default(),
            fulfilled: BTreeMap::new(),
        }
    }

    /// The records that [`Self::prepare`] reads for these subjects: what reservations say. Whoever has to go to the disk for them
    /// reads those of all sides together first.
    pub fn reservations(&self, subjects: &BTreeSet<SubjectNo>) -> Vec<(SubjectNo, u64)> {
        let decisions = subjects.iter().filter(|no| self.state().entry(**no).kind == SubjectKind::Decision);
        let reserved = |no: &SubjectNo| {
            let placed = self.placed(*no);
            placed.folded.settings.get(Field::Reservation).map(|setting| (*no, setting.position))
        };
        decisions.filter_map(reserved).collect()
    }

    /// Makes room for what is to be told of these subjects.
    ///
    /// # Errors
    /// [`ReportError`] when the record of a reservation can not be read.
    pub fn prepare(&mut self, contents: &dyn Contents, subjects: &BTreeSet<SubjectNo>) -> Result<(), ReportError> {
        let state = self.state();
        for &no in subjects {
            match state.entry(no).kind {
                SubjectKind::Node => drop(self.picture.on_nodes.insert(Some(no), Things::default())),
                SubjectKind::Case => drop(self.picture.on_cases.insert(no, Things::default())),
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
        self.picture.tree.state
    }

    pub fn at(&self) -> At {
        self.picture.tree.at
    }

    /// The same knowledge on the last of all days: what will hold when everything known has taken effect.
    pub fn at_the_end(&self) -> At {
        At { day: Day::from_number(i32::MAX), ..self.at() }
    }

    pub fn tree(&self) -> &Tree<'s> {
        &self.picture.tree
    }

    /// True when the subject is there at this point.
    pub fn stands(&self, no: SubjectNo) -> bool {
        *self.standing.borrow_mut().entry(no).or_insert_with(|| stands(self.state(), no, self.at()))
    }

    /// The events of a subject that count and hold here, in their order, without notes, lights and measurements.
    pub fn own_rows(&self, no: SubjectNo) -> Vec<&'s Row> {
        let state = self.state();
        let rows = || state.own_rows(no, self.at()).into_iter().map(|row| u64::from(row.position)).collect();
        let positions = Rc::clone(self.own.borrow_mut().entry(no).or_insert_with(rows));
        positions.iter().filter_map(|position| state.at(*position)).map(|(_, row)| row).collect()
    }

    /// A subject in its state, and where it belongs.
    pub fn placed(&self, no: SubjectNo) -> Rc<Placed> {
        if let Some(known) = self.placed.borrow().get(&no) {
            return Rc::clone(known);
        }
        let placed = Rc::new(place(self.tree(), no, self.state().fold(no, self.at())));
        self.placed.borrow_mut().insert(no, Rc::clone(&placed));
        placed
    }

    /// The node a subject belongs to: itself, where it is one.
    pub fn node_of(&self, no: SubjectNo) -> Option<SubjectNo> {
        match self.state().entry(no).kind {
            SubjectKind::Node => Some(no),
            _ => self.placed(no).node,
        }
    }

    /// True when `node` is `scope` or lies below it at this point.
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

    /// The title, name or description of a subject here, as a mark.
    pub fn named(&self, no: SubjectNo) -> Json {
        let Some(field) = name_field(self.state().entry(no).kind) else { return Json::Null };
        let placed = self.placed(no);
        placed.folded.settings.get(field).map_or(Json::Null, |setting| mark(setting.position, field, "").into())
    }

    /// The fields of a subject that the point was made ready for; none where it does not stand.
    ///
    /// # Errors
    /// [`ReportError::Overflow`] when what is open of an amount can not be carried.
    pub fn fields(&self, no: SubjectNo) -> Result<Option<Fields>, ReportError> {
        if !self.stands(no) {
            return Ok(None);
        }
        let placed = self.placed(no);
        let assembly = Assembly { picture: &self.picture, round: None, words: &Marks };
        let Json::Object(mut fields) = item(&assembly, &placed)? else { unreachable!("a view is an object") };
        fields.retain(|key, _| !NOT_COMPARED.contains(&key.as_str()));
        if self.state().entry(no).kind == SubjectKind::Indicator {
            let target = self.target(&placed.folded, &fields);
            fields.insert("streefwaarde".to_owned(), target.into());
        }
        if let Some(by) = self.fulfilled.get(&no) {
            let fulfilled = by.is_some_and(|by| self.stands(by));
            fields.insert("voorbehoudVervuld".to_owned(), fulfilled.into());
        }
        Ok(Some(fields))
    }

    /// The target of an indicator for the period it shows. One that was never measured has none here: which year a report
    /// then shows depends on the question, not on the state.
    fn target(&self, folded: &Folded, fields: &Fields) -> Option<String> {
        let period = fields.get("periode")?.as_str()?;
        let targets = folded.settings.get(Field::Targets)?;
        Some(mark(targets.position, Field::Targets, &period[..4]))
    }

    /// The decision that fulfils the reservation of another.
    pub fn fulfilled_by(&self, no: SubjectNo) -> Option<SubjectNo> {
        self.fulfilled.get(&no).copied().flatten()
    }

    /// The notes and the light shown on a node or case.
    pub fn shown_on(&self, home: SubjectNo, contributors: &[SubjectNo]) -> ShownOn<'s> {
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
                    list.push(Hung { subject, row });
                }
            }
        }
        let mut notes = notes::shown(state, at, &all_notes, self.round.as_ref());
        notes::in_reading_order(state, &mut notes.members);
        let lights = notes::shown(state, at, &all_lights, self.round.as_ref());
        let carried_over = (notes.carried_over, lights.carried_over);
        let light = notes::lights(state, &lights.members).into_iter().next().unwrap_or_default();
        ShownOn { notes: notes.members, lights: light, carried_over }
    }

    /// Where a note or light of `subject` hangs: on the case, while it shows, or on the node that its code means.
    pub fn home(&self, subject: SubjectNo, row: &Row) -> Option<SubjectNo> {
        match self.state().entry(subject).kind {
            SubjectKind::Case => self.stands(subject).then_some(subject),
            _ => Some(self.tree().resolve(subject, row.day)),
        }
    }

    /// The colours of a light.
    pub fn colours(&self, lights: &[Hung<'s>]) -> Fields {
        let mut folded = Folded::default();
        for hung in lights {
            folded.settings.apply(self.state().entry(hung.subject), hung.row);
        }
        let colour = |field| folded.settings.token(field).map(|token| self.state().token(token));
        COLOURS.iter().map(|field| (field.name().to_owned(), colour(*field).into())).collect()
    }

    /// The fields of a note: what it says, and with `itself` also when and for which round, which a note that takes the
    /// place of another says anew.
    pub fn note(&self, hung: &Hung<'s>, itself: bool) -> Fields {
        let (state, entry) = (self.state(), self.state().entry(hung.subject));
        let mut fields = Fields::new();
        for field in SAID.iter().chain(OF_ITSELF.iter().filter(|_| itself)) {
            let value = match entry.cell(hung.row, *field) {
                Some(Value::Stored) => mark(u64::from(hung.row.position), *field, "").into(),
                Some(Value::Token(token)) => state.token(token).into(),
                Some(Value::Number(number)) => number.into(),
                Some(list @ Value::Tokens(_)) => state.list(list).iter().map(|token| state.token(*token)).collect(),
                Some(Value::Clear | Value::Flag(_)) | None if *field == Field::Cases => Json::Array(Vec::new()),
                Some(Value::Clear | Value::Flag(_)) | None => Json::Null,
            };
            fields.insert(field.name().to_owned(), value);
        }
        if itself {
            fields.insert("ingangsdatum".to_owned(), hung.row.day.to_string().into());
            fields.insert(
                "nauwkeurigheid".to_owned(),
                crate::projections::assemble::precision_name(hung.row.precision).into(),
            );
        }
        fields
    }
}

/// The field that names subjects of a kind.
const fn name_field(kind: SubjectKind) -> Option<Field> {
    match kind {
        SubjectKind::Node | SubjectKind::Case | SubjectKind::Decision | SubjectKind::Round => Some(Field::Title),
        SubjectKind::Facility | SubjectKind::Indicator => Some(Field::Name),
        SubjectKind::Adjustment | SubjectKind::Milestone => Some(Field::Description),
        SubjectKind::Event => None,
    }
}

/// What a light is compared by.
pub(super) const COLOURS: [Field; 4] = [Field::Colour, Field::Time, Field::Money, Field::Quality];
/// What a note says.
const SAID: [Field; 6] = [Field::Heading, Field::Body, Field::Cause, Field::Consequence, Field::Steering, Field::Cases];
/// What a note says of itself.
const OF_ITSELF: [Field; 3] = [Field::Round, Field::Order, Field::FollowUpOn];

/// The subjects whose notes may hang on `home`: itself, and nodes that ended and refer to it, or to one of those.
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

/// True for a node that some event dropped, whether that counts or not.
pub(super) fn ever_dropped(state: &State, no: SubjectNo) -> bool {
    let entry = state.entry(no);
    entry.kind == SubjectKind::Node && entry.rows.iter().any(|row| row.kind == EventType::NodeDropped)
}
