//! Asking before what can not be undone: a question on a terminal, and in a pipe the word `--yes`.

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
pub enum Reader {
    /// Somebody at a terminal.
    Somebody,
    /// A pipe: what is said is the line of an error.
    Nobody,
}

impl YesArgs {
    /// Goes on when whoever runs the command wants it. `what` says in a sentence what will happen and why it does not come back.
    /// Asked before anything is done.
    ///
    /// # Errors
    /// [`Failure`]: exit 2 where nobody can be asked and `--yes` was not given, 1 where the answer is no.
    pub fn confirm(&self, what: &Message) -> Result<(), Failure> {
        self.confirm_told(|_| Ok(what.clone()))
    }

    /// The same, where what will happen is looked up only when it is to be said: in full to somebody who is there, else in a line.
    ///
    /// # Errors
    /// As for [`Self::confirm`], and what `what` fails with.
    pub fn confirm_told(&self, what: impl FnOnce(Reader) -> Result<Message, Failure>) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        let reader = if is_there() { Reader::Somebody } else { Reader::Nobody };
        let answers = (reader == Reader::Somebody).then(|| io::stdin().lock());
        ask(&what(reader)?, answers, &mut io::stderr())
    }
}

/// Asks before something that may also be run in a pipe, where it goes on: `what` is looked up only when somebody is there to read it.
///
/// # Errors
/// [`Failure`]: exit 1 where the answer is no, and what `what` fails with.
pub fn asked_on_terminal(what: impl FnOnce() -> Result<Message, Failure>) -> Result<(), Failure> {
    if is_there() { ask(&what()?, Some(io::stdin().lock()), &mut io::stderr()) } else { Ok(()) }
}

/// The answer that somebody at the terminal types to a question; none in a pipe.
///
/// # Errors
/// [`Failure`] when the terminal can not be read.
pub fn answered_on_terminal(question: &Message) -> Result<Option<String>, Failure> {
    if !is_there() {
        return Ok(None);
    }
    let mut answer = String::new();
    let mut stderr = io::stderr();
    let asked = write!(stderr, "{} ", question.in_language(language())).and_then(|()| stderr.flush());
    asked.and_then(|()| io::stdin().lock().read_line(&mut answer)).map_err(|error| Failure::output(&error))?;
    Ok(Some(answer.trim().to_owned()))
}

/// Whether somebody can be asked.
fn is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Puts the question; `answers` is none where nobody is there to answer.
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
            assert!(matches!(asked(Some(no)).0, Err(Failure::Told(Exit::No, _))), "{no:?}");
        }
    }

    #[test]
    fn in_a_pipe_nothing_is_asked_and_the_word_is_named() {
        let (Err(Failure::Told(Exit::Refused, line)), question) = asked(None) else { panic!("nobody said yes") };
        let line = line.to_string();
        assert!(line.contains("--yes") && line.contains("Dit komt niet terug.") && question.is_empty(), "{line}");
    }
}
