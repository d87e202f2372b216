//! Proofs about the log: checkpoints, tiles, inclusion proofs of an event and consistency proofs between two sizes.

use std::sync::Arc;

use super::checkpoints::KeyMade;
use super::service::Service;
use crate::domain::ids::EventId;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::commitment::canonical_json;
use crate::log::proof::InclusionProof;
use crate::log::record::{Record, RecordView};
use crate::log::signed_note::Verifier;
use crate::log::tiles::{self, Tile, TileKind};
use crate::log::tree::Hash;
use crate::log::{LogError, tree};

/// A consistency proof: the log at one size is a prefix of the log at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// The smaller size, at least 1.
    pub from: u64,
    /// The root over it.
    pub from_root: Hash,
    /// The larger size.
    pub to: u64,
    /// The root over it.
    pub to_root: Hash,
    /// The proof of RFC 6962.
    pub hashes: Vec<Hash>,
}

impl Service {
    /// The last signed checkpoint: at most about a second behind the durable head.
    pub fn checkpoint(&self) -> Arc<SignedCheckpoint> {
        self.inner.checkpoints.last()
    }

    /// Signs a checkpoint of the present durable head; for a sealing, and for what must be provable at once.
    ///
    /// # Errors
    /// [`LogError`] when the tree can not be read or the checkpoint can not be written: the last one stays.
    pub fn sign_now(&self) -> Result<Arc<SignedCheckpoint>, LogError> {
        self.inner.checkpoints.sign_now()
    }

    /// The public key and name that others check the signatures of this log with.
    pub fn verifier(&self) -> Verifier {
        self.inner.checkpoints.verifier()
    }

    /// Why a signing key was made at this opening, if one was: the operator must be informed.
    pub fn key_made(&self) -> Option<KeyMade> {
        self.inner.checkpoints.made()
    }

    /// Returns an inclusion proof of the event with this id, with the data that its leaf is computed from; `None` when
    /// the log has no such event. The proof is under the last checkpoint, or under a new one where that is older than
    /// the event.
    ///
    /// # Errors
    /// [`LogError`] when record or tree can not be read, or no checkpoint can be written.
    pub fn inclusion_proof_of(&self, id: EventId) -> Result<Option<InclusionProof>, LogError> {
        let Some(record) = self.record_of(id)? else { return Ok(None) };
        let mut signed = self.checkpoint();
        if signed.checkpoint.size < record.position {
            signed = self.sign_now()?;
        }
        self.inclusion_proof_under(&record, &signed).map(Some)
    }

    /// Returns an inclusion proof of a record of this log, under a checkpoint that covers it.
    ///
    /// # Errors
    /// [`LogError`] when the tree can not be read.
    ///
    /// # Panics
    /// When the checkpoint does not cover the record.
    pub fn inclusion_proof_under(
        &self,
        record: &Record,
        signed: &SignedCheckpoint,
    ) -> Result<InclusionProof, LogError> {
        let index = record.position - 1;
        let hashes = tree::inclusion_proof(&self.inner.tree, index, signed.checkpoint.size)?;
        let extra = Some(canonical_json(&record.to_json(RecordView::Export)));
        Ok(InclusionProof { extra, index, hashes, checkpoint: signed.note.clone() })
    }

    /// Returns a consistency proof: the first `from` events are a prefix of the first `to`. `None` unless 1 <= `from`
    /// <= `to` and `to` is durable. A new checkpoint is signed where the last one is older than `to`.
    ///
    /// # Errors
    /// [`LogError`] when the tree can not be read, or no checkpoint can be written.
    pub fn consistency_proof(&self, from: u64, to: u64) -> Result<Option<ConsistencyProof>, LogError> {
        if from == 0 || from > to || to > self.durable_head() {
            return Ok(None);
        }
        if to > self.checkpoint().checkpoint.size {
            self.sign_now()?;
        }
        let stored = &self.inner.tree;
        let (from_root, to_root) = (tree::root(stored, from)?, tree::root(stored, to)?);
        let hashes = tree::consistency_proof(stored, from, to)?;
        Ok(Some(ConsistencyProof { from, from_root, to, to_root, hashes }))
    }

    /// Returns the bytes of a tile; `None` when the last checkpoint does not cover it.
    ///
    /// # Errors
    /// [`LogError`] when log or tree can not be read.
    pub fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, LogError> {
        if !tile.is_in_tree(self.checkpoint().checkpoint.size) {
            return Ok(None);
        }
        let bytes = match tile.kind {
            TileKind::Entries => self.inner.tree.entries(tile),
            TileKind::Level(level) => tiles::hash_tile_bytes(&self.inner.tree, level, tile),
        };
        bytes.map(Some)
    }
}
