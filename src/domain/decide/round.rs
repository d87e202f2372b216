//! Rules for rounds: opened once, sealed by the service, reopened only when sealed, published with an existing sealing.

use super::{Context, Proposal, Reason, Rejection, RuleView, references, refuse_second_introduction};
use crate::event::{EventType, RoundChanged, RoundKind, RoundPublished, RoundSealed};
use crate::field::Field;
use crate::ids::{EventId, RoundId, Subject, SubjectKind};
use crate::message;
use crate::rejection::event_place;
use crate::state::{AsOf, EventRow, FieldValue, State, SubjectNo};
use crate::time::Day;

pub(super) fn open(view: &RuleView<'_>, proposal: &Proposal, date: Day) -> Result<(), Rejection> {
    refuse_second_introduction(view, proposal)?;
    refuse_told_after(view, proposal, date)
}

pub(super) fn change(view: &RuleView<'_>, proposal: &Proposal, data: &RoundChanged) -> Result<(), Rejection> {
    match data.reporting_date.0 {
        Some(date) => refuse_told_after(view, proposal, date),
        None => Ok(()),
    }
}

/// An amount that is told again after the reporting date shows nowhere, so the date does not move before it.
fn refuse_told_after(view: &RuleView<'_>, proposal: &Proposal, date: Day) -> Result<(), Rejection> {
    let state = view.state;
    let named = state.naming_round(proposal.subject.id(), state.head());
    let mut told =
        named.filter(|(_, row)| row.kind == EventType::AdjustmentToldAgain && state.counts(row, state.head()));
    match told.find(|(_, row)| row.day > date) {
        Some((no, row)) => {
            let (subject, told) = (proposal.subject.id(), &*state.entry(no).name);
            let message = message!("rule-told-after", subject = subject, told = told, on = row.day, day = date);
            let rejection = Rejection::new(Reason::AfterReportingDate, message).in_field("gegevens.peildatum");
            Err(rejection.because_of(u64::from(row.position)))
        }
        None => Ok(()),
    }
}

/// A correction of a reopening keeps its place in the order of the round, so the status is not checked again.
pub(super) fn reopen(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    if view.corrected.is_some() {
        return Ok(());
    }
    match view.status(proposal) {
        Some(status) if status.kind == EventType::RoundSealed => Ok(()),
        Some(_) | None => {
            let message = message!("rule-not-sealed", subject = proposal.subject.as_str());
            Err(Rejection::new(Reason::RoundNotSealed, message))
        }
    }
}

/// Refuses a sealing that a caller sends: a sealing contains what the service computed.
pub(super) fn refuse_sent_sealing(proposal: &Proposal) -> Rejection {
    let message = message!("rule-seal", subject = proposal.subject.as_str(), round = proposal.subject.id());
    Rejection::new(Reason::SealingByServiceOnly, message).in_field("type")
}

pub(super) fn publish(view: &RuleView<'_>, proposal: &Proposal, data: &RoundPublished) -> Result<(), Rejection> {
    let no = view.state.subject(proposal.subject.as_str());
    let rows = no.map(|no| sealings(view.state, no)).unwrap_or_default();
    let version = i64::from(data.version);
    let found =
        rows.iter().any(|row| no.is_some_and(|no| number(view.state, no, row, Field::Version) == Some(version)));
    if found {
        return Ok(());
    }
    let message =
        message!("rule-unknown-sealing", subject = proposal.subject.as_str(), version = version, sealings = rows.len());
    Err(Rejection::new(Reason::UnknownSealing, message).in_field("gegevens.versie"))
}

/// Returns the command line that reopens a sealed round.
pub(super) fn reopen_command(subject: &Subject) -> String {
    format!("peildatum record {} {subject} reden=...", EventType::RoundReopened.name())
}

/// Decides on a sealing made by the service. Its report was built outside the writer, at the position it names.
///
/// # Errors
/// The rule that refuses it. On [`Reason::RoundMoved`] the report must be built again at a later position.
pub fn decide_sealing(
    state: &State,
    round: &RoundId,
    sealed: &RoundSealed,
    context: &Context,
) -> Result<(), Rejection> {
    let view = RuleView { state, corrected: None };
    let subject = round.subject();
    let no = state.subject(subject.as_str()).filter(|_| view.is_recorded(&subject)).ok_or_else(|| {
        let kind = EventType::RoundOpened.name();
        Rejection::new(Reason::UnknownSubject, message!("rule-not-opened", subject = subject.as_str(), kind = kind))
    })?;
    references::decision_of_sealing(&view, sealed)?;
    let earlier = sealings(state, no);
    let reopened = last_reopening(state, no);
    body_may_seal(state, no, &subject, sealed, &earlier, reopened)?;
    // This comes before the other checks: an event in between explains why they would fail, and the service builds the
    // report again.
    check_no_event_between(state, no, &subject, u64::from(sealed.position))?;
    if reopened.is_some() && sealed.reason.is_none() {
        let message = message!("rule-no-reason", subject = subject.as_str());
        return Err(Rejection::new(Reason::SealingReasonMissing, message).in_field("gegevens.reden"));
    }
    date_may_be_sealed(&view, no, &subject, sealed, context)?;
    let same_version = earlier.get(sealed.version.saturating_sub(1) as usize);
    if let Some(row) = same_version.filter(|row| row.position > sealed.position) {
        // Another body sealed after this report was built: the service counts again.
        return Err(moved(&subject, u64::from(row.position)));
    }
    if u64::from(sealed.version) != earlier.len() as u64 + 1 {
        let message = message!("rule-next-version", subject = subject.as_str(), version = earlier.len() + 1);
        return Err(Rejection::new(Reason::SealingDoesNotFit, message).in_field("gegevens.versie"));
    }
    Ok(())
}

fn body_may_seal(
    state: &State,
    no: SubjectNo,
    subject: &Subject,
    sealed: &RoundSealed,
    earlier: &[&EventRow],
    reopened: Option<u32>,
) -> Result<(), Rejection> {
    let by_same_body = |row: &&&EventRow| {
        reopened.is_none_or(|at| row.position > at)
            && matches!(state.entry(no).cell(row, Field::DecidingBody),
                Some(FieldValue::Token(body)) if state.token(body) == sealed.body.name())
    };
    match earlier.iter().find(by_same_body) {
        Some(row) => {
            let message = message!(
                "rule-body-sealed",
                subject = subject.as_str(),
                body = sealed.body.name(),
                place = event_place(u64::from(row.position), row.day),
                reopen = reopen_command(subject)
            );
            Err(Rejection::new(Reason::BodyAlreadySealed, message).because_of(u64::from(row.position)))
        }
        None => Ok(()),
    }
}

/// Checks the reporting date. Only a round that looks ahead can be sealed before its reporting date.
fn date_may_be_sealed(
    view: &RuleView<'_>,
    no: SubjectNo,
    subject: &Subject,
    sealed: &RoundSealed,
    context: &Context,
) -> Result<(), Rejection> {
    let date = reporting_date(view, subject);
    if date.is_some_and(|date| date != sealed.reporting_date) {
        let message =
            message!("rule-other-date", subject = subject.as_str(), day = date.unwrap_or(sealed.reporting_date));
        return Err(Rejection::new(Reason::SealingDoesNotFit, message).in_field("gegevens.peildatum"));
    }
    let settings = view.fold(no, Day::from_number(i32::MAX)).settings;
    let kind = settings.token(Field::Kind).map(|symbol| view.state.token(symbol));
    let looks_ahead = kind.is_some_and(RoundKind::looks_ahead);
    if sealed.reporting_date > context.today && !looks_ahead {
        let message =
            message!("rule-date-ahead", subject = subject.as_str(), day = sealed.reporting_date, today = context.today);
        return Err(Rejection::new(Reason::ReportingDateAhead, message).in_field("gegevens.peildatum"));
    }
    Ok(())
}

/// Returns the reporting date of a round, as it is known at the head.
pub(super) fn reporting_date(view: &RuleView<'_>, subject: &Subject) -> Option<Day> {
    let settings = view.fold(view.state.subject(subject.as_str())?, Day::from_number(i32::MAX)).settings;
    Day::parse(view.state.token(settings.token(Field::ReportingDate)?)).ok()
}

/// Checks that no event of the round comes after the position whose report is sealed.
fn check_no_event_between(state: &State, no: SubjectNo, subject: &Subject, position: u64) -> Result<(), Rejection> {
    let head = state.head();
    if position == 0 || position > head {
        let message = message!("rule-sealing-position", head = head, position = position);
        return Err(Rejection::new(Reason::SealingDoesNotFit, message).in_field("gegevens.positie"));
    }
    match first_of_round(state, no, position) {
        Some(at) => Err(moved(subject, at)),
        None => Ok(()),
    }
}

fn moved(subject: &Subject, at: u64) -> Rejection {
    let message = message!("rule-round-moved", subject = subject.as_str(), position = at);
    Rejection::new(Reason::RoundMoved, message).because_of(at)
}

/// Returns the first position after this one with an event of the round, its notes and lights included. A sealing is
/// none: another body may seal the report that the first one did.
fn first_of_round(state: &State, no: SubjectNo, position: u64) -> Option<u64> {
    let id = state.entry(no).id();
    let is_sealing =
        |at: u64| state.at(at).is_some_and(|(subject, row)| subject == no && row.kind == EventType::RoundSealed);
    (position + 1..=state.head()).find(|at| !is_sealing(*at) && is_of_round(state, no, id, *at))
}

/// Returns the first position after this one with an event of a round, its notes and lights included. What else a report
/// shows, such as money, may change without one.
pub fn moved_since(state: &State, round: &RoundId, position: u64) -> Option<u64> {
    first_of_round(state, state.subject(round.subject().as_str())?, position)
}

/// Returns true for events about the round, for notes and lights of the round, and for corrections, withdrawals and
/// erasures of one of those.
fn is_of_round(state: &State, round: SubjectNo, id: &str, position: u64) -> bool {
    let Some((no, row)) = state.at(position) else { return false };
    let entry = state.entry(no);
    let written_for = |symbol| state.token(symbol) == id;
    let hit = if entry.kind == SubjectKind::Event {
        EventId::parse(entry.id()).ok().and_then(|id| state.position_of(id))
    } else {
        (row.corrects != 0).then_some(u64::from(row.corrects)) // a correction may move it out of the round
    };
    no == round
        || matches!(entry.cell(row, Field::Round), Some(FieldValue::Token(symbol)) if written_for(symbol))
        || hit.is_some_and(|hit| hit < position && is_of_round(state, round, id, hit))
}

fn sealings(state: &State, no: SubjectNo) -> Vec<&EventRow> {
    counting(state, no, EventType::RoundSealed)
}

fn last_reopening(state: &State, no: SubjectNo) -> Option<u32> {
    counting(state, no, EventType::RoundReopened).last().map(|row| row.rank)
}

fn counting(state: &State, no: SubjectNo, kind: EventType) -> Vec<&EventRow> {
    let at = AsOf { day: Day::from_number(i32::MAX), position: state.head() };
    state.standing_rows(no, at).into_iter().filter(|row| row.kind == kind).collect()
}

fn number(state: &State, no: SubjectNo, row: &EventRow, field: Field) -> Option<i64> {
    state.entry(no).cell(row, field)?.number()
}
