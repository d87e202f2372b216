//! The errors of queries on a service.

use std::fmt;

use crate::domain::ids::IdError;
use crate::domain::time::{Day, Instant};
use crate::language::Message;
use crate::log::LogError;
use crate::message;
use crate::projections::agenda::ENTRIES_MAX;
use crate::projections::sealing::{RoundPointError, SealingCheckError};
use crate::projections::series::{CELLS_MAX, COLUMNS_MAX};
use crate::projections::{RecordReadError, ReportError};

/// Why a query has no answer.
#[derive(Debug)]
pub enum QueryError {
    /// The log is empty.
    Empty,
    /// The log does not have this position.
    NoSuchPosition {
        /// The requested position.
        position: u64,
        /// The last position.
        head: u64,
    },
    /// The moment lies before the first event.
    BeforeFirst {
        /// The requested moment.
        moment: Instant,
        /// When the first event was recorded.
        first: Instant,
    },
    /// As known then, nothing holds on that day yet.
    BeforeFirstDay {
        /// The requested day.
        on: Day,
        /// The first day on which something holds.
        first: Day,
    },
    /// As known then, nothing holds yet on the reporting date of a round of a kind that does not look ahead.
    RoundBeforeFirstDay {
        /// The round.
        round: String,
        /// Its reporting date.
        on: Day,
        /// The first day on which something holds.
        first: Day,
    },
    /// The moment lies in the future.
    InFuture {
        /// The requested moment.
        moment: Instant,
        /// Now.
        now: Instant,
    },
    /// The text is not the id of a round.
    BadRound(IdError),
    /// The round was never opened, or not by then.
    NoSuchRound(String),
    /// A bare word in place of a point is neither a day nor a round that was opened.
    NeitherDayNorRound {
        /// The word.
        text: String,
        /// Rounds that were opened.
        rounds: Vec<String>,
    },
    /// The node does not exist at that point.
    NoSuchNode(String),
    /// Nothing was recorded about the subject.
    NoSuchSubject(String),
    /// A sum exceeds the largest amount.
    Overflow,
    /// The round has no such sealing.
    NoSuchSealing {
        /// The round.
        round: String,
        /// The requested body or version: `college`, `2`.
        which: String,
    },
    /// No decision has this number.
    NoSuchDecision(String),
    /// More than one decision has this number.
    SeveralDecisions(String),
    /// The report was sealed in a format of a later version.
    UnknownShape(u32),
    /// More rounds than series can have.
    TooManyRounds {
        /// How many there are.
        rounds: usize,
    },
    /// More cells than series can have.
    TooManyCells,
    /// More entries than an agenda can have.
    AgendaFull {
        /// How many there are.
        entries: usize,
    },
    /// A record can not be read.
    Unreadable(RecordReadError),
    /// The log failed.
    Log(LogError),
}

impl QueryError {
    /// The error as a message.
    pub fn message(&self) -> Message {
        match self {
            QueryError::Empty => message!("log-empty"),
            QueryError::NoSuchPosition { position, head } => {
                message!("position-unknown", position = *position, head = *head)
            }
            QueryError::BeforeFirst { moment, first } => {
                message!("moment-before-log", moment = *moment, first = *first)
            }
            QueryError::BeforeFirstDay { on, first } => message!("day-before-log", on = *on, first = *first),
            QueryError::RoundBeforeFirstDay { round, on, first } => {
                message!("round-before-log", round = round, on = *on, first = *first)
            }
            QueryError::InFuture { moment, now } => message!("moment-ahead", moment = *moment, now = *now),
            QueryError::BadRound(error) => error.message(),
            QueryError::NoSuchRound(id) => message!("round-unknown", id = id),
            QueryError::NeitherDayNorRound { text, rounds } => neither_day_nor_round(text, rounds),
            QueryError::NoSuchNode(code) => message!("node-unknown", code = code),
            QueryError::NoSuchSubject(subject) => message!("subject-unknown", subject = subject),
            QueryError::Overflow => message!("total-too-large"),
            QueryError::NoSuchSealing { round, which } => message!("sealing-unknown", round = round, which = which),
            QueryError::NoSuchDecision(number) => message!("decision-unknown", number = number),
            QueryError::SeveralDecisions(number) => message!("decision-several", number = number),
            QueryError::UnknownShape(version) => message!("report-version-unknown", version = *version),
            QueryError::TooManyRounds { rounds } => {
                message!("series-too-many-rounds", rounds = *rounds, most = COLUMNS_MAX)
            }
            QueryError::TooManyCells => message!("series-too-many-cells", most = CELLS_MAX),
            QueryError::AgendaFull { entries } => {
                message!("agenda-too-many", entries = *entries, most = ENTRIES_MAX)
            }
            QueryError::Unreadable(error) => message!("record-unreadable", position = error.position),
            QueryError::Log(error) => error.message(),
        }
    }

    /// The stable code of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            QueryError::Empty => "logboek-leeg",
            QueryError::NoSuchPosition { .. } => "positie-onbekend",
            QueryError::BeforeFirst { .. } => "moment-voor-begin",
            QueryError::BeforeFirstDay { .. } | QueryError::RoundBeforeFirstDay { .. } => "datum-voor-begin",
            QueryError::InFuture { .. } => "moment-in-toekomst",
            QueryError::BadRound(_) => "ongeldige-waarde",
            QueryError::NoSuchRound(_) | QueryError::NeitherDayNorRound { .. } => "ronde-onbekend",
            QueryError::NoSuchNode(_) => "onderdeel-onbekend",
            QueryError::NoSuchSubject(_) => "onderwerp-onbekend",
            QueryError::NoSuchSealing { .. } => "vaststelling-onbekend",
            QueryError::NoSuchDecision(_) => "verwijzing-onbekend",
            QueryError::SeveralDecisions(_) => "kenmerk-niet-uniek",
            QueryError::UnknownShape(_) => "rapportageversie-onbekend",
            QueryError::Overflow => "bedrag-te-groot",
            QueryError::TooManyRounds { .. } => "te-veel-rondes",
            QueryError::TooManyCells | QueryError::AgendaFull { .. } => "te-groot",
            QueryError::Unreadable(_) | QueryError::Log(_) => "logboek-niet-beschikbaar",
        }
    }
}

/// The message for a bare word that is neither a day nor a round that was opened.
pub fn neither_day_nor_round(text: &str, rounds: &[String]) -> Message {
    match rounds {
        [] => message!("point-neither-and-no-rounds", text = text),
        rounds => message!("point-neither", text = text, rounds = rounds.join(", ")),
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for QueryError {}

impl From<IdError> for QueryError {
    fn from(error: IdError) -> QueryError {
        QueryError::BadRound(error)
    }
}

impl From<LogError> for QueryError {
    fn from(error: LogError) -> QueryError {
        QueryError::Log(error)
    }
}

impl From<ReportError> for QueryError {
    fn from(error: ReportError) -> QueryError {
        match error {
            ReportError::NoSuchPosition { position, head } => QueryError::NoSuchPosition { position, head },
            ReportError::NoSuchNode(code) => QueryError::NoSuchNode(code),
            ReportError::NoSuchRound(id) => QueryError::NoSuchRound(id),
            ReportError::Overflow => QueryError::Overflow,
            ReportError::UnknownShape(version) => QueryError::UnknownShape(version),
            ReportError::UnreadableRecord(error) => QueryError::Unreadable(error),
        }
    }
}

impl From<RoundPointError> for QueryError {
    fn from(error: RoundPointError) -> QueryError {
        match error {
            RoundPointError::Round(id) => QueryError::NoSuchRound(id),
            RoundPointError::Sealing { round, which, .. } => QueryError::NoSuchSealing { round, which },
            RoundPointError::UnreadableRecord(error) => QueryError::Unreadable(error),
        }
    }
}

impl From<RecordReadError> for QueryError {
    fn from(error: RecordReadError) -> QueryError {
        QueryError::Unreadable(error)
    }
}

impl From<SealingCheckError> for QueryError {
    fn from(error: SealingCheckError) -> QueryError {
        match error {
            SealingCheckError::UnknownShape { version, .. } => QueryError::UnknownShape(version),
            SealingCheckError::UnreadableRecord(error) => QueryError::Unreadable(error),
        }
    }
}
