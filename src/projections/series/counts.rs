//! How much each round shows, over the rows of an answer: for dashboards that draw a line of each number.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{SeriesCell, SeriesRow};

/// The status of what was dropped.
const DROPPED: &str = "vervallen";

/// How much one round shows, over the rows of this answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeriesCounts {
    /// Subjects with a note.
    #[serde(rename = "metToelichting")]
    pub with_note: u64,
    /// Subjects by kind: those that were dropped do not count, and an indicator counts once for each period.
    #[serde(rename = "onderwerpen")]
    pub subjects: BTreeMap<String, u64>,
    /// Lights that the round did not set itself.
    #[serde(rename = "overgenomenStoplichten")]
    pub lights_carried_over: u64,
    /// Subjects whose notes the round did not renew.
    #[serde(rename = "overgenomenToelichtingen")]
    pub notes_carried_over: u64,
    /// Findings by code.
    #[serde(rename = "signalen")]
    pub findings: BTreeMap<String, u64>,
    /// Lights by colour.
    #[serde(rename = "stoplichten")]
    pub lights: BTreeMap<String, u64>,
    /// Notes.
    #[serde(rename = "toelichtingen")]
    pub notes: u64,
}

/// Counts each column.
pub(super) fn counts(rows: &[SeriesRow], columns: usize) -> Vec<SeriesCounts> {
    let mut counts = vec![SeriesCounts::default(); columns];
    for row in rows {
        let kind = row.subject.split('/').next().unwrap_or_default();
        for (counts, cell) in counts.iter_mut().zip(&row.cells) {
            if let Some(cell) = cell {
                counts.add(kind, cell);
            }
        }
    }
    counts
}

impl SeriesCounts {
    fn add(&mut self, kind: &str, cell: &SeriesCell) {
        let add = |to: &mut BTreeMap<String, u64>, word: &str| *to.entry(word.to_owned()).or_default() += 1;
        if cell.status.as_deref() != Some(DROPPED) {
            add(&mut self.subjects, kind);
        }
        for code in &cell.findings {
            add(&mut self.findings, code.name());
        }
        if let Some(light) = &cell.light {
            light.colour.iter().for_each(|colour| add(&mut self.lights, colour));
            self.lights_carried_over += u64::from(light.carried_over);
        }
        if let Some(note) = &cell.note {
            self.notes += u64::from(note.count);
            self.with_note += 1;
            self.notes_carried_over += u64::from(note.carried_over);
        }
    }
}
