//! The two axes in a query: `geldigOp`, and `beschikbaarOp` or `positie`.

use super::query::Query;
use super::site::Site;
use crate::app::queries::{self, KnownAt};
use crate::domain::ids::is_id;
use crate::domain::state::At;
use crate::domain::time::{Day, Instant, TimeError};
use crate::message;

/// Reads an instant. A `+` that was not encoded arrives as a blank, and can mean nothing else here.
fn instant(text: &str) -> Result<Instant, TimeError> {
    Instant::parse(&text.replace(' ', "+"))
}

/// The day that is asked for.
pub fn day(query: &mut Query) -> Option<Day> {
    query.value("geldigOp", Day::parse)
}

/// The node that is asked for, by its code.
pub fn node(query: &mut Query) -> Option<String> {
    query.value("onderdeel", |text| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) })
}

/// The point that is asked for: without a day today in Amsterdam, without a moment or position the durable head; position 0
/// for an empty log.
///
/// What is wrong is reported by [`Query::finish`]; the point then means nothing.
pub fn at(query: &mut Query, site: &Site) -> At {
    let position = position(query, site);
    let day = day(query).unwrap_or_else(|| site.service().now().amsterdam_day());
    At { day, position }
}

/// The moment that is asked for, where one is: what people read tells it beside the event it led to.
pub fn asked(query: &Query) -> Option<Instant> {
    query.peek("beschikbaarOp").and_then(|text| instant(text).ok())
}

/// The position that is asked for, by number or by moment; without either the durable head, 0 for an empty log.
pub fn position(query: &mut Query, site: &Site) -> u64 {
    known(query, site).unwrap_or_else(|| site.service().durable_head())
}

/// The position that is asked for, by number or by moment; none without either.
pub fn known(query: &mut Query, site: &Site) -> Option<u64> {
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
    Some(looking(|| queries::position(site.service(), known)).unwrap_or_else(|error| {
        query.refuse(key, error.code(), error.message());
        0
    }))
}

/// Looks at the state from a thread that answers: whoever has it in hand may take long, so others answer meanwhile.
fn looking<T>(look: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(look),
        _ => look(), // a test, with a thread of its own
    }
}

/// The last position that was recorded before `vanaf`: where to start reading. 0 without it.
pub fn since(query: &mut Query, site: &Site) -> u64 {
    let service = site.service();
    match query.value("vanaf", instant) {
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
