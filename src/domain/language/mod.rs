//! Text for people, in Dutch or in English: messages by name, with the text of each language in one folder.
//!
//! A [`Message`] is created where a fact is known (`message!("ronde-onbekend", id = id)`) and becomes a sentence where
//! it is shown ([`Message::in_language`]). The sentences are in `nl/*.ftl` and `en/*.ftl`, one file per area, in the
//! format of Project Fluent; a test compares both folders with each other and with the code. Machines read codes, never
//! sentences.

mod amount;
mod catalogue;
mod io_errors;
mod time;
mod words;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

pub use amount::{decimal, euros};
pub use catalogue::{label, names, sentence, variables};
pub use io_errors::describe_io_error;
pub use time::{day, day_as_known, moment, month};
pub use words::word;

/// A language in which people read responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// The language of the municipality, and the default everywhere.
    #[default]
    Dutch,
    /// Available on request.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::Dutch, Language::English];

    /// Returns the tag of the language, as in `--lang` and `Content-Language`: `nl` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::Dutch => "nl",
            Language::English => "en",
        }
    }

    /// Returns the language with this tag. Only the first part counts: `en-GB` and `en_GB.UTF-8` are English.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }
}

/// One value inside a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// Text that is the same in every language: a name, an id, user input.
    Text(String),
    /// An integer, which determines plurals.
    Number(i64),
    /// A civil day.
    Day(NaiveDate),
    /// An instant, shown in Dutch local time.
    Moment(DateTime<Utc>),
    /// A day with its precision: `YYYY-MM-DD`, and the word for the precision at the border.
    KnownDay(String, Option<String>),
    /// An amount in eurocents.
    Amount(i128),
    /// A word of a list, such as `beschermd-wonen`.
    Word(String),
    /// A message inside this one, in the same language.
    Message(Box<Message>),
    /// Messages separated by commas.
    List(Vec<Message>),
}

/// A text for people that is not in any language yet. Created with [`message!`](crate::message).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(MessageContent);

#[derive(Debug, Clone, PartialEq, Eq)]
enum MessageContent {
    Named { name: &'static str, arguments: Vec<(&'static str, Argument)> },
    Verbatim(String),
    Joined { parts: Vec<Message>, between: &'static str },
}

impl Message {
    /// Creates the message called `name` in the catalogue, with its values. Use [`message!`](crate::message), since the
    /// test of the catalogue looks for it.
    pub const fn named(name: &'static str, arguments: Vec<(&'static str, Argument)>) -> Message {
        Message(MessageContent::Named { name, arguments })
    }

    /// Creates a message with text that is the same in every language, or that is not ours: contents of a file, an
    /// error of the system.
    pub fn verbatim(text: impl Into<String>) -> Message {
        Message(MessageContent::Verbatim(text.into()))
    }

    /// Concatenates messages, separated by `between`.
    pub const fn joined(parts: Vec<Message>, between: &'static str) -> Message {
        Message(MessageContent::Joined { parts, between })
    }

    /// Returns the message with `change` done to every text in it that is not ours: names, addresses, what somebody gave.
    #[must_use]
    pub fn with_texts(self, change: &impl Fn(&str) -> String) -> Message {
        let all = |messages: Vec<Message>| messages.into_iter().map(|message| message.with_texts(change)).collect();
        Message(match self.0 {
            MessageContent::Verbatim(text) => MessageContent::Verbatim(change(&text)),
            MessageContent::Joined { parts, between } => MessageContent::Joined { parts: all(parts), between },
            MessageContent::Named { name, arguments } => {
                let changed = |argument| match argument {
                    Argument::Text(text) => Argument::Text(change(&text)),
                    Argument::Message(message) => Argument::Message(Box::new(message.with_texts(change))),
                    Argument::List(messages) => Argument::List(all(messages)),
                    other => other,
                };
                let arguments = arguments.into_iter().map(|(key, argument)| (key, changed(argument))).collect();
                MessageContent::Named { name, arguments }
            }
        })
    }

    /// Returns the sentence in `language`.
    pub fn in_language(&self, language: Language) -> String {
        match &self.0 {
            MessageContent::Verbatim(text) => text.clone(),
            MessageContent::Named { name, arguments } => catalogue::sentence(language, name, arguments),
            MessageContent::Joined { parts, between } => {
                parts.iter().map(|part| part.in_language(language)).collect::<Vec<_>>().join(between)
            }
        }
    }
}

impl Message {
    /// Returns the sentence for a line of the program's log, which is always in English.
    pub fn logged(&self) -> String {
        self.in_language(Language::English)
    }
}

impl fmt::Display for Message {
    /// Writes the sentence in Dutch, the default language at the border.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(Language::Dutch))
    }
}

/// Parsers report an invalid value by a message.
impl std::error::Error for Message {}

impl serde::Serialize for Message {
    /// Serialises the sentence in Dutch, like [`Display`](fmt::Display).
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Argument {
    /// Creates an amount in eurocents: `amount = Argument::amount(parse_euros)`.
    pub fn amount(cents: impl Into<i128>) -> Argument {
        Argument::Amount(cents.into())
    }

    /// Creates a word of a list, such as `beschermd-wonen`. The English word is that of the glossary.
    pub fn word(token: impl Into<String>) -> Argument {
        Argument::Word(token.into())
    }

    /// Creates a day as written at the border, with its precision: `maand`, `kwartaal`, `jaar`, `uiterlijk`,
    /// `onbekend`, `dag` or none.
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

/// Creates a message of the catalogue: `message!("positie-onbekend", position = position, head = head)`.
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
