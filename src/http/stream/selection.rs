//! What a subscriber of the stream asks for.

use super::frame::StreamFormat;
use crate::projections::feed::EventFilter;

/// The events that a subscriber wants, and their format.
#[derive(Debug, Clone)]
pub struct StreamSelection {
    /// The filter.
    pub filter: EventFilter,
    /// The format.
    pub format: StreamFormat,
}
