//! The reference implementation of the states in a history: it folds the whole subject from scratch for each event. The
//! incremental fold must agree with it.

use hashbrown::HashMap;
use std::sync::Arc;

use super::view::{NamedValues, PartState, SubjectPart, light_group, period, status_of};
use crate::domain::event::EventType;
use crate::domain::state::{AsOf, EventRow, FieldSettings, State, SubjectNo};
use crate::domain::time::Day;
use crate::log::record::Record;

/// Returns the state of a part of a subject at a day and position.
pub fn view(
    state: &State,
    no: SubjectNo,
    day: Day,
    position: u64,
    scope: &SubjectPart,
    records: &HashMap<u64, Arc<Record>>,
) -> NamedValues {
    let (at, entry) = (AsOf { day, position }, state.entry(no));
    let mut settings = FieldSettings::default();
    let mut status = Vec::new();
    match scope {
        SubjectPart::Subject => {
            let folded = state.fold(no, at);
            status = folded.status.iter().flat_map(|status| status_of(entry.kind, status)).collect();
            settings = folded.settings;
        }
        SubjectPart::Chain(rank) => {
            let counts = |row: &&EventRow| row.rank == *rank && state.counts(row, position);
            entry.rows.iter().filter(counts).for_each(|row| settings.apply(entry, row));
        }
        SubjectPart::Light => {
            let rows = state.standing_rows(no, at);
            // A code that was dropped and is used again begins without a light.
            let life = state.as_of(at).standing_intervals(no).last().map(|interval| interval.from);
            let of_this_life = |row: &&EventRow| life.is_none_or(|from| row.day >= from);
            let lights = rows.into_iter().filter(|row| row.kind == EventType::LightSet).filter(of_this_life);
            let lights: Vec<&EventRow> = lights.collect();
            let newest = lights.last().map(|row| light_group(entry, row));
            let group = lights.into_iter().filter(|row| Some(light_group(entry, row)) == newest);
            group.for_each(|row| settings.apply(entry, row));
        }
        SubjectPart::Period(wanted) => {
            let rows = state.standing_rows(no, at);
            let measured = |row: &&&EventRow| row.kind == EventType::IndicatorMeasured;
            let rows = rows.iter().filter(measured).filter(|row| period(entry, row) == Some(*wanted));
            rows.for_each(|row| settings.apply(entry, row));
        }
    }
    NamedValues::new(state, records, PartState::new(status, &settings))
}
