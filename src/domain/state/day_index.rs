//! An index of events by effective day, and by the round they name (notes, lights, amounts told again): the starting
//! point of a comparison.
//!
//! Each event refers to the previous one of the same day, so the index costs four bytes per event and removing the last
//! event undoes it. Rounds and events about events hold from their position on and are in no list of a day.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::rows::{EventRow, FieldValue, SubjectNo};
use super::snapshot_bytes::{SnapshotReader, write_list};
use super::symbols::Symbol;
use super::{FieldCell, State};
use crate::field::Field;
use crate::time::Day;

/// The index of events by day, and by the round they name.
#[derive(Debug, Default, Clone)]
pub(super) struct DayIndex {
    /// By position, the previous event of the same day; 0 if there is none.
    before: Vec<u32>,
    /// The last event of each day.
    last: HashMap<i32, u32, FixedState>,
    /// What names each round, in the order of the log.
    rounds: HashMap<Symbol, Vec<u32>, FixedState>,
}

impl DayIndex {
    pub(super) fn reserve(&mut self, events: usize) {
        self.before.reserve(events);
    }

    /// Adds the event after the last one.
    pub(super) fn push(&mut self, row: &EventRow, cells: &[FieldCell]) {
        let decides = !row.kind.holds_from_position();
        let before = if decides { self.last.insert(row.day.number(), row.position) } else { None };
        self.before.push(before.unwrap_or(0));
        if let Some(round) = round_of(row, cells) {
            self.rounds.entry(round).or_default().push(row.position);
        }
    }

    /// Removes the last event.
    pub(super) fn pop(&mut self, row: &EventRow, cells: &[FieldCell]) {
        let before = self.before.pop().expect("each event is in the list of days");
        if !row.kind.holds_from_position() {
            match before {
                0 => self.last.remove(&row.day.number()),
                before => self.last.insert(row.day.number(), before),
            };
        }
        if let Some(round) = round_of(row, cells) {
            let all = self.rounds.get_mut(&round).expect("each note of a round is in its list");
            all.pop();
            if all.is_empty() {
                self.rounds.remove(&round);
            }
        }
    }

    /// Returns the position of an event and those of the events before it on the same day.
    fn earlier_that_day(&self, last: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(last), |at| Some(self.before[*at as usize - 1]).filter(|before| *before > 0))
    }

    /// Returns for each position up to `position` the previous event of the same day.
    pub(super) fn before(&self, position: u32) -> &[u32] {
        &self.before[..position as usize]
    }

    /// Appends what the index was after the event at `position`, but for [`DayIndex::before`].
    pub(super) fn write(&self, position: u32, out: &mut Vec<u8>) {
        let by_then = |last: u32| self.earlier_that_day(last).find(|at| *at <= position);
        let mut last: Vec<(i32, u32)> =
            self.last.iter().filter_map(|(day, last)| Some((*day, by_then(*last)?))).collect();
        last.sort_unstable();
        write_list(out, &last, |out, (day, position)| {
            out.extend_from_slice(&day.to_le_bytes());
            out.extend_from_slice(&position.to_le_bytes());
        });
        let by_then = |all: &'_ Vec<u32>| all.partition_point(|at| *at <= position);
        let mut rounds: Vec<(&Symbol, &[u32])> = self
            .rounds
            .iter()
            .map(|(round, all)| (round, &all[..by_then(all)]))
            .filter(|(_, all)| !all.is_empty())
            .collect();
        rounds.sort_unstable();
        write_list(out, &rounds, |out, (round, positions)| {
            out.extend_from_slice(&round.number().to_le_bytes());
            write_list(out, positions, |out, position| out.extend_from_slice(&position.to_le_bytes()));
        });
    }

    pub(super) fn read(from: &mut SnapshotReader<'_>) -> Option<DayIndex> {
        let before = from.list(|from| from.u32())?;
        let last = from.list(|from| Some((from.u32()?.cast_signed(), from.u32()?)))?;
        let rounds = from.list(|from| Some((Symbol::from_number(from.u32()?), from.list(|from| from.u32())?)))?;
        Some(DayIndex { before, last: last.into_iter().collect(), rounds: rounds.into_iter().collect() })
    }

    /// Returns true if every position is one of `events`, and each list only goes back.
    pub(super) fn is_consistent(&self, events: usize, symbols: usize) -> bool {
        let known = |position: &u32| *position > 0 && *position as usize <= events;
        self.before.len() == events
            && self.before.iter().enumerate().all(|(at, before)| *before as usize <= at)
            && self.last.values().all(known)
            && self
                .rounds
                .iter()
                .all(|(round, all)| (round.number() as usize) < symbols && all.iter().all(known) && all.is_sorted())
    }
}

fn round_of(row: &EventRow, cells: &[FieldCell]) -> Option<Symbol> {
    if !row.kind.coexists() {
        return None;
    }
    cells.iter().find_map(|cell| match (cell.field, cell.value) {
        (Field::Round, FieldValue::Token(round)) => Some(round),
        _ => None, // no other field names a round
    })
}

impl State {
    /// Returns the events, up to `position`, whose effective day is after `after` and not after `until`, in no order.
    /// Events that hold from their position on are left out. The cost is linear in the smaller of the span and the
    /// number of distinct days, plus the events on those days.
    pub fn effective_between(&self, after: Day, until: Day, position: u64) -> Vec<(SubjectNo, &EventRow)> {
        let days = &self.days;
        let span = i64::from(until.number()) - i64::from(after.number());
        let lasts: Vec<u32> = if span > days.last.len() as i64 {
            let between = |day: &i32| *day > after.number() && *day <= until.number();
            days.last.iter().filter(|(day, _)| between(day)).map(|(_, last)| *last).collect()
        } else {
            (after.number() + 1..=until.number()).filter_map(|day| days.last.get(&day).copied()).collect()
        };
        let all =
            lasts.into_iter().flat_map(|last| days.earlier_that_day(last)).filter(|at| u64::from(*at) <= position);
        all.filter_map(|at| self.at(u64::from(at))).collect()
    }

    /// Returns the events that name a round, up to `position`, whether they count or not: notes, lights, and amounts
    /// that are told again.
    pub fn naming_round(&self, round: &str, position: u64) -> impl Iterator<Item = (SubjectNo, &EventRow)> {
        let all = self.symbol(round).and_then(|round| self.days.rounds.get(&round)).map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |at| u64::from(**at) <= position).filter_map(|at| self.at(u64::from(*at)))
    }
}
