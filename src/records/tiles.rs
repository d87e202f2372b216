//! Tiles of the Merkle tree: files of 256 hashes each, and the log entries in bundles of 256. Format: C2SP
//! `tlog-tiles`.
//!
//! ```text
//! tile/<level>/<index>[.p/<width>]      hashes of a level, 32 bytes each
//! tile/entries/<index>[.p/<width>]      entries, each preceded by its length in two bytes, big-endian
//! ```

use std::fmt;

use super::tree::{Hash, StoredHashes, stored_index};

/// Number of hashes or entries in a full tile.
pub const TILE_WIDTH: u16 = 256;
/// Height of the subtree that a tile covers.
const HEIGHT: u32 = 8;
/// Highest level allowed in a path.
const LEVEL_MAX: u8 = 63;

/// Identifies a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// The kind of content.
    pub kind: TileKind,
    /// The index of the tile within its level, from 0.
    pub index: u64,
    /// The number of hashes or entries: 1 to 256, where 256 means that the tile is full.
    pub width: u16,
}

/// The content of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileKind {
    /// Hashes of this level of tiles; level 0 contains the leaf hashes.
    Level(u8),
    /// Log entries.
    Entries,
}

impl Tile {
    /// Parses the part of a tile path after `tile/`.
    pub fn parse(path: &str) -> Option<Tile> {
        let (of, rest) = path.split_once('/')?;
        let of = match of {
            "entries" => TileKind::Entries,
            level => TileKind::Level(parse_small(level, 0, LEVEL_MAX)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, parse_small(width, 1, u8::MAX)?.into()),
            None => (rest, TILE_WIDTH),
        };
        Some(Tile { kind: of, index: parse_index(index)?, width })
    }

    /// Returns whether a tree of `size` leaves contains this tile, which requires that each of its hashes covers a full
    /// subtree.
    pub fn is_in_tree(&self, size: u64) -> bool {
        let ends = self.index.checked_mul(TILE_WIDTH.into()).and_then(|first| first.checked_add(self.width.into()));
        ends.is_some_and(|ends| ends <= count_at_level(size, self.kind))
    }

    /// Iterates over the indices of the tile's hashes in the stored hashes. Valid only for a hash tile that the tree
    /// contains.
    fn stored_indices(self, level: u8) -> impl Iterator<Item = u64> {
        let first = self.index * u64::from(TILE_WIDTH);
        (first..first + u64::from(self.width)).map(move |node| stored_index(u32::from(level) * HEIGHT, node))
    }

    /// Returns the log positions of its entries.
    pub fn positions(&self) -> std::ops::RangeInclusive<u64> {
        let first = self.index * u64::from(TILE_WIDTH);
        first + 1..=first + u64::from(self.width)
    }
}

impl fmt::Display for Tile {
    /// Writes the path, starting with `tile/`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Level(level) => write!(out, "tile/{level}/")?,
            TileKind::Entries => out.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut left = self.index / 1000;
        while left > 0 {
            groups.push(left % 1000);
            left /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(out, "x{group:03}/")?;
        }
        write!(out, "{:03}", groups[0])?;
        if self.width < TILE_WIDTH { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// Builds the bytes of the hash tile `tile` at `level`, which the tree must contain.
///
/// # Errors
/// The error of reading a stored hash.
pub fn hash_tile_bytes<H: StoredHashes + ?Sized>(stored: &H, level: u8, tile: Tile) -> Result<Vec<u8>, H::Error> {
    let mut bytes = Vec::with_capacity(usize::from(tile.width) * size_of::<Hash>());
    for index in tile.stored_indices(level) {
        bytes.extend_from_slice(&stored.hash(index)?);
    }
    Ok(bytes)
}

/// Appends an entry to a bundle.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) {
    // An entry contains moments, numbers, a hash and an actor id of at most 100 characters: some 300 bytes.
    let length = u16::try_from(entry.len()).expect("an entry is far shorter than 64 KiB");
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
}

/// Splits a bundle into its entries. Returns `None` when the bundle is truncated.
pub fn parse_entries(bundle: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    let mut left = bundle;
    while !left.is_empty() {
        let (length, rest) = left.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        found.push(entry);
        left = rest;
    }
    Some(found)
}

/// Iterates over every tile of a tree of `size` leaves, entries and hashes: the full ones, and the partial one of each
/// level.
pub fn tiles_of_size(size: u64) -> impl Iterator<Item = Tile> {
    let levels = (0..=LEVEL_MAX).map(TileKind::Level).take_while(move |of| count_at_level(size, *of) > 0);
    std::iter::once(TileKind::Entries).chain(levels).flat_map(move |of| {
        let count = count_at_level(size, of);
        let full = (0..count / u64::from(TILE_WIDTH)).map(move |index| Tile { kind: of, index, width: TILE_WIDTH });
        let left = u16::try_from(count % u64::from(TILE_WIDTH)).expect("less than 256");
        let partial = (left > 0).then_some(Tile { kind: of, index: count / u64::from(TILE_WIDTH), width: left });
        full.chain(partial)
    })
}

/// Returns the number of hashes or entries that a tree of `size` leaves has at this level.
fn count_at_level(size: u64, of: TileKind) -> u64 {
    match of {
        TileKind::Entries => size,
        TileKind::Level(level) => size.checked_shr(u32::from(level) * HEIGHT).unwrap_or(0),
    }
}

fn parse_small(text: &str, from: u8, to: u8) -> Option<u8> {
    let number = super::checkpoint::parse_decimal(text)?;
    u8::try_from(number).ok().filter(|number| (from..=to).contains(number))
}

/// Parses an index such as `x001/x234/067`: groups of three digits, all but the last prefixed with an x, without a
/// leading group of zeros.
fn parse_index(path: &str) -> Option<u64> {
    let mut index: u64 = 0;
    let groups: Vec<&str> = path.split('/').collect();
    for (at, group) in groups.iter().enumerate() {
        let last = at + 1 == groups.len();
        let digits = if last { group } else { group.strip_prefix('x')? };
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) || (at == 0 && !last && digits == "000") {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some(index)
}

#[cfg(test)]
mod tests;
