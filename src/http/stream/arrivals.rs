//! Tells subscribers who ask for it what takes effect on a day, when that day begins in the Netherlands.
//!
//! A subscriber looks at the day whenever it is awake anyway, which is at least once a heartbeat. What was announced for
//! a day is looked up once, by the first subscriber that notices the day, and kept for the others; it never changes,
//! since it is what was known when the day began. It holds no texts, so an erasure touches none of it.
//!
//! These messages have no `id:`, so the last event id of a reader stays a position of the log. A reader that returns
//! gets those of every day that began since its last event was recorded: at least once, with the same `id` and `per`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use tokio::sync::Mutex;

use super::frame::{self, StreamFormat};
use super::selection::StreamSelection;
use crate::app::Service;
use crate::app::arrivals::{DAYS_BACK_MAX, announced_for};
use crate::domain::time::Day;
use crate::projections::feed::FilterKeys;
use crate::subscriptions::Origin;

/// The messages of one day.
type DayMessages = Arc<Vec<ArrivalMessage>>;

/// A message, encoded in each format.
struct ArrivalMessage {
    keys: FilterKeys,
    frames: [String; StreamFormat::ALL.len()],
}

/// The messages of the last days.
#[derive(Default)]
pub struct Arrivals(Mutex<BTreeMap<Day, DayMessages>>);

impl Arrivals {
    /// Returns the messages of the days after `after`, up to and with today, that a subscriber wants; `None` while no
    /// day began since.
    pub async fn since(
        &self,
        service: &Service,
        origin: &Origin,
        after: Day,
        asked: &StreamSelection,
    ) -> Option<(Bytes, Day)> {
        let today = service.now().amsterdam_day();
        if today <= after {
            return None;
        }
        let first = (after.number() + 1).max(today.number() - DAYS_BACK_MAX + 1);
        let mut found = String::new();
        for day in (first..=today.number()).map(Day::from_number) {
            for message in self.of(service, origin, day).await.iter() {
                if asked.filter.matches_keys(&message.keys) {
                    found.push_str(&message.frames[asked.format as usize]);
                }
            }
        }
        Some((found.into(), today))
    }

    /// Returns the messages of a day. The lock is held while they are looked up, so that this is done once.
    async fn of(&self, service: &Service, origin: &Origin, day: Day) -> DayMessages {
        let mut days = self.0.lock().await;
        if let Some(known) = days.get(&day) {
            return Arc::clone(known);
        }
        let reading = service.clone();
        let found = tokio::task::spawn_blocking(move || announced_for(&reading, day)).await;
        // What could not be looked up is not kept as a day on which nothing happened.
        let Ok(found) = found else { return DayMessages::default() };
        let encode = |arrival: crate::projections::agenda::arrivals::Arrival| ArrivalMessage {
            frames: StreamFormat::ALL.map(|format| frame::arrival(&arrival.told, format, origin)),
            keys: arrival.keys,
        };
        let messages: DayMessages = Arc::new(found.into_iter().map(encode).collect());
        days.insert(day, Arc::clone(&messages));
        while days.len() > DAYS_BACK_MAX.unsigned_abs() as usize {
            days.pop_first();
        }
        messages
    }
}
