//! A connection that gives up a reader that stops reading, so that no response occupies memory for ever. It also
//! replaces the bare refusals of the HTTP library, for requests that it cannot even parse, by problem documents.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::connection_stage::ConnectionStage;
use super::middleware;

/// The minimum rate of a reader while it is waited for, in bytes per second: a modem of 1998 read three times as fast.
/// A response of 1 MiB is held for at most nine minutes.
const READ_RATE_MIN: f64 = 2.0 * 1024.0;

/// A stream whose writes must make progress.
#[derive(Debug)]
pub struct Socket<S> {
    stream: S,
    patience: Duration,
    /// Runs while a write waits for the reader.
    waiting: Option<Pin<Box<Sleep>>>,
    /// The start of the present wait for the reader.
    since: Option<Instant>,
    /// The time waited for the reader in the present span, and the bytes it took in that span.
    waited: Duration,
    taken: usize,
    /// The response that is sent in place of a bare refusal.
    instead: Vec<u8>,
    /// Notified when everything has been passed to the operating system.
    stage: Arc<ConnectionStage>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Creates a socket that gives up if nothing can be written for `patience`.
    pub const fn new(stream: S, patience: Duration, stage: Arc<ConnectionStage>) -> Socket<S> {
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

    /// Replaces a bare refusal in the written bytes, and returns how many bytes it replaced.
    fn replace(&mut self, head: &[u8]) -> Option<usize> {
        self.instead = middleware::refusal(bare_refusal(head)?);
        Some(head.len())
    }

    /// Sends the response that replaces a refusal.
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

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Counts written bytes. A reader that was waited for as long as `patience` and took almost nothing in that time is
    /// given up too; it would hold its response for hours.
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

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Socket<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Socket<S> {
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
        // Watched as one: a first step that is ready at each call must not begin the wait for the second anew.
        let flushed = match self.send_instead(cx) {
            Poll::Ready(Ok(())) => Pin::new(&mut self.stream).poll_flush(cx),
            unsent => unsent,
        };
        let flushed = self.watch(cx, flushed);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.stage.flushed();
        }
        flushed
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = match self.send_instead(cx) {
            Poll::Ready(Ok(())) => Pin::new(&mut self.stream).poll_shutdown(cx),
            unsent => unsent,
        };
        self.watch(cx, ended)
    }
}

/// Returns the status of a response that the HTTP library created itself: an error without the version header that the
/// middleware adds to every response. The library writes the head of a response in one piece.
fn bare_refusal(head: &[u8]) -> Option<StatusCode> {
    let status = head.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let status = StatusCode::from_bytes(status).ok().filter(|status| status.is_client_error())?;
    let versioned = head
        .windows(middleware::API_VERSION_HEADER.as_str().len())
        .any(|part| part == middleware::API_VERSION_HEADER.as_str().as_bytes());
    (!versioned).then_some(status)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;
    use crate::http::connection_stage::IdleConnections;

    /// Returns a socket that has waited for its reader for the maximum time, in which the reader took `taken` bytes.
    async fn waited(taken: usize) -> Socket<TcpStream> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let patience = Duration::from_secs(30);
        let mut socket = Socket::new(stream, patience, ConnectionStage::new(Arc::new(IdleConnections::default())));
        (socket.waited, socket.taken) = (patience, taken);
        socket
    }

    #[tokio::test]
    async fn a_reader_that_takes_less_than_the_least_rate_while_it_is_waited_for_is_given_up() {
        let least = 30 * 2 * 1024;
        let mut socket = waited(least - 2).await;
        let given_up = socket.count(Poll::Ready(Ok(1)));
        assert!(matches!(given_up, Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::TimedOut));
        let mut socket = waited(least - 2).await;
        assert!(matches!(socket.count(Poll::Ready(Ok(2))), Poll::Ready(Ok(2))));
        assert_eq!((socket.waited, socket.taken), (Duration::ZERO, 0), "the next span begins");
    }

    /// A stream that takes everything and passes nothing on, as TLS does over a connection that nobody reads.
    struct Unread;

    impl AsyncRead for Unread {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    impl AsyncWrite for Unread {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_reader_that_stalls_while_an_answer_is_flushed_or_ended_is_given_up() {
        use tokio::io::AsyncWriteExt as _;
        let patience = Duration::from_millis(20);
        let stage = || ConnectionStage::new(Arc::new(IdleConnections::default()));
        for ends in [false, true] {
            let mut socket = Socket::new(Unread, patience, stage());
            let waited = async { if ends { socket.shutdown().await } else { socket.flush().await } };
            let told = tokio::time::timeout(Duration::from_secs(60), waited).await.expect("it is given up");
            assert_eq!(told.unwrap_err().kind(), io::ErrorKind::TimedOut);
        }
    }
}
