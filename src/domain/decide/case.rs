//! Rules for cases: an open case can be closed, a closed one reopened.

use super::{Proposal, Reason, Rejection, View, only_once, refuse_if};
use crate::domain::event::EventType;
use crate::message;

pub(super) fn open(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    only_once(view, proposal)
}

pub(super) fn close(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_if(view, proposal, &[EventType::CaseClosed], Reason::CaseAlreadyClosed, message!("rule-is-closed"))
}

pub(super) fn reopen(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let open = [EventType::CaseOpened, EventType::CaseReopened];
    refuse_if(view, proposal, &open, Reason::CaseAlreadyOpen, message!("rule-is-open"))
}
