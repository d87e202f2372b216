//! The one thread that writes: takes what waits, has it decided, makes it durable with one sync, answers.
//!
//! What is decided is the [`Engine`]'s; this file knows when. Nobody is answered before the sync, not even who was refused:
//! a refusal may rest on an event of the same batch that is not durable yet. A failed append ends the thread, since what
//! reached the disk is then unknown: the replies are dropped, and every later request gets [`LogError::Failed`]. A disk that has no
//! room for a batch is found out before: then nothing of it is written, all that waited in it are told so, and the thread goes on.

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
    step,
    storage::{Appender, Head},
};
use crate::language::Message;
use crate::message;

/// Most requests in one batch: as many as may wait, so one sync can pay for all of them.
pub const BATCH_REQUESTS_MAX: usize = QUEUE_MAX;
/// No more requests are added to a batch once its frame has this size. At 400 MB/s of hashing and writing, 4 MiB are 10 ms:
/// the longest that a small request waits for the others in its batch.
pub const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// What one request may bring, so that it fits behind a batch that just did not reach [`BATCH_BYTES_MAX`].
pub const REQUEST_BYTES_MAX: usize = FRAME_MAX - BATCH_BYTES_MAX;
/// Requests that may wait; the next caller waits for room. 1,024 of the usual 1 to 64 events of 500 bytes are 0.5 to 32 MB.
pub const QUEUE_MAX: usize = 1024;

/// Decides requests against memory. Called by the writer's thread only.
pub trait Engine: Send + 'static {
    /// What callers send.
    type Request: Send + 'static;
    /// What they get when it was accepted (or known already).
    type Answer: Send + 'static;
    /// What they get when a rule refuses.
    type Refusal: Send + 'static;

    /// Decides one request against memory and what was staged before it, and pushes the bytes of its records onto the batch.
    /// On a refusal the writer takes back what was pushed; the engine undoes its own part. A request must keep within
    /// [`REQUEST_BYTES_MAX`]: [`Batch::push`] then never answers `None`.
    fn stage(&mut self, request: Self::Request, batch: &mut Batch) -> Result<Self::Answer, Self::Refusal>;

    /// Everything staged is durable up to `head`. Nobody was answered yet, and nobody sees the head move before `publish` is
    /// called: the engine does so at the moment from which memory may be read up to there.
    ///
    /// # Errors
    /// [`LogError`] when what must follow on the commit could not be done: nobody is answered, and the next opening does it.
    fn committed(&mut self, head: u64, publish: &dyn Fn()) -> Result<(), LogError>;

    /// Nothing of what was staged was written, since there was no room: forget it, and go on.
    fn taken_back(&mut self);

    /// The commit failed, or what must follow on it: forget what was staged and not published. Nothing more will be asked.
    fn abandoned(&mut self);
}

/// The way to the writer, for any number of callers.
pub struct Handle<E: Engine> {
    inbox: mpsc::Sender<Command<E>>,
    state: Arc<State>,
    head: Head,
}

enum Command<E: Engine> {
    Append { request: E::Request, reply: Reply<E> },
    Close { reply: oneshot::Sender<()> },
}

/// What a caller that lost its reply finds as the reason.
#[derive(Default)]
struct State {
    failed: OnceLock<Message>,
    closing: AtomicBool,
}

/// Gives the engine back when the log was closed in good order, else what failed.
pub type WriterThread<E> = JoinHandle<Result<E, LogError>>;

type Reply<E> = oneshot::Sender<Result<Decided<E>, LogError>>;

/// Accepted, or refused by a rule.
pub type Decided<E> = Result<<E as Engine>::Answer, <E as Engine>::Refusal>;

/// Starts the writer. The thread gives the engine back when it was closed in good order: by [`Handle::close`], or by the
/// last handle going away.
///
/// # Errors
/// [`LogError::Io`] when the system gives no thread.
pub fn start<E: Engine>(
    engine: E,
    appender: Box<dyn Appender>,
    head: Head,
) -> Result<(Handle<E>, WriterThread<E>), LogError> {
    let (sender, inbox) = mpsc::channel(QUEUE_MAX);
    let state = Arc::new(State::default());
    let handle = Handle { inbox: sender, state: Arc::clone(&state), head: head.clone() };
    let writer = Writer { engine, appender, head, inbox, running: Running(state) };
    let thread = thread::Builder::new()
        .name("log-writer".to_owned())
        .spawn(move || writer.run())
        .map_err(|source| LogError::io(message!("doing-writer-thread"), source))?;
    Ok((handle, thread))
}

impl<E: Engine> Clone for Handle<E> {
    fn clone(&self) -> Self {
        Self { inbox: self.inbox.clone(), state: Arc::clone(&self.state), head: self.head.clone() }
    }
}

impl<E: Engine> Handle<E> {
    /// Sends a request and waits until it is decided and durable. Waits for room when too much waits already.
    ///
    /// # Errors
    /// [`LogError::Failed`] when the log stopped before the answer: whether the request reached the disk is then unknown.
    /// [`LogError::Closed`] when it came after closing, [`LogError::NoRoom`] when the disk is full: nothing was written.
    pub async fn submit(&self, request: E::Request) -> Result<Decided<E>, LogError> {
        let (reply, answer) = oneshot::channel();
        self.inbox.send(Command::Append { request, reply }).await.map_err(|_| self.why())?;
        answer.await.map_err(|_| self.why())?
    }

    /// The same from a thread that is not part of the runtime.
    ///
    /// # Errors
    /// As for [`Self::submit`].
    pub fn submit_blocking(&self, request: E::Request) -> Result<Decided<E>, LogError> {
        let (reply, answer) = oneshot::channel();
        self.inbox.blocking_send(Command::Append { request, reply }).map_err(|_| self.why())?;
        answer.blocking_recv().map_err(|_| self.why())?
    }

    /// Has everything accepted so far finished and the log closed in good order; later requests get [`LogError::Closed`].
    ///
    /// # Errors
    /// [`LogError::Failed`] when it could not be closed in good order, or had failed before.
    pub async fn close(&self) -> Result<(), LogError> {
        let (reply, done) = oneshot::channel();
        if self.inbox.send(Command::Close { reply }).await.is_ok() && done.await.is_ok() {
            return Ok(());
        }
        self.closed()
    }

    /// The same from a thread that is not part of the runtime.
    ///
    /// # Errors
    /// As for [`Self::close`].
    pub fn close_blocking(&self) -> Result<(), LogError> {
        let (reply, done) = oneshot::channel();
        if self.inbox.blocking_send(Command::Close { reply }).is_ok() && done.blocking_recv().is_ok() {
            return Ok(());
        }
        self.closed()
    }

    /// The durable head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Why the log stopped, when it failed.
    pub fn failure(&self) -> Option<&Message> {
        self.state.failed.get()
    }

    fn closed(&self) -> Result<(), LogError> {
        match self.why() {
            LogError::Closed => Ok(()),
            other => Err(other),
        }
    }

    fn why(&self) -> LogError {
        match self.failure() {
            None if self.state.closing.load(Ordering::Acquire) => LogError::Closed,
            why => LogError::Failed { why: why.cloned().unwrap_or_else(unexpected) },
        }
    }
}

struct Writer<E: Engine> {
    engine: E,
    appender: Box<dyn Appender>,
    head: Head,
    inbox: mpsc::Receiver<Command<E>>,
    running: Running,
}

/// Says that the log failed when the thread ends without being asked to: when the engine panics.
struct Running(Arc<State>);

fn unexpected() -> Message {
    message!("log-thread-ended")
}

impl Running {
    fn fail(&self, why: Message) {
        self.0.failed.set(why).ok(); // the first reason stays
    }

    fn closing(&self) {
        self.0.closing.store(true, Ordering::Release);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            self.fail(unexpected());
        }
    }
}

impl<E: Engine> Writer<E> {
    fn run(self) -> Result<E, LogError> {
        let Self { mut engine, mut appender, head, mut inbox, running } = self;
        let mut batch = Batch::new(appender.head() + 1);
        let mut answers = Vec::with_capacity(BATCH_REQUESTS_MAX);
        let mut closing = Vec::new();
        while let Some(first) = inbox.blocking_recv() {
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Command::Append { request, reply } => {
                        let before = batch.len();
                        let decided = engine.stage(request, &mut batch);
                        if decided.is_err() {
                            batch.truncate(before);
                        }
                        answers.push((reply, decided));
                    }
                    Command::Close { reply } => {
                        closing.push(reply);
                        running.closing();
                        inbox.close(); // what already waits is still given, and then nothing
                    }
                }
                let full = answers.len() >= BATCH_REQUESTS_MAX || batch.frame_len() >= BATCH_BYTES_MAX;
                next = if full { None } else { inbox.try_recv().ok() };
            }
            if seeded(Bug::AcknowledgeBeforeSync) {
                answer::<E>(&mut answers);
            }
            if let Some(frame) = batch.finish() {
                if seeded(Bug::PublishHeadEarly) {
                    head.publish(frame.header().last());
                }
                let durable = appender.append(frame.header().first - 1, &frame);
                match durable.and_then(|durable| engine.committed(durable, &|| head.publish(durable))) {
                    Ok(()) => step::reached("followed on"),
                    Err(LogError::NoRoom { free, needed }) => {
                        // Whoever was refused may have been so for an event that now is not there: all of them decide again.
                        engine.taken_back();
                        batch = Batch::new(frame.header().first);
                        for (reply, _) in answers.drain(..) {
                            reply.send(Err(LogError::NoRoom { free, needed })).ok();
                        }
                    }
                    Err(error) => {
                        engine.abandoned();
                        running.fail(error.message());
                        return Err(error);
                    }
                }
            }
            answer::<E>(&mut answers);
        }
        running.closing();
        if let Err(error) = appender.close() {
            running.fail(error.message());
            return Err(error);
        }
        for reply in closing {
            reply.send(()).ok(); // as above
        }
        Ok(engine)
    }
}

/// Tells each caller what became of its request.
fn answer<E: Engine>(answers: &mut Vec<(Reply<E>, Decided<E>)>) {
    for (reply, decided) in answers.drain(..) {
        reply.send(Ok(decided)).ok(); // a caller that hung up does not undo what is on disk
    }
}

#[cfg(test)]
mod tests;
