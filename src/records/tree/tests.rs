//! The stored tree compared with the definition of RFC 6962, and with test vectors that other implementations publish.

use proptest::prelude::*;

use super::*;

/// The oracle: the definition of RFC 6962, section 2.1, implemented literally.
fn plain_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(plain_split(leaves.len()));
            node_hash(&plain_root(left), &plain_root(right))
        }
    }
}

/// The Merkle audit path of RFC 6962, section 2.1.1.
fn plain_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(plain_split(leaves.len()));
    let (mut path, other) = match index.checked_sub(left.len()) {
        None => (plain_path(index, left), right),
        Some(index) => (plain_path(index, right), left),
    };
    path.push(plain_root(other));
    path
}

/// The consistency subproof of RFC 6962, section 2.1.2.
fn plain_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![plain_root(leaves)] };
    }
    let (left, right) = leaves.split_at(plain_split(leaves.len()));
    let (mut proof, other) = if old <= left.len() {
        (plain_subproof(old, left, whole), right)
    } else {
        (plain_subproof(old - left.len(), right, false), left)
    };
    proof.push(plain_root(other));
    proof
}

/// Returns the largest power of two smaller than `count`.
fn plain_split(count: usize) -> usize {
    let mut split = 1;
    while split * 2 < count {
        split *= 2;
    }
    split
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(format!("leaf {index}").as_bytes())).collect()
}

fn tree_of(leaves: &[Hash]) -> Tree {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.append(*leaf));
    tree
}

/// Unwraps a result that can not be an error.
fn sure<T>(result: Result<T, Infallible>) -> T {
    result.unwrap_or_else(|never| match never {})
}

/// The leaves and roots of the test vectors in the Certificate Transparency reference implementation.
#[test]
fn the_published_vectors_of_rfc_6962_come_out() {
    let entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::default();
    assert_eq!(hex::encode(tree.root()), roots[0]);
    for (entry, expected) in entries.iter().zip(&roots[1..]) {
        tree.append(leaf_hash(&hex::decode(entry).expect("hex")));
        assert_eq!(hex::encode(tree.root()), *expected);
    }
    for (size, expected) in roots.iter().enumerate() {
        assert_eq!(hex::encode(sure(root(&tree, size as u64))), *expected);
    }
}

/// The layout that makes a stored hash findable: each node is stored directly after the subtree that it completes.
#[test]
fn stored_hashes_lie_in_post_order() {
    // Leaves 0 to 4 with their parents: 0 1 (01) 2 3 (23) (0123) 4
    let places = [(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (1, 1), (2, 0), (0, 4)];
    for (place, (level, index)) in (0u64..).zip(places) {
        assert_eq!(stored_index(level, index), place);
    }
    assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, 8].map(stored_count), [0, 1, 3, 4, 7, 8, 10, 11, 15]);
}

/// Covers every size up to 130 (past 64 and 128, where the shape changes), every leaf, and every earlier size.
#[test]
fn roots_and_proofs_agree_with_the_definition_for_all_small_trees() {
    let leaves = leaves(130);
    let tree = tree_of(&leaves);
    for size in 1..=leaves.len() {
        let part = &leaves[..size];
        let root = plain_root(part);
        assert_eq!(sure(super::root(&tree, size as u64)), root);
        assert_eq!(sure(Frontier::at_size(&tree, size as u64)).root(), root);
        for (index, leaf) in part.iter().enumerate() {
            let proof = sure(inclusion_proof(&tree, index as u64, size as u64));
            assert_eq!(proof, plain_path(index, part));
            assert!(verify_inclusion(*leaf, index as u64, size as u64, &proof, &root));
        }
        for old in 1..=size {
            let proof = sure(consistency_proof(&tree, old as u64, size as u64));
            assert_eq!(proof, plain_subproof(old, part, true));
            let old_root = plain_root(&leaves[..old]);
            assert!(verify_consistency(old as u64, &old_root, size as u64, &root, &proof));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A proof with one hash changed, missing or added, or for another index, proves nothing.
    #[test]
    fn a_changed_proof_is_refused(size in 2usize..200, pick in any::<prop::sample::Index>(), hit in any::<prop::sample::Index>()) {
        let leaves = leaves(size);
        let tree = tree_of(&leaves);
        let (index, size) = (pick.index(size), size as u64);
        let root = tree.root();
        let proof = sure(inclusion_proof(&tree, index as u64, size));
        let mut changed = proof.clone();
        changed[hit.index(proof.len())][7] ^= 1;
        prop_assert!(!verify_inclusion(leaves[index], index as u64, size, &changed, &root));
        prop_assert!(!verify_inclusion(leaves[index], index as u64, size, &proof[1..], &root));
        changed = proof.clone();
        changed.push([0; 32]);
        prop_assert!(!verify_inclusion(leaves[index], index as u64, size, &changed, &root));
        prop_assert!(!verify_inclusion(leaves[index], index as u64 ^ 1, size, &proof, &root));
        prop_assert!(!verify_inclusion(leaf_hash(b"another"), index as u64, size, &proof, &root));
        prop_assert!(!verify_inclusion(leaves[index], size, size, &proof, &root));
    }

    /// A log that was rewritten before `old` has no consistency proof.
    #[test]
    fn another_beginning_is_not_proved_consistent(size in 2usize..200, pick in any::<prop::sample::Index>()) {
        let leaves = leaves(size);
        let tree = tree_of(&leaves);
        let old = 1 + pick.index(size - 1);
        let mut other = leaves[..old].to_vec();
        other[0] = leaf_hash(b"another");
        let proof = sure(consistency_proof(&tree, old as u64, size as u64));
        prop_assert!(!verify_consistency(old as u64, &plain_root(&other), size as u64, &tree.root(), &proof));
        prop_assert!(!verify_consistency(0, &empty_root(), size as u64, &tree.root(), &proof));
    }
}

#[test]
fn each_stored_hash_is_found_back_from_its_place() {
    for level in 0..9 {
        for index in 0..300 {
            assert_eq!(node_at(stored_index(level, index)), (level, index));
        }
    }
    let far = stored_index(3, (1 << 58) - 1);
    assert_eq!(node_at(far), (3, (1 << 58) - 1));
}
