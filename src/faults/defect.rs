//! What can be wrong with one event, each told as a clause after its name.

use crate::domain::state::StateError;
use crate::language::Message;
use crate::log::commitment::CommitmentError;
use crate::message;
use crate::projections::InMemoryError;

/// Something that does not hold of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    /// Its text is another than was recorded.
    TextAltered,
    /// Its text is there, and its key does not open it.
    TextShut,
    /// Its text is gone, and no event erased it.
    TextGone,
    /// Its text is there, though an event says that it was erased.
    TextThere {
        /// The event that says so; none where only the log as it is now knows.
        by: Option<u64>,
    },
    /// Something else of it than its text is another than was recorded.
    CoreAltered,
    /// Its data have a shape that no event has.
    Shape,
    /// It can not be read.
    Unreadable,
    /// A line that is no record.
    NoRecord {
        /// Which, from 1.
        line: u64,
        /// Why not.
        why: Message,
    },
    /// It stands on a line where others say that it does not belong.
    OutOfOrder {
        /// Which, from 1.
        line: u64,
    },
    /// It says a position that an earlier line has.
    Twice {
        /// The earlier line.
        first: u64,
        /// Its own.
        line: u64,
    },
    /// The record at this place says that it stands elsewhere.
    SaysPosition(u64),
    /// It is not the event that was signed at its place.
    NotSigned,
    /// It was recorded before the event that precedes it.
    Earlier,
    /// Its place among the events of its subject is another than it says.
    Version {
        /// What it says.
        found: u64,
        /// What should follow.
        wanted: u64,
    },
    /// It does not fit the events before it.
    DoesNotFit(StateError),
    /// Its text was sealed under the key of another event.
    SharedKey {
        /// Whose.
        with: u64,
    },
    /// It is a sealing, and the log does not give what it fixed.
    Sealing(Vec<Message>),
}

impl Defect {
    /// True when nothing but its text can differ: figures, days and codes are what was recorded.
    pub const fn of_text_alone(&self) -> bool {
        matches!(self, Defect::TextAltered | Defect::TextShut | Defect::TextGone | Defect::TextThere { .. })
    }

    /// The clause.
    pub fn message(&self) -> Message {
        match self {
            Defect::TextAltered => message!("fault-text-altered"),
            Defect::TextShut => message!("fault-text-shut"),
            Defect::TextGone => message!("fault-text-gone"),
            Defect::TextThere { by: Some(by) } => message!("fault-text-there", by = *by),
            Defect::TextThere { by: None } => message!("fault-text-there-still"),
            Defect::CoreAltered => message!("fault-core-altered"),
            Defect::Shape => message!("fault-shape"),
            Defect::Unreadable => message!("fault-unreadable"),
            Defect::NoRecord { line, why } => message!("fault-no-record", line = *line, why = why.clone()),
            Defect::OutOfOrder { line } => message!("fault-out-of-order", line = *line),
            Defect::Twice { first, line } => message!("fault-twice", first = *first, line = *line),
            Defect::SaysPosition(position) => message!("fault-says-position", position = *position),
            Defect::NotSigned => message!("fault-not-signed"),
            Defect::Earlier => message!("fault-earlier"),
            Defect::Version { found, wanted } => message!("fault-version", found = *found, wanted = *wanted),
            Defect::DoesNotFit(error) => does_not_fit(error),
            Defect::SharedKey { with } => message!("fault-shared-key", with = *with),
            Defect::Sealing(what) => Message::joined(what.clone(), "; "),
        }
    }
}

fn does_not_fit(error: &StateError) -> Message {
    match error {
        StateError::Gap { wanted, .. } => message!("fault-gap", wanted = *wanted),
        StateError::SecondId(_) => message!("fault-second-id"),
        StateError::BadSubject(_) => message!("fault-bad-subject"),
        StateError::NoSuchEvent(_) => message!("fault-no-such-event"),
        StateError::OtherSubject(_) => message!("fault-other-subject"),
        StateError::UnknownField(_) => message!("fault-unknown-field"),
        StateError::Full => message!("fault-full"),
    }
}

impl From<CommitmentError> for Defect {
    fn from(error: CommitmentError) -> Defect {
        match error {
            CommitmentError::Text => Defect::TextAltered,
            CommitmentError::Core => Defect::CoreAltered,
            CommitmentError::Shape => Defect::Shape,
        }
    }
}

impl From<StateError> for Defect {
    fn from(error: StateError) -> Defect {
        Defect::DoesNotFit(error)
    }
}

impl From<InMemoryError> for Defect {
    fn from(error: InMemoryError) -> Defect {
        match error {
            InMemoryError::Core(_) => Defect::Shape,
            InMemoryError::State(error) => Defect::DoesNotFit(error),
            InMemoryError::Version { found, wanted, .. } => {
                Defect::Version { found: found.into(), wanted: wanted.into() }
            }
            InMemoryError::Time => Defect::Earlier,
        }
    }
}
