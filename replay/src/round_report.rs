//! `replay report --round`: builds the report of a round as the service serves it, from the export alone.

use peildatum_projections::sealing::{check_sealing, parse_round_name, round_point};
use peildatum_projections::{BuiltReport, InMemoryLog, REPORT_VERSION, ReportRequest, report_in_version};

use crate::ReportArgs;
use crate::failure::Failure;

/// Returns a sealed report with its verdict, or the report of an open round as of the end of the export.
///
/// # Panics
/// When no round was requested.
pub fn report(log: &InMemoryLog, args: &ReportArgs) -> Result<(BuiltReport, Vec<u8>), Failure> {
    let text = args.round.as_deref().expect("the parser asks for a date or a round");
    let (id, which) = parse_round_name(text).map_err(|_| Failure::Round(text.to_owned()))?;
    let point = round_point(log.state(), log, id, which, log.state().head())?;
    let root = log.root(point.position);
    let verdict =
        point.sealing.as_ref().map(|sealing| check_sealing(log.state(), log, sealing, Some(&root))).transpose()?;
    let request = ReportRequest {
        on: point.on,
        position: point.position,
        node: args.node.clone(),
        fiscal_year: args.fiscal_year,
        round: Some(point.round),
    };
    let version = point.sealing.as_ref().map_or(REPORT_VERSION, |sealing| sealing.report_version);
    let answer = report_in_version(version, log.state(), log, &request)?;
    let json = answer.canonical_with_state(&root, point.sealing.as_ref().zip(verdict.as_ref()));
    Ok((answer, json))
}
