//! How much each round shows, over the rows of an answer: for dashboards that draw a line of each number.

use std::collections::BTreeMap;

use super::model::{SeriesCell, SeriesCounts, SeriesRow};

/// The status of what was dropped.
const DROPPED: &str = "vervallen";

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
