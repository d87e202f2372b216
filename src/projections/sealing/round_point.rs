//! Resolves the name of a round to a point on both time axes: `ronde:ID`, `ronde:ID/college`, `ronde:ID/2`.

use super::{Sealing, sealings};
use crate::domain::event::{Body, EventType};
use crate::domain::ids::{SubjectKind, is_id};
use crate::domain::state::{AsOf, State};
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;
use crate::reporting_dates::reporting_date;
use crate::{RecordReadError, RecordSource};

/// Selects one of the reports of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealingSelector {
    /// The newest sealing; while the round is open, also after a reopening, the state as of now.
    Newest,
    /// The newest sealing by this body.
    Body(Body),
    /// The sealing with this version.
    Version(u32),
}

impl SealingSelector {
    /// Parses the part after the slash of `ID/college` or `ID/2`. Returns `None` for anything but a body or a version.
    pub fn parse(text: &str) -> Option<SealingSelector> {
        let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u32>() {
            Ok(version) if digits && version > 0 => Some(SealingSelector::Version(version)),
            Ok(_) | Err(_) => Body::from_name(text).map(SealingSelector::Body),
        }
    }
}

impl std::fmt::Display for SealingSelector {
    /// Writes the part after the slash; nothing for the newest.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SealingSelector::Newest => Ok(()),
            SealingSelector::Body(body) => f.write_str(body.name()),
            SealingSelector::Version(version) => write!(f, "{version}"),
        }
    }
}

/// The optional prefix of the id of a round. It distinguishes a round from a day.
pub const ROUND_PREFIX: &str = "ronde:";

/// Returns the id of a round without the optional prefix `ronde:`.
pub fn strip_round_prefix(text: &str) -> &str {
    text.strip_prefix(ROUND_PREFIX).unwrap_or(text)
}

/// Parses the name of a report of a round: `ID`, `ID/college` or `ID/2`, with or without the prefix `ronde:`.
///
/// # Errors
/// [`RoundNameError`] names the part that is invalid.
pub fn parse_round_name(text: &str) -> Result<(&str, SealingSelector), RoundNameError> {
    let round = strip_round_prefix(text);
    let (id, which) = round.split_once('/').map_or((round, None), |(id, which)| (id, Some(which)));
    if !is_id(id) {
        return Err(RoundNameError::Round);
    }
    let which = which.map_or(Some(SealingSelector::Newest), SealingSelector::parse).ok_or(RoundNameError::Selector)?;
    Ok((id, which))
}

/// The part of the name of a report of a round that is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundNameError {
    /// The first part is not the id of a round.
    Round,
    /// The part after the slash is neither a body nor a version.
    Selector,
}

/// The exact point of a report of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundPoint {
    /// The reporting date.
    pub on: Day,
    /// The position up to which events count.
    pub position: u64,
    /// The id of the round.
    pub round: String,
    /// The sealing that fixed it; `None` for a round as of now.
    pub sealing: Option<Sealing>,
}

/// Why a report of a round was not found.
#[derive(Debug)]
pub enum RoundPointError {
    /// No event up to the position opened this round.
    Round(String),
    /// The round has no such sealing.
    Sealing {
        /// The round.
        round: String,
        /// The selection that was requested: `college`, `2`.
        which: String,
        /// The number of sealings that the round has.
        there: usize,
    },
    /// A record could not be read.
    UnreadableRecord(RecordReadError),
}

impl RoundPointError {
    /// Returns the reason as a sentence for the user.
    pub fn message(&self) -> Message {
        match self {
            RoundPointError::Round(round) => message!("report-no-round", round = round),
            RoundPointError::Sealing { round, which, .. } => {
                message!("report-no-sealing", round = round, which = which)
            }
            RoundPointError::UnreadableRecord(error) => error.message(),
        }
    }
}

impl_message_error!(RoundPointError, UnreadableRecord);

/// Returns the point that `which` selects, as known at `known`.
///
/// # Errors
/// [`RoundPointError`] for a round that was not opened by then or has no such sealing, or for a record that can not be
/// read.
pub fn round_point(
    state: &State,
    contents: &dyn RecordSource,
    round: &str,
    which: SealingSelector,
    known: u64,
) -> Result<RoundPoint, RoundPointError> {
    let missing = || RoundPointError::Round(round.to_owned());
    let date = reporting_day(state, round, known);
    let sealed = is_sealed(state, round, known);
    let mut all = sealings(state, contents, round, known)?;
    let there = all.len();
    let found = match which {
        SealingSelector::Newest if sealed => all.pop(),
        SealingSelector::Newest => {
            let on = date.ok_or_else(missing)?;
            return Ok(RoundPoint { on, position: known, round: round.to_owned(), sealing: None });
        }
        SealingSelector::Body(body) => all.into_iter().rfind(|sealing| sealing.body == body.name()),
        SealingSelector::Version(version) => all.into_iter().find(|sealing| sealing.version == version),
    };
    if there == 0 && date.is_none() {
        return Err(missing());
    }
    let none = || RoundPointError::Sealing { round: round.to_owned(), which: which.to_string(), there };
    let sealing = found.ok_or_else(none)?;
    let on = Day::parse(&sealing.reporting_date).map_err(|_| none())?;
    Ok(RoundPoint { on, position: sealing.position, round: round.to_owned(), sealing: Some(sealing) })
}

/// Returns the reporting date of a round as known at a position, sealed or not; `None` when it was not opened by then.
pub fn reporting_day(state: &State, round: &str, known: u64) -> Option<Day> {
    let at = AsOf { day: Day::from_number(i32::MAX), position: known };
    reporting_date(state.as_of(at), round).and_then(|day| Day::parse(&day).ok())
}

/// Returns true for a round that was sealed and not reopened since, as known at a position.
pub fn is_sealed(state: &State, round: &str, known: u64) -> bool {
    let at = AsOf { day: Day::from_number(i32::MAX), position: known };
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()));
    no.and_then(|no| state.fold(no, at).status).is_some_and(|status| status.kind == EventType::RoundSealed)
}
