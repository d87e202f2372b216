//! Reverses the rows of a comparison: for a B that was known before A, (B, A) is computed and reversed.

use std::mem::swap;

use super::model::{Change, Difference, Fate};

/// Returns the same row with left and right exchanged. Its reasons stay.
pub(super) fn reversed(mut row: Difference) -> Difference {
    swap(&mut row.from, &mut row.to);
    if let Some(note) = &mut row.note {
        swap(&mut note.from, &mut note.to);
    }
    if let Some(before) = &mut row.subject_before {
        swap(before, &mut row.subject);
    }
    row.change = match row.change {
        Change::Added => Change::Dropped,
        Change::Dropped => Change::Added,
        Change::Changed => Change::Changed,
        Change::Moved => Change::Moved,
    };
    for word in &mut row.words {
        word.fate = match word.fate {
            Fate::Same => Fate::Same,
            Fate::Gone => Fate::Added,
            Fate::Added => Fate::Gone,
        };
    }
    row
}
