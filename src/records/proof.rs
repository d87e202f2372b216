//! A self-contained inclusion proof: the proof that one event is in the log, as a file. Format: C2SP `tlog-proof`,
//! version 1.
//!
//! The `extra` line carries the event as an export writes it, with its salts, so that a reader of the file can compute
//! the leaf from it. The line itself is not authenticated; only the match with the leaf is evidence.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::parse_decimal;
use super::signed_note::NOTE_MAX;
use super::tree::Hash;

/// The first line of a proof.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// Maximum number of hashes in a proof: a tree of 2^64 leaves has that many levels.
const HASHES_MAX: usize = 64;
/// Maximum length of a proof in bytes: a record of 2 MiB in which JSON escapes every byte as six, in base64, and the
/// lines around it.
const PROOF_MAX: usize = (16 << 20) + HASHES_MAX * 45 + NOTE_MAX;

/// A parsed inclusion proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// The data needed to compute the leaf; not signed.
    pub extra: Option<Vec<u8>>,
    /// The index of the entry, from 0: its position minus one.
    pub index: u64,
    /// The hashes from the sibling of the leaf up to the child of the root.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint note, unchanged.
    pub checkpoint: String,
}

/// The reason why a text is not a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no proof of a log: {0}")]
pub struct ProofError(&'static str);

impl InclusionProof {
    /// Parses a proof without verifying it.
    ///
    /// # Errors
    /// [`ProofError`] when the text is not a proof.
    pub fn parse(text: &str) -> Result<InclusionProof, ProofError> {
        if text.len() > PROOF_MAX {
            return Err(ProofError("it is too long"));
        }
        let mut rest = text;
        if next_line(&mut rest) != Some(FIRST_LINE) {
            return Err(ProofError("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let ends = ProofError("it ends too early");
        let mut line = next_line(&mut rest).ok_or(ends)?;
        let mut extra = None;
        if let Some(base64) = line.strip_prefix("extra ") {
            extra = Some(STANDARD.decode(base64).map_err(|_| ProofError("its extra line is no base64"))?);
            line = next_line(&mut rest).ok_or(ends)?;
        }
        let index = line.strip_prefix("index ").and_then(parse_decimal).ok_or(ProofError("it has no index"))?;
        let mut hashes = Vec::new();
        loop {
            let line = next_line(&mut rest).ok_or(ends)?;
            if line.is_empty() {
                break;
            }
            let hash = STANDARD.decode(line).ok().and_then(|hash| Hash::try_from(hash).ok());
            hashes.push(hash.ok_or(ProofError("a line of it is no hash in base64"))?);
            if hashes.len() > HASHES_MAX {
                return Err(ProofError("it has more hashes than a tree has levels"));
            }
        }
        Ok(InclusionProof { extra, index, hashes, checkpoint: rest.to_owned() })
    }
}

impl fmt::Display for InclusionProof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(out, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(out, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(out, "{}", STANDARD.encode(hash))?;
        }
        write!(out, "\n{}", self.checkpoint)
    }
}

fn next_line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let (line, after) = rest.split_once('\n')?;
    *rest = after;
    Some(line)
}

#[cfg(test)]
mod tests;
