//! Why a folder is only read, and the copy that is read.

use tempfile::TempDir;

use crate::language::Message;
use crate::log::LogError;

/// Why and how a folder is only read.
pub struct ReadOnly {
    pub(super) why: Message,
    pub(super) full: bool,
    pub(super) bytes: u64,
    /// The copy that is read; removed with this.
    #[expect(dead_code, reason = "it is kept for its drop")]
    pub(super) copy: TempDir,
}

impl ReadOnly {
    /// The error for a caller that wants to write.
    pub fn refusal(&self) -> LogError {
        LogError::ReadOnly { why: self.why.clone(), full: self.full }
    }
}
