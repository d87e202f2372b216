//! Tiles: the tree as files of 256 hashes, and its entries in bundles of 256. Format: C2SP `tlog-tiles`.
//!
//! ```text
//! tile/<level>/<index>[.p/<width>]      hashes of a level, 32 bytes each
//! tile/entries/<index>[.p/<width>]      entries, each after its length in two bytes, big-endian
//! ```

use std::fmt;

use super::tree::{Hash, Hashes, stored_index};

/// Hashes, or entries, of a full tile.
pub const WIDTH: u16 = 256;
/// A tile stands for a subtree of this height.
const HEIGHT: u32 = 8;
/// The highest level that a path may name.
const LEVEL_MAX: u8 = 63;

/// Which tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// What is in it.
    pub of: TileOf,
    /// Its place in its level, from 0.
    pub index: u64,
    /// How many hashes or entries it has: 1 to 256, and 256 when it is full.
    pub width: u16,
}

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileOf {
    /// Hashes of this level of tiles, 0 for leaves.
    Level(u8),
    /// Entries.
    Entries,
}

impl Tile {
    /// Reads what stands after `tile/`.
    pub fn parse(path: &str) -> Option<Tile> {
        let (of, rest) = path.split_once('/')?;
        let of = match of {
            "entries" => TileOf::Entries,
            level => TileOf::Level(small(level, 0, LEVEL_MAX)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, small(width, 1, u8::MAX)?.into()),
            None => (rest, WIDTH),
        };
        Some(Tile { of, index: parse_index(index)?, width })
    }

    /// Whether a tree of `size` leaves has it: each of its hashes stands over a full subtree.
    pub fn is_in(&self, size: u64) -> bool {
        let ends = self.index.checked_mul(WIDTH.into()).and_then(|first| first.checked_add(self.width.into()));
        ends.is_some_and(|ends| ends <= at_level(size, self.of))
    }

    /// Where its hashes lie among the stored ones, if it is a tile of hashes. Only for a tile that a tree has.
    fn stored(self, level: u8) -> impl Iterator<Item = u64> {
        let first = self.index * u64::from(WIDTH);
        (first..first + u64::from(self.width)).map(move |node| stored_index(u32::from(level) * HEIGHT, node))
    }

    /// The positions of its entries.
    pub fn positions(&self) -> std::ops::RangeInclusive<u64> {
        let first = self.index * u64::from(WIDTH);
        first + 1..=first + u64::from(self.width)
    }
}

impl fmt::Display for Tile {
    /// The path, from `tile/` on.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            TileOf::Level(level) => write!(out, "tile/{level}/")?,
            TileOf::Entries => out.write_str("tile/entries/")?,
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
        if self.width < WIDTH { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// The bytes of a tile of hashes at `level`, which the tree must have.
///
/// # Errors
/// That of reading a stored hash.
pub fn hashes<H: Hashes + ?Sized>(stored: &H, level: u8, tile: Tile) -> Result<Vec<u8>, H::Error> {
    let mut bytes = Vec::with_capacity(usize::from(tile.width) * size_of::<Hash>());
    for index in tile.stored(level) {
        bytes.extend_from_slice(&stored.hash(index)?);
    }
    Ok(bytes)
}

/// Adds an entry to a bundle.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) {
    // An entry holds moments, numbers, a hash and an actor's id of at most 100 characters: some 300 bytes.
    let length = u16::try_from(entry.len()).expect("an entry is far shorter than 64 KiB");
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
}

/// The entries of a bundle; none when it breaks off.
pub fn entries(bundle: &[u8]) -> Option<Vec<&[u8]>> {
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

/// Every tile that a tree of `size` leaves has, entries and hashes: the full ones, and on each level the partial one.
pub fn all(size: u64) -> impl Iterator<Item = Tile> {
    let levels = (0..=LEVEL_MAX).map(TileOf::Level).take_while(move |of| at_level(size, *of) > 0);
    std::iter::once(TileOf::Entries).chain(levels).flat_map(move |of| {
        let count = at_level(size, of);
        let full = (0..count / u64::from(WIDTH)).map(move |index| Tile { of, index, width: WIDTH });
        let left = u16::try_from(count % u64::from(WIDTH)).expect("less than 256");
        let partial = (left > 0).then_some(Tile { of, index: count / u64::from(WIDTH), width: left });
        full.chain(partial)
    })
}

/// How many hashes or entries a tree of `size` leaves has there.
fn at_level(size: u64, of: TileOf) -> u64 {
    match of {
        TileOf::Entries => size,
        TileOf::Level(level) => size.checked_shr(u32::from(level) * HEIGHT).unwrap_or(0),
    }
}

fn small(text: &str, from: u8, to: u8) -> Option<u8> {
    let number = super::checkpoint::decimal(text)?;
    u8::try_from(number).ok().filter(|number| (from..=to).contains(number))
}

/// `x001/x234/067`: three digits each, all but the last after an x, and no group of zeros in front.
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
