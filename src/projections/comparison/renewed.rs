//! Lists notes and lights that B shows although nobody renewed them.

use super::compared_value::{TextCache, TextPlace};
use super::filter::ComparisonFilter;
use super::kinds::{LIGHT, NOTE};
use super::model::NotRenewed;
use super::point_view::PointView;
use super::reach::Reaches;
use super::shown_attachments::{ShownAttachments, contributors};
use crate::ReportError;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{EventRow, FieldValue, SubjectNo};
use crate::notes::Attached;

/// Returns what was not renewed, for nodes that stand and cases that are open at B: in the report of a round what is
/// carried over, in a report by date what A shows in the same way. It scans all of them, because something that was not
/// renewed is not a difference and so no change leads to it.
///
/// # Errors
/// Returns [`ReportError`] when a title can not be read.
pub(super) fn find_not_renewed(
    (a, b): (&PointView<'_>, &PointView<'_>),
    reaches: &Reaches<'_, '_>,
    filter: &ComparisonFilter<'_>,
    texts: &mut TextCache<'_>,
) -> Result<Vec<NotRenewed>, ReportError> {
    let state = b.state();
    let mut found: Vec<(NotRenewed, Option<TextPlace>)> = Vec::new();
    for &no in [SubjectKind::Node, SubjectKind::Case].into_iter().flat_map(|kind| state.subjects_of(kind)) {
        let status = b.located(no).folded.status;
        if !b.exists(no) || status.is_some_and(|status| status.kind == EventType::CaseClosed) {
            continue;
        }
        // What B does not report at all is not kept either.
        if reaches.is_left_out_on_right(no) {
            continue;
        }
        let from = contributors(state, no);
        let on_b = b.shown_on(no, &from);
        let renewed = |members: fn(&ShownAttachments<'_>) -> Vec<u32>, carried_over: bool| match b.round {
            Some(_) => !carried_over,
            None => members(&a.shown_on(no, &from)) != members(&on_b),
        };
        for (what, kind, members, is_renewed) in [
            ("toelichtingen", NOTE, &on_b.notes, renewed(|on| positions(&on.notes), on_b.carried_over.0)),
            ("stoplicht", LIGHT, &on_b.lights, renewed(|on| positions(&on.lights), on_b.carried_over.1)),
        ] {
            if !members.is_empty() && !is_renewed && filter.keeps_attached(b, no, kind) {
                found.push((row(b, no, what, members), b.named(no)));
            }
        }
    }
    texts.read(found.iter().filter_map(|(_, title)| title.as_ref()))?;
    let mut rows: Vec<NotRenewed> = Vec::new();
    for (mut row, title) in found {
        row.title = texts.words(title.as_ref());
        rows.push(row);
    }
    let code = |row: &NotRenewed| row.node.clone().unwrap_or_default();
    rows.sort_by(|a, b| {
        compare_codes(&code(a), &code(b)).then_with(|| (&a.subject, a.what).cmp(&(&b.subject, b.what)))
    });
    Ok(rows)
}

fn positions(attached: &[Attached<'_>]) -> Vec<u32> {
    attached.iter().map(|attached| attached.row.position).collect()
}

fn row(side: &PointView<'_>, no: SubjectNo, what: &'static str, members: &[Attached<'_>]) -> NotRenewed {
    let state = side.state();
    let round = members.first().and_then(|attached| {
        state
            .entry(attached.subject)
            .cell(attached.row, Field::Round)
            .and_then(FieldValue::token)
            .map(|round| state.token(round).to_owned())
    });
    let newest = members.iter().map(|attached: &Attached<'_>| -> &EventRow { attached.row }).map(|row| row.day).max();
    NotRenewed {
        effective_on: newest.map_or_else(String::new, |day| day.to_string()),
        node: side.node_of(no).map(|node| state.entry(node).id().to_owned()),
        subject: state.entry(no).name.to_string(),
        positions: members.iter().map(|attached| u64::from(attached.row.position)).collect(),
        round,
        title: None,
        what,
    }
}
