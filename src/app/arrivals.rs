//! What was announced for a day, as a query on a service.

use super::Service;
use crate::domain::moment::begin_of_day;
use crate::domain::time::{Day, Instant};
use crate::projections::agenda::arrivals::{Arrival, arrivals};

/// The most days that a reader who returns is told of, today included: a reader who was away for longer asks for the
/// agenda. Looking up a day takes some milliseconds, and the days are kept for all readers.
pub const DAYS_BACK_MAX: i32 = 31;

/// Returns what was announced for a day before it began in the Netherlands. What is recorded on the day itself is news
/// of that day and was not announced for it, so the answer stays the same whatever is recorded later.
pub fn announced_for(service: &Service, day: Day) -> Vec<Arrival> {
    let before = Instant::from_micros(begin_of_day(day).micros().saturating_sub(1));
    let head = service.durable_head();
    let state = service.state();
    match state.position_at(before, head) {
        0 => Vec::new(),
        position => arrivals(&state, day, position),
    }
}
