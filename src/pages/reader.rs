//! Who reads a page, in which language and on which medium.

use crate::domain::access::{ActingRole, Action};
use crate::domain::event::EventType;
use crate::language::{Language, Message};

/// The reader of a page. It decides the language, and whether links lead anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// The language of the page.
    pub language: Language,
    /// What the page is shown on.
    pub medium: Medium,
    /// Whether anything can be recorded: pages then lead to the forms.
    pub may_record: bool,
    /// The role in which a reader who signed in acts; none where access is not limited.
    pub acting_role: Option<ActingRole>,
}

/// What a page is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A browser at the service: links lead to other pages.
    Service {
        /// Whether the address names the language; links then name it too.
        language_named: bool,
    },
    /// A file that is mailed or printed: it refers to nothing outside itself.
    File,
}

impl Reader {
    /// Returns a reader at the service, whose address names the language or not.
    pub const fn at_service(language: Language, language_named: bool) -> Reader {
        Reader { language, medium: Medium::Service { language_named }, may_record: false, acting_role: None }
    }

    /// Returns the reader of a file.
    pub const fn of_file(language: Language) -> Reader {
        Reader { language, medium: Medium::File, may_record: false, acting_role: None }
    }

    /// Returns the same reader, in the acting_role in which they signed in.
    #[must_use]
    pub const fn acting(self, acting_role: Option<ActingRole>) -> Reader {
        Reader { acting_role, ..self }
    }

    /// Returns true if the reader may do this.
    pub fn may(self, action: Action) -> bool {
        self.acting_role.is_none_or(|acting_role| acting_role.may(action))
    }

    /// Returns true if the reader may record events of a type; `corrects` where they take the place of others.
    pub fn may_record_event(self, kind: EventType, corrects: bool) -> bool {
        self.may_now(Action::of_event(kind, corrects))
    }

    /// Returns true if the reader may do this where something is recorded by it.
    pub fn may_now(self, action: Action) -> bool {
        self.may_record && self.may(action)
    }

    /// Returns true if the reader may record anything.
    pub fn may_record_something(self) -> bool {
        [Action::Record, Action::Correct, Action::Publish].iter().any(|action| self.may_now(*action))
    }

    /// Returns the same reader, at a service that records or not.
    #[must_use]
    pub const fn recording(self, may_record: bool) -> Reader {
        Reader { may_record, ..self }
    }

    /// Returns a message in the language of the reader.
    pub fn say(self, message: &Message) -> String {
        message.in_language(self.language)
    }

    /// Returns true if the page is a file of its own.
    pub const fn has_file(self) -> bool {
        matches!(self.medium, Medium::File)
    }
}
