//! Checks a sealing: rebuilds its report from the log and compares the two.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use super::Sealing;
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State};
use crate::domain::time::Day;
use crate::erasures::{Erased, erasures};
use crate::language::Message;
use crate::log::record::Hash;
use crate::message;
use crate::reporting_dates::reporting_date;
use crate::{RecordReadError, RecordSource, ReportError, report_in_version};

/// The result of checking a sealing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealingVerdict {
    /// The report rebuilt from the log equals the sealed one, byte for byte.
    Holds,
    /// The rebuilt report equals the sealed one, except for texts that were erased.
    HoldsButErased {
        /// The events whose texts were erased.
        erased: Vec<Erased>,
    },
    /// The rebuilt report equals the sealed one without its texts, and some texts are missing because the log was
    /// restored without its secrets. Whether they were the same can not be determined.
    TextsMissing {
        /// The positions of the events whose texts are missing.
        missing: Vec<u64>,
    },
    /// The rebuilt report differs, or the sealing contradicts the log. This is an alarm.
    Differs {
        /// The differences found.
        what: Vec<SealingDifference>,
    },
}

/// One difference between the log and a sealing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealingDifference {
    /// The sealing names a position that is not before its own.
    Position(u64),
    /// The log had another root hash at the position it names.
    Root,
    /// Its version is not its place among the sealings of its round.
    Version {
        /// The version it names.
        found: u32,
        /// Its place among the sealings of the round, from 1.
        expected: u64,
    },
    /// The reporting date of its round, as known at its position, was not the one it names (which is given here).
    ReportingDate(String),
    /// Its report can not be built.
    CanNotBeBuilt(Message),
    /// The digest of the report without its texts differs.
    Skeleton,
    /// The digest of the report differs, and no erasure or loss explains it.
    Report,
}

impl SealingDifference {
    /// Returns the difference as a clause for the user.
    pub fn message(&self) -> Message {
        match self {
            SealingDifference::Position(position) => message!("sealing-position", position = *position),
            SealingDifference::Root => message!("sealing-root"),
            SealingDifference::Version { found: said, expected: is } => {
                message!("sealing-version", said = *said, is = *is)
            }
            SealingDifference::ReportingDate(day) => message!("sealing-reporting-date", day = day),
            SealingDifference::CanNotBeBuilt(why) => message!("sealing-not-built", why = why.clone()),
            SealingDifference::Skeleton => message!("sealing-skeleton"),
            SealingDifference::Report => message!("sealing-report"),
        }
    }
}

impl fmt::Display for SealingDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Serialize for SealingDifference {
    /// Serialises the clause, in Dutch.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl SealingVerdict {
    /// Returns the word at the border; `None` where the verdict can not be determined.
    pub const fn name(&self) -> Option<&'static str> {
        match self {
            SealingVerdict::Holds => Some("klopt"),
            SealingVerdict::HoldsButErased { .. } => Some("klopt-behoudens-wissing"),
            SealingVerdict::TextsMissing { .. } => None,
            SealingVerdict::Differs { .. } => Some("afwijkend"),
        }
    }

    /// Returns the erased events that the sealed report showed.
    pub fn erased(&self) -> &[Erased] {
        match self {
            SealingVerdict::HoldsButErased { erased } => erased,
            SealingVerdict::Holds | SealingVerdict::TextsMissing { .. } | SealingVerdict::Differs { .. } => &[],
        }
    }

    /// Returns the differences; empty for every other verdict than [`SealingVerdict::Differs`].
    pub fn differences(&self) -> &[SealingDifference] {
        match self {
            SealingVerdict::Differs { what } => what,
            SealingVerdict::Holds | SealingVerdict::HoldsButErased { .. } | SealingVerdict::TextsMissing { .. } => &[],
        }
    }
}

/// Why a sealing could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum SealingCheckError {
    /// It was sealed in a shape of the report that only a newer version of the software can build.
    #[error("{}", self.message())]
    UnknownShape {
        /// The position of the sealing.
        at: u64,
        /// The shape it names.
        version: u32,
    },
    /// A record could not be read.
    #[error(transparent)]
    UnreadableRecord(#[from] RecordReadError),
}

impl SealingCheckError {
    /// Returns the reason as a sentence for the user.
    pub fn message(&self) -> Message {
        match self {
            SealingCheckError::UnknownShape { version, .. } => message!("sealing-unknown-shape", version = *version),
            SealingCheckError::UnreadableRecord(error) => message!("sealing-unreadable", position = error.position),
        }
    }
}

/// Rebuilds the report of a sealing from the log and compares it with what the sealing fixed. `root` is the root hash
/// of the log at the position that the sealing names; `None` where the log has no such position.
///
/// # Errors
/// [`SealingCheckError`] when the verdict can not be determined: the report has a shape of a later version, or a record can
/// not be read.
pub fn check_sealing(
    state: &State,
    contents: &dyn RecordSource,
    sealing: &Sealing,
    root: Option<&Hash>,
) -> Result<SealingVerdict, SealingCheckError> {
    let mut what = Vec::new();
    if sealing.position == 0 || sealing.position >= sealing.at {
        what.push(SealingDifference::Position(sealing.position));
        return Ok(SealingVerdict::Differs { what });
    }
    if root.is_none_or(|root| STANDARD.encode(root) != sealing.root) {
        what.push(SealingDifference::Root);
    }
    let before = count_earlier_sealings(state, sealing);
    if u64::from(sealing.version) != before + 1 {
        what.push(SealingDifference::Version { found: sealing.version, expected: before + 1 });
    }
    let at = AsOf { day: Day::from_number(i32::MAX), position: sealing.position };
    if reporting_date(state.as_of(at), &sealing.round).as_ref() != Some(&sealing.reporting_date) {
        what.push(SealingDifference::ReportingDate(sealing.reporting_date.clone()));
    }
    let Some(request) = sealing.request() else { return Ok(SealingVerdict::Differs { what }) };
    let answer = match report_in_version(sealing.report_version, state, contents, &request) {
        Ok(answer) => answer,
        Err(ReportError::UnknownShape(version)) => {
            return Err(SealingCheckError::UnknownShape { at: sealing.at, version });
        }
        Err(ReportError::UnreadableRecord(error)) => return Err(error.into()),
        Err(
            error @ (ReportError::NoSuchPosition { .. }
            | ReportError::NoSuchNode(_)
            | ReportError::NoSuchRound(_)
            | ReportError::Overflow),
        ) => {
            what.push(SealingDifference::CanNotBeBuilt(error.message()));
            return Ok(SealingVerdict::Differs { what });
        }
    };
    if answer.skeleton_digest != sealing.skeleton_digest {
        what.push(SealingDifference::Skeleton);
    }
    let same = answer.digest == sealing.digest;
    let erased = if same { Vec::new() } else { erasures(state, contents, &answer.erased)? };
    let unexplained = erased.len() < answer.erased.len();
    if !same && (unexplained || (erased.is_empty() && answer.lost.is_empty())) {
        what.push(SealingDifference::Report);
    }
    Ok(match (what.is_empty(), same, answer.lost.is_empty()) {
        (false, _, _) => SealingVerdict::Differs { what },
        (true, true, _) => SealingVerdict::Holds,
        (true, false, true) => SealingVerdict::HoldsButErased { erased },
        (true, false, false) => SealingVerdict::TextsMissing { missing: answer.lost },
    })
}

/// Counts the sealings of its round before it.
fn count_earlier_sealings(state: &State, sealing: &Sealing) -> u64 {
    let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), sealing.round));
    let rows = no.map_or(&[][..], |no| &state.entry(no).rows);
    let before = |row: &&crate::domain::state::EventRow| {
        row.kind == EventType::RoundSealed && u64::from(row.position) < sealing.at
    };
    rows.iter().filter(before).count() as u64
}
