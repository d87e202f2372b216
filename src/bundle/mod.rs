//! The auditor's file of a sealed round: what was sealed, and all that is needed to compute it again without trusting us.
//!
//! [`gather`] finds the sealing, holds it against the log and signs a checkpoint; nothing is written before that. `files` says
//! what lies in the file and in which order, `pack` writes it as it comes, so that a long log is never held in memory. The same
//! log under the same checkpoint gives the same bytes.

pub mod derived;
#[cfg(feature = "server")]
mod files;
#[cfg(feature = "server")]
mod making;
#[cfg(feature = "server")]
mod pack;

#[cfg(feature = "server")]
pub use files::Written;
#[cfg(feature = "server")]
pub use making::{Bundle, BundleError, Differing, gather, half_page};
