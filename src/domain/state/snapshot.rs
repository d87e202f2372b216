//! The state as bytes, so that a start does not have to fold the whole log again. It contains no texts, so an erasure
//! does not affect it.
//!
//! A snapshot is disposable: the module of its file checks its revision and checksum on reading, and the log is folded
//! again if either is wrong. Numbers are little-endian; hash tables are rebuilt, not stored.

use std::hash::BuildHasher;

use super::day_index::DayIndex;
use super::rows::{EventRow, FieldCell, FieldValue, SubjectEntry, SubjectNo, SubjectReference};
use super::snapshot_bytes::SnapshotReader;
use super::snapshot_writer::{PART_BYTES, SnapshotSection, SnapshotWriter};
use super::symbols::{Symbol, Symbols};
use super::{State, kind_of};
use crate::event::EventType;
use crate::field::Field;
use crate::ids::EventId;
use crate::time::{Day, Instant, Precision};

/// Increased with every change of the layout below, or of what the state folds from an event.
pub const SNAPSHOT_REVISION: u32 = 3;

impl State {
    /// Begins a snapshot of the state as it is now. It is written part by part, while later events are applied.
    ///
    /// # Panics
    /// If the state can still be rolled back: only a settled state is stored.
    pub fn begin_snapshot(&self) -> SnapshotWriter {
        assert!(self.undo.is_none(), "only a settled state is kept");
        SnapshotWriter {
            position: self.head() as u32,
            text: self.symbols.parts().0.len(),
            symbols: self.symbols.len(),
            lists: self.lists.len(),
            subjects: self.subjects.len(),
            cents_ever: self.cents_ever,
            part_bytes: PART_BYTES,
            next: SnapshotSection::Text,
            at: 0,
        }
    }

    /// Appends the state to `out`.
    ///
    /// # Panics
    /// If the state can still be rolled back: only a settled state is stored.
    pub fn to_snapshot(&self, out: &mut Vec<u8>) {
        let mut writer = self.begin_snapshot();
        while writer.write_part(self, out) {}
    }

    /// Decodes the state from these bytes; `None` if they are not a snapshot of this revision.
    pub fn from_snapshot(bytes: &[u8]) -> Option<State> {
        let mut from = SnapshotReader::new(bytes);
        let text = String::from_utf8(from.bytes()?.to_vec()).ok()?;
        let ends = from.list(|from| from.u32())?;
        let mut state = State { symbols: Symbols::from_parts(text, ends)?, ..State::default() };
        state.lists = from.list(|from| from.list(|from| from.symbol()).map(Vec::into_boxed_slice))?;
        state.subjects = from.list(SnapshotReader::subject)?;
        state.places = from.list(|from| Some((from.no()?, from.u32()?)))?;
        state.ids = from.list(|from| Some(EventId::from_bytes(from.array()?)))?;
        state.recorded = from.list(|from| Some(Instant::from_micros(from.i64()?)))?;
        state.cents_ever = i128::from_le_bytes(from.array()?);
        state.days = DayIndex::read(&mut from)?;
        (from.is_empty() && state.is_consistent()).then_some(())?;
        state.make_tables();
        Some(state)
    }

    /// Checks that every number refers to something that exists, so that no later read can fail.
    fn is_consistent(&self) -> bool {
        let subjects = self.subjects.len();
        let symbol = |symbol: Symbol| (symbol.number() as usize) < self.symbols.len();
        let value = |value: FieldValue| match value {
            FieldValue::Token(token) => symbol(token),
            FieldValue::Tokens(list) => (list as usize) < self.lists.len(),
            FieldValue::Clear | FieldValue::Flag(_) | FieldValue::Number(_) | FieldValue::Stored => true,
        };
        let events = self.places.len();
        let known = |position: u32| position > 0 && position as usize <= events;
        let entry = |entry: &SubjectEntry| {
            let mut cells = 0;
            let follows = |row: &EventRow| {
                let from = std::mem::replace(&mut cells, row.cells_at as usize + usize::from(row.cell_count));
                known(row.position) && row.cells_at as usize == from
            };
            entry.rows.iter().all(follows)
                && cells == entry.cells.len()
                && entry.rows.is_sorted_by(|a, b| a.position < b.position)
                && entry.cells.iter().all(|cell| value(cell.value))
                && entry.refers_to().chain(entry.referrers()).all(|no| no.index() < subjects)
        };
        let place = |(no, row): &(SubjectNo, u32)| {
            self.subjects.get(no.index()).is_some_and(|entry| (*row as usize) < entry.rows.len())
        };
        self.lists.iter().flatten().all(|token| symbol(*token))
            && self.subjects.iter().all(entry)
            && self.places.iter().all(place)
            && self.ids.len() == self.places.len()
            && self.recorded.len() == self.places.len()
            && self.days.is_consistent(self.places.len(), self.symbols.len())
    }

    fn make_tables(&mut self) {
        let hasher = &self.hasher;
        self.by_name.reserve(self.subjects.len(), |_| 0);
        for (index, entry) in self.subjects.iter().enumerate() {
            let no = SubjectNo::from_index(index);
            self.by_kind[entry.kind as usize].push(no);
            let subjects = &self.subjects;
            self.by_name
                .insert_unique(hasher.hash_one(&*entry.name), no, |no| hasher.hash_one(&*subjects[no.index()].name));
        }
        let ids = &self.ids;
        self.by_id.reserve(ids.len(), |_| 0);
        for (index, id) in ids.iter().enumerate() {
            self.by_id
                .insert_unique(hasher.hash_one(id), index as u32 + 1, |at| hasher.hash_one(ids[*at as usize - 1]));
        }
    }
}

impl SnapshotReader<'_> {
    fn no(&mut self) -> Option<SubjectNo> {
        Some(SubjectNo::from_index(self.u32()? as usize))
    }

    fn reference(&mut self) -> Option<SubjectReference> {
        Some(SubjectReference { subject: self.no()?, since: self.u32()? })
    }

    fn symbol(&mut self) -> Option<Symbol> {
        self.u32().map(Symbol::from_number)
    }

    fn subject(&mut self) -> Option<SubjectEntry> {
        let name = std::str::from_utf8(self.bytes()?).ok()?;
        let mut entry = SubjectEntry::new(name, kind_of(name).ok()?);
        entry.version = self.u32()?;
        entry.rows = self.list(SnapshotReader::row)?;
        entry.cells = self.list(SnapshotReader::cell)?;
        entry.refers_to = self.list(SnapshotReader::reference)?;
        entry.referrers = self.list(SnapshotReader::reference)?;
        Some(entry)
    }

    fn row(&mut self) -> Option<EventRow> {
        let mut number = || self.u32();
        let [position, rank, corrects, withdrawn_at, erased_at, last_correction, previous_correction, cells_at] =
            [number()?, number()?, number()?, number()?, number()?, number()?, number()?, number()?];
        let day = Day::from_number(self.u32()?.cast_signed());
        let [cell_count, kind, precision, unreviewed] = self.array()?;
        Some(EventRow {
            position,
            rank,
            corrects,
            withdrawn_at,
            erased_at,
            last_correction,
            previous_correction,
            day,
            cells_at,
            cell_count,
            kind: EventType::from_number(kind)?,
            precision: Precision::ALL.get(usize::from(precision)).copied()?,
            unreviewed: unreviewed != 0,
        })
    }

    fn cell(&mut self) -> Option<FieldCell> {
        let [field, tag] = self.array()?;
        let payload = self.i64()?;
        let small = || u32::try_from(payload).ok();
        let value = match tag {
            0 => FieldValue::Clear,
            1 => FieldValue::Flag(payload != 0),
            2 => FieldValue::Number(payload),
            3 => FieldValue::Token(Symbol::from_number(small()?)),
            4 => FieldValue::Tokens(small()?),
            5 => FieldValue::Stored,
            _ => return None,
        };
        Some(FieldCell { field: Field::from_number(field)?, value })
    }
}
