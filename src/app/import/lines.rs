//! The files of an import, read line by line as often as needed. Each line is a proposal with its id, or a full record.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tempfile::NamedTempFile;

use crate::app::error::AppError;
use crate::app::prepare::id_of_line;
use crate::domain::ids::EventId;
use crate::domain::json;
use crate::domain::proposal::Proposal;
use crate::input;
use crate::language::Message;
use crate::log::record::Record;
use crate::log::{commitment, export};
use crate::message;

/// The longest line: four texts of 20,000 characters, each written as an escaped pair of 12 bytes, are 960 KB; the
/// lists of a large case may add as much again.
pub const LINE_MAX: usize = 4 << 20;

/// The mark that some programs write before the first line of a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file of an import. It is read twice: to validate it, and to write its events.
pub struct ImportFile {
    /// The name of the file in errors.
    pub name: String,
    from: FileSource,
}

enum FileSource {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
    Spooled(NamedTempFile),
}

impl ImportFile {
    /// A file on disk.
    pub fn at(path: &Path) -> ImportFile {
        ImportFile { name: path.display().to_string(), from: FileSource::Path(path.to_owned()) }
    }

    /// Lines in memory.
    pub fn bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> ImportFile {
        ImportFile { name: name.to_owned(), from: FileSource::Bytes(bytes.into()) }
    }

    /// Copies a source that can be read only once, such as the standard input, to a temporary file.
    ///
    /// # Errors
    /// The error of reading it or of writing the temporary file.
    pub fn spooled(name: &str, reader: &mut dyn Read) -> io::Result<ImportFile> {
        let mut file = NamedTempFile::new()?;
        io::copy(reader, &mut file)?;
        Ok(ImportFile { name: name.to_owned(), from: FileSource::Spooled(file) })
    }

    /// Reads all its bytes.
    ///
    /// # Errors
    /// [`AppError::Read`] when it can not be read.
    pub fn read(&self) -> Result<Vec<u8>, AppError> {
        let read = match &self.from {
            FileSource::Path(path) => std::fs::read(path),
            FileSource::Spooled(file) => std::fs::read(file.path()),
            FileSource::Bytes(bytes) => Ok(bytes.to_vec()),
        };
        read.map_err(|source| AppError::Read { file: self.name.clone(), source })
    }

    /// Returns its lines, from the first on.
    ///
    /// # Errors
    /// [`AppError::Read`] when it can not be opened.
    pub fn lines(&self) -> Result<ImportLines<'_>, AppError> {
        let failed = |source| AppError::Read { file: self.name.clone(), source };
        let open = |path: &Path| File::open(path).map(|file| Box::new(BufReader::with_capacity(1 << 16, file)));
        let reader: Box<dyn BufRead + '_> = match &self.from {
            FileSource::Path(path) => open(path).map_err(failed)?,
            FileSource::Spooled(file) => open(file.path()).map_err(failed)?,
            FileSource::Bytes(bytes) => Box::new(&bytes[..]),
        };
        Ok(ImportLines { file: &self.name, reader, number: 0, buffer: Vec::new(), met: HashMap::new() })
    }
}

/// A line of an import.
#[derive(Debug)]
pub enum ImportLine {
    /// A proposal, and the id it has or gets.
    Proposal(Box<Proposal>, EventId),
    /// A full record with verified commitments.
    Record(Box<Record>),
}

/// The lines of one file; blank lines are skipped.
pub struct ImportLines<'a> {
    file: &'a str,
    reader: Box<dyn BufRead + 'a>,
    number: u64,
    buffer: Vec<u8>,
    /// How often each line without an id occurred in this file so far.
    met: HashMap<EventId, u64>,
}

/// A line with its number, from 1, and its length in bytes.
pub type NumberedLine = (u64, usize, ImportLine);

impl Iterator for ImportLines<'_> {
    type Item = Result<NumberedLine, AppError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.buffer.clear();
            self.number += 1;
            let mut limited = (&mut self.reader).take(LINE_MAX as u64 + 1);
            match limited.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) if self.buffer.trim_ascii().is_empty() => {}
                Ok(length) if length > LINE_MAX => {
                    let message = message!("import-line-too-long", most = LINE_MAX >> 20);
                    return Some(Err(self.bad(AppError::input(0, "", "te-groot", message))));
                }
                Ok(length) => {
                    let line = self.parse();
                    return Some(line.map(|line| (self.number, length, line)).map_err(|cause| self.bad(cause)));
                }
                Err(source) => return Some(Err(AppError::Read { file: self.file.to_owned(), source })),
            }
        }
    }
}

/// The message for a line that is no JSON; the caller adds the number of the line. A line that ends too early is often
/// an event that was formatted over several lines.
fn not_json(line: &[u8], error: &serde_json::Error) -> Message {
    let (_, column) = json::error_position(line, error);
    match error.is_eof() || line.starts_with(b"[") {
        true => message!("import-no-whole-line", column = column),
        false => message!("import-no-json", column = column, why = json::error_reason(error)),
    }
}

impl ImportLines<'_> {
    fn bad(&self, cause: AppError) -> AppError {
        AppError::Line { file: self.file.to_owned(), line: self.number, cause: Box::new(cause), written: 0 }
    }

    fn parse(&mut self) -> Result<ImportLine, AppError> {
        let mut line = self.buffer.trim_ascii_end();
        if self.number == 1 {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        let value: Value =
            json::parse(line).map_err(|error| AppError::input(0, "", "geen-json", not_json(line, &error)))?;
        if export::is_full_record(&value) {
            let record = export::parse(&value).map_err(|what| {
                let message = message!("import-no-record", what = what);
                AppError::input(0, "", "geen-volledig-record", message)
            })?;
            commitment::check_commitments(&record)
                .map_err(|error| AppError::input(0, "verbintenis", "verbintenis-klopt-niet", error.message()))?;
            if record.lost {
                let message = message!("import-text-missing");
                return Err(AppError::input(0, "geheimOntbreekt", "teksten-ontbreken", message));
            }
            return Ok(ImportLine::Record(Box::new(record)));
        }
        let proposal = input::proposal(&value).map_err(|errors| AppError::Input { index: 0, errors })?;
        let id = proposal.id.unwrap_or_else(|| {
            let met = self.met.entry(id_of_line(&value, 0)).or_default();
            *met += 1;
            id_of_line(&value, *met)
        });
        Ok(ImportLine::Proposal(Box::new(proposal), id))
    }
}
