//! Why bytes are not the frame or page that they should be.

use super::FRAME_VERSION;
use crate::language::Message;
use crate::message;

/// Why bytes are not the frame or page that they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum FrameError {
    /// The key does not have the length of a page key.
    Key(usize),
    /// The page is too short, too long, or its checksum does not match.
    Page {
        /// The frame's first position.
        first: u64,
        /// The page.
        page: u32,
    },
    /// A page is not there.
    Missing {
        /// The frame's first position.
        first: u64,
        /// The page.
        page: u32,
    },
    /// The frame's bytes are not a frame, or not the one that its key says.
    Frame {
        /// The first position under which it was stored.
        first: u64,
        /// What is wrong with it.
        what: Message,
    },
    /// Written by another version of this program.
    Version {
        /// The frame's first position.
        first: u64,
        /// What it says.
        version: u16,
    },
}

impl FrameError {
    /// What is wrong, as a clause.
    pub fn message(&self) -> Message {
        match self {
            FrameError::Key(bytes) => message!("frame-key", bytes = *bytes),
            FrameError::Page { first, page } => message!("frame-page", first = *first, page = *page),
            FrameError::Missing { first, page } => message!("frame-page-missing", first = *first, page = *page),
            FrameError::Frame { first, what } => message!("frame-wrong", first = *first, what = what.clone()),
            FrameError::Version { first, version } => {
                message!(
                    "frame-version",
                    first = *first,
                    version = u32::from(*version),
                    known = u32::from(FRAME_VERSION)
                )
            }
        }
    }
}
