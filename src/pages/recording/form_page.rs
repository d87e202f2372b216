//! What a form is made from.

use serde_json::Value;

use super::{Choices, Typed};
use crate::domain::event::EventType;
use crate::domain::proposal::FieldError;
use crate::frame::Viewer;
use crate::language::Message;
use crate::reader::Reader;

/// Why a form comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Fields are wrong.
    Wrong,
    /// A rule refuses it, or it can not be recorded now: why.
    Refused(Message),
    /// It could not be kept where it was typed, and is an event of its own here: why.
    GivenBack(Message),
    /// Others recorded about the subject since the form was opened.
    Moved,
    /// The form was used before, with something else in it: the position of that event.
    Used(u64),
}

/// The contents of a form.
pub struct FormPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The type of event.
    pub kind: EventType,
    /// What was typed, or what the address asked for.
    pub typed: &'a Typed,
    /// What fields are chosen from.
    pub choices: &'a Choices,
    /// What is wrong with fields.
    pub errors: &'a [FieldError],
    /// Why the form comes back; none where it is new.
    pub trouble: Option<&'a Trouble>,
    /// What others recorded about the subject since the form was opened, as rows of its history.
    pub meanwhile: &'a [Value],
    /// The event that is corrected, or withdrawn.
    pub about: Option<&'a Value>,
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}
