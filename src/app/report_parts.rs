//! The report of a whole log part by part, byte for byte as [`queries::report`] gives it: a programme at a time is in memory, and the
//! state is held for a programme at a time.
//!
//! A text that is erased meanwhile is shown by the parts that were written before, and by none after; the digests are those of what
//! was given out.

use super::Service;
use super::apart::read_apart;
use super::queries::{self, QueryError, ReportQuery};
use crate::log::record::Hash;
use crate::projections::{self, Written};

/// Bytes that a part has at least, unless it is the last: small programmes go together.
const PART_BYTES: usize = 64 * 1024;

/// Where a report is.
pub struct ReportParts {
    written: Written,
    root: Hash,
    /// What was asked.
    basis: String,
}

impl ReportParts {
    /// The report that was asked for; none where it is not made in parts: of one node, or as it was sealed.
    ///
    /// # Errors
    /// As for [`queries::report`].
    pub fn begin(service: &Service, query: &ReportQuery) -> Result<Option<ReportParts>, QueryError> {
        if query.node.is_some() {
            return Ok(None);
        }
        let (request, root, sealed) = queries::asked(service, query)?;
        let basis = format!("{request:?} {}", hex::encode(root));
        Ok(sealed.is_none().then(|| ReportParts { written: Written::new(request), root, basis }))
    }

    /// What was asked, and the root of the log there: with what was erased since, all that the report follows from.
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// The next part, and what makes the one after it; none at the end.
    ///
    /// # Errors
    /// As for [`queries::report`].
    pub fn next(mut self, service: &Service) -> Result<(Vec<u8>, Option<ReportParts>), QueryError> {
        let mut out = Vec::new();
        while out.len() < PART_BYTES {
            let (written, bytes) = read_apart(service, |state, contents| self.written.part(state, contents))?;
            self.written = written;
            out.extend(bytes);
            if let Some(digests) = self.written.digests() {
                let ended = read_apart(service, |state, contents| {
                    projections::ended_with_state(state, contents, (&digests, &self.root), &out)
                });
                return Ok((ended.map_err(QueryError::Unreadable)?, None));
            }
        }
        Ok((out, Some(self)))
    }
}
