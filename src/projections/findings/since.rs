//! Finds since which round each finding stands.

use super::point::FindingsPoint;
use super::{Finding, FindingCode, FindingsRequest, finding_codes};
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State, SubjectNo};
use crate::domain::time::Day;
use crate::goal_tree::GoalTree;
use crate::reporting_dates::{ROUNDS_BACK, rounds_before};
use crate::round_scope::programme_of;
use crate::round_windows::Coverage;
use crate::sealing::{is_sealed, read_sealing, sealing_rows};
use crate::{RecordSource, ReportError};

/// Names the earliest round in which each finding stood, going back from round to round until none is left. A round that
/// does not cover the programme of a finding says nothing of it; but that it does not is a finding of its own.
///
/// # Errors
/// The errors of [`finding_codes`].
pub(super) fn add_since(
    state: &State,
    contents: &dyn RecordSource,
    (point, known): (&FindingsPoint, u64),
    findings: &mut [Finding],
) -> Result<(), ReportError> {
    let tree = GoalTree::new(state, point.at);
    let node = |finding: &Finding| tree.resolve_code(finding.node.as_deref()?, point.at.day);
    let programme = |finding: &Finding| match finding.code {
        FindingCode::ProgrammeNotReported => None,
        _ => node(finding).and_then(|node| programme_of(&tree, node)),
    };
    let programmes: Vec<Option<SubjectNo>> = findings.iter().map(programme).collect();
    // The findings whose row is not broken yet, each with the date up to which it was followed.
    let mut open: Vec<(usize, Day)> = (0..findings.len()).map(|at| (at, point.at.day)).collect();
    let mut missing = None;
    for (day, round) in rounds_before(state, point.at, Some(point.no)).into_iter().take(ROUNDS_BACK) {
        if open.is_empty() {
            break;
        }
        let request = as_reported(state, &round, known);
        let codes = match finding_codes(state, contents, &request) {
            Ok(codes) if missing.is_none() => codes,
            Ok(_) => continue,
            Err(error) => {
                // The rounds before it ask for their records too, so that they are read together.
                missing = missing.or(Some(error));
                continue;
            }
        };
        let coverage = Coverage::of(&tree, &round, AsOf { day, position: request.position });
        open.retain_mut(|(at, followed)| {
            // Of the rounds of one date the last one that covers it is the round before.
            if !coverage.contains(programmes[*at]) || *followed == day {
                return true;
            }
            *followed = day;
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
