//! The decider: whether the log accepts an event, decided in one place from the state of the log alone.
//!
//! History arrives late and in any order, so an event is judged on its own effective day only, with everything known
//! about that day. A state that is unknown on that day, such as that of a facility before its recorded opening, refuses
//! nothing: an inconsistency that an event leaves behind is reported as a finding. A correction is judged as if the
//! event it corrects did not exist. If it keeps that event's day it changes no status, and no status rule refuses it.

mod case;
mod decision;
mod facility;
mod finance;
mod indicator;
mod journal;
mod milestone;
mod note;
mod plan;
mod references;
mod round;

pub use round::{decide_sealing, moved_since};

use super::actor::Actor;
use super::event::{EventData, EventType};
use super::field::Field;
use super::ids::{Subject, SubjectKind};
use super::proposal::Proposal;
use super::rejection::{Reason, Rejection, event_place};
use super::state::{Counting, EventRow, State, StateView, StatusSetting, SubjectNo, SubjectState};
use super::time::{Day, Instant};
use crate::language::Message;
use crate::message;

/// Input of a rule besides the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The instant at which the event is recorded (transaction time).
    pub recorded_at: Instant,
    /// The civil day in Amsterdam at that instant.
    pub today: Day,
}

impl Context {
    /// Returns the context of an event that is recorded at this instant.
    pub fn at(recorded_at: Instant) -> Context {
        Context { recorded_at, today: recorded_at.amsterdam_day() }
    }
}

/// Decides on one event of `actor`, against the state with all earlier events of the request applied.
///
/// # Errors
/// The rule that refuses the event. Known ids, the recorded time and `If-Match` are checked by the writer, not here.
pub fn decide(state: &State, proposal: &Proposal, actor: &Actor) -> Result<(), Rejection> {
    if proposal.kind() == EventType::RoundSealed {
        return Err(round::refuse_sent_sealing(proposal));
    }
    let view = RuleView { state, corrected: journal::corrected(state, proposal)? };
    check_subject_known(&view, proposal)?;
    references::check(&view, proposal)?;
    match &proposal.data {
        EventData::NodeRecorded(data) => plan::record(&view, proposal, data),
        EventData::NodeChanged(data) => plan::change(&view, proposal, data),
        EventData::NodeDropped(_) => plan::drop_node(&view, proposal),
        EventData::CaseOpened(_) => case::open(&view, proposal),
        EventData::CaseChanged(_) => Ok(()),
        EventData::CaseClosed(_) => case::close(&view, proposal),
        EventData::CaseReopened(_) => case::reopen(&view, proposal),
        EventData::NoteRecorded(data) => note::record(&view, data.round.as_ref()),
        EventData::LightSet(data) => note::record(&view, data.round.as_ref()),
        EventData::MilestonePlanned(_) => milestone::plan(&view, proposal),
        EventData::MilestoneMoved(_) => milestone::shift(&view, proposal),
        EventData::MilestoneMet(_) => milestone::meet(&view, proposal),
        EventData::MilestoneDropped(_) => milestone::drop_milestone(&view, proposal),
        EventData::AdjustmentRecorded(_) => finance::record(&view, proposal),
        EventData::AdjustmentChanged(_) => finance::change(&view, proposal),
        EventData::AdjustmentToldAgain(data) => finance::tell_again(&view, proposal, &data.round),
        EventData::AdjustmentDropped(_) => finance::drop_adjustment(&view, proposal),
        EventData::FacilityOpened(_) => facility::open(&view, proposal),
        EventData::FacilityCapacityChanged(_) => Ok(()),
        EventData::FacilityRestricted(_) => facility::restrict(&view, proposal),
        EventData::FacilityClosed(data) => facility::close(&view, proposal, data),
        EventData::FacilityReopened(data) => facility::reopen(&view, proposal, data),
        EventData::IndicatorRecorded(_) => indicator::record(&view, proposal),
        EventData::IndicatorMeasured(_) => Ok(()),
        EventData::DecisionTaken(_) => decision::take(&view, proposal),
        EventData::DecisionChanged(data) => decision::change(&view, proposal, data),
        EventData::RoundOpened(data) => round::open(&view, proposal, data.reporting_date),
        EventData::RoundChanged(data) => round::change(&view, proposal, data),
        EventData::RoundReopened(_) => round::reopen(&view, proposal),
        EventData::RoundSealed(_) => Err(round::refuse_sent_sealing(proposal)),
        EventData::RoundPublished(data) => round::publish(&view, proposal, data),
        EventData::EventWithdrawn(_) => journal::withdraw(state, proposal),
        EventData::EventErased(_) => journal::erase(state, proposal, actor),
    }
}

/// Checks the rules that only a complete request can satisfy, after all its events were applied.
///
/// `added` contains the new events, each with its position in `state`; events that were known already are left out.
///
/// # Errors
/// The position of the refused event, and the rule that refuses it.
pub fn decide_request<'p>(
    state: &State,
    added: impl IntoIterator<Item = (u64, &'p Proposal)>,
) -> Result<(), (u64, Rejection)> {
    for (position, proposal) in added {
        if proposal.kind() == EventType::NodeDropped {
            plan::check_no_children_left(state, proposal, position).map_err(|rejection| (position, rejection))?;
        }
    }
    Ok(())
}

/// The state that the rules read: everything up to the head except the event under correction.
pub(super) struct RuleView<'a> {
    pub(super) state: &'a State,
    /// The event that is corrected by the one under decision.
    pub(super) corrected: Option<&'a EventRow>,
}

impl<'a> RuleView<'a> {
    /// Returns the state on a day, as known at the head.
    fn on(&self, day: Day) -> StateView<'a> {
        let position = self.state.head();
        let without = |row: &EventRow| Counting::Without { position, left_out: row.position };
        self.state.view(day, self.corrected.map_or(Counting::Known(position), without))
    }

    fn rows(&self, no: SubjectNo, day: Day) -> Vec<&'a EventRow> {
        self.on(day).rows(no)
    }

    /// Folds the subject on a day, as known at the head.
    fn fold(&self, no: SubjectNo, day: Day) -> SubjectState {
        self.on(day).fold(no)
    }

    /// Returns the status of the event's subject on the event's own day.
    ///
    /// `None` if no status is known by then, and if the event corrects one of that same day: then no status changes.
    fn status(&self, proposal: &Proposal) -> Option<StatusSetting> {
        let keeps_day = |row: &EventRow| row.day == proposal.effective_on || proposal.kind().holds_from_position();
        if self.corrected.is_some_and(keeps_day) {
            return None;
        }
        self.fold(self.state.subject(proposal.subject.as_str())?, proposal.effective_on).status
    }

    /// Returns a counting event that introduced the subject, on any day.
    fn introduction(&self, subject: &str) -> Option<&'a EventRow> {
        let entry = self.state.entry(self.state.subject(subject)?);
        let view = self.on(Day::from_number(i32::MAX));
        entry.rows.iter().find(|row| row.kind.introduces() && view.counts(row))
    }

    /// Returns true if the subject was introduced by an event that counts.
    fn is_recorded(&self, subject: &Subject) -> bool {
        self.introduction(subject.as_str()).is_some()
    }

    /// Returns the word or id that one event set a field to.
    fn word(&self, no: SubjectNo, row: &EventRow, field: Field) -> Option<&'a str> {
        self.state.entry(no).cell(row, field)?.token().map(|symbol| self.state.token(symbol))
    }
}

/// Checks that the subject was introduced by a counting event, on any day.
fn check_subject_known(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let about_events = matches!(proposal.kind(), EventType::EventWithdrawn | EventType::EventErased);
    if about_events || proposal.kind().introduces() || view.is_recorded(&proposal.subject) {
        return Ok(());
    }
    let message = message!(
        "rule-unknown-subject",
        subject = proposal.subject.as_str(),
        kind = introducing_type(proposal.subject.kind())
    );
    Err(Rejection::new(Reason::UnknownSubject, message).in_field("onderwerp"))
}

/// Returns the event type that introduces subjects of this kind; empty for events, which nothing introduces.
fn introducing_type(kind: SubjectKind) -> &'static str {
    let introduces = |other: &&EventType| other.introduces() && other.subject_kinds().contains(&kind);
    EventType::ALL.iter().find(introduces).map_or("", |found| found.name())
}

/// Refuses a second introduction, on any day, of a subject that can never be dropped.
fn refuse_second_introduction(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    match view.introduction(proposal.subject.as_str()) {
        Some(row) => Err(exists(proposal, u64::from(row.position), row.day)),
        None => Ok(()),
    }
}

/// Refuses the introduction of a subject that can be dropped and recorded again, if it exists on that day.
fn refuse_if_existing(view: &RuleView<'_>, proposal: &Proposal, dropped: EventType) -> Result<(), Rejection> {
    match view.status(proposal) {
        Some(status) if status.kind != dropped => Err(exists(proposal, status.position, status.day)),
        Some(_) | None => Ok(()),
    }
}

fn exists(proposal: &Proposal, position: u64, day: Day) -> Rejection {
    let message = message!("rule-stands", subject = proposal.subject.as_str(), place = event_place(position, day));
    Rejection::new(Reason::AlreadyExists, message).because_of(position)
}

/// Refuses a status that the subject already has on the event's day.
fn refuse_status(
    view: &RuleView<'_>,
    proposal: &Proposal,
    held: &[EventType],
    reason: Reason,
    what: Message,
) -> Result<(), Rejection> {
    refuse_in_status(view, proposal, held, reason, |subject, day, place| {
        message!("rule-holds-already", subject = subject, what = what, day = day, place = place)
    })
}

/// Refuses an event about a subject that has ended on that day. `again` is the event type that would restart it.
fn refuse_ended(
    view: &RuleView<'_>,
    proposal: &Proposal,
    ended: EventType,
    reason: Reason,
    (what, again): (Message, EventType),
) -> Result<(), Rejection> {
    refuse_in_status(view, proposal, &[ended], reason, |subject, day, place| {
        message!("rule-ended", subject = subject, what = what, day = day, place = place, kind = again.name())
    })
}

/// Refuses an event on a day on which its subject has one of these statuses. `told` builds the message from subject,
/// day and place.
fn refuse_in_status(
    view: &RuleView<'_>,
    proposal: &Proposal,
    held: &[EventType],
    reason: Reason,
    told: impl FnOnce(&str, Day, Message) -> Message,
) -> Result<(), Rejection> {
    match view.status(proposal) {
        Some(status) if held.contains(&status.kind) => {
            let message =
                told(proposal.subject.as_str(), proposal.effective_on, event_place(status.position, status.day));
            Err(Rejection::new(reason, message).because_of(status.position))
        }
        Some(_) | None => Ok(()),
    }
}

/// Refuses a subject that would be above, cover or replace itself.
fn refuse_self_reference(proposal: &Proposal, field: &str, id: &str) -> Result<(), Rejection> {
    if proposal.subject.id() != id {
        return Ok(());
    }
    let message = message!("rule-itself", subject = proposal.subject.as_str(), field = field);
    Err(Rejection::new(Reason::Circle, message).in_field(field))
}

#[cfg(test)]
mod tests;
