//! The log: records, their bytes and commitments here; frames, storage, secrets and the writer below the feature `server`.

pub mod codec;
pub mod commitment;
pub mod record;
pub mod upcast;
