//! Checks the tiles of an export: their leaves are those that were signed and show *which* event differs. Also checks
//! whether the tiles themselves are complete.

use std::path::Path;

use peildatum_domain::language::Message;
use peildatum_domain::message;
use peildatum_records::checkpoint::SignedCheckpoint;
use peildatum_records::record::Hash;
use peildatum_records::tiles::{self, TILE_WIDTH, Tile, TileKind};
use peildatum_records::tree::{Tree, leaf_hash};

use super::anchor::{Anchor, input_error, root_of};
use crate::failure::Failure;

/// The length of a hash in a tile, in bytes.
const HASH: usize = size_of::<Hash>();

/// The result of checking tiles.
#[derive(Default)]
pub struct TilesResult {
    /// Positions whose event is not the one that was signed there.
    pub other: Vec<u64>,
    /// The defects of the tiles.
    pub wrong: Vec<Message>,
    /// The number of tiles examined.
    pub tiles: usize,
}

/// Checks the leaves, which start at the first position, and the tiles in a folder against the signed checkpoint.
///
/// # Errors
/// [`Failure::Input`] for tiles that do not reach as far as the checkpoint.
pub fn check_tiles(folder: &Path, anchor: &Anchor, leaves: &[Option<Hash>]) -> Result<TilesResult, Failure> {
    let size = anchor.checkpoint.size;
    let reach = match std::fs::read_to_string(folder.join("checkpoint")) {
        Ok(note) => SignedCheckpoint::parse_unverified(&note).map_or(size, |signed| signed.checkpoint.size),
        Err(_) => size, // tiles without a checkpoint belong to the given one
    };
    if reach < size {
        return Err(input_error(folder, message!("tiles-too-short", reach = reach, size = size)));
    }
    let files: Vec<(Tile, Option<Vec<u8>>)> =
        tiles::tiles_of_size(reach).map(|tile| (tile, std::fs::read(folder.join(tile.to_string())).ok())).collect();
    let (hashes, entries) =
        (leaves_of_tiles(&files, size, TileKind::Level(0)), leaves_of_tiles(&files, size, TileKind::Entries));
    let mut found = TilesResult { tiles: files.len(), ..TilesResult::default() };
    // Whichever source produces the signed root has the signed leaves: the others are compared with it.
    let gives = |leaves: &&[Option<Hash>]| root_of(leaves, size) == Some(anchor.checkpoint.root);
    let Some(signed) = [leaves, &hashes, &entries].into_iter().find(gives) else {
        found.wrong.push(message!("tiles-other-root"));
        found.other = differing_positions(leaves, &hashes, size);
        return Ok(found);
    };
    let mut tree = Tree::default();
    signed.iter().take(usize::try_from(size).unwrap_or(usize::MAX)).flatten().for_each(|leaf| tree.append(*leaf));
    found.other = differing_positions(leaves, signed, size);
    for (tile, bytes) in &files {
        found.wrong.extend(tile_defect(*tile, bytes.as_deref(), &tree, signed));
    }
    Ok(found)
}

/// Reads the leaves from the tiles of one kind, from the first position on.
fn leaves_of_tiles(files: &[(Tile, Option<Vec<u8>>)], size: u64, of: TileKind) -> Vec<Option<Hash>> {
    let mut leaves = Vec::new();
    for (tile, bytes) in files.iter().filter(|(tile, _)| tile.kind == of) {
        let in_tile = bytes.as_deref().and_then(|bytes| hashes_of(*tile, bytes));
        leaves.extend((0..usize::from(tile.width)).map(|at| in_tile.as_ref().map(|hashes| hashes[at])));
    }
    leaves.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    leaves
}

/// Returns the hashes in a tile, or the hashes of its entries; `None` when their number differs from the name of the
/// tile.
fn hashes_of(tile: Tile, bytes: &[u8]) -> Option<Vec<Hash>> {
    let hashes: Vec<Hash> = match tile.kind {
        TileKind::Entries => tiles::parse_entries(bytes)?.into_iter().map(leaf_hash).collect(),
        TileKind::Level(_) => {
            let (hashes, left) = bytes.as_chunks::<HASH>();
            if !left.is_empty() {
                return None;
            }
            hashes.to_vec()
        }
    };
    (hashes.len() == usize::from(tile.width)).then_some(hashes)
}

/// Returns the positions, up to `size`, at which both leaves exist and differ.
fn differing_positions(leaves: &[Option<Hash>], signed: &[Option<Hash>], size: u64) -> Vec<u64> {
    let differs = |(_, (leaf, signed)): &(u64, (&Option<Hash>, &Option<Hash>))| {
        leaf.is_some() && signed.is_some() && leaf != signed
    };
    let both = (1..=size).zip(leaves.iter().zip(signed));
    both.filter(differs).map(|(position, _)| position).collect()
}

/// Returns the defect of one tile; a tile beyond the signed tree is not compared.
fn tile_defect(tile: Tile, bytes: Option<&[u8]>, tree: &Tree, signed: &[Option<Hash>]) -> Option<Message> {
    let (first, name) = (tile.index * u64::from(TILE_WIDTH), tile.to_string());
    let Some(bytes) = bytes else { return Some(message!("tile-missing", tile = name)) };
    let Some(found) = hashes_of(tile, bytes) else {
        return Some(message!("tile-short", tile = name, count = u64::from(tile.width)));
    };
    let wanted: Vec<Hash> = match tile.kind {
        TileKind::Entries | TileKind::Level(0) => {
            let from = usize::try_from(first).unwrap_or(usize::MAX);
            signed.iter().skip(from).take(usize::from(tile.width)).copied().flatten().collect()
        }
        TileKind::Level(level) if tile.is_in_tree(tree.size()) => {
            let bytes = match tiles::hash_tile_bytes(tree, level, tile) {
                Ok(bytes) => bytes,
                Err(never) => match never {},
            };
            bytes.as_chunks::<HASH>().0.to_vec()
        }
        TileKind::Level(_) => return None,
    };
    let at = found.iter().zip(&wanted).position(|(found, wanted)| found != wanted)? as u64;
    Some(match tile.kind {
        TileKind::Entries | TileKind::Level(0) => message!("tile-event", tile = name, position = first + at + 1),
        TileKind::Level(_) => message!("tile-hash", tile = name, at = at),
    })
}
