//! The erasures that destroyed texts: which event destroyed them, and on what ground.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::field::Field;
use crate::domain::state::State;
use crate::log::record::Record;
use crate::{RecordReadError, RecordSource};

/// An event whose texts were destroyed, and on what ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Erased {
    /// The event.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The event that erased it.
    #[serde(rename = "door")]
    pub by: u64,
    /// On what legal ground; none where that was erased in turn.
    #[serde(rename = "grondslag")]
    pub ground: Option<String>,
    /// The paper of the decision.
    #[serde(rename = "besluit")]
    pub decision: Option<String>,
}

/// Returns by which erasures the texts of these events were destroyed. When one of them is missing without such an
/// event the result is empty: an unexplained loss excuses nothing.
pub fn erasures(state: &State, contents: &dyn RecordSource, positions: &[u64]) -> Result<Vec<Erased>, RecordReadError> {
    let hit = positions.iter().filter_map(|position| {
        let by = state.at(*position).map_or(0, |(_, row)| row.erased_at);
        (by != 0).then_some((*position, u64::from(by)))
    });
    let hit: Vec<(u64, u64)> = hit.collect();
    if hit.len() < positions.len() {
        return Ok(Vec::new());
    }
    let records = contents.records(&hit.iter().map(|(_, by)| *by).collect::<Vec<_>>())?;
    let word = |record: &Record, field: Field| {
        record.data.get(field.name()).and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let told = hit.into_iter().zip(records).map(|((position, by), record)| Erased {
        position,
        by,
        ground: word(&record, Field::Ground),
        decision: word(&record, Field::Decision),
    });
    Ok(told.collect())
}
