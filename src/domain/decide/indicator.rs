//! Rules for indicators: each is recorded once. A measurement needs only the form check, since a later value replaces
//! an earlier one.

use super::{Proposal, Rejection, View, only_once};

pub(super) fn record(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    only_once(view, proposal)
}
