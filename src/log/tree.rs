//! The Merkle tree of RFC 6962 over the log: its root at any size, and proofs. Pure, and usable without the server.
//!
//! Every node that is the root of a full subtree is stored once, in the order in which appending completes them (post-order):
//! leaf, leaf, their parent, leaf, leaf, their parent, the parent of both parents, and so on. Appending writes at the end and
//! nowhere else, a root of any earlier size is still there, and each answer needs a number of hashes that grows with the
//! logarithm of the size. The node at `level` (0 = leaf) that is the `index`-th of its level is stored directly after the
//! subtree that it closes: see [`stored_index`].

use std::convert::Infallible;

use sha2::{Digest, Sha256};

/// A SHA-256 value: of a leaf, of a node, or a root.
pub type Hash = [u8; 32];

/// Stored hashes by their place in post-order.
pub trait Hashes {
    /// What reading can end in.
    type Error;

    /// The stored hash at `index`, which is less than [`stored_count`] of the size asked about.
    ///
    /// # Errors
    /// When it can not be read.
    fn hash(&self, index: u64) -> Result<Hash, Self::Error>;
}

/// The roots of the full subtrees that a tree of this size consists of, largest first: what is needed to append.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    roots: Vec<Hash>,
}

/// A whole tree in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    edge: Edge,
    stored: Vec<Hash>,
}

/// The hash of a leaf whose entry is these bytes.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of a node with these two below it.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// How many hashes a tree of `size` leaves stores: 2n less the number of ones in n.
pub const fn stored_count(size: u64) -> u64 {
    2 * size - size.count_ones() as u64
}

/// Where the `index`-th node of `level` is stored: the tree up to its last leaf, less that leaf's own unclosed parents.
pub const fn stored_index(level: u32, index: u64) -> u64 {
    let last_leaf = ((index + 1) << level) - 1;
    stored_count(last_leaf) + level as u64
}

/// What is stored at `stored`, as (level, index at that level): the inverse of [`stored_index`].
pub const fn place_of(stored: u64) -> (u32, u64) {
    // The leaf it was stored with is the last one that is stored at or before it: between a half of it and all of it.
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

impl Edge {
    /// The edge of a tree of `size` leaves.
    ///
    /// # Errors
    /// That of reading a stored hash.
    pub fn of<H: Hashes>(hashes: &H, size: u64) -> Result<Self, H::Error> {
        let roots = full_subtrees(0, size).map(|(level, index)| hashes.hash(stored_index(level, index)));
        Ok(Self { size, roots: roots.collect::<Result<_, _>>()? })
    }

    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf and adds the hashes to be stored, the leaf's own first, to `stored`.
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

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return empty_root() };
        roots.fold(*last, |right, left| node_hash(left, &right))
    }
}

impl Tree {
    /// Appends a leaf.
    pub fn append(&mut self, leaf: Hash) {
        self.edge.append(leaf, &mut self.stored);
    }

    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }
}

impl Hashes for Tree {
    type Error = Infallible;

    fn hash(&self, index: u64) -> Result<Hash, Infallible> {
        let index = usize::try_from(index).expect("a tree in memory is smaller than memory");
        Ok(self.stored[index])
    }
}

impl Hashes for [Hash] {
    type Error = Infallible;

    fn hash(&self, index: u64) -> Result<Hash, Infallible> {
        Ok(self[usize::try_from(index).expect("a slice is smaller than memory")])
    }
}

/// The root of the first `size` leaves.
///
/// # Errors
/// That of reading a stored hash.
pub fn root<H: Hashes + ?Sized>(hashes: &H, size: u64) -> Result<Hash, H::Error> {
    if size == 0 { Ok(empty_root()) } else { range_root(hashes, 0, size) }
}

/// The hashes that prove that leaf `index` (less than `size`) is in the tree of `size` leaves, from the leaf up.
///
/// # Errors
/// That of reading a stored hash.
pub fn inclusion_proof<H: Hashes + ?Sized>(hashes: &H, index: u64, size: u64) -> Result<Vec<Hash>, H::Error> {
    assert!(index < size, "leaf {index} is not in a tree of {size}");
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
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

/// The hashes that prove that the tree of `old` leaves (1 to `size`) is the beginning of the tree of `size` leaves.
///
/// # Errors
/// That of reading a stored hash.
pub fn consistency_proof<H: Hashes + ?Sized>(hashes: &H, old: u64, size: u64) -> Result<Vec<Hash>, H::Error> {
    assert!((1..=size).contains(&old), "a tree of {old} leaves is not the beginning of one of {size}");
    let (mut start, mut end) = (0, size);
    let mut proof = Vec::new();
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            proof.push(range_root(hashes, middle, end)?);
            end = middle;
        } else {
            proof.push(range_root(hashes, start, middle)?);
            start = middle;
        }
    }
    if start != 0 {
        proof.push(range_root(hashes, start, end)?); // else it is the old root itself, which the verifier has
    }
    proof.reverse();
    Ok(proof)
}

/// Whether `proof` shows that `leaf` is leaf `index` of the tree of `size` leaves with this root.
/// Source: RFC 9162, section 2.1.3.2.
pub fn proves_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
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

/// Whether `proof` shows that the tree of `old` leaves with `old_root` is the beginning of that of `size` with `root`.
/// Source: RFC 9162, section 2.1.4.2.
pub fn proves_consistency(old: u64, old_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
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

/// The largest power of two below `count`, which is at least 2: where RFC 6962 splits.
const fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

/// The root over leaves `start` to `end`, where `start` is a multiple of every full subtree in it, as splitting gives.
fn range_root<H: Hashes + ?Sized>(hashes: &H, start: u64, end: u64) -> Result<Hash, H::Error> {
    let mut root = None;
    let mut subtrees: Vec<_> = full_subtrees(start, end).collect();
    while let Some((level, index)) = subtrees.pop() {
        let left = hashes.hash(stored_index(level, index))?;
        root = Some(root.map_or(left, |right| node_hash(&left, &right)));
    }
    Ok(root.expect("the range holds a leaf"))
}

/// The full subtrees, as (level, index at that level), that leaves `start` to `end` consist of, largest first.
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
