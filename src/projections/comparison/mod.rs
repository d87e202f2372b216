//! Two reports side by side: what differs, why, and which events explain it.

mod filter;
mod model;

pub use filter::is_kind;
pub use model::*;
