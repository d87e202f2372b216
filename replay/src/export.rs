//! Reads an export line by line into a log in memory.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use peildatum::log::export::parse_line;
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

impl ExportFailure {
    /// True when a line of the export is wrong; false when there is no export to read.
    pub const fn names_a_line(&self) -> bool {
        self.line.is_some()
    }
}

/// The log in the export at `path`; `-` is standard input.
///
/// # Errors
/// [`ExportFailure`] for a file that can not be read, and the first line that is no record or does not follow the one
/// before it.
pub fn read(path: &Path) -> Result<InMemory, ExportFailure> {
    let file = path.display().to_string();
    if file == "-" {
        return read_lines("standard input", &mut std::io::stdin().lock());
    }
    let opened = File::open(path);
    let opened = opened.map_err(|error| ExportFailure { file: file.clone(), line: None, what: error.to_string() })?;
    read_lines(&file, &mut BufReader::new(opened))
}

fn read_lines(file: &str, input: &mut dyn BufRead) -> Result<InMemory, ExportFailure> {
    let mut log = InMemory::default();
    let mut buffer = Vec::new();
    for number in 1.. {
        let at = |what: String| ExportFailure { file: file.to_owned(), line: Some(number), what };
        buffer.clear();
        let mut limited = std::io::Read::take(&mut *input, LINE_MAX);
        if limited.read_until(b'\n', &mut buffer).map_err(|error| at(error.to_string()))? == 0 {
            break;
        }
        if buffer.len() as u64 == LINE_MAX {
            return Err(at(format!("the line is longer than {LINE_MAX} bytes; no record is")));
        }
        let line =
            std::str::from_utf8(&buffer).map_err(|_| at("not UTF-8; give what `peildatum export` wrote".into()))?;
        let record = parse_line(number, line.trim_end_matches(['\n', '\r'])).map_err(|error| at(error.what))?;
        log.push(record).map_err(|error| at(error.to_string()))?;
    }
    if log.all().is_empty() {
        let what = "there is no event in it; give what `peildatum export` wrote".to_owned();
        return Err(ExportFailure { file: file.to_owned(), line: None, what });
    }
    Ok(log)
}
