//! A connection that gives up on a reader who stops reading: no answer may hold memory for ever. And the place where the
//! bare refusals of the HTTP library, for requests that it can not even read, become problems like all others.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::connection::Stage;
use super::rim;

/// Bytes a second that a reader takes at least while it is waited for: a modem of 1998 took three times as many. An answer of 1 MiB is
/// held for at most nine minutes.
const READ_RATE_MIN: f64 = 2.0 * 1024.0;

/// A stream whose writes must get on.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    patience: Duration,
    /// Runs while a write waits for the reader.
    waiting: Option<Pin<Box<Sleep>>>,
    /// When the present wait for the reader began.
    since: Option<Instant>,
    /// How long its reader made it wait in the present span, and what it took in that.
    waited: Duration,
    taken: usize,
    /// What goes out in place of a bare refusal.
    instead: Vec<u8>,
    /// Told when all is with the system.
    stage: Arc<Stage>,
}

impl Socket {
    /// Gives up when nothing can be written for `patience`.
    pub const fn new(stream: TcpStream, patience: Duration, stage: Arc<Stage>) -> Socket {
        Socket {
            stream,
            patience,
            waiting: None,
            since: None,
            waited: Duration::ZERO,
            taken: 0,
            instead: Vec::new(),
            stage,
        }
    }

    /// Takes a bare refusal out of what is written; how much was taken.
    fn replace(&mut self, head: &[u8]) -> Option<usize> {
        self.instead = rim::refusal(bare_refusal(head)?);
        Some(head.len())
    }

    /// Sends what stands in place of a refusal.
    fn send_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.instead))?;
            self.instead.drain(..written);
        }
        Poll::Ready(Ok(()))
    }

    fn watch<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            self.waited += self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
            return written;
        }
        self.since.get_or_insert_with(Instant::now);
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(waiting.as_mut().poll(cx));
        waiting.as_mut().reset(Instant::now() + patience);
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client stopped reading")))
    }
}

impl Socket {
    /// Counts what was written. Whoever was waited for as long as a reader may be silent, and took next to nothing in that, is given
    /// up as well: it would hold its answer for hours.
    fn count(&mut self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = written {
            self.taken += bytes;
            if self.waited >= self.patience {
                let least = self.waited.as_secs_f64() * READ_RATE_MIN;
                #[expect(clippy::cast_precision_loss, reason = "bytes of half a minute")]
                if (self.taken as f64) < least {
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client reads too slowly")));
                }
                (self.waited, self.taken) = (Duration::ZERO, 0);
            }
        }
        written
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(taken) = self.replace(bytes) {
            return Poll::Ready(Ok(taken));
        }
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        let written = self.watch(cx, written);
        self.count(written)
    }
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(taken) = slices.first().and_then(|first| self.replace(first)) {
            return Poll::Ready(Ok(taken));
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        let written = self.watch(cx, written);
        self.count(written)
    }
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let sent = self.send_instead(cx);
        ready!(self.watch(cx, sent))?;
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        let flushed = self.watch(cx, flushed);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.stage.flushed();
        }
        flushed
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let sent = self.send_instead(cx);
        ready!(self.watch(cx, sent))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The status of an answer that the HTTP library made by itself: an error without the version that the rim puts on every
/// answer. The library writes the head of an answer in one piece.
fn bare_refusal(head: &[u8]) -> Option<StatusCode> {
    let status = head.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let status = StatusCode::from_bytes(status).ok().filter(|status| status.is_client_error())?;
    let versioned = head
        .windows(rim::API_VERSION_HEADER.as_str().len())
        .any(|part| part == rim::API_VERSION_HEADER.as_str().as_bytes());
    (!versioned).then_some(status)
}
