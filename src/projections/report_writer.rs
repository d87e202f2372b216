//! Writes a report part by part: its opening, each node at the top with what is below it, its closing. The bytes equal
//! those of the report that is built as a whole, while no more than one part is ever in memory; a property test
//! compares the two.
//!
//! Each part only collects what its node needs, so the parts together cost little more than the whole. Both digests are
//! taken over the bytes that were written.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::RecordSource;
use super::money::Overflow;
use super::report::{PreparedReport, ReportError, ReportRequest, RoundContext, prepare_report};
use super::report_builder::ReportBuilder;
use super::rules::ReportRules;
use super::text_positions::{text_positions_of_decisions, text_positions_of_nodes};
use super::text_source::{Commitments, FullText, Records, TextSource};
use crate::domain::state::{State, SubjectNo};

/// A report that is being written, with the state of both digests.
#[derive(Debug, Clone)]
pub struct ReportWriter {
    request: ReportRequest,
    /// The top nodes, in order; known after the opening was written.
    tops: Vec<SubjectNo>,
    next: NextPart,
    whole: Sha256,
    skeleton: Sha256,
    erased: Vec<u64>,
    lost: Vec<u64>,
    context: RoundContext,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextPart {
    Opening,
    Top(usize),
    Closing,
    Done,
}

/// The digests of a report, and its missing texts, known when all parts were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDigests {
    /// The digest of its canonical bytes.
    pub whole: String,
    /// The digest of its skeleton.
    pub skeleton: String,
    /// The positions of erased events whose texts the report would show.
    pub erased: Vec<u64>,
    /// The positions of events whose texts the report would show but whose secrets were lost.
    pub lost: Vec<u64>,
    /// What the rounds say about it.
    pub context: RoundContext,
}

/// The bytes of one part, before the digests are updated.
struct PartBytes {
    whole: Vec<u8>,
    skeleton: Vec<u8>,
}

impl ReportWriter {
    /// Starts a report of which nothing was written yet. The request must not name a node.
    ///
    /// # Panics
    /// When the request names a node.
    pub fn new(request: ReportRequest) -> ReportWriter {
        assert!(request.node.is_none(), "what is asked of one node is one part");
        let (whole, skeleton) = (Sha256::new(), Sha256::new());
        ReportWriter {
            request,
            tops: Vec::new(),
            next: NextPart::Opening,
            whole,
            skeleton,
            erased: Vec::new(),
            lost: Vec::new(),
            context: RoundContext::default(),
        }
    }

    /// Writes the next part and returns its canonical bytes; empty when everything was written. The caller replaces
    /// `self` by the returned value. Since `self` does not change, the call can be repeated when a record was not at
    /// hand.
    ///
    /// # Errors
    /// The errors of [`super::report`].
    pub fn write_part(
        &self,
        state: &State,
        contents: &dyn RecordSource,
    ) -> Result<(ReportWriter, Vec<u8>), ReportError> {
        let scope = match self.next {
            NextPart::Opening | NextPart::Closing => None,
            NextPart::Top(at) => Some(self.tops[at]),
            NextPart::Done => return Ok((self.clone(), Vec::new())),
        };
        let frame = prepare_report(ReportRules::CURRENT, state, &self.request, scope)?;
        let tops = frame.contents.children.get(&None).map_or(&[][..], Vec::as_slice);
        let positions = match self.next {
            NextPart::Opening => text_positions_of_decisions(&frame.contents),
            NextPart::Top(_) => text_positions_of_nodes(&frame.contents, |_| true, frame.round_settings()),
            NextPart::Closing | NextPart::Done => {
                text_positions_of_nodes(&frame.contents, |node| node.is_none(), frame.round_settings())
            }
        };
        let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
        let whole = self.encode_part(&frame, &FullText(&records))?;
        let bytes = PartBytes { whole, skeleton: self.encode_part(&frame, &Commitments(&records))? };
        let mut next = self.clone();
        if self.next == NextPart::Opening {
            next.tops = tops.to_vec();
            next.context = frame.round_context(None);
        }
        next.next = match self.next {
            NextPart::Opening => NextPart::Top(0),
            NextPart::Top(at) => NextPart::Top(at + 1),
            NextPart::Closing | NextPart::Done => NextPart::Done,
        };
        if next.next == NextPart::Top(next.tops.len()) {
            next.next = NextPart::Closing;
        }
        next.whole.update(&bytes.whole);
        next.skeleton.update(&bytes.skeleton);
        for (position, record) in records.iter().filter(|(_, record)| record.is_erased()) {
            if record.lost { next.lost.push(*position) } else { next.erased.push(*position) }
        }
        Ok((next, bytes.whole))
    }

    fn encode_part<W: TextSource>(&self, frame: &PreparedReport<'_>, words: &W) -> Result<Vec<u8>, ReportError> {
        let builder = frame.builder(words);
        let mut out = Vec::new();
        match self.next {
            NextPart::Opening => write_opening(frame, &builder, &mut out)?,
            NextPart::Top(at) => {
                if at > 0 {
                    out.push(b',');
                }
                write_json(&mut out, &builder.node(self.tops[at])?);
            }
            NextPart::Closing => {
                if let Some(nowhere) = builder.unplaced_node()? {
                    if !self.tops.is_empty() {
                        out.push(b',');
                    }
                    write_json(&mut out, &nowhere);
                }
                out.extend_from_slice(b"],\"rapportageVersie\":");
                write_json(&mut out, &ReportRules::CURRENT.version());
                out.extend_from_slice(b",\"ronde\":");
                write_json(&mut out, &frame.round_view(&builder));
                out.push(b'}');
            }
            NextPart::Done => {}
        }
        Ok(out)
    }

    /// Returns the digests once all parts were written; `None` before that.
    pub fn digests(&self) -> Option<ReportDigests> {
        let hex = |hash: &Sha256| format!("sha256:{}", hex::encode(hash.clone().finalize()));
        let in_order = |positions: &[u64]| {
            let mut all = positions.to_vec();
            all.sort_unstable();
            all.dedup();
            all
        };
        (self.next == NextPart::Done).then(|| ReportDigests {
            whole: hex(&self.whole),
            skeleton: hex(&self.skeleton),
            erased: in_order(&self.erased),
            lost: in_order(&self.lost),
            context: self.context.clone(),
        })
    }
}

fn write_opening<W: TextSource>(
    frame: &PreparedReport<'_>,
    builder: &ReportBuilder<'_, '_, W>,
    out: &mut Vec<u8>,
) -> Result<(), Overflow> {
    out.extend_from_slice(b"{\"basis\":");
    write_json(out, &frame.basis);
    out.extend_from_slice(b",\"besluiten\":");
    write_json(out, &frame.decisions(builder)?);
    out.extend_from_slice(b",\"financien\":");
    write_json(out, &builder.finance()?);
    out.extend_from_slice(b",\"onderdelen\":[");
    Ok(())
}

fn write_json<T: Serialize>(out: &mut Vec<u8>, what: &T) {
    serde_json::to_writer(out, what).expect("a part of a report always serialises");
}
