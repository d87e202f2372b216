//! The `report` command.

use peildatum_domain::language::Language;
use peildatum_domain::state::State;
use peildatum_domain::time::Day;
use peildatum_projections as projections;
use peildatum_projections::{BuiltReport, InMemoryLog, ReportError, ReportRequest};
use peildatum_render::{Style, set_asked_at, text};
use serde_json::Value;

use crate::export;
use crate::failure::Failure;
use crate::output::width;
use crate::{Format, KnownArgs, ReportArgs, round_report};

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
