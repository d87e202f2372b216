//! The single writer thread, with group commit: it takes the waiting requests, has them decided, makes them durable
//! with one sync, and replies.
//!
//! The [`Decider`] decides; this module determines when. No caller gets a reply before the sync, not even one whose
//! request was refused: a refusal may depend on an event of the same batch that is not durable yet. A failed append
//! ends the thread, since what reached the disk is then unknown: the replies are dropped, and every later request gets
//! [`LogError::Failed`]. A lack of disk space is detected before the write: nothing of the batch is written, every
//! caller in it gets [`LogError::NoRoom`], and the thread continues.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use tokio::sync::{mpsc, oneshot};

use super::{
    error::LogError,
    frame::{Batch, FRAME_MAX},
    seeded::{Bug, seeded},
    storage::{Appender, Head},
    test_hooks,
};
use crate::language::Message;
use crate::message;

/// Maximum number of requests in one batch: as many as the queue holds, so that one sync can serve all of them.
pub const BATCH_REQUESTS_MAX: usize = QUEUE_MAX;
/// No more requests join a batch once its frame has reached this size. At 400 MB/s of hashing and writing, 4 MiB take
/// 10 ms, which is the longest that a small request waits for the others in its batch.
pub const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Maximum number of bytes that one request may add, so that it still fits after a batch just below
/// [`BATCH_BYTES_MAX`].
pub const REQUEST_BYTES_MAX: usize = FRAME_MAX - BATCH_BYTES_MAX;
/// Capacity of the queue; when it is full, the next caller waits (back-pressure). 1,024 requests of the usual 1 to 64
/// events of 500 bytes are 0.5 to 32 MB.
pub const QUEUE_MAX: usize = 1024;

/// Decides requests against the state in memory. Only the writer thread calls it.
pub trait Decider: Send + 'static {
    /// A request as sent by a caller.
    type Request: Send + 'static;
    /// The reply to a request that was accepted, or that is already known (idempotency).
    type Answer: Send + 'static;
    /// The reply to a request that a rule refuses.
    type Refusal: Send + 'static;

    /// Decides one request against the state in memory and everything staged before it, and pushes the bytes of its
    /// records onto the batch. On a refusal the writer removes the pushed records; the decider undoes its own changes.
    /// A request must stay within [`REQUEST_BYTES_MAX`], so that [`Batch::push`] never returns `None`.
    fn stage(&mut self, request: Self::Request, batch: &mut Batch) -> Result<Self::Answer, Self::Refusal>;

    /// Called once everything staged is durable up to `head`. No caller has received a reply yet, and no reader sees
    /// the new head before the decider calls `publish`, which it does as soon as the state in memory may be read up to
    /// there.
    ///
    /// # Errors
    /// [`LogError`] when the work that must follow the commit fails: no caller gets a reply, and the next opening does
    /// that work.
    fn on_committed(&mut self, head: u64, publish: &dyn Fn()) -> Result<(), LogError>;

    /// Called when there was no room and nothing of the staged records was written: the decider forgets them and
    /// continues.
    fn on_rolled_back(&mut self);

    /// Called when the commit, or the work that must follow it, failed: the decider forgets what was staged and not
    /// published. No further calls follow.
    fn on_failed(&mut self);
}

/// A handle to the writer, for any number of callers.
pub struct WriterHandle<E: Decider> {
    inbox: mpsc::Sender<WriterCommand<E>>,
    state: Arc<WriterState>,
    head: Head,
}

enum WriterCommand<E: Decider> {
    Append { request: E::Request, reply: Reply<E> },
    Close { reply: oneshot::Sender<()> },
}

/// State from which a caller that lost its reply learns the reason.
#[derive(Default)]
struct WriterState {
    failed: OnceLock<Message>,
    closing: AtomicBool,
}

/// Returns the decider when the log was closed in good order, otherwise the error.
pub type WriterThread<E> = JoinHandle<Result<E, LogError>>;

type Reply<E> = oneshot::Sender<Result<RequestOutcome<E>, LogError>>;

/// The outcome of a request: accepted, or refused by a rule.
pub type RequestOutcome<E> = Result<<E as Decider>::Answer, <E as Decider>::Refusal>;

/// Starts the writer thread. The thread returns the decider when the log is closed in good order: by [`WriterHandle::close`],
/// or when the last handle is dropped.
///
/// # Errors
/// [`LogError::Io`] when the system can not start a thread.
pub fn start<E: Decider>(
    engine: E,
    appender: Box<dyn Appender>,
    head: Head,
) -> Result<(WriterHandle<E>, WriterThread<E>), LogError> {
    let (sender, inbox) = mpsc::channel(QUEUE_MAX);
    let state = Arc::new(WriterState::default());
    let handle = WriterHandle { inbox: sender, state: Arc::clone(&state), head: head.clone() };
    let writer = Writer { engine, appender, head, inbox, running: RunGuard(state) };
    let thread = thread::Builder::new()
        .name("log-writer".to_owned())
        .spawn(move || writer.run())
        .map_err(|source| LogError::io(message!("doing-writer-thread"), source))?;
    Ok((handle, thread))
}

impl<E: Decider> Clone for WriterHandle<E> {
    fn clone(&self) -> Self {
        Self { inbox: self.inbox.clone(), state: Arc::clone(&self.state), head: self.head.clone() }
    }
}

impl<E: Decider> WriterHandle<E> {
    /// Sends a request and waits until it is decided and durable. Waits for room when the queue is full.
    ///
    /// # Errors
    /// [`LogError::Failed`] when the log stopped before the reply: whether the request reached the disk is then
    /// unknown. [`LogError::Closed`] when the request came after closing, [`LogError::NoRoom`] when the disk is full:
    /// nothing was written.
    pub async fn submit(&self, request: E::Request) -> Result<RequestOutcome<E>, LogError> {
        let (reply, answer) = oneshot::channel();
        self.inbox.send(WriterCommand::Append { request, reply }).await.map_err(|_| self.stop_reason())?;
        answer.await.map_err(|_| self.stop_reason())?
    }

    /// Like [`Self::submit`], for a thread outside the async runtime.
    ///
    /// # Errors
    /// As for [`Self::submit`].
    pub fn submit_blocking(&self, request: E::Request) -> Result<RequestOutcome<E>, LogError> {
        let (reply, answer) = oneshot::channel();
        self.inbox.blocking_send(WriterCommand::Append { request, reply }).map_err(|_| self.stop_reason())?;
        answer.blocking_recv().map_err(|_| self.stop_reason())?
    }

    /// Finishes everything accepted so far and closes the log in good order; later requests get [`LogError::Closed`].
    ///
    /// # Errors
    /// [`LogError::Failed`] when the log could not be closed in good order, or had failed before.
    pub async fn close(&self) -> Result<(), LogError> {
        let (reply, done) = oneshot::channel();
        if self.inbox.send(WriterCommand::Close { reply }).await.is_ok() && done.await.is_ok() {
            return Ok(());
        }
        self.close_result()
    }

    /// Like [`Self::close`], for a thread outside the async runtime.
    ///
    /// # Errors
    /// As for [`Self::close`].
    pub fn close_blocking(&self) -> Result<(), LogError> {
        let (reply, done) = oneshot::channel();
        if self.inbox.blocking_send(WriterCommand::Close { reply }).is_ok() && done.blocking_recv().is_ok() {
            return Ok(());
        }
        self.close_result()
    }

    /// Returns the durable head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Returns why the log stopped, when it failed.
    pub fn failure(&self) -> Option<&Message> {
        self.state.failed.get()
    }

    fn close_result(&self) -> Result<(), LogError> {
        match self.stop_reason() {
            LogError::Closed => Ok(()),
            other => Err(other),
        }
    }

    fn stop_reason(&self) -> LogError {
        match self.failure() {
            None if self.state.closing.load(Ordering::Acquire) => LogError::Closed,
            why => LogError::Failed { why: why.cloned().unwrap_or_else(unexpected_end) },
        }
    }
}

struct Writer<E: Decider> {
    engine: E,
    appender: Box<dyn Appender>,
    head: Head,
    inbox: mpsc::Receiver<WriterCommand<E>>,
    running: RunGuard,
}

/// Marks the log as failed when the thread ends unexpectedly, that is, when the decider panics.
struct RunGuard(Arc<WriterState>);

fn unexpected_end() -> Message {
    message!("log-thread-ended")
}

impl RunGuard {
    fn fail(&self, why: Message) {
        self.0.failed.set(why).ok(); // only the first reason is kept
    }

    fn closing(&self) {
        self.0.closing.store(true, Ordering::Release);
    }
}

impl Drop for RunGuard {
    fn drop(&mut self) {
        if thread::panicking() {
            self.fail(unexpected_end());
        }
    }
}

impl<E: Decider> Writer<E> {
    fn run(self) -> Result<E, LogError> {
        let Self { mut engine, mut appender, head, mut inbox, running } = self;
        let mut batch = Batch::new(appender.head() + 1);
        let mut answers = Vec::with_capacity(BATCH_REQUESTS_MAX);
        let mut closing = Vec::new();
        while let Some(first) = inbox.blocking_recv() {
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    WriterCommand::Append { request, reply } => {
                        let before = batch.len();
                        let decided = engine.stage(request, &mut batch);
                        if decided.is_err() {
                            batch.truncate(before);
                        }
                        answers.push((reply, decided));
                    }
                    WriterCommand::Close { reply } => {
                        closing.push(reply);
                        running.closing();
                        inbox.close(); // requests already queued are still received; new ones are refused
                    }
                }
                let full = answers.len() >= BATCH_REQUESTS_MAX || batch.frame_len() >= BATCH_BYTES_MAX;
                next = if full { None } else { inbox.try_recv().ok() };
            }
            if seeded(Bug::AcknowledgeBeforeSync) {
                send_replies::<E>(&mut answers);
            }
            if let Some(frame) = batch.finish() {
                if seeded(Bug::PublishHeadEarly) {
                    head.publish(frame.header().last_position());
                }
                let durable = appender.append(frame.header().first - 1, &frame);
                match durable.and_then(|durable| engine.on_committed(durable, &|| head.publish(durable))) {
                    Ok(()) => test_hooks::reached("followed on"),
                    Err(LogError::NoRoom { free, needed }) => {
                        // A refusal in this batch may rest on an event that now does not exist, so every caller must
                        // decide again.
                        engine.on_rolled_back();
                        batch = Batch::new(frame.header().first);
                        for (reply, _) in answers.drain(..) {
                            reply.send(Err(LogError::NoRoom { free, needed })).ok();
                        }
                    }
                    Err(error) => {
                        engine.on_failed();
                        running.fail(error.message());
                        return Err(error);
                    }
                }
            }
            send_replies::<E>(&mut answers);
        }
        running.closing();
        if let Err(error) = appender.close() {
            running.fail(error.message());
            return Err(error);
        }
        for reply in closing {
            reply.send(()).ok(); // the caller may have gone away
        }
        Ok(engine)
    }
}

/// Sends each caller the outcome of its request.
fn send_replies<E: Decider>(answers: &mut Vec<(Reply<E>, RequestOutcome<E>)>) {
    for (reply, decided) in answers.drain(..) {
        reply.send(Ok(decided)).ok(); // a caller that went away does not undo what is on disk
    }
}

#[cfg(test)]
mod tests;
