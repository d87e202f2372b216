//! Bytes that are held for others, counted together: of answers that were made and not taken yet, of bodies that are coming in.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::sync::Notify;

use super::site::Site;

/// An answer is handed on in pieces of this size: what lies behind the piece under way is counted until it was taken.
pub const PIECE: usize = 64 * 1024;

/// A count of bytes, and how many there may be.
#[derive(Debug)]
pub struct Purse {
    held: AtomicUsize,
    most: usize,
    given_back: Notify,
}

impl Purse {
    /// An empty one.
    pub fn new(most: usize) -> Arc<Purse> {
        Arc::new(Purse { held: AtomicUsize::new(0), most, given_back: Notify::new() })
    }

    /// Bytes held at this moment.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Acquire)
    }

    /// Whether there is as much as there may be.
    pub fn is_full(&self) -> bool {
        self.held() >= self.most
    }

    /// Counts bytes that are there already, also past what there may be: whoever makes them asked before.
    pub fn hold(self: &Arc<Purse>, bytes: usize) -> Held {
        self.held.fetch_add(bytes, Ordering::AcqRel);
        Held { purse: Arc::clone(self), bytes }
    }

    /// Counts bytes that are to come; none when there would be too many.
    pub fn take(self: &Arc<Purse>, bytes: usize) -> Option<Held> {
        let counted = self.held.fetch_update(Ordering::AcqRel, Ordering::Acquire, |held| {
            held.checked_add(bytes).filter(|held| *held <= self.most)
        });
        counted.is_ok().then(|| Held { purse: Arc::clone(self), bytes })
    }

    /// Ends when there is room.
    pub async fn room(&self) {
        loop {
            let given_back = self.given_back.notified();
            if !self.is_full() {
                return;
            }
            given_back.await;
        }
    }

    /// The same as [`Purse::take`], once there is room for it.
    pub async fn take_in_time(self: &Arc<Purse>, bytes: usize) -> Held {
        loop {
            let given_back = self.given_back.notified();
            if let Some(held) = self.take(bytes) {
                return held;
            }
            given_back.await;
        }
    }
}

/// Bytes that are counted until this is dropped.
#[derive(Debug)]
pub struct Held {
    purse: Arc<Purse>,
    bytes: usize,
}

impl Held {
    /// Counts what another counted, too.
    pub fn join(&mut self, mut other: Held) {
        debug_assert!(Arc::ptr_eq(&self.purse, &other.purse), "bytes of one purse stay in it");
        self.bytes += std::mem::take(&mut other.bytes);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.purse.held.fetch_sub(self.bytes, Ordering::AcqRel);
        self.purse.given_back.notify_waiters();
    }
}

/// Counts every answer that is whole in memory, and hands it on piece by piece.
pub async fn count(State(site): State<Site>, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    match answer.body().size_hint().exact() {
        Some(size) if size > PIECE as u64 => {
            let held = site.answers().hold(usize::try_from(size).unwrap_or(usize::MAX));
            answer.map(|body| Body::new(Counted { body, rest: Bytes::new(), left: size, held }))
        }
        Some(_) | None => answer,
    }
}

/// An answer that is whole in memory.
struct Counted {
    body: Body,
    /// What came out of the body and was not handed on.
    rest: Bytes,
    left: u64,
    #[expect(dead_code, reason = "what it does, it does when it is dropped")]
    held: Held,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                end @ (None | Some(Err(_))) => return Poll::Ready(end),
            }
        }
        let next = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(next);
        self.left = self.left.saturating_sub(piece.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
