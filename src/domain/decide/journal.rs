//! Rules for events about events: what may be corrected, withdrawn and erased.

use super::round::reopen_command;
use super::{Proposal, Reason, Rejection};
use crate::actor::{ADMINISTRATOR_ROLE, Actor};
use crate::event::EventType;
use crate::ids::{EventId, Subject};
use crate::message;
use crate::rejection::event_place;
use crate::state::{EventRow, State};

/// Returns the event that the proposal corrects. It must count, and have the same type and subject.
pub(super) fn corrected<'a>(state: &'a State, proposal: &Proposal) -> Result<Option<&'a EventRow>, Rejection> {
    let Some(id) = proposal.corrects else { return Ok(None) };
    let position = state.position_of(id).ok_or_else(|| unknown(id).in_field("herstelt"))?;
    let (no, row) = state.at(position).expect("an id of the log has its row");
    check_changeable(state, row, JournalAction::Corrects).map_err(|rejection| rejection.in_field("herstelt"))?;
    let subject = &*state.entry(no).name;
    if row.kind != proposal.kind() || subject != proposal.subject.as_str() {
        let message = message!("rule-other-correction", kind = row.kind.name(), subject = subject, position = position);
        return Err(Rejection::new(Reason::OtherCorrection, message).in_field("herstelt").because_of(position));
    }
    Ok(Some(row))
}

/// Accepts the withdrawal of any event that counts, whatever depends on it.
pub(super) fn withdraw(state: &State, proposal: &Proposal) -> Result<(), Rejection> {
    let position = target(state, proposal)?;
    let (_, row) = state.at(position).expect("an id of the log has its row");
    check_changeable(state, row, JournalAction::Withdraws)
}

/// Accepts the erasure of any event with texts, including events that no longer count, withdrawals and sealings: what
/// depends on those is core and stays. Only an erasure cannot be erased, because its ground is shown in place of the
/// erased text.
///
/// It requires the role `beheren`. This is a rule of the log and not of the border, since an erasure is irreversible:
/// no entry point can bypass it, even one that forgets to check authorisation.
pub(super) fn erase(state: &State, proposal: &Proposal, actor: &Actor) -> Result<(), Rejection> {
    if !actor.is_administrator() {
        let message = message!("rule-role", role = ADMINISTRATOR_ROLE, actor = actor.id(), has = actor.role.as_str());
        return Err(Rejection::new(Reason::RoleMissing, message));
    }
    let position = target(state, proposal)?;
    let (_, row) = state.at(position).expect("an id of the log has its row");
    if row.erased_at != 0 {
        let message = message!("rule-erased", position = position, by = row.erased_at);
        return Err(Rejection::new(Reason::AlreadyErased, message).because_of(u64::from(row.erased_at)));
    }
    if row.kind == EventType::EventErased {
        let message = message!("rule-is-erasure", position = position);
        return Err(Rejection::new(Reason::ErasureFixed, message).because_of(position));
    }
    Ok(())
}

/// Returns the position of the event to withdraw or erase.
fn target(state: &State, proposal: &Proposal) -> Result<u64, Rejection> {
    let id = EventId::parse(proposal.subject.id()).map_err(|_| {
        let message = message!("rule-no-event-id", id = proposal.subject.id());
        Rejection::new(Reason::UnknownEvent, message).in_field("onderwerp")
    })?;
    state.position_of(id).ok_or_else(|| unknown(id).in_field("onderwerp"))
}

fn unknown(id: EventId) -> Rejection {
    Rejection::new(Reason::UnknownEvent, message!("rule-unknown-id", id = id.to_string()))
}

/// What one event does to another.
#[derive(Debug, Clone, Copy)]
enum JournalAction {
    Corrects,
    Withdraws,
}

/// Checks that an event counts and is not of a type that is permanent.
fn check_changeable(state: &State, row: &EventRow, deed: JournalAction) -> Result<(), Rejection> {
    let position = u64::from(row.position);
    let here = || event_place(position, row.day);
    let done = match deed {
        JournalAction::Corrects => message!("rule-corrected"),
        JournalAction::Withdraws => message!("rule-withdrawn"),
    };
    let fixed = |reason, message| Err(Rejection::new(reason, message).because_of(position));
    match row.kind {
        EventType::RoundSealed => {
            let reopen = state.at(position).and_then(|(no, _)| Subject::parse(&state.entry(no).name).ok());
            let reopen = reopen.map_or_else(String::new, |round| reopen_command(&round));
            let message = message!("rule-fixed-sealing", place = here(), done = done, reopen = reopen);
            return fixed(Reason::SealingFixed, message);
        }
        EventType::EventWithdrawn => {
            return fixed(Reason::WithdrawalFixed, message!("rule-fixed-withdrawal", place = here(), done = done));
        }
        EventType::EventErased => {
            return fixed(Reason::ErasureFixed, message!("rule-fixed-erasure", place = here(), done = done));
        }
        _ => {} // every other type can be corrected and withdrawn, including future types
    }
    if state.counts(row, state.head()) {
        return Ok(());
    }
    let head = state.head();
    let (by, how) = if row.withdrawn_by(head) {
        (u64::from(row.withdrawn_at), message!("rule-withdrawn"))
    } else {
        let by = state.corrections(row).find(|by| !by.withdrawn_by(head));
        (by.map_or(position, |by| u64::from(by.position)), message!("rule-corrected"))
    };
    let message = message!("rule-does-not-count", place = here(), how = how, by = by);
    Err(Rejection::new(Reason::EventDoesNotCount, message).because_of(by))
}
