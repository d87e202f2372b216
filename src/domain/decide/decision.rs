//! Rules for decisions: each is recorded once, and a changed number keeps the form of the current kind.

use super::{Proposal, Reason, Rejection, RuleView, refuse_second_introduction};
use crate::check::is_paper_number;
use crate::event::{DecisionChanged, DecisionKind};
use crate::field::Field;
use crate::message;

/// The kinds whose number is free text.
const FREE: [DecisionKind; 3] = [DecisionKind::Motion, DecisionKind::FrameworkLetter, DecisionKind::Other];

pub(super) fn take(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_second_introduction(view, proposal)
}

/// Checks a changed number. The form check knows the kind only if the change names it; here it is the kind that holds
/// on that day.
pub(super) fn change(view: &RuleView<'_>, proposal: &Proposal, data: &DecisionChanged) -> Result<(), Rejection> {
    let (Some(number), None) = (&data.number.0, data.kind.0) else { return Ok(()) };
    let Some(no) = view.state.subject(proposal.subject.as_str()) else { return Ok(()) };
    let settings = view.fold(no, proposal.effective_on).settings;
    let Some(kind) = settings.token(Field::Kind).map(|symbol| view.state.token(symbol)) else { return Ok(()) };
    if FREE.iter().any(|free| free.name() == kind) || is_paper_number(number.as_str()) {
        return Ok(());
    }
    let message =
        message!("rule-number-form", subject = proposal.subject.as_str(), kind = kind, number = number.as_str());
    Err(Rejection::new(Reason::PaperNumberForm, message).in_field("gegevens.kenmerk"))
}
