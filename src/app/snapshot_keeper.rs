//! Writes snapshots while the service runs, so that a start after a kill folds no more of the log than one tenth. A
//! thread of its own writes; the writer thread only marks where a snapshot begins, and waits for none.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use parking_lot::{Mutex, RwLock};

use super::log_tree::LogTree;
use super::snapshot;
use crate::domain::state::{SnapshotWriter, State};
use crate::log::{LogError, tree};
use crate::message;

/// How many events lie at least between two snapshots: folding them takes a tenth of a second.
pub const EVENTS_BETWEEN: u64 = 100_000;

/// The part of the log that may lie after the last snapshot: a snapshot costs a write of the whole state.
const PART_BETWEEN: u64 = 10;

enum Turn {
    Write(SnapshotWriter),
    Stop,
}

/// The thread that writes snapshots. It ends when this is dropped.
pub struct SnapshotKeeper {
    stop: Arc<AtomicBool>,
    /// The position of the last snapshot on disk.
    last: Arc<AtomicU64>,
    turns: SyncSender<Turn>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Begins snapshots, on the thread that changes the state.
pub struct SnapshotTrigger {
    turns: SyncSender<Turn>,
    /// The position of the last snapshot that was begun.
    begun: u64,
    events_between: u64,
}

impl SnapshotKeeper {
    /// Starts the thread for a folder that is recorded in, with the position of the snapshot that is there.
    ///
    /// # Errors
    /// [`LogError::Io`] when the system can not start a thread.
    pub fn start(
        folder: PathBuf,
        state: Arc<RwLock<State>>,
        tree: LogTree,
        (last, events_between): (u64, u64),
    ) -> Result<(SnapshotKeeper, SnapshotTrigger), LogError> {
        // One may wait while another is written: it is begun already, and stays right.
        let (turns, asked) = sync_channel(1);
        let trigger = SnapshotTrigger { turns: turns.clone(), begun: last, events_between };
        let (stop, last) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(last)));
        let ends = (Arc::clone(&stop), Arc::clone(&last));
        let run = move || write_when_asked(&folder, &state, &tree, &asked, &ends);
        let thread = std::thread::Builder::new().name("snapshots".to_owned()).spawn(run);
        let thread = thread.map_err(|source| LogError::io(message!("doing-snapshot-thread"), source))?;
        Ok((SnapshotKeeper { stop, last, turns, thread: Mutex::new(Some(thread)) }, trigger))
    }

    /// The position of the last snapshot on disk; 0 without one.
    pub fn last(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// Ends the thread. A snapshot that is being written is given up.
    pub fn end(&self) {
        self.stop.store(true, Ordering::Release);
        // When the queue is full the thread is at work, and looks at the mark.
        self.turns.try_send(Turn::Stop).ok();
        if let Some(thread) = self.thread.lock().take() {
            thread.join().ok();
        }
    }
}

impl Drop for SnapshotKeeper {
    fn drop(&mut self) {
        self.end();
    }
}

impl SnapshotTrigger {
    /// Begins a snapshot of a settled state when enough events came since the last one.
    pub fn offer(&mut self, state: &State) {
        let head = state.head();
        if head - self.begun < self.events_between.max(head / PART_BETWEEN) {
            return;
        }
        if self.turns.try_send(Turn::Write(state.begin_snapshot())).is_ok() {
            self.begun = head;
        }
    }
}

fn write_when_asked(
    folder: &std::path::Path,
    state: &RwLock<State>,
    log_tree: &LogTree,
    asked: &Receiver<Turn>,
    (stop, last): &(Arc<AtomicBool>, Arc<AtomicU64>),
) {
    while let Ok(Turn::Write(writer)) = asked.recv() {
        let position = writer.position();
        // What an opening after a kill trusts of the tree is what the snapshot names.
        let written = log_tree.sync_first(position).and_then(|()| {
            let root = tree::root(log_tree, position)?;
            snapshot::write(folder, state, writer, &root, stop)
        });
        match written {
            Ok(true) => last.store(position, Ordering::Release),
            Ok(false) => return,
            Err(error) => snapshot::tell_unwritten(Err(error), position),
        }
        if stop.load(Ordering::Acquire) {
            return;
        }
    }
}
