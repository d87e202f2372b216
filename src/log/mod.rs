//! The event log: an append-only sequence of records in the order of acceptance. A record is on stable storage before
//! anyone learns that it was accepted.
//!
//! [`record`] is one record, [`codec`] its byte encoding, [`commitment`] its hashes, and [`upcast`] converts retired
//! schema versions. Behind the feature `server`, in reading order: [`frame`] (the records of one commit as checksummed
//! pages), [`store`] (the only file that names the storage engine), [`storage`] (the traits above the engine),
//! [`head`], [`secrets`] and [`folder`] (the other files on disk and the rules of opening), [`writer`] (the single
//! writer thread), [`salvage`] (reading a folder that opening refuses), [`shelf`] (small entries kept beside the log).
//! [`tree`] is the Merkle tree over the log and [`tree_file`] its hashes on disk. The signed and published forms are in
//! [`note`], [`checkpoint`], [`tiles`] and [`proof`]; their files on disk are in [`signing`].

#[cfg(feature = "server")]
pub mod backup;
pub mod checkpoint;
pub mod codec;
pub mod commitment;
#[cfg(feature = "server")]
pub mod entry;
#[cfg(feature = "server")]
pub mod error;
pub mod export;
#[cfg(feature = "server")]
mod files;
#[cfg(feature = "server")]
pub mod folder;
#[cfg(feature = "server")]
pub mod frame;
#[cfg(feature = "server")]
pub mod head;
#[cfg(feature = "server")]
pub mod lock;
pub mod note;
#[cfg(feature = "server")]
mod opening;
pub mod paper;
pub mod proof;
#[cfg(feature = "server")]
pub mod read;
#[cfg(feature = "server")]
pub mod reading;
pub mod record;
#[cfg(feature = "server")]
mod room;
#[cfg(feature = "server")]
pub mod salvage;
#[cfg(feature = "server")]
pub mod seal;
#[cfg(feature = "server")]
pub mod secrets;
#[cfg(feature = "server")]
mod seeded;
#[cfg(feature = "server")]
pub mod shelf;
#[cfg(feature = "server")]
pub mod signing;
#[cfg(feature = "server")]
pub(crate) mod step;
#[cfg(feature = "server")]
pub mod storage;
#[cfg(feature = "server")]
pub mod store;
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
