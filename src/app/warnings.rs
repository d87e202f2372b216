//! Warnings about the day of a recorded event. They never block recording.

use super::engine::WriteItem;
use super::new_event::NewEvent;
use crate::domain::event::{Body, EventType};
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::State;
use crate::domain::time::Day;
use crate::language::Message;
use crate::log::record::Record;
use crate::message;
use crate::projections::after_sealing::{EventOutline, SealingCoverage, SealingCoverages, Touch};

/// The code of the warning that the day was sealed already.
pub const AFTER_SEALING: &str = "na-vaststelling";

/// Rounds that one warning names; the rest is counted.
const ROUNDS_NAMED_MAX: usize = 3;

/// Adds the warnings that days were sealed already. Events of a dry run are in no state, so they are judged by their
/// proposal.
pub(super) fn add_sealed_days(
    state: &State,
    items: &[WriteItem],
    records: &[Record],
    warnings: &mut [Vec<FieldError>],
) {
    let covers = SealingCoverages::known(state, state.head());
    for ((item, record), warnings) in items.iter().zip(records).zip(warnings) {
        let proposal = match item.new_event() {
            None => None,
            Some(NewEvent::Proposal(new)) => Some(&*new.proposal),
            Some(NewEvent::Sealing(_) | NewEvent::Restored(_)) => continue,
        };
        warnings.extend(after_sealing(state, &covers, record.position, proposal));
    }
}

/// Returns a warning when the event at `position` concerns a day that was sealed before it. A new event is judged by
/// its proposal, since a dry run leaves nothing in the state; a known one by the state.
pub fn after_sealing(
    state: &State,
    covers: &SealingCoverages,
    position: u64,
    proposal: Option<&Proposal>,
) -> Option<FieldError> {
    let touch = match proposal {
        Some(proposal) => {
            let told = EventOutline {
                subject_id: proposal.subject.id(),
                day: proposal.effective_on,
                corrects: proposal.corrects,
            };
            Touch::of_proposal(state, position, proposal.kind(), told)?
        }
        None => Touch::at(state, position)?.1,
    };
    let last = Day::from_number(i32::MAX);
    let mut named: Vec<&SealingCoverage> = Vec::new();
    for cover in covers.iter().filter(|cover| cover.at < position && cover.precedes(touch, last)) {
        named.retain(|other| other.name.round != cover.name.round); // only the newest sealing of a round is named
        named.push(cover);
    }
    if named.is_empty() {
        return None;
    }
    let (kind, day) = match proposal {
        Some(proposal) => (proposal.kind(), proposal.effective_on),
        None => state.at(position).map(|(_, row)| (row.kind, row.day))?,
    };
    let field = match kind {
        EventType::EventWithdrawn => "onderwerp",
        _ if day == touch.first_day => "ingangsdatum",
        _ => "herstelt",
    };
    Some(FieldError::new(field, AFTER_SEALING, sentence(touch.first_day, &named)))
}

fn sentence(day: Day, named: &[&SealingCoverage]) -> Message {
    let told = |cover: &&SealingCoverage| {
        let (round, version) = (cover.name.round.as_str(), cover.name.version);
        if cover.name.body == Body::Council.name() {
            message!("after-sealing-by-council", round = round, version = version)
        } else {
            message!("after-sealing-by-executive", round = round, version = version)
        }
    };
    let mut sealings: Vec<Message> = named.iter().rev().take(ROUNDS_NAMED_MAX).map(told).collect();
    if named.len() > ROUNDS_NAMED_MAX {
        sealings.push(message!("and-more", count = named.len() - ROUNDS_NAMED_MAX));
    }
    message!("after-sealing-warning", day = day, sealings = sealings)
}
