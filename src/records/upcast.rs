//! Upcasting: converts the fields of retired schema versions to the current shape while folding. What is stored and
//! exported never changes.

use crate::domain::event::EventType;
use crate::domain::event_core::CoreFields;

/// Returns the fields of an event of type `kind`, written with schema `version`, in their current shape.
///
/// Every type still has its first version, so there is nothing to convert yet. The first retired schema version gets
/// its upcaster here, and a recorded stream of it in `replay/streams/`.
pub fn upcast(kind: EventType, version: u8, fields: CoreFields<'_>) -> CoreFields<'_> {
    debug_assert!(version <= kind.schema_version(), "the codec refuses versions of the future");
    fields
}
