//! Reads the files of a bundle from an untrusted archive: duplicate names, overlapping files, and files that unpack to
//! an implausible size are reported as faults.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use peildatum_audit::derived::{LOG, PROOFS};
use peildatum_domain::language::{Message, describe_io_error};
use peildatum_domain::message;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use crate::failure::Failure;

/// The possible first bytes of an archive: a file in it, or the end of an empty archive.
const MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Maximum ratio of the unpacked to the packed size of a file. JSON with many empty fields reaches some tens; a zip
/// bomb reaches a thousand.
const RATIO_MAX: u64 = 250;
/// Size in bytes to which a file may always unpack, whatever its packed size.
const UNPACKED_ALWAYS_ALLOWED: u64 = 4 << 20;
/// Maximum number of files examined: one proof per event, and no log has more events.
const FILES_MAX: usize = 5_000_000;

/// A bundle on disk.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    names: Vec<String>,
}

/// An unpacked file.
pub struct Unpacked {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
}

/// Returns whether a file is an archive, judging by its first bytes.
pub fn is_archive(path: &Path) -> bool {
    let mut first = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && MAGIC.iter().any(|begin| first == **begin)
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`Failure::Input`] for a file that can not be read, is not a complete archive, or contains too many files.
    pub fn open(path: &Path) -> Result<Archive, Failure> {
        let input = |what: Message| Failure::Input { file: path.display().to_string(), what };
        let file = File::open(path).map_err(|error| input(describe_io_error(&error)))?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|_| input(message!("bundle-no-archive")))?;
        if zip.len() > FILES_MAX {
            return Err(input(message!("bundle-too-many-files", max = FILES_MAX)));
        }
        let names = zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        Ok(Archive { zip, names })
    }

    /// Returns the name of every file in the archive.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns a defect of the archive itself. If there is one, different readers may see different contents.
    pub fn defect(&mut self) -> Option<Message> {
        if self.zip.has_duplicate_names() {
            return Some(message!("bundle-double-names"));
        }
        if self.zip.has_overlapping_entries().unwrap_or(true) {
            return Some(message!("bundle-overlap"));
        }
        None
    }

    /// Returns the unpacked file, or `None` when it is missing.
    ///
    /// # Errors
    /// A clause: the file can not be unpacked, or unpacks to more than it may.
    pub fn read(&mut self, name: &str) -> Option<Result<Unpacked, Message>> {
        self.stream_file(name, |input| {
            let mut bytes = Vec::new();
            input.read_to_end(&mut bytes).map_err(|_| ()).map(|_| bytes)
        })
        .map(|read| read.map(|(bytes, hash)| Unpacked { bytes, hash }))
    }

    /// Passes a file to `work` while it is being unpacked; returns the result of `work` and the hash of the whole file.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn stream_file<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut dyn BufRead) -> Result<T, ()>,
    ) -> Option<Result<(T, String), Message>> {
        let at = self.zip.index_for_name_raw(name.as_bytes())?;
        let Ok(file) = self.zip.by_index(at) else { return Some(Err(message!("bundle-not-unpacked"))) };
        let max = file.compressed_size().saturating_mul(RATIO_MAX).max(UNPACKED_ALWAYS_ALLOWED);
        let mut input = BufReader::new(HashingReader { input: file.take(max + 1), hash: Sha256::new(), count: 0 });
        let worked = work(&mut input);
        // The part that `work` did not read belongs to the hash, too.
        let rest = std::io::copy(&mut input, &mut std::io::sink());
        let HashingReader { hash, count, .. } = input.into_inner();
        if count > max {
            return Some(Err(message!("bundle-bomb", max = max)));
        }
        Some(match (worked, rest) {
            (Ok(made), Ok(_)) => Ok((made, hex(&hash.finalize()))),
            (Err(()), _) | (_, Err(_)) => Err(message!("bundle-not-unpacked")),
        })
    }
}

/// Returns whether a bundle may contain a file of this name.
pub fn is_bundle_file(name: &str, known: &[&str]) -> bool {
    known.contains(&name) || name == LOG || (name.starts_with(PROOFS) && name.ends_with(".tlog-proof"))
}

struct HashingReader<R> {
    input: R,
    hash: Sha256,
    count: u64,
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(into)?;
        self.hash.update(&into[..length]);
        self.count += length as u64;
        Ok(length)
    }
}

/// Formats bytes as `sha256sum` prints them.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
