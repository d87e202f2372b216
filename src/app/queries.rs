//! Questions to a service: a report and a history, as the one JSON that the command line and the API both give out.

use serde_json::Value;

use super::Service;
use crate::domain::field::Field;
use crate::domain::ids::{IdError, RoundId};
use crate::domain::state::{At, State};
use crate::domain::time::{Day, Instant};
use crate::log::LogError;
use crate::projections::{self, ContentsError, ReportAnswer, ReportError, ReportRequest};

/// Up to which event things are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// The last event there is.
    Head,
    /// The last event recorded at or before this moment.
    Moment(Instant),
    /// This event.
    Position(u64),
}

/// What a report is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportOf {
    /// A reporting date, as known at a moment.
    Day {
        /// The reporting date.
        on: Day,
        /// Up to which event.
        known: KnownAt,
    },
    /// A round that is open: its own reporting date, as known now.
    Round(String),
}

/// Which report is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportQuery {
    /// Of what.
    pub of: ReportOf,
    /// One node with what is below it, instead of everything.
    pub node: Option<String>,
    /// The budget year, where it is not the round's or the year of the reporting date.
    pub fiscal_year: Option<i32>,
}

/// A report, and how it is given out.
#[derive(Debug, Clone)]
pub struct ReportFound {
    /// The report with its digests.
    pub answer: ReportAnswer,
    /// The report with `staat`: what every way of asking gives, byte for byte.
    pub json: Vec<u8>,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// Nothing was recorded yet.
    #[error("het logboek is leeg; leg eerst gebeurtenissen vast")]
    Empty,
    /// A position that the log does not have.
    #[error("positie {position} bestaat niet; het logboek heeft 1 tot en met {head}")]
    NoSuchPosition {
        /// Asked for.
        position: u64,
        /// The last there is.
        head: u64,
    },
    /// The moment lies before the first event.
    #[error("op {moment} was nog niets bekend; de eerste gebeurtenis is van {first}")]
    BeforeFirst {
        /// Asked for.
        moment: Instant,
        /// When the first event was recorded.
        first: Instant,
    },
    /// The moment has yet to come.
    #[error("{moment} ligt na nu ({now}); wat dan bekend is weet niemand")]
    InFuture {
        /// Asked for.
        moment: Instant,
        /// Now.
        now: Instant,
    },
    /// Not the id of a round.
    #[error(transparent)]
    BadRound(#[from] IdError),
    /// The round was never opened.
    #[error("ronde {0} is niet geopend; zie /v1/rondes")]
    NoSuchRound(String),
    /// The node does not stand then.
    #[error("onderdeel {0} staat er dan niet; zie /v1/onderdelen")]
    NoSuchNode(String),
    /// Nothing was recorded about the subject.
    #[error("over {0} is niets vastgelegd")]
    NoSuchSubject(String),
    /// A sum does not fit.
    #[error("een totaal is groter dan 2^53 - 1 eurocent")]
    Overflow,
    /// A record can not be read.
    #[error("positie {} is niet te lezen", .0.position)]
    Unreadable(ContentsError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl QueryError {
    /// What kind of error it is, stable.
    pub const fn code(&self) -> &'static str {
        match self {
            QueryError::Empty => "logboek-leeg",
            QueryError::NoSuchPosition { .. } => "positie-onbekend",
            QueryError::BeforeFirst { .. } => "moment-voor-begin",
            QueryError::InFuture { .. } => "moment-in-toekomst",
            QueryError::BadRound(_) => "ongeldige-waarde",
            QueryError::NoSuchRound(_) => "ronde-onbekend",
            QueryError::NoSuchNode(_) => "onderdeel-onbekend",
            QueryError::NoSuchSubject(_) => "onderwerp-onbekend",
            QueryError::Overflow => "bedrag-te-groot",
            QueryError::Unreadable(_) | QueryError::Log(_) => "logboek-niet-beschikbaar",
        }
    }
}

impl From<ReportError> for QueryError {
    fn from(error: ReportError) -> QueryError {
        match error {
            ReportError::NoSuchPosition { position, head } => QueryError::NoSuchPosition { position, head },
            ReportError::NoSuchNode(code) => QueryError::NoSuchNode(code),
            ReportError::NoSuchRound(id) => QueryError::NoSuchRound(id),
            ReportError::Overflow => QueryError::Overflow,
            ReportError::Contents(error) => QueryError::Unreadable(error),
        }
    }
}

/// The position up to which something is known.
///
/// # Errors
/// [`QueryError`] for an empty log, a position it does not have, and a moment after the clock or before the first event.
pub fn position(service: &Service, known: KnownAt) -> Result<u64, QueryError> {
    let head = service.durable_head();
    let state = service.state();
    let first = state.recorded_at(1).filter(|_| head > 0).ok_or(QueryError::Empty)?;
    match known {
        KnownAt::Head => Ok(head),
        KnownAt::Position(position) if (1..=head).contains(&position) => Ok(position),
        KnownAt::Position(position) => Err(QueryError::NoSuchPosition { position, head }),
        KnownAt::Moment(moment) => {
            let now = service.now();
            if moment > now {
                return Err(QueryError::InFuture { moment, now });
            }
            match state.position_at(moment, head) {
                0 => Err(QueryError::BeforeFirst { moment, first }),
                position => Ok(position),
            }
        }
    }
}

/// The report that was asked for.
///
/// # Errors
/// [`QueryError`] for a position, moment, node or round that is not there, and a log that can not be read.
pub fn report(service: &Service, query: &ReportQuery) -> Result<ReportFound, QueryError> {
    let (on, position, round) = match &query.of {
        ReportOf::Day { on, known } => (*on, position(service, *known)?, None),
        ReportOf::Round(id) => {
            let position = position(service, KnownAt::Head)?;
            let round = RoundId::parse(id)?;
            let on = reporting_date(&service.state(), &round, position);
            (on.ok_or_else(|| QueryError::NoSuchRound(id.clone()))?, position, Some(id.clone()))
        }
    };
    let request = ReportRequest { on, position, node: query.node.clone(), fiscal_year: query.fiscal_year, round };
    let answer = projections::report(&service.state(), service, &request)?;
    let root = service.root(position)?.ok_or(QueryError::NoSuchPosition { position, head: position })?;
    let json = answer.with_state(&root);
    Ok(ReportFound { answer, json })
}

/// The day that an open round reports on, as known at a position: a round holds from its position on, whatever its day.
fn reporting_date(state: &State, round: &RoundId, position: u64) -> Option<Day> {
    let no = state.subject(round.subject().as_str())?;
    let settings = state.fold(no, At { day: Day::from_number(i32::MAX), position }).settings;
    Day::parse(state.token(settings.token(Field::ReportingDate)?)).ok()
}

/// All events of a subject, with what each changed.
///
/// # Errors
/// [`QueryError`] for a subject about which nothing was recorded by then, and a log that can not be read.
pub fn history(service: &Service, subject: &str, known: KnownAt) -> Result<Value, QueryError> {
    use projections::HistoryError;
    let position = position(service, known)?;
    projections::history(&service.state(), service, subject, position).map_err(|error| match error {
        HistoryError::UnknownSubject(subject) => QueryError::NoSuchSubject(subject),
        HistoryError::Contents(error) => QueryError::Unreadable(error),
    })
}
