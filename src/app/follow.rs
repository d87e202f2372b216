//! The one way to follow the log: read after a position, then wait for the head.
//!
//! Catching up and following live are the same code, so there is no hand-over between the two in which an event could be lost
//! or doubled: a follower is a position, and what comes next is whatever lies after it. The feed reads one page, a stream and
//! a webhook read page after page. A follower holds one page and nothing else, and the writer never waits for it but for the
//! moments in which a filter looks at the state.

use tokio::sync::watch;

use super::Service;
use crate::log::LogError;
use crate::log::record::Record;
use crate::message;
use crate::projections::feed::Filter;

/// Records read at one time: of the longest texts, some 100 KiB each, they take 2 MB.
const READ_AT_ONCE: usize = 20;

/// Events that one page looks at, whatever it finds. A node filter folds the subject and what is above it, estimated at 10
/// microseconds: 0.2 seconds in all. A page may therefore hold fewer records than its limit, even none, and still have a
/// next one.
const LOOK_AT_MAX: u64 = 20_000;

/// Events looked at while the state is held for reading: at the same 10 microseconds the writer waits 2 milliseconds.
const LOOK_AT_ONCE: u64 = 200;

/// Where a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// At this many records.
    pub records: usize,
    /// When the records weigh this many bytes, by what the reader makes of them. The record that gets there is still taken,
    /// so that a page always gets on.
    pub bytes: usize,
}

/// A run of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T = Record> {
    /// What was wanted of it, in the order of the log.
    pub items: Vec<T>,
    /// The last position that was looked at: where the next page starts after.
    pub until: u64,
}

/// Reads the next page after a position, at most up to `last`. `take` makes of a record what the reader needs, and says how
/// many bytes that weighs. Blocks: not to be called from async code.
///
/// # Errors
/// [`LogError::Damaged`] when a record can not be read.
pub fn read<T>(
    service: &Service,
    filter: &Filter,
    (after, last): (u64, u64),
    bounds: Bounds,
    mut take: impl FnMut(Record) -> (T, usize),
) -> Result<Page<T>, LogError> {
    let mut page = Page { items: Vec::new(), until: after };
    let last = last.min(service.durable_head()).min(after.saturating_add(LOOK_AT_MAX));
    let mut bytes = 0;
    while page.until < last && page.items.len() < bounds.records && bytes < bounds.bytes {
        let most = READ_AT_ONCE.min(bounds.records - page.items.len());
        let (wanted, looked_until) = look(service, filter, (page.until, last), most);
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

/// The next wanted positions after `after`, at most `most`, and how far was looked.
fn look(service: &Service, filter: &Filter, (after, last): (u64, u64), most: usize) -> (Vec<u64>, u64) {
    if filter.is_open() {
        let until = last.min(after + most as u64);
        return ((after + 1..=until).collect(), until);
    }
    let state = service.state();
    let (mut wanted, mut at) = (Vec::new(), after);
    while at < last.min(after + LOOK_AT_ONCE) && wanted.len() < most {
        at += 1;
        if filter.wants(&state, at) {
            wanted.push(at);
        }
    }
    (wanted, at)
}

/// Follows the log from a position on, for as long as it is asked.
#[derive(Clone)]
pub struct Follower {
    service: Service,
    filter: Filter,
    after: u64,
    bounds: Bounds,
    head: watch::Receiver<u64>,
}

impl Follower {
    /// A follower of what `filter` wants after position `after`; 0 begins with the first event.
    pub fn new(service: &Service, filter: Filter, after: u64, bounds: Bounds) -> Follower {
        Follower { service: service.clone(), filter, after, bounds, head: service.follow() }
    }

    /// The position up to which everything was given.
    pub const fn after(&self) -> u64 {
        self.after
    }

    /// Waits until there is something after the position that was reached.
    ///
    /// # Errors
    /// [`LogError::Closed`] when the log was closed and nothing more can come.
    pub async fn wait(&mut self) -> Result<(), LogError> {
        let after = self.after;
        self.head.wait_for(|head| *head > after).await.map(drop).map_err(|_| LogError::Closed)
    }

    /// The next page: at once while there is more to read, else when the head moves. It may be empty and still get on, where
    /// a filter found nothing. May be dropped and called again: the position moves only when a page is given.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when a record can not be read, [`LogError::Closed`] as for [`Follower::wait`].
    pub async fn next(&mut self) -> Result<Page, LogError> {
        self.next_as(|record| {
            let weight = weight(&record);
            (record, weight)
        })
        .await
    }

    /// The same, of what `take` makes of each record, with the bytes that weighs.
    ///
    /// # Errors
    /// As for [`Follower::next`].
    pub async fn next_as<T: Send + 'static>(
        &mut self,
        take: impl FnMut(Record) -> (T, usize) + Send + 'static,
    ) -> Result<Page<T>, LogError> {
        self.wait().await?;
        let (service, filter, bounds) = (self.service.clone(), self.filter.clone(), self.bounds);
        let range = (self.after, u64::MAX);
        let reading = tokio::task::spawn_blocking(move || read(&service, &filter, range, bounds, take));
        let page = reading.await.map_err(|_| LogError::Failed { why: message!("log-worker") })??;
        self.after = page.until;
        Ok(page)
    }
}

/// About what a record takes in bytes: the texts are nearly all of it, and the rest is below 1 KiB.
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
