//! The domain: pure, total and synchronous. No storage, network, clock, file or environment is named here.
//!
//! [`event`] is the catalogue of events and [`field`] that of their fields; [`header`] is what every event has;
//! [`proposal`] parses what a caller sends, and [`check`] checks its form; [`event_form`] has the fields that a person
//! fills in. [`state`] is the bitemporal state of every subject, [`decide`] the rules that an event is checked against,
//! [`schema`] the published JSON Schemas. [`access`] is the table of roles. [`language`] has the messages for people in
//! Dutch and English, [`glossary`] the meaning of every Dutch name at the border.

pub mod access;
pub mod actor;
pub mod bsn;
pub mod calendar;
pub mod check;
pub mod decide;
pub mod event;
pub mod event_core;
pub mod event_form;
pub mod field;
pub mod glossary;
pub mod header;
pub mod ids;
pub mod json;
pub mod language;
pub mod moment;
pub mod money;
pub mod proposal;
pub mod query_keys;
pub mod rejection;
pub mod schema;
pub mod state;
pub mod suggestions;
#[cfg(any(test, feature = "testkit"))]
pub mod testkit;
pub mod text;
pub mod time;
mod word_enum;
