//! Finds the records that a report needs for its texts: those that set a text or a nested value that is shown.

use super::notes::{self, ReportRound};
use super::report_scope::{Attachments, LocatedSubject, ReportContents};
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{FieldSettings, FieldValue, SubjectNo, SubjectState};

/// Returns the positions of the records whose texts a report with these contents shows, ascending. It may contain a few
/// that the report does not show.
pub fn text_positions(report_contents: &ReportContents<'_>, round: Option<(&ReportRound, &FieldSettings)>) -> Vec<u64> {
    let mut positions = text_positions_of_nodes(report_contents, |_| true, round);
    positions.extend(text_positions_of_decisions(report_contents));
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// Returns the positions for the round and for what is attached to the nodes that `shown` selects, ascending.
pub fn text_positions_of_nodes(
    report_contents: &ReportContents<'_>,
    shown: impl Fn(Option<SubjectNo>) -> bool,
    round: Option<(&ReportRound, &FieldSettings)>,
) -> Vec<u64> {
    let mut positions = Vec::new();
    if let Some((_, settings)) = round {
        add(settings, &mut positions);
    }
    for (node, things) in report_contents.on_nodes.iter().filter(|(node, _)| shown(**node)) {
        if let Some(no) = node {
            add(&report_contents.tree.node(*no).folded.settings, &mut positions);
        }
        add_things(report_contents, things, round.map(|(round, _)| round), &mut positions);
        for on_case in things.of(SubjectKind::Case).iter().filter_map(|placed| report_contents.on_cases.get(&placed.no))
        {
            add_things(report_contents, on_case, round.map(|(round, _)| round), &mut positions);
        }
    }
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// Returns the positions for the decisions, ascending.
pub fn text_positions_of_decisions(report_contents: &ReportContents<'_>) -> Vec<u64> {
    let mut positions = Vec::new();
    for (_, folded) in &report_contents.decisions {
        add(&folded.settings, &mut positions);
    }
    positions.sort_unstable();
    positions.dedup();
    positions
}

fn add(settings: &FieldSettings, positions: &mut Vec<u64>) {
    let stored = settings.iter().filter(|(_, setting)| setting.value == FieldValue::Stored);
    positions.extend(stored.map(|(_, setting)| setting.position));
}

fn add_things(
    report_contents: &ReportContents<'_>,
    things: &Attachments<'_>,
    round: Option<&ReportRound>,
    positions: &mut Vec<u64>,
) {
    for placed in things.subjects() {
        let kind = report_contents.tree.state.entry(placed.no).kind;
        if kind == SubjectKind::Facility {
            add_facility(placed, positions)
        } else {
            add(&placed.folded.settings, positions)
        }
    }
    // Only notes are read here: a light has no text. A note without a text adds a position that is not needed.
    let shown = notes::shown_in_tree(&report_contents.tree, &things.notes, round);
    positions.extend(shown.members.iter().map(|attached| u64::from(attached.row.position)));
}

/// Adds the positions for a facility. It shows the reason of its current status, and no longer the reason of an earlier
/// status or of a change of its capacity.
fn add_facility(placed: &LocatedSubject, positions: &mut Vec<u64>) {
    let SubjectState { settings, status, .. } = &placed.folded;
    let of_status = |position| status.is_some_and(|status| status.position == position);
    let shown = settings.iter().filter(|(field, setting)| {
        setting.value == FieldValue::Stored
            && (!matches!(field, Field::Reason | Field::Extent) || of_status(setting.position))
    });
    positions.extend(shown.map(|(_, setting)| setting.position));
}
