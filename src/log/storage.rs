//! The border above the storage engine: append at an expected head, read from a position, follow the head.
//!
//! Nothing above this file knows how frames are kept, and nothing may assume that one process writes them: a replicated
//! engine stands behind the same two traits.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;

use super::{error::LogError, frame::Frame};

/// The way in. One owner, see [`super::writer`].
pub trait Appender: Send {
    /// The position of the last durable record, 0 when there is none.
    fn head(&self) -> u64;

    /// Makes `frame` durable directly after `expected` and returns the new head. When this returns, the records are on
    /// stable storage; readers do not see them before the owner publishes the head.
    ///
    /// # Errors
    /// [`LogError::Moved`] when the head is elsewhere, [`LogError::NoRoom`] when the disk is full: nothing was written. Any other error means that what
    /// reached the disk is unknown; every later append answers [`LogError::Failed`].
    fn append(&mut self, expected: u64, frame: &Frame) -> Result<u64, LogError>;

    /// Ends in good order, so that the next opening need not look for what a crash may have left.
    ///
    /// # Errors
    /// Any [`LogError`]; everything acknowledged is durable all the same.
    fn close(self: Box<Self>) -> Result<(), LogError>;
}

/// The way out, shared by all readers. Nothing past the published head is ever given, not even when it is stored.
pub trait Reader: Send + Sync {
    /// The published head.
    fn head(&self) -> &Head;

    /// The frames that hold positions `from` to `until` (at most the head), in order; the first and the last may reach
    /// beyond those. Every frame is checked before it is given.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the range can not be read.
    fn frames(&self, from: u64, until: u64) -> Result<Box<dyn Frames + '_>, LogError>;

    /// Gives the records at `positions`, which must ascend; those past the head are left out. Reads the pages that hold
    /// them and not whole frames.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when one can not be read; the closure's own error stops the reading.
    fn read_many(&self, positions: &[u64], each: EachRecord<'_>) -> Result<(), LogError>;

    /// The record at `position`, `None` past the head.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when it can not be read.
    fn read(&self, position: u64) -> Result<Option<Vec<u8>>, LogError> {
        let mut found = None;
        self.read_many(&[position], &mut |_, record| {
            found = Some(record.to_vec());
            Ok(())
        })?;
        Ok(found)
    }

    /// Gives the records `from` to `until` (at most the head) in order: the basis of replay.
    ///
    /// # Errors
    /// [`LogError::Damaged`] at the first that can not be read; the closure's own error stops the reading.
    fn for_each(&self, from: u64, until: u64, each: EachRecord<'_>) -> Result<(), LogError> {
        let until = until.min(self.head().get());
        let mut frames = self.frames(from, until)?;
        let mut frame = Frame::default();
        while frames.next_into(&mut frame)? {
            for (position, record) in frame.records() {
                if (from..=until).contains(&position) {
                    each(position, record)?;
                }
            }
        }
        Ok(())
    }
}

/// Takes a position and its record; its error stops the reading.
pub type EachRecord<'a> = &'a mut dyn FnMut(u64, &[u8]) -> Result<(), LogError>;

/// Frames one after another, into memory that is used again.
pub trait Frames {
    /// Puts the next frame into `frame`; `false` after the last, and after an error.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the next frame is missing or not whole.
    fn next_into(&mut self, frame: &mut Frame) -> Result<bool, LogError>;
}

/// The position up to which records may be read. Moved by the writer after the sync and never back.
#[derive(Debug, Clone)]
pub struct Head {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Read on every read of the log, hence apart from the channel and its lock.
    published: AtomicU64,
    follow: watch::Sender<u64>,
}

impl Head {
    /// A head that stands at `position`.
    pub fn new(position: u64) -> Self {
        Self { shared: Arc::new(Shared { published: AtomicU64::new(position), follow: watch::Sender::new(position) }) }
    }

    /// The published head, 0 for an empty log.
    pub fn get(&self) -> u64 {
        self.shared.published.load(Ordering::Acquire)
    }

    /// Moves the head, after everything up to `position` is durable and readers may see it.
    pub fn publish(&self, position: u64) {
        let before = self.shared.published.swap(position, Ordering::AcqRel);
        assert!(before <= position, "the head moved back from {before} to {position}");
        self.shared.follow.send_replace(position);
    }

    /// Tells of every later move of the head; slow followers see the newest only.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.shared.follow.subscribe()
    }
}
