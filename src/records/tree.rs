//! The Merkle tree of RFC 6962 over the log: its root at any size, inclusion proofs and consistency proofs. The module
//! is pure and can be used without the server.
//!
//! Every node that is the root of a full subtree is stored once, in the order in which appending completes them
//! (post-order): leaf, leaf, their parent, leaf, leaf, their parent, the parent of both parents, and so on. Appending
//! only ever writes at the end, the root of any earlier size remains available, and each answer needs a number of
//! hashes logarithmic in the size. The node at `level` (0 = leaf) with index `index` within its level is stored
//! directly after the subtree that it completes: see [`stored_index`].

use std::convert::Infallible;

use sha2::{Digest, Sha256};

pub use super::record::Hash;

/// Random access to the stored hashes, by their index in post-order.
pub trait StoredHashes {
    /// The error of reading a hash.
    type Error;

    /// Returns the stored hash at `index`, which must be less than [`stored_count`] of the tree size in question.
    ///
    /// # Errors
    /// The hash can not be read.
    fn hash(&self, index: u64) -> Result<Hash, Self::Error>;
}

/// The frontier of a tree: the roots of the full subtrees that make up a tree of this size, largest first. It is the
/// state needed to append.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

/// A whole tree in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    frontier: Frontier,
    stored: Vec<Hash>,
}

/// Computes the hash of a leaf from the bytes of its entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// Computes the hash of a node from its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Returns the root of the tree without leaves: the SHA-256 of no bytes.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Returns the number of hashes that a tree of `size` leaves stores: 2n minus the number of one bits in n.
pub const fn stored_count(size: u64) -> u64 {
    2 * size - size.count_ones() as u64
}

/// Returns the index at which node `index` of `level` is stored: directly after the tree that ends before its last
/// leaf, plus one for each level below it.
pub const fn stored_index(level: u32, index: u64) -> u64 {
    let last_leaf = ((index + 1) << level) - 1;
    stored_count(last_leaf) + level as u64
}

/// Returns the node stored at index `stored` as (level, index within that level): the inverse of [`stored_index`].
pub const fn node_at(stored: u64) -> (u32, u64) {
    // The node was stored along with the last leaf stored at or before it. That leaf's index is between half of
    // `stored` and `stored`.
    let (mut low, mut high) = (stored / 2, stored);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if stored_count(middle) <= stored {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let level = stored - stored_count(low);
    (level as u32, ((low + 1) >> level) - 1)
}

impl Frontier {
    /// Reads the frontier of a tree of `size` leaves.
    ///
    /// # Errors
    /// The error of reading a stored hash.
    pub fn at_size<H: StoredHashes>(hashes: &H, size: u64) -> Result<Self, H::Error> {
        let roots = full_subtrees(0, size).map(|(level, index)| hashes.hash(stored_index(level, index)));
        Ok(Self { size, roots: roots.collect::<Result<_, _>>()? })
    }

    /// Returns the number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf and pushes the hashes that must be stored, starting with the leaf's own, onto `stored`.
    pub fn append(&mut self, leaf: Hash, stored: &mut Vec<Hash>) {
        stored.push(leaf);
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.roots.pop().expect("each one in the size has its full subtree");
            hash = node_hash(&left, &hash);
            stored.push(hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// Returns the root of the tree.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return empty_root() };
        roots.fold(*last, |right, left| node_hash(left, &right))
    }
}

impl Tree {
    /// Appends a leaf.
    pub fn append(&mut self, leaf: Hash) {
        self.frontier.append(leaf, &mut self.stored);
    }

    /// Returns the number of leaves.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Returns the root of the whole tree.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }
}

impl StoredHashes for Tree {
    type Error = Infallible;

    fn hash(&self, index: u64) -> Result<Hash, Infallible> {
        let index = usize::try_from(index).expect("a tree in memory is smaller than memory");
        Ok(self.stored[index])
    }
}

impl StoredHashes for [Hash] {
    type Error = Infallible;

    fn hash(&self, index: u64) -> Result<Hash, Infallible> {
        Ok(self[usize::try_from(index).expect("a slice is smaller than memory")])
    }
}

/// Computes the root of the first `size` leaves.
///
/// # Errors
/// The error of reading a stored hash.
pub fn root<H: StoredHashes + ?Sized>(hashes: &H, size: u64) -> Result<Hash, H::Error> {
    if size == 0 { Ok(empty_root()) } else { range_root(hashes, 0, size) }
}

/// Builds the inclusion proof of leaf `index` (less than `size`) in the tree of `size` leaves, from the leaf up.
///
/// # Errors
/// The error of reading a stored hash.
pub fn inclusion_proof<H: StoredHashes + ?Sized>(hashes: &H, index: u64, size: u64) -> Result<Vec<Hash>, H::Error> {
    assert!(index < size, "leaf {index} is not in a tree of {size}");
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while end - start > 1 {
        let middle = start + split_point(end - start);
        if index < middle {
            proof.push(range_root(hashes, middle, end)?);
            end = middle;
        } else {
            proof.push(range_root(hashes, start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Builds the consistency proof that the tree of `old` leaves (1 to `size`) is a prefix of the tree of `size` leaves.
///
/// # Errors
/// The error of reading a stored hash.
pub fn consistency_proof<H: StoredHashes + ?Sized>(hashes: &H, old: u64, size: u64) -> Result<Vec<Hash>, H::Error> {
    assert!((1..=size).contains(&old), "a tree of {old} leaves is not the beginning of one of {size}");
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while old != end {
        let middle = start + split_point(end - start);
        if old <= middle {
            proof.push(range_root(hashes, middle, end)?);
            end = middle;
        } else {
            proof.push(range_root(hashes, start, middle)?);
            start = middle;
        }
    }
    if start != 0 {
        proof.push(range_root(hashes, start, end)?); // otherwise it is the old root itself, which the verifier has
    }
    proof.reverse();
    Ok(proof)
}

/// Verifies an inclusion proof: that `leaf` is leaf `index` of the tree of `size` leaves with this root.
/// Source: RFC 9162, section 2.1.3.2.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Verifies a consistency proof: that the tree of `old` leaves with `old_root` is a prefix of that of `size` leaves
/// with `root`.
/// Source: RFC 9162, section 2.1.4.2.
pub fn verify_consistency(old: u64, old_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if old == 0 || old > size {
        return false;
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    let mut steps = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return false };
    let shift = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> shift, (size - 1) >> shift);
    let (mut from_old, mut from_new) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            from_old = node_hash(step, &from_old);
            from_new = node_hash(step, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && from_old == *old_root && from_new == *root
}

/// Returns the largest power of two below `count` (at least 2): the point at which RFC 6962 splits.
const fn split_point(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

/// Computes the root over leaves `start` to `end`. `start` must be a multiple of every full subtree in the range, which
/// splitting guarantees.
fn range_root<H: StoredHashes + ?Sized>(hashes: &H, start: u64, end: u64) -> Result<Hash, H::Error> {
    let mut root = None;
    let mut subtrees: Vec<_> = full_subtrees(start, end).collect();
    while let Some((level, index)) = subtrees.pop() {
        let left = hashes.hash(stored_index(level, index))?;
        root = Some(root.map_or(left, |right| node_hash(&left, &right)));
    }
    Ok(root.expect("the range holds a leaf"))
}

/// Iterates over the full subtrees that make up leaves `start` to `end`, as (level, index within that level), largest
/// first.
fn full_subtrees(start: u64, end: u64) -> impl Iterator<Item = (u32, u64)> {
    let mut start = start;
    std::iter::from_fn(move || {
        let left = end - start;
        let level = left.checked_ilog2()?;
        let index = start >> level;
        start += 1 << level;
        Some((level, index))
    })
}

#[cfg(test)]
mod tests;
