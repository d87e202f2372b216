//! Saving: one thread owns the shelf. What nobody waits for is gathered for a moment and written with one sync; of what changes
//! twice meanwhile only the last is written, so that what waits never grows beyond what there is.

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
use crate::log::shelf::{Changes, DiskShelf, Shelf};
use crate::message;

/// How long positions gather before they are saved: at most 20 syncs a second beside those of the log, and after a kill at most
/// this much is delivered twice.
const GATHER: Duration = Duration::from_millis(50);

/// Between two tries on a full disk: a person makes room in no less than seconds.
const FULL_PAUSE: Duration = Duration::from_secs(1);

/// Where things are saved.
pub enum Keep {
    /// Here.
    On(Box<dyn Shelf>),
    /// On the shelf of this data folder, which is made with the first thing that is saved.
    In(PathBuf),
}

/// Saves in the background.
pub struct Saver {
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

/// Who waits for a change.
struct Waiter {
    /// What was changed.
    names: Vec<String>,
    reply: oneshot::Sender<Result<(), LogError>>,
}

impl Saver {
    /// A saver with its thread.
    ///
    /// # Errors
    /// [`LogError::Io`] when the system gives no thread.
    pub fn start(keep: Keep) -> Result<Saver, LogError> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("subscriptions".to_owned())
            .spawn(move || run(&theirs, keep))
            .map_err(|source| LogError::io(message!("doing-saver-thread"), source))?;
        Ok(Saver { shared, thread: Mutex::new(Some(thread)) })
    }

    /// Saves soon.
    pub fn later(&self, changes: Changes) {
        let mut queue = self.shared.queue.lock();
        if queue.failed.is_none() {
            queue.changes.extend(changes);
            self.shared.wake.notify_one();
        }
    }

    /// Saves at once. What is called later is saved later, whoever waits first; the future ends when it is on stable storage,
    /// with [`LogError`] when it could not be saved: nothing is saved from then on, but for [`LogError::NoRoom`], which is about these
    /// changes alone.
    pub fn now(&self, changes: Changes) -> impl Future<Output = Result<(), LogError>> + Send + use<> {
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

    /// Why nothing is saved any more, when that is so.
    pub fn failure(&self) -> Option<Message> {
        self.shared.queue.lock().failed.clone()
    }

    /// Saves what waits and ends.
    pub fn close(&self) {
        self.shared.queue.lock().closing = true;
        self.shared.wake.notify_one();
        if let Some(thread) = self.thread.lock().take() {
            thread.join().ok(); // a panic there was reported there
        }
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(shared: &Shared, mut keep: Keep) {
    loop {
        let (changes, waiting) = {
            let mut queue = shared.queue.lock();
            let idle = |queue: &mut Queue| queue.changes.is_empty() && queue.waiting.is_empty() && !queue.closing;
            shared.wake.wait_while(&mut queue, idle);
            let nobody_waits = |queue: &mut Queue| queue.waiting.is_empty() && !queue.closing;
            shared.wake.wait_while_for(&mut queue, nobody_waits, GATHER);
            if queue.changes.is_empty() && queue.waiting.is_empty() {
                return;
            }
            (std::mem::take(&mut queue.changes), std::mem::take(&mut queue.waiting))
        };
        let put = put(&mut keep, &changes);
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
            waiter.reply.send(told).ok(); // who hung up does not undo what is on disk
        }
        if put.is_err() {
            return;
        }
    }
}

/// There was no room for changes. Who waits is told that nothing of theirs was saved; the rest waits for room. True when it ends.
fn full(shared: &Shared, changes: Changes, waiting: Vec<Waiter>, (free, needed): (u64, u64)) -> bool {
    tracing::warn!(free, needed, "no room to save how far subscriptions are; it is tried again");
    let theirs: BTreeSet<String> = waiting.iter().flat_map(|waiter| waiter.names.iter().cloned()).collect();
    for waiter in waiting {
        waiter.reply.send(Err(LogError::NoRoom { free, needed })).ok(); // as below
    }
    let mut queue = shared.queue.lock();
    for (name, content) in changes.into_iter().filter(|(name, _)| !theirs.contains(name)) {
        queue.changes.entry(name).or_insert(content); // what came meanwhile is newer
    }
    let quiet = |queue: &mut Queue| queue.waiting.is_empty() && !queue.closing;
    shared.wake.wait_while_for(&mut queue, quiet, FULL_PAUSE);
    // Who is delivered to again after a start minds less than who waits for the end.
    queue.closing && queue.waiting.is_empty()
}

fn put(keep: &mut Keep, changes: &Changes) -> Result<(), LogError> {
    if changes.is_empty() {
        return Ok(());
    }
    if let Keep::In(folder) = keep {
        *keep = Keep::On(Box::new(DiskShelf::open(folder)?));
    }
    match keep {
        Keep::On(shelf) => shelf.put(changes),
        Keep::In(_) => unreachable!("it was opened just now"),
    }
}
