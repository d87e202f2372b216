//! The errors of the application. They carry no statuses and no exit codes: those belong to the borders (HTTP, CLI).

use super::clock_watch::ClockDoubt;
use crate::domain::ids::{EventId, Subject};
use crate::domain::proposal::FieldError;
use crate::language::{Message, describe_io_error};
use crate::log::LogError;
use crate::message;

/// The code of an error about a clock that can not be right.
pub const CLOCK_DOUBTED: &str = "klok-onbetrouwbaar";

/// Why a command was not carried out. Nothing of it was written, unless [`AppError::Log`] says that this is unknown.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum AppError {
    /// A rule refuses one of the events.
    Refused(Box<Refusal>),
    /// The id of one of the events is in the log with other content (idempotency conflict).
    Conflict {
        /// The index of the event, from 0.
        index: usize,
        /// Its id.
        id: EventId,
        /// Its position in the log.
        position: u64,
    },
    /// The subject is not at the version that the caller expects (optimistic concurrency).
    Precondition {
        /// The subject.
        subject: Subject,
        /// Its present version; 0 when nothing was recorded about it.
        present: u32,
        /// The version that the caller expects.
        wanted: u32,
    },
    /// The input has the wrong form: all errors of the first event that has any.
    Input {
        /// The index of the event, from 0.
        index: usize,
        /// What is wrong with it.
        errors: Vec<FieldError>,
    },
    /// An error in one line of an import; the rest of the file was not written either, unless `written` is above 0.
    Line {
        /// The file, as named by the caller.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        cause: Box<AppError>,
        /// Events of the import that were written before the error: 0 unless others wrote at the same time.
        written: u64,
    },
    /// An import stopped after some of it was recorded.
    Partly {
        /// The error that stopped it: nothing of the rest was written, unless the error says otherwise.
        cause: Box<AppError>,
        /// Events of the import that were recorded before the error.
        written: u64,
    },
    /// A file of an import can not be read.
    Read {
        /// The file, as named by the caller.
        file: String,
        /// The error of the system.
        source: std::io::Error,
    },
    /// The output can not be written.
    Write(std::io::Error),
    /// The clock can not be right, or has to be confirmed: nothing is recorded at its present moment.
    Clock(ClockDoubt),
    /// The log is damaged, in use, full, stopped or closed.
    Log(#[from] LogError),
}

/// The refusal of a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The index of the event, from 0.
    pub index: usize,
    /// A stable code: `voorziening-al-gesloten`.
    pub code: &'static str,
    /// One sentence: what is refused, and what to do.
    pub message: Message,
    /// The refused field, if it is one: `gegevens.onderdeel`.
    pub field: Option<String>,
    /// The positions that the refusal rests on.
    pub positions: Vec<u64>,
}

impl AppError {
    /// What was not done, why, and what to do.
    pub fn message(&self) -> Message {
        match self {
            AppError::Refused(refusal) => refusal.message.clone(),
            AppError::Conflict { id, position, .. } => {
                message!("app-conflict", id = id.to_string(), position = *position)
            }
            AppError::Precondition { subject, present, wanted } => {
                message!("app-precondition", subject = subject.to_string(), present = *present, wanted = *wanted)
            }
            AppError::Input { errors, .. } => Message::joined(errors.iter().map(FieldError::named).collect(), "; "),
            AppError::Line { file, line, cause, written: 0 } => {
                message!("app-line", file = file, line = *line, cause = cause.message())
            }
            AppError::Line { file, line, cause, written } => {
                message!("app-line-written", file = file, line = *line, cause = cause.message(), written = *written)
            }
            AppError::Partly { cause, written } => {
                message!("app-partly", cause = cause.message(), written = *written)
            }
            AppError::Read { file, source } => message!("app-read", file = file, why = describe_io_error(source)),
            AppError::Write(source) => message!("app-write", why = describe_io_error(source)),
            AppError::Clock(doubt) => doubt.message(),
            AppError::Log(error) => error.message(),
        }
    }

    /// The stable code of the error; of an error in a line, that of its cause.
    pub fn code(&self) -> &'static str {
        match self {
            AppError::Refused(refusal) => refusal.code,
            AppError::Conflict { .. } => "id-bestaat-met-andere-inhoud",
            AppError::Precondition { .. } => "onderwerp-gewijzigd",
            AppError::Input { .. } => "ongeldige-invoer",
            AppError::Line { cause, .. } | AppError::Partly { cause, .. } => cause.code(),
            AppError::Read { .. } | AppError::Write(_) => "lezen-of-schrijven-mislukt",
            AppError::Clock(_) => CLOCK_DOUBTED,
            AppError::Log(_) => "logboek-niet-beschikbaar",
        }
    }

    /// The index of the event the error is about, from 0.
    pub fn index(&self) -> Option<usize> {
        match self {
            AppError::Refused(refusal) => Some(refusal.index),
            AppError::Conflict { index, .. } | AppError::Input { index, .. } => Some(*index),
            AppError::Precondition { .. } => Some(0),
            AppError::Line { .. }
            | AppError::Partly { .. }
            | AppError::Read { .. }
            | AppError::Write(_)
            | AppError::Clock(_)
            | AppError::Log(_) => None,
        }
    }

    /// Returns the same error, for the event at `index`.
    pub fn at(self, index: usize) -> AppError {
        match self {
            AppError::Input { errors, .. } => AppError::Input { index, errors },
            AppError::Conflict { id, position, .. } => AppError::Conflict { index, id, position },
            AppError::Refused(refusal) => AppError::Refused(Box::new(Refusal { index, ..*refusal })),
            other @ (AppError::Precondition { .. }
            | AppError::Line { .. }
            | AppError::Partly { .. }
            | AppError::Read { .. }
            | AppError::Write(_)
            | AppError::Clock(_)
            | AppError::Log(_)) => other,
        }
    }

    /// Creates an error in one field of the event at `index`.
    pub fn input(index: usize, field: &str, code: &'static str, message: impl Into<Message>) -> AppError {
        AppError::Input { index, errors: vec![FieldError::new(field, code, message)] }
    }

    /// Creates a refusal of the event at `index`.
    pub fn refused(index: usize, code: &'static str, message: impl Into<Message>) -> AppError {
        AppError::Refused(Box::new(Refusal {
            index,
            code,
            message: message.into(),
            field: None,
            positions: Vec::new(),
        }))
    }
}

impl AppError {
    /// Returns the same refusal, with the positions it rests on.
    pub(super) fn because_of(mut self, positions: Vec<u64>) -> AppError {
        if let AppError::Refused(refusal) = &mut self {
            refusal.positions = positions;
        }
        self
    }
}
