//! Who reads a page, in which language and on which medium.

use crate::language::{Language, Message};

/// The reader of a page. It decides the language, and whether links lead anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// The language of the page.
    pub language: Language,
    /// What the page is shown on.
    pub medium: Medium,
    /// Whether the reader may record: pages then lead to the forms.
    pub may_record: bool,
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
        Reader { language, medium: Medium::Service { language_named }, may_record: false }
    }

    /// Returns the reader of a file.
    pub const fn of_file(language: Language) -> Reader {
        Reader { language, medium: Medium::File, may_record: false }
    }

    /// Returns the same reader, who may record or not.
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
