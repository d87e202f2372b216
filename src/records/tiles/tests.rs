//! Paths as the specification defines them, and tiles that another implementation computes from the same entries.

use proptest::prelude::*;

use super::*;
use crate::tree::{Tree, leaf_hash};

fn tile(of: TileKind, index: u64, width: u16) -> Tile {
    Tile { kind: of, index, width }
}

#[test]
fn paths_are_those_of_the_specification() {
    for (path, read) in [
        ("0/x001/x234/067", tile(TileKind::Level(0), 1_234_067, 256)),
        ("0/000", tile(TileKind::Level(0), 0, 256)),
        ("63/999.p/255", tile(TileKind::Level(63), 999, 255)),
        ("entries/x001/000.p/1", tile(TileKind::Entries, 1000, 1)),
        ("1/x018/x446/x744/x073/x709/x551/615", tile(TileKind::Level(1), u64::MAX, 256)),
    ] {
        assert_eq!(Tile::parse(path), Some(read));
        assert_eq!(read.to_string(), format!("tile/{path}"));
    }
    for bad in [
        "",
        "0",
        "0/",
        "0/0",
        "0/0000",
        "0/x000/001",
        "0/x001",
        "0/001/002",
        "0/+01",
        "00/000",
        "64/000",
        "-1/000",
        "data/000",
        "0/000.p",
        "0/000.p/",
        "0/000.p/0",
        "0/000.p/01",
        "0/000.p/256",
        "0/000.p/1/",
        "0/000/",
        "/0/000",
        "0/../0/000",
        "1/x018/x446/x744/x073/x709/x551/616",
    ] {
        assert_eq!(Tile::parse(bad), None, "{bad}");
    }
}

#[test]
fn the_tiles_of_the_example_are_those_of_the_specification() {
    let all: Vec<Tile> = tiles_of_size(70_000).collect();
    let of = |of: TileKind| all.iter().filter(|tile| tile.kind == of).count();
    let partial: Vec<_> = all.iter().filter(|t| t.width < TILE_WIDTH).map(|t| (t.kind, t.index, t.width)).collect();
    assert_eq!((of(TileKind::Level(0)), of(TileKind::Level(1)), of(TileKind::Level(2))), (274, 2, 1));
    let levels = [(TileKind::Level(0), 273, 112), (TileKind::Level(1), 1, 17), (TileKind::Level(2), 0, 1)];
    assert_eq!(partial[0], (TileKind::Entries, 273, 112));
    assert_eq!(partial[1..], levels);
    assert!(all.iter().all(|tile| tile.is_in_tree(70_000)));
    assert!(
        !tile(TileKind::Level(0), 273, 113).is_in_tree(70_000) && !tile(TileKind::Level(2), 0, 2).is_in_tree(70_000)
    );
    assert!(tile(TileKind::Level(1), 0, 1).is_in_tree(256) && !tile(TileKind::Level(1), 0, 1).is_in_tree(255));
    assert!(
        !tile(TileKind::Level(8), 0, 1).is_in_tree(u64::MAX)
            && !tile(TileKind::Level(0), u64::MAX, 256).is_in_tree(u64::MAX)
    );
    assert_eq!(super::tiles_of_size(0).count(), 0);
}

/// The oracle: a plain implementation of the Merkle Tree Hash of RFC 6962 over the leaves that one hash covers.
fn plain(leaves: &[Hash]) -> Hash {
    match leaves {
        [leaf] => *leaf,
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            crate::tree::node_hash(&plain(&leaves[..middle]), &plain(&leaves[middle..]))
        }
    }
}

/// Generates a hash tile and the size of a tree that contains it.
fn tile_in_a_tree() -> impl Strategy<Value = (Tile, u64)> {
    (0_u8..2, 0_u64..5, 1_u16..=TILE_WIDTH, 0_u64..300).prop_map(|(level, index, width, more)| {
        // In the next level each hash covers 256 leaves: only its first tile, with few hashes, keeps the tree small.
        let (index, width) = if level == 0 { (index, width) } else { (0, width % 5 + 1) };
        let tile = Tile { kind: TileKind::Level(level), index, width };
        let ends = (index * u64::from(TILE_WIDTH) + u64::from(width)) << (8 * level);
        (tile, ends + more)
    })
}

proptest! {
    #[test]
    fn each_hash_of_a_tile_is_that_of_its_definition((tile, size) in tile_in_a_tree()) {
        let Tile { kind: TileKind::Level(level), index, width } = tile else { unreachable!("it is of a level") };
        prop_assert!(tile.is_in_tree(size));
        let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.append(*leaf));
        let bytes = hash_tile_bytes(&tree, level, tile).unwrap();
        let below = 1_usize << (8 * level);
        for (i, hash) in bytes.chunks(32).enumerate() {
            let first = (usize::try_from(index).unwrap() * 256 + i) * below;
            prop_assert_eq!(hash, &plain(&leaves[first..first + below])[..]);
        }
        prop_assert_eq!(bytes.len(), usize::from(width) * 32);
    }

    #[test]
    fn a_path_reads_back(level in 0_u8..64, index: u64, width in 1_u16..=256) {
        let tile = Tile { kind: TileKind::Level(level), index, width };
        prop_assert_eq!(Tile::parse(tile.to_string().strip_prefix("tile/").unwrap()), Some(tile));
    }
}
