//! The bound of what is known, as people write it in the bar of a page: nothing, a day, a time, a position, or a
//! sealing such as `2019-vr1/raad`.

use crate::app::Service;
use crate::app::queries::{self, KnownAt, QueryError};
use crate::domain::moment::parse_known_at;
use crate::domain::query_keys as keys;
use crate::domain::time::Instant;
use crate::http::query::Query;
use crate::message;
use crate::projections::sealing::{SealingSelector, parse_round_name};

/// The most digits of a position: 2^32 has ten.
const POSITION_DIGITS_MAX: usize = 10;

/// The bound as it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AskedKnown {
    /// Not: everything that is known now.
    Now,
    /// A moment.
    Moment(Instant),
    /// A position.
    Position(u64),
    /// What a sealing of a round fixed.
    Sealing(String, SealingSelector),
}

impl AskedKnown {
    /// Reads the bound from a query, with the text that the bar shows.
    pub fn read(query: &mut Query) -> (AskedKnown, String) {
        let written = query.peek(keys::KNOWN_AT).unwrap_or_default().trim().to_owned();
        let asked = query.value(keys::KNOWN_AT, |text| AskedKnown::parse(text.trim())).unwrap_or(AskedKnown::Now);
        let position = query.number(keys::POSITION, 1, u64::from(u32::MAX));
        match (asked, position) {
            (AskedKnown::Now, Some(position)) => (AskedKnown::Position(position), position.to_string()),
            (_, Some(_)) => {
                query.refuse(keys::KNOWN_AT, "moment-of-positie", message!("query-moment-or-position"));
                (AskedKnown::Now, written)
            }
            (asked, None) => (asked, written),
        }
    }

    fn parse(text: &str) -> Result<AskedKnown, crate::language::Message> {
        let is_number =
            !text.is_empty() && text.len() <= POSITION_DIGITS_MAX && text.bytes().all(|b| b.is_ascii_digit());
        if text.is_empty() {
            return Ok(AskedKnown::Now);
        }
        if is_number {
            return text.parse().map(AskedKnown::Position).map_err(|_| message!("problem-position"));
        }
        // The `+` of an offset that was not percent-encoded arrives as a blank.
        let with_offset = |error| Instant::parse(&text.replace(' ', "+")).map_err(|_| error);
        match (parse_known_at(text).or_else(with_offset), parse_round_name(text)) {
            (Ok(moment), _) => Ok(AskedKnown::Moment(moment)),
            (Err(_), Ok((id, which))) if !looks_like_a_day(text) => Ok(AskedKnown::Sealing(id.to_owned(), which)),
            (Err(error), _) => Err(error.message()),
        }
    }

    /// Returns the position that is meant.
    ///
    /// # Errors
    /// [`QueryError`] for a moment, position, round or sealing that the log does not have.
    pub fn position(&self, service: &Service) -> Result<u64, QueryError> {
        match self {
            AskedKnown::Now => queries::resolve_position(service, KnownAt::Head),
            AskedKnown::Moment(moment) => queries::resolve_position(service, KnownAt::Moment(*moment)),
            AskedKnown::Position(position) => queries::resolve_position(service, KnownAt::Position(*position)),
            AskedKnown::Sealing(round, which) => Ok(queries::round_point(service, round, *which)?.position),
        }
    }
}

fn looks_like_a_day(text: &str) -> bool {
    text.len() == "2019-05-28".len() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<AskedKnown> {
        AskedKnown::parse(text).ok()
    }

    #[test]
    fn what_is_known_is_written_as_nothing_a_day_a_time_a_position_or_a_sealing() {
        let moment = |text: &str| Some(AskedKnown::Moment(Instant::parse(text).unwrap()));
        assert_eq!(read(""), Some(AskedKnown::Now));
        assert_eq!(read("2019-05-28"), moment("2019-05-28T21:59:59.999999Z"));
        assert_eq!(read("2019-05-28 12:00"), moment("2019-05-28T10:00:00Z"));
        assert_eq!(read("2019-05-28T10:00:00Z"), moment("2019-05-28T10:00:00Z"));
        assert_eq!(read("2019-05-28T12:00:00 02:00"), moment("2019-05-28T10:00:00Z"));
        assert_eq!(read("124"), Some(AskedKnown::Position(124)));
        let council = SealingSelector::parse("raad").unwrap();
        assert_eq!(read("2019-vr1/raad"), Some(AskedKnown::Sealing("2019-vr1".to_owned(), council)));
        for no in ["2019-02-30", "gisteren?", "2019-vr1/niemand", "<script>", "2019/05/28"] {
            assert_eq!(read(no), None, "{no}");
        }
    }

    #[test]
    fn a_moment_and_a_position_are_not_asked_together() {
        let mut query = Query::parse("beschikbaarOp=2019-05-28&positie=3");
        AskedKnown::read(&mut query);
        assert!(query.refused("beschikbaarOp"));
        let mut query = Query::parse("positie=3");
        assert_eq!(AskedKnown::read(&mut query), (AskedKnown::Position(3), "3".to_owned()));
    }
}
