//! Reads frames and records from stored pages and checks everything on the way.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    error::{Damage, LogError},
    frame::{Frame, FrameError, FrameHeader, PAGE_CONTENT, PageKey, page_content},
    lock::FolderLock,
    storage::{EachRecord, Frames, Head, Reader},
    store::{PageIter, PageReader, StoredPage},
};
use crate::language::Message;
use crate::message;

/// A reader of the log of one folder; it can be cloned for any number of readers.
#[derive(Clone)]
pub struct LogReader {
    pages: PageReader,
    head: Head,
    /// Keeps the engine open and the folder locked as long as a reader exists.
    _lock: Arc<FolderLock>,
}

/// The end of a run of frames.
#[derive(Debug, Clone, Copy)]
pub enum RunEnd {
    /// The run ends at the frame that contains this position. It is damage when that frame is missing.
    Position(u64),
    /// The run ends after the last stored key, whatever its position.
    LastKey,
}

/// Iterates over frames from a position on; each must directly follow the previous one.
pub struct FrameCursor {
    iter: PageIter,
    /// Used in errors only.
    folder: PathBuf,
    /// The position at which the next frame must start.
    next: u64,
    until: RunEnd,
    done: bool,
}

impl LogReader {
    /// Creates a reader of everything at or before `head`.
    pub fn new(pages: PageReader, head: Head, lock: Arc<FolderLock>) -> Self {
        Self { pages, head, _lock: lock }
    }
}

impl Reader for LogReader {
    fn head(&self) -> &Head {
        &self.head
    }

    fn frames(&self, from: u64, until: u64) -> Result<Box<dyn Frames + '_>, LogError> {
        let until = until.min(self.head.get());
        Ok(Box::new(FrameCursor::open(&self.pages, from.max(1), RunEnd::Position(until))?))
    }

    fn read_many(&self, positions: &[u64], each: EachRecord<'_>) -> Result<(), LogError> {
        let head = self.head.get();
        let mut one = RecordReader { pages: &self.pages, header: None, cached: None, buffer: Vec::new() };
        let known = positions.iter().copied().filter(|position| (1..=head).contains(position));
        for position in known {
            each(position, one.record(position)?)?;
        }
        Ok(())
    }
}

impl FrameCursor {
    /// Starts at the frame that contains `from` (at least 1).
    ///
    /// # Errors
    /// [`LogError::Damaged`] when the engine can not read. A missing frame is reported by the first read.
    pub fn open(pages: &PageReader, from: u64, until: RunEnd) -> Result<Self, LogError> {
        let wanted = match until {
            RunEnd::Position(until) => from <= until,
            RunEnd::LastKey => true,
        };
        let start = if wanted { pages.last_at_or_before(PageKey { first: from, page: u32::MAX })? } else { None };
        let next = start.map_or(from, |key| key.first);
        let iter = pages.iter_from(PageKey { first: next, page: 0 });
        Ok(Self { iter, folder: pages.folder().to_owned(), next, until, done: !wanted })
    }

    /// Returns the position directly after the last frame returned.
    pub fn next_position(&self) -> u64 {
        self.next
    }

    fn read(&mut self, frame: &mut Frame) -> Result<bool, LogError> {
        let at = self.next;
        let Some((key, page)) = self.iter.next(at)? else {
            return match self.until {
                RunEnd::LastKey => Ok(false),
                RunEnd::Position(_) => Err(self.damage(message!("damage-ends-before"))),
            };
        };
        if key != (PageKey { first: at, page: 0 }) {
            return Err(self.damage(message!("damage-next-frame", first = key.first, page = key.page)));
        }
        let mut bytes = std::mem::take(frame).into_bytes();
        bytes.clear();
        bytes.extend_from_slice(page_content(key, &page).map_err(|error| self.damage(error.message()))?);
        let header = FrameHeader::parse(at, &bytes).map_err(|error| self.damage(error.message()))?;
        for number in 1..header.pages() {
            let expected = PageKey { first: at, page: number };
            match self.iter.next(at)? {
                Some((key, page)) if key == expected => {
                    bytes.extend_from_slice(page_content(key, &page).map_err(|error| self.damage(error.message()))?);
                }
                Some(_) | None => {
                    return Err(self.damage(FrameError::Missing { first: at, page: number }.message()));
                }
            }
        }
        *frame = Frame::check(at, bytes).map_err(|error| self.damage(error.message()))?;
        self.next = header.end_position();
        Ok(true)
    }

    fn damage(&self, what: Message) -> LogError {
        damage(&self.folder, self.next, what)
    }
}

impl Frames for FrameCursor {
    fn next_into(&mut self, frame: &mut Frame) -> Result<bool, LogError> {
        let past = matches!(self.until, RunEnd::Position(until) if self.next > until);
        if self.done || past {
            return Ok(false);
        }
        let given = self.read(frame);
        self.done = !matches!(given, Ok(true));
        given
    }
}

/// Reads single records. It caches the header and the last page, since neighbouring records often share them.
struct RecordReader<'a> {
    pages: &'a PageReader,
    header: Option<FrameHeader>,
    cached: Option<(PageKey, StoredPage)>,
    buffer: Vec<u8>,
}

impl RecordReader<'_> {
    fn record(&mut self, position: u64) -> Result<&[u8], LogError> {
        let header = match self.header {
            Some(header) if (header.first..header.end_position()).contains(&position) => header,
            Some(_) | None => self.find_header(position)?,
        };
        self.header = Some(header);
        let index =
            u32::try_from(position - header.first).expect("a position of this frame, which has 32 bits of them");
        self.read_range(header.first, header.table_range(index))?;
        let range = header.record_range(&self.buffer).map_err(|error| self.damage(position, error.message()))?;
        self.read_range(header.first, range)?;
        Ok(&self.buffer)
    }

    fn find_header(&mut self, position: u64) -> Result<FrameHeader, LogError> {
        let missing = || self.damage(position, message!("damage-no-frame"));
        let key = self.pages.last_at_or_before(PageKey { first: position, page: u32::MAX })?.ok_or_else(missing)?;
        let content = self.page(PageKey { first: key.first, page: 0 })?;
        let header = FrameHeader::parse(key.first, content).map_err(|error| self.damage(position, error.message()))?;
        if position >= header.end_position() {
            return Err(self.damage(position, message!("damage-no-frame")));
        }
        Ok(header)
    }

    /// Copies the bytes of the frame at `range` into the buffer.
    fn read_range(&mut self, first: u64, range: Range<usize>) -> Result<(), LogError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let mut at = range.start;
        while at < range.end {
            let page = u32::try_from(at / PAGE_CONTENT).expect("a frame has at most 16,417 pages");
            let content = self.page(PageKey { first, page })?;
            let start = at % PAGE_CONTENT;
            let end = content.len().min(start + (range.end - at));
            if start >= end {
                return Err(self.damage(first, FrameError::Page { first, page }.message()));
            }
            buffer.extend_from_slice(&content[start..end]);
            at += end - start;
        }
        self.buffer = buffer;
        Ok(())
    }

    fn page(&mut self, key: PageKey) -> Result<&[u8], LogError> {
        if self.cached.as_ref().is_none_or(|(cached, _)| *cached != key) {
            let missing = || self.damage(key.first, FrameError::Missing { first: key.first, page: key.page }.message());
            let stored = self.pages.get(key)?.ok_or_else(missing)?;
            page_content(key, &stored).map_err(|error| self.damage(key.first, error.message()))?;
            self.cached = Some((key, stored));
        }
        let (_, stored) = self.cached.as_ref().expect("put there just now");
        Ok(&stored[..stored.len() - 8])
    }

    fn damage(&self, position: u64, what: Message) -> LogError {
        damage(self.pages.folder(), position, what)
    }
}

fn damage(folder: &Path, position: u64, what: Message) -> LogError {
    Damage { folder: folder.to_owned(), position, what, holds_until: None }.into()
}

#[cfg(test)]
mod tests;
