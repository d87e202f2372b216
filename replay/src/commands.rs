//! The commands: what is asked of the log in memory, and how an answer or a failure leaves.

use peildatum::domain::state::State;
use peildatum::domain::time::{Day, Instant};
use peildatum::projections::sealing::{CheckError, NoSuchSealing};
use peildatum::projections::{self, HistoryError, ReportError, ReportRequest};

use crate::export::{self, ExportFailure};
use crate::{Known, ReportArgs, sealed};

/// Why a command has no answer, or the answer is no.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The export was refused.
    #[error(transparent)]
    Export(#[from] ExportFailure),
    /// Nothing was known at that moment.
    #[error(
        "nothing was known at {asked}: the first event was recorded at {first}; ask for that moment or a later one"
    )]
    BeforeFirst { asked: Instant, first: Instant },
    /// Nothing held yet on that day.
    #[error(
        "on {on} nothing held yet of what is known then: the first fact holds from {first}; ask for that day or a later one"
    )]
    BeforeFirstDay { on: Day, first: Day },
    /// There is no such report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// There is no such round or sealing.
    #[error("{0}; `replay rounds` names every sealing of the export")]
    Sealing(#[from] NoSuchSealing),
    /// A sealing that can not be recomputed.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// Not the name of a round or of one of its sealings.
    #[error("--round {0}: give the id of a round, and after a stroke a body (college, raad) or a version from 1")]
    Round(String),
    /// There is no such history.
    #[error("{0}; give a subject as kind/id, such as voorziening/gebouw-c")]
    History(#[from] HistoryError),
    /// Not the name of a subject.
    #[error("{subject:?} is no subject: {why}; give kind/id, such as voorziening/gebouw-c")]
    Subject { subject: String, why: String },
    /// The export does not hold: the answer is no.
    #[error("{file}: {count} of {of} events do not hold; the first: {first}")]
    DoesNotHold { file: String, count: usize, of: usize, first: String },
    /// Arguments that do not go together.
    #[error("{0}")]
    Use(String),
    /// A file that is not what it was given as.
    #[error("{file}: {what}")]
    Input { file: String, what: String },
}

impl Failure {
    /// 1 where the answer is no, 2 where it was not asked rightly.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Failure::DoesNotHold { .. } => 1,
            Failure::Export(_)
            | Failure::Use(_)
            | Failure::Input { .. }
            | Failure::BeforeFirst { .. }
            | Failure::BeforeFirstDay { .. }
            | Failure::Report(_)
            | Failure::Sealing(_)
            | Failure::Check(_)
            | Failure::Round(_)
            | Failure::History(_)
            | Failure::Subject { .. } => 2,
        }
    }
}

/// The report as the service gives it, and a line end.
pub fn report(args: &ReportArgs) -> Result<Vec<u8>, Failure> {
    let log = export::read(&args.export)?;
    let Some(on) = args.on else { return sealed::report(&log, args) };
    let request = ReportRequest {
        on,
        position: position(log.state(), args.known)?,
        node: args.node.clone(),
        fiscal_year: args.fiscal_year,
        round: None,
    };
    if let Some(first) = projections::begins_after(log.state(), request.on, request.position) {
        return Err(Failure::BeforeFirstDay { on: request.on, first });
    }
    let answer = projections::report(log.state(), &log, &request)?;
    if args.canonical {
        return Ok(answer.canonical);
    }
    let mut json = answer.with_state(&log.root(request.position), None);
    json.push(b'\n');
    Ok(json)
}

/// The position that is asked for: the last of the export where nothing is.
pub fn position(state: &State, known: Known) -> Result<u64, Failure> {
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
