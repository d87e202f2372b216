//! The auditor's bundle of a sealed round: one file with what was sealed and everything needed to recompute it without
//! trusting the server.
//!
//! [`prepare_bundle`] finds the sealing, checks it against the log and signs a checkpoint; nothing is written before that.
//! `files` determines the contents and their order, and `pack` streams them to the output, so that a long log is never
//! held in memory. The same log under the same checkpoint produces the same bytes.

pub mod derived;
#[cfg(feature = "server")]
mod preparing;
#[cfg(feature = "server")]
mod writing;
#[cfg(feature = "server")]
mod zip_writer;

#[cfg(feature = "server")]
pub use preparing::{Bundle, BundleError, OnDifference, half_page, prepare_bundle};
#[cfg(feature = "server")]
pub use writing::BundleCounts;
