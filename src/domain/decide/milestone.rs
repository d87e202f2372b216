//! Rules for milestones: met once, dropped once, and moved only while still pending. A dropped milestone may still be
//! met, or be planned again.

use super::{Proposal, Reason, Rejection, View, not_standing, refuse_ended, refuse_if};
use crate::domain::event::EventType;
use crate::message;

pub(super) fn plan(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    not_standing(view, proposal, EventType::MilestoneDropped)
}

/// Only a pending milestone can be moved. Moving one that was met or dropped would claim that this happened on another
/// day.
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
