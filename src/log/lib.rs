//! The event log: an append-only sequence of records in the order of acceptance. A record is on stable storage before
//! anyone learns that it was accepted.
//!
//! What needs no disk is re-exported from `peildatum-records`: [`record`] is one record, [`codec`] its byte encoding,
//! [`commitment`] its hashes, and [`upcast`] converts retired schema versions. In reading order: [`frame`] (the records
//! of one commit as checksummed pages), [`store`] (the only file that names the storage engine), [`storage`] (the
//! traits above the engine), [`head_note`], [`secrets`] and [`folder`] (the other files on disk and the rules of
//! opening), [`writer`] (the single writer thread), [`salvage`] (reading a folder that opening refuses), [`kv_store`]
//! (small entries kept beside the log), [`kept_files`] (unfinished work beside it). [`tree`] is the Merkle tree over the log and [`tree_file`] its hashes on disk.
//! The signed and published forms are in [`signed_note`], [`checkpoint`], [`tiles`] and [`proof`]; their files on disk
//! are in [`signing`].

pub mod backup;
pub mod disk_space;
pub use disk_space::fits as has_room;
mod engine_copy;
pub mod error;
pub mod files;
pub mod folder;
mod format;
pub mod frame;
pub mod head_note;
pub mod kept_files;
pub mod kv_store;
pub mod lock;
mod opening;
pub mod read_only;
pub mod reader;
pub mod record_decoder;
pub mod salvage;
pub mod secrets;
mod seeded;
pub mod signing;
pub mod storage;
pub mod store;
pub mod test_hooks;
pub mod text_cipher;
pub mod tree_file;
pub mod writer;

pub use error::{Damage, LogError};
pub use peildatum_records::{
    canonical, checkpoint, codec, commitment, export, free_text, proof, record, signed_note, tiles, tree, upcast,
};

use peildatum_domain as domain;
use peildatum_domain::{language, message};

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod testing;
