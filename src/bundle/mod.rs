//! The auditor's bundle of a sealed round: one file with what was sealed and everything needed to recompute it without
//! trusting the server.
//!
//! [`prepare_bundle`] finds the sealing, checks it against the log and signs a checkpoint; nothing is written before that.
//! `writing` determines the contents and their order, and `zip_writer` streams them to the output, so that a long log is never
//! held in memory. The same log under the same checkpoint produces the same bytes.

mod preparing;
mod query;
mod writing;
mod zip_writer;

pub use preparing::{BundleError, OnDifference, PreparedBundle, half_page, prepare_bundle};
pub use query::BundleQuery;
pub use writing::BundleCounts;

pub use peildatum_audit::derived;
