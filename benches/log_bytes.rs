//! The byte layer of the log compared with the disk itself: `cargo bench -- log_bytes [FOLDER]`, on a real disk,
//! never tmpfs.
//!
//! Each figure is measured next to `write` + `fdatasync` of the same bytes in the same run, in turns, since disk speed
//! drifts; the ratio is what counts. Records are opaque here: no rules, no encryption, no index.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use peildatum::log::{
    error::LogError,
    folder::{IfMissing, Log},
    frame::{Batch, Frame},
    storage::{Appender, EachRecord, Head, Reader},
    writer::{Decider, start},
};

use crate::median;

/// Size of one record in bytes, as in the performance targets.
const RECORD: usize = 500;
/// Number of turns of the raw and the log variant; the median counts.
const TURNS: usize = 7;

/// Runs the measurement; the argument is the folder to measure in.
pub fn run(arguments: &[String]) {
    let folder = arguments.first().map_or("target", String::as_str);
    let base = tempfile::tempdir_in(folder).expect("a folder on a real disk");
    println!(
        "{:<44} {:>11} {:>11} {:>6}   (median of {TURNS} turns)",
        "500-byte records, durable", "raw /s", "log /s", "ratio"
    );
    for (batch, commits) in [(1, 300), (16, 200), (64, 150), (256, 60), (1_000, 40)] {
        let name = format!("batches of {batch}");
        compare(&name, |turn, raw| time_commits(&fresh(base.path(), turn, raw), raw, batch, commits));
    }
    for (producers, each) in [(1, 200), (64, 150), (256, 80), (1_024, 40)] {
        let name = format!("{producers} producers behind one writer");
        compare(&name, |turn, raw| time_producers(&fresh(base.path(), turn, raw), raw, producers, each));
    }
    reading(&base.path().join("read-1000"), 1_000, 400);
    reading(&base.path().join("read-64"), 64, 3_000);
    reading(&base.path().join("read-1"), 1, 3_000);
}

/// Prints the median number of events per second, and the median ratio within a turn.
fn compare(name: &str, mut time: impl FnMut(usize, bool) -> f64) {
    let turns: Vec<(f64, f64)> = (0..TURNS).map(|turn| (time(turn, true), time(turn, false))).collect();
    let raw = median(turns.iter().map(|(raw, _)| *raw));
    let ours = median(turns.iter().map(|(_, ours)| *ours));
    let ratio = median(turns.iter().map(|(raw, ours)| ours / raw));
    println!("{name:<44} {raw:>11.0} {ours:>11.0} {ratio:>6.2}");
}

fn fresh(base: &Path, turn: usize, raw: bool) -> PathBuf {
    let folder = base.join(format!("{turn}-{raw}"));
    fs::remove_dir_all(&folder).ok(); // left by the previous row
    folder
}

fn appender(folder: &Path, raw: bool) -> Box<dyn Appender> {
    if raw {
        fs::create_dir(folder).expect("a new folder");
        let file = File::create_new(folder.join("raw")).expect("a new file");
        Box::new(RawAppender { file, head: 0 })
    } else {
        Box::new(Log::open(folder, IfMissing::Create).expect("a new folder").appender)
    }
}

fn time_commits(folder: &Path, raw: bool, batch: usize, commits: usize) -> f64 {
    let mut appender = appender(folder, raw);
    let frames: Vec<Frame> = frames(batch, commits);
    let start = Instant::now();
    for frame in &frames {
        appender.append(frame.header().first - 1, frame).expect("appends");
    }
    rate(batch * commits, start.elapsed())
}

fn time_producers(folder: &Path, raw: bool, producers: usize, each: usize) -> f64 {
    let (handle, writer) = start(AcceptingDecider, appender(folder, raw), Head::new(0)).expect("starts");
    let start = Instant::now();
    thread::scope(|scope| {
        for producer in 0..producers {
            let handle = &handle;
            scope.spawn(move || {
                for turn in 0..each {
                    handle.submit_blocking(record(producer * each + turn)).expect("runs").expect("accepts");
                }
            });
        }
    });
    let rate = rate(producers * each, start.elapsed());
    handle.close_blocking().expect("closes");
    writer.join().expect("no panic").expect("closes");
    rate
}

fn reading(folder: &Path, batch: usize, commits: usize) {
    let mut log = Log::open(folder, IfMissing::Create).expect("a new folder");
    for frame in frames(batch, commits) {
        let head = log.appender.head();
        let head = log.appender.append(head, &frame).expect("appends");
        log.reader.head().publish(head);
    }
    let count = batch * commits;
    let mut bytes = 0;
    let sequential = median((0..TURNS).map(|_| {
        let start = Instant::now();
        let each: EachRecord<'_> = &mut |_, record| {
            bytes += record.len();
            Ok(())
        };
        log.reader.for_each(1, u64::MAX, each).expect("reads");
        rate(count, start.elapsed())
    }));
    assert_eq!(bytes, TURNS * count * RECORD);
    // Every 37th position, so that no two records share a page.
    let positions: Vec<u64> = (1..=log.reader.head().get()).step_by(37).collect();
    let single = median((0..TURNS).map(|_| {
        let start = Instant::now();
        log.reader.read_many(&positions, &mut |_, _| Ok(())).expect("reads");
        rate(positions.len(), start.elapsed())
    }));
    let stored = fs::metadata(folder.join("log/db")).expect("is there").len();
    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    let space = stored as f64 / (count * RECORD) as f64;
    println!(
        "read back {count} records in frames of {batch}: {sequential:.0}/s in order, {single:.0}/s one by one, {space:.2} x their size"
    );
}

fn frames(batch: usize, commits: usize) -> Vec<Frame> {
    let mut frames = Batch::new(1);
    let mut make = |commit: usize| {
        for index in 0..batch {
            frames.push(&record(commit * batch + index)).expect("fits");
        }
        frames.finish().expect("not empty")
    };
    (0..commits).map(&mut make).collect()
}

/// Generates incompressible bytes that differ by number, with xorshift.
fn record(number: usize) -> Vec<u8> {
    let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut record: Vec<u8> = (0..RECORD.div_ceil(8)).flat_map(|_| next()).collect();
    record.truncate(RECORD);
    record
}

fn rate(count: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate, shown in whole events")]
    let count = count as f64;
    count / took.as_secs_f64()
}

/// The reference: the same frames in one file, with `write` and `fdatasync`.
struct RawAppender {
    file: File,
    head: u64,
}

impl Appender for RawAppender {
    fn head(&self) -> u64 {
        self.head
    }

    fn append(&mut self, _expected: u64, frame: &Frame) -> Result<u64, LogError> {
        let write = |mut file: &File| file.write_all(frame.as_bytes()).and_then(|()| file.sync_data());
        write(&self.file)
            .map_err(|source| LogError::io(peildatum::language::Message::verbatim("the reference"), source))?;
        self.head = frame.header().last_position();
        Ok(self.head)
    }

    fn close(self: Box<Self>) -> Result<(), LogError> {
        Ok(())
    }
}

/// A decider that accepts every record.
struct AcceptingDecider;

impl Decider for AcceptingDecider {
    type Request = Vec<u8>;
    type Answer = u64;
    type Refusal = std::convert::Infallible;

    fn stage(&mut self, record: Vec<u8>, batch: &mut Batch) -> Result<u64, Self::Refusal> {
        Ok(batch.push(&record).expect("small"))
    }

    fn on_committed(&mut self, _head: u64, publish: &dyn Fn()) -> Result<(), LogError> {
        publish();
        Ok(())
    }

    fn on_rolled_back(&mut self) {}

    fn on_failed(&mut self) {}
}
