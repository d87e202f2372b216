//! Rounds: opened once, sealed by the service, reopened when sealed, published as sealed.

use super::{Context, Proposal, Reason, Rejection, View, only_once, references};
use crate::domain::event::{EventType, RoundKind, RoundPublished, RoundSealed};
use crate::domain::field::Field;
use crate::domain::ids::{EventId, RoundId, Subject, SubjectKind};
use crate::domain::rejection::place;
use crate::domain::state::{At, Row, State, SubjectNo, Value};
use crate::domain::time::Day;

pub(super) fn open(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    only_once(view, proposal)
}

/// A correction of a reopening keeps its place in the order of the round, so it is judged by that alone.
pub(super) fn reopen(view: &View<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    if view.corrected.is_some() {
        return Ok(());
    }
    match view.status(proposal) {
        Some(status) if status.kind == EventType::RoundSealed => Ok(()),
        Some(_) | None => {
            let message = format!("{} is niet vastgesteld, dus er is niets te heropenen", proposal.subject);
            Err(Rejection::new(Reason::RoundNotSealed, message))
        }
    }
}

/// A sealing fixes what the service computed; nobody sends one.
pub(super) fn sealed_by_hand(proposal: &Proposal) -> Rejection {
    let message = format!(
        "{} wordt vastgesteld met `peildatum seal` of POST /v1/rondes/{}/vaststellingen, niet met een gebeurtenis",
        proposal.subject,
        proposal.subject.id()
    );
    Rejection::new(Reason::SealingByServiceOnly, message).in_field("type")
}

pub(super) fn publish(view: &View<'_>, proposal: &Proposal, data: &RoundPublished) -> Result<(), Rejection> {
    let no = view.state.subject(proposal.subject.as_str());
    let rows = no.map(|no| sealings(view.state, no)).unwrap_or_default();
    let version = i64::from(data.version);
    let found =
        rows.iter().any(|row| no.is_some_and(|no| number(view.state, no, row, Field::Version) == Some(version)));
    if found {
        return Ok(());
    }
    let message = format!(
        "{} heeft geen vaststelling met versie {version} ({} tot nu toe); publiceer wat is vastgesteld",
        proposal.subject,
        rows.len()
    );
    Err(Rejection::new(Reason::UnknownSealing, message).in_field("gegevens.versie"))
}

/// Judges a sealing that the service made: the report was built outside the writer, at the position it names.
///
/// # Errors
/// The rule that refuses it; [`Reason::RoundMoved`] means: build the report again at a later position.
pub fn decide_sealing(
    state: &State,
    round: &RoundId,
    sealed: &RoundSealed,
    context: &Context,
) -> Result<(), Rejection> {
    let view = View { state, corrected: None };
    let subject = round.subject();
    let no = state.subject(subject.as_str()).filter(|_| view.is_recorded(&subject)).ok_or_else(|| {
        Rejection::new(Reason::UnknownSubject, format!("{subject} is niet geopend; open de ronde eerst"))
    })?;
    references::decision_of_sealing(&view, sealed)?;
    let earlier = sealings(state, no);
    let reopened = last_reopening(state, no);
    body_may_seal(state, no, &subject, sealed, &earlier, reopened)?;
    // Before what else may not fit: what came between is why, and the service builds the report again.
    nothing_between(state, no, &subject, u64::from(sealed.position))?;
    if reopened.is_some() && sealed.reason.is_none() {
        let message = format!("{subject} is heropend; een vaststelling daarna zegt in `reden` waarom");
        return Err(Rejection::new(Reason::SealingReasonMissing, message).in_field("gegevens.reden"));
    }
    date_may_be_sealed(&view, no, &subject, sealed, context)?;
    if u64::from(sealed.version) != earlier.len() as u64 + 1 {
        let message = format!("de volgende vaststelling van {subject} heeft versie {}", earlier.len() + 1);
        return Err(Rejection::new(Reason::SealingDoesNotFit, message).in_field("gegevens.versie"));
    }
    Ok(())
}

fn body_may_seal(
    state: &State,
    no: SubjectNo,
    subject: &Subject,
    sealed: &RoundSealed,
    earlier: &[&Row],
    reopened: Option<u32>,
) -> Result<(), Rejection> {
    let by_same_body = |row: &&&Row| {
        reopened.is_none_or(|at| row.position > at)
            && matches!(state.entry(no).cell(row, Field::DecidingBody),
                Some(Value::Token(body)) if state.token(body) == sealed.body.name())
    };
    match earlier.iter().find(by_same_body) {
        Some(row) => {
            let message = format!(
                "{subject} is door {} al vastgesteld ({}); heropen de ronde met een reden om opnieuw vast te stellen",
                sealed.body.name(),
                place(u64::from(row.position), row.day)
            );
            Err(Rejection::new(Reason::BodyAlreadySealed, message).because_of(u64::from(row.position)))
        }
        None => Ok(()),
    }
}

/// Only a round that looks ahead is sealed before its day.
fn date_may_be_sealed(
    view: &View<'_>,
    no: SubjectNo,
    subject: &Subject,
    sealed: &RoundSealed,
    context: &Context,
) -> Result<(), Rejection> {
    let settings = view.fold(no, Day::from_number(i32::MAX)).settings;
    let word = |field| settings.token(field).map(|symbol| view.state.token(symbol));
    let date = word(Field::ReportingDate).and_then(|day| Day::parse(day).ok());
    if date.is_some_and(|date| date != sealed.reporting_date) {
        let message = format!("de peildatum van {subject} is {}", word(Field::ReportingDate).unwrap_or_default());
        return Err(Rejection::new(Reason::SealingDoesNotFit, message).in_field("gegevens.peildatum"));
    }
    let looks_ahead = word(Field::Kind).is_some_and(RoundKind::looks_ahead);
    if sealed.reporting_date > context.today && !looks_ahead {
        let message = format!(
            "de peildatum {} van {subject} ligt na vandaag ({}); stel de ronde vast op of na die dag",
            sealed.reporting_date, context.today
        );
        return Err(Rejection::new(Reason::ReportingDateAhead, message).in_field("gegevens.peildatum"));
    }
    Ok(())
}

/// No event of the round may lie after the position whose report is sealed.
fn nothing_between(state: &State, no: SubjectNo, subject: &Subject, position: u64) -> Result<(), Rejection> {
    let head = state.head();
    if position == 0 || position > head {
        let message = format!("een vaststelling noemt een positie van 1 tot en met {head}, niet {position}");
        return Err(Rejection::new(Reason::SealingDoesNotFit, message).in_field("gegevens.positie"));
    }
    match (position + 1..=head).find(|at| is_of_round(state, no, subject.id(), *at)) {
        Some(at) => {
            let message =
                format!("op positie {at} kwam een gebeurtenis van {subject} bij; stel het rapport opnieuw op en vast");
            Err(Rejection::new(Reason::RoundMoved, message).because_of(at))
        }
        None => Ok(()),
    }
}

/// True for events about the round, written for it, or correcting or taking back one of those.
fn is_of_round(state: &State, round: SubjectNo, id: &str, position: u64) -> bool {
    let Some((no, row)) = state.at(position) else { return false };
    let entry = state.entry(no);
    let written_for = |symbol| state.token(symbol) == id;
    let hit = if entry.kind == SubjectKind::Event {
        EventId::parse(entry.id()).ok().and_then(|id| state.position_of(id))
    } else {
        (row.corrects != 0).then_some(u64::from(row.corrects)) // a correction may take it out of the round
    };
    no == round
        || matches!(entry.cell(row, Field::Round), Some(Value::Token(symbol)) if written_for(symbol))
        || hit.is_some_and(|hit| hit < position && is_of_round(state, round, id, hit))
}

fn sealings(state: &State, no: SubjectNo) -> Vec<&Row> {
    counting(state, no, EventType::RoundSealed)
}

fn last_reopening(state: &State, no: SubjectNo) -> Option<u32> {
    counting(state, no, EventType::RoundReopened).last().map(|row| row.rank)
}

fn counting(state: &State, no: SubjectNo, kind: EventType) -> Vec<&Row> {
    let at = At { day: Day::from_number(i32::MAX), position: state.head() };
    state.standing_rows(no, at).into_iter().filter(|row| row.kind == kind).collect()
}

fn number(state: &State, no: SubjectNo, row: &Row, field: Field) -> Option<i64> {
    match state.entry(no).cell(row, field)? {
        Value::Number(number) => Some(number),
        Value::Clear | Value::Flag(_) | Value::Token(_) | Value::Tokens(_) | Value::Stored => None,
    }
}
