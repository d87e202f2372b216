//! What a subject was in one round, before its texts are read.

use std::collections::BTreeMap;

use super::FindingsBySubject;
use super::chains::NodeAt;
use super::columns::RoundColumn;
use super::model::{SeriesCell, SeriesLight, SeriesNote};
use crate::ReportError;
use crate::comparison::{PointView, contributors};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, FieldSettings, FieldValue, State, StatusSetting, SubjectNo, SubjectState, Symbol};
use crate::findings::FindingCode;
use crate::money::Amounts;
use crate::notes::{self, Attached};
use crate::report_builder::ReportBuilder;
use crate::telling::{Telling, known_tellings};
use crate::text_source::TextCollector;

/// Where the title of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleSource {
    /// No event sets a title: the id of the subject serves as its name.
    Id(SubjectNo),
    /// The event at this position sets it.
    Text {
        /// The position.
        position: u64,
        /// Its field.
        field: Field,
    },
}

/// A cell without its texts.
#[derive(Debug, Clone)]
pub(super) struct DraftCell {
    pub cell: SeriesCell,
    pub title: TitleSource,
    /// The own kind of the subject, and the level of a node.
    pub kind: Option<String>,
    pub level: Option<String>,
    /// The node it belongs to: itself for a node.
    pub node: Option<SubjectNo>,
    /// The notes that this round renewed, in reading order.
    pub own_notes: Vec<u64>,
}

/// Reads the cells of one column.
pub(super) struct CellReader<'f, 's> {
    findings: &'f FindingsBySubject,
    pub view: PointView<'s>,
    amounts: Amounts<'s>,
    /// What the round of the column says of each amount that it shows, where that is known.
    telling: BTreeMap<SubjectNo, Telling>,
    fiscal_year: i64,
}

impl<'f, 's> CellReader<'f, 's> {
    pub fn new(state: &'s State, column: &RoundColumn, findings: &'f FindingsBySubject) -> CellReader<'f, 's> {
        let view = PointView::new(state, column.at(), Some(&column.point.round));
        let amounts = Amounts::new(state.as_of(column.at()), column.fiscal_year);
        let is_shown = |no: &SubjectNo| amounts.in_effect(*no).is_some() && amounts.is_shown(*no);
        let shown = state.subjects_of(SubjectKind::Adjustment).iter().copied().filter(is_shown);
        let telling = known_tellings(view.tree(), &column.point.round, shown);
        CellReader { findings, view, amounts, telling, fiscal_year: i64::from(column.fiscal_year) }
    }

    fn state(&self) -> &'s State {
        self.view.state()
    }

    fn id(&self, no: SubjectNo) -> String {
        self.state().entry(no).id().to_owned()
    }

    fn word(&self, symbol: Symbol) -> String {
        self.state().token(symbol).to_owned()
    }

    fn words(&self, value: Option<FieldValue>) -> Vec<String> {
        value.map_or(&[][..], |value| self.state().list(value)).iter().map(|symbol| self.word(*symbol)).collect()
    }

    fn token(&self, settings: &FieldSettings, field: Field) -> Option<String> {
        settings.token(field).map(|symbol| self.word(symbol))
    }

    fn findings(&self, no: SubjectNo) -> Vec<FindingCode> {
        self.findings.get(&*self.state().entry(no).name).cloned().unwrap_or_default()
    }

    fn draft(&self, no: SubjectNo, folded: &SubjectState, cell: SeriesCell) -> DraftCell {
        let field = self.state().entry(no).kind.named_by();
        let title = field.and_then(|field| Some((field, folded.settings.get(field)?)));
        let title = title
            .map_or(TitleSource::Id(no), |(field, setting)| TitleSource::Text { position: setting.position, field });
        let position = folded.last.map_or(0, |last| last.position);
        let kind = self.token(&folded.settings, Field::Kind);
        let level = self.token(&folded.settings, Field::Level);
        // Of an indicator they are at its last period.
        let is_indicator = self.state().entry(no).kind == SubjectKind::Indicator;
        let findings = if is_indicator { Vec::new() } else { self.findings(no) };
        DraftCell {
            cell: SeriesCell { position, findings, ..cell },
            title,
            kind,
            level,
            node: None,
            own_notes: Vec::new(),
        }
    }

    /// Returns the cell of a node; none where it is not there.
    pub fn node(&self, at: NodeAt) -> Option<DraftCell> {
        match at {
            NodeAt::Absent => None,
            NodeAt::Stands(no) => {
                let tree = self.view.tree();
                let folded = &tree.node(no).folded;
                let continued = folded.settings.get(Field::ContinuationOf).map(|setting| setting.value);
                let cell = SeriesCell {
                    code: Some(self.id(no)),
                    node: tree.parent(no).map(|no| self.id(no)),
                    continuation_of: self.words(continued),
                    ..SeriesCell::default()
                };
                Some(DraftCell { node: Some(no), ..self.with_notes(no, self.draft(no, folded, cell)) })
            }
            NodeAt::Dropped { node, on, position } => {
                // Its last title: that of the day on which it was dropped.
                let folded = self.state().fold(node, AsOf { day: on, ..self.view.at() });
                let successors = self.state().at(position).and_then(|(no, row)| {
                    let entry = self.state().entry(no);
                    entry.cell(row, Field::Successors)
                });
                let cell = SeriesCell {
                    code: Some(self.id(node)),
                    since: Some(on.to_string()),
                    status: Some("vervallen".to_owned()),
                    successors: self.words(successors),
                    ..SeriesCell::default()
                };
                let mut draft = self.draft(node, &folded, cell);
                draft.cell.position = position;
                // Where the code began again, what is found is about that life, which has a row of its own.
                let intervals = &self.view.tree().node(node).intervals;
                if intervals.last().is_none_or(|last| last.dropped != Some((on, position))) {
                    draft.cell.findings.clear();
                }
                Some(draft)
            }
        }
    }

    /// Returns the cell of a case, facility, amount or milestone; none where the round does not show it.
    ///
    /// # Errors
    /// [`ReportError::Overflow`] when the open part of an amount can not be carried.
    pub fn subject(&self, no: SubjectNo) -> Result<Option<DraftCell>, ReportError> {
        if !self.state().is_visible(no, self.view.at()) {
            return Ok(None);
        }
        let placed = self.view.located(no);
        let words = TextCollector::default();
        let builder = ReportBuilder { contents: &self.view.report_contents, round: None, words: &words };
        let cell = match self.state().entry(no).kind {
            SubjectKind::Case => {
                let closed = placed.folded.status.is_some_and(|status| status.kind == EventType::CaseClosed);
                SeriesCell {
                    status: Some(if closed { "gesloten" } else { "open" }.to_owned()),
                    since: placed.folded.status.map(|status| status.day.to_string()),
                    ..SeriesCell::default()
                }
            }
            SubjectKind::Facility => {
                let view = builder.facility(&placed)?;
                let (status, since, capacity) = (Some(view.status.to_owned()), view.since, view.capacity);
                SeriesCell { status, since, capacity, ..SeriesCell::default() }
            }
            SubjectKind::Milestone => {
                let view = builder.milestone(&placed)?;
                let (status, since, due) = (Some(view.status.to_owned()), view.since, view.due);
                SeriesCell { status, since, due, ..SeriesCell::default() }
            }
            SubjectKind::Adjustment => match self.amount(no, &placed.folded)? {
                Some(cell) => cell,
                None => return Ok(None),
            },
            SubjectKind::Node
            | SubjectKind::Indicator
            | SubjectKind::Decision
            | SubjectKind::Round
            | SubjectKind::Event => return Ok(None),
        };
        let cell = SeriesCell { node: placed.node.map(|no| self.id(no)), ..cell };
        let draft = DraftCell { node: placed.node, ..self.draft(no, &placed.folded, cell) };
        let is_case = self.state().entry(no).kind == SubjectKind::Case;
        Ok(Some(if is_case { self.with_notes(no, draft) } else { draft }))
    }

    /// Returns the cell of an amount: what a report of the budget year shows, and that it was dropped for the rounds of
    /// its own year.
    fn amount(&self, no: SubjectNo, folded: &SubjectState) -> Result<Option<SeriesCell>, ReportError> {
        let settings = &folded.settings;
        let fiscal_year = settings.number(Field::FiscalYear);
        if self.amounts.in_effect(no).is_none() {
            let of_this_year = fiscal_year.is_none_or(|year| year == self.fiscal_year);
            let dropped = folded.status.filter(|_| of_this_year).map(|status| SeriesCell {
                fiscal_year,
                since: Some(status.day.to_string()),
                status: Some("vervallen".to_owned()),
                ..SeriesCell::default()
            });
            return Ok(dropped);
        }
        if !self.amounts.is_shown(no) {
            return Ok(None);
        }
        Ok(Some(SeriesCell {
            cents: settings.number(Field::Cents),
            fiscal_year,
            effect: self.token(settings, Field::Effect),
            open_cents: self.amounts.open_part(no, folded)?,
            pro_memorie: settings.flag(Field::ProMemorie),
            standing: self.token(settings, Field::Standing),
            telling: self.telling.get(&no).copied(),
            ..SeriesCell::default()
        }))
    }

    /// Returns the cells of an indicator by period, in the order of periods; one without a period where it was never
    /// measured. None where it is not there.
    pub fn indicator(&self, no: SubjectNo) -> BTreeMap<Option<String>, DraftCell> {
        if !self.state().is_visible(no, self.view.at()) {
            return BTreeMap::new();
        }
        let placed = self.view.located(no);
        let draft = |cell| {
            let node = placed.node.map(|no| self.id(no));
            DraftCell { node: placed.node, ..self.draft(no, &placed.folded, SeriesCell { node, ..cell }) }
        };
        let measured = measurements(self.state(), no, self.view.at());
        if measured.is_empty() {
            let mut unmeasured = draft(SeriesCell::default());
            unmeasured.cell.findings = self.findings(no);
            return BTreeMap::from([(None, unmeasured)]);
        }
        let cell = |folded: &SubjectState| {
            let token = |field| self.token(&folded.settings, field);
            let mut draft = draft(SeriesCell {
                norm: token(Field::Norm),
                trend: token(Field::Trend),
                status: token(Field::Status),
                value: token(Field::Value),
                ..SeriesCell::default()
            });
            draft.cell.position = folded.last.map_or(0, |last| last.position);
            draft
        };
        let mut cells: BTreeMap<Option<String>, DraftCell> =
            measured.iter().map(|(period, folded)| (Some((*period).to_owned()), cell(folded))).collect();
        if let Some(mut last) = cells.last_entry() {
            last.get_mut().cell.findings = self.findings(no);
        }
        cells
    }

    /// Adds the light and the notes of a node or case.
    fn with_notes(&self, no: SubjectNo, mut draft: DraftCell) -> DraftCell {
        let shown = self.view.shown_on(no, &contributors(self.state(), no));
        let (notes_carried, light_carried) = shown.carried_over;
        draft.cell.light = self.light(&shown.lights, light_carried);
        draft.cell.note = self.note(&shown.notes, notes_carried);
        if !notes_carried {
            draft.own_notes = shown.notes.iter().map(|attached| u64::from(attached.row.position)).collect();
        }
        draft
    }

    fn light(&self, group: &[Attached<'s>], carried_over: bool) -> Option<SeriesLight> {
        let last = group.last()?;
        let settings = notes::fold_light(self.state(), group).settings;
        Some(SeriesLight {
            money: self.token(&settings, Field::Money),
            effective_on: last.row.day.to_string(),
            colour: self.token(&settings, Field::Colour),
            quality: self.token(&settings, Field::Quality),
            carried_over,
            position: u64::from(last.row.position),
            round: self.token(&settings, Field::Round),
            time: self.token(&settings, Field::Time),
        })
    }

    fn note(&self, shown: &[Attached<'s>], carried_over: bool) -> Option<SeriesNote> {
        let newest = shown.iter().max_by_key(|attached| (attached.row.day, attached.row.rank))?;
        let round = self.state().entry(newest.subject).cell(newest.row, Field::Round).and_then(FieldValue::token);
        Some(SeriesNote {
            count: u32::try_from(shown.len()).unwrap_or(u32::MAX),
            effective_on: newest.row.day.to_string(),
            carried_over,
            position: u64::from(newest.row.position),
            round: round.map(|symbol| self.word(symbol)),
            texts: Vec::new(),
        })
    }
}

/// Returns the measurements of an indicator at a point, by period.
fn measurements(state: &State, no: SubjectNo, at: AsOf) -> BTreeMap<&str, SubjectState> {
    let entry = state.entry(no);
    let rows = state.standing_rows(no, at);
    let measured = rows.into_iter().filter(|row| row.kind == EventType::IndicatorMeasured);
    let mut periods: BTreeMap<&str, SubjectState> = BTreeMap::new();
    for row in measured {
        let Some(FieldValue::Token(period)) = entry.cell(row, Field::Period) else { continue };
        let folded = periods.entry(state.token(period)).or_default();
        folded.settings.apply(entry, row);
        folded.last = Some(StatusSetting::of(row));
    }
    periods
}
