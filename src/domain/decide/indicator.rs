//! Indicators: recorded once; a measurement is judged by its form alone, since a later value replaces an earlier one.

use super::{Proposal, Rejection, View, only_once};

pub(super) fn record(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    only_once(view, proposal)
}
