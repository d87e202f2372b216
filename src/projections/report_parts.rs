//! Writes a report part by part: its opening, each node at the top with what is below it, its closing. The bytes equal
//! those of the report that is built as a whole, while no more than one part is ever in memory; a property test
//! compares the two.
//!
//! Each part only collects what its node needs, so the parts together cost little more than the whole. Both digests are
//! taken over the bytes that were written.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::Contents;
use super::assemble::Assembly;
use super::money::Overflow;
use super::report::{Frame, ReportError, ReportRequest, frame};
use super::rules::Rules;
use super::wanted::{wanted_by, wanted_of};
use super::words::{Records, Skeleton, Whole, Words};
use crate::domain::state::{State, SubjectNo};

/// A report that is being written, with the state of both digests.
#[derive(Debug, Clone)]
pub struct Written {
    request: ReportRequest,
    /// The top nodes, in order; known after the opening was written.
    tops: Vec<SubjectNo>,
    next: Next,
    whole: Sha256,
    skeleton: Sha256,
    erased: Vec<u64>,
    lost: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Opening,
    Top(usize),
    Closing,
    Done,
}

/// The digests of a report, and its missing texts, known when all parts were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// The digest of its canonical bytes.
    pub whole: String,
    /// The digest of its skeleton.
    pub skeleton: String,
    /// The positions of erased events whose texts the report would show.
    pub erased: Vec<u64>,
    /// The positions of events whose texts the report would show but whose secrets were lost.
    pub lost: Vec<u64>,
}

/// The bytes of one part, before the digests are updated.
struct Bytes {
    whole: Vec<u8>,
    skeleton: Vec<u8>,
}

impl Written {
    /// Starts a report of which nothing was written yet. The request must not name a node.
    ///
    /// # Panics
    /// When the request names a node.
    pub fn new(request: ReportRequest) -> Written {
        assert!(request.node.is_none(), "what is asked of one node is one part");
        let (whole, skeleton) = (Sha256::new(), Sha256::new());
        Written {
            request,
            tops: Vec::new(),
            next: Next::Opening,
            whole,
            skeleton,
            erased: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Writes the next part and returns its canonical bytes; empty when everything was written. The caller replaces
    /// `self` by the returned value. Since `self` does not change, the call can be repeated when a record was not at
    /// hand.
    ///
    /// # Errors
    /// The errors of [`super::report`].
    pub fn part(&self, state: &State, contents: &dyn Contents) -> Result<(Written, Vec<u8>), ReportError> {
        let scope = match self.next {
            Next::Opening | Next::Closing => None,
            Next::Top(at) => Some(self.tops[at]),
            Next::Done => return Ok((self.clone(), Vec::new())),
        };
        let frame = frame(Rules::NOW, state, &self.request, scope)?;
        let tops = frame.picture.children.get(&None).map_or(&[][..], Vec::as_slice);
        let positions = match self.next {
            Next::Opening => wanted_by(&frame.picture),
            Next::Top(_) => wanted_of(&frame.picture, |_| true, frame.round_settings()),
            Next::Closing | Next::Done => wanted_of(&frame.picture, |node| node.is_none(), frame.round_settings()),
        };
        let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
        let whole = self.write(&frame, &Whole(&records))?;
        let bytes = Bytes { whole, skeleton: self.write(&frame, &Skeleton(&records))? };
        let mut next = self.clone();
        if self.next == Next::Opening {
            next.tops = tops.to_vec();
        }
        next.next = match self.next {
            Next::Opening => Next::Top(0),
            Next::Top(at) => Next::Top(at + 1),
            Next::Closing | Next::Done => Next::Done,
        };
        if next.next == Next::Top(next.tops.len()) {
            next.next = Next::Closing;
        }
        next.whole.update(&bytes.whole);
        next.skeleton.update(&bytes.skeleton);
        for (position, record) in records.iter().filter(|(_, record)| record.is_erased()) {
            if record.lost { next.lost.push(*position) } else { next.erased.push(*position) }
        }
        Ok((next, bytes.whole))
    }

    fn write<W: Words>(&self, frame: &Frame<'_>, words: &W) -> Result<Vec<u8>, ReportError> {
        let assembly = frame.assembly(words);
        let mut out = Vec::new();
        match self.next {
            Next::Opening => opening(frame, &assembly, &mut out)?,
            Next::Top(at) => {
                if at > 0 {
                    out.push(b',');
                }
                put(&mut out, &assembly.node(self.tops[at])?);
            }
            Next::Closing => {
                if let Some(nowhere) = assembly.nowhere()? {
                    if !self.tops.is_empty() {
                        out.push(b',');
                    }
                    put(&mut out, &nowhere);
                }
                out.extend_from_slice(b"],\"rapportageVersie\":");
                put(&mut out, &Rules::NOW.version());
                out.extend_from_slice(b",\"ronde\":");
                put(&mut out, &frame.round_view(&assembly));
                out.push(b'}');
            }
            Next::Done => {}
        }
        Ok(out)
    }

    /// Returns the digests once all parts were written; `None` before that.
    pub fn digests(&self) -> Option<Digests> {
        let hex = |hash: &Sha256| format!("sha256:{}", hex::encode(hash.clone().finalize()));
        let in_order = |positions: &[u64]| {
            let mut all = positions.to_vec();
            all.sort_unstable();
            all.dedup();
            all
        };
        (self.next == Next::Done).then(|| Digests {
            whole: hex(&self.whole),
            skeleton: hex(&self.skeleton),
            erased: in_order(&self.erased),
            lost: in_order(&self.lost),
        })
    }
}

fn opening<W: Words>(frame: &Frame<'_>, assembly: &Assembly<'_, '_, W>, out: &mut Vec<u8>) -> Result<(), Overflow> {
    out.extend_from_slice(b"{\"basis\":");
    put(out, &frame.basis);
    out.extend_from_slice(b",\"besluiten\":");
    put(out, &frame.decisions(assembly));
    out.extend_from_slice(b",\"financien\":");
    put(out, &assembly.finance()?);
    out.extend_from_slice(b",\"onderdelen\":[");
    Ok(())
}

fn put<T: Serialize>(out: &mut Vec<u8>, what: &T) {
    serde_json::to_writer(out, what).expect("a part of a report always serialises");
}
