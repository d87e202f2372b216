//! The write loop: when callers get their reply, what one sync covers, and how the loop ends.

use std::{
    collections::HashSet,
    fs::File,
    sync::{
        atomic::AtomicUsize,
        mpsc::{Receiver, Sender, channel},
    },
};

use parking_lot::Mutex;

use super::*;
use crate::message;
use crate::{
    folder::{IfMissing, Log},
    frame::Frame,
    storage::Reader,
    store::Syncer,
    testing::{self, CommitStep, FailingSyncer, RecordingSyncer},
};

/// A decider that stores numbers. It refuses a number that it already has, also one staged just before.
#[derive(Default)]
struct Numbers {
    known: Vec<u64>,
    committed: Arc<Mutex<Vec<u64>>>,
    abandoned: Arc<AtomicBool>,
}

enum Ask {
    /// Stores this number, unless it is present, with a record of this length.
    Add(u64, usize),
    Panic,
}

impl Decider for Numbers {
    type Request = Ask;
    type Answer = u64;
    type Refusal = &'static str;

    fn stage(&mut self, request: Ask, batch: &mut Batch) -> Result<u64, &'static str> {
        let Ask::Add(number, len) = request else { panic!("asked to") };
        let position = batch.push(&testing::record(batch.next_position(), len)).expect("small");
        if self.known.contains(&number) {
            return Err("known");
        }
        self.known.push(number);
        Ok(position)
    }

    fn on_committed(&mut self, head: u64, publish: &dyn Fn()) -> Result<(), LogError> {
        self.committed.lock().push(head);
        publish();
        Ok(())
    }

    fn on_rolled_back(&mut self) {
        self.known.clear();
    }

    fn on_failed(&mut self) {
        self.abandoned.store(true, Ordering::SeqCst);
    }
}

/// Keeps frames in memory; each commit waits for the gate.
struct GatedAppender {
    frames: Arc<Mutex<Vec<Frame>>>,
    head: u64,
    entered: Sender<usize>,
    /// One message lets one commit proceed; `false` makes it fail.
    gate: Receiver<bool>,
    was_full: bool,
}

/// At this position the disk is full, once.
const FULL_AFTER: u64 = 7_777;

impl Appender for GatedAppender {
    fn head(&self) -> u64 {
        self.head
    }

    fn append(&mut self, expected: u64, frame: &Frame) -> Result<u64, LogError> {
        assert_eq!(expected, self.head);
        self.entered.send(frame.header().count as usize).expect("the test waits for it");
        if expected == FULL_AFTER && !std::mem::replace(&mut self.was_full, true) {
            return Err(LogError::NoRoom { free: 1, needed: 2 });
        }
        if self.gate.recv() != Ok(true) {
            return Err(LogError::io(message!("doing-testing"), std::io::Error::other("injected")));
        }
        self.frames.lock().push(frame.clone());
        self.head = frame.header().last_position();
        Ok(self.head)
    }

    fn close(self: Box<Self>) -> Result<(), LogError> {
        Ok(())
    }
}

struct Bench {
    handle: WriterHandle<Numbers>,
    thread: WriterThread<Numbers>,
    frames: Arc<Mutex<Vec<Frame>>>,
    committed: Arc<Mutex<Vec<u64>>>,
    abandoned: Arc<AtomicBool>,
    entered: Receiver<usize>,
    gate: Sender<bool>,
}

fn gated() -> Bench {
    let (entered_in, entered) = channel();
    let (gate, gate_out) = channel();
    let frames = Arc::new(Mutex::new(Vec::new()));
    let engine = Numbers::default();
    let (committed, abandoned) = (Arc::clone(&engine.committed), Arc::clone(&engine.abandoned));
    let appender =
        GatedAppender { frames: Arc::clone(&frames), head: 0, entered: entered_in, gate: gate_out, was_full: false };
    let (handle, thread) = start(engine, Box::new(appender), Head::new(0)).unwrap();
    Bench { handle, thread, frames, committed, abandoned, entered, gate }
}

/// Puts a request in the queue without waiting for its reply.
fn enqueue(
    handle: &WriterHandle<Numbers>,
    request: Ask,
) -> oneshot::Receiver<Result<RequestOutcome<Numbers>, LogError>> {
    let (reply, answer) = oneshot::channel();
    assert!(handle.inbox.try_send(WriterCommand::Append { request, reply }).is_ok(), "there is room");
    answer
}

#[test]
fn one_sync_pays_for_all_that_wait_and_nobody_is_answered_before_it() {
    let bench = gated();
    let mut first = enqueue(&bench.handle, Ask::Add(1, 10));
    assert_eq!(bench.entered.recv().unwrap(), 1);
    // While the first is being synced, others arrive; one of them repeats a number that is not durable yet.
    let mut waiting: Vec<_> = (2..=50).map(|number| enqueue(&bench.handle, Ask::Add(number, 10))).collect();
    let mut repeat = enqueue(&bench.handle, Ask::Add(50, 10));
    assert!(first.try_recv().is_err(), "answered before the sync");
    bench.gate.send(true).unwrap();
    assert_eq!(first.blocking_recv().unwrap().unwrap(), Ok(1));
    assert_eq!(bench.entered.recv().unwrap(), 49, "one batch for all that waited, without what was refused");
    assert!(waiting.iter_mut().all(|answer| answer.try_recv().is_err()));
    assert!(repeat.try_recv().is_err(), "a refusal may rest on what is not durable yet");
    assert_eq!(bench.handle.head().get(), 1);
    bench.gate.send(true).unwrap();
    for (answer, position) in waiting.into_iter().zip(2..) {
        assert_eq!(answer.blocking_recv().unwrap().unwrap(), Ok(position));
    }
    assert_eq!(repeat.blocking_recv().unwrap().unwrap(), Err("known"));
    assert_eq!((bench.handle.head().get(), bench.committed.lock().clone()), (50, vec![1, 50]));
}

#[test]
fn a_batch_for_which_there_is_no_room_is_refused_whole_and_the_next_one_goes_on() {
    let (entered_in, entered) = channel();
    let (gate, gate_out) = channel();
    let frames = Arc::new(Mutex::new(Vec::new()));
    let gated = |frames: &Arc<Mutex<Vec<Frame>>>| GatedAppender {
        frames: Arc::clone(frames),
        head: FULL_AFTER,
        entered: entered_in,
        gate: gate_out,
        was_full: false,
    };
    let (handle, thread) = start(Numbers::default(), Box::new(gated(&frames)), Head::new(FULL_AFTER)).unwrap();
    let refused = enqueue(&handle, Ask::Add(1, 10));
    assert_eq!(entered.recv().unwrap(), 1);
    assert!(matches!(refused.blocking_recv().unwrap(), Err(LogError::NoRoom { free: 1, needed: 2 })));
    assert!(handle.failure().is_none() && handle.head().get() == FULL_AFTER && frames.lock().is_empty());
    gate.send(true).unwrap();
    // The same number once more: the first attempt left nothing behind.
    let accepted = enqueue(&handle, Ask::Add(1, 10));
    assert_eq!(accepted.blocking_recv().unwrap().unwrap(), Ok(FULL_AFTER + 1));
    handle.close_blocking().unwrap();
    thread.join().unwrap().unwrap();
}

#[test]
fn a_batch_ends_at_its_limits() {
    let bench = gated();
    let _first = enqueue(&bench.handle, Ask::Add(0, 10));
    assert_eq!(bench.entered.recv().unwrap(), 1);
    // Three records of 1.5 MiB reach 4 MiB; the fourth goes into the next batch.
    let _waiting: Vec<_> = (1..=4).map(|number| enqueue(&bench.handle, Ask::Add(number, 3 << 19))).collect();
    for expected in [3, 1] {
        bench.gate.send(true).unwrap();
        assert_eq!(bench.entered.recv().unwrap(), expected);
    }
    bench.gate.send(true).unwrap();
    assert!(bench.frames.lock().iter().all(|frame| frame.as_bytes().len() < BATCH_BYTES_MAX + (2 << 20)));
}

#[test]
fn who_comes_when_the_queue_is_full_waits_for_room() {
    let bench = gated();
    let _first = enqueue(&bench.handle, Ask::Add(0, 10));
    bench.entered.recv().unwrap();
    let waiting: Vec<_> = (1..=QUEUE_MAX as u64).map(|number| enqueue(&bench.handle, Ask::Add(number, 10))).collect();
    let (reply, _answer) = oneshot::channel();
    let over = bench.handle.inbox.try_send(WriterCommand::Append { request: Ask::Add(9_999, 10), reply });
    assert!(over.is_err(), "no more is taken than may wait");
    let late = thread::spawn({
        let handle = bench.handle.clone();
        move || handle.submit_blocking(Ask::Add(9_999, 10))
    });
    (0..3).for_each(|_| bench.gate.send(true).unwrap());
    assert!(waiting.into_iter().all(|answer| answer.blocking_recv().unwrap().unwrap().is_ok()));
    assert_eq!(late.join().unwrap().unwrap(), Ok(QUEUE_MAX as u64 + 2));
}

#[test]
fn a_failed_commit_ends_the_log_for_everyone() {
    let bench = gated();
    let first = enqueue(&bench.handle, Ask::Add(1, 10));
    bench.entered.recv().unwrap();
    let waiting = enqueue(&bench.handle, Ask::Add(2, 10));
    bench.gate.send(false).unwrap();
    assert!(first.blocking_recv().is_err() && waiting.blocking_recv().is_err());
    assert!(bench.thread.join().unwrap().is_err());
    assert!(bench.abandoned.load(Ordering::SeqCst) && bench.committed.lock().is_empty());
    assert!(bench.handle.failure().unwrap().to_string().contains("injected"));
    let after = bench.handle.submit_blocking(Ask::Add(3, 10));
    assert!(matches!(after, Err(LogError::Failed { why }) if why.to_string().contains("injected")));
    assert!(matches!(bench.handle.close_blocking(), Err(LogError::Failed { .. })));
    assert_eq!(bench.handle.head().get(), 0);
}

#[test]
fn an_engine_that_panics_ends_the_log_and_says_so() {
    let bench = gated();
    let asked = bench.handle.submit_blocking(Ask::Panic);
    assert!(matches!(asked, Err(LogError::Failed { .. })));
    assert!(bench.thread.join().is_err());
    assert!(bench.handle.failure().is_some());
    assert!(matches!(bench.handle.submit_blocking(Ask::Add(1, 1)), Err(LogError::Failed { .. })));
}

#[test]
fn closing_finishes_what_was_accepted_and_refuses_what_comes_after() {
    let bench = gated();
    let first = enqueue(&bench.handle, Ask::Add(1, 10));
    bench.entered.recv().unwrap();
    let waiting: Vec<_> = (2..=9).map(|number| enqueue(&bench.handle, Ask::Add(number, 10))).collect();
    let closing = thread::spawn({
        let handle = bench.handle.clone();
        move || handle.close_blocking()
    });
    bench.gate.send(true).unwrap();
    bench.gate.send(true).unwrap();
    closing.join().unwrap().unwrap();
    assert!(first.blocking_recv().unwrap().unwrap().is_ok());
    assert!(waiting.into_iter().all(|answer| answer.blocking_recv().unwrap().unwrap().is_ok()));
    assert!(matches!(bench.handle.submit_blocking(Ask::Add(10, 10)), Err(LogError::Closed)));
    bench.handle.close_blocking().expect("closing twice does nothing more");
    assert_eq!(bench.handle.failure(), None);
    assert_eq!(bench.thread.join().unwrap().unwrap().known.len(), 9);
}

#[test]
fn the_log_is_closed_when_nobody_can_write_any_more() {
    let bench = gated();
    drop(bench.handle);
    assert!(bench.thread.join().unwrap().is_ok());
}

#[test]
fn a_caller_that_reads_after_its_answer_sees_its_own_write() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(dir.path(), IfMissing::Create).unwrap();
    let reader = log.reader;
    let (handle, thread) = start(Numbers::default(), Box::new(log.appender), reader.head().clone()).unwrap();
    let positions: Vec<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8u64)
            .map(|number| {
                let (handle, reader) = (handle.clone(), reader.clone());
                scope.spawn(move || {
                    let write = |turn| {
                        let position = handle.submit_blocking(Ask::Add(number * 100 + turn, 300)).unwrap().unwrap();
                        assert_eq!(reader.read(position).unwrap(), Some(testing::record(position, 300)));
                        position
                    };
                    (0..10).map(write).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(positions.into_iter().collect::<HashSet<_>>(), (1..=80).collect());
    handle.close_blocking().unwrap();
    drop(thread.join().unwrap().unwrap());
    drop(reader);
    let log = Log::open(dir.path(), IfMissing::Refuse).unwrap();
    assert!(log.found.clean);
    testing::assert_holds(&log, 80, 300);
}

/// Tests the whole path with the real thread: when a caller gets its reply, its record was in the file at the last
/// sync.
#[test]
fn an_answer_comes_after_the_sync_of_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let steps = Arc::new(Mutex::new(Vec::new()));
    let awaited = (1..=10).map(|position| (position, testing::record(position, 300))).collect();
    let witness = RecordingSyncer { steps: Arc::clone(&steps), awaited };
    let log = Log::open_with(dir.path(), IfMissing::Create, Box::new(witness)).unwrap();
    let (handle, _thread) = start(Numbers::default(), Box::new(log.appender), log.reader.head().clone()).unwrap();
    for number in 1..=10 {
        let position = handle.submit_blocking(Ask::Add(number, 300)).unwrap().unwrap();
        let synced = steps.lock().iter().rev().find_map(|step| match step {
            CommitStep::Synced(held) => Some(held.contains(&position)),
            CommitStep::Acknowledged(_) => None,
        });
        assert_eq!(synced, Some(true), "position {position} was answered without a sync");
    }
}

/// Records, at each sync, the head that readers see.
struct HeadObserver {
    head: Arc<OnceLock<Head>>,
    seen: Arc<Mutex<Vec<u64>>>,
}

impl Syncer for HeadObserver {
    fn sync(&mut self, file: &File) -> std::io::Result<()> {
        if let Some(head) = self.head.get() {
            self.seen.lock().push(head.get());
        }
        file.sync_data()
    }
}

#[test]
fn nobody_sees_the_head_move_before_the_sync() {
    let dir = tempfile::tempdir().unwrap();
    let (head, seen) = (Arc::new(OnceLock::new()), Arc::new(Mutex::new(Vec::new())));
    let looks = HeadObserver { head: Arc::clone(&head), seen: Arc::clone(&seen) };
    let log = Log::open_with(dir.path(), IfMissing::Create, Box::new(looks)).unwrap();
    head.set(log.reader.head().clone()).expect("set once");
    let (handle, _thread) = start(Numbers::default(), Box::new(log.appender), log.reader.head().clone()).unwrap();
    for number in 1..=5 {
        assert_eq!(handle.submit_blocking(Ask::Add(number, 300)).unwrap(), Ok(number));
    }
    assert_eq!(*seen.lock(), [0, 1, 2, 3, 4]);
}

/// For every sync that may fail: nothing acknowledged is lost, and an unacknowledged commit is present completely or
/// not at all.
#[test]
fn whichever_sync_fails_everything_acknowledged_is_there_after_opening_again() {
    for nth in 2..8 {
        let dir = tempfile::tempdir().unwrap();
        let syncer = FailingSyncer { nth, count: Arc::new(AtomicUsize::new(0)) };
        let log = Log::open_with(dir.path(), IfMissing::Create, Box::new(syncer)).unwrap();
        let (handle, thread) = start(Numbers::default(), Box::new(log.appender), log.reader.head().clone()).unwrap();
        let answers: Vec<_> = (1..=8).map_while(|number| handle.submit_blocking(Ask::Add(number, 300)).ok()).collect();
        assert_eq!(answers.len(), nth - 2, "the first sync was that of making the folder");
        assert!(thread.join().unwrap().is_err());
        drop((handle, log.reader));
        let log = Log::open(dir.path(), IfMissing::Refuse).unwrap();
        assert!(!log.found.clean);
        assert!([answers.len(), answers.len() + 1].contains(&usize::try_from(log.found.head).unwrap()));
        testing::assert_holds(&log, log.found.head, 300);
    }
}

#[tokio::test]
async fn requests_can_be_sent_from_the_runtime_too() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::open(dir.path(), IfMissing::Create).unwrap();
    let (handle, thread) = start(Numbers::default(), Box::new(log.appender), log.reader.head().clone()).unwrap();
    let answers = (0..20).map(|number| {
        let handle = handle.clone();
        tokio::spawn(async move { handle.submit(Ask::Add(number % 10, 50)).await.unwrap() })
    });
    let mut accepted = 0;
    for answer in answers.collect::<Vec<_>>() {
        accepted += usize::from(answer.await.unwrap().is_ok());
    }
    assert_eq!((accepted, handle.head().get()), (10, 10));
    handle.close().await.unwrap();
    assert!(thread.join().unwrap().is_ok());
    assert!(matches!(handle.submit(Ask::Add(77, 1)).await, Err(LogError::Closed)));
}
