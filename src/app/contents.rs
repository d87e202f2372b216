//! Where projections find texts: the records of the open log.
//!
//! Nothing is kept between two questions: a text that is erased must be gone from everywhere at once, and what a report
//! shows is read in one pass over ascending positions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::service::Service;
use crate::log::record::Record;
use crate::projections::{Contents, ContentsError};

impl Contents for Service {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError> {
        let mut wanted: BTreeMap<u64, Option<Arc<Record>>> =
            positions.iter().map(|position| (*position, None)).collect();
        let ascending: Vec<u64> = wanted.keys().copied().collect();
        let at = |position, source| ContentsError { position, source };
        let found = self.records_at(&ascending);
        for record in found.map_err(|error| at(ascending.first().copied().unwrap_or(0), error.into()))? {
            wanted.insert(record.position, Some(Arc::new(record)));
        }
        let take = |position: &u64| wanted.get(position).cloned().flatten().ok_or(*position);
        let records: Result<Vec<_>, u64> = positions.iter().map(take).collect();
        records.map_err(|position| at(position, "it lies past the durable head".into()))
    }
}
