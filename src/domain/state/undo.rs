//! Rolls back events that were staged and could not be written, or that belong to a refused request.

use std::hash::BuildHasher;

use super::rows::SubjectNo;
use super::rows::cents_in;
use super::{State, SubjectEntry};

/// A change that [`State::apply`] made besides adding a row, recorded while it may have to be undone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Undo {
    /// A subject was named for the first time.
    Subject(SubjectNo),
    /// A subject referred to another for the first time.
    Reference { from: SubjectNo, to: SubjectNo },
    /// A mark in the list, see [`State::set_savepoint`].
    Savepoint(u64),
}

impl State {
    pub(super) fn record_undo(&mut self, step: Undo) {
        if let Some(undo) = &mut self.undo {
            undo.push(step);
        }
    }

    /// Sets a mark at the head and returns its position. Until [`State::release_savepoints`], later events can be rolled back to
    /// it.
    pub fn set_savepoint(&mut self) -> u64 {
        let head = self.head();
        self.undo.get_or_insert_default().push(Undo::Savepoint(head));
        head
    }

    /// Makes all applied events permanent and removes all marks.
    pub fn release_savepoints(&mut self) {
        self.undo = None;
    }

    /// Removes every event after `position`, the last first.
    ///
    /// # Panics
    /// If `position` was not [marked](State::set_savepoint) since the last [`State::release_savepoints`].
    pub fn roll_back(&mut self, position: u64) {
        while self.head() > position {
            self.pop_row();
        }
        let undo = self.undo.as_mut().expect("only a marked state is rolled back");
        let mark = undo.iter().rposition(|step| matches!(step, Undo::Savepoint(at) if *at == position));
        let steps = undo.split_off(mark.expect("only to a mark"));
        for step in steps.into_iter().rev() {
            match step {
                Undo::Savepoint(_) => {}
                Undo::Reference { from, to } => {
                    self.subjects[from.index()].refers_to.pop();
                    self.subjects[to.index()].referrers.pop();
                }
                Undo::Subject(no) => self.pop_subject(no),
            }
        }
        if self.undo.as_ref().is_some_and(Vec::is_empty) {
            self.release_savepoints(); // back at the first mark, so nothing is left to undo
        }
    }

    fn pop_row(&mut self) {
        let (no, _) = self.places.pop().expect("the head lies above the mark");
        let id = self.ids.pop().expect("one id a place");
        self.recorded.pop();
        let position = self.places.len() as u32 + 1;
        self.by_id
            .find_entry(self.hasher.hash_one(id), |at| *at == position)
            .expect("each id is in the table")
            .remove();
        let SubjectEntry { rows, cells, version, .. } = &mut self.subjects[no.index()];
        let row = rows.pop().expect("one row a place");
        self.days.pop(&row, &cells[row.cells_at as usize..]);
        let popped = cells.drain(row.cells_at as usize..);
        self.cents_ever -= popped.map(|cell| cents_in(cell.field, cell.value)).sum::<i128>();
        *version -= 1;
        if row.corrects != 0 {
            let corrected = rows.iter_mut().rfind(|other| other.position == row.corrects);
            corrected.expect("a correction lies with what it corrects").last_correction = row.previous_correction;
        }
        self.unhit(no, position);
    }

    /// Undoes a withdrawal or erasure by the event that was at `position`.
    fn unhit(&mut self, no: SubjectNo, position: u32) {
        let Ok(id) = crate::ids::EventId::parse(self.subjects[no.index()].id()) else { return };
        let Some(target) = self.position_of(id) else { return };
        let (hit_no, hit_row) = self.places[target as usize - 1];
        let entry = &mut self.subjects[hit_no.index()];
        let row = &mut entry.rows[hit_row as usize];
        if row.withdrawn_at == position || row.erased_at == position {
            if row.withdrawn_at == position {
                row.withdrawn_at = 0;
            } else {
                row.erased_at = 0;
            }
            entry.version -= 1;
        }
    }

    fn pop_subject(&mut self, no: SubjectNo) {
        let entry = self.subjects.pop().expect("subjects are undone in turn");
        self.by_kind[entry.kind as usize].pop();
        self.by_name
            .find_entry(self.hasher.hash_one(&*entry.name), |other| *other == no)
            .expect("each subject is in the table")
            .remove();
    }
}
