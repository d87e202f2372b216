//! The two time axes as keys of a query: `geldigOp` (valid time), and `beschikbaarOp` or `positie` (transaction time);
//! the keys that name a sealing, which fixed a point on both; and the node, which stands beside them everywhere.

use super::query_error::QueryError;
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use crate::domain::event::Body;
use crate::domain::ids::is_id;
use crate::domain::time::{Day, Instant, TimeError};
use crate::message;
use crate::projections::sealing::SealingSelector;

/// The transaction-time bound of a query: up to which event things are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// The present head.
    Head,
    /// The last event recorded at or before this moment.
    Moment(Instant),
    /// The event at this position.
    Position(u64),
}

/// Checks that the log has the moment or position that a query names. Only the log knows, and what is wrong with it is
/// reported together with what is wrong with other keys.
pub type InLog<'a> = &'a dyn Fn(KnownAt) -> Result<(), QueryError>;

impl KnownAt {
    /// Returns the moment, if it is one. It is shown to readers beside the position it led to.
    pub const fn moment(self) -> Option<Instant> {
        match self {
            KnownAt::Moment(moment) => Some(moment),
            KnownAt::Head | KnownAt::Position(_) => None,
        }
    }

    /// Reads the bound of a query; the head if it names none. Errors are reported by [`Query::finish`].
    pub fn from_query(query: &mut Query, in_log: InLog<'_>) -> KnownAt {
        KnownAt::named_in(query, in_log).unwrap_or(KnownAt::Head)
    }

    /// Reads the bound of a query; `None` if it names none.
    pub fn named_in(query: &mut Query, in_log: InLog<'_>) -> Option<KnownAt> {
        let moment = query.value(keys::KNOWN_AT, parse_instant);
        let number = query.number(keys::POSITION, 1, u64::from(u32::MAX));
        let (known, key) = match (moment, number) {
            (Some(_), Some(_)) => {
                query.refuse(keys::KNOWN_AT, "moment-of-positie", message!("query-moment-or-position"));
                return Some(KnownAt::Head);
            }
            (Some(moment), None) => (KnownAt::Moment(moment), keys::KNOWN_AT),
            (None, Some(number)) => (KnownAt::Position(number), keys::POSITION),
            (None, None) => return None,
        };
        if let Err(error) = in_log(known) {
            query.refuse(key, error.code(), error.message());
        }
        Some(known)
    }
}

impl RequestTarget {
    /// Writes the transaction-time bound.
    #[must_use]
    pub fn known(self, known: KnownAt) -> RequestTarget {
        match known {
            KnownAt::Head => self,
            KnownAt::Moment(moment) => self.with(keys::KNOWN_AT, moment),
            KnownAt::Position(position) => self.with(keys::POSITION, position),
        }
    }

    /// Writes which sealing of a round is meant.
    #[must_use]
    pub fn sealing(self, which: SealingSelector) -> RequestTarget {
        match which {
            SealingSelector::Newest => self,
            SealingSelector::Body(body) => self.with(keys::BODY, body.name()),
            SealingSelector::Version(version) => self.with(keys::VERSION, version),
        }
    }
}

/// Parses an instant. A `+` that was not percent-encoded arrives as a blank, and a blank has no other meaning here.
pub fn parse_instant(text: &str) -> Result<Instant, TimeError> {
    Instant::parse(&text.replace(' ', "+"))
}

/// Reads the valid-time day of a query.
pub fn day(query: &mut Query) -> Option<Day> {
    query.value(keys::ON, Day::parse)
}

/// Reads the node of a query, given by its code.
pub fn node(query: &mut Query) -> Option<String> {
    query.value(keys::NODE, |text| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) })
}

/// Reads the budget year of a query.
pub fn fiscal_year(query: &mut Query) -> Option<i32> {
    query.number(keys::FISCAL_YEAR, 1900, 2200).and_then(|year| i32::try_from(year).ok())
}

/// Reads which sealing of a round is meant, by `orgaan` or `versie`; the default is the newest.
pub fn sealing(query: &mut Query) -> SealingSelector {
    let body = query.value(keys::BODY, |word| Body::from_name(word).ok_or_else(|| message!("query-body")));
    let version = query.number(keys::VERSION, 1, u64::from(u32::MAX)).and_then(|version| u32::try_from(version).ok());
    match (body, version) {
        (Some(_), Some(_)) => {
            query.refuse(keys::BODY, "orgaan-of-versie", message!("query-body-or-version"));
            SealingSelector::Newest
        }
        (Some(body), None) => SealingSelector::Body(body),
        (None, Some(version)) => SealingSelector::Version(version),
        (None, None) => SealingSelector::Newest,
    }
}
