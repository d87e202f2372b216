//! The point at which findings are computed: the day, the position, and the window of the round.

use super::{FindingsRequest, Window};
use crate::ReportError;
use crate::after_sealing::SealingCoverage;
use crate::domain::event::{Body, SealingPurport};
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, EventRow, State, SubjectNo};
use crate::domain::time::Day;
use crate::model::Basis;
use crate::notes::ReportRound;
use crate::reporting_dates::{reporting_date, rounds_before};
use crate::sealing::{read_sealing, sealing_rows};

/// The round, the point on both time axes and the window.
#[derive(Debug)]
pub(super) struct FindingsPoint {
    pub no: SubjectNo,
    pub at: AsOf,
    pub round: ReportRound,
    pub fiscal_year: i32,
    pub known_at: String,
    pub from: Day,
    pub previous: Option<String>,
    /// The sealings of this round and of the previous round after which late events are reported, each with the last
    /// position that is examined.
    pub covers: Vec<(SealingCoverage, u64)>,
    /// The position and the reporting date of each report that the council adopted.
    pub adopted: Vec<(u64, Day)>,
}

impl FindingsPoint {
    /// Resolves the point of a request.
    ///
    /// # Errors
    /// [`ReportError::NoSuchRound`] and [`ReportError::NoSuchPosition`].
    pub fn of(state: &State, request: &FindingsRequest) -> Result<FindingsPoint, ReportError> {
        let unknown = || ReportError::NoSuchRound(request.round.clone());
        let (position, head) = (request.position, state.head());
        let known_at = state.recorded_at(position).ok_or(ReportError::NoSuchPosition { position, head })?;
        let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), request.round)).ok_or_else(unknown)?;
        // A round holds from its position on, whatever its day.
        let ever = AsOf { day: Day::from_number(i32::MAX), position };
        let date = reporting_date(state.as_of(ever), &request.round)
            .filter(|_| state.is_visible(no, ever))
            .ok_or_else(unknown)?;
        let day = Day::parse(&date).map_err(|_| unknown())?;
        let at = AsOf { day, position };
        let year = state.fold(no, ever).settings.number(Field::FiscalYear).and_then(|year| i32::try_from(year).ok());
        let previous = rounds_before(state, at, Some(no)).into_iter().next();
        let covers = covers(state, no, request, previous.as_ref().map(|(_, id)| id.as_str()));
        Ok(FindingsPoint {
            no,
            at,
            round: ReportRound { id: request.round.clone(), reporting_date: Some(date) },
            fiscal_year: year.unwrap_or(day.year()),
            known_at: known_at.to_string(),
            from: first_day(day, previous.as_ref().map(|(date, _)| *date)),
            previous: previous.map(|(_, id)| id),
            covers,
            adopted: adopted(state, last_sealing(request)),
        })
    }

    /// Returns the point in the form that reports use.
    pub fn basis(&self, request: &FindingsRequest) -> Basis {
        Basis {
            fiscal_year: self.fiscal_year,
            known_at: self.known_at.clone(),
            node: request.node.clone(),
            reporting_date: self.at.day.to_string(),
            position: self.at.position,
            round: Some(self.round.id.clone()),
        }
    }

    /// Returns the window of the round.
    pub fn window(&self) -> Window {
        Window { until: self.at.day.to_string(), from: self.from.to_string(), previous: self.previous.clone() }
    }

    /// Returns true for an event that stood in a report that the council adopted.
    pub fn is_adopted(&self, row: &EventRow) -> bool {
        self.adopted.iter().any(|(position, on)| u64::from(row.position) <= *position && row.day <= *on)
    }

    /// Returns the first day of the window after the reporting date of a round; without one, of the year.
    pub fn first_day(&self, before: Option<Day>) -> Day {
        first_day(self.at.day, before)
    }
}

/// Returns the first day of a window up to `day`, after the reporting date of a round before.
fn first_day(day: Day, before: Option<Day>) -> Day {
    let new_year = || Day::from_ymd(day.year(), 1, 1).expect("every year has a first of January");
    before.map_or_else(new_year, |date| Day::from_number(date.number() + 1))
}

/// Returns, of this round, the sealing that is requested, else the newest known at the point; of the previous round the
/// newest known there.
fn covers(
    state: &State,
    this: SubjectNo,
    request: &FindingsRequest,
    previous: Option<&str>,
) -> Vec<(SealingCoverage, u64)> {
    let sealing = |no: SubjectNo, known: u64, version: Option<u32>| {
        let mut all = sealing_rows(state, no, known).into_iter().map(|row| read_sealing(state, no, row, None));
        let found = all.rfind(|sealing| version.is_none_or(|version| sealing.version == version));
        found.as_ref().and_then(SealingCoverage::of)
    };
    let until = last_sealing(request);
    let own = sealing(this, until, request.version).map(|cover| (cover, until));
    let previous = previous.and_then(|id| state.subject(&format!("{}/{id}", SubjectKind::Round.name())));
    let before = previous.and_then(|no| sealing(no, request.position, None)).map(|cover| (cover, request.position));
    own.into_iter().chain(before).collect()
}

/// Returns the position up to which sealings count: of a sealed round also those after it.
const fn last_sealing(request: &FindingsRequest) -> u64 {
    if request.version.is_some() { request.head } else { request.position }
}

/// Returns the position and the reporting date of each report that the council adopted by a position of the log.
fn adopted(state: &State, known: u64) -> Vec<(u64, Day)> {
    let rounds = state.subjects_of(SubjectKind::Round).iter();
    let sealings = rounds
        .flat_map(|no| sealing_rows(state, *no, known).into_iter().map(move |row| read_sealing(state, *no, row, None)));
    let by_council = sealings.filter(|sealing| {
        let purport = SealingPurport::from_name(&sealing.purport);
        sealing.body == Body::Council.name()
            && matches!(purport, Some(SealingPurport::Adopted | SealingPurport::AdoptedAmended))
    });
    by_council.filter_map(|sealing| Some((sealing.position, Day::parse(&sealing.reporting_date).ok()?))).collect()
}
