//! Writes a bundle: first the files for people, then the report, then the log and its proofs.

use std::io::Write;

use super::derived::{LOG, proof_name};
use super::preparing::{PreparedBundle, erased_meanwhile_error};
use super::zip_writer::BundleZip;
use crate::app::{AppError, Service, export};
use crate::message;

/// Number of records of proofs read at a time. Each is at most 2 MiB, and usually some kilobytes.
const PROOFS_AT_ONCE: usize = 64;

/// Counts of what a bundle contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BundleCounts {
    /// The number of events of the log.
    pub events: u64,
    /// The number of events with an inclusion proof of their own.
    pub proofs: usize,
}

impl PreparedBundle {
    /// Returns the default file name: made of the round, the version and the last position of the log.
    pub fn file_name(&self) -> String {
        format!("bundel-{}-{}-positie-{}.zip", self.sealing.round, self.sealing.version, self.signed.checkpoint.size)
    }

    /// Writes the bundle. `tell` is called with (done, total), counted in events and proofs.
    ///
    /// # Errors
    /// [`AppError::Write`]; [`AppError::Log`] when a record can not be read; [`AppError::Refused`] when a text was
    /// erased during the write. In each case the output so far is not a valid archive.
    pub fn write(
        &self,
        service: &Service,
        out: &mut dyn Write,
        tell: &mut dyn FnMut(u64, u64),
    ) -> Result<BundleCounts, AppError> {
        let size = self.signed.checkpoint.size;
        let proved = &self.derived.proved_positions;
        let all = size + proved.len() as u64;
        let mut pack = BundleZip::begin(out, self.sealing.recorded_at);
        for (name, bytes) in self.derived.files() {
            pack.file(name, &bytes).map_err(AppError::Write)?;
        }
        // When the log differs from what was sealed, the reader must be able to see how, so the log is exported as it
        // is.
        let export = if self.derived.differs() { export::export_as_it_is } else { export::export };
        pack.long_file(LOG, |lines| export(service, Some(size), lines, &mut |done, _| tell(done, all)).map(drop))?;
        let mut done = size;
        for positions in proved.chunks(PROOFS_AT_ONCE) {
            for record in service.records_at(positions)? {
                let proof = service.inclusion_proof_under(&record, &self.signed)?.to_string();
                pack.file(&proof_name(record.position, record.id), proof.as_bytes()).map_err(AppError::Write)?;
            }
            done += positions.len() as u64;
            tell(done, all);
        }
        refuse_erased_since(service, size)?;
        pack.end().map_err(AppError::Write)?;
        Ok(BundleCounts { events: size, proofs: proved.len() })
    }
}

/// Refuses a bundle from which a text may be missing because an event past its checkpoint erased it: the bundle could
/// not explain why. Erasing makes that event durable first, so if a missing text was exported, its erasure is found
/// here.
fn refuse_erased_since(service: &Service, size: u64) -> Result<(), AppError> {
    let mut after = size;
    loop {
        let records = service.records(after, PROOFS_AT_ONCE)?;
        let Some(last) = records.last() else { return Ok(()) };
        after = last.position;
        let hit = records.iter().find_map(|record| service.erased_by(record).filter(|position| *position <= size));
        if let Some(position) = hit {
            return Err(erased_meanwhile_error(message!("position-named", position = position)));
        }
    }
}
