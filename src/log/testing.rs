//! Shared test helpers of the log: generated records, and syncers that count, fail or skip.

use std::{
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;

use super::{
    error::LogError,
    folder::{IfMissing, Log},
    frame::{Batch, Frame},
    storage::{Appender, Reader},
    store::{Fdatasync, Syncer},
    writer::Decider,
};

/// Returns a record of `len` bytes, or slightly more when its prefix is longer, whose content depends on the position.
pub(crate) fn record(position: u64, len: usize) -> Vec<u8> {
    let mut record = format!("record {position} ").into_bytes();
    while record.len() < len {
        let next = (position.wrapping_mul(31) as usize).wrapping_add(record.len() * 7) % 251;
        record.push(u8::try_from(next).expect("below 251"));
    }
    record
}

/// Returns a frame of `count` records of `len` bytes from position `first` on.
pub(crate) fn frame(first: u64, count: usize, len: usize) -> Frame {
    let mut batch = Batch::new(first);
    for _ in 0..count {
        let position = batch.next_position();
        batch.push(&record(position, len)).expect("fits");
    }
    batch.finish().expect("not empty")
}

/// Appends one frame for each count in `counts` and publishes the head.
pub(crate) fn append(log: &mut Log, counts: &[usize], len: usize) {
    for count in counts {
        let head = log.appender.head();
        let head = log.appender.append(head, &frame(head + 1, *count, len)).expect("appends");
        log.reader.head().publish(head);
    }
}

pub(crate) fn open(dir: &Path) -> Result<Log, LogError> {
    Log::open(dir, IfMissing::Create)
}

/// Closes the log in good order.
pub(crate) fn close(log: Log) {
    Box::new(log.appender).close().expect("closes");
}

/// Asserts that everything readable equals what [`record`] generates.
pub(crate) fn assert_holds(log: &Log, head: u64, len: usize) {
    assert_eq!(log.found.head, head);
    let mut next = 1;
    log.reader
        .for_each(1, u64::MAX, &mut |position, bytes| {
            assert_eq!((position, bytes), (next, record(next, len).as_slice()));
            next += 1;
            Ok(())
        })
        .expect("reads");
    assert_eq!(next, head + 1);
}

/// A step of a commit, as observed by a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommitStep {
    /// A sync that succeeded, with the positions of those awaited records that the file contained.
    Synced(Vec<u64>),
    Acknowledged(u64),
}

/// Records, for each sync, which awaited records the file contains at that moment, and then really syncs.
pub(crate) struct RecordingSyncer {
    pub(crate) steps: Arc<Mutex<Vec<CommitStep>>>,
    pub(crate) awaited: Vec<(u64, Vec<u8>)>,
}

impl Syncer for RecordingSyncer {
    fn sync(&mut self, file: &File) -> io::Result<()> {
        use std::os::unix::fs::FileExt;
        let len = usize::try_from(file.metadata()?.len()).expect("small");
        let mut bytes = vec![0; len];
        file.read_exact_at(&mut bytes, 0)?;
        let holds = |record: &[u8]| bytes.windows(record.len()).any(|window| window == record);
        let held = self.awaited.iter().filter(|(_, record)| holds(record)).map(|(position, _)| *position).collect();
        file.sync_data()?;
        self.steps.lock().push(CommitStep::Synced(held));
        Ok(())
    }
}

/// Reports success without syncing.
pub(crate) struct SkippingSyncer;

impl Syncer for SkippingSyncer {
    fn sync(&mut self, _file: &File) -> io::Result<()> {
        Ok(())
    }
}

/// Fails the `nth` sync (from 1) and all later ones, and counts the calls.
pub(crate) struct FailingSyncer {
    pub(crate) nth: usize,
    pub(crate) count: Arc<AtomicUsize>,
}

impl Syncer for FailingSyncer {
    fn sync(&mut self, file: &File) -> io::Result<()> {
        if self.count.fetch_add(1, Ordering::SeqCst) + 1 >= self.nth {
            return Err(io::Error::other("injected"));
        }
        Fdatasync.sync(file)
    }
}

/// A decider that accepts every request. A request is the length of its record.
pub(crate) struct AcceptingDecider;

impl Decider for AcceptingDecider {
    type Request = usize;
    type Answer = u64;
    type Refusal = std::convert::Infallible;

    fn stage(&mut self, len: usize, batch: &mut Batch) -> Result<u64, Self::Refusal> {
        Ok(batch.push(&record(batch.next_position(), len)).expect("small"))
    }

    fn on_committed(&mut self, _head: u64, publish: &dyn Fn()) -> Result<(), LogError> {
        publish();
        Ok(())
    }

    fn on_rolled_back(&mut self) {}

    fn on_failed(&mut self) {}
}
