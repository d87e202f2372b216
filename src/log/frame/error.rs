//! The error for bytes that are not the expected frame or page.

use super::FRAME_VERSION;
use crate::language::Message;
use crate::message;

/// The reason why bytes are not the expected frame or page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum FrameError {
    /// The key does not have the length of a page key.
    Key(usize),
    /// The page is too short or too long, or its checksum does not match.
    Page {
        /// The first position of the frame.
        first: u64,
        /// The number of the page.
        page: u32,
    },
    /// A page is missing.
    Missing {
        /// The first position of the frame.
        first: u64,
        /// The number of the page.
        page: u32,
    },
    /// The bytes are not a frame, or not the frame that belongs under this key.
    Frame {
        /// The first position under which the frame was stored.
        first: u64,
        /// A description of the defect.
        what: Message,
    },
    /// The frame was written by another version of this program.
    Version {
        /// The first position of the frame.
        first: u64,
        /// The version in the frame.
        version: u16,
    },
}

impl FrameError {
    /// Describes the defect as a clause.
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
