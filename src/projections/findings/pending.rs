//! A finding before its sentence is written: what it is about, and the details that its sentence needs.

use std::collections::BTreeSet;

use super::FindingCode;
use super::inconsistencies::Inconsistency;
use crate::after_sealing::SealingName;
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::domain::state::{State, SubjectNo};
use crate::domain::time::{Day, Precision};

/// A finding before its sentence is written.
#[derive(Debug)]
pub(super) struct PendingFinding {
    pub code: FindingCode,
    pub subject: SubjectNo,
    /// The nodes it belongs to; the published finding names the first one.
    pub nodes: Vec<SubjectNo>,
    pub positions: BTreeSet<u64>,
    pub details: FindingDetails,
}

impl PendingFinding {
    pub fn new(
        code: FindingCode,
        subject: SubjectNo,
        nodes: &[SubjectNo],
        positions: impl IntoIterator<Item = u64>,
        details: FindingDetails,
    ) -> PendingFinding {
        // 0 means that there is no event.
        let positions = positions.into_iter().filter(|position| *position != 0).collect();
        PendingFinding { code, subject, nodes: nodes.to_vec(), positions, details }
    }
}

/// The details of a finding, besides the names in its sentence.
#[derive(Debug)]
pub(super) enum FindingDetails {
    NotReported { is_named: bool },
    NotTakenUp { code: String },
    NoNote { carried_over: Option<(Day, Precision)> },
    QuietCase { from: Day, last: Option<(Day, Precision)> },
    LightWithoutSteering { colour: String },
    LightUnknown,
    MilestonePassed { due: Day, precision: Option<String> },
    TargetOpen { cents: Option<i64>, open: Option<i64> },
    NotToldAgain { since: (Day, Precision) },
    AcrossYears { year: i64, other: SubjectNo, other_year: i64 },
    Reservation { position: u64 },
    NotReviewed { count: usize },
    NoReason { position: u64, corrected: u64 },
    AfterSealing { sealing: SealingName, events: Vec<LateEvent> },
    Exceeded { by: i64 },
    Inconsistent { inconsistency: Inconsistency, kind: EventType, day: Day, against: Option<(EventType, Day)> },
}

impl FindingDetails {
    /// Returns the positions of the records that the sentence needs.
    pub fn record_positions(&self) -> Vec<u64> {
        match self {
            FindingDetails::AfterSealing { events, .. } => {
                let reviews = events.iter().filter_map(|event| Some([event.reviews?, event.position]));
                reviews.flatten().collect()
            }
            FindingDetails::Reservation { position } => vec![*position],
            FindingDetails::NoReason { position, corrected } => vec![*corrected, *position],
            FindingDetails::NotReported { .. }
            | FindingDetails::NotTakenUp { .. }
            | FindingDetails::NoNote { .. }
            | FindingDetails::QuietCase { .. }
            | FindingDetails::LightWithoutSteering { .. }
            | FindingDetails::LightUnknown
            | FindingDetails::MilestonePassed { .. }
            | FindingDetails::TargetOpen { .. }
            | FindingDetails::NotToldAgain { .. }
            | FindingDetails::AcrossYears { .. }
            | FindingDetails::NotReviewed { .. }
            | FindingDetails::Exceeded { .. }
            | FindingDetails::Inconsistent { .. } => Vec::new(),
        }
    }

    /// Returns the other subject that the sentence names.
    pub fn other_subject(&self) -> Option<SubjectNo> {
        match self {
            FindingDetails::AcrossYears { other, .. } => Some(*other),
            FindingDetails::NotReported { .. }
            | FindingDetails::NotTakenUp { .. }
            | FindingDetails::NoNote { .. }
            | FindingDetails::QuietCase { .. }
            | FindingDetails::LightWithoutSteering { .. }
            | FindingDetails::LightUnknown
            | FindingDetails::MilestonePassed { .. }
            | FindingDetails::TargetOpen { .. }
            | FindingDetails::NotToldAgain { .. }
            | FindingDetails::Reservation { .. }
            | FindingDetails::NotReviewed { .. }
            | FindingDetails::NoReason { .. }
            | FindingDetails::AfterSealing { .. }
            | FindingDetails::Exceeded { .. }
            | FindingDetails::Inconsistent { .. } => None,
        }
    }
}

/// An event that was recorded after a sealing.
#[derive(Debug)]
pub(super) struct LateEvent {
    pub position: u64,
    pub kind: EventType,
    pub day: Day,
    pub precision: Precision,
    /// The draft that it corrects, if it may be a mere review of it.
    pub reviews: Option<u64>,
}

impl LateEvent {
    /// Reads the event at a position; the day of a withdrawal is that of the event it withdrew.
    pub fn at(state: &State, position: u64) -> Option<LateEvent> {
        let (no, row) = state.at(position)?;
        let hit = EventId::parse(state.entry(no).id()).ok().filter(|_| row.kind == EventType::EventWithdrawn);
        let of = hit.and_then(|hit| state.at(state.position_of(hit)?)).map_or(row, |(_, row)| row);
        let corrected = u64::from(row.corrects);
        let was_draft = state.at(corrected).is_some_and(|(_, draft)| draft.unreviewed);
        let reviews = (was_draft && !row.unreviewed).then_some(corrected);
        Some(LateEvent { position, kind: row.kind, day: of.day, precision: of.precision, reviews })
    }
}
