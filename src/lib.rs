//! Peildatum: every change in the social domain of a municipality is an event in a log that is never edited;
//! projections rebuild the report for any reporting date, as it was known at any moment.

#[cfg(feature = "server")]
pub mod app;
#[cfg(feature = "server")]
pub mod cli;
pub mod domain;
#[cfg(feature = "server")]
pub mod extract;
#[cfg(feature = "server")]
pub mod http;
pub mod log;
pub mod projections;
#[cfg(feature = "server")]
pub mod render;
