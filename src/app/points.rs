//! Points to compare as they are written, on the command line and in a query alike: `ronde:ID`, `ronde:ID/college`, `ronde:ID/2`,
//! `DATE`, `DATE@INSTANT`, `DATE@POSITION`; and what they name in a log.

use std::fmt;

use super::queries::{KnownAt, QueryError, position_in, refuse_before_begin, refuse_round_before_begin};
use crate::domain::ids::is_id;
use crate::domain::state::State;
use crate::domain::time::{Day, Instant};
use crate::projections::Contents;
use crate::projections::comparison::Point;
use crate::projections::sealing::{self, Which};

/// What stands before the id of a round.
const ROUND_PREFIX: &str = "ronde:";

/// A point as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointAsked {
    /// A report of a round.
    Round {
        /// The id of the round.
        id: String,
        /// Which of its reports.
        which: Which,
    },
    /// A reporting date, as known at a moment or position; at all that is known where neither is named.
    Day {
        /// The reporting date.
        on: Day,
        /// Up to which event.
        known: KnownAt,
    },
}

/// What is wrong with how a point is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PointError {
    /// Neither a round nor a date.
    #[error("geef ronde:ID, ronde:ID/college, ronde:ID/2, een dag als 2019-04-01, dag@moment of dag@positie")]
    Form,
    /// The calendar has no such day.
    #[error("deze dag bestaat niet; geef een dag als 2019-04-01")]
    NoSuchDay,
    /// Behind the `@` stands neither an instant nor a position.
    #[error("na @ hoort een moment als 2019-05-28T10:00:00Z of een positie vanaf 1")]
    Known,
    /// Behind `ronde:` stands no id.
    #[error("na ronde: hoort het id van een ronde, zoals 2021-vr2")]
    Round,
    /// Behind the stroke stands neither a body nor a version.
    #[error("na de schuine streep hoort college, raad of een versie vanaf 1")]
    Which,
}

impl PointAsked {
    /// Reads a point.
    ///
    /// # Errors
    /// [`PointError`] for another form.
    pub fn parse(text: &str) -> Result<PointAsked, PointError> {
        if let Some(round) = text.strip_prefix(ROUND_PREFIX) {
            let (id, which) = round.split_once('/').map_or((round, None), |(id, which)| (id, Some(which)));
            if !is_id(id) {
                return Err(PointError::Round);
            }
            let which = which.map_or(Some(Which::Newest), Which::parse).ok_or(PointError::Which)?;
            return Ok(PointAsked::Round { id: id.to_owned(), which });
        }
        let (day, known) = text.split_once('@').map_or((text, None), |(day, known)| (day, Some(known)));
        let looks_like_a_day = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let on =
            Day::parse(day).map_err(|_| if looks_like_a_day { PointError::NoSuchDay } else { PointError::Form })?;
        let known = known.map_or(Some(KnownAt::Head), parse_known).ok_or(PointError::Known)?;
        Ok(PointAsked::Day { on, known })
    }

    /// The point in a log whose last durable event is at `head`, asked at `now`.
    ///
    /// # Errors
    /// [`QueryError`] for a moment, position, round or sealing that is not there, and a date on which nothing held yet.
    pub fn resolve(
        &self,
        state: &State,
        contents: &dyn Contents,
        head: u64,
        now: Instant,
    ) -> Result<Point, QueryError> {
        match self {
            PointAsked::Round { id, which } => {
                let found = sealing::round_point(state, contents, id, *which, head)?;
                if found.sealing.is_none() {
                    refuse_round_before_begin(state, &found.round, found.on, found.position)?;
                }
                Ok(Point { on: found.on, position: found.position, round: Some(found.round) })
            }
            PointAsked::Day { on, known } => {
                let position = position_in(state, head, *known, now)?;
                refuse_before_begin(state, *on, position)?;
                Ok(Point { on: *on, position, round: None })
            }
        }
    }
}

/// A position, or an instant.
fn parse_known(text: &str) -> Option<KnownAt> {
    let digits = !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    if digits {
        return text.parse().ok().filter(|position| *position > 0).map(KnownAt::Position);
    }
    Instant::parse(text).ok().map(KnownAt::Moment)
}

impl fmt::Display for PointAsked {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PointAsked::Round { id, which: Which::Newest } => write!(f, "{ROUND_PREFIX}{id}"),
            PointAsked::Round { id, which } => write!(f, "{ROUND_PREFIX}{id}/{which}"),
            PointAsked::Day { on, known: KnownAt::Head } => write!(f, "{on}"),
            PointAsked::Day { on, known: KnownAt::Moment(moment) } => write!(f, "{on}@{moment}"),
            PointAsked::Day { on, known: KnownAt::Position(position) } => write!(f, "{on}@{position}"),
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
            "2019-04-01",
            "2019-04-01@57",
            "2019-04-01@2019-05-28T10:00:00Z",
        ] {
            assert_eq!(PointAsked::parse(text).unwrap().to_string(), text);
        }
        let local = PointAsked::parse("2019-04-01@2019-05-28T12:00:00+02:00").unwrap();
        assert_eq!(local.to_string(), "2019-04-01@2019-05-28T10:00:00Z");
    }

    #[test]
    fn what_is_no_point_says_which_part_is_not() {
        use PointError as E;
        for (text, error) in [
            ("", E::Form),
            ("2021-vr2", E::Form),
            ("gisteren", E::Form),
            ("Ronde:2021-vr2", E::Form),
            ("2019-4-1", E::Form),
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
            assert_eq!(PointAsked::parse(text), Err(error), "{text:?}");
        }
    }
}
