//! A body that is written on a thread of its own and sent piece by piece.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use futures_core::Stream;
use tokio::sync::mpsc;

pub(super) type StreamPiece = io::Result<Bytes>;

pub(super) struct PieceWriter(pub(super) mpsc::Sender<StreamPiece>);

impl io::Write for PieceWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(piece)).map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone"))?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Breaks the body off if it is dropped before the work has finished, also after a panic.
pub(super) struct AbortOnDrop {
    pub(super) pieces: mpsc::Sender<StreamPiece>,
    pub(super) finished: bool,
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.finished {
            // If the client has disconnected, this fails and can be ignored.
            self.pieces.blocking_send(Err(io::Error::other("the answer is not whole"))).ok();
        }
    }
}

pub(super) struct Received(pub(super) mpsc::Receiver<StreamPiece>);

impl Stream for Received {
    type Item = StreamPiece;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<StreamPiece>> {
        self.0.poll_recv(cx)
    }
}
