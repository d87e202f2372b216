//! Records of the log and what can be proved about them, without a disk: for the service and for the auditor's tool.
//!
//! [`record`] is one record, [`codec`] its byte encoding, [`commitment`] its hashes, [`canonical`] the bytes of its JSON,
//! which [`export`] reads; [`upcast`] converts retired schema versions. [`tree`] is the Merkle tree over the log. The
//! signed and published forms are in [`signed_note`], [`checkpoint`], [`tiles`] and [`proof`]; [`free_text`] finds them in
//! a text that a person typed or printed.

pub mod canonical;
pub mod checkpoint;
pub mod codec;
pub mod commitment;
pub mod export;
pub mod free_text;
pub mod proof;
pub mod record;
pub mod signed_note;
pub mod tiles;
pub mod tree;
pub mod upcast;

use peildatum_domain as domain;
use peildatum_domain::{language, message};
