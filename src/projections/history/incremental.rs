//! An incremental fold of one subject: its events are applied in the order of the log. It holds, per field, the events
//! that decide it and count so far, ordered by (day, rank). So the few events that can decide the state on a day are
//! found without a walk over all of them; what these events mean together is for the fold of the state to say.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::view::{PartState, SubjectPart, light_group, period, status_of};
use super::{EntryEffect, HistoryEntry};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{EventRow, FieldSettings, State, SubjectEntry, SubjectNo, Symbol, decided_fields};
use crate::domain::time::Day;

/// The order of an event among those of its subject: day, rank, and position, which makes it unique.
type EventKey = (Day, u32, u32);

const FIRST: EventKey = (Day::from_number(i32::MIN), 0, 0);

fn key(row: &EventRow) -> EventKey {
    let (day, rank) = row.order();
    (day, rank, row.position)
}

/// Returns the last key that is visible on the day of an event.
fn horizon(row: &EventRow) -> EventKey {
    let day = if row.kind.holds_from_position() { Day::from_number(i32::MAX) } else { row.day };
    (day, u32::MAX, u32::MAX)
}

/// Events by their order, of which each counts.
type Events<'a> = BTreeMap<EventKey, &'a EventRow>;

/// The counting events that decide each field, in the order in which they hold.
#[derive(Debug, Default)]
struct DecidingEvents<'a>(BTreeMap<Field, Events<'a>>);

impl<'a> DecidingEvents<'a> {
    fn insert(&mut self, entry: &SubjectEntry, row: &'a EventRow, key: EventKey) {
        for field in decided_fields(entry, row) {
            self.0.entry(field).or_default().insert(key, row);
        }
    }

    fn remove(&mut self, entry: &SubjectEntry, row: &'a EventRow, key: EventKey) {
        for field in decided_fields(entry, row) {
            if let Some(events) = self.0.get_mut(&field) {
                events.remove(&key);
            }
        }
    }

    /// Returns, for each field, the last event of the range that decides it.
    fn last(&self, from: EventKey, to: EventKey) -> Events<'a> {
        self.0.values().filter_map(|events| last(events, from, to)).collect()
    }
}

/// Returns the last event of a range.
fn last<'a>(events: &Events<'a>, from: EventKey, to: EventKey) -> Option<(EventKey, &'a EventRow)> {
    events.range(from..=to).next_back().map(|(key, row)| (*key, *row))
}

type LightGroup = (Option<Symbol>, Option<Day>);

/// The incremental fold of one subject: it finds the few events that can decide the state on a day, and the fold of the
/// state is made of those.
pub(super) struct IncrementalFold<'a> {
    state: &'a State,
    no: SubjectNo,
    /// The number of corrections of an event that are not withdrawn, by its position.
    correction_counts: HashMap<u32, u32>,
    withdrawn: HashSet<u32>,
    counting: HashSet<u32>,
    own: DecidingEvents<'a>,
    /// The events that set the status: whether the subject exists, is open, closed or met.
    statuses: Events<'a>,
    /// The events that introduce the subject: each one may begin a new life of it.
    introductions: Events<'a>,
    chains: HashMap<u32, DecidingEvents<'a>>,
    lights: BTreeMap<EventKey, LightGroup>,
    groups: HashMap<LightGroup, DecidingEvents<'a>>,
    periods: HashMap<Symbol, DecidingEvents<'a>>,
}

/// Adds an event to what decides the fields, or removes it.
type RowChange<'a> = fn(&mut DecidingEvents<'a>, &SubjectEntry, &'a EventRow, EventKey);

impl<'a> IncrementalFold<'a> {
    /// Returns the fold of a subject before its first event.
    pub fn new(state: &'a State, no: SubjectNo) -> IncrementalFold<'a> {
        IncrementalFold {
            state,
            no,
            correction_counts: HashMap::new(),
            withdrawn: HashSet::new(),
            counting: HashSet::new(),
            own: DecidingEvents::default(),
            statuses: BTreeMap::new(),
            introductions: BTreeMap::new(),
            chains: HashMap::new(),
            lights: BTreeMap::new(),
            groups: HashMap::new(),
            periods: HashMap::new(),
        }
    }

    /// Applies the next event.
    pub fn apply(&mut self, act: &HistoryEntry<'a>) {
        let (row, corrects) = (act.row, act.row.corrects);
        match act.effect {
            EntryEffect::Recorded => *self.correction_counts.entry(corrects).or_default() += 1,
            EntryEffect::Withdrew => {
                self.withdrawn.insert(row.position);
                // The correction was counted when it was applied.
                self.correction_counts.entry(corrects).and_modify(|count| *count -= 1);
            }
            EntryEffect::Erased => return,
        }
        self.update_counting(row);
        if let Some((_, corrected)) = self.state.at(corrects.into()) {
            self.update_counting(corrected);
        }
    }

    /// Adds an event that counts from now on, or removes one that no longer counts.
    fn update_counting(&mut self, row: &'a EventRow) {
        let corrected = self.correction_counts.get(&row.position).is_some_and(|count| *count > 0);
        let counts = !corrected && !self.withdrawn.contains(&row.position);
        if counts && self.counting.insert(row.position) {
            self.change(row, DecidingEvents::insert);
        } else if !counts && self.counting.remove(&row.position) {
            self.change(row, DecidingEvents::remove);
        }
    }

    fn change(&mut self, row: &'a EventRow, how: RowChange<'a>) {
        let (entry, key) = (self.state.entry(self.no), key(row));
        let counts = self.counting.contains(&row.position);
        match row.kind {
            EventType::NoteRecorded | EventType::AdjustmentToldAgain => {
                how(self.chains.entry(row.rank).or_default(), entry, row, key)
            }
            EventType::LightSet => {
                let group = light_group(entry, row);
                how(self.groups.entry(group).or_default(), entry, row, key);
                set(&mut self.lights, key, counts.then_some(group));
            }
            EventType::IndicatorMeasured => {
                how(self.chains.entry(row.rank).or_default(), entry, row, key);
                if let Some(period) = period(entry, row) {
                    how(self.periods.entry(period).or_default(), entry, row, key);
                }
            }
            kind => {
                how(&mut self.own, entry, row, key);
                if kind.introduces() {
                    set(&mut self.introductions, key, counts.then_some(row));
                }
                if kind.sets_status() {
                    set(&mut self.statuses, key, counts.then_some(row));
                }
            }
        }
    }

    /// Returns the state of a part of the subject on the day of an event.
    pub fn state_on_day(&self, scope: &SubjectPart, row: &EventRow) -> PartState {
        let (entry, to) = (self.state.entry(self.no), horizon(row));
        let group = |events: Option<&DecidingEvents<'a>>, from: EventKey, to: EventKey| {
            let events = events.map(|events| events.last(from, to)).unwrap_or_default();
            PartState::new(Vec::new(), &FieldSettings::of_group(entry, events.into_values()))
        };
        match scope {
            SubjectPart::Subject => {
                let mut events = self.own.last(FIRST, to);
                events.extend(last(&self.introductions, FIRST, to));
                events.extend(last(&self.statuses, FIRST, to));
                let events: Vec<&EventRow> = events.into_values().collect();
                let folded = self.state.fold_rows(self.no, &events);
                let status = folded.status.map(|status| status_of(entry.kind, &status));
                PartState::new(status.unwrap_or_default(), &folded.settings)
            }
            SubjectPart::Chain(rank) => {
                group(self.chains.get(rank), FIRST, (Day::from_number(i32::MAX), u32::MAX, u32::MAX))
            }
            SubjectPart::Light => {
                // A code that was dropped and is used again starts without a light.
                let from = self.exists_from(to).map_or(FIRST, |day| (day, 0, 0));
                let newest = self.lights.range(from..=to).next_back().map(|(_, group)| group);
                group(newest.and_then(|newest| self.groups.get(newest)), from, to)
            }
            SubjectPart::Period(period) => group(self.periods.get(period), FIRST, to),
        }
    }

    /// Returns the day from which a node exists, or on which its last existence began; `None` for one that never
    /// existed.
    fn exists_from(&self, to: EventKey) -> Option<Day> {
        let mut from = None;
        for ((day, _, _), status) in self.statuses.range(..=to).rev() {
            match status.kind {
                EventType::NodeRecorded => from = Some(*day),
                EventType::NodeDropped if from.is_some() => break,
                _ => {} // a drop after which no introduction was found
            }
        }
        from
    }
}

/// Inserts the value, or removes the key for `None`.
fn set<T>(map: &mut BTreeMap<EventKey, T>, key: EventKey, value: Option<T>) {
    match value {
        Some(value) => drop(map.insert(key, value)),
        None => drop(map.remove(&key)),
    }
}
