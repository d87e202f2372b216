//! A zip writer that streams its output and adds the SHA-256 of every file, in the format that `sha256sum -c` reads.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

use chrono::{Datelike as _, Timelike as _};
use sha2::{Digest as _, Sha256};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::derived::SUMS;
use crate::domain::time::Instant;

/// Files in the archive are readable by everyone, as is usual for texts; the zip itself is created for its owner only.
const MODE: u32 = 0o644;

/// A zip being written. If it is dropped before [`BundleZip::end`], the output is not a valid zip.
pub struct BundleZip<'w> {
    /// `None` once the zip was ended.
    zip: Option<ZipWriter<StreamWriter<GatedWriter<'w>>>>,
    shut: Rc<Cell<bool>>,
    options: SimpleFileOptions,
    sums: String,
}

/// Discards all output once it is shut: the library also writes the end of an archive when one is dropped half-way, and
/// half a bundle would then open as a complete one.
struct GatedWriter<'w> {
    out: &'w mut dyn Write,
    shut: Rc<Cell<bool>>,
}

impl Write for GatedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.shut.get() { Ok(bytes.len()) } else { self.out.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.shut.get() { Ok(()) } else { self.out.flush() }
    }
}

/// Hashes everything written through it.
struct HashingWriter<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    /// Ignores flushes, so that compressed blocks end only where files do and the same content always compresses to the
    /// same bytes.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> BundleZip<'w> {
    /// Starts a zip in which all files have the same modification time.
    pub fn begin(out: &'w mut dyn Write, made_at: Instant) -> BundleZip<'w> {
        let shut = Rc::new(Cell::new(false));
        let zip = ZipWriter::new_stream(GatedWriter { out, shut: Rc::clone(&shut) });
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip_time(made_at))
            .unix_permissions(MODE);
        BundleZip { zip: Some(zip), shut, options, sums: String::new() }
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.add(name, self.options, |out| out.write_all(bytes))
    }

    /// Adds a file of any length, as produced by `write`.
    ///
    /// # Errors
    /// The error of `write`, or any error of the writer.
    pub fn long_file<E: From<WriteError>>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let options = self.options.large_file(true); // allows a length of more than 4 GiB
        let mut failed = None;
        let added = self.add(name, options, |out| {
            write(out).map_err(|error| {
                failed = Some(error);
                io::Error::other("the file was given up")
            })
        });
        match failed {
            Some(error) => Err(error),
            None => added.map_err(|error| WriteError(error).into()),
        }
    }

    fn add(
        &mut self,
        name: &str,
        options: SimpleFileOptions,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let zip = self.zip.as_mut().expect("it is taken only at the end");
        zip.start_file(name, options).map_err(io_error)?;
        let mut out = HashingWriter { out: zip, hash: Sha256::new() };
        write(&mut out)?;
        let hash = hex::encode(out.hash.finalize());
        self.sums.push_str(&format!("{hash}  {name}\n"));
        Ok(())
    }

    /// Adds the file with the hashes, and ends the zip.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn end(mut self) -> io::Result<()> {
        let sums = std::mem::take(&mut self.sums);
        self.file(SUMS, sums.as_bytes())?;
        let zip = self.zip.take().expect("it is taken only here");
        let mut out = zip.finish().map_err(|error| {
            self.shut.set(true);
            io_error(error)
        })?;
        out.flush()
    }
}

impl Drop for BundleZip<'_> {
    fn drop(&mut self) {
        self.shut.set(true);
    }
}

/// The error of writing a file of a zip.
#[derive(Debug)]
pub struct WriteError(pub io::Error);

impl From<WriteError> for crate::app::AppError {
    fn from(error: WriteError) -> crate::app::AppError {
        crate::app::AppError::Write(error.0)
    }
}

fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// Converts the moment to UTC for the zip; a moment outside 1980 to 2107 becomes the earliest that a zip supports.
fn zip_time(at: Instant) -> DateTime {
    let Some(utc) = chrono::DateTime::from_timestamp_micros(at.micros()) else { return DateTime::default() };
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(utc.year()).unwrap_or_default();
    let (month, day) = (part(utc.month()), part(utc.day()));
    let told = DateTime::from_date_and_time(year, month, day, part(utc.hour()), part(utc.minute()), part(utc.second()));
    told.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer that accepts this many bytes and then fails as a full disk.
    struct FullDisk(usize);

    impl Write for FullDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if bytes.len() > self.0 {
                return Err(io::Error::from(io::ErrorKind::StorageFull));
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn at() -> Instant {
        Instant::parse("2019-05-28T20:40:00Z").expect("a moment")
    }

    #[test]
    fn a_zip_that_was_given_up_has_no_end_and_its_writer_is_left_alone() {
        let mut whole = Vec::new();
        let mut pack = BundleZip::begin(&mut whole, at());
        pack.file("a.txt", b"a").unwrap();
        pack.end().unwrap();
        assert!(zip::ZipArchive::new(io::Cursor::new(&whole)).is_ok());

        let mut half = Vec::new();
        let mut pack = BundleZip::begin(&mut half, at());
        pack.file("a.txt", b"a").unwrap();
        drop(pack);
        assert!(zip::ZipArchive::new(io::Cursor::new(&half)).is_err(), "no end was written");

        let given_up: Result<(), crate::app::AppError> = BundleZip::begin(&mut half, at())
            .long_file("log", |_| Err(crate::app::AppError::refused(0, "x", crate::language::Message::verbatim("y"))));
        assert_eq!(given_up.unwrap_err().code(), "x", "the cause, not that of the archive");
    }

    #[test]
    fn a_full_disk_is_told_wherever_it_falls() {
        let mut all = Vec::new();
        let write = |out: &mut dyn Write| {
            let mut pack = BundleZip::begin(out, at());
            pack.file("a.txt", &[7; 100_000])?;
            pack.file("b.txt", b"b")?;
            pack.end()
        };
        write(&mut all).unwrap();
        for room in 0..all.len() {
            assert_eq!(write(&mut FullDisk(room)).unwrap_err().kind(), io::ErrorKind::StorageFull, "{room} bytes");
        }
        write(&mut FullDisk(all.len())).unwrap();
    }
}
