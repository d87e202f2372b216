//! Writes the log lines of the service on a thread of their own: whoever reads them may stand still, and must stop
//! neither the service nor its end. `tracing-appender` was tried: where the reader stands still, its end prints to
//! stdout, which may be the same full pipe.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

use crate::thread_end::ThreadEnd;

/// The most lines that wait for their reader: of some 400 bytes each, 2 MB. Further ones are dropped and counted.
const LINES_MAX: usize = 5_000;

/// How long the end waits for room to say that it is one, and then for what is still to be written.
const END: Duration = Duration::from_secs(1);

enum LineCommand {
    Write(Vec<u8>),
    End,
}

/// Takes lines for the thread that writes them.
#[derive(Clone)]
pub struct LogLines {
    orders: SyncSender<LineCommand>,
    dropped: Arc<AtomicU64>,
}

/// The end of the thread that writes.
pub struct LogThread(ThreadEnd<LineCommand>);

/// Starts the thread, which writes to `out`; `lost` says in a line of it how many were dropped.
pub fn start(out: impl Write + Send + 'static, lost: fn(u64) -> String) -> io::Result<(LogLines, LogThread)> {
    let (orders, received) = sync_channel(LINES_MAX);
    let (end, ended) = sync_channel(1);
    let dropped = Arc::new(AtomicU64::new(0));
    let lines = LogLines { orders: orders.clone(), dropped: Arc::clone(&dropped) };
    thread::Builder::new().name("log-lines".to_owned()).spawn(move || {
        write_all(out, &received, &dropped, lost);
        end.send(()).ok(); // the end may have stopped waiting
    })?;
    Ok((lines, LogThread(ThreadEnd::new(orders, ended))))
}

/// Says that lines were dropped, to people.
pub fn dropped_lines(count: u64) -> String {
    format!("{count} log lines were dropped: their reader stood still")
}

fn write_all(mut out: impl Write, orders: &Receiver<LineCommand>, dropped: &AtomicU64, lost: fn(u64) -> String) {
    while let Ok(LineCommand::Write(line)) = orders.recv() {
        // Whoever reads on later is told how many are missing.
        if out.write_all(&line).is_err() {
            dropped.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        match dropped.swap(0, Ordering::Relaxed) {
            0 => {}
            count => drop(writeln!(out, "{}", lost(count))),
        }
    }
}

impl LogThread {
    /// Waits until everything is written, for at most two seconds. Returns false if the reader stands still: then nothing
    /// more can be said on that stream.
    pub fn finish(self) -> bool {
        self.0.finish(|| LineCommand::End, END)
    }
}

impl Write for LogLines {
    /// Takes a whole line, as the formatter gives it.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.orders.try_send(LineCommand::Write(line.to_vec())).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogLines {
    type Writer = LogLines;

    fn make_writer(&self) -> LogLines {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that takes nothing until it is let go.
    struct Gate {
        open: Receiver<()>,
        was_opened: bool,
        taken: SyncSender<Vec<u8>>,
    }

    impl Write for Gate {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            if !self.was_opened {
                self.open.recv().expect("the test opens it");
                self.was_opened = true;
            }
            self.taken.send(line.to_vec()).expect("the test reads");
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gate() -> (Gate, SyncSender<()>, Receiver<Vec<u8>>) {
        let (opener, open) = sync_channel(1);
        let (taken, lines) = sync_channel(2 * LINES_MAX);
        (Gate { open, was_opened: false, taken }, opener, lines)
    }

    #[test]
    fn lines_beyond_the_bound_are_dropped_and_counted_and_the_end_waits_for_the_rest() {
        let (gate, opener, lines) = gate();
        let (mut writer, thread) = start(gate, dropped_lines).unwrap();
        for number in 0..LINES_MAX + 100 {
            writer.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        opener.send(()).unwrap();
        assert!(thread.finish(), "the reader reads");
        let said: String = lines.try_iter().map(|line| String::from_utf8(line).unwrap()).collect();
        let told: u64 = said
            .lines()
            .find_map(|line| line.strip_suffix(" log lines were dropped: their reader stood still"))
            .and_then(|count| count.parse().ok())
            .expect("what was dropped is said");
        let written = said.lines().count() - 1;
        assert_eq!(written as u64 + told, LINES_MAX as u64 + 100);
    }

    #[test]
    fn the_end_does_not_wait_for_a_reader_that_stands_still() {
        let (gate, opener, _lines) = gate();
        let (mut writer, thread) = start(gate, dropped_lines).unwrap();
        writer.write_all(b"a line\n").unwrap();
        assert!(!thread.finish());
        drop(opener);
    }
}
