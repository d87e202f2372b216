//! Why a command fails, as a message and as an exit code.

use peildatum_domain::language::Message;
use peildatum_domain::message;
use peildatum_domain::time::{Day, Instant};
use peildatum_projections::sealing::{RoundPointError, SealingCheckError};
use peildatum_projections::{HistoryError, ReportError};

use crate::export::ExportFailure;

/// The reason why a command fails, or that its answer is negative.
#[derive(Debug)]
pub enum Failure {
    /// The export was refused.
    Export(ExportFailure),
    /// Nothing had been recorded yet at that moment.
    BeforeFirst { asked: Instant, first: Instant },
    /// Nothing was effective yet on that day.
    BeforeFirstDay { on: Day, first: Day },
    /// There is no such report.
    Report(ReportError),
    /// There is no such round or sealing.
    Sealing(RoundPointError),
    /// The sealing can not be recomputed.
    Check(SealingCheckError),
    /// The argument is not the name of a round or of one of its sealings.
    Round(String),
    /// There is no such history.
    History(HistoryError),
    /// The argument is not the name of a subject.
    Subject(String),
    /// The export does not hold, so the answer is negative.
    DoesNotHold { file: String, count: usize, of: usize, first: Message },
    /// The arguments contradict each other.
    Usage(Message),
    /// A file is not what the argument requires.
    Input { file: String, what: Message },
}

macro_rules! from {
    ($($error:ty => $variant:ident),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Failure::$variant(error)
            }
        })*
    };
}

from!(ExportFailure => Export, ReportError => Report, RoundPointError => Sealing, SealingCheckError => Check, HistoryError => History);

impl Failure {
    /// Describes what failed, where, and what to do about it.
    pub fn message(&self) -> Message {
        match self {
            Failure::Export(failure) => failure.message(),
            Failure::BeforeFirst { asked, first } => {
                message!("replay-before-first", asked = *asked, first = *first)
            }
            Failure::BeforeFirstDay { on, first } => {
                message!("replay-before-first-day", on = *on, first = *first)
            }
            Failure::Report(error) => error.message(),
            Failure::Sealing(error) => message!("replay-no-sealing", why = error.message()),
            Failure::Check(error) => error.message(),
            Failure::Round(round) => message!("replay-round", round = round),
            Failure::History(error) => message!("replay-history", why = error.message()),
            Failure::Subject(subject) => message!("replay-subject", subject = subject),
            Failure::DoesNotHold { file, count, of, first } => {
                message!("replay-does-not-hold", file = file, count = *count, of = *of, first = first.clone())
            }
            Failure::Usage(what) => what.clone(),
            Failure::Input { file, what } => Message::joined(vec![Message::verbatim(file), what.clone()], ": "),
        }
    }

    /// Returns 1 when the answer is negative, 2 when the command was used wrongly.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Failure::DoesNotHold { .. } => 1,
            Failure::Export(_)
            | Failure::Usage(_)
            | Failure::Input { .. }
            | Failure::BeforeFirst { .. }
            | Failure::BeforeFirstDay { .. }
            | Failure::Report(_)
            | Failure::Sealing(_)
            | Failure::Check(_)
            | Failure::Round(_)
            | Failure::History(_)
            | Failure::Subject(_) => 2,
        }
    }
}
