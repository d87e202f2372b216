//! How a command fails: one line on stderr and an exit code.

use std::io;
use std::path::Path;

use crate::language::{Message, describe_io_error};
use crate::message;

/// The exit codes other than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The answer is "no".
    No = 1,
    /// Wrong use or refused input.
    Refused = 2,
    /// The data folder is damaged or in use.
    Folder = 3,
}

/// Why a command ended without success.
#[derive(Debug)]
pub enum Failure {
    /// An error, printed as one line on stderr: what, where, and what to do.
    Error(Exit, Message),
    /// Several errors that were found together, each printed as one line on stderr.
    Errors(Exit, Vec<Message>),
    /// The result was printed already; only the exit code is left.
    Answered(Exit),
    /// The reader of our output has gone: that is no error, and nobody is left to inform.
    ReaderGone,
}

impl Failure {
    /// Returns the failure with `change` done to every text in its messages that is not ours.
    #[must_use]
    pub fn with_texts(self, change: &impl Fn(&str) -> String) -> Failure {
        match self {
            Failure::Error(exit, message) => Failure::Error(exit, message.with_texts(change)),
            Failure::Errors(exit, messages) => {
                let told = messages.into_iter().map(|message| message.with_texts(change));
                Failure::Errors(exit, told.collect())
            }
            other => other,
        }
    }

    /// Wrong use or refused input.
    pub fn refused(message: impl Into<Message>) -> Failure {
        Failure::Error(Exit::Refused, message.into())
    }

    /// The answer is "no", with one line.
    pub fn no(message: impl Into<Message>) -> Failure {
        Failure::Error(Exit::No, message.into())
    }

    /// The data folder is damaged or in use.
    pub fn folder(message: impl Into<Message>) -> Failure {
        Failure::Error(Exit::Folder, message.into())
    }

    /// An action on the file at `path` failed: `doing` is `read`, `write`, `make` or another verb of the messages
    /// `file-*`.
    pub fn file(doing: &str, path: &Path, error: &io::Error) -> Failure {
        let (file, why) = (path.display().to_string(), describe_io_error(error));
        Failure::refused(match doing {
            "read" => message!("file-read", file = file, why = why),
            "write" => message!("file-write", file = file, why = why),
            "remove" => message!("file-remove", file = file, why = why),
            _ => message!("file-make", file = file, why = why),
        })
    }

    /// Writing to stdout failed; a reader that went away is no error.
    pub fn output(error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ReaderGone,
            _ => Failure::refused(message!("output-write", why = describe_io_error(error))),
        }
    }
}

/// Replaces every run of white space, including line ends, by one space: an error is one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_whatever_it_quotes() {
        assert_eq!(one_line("first\n  second\r\n\tthird"), "first second third");
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        let gone = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(Failure::output(&gone), Failure::ReaderGone));
    }
}
