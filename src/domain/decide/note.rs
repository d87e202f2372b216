//! Rules for what names a round (notes, lights, amounts that are told again): a sealed round accepts none, except
//! corrections of its own.

use super::round::reopen_command;
use super::{Reason, Rejection, RuleView};
use crate::event::EventType;
use crate::field::Field;
use crate::ids::RoundId;
use crate::message;
use crate::rejection::event_place;
use crate::time::Day;

/// A correction that moves a note to another round counts as new for that round.
pub(super) fn record(view: &RuleView<'_>, round: Option<&RoundId>) -> Result<(), Rejection> {
    let Some(round) = round else { return Ok(()) };
    let subject = round.subject();
    let Some(no) = view.state.subject(subject.as_str()) else { return Ok(()) };
    if corrected_round(view) == Some(round.as_str()) {
        return Ok(());
    }
    match view.fold(no, Day::from_number(i32::MAX)).status {
        Some(status) if status.kind == EventType::RoundSealed => {
            let message = message!(
                "rule-round-sealed",
                subject = subject.as_str(),
                place = event_place(status.position, status.day),
                reopen = reopen_command(&subject)
            );
            let rejection = Rejection::new(Reason::RoundIsSealed, message).in_field("gegevens.ronde");
            Err(rejection.because_of(status.position))
        }
        Some(_) | None => Ok(()),
    }
}

/// Returns the round of the corrected event.
pub(super) fn corrected_round<'a>(view: &RuleView<'a>) -> Option<&'a str> {
    let row = view.corrected?;
    let (no, _) = view.state.at(u64::from(row.position))?;
    view.word(no, row, Field::Round)
}
