//! The query of the feed of events, and its codec.

use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::time_axes::parse_instant;
use crate::domain::event::EventType;
use crate::domain::ids::Subject;
use crate::domain::moment::begin_of_day;
use crate::domain::proposal::unknown_type;
use crate::domain::time::{Day, Instant};
use crate::projections::feed::EventFilter;

/// The default number of records on one page of the feed.
pub const PAGE_DEFAULT: u64 = 100;

/// The maximum number of records on one page: 1,000 of the usual 1 KiB are 1 MiB.
pub const PAGE_MAX: u64 = 1_000;

/// A query for a page of the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedQuery {
    /// The position after which the page begins: the last that was covered. It stays valid for ever, since positions
    /// never change.
    pub after: u64,
    /// The most records of a page, if not the usual number.
    pub limit: Option<u64>,
    /// Which events.
    pub which: EventSelection,
}

/// Which events a follower wants, of the feed and of the stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventSelection {
    /// Only those of a type, a subject or a node.
    pub filter: EventFilter,
    /// Only those recorded from this moment on.
    pub since: Option<Instant>,
}

impl FeedQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        let EventSelection { filter, since } = &self.which;
        RequestTarget::of("/v1/gebeurtenissen")
            .with(keys::CURSOR, self.after)
            .with_some(keys::LIMIT, self.limit)
            .with_some(keys::TYPE, filter.kind.map(EventType::full_name))
            .with_some(keys::SUBJECT, filter.subject.as_ref())
            .with_some(keys::NODE, filter.node.as_ref())
            .with_some(keys::SINCE, *since)
    }

    /// Reads the query for the feed of a log with `head` events.
    pub fn from_query(query: &mut Query, head: u64) -> FeedQuery {
        FeedQuery {
            limit: limit(query),
            after: query.number(keys::CURSOR, 0, head).unwrap_or(0),
            which: EventSelection::from_query(query),
        }
    }

    /// Returns the query for the one record after a position.
    pub fn one_after(after: u64) -> FeedQuery {
        FeedQuery { after, limit: Some(1), which: EventSelection::default() }
    }
}

impl EventSelection {
    /// Reads which events are wanted.
    pub fn from_query(query: &mut Query) -> EventSelection {
        let filter = EventFilter {
            kind: query.value(keys::TYPE, |text| EventType::parse(text).ok_or_else(|| unknown_type(text).message)),
            subject: query.value(keys::SUBJECT, Subject::parse).map(String::from),
            node: query.text(keys::NODE),
        };
        // A day means its beginning, as a moment from which on things are wanted.
        let begin = |text: &str| match Day::parse(text) {
            Ok(day) => Ok(begin_of_day(day)),
            Err(_) => parse_instant(text),
        };
        EventSelection { filter, since: query.value(keys::SINCE, begin) }
    }
}

/// Returns the most items of a page where `limit` was asked for.
pub fn page_size(limit: Option<u64>) -> usize {
    usize::try_from(limit.unwrap_or(PAGE_DEFAULT)).expect("at most a thousand")
}

/// Reads the most items of a page.
pub fn limit(query: &mut Query) -> Option<u64> {
    query.number(keys::LIMIT, 1, PAGE_MAX)
}
