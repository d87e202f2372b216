//! Rules for facilities. Closing is refused on a day when the facility is already closed, since a second closing would
//! hide the first.

use super::{
    Proposal, Reason, Rejection, RuleView, refuse_ended, refuse_second_introduction, refuse_self_reference,
    refuse_status,
};
use crate::event::{EventType, FacilityClosed, FacilityReopened};
use crate::message;

pub(super) fn open(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_second_introduction(view, proposal)
}

/// A second restriction is accepted: it is the only way to give a restriction another reason or extent.
pub(super) fn restrict(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let again = (message!("rule-is-closed-not-restricted"), EventType::FacilityReopened);
    refuse_ended(view, proposal, EventType::FacilityClosed, Reason::FacilityClosed, again)
}

pub(super) fn close(view: &RuleView<'_>, proposal: &Proposal, data: &FacilityClosed) -> Result<(), Rejection> {
    if let Some(other) = &data.replaced_by {
        refuse_self_reference(proposal, "gegevens.vervangenDoor", other.as_str())?;
    }
    refuse_status(
        view,
        proposal,
        &[EventType::FacilityClosed],
        Reason::FacilityAlreadyClosed,
        message!("rule-is-closed"),
    )
}

/// Reopening also ends a restriction, so it is refused only if the facility is open without one.
pub(super) fn reopen(view: &RuleView<'_>, proposal: &Proposal, data: &FacilityReopened) -> Result<(), Rejection> {
    if let Some(other) = &data.replaced_by {
        refuse_self_reference(proposal, "gegevens.vervangenDoor", other.as_str())?;
    }
    let open = [EventType::FacilityOpened, EventType::FacilityReopened];
    refuse_status(view, proposal, &open, Reason::FacilityAlreadyOpen, message!("rule-is-open"))
}
