//! The `report` command, and the failures of all commands.

use peildatum_domain::language::{Language, Message};
use peildatum_domain::message;
use peildatum_domain::state::State;
use peildatum_domain::time::{Day, Instant};
use peildatum_projections as projections;
use peildatum_projections::sealing::{RoundPointError, SealingCheckError};
use peildatum_projections::{BuiltReport, HistoryError, InMemoryLog, ReportError, ReportRequest};
use peildatum_render::{Style, set_asked_at, text};
use serde_json::Value;

use crate::export::{self, ExportFailure};
use crate::output::width;
use crate::{Format, KnownArgs, ReportArgs, round_report};

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

/// Returns the report as the service serves it, as text, or as the bytes covered by its digest.
pub fn report(args: &ReportArgs, language: Language) -> Result<Vec<u8>, Failure> {
    let log = export::read_log(&args.export)?;
    let (answer, json) = match args.on {
        Some(on) => report_of_day(&log, on, args)?,
        None => round_report::report(&log, args)?,
    };
    if args.canonical {
        return Ok(answer.canonical);
    }
    let mut told: Value = serde_json::from_slice(&json).expect("a report was written as JSON");
    Ok(match args.format {
        Format::Json => [json, b"\n".to_vec()].concat(),
        Format::Text => {
            if let Some(asked) = args.known.known_at {
                set_asked_at(&mut told["basis"], asked);
            }
            text::report(&told, Style { width: width(), colour: false, language }).into_bytes()
        }
    })
}

fn report_of_day(log: &InMemoryLog, on: Day, args: &ReportArgs) -> Result<(BuiltReport, Vec<u8>), Failure> {
    let request = ReportRequest {
        on,
        position: position(log.state(), args.known)?,
        node: args.node.clone(),
        fiscal_year: args.fiscal_year,
        round: None,
    };
    if let Some(first) = projections::first_fact_day_after(log.state(), request.on, request.position) {
        return Err(Failure::BeforeFirstDay { on: request.on, first });
    }
    let answer = projections::report(log.state(), log, &request)?;
    let json = answer.canonical_with_state(&log.root(request.position), None);
    Ok((answer, json))
}

/// Returns the requested position; by default the last one of the export.
pub fn position(state: &State, known: KnownArgs) -> Result<u64, Failure> {
    let head = state.head();
    match (known.position, known.known_at) {
        (Some(position), _) if (1..=head).contains(&position) => Ok(position),
        (Some(position), _) => Err(ReportError::NoSuchPosition { position, head }.into()),
        (None, Some(asked)) => match state.position_at(asked, head) {
            0 => Err(Failure::BeforeFirst { asked, first: state.recorded_at(1).expect("an export has an event") }),
            position => Ok(position),
        },
        (None, None) => Ok(head),
    }
}
