//! Byte accounting across requests: responses that were built and not yet taken, and bodies that are arriving.

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

/// Counts the bytes of bodies that are arriving.
pub struct Bodies {
    /// The first bytes of each.
    pub small: Arc<ByteBudget>,
    /// The bytes after those.
    pub large: Arc<ByteBudget>,
}

/// The size of the pieces in which a response is sent. What comes after the current piece is counted until it is taken.
pub const PIECE: usize = 64 * 1024;

/// A count of bytes with a limit.
#[derive(Debug)]
pub struct ByteBudget {
    held: AtomicUsize,
    most: usize,
    given_back: Notify,
}

impl ByteBudget {
    /// Creates an empty count with this limit.
    pub fn new(most: usize) -> Arc<ByteBudget> {
        Arc::new(ByteBudget { held: AtomicUsize::new(0), most, given_back: Notify::new() })
    }

    /// Returns the number of bytes that are counted at the moment.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Acquire)
    }

    /// Returns true if the limit is reached.
    pub fn is_full(&self) -> bool {
        self.held() >= self.most
    }

    /// Counts bytes that exist already, even beyond the limit: their producer checked it before.
    pub fn force_reserve(self: &Arc<ByteBudget>, bytes: usize) -> ByteReservation {
        self.held.fetch_add(bytes, Ordering::AcqRel);
        ByteReservation { purse: Arc::clone(self), bytes }
    }

    /// Counts bytes that are still to come; `None` if they would exceed the limit.
    pub fn try_reserve(self: &Arc<ByteBudget>, bytes: usize) -> Option<ByteReservation> {
        let counted = self.held.fetch_update(Ordering::AcqRel, Ordering::Acquire, |held| {
            held.checked_add(bytes).filter(|held| *held <= self.most)
        });
        counted.is_ok().then(|| ByteReservation { purse: Arc::clone(self), bytes })
    }

    /// Waits until the count is below the limit.
    pub async fn wait_for_room(&self) {
        loop {
            let given_back = self.given_back.notified();
            if !self.is_full() {
                return;
            }
            given_back.await;
        }
    }

    /// Like [`ByteBudget::try_reserve`], but waits until there is room.
    pub async fn reserve(self: &Arc<ByteBudget>, bytes: usize) -> ByteReservation {
        loop {
            let given_back = self.given_back.notified();
            if let Some(held) = self.try_reserve(bytes) {
                return held;
            }
            given_back.await;
        }
    }
}

/// Bytes that are counted until this is dropped.
#[derive(Debug)]
pub struct ByteReservation {
    purse: Arc<ByteBudget>,
    bytes: usize,
}

impl ByteReservation {
    /// Takes over the bytes that another one counted.
    pub fn join(&mut self, mut other: ByteReservation) {
        debug_assert!(Arc::ptr_eq(&self.purse, &other.purse), "bytes of one purse stay in it");
        self.bytes += std::mem::take(&mut other.bytes);
    }
}

impl Drop for ByteReservation {
    fn drop(&mut self) {
        self.purse.held.fetch_sub(self.bytes, Ordering::AcqRel);
        self.purse.given_back.notify_waiters();
    }
}

/// Middleware that counts every response that is complete in memory, and sends it in pieces.
pub async fn account_responses(State(answers): State<Arc<ByteBudget>>, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    match answer.body().size_hint().exact() {
        Some(size) if size > PIECE as u64 => {
            let held = answers.force_reserve(usize::try_from(size).unwrap_or(usize::MAX));
            answer.map(|body| Body::new(AccountedBody { body, rest: Bytes::new(), left: size, held }))
        }
        Some(_) | None => answer,
    }
}

/// A response that is complete in memory.
struct AccountedBody {
    body: Body,
    /// The bytes that came out of the body and were not sent yet.
    rest: Bytes,
    left: u64,
    #[expect(dead_code, reason = "what it does, it does when it is dropped")]
    held: ByteReservation,
}

impl HttpBody for AccountedBody {
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
