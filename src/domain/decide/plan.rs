//! Rules for the goal tree: a parent has a higher level, no element is above itself, a level never changes, and a
//! dropped element leaves no children behind.

use std::collections::HashSet;

use super::{Proposal, Reason, Rejection, RuleView, refuse_ended, refuse_if_existing, refuse_status};
use crate::event::{EventType, Level, NodeChanged, NodeRecorded};
use crate::field::Field;
use crate::ids::{NodeCode, SubjectKind};
use crate::language::Message;
use crate::message;
use crate::rejection::event_place;
use crate::state::{AsOf, EventRow, FieldValue, State, SubjectNo};
use crate::time::Day;

pub(super) fn record(view: &RuleView<'_>, proposal: &Proposal, data: &NodeRecorded) -> Result<(), Rejection> {
    refuse_if_existing(view, proposal, EventType::NodeDropped)?;
    if let Some(no) = view.state.subject(proposal.subject.as_str()) {
        next_life_keeps_level(view, proposal, no, data.level)?;
        children_stay_lower(view, proposal, no, data.level)?;
    }
    match &data.parent {
        Some(parent) => check_parent(view, proposal, data.level, parent),
        None => Ok(()),
    }
}

pub(super) fn change(view: &RuleView<'_>, proposal: &Proposal, data: &NodeChanged) -> Result<(), Rejection> {
    let again = (message!("rule-is-dropped"), EventType::NodeRecorded);
    refuse_ended(view, proposal, EventType::NodeDropped, Reason::NodeAlreadyDropped, again)?;
    let no = view.state.subject(proposal.subject.as_str());
    let Some(level) = no.and_then(|no| level_on(view, no, proposal.effective_on)) else { return Ok(()) };
    if let Some(other) = data.level.0
        && other != level
    {
        return Err(level_fixed(proposal, level));
    }
    match data.parent.value() {
        Some(parent) => check_parent(view, proposal, level, parent),
        None => Ok(()),
    }
}

pub(super) fn drop_node(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_status(view, proposal, &[EventType::NodeDropped], Reason::NodeAlreadyDropped, message!("rule-is-dropped"))
}

/// Checks that after the whole request no existing element has the dropped one as its parent.
///
/// A parent that is set on the day of the drop refers to the element that exists on that day. So a code that is dropped
/// and recorded again at once may have new children.
pub(super) fn check_no_children_left(state: &State, proposal: &Proposal, position: u64) -> Result<(), Rejection> {
    let Some((no, drop)) = state.at(position) else { return Ok(()) };
    let keeps_day = state.at(u64::from(drop.corrects)).is_some_and(|(_, corrected)| corrected.day == drop.day);
    if keeps_day || !state.counts(drop, state.head()) {
        return Ok(());
    }
    let at = AsOf { day: drop.day, position: state.head() };
    let again = state.fold(no, at).status.is_some_and(|status| status.kind == EventType::NodeRecorded);
    let left: Vec<&str> = state
        .entry(no)
        .referrers()
        .filter(|child| state.entry(*child).kind == SubjectKind::Node)
        .filter(|child| {
            let folded = state.fold(*child, at);
            let stands = folded.status.is_some_and(|status| status.kind == EventType::NodeRecorded);
            let parent = folded.settings.get(Field::Parent);
            stands && parent.is_some_and(|set| is_code(state, set.value, proposal) && !(again && set.day == drop.day))
        })
        .map(|child| state.entry(child).id())
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    let message = message!(
        "rule-children-left",
        subject = proposal.subject.as_str(),
        day = proposal.effective_on,
        children = left.join(", ")
    );
    Err(Rejection::new(Reason::NodeHasChildren, message).because_of(position))
}

fn is_code(state: &State, value: FieldValue, proposal: &Proposal) -> bool {
    matches!(value, FieldValue::Token(symbol) if state.token(symbol) == proposal.subject.id())
}

/// Refuses a level other than that of the next recording, unless a drop lies between: without one both belong to the
/// same life.
fn next_life_keeps_level(
    view: &RuleView<'_>,
    proposal: &Proposal,
    no: SubjectNo,
    level: Level,
) -> Result<(), Rejection> {
    let rows = view.rows(no, Day::from_number(i32::MAX));
    let lives = |row: &&&EventRow| matches!(row.kind, EventType::NodeRecorded | EventType::NodeDropped);
    let next = rows.iter().filter(lives).find(|row| row.day > proposal.effective_on);
    match next.filter(|row| row.kind == EventType::NodeRecorded).and_then(|row| level_of(view, no, row)) {
        Some(other) if other != level => Err(level_fixed(proposal, other)),
        Some(_) | None => Ok(()),
    }
}

/// Checks that a corrected level, possibly that of an earlier life, stays above the levels of all children.
fn children_stay_lower(view: &RuleView<'_>, proposal: &Proposal, no: SubjectNo, level: Level) -> Result<(), Rejection> {
    let Some(corrected) = view.corrected else { return Ok(()) };
    if level_of(view, no, corrected) == Some(level) {
        return Ok(());
    }
    for child in view.state.entry(no).referrers().filter(|no| view.state.entry(*no).kind == SubjectKind::Node) {
        for row in view.rows(child, Day::from_number(i32::MAX)) {
            let below = view.word(child, row, Field::Parent) == Some(proposal.subject.id());
            let child_level = level_on(view, child, row.day);
            if let (true, Some(lower)) = (below, child_level)
                && lower <= level
            {
                let message = message!(
                    "rule-child-not-lower",
                    child = &*view.state.entry(child).name,
                    lower = lower.name(),
                    subject = proposal.subject.as_str(),
                    level = level.name(),
                    place = event_place(u64::from(row.position), row.day)
                );
                return Err(Rejection::new(Reason::ParentNotHigher, message).because_of(u64::from(row.position)));
            }
        }
    }
    Ok(())
}

fn check_parent(view: &RuleView<'_>, proposal: &Proposal, level: Level, parent: &NodeCode) -> Result<(), Rejection> {
    super::refuse_self_reference(proposal, "gegevens.bovenliggend", parent.as_str())?;
    let refused = |reason, message: Message| Err(Rejection::new(reason, message).in_field("gegevens.bovenliggend"));
    if level == Level::Programme {
        let message = message!("rule-programme-has-parent", subject = proposal.subject.as_str());
        return refused(Reason::ParentNotHigher, message);
    }
    let Some(parent_no) = view.state.subject(parent.subject().as_str()) else { return Ok(()) };
    match level_on(view, parent_no, proposal.effective_on) {
        Some(higher) if higher >= level => {
            let message = message!(
                "rule-parent-not-higher",
                subject = proposal.subject.as_str(),
                level = level.name(),
                parent = parent.as_str(),
                other = higher.name()
            );
            return refused(Reason::ParentNotHigher, message);
        }
        Some(_) | None => {}
    }
    if is_above(view, proposal, parent_no) {
        let message = message!("rule-circle", subject = proposal.subject.as_str(), parent = parent.as_str());
        return refused(Reason::Circle, message);
    }
    Ok(())
}

/// Returns true if the element under decision is an ancestor of `from` on the event's day.
fn is_above(view: &RuleView<'_>, proposal: &Proposal, from: SubjectNo) -> bool {
    let own = view.state.subject(proposal.subject.as_str());
    let (mut at, mut seen) = (Some(from), HashSet::new());
    while let Some(no) = at {
        if Some(no) == own {
            return true;
        }
        if !seen.insert(no) {
            return false;
        }
        let parent = view.fold(no, proposal.effective_on).settings.token(Field::Parent);
        at = parent
            .and_then(|code| view.state.subject(&format!("{}/{}", SubjectKind::Node.name(), view.state.token(code))));
    }
    false
}

/// Returns the level of an element on a day. Before its first recording, this is the level it then gets.
fn level_on(view: &RuleView<'_>, no: SubjectNo, day: Day) -> Option<Level> {
    let rows = view.rows(no, Day::from_number(i32::MAX));
    let taken_up = || rows.iter().filter(|row| row.kind == EventType::NodeRecorded);
    let row = taken_up().rfind(|row| row.day <= day).or_else(|| taken_up().next())?;
    level_of(view, no, row)
}

fn level_of(view: &RuleView<'_>, no: SubjectNo, row: &EventRow) -> Option<Level> {
    Level::from_name(view.word(no, row, Field::Level)?)
}

fn level_fixed(proposal: &Proposal, level: Level) -> Rejection {
    let message = message!("rule-level-fixed", subject = proposal.subject.as_str(), level = level.name());
    Rejection::new(Reason::LevelFixed, message).in_field("gegevens.niveau")
}
