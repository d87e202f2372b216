//! The tree file: which hashes opening keeps, and that losing the file is harmless.

use std::fs;

use super::*;
use crate::tree::{Tree, leaf_hash, root};

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(&index.to_le_bytes())).collect()
}

fn plain_root(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.append(*leaf));
    tree.root()
}

#[test]
fn what_is_appended_in_parts_has_the_roots_of_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let leaves = leaves(100);
    let mut tree = TreeFile::open(&dir.path().join("tree"), 0).unwrap();
    for part in leaves.chunks(7) {
        let expected = tree.root_with(part);
        tree.append(part).unwrap();
        assert_eq!(tree.root(), expected);
    }
    for size in 0..=100 {
        let known = &leaves[..size];
        assert_eq!(root(&tree.hashes(), size as u64).unwrap(), plain_root(known));
    }
}

#[test]
fn opening_keeps_no_more_than_is_trusted_and_no_half_tree() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tree");
    let leaves = leaves(50);
    TreeFile::open(&path, 0).unwrap().append(&leaves).unwrap();
    let whole = fs::read(&path).unwrap();

    for cut in 0..=whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let mut tree = TreeFile::open(&path, 40).unwrap();
        let size = usize::try_from(tree.size()).unwrap();
        assert!(size <= 40 && fs::metadata(&path).unwrap().len() <= cut as u64);
        assert!(size == 40 || stored_count(tree.size() + 1) * 32 > cut as u64, "a leaf was dropped without need");
        tree.append(&leaves[size..]).unwrap();
        assert_eq!(tree.root(), plain_root(&leaves));
    }
    assert_eq!(TreeFile::open(&path, 0).unwrap().size(), 0);
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
}
