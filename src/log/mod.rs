//! The event log: an append-only sequence of records in the order of acceptance. A record is on stable storage before
//! anyone learns that it was accepted.
//!
//! [`record`] is one record, [`codec`] its byte encoding, [`commitment`] its hashes, and [`upcast`] converts retired
//! schema versions. Behind the feature `server`, in reading order: [`frame`] (the records of one commit as checksummed
//! pages), [`store`] (the only file that names the storage engine), [`storage`] (the traits above the engine),
//! [`head_note`], [`secrets`] and [`folder`] (the other files on disk and the rules of opening), [`writer`] (the single
//! writer thread), [`salvage`] (reading a folder that opening refuses), [`kv_store`] (small entries kept beside the log).
//! [`tree`] is the Merkle tree over the log and [`tree_file`] its hashes on disk. The signed and published forms are in
//! [`signed_note`], [`checkpoint`], [`tiles`] and [`proof`]; their files on disk are in [`signing`].

#[cfg(feature = "server")]
pub mod backup;
pub mod checkpoint;
pub mod codec;
pub mod commitment;
#[cfg(feature = "server")]
mod disk_space;
#[cfg(feature = "server")]
pub mod error;
pub mod export;
#[cfg(feature = "server")]
mod files;
#[cfg(feature = "server")]
pub mod folder;
#[cfg(feature = "server")]
pub mod frame;
pub mod free_text;
#[cfg(feature = "server")]
pub mod head_note;
#[cfg(feature = "server")]
pub mod kv_store;
#[cfg(feature = "server")]
pub mod lock;
#[cfg(feature = "server")]
mod opening;
pub mod proof;
#[cfg(feature = "server")]
pub mod read_only;
#[cfg(feature = "server")]
pub mod reader;
pub mod record;
#[cfg(feature = "server")]
pub mod record_decoder;
#[cfg(feature = "server")]
pub mod salvage;
#[cfg(feature = "server")]
pub mod secrets;
#[cfg(feature = "server")]
mod seeded;
pub mod signed_note;
#[cfg(feature = "server")]
pub mod signing;
#[cfg(feature = "server")]
pub mod storage;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
pub(crate) mod test_hooks;
#[cfg(feature = "server")]
pub mod text_cipher;
pub mod tiles;
pub mod tree;
#[cfg(feature = "server")]
pub mod tree_file;
pub mod upcast;
#[cfg(feature = "server")]
pub mod writer;

#[cfg(feature = "server")]
pub use error::{Damage, LogError};

#[cfg(test)]
#[cfg(feature = "server")]
mod crash_tests;
#[cfg(test)]
#[cfg(feature = "server")]
mod testing;
