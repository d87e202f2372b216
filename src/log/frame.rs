//! The frame format: the records of one commit in one byte run, cut into pages of at most 4 KiB, each with its own
//! checksum. The module is pure: it touches neither the storage engine nor the disk.
//!
//! The layout of a frame, all numbers little-endian:
//!
//! ```text
//! 0   u64  checksum: XXH3-64 of everything after it
//! 8   [u8; 4]  "pdfr"
//! 12  u16  format version, 1
//! 14  u16  zero
//! 16  u64  first position
//! 24  u32  count of records, at least 1
//! 28  u32  bytes of all records together
//! 32  count x u32  where each record ends, counted from the start of the records
//!     the records
//! ```
//!
//! The table of end offsets precedes the records, so that one record of a frame of a thousand can be read from two or
//! three pages. A page contains up to [`PAGE_CONTENT`] bytes of the frame, followed by a u64: XXH3-64 of (first
//! position, page number, these bytes). A page that is read alone is therefore checked too, also against being stored
//! under the wrong key.
//!
//! The checksum has 64 bits and is not a CRC-32, because the storage engine already protects its own pages with CRC-32.
//! Whether a CRC misses an error depends on the error pattern alone, so a second CRC-32 would miss exactly what the
//! first one let through. XXH3 is unrelated to CRC, misses about one damaged page in 2^64, and runs near the speed of
//! memory, which a sequential read needs.

mod error;

use std::ops::Range;

use twox_hash::XxHash3_64;

use super::seeded::{Bug, seeded};
use crate::message;
pub use error::FrameError;

/// The format version that this module writes. Frames of any other version are refused.
pub const FRAME_VERSION: u16 = 1;
/// Maximum size of a stored page in bytes. The engine moves a node of 17 values to a file of its own, which it never
/// syncs, above 131 KB: 17 x (4,096 + 12 of key) = 70 KB stays well below that.
pub const PAGE_MAX: usize = 4096;
/// Bytes of the frame per page; the remaining bytes hold the checksum of the page.
pub const PAGE_CONTENT: usize = PAGE_MAX - 8;
/// Maximum size of a frame in bytes. A request of 1,000 events of 20,000 characters of two bytes is 40 MB; 64 MiB is
/// 16,417 pages.
pub const FRAME_MAX: usize = 64 * 1024 * 1024;
/// Length of a page key in bytes: first position (u64) and page number (u32), big-endian so that keys sort in log
/// order.
pub const KEY_LEN: usize = 12;

const HEADER: usize = 32;
const MAGIC: [u8; 4] = *b"pdfr";

/// The key under which a page is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKey {
    /// The first position of the frame that the page belongs to.
    pub first: u64,
    /// The number of the page within the frame, from 0.
    pub page: u32,
}

/// Collects the records of one commit; [`Batch::finish`] turns them into a frame.
#[derive(Debug)]
pub struct Batch {
    first: u64,
    ends: Vec<u32>,
    records: Vec<u8>,
}

/// A complete frame whose checksum and table of offsets have been checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    bytes: Vec<u8>,
    header: FrameHeader,
}

/// The decoded header of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrameHeader {
    /// The position of the first record.
    pub first: u64,
    /// The number of records, at least 1.
    pub count: u32,
    /// XXH3-64 of everything in the frame after this field.
    pub checksum: u64,
    records_len: u32,
}

impl PageKey {
    /// Encodes the key as stored: it sorts by position, then by page number.
    pub fn to_bytes(self) -> [u8; KEY_LEN] {
        let mut key = [0; KEY_LEN];
        key[..8].copy_from_slice(&self.first.to_be_bytes());
        key[8..].copy_from_slice(&self.page.to_be_bytes());
        key
    }

    /// Parses a stored key.
    ///
    /// # Errors
    /// [`FrameError::Key`] when `key` does not have exactly [`KEY_LEN`] bytes.
    pub fn parse(key: &[u8]) -> Result<Self, FrameError> {
        if key.len() != KEY_LEN {
            return Err(FrameError::Key(key.len()));
        }
        Ok(Self { first: u64::from_be_bytes(array(key, 0)), page: u32::from_be_bytes(array(key, 8)) })
    }
}

impl Batch {
    /// Creates an empty batch whose first record will get position `first`.
    pub fn new(first: u64) -> Self {
        assert!(first > 0, "positions start at 1");
        Self { first, ends: Vec::new(), records: Vec::new() }
    }

    /// Returns the position that the next pushed record gets.
    pub fn next_position(&self) -> u64 {
        self.first + self.ends.len() as u64
    }

    /// Returns the number of records pushed so far.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns whether no record has been pushed.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the size in bytes that the frame would have now.
    pub fn frame_len(&self) -> usize {
        HEADER + self.ends.len() * 4 + self.records.len()
    }

    /// Returns whether `count` more records with a total of `bytes` bytes still fit in the frame.
    pub fn fits(&self, count: usize, bytes: usize) -> bool {
        count.saturating_mul(4).saturating_add(bytes).saturating_add(self.frame_len()) <= FRAME_MAX
    }

    /// Appends a record and returns its position, or `None` when the frame would exceed [`FRAME_MAX`].
    pub fn push(&mut self, record: &[u8]) -> Option<u64> {
        if !self.fits(1, record.len()) {
            return None;
        }
        let position = self.next_position();
        self.records.extend_from_slice(record);
        self.ends.push(u32::try_from(self.records.len()).expect("a frame is at most 64 MiB"));
        Some(position)
    }

    /// Removes all records from the `len`-th on, so that a request that is refused half-way leaves nothing behind.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.records.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// Returns the collected records as a frame, or `None` when there are none. The batch is empty afterwards and
    /// continues at the position after them.
    pub fn finish(&mut self) -> Option<Frame> {
        if self.is_empty() {
            return None;
        }
        let count = u32::try_from(self.ends.len()).expect("a frame is at most 64 MiB");
        let records_len = u32::try_from(self.records.len()).expect("a frame is at most 64 MiB");
        let mut bytes = Vec::with_capacity(self.frame_len());
        bytes.extend_from_slice(&[0; 8]);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&FRAME_VERSION.to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        bytes.extend_from_slice(&self.first.to_le_bytes());
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(&records_len.to_le_bytes());
        for end in &self.ends {
            bytes.extend_from_slice(&end.to_le_bytes());
        }
        bytes.extend_from_slice(&self.records);
        let checksum = XxHash3_64::oneshot(&bytes[8..]);
        bytes[..8].copy_from_slice(&checksum.to_le_bytes());
        let header = FrameHeader { first: self.first, count, checksum, records_len };
        self.first = header.end_position();
        self.ends.clear();
        self.records.clear();
        Some(Frame { bytes, header })
    }
}

impl FrameHeader {
    /// Parses the header at the start of `bytes`, which were stored under `first`. The checksum is not verified here.
    ///
    /// # Errors
    /// [`FrameError::Frame`] and [`FrameError::Version`] when the bytes can not be the header of that frame.
    pub fn parse(first: u64, bytes: &[u8]) -> Result<Self, FrameError> {
        let wrong = |what| Err(FrameError::Frame { first, what });
        if bytes.len() < HEADER || bytes[8..12] != MAGIC {
            return wrong(message!("frame-no-header"));
        }
        let version = u16::from_le_bytes(array(bytes, 12));
        if version != FRAME_VERSION {
            return Err(FrameError::Version { first, version });
        }
        let header = Self {
            first: u64::from_le_bytes(array(bytes, 16)),
            count: u32::from_le_bytes(array(bytes, 24)),
            checksum: u64::from_le_bytes(array(bytes, 0)),
            records_len: u32::from_le_bytes(array(bytes, 28)),
        };
        if header.first != first {
            return wrong(message!("frame-elsewhere"));
        }
        if header.count == 0 || first == 0 || first.checked_add(u64::from(header.count)).is_none() {
            return wrong(message!("frame-no-positions"));
        }
        if bytes[14..16] != [0; 2] || header.frame_len() > FRAME_MAX {
            return wrong(message!("frame-too-large"));
        }
        Ok(header)
    }

    /// Returns the position directly after the last record.
    pub fn end_position(&self) -> u64 {
        self.first + u64::from(self.count)
    }

    /// Returns the position of the last record.
    pub fn last_position(&self) -> u64 {
        self.end_position() - 1
    }

    /// Returns the size of the whole frame in bytes.
    pub fn frame_len(&self) -> usize {
        HEADER + self.count as usize * 4 + self.records_len as usize
    }

    /// Returns the number of pages that the frame occupies.
    pub fn pages(&self) -> u32 {
        u32::try_from(self.frame_len().div_ceil(PAGE_CONTENT)).expect("a frame has at most 16,417 pages")
    }

    /// Returns the byte range of the table entries that delimit record `index`: one or two entries of four bytes.
    pub fn table_range(&self, index: u32) -> Range<usize> {
        let entry = HEADER + index as usize * 4;
        if index == 0 { entry..entry + 4 } else { entry - 4..entry + 4 }
    }

    /// Returns the byte range of record `index` within the frame, given the bytes at [`Self::table_range`].
    ///
    /// # Errors
    /// [`FrameError::Frame`] when the table is inconsistent.
    pub fn record_range(&self, entries: &[u8]) -> Result<Range<usize>, FrameError> {
        let base = HEADER + self.count as usize * 4;
        let end = u32::from_le_bytes(array(entries, entries.len() - 4));
        let start = if entries.len() == 8 { u32::from_le_bytes(array(entries, 0)) } else { 0 };
        if start > end || end > self.records_len {
            return Err(FrameError::Frame { first: self.first, what: message!("frame-table") });
        }
        Ok(base + start as usize..base + end as usize)
    }
}

impl Frame {
    /// Checks that `bytes` are the complete frame stored under `first`.
    ///
    /// # Errors
    /// [`FrameError`] when the header, the length, the checksum or the table is wrong.
    pub fn check(first: u64, bytes: Vec<u8>) -> Result<Self, FrameError> {
        let header = FrameHeader::parse(first, &bytes)?;
        let wrong = |what| Err(FrameError::Frame { first, what });
        if bytes.len() != header.frame_len() {
            return wrong(message!("frame-length"));
        }
        if XxHash3_64::oneshot(&bytes[8..]) != header.checksum && !seeded(Bug::SkipFrameChecksum) {
            return wrong(message!("frame-checksum"));
        }
        let mut before = 0;
        for entry in bytes[HEADER..HEADER + header.count as usize * 4].chunks_exact(4) {
            let end = u32::from_le_bytes(array(entry, 0));
            if end < before {
                return wrong(message!("frame-table"));
            }
            before = end;
        }
        if before != header.records_len {
            return wrong(message!("frame-table"));
        }
        Ok(Self { bytes, header })
    }

    /// Returns the header.
    pub const fn header(&self) -> &FrameHeader {
        &self.header
    }

    /// Returns the bytes of the whole frame.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the buffer, so that the next frame can reuse it.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns the record at `position`, or `None` when the frame does not contain that position.
    pub fn record(&self, position: u64) -> Option<&[u8]> {
        let index = position.checked_sub(self.header.first).filter(|index| *index < u64::from(self.header.count))?;
        let index = u32::try_from(index).expect("less than a count of 32 bits");
        let range = self.header.record_range(&self.bytes[self.header.table_range(index)]);
        Some(&self.bytes[range.expect("the table was checked when the frame was made")])
    }

    /// Iterates over all records with their positions, in order.
    pub fn records(&self) -> impl ExactSizeIterator<Item = (u64, &[u8])> {
        let table = &self.bytes[HEADER..][..self.header.count as usize * 4];
        let records = &self.bytes[HEADER + table.len()..];
        let mut start = 0;
        table.chunks_exact(4).enumerate().map(move |(index, entry)| {
            let end = u32::from_le_bytes(array(entry, 0)) as usize;
            let record = &records[start..end];
            start = end;
            (self.header.first + index as u64, record)
        })
    }

    /// Iterates over the stored pages of the frame and their keys.
    pub fn pages(&self) -> impl Iterator<Item = (PageKey, Vec<u8>)> {
        self.bytes.chunks(PAGE_CONTENT).zip(0u32..).map(|(content, page)| {
            let key = PageKey { first: self.header.first, page };
            let mut stored = Vec::with_capacity(content.len() + 8);
            stored.extend_from_slice(content);
            stored.extend_from_slice(&page_checksum(key, content).to_le_bytes());
            (key, stored)
        })
    }
}

/// Returns the content of a stored page after checking it against its own checksum and the key under which it was
/// found.
///
/// # Errors
/// [`FrameError::Page`] when the page differs from what was written under that key.
pub fn page_content(key: PageKey, stored: &[u8]) -> Result<&[u8], FrameError> {
    let wrong = FrameError::Page { first: key.first, page: key.page };
    if stored.len() <= 8 || stored.len() > PAGE_MAX {
        return Err(wrong);
    }
    let (content, checksum) = stored.split_at(stored.len() - 8);
    if page_checksum(key, content) != u64::from_le_bytes(array(checksum, 0)) {
        return Err(wrong);
    }
    Ok(content)
}

/// Computes the checksum of a page. The key is the seed: its product with an odd number distinguishes (first, page)
/// from (first + 1, page - 1).
fn page_checksum(key: PageKey, content: &[u8]) -> u64 {
    let seed = key.first.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(u64::from(key.page));
    XxHash3_64::oneshot_with_seed(seed, content)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("the slice was cut to this length")
}

#[cfg(test)]
mod tests;
