//! The columns: which rounds, in which order, and at which point each is shown.

use super::SeriesError;
use super::model::SeriesColumn;
use crate::RecordSource;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State};
use crate::domain::time::Day;
use crate::sealing::{RoundPoint, RoundPointError, SealingSelector, reporting_day, round_point};

/// The most columns: forty years of five rounds each. Every column is a state of everything, so more are refused.
pub const COLUMNS_MAX: usize = 200;

/// Which rounds are the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoundSelection {
    /// The rounds with a reporting date between two days, both included.
    Between {
        /// The first day; none for no limit.
        from: Option<Day>,
        /// The last day; none for no limit.
        until: Option<Day>,
    },
    /// These rounds, each by one of its sealings.
    Named(Vec<(String, SealingSelector)>),
}

/// At which point of transaction time each column is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesView {
    /// As each round reported: by its newest sealing, or as known at the position of the request while it is open.
    AsReported,
    /// As known at the position of the request, on each reporting date.
    AsKnownNow,
}

/// A round at the point at which it is shown.
#[derive(Debug, Clone)]
pub(super) struct RoundColumn {
    /// The point.
    pub point: RoundPoint,
    /// Its budget year, as known there; else the year of the reporting date.
    pub fiscal_year: i32,
}

impl RoundColumn {
    /// Returns the point on the two time axes.
    pub fn at(&self) -> AsOf {
        AsOf { day: self.point.on, position: self.point.position }
    }
}

/// Returns the columns of a request, by reporting date, then id.
///
/// # Errors
/// [`SeriesError`] for a round or sealing that is not there, too many rounds, and a record that can not be read.
pub(super) fn columns(
    state: &State,
    contents: &dyn RecordSource,
    selection: &RoundSelection,
    known: u64,
    view: SeriesView,
) -> Result<Vec<RoundColumn>, SeriesError> {
    let chosen: Vec<(String, SealingSelector)> = match selection {
        RoundSelection::Named(rounds) => rounds.clone(),
        RoundSelection::Between { from, until } => {
            let within = |id: &str| {
                reporting_day(state, id, known)
                    .is_some_and(|on| from.is_none_or(|from| from <= on) && until.is_none_or(|until| on <= until))
            };
            let ids = state.subjects_of(SubjectKind::Round).iter().map(|no| state.entry(*no).id());
            ids.filter(|id| within(id)).map(|id| (id.to_owned(), SealingSelector::Newest)).collect()
        }
    };
    if chosen.len() > COLUMNS_MAX {
        return Err(SeriesError::TooManyRounds { rounds: chosen.len() });
    }
    let mut points = chosen
        .iter()
        .map(|(id, which)| match view {
            SeriesView::AsReported => Ok(round_point(state, contents, id, *which, known)?),
            SeriesView::AsKnownNow => {
                let on = reporting_day(state, id, known).ok_or_else(|| RoundPointError::Round(id.clone()))?;
                Ok(RoundPoint { on, position: known, round: id.clone(), sealing: None })
            }
        })
        .collect::<Result<Vec<_>, SeriesError>>()?;
    points.sort_by(|a, b| (a.on, &a.round, a.position).cmp(&(b.on, &b.round, b.position)));
    points.dedup_by(|a, b| (&a.round, a.position) == (&b.round, b.position));
    let year = |point: &RoundPoint| {
        let settings = round_settings(state, point);
        let year = settings.and_then(|settings| settings.number(Field::FiscalYear));
        year.and_then(|year| i32::try_from(year).ok()).unwrap_or_else(|| point.on.year())
    };
    Ok(points.into_iter().map(|point| RoundColumn { fiscal_year: year(&point), point }).collect())
}

fn round_settings(state: &State, point: &RoundPoint) -> Option<crate::domain::state::FieldSettings> {
    let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), point.round))?;
    Some(state.fold(no, AsOf { day: point.on, position: point.position }).settings)
}

/// Returns a column as it is shown, and the event that holds its title.
pub(super) fn view(state: &State, column: &RoundColumn) -> (SeriesColumn, Option<u64>) {
    let point = &column.point;
    let settings = round_settings(state, point).unwrap_or_default();
    let known_at = state.recorded_at(point.position).map_or_else(String::new, |instant| instant.to_string());
    let view = SeriesColumn {
        fiscal_year: settings.number(Field::FiscalYear),
        known_at,
        id: point.round.clone(),
        body: point.sealing.as_ref().map(|sealing| sealing.body.clone()),
        reporting_date: point.on.to_string(),
        position: point.position,
        kind: settings.token(Field::Kind).map(|kind| state.token(kind).to_owned()),
        title: None,
        version: point.sealing.as_ref().map(|sealing| sealing.version),
        sequence: settings.number(Field::Sequence),
    };
    (view, settings.get(Field::Title).map(|setting| setting.position))
}
