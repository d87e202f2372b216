//! The application layer: joins the domain and the log. A command comes in as a proposal, is prepared on the caller's
//! thread ([`prepare`]), decided and numbered on the writer thread ([`engine`]), and read back as a record
//! ([`reading`]); [`service`] joins these.

mod admission;
pub mod agenda;
pub mod append_limits;
pub mod arrivals;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod cancellation;
mod checkpoints;
pub mod clock;
pub mod clock_watch;
pub mod comparison;
mod damage;
pub mod engine;
pub mod erasing;
pub mod error;
pub mod export;
pub mod feed_query;
pub mod findings;
pub mod follow;
pub mod history_parts;
pub mod import;
mod judging;
pub mod known_log;
mod log_tree;
pub mod new_event;
pub mod newest;
mod opening;
pub mod points;
pub mod prepare;
pub mod preview;
mod proofs;
pub mod queries;
mod query_error;
#[cfg(test)]
pub(crate) mod query_tests;
mod read_only;
pub mod reading;
mod rebuild;
mod report_cache;
pub mod report_parts;
mod report_query;
pub mod request_target;
pub mod restore;
pub mod reviews;
mod sealed_positions;
pub mod sealing;
pub mod search;
pub mod series;
pub mod service;
mod snapshot;
pub mod subject_query;
pub mod text_reads;
pub mod time_axes;
pub mod trace;
pub mod tree_branch;
pub mod verify;
pub mod warnings;

pub use crate::domain::query_keys;
pub use checkpoints::KeyMade;
pub use clock_watch::{ClockDoubt, ClockTrust};
pub use error::{AppError, Refusal};
pub use opening::{Access, OpenOptions};
pub use service::{AppendOptions, Appended, Service};
