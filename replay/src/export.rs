//! Reads an export line by line: strictly into a log in memory, or as it is, with what is wrong with each line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use peildatum::log::export::parse_line;
use peildatum::log::record::Record;
use peildatum::projections::InMemory;

/// Longest line that is read: a record has at most 1 MiB of core and 1 MiB of text, and JSON escapes a byte in six.
const LINE_MAX: u64 = 16 << 20;

/// An export that can not be taken as the log it claims to be.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}: {what}", line.map_or_else(String::new, |line| format!(":{line}")))]
pub struct ExportFailure {
    file: String,
    line: Option<u64>,
    what: String,
}

/// One line: its record, or why it is none.
pub struct Line {
    /// From 1.
    pub number: u64,
    /// What it holds.
    pub record: Result<Record, String>,
}

/// The log in the export at `path`; `-` is standard input.
///
/// # Errors
/// [`ExportFailure`] for a file that can not be read, and the first line that is no record or does not follow the one
/// before it.
pub fn read(path: &Path) -> Result<InMemory, ExportFailure> {
    let file = named(path);
    let mut log = InMemory::default();
    each(path, &mut |line| {
        let at = |what| ExportFailure { file: file.clone(), line: Some(line.number), what };
        log.push(line.record.map_err(at)?).map_err(|error| at(error.to_string()))
    })?;
    Ok(log)
}

/// Every line of the export at `path`, also those that hold no record.
///
/// # Errors
/// [`ExportFailure`] for a file that can not be read, or has no lines.
pub fn lines(path: &Path) -> Result<Vec<Line>, ExportFailure> {
    let mut lines = Vec::new();
    each(path, &mut |line| {
        lines.push(line);
        Ok(())
    })?;
    Ok(lines)
}

fn named(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

fn each(path: &Path, take: &mut dyn FnMut(Line) -> Result<(), ExportFailure>) -> Result<(), ExportFailure> {
    let failed = |line, what| ExportFailure { file: named(path), line, what };
    let mut input: Box<dyn BufRead> = match path {
        path if path == Path::new("-") => Box::new(io::stdin().lock()),
        path => Box::new(BufReader::new(File::open(path).map_err(|error| failed(None, error.to_string()))?)),
    };
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        let read = io::Read::take(&mut *input, LINE_MAX).read_until(b'\n', &mut buffer);
        if read.map_err(|error| failed(Some(number), error.to_string()))? == 0 {
            return match number {
                1 => Err(failed(None, "there is no event in it; give what `peildatum export` wrote".to_owned())),
                _ => Ok(()),
            };
        }
        let record = if buffer.len() as u64 == LINE_MAX && !buffer.ends_with(b"\n") {
            skip_line(&mut *input).map_err(|error| failed(Some(number), error.to_string()))?;
            Err(format!("the line is longer than {LINE_MAX} bytes; no record is"))
        } else {
            record_in(number, &buffer)
        };
        take(Line { number, record })?;
    }
    Ok(())
}

fn record_in(number: u64, line: &[u8]) -> Result<Record, String> {
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8; give what `peildatum export` wrote")?;
    parse_line(number, line.trim_end_matches(['\n', '\r'])).map_err(|error| error.what)
}

/// Passes over what is left of a line.
fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let held = input.fill_buf()?;
        let (passed, ends) = match held.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (held.len(), held.is_empty()),
        };
        input.consume(passed);
        if ends {
            return Ok(());
        }
    }
}
