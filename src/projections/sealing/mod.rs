//! The sealings of a round, and the check that the report rebuilt from the log still equals the one that each of them
//! fixed.
//!
//! A sealing names a reporting date, a position, the root hash of the log at that position and two digests. Its report
//! is always rebuilt from those. The fields of a sealing are read without validation: a missing field reads as empty,
//! and the check then fails.

mod check;
mod reported;
mod round_point;

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::erasures::Erased;
pub use check::{SealingCheckError, SealingDifference, SealingVerdict, check_sealing};
pub use reported::{NamedPositions, ReportedIn, SealedPositions, add_reported_in, add_reported_in_rows};
pub use round_point::{
    ROUND_PREFIX, RoundNameError, RoundPoint, RoundPointError, SealingSelector, is_sealed, parse_round_name,
    reporting_day, round_point, strip_round_prefix,
};

use super::{RecordReadError, RecordSource, ReportRequest};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{EventRow, FieldValue, State, SubjectNo};
use crate::domain::time::{Day, Instant};

/// One sealing: what a body fixed of a round, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sealing {
    /// The round.
    #[serde(rename = "ronde")]
    pub round: String,
    /// Which sealing of the round, from 1.
    #[serde(rename = "versie")]
    pub version: u32,
    /// The body: `college` or `raad`.
    #[serde(rename = "orgaan")]
    pub body: String,
    /// What the body did with the report.
    #[serde(rename = "strekking")]
    pub purport: String,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<String>,
    /// The day it was taken.
    #[serde(rename = "genomenOp")]
    pub decided_on: Option<String>,
    /// Why, after a reopening; none where there is none, or where it was erased.
    #[serde(rename = "reden")]
    pub reason: Option<String>,
    /// The reporting date it fixes.
    #[serde(rename = "peildatum")]
    pub reporting_date: String,
    /// The position it fixes.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The root of the log at that position, in Base64.
    #[serde(rename = "wortel")]
    pub root: String,
    /// The digest of the report.
    pub digest: String,
    /// The digest of the report with its texts replaced by commitments.
    #[serde(rename = "digestGeraamte")]
    pub skeleton_digest: String,
    /// The shape of the report.
    #[serde(rename = "rapportageVersie")]
    pub report_version: u32,
    /// What built it.
    #[serde(rename = "softwareVersie")]
    pub software_version: String,
    /// The position of the sealing itself.
    #[serde(rename = "positieVaststelling")]
    pub at: u64,
    /// When it was recorded.
    #[serde(rename = "geregistreerdOp")]
    pub recorded_at: Instant,
}

impl Sealing {
    /// Returns the request for the report that it fixes; `None` when its reporting date is not a day, which does not
    /// occur in sealings of this service.
    pub fn request(&self) -> Option<ReportRequest> {
        let on = Day::parse(&self.reporting_date).ok()?;
        let round = Some(self.round.clone());
        Some(ReportRequest { on, position: self.position, node: None, fiscal_year: None, round })
    }
}

/// A sealing among those of its round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedSealing {
    /// The sealing.
    #[serde(flatten)]
    pub sealing: Sealing,
    /// The first sealing of the round that fixed the same report, where that is an earlier one.
    #[serde(rename = "gelijkAanVersie")]
    pub equal_to: Option<u32>,
}

/// Returns the sealings of one round, in the order of the log, each with the first one that fixed the same report.
pub fn listed(all: Vec<Sealing>) -> Vec<ListedSealing> {
    let equal_to = |one: &Sealing| {
        let same = all.iter().find(|other| other.digest == one.digest && other.report_version == one.report_version);
        same.map(|other| other.version).filter(|version| *version < one.version)
    };
    let equal: Vec<Option<u32>> = all.iter().map(equal_to).collect();
    all.into_iter().zip(equal).map(|(sealing, equal_to)| ListedSealing { sealing, equal_to }).collect()
}

/// Returns the version of the first sealing of its round that fixed the same report as this one, where that is an
/// earlier one.
pub fn equal_version(state: &State, sealing: &Sealing) -> Option<u32> {
    let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), sealing.round))?;
    let all = sealing_rows(state, no, sealing.at).into_iter().map(|row| read_sealing(state, no, row, None)).collect();
    listed(all).into_iter().find(|one| one.sealing.version == sealing.version).and_then(|one| one.equal_to)
}

/// Returns a sealing with the result of its check as JSON, in the shape that verifications return.
pub fn checked_sealing_json(sealing: &Sealing, verdict: &SealingVerdict) -> serde_json::Value {
    let mut told = serde_json::to_value(sealing).expect("a sealing always serialises");
    told["oordeel"] = verdict.name().into();
    let missing: &[u64] = if let SealingVerdict::TextsMissing { missing } = verdict { missing } else { &[] };
    told["ontbrekendeTeksten"] = missing.into();
    told["gewist"] = serde_json::to_value(verdict.erased()).expect("a list always serialises");
    told["afwijkingen"] = serde_json::to_value(verdict.differences()).expect("a list always serialises");
    told
}

/// Returns the sealing at a position, without its reason, which is only in the record; `None` when the event there is
/// not a sealing.
pub fn sealing_at(state: &State, position: u64) -> Option<Sealing> {
    let (no, row) = state.at(position).filter(|(_, row)| row.kind == EventType::RoundSealed)?;
    Some(read_sealing(state, no, row, None))
}

/// Returns the sealings of a round as known at a position, in the order of the log.
///
/// # Errors
/// [`RecordReadError`] when the record of a sealing can not be read.
pub fn sealings(
    state: &State,
    contents: &dyn RecordSource,
    round: &str,
    known: u64,
) -> Result<Vec<Sealing>, RecordReadError> {
    match state.subject(&format!("{}/{round}", SubjectKind::Round.name())) {
        Some(no) => sealings_of(state, contents, no, known),
        None => Ok(Vec::new()),
    }
}

/// Returns the sealings of all rounds as known at a position, in the order of the log.
///
/// # Errors
/// The errors of [`sealings`].
pub fn all_sealings(state: &State, contents: &dyn RecordSource, known: u64) -> Result<Vec<Sealing>, RecordReadError> {
    let mut all = Vec::new();
    for no in state.subjects_of(SubjectKind::Round) {
        all.extend(sealings_of(state, contents, *no, known)?);
    }
    all.sort_by_key(|sealing| sealing.at);
    Ok(all)
}

fn sealings_of(
    state: &State,
    contents: &dyn RecordSource,
    no: SubjectNo,
    known: u64,
) -> Result<Vec<Sealing>, RecordReadError> {
    let rows = sealing_rows(state, no, known);
    let positions: Vec<u64> = rows.iter().map(|row| row.position.into()).collect();
    let records = contents.records(&positions)?;
    let reason = |record: &crate::log::record::Record| {
        record.data.get(Field::Reason.name()).and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    Ok(rows.into_iter().zip(records).map(|(row, record)| read_sealing(state, no, row, reason(&record))).collect())
}

/// Returns the rows of the sealings of a round. A sealing can not be corrected or withdrawn, so every one counts.
pub(crate) fn sealing_rows(state: &State, no: SubjectNo, known: u64) -> Vec<&EventRow> {
    let rows = state.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= known);
    rows.filter(|row| row.kind == EventType::RoundSealed).collect()
}

/// Reads a sealing from its row. Its reason is only in the record, so the caller passes it.
pub(crate) fn read_sealing(state: &State, no: SubjectNo, row: &EventRow, reason: Option<String>) -> Sealing {
    let entry = state.entry(no);
    let word = |field| entry.cell(row, field).and_then(FieldValue::token).map(|symbol| state.token(symbol).to_owned());
    let number = |field| {
        entry.cell(row, field).and_then(FieldValue::number).map_or(0, |number| u32::try_from(number).unwrap_or(0))
    };
    let must = |field| word(field).unwrap_or_default();
    let at = u64::from(row.position);
    Sealing {
        round: entry.id().to_owned(),
        version: number(Field::Version),
        body: must(Field::DecidingBody),
        purport: must(Field::Purport),
        decision: word(Field::Decision),
        decided_on: word(Field::DecidedOn),
        reason,
        reporting_date: must(Field::ReportingDate),
        position: number(Field::Position).into(),
        root: must(Field::Root),
        digest: must(Field::Digest),
        skeleton_digest: must(Field::SkeletonDigest),
        report_version: number(Field::ReportVersion),
        software_version: must(Field::SoftwareVersion),
        at,
        recorded_at: state.recorded_at(at).expect("a row lies in the log"),
    }
}
