//! The positions that sealed reports show, for histories: computed once and cached.
//!
//! They follow from the log and never change: an erasure destroys texts, and a report names the same positions without
//! them.

use std::sync::Arc;

use super::queries::QueryError;
use super::service::Service;
use super::text_reads::query_with_texts;
use crate::projections;
use crate::projections::sealing::{NamedPositions, SealedPositions, Sealing, all_sealings};

/// The most sealings whose positions are cached: with some 2,000 positions of 16 bytes each, 32 MB. Further ones are
/// computed each time.
const KEPT_MAX: usize = 1_000;

impl Service {
    /// Returns every sealing known at `position`, with the positions that its report shows.
    ///
    /// # Errors
    /// [`QueryError`] when a record can not be read, or a report has a format of a later version.
    pub fn sealed_positions(&self, position: u64) -> Result<Vec<SealedPositions>, QueryError> {
        let all: Vec<Sealing> = query_with_texts(self, |state, contents| all_sealings(state, contents, position))
            .map_err(QueryError::Unreadable)?;
        all.into_iter()
            .map(|sealing| Ok(SealedPositions { positions: self.positions_shown_by(&sealing)?, sealing }))
            .collect()
    }

    fn positions_shown_by(&self, sealing: &Sealing) -> Result<Arc<NamedPositions>, QueryError> {
        let kept = &self.inner.shown;
        if let Some(known) = kept.lock().get(&sealing.at) {
            return Ok(Arc::clone(known));
        }
        // A sealing without a day shows nothing: verification reports it.
        let Some(request) = sealing.request() else { return Ok(Arc::default()) };
        let version = sealing.report_version;
        let answer = query_with_texts(self, |state, contents| {
            projections::report_in_version(version, state, contents, &request)
        })?;
        let report = serde_json::from_slice(&answer.canonical).expect("canonical bytes are JSON");
        let shown = Arc::new(NamedPositions::of(&report));
        let mut kept = kept.lock();
        if kept.len() < KEPT_MAX {
            kept.insert(sealing.at, Arc::clone(&shown));
        }
        Ok(shown)
    }
}
