//! Rules for indicators: each is recorded once. A measurement needs only the form check, since a later value replaces
//! an earlier one.

use super::{Proposal, Rejection, RuleView, refuse_second_introduction};

pub(super) fn record(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_second_introduction(view, proposal)
}
