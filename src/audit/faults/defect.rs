//! The defects that one event can have, each described by a clause after the name of the event.

use crate::domain::state::StateError;
use crate::language::Message;
use crate::log::commitment::CommitmentError;
use crate::message;
use crate::projections::InMemoryLogError;

/// A defect of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    /// The text differs from what was recorded.
    TextAltered,
    /// The text is present, but its key does not decrypt it.
    TextNotOpened,
    /// The text is missing, and no event erased it.
    TextMissing,
    /// The text is present, although an event records that it was erased.
    TextNotErased {
        /// The position of that event; `None` when only the current state of the log shows the erasure.
        by: Option<u64>,
    },
    /// Something other than the text differs from what was recorded.
    CoreAltered,
    /// The data have a structure that no event type has.
    Shape,
    /// The event can not be read.
    Unreadable,
    /// The line is not a record.
    NotARecord {
        /// The line number, from 1.
        line: u64,
        /// The reason.
        why: Message,
    },
    /// The event is on a line that does not match its position among the others.
    OutOfOrder {
        /// The line number, from 1.
        line: u64,
    },
    /// The event has a position that an earlier line has as well.
    DuplicatePosition {
        /// The number of the earlier line.
        first: u64,
        /// The line number of this event.
        line: u64,
    },
    /// The record at this position contains another position.
    OtherPosition(u64),
    /// The event is not the one that was signed at its position.
    NotSigned,
    /// The event was recorded before the event that precedes it.
    RecordedEarlier,
    /// The subject version of the event does not follow from the events before it.
    Version {
        /// The version in the event.
        found: u64,
        /// The version that should follow.
        wanted: u64,
    },
    /// The event is inconsistent with the events before it.
    Inconsistent(StateError),
    /// The text was encrypted with the key of another event.
    SharedKey {
        /// The position of that event.
        with: u64,
    },
    /// The event is a sealing, and the log does not reproduce what it fixed.
    Sealing(Vec<Message>),
}

impl Defect {
    /// Returns whether only the text can differ: figures, days and codes are as recorded.
    pub const fn affects_text_only(&self) -> bool {
        matches!(self, Defect::TextAltered | Defect::TextNotOpened | Defect::TextMissing | Defect::TextNotErased { .. })
    }

    /// Describes the defect as a clause.
    pub fn message(&self) -> Message {
        match self {
            Defect::TextAltered => message!("fault-text-altered"),
            Defect::TextNotOpened => message!("fault-text-shut"),
            Defect::TextMissing => message!("fault-text-gone"),
            Defect::TextNotErased { by: Some(by) } => message!("fault-text-there", by = *by),
            Defect::TextNotErased { by: None } => message!("fault-text-there-still"),
            Defect::CoreAltered => message!("fault-core-altered"),
            Defect::Shape => message!("fault-shape"),
            Defect::Unreadable => message!("fault-unreadable"),
            Defect::NotARecord { line, why } => message!("fault-no-record", line = *line, why = why.clone()),
            Defect::OutOfOrder { line } => message!("fault-out-of-order", line = *line),
            Defect::DuplicatePosition { first, line } => message!("fault-twice", first = *first, line = *line),
            Defect::OtherPosition(position) => message!("fault-says-position", position = *position),
            Defect::NotSigned => message!("fault-not-signed"),
            Defect::RecordedEarlier => message!("fault-earlier"),
            Defect::Version { found, wanted } => message!("fault-version", found = *found, wanted = *wanted),
            Defect::Inconsistent(error) => does_not_fit(error),
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
        Defect::Inconsistent(error)
    }
}

impl From<InMemoryLogError> for Defect {
    fn from(error: InMemoryLogError) -> Defect {
        match error {
            InMemoryLogError::Core(_) => Defect::Shape,
            InMemoryLogError::State(error) => Defect::Inconsistent(error),
            InMemoryLogError::Version { found, wanted, .. } => {
                Defect::Version { found: found.into(), wanted: wanted.into() }
            }
            InMemoryLogError::Time => Defect::RecordedEarlier,
        }
    }
}
