//! Upcasting: converts the fields of retired schema versions to the current shape while folding. What is stored and
//! exported never changes.

use crate::domain::event::EventType;
use crate::domain::event_core::CoreFields;

/// Returns the fields of an event of type `kind`, written with schema `version`, in their current shape.
///
/// A version that only added an optional field needs no conversion: an event of an earlier version has no value there.
/// Those are `ronde.geopend` and `ronde.gewijzigd`, which got `programmas` in version 2. Any other retired version gets
/// its upcaster here. A recorded stream of each retired version is in `replay/streams/`.
pub fn upcast(kind: EventType, version: u8, fields: CoreFields<'_>) -> CoreFields<'_> {
    debug_assert!(version <= kind.schema_version(), "the codec refuses versions of the future");
    fields
}
