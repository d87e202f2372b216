//! The name of an event as readers know it: what happened, to which subject, and on which day.

use crate::domain::event::EventType;
use crate::language::{Argument, Message};
use crate::message;

/// Names what happened: `toelichting bij 7A1.2 van 1 april 2019`.
pub fn event_name(kind: EventType, id: &str, day: Argument) -> Message {
    use EventType as T;
    match kind {
        T::NodeRecorded => message!("event-node-recorded", id = id, day = day),
        T::NodeChanged => message!("event-node-changed", id = id, day = day),
        T::NodeDropped => message!("event-node-dropped", id = id, day = day),
        T::CaseOpened => message!("event-case-opened", id = id, day = day),
        T::CaseChanged => message!("event-case-changed", id = id, day = day),
        T::CaseClosed => message!("event-case-closed", id = id, day = day),
        T::CaseReopened => message!("event-case-reopened", id = id, day = day),
        T::NoteRecorded => message!("event-note-recorded", id = id, day = day),
        T::LightSet => message!("event-light-set", id = id, day = day),
        T::MilestonePlanned => message!("event-milestone-planned", id = id, day = day),
        T::MilestoneMoved => message!("event-milestone-moved", id = id, day = day),
        T::MilestoneMet => message!("event-milestone-met", id = id, day = day),
        T::MilestoneDropped => message!("event-milestone-dropped", id = id, day = day),
        T::AdjustmentRecorded => message!("event-adjustment-recorded", id = id, day = day),
        T::AdjustmentChanged => message!("event-adjustment-changed", id = id, day = day),
        T::AdjustmentToldAgain => message!("event-adjustment-told-again", id = id, day = day),
        T::AdjustmentDropped => message!("event-adjustment-dropped", id = id, day = day),
        T::FacilityOpened => message!("event-facility-opened", id = id, day = day),
        T::FacilityCapacityChanged => message!("event-facility-capacity-changed", id = id, day = day),
        T::FacilityRestricted => message!("event-facility-restricted", id = id, day = day),
        T::FacilityClosed => message!("event-facility-closed", id = id, day = day),
        T::FacilityReopened => message!("event-facility-reopened", id = id, day = day),
        T::IndicatorRecorded => message!("event-indicator-recorded", id = id, day = day),
        T::IndicatorMeasured => message!("event-indicator-measured", id = id, day = day),
        T::DecisionTaken => message!("event-decision-taken", id = id, day = day),
        T::DecisionChanged => message!("event-decision-changed", id = id, day = day),
        T::RoundOpened => message!("event-round-opened", id = id, day = day),
        T::RoundChanged => message!("event-round-changed", id = id, day = day),
        T::RoundReopened => message!("event-round-reopened", id = id, day = day),
        T::RoundSealed => message!("event-round-sealed", id = id, day = day),
        T::RoundPublished => message!("event-round-published", id = id, day = day),
        T::EventWithdrawn => message!("event-event-withdrawn", id = id, day = day),
        T::EventErased => message!("event-event-erased", id = id, day = day),
    }
}
