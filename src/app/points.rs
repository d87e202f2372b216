//! The notation of points in time to compare, on the command line and in a query: the `ID` of a round, `ID/college`,
//! `ID/2`, each with or without the prefix `ronde:`; `DATE`, `DATE@INSTANT`, `DATE@POSITION`. Also resolves them in a
//! log.

use std::fmt;

use super::queries::{KnownAt, QueryError, refuse_before_begin, refuse_round_before_begin, resolve_position_in};
use crate::domain::ids::SubjectKind;
use crate::domain::state::State;
use crate::domain::time::{Day, Instant};
use crate::language::Message;
use crate::message;
use crate::projections::RecordSource;
use crate::projections::comparison::ComparisonPoint;
use crate::projections::sealing::{self, ROUND_PREFIX, RoundNameError, RoundPointError, SealingSelector};

/// The number of rounds that an error names: those that were opened last.
const ROUNDS_NAMED: usize = 8;

/// A point as requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointQuery {
    /// A report of a round.
    Round {
        /// The id of the round.
        id: String,
        /// Which report of the round.
        which: SealingSelector,
        /// Whether it has the prefix `ronde:`.
        written: RoundNotation,
    },
    /// A reporting date as known at a moment or position; at the head where neither is named.
    Day {
        /// The reporting date.
        on: Day,
        /// Up to which event.
        known: KnownAt,
    },
}

/// How a round is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundNotation {
    /// With `ronde:` before its id.
    AsRound,
    /// By its id alone, which may turn out to be neither a round nor a day.
    Bare,
}

/// What is wrong with the notation of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointError {
    /// It is neither a round nor a date.
    Form,
    /// The calendar has no such day.
    NoSuchDay,
    /// The part after `@` is neither an instant nor a position.
    Known,
    /// The part after `ronde:` is no id.
    Round,
    /// The part after the slash is neither a body nor a version.
    Which,
}

impl PointError {
    /// The error as a message.
    pub fn message(self) -> Message {
        match self {
            PointError::Form => message!("point-form"),
            PointError::NoSuchDay => message!("point-no-such-day"),
            PointError::Known => message!("point-known"),
            PointError::Round => message!("point-round"),
            PointError::Which => message!("point-which"),
        }
    }
}

impl From<PointError> for Message {
    fn from(error: PointError) -> Message {
        error.message()
    }
}

impl fmt::Display for PointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl PointQuery {
    /// Parses a point.
    ///
    /// # Errors
    /// [`PointError`] for another form.
    pub fn parse(text: &str) -> Result<PointQuery, PointError> {
        let written = if text.starts_with(ROUND_PREFIX) { RoundNotation::AsRound } else { RoundNotation::Bare };
        let (day, known) = text.split_once('@').map_or((text, None), |(day, known)| (day, Some(known)));
        let looks_like_a_day = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if written == RoundNotation::AsRound || known.is_none() && !looks_like_a_day {
            let (id, which) = sealing::parse_round_name(text).map_err(|not_named| match (not_named, written) {
                (RoundNameError::Round, RoundNotation::AsRound) => PointError::Round,
                (RoundNameError::Round, RoundNotation::Bare) => PointError::Form,
                (RoundNameError::Selector, RoundNotation::AsRound | RoundNotation::Bare) => PointError::Which,
            })?;
            return Ok(PointQuery::Round { id: id.to_owned(), which, written });
        }
        let on =
            Day::parse(day).map_err(|_| if looks_like_a_day { PointError::NoSuchDay } else { PointError::Form })?;
        let known = known.map_or(Some(KnownAt::Head), parse_known).ok_or(PointError::Known)?;
        Ok(PointQuery::Day { on, known })
    }

    /// Resolves the point in a log whose last durable event is at `head`, asked at `now`.
    ///
    /// # Errors
    /// [`QueryError`] for an unknown moment, position, round or sealing, and for a date before the first fact.
    pub fn resolve(
        &self,
        state: &State,
        contents: &dyn RecordSource,
        head: u64,
        now: Instant,
    ) -> Result<ComparisonPoint, QueryError> {
        match self {
            PointQuery::Round { id, which, written } => {
                let found = sealing::round_point(state, contents, id, *which, head);
                let found = found.map_err(|error| match (error, written) {
                    (RoundPointError::Round(text), RoundNotation::Bare) => {
                        QueryError::NeitherDayNorRound { text, rounds: newest_rounds(state) }
                    }
                    (error, RoundNotation::AsRound | RoundNotation::Bare) => error.into(),
                })?;
                if found.sealing.is_none() {
                    refuse_round_before_begin(state, &found.round, found.on, found.position)?;
                }
                Ok(ComparisonPoint { on: found.on, position: found.position, round: Some(found.round) })
            }
            PointQuery::Day { on, known } => {
                let position = resolve_position_in(state, head, *known, now)?;
                refuse_before_begin(state, *on, position)?;
                Ok(ComparisonPoint { on: *on, position, round: None })
            }
        }
    }
}

/// The rounds that were opened last, the newest first.
fn newest_rounds(state: &State) -> Vec<String> {
    let all = state.subjects_of(SubjectKind::Round).iter().rev();
    all.take(ROUNDS_NAMED).map(|no| state.entry(*no).id().to_owned()).collect()
}

/// Parses a position, or an instant.
fn parse_known(text: &str) -> Option<KnownAt> {
    let digits = !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    if digits {
        return text.parse().ok().filter(|position| *position > 0).map(KnownAt::Position);
    }
    Instant::parse(text).ok().map(KnownAt::Moment)
}

impl fmt::Display for PointQuery {
    /// Writes the point in its notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PointQuery::Round { id, which, written } => {
                let prefix = if *written == RoundNotation::AsRound { ROUND_PREFIX } else { "" };
                let stroke = if *which == SealingSelector::Newest { "" } else { "/" };
                write!(f, "{prefix}{id}{stroke}{which}")
            }
            PointQuery::Day { on, known: KnownAt::Head } => write!(f, "{on}"),
            PointQuery::Day { on, known: KnownAt::Moment(moment) } => write!(f, "{on}@{moment}"),
            PointQuery::Day { on, known: KnownAt::Position(position) } => write!(f, "{on}@{position}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_point_is_read_and_written_back() {
        for text in [
            "ronde:2021-vr2",
            "ronde:2021-vr2/college",
            "ronde:2021-vr2/raad",
            "ronde:2021-vr2/2",
            "2021-vr2",
            "2019-vr1/college",
            "2021-vr2/2",
            "ronde:2019-04-01",
            "2019-04-01",
            "2019-04-01@57",
            "2019-04-01@2019-05-28T10:00:00Z",
        ] {
            assert_eq!(PointQuery::parse(text).unwrap().to_string(), text);
        }
        let local = PointQuery::parse("2019-04-01@2019-05-28T12:00:00+02:00").unwrap();
        assert_eq!(local.to_string(), "2019-04-01@2019-05-28T10:00:00Z");
    }

    #[test]
    fn what_is_no_point_says_which_part_is_not() {
        use PointError as E;
        for (text, error) in [
            ("", E::Form),
            ("gisteren of eergisteren", E::Form),
            ("2021-vr2@57", E::Form),
            ("Ronde:2021-vr2", E::Form),
            ("2021-vr2/burgemeester", E::Which),
            ("2019-04-31", E::NoSuchDay),
            ("2019-02-29@5", E::NoSuchDay),
            ("0000-01-01", E::NoSuchDay),
            ("2019-04-01@", E::Known),
            ("2019-04-01@0", E::Known),
            ("2019-04-01@-1", E::Known),
            ("2019-04-01@99999999999", E::Known),
            ("2019-04-01@gisteren", E::Known),
            ("2019-04-01@2019-05-28", E::Known),
            ("2019-04-01@57@58", E::Known),
            ("ronde:", E::Round),
            ("ronde:/college", E::Round),
            ("ronde:geen ronde", E::Round),
            ("ronde:2021-vr2/", E::Which),
            ("ronde:2021-vr2/0", E::Which),
            ("ronde:2021-vr2/burgemeester", E::Which),
            ("ronde:2021-vr2/2/3", E::Which),
        ] {
            assert_eq!(PointQuery::parse(text), Err(error), "{text:?}");
        }
    }
}
