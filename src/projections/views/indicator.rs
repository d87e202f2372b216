//! The view of an indicator, with its latest measurement.

use std::ops::Deref;

use serde_json::Value as Json;

use super::declaration::view;
use super::source::SubjectSource;
use super::trace::{EventTrace, Positions, judgement, precision};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{EventRow, FieldSettings, FieldValue, State, StatusSetting, SubjectNo, SubjectState};
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject};
use crate::text_source::TextSource;

view! {
    /// An indicator with its latest measurement.
    IndicatorView(indicator: IndicatorSource)
    read {
        /// Its name.
        name: name(Name),
        /// What it counts.
        unit: text(Unit),
        /// Which way it should go.
        direction: token(Direction),
        /// Who measures it.
        source: text(Source),
        /// The latest period measured.
        period: measured(Period),
        /// The value.
        value: measured(Value),
        /// How it moves.
        trend: measured(Trend),
        /// Whether the norm was met.
        norm: measured(Norm),
        /// How final the value is.
        status: measured(Status),
    }
    derived {
        /// Its id.
        id: String = "id", indicator.id();
        /// What is aimed for in that year.
        target: Option<String> = "streefwaarde", indicator.target();
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", indicator.dropped_node();
    }
}

/// An indicator and its latest measurement.
pub(crate) struct IndicatorSource<'b, 's, W> {
    subject: SubjectSource<'b, 's, W>,
    /// The period that was measured last, and its folded measurements.
    latest: Option<(String, SubjectState)>,
}

impl<'b, 's, W> Deref for IndicatorSource<'b, 's, W> {
    type Target = SubjectSource<'b, 's, W>;

    fn deref(&self) -> &SubjectSource<'b, 's, W> {
        &self.subject
    }
}

impl<'b, 's, W: TextSource> IndicatorSource<'b, 's, W> {
    /// Creates the source, with the latest measurement.
    pub fn new(subject: SubjectSource<'b, 's, W>) -> IndicatorSource<'b, 's, W> {
        let latest = latest_measurement(&subject);
        IndicatorSource { subject, latest }
    }

    fn measured(&self, field: Field) -> Option<String> {
        let (_, folded) = self.latest.as_ref()?;
        self.builder.field_reader(&folded.settings).token(field)
    }

    /// Returns the target of the year that was measured; without measurements that of the year of the report.
    fn target(&self) -> Option<String> {
        let of_report = || self.builder.contents.tree.at.day.year().to_string();
        let year = self.latest.as_ref().map_or_else(of_report, |(period, _)| period[..4].to_owned());
        self.nested(Field::Targets).get(&year).and_then(Json::as_str).map(str::to_owned)
    }

    fn trace(&self) -> EventTrace {
        let own = self.subject.trace();
        let latest = self.latest.as_ref().map(|(_, folded)| folded);
        EventTrace {
            precision: latest.map_or(own.precision, precision),
            judgement: own.judgement.or_else(|| latest.and_then(judgement)),
            positions: self.positions(),
            position: latest.and_then(|latest| latest.last).map_or(own.position, |last| last.position),
            ..own
        }
    }

    fn positions(&self) -> Positions {
        let latest = self.latest.as_ref().map(|(_, folded)| &folded.settings);
        let settings = std::iter::once(&self.folded.settings).chain(latest);
        let all: Positions = settings
            .flat_map(|settings| settings.iter().map(|(field, setting)| (field.name(), setting.position)))
            .collect();
        let mut distinct: Vec<u64> = all.values().copied().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() > 1 { all } else { Positions::new() }
    }
}

/// Returns the measurement of the latest period.
fn latest_measurement<W: TextSource>(subject: &SubjectSource<'_, '_, W>) -> Option<(String, SubjectState)> {
    let (state, rows) = (subject.state, subject.builder.contents.tree.view.rows(subject.no));
    let (period, measured) = latest_period(state, subject.no, &rows)?;
    let last = measured.last().map(|row| StatusSetting::of(row));
    let settings = FieldSettings::of_group(state.entry(subject.no), measured);
    Some((period.to_owned(), SubjectState { settings, status: None, last }))
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

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    pub(crate) fn indicator(&self, placed: &LocatedSubject) -> Result<IndicatorView, Overflow> {
        IndicatorView::of(&IndicatorSource::new(SubjectSource::placed(self, placed)))
    }

    pub(crate) fn indicators(&self, on: &Attachments<'_>) -> Result<Vec<IndicatorView>, Overflow> {
        on.of(SubjectKind::Indicator).iter().map(|placed| self.indicator(placed)).collect()
    }
}
