//! What was announced for a day: the entries of the agenda of that day, as they were known when it began. They hold no
//! texts, so nothing of them has to be forgotten when a text is erased.

use schemars::JsonSchema;
use serde::Serialize;

use super::{AgendaRequest, ENTRIES_MAX, drafts};
use crate::domain::state::State;
use crate::domain::time::Day;
use crate::feed::{FilterKeys, first_owner};

/// Something that was announced for a day, on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What filters of the feed compare.
    pub keys: FilterKeys,
    /// What is told of it.
    pub told: ArrivalView,
}

/// What is told of something that was announced, on the day on which it takes effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArrivalView {
    /// Which entry of the agenda it is; with the day it tells doubles.
    pub id: String,
    /// The node it belongs to on that day.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The subject.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// The day.
    #[serde(rename = "per")]
    pub due: String,
    /// The position of the event that announced it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The type of that event.
    #[serde(rename = "wat")]
    pub what: &'static str,
}

/// Returns what was announced for a day, as known at the position of the last event before that day.
pub fn arrivals(state: &State, day: Day, position: u64) -> Vec<Arrival> {
    let request = AgendaRequest { from: day, until: day, position, node: None };
    let drafts = drafts(state, &request).unwrap_or_default();
    let arrival = |draft: &super::DraftEntry<'_>| {
        let at = draft.at(position);
        let told = ArrivalView {
            id: draft.id(state),
            node: first_owner(state, draft.no, at),
            subject: state.entry(draft.no).name.to_string(),
            due: day.to_string(),
            position: u64::from(draft.row.position),
            what: draft.row.kind.name(),
        };
        Arrival { keys: FilterKeys::at(state, draft.no, draft.row.kind, at), told }
    };
    // More than an agenda shows is an import gone wrong, and no reader is served by all of it.
    drafts.iter().take(ENTRIES_MAX).map(arrival).collect()
}
