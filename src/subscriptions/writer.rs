//! The writer of the subscriptions: one thread owns the key-value file. Changes that nobody waits for are collected for
//! a moment and written with one sync (group commit). Of an entry that changes twice meanwhile only the last content is
//! written, so the queue never grows beyond the number of entries.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use tokio::sync::oneshot;

use crate::language::Message;
use crate::log::LogError;
use crate::log::kv_store::{Changes, DiskKvStore, KvStore};
use crate::message;

/// How long changes are collected before they are saved: at most 20 syncs a second besides those of the log, and after
/// a crash at most the deliveries of this time are repeated.
const COMMIT_DELAY: Duration = Duration::from_millis(50);

/// The pause between two tries on a full disk: freeing space takes a person seconds at least.
const FULL_PAUSE: Duration = Duration::from_secs(1);

/// Where changes are saved.
pub enum Storage {
    /// To this open file.
    Open(Box<dyn KvStore>),
    /// To the file in this data folder, which is created with the first change.
    Folder(PathBuf),
}

/// Saves changes in the background.
pub struct RegistryWriter {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

#[derive(Default)]
struct Queue {
    changes: Changes,
    waiting: Vec<Waiter>,
    closing: bool,
    failed: Option<Message>,
}

/// A caller that waits for its changes.
struct Waiter {
    /// The names of the changed entries.
    names: Vec<String>,
    reply: oneshot::Sender<Result<(), LogError>>,
}

impl RegistryWriter {
    /// Starts a writer with its thread.
    ///
    /// # Errors
    /// [`LogError::Io`] when the system has no thread.
    pub fn start(storage: Storage) -> Result<RegistryWriter, LogError> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("subscriptions".to_owned())
            .spawn(move || run(&theirs, storage))
            .map_err(|source| LogError::io(message!("doing-saver-thread"), source))?;
        Ok(RegistryWriter { shared, thread: Mutex::new(Some(thread)) })
    }

    /// Saves changes soon, without waiting for it.
    pub fn save_later(&self, changes: Changes) {
        let mut queue = self.shared.queue.lock();
        if queue.failed.is_none() {
            queue.changes.extend(changes);
            self.shared.wake.notify_one();
        }
    }

    /// Saves changes at once. Changes are saved in the order of the calls, whoever waits. The future ends when they are
    /// on stable storage, or with [`LogError`] when they could not be saved: nothing is saved from then on, except
    /// after [`LogError::NoRoom`], which concerns these changes only.
    pub fn save_now(&self, changes: Changes) -> impl Future<Output = Result<(), LogError>> + Send + use<> {
        let (saved, answer) = oneshot::channel();
        let mut queue = self.shared.queue.lock();
        let refused = match &queue.failed {
            Some(why) => Some(LogError::Failed { why: why.clone() }),
            None => queue.closing.then_some(LogError::Closed),
        };
        if refused.is_none() {
            queue.waiting.push(Waiter { names: changes.keys().cloned().collect(), reply: saved });
            queue.changes.extend(changes);
            self.shared.wake.notify_one();
        }
        async move {
            match refused {
                Some(error) => Err(error),
                None => answer.await.unwrap_or(Err(LogError::Closed)),
            }
        }
    }

    /// Why nothing is saved any more, if so.
    pub fn failure(&self) -> Option<Message> {
        self.shared.queue.lock().failed.clone()
    }

    /// Saves the remaining changes and ends the thread.
    pub fn close(&self) {
        self.shared.queue.lock().closing = true;
        self.shared.wake.notify_one();
        if let Some(thread) = self.thread.lock().take() {
            thread.join().ok(); // a panic of it was reported already
        }
    }
}

impl Drop for RegistryWriter {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(shared: &Shared, mut storage: Storage) {
    loop {
        let (changes, waiting) = {
            let mut queue = shared.queue.lock();
            let idle = |queue: &mut Queue| queue.changes.is_empty() && queue.waiting.is_empty() && !queue.closing;
            shared.wake.wait_while(&mut queue, idle);
            let nobody_waits = |queue: &mut Queue| queue.waiting.is_empty() && !queue.closing;
            shared.wake.wait_while_for(&mut queue, nobody_waits, COMMIT_DELAY);
            if queue.changes.is_empty() && queue.waiting.is_empty() {
                return;
            }
            (std::mem::take(&mut queue.changes), std::mem::take(&mut queue.waiting))
        };
        let put = put(&mut storage, &changes);
        if let Err(LogError::NoRoom { free, needed }) = put {
            if full(shared, changes, waiting, (free, needed)) {
                return;
            }
            continue;
        }
        if let Err(error) = &put {
            tracing::error!(error = error.message().logged(), "subscriptions can not be saved; deliveries stop");
            shared.queue.lock().failed = Some(error.message());
        }
        for waiter in waiting {
            let told = match &put {
                Ok(()) => Ok(()),
                Err(error) => Err(LogError::Failed { why: error.message() }),
            };
            waiter.reply.send(told).ok(); // a caller that disconnected does not undo what is on disk
        }
        if put.is_err() {
            return;
        }
    }
}

/// Handles changes for which there was no room. Callers that wait get the error, and nothing of theirs is saved; the
/// other changes wait for room. Returns true when the thread must end.
fn full(shared: &Shared, changes: Changes, waiting: Vec<Waiter>, (free, needed): (u64, u64)) -> bool {
    tracing::warn!(free, needed, "no room to save how far subscriptions are; it is tried again");
    let theirs: BTreeSet<String> = waiting.iter().flat_map(|waiter| waiter.names.iter().cloned()).collect();
    for waiter in waiting {
        waiter.reply.send(Err(LogError::NoRoom { free, needed })).ok(); // a caller that disconnected needs no answer
    }
    let mut queue = shared.queue.lock();
    for (name, content) in changes.into_iter().filter(|(name, _)| !theirs.contains(name)) {
        queue.changes.entry(name).or_insert(content); // what came meanwhile is newer
    }
    let quiet = |queue: &mut Queue| queue.waiting.is_empty() && !queue.closing;
    shared.wake.wait_while_for(&mut queue, quiet, FULL_PAUSE);
    // Repeated deliveries after a restart are better than a service that does not stop.
    queue.closing && queue.waiting.is_empty()
}

fn put(storage: &mut Storage, changes: &Changes) -> Result<(), LogError> {
    if changes.is_empty() {
        return Ok(());
    }
    if let Storage::Folder(folder) = storage {
        *storage = Storage::Open(Box::new(DiskKvStore::open(folder)?));
    }
    match storage {
        Storage::Open(kv_file) => kv_file.apply(changes),
        Storage::Folder(_) => unreachable!("it was opened just now"),
    }
}
