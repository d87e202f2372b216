//! The error for damage above the frames.

use std::path::Path;

use crate::language::Message;
use crate::log::{Damage, LogError};

/// An error for damage found above the frames: in a record or its text.
pub fn damage(folder: &Path, position: u64, what: Message) -> LogError {
    LogError::Damaged(Damage {
        folder: folder.to_owned(),
        position,
        what,
        holds_until: Some(position.saturating_sub(1)),
    })
}
