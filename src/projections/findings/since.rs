//! Finds since which round each finding stands.

use super::point::{FindingsPoint, previous};
use super::{Finding, FindingsRequest, finding_codes};
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State};
use crate::sealing::{is_sealed, read_sealing, sealing_rows};
use crate::{RecordSource, ReportError};

/// The most rounds that are looked back upon: four years of three.
pub const ROUNDS_BACK: usize = 12;

/// Names the earliest round in which each finding stood, going back from round to round until none is left.
///
/// # Errors
/// The errors of [`finding_codes`].
pub(super) fn add_since(
    state: &State,
    contents: &dyn RecordSource,
    (point, known): (&FindingsPoint, u64),
    findings: &mut [Finding],
) -> Result<(), ReportError> {
    let mut open: Vec<usize> = (0..findings.len()).collect();
    let mut missing = None;
    let earlier = std::iter::successors(point.previous.clone(), |round| before(state, round, known));
    for round in earlier.take(ROUNDS_BACK) {
        if open.is_empty() {
            break;
        }
        let codes = match finding_codes(state, contents, &as_reported(state, &round, known)) {
            Ok(codes) if missing.is_none() => codes,
            Ok(_) => continue,
            Err(error) => {
                // The rounds before it ask for their records too, so that they are read together.
                missing = missing.or(Some(error));
                continue;
            }
        };
        open.retain(|at| {
            let finding = &mut findings[*at];
            let stood = codes.get(&finding.subject).is_some_and(|codes| codes.contains(&finding.code));
            if stood {
                finding.since = Some(round.clone());
            }
            stood
        });
    }
    missing.map_or(Ok(()), Err)
}

/// Returns the round before another, as known at a position.
fn before(state: &State, round: &str, known: u64) -> Option<String> {
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()))?;
    let day = crate::sealing::reporting_day(state, round, known)?;
    previous(state, AsOf { day, position: known }, no).map(|(_, round)| round)
}

/// Returns the findings of a round at the point that its newest sealing fixed, or as known while it is open.
fn as_reported(state: &State, round: &str, known: u64) -> FindingsRequest {
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()));
    let newest = no
        .filter(|_| is_sealed(state, round, known))
        .and_then(|no| sealing_rows(state, no, known).last().map(|row| read_sealing(state, no, row, None)));
    let position = newest.as_ref().map_or(known, |sealing| sealing.position);
    FindingsRequest {
        round: round.to_owned(),
        position,
        version: newest.as_ref().map(|sealing| sealing.version),
        head: position, // what came after it, it could not report
        node: None,
        with_since: false,
    }
}
