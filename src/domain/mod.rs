//! The domain: pure, total and synchronous. No storage, network, clock, file or environment is named here.

pub mod actor;
pub mod bsn;
pub mod check;
pub mod core;
pub mod decide;
pub mod event;
pub mod field;
pub mod glossary;
pub mod ids;
pub mod json;
pub mod moment;
pub mod money;
pub mod near;
pub mod proposal;
pub mod rejection;
pub mod schema;
pub mod state;
#[cfg(test)]
pub mod testkit;
pub mod text;
pub mod time;
