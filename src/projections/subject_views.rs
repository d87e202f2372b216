//! Builds the views of facilities, amounts, indicators, milestones and decisions.

use serde_json::Value as Json;

use super::model::{AdjustmentView, DecisionView, FacilityView, IndicatorView, MilestoneView, Positions};
use super::money::Overflow;
use super::report_builder::{ReportBuilder, judgement, positions, precision};
use super::report_scope::LocatedSubject;
use super::text_source::TextSource;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{EventRow, FieldSettings, FieldValue, State, StatusSetting, SubjectNo, SubjectState};
use crate::domain::time::Precision;

/// Reads the fields of one subject, with their texts.
pub struct FieldReader<'c, W> {
    pub(super) state: &'c State,
    pub(super) settings: &'c FieldSettings,
    pub(super) words: &'c W,
}

impl<W: TextSource> FieldReader<'_, W> {
    pub(super) fn has(&self, field: Field) -> bool {
        self.settings.get(field).is_some()
    }

    pub(super) fn token(&self, field: Field) -> Option<String> {
        self.settings.token(field).map(|symbol| self.state.token(symbol).to_owned())
    }

    pub(super) fn tokens(&self, field: Field) -> Vec<String> {
        let value = self.settings.get(field).map_or(FieldValue::Clear, |setting| setting.value);
        self.state.list(value).iter().map(|symbol| self.state.token(*symbol).to_owned()).collect()
    }

    pub(super) fn text(&self, field: Field) -> Option<String> {
        self.settings.get(field).and_then(|setting| self.words.text(setting.position, field))
    }

    pub(super) fn texts(&self, field: Field) -> Vec<String> {
        self.settings.get(field).map_or_else(Vec::new, |setting| self.words.texts(setting.position, field))
    }

    pub(super) fn nested(&self, field: Field) -> Json {
        self.settings.get(field).map_or(Json::Null, |setting| self.words.nested(setting.position, field))
    }

    /// Returns a nested list of objects: empty when it was never set, never null.
    pub(super) fn list(&self, field: Field) -> Json {
        match self.nested(field) {
            Json::Null => Json::Array(Vec::new()),
            list => list,
        }
    }
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    /// Returns a facility as a report shows it.
    pub fn facility(&self, placed: &LocatedSubject) -> FacilityView {
        let (folded, cells) = (&placed.folded, self.field_reader(&placed.folded.settings));
        let status = folded.status.map_or(EventType::FacilityOpened, |status| status.kind);
        // A reason belongs to the event that set it; it is dropped when another event sets the status.
        let of_status = |field| {
            let same = folded.settings.get(field).map(|s| s.position) == folded.status.map(|s| s.position);
            same.then(|| cells.text(field)).flatten()
        };
        FacilityView {
            id: self.id(placed.no),
            name: self.name_or_id(&cells, Field::Name, placed.no),
            kind: cells.token(Field::Kind),
            status: match status {
                EventType::FacilityClosed => "gesloten",
                EventType::FacilityRestricted => "beperkt-open",
                _ => "open",
            },
            since: folded.status.map(|status| status.day.to_string()),
            capacity: folded.settings.number(Field::Capacity),
            place: cells.text(Field::Place),
            temporary: cells.has(Field::Temporary).then(|| folded.settings.flag(Field::Temporary)),
            reason: of_status(Field::Reason),
            extent: of_status(Field::Extent),
            replaced_by: cells.token(Field::ReplacedBy),
            decision: cells.token(Field::Decision),
            case: placed.case.map(|no| self.id(no)),
            announced: self.contents.on_facilities.get(&placed.no).map_or_else(Vec::new, |later| self.announced(later)),
            dropped_node: placed.dropped.map(|no| self.id(no)),
            after_sealings: self.after_sealings_of(placed.no),
            precision: precision(folded),
            judgement: judgement(folded),
            positions: positions(folded),
            position: folded.last.map_or(0, |last| last.position),
        }
    }

    /// Returns an amount as a report shows it.
    ///
    /// # Errors
    /// [`Overflow`] when its open part can not be carried in canonical JSON.
    pub fn adjustment(&self, placed: &LocatedSubject) -> Result<AdjustmentView, Overflow> {
        let (folded, cells) = (&placed.folded, self.field_reader(&placed.folded.settings));
        let amounts = &self.contents.amounts;
        Ok(AdjustmentView {
            id: self.id(placed.no),
            description: self.name_or_id(&cells, Field::Description, placed.no),
            cents: folded.settings.number(Field::Cents),
            pro_memorie: folded.settings.flag(Field::ProMemorie),
            kind: cells.token(Field::Kind),
            effect: cells.token(Field::Effect),
            standing: cells.token(Field::Standing),
            side: cells.token(Field::Side),
            duration: cells.token(Field::Duration),
            fiscal_year: folded.settings.number(Field::FiscalYear),
            source_unit: folded.settings.number(Field::SourceUnit),
            task_field: cells.nested(Field::TaskField),
            decision: cells.token(Field::Decision),
            covers: cells.token(Field::Covers),
            realises: cells.token(Field::Realises),
            open_cents: amounts.open_part(placed.no, folded)?,
            covered_by: self.ids(&amounts.linked_by(placed.no, Field::Covers)),
            realised_by: self.ids(&amounts.linked_by(placed.no, Field::Realises)),
            case: placed.case.map(|no| self.id(no)),
            dropped_node: placed.dropped.map(|no| self.id(no)),
            after_sealings: self.after_sealings_of(placed.no),
            precision: precision(folded),
            judgement: judgement(folded),
            positions: positions(folded),
            position: folded.last.map_or(0, |last| last.position),
        })
    }

    /// Returns an indicator as a report shows it, with the latest period measured.
    pub fn indicator(&self, placed: &LocatedSubject) -> IndicatorView {
        let (folded, cells) = (&placed.folded, self.field_reader(&placed.folded.settings));
        let latest = self.latest_measurement(placed.no);
        let empty = FieldSettings::default();
        let measured = latest.as_ref().map_or(&empty, |(_, folded)| &folded.settings);
        let measured_cells = self.field_reader(measured);
        let year =
            latest.as_ref().map_or_else(|| self.contents.tree.at.day.year().to_string(), |(p, _)| p[..4].to_owned());
        let targets = cells.nested(Field::Targets);
        IndicatorView {
            id: self.id(placed.no),
            name: self.name_or_id(&cells, Field::Name, placed.no),
            unit: cells.text(Field::Unit),
            direction: cells.token(Field::Direction),
            source: cells.text(Field::Source),
            period: measured_cells.token(Field::Period),
            value: measured_cells.token(Field::Value),
            trend: measured_cells.token(Field::Trend),
            norm: measured_cells.token(Field::Norm),
            target: targets.get(&year).and_then(Json::as_str).map(str::to_owned),
            status: measured_cells.token(Field::Status),
            dropped_node: placed.dropped.map(|no| self.id(no)),
            after_sealings: self.after_sealings_of(placed.no),
            precision: latest.as_ref().map_or_else(|| precision(folded), |(_, latest)| precision(latest)),
            judgement: judgement(folded).or_else(|| latest.as_ref().and_then(|(_, latest)| judgement(latest))),
            positions: self.indicator_positions(folded, measured),
            position: latest.as_ref().and_then(|(_, l)| l.last).or(folded.last).map_or(0, |last| last.position),
        }
    }

    fn indicator_positions(&self, folded: &SubjectState, measured: &FieldSettings) -> Positions {
        let own = folded.settings.iter().map(|(field, setting)| (field.name(), setting.position));
        let all: Positions =
            own.chain(measured.iter().map(|(field, setting)| (field.name(), setting.position))).collect();
        let mut distinct: Vec<u64> = all.values().copied().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() > 1 { all } else { Positions::new() }
    }

    /// Returns the measurement of the latest period.
    fn latest_measurement(&self, no: SubjectNo) -> Option<(String, SubjectState)> {
        let (state, rows) = (self.state(), self.contents.tree.view.rows(no));
        let (period, measured) = latest_period(state, no, &rows)?;
        let last = measured.last().map(|row| StatusSetting::of(row));
        let settings = FieldSettings::of_group(state.entry(no), measured);
        Some((period.to_owned(), SubjectState { settings, status: None, last }))
    }

    /// Returns a milestone as a report shows it.
    pub fn milestone(&self, placed: &LocatedSubject) -> MilestoneView {
        let (folded, cells) = (&placed.folded, self.field_reader(&placed.folded.settings));
        let status = match folded.status.map(|status| status.kind) {
            Some(EventType::MilestoneMet) => "gehaald",
            Some(EventType::MilestoneDropped) => "vervallen",
            _ => "gepland",
        };
        let due_precision = cells.token(Field::DuePrecision);
        MilestoneView {
            id: self.id(placed.no),
            description: self.name_or_id(&cells, Field::Description, placed.no),
            status,
            due: cells.token(Field::Due),
            body: cells.token(Field::DecidingBody),
            depends_on: cells.tokens(Field::DependsOn),
            result: cells.text(Field::Result),
            reason: cells.text(Field::Reason),
            since: folded.status.map(|status| status.day.to_string()),
            case: placed.case.map(|no| self.id(no)),
            dropped_node: placed.dropped.map(|no| self.id(no)),
            after_sealings: self.after_sealings_of(placed.no),
            precision: Precision::ALL.iter().map(|p| p.name()).find(|name| due_precision.as_deref() == Some(name)),
            judgement: judgement(folded),
            positions: positions(folded),
            position: folded.last.map_or(0, |last| last.position),
        }
    }

    /// Returns a decision as a report shows it.
    pub fn decision(&self, no: SubjectNo, folded: &SubjectState) -> DecisionView {
        let cells = self.field_reader(&folded.settings);
        DecisionView {
            id: self.id(no),
            number: cells.text(Field::PaperNumber),
            kind: cells.token(Field::Kind),
            title: self.name_or_id(&cells, Field::Title, no),
            purport: cells.token(Field::Purport),
            reservation: cells.nested(Field::Reservation),
            concerns: cells.tokens(Field::Concerns),
            body: cells.token(Field::DecidingBody),
            url: cells.text(Field::Url),
            effective_on: folded.status.or(folded.last).map_or_else(String::new, |event| event.day.to_string()),
            after_sealings: self.after_sealings_of(no),
            precision: precision(folded),
            judgement: judgement(folded),
            positions: positions(folded),
            position: folded.last.map_or(0, |last| last.position),
        }
    }
}

/// Returns the period that ends last, with its measurements, among the events of an indicator. Of periods that end
/// together it is the one with the longest notation: a quarter or a month goes before the year. A month and a quarter
/// that end together have notations of equal length; the quarter wins then, since it sorts last.
pub(crate) fn latest_period<'a>(
    state: &'a State,
    no: SubjectNo,
    rows: &[&'a EventRow],
) -> Option<(&'a str, Vec<&'a EventRow>)> {
    let period = |row: &EventRow| {
        let period = state.entry(no).cell(row, Field::Period).and_then(FieldValue::token);
        period.filter(|_| row.kind == EventType::IndicatorMeasured).map(|period| state.token(period))
    };
    let periods = rows.iter().filter_map(|row| period(row));
    let latest = periods.max_by_key(|period| (period_end(period), period.len(), *period))?;
    Some((latest, rows.iter().copied().filter(|row| period(row) == Some(latest)).collect()))
}

/// Returns the year and the month in which a period ends. A year ends in month 12; a part that can not be parsed counts
/// as 0.
pub fn period_end(period: &str) -> (u32, u32) {
    let year = period.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
    let month = match period.get(5..) {
        None => 12,
        Some(part) => match part.strip_prefix('Q') {
            Some(quarter) => quarter.parse::<u32>().unwrap_or(0) * 3,
            None => part.parse().unwrap_or(0),
        },
    };
    (year, month)
}
