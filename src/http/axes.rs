//! The two time axes in a query: `geldigOp` (valid time), and `beschikbaarOp` or `positie` (transaction time).

use super::app_state::AppState;
use super::query::Query;
use crate::app::queries::{self, KnownAt};
use crate::domain::ids::is_id;
use crate::domain::moment::begin_of_day;
use crate::domain::state::AsOf;
use crate::domain::time::{Day, Instant, TimeError};
use crate::message;

/// Parses an instant. A `+` that was not percent-encoded arrives as a blank, and a blank has no other meaning here.
fn instant(text: &str) -> Result<Instant, TimeError> {
    Instant::parse(&text.replace(' ', "+"))
}

/// Reads the valid-time day of the query.
pub fn day(query: &mut Query) -> Option<Day> {
    query.value("geldigOp", Day::parse)
}

/// Reads the node of the query, given by its code.
pub fn node(query: &mut Query) -> Option<String> {
    query.value("onderdeel", |text| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) })
}

/// Reads the point of the query. The default day is today in Amsterdam, and the default position is the durable head,
/// which is 0 for an empty log.
///
/// Errors are reported by [`Query::finish`]; the point is meaningless in that case.
pub fn point(query: &mut Query, site: &AppState) -> AsOf {
    let position = position(query, site);
    let day = day(query).unwrap_or_else(|| site.service().now().amsterdam_day());
    AsOf { day, position }
}

/// Reads the known-at moment of the query, if there is one. It is shown to readers beside the position it led to.
pub fn known_at_moment(query: &Query) -> Option<Instant> {
    query.peek("beschikbaarOp").and_then(|text| instant(text).ok())
}

/// Reads the position of the query, given as a number or as a moment. The default is the durable head, which is 0 for
/// an empty log.
pub fn position(query: &mut Query, site: &AppState) -> u64 {
    explicit_position(query, site).unwrap_or_else(|| site.service().durable_head())
}

/// Reads the position of the query, given as a number or as a moment; `None` if neither is given.
pub fn explicit_position(query: &mut Query, site: &AppState) -> Option<u64> {
    let moment = query.value("beschikbaarOp", instant);
    let number = query.number("positie", 1, u64::from(u32::MAX));
    let (known, key) = match (moment, number) {
        (Some(_), Some(_)) => {
            let message = message!("query-moment-or-position");
            query.refuse("beschikbaarOp", "moment-of-positie", message);
            return Some(0);
        }
        (Some(moment), None) => (KnownAt::Moment(moment), "beschikbaarOp"),
        (None, Some(number)) => (KnownAt::Position(number), "positie"),
        (None, None) => return None,
    };
    Some(looking(|| queries::resolve_position(site.service(), known)).unwrap_or_else(|error| {
        query.refuse(key, error.code(), error.message());
        0
    }))
}

/// Reads the state on an async worker thread. The lock may be held for long, so other tasks are moved off the thread
/// meanwhile.
fn looking<T>(look: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(look),
        _ => look(), // a test on a single-threaded runtime
    }
}

/// Reads `vanaf` and returns the last position recorded before it, which is where reading starts; 0 if it is absent.
pub fn since(query: &mut Query, site: &AppState) -> u64 {
    let service = site.service();
    // A day means its beginning, as a moment from which on things are wanted.
    let begin = |text: &str| match Day::parse(text) {
        Ok(day) => Ok(begin_of_day(day)),
        Err(_) => instant(text),
    };
    match query.value("vanaf", begin) {
        Some(moment) if moment > queries::latest(&service.state(), service.durable_head(), service.now()) => {
            query.refuse("vanaf", "moment-in-toekomst", message!("query-moment-ahead"));
            0
        }
        Some(moment) => {
            let before = Instant::from_micros(moment.micros().saturating_sub(1));
            looking(|| service.state().position_at(before, service.durable_head()))
        }
        None => 0,
    }
}
