//! Rules for milestones: met once, dropped once, and moved only while still pending. A dropped milestone may still be
//! met, or be planned again.

use super::{Proposal, Reason, Rejection, RuleView, refuse_ended, refuse_if_existing, refuse_status};
use crate::event::EventType;
use crate::message;

pub(super) fn plan(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_if_existing(view, proposal, EventType::MilestoneDropped)
}

/// Only a pending milestone can be moved. Moving one that was met or dropped would claim that this happened on another
/// day.
pub(super) fn shift(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let (dropped, planned) = (EventType::MilestoneDropped, EventType::MilestonePlanned);
    let again = (message!("rule-is-dropped"), planned);
    refuse_ended(view, proposal, dropped, Reason::MilestoneAlreadyDropped, again)?;
    meet(view, proposal)
}

pub(super) fn meet(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_status(view, proposal, &[EventType::MilestoneMet], Reason::MilestoneAlreadyMet, message!("rule-is-met"))
}

pub(super) fn drop_milestone(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_status(
        view,
        proposal,
        &[EventType::MilestoneDropped],
        Reason::MilestoneAlreadyDropped,
        message!("rule-is-dropped"),
    )
}
