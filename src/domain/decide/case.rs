//! Rules for cases: an open case can be closed, a closed one reopened.

use super::{Proposal, Reason, Rejection, RuleView, refuse_second_introduction, refuse_status};
use crate::event::EventType;
use crate::message;

pub(super) fn open(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_second_introduction(view, proposal)
}

pub(super) fn close(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_status(view, proposal, &[EventType::CaseClosed], Reason::CaseAlreadyClosed, message!("rule-is-closed"))
}

pub(super) fn reopen(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let open = [EventType::CaseOpened, EventType::CaseReopened];
    refuse_status(view, proposal, &open, Reason::CaseAlreadyOpen, message!("rule-is-open"))
}
