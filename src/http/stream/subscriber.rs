//! One subscriber to the stream: a position that advances along the log, and a body that is written piece by piece.
//!
//! It holds only the piece that waits for its reader. If the service ends the stream, a last event gives the reason.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_core::Stream;
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep_until};

use super::frame::{self, StreamEnd};
use super::relay::{Membership, RingLookup};
use crate::access::caller::Pass;
use crate::app::Service;
use crate::domain::time::Day;
use crate::http::connection_stage::ConnectionHandle;
use crate::language::Language;

/// The minimum delay before a client reconnects.
const RETRY_MIN_MILLIS: u64 = 1_000;

/// Clients reconnect spread over this many further milliseconds, so that 10,000 of them do not reconnect at the same
/// moment.
const RETRY_SPREAD_MILLIS: u64 = 4_000;

/// One subscriber.
pub struct Subscriber {
    seat: Membership,
    /// The position up to which the log was searched for it.
    position: u64,
    /// A position that was sent to the client as an id. With a filter, the id of a later event may have been sent
    /// since.
    announced: u64,
    news: watch::Receiver<u64>,
    link: ConnectionHandle,
    permission: StreamPermission,
    /// Fires when a heartbeat may be due; never later than that.
    beat: Pin<Box<Sleep>>,
    pulse: HeartbeatSchedule,
    /// The language of text for people.
    language: Language,
    stage: StreamStage,
    /// The last day of which it was told what takes effect; none where it does not ask.
    told_until: Option<Day>,
}

/// What the stream goes on by: its permission, and the clock that it expires by.
pub struct StreamPermission {
    /// The permission of who follows.
    pub pass: Pass,
    /// The service, which has the clock.
    pub service: Service,
}

impl StreamPermission {
    fn refused(&self) -> Option<StreamEnd> {
        self.pass.refused(self.service.now()).map(StreamEnd::Refused)
    }
}

/// The schedule of heartbeats: one is due at most this long after the last byte of any kind.
#[derive(Debug, Clone, Copy)]
struct HeartbeatSchedule {
    due: Instant,
    /// The maximum silence.
    every: Duration,
    /// The fraction of the maximum that this stream waits, so that 10,000 streams that received the same event do not
    /// send heartbeats at the same moment.
    share: f64,
}

impl HeartbeatSchedule {
    /// Creates the schedule of the stream with this number, which starts now.
    fn new(now: Instant, every: Duration, number: u64) -> HeartbeatSchedule {
        let spread = (number % 64) as f64 / 64.0;
        HeartbeatSchedule { due: now + every.mul_f64(0.5 + spread / 2.0), every, share: 0.75 + spread / 4.0 }
    }

    /// Records that something was written.
    fn wrote(&mut self, now: Instant) {
        self.due = now + self.every.mul_f64(self.share);
    }
}

#[derive(PartialEq)]
enum StreamStage {
    Begin,
    Follow,
    Over,
}

impl Subscriber {
    /// Creates a subscriber to the events after `position`, and to what takes effect after the day `told_until`, with a
    /// heartbeat at least every `every`.
    pub fn new(
        seat: Membership,
        (position, told_until): (u64, Option<Day>),
        link: ConnectionHandle,
        permission: StreamPermission,
        (every, language): (Duration, Language),
    ) -> Subscriber {
        let pulse = HeartbeatSchedule::new(Instant::now(), every, seat.number);
        Subscriber {
            news: seat.news(),
            seat,
            position,
            announced: position,
            link,
            permission,
            beat: Box::pin(sleep_until(pulse.due)),
            pulse,
            language,
            stage: StreamStage::Begin,
            told_until,
        }
    }

    /// Returns the body of the response.
    pub fn into_body(self) -> Body {
        Body::from_stream(StreamPieces(Some(step(self))))
    }

    /// Returns the next piece; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        match self.stage {
            StreamStage::Begin => {
                self.stage = StreamStage::Follow;
                let retry = RETRY_MIN_MILLIS + self.seat.number.wrapping_mul(7919) % RETRY_SPREAD_MILLIS;
                return Some(frame::hello(retry, self.position).into());
            }
            StreamStage::Follow => {}
            StreamStage::Over => return None,
        }
        loop {
            if self.link.is_stopped() {
                return Some(self.ended(StreamEnd::Stopping));
            }
            // Looked at for each piece, and once a heartbeat at least, so also when a token has expired.
            if let Some(end) = self.permission.refused() {
                return Some(self.ended(end));
            }
            if let Some(told) = self.arrived().await {
                return Some(told);
            }
            let (found, until) = match self.seat.after(self.position) {
                RingLookup::Found(found, until) => (found, until),
                RingLookup::Behind => match self.seat.read(self.position).await {
                    Ok(page) => page,
                    Err(error) => {
                        tracing::error!(error = error.message().logged(), "a stream ended");
                        return Some(self.ended(StreamEnd::Unreadable));
                    }
                },
                RingLookup::Nothing => {
                    self.wait().await;
                    (Bytes::new(), self.position)
                }
            };
            self.position = until;
            if !found.is_empty() {
                self.pulse.wrote(Instant::now());
                if self.seat.asked.filter.is_open() {
                    self.announced = until; // this is the id of the last event; with a filter, that id may be lower
                }
                return Some(found);
            }
            if let Some(sign) = self.heartbeat_if_due() {
                return Some(sign);
            }
        }
    }

    /// Returns what takes effect on the days that began since it was last told; `None` where there is nothing to tell.
    async fn arrived(&mut self) -> Option<Bytes> {
        let (found, today) = self.seat.arrived(self.told_until?).await?;
        self.told_until = Some(today);
        if found.is_empty() {
            return None;
        }
        self.pulse.wrote(Instant::now());
        Some(found)
    }

    /// Waits for new events, for the time of a heartbeat, or for a stop.
    async fn wait(&mut self) {
        let position = self.position;
        let _waiting = self.seat.wait();
        tokio::select! {
            _ = self.news.wait_for(|news| *news > position) => {}
            () = self.beat.as_mut() => {}
            () = self.permission.pass.ended() => {}
            () = self.link.stopped() => {}
        }
    }

    /// Returns a heartbeat if it is due and nothing else was written.
    fn heartbeat_if_due(&mut self) -> Option<Bytes> {
        let now = Instant::now();
        if now < self.beat.deadline() {
            return None;
        }
        // Something may have been written since the timer was set; checking here costs less than resetting the timer
        // each time.
        if now < self.pulse.due && self.announced == self.position {
            self.beat.as_mut().reset(self.pulse.due);
            return None;
        }
        self.pulse.wrote(now);
        self.beat.as_mut().reset(self.pulse.due);
        let moved = (self.position > self.announced).then_some(self.position);
        self.announced = self.position;
        Some(frame::heartbeat(moved).into())
    }

    fn ended(&mut self, why: StreamEnd) -> Bytes {
        self.stage = StreamStage::Over;
        frame::end(why, self.language).into()
    }
}

type NextPiece = Pin<Box<dyn Future<Output = (Option<Bytes>, Subscriber)> + Send>>;

fn step(mut following: Subscriber) -> NextPiece {
    Box::pin(async move { (following.next().await, following) })
}

/// The pieces of the body; `None` after the end.
struct StreamPieces(Option<NextPiece>);

impl Stream for StreamPieces {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(step) = self.0.as_mut() else { return Poll::Ready(None) };
        let (piece, following) = ready!(step.as_mut().poll(cx));
        self.0 = piece.is_some().then(|| self::step(following));
        Poll::Ready(piece.map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_of_life_is_due_at_most_the_longest_silence_after_the_last_byte_also_after_an_event() {
        let (begin, every) = (Instant::now(), Duration::from_secs(15));
        for number in 0..200 {
            let mut pulse = HeartbeatSchedule::new(begin, every, number);
            assert!(pulse.due > begin && pulse.due <= begin + every, "{number}: the first");
            // An event just after a sign of life, and one just before the next is due.
            for after in [1, 14_000] {
                let event = begin + Duration::from_millis(after);
                pulse.wrote(event);
                assert!(pulse.due > event && pulse.due <= event + every, "{number}: after an event");
            }
        }
    }

    #[test]
    fn streams_that_got_something_in_the_same_moment_show_life_in_different_ones() {
        let begin = Instant::now();
        let due = |number| {
            let mut pulse = HeartbeatSchedule::new(begin, Duration::from_secs(15), number);
            pulse.wrote(begin);
            pulse.due
        };
        let moments: std::collections::BTreeSet<Instant> = (0..64).map(due).collect();
        assert_eq!(moments.len(), 64);
    }
}
