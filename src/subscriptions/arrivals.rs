//! What was announced for a day, delivered on that day to a subscription that asks for it: which entry is next, and what
//! an outcome does. The worker delivers it.
//!
//! Each entry is delivered at most once for its day, also after a kill: that a call begins is saved before it is made,
//! and a call that was under way when the service was killed is not made again. An attempt that failed is tried again as
//! one of an event is, with the same id; after the last one the entry is given up, and the next one follows. What a
//! receiver missed it finds in the agenda. These deliveries have no place in the order of the log, and neither wait for
//! events nor keep them waiting.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::attempt::{AttemptOutcome, Failing, NextAction};
use super::registration::RegisteredFilter;
use super::retry::RetryRule;
use crate::app::Service;
use crate::app::arrivals::{DAYS_BACK_MAX, announced_for};
use crate::domain::event::EventType;
use crate::domain::moment::begin_of_day;
use crate::domain::time::{Day, Instant};
use crate::projections::agenda::arrivals::{Arrival, ArrivalView};

/// How far a subscription was told what takes effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalProgress {
    /// The last day of which everything was told, or given up.
    day: Day,
    /// How many wanted entries of the next day were told, or given up.
    done: usize,
    /// Whether a call about the next entry was begun: after a kill nobody knows what came of it.
    calling: bool,
    /// The entry that could not be delivered yet.
    failing: Option<Failing>,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrivalChange {
    /// It was delivered.
    Told,
    /// It is tried again at this moment.
    Again(Instant),
    /// That was the last attempt.
    GivenUp,
}

impl ArrivalProgress {
    /// Begins with what takes effect on the days after this one.
    pub const fn after(day: Day) -> ArrivalProgress {
        ArrivalProgress { day, done: 0, calling: false, failing: None }
    }

    /// When something is due.
    pub fn due(&self, now: Instant) -> NextAction {
        let today = now.amsterdam_day();
        match self.failing.as_ref().and_then(|failing| failing.due) {
            Some(due) if due > now => NextAction::At(due),
            None if self.day >= today => NextAction::At(begin_of_day(Day::from_number(today.number() + 1))),
            Some(_) | None => NextAction::Now,
        }
    }

    /// Returns the day that is next. Days too long ago are given up.
    pub fn next_day(&mut self, today: Day) -> Day {
        let first = today.number() - DAYS_BACK_MAX + 1;
        if self.day.number() + 1 < first {
            *self = ArrivalProgress::after(Day::from_number(first - 1));
        }
        Day::from_number(self.day.number() + 1)
    }

    /// Returns the entry that is next of what a subscription wants of the next day, and after the last one ends the day.
    /// An entry whose call was interrupted is left out, since it may have arrived.
    pub fn next<'a>(&mut self, wanted: &[&'a Arrival]) -> Option<&'a ArrivalView> {
        if self.calling {
            self.pass();
        }
        let next = wanted.get(self.done).map(|arrival| &arrival.told);
        if next.is_none() {
            *self = ArrivalProgress::after(Day::from_number(self.day.number() + 1));
        }
        next
    }

    /// Notes that a call begins. It is saved before the call is made.
    pub fn begin(&mut self) {
        self.calling = true;
    }

    /// Takes back that a call began: none was made.
    pub fn not_begun(&mut self) {
        self.calling = false;
    }

    /// Applies the outcome of a call about the entry at `position`.
    pub fn apply(
        &mut self,
        position: u64,
        outcome: &AttemptOutcome,
        now: Instant,
        (rule, jitter): (&RetryRule, u16),
    ) -> ArrivalChange {
        self.calling = false;
        let told = match outcome {
            AttemptOutcome::Failed { retry_after } => *retry_after,
            AttemptOutcome::Delivered | AttemptOutcome::Gone => {
                self.pass();
                return ArrivalChange::Told;
            }
        };
        match self.failing.get_or_insert_with(|| Failing::first(position, now)).again(told, now, rule, jitter) {
            Some(due) => ArrivalChange::Again(due),
            None => {
                self.pass();
                ArrivalChange::GivenUp
            }
        }
    }

    /// The number of attempts about the next entry that failed.
    pub fn attempts(&self) -> u32 {
        self.failing.as_ref().map_or(0, |failing| failing.attempts)
    }

    /// Makes all tries of the next entry available again, for a subscription that is resumed.
    pub fn forget_failures(&mut self) {
        self.failing = None;
    }

    fn pass(&mut self) {
        (self.done, self.calling, self.failing) = (self.done + 1, false, None);
    }
}

/// Returns what a subscription wants of a day, in the order in which it is told.
pub fn wanted<'a>(all: &'a [Arrival], wanted: &RegisteredFilter) -> Vec<&'a Arrival> {
    let filter = wanted.filter();
    let is_wanted = |arrival: &&Arrival| {
        let kind = EventType::from_name(arrival.told.what);
        filter.matches_keys(&arrival.keys) && kind.is_some_and(|kind| wanted.has_type(kind))
    };
    all.iter().filter(is_wanted).collect()
}

/// What was announced for the last days: looked up once for all subscriptions. It never changes and holds no texts.
#[derive(Default)]
pub struct ArrivalDays(Mutex<BTreeMap<Day, Arc<Vec<Arrival>>>>);

impl ArrivalDays {
    /// Returns what was announced for a day; none where it could not be looked up. The lock is held meanwhile, so that it
    /// is done once.
    pub async fn of(&self, service: &Service, day: Day) -> Option<Arc<Vec<Arrival>>> {
        let mut days = self.0.lock().await;
        if let Some(known) = days.get(&day) {
            return Some(Arc::clone(known));
        }
        let reading = service.clone();
        let found = Arc::new(tokio::task::spawn_blocking(move || announced_for(&reading, day)).await.ok()?);
        days.insert(day, Arc::clone(&found));
        while days.len() > DAYS_BACK_MAX.unsigned_abs() as usize {
            days.pop_first();
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testkit::{TestLog, event};
    use crate::projections::agenda::arrivals::arrivals;
    use crate::subscriptions::retry::later;

    const DAY: &str = "2026-11-03";

    fn at(moment: &str) -> Instant {
        Instant::parse(moment).unwrap()
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// Entries of a day, as a log of facilities gives them.
    fn entries(count: u64) -> Vec<Arrival> {
        let mut events = vec![event(
            "onderdeel.opgenomen",
            "onderdeel/9",
            "2019-01-01",
            json!({ "niveau": "programma", "titel": "Zorg" }),
        )];
        for number in 0..count {
            let subject = format!("voorziening/v{number}");
            let data = json!({ "naam": "Opvang", "soort": "wijkteam", "onderdeel": "9" });
            events.push(event("voorziening.geopend", &subject, "2019-01-01", data));
            events.push(event("voorziening.gesloten", &subject, DAY, json!({})));
        }
        let log = TestLog::of(&events);
        let found = arrivals(&log.state, day(DAY), log.state.head());
        assert_eq!(found.len() as u64, count);
        found
    }

    #[test]
    fn a_day_is_due_when_it_begins_in_the_netherlands_and_a_failure_when_it_is_tried_again() {
        let mut progress = ArrivalProgress::after(day("2026-11-02"));
        let evening = at("2026-11-02T22:30:00Z");
        assert_eq!(progress.due(evening), NextAction::At(at("2026-11-02T23:00:00Z")));
        let night = at("2026-11-02T23:00:00Z");
        assert_eq!(progress.due(night), NextAction::Now);
        let rule = RetryRule::default();
        let failed = AttemptOutcome::Failed { retry_after: None };
        progress.begin();
        let again = later(night, rule.wait(1, 0));
        assert_eq!(progress.apply(4, &failed, night, (&rule, 0)), ArrivalChange::Again(again));
        assert_eq!((progress.due(night), progress.due(again)), (NextAction::At(again), NextAction::Now));
        assert_eq!(progress.attempts(), 1);
    }

    #[test]
    fn each_entry_is_told_once_also_where_a_call_was_interrupted() {
        let all = entries(3);
        let all: Vec<&Arrival> = all.iter().collect();
        let (rule, now) = (RetryRule::default(), at("2026-11-03T08:00:00Z"));
        let mut progress = ArrivalProgress::after(day("2026-11-02"));
        assert_eq!(progress.next(&all), Some(&all[0].told));
        progress.begin();
        assert_eq!(progress.apply(1, &AttemptOutcome::Delivered, now, (&rule, 0)), ArrivalChange::Told);
        assert_eq!(progress.next(&all), Some(&all[1].told));
        progress.begin();
        // Killed now: what was saved says that a call had begun.
        let saved = serde_json::to_string(&progress).unwrap();
        let mut progress: ArrivalProgress = serde_json::from_str(&saved).unwrap();
        assert_eq!(progress.next(&all), Some(&all[2].told), "it may have arrived");
        progress.begin();
        progress.apply(1, &AttemptOutcome::Delivered, now, (&rule, 0));
        assert_eq!(progress.next(&all), None);
        assert_eq!(progress, ArrivalProgress::after(day(DAY)));
        assert_eq!(progress.due(now), NextAction::At(at("2026-11-03T23:00:00Z")));
    }

    #[test]
    fn after_the_last_attempt_the_next_entry_follows() {
        let all = entries(2);
        let all: Vec<&Arrival> = all.iter().collect();
        let rule = RetryRule { retries: 2, ..RetryRule::default() };
        let mut progress = ArrivalProgress::after(day("2026-11-02"));
        let (mut now, mut again) = (at("2026-11-03T08:00:00Z"), 0);
        let failed = AttemptOutcome::Failed { retry_after: None };
        loop {
            assert_eq!(progress.next(&all), Some(&all[0].told));
            progress.begin();
            match progress.apply(1, &failed, now, (&rule, 0)) {
                ArrivalChange::Again(due) => (now, again) = (due, again + 1),
                ArrivalChange::GivenUp => break,
                ArrivalChange::Told => panic!("it failed"),
            }
        }
        assert_eq!((again, progress.next(&all)), (2, Some(&all[1].told)));
    }

    #[test]
    fn who_was_away_for_long_is_told_of_the_last_days() {
        let mut progress = ArrivalProgress::after(day("2020-01-01"));
        assert_eq!(progress.next_day(day("2026-12-05")), day("2026-11-05"));
        assert_eq!(progress.next_day(day("2026-12-05")), day("2026-11-05"), "and stays there");
        assert_eq!(ArrivalProgress::after(day("2026-12-03")).next_day(day("2026-12-05")), day("2026-12-04"));
    }
}
