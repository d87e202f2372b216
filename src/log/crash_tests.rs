//! The log in a process of its own: killed half-way, and traced with strace. The process is this test program, run
//! again.

use std::{
    collections::HashSet,
    env,
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use super::{
    folder::{IfMissing, Log},
    storage::Reader,
    store::{Fdatasync, Syncer},
    testing::{AcceptingDecider, SkippingSyncer, assert_holds},
    writer::start,
};

const FOLDER: &str = "PEILDATUM_TEST_FOLDER";
const THREADS: &str = "PEILDATUM_TEST_THREADS";
const APPENDS: &str = "PEILDATUM_TEST_APPENDS";
const WITHOUT_SYNC: &str = "PEILDATUM_TEST_WITHOUT_SYNC";
const LEN: usize = 300;

/// Not a test by itself: the tests below run it as another process. It appends records and reports each acknowledgement
/// on standard output.
#[test]
fn child_that_appends() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let number = |name| env::var(name).expect("set by the parent").parse::<usize>().expect("a number");
    let syncer: Box<dyn Syncer> =
        if env::var_os(WITHOUT_SYNC).is_some() { Box::new(SkippingSyncer) } else { Box::new(Fdatasync) };
    let log = Log::open_with(Path::new(&folder), IfMissing::Create, syncer).expect("opens");
    let (handle, _thread) = start(AcceptingDecider, Box::new(log.appender), log.reader.head().clone()).expect("starts");
    thread::scope(|scope| {
        for _ in 0..number(THREADS) {
            scope.spawn(|| {
                for _ in 0..number(APPENDS) {
                    let Ok(position) = handle.submit_blocking(LEN).expect("appends");
                    // One write to the pipe, bypassing the output capture of the test runner.
                    io::stdout().lock().write_all(format!("ack {position}\n").as_bytes()).expect("the parent reads");
                }
            });
        }
    });
}

fn child(program: impl AsRef<OsStr>, before: &[&OsStr], folder: &Path, threads: usize, appends: usize) -> Command {
    let mut command = Command::new(program);
    command
        .args(before)
        .args(["--exact", "crash_tests::child_that_appends", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(THREADS, threads.to_string())
        .env(APPENDS, appends.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Iterates over the positions that the child acknowledges, as they arrive. The test runner prints other text in
/// between.
fn acknowledged(child: &mut Child) -> impl Iterator<Item = u64> + use<> {
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    lines.map_while(Result::ok).filter_map(|line| line.split_once("ack ")?.1.trim().parse().ok())
}

#[test]
fn everything_acknowledged_before_a_kill_is_there_once_and_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut known = HashSet::new();
    let mut head = 0;
    for kill_after in [1, 70, 300] {
        let mut child = child(env::current_exe().unwrap(), &[], dir.path(), 4, 100_000).spawn().unwrap();
        let mut acks = acknowledged(&mut child);
        let before: Vec<u64> = acks.by_ref().take(kill_after).collect();
        assert_eq!(before.len(), kill_after, "the child ended early");
        child.kill().unwrap();
        // Acknowledgements that it wrote before it died count too.
        for position in before.into_iter().chain(acks) {
            assert!(position > head, "a position that was there already");
            assert!(known.insert(position), "{position} was acknowledged twice");
        }
        child.wait().unwrap();
        let log = Log::open(dir.path(), IfMissing::Refuse).unwrap();
        assert!(!log.found.clean);
        head = log.found.head;
        assert!(known.iter().all(|position| *position <= head), "an acknowledged record is gone");
        assert_holds(&log, head, LEN);
    }
}

#[test]
fn strace_shows_the_sync_before_each_acknowledgement() {
    let trace = traced(false);
    assert_eq!(acknowledged_without_sync(&trace), Vec::<String>::new(), "{trace}");
    assert_eq!(trace.matches("\"ack ").count(), 12, "{trace}");
    // The same without the sync goes red: the check is not blind.
    let trace = traced(true);
    assert!(!acknowledged_without_sync(&trace).is_empty());
}

/// Returns the acknowledgements in the trace without an `fdatasync` of the engine's file after the last write to it.
fn acknowledged_without_sync(trace: &str) -> Vec<String> {
    let (mut written, mut synced) = (false, false);
    let mut syncing = HashSet::new();
    let mut wrong = Vec::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        let done = call.ends_with("= 0");
        if call.starts_with("pwrite64(") && call.contains("/log/db>") {
            (written, synced) = (true, false);
        } else if call.starts_with("fdatasync(") && call.contains("/log/db>") {
            synced = done;
            if !done {
                syncing.insert(process);
            }
        } else if call.starts_with("<... fdatasync resumed>") && syncing.remove(process) {
            synced = done;
        } else if call.starts_with("write(1") && call.contains("\"ack ") {
            if !(written && synced) {
                wrong.push(line.to_owned());
            }
            (written, synced) = (false, false); // there is one client, so the next reply needs its own write and sync
        }
    }
    wrong
}

/// What strace saw of a child that appends twelve records.
fn traced(without_sync: bool) -> String {
    let dir = tempfile::tempdir().unwrap();
    let (folder, out) = (dir.path().join("data"), dir.path().join("trace"));
    let exe = env::current_exe().unwrap();
    let calls = "trace=pwrite64,fdatasync,sync_file_range,write";
    let before = ["-f", "-y", "-e", calls, "-o"].map(OsStr::new);
    let before = [&before[..], &[out.as_os_str(), exe.as_os_str()]].concat();
    let mut command = child("strace", &before, &folder, 1, 12);
    if without_sync {
        command.env(WITHOUT_SYNC, "1");
    }
    // Where `tests/all` finds that strace is missing or may not look on, it leaves this test out.
    let output = command.output().expect("strace is here: the package `strace` brings it");
    assert!(output.status.success(), "strace can not look on here: {output:?}");
    fs::read_to_string(&out).unwrap()
}
