//! Peildatum is an event-sourced, bitemporal record of the social domain of a municipality.
//!
//! Every change is an event in an append-only log. Projections rebuild the report for any reporting date (valid time),
//! as it was known at any moment or log position (transaction time). A reporting round is sealed: its report, position
//! and root hash are fixed, and every later version must reproduce the same digest. Texts can be erased on legal ground
//! by crypto-shredding: the key and salt of a text are destroyed, the event and its commitment stay.
//!
//! # The flow
//!
//! A write: `JSON -> Proposal -> NewEvent -> prepare (caller's thread) -> decide (writer thread) -> record -> sync ->
//! answer`. A caller sends a proposal, which [`input`] reads. With its id and actor it is a new event
//! ([`app::new_event`]), as a sealing and a restored record are. `app` prepares it on the caller's thread: encoding,
//! encrypted text, commitments. The one writer thread checks it against the rules ([`domain::decide`]) and the version the caller
//! expects (optimistic concurrency), numbers and dates it, applies it to the [`domain::state`], and syncs a batch of
//! requests at once (group commit). The caller gets its answer when the record is durable; readers see it from then on.
//!
//! A read: `query -> state + texts -> projection -> read model -> http / cli`. The state is a fold of the whole log in
//! memory, without texts. A query runs on it under a read lock; the records whose texts it needs are read from disk
//! without that lock (`app::text_reads`).
//!
//! # The crates, in reading order
//!
//! Each is a folder below `src/`, and depends only on crates above it in this list:
//!
//! 1. [`domain`]: what an event is ([`domain::event`]), how a proposal is parsed and validated ([`domain::proposal`]),
//!    the bitemporal state of every subject ([`domain::state`]), and the rules ([`domain::decide`]). It also has
//!    [`language`]: the texts that people read, as messages in Dutch and English. Every layer builds messages; only the
//!    borders (HTTP, CLI) translate them.
//! 2. `records` (re-exported by [`log`]): a record, its bytes and commitments, the Merkle tree with its inclusion and
//!    consistency proofs, signed checkpoints, tiles. It reads no disk.
//! 3. [`projections`]: the report for a date as known at a position, comparisons, findings, history, lists. The
//!    definitions are at the top of that crate; beside the fast implementation is a plain one, as a test oracle.
//! 4. [`render`]: a report, a comparison or a history as text, CSV or workbook. [`extract`]: turns the text of a report
//!    page into draft events, for a person to review. [`arguments`]: the argument parser in the language of a run.
//! 5. [`pages`]: what people look at in a browser, as pure functions from read models to HTML.
//! 6. `audit`: what the service and the auditor's tool share about verification: [`faults`] explains a failed one, and
//!    `derived` makes the files of a bundle that anyone can compute again.
//! 7. [`log`]: the frames on disk, the secrets that open the texts, and the one writer.
//!
//! This crate depends on all of them; the auditor's tool in `replay/` depends on all but this one, `log`,
//! `extract` and `pages`.
//! The modules of this crate:
//!
//! 1. [`input`]: reads what a caller sends, with every error in it at once.
//! 2. [`app`]: joins domain, log and projections into a service over one data folder: append, queries, sealing, erasure,
//!    import, reviews of report pages, export, back-up, restore, verification.
//! 3. [`bundle`]: the file of a sealed round that an auditor checks offline.
//! 4. [`subscriptions`]: events as CloudEvents, and their at-least-once delivery to webhooks.
//! 5. [`access`]: tokens, sessions and who asks; what each role may do is a table of the domain ([`domain::access`]).
//!    `outgoing` is what their calls out of the service have in common.
//! 6. [`http`] and [`cli`]: the borders. They parse requests, call `app` and translate its messages. `thread_end` ends the
//!    threads on which they write log lines and send spans.
//!
//! # Borders
//!
//! A crate can not name what its manifest does not. Tests in `tests/it/borders.rs` check the rest:
//!
//! - the domain names no storage, network, runtime, clock, file or environment;
//! - only `log::store` names the storage engine;
//! - projections, texts and pages do no I/O;
//! - only `http::problem` maps errors to statuses;
//! - the auditor's tool has neither storage, server, runtime nor schema validator in its dependency tree;
//! - a published schema never changes.

pub mod access;
pub mod app;
pub mod bundle;
pub mod cli;
pub mod http;
pub mod input;
mod outgoing;
pub mod subscriptions;
mod thread_end;

pub use peildatum_arguments as arguments;
pub use peildatum_audit::faults;
pub use peildatum_domain as domain;
pub use peildatum_domain::{language, message};
pub use peildatum_extract as extract;
pub use peildatum_log as log;
pub use peildatum_pages as pages;
pub use peildatum_projections as projections;
pub use peildatum_render as render;
