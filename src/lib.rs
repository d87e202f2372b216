//! Peildatum: every change in the social domain of a municipality is an event in a log that is never edited;
//! projections rebuild the report for any reporting date, as it was known at any moment.
//!
//! # The flow
//!
//! `command -> decide -> event -> log -> projections -> queries -> http / cli`. The modules, in reading order:
//!
//! 0. [`language`]: what people read, as messages in Dutch and English; everything below makes messages, the rims say them.
//! 1. [`domain`]: what an event is ([`domain::event`]), how it is read at the rim ([`domain::proposal`]), what the log knows of
//!    every subject on both axes of time ([`domain::state`]), and the rules ([`domain::decide`]).
//! 2. [`log`]: records and what they commit to; below the feature `server` their frames on disk, the secrets of their texts, and the
//!    one writer.
//! 3. [`projections`]: the report for a date as known at a position, the history of a subject, lists. The meaning stands at the
//!    top of that module, with a plain definition beside the fast one.
//! 4. `app`: joins these. A proposal is prepared on its caller's thread, decided, numbered and synced on the writer's, and read back.
//! 5. `extract`: a report page as text becomes draft events.
//! 6. `render`: a report, a comparison or a history as text, CSV or workbook. `bundle`: the auditor's file of a sealed round.
//!    `subscriptions`: events as other systems read them. `http` and `cli` are the rims.
//!
//! # Borders
//!
//! Each is run as a test in `tests/it/borders.rs`: the domain names no storage, network, runtime, clock, file or environment; only
//! `log::store` names the storage engine; projections do no IO; only `http::problem` maps errors to statuses; the auditor's tool in
//! `replay/` has neither storage, server nor runtime in its tree; a published schema never changes.

#[cfg(feature = "server")]
pub mod app;
#[cfg(feature = "renderings")]
pub mod bundle;
#[cfg(feature = "server")]
pub mod cli;
pub mod domain;
#[cfg(feature = "server")]
pub mod extract;
pub mod faults;
#[cfg(feature = "server")]
pub mod http;
pub mod language;
pub mod log;
pub mod projections;
#[cfg(feature = "renderings")]
pub mod render;
#[cfg(feature = "server")]
pub mod subscriptions;
