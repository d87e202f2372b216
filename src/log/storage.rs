//! The interface to the storage engine: append at an expected head (optimistic concurrency), read from a position,
//! follow the head.
//!
//! Code above this module does not know how frames are stored, and must not assume that one process writes them: a
//! replicated engine can implement the same two traits.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;

use super::{error::LogError, frame::Frame};

/// The write side. It has one owner, see [`super::writer`].
pub trait Appender: Send {
    /// Returns the position of the last durable record, 0 when there is none.
    fn head(&self) -> u64;

    /// Makes `frame` durable directly after `expected` and returns the new head. When this returns, the records are on
    /// stable storage; readers do not see them until the owner publishes the head.
    ///
    /// # Errors
    /// [`LogError::HeadMoved`] when the head is not `expected`, [`LogError::NoRoom`] when the disk is full: nothing was
    /// written. Any other error means that what reached the disk is unknown; every later append returns
    /// [`LogError::Failed`].
    fn append(&mut self, expected: u64, frame: &Frame) -> Result<u64, LogError>;

    /// Closes in good order, so that the next opening need not look for the effects of a crash.
    ///
    /// # Errors
    /// Any [`LogError`]; everything acknowledged is durable nevertheless.
    fn close(self: Box<Self>) -> Result<(), LogError>;
}

/// The read side, shared by all readers. It never returns anything past the published head, even if it is stored.
pub trait Reader: Send + Sync {
    /// Returns the published head.
    fn head(&self) -> &Head;

    /// Iterates over the frames that contain positions `from` to `until` (at most the head), in order; the first and
    /// the last frame may extend beyond that range. Every frame is checked before it is returned.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the range can not be read.
    fn frames(&self, from: u64, until: u64) -> Result<Box<dyn Frames + '_>, LogError>;

    /// Calls `each` with the records at `positions`, which must be ascending; positions past the head are skipped.
    /// Reads only the pages that contain the records, not whole frames.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when a record can not be read; an error of the closure stops the reading.
    fn read_many(&self, positions: &[u64], each: EachRecord<'_>) -> Result<(), LogError>;

    /// Returns the record at `position`, or `None` past the head.
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

    /// Calls `each` with the records `from` to `until` (at most the head) in order: the basis of replay.
    ///
    /// # Errors
    /// [`LogError::Damaged`] at the first record that can not be read; an error of the closure stops the reading.
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

/// Receives a position and its record; an error stops the reading.
pub type EachRecord<'a> = &'a mut dyn FnMut(u64, &[u8]) -> Result<(), LogError>;

/// Iterates over frames, reusing the caller's buffer.
pub trait Frames {
    /// Reads the next frame into `frame`. Returns `false` after the last frame, and after an error.
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the next frame is missing or incomplete.
    fn next_into(&mut self, frame: &mut Frame) -> Result<bool, LogError>;
}

/// The position up to which records may be read. The writer advances it after the sync; it never moves back.
#[derive(Debug, Clone)]
pub struct Head {
    shared: Arc<SharedHead>,
}

#[derive(Debug)]
struct SharedHead {
    /// Loaded on every read of the log, hence kept outside the channel and its lock.
    published: AtomicU64,
    follow: watch::Sender<u64>,
}

impl Head {
    /// Creates a head at `position`.
    pub fn new(position: u64) -> Self {
        Self {
            shared: Arc::new(SharedHead { published: AtomicU64::new(position), follow: watch::Sender::new(position) }),
        }
    }

    /// Returns the published head, 0 for an empty log.
    pub fn get(&self) -> u64 {
        self.shared.published.load(Ordering::Acquire)
    }

    /// Advances the head. Called once everything up to `position` is durable and readers may see it.
    pub fn publish(&self, position: u64) {
        let before = self.shared.published.swap(position, Ordering::AcqRel);
        assert!(before <= position, "the head moved back from {before} to {position}");
        self.shared.follow.send_replace(position);
    }

    /// Subscribes to later changes of the head; a slow follower sees only the newest.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.shared.follow.subscribe()
    }
}
