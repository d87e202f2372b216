//! Dates one event, checks it against the state and applies it. A proposal is checked by the rules, a restored record
//! by whether it fits.
//!
//! Shared by the writer, which decides, and by an import, which validates a whole file on a copy of the state before it
//! writes.

use super::clock_watch::ClockWatch;
use super::error::{AppError, Refusal};
use super::new_event::NewEvent;
use super::prepare::LogPlace;
use crate::domain::decide::{Context, decide, decide_request, decide_sealing};
use crate::domain::event::EventData;
use crate::domain::ids::RoundId;
use crate::domain::proposal::Proposal;
use crate::domain::rejection::{Reason, Rejection};
use crate::domain::state::{State, StateError};
use crate::domain::time::Instant;
use crate::log::record::Record;
use crate::message;

/// Which moment counts as recorded at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimePolicy {
    /// The present: one instant for the whole request.
    Live,
    /// The moment of each event itself: not before the last of the log, not after the clock.
    Keep,
}

/// How far a recorded-at moment may lie ahead of the clock and still count as the same moment: a batch of at most 1,024
/// requests, each one microsecond past the one before, spans 1 millisecond; 10 are as good as the same. For events
/// recorded further ahead, logged-at is the time of the clock itself.
const SAME_MOMENT_MICROS: i64 = 10_000;

/// Returns the moment at which a request is decided. The clock has to be right only for events that are recorded at its
/// time: full records keep their own moment.
///
/// # Errors
/// [`AppError::Clock`] when the clock can not be right.
pub fn decision_moment<'s>(
    clock: &ClockWatch,
    state: &State,
    mut new: impl Iterator<Item = &'s NewEvent>,
) -> Result<Instant, AppError> {
    let by_the_clock = new.any(|event| match event {
        NewEvent::Proposal(_) | NewEvent::Sealing(_) => true,
        NewEvent::Restored(_) => false,
    });
    match clock.now(last_recorded(state)) {
        Ok(now) => Ok(now),
        Err(doubt) if by_the_clock => Err(AppError::Clock(doubt)),
        Err(_) => Ok(clock.now_unchecked()),
    }
}

/// The moments of one request.
#[derive(Debug, Clone, Copy)]
pub struct RequestTimes {
    now: Instant,
    live: Instant,
    times: TimePolicy,
}

impl RequestTimes {
    /// Computes the moments of a request that is decided at `now`: live events share one instant, after the last of the
    /// log.
    pub fn of(state: &State, now: Instant, times: TimePolicy) -> RequestTimes {
        let live = last_recorded(state).map_or(now, |last| now.max(Instant::from_micros(last.micros() + 1)));
        RequestTimes { now, live, times }
    }

    /// When this log writes an event recorded at `recorded_at`: the time of the clock, also where the log's last event
    /// lies ahead of it.
    fn logged(&self, recorded_at: Instant) -> Instant {
        let ahead = recorded_at.micros() - self.now.micros();
        if (0..=SAME_MOMENT_MICROS).contains(&ahead) { recorded_at } else { self.now }
    }
}

/// Dates one event, validates it and applies it to the state.
///
/// # Errors
/// [`AppError::Refused`] by a rule; [`AppError::Input`] for a moment or a place that does not fit.
pub fn admit(state: &mut State, index: usize, event: &NewEvent, moments: &RequestTimes) -> Result<LogPlace, AppError> {
    let position = state.head() + 1;
    let (recorded_at, logged_at) = match event {
        NewEvent::Restored(record) => {
            check_fit(state, index, record)?;
            (record.recorded_at, record.logged_at)
        }
        NewEvent::Proposal(new) => {
            let recorded_at = moment(state, index, &new.proposal, moments)?;
            decide(state, &new.proposal, &new.actor).map_err(|rejection| refusal(index, &rejection))?;
            (recorded_at, moments.logged(recorded_at))
        }
        NewEvent::Sealing(new) => {
            let recorded_at = moment(state, index, &new.proposal, moments)?;
            check_sealing(state, index, &new.proposal, recorded_at)?;
            (recorded_at, moments.logged(recorded_at))
        }
    };
    let no = state.apply(&event.folded(position, recorded_at)?).map_err(|error| state_error(index, &error))?;
    let subject_version = state.entry(no).version;
    match event {
        NewEvent::Restored(record) if record.subject_version != subject_version => {
            let message = message!("record-other-version", found = record.subject_version, wanted = subject_version);
            Err(AppError::input(index, "onderwerpVersie", "past-niet", message))
        }
        NewEvent::Restored(_) | NewEvent::Proposal(_) | NewEvent::Sealing(_) => {
            Ok(LogPlace { position, subject_version, recorded_at, logged_at })
        }
    }
}

/// Returns the moment at which an event is recorded: its own where that is kept, else the present.
fn moment(state: &State, index: usize, proposal: &Proposal, moments: &RequestTimes) -> Result<Instant, AppError> {
    match (moments.times, proposal.recorded_at) {
        (TimePolicy::Keep, Some(kept)) => kept_time(state, index, kept, moments.now),
        (TimePolicy::Keep, None) | (TimePolicy::Live, _) => Ok(moments.live),
    }
}

/// Checks the rules that only the whole request can satisfy, after all of its new events were applied: (position,
/// index, event).
///
/// # Errors
/// [`AppError::Refused`] by a rule.
pub fn check_whole_request<'s>(
    state: &State,
    added: impl Iterator<Item = (u64, usize, &'s NewEvent)>,
) -> Result<(), AppError> {
    for (position, index, event) in added {
        if let NewEvent::Proposal(new) = event {
            decide_request(state, [(position, &*new.proposal)]).map_err(|(_, rejection)| refusal(index, &rejection))?;
        }
    }
    Ok(())
}

/// A sealing has rules of its own: callers may not send one.
fn check_sealing(state: &State, index: usize, sealing: &Proposal, recorded_at: Instant) -> Result<(), AppError> {
    let EventData::RoundSealed(sealed) = &sealing.data else { unreachable!("the service seals by one type of event") };
    let round = RoundId::parse(sealing.subject.id()).expect("the id of a subject is one of a round");
    decide_sealing(state, &round, sealed, &Context::at(recorded_at)).map_err(|rejection| refusal(index, &rejection))
}

fn refusal(index: usize, rejection: &Rejection) -> AppError {
    AppError::Refused(Box::new(Refusal {
        index,
        code: rejection.code(),
        message: rejection.message().clone(),
        field: rejection.field().map(str::to_owned),
        positions: rejection.positions(),
    }))
}

fn last_recorded(state: &State) -> Option<Instant> {
    state.recorded_at(state.head())
}

fn kept_time(state: &State, index: usize, kept: Instant, now: Instant) -> Result<Instant, AppError> {
    let field = "geregistreerdOp";
    if let Some(last) = last_recorded(state).filter(|last| kept < *last) {
        let message = message!("record-before-last", moment = kept, last = last);
        return Err(AppError::input(index, field, "moment-te-vroeg", message));
    }
    // A moment that the log itself used is always accepted, also where the clock is behind it.
    if kept > now && last_recorded(state) != Some(kept) {
        return Err(AppError::input(
            index,
            field,
            "moment-in-toekomst",
            message!("record-after-now", moment = kept, now = now),
        ));
    }
    Ok(kept)
}

/// Checks that a full record fits the position and moment it states.
fn check_fit(state: &State, index: usize, record: &Record) -> Result<(), AppError> {
    let next = state.head() + 1;
    if record.position != next {
        let message = message!("record-other-position", found = record.position, wanted = next);
        return Err(AppError::input(index, "positie", "past-niet", message));
    }
    if let Some(last) = last_recorded(state).filter(|last| record.recorded_at < *last) {
        let message = message!("record-before-previous", moment = record.recorded_at, last = last);
        return Err(AppError::input(index, "geregistreerdOp", "moment-te-vroeg", message));
    }
    Ok(())
}

/// The error for an event that the state can not apply.
fn state_error(index: usize, error: &StateError) -> AppError {
    match error {
        StateError::NoSuchEvent(_) => {
            let message = message!("record-points-nowhere");
            AppError::refused(index, Reason::UnknownEvent.code(), message)
        }
        StateError::OtherSubject(_) => {
            let message = message!("record-other-correction");
            AppError::refused(index, Reason::OtherCorrection.code(), message)
        }
        StateError::Full => AppError::refused(index, "logboek-vol", message!("state-log-full")),
        StateError::Gap { .. } | StateError::SecondId(_) | StateError::BadSubject(_) | StateError::UnknownField(_) => {
            let message = message!("record-no-fit", why = error.message());
            AppError::refused(index, "past-niet-in-logboek", message)
        }
    }
}
