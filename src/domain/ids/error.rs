//! The errors of ids and subjects.

use std::fmt;

use super::SubjectKind;
use crate::language::Message;
use crate::message;

/// An error in an id or a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdError {
    /// No slash between kind and id.
    NoSlash,
    /// The word before the slash is not a kind of subject.
    UnknownKind(String),
    /// The id has characters or a length that an id cannot have.
    BadId(String),
    /// The id is not a UUID.
    BadEventId(String),
}

impl IdError {
    /// Returns a description of the error, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            IdError::NoSlash => message!("id-no-slash"),
            IdError::UnknownKind(kind) => message!("id-unknown-kind", kind = kind, kinds = kinds()),
            IdError::BadId(id) => message!("id-wrong", id = id),
            IdError::BadEventId(id) => message!("id-no-uuid", id = id),
        }
    }
}

/// Returns every kind of subject, separated by commas.
fn kinds() -> String {
    SubjectKind::ALL.map(SubjectKind::name).join(", ")
}

impl From<IdError> for Message {
    fn from(error: IdError) -> Message {
        error.message()
    }
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for IdError {}
