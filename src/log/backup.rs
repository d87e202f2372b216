//! The two files of a backup. `FILE` contains the records as stored in the log, with encrypted texts: no text can be
//! read from it. `FILE.geheim` contains the keys and salts that open them: destroying that file erases every text of
//! the backup (crypto-shredding).
//!
//! ```text
//! FILE         "peildatum back-up 1\n"   { length u32, record }*  length 0
//!              position u64, root 32, length u32, checkpoint, SHA-256 of all before it
//! FILE.geheim  "peildatum geheim 1\n"    position u64, root 32, slot 64 for each record (zeros if erased)
//!              length u32, signing key, SHA-256 of all before it
//! ```
//!
//! Numbers are little-endian. A truncated file lacks a valid end and is thereby detected. Both files name the last
//! position and the root at it, which shows that the two belong together.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use super::codec::PART_MAX;
use super::record::Hash;
use super::secrets::SLOT_LEN;
use crate::language::{Message, describe_io_error};
use crate::message;

const RECORDS: &[u8] = b"peildatum back-up 1\n";
const SECRETS: &[u8] = b"peildatum geheim 1\n";
/// Maximum size of a record: a core and a text of at most a mebibyte each, and a header with names.
const RECORD_MAX: usize = 2 * PART_MAX + 4096;
/// Maximum size of a checkpoint or a key. A checkpoint has a few lines, a key has one.
const SMALL_MAX: usize = 64 * 1024;

/// The extent of the log that a backup covers; it appears in both files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogExtent {
    /// The last position.
    pub position: u64,
    /// The root of the tree over all records.
    pub root: Hash,
}

/// The reason why a file is not a backup or not complete.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum BackupError {
    /// The file can not be read.
    Io(#[from] io::Error),
    /// The file is not a backup.
    NotRecords,
    /// The file contains the secrets, but was given as the backup itself.
    SecretsForRecords,
    /// The file does not contain secrets.
    NotSecrets,
    /// The file is truncated.
    Truncated,
    /// The digest does not match: the bytes are not the ones that were written.
    Digest,
    /// A length exceeds its limit, or bytes follow the end.
    Length,
}

impl BackupError {
    /// Describes the defect and what to do about it.
    pub fn message(&self) -> Message {
        match self {
            BackupError::Io(error) => describe_io_error(error),
            BackupError::NotRecords => message!("backup-none"),
            BackupError::SecretsForRecords => message!("backup-secrets-given"),
            BackupError::NotSecrets => message!("backup-no-secrets"),
            BackupError::Truncated => message!("backup-cut-off"),
            BackupError::Digest => message!("backup-digest"),
            BackupError::Length => message!("backup-length"),
        }
    }
}

/// Writes `FILE`.
pub struct BackupWriter<W>(HashingWriter<W>);

impl BackupWriter<Vec<u8>> {
    /// Returns the bytes written since the last call, for a caller that builds the file part by part.
    pub fn take_written(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0.out)
    }

    /// Returns the number of bytes that [`Self::take_written`] would return.
    pub fn pending_len(&self) -> usize {
        self.0.out.len()
    }
}

impl<W: Write> BackupWriter<W> {
    /// Starts the file.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn begin(out: W) -> io::Result<Self> {
        let mut out = HashingWriter { out, hash: Sha256::new() };
        out.put(RECORDS)?;
        Ok(Self(out))
    }

    /// Appends the next record.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn record(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.sized(bytes)
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn end(mut self, extent: LogExtent, checkpoint: &[u8]) -> io::Result<W> {
        self.0.put(&[0; 4])?;
        self.0.extent(extent)?;
        self.0.sized(checkpoint)?;
        self.0.end()
    }
}

/// Writes `FILE.geheim`. `slots` must contain [`SLOT_LEN`] bytes for each record.
///
/// # Errors
/// Any error of the writer.
pub fn write_secrets(out: &mut dyn Write, extent: LogExtent, slots: &[u8], key: &[u8]) -> io::Result<()> {
    assert_eq!(slots.len() as u64, extent.position * SLOT_LEN as u64, "each record has a slot");
    let mut out = HashingWriter { out, hash: Sha256::new() };
    out.put(SECRETS)?;
    out.extent(extent)?;
    out.put(slots)?;
    out.sized(key)?;
    out.end().map(drop)
}

struct HashingWriter<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> HashingWriter<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }

    fn sized(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).expect("a record, a checkpoint and a key are small");
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }

    fn extent(&mut self, extent: LogExtent) -> io::Result<()> {
        self.put(&extent.position.to_le_bytes())?;
        self.put(&extent.root)
    }

    fn end(mut self) -> io::Result<W> {
        self.out.write_all(&self.hash.finalize())?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Reads `FILE`. Its contents can not be trusted before the end has been reached, since the digest is checked there.
pub struct BackupReader<R>(HashingReader<R>);

/// The part of the file after the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupEnd {
    /// The extent of the log that the file covers.
    pub extent: LogExtent,
    /// The last signed checkpoint; empty when none was signed.
    pub checkpoint: Vec<u8>,
}

/// The next part of `FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupPart {
    /// A record.
    Record(Vec<u8>),
    /// The end of the file; everything before it is intact.
    End(BackupEnd),
}

impl<R: Read> BackupReader<R> {
    /// Reads and checks the start of the file.
    ///
    /// # Errors
    /// [`BackupError`] when the file is not a backup.
    pub fn begin(input: R) -> Result<Self, BackupError> {
        let other = |found: &[u8]| match RECORDS.len() >= SECRETS.len() && found.starts_with(SECRETS) {
            true => BackupError::SecretsForRecords,
            false => BackupError::NotRecords,
        };
        HashingReader::begin(input, RECORDS, other).map(Self)
    }

    /// Reads the next part.
    ///
    /// # Errors
    /// [`BackupError`] when the file is truncated or altered.
    pub fn next_part(&mut self) -> Result<BackupPart, BackupError> {
        let record = self.0.sized(RECORD_MAX)?;
        if !record.is_empty() {
            return Ok(BackupPart::Record(record));
        }
        let extent = self.0.extent()?;
        let checkpoint = self.0.sized(SMALL_MAX)?;
        self.0.end()?;
        Ok(BackupPart::End(BackupEnd { extent, checkpoint }))
    }
}

/// The contents of `FILE.geheim`.
pub struct BackupSecrets {
    /// The extent of the log, which shows to which backup the secrets belong.
    pub extent: LogExtent,
    /// The slots of the records, in order.
    pub slots: Vec<u8>,
    /// The signing key in its secret form; empty when it is not included.
    pub key: Vec<u8>,
}

/// Reads `FILE.geheim` completely.
///
/// # Errors
/// [`BackupError`] when the file has another format or is not complete.
pub fn read_secrets(input: impl Read) -> Result<BackupSecrets, BackupError> {
    let mut input = HashingReader::begin(input, SECRETS, |_| BackupError::NotSecrets)?;
    let extent = input.extent()?;
    let length = extent.position.checked_mul(SLOT_LEN as u64).ok_or(BackupError::Length)?;
    let slots = input.take(length)?;
    let key = input.sized(SMALL_MAX)?;
    input.end()?;
    Ok(BackupSecrets { extent, slots, key })
}

struct HashingReader<R> {
    input: R,
    hash: Sha256,
}

impl<R: Read> HashingReader<R> {
    /// Reads and checks the magic bytes. `other` maps the bytes of a file that starts differently to an error.
    fn begin(input: R, magic: &[u8], other: impl FnOnce(&[u8]) -> BackupError) -> Result<Self, BackupError> {
        let mut checked = Self { input, hash: Sha256::new() };
        match checked.take(magic.len() as u64) {
            Ok(found) if found == magic => Ok(checked),
            Ok(found) => Err(other(&found)),
            Err(BackupError::Truncated) => Err(other(&[])),
            Err(error) => Err(error),
        }
    }

    /// Reads `length` bytes. The buffer grows as bytes arrive, so a wrong length can not cause a huge allocation.
    fn take(&mut self, length: u64) -> Result<Vec<u8>, BackupError> {
        let mut bytes = Vec::new();
        if (&mut self.input).take(length).read_to_end(&mut bytes)? as u64 != length {
            return Err(BackupError::Truncated);
        }
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        self.take(N as u64).map(|bytes| bytes.try_into().expect("as long as was asked"))
    }

    fn sized(&mut self, most: usize) -> Result<Vec<u8>, BackupError> {
        let length = u32::from_le_bytes(self.array()?);
        if length as usize > most { Err(BackupError::Length) } else { self.take(length.into()) }
    }

    fn extent(&mut self) -> Result<LogExtent, BackupError> {
        Ok(LogExtent { position: u64::from_le_bytes(self.array()?), root: self.array()? })
    }

    fn end(&mut self) -> Result<(), BackupError> {
        let expected: Hash = self.hash.clone().finalize().into();
        if self.array::<32>()? != expected {
            return Err(BackupError::Digest);
        }
        match self.input.read(&mut [0])? {
            0 => Ok(()),
            _ => Err(BackupError::Length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both() -> (Vec<u8>, Vec<u8>) {
        let extent = LogExtent { position: 2, root: [5; 32] };
        let (mut records, mut secrets) = (Vec::new(), Vec::new());
        let mut out = BackupWriter::begin(&mut records).unwrap();
        out.record(b"one").unwrap();
        out.record(b"two and more").unwrap();
        out.end(extent, b"checkpoint").unwrap();
        write_secrets(&mut secrets, extent, &[7; 128], b"key").unwrap();
        (records, secrets)
    }

    fn read(bytes: &[u8]) -> Result<usize, BackupError> {
        let mut input = BackupReader::begin(bytes)?;
        let mut count = 0;
        while let BackupPart::Record(_) = input.next_part()? {
            count += 1;
        }
        Ok(count)
    }

    #[test]
    fn what_was_written_is_read() {
        let (records, secrets) = both();
        assert_eq!(read(&records).unwrap(), 2);
        let secrets = read_secrets(&secrets[..]).unwrap();
        assert_eq!((secrets.extent.position, secrets.slots.len(), &secrets.key[..]), (2, 128, &b"key"[..]));
    }

    #[test]
    fn a_file_that_was_cut_off_or_changed_anywhere_is_told_from_a_whole_one() {
        let (records, secrets) = both();
        for length in 0..records.len() {
            assert!(read(&records[..length]).is_err(), "{length}");
        }
        for length in 0..secrets.len() {
            assert!(read_secrets(&secrets[..length]).is_err(), "{length}");
        }
        for at in 0..records.len() {
            let mut changed = records.clone();
            changed[at] ^= 1;
            assert!(read(&changed).is_err(), "{at}");
        }
        for at in 0..secrets.len() {
            let mut changed = secrets.clone();
            changed[at] ^= 1;
            assert!(read_secrets(&changed[..]).is_err(), "{at}");
        }
        assert!(read(&[&records[..], b"x"].concat()).is_err());
    }
}
