//! Reads an export line by line: strictly into a log in memory, or leniently with the defect of each line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use peildatum_audit::faults::Defect;
use peildatum_domain::language::{Message, describe_io_error};
use peildatum_domain::message;
use peildatum_projections::InMemoryLog;
use peildatum_records::export::parse_line;
use peildatum_records::record::Record;

/// Maximum length of a line in bytes. A record has at most 1 MiB of core and 1 MiB of text, and JSON escapes a byte as
/// up to six.
const LINE_MAX: u64 = 16 << 20;

/// Number of lines that are not events after which reading stops, since the file is then something else.
const UNREADABLE_MAX: usize = 10_000;

/// The reason why an export is refused.
#[derive(Debug)]
pub struct ExportFailure {
    file: Message,
    line: Option<u64>,
    what: Message,
}

impl ExportFailure {
    /// Describes where the export is wrong, and how.
    pub fn message(&self) -> Message {
        let place = match self.line {
            Some(line) => Message::joined(vec![self.file.clone(), Message::verbatim(line.to_string())], ":"),
            None => self.file.clone(),
        };
        Message::joined(vec![place, self.what.clone()], ": ")
    }
}

/// One line: its record, or the reason why it is not one.
pub struct ParsedLine {
    /// The line number, from 1.
    pub number: u64,
    /// The parsed record.
    pub record: Result<Record, Message>,
}

/// Reads the export at `path` into a log in memory; `-` is standard input.
///
/// # Errors
/// [`ExportFailure`] for a file that can not be read, and for the first line that is not a record or does not follow
/// the previous one.
pub fn read_log(path: &Path) -> Result<InMemoryLog, ExportFailure> {
    let file = input_name(path);
    let mut log = InMemoryLog::default();
    for_each_line(&file, &mut *open_input(path)?, &mut |line| {
        let at = |what| ExportFailure { file: file.clone(), line: Some(line.number), what };
        log.push(line.record.map_err(at)?).map_err(|error| at(Defect::from(error).message()))
    })?;
    Ok(log)
}

/// Reads every line of the export at `path`, including lines that are not records.
///
/// # Errors
/// [`ExportFailure`] for a file that can not be read, has no lines, consists only of lines that are not events, or has
/// more than 10,000 of those.
pub fn read_lines(path: &Path) -> Result<Vec<ParsedLine>, ExportFailure> {
    collect_lines(&input_name(path), &mut *open_input(path)?)
}

/// Like [`read_lines`], for an export inside another file.
///
/// # Errors
/// As for [`read_lines`].
pub fn read_lines_from(input: &mut dyn BufRead) -> Result<Vec<ParsedLine>, ExportFailure> {
    collect_lines(&Message::verbatim("log.ndjson"), input)
}

fn collect_lines(file: &Message, input: &mut dyn BufRead) -> Result<Vec<ParsedLine>, ExportFailure> {
    let (mut lines, mut unreadable) = (Vec::new(), 0);
    for_each_line(file, input, &mut |line| {
        unreadable += usize::from(line.record.is_err());
        if unreadable > UNREADABLE_MAX {
            let what = message!("bundle-no-lines", max = UNREADABLE_MAX);
            return Err(ExportFailure { file: file.clone(), line: Some(line.number), what });
        }
        lines.push(line);
        Ok(())
    })?;
    if unreadable == lines.len() {
        // A different kind of file, which is reported once and not line by line.
        return Err(ExportFailure { file: file.clone(), line: None, what: message!("export-no-event") });
    }
    Ok(lines)
}

fn open_input(path: &Path) -> Result<Box<dyn BufRead>, ExportFailure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let failed =
        |error: io::Error| ExportFailure { file: input_name(path), line: None, what: describe_io_error(&error) };
    Ok(Box::new(BufReader::new(File::open(path).map_err(failed)?)))
}

fn input_name(path: &Path) -> Message {
    if path == Path::new("-") { message!("standard-input") } else { Message::verbatim(path.display().to_string()) }
}

fn for_each_line(
    file: &Message,
    input: &mut dyn BufRead,
    take: &mut dyn FnMut(ParsedLine) -> Result<(), ExportFailure>,
) -> Result<(), ExportFailure> {
    let failed = |line, what| ExportFailure { file: file.clone(), line, what };
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        let read = io::Read::take(&mut *input, LINE_MAX).read_until(b'\n', &mut buffer);
        if read.map_err(|error| failed(Some(number), describe_io_error(&error)))? == 0 {
            return match number {
                1 => Err(failed(None, message!("export-empty"))),
                _ => Ok(()),
            };
        }
        let record = if buffer.len() as u64 == LINE_MAX && !buffer.ends_with(b"\n") {
            skip_line(&mut *input).map_err(|error| failed(Some(number), describe_io_error(&error)))?;
            Err(message!("line-too-long", max = LINE_MAX))
        } else {
            record_in(number, &buffer)
        };
        take(ParsedLine { number, record })?;
    }
    Ok(())
}

fn record_in(number: u64, line: &[u8]) -> Result<Record, Message> {
    let line = std::str::from_utf8(line).map_err(|_| message!("line-no-text"))?;
    parse_line(number, line.trim_end_matches(['\n', '\r'])).map_err(|error| error.what)
}

/// Skips the rest of a line.
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
