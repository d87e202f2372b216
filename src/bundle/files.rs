//! What lies in a bundle, and in which order: first what people read, then the report, then the log and its proofs.

use std::io::Write;

use serde_json::Value;

use super::pack::Pack;
use super::{Bundle, erased_meanwhile};
use crate::app::{AppError, Service, export};
use crate::projections::sealing::Verdict;
use crate::render::{self, Style, text};

/// There only where the log no longer gives what was sealed.
pub const DIFFERS: &str = "AFWIJKEND.txt";
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
        let all = size + self.proved.len() as u64;
        let mut pack = Pack::begin(out, self.sealing.recorded_at);
        self.write_readable(&mut pack).map_err(AppError::Write)?;
        // Where the log differs, whoever looks into it is to see how.
        let export = if self.differs() { export::export_as_it_is } else { export::export };
        pack.long_file("log.ndjson", |lines| {
            export(service, Some(size), lines, &mut |done, _| tell(done, all)).map(drop)
        })?;
        let mut done = size;
        for positions in self.proved.chunks(PROOFS_AT_ONCE) {
            for record in service.records_at(positions)? {
                let proof = service.proof_under(&record, &self.signed)?.to_string();
                let name = format!("bewijzen/{}-{}.tlog-proof", record.position, record.id);
                pack.file(&name, proof.as_bytes()).map_err(AppError::Write)?;
            }
            done += positions.len() as u64;
            tell(done, all);
        }
        refuse_erased_since(service, size)?;
        pack.end().map_err(AppError::Write)?;
        Ok(Written { events: size, proofs: self.proved.len() })
    }

    fn differs(&self) -> bool {
        self.told.sealed["oordeel"] == (Verdict::Differs { what: Vec::new() }).name()
    }

    /// Everything but the log and the proofs.
    fn write_readable(&self, pack: &mut Pack<'_>) -> std::io::Result<()> {
        let told = &self.told;
        pack.file("LEESMIJ.txt", text::read_me(told).as_bytes())?;
        if self.differs() {
            pack.file(DIFFERS, text::differs(told).as_bytes())?;
        }
        pack.file("raadsstuk.txt", text::half_page(told).as_bytes())?;
        pack.file("vaststelling.json", &pretty(&told.sealed))?;
        pack.file("basis.json", &pretty(&told.report["basis"]))?;
        pack.file(
            "rapportage.txt",
            text::report(&told.report, Style { language: told.language, ..Style::default() }).as_bytes(),
        )?;
        pack.file("rapportage.csv", &render::report_csv(&told.report))?;
        pack.file("rapportage.xlsx", &render::report_xlsx(&told.report, told.language))?;
        pack.file("rapportage.json", &self.served)?;
        pack.file("rapportage.canoniek.json", &self.answer.canonical)?;
        pack.file("geraamte.json", &self.answer.skeleton)?;
        pack.file("checkpoint", told.note.as_bytes())?;
        pack.file("sleutel.txt", text::key(told).as_bytes())
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
            return Err(erased_meanwhile(&format!("positie {position}")));
        }
    }
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
