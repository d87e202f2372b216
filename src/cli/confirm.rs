//! Confirmation before an irreversible action: a question on a terminal, and the option `--yes` in a pipe.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use super::failure::Failure;
use super::language;
use crate::language::Message;
use crate::message;

/// `--yes`, for a command that does what can not be undone.
#[derive(Args)]
pub struct YesArgs {
    #[arg(long)]
    yes: bool,
}

/// Who reads a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A person at a terminal.
    Person,
    /// Nobody (a pipe): the text becomes the line of an error.
    Pipe,
}

impl YesArgs {
    /// Asks the user to confirm, before anything is done. `what` is a sentence that says what will happen and why it is
    /// irreversible.
    ///
    /// # Errors
    /// [`Failure`]: exit 2 where nobody can be asked and `--yes` was not given, 1 where the answer is no.
    pub fn confirm(&self, what: &Message) -> Result<(), Failure> {
        self.confirm_with(|_| Ok(what.clone()))
    }

    /// Does the same with a text that is built only when it is needed: in full for a person, in one line for a pipe.
    ///
    /// # Errors
    /// As for [`Self::confirm`], and the error of `what`.
    pub fn confirm_with(&self, what: impl FnOnce(Audience) -> Result<Message, Failure>) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        let reader = if is_interactive() { Audience::Person } else { Audience::Pipe };
        let answers = (reader == Audience::Person).then(|| io::stdin().lock());
        ask(&what(reader)?, answers, &mut io::stderr())
    }
}

/// Asks the user to confirm an action that goes on without a question in a pipe. `what` builds the text only when it is
/// needed.
///
/// # Errors
/// [`Failure`]: exit 1 where the answer is no, and the error of `what`.
pub fn confirm_on_terminal(what: impl FnOnce() -> Result<Message, Failure>) -> Result<(), Failure> {
    if is_interactive() { ask(&what()?, Some(io::stdin().lock()), &mut io::stderr()) } else { Ok(()) }
}

/// Returns the answer that is typed at the terminal; `None` in a pipe.
///
/// # Errors
/// [`Failure`] when the terminal can not be read.
pub fn ask_on_terminal(question: &Message) -> Result<Option<String>, Failure> {
    if !is_interactive() {
        return Ok(None);
    }
    let mut answer = String::new();
    let mut stderr = io::stderr();
    let asked = write!(stderr, "{} ", question.in_language(language())).and_then(|()| stderr.flush());
    asked.and_then(|()| io::stdin().lock().read_line(&mut answer)).map_err(|error| Failure::output(&error))?;
    Ok(Some(answer.trim().to_owned()))
}

/// Whether a person can be asked.
fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks the question; `answers` is `None` where nobody can answer.
fn ask(what: &Message, answers: Option<impl BufRead>, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(mut answers) = answers else {
        return Err(Failure::refused(message!("confirm-in-a-pipe", what = what.clone())));
    };
    let question = message!("confirm-question", what = what.clone()).in_language(language());
    let mut answer = String::new();
    let asked = write!(out, "{question} ").and_then(|()| out.flush()).and_then(|()| answers.read_line(&mut answer));
    asked.map_err(|error| Failure::output(&error))?;
    match answer.trim().to_lowercase().as_str() {
        "j" | "ja" | "y" | "yes" => Ok(()),
        _ => Err(Failure::no(message!("confirm-declined"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::failure::Exit;

    fn asked(answer: Option<&str>) -> (Result<(), Failure>, String) {
        let mut out = Vec::new();
        let told = ask(&Message::verbatim("Dit komt niet terug."), answer.map(str::as_bytes), &mut out);
        (told, String::from_utf8(out).unwrap())
    }

    #[test]
    fn on_a_terminal_only_a_plain_yes_goes_on() {
        for yes in ["j\n", "ja\n", " J \n", "yes\n"] {
            let (told, question) = asked(Some(yes));
            assert!(told.is_ok() && question.contains("Dit komt niet terug."), "{question}");
        }
        for no in ["\n", "nee\n", "", "jawel\n"] {
            assert!(matches!(asked(Some(no)).0, Err(Failure::Error(Exit::No, _))), "{no:?}");
        }
    }

    #[test]
    fn in_a_pipe_nothing_is_asked_and_the_word_is_named() {
        let (Err(Failure::Error(Exit::Refused, line)), question) = asked(None) else { panic!("nobody said yes") };
        let line = line.to_string();
        assert!(line.contains("--yes") && line.contains("Dit komt niet terug.") && question.is_empty(), "{line}");
    }
}
