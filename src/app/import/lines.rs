//! The files of an import, read line by line as often as needed. Each line is a proposal with its id, or a full record.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::LinePlace;
use crate::app::append_limits::APPEND_MAX;
use crate::app::error::AppError;
use crate::app::prepare::LineDigest;
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

/// The bytes of the lines in one batch. The limit of a request,
/// [`REQUEST_BYTES_MAX`](crate::log::writer::REQUEST_BYTES_MAX), is 60 MiB, and no field grows more than threefold; of
/// batches that are parsed and prepared ahead there are some twenty in memory on eight cores.
const BATCH_BYTES_MAX: usize = 2 << 20;

/// The mark that some programs write before the first line of a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file of an import. It is read more than once: to validate it, for the sealings in it, and to write its events.
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
        let reader: Box<dyn BufRead + Send + '_> = match &self.from {
            FileSource::Path(path) => open(path).map_err(failed)?,
            FileSource::Spooled(file) => open(file.path()).map_err(failed)?,
            FileSource::Bytes(bytes) => Box::new(&bytes[..]),
        };
        Ok(ImportLines { file: &self.name, reader, number: 0, filled: 0 })
    }
}

/// A line as it stands in its file.
pub struct ImportLine {
    /// The line, from 1.
    pub number: u64,
    /// The number of lines before it that are not blank.
    pub before: usize,
    /// Its text, without what ends it.
    pub text: Vec<u8>,
}

/// The first half of the SHA-256 of the text of a line.
pub type LineText = [u8; 16];

/// A line that was validated.
#[derive(Debug, Clone, Copy)]
pub struct ValidatedLine {
    /// Its text.
    pub text: LineText,
    /// The id of its event.
    pub id: EventId,
}

/// The lines of one file; blank lines are skipped.
pub struct ImportLines<'a> {
    file: &'a str,
    reader: Box<dyn BufRead + Send + 'a>,
    number: u64,
    /// The number of lines so far that are not blank.
    filled: usize,
}

impl Iterator for ImportLines<'_> {
    type Item = Result<ImportLine, AppError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut text = Vec::new();
            self.number += 1;
            let mut limited = (&mut self.reader).take(LINE_MAX as u64 + 1);
            match limited.read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(_) if text.trim_ascii().is_empty() => {}
                Ok(length) if length > LINE_MAX => {
                    let message = message!("import-line-too-long", most = LINE_MAX >> 20);
                    let cause = AppError::input(0, "", "te-groot", message);
                    return Some(Err(refused_line(self.file, self.number, cause)));
                }
                Ok(_) => {
                    text.truncate(text.trim_ascii_end().len());
                    if self.number == 1 && text.starts_with(BYTE_ORDER_MARK) {
                        text.drain(..BYTE_ORDER_MARK.len());
                    }
                    self.filled += 1;
                    return Some(Ok(ImportLine { number: self.number, before: self.filled - 1, text }));
                }
                Err(source) => return Some(Err(AppError::Read { file: self.file.to_owned(), source })),
            }
        }
    }
}

/// The error for a line of a file before anything was written.
fn refused_line(file: &str, line: u64, cause: AppError) -> AppError {
    AppError::Line { file: file.to_owned(), line, cause: Box::new(cause), written: 0 }
}

/// The error for a line that was not there when the files were validated.
pub fn changed() -> AppError {
    AppError::input(0, "", "bestand-veranderd", message!("import-file-changed"))
}

/// What a line says.
#[derive(Debug)]
pub enum LineContent {
    /// A proposal.
    Proposal(Box<Proposal>, LineId),
    /// A full record with verified commitments.
    Record(Box<Record>),
}

/// The id of the event of a line.
#[derive(Debug)]
pub enum LineId {
    /// The line has one.
    Given(EventId),
    /// It follows from the line and from how often it occurred before.
    Derived(LineDigest),
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

impl ImportLine {
    /// Parses the line.
    ///
    /// # Errors
    /// [`AppError::Input`] for what is no event.
    pub fn parse(&self) -> Result<LineContent, AppError> {
        let mut value: Value = json::parse(&self.text)
            .map_err(|error| AppError::input(0, "", "geen-json", not_json(&self.text, &error)))?;
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
            return Ok(LineContent::Record(Box::new(record)));
        }
        // Before the data are taken out of the value.
        let derived = value.get("id").is_none_or(Value::is_null).then(|| LineDigest::of(&value));
        let proposal = input::take_proposal(&mut value).map_err(|errors| AppError::Input { index: 0, errors })?;
        let id = proposal.id.map(LineId::Given).or(derived.map(LineId::Derived));
        Ok(LineContent::Proposal(Box::new(proposal), id.expect("a line has an id or none")))
    }

    /// Parses a line that was validated. It is not validated again, so it has to be the same.
    ///
    /// # Errors
    /// [`AppError::Input`] where it is not.
    pub fn parse_again(&self, validated: &ValidatedLine) -> Result<LineContent, AppError> {
        if self.text_digest() != validated.text {
            return Err(changed());
        }
        let mut value: Value = json::parse(&self.text).map_err(|_| changed())?;
        if export::is_full_record(&value) {
            return Ok(LineContent::Record(Box::new(export::parse(&value).map_err(|_| changed())?)));
        }
        let proposal = Proposal::take(&mut value).map_err(|_| changed())?;
        Ok(LineContent::Proposal(Box::new(proposal), LineId::Given(validated.id)))
    }

    /// Digests the text.
    pub fn text_digest(&self) -> LineText {
        Sha256::digest(&self.text)[..16].try_into().expect("a SHA-256 has 32 bytes")
    }
}

/// Lines that are parsed, and written, together, each with its place.
pub type LineBatch = Vec<(LinePlace, ImportLine)>;

/// The lines of files, in batches of at most [`APPEND_MAX`] lines and [`BATCH_BYTES_MAX`] bytes.
pub struct LineBatches<'a> {
    files: &'a [ImportFile],
    /// The file that is read, from 0, and the rest of its lines.
    reading: Option<(usize, ImportLines<'a>)>,
    /// What was read and did not fit.
    held: Option<Result<(LinePlace, ImportLine), AppError>>,
}

impl<'a> LineBatches<'a> {
    /// Returns the lines of these files, from the first on.
    pub const fn of(files: &'a [ImportFile]) -> LineBatches<'a> {
        LineBatches { files, reading: None, held: None }
    }

    fn next_line(&mut self) -> Option<Result<(LinePlace, ImportLine), AppError>> {
        loop {
            let file = match &mut self.reading {
                None => 0,
                Some((file, lines)) => match lines.next() {
                    Some(line) => return Some(line.map(|line| ((*file, line.number), line))),
                    None => *file + 1,
                },
            };
            match self.files.get(file)?.lines() {
                Ok(lines) => self.reading = Some((file, lines)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Iterator for LineBatches<'_> {
    type Item = Result<LineBatch, AppError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(line) = self.held.take().or_else(|| self.next_line()) {
            let length = line.as_ref().map_or(0, |(_, line)| line.text.len());
            let is_full = line.is_err() || batch.len() == APPEND_MAX || bytes + length > BATCH_BYTES_MAX;
            if is_full && !batch.is_empty() {
                self.held = Some(line);
                return Some(Ok(batch));
            }
            bytes += length;
            match line {
                Ok(line) => batch.push(line),
                Err(error) => return Some(Err(error)),
            }
        }
        (!batch.is_empty()).then_some(Ok(batch))
    }
}
