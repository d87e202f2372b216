//! The point that findings are told at: which day, which position, and the time the round is about.

use super::{FindingsError, FindingsRequest, Window};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, Row, State, SubjectNo, Value};
use crate::domain::time::Day;
use crate::projections::ReportError;
use crate::projections::model::Basis;
use crate::projections::notes::{ReportRound, reporting_date};

/// At which point findings are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standpoint {
    /// What the newest sealing fixed; of a round that is open, the head.
    Newest,
    /// As known at a position, whether sealed or not.
    Known(u64),
    /// What the sealing with this version fixed.
    Version(i64),
    /// What the newest sealing by this body fixed.
    Body(String),
}

/// The kinds of round that account for what was done; the others look ahead.
const ACCOUNTING: [&str; 3] = ["bestuursrapportage", "voortgangsrapportage", "jaarstukken"];

/// Where and when to look.
#[derive(Debug)]
pub(super) struct Point {
    pub no: SubjectNo,
    pub at: At,
    pub round: ReportRound,
    pub fiscal_year: i32,
    pub known_at: String,
    pub version: Option<i64>,
    pub from: Day,
    pub previous: Option<String>,
}

impl Point {
    /// The point of a request.
    ///
    /// # Errors
    /// [`FindingsError`] for a round, position or sealing that is not there.
    pub fn of(state: &State, request: &FindingsRequest) -> Result<Point, FindingsError> {
        let unknown = || FindingsError::Report(ReportError::NoSuchRound(request.round.clone()));
        let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), request.round)).ok_or_else(unknown)?;
        let sealing = sealing(state, no, request)?;
        let (position, version) = match (&request.standpoint, sealing) {
            (Standpoint::Known(position), _) => (*position, None),
            (_, Some(sealing)) => (sealing.position, Some(sealing.version)),
            (_, None) => (request.head, None),
        };
        let no_position = || ReportError::NoSuchPosition { position, head: request.head };
        let known_at = state.recorded_at(position).filter(|_| position <= request.head).ok_or_else(no_position)?;
        // A round holds from its position on, whatever its day.
        let ever = At { day: Day::from_number(i32::MAX), position };
        let date = reporting_date(state, ever, &request.round).filter(|_| state.shows(no, ever)).ok_or_else(unknown)?;
        let day = Day::parse(&date).map_err(|_| unknown())?;
        let at = At { day, position };
        let year = state.fold(no, ever).settings.number(Field::FiscalYear).and_then(|year| i32::try_from(year).ok());
        let previous = previous(state, at, no);
        let new_year = || Day::from_ymd(day.year(), 1, 1).expect("every year has a first of January");
        Ok(Point {
            no,
            at,
            round: ReportRound { id: request.round.clone(), reporting_date: Some(date) },
            fiscal_year: year.unwrap_or(day.year()),
            known_at: known_at.to_string(),
            version,
            from: previous.as_ref().map_or_else(new_year, |(date, _)| Day::from_number(date.number() + 1)),
            previous: previous.map(|(_, id)| id),
        })
    }

    /// The point as a report names it.
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

    /// The time that the round is about.
    pub fn window(&self) -> Window {
        Window { until: self.at.day.to_string(), from: self.from.to_string(), previous: self.previous.clone() }
    }

    /// True for a day that the round is about.
    pub fn in_window(&self, day: Day) -> bool {
        self.from <= day && day <= self.at.day
    }
}

struct Sealed {
    version: i64,
    position: u64,
}

/// The sealing that is asked for; none where the round is open and none was asked for.
fn sealing(state: &State, no: SubjectNo, request: &FindingsRequest) -> Result<Option<Sealed>, FindingsError> {
    let entry = state.entry(no);
    let rows = entry.rows.iter().take_while(|row| u64::from(row.position) <= request.head);
    let mut sealings = rows.filter(|row| row.kind == EventType::RoundSealed);
    let number = |row: &Row, field| match entry.cell(row, field) {
        Some(Value::Number(number)) => number,
        _ => 0,
    };
    let by = |row: &Row, body: &str| match entry.cell(row, Field::DecidingBody) {
        Some(Value::Token(token)) => state.token(token) == body,
        _ => false,
    };
    let (found, which) = match &request.standpoint {
        Standpoint::Known(_) => return Ok(None),
        Standpoint::Newest => {
            let at = At { day: Day::from_number(i32::MAX), position: request.head };
            let sealed = state.fold(no, at).status.is_some_and(|status| status.kind == EventType::RoundSealed);
            match sealings.last().filter(|_| sealed) {
                Some(row) => (Some(row), String::new()),
                None => return Ok(None),
            }
        }
        Standpoint::Version(version) => {
            (sealings.find(|row| number(row, Field::Version) == *version), format!("{version}"))
        }
        Standpoint::Body(body) => (sealings.filter(|row| by(row, body)).last(), body.clone()),
    };
    let missing = || FindingsError::NoSuchSealing { round: request.round.clone(), which };
    let row = found.ok_or_else(missing)?;
    let position = u64::try_from(number(row, Field::Position)).unwrap_or_default();
    Ok(Some(Sealed { version: number(row, Field::Version), position }))
}

/// The accounting round with the latest reporting date before that of this one.
fn previous(state: &State, at: At, this: SubjectNo) -> Option<(Day, String)> {
    let others = state.subjects_of(SubjectKind::Round).iter().filter(|no| **no != this && state.shows(**no, at));
    let dated = others.filter_map(|no| {
        let settings = state.fold(*no, at).settings;
        let accounts = settings.token(Field::Kind).is_some_and(|kind| ACCOUNTING.contains(&state.token(kind)));
        let date = Day::parse(state.token(settings.token(Field::ReportingDate)?)).ok()?;
        (accounts && date < at.day).then(|| (date, state.entry(*no).id().to_owned()))
    });
    dated.max()
}
