//! How a command ends when it does not end well: one line on stderr and an exit code.

use std::fmt;
use std::io;
use std::path::Path;

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

/// Why a command stopped.
#[derive(Debug)]
pub enum Failure {
    /// Told in one line on stderr: what, where, and what to do.
    Told(Exit, String),
    /// All there is to say was printed already; only the exit code is left.
    Answered(Exit),
    /// Whoever read our output has gone: no error of ours, and nobody to tell.
    ReaderGone,
}

impl Failure {
    /// Wrong use or refused input.
    pub fn refused(message: impl fmt::Display) -> Failure {
        Failure::Told(Exit::Refused, one_line(&message.to_string()))
    }

    /// The answer is "no", told in one line.
    pub fn no(message: impl fmt::Display) -> Failure {
        Failure::Told(Exit::No, one_line(&message.to_string()))
    }

    /// The data folder is damaged or in use.
    pub fn folder(message: impl fmt::Display) -> Failure {
        Failure::Told(Exit::Folder, one_line(&message.to_string()))
    }

    /// The file at `path` could not be read or written.
    pub fn file(doing: &str, path: &Path, error: &io::Error) -> Failure {
        Failure::refused(format_args!("cannot {doing} {}: {}", path.display(), reason(error)))
    }

    /// Writing to stdout failed: a reader that went away is no error.
    pub fn output(error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ReaderGone,
            _ => Failure::refused(format_args!("cannot write to standard output: {}", reason(error))),
        }
    }
}

/// What an error of the system says, without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}

/// `text` with every run of white space, line ends too, as one blank: an error is one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A usage error of the argument parser as one line: what it says before its usage text.
pub fn usage(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let said = text.split("\n\nUsage:").next().unwrap_or(&text);
    let said = said.split("\n\nFor more information").next().unwrap_or(said);
    let said = said.strip_prefix("error: ").unwrap_or(said);
    Failure::refused(format_args!("{said}; --help shows the use"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_whatever_it_quotes() {
        let Failure::Told(exit, message) = Failure::refused("first\n  second\r\n\tthird") else {
            panic!("a refusal is told")
        };
        assert_eq!((exit, message.as_str()), (Exit::Refused, "first second third"));
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        let gone = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(Failure::output(&gone), Failure::ReaderGone));
    }
}
