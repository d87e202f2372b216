//! What the application answers when it does not do what was asked. No statuses and no exit codes: those belong to the rims.

use crate::domain::ids::{EventId, Subject};
use crate::domain::proposal::FieldError;
use crate::language::Message;
use crate::log::LogError;

/// Why something was not done. Nothing of it was written, unless [`AppError::Log`] says that is unknown.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule refuses one of the events.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The id of one of the events is in the log with other content.
    #[error(
        "gebeurtenis {id} bestaat al op positie {position} met een andere inhoud; geef een nieuwe gebeurtenis een nieuw id"
    )]
    Conflict {
        /// Which of the events, from 0.
        index: usize,
        /// Its id.
        id: EventId,
        /// Where the log has it.
        position: u64,
    },
    /// The subject is not at the version that the caller last saw.
    #[error("{subject} staat op versie {present}, niet op {wanted}; lees wat er veranderde en beslis opnieuw")]
    Precondition {
        /// The subject.
        subject: Subject,
        /// Its version now; 0 when nothing was recorded about it.
        present: u32,
        /// The version the caller named.
        wanted: u32,
    },
    /// The input is not in the form that is asked; every error of the first event that has any.
    #[error("{}", sentence(.errors))]
    Input {
        /// Which of the events, from 0.
        index: usize,
        /// What is wrong with it.
        errors: Vec<FieldError>,
    },
    /// One line of an import; the rest of the file was not written either, unless `written` is above 0.
    #[error("{file}:{line}: {cause}{}", rest(*.written))]
    Line {
        /// The file as the caller named it.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        cause: Box<AppError>,
        /// Events of the import that were written before this: 0 unless others wrote at the same time.
        written: u64,
    },
    /// A file of an import can not be read.
    #[error("{file}: {source}")]
    Read {
        /// The file as the caller named it.
        file: String,
        /// The system's own error.
        source: std::io::Error,
    },
    /// What was asked can not be written out.
    #[error("writing the output: {0}")]
    Write(std::io::Error),
    /// The log: damaged, in use, full, stopped or closed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Which of the events, from 0.
    pub index: usize,
    /// Stable: `voorziening-al-gesloten`.
    pub code: &'static str,
    /// One sentence: what, and what to do.
    pub message: Message,
    /// The field that is refused, where it is one: `gegevens.onderdeel`.
    pub field: Option<String>,
    /// The positions it rests on.
    pub positions: Vec<u64>,
}

impl AppError {
    /// The stable code of what went wrong, where there is one code.
    pub fn code(&self) -> &'static str {
        match self {
            AppError::Refused(refusal) => refusal.code,
            AppError::Conflict { .. } => "id-bestaat-met-andere-inhoud",
            AppError::Precondition { .. } => "onderwerp-gewijzigd",
            AppError::Input { .. } => "ongeldige-invoer",
            AppError::Line { cause, .. } => cause.code(),
            AppError::Read { .. } | AppError::Write(_) => "lezen-of-schrijven-mislukt",
            AppError::Log(_) => "logboek-niet-beschikbaar",
        }
    }

    /// Which of the events it is about, from 0.
    pub fn index(&self) -> Option<usize> {
        match self {
            AppError::Refused(refusal) => Some(refusal.index),
            AppError::Conflict { index, .. } | AppError::Input { index, .. } => Some(*index),
            AppError::Precondition { .. } => Some(0),
            AppError::Line { .. } | AppError::Read { .. } | AppError::Write(_) | AppError::Log(_) => None,
        }
    }

    /// The same error, about the event at `index`.
    pub fn at(self, index: usize) -> AppError {
        match self {
            AppError::Input { errors, .. } => AppError::Input { index, errors },
            AppError::Conflict { id, position, .. } => AppError::Conflict { index, id, position },
            AppError::Refused(refusal) => AppError::Refused(Box::new(Refusal { index, ..*refusal })),
            other @ (AppError::Precondition { .. }
            | AppError::Line { .. }
            | AppError::Read { .. }
            | AppError::Write(_)
            | AppError::Log(_)) => other,
        }
    }

    /// One error in one field of the event at `index`.
    pub fn input(index: usize, field: &str, code: &'static str, message: impl Into<Message>) -> AppError {
        AppError::Input { index, errors: vec![FieldError::new(field, code, message)] }
    }

    /// A refusal of the event at `index`.
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
    /// The same refusal, with the positions it rests on.
    pub(super) fn because_of(mut self, positions: Vec<u64>) -> AppError {
        if let AppError::Refused(refusal) = &mut self {
            refusal.positions = positions;
        }
        self
    }
}

fn sentence(errors: &[FieldError]) -> String {
    let one = |error: &FieldError| match error.field.as_str() {
        "" => error.message.to_string(),
        field => format!("{field}: {}", error.message),
    };
    errors.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn rest(written: u64) -> String {
    match written {
        0 => String::new(),
        _ => format!(" ({written} events before it were written; import the same file again to complete it)"),
    }
}
