//! The report of a whole log in parts, byte for byte as [`queries::report`] returns it. One programme at a time is in
//! memory, and the state is locked for one programme at a time.
//!
//! A text that is erased meanwhile appears in the parts that were written before, and in none after; the digests are
//! those of the bytes that were returned.

use super::Service;
use super::queries::{self, QueryError, ReportQuery};
use super::text_reads::query_with_texts;
use crate::log::record::Hash;
use crate::projections::{self, ReportWriter};

/// The fewest bytes of a part, except the last one: small programmes are combined.
const PART_BYTES: usize = 64 * 1024;

/// The progress through a report.
pub struct ReportParts {
    written: ReportWriter,
    root: Hash,
    /// Identifies the request and the log.
    basis: String,
}

impl ReportParts {
    /// Starts the requested report; `None` when it is not built in parts: a report of one node, or a sealed one.
    ///
    /// # Errors
    /// As for [`queries::report`].
    pub fn begin(service: &Service, query: &ReportQuery) -> Result<Option<ReportParts>, QueryError> {
        if query.node.is_some() {
            return Ok(None);
        }
        let (request, root, sealed) = queries::resolve_report(service, query)?;
        let basis = format!("{request:?} {}", hex::encode(root));
        Ok(sealed.is_none().then(|| ReportParts { written: ReportWriter::new(request), root, basis }))
    }

    /// A key of the request and the root of the log at its position: together with the erasures since, it determines
    /// the whole report.
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// Returns the next part, and the state from which the part after it is read; `None` after the last part.
    ///
    /// # Errors
    /// As for [`queries::report`].
    pub fn next(mut self, service: &Service) -> Result<(Vec<u8>, Option<ReportParts>), QueryError> {
        let mut out = Vec::new();
        while out.len() < PART_BYTES {
            let (written, bytes) =
                query_with_texts(service, |state, contents| self.written.write_part(state, contents))?;
            self.written = written;
            out.extend(bytes);
            if let Some(digests) = self.written.digests() {
                let ended = query_with_texts(service, |state, contents| {
                    projections::append_state(state, contents, (&digests, &self.root), &out)
                });
                return Ok((ended.map_err(QueryError::Unreadable)?, None));
            }
        }
        Ok((out, Some(self)))
    }
}
