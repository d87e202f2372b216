//! Milestones: met once, dropped once; one that was dropped may still turn out to be met, or be planned again.

use super::{Proposal, Reason, Rejection, View, not_standing, refuse_if};
use crate::domain::event::EventType;
use crate::message;

pub(super) fn plan(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    not_standing(view, proposal, EventType::MilestoneDropped)
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
