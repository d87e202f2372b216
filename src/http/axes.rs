//! The two time axes of a query, looked up in the log.

use super::app_state::AppState;
use super::query::Query;
use crate::app::queries::{self, KnownAt, QueryError};
use crate::app::query_keys as keys;
use crate::app::subject_query::Point;
pub use crate::app::time_axes::{day, node};
use crate::domain::state::AsOf;
use crate::domain::time::Instant;
use crate::message;

/// Returns what checks that the log has the moment or position that a query names.
pub fn in_log(site: &AppState) -> impl Fn(KnownAt) -> Result<(), QueryError> {
    |known| looking(|| queries::resolve_position(site.service(), known)).map(drop)
}

/// Returns the position that a bound stands for. The head is the durable one, which is 0 for an empty log.
///
/// # Errors
/// As [`queries::resolve_position`], for a moment or a position.
pub fn position(site: &AppState, known: KnownAt) -> Result<u64, QueryError> {
    match known {
        KnownAt::Head => Ok(site.service().durable_head()),
        KnownAt::Moment(_) | KnownAt::Position(_) => looking(|| queries::resolve_position(site.service(), known)),
    }
}

/// Returns the point that is meant. The default day is today in Amsterdam.
///
/// # Errors
/// As [`position`].
pub fn point(site: &AppState, at: Point) -> Result<AsOf, QueryError> {
    let day = at.on.unwrap_or_else(|| site.service().now().amsterdam_day());
    Ok(AsOf { day, position: position(site, at.known)? })
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

/// Returns the last position recorded before `vanaf`, which is where reading starts; 0 if it is absent. A moment in the
/// future is refused.
pub fn since(query: &mut Query, site: &AppState, since: Option<Instant>) -> u64 {
    let service = site.service();
    match since {
        Some(moment) if moment > queries::latest(&service.state(), service.durable_head(), service.now()) => {
            query.refuse(keys::SINCE, "moment-in-toekomst", message!("query-moment-ahead"));
            0
        }
        Some(moment) => {
            let before = Instant::from_micros(moment.micros().saturating_sub(1));
            looking(|| service.state().position_at(before, service.durable_head()))
        }
        None => 0,
    }
}
