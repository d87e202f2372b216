//! What people read, in Dutch or in English: messages by name, with the words of each language in one folder.
//!
//! A [`Message`] is made where something is known (`message!("ronde-onbekend", id = id)`) and becomes a sentence where
//! somebody reads it ([`Message::in_language`]). The sentences stand in `nl/*.ftl` and `en/*.ftl`, one file an area, in the
//! format of Project Fluent; a test holds both folders and the code against each other. Machines read codes, never sentences.

mod amount;
#[cfg(feature = "arguments")]
pub mod arguments;
mod catalogue;
mod system;
mod time;
mod words;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

pub use amount::{decimal, euros};
pub use catalogue::{label, names, variables};
pub use system::reason;
pub use time::{day, day_as_known, moment, month};
pub use words::word;

/// A language that people read answers in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// What a municipality reads, and the default everywhere.
    #[default]
    Dutch,
    /// On request.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::Dutch, Language::English];

    /// The tag of the language, as in `--lang` and `Content-Language`: `nl` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::Dutch => "nl",
            Language::English => "en",
        }
    }

    /// The language with this tag; of `en-GB` and `en_GB.UTF-8` the first part counts.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }
}

/// One value inside a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// Text that is the same in every language: a name, an id, what somebody typed.
    Text(String),
    /// A whole number; plurals follow it.
    Number(i64),
    /// A civil day.
    Day(NaiveDate),
    /// An instant, shown on the clocks of the Netherlands.
    Moment(DateTime<Utc>),
    /// A day, as exactly as it is known: `YYYY-MM-DD` and the word of the border for its precision.
    KnownDay(String, Option<String>),
    /// An amount in eurocents.
    Amount(i128),
    /// A word of a list, such as `beschermd-wonen`.
    Word(String),
    /// A message inside this one, in the same language.
    Message(Box<Message>),
    /// Messages in a row, with commas between.
    List(Vec<Message>),
}

/// Something to say to people, not yet in a language. Made with [`message!`](crate::message).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Content);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Named { name: &'static str, arguments: Vec<(&'static str, Argument)> },
    Verbatim(String),
    Joined { parts: Vec<Message>, between: &'static str },
}

impl Message {
    /// The message called `name` in the catalogue, with its values. Use [`message!`](crate::message), which the test of the
    /// catalogue reads.
    pub const fn named(name: &'static str, arguments: Vec<(&'static str, Argument)>) -> Message {
        Message(Content::Named { name, arguments })
    }

    /// Words that are the same in every language, or that are not ours: what a file holds, what the system said.
    pub fn verbatim(text: impl Into<String>) -> Message {
        Message(Content::Verbatim(text.into()))
    }

    /// Messages one after the other, with `between` between them.
    pub const fn joined(parts: Vec<Message>, between: &'static str) -> Message {
        Message(Content::Joined { parts, between })
    }

    /// The sentence in `language`.
    pub fn in_language(&self, language: Language) -> String {
        match &self.0 {
            Content::Verbatim(text) => text.clone(),
            Content::Named { name, arguments } => catalogue::sentence(language, name, arguments),
            Content::Joined { parts, between } => {
                parts.iter().map(|part| part.in_language(language)).collect::<Vec<_>>().join(between)
            }
        }
    }
}

impl Message {
    /// The sentence for a line of the log of the program, which is English whoever runs it.
    pub fn logged(&self) -> String {
        self.in_language(Language::English)
    }
}

impl fmt::Display for Message {
    /// The sentence in Dutch: what the border speaks where nobody asked for another language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(Language::Dutch))
    }
}

/// A value that can not be read is refused with a message.
impl std::error::Error for Message {}

impl serde::Serialize for Message {
    /// As [`Display`](fmt::Display): the sentence in Dutch.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Argument {
    /// An amount in eurocents: `amount = Argument::amount(cents)`.
    pub fn amount(cents: impl Into<i128>) -> Argument {
        Argument::Amount(cents.into())
    }

    /// A word of a list, such as `beschermd-wonen`: in English that of the glossary.
    pub fn word(token: impl Into<String>) -> Argument {
        Argument::Word(token.into())
    }

    /// A day as the border writes it, as exactly as it is known: `maand`, `kwartaal`, `jaar`, `uiterlijk`, `onbekend`, `dag` or none.
    pub fn known_day(iso: &str, precision: Option<&str>) -> Argument {
        Argument::KnownDay(iso.to_owned(), precision.map(str::to_owned))
    }
}

macro_rules! arguments {
    ($($from:ty => |$value:ident| $made:expr;)*) => {
        $(impl From<$from> for Argument {
            fn from($value: $from) -> Argument { $made }
        })*
    };
}

arguments! {
    &str => |text| Argument::Text(text.to_owned());
    String => |text| Argument::Text(text);
    &String => |text| Argument::Text(text.clone());
    u32 => |number| Argument::Number(number.into());
    i32 => |number| Argument::Number(number.into());
    i64 => |number| Argument::Number(number);
    u64 => |number| Argument::Number(i64::try_from(number).unwrap_or(i64::MAX));
    usize => |number| Argument::Number(i64::try_from(number).unwrap_or(i64::MAX));
    std::path::Display<'_> => |path| Argument::Text(path.to_string());
    Message => |message| Argument::Message(Box::new(message));
    Vec<Message> => |messages| Argument::List(messages);
}

/// A message of the catalogue: `message!("positie-onbekend", position = position, head = head)`.
#[macro_export]
macro_rules! message {
    ($name:literal $(, $key:ident = $value:expr)* $(,)?) => {
        $crate::language::Message::named(
            $name,
            vec![$((stringify!($key), $crate::language::Argument::from($value))),*],
        )
    };
}

#[cfg(test)]
mod tests;
