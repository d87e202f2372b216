//! What other systems get of the log: each event as a CloudEvent.

pub mod cloud_event;

pub use cloud_event::{CloudEvent, Origin};
