//! Turns the shapes of retired schema versions into today's, in the fold only: what is stored and exported stays.

use crate::domain::core::CoreFields;
use crate::domain::event::EventType;

/// Today's shape of the fields of an event of `kind`, written with schema `version`.
///
/// Every type still has its first version, so there is nothing to turn yet; the first retired shape gets its arm here,
/// and a recorded stream of it in `replay/streams/`.
pub fn upcast(kind: EventType, version: u8, fields: CoreFields<'_>) -> CoreFields<'_> {
    debug_assert!(version <= kind.schema_version(), "the codec refuses versions of the future");
    fields
}
