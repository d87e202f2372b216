//! The log: records in the order in which they were accepted, never edited, on stable storage before anyone is told.
//!
//! A record: [`record`], its bytes in [`codec`], its hashes in [`commitment`], what became of retired shapes in [`upcast`].
//! Below the feature `server`, in reading order: [`frame`] (the records of one commit as checked pages), [`store`] (the
//! one file that names the storage engine), [`storage`] (the border above it), [`head`], [`secrets`] and [`folder`] (what
//! else lies on disk and the rules of opening), [`writer`] (the one thread that writes), [`salvage`] (reading what was
//! refused), [`shelf`] (small things kept beside the log). [`tree`] is the Merkle tree over it all, [`tree_file`] its hashes on
//! disk. What is signed and shown of it to others: [`note`], [`checkpoint`], [`tiles`], [`proof`], and on disk [`signing`].

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
