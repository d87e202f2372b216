//! What can be asked of the log: folds over the state and, for texts, over records. No IO and no clock here.

use std::error::Error;
use std::sync::Arc;

use crate::log::record::Record;

/// Where the texts are: records by position, opened. Implemented over the log and over an export.
pub trait Contents {
    /// The records at these positions, in the order asked for.
    ///
    /// # Errors
    /// [`ContentsError`] for the first that is not there or can not be read.
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError>;
}

/// A record that could not be read: the folder is damaged, or the export does not reach that far.
#[derive(Debug, thiserror::Error)]
#[error("the record at position {position} can not be read: {source}")]
pub struct ContentsError {
    /// Position of the record.
    pub position: u64,
    /// Why: an error of the log, or a sentence.
    pub source: Box<dyn Error + Send + Sync>,
}
