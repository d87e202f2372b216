//! From the name of a round to a point on both axes: `ronde:ID`, `ronde:ID/college`, `ronde:ID/2`.

use super::{Sealing, sealings};
use crate::domain::event::{Body, EventType};
use crate::domain::ids::{SubjectKind, is_id};
use crate::domain::state::{At, State};
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;
use crate::projections::notes::reporting_date;
use crate::projections::{Contents, ContentsError};

/// Which report of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Its newest sealing; as of now when the round is open, also after a reopening.
    Newest,
    /// The newest sealing by this body.
    Body(Body),
    /// The sealing with this version.
    Version(u32),
}

impl Which {
    /// Reads what stands after the stroke of `ID/college` or `ID/2`.
    pub fn parse(text: &str) -> Option<Which> {
        let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u32>() {
            Ok(version) if digits && version > 0 => Some(Which::Version(version)),
            Ok(_) | Err(_) => Body::from_name(text).map(Which::Body),
        }
    }
}

impl std::fmt::Display for Which {
    /// What stands after the stroke; nothing for the newest.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Which::Newest => Ok(()),
            Which::Body(body) => f.write_str(body.name()),
            Which::Version(version) => write!(f, "{version}"),
        }
    }
}

/// What may stand before the id of a round, to tell it from a day.
pub const ROUND_PREFIX: &str = "ronde:";

/// The id of a round as it is written: with `ronde:` before it, or bare.
pub fn bare(text: &str) -> &str {
    text.strip_prefix(ROUND_PREFIX).unwrap_or(text)
}

/// Reads a report of a round as it is written: `ID`, `ID/college` or `ID/2`, with `ronde:` before it or bare.
///
/// # Errors
/// [`NotNamed`] says which part is none.
pub fn named(text: &str) -> Result<(&str, Which), NotNamed> {
    let round = bare(text);
    let (id, which) = round.split_once('/').map_or((round, None), |(id, which)| (id, Some(which)));
    if !is_id(id) {
        return Err(NotNamed::Round);
    }
    let which = which.map_or(Some(Which::Newest), Which::parse).ok_or(NotNamed::Which)?;
    Ok((id, which))
}

/// Which part of the name of a report of a round is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNamed {
    /// No id of a round.
    Round,
    /// Behind the stroke stands neither a body nor a version.
    Which,
}

/// A report of a round, named exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundPoint {
    /// The reporting date.
    pub on: Day,
    /// As known at this position.
    pub position: u64,
    /// The id of the round.
    pub round: String,
    /// The sealing that fixed it; none for a round as of now.
    pub sealing: Option<Sealing>,
}

/// Why a round has no such report.
#[derive(Debug)]
pub enum NoSuchSealing {
    /// No event up to the position opened this round.
    Round(String),
    /// The round has no such sealing.
    Sealing {
        /// The round.
        round: String,
        /// What was asked for: `college`, `2`.
        which: String,
        /// How many sealings it has.
        there: usize,
    },
    /// A record could not be read.
    Contents(ContentsError),
}

impl NoSuchSealing {
    /// Why, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            NoSuchSealing::Round(round) => message!("report-no-round", round = round),
            NoSuchSealing::Sealing { round, which, .. } => {
                message!("report-no-sealing", round = round, which = which)
            }
            NoSuchSealing::Contents(error) => error.message(),
        }
    }
}

told_by_message!(NoSuchSealing, Contents);

/// The point that `which` names, as known at `known`.
///
/// # Errors
/// [`NoSuchSealing`] for a round that was not opened by then, or has no such sealing.
pub fn round_point(
    state: &State,
    contents: &dyn Contents,
    round: &str,
    which: Which,
    known: u64,
) -> Result<RoundPoint, NoSuchSealing> {
    let missing = || NoSuchSealing::Round(round.to_owned());
    let date = opened_for(state, round, known);
    let sealed = is_sealed(state, round, known);
    let mut all = sealings(state, contents, round, known)?;
    let there = all.len();
    let found = match which {
        Which::Newest if sealed => all.pop(),
        Which::Newest => {
            let on = date.ok_or_else(missing)?;
            return Ok(RoundPoint { on, position: known, round: round.to_owned(), sealing: None });
        }
        Which::Body(body) => all.into_iter().rfind(|sealing| sealing.body == body.name()),
        Which::Version(version) => all.into_iter().find(|sealing| sealing.version == version),
    };
    if there == 0 && date.is_none() {
        return Err(missing());
    }
    let none = || NoSuchSealing::Sealing { round: round.to_owned(), which: which.to_string(), there };
    let sealing = found.ok_or_else(none)?;
    let on = Day::parse(&sealing.reporting_date).map_err(|_| none())?;
    Ok(RoundPoint { on, position: sealing.position, round: round.to_owned(), sealing: Some(sealing) })
}

/// The reporting date of a round as known at a position, sealed or not; none where it was not opened by then.
pub fn opened_for(state: &State, round: &str, known: u64) -> Option<Day> {
    let at = At { day: Day::from_number(i32::MAX), position: known };
    reporting_date(state, at, round).and_then(|day| Day::parse(&day).ok())
}

/// True for a round that was sealed and not reopened since, as known at a position.
pub fn is_sealed(state: &State, round: &str, known: u64) -> bool {
    let at = At { day: Day::from_number(i32::MAX), position: known };
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()));
    no.and_then(|no| state.fold(no, at).status).is_some_and(|status| status.kind == EventType::RoundSealed)
}
