//! Writes the state at a position part by part. Between two parts the state may take further events: of everything that
//! it holds the position is known, so what came later is left out, and what a later event marked is written as it was.
//! A property test compares the bytes with those of the state that never saw the later events.

use super::State;
use super::rows::{EventRow, FieldValue, SubjectEntry, SubjectNo, SubjectReference};
use super::snapshot_bytes::{write_bytes, write_list};

/// Bytes after which a part ends: some tenth of a millisecond, for which the state is locked.
pub(super) const PART_BYTES: usize = 256 * 1024;

/// A snapshot that is being written.
#[derive(Debug)]
pub struct SnapshotWriter {
    pub(super) position: u32,
    /// The length in bytes of all tokens.
    pub(super) text: usize,
    pub(super) symbols: usize,
    pub(super) lists: usize,
    pub(super) subjects: usize,
    pub(super) cents_ever: i128,
    /// Bytes after which a part ends.
    pub(super) part_bytes: usize,
    pub(super) next: SnapshotSection,
    /// How many items of the section were written.
    pub(super) at: usize,
}

/// The sections, in the order of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SnapshotSection {
    Text,
    Ends,
    Lists,
    Subjects,
    Places,
    Ids,
    Recorded,
    CentsEver,
    Before,
    Days,
    Done,
}

impl SnapshotWriter {
    /// The position of the last event in it.
    pub fn position(&self) -> u64 {
        u64::from(self.position)
    }

    /// Makes the parts end after so many bytes.
    pub const fn in_parts_of(self, bytes: usize) -> SnapshotWriter {
        SnapshotWriter { part_bytes: bytes, ..self }
    }

    /// Appends the next part to `out`; returns false when it was the last one. The state may have taken events since the
    /// snapshot was begun, and rolled back those that were not settled, and nothing else.
    pub fn write_part(&mut self, state: &State, out: &mut Vec<u8>) -> bool {
        let events = self.position as usize;
        let full = out.len() + self.part_bytes;
        let (text, ends) = state.symbols.parts();
        match self.next {
            SnapshotSection::Text => {
                write_bytes(out, &text.as_bytes()[..self.text]);
                self.turn_to(SnapshotSection::Ends);
            }
            SnapshotSection::Ends => {
                let write = |out: &mut Vec<u8>, end: &u32| out.extend_from_slice(&end.to_le_bytes());
                self.items((&ends[..self.symbols], SnapshotSection::Lists), (out, full), write);
            }
            SnapshotSection::Lists => {
                self.items((&state.lists[..self.lists], SnapshotSection::Subjects), (out, full), |out, list| {
                    write_list(out, list, |out, symbol| out.extend_from_slice(&symbol.number().to_le_bytes()));
                })
            }
            SnapshotSection::Subjects => {
                let until = self.position;
                self.items((&state.subjects[..self.subjects], SnapshotSection::Places), (out, full), |out, entry| {
                    write_subject(out, entry, until);
                });
            }
            SnapshotSection::Places => {
                self.items((&state.places[..events], SnapshotSection::Ids), (out, full), |out, (no, row)| {
                    write_subject_no(out, *no);
                    out.extend_from_slice(&row.to_le_bytes());
                })
            }
            SnapshotSection::Ids => {
                self.items((&state.ids[..events], SnapshotSection::Recorded), (out, full), |out, id| {
                    out.extend_from_slice(&id.bytes());
                });
            }
            SnapshotSection::Recorded => {
                self.items((&state.recorded[..events], SnapshotSection::CentsEver), (out, full), |out, at| {
                    out.extend_from_slice(&at.micros().to_le_bytes());
                });
            }
            SnapshotSection::CentsEver => {
                out.extend_from_slice(&self.cents_ever.to_le_bytes());
                self.turn_to(SnapshotSection::Before);
            }
            SnapshotSection::Before => {
                self.items((state.days.before(self.position), SnapshotSection::Days), (out, full), |out, before| {
                    out.extend_from_slice(&before.to_le_bytes());
                });
            }
            SnapshotSection::Days => {
                state.days.write(self.position, out);
                self.turn_to(SnapshotSection::Done);
            }
            SnapshotSection::Done => {}
        }
        self.next != SnapshotSection::Done
    }

    fn turn_to(&mut self, next: SnapshotSection) {
        (self.next, self.at) = (next, 0);
    }

    /// Writes items of a list, with its length before the first, until `out` is full; after the last it turns to `next`.
    fn items<T>(
        &mut self,
        (list, next): (&[T], SnapshotSection),
        (out, full): (&mut Vec<u8>, usize),
        write: impl Fn(&mut Vec<u8>, &T),
    ) {
        if self.at == 0 {
            out.extend_from_slice(&(list.len() as u64).to_le_bytes());
        }
        // At least one item a part, so that the length before the first is written once.
        while let Some(item) = list.get(self.at) {
            write(out, item);
            self.at += 1;
            if out.len() >= full {
                return;
            }
        }
        self.turn_to(next);
    }
}

fn write_subject_no(out: &mut Vec<u8>, no: SubjectNo) {
    out.extend_from_slice(&(no.index() as u32).to_le_bytes());
}

/// Writes a subject as it was after the event at `until`.
fn write_subject(out: &mut Vec<u8>, entry: &SubjectEntry, until: u32) {
    let rows = &entry.rows[..entry.rows.partition_point(|row| row.position <= until)];
    let cells = rows.last().map_or(0, |row| row.cells_at as usize + usize::from(row.cell_count));
    write_bytes(out, entry.name.as_bytes());
    out.extend_from_slice(&entry.version_at(u64::from(until)).to_le_bytes());
    write_list(out, rows, |out, row| write_row(out, entry, row, until));
    write_list(out, &entry.cells[..cells], |out, cell| {
        out.push(cell.field as u8);
        let (tag, payload) = match cell.value {
            FieldValue::Clear => (0, 0),
            FieldValue::Flag(flag) => (1, i64::from(flag)),
            FieldValue::Number(number) => (2, number),
            FieldValue::Token(symbol) => (3, i64::from(symbol.number())),
            FieldValue::Tokens(list) => (4, i64::from(list)),
            FieldValue::Stored => (5, 0),
        };
        out.push(tag);
        out.extend_from_slice(&payload.to_le_bytes());
    });
    for references in [&entry.refers_to, &entry.referrers] {
        let by_then = references.partition_point(|reference| reference.since <= until);
        write_list(out, &references[..by_then], |out, SubjectReference { subject, since }| {
            write_subject_no(out, *subject);
            out.extend_from_slice(&since.to_le_bytes());
        });
    }
}

fn write_row(out: &mut Vec<u8>, entry: &SubjectEntry, row: &EventRow, until: u32) {
    let by_then = |at: u32| if at <= until { at } else { 0 };
    // A correction lies with what it corrects, and knows the one before it.
    let correction = |at: u32| entry.rows.binary_search_by_key(&at, |row| row.position).ok().map(|at| &entry.rows[at]);
    let mut last_correction = row.last_correction;
    while last_correction > until {
        last_correction = correction(last_correction).map_or(0, |by| by.previous_correction);
    }
    let numbers = [
        row.position,
        row.rank,
        row.corrects,
        by_then(row.withdrawn_at),
        by_then(row.erased_at),
        last_correction,
        row.previous_correction,
        row.cells_at,
    ];
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
    out.extend_from_slice(&row.day.number().to_le_bytes());
    out.extend_from_slice(&[row.cell_count, row.kind as u8, row.precision as u8, u8::from(row.unreviewed)]);
}
