//! Events about events: what may be corrected, withdrawn and erased.

use super::{Proposal, Reason, Rejection};
use crate::domain::actor::{ADMINISTERS, Actor};
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::domain::rejection::place;
use crate::domain::state::{Row, State};

/// The event that a proposal takes the place of: of the same type and subject, and counting.
pub(super) fn corrected<'a>(state: &'a State, proposal: &Proposal) -> Result<Option<&'a Row>, Rejection> {
    let Some(id) = proposal.corrects else { return Ok(None) };
    let position = state.position_of(id).ok_or_else(|| unknown(id).in_field("herstelt"))?;
    let (no, row) = state.at(position).expect("an id of the log has its row");
    changeable(state, row, "hersteld").map_err(|rejection| rejection.in_field("herstelt"))?;
    let subject = &*state.entry(no).name;
    if row.kind != proposal.kind() || subject != proposal.subject.as_str() {
        let message = format!(
            "een herstel heeft het type en het onderwerp van wat het herstelt: {} over {subject} (positie {position}); \
             neem die over, of trek de gebeurtenis in en leg een nieuwe vast",
            row.kind.name()
        );
        return Err(Rejection::new(Reason::OtherCorrection, message).in_field("herstelt").because_of(position));
    }
    Ok(Some(row))
}

/// A withdrawal takes back an event that counts, whatever rests on it.
pub(super) fn withdraw(state: &State, proposal: &Proposal) -> Result<(), Rejection> {
    let position = target(state, proposal)?;
    let (_, row) = state.at(position).expect("an id of the log has its row");
    changeable(state, row, "ingetrokken")
}

/// An erasure reaches every event with texts, also one that no longer counts: a withdrawal, a sealing too, since what those
/// rest on is core and stays. Only an erasure is not erased: its ground is what is shown where the text stood.
///
/// It belongs to the role `beheren`. That is a rule of the log and not of a rim, since what is erased does not come back: no
/// way in, also one that forgets to ask who may do what, gets past it.
pub(super) fn erase(state: &State, proposal: &Proposal, actor: &Actor) -> Result<(), Rejection> {
    if !actor.administers() {
        let message = format!(
            "wissen hoort bij de rol {ADMINISTERS}, en {} legt vast in de rol {}; vraag het een beheerder",
            actor.id(),
            actor.role.as_str()
        );
        return Err(Rejection::new(Reason::RoleMissing, message));
    }
    let position = target(state, proposal)?;
    let (_, row) = state.at(position).expect("an id of the log has its row");
    if row.erased_at != 0 {
        let message = format!("positie {position} is al gewist door positie {}; er is niets te doen", row.erased_at);
        return Err(Rejection::new(Reason::AlreadyErased, message).because_of(u64::from(row.erased_at)));
    }
    if row.kind == EventType::EventErased {
        let message = format!("positie {position} is zelf een wissing en blijft staan");
        return Err(Rejection::new(Reason::ErasureFixed, message).because_of(position));
    }
    Ok(())
}

/// The position of the event that is withdrawn or erased.
fn target(state: &State, proposal: &Proposal) -> Result<u64, Rejection> {
    let id = EventId::parse(proposal.subject.id()).map_err(|_| {
        let message = format!("{} is geen id van een gebeurtenis; neem het id uit de bron over", proposal.subject.id());
        Rejection::new(Reason::UnknownEvent, message).in_field("onderwerp")
    })?;
    state.position_of(id).ok_or_else(|| unknown(id).in_field("onderwerp"))
}

fn unknown(id: EventId) -> Rejection {
    let message = format!("gebeurtenis {id} staat niet in het logboek; controleer het id");
    Rejection::new(Reason::UnknownEvent, message)
}

/// An event that counts, and that is none of those that lie fixed.
fn changeable(state: &State, row: &Row, done: &str) -> Result<(), Rejection> {
    let position = u64::from(row.position);
    let here = place(position, row.day);
    let fixed = |reason, what: &str, instead: &str| {
        let message = format!("{what} ({here}) wordt niet {done}; {instead}");
        Err(Rejection::new(reason, message).because_of(position))
    };
    match row.kind {
        EventType::RoundSealed => {
            return fixed(Reason::SealingFixed, "een vaststelling", "heropen de ronde en stel haar opnieuw vast");
        }
        EventType::EventWithdrawn => {
            return fixed(Reason::WithdrawalFixed, "een intrekking", "leg het feit opnieuw vast");
        }
        EventType::EventErased => return fixed(Reason::ErasureFixed, "een wissing", "wat gewist is komt niet terug"),
        _ => {} // every other type may be corrected and withdrawn, also types to come
    }
    if state.counts(row, state.head()) {
        return Ok(());
    }
    let head = state.head();
    let (by, how) = if row.withdrawn_by(head) {
        (u64::from(row.withdrawn_at), "ingetrokken")
    } else {
        let by = state.corrections(row).find(|by| !by.withdrawn_by(head));
        (by.map_or(position, |by| u64::from(by.position)), "hersteld")
    };
    let message =
        format!("de gebeurtenis ({here}) telt niet meer: {how} door positie {by}; neem de gebeurtenis die nu telt");
    Err(Rejection::new(Reason::EventDoesNotCount, message).because_of(by))
}
