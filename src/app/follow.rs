//! Follows the log: reads the records after a position, then waits for the head to move.
//!
//! Catching up and following live are the same code, so there is no hand-over between the two in which an event could
//! be lost or doubled: the state of a follower is a position, and the next event is the one after it. The feed reads
//! one page; a stream and a webhook read page after page. A follower holds one page and nothing else (back-pressure),
//! and the writer never waits for it except while a filter reads the state.

use tokio::sync::watch;

use super::Service;
use crate::log::LogError;
use crate::log::record::Record;
use crate::message;
use crate::projections::feed::EventFilter;

/// Records read at one time: with the longest texts, some 100 KiB each, they take 2 MB.
const READ_AT_ONCE: usize = 20;

/// Events that one page examines, whatever it finds. A node filter folds the subject and its ancestors, estimated at 10
/// microseconds: 0.2 seconds in all. A page may therefore hold fewer records than its limit, even none, while there is
/// a next one.
const LOOK_AT_MAX: u64 = 20_000;

/// Events examined in one hold of the state lock: at the same 10 microseconds the writer waits 2 milliseconds.
const LOOK_AT_ONCE: u64 = 200;

/// The limits of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimits {
    /// The number of records.
    pub records: usize,
    /// The total weight in bytes, as computed by the reader. The record that exceeds it is still included, so that a
    /// page always makes progress.
    pub bytes: usize,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPage<T = Record> {
    /// The wanted records, in log order.
    pub items: Vec<T>,
    /// The last position that was examined: the next page starts after it.
    pub until: u64,
}

/// Reads the next page after a position, at most up to `last`. `take` converts a record to what the reader needs and
/// returns its weight in bytes. Blocks: not to be called from async code.
///
/// # Errors
/// [`LogError::Damaged`] when a record can not be read.
pub fn read<T>(
    service: &Service,
    filter: &EventFilter,
    (after, last): (u64, u64),
    bounds: PageLimits,
    mut take: impl FnMut(Record) -> (T, usize),
) -> Result<LogPage<T>, LogError> {
    let mut page = LogPage { items: Vec::new(), until: after };
    let last = last.min(service.durable_head()).min(after.saturating_add(LOOK_AT_MAX));
    let mut bytes = 0;
    while page.until < last && page.items.len() < bounds.records && bytes < bounds.bytes {
        let most = READ_AT_ONCE.min(bounds.records - page.items.len());
        let (wanted, looked_until) = find_wanted(service, filter, (page.until, last), most);
        page.until = looked_until;
        for record in service.records_at(&wanted)? {
            let position = record.position;
            let (item, weight) = take(record);
            page.items.push(item);
            bytes += weight;
            if bytes >= bounds.bytes {
                page.until = position;
                break;
            }
        }
    }
    Ok(page)
}

/// Returns the next wanted positions after `after`, at most `most`, and the last position that was examined.
fn find_wanted(service: &Service, filter: &EventFilter, (after, last): (u64, u64), most: usize) -> (Vec<u64>, u64) {
    if filter.is_open() {
        let until = last.min(after + most as u64);
        return ((after + 1..=until).collect(), until);
    }
    let state = service.state();
    let (mut wanted, mut at) = (Vec::new(), after);
    while at < last.min(after + LOOK_AT_ONCE) && wanted.len() < most {
        at += 1;
        if filter.matches(&state, at) {
            wanted.push(at);
        }
    }
    (wanted, at)
}

/// Follows the log from a position on.
#[derive(Clone)]
pub struct Follower {
    service: Service,
    filter: EventFilter,
    after: u64,
    bounds: PageLimits,
    head: watch::Receiver<u64>,
}

impl Follower {
    /// Creates a follower of the events that `filter` wants after position `after`; 0 starts with the first event.
    pub fn new(service: &Service, filter: EventFilter, after: u64, bounds: PageLimits) -> Follower {
        Follower { service: service.clone(), filter, after, bounds, head: service.follow() }
    }

    /// The position up to which everything was returned.
    pub const fn after(&self) -> u64 {
        self.after
    }

    /// Waits until there is an event after the position that was reached.
    ///
    /// # Errors
    /// [`LogError::Closed`] when the log was closed and no event can come any more.
    pub async fn wait(&mut self) -> Result<(), LogError> {
        let after = self.after;
        self.head.wait_for(|head| *head > after).await.map(drop).map_err(|_| LogError::Closed)
    }

    /// Returns the next page: at once while there is more to read, else when the head moves. A page may be empty and
    /// still make progress, when the filter matched nothing. Cancel-safe: the position moves only when a page is
    /// returned.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when a record can not be read, [`LogError::Closed`] as for [`Follower::wait`].
    pub async fn next(&mut self) -> Result<LogPage, LogError> {
        self.next_as(|record| {
            let weight = weight(&record);
            (record, weight)
        })
        .await
    }

    /// As [`Follower::next`], with each record converted by `take`, which also returns its weight in bytes.
    ///
    /// # Errors
    /// As for [`Follower::next`].
    pub async fn next_as<T: Send + 'static>(
        &mut self,
        take: impl FnMut(Record) -> (T, usize) + Send + 'static,
    ) -> Result<LogPage<T>, LogError> {
        self.wait().await?;
        let (service, filter, bounds) = (self.service.clone(), self.filter.clone(), self.bounds);
        let range = (self.after, u64::MAX);
        let reading = tokio::task::spawn_blocking(move || read(&service, &filter, range, bounds, take));
        let page = reading.await.map_err(|_| LogError::Failed { why: message!("log-worker") })??;
        self.after = page.until;
        Ok(page)
    }
}

/// An estimate of the size of a record in bytes: the texts are nearly all of it, and the rest is below 1 KiB.
pub fn weight(record: &Record) -> usize {
    use serde_json::Value;
    fn of(value: &Value) -> usize {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 8,
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(of).sum(),
            Value::Object(object) => object.iter().map(|(key, value)| key.len() + of(value)).sum(),
        }
    }
    1024 + record.data.values().map(of).sum::<usize>() + record.reason.as_ref().map_or(0, String::len)
}
