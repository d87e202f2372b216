//! Finds events that contradict each other in the order of days. The rules judge an event on its own day only, so
//! history that arrives late, or a withdrawal, may leave a state that nobody would have recorded in order.

use crate::domain::event::EventType;

/// How an event contradicts the others of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inconsistency {
    /// It holds from a day on which the subject did not exist yet.
    Early,
    /// It introduces a subject that existed already.
    Twice,
    /// It repeats a status that held already: closed while closed, open while open, met while met, dropped while
    /// dropped.
    Already,
    /// It changes a subject that had ended by then: a facility that was closed, an amount or node that was dropped, a
    /// milestone that was met or dropped.
    Ended,
    /// No event is left that introduces the subject, which is shown by its id.
    Nameless,
}

/// Returns the contradictory events among the events of a subject that count, which are given in the order of (day,
/// rank): for each its index, the contradiction, and the index of the event it contradicts.
pub fn find_inconsistencies(kinds: &[EventType]) -> Vec<(usize, Inconsistency, Option<usize>)> {
    let Some(first) = kinds.iter().position(|kind| kind.introduces()) else {
        return if kinds.is_empty() { Vec::new() } else { vec![(0, Inconsistency::Nameless, None)] };
    };
    let mut odd = Vec::new();
    // A measurement may be about a time before the indicator was recorded.
    let early = (0..first).filter(|at| kinds[*at] != EventType::IndicatorMeasured);
    odd.extend(early.map(|at| (at, Inconsistency::Early, Some(first))));
    let mut status = first;
    for (at, kind) in kinds.iter().enumerate().skip(first + 1) {
        let found = contradicts(*kind, kinds[status]);
        odd.extend(found.map(|found| (at, found, Some(status))));
        if kind.sets_status() {
            status = at;
        }
    }
    odd
}

/// Returns how an event contradicts the last status of its subject.
fn contradicts(kind: EventType, status: EventType) -> Option<Inconsistency> {
    use EventType as T;
    let dropped = matches!(status, T::NodeDropped | T::AdjustmentDropped | T::MilestoneDropped);
    match kind {
        T::NodeRecorded
        | T::CaseOpened
        | T::MilestonePlanned
        | T::AdjustmentRecorded
        | T::FacilityOpened
        | T::IndicatorRecorded
        | T::DecisionTaken => (!dropped).then_some(Inconsistency::Twice),
        T::NodeDropped
        | T::AdjustmentDropped
        | T::MilestoneDropped
        | T::MilestoneMet
        | T::CaseClosed
        | T::FacilityClosed => (kind == status).then_some(Inconsistency::Already),
        T::CaseReopened => matches!(status, T::CaseOpened | T::CaseReopened).then_some(Inconsistency::Already),
        T::FacilityReopened => {
            matches!(status, T::FacilityOpened | T::FacilityReopened).then_some(Inconsistency::Already)
        }
        T::FacilityRestricted | T::FacilityCapacityChanged => {
            (status == T::FacilityClosed).then_some(Inconsistency::Ended)
        }
        T::NodeChanged | T::AdjustmentChanged | T::AdjustmentToldAgain => dropped.then_some(Inconsistency::Ended),
        T::MilestoneMoved => (dropped || status == T::MilestoneMet).then_some(Inconsistency::Ended),
        // Notes may still be recorded on a closed case, and notes on a dropped node pass to its successor.
        T::CaseChanged | T::NoteRecorded | T::LightSet | T::IndicatorMeasured | T::DecisionChanged => None,
        // Rounds and events about events hold in the order in which they were recorded.
        T::RoundOpened
        | T::RoundChanged
        | T::RoundReopened
        | T::RoundSealed
        | T::RoundPublished
        | T::EventWithdrawn
        | T::EventErased => None,
    }
}
