//! What lies in a bundle, and in which order: first what people read, then the report, then the log and its proofs.

use std::io::Write;

use super::derived::{LOG, proof_name};
use super::making::{Bundle, erased_meanwhile};
use super::pack::Pack;
use crate::app::{AppError, Service, export};
use crate::message;

/// Records of proofs that are read at once: of at most 2 MiB each, and some kilobytes as a rule.
const PROOFS_AT_ONCE: usize = 64;

/// What a bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Events of the log.
    pub events: u64,
    /// Events with a proof of their own.
    pub proofs: usize,
}

impl Bundle {
    /// The name that a file of it gets by default: of the round, the version and how far the log reached.
    pub fn file_name(&self) -> String {
        format!("bundel-{}-{}-positie-{}.zip", self.sealing.round, self.sealing.version, self.signed.checkpoint.size)
    }

    /// Writes the bundle. `tell` gets (done, of): events and proofs.
    ///
    /// # Errors
    /// [`AppError::Write`]; [`AppError::Log`] when a record can not be read; [`AppError::Refused`] when a text was erased
    /// while it was written. What was written until then is no archive.
    pub fn write(
        &self,
        service: &Service,
        out: &mut dyn Write,
        tell: &mut dyn FnMut(u64, u64),
    ) -> Result<Written, AppError> {
        let size = self.signed.checkpoint.size;
        let proved = &self.derived.proved;
        let all = size + proved.len() as u64;
        let mut pack = Pack::begin(out, self.sealing.recorded_at);
        for (name, bytes) in self.derived.files() {
            pack.file(name, &bytes).map_err(AppError::Write)?;
        }
        // Where the log differs, whoever looks into it is to see how.
        let export = if self.derived.differs() { export::export_as_it_is } else { export::export };
        pack.long_file(LOG, |lines| export(service, Some(size), lines, &mut |done, _| tell(done, all)).map(drop))?;
        let mut done = size;
        for positions in proved.chunks(PROOFS_AT_ONCE) {
            for record in service.records_at(positions)? {
                let proof = service.proof_under(&record, &self.signed)?.to_string();
                pack.file(&proof_name(record.position, record.id), proof.as_bytes()).map_err(AppError::Write)?;
            }
            done += positions.len() as u64;
            tell(done, all);
        }
        refuse_erased_since(service, size)?;
        pack.end().map_err(AppError::Write)?;
        Ok(Written { events: size, proofs: proved.len() })
    }
}

/// Refuses a bundle in which a text may be gone that was erased by an event past its checkpoint: it could not say why. Erasing
/// makes that event durable first, so whoever met a text that is gone finds it here.
fn refuse_erased_since(service: &Service, size: u64) -> Result<(), AppError> {
    let mut after = size;
    loop {
        let records = service.records(after, PROOFS_AT_ONCE)?;
        let Some(last) = records.last() else { return Ok(()) };
        after = last.position;
        let hit = records.iter().find_map(|record| service.erased_by(record).filter(|position| *position <= size));
        if let Some(position) = hit {
            return Err(erased_meanwhile(message!("position-named", position = position)));
        }
    }
}
