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

impl YesArgs {
    /// Goes on when whoever runs the command wants it. `what` says in a sentence what will happen and why it does not come back.
    /// Asked before anything is done.
    ///
    /// # Errors
    /// [`Failure`]: exit 2 where nobody can be asked and `--yes` was not given, 1 where the answer is no.
    pub fn confirm(&self, what: &Message) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        let (stdin, mut stderr) = (io::stdin(), io::stderr());
        let on_terminal = stdin.is_terminal() && stderr.is_terminal();
        ask(what, on_terminal.then(|| stdin.lock()), &mut stderr)
    }
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
