//! Milestones: met once, dropped once, moved while they are to come; one that was dropped may still turn out to be met, or be
//! planned again.

use super::{Proposal, Reason, Rejection, View, not_standing, refuse_ended, refuse_if};
use crate::domain::event::EventType;
use crate::message;

pub(super) fn plan(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    not_standing(view, proposal, EventType::MilestoneDropped)
}

/// A day that is moved is one to come: of what was met or dropped it would say that it happened on another day.
pub(super) fn shift(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let (dropped, planned) = (EventType::MilestoneDropped, EventType::MilestonePlanned);
    let again = (message!("rule-is-dropped"), planned);
    refuse_ended(view, proposal, dropped, Reason::MilestoneAlreadyDropped, again)?;
    meet(view, proposal)
}

pub(super) fn meet(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_if(view, proposal, &[EventType::MilestoneMet], Reason::MilestoneAlreadyMet, message!("rule-is-met"))
}

pub(super) fn drop_milestone(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_if(
        view,
        proposal,
        &[EventType::MilestoneDropped],
        Reason::MilestoneAlreadyDropped,
        message!("rule-is-dropped"),
    )
}
