//! An incremental fold of one subject: its events are applied in the order of the log. It holds, per field, the
//! settings that count so far, ordered by (day, rank), so that the state on any day is read without a walk over all
//! events.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::view::{PartState, SubjectPart, light_group, period, status_of};
use super::{EntryEffect, HistoryEntry};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{
    EventRow, FieldSetting, FieldValue, State, StatusSetting, SubjectNo, Symbol, belongs_to_subject,
};
use crate::domain::time::Day;

/// The order of an event among those of its subject: day, rank, and position, which makes it unique.
type EventKey = (Day, u32, u32);

const FIRST: EventKey = (Day::from_number(i32::MIN), 0, 0);

fn key(row: &EventRow) -> EventKey {
    let day = if row.kind.holds_from_position() { Day::from_number(0) } else { row.day };
    (day, row.rank, row.position)
}

/// Returns the last key that is visible on the day of an event.
fn horizon(row: &EventRow) -> EventKey {
    let day = if row.kind.holds_from_position() { Day::from_number(i32::MAX) } else { row.day };
    (day, u32::MAX, u32::MAX)
}

/// The effect of an event on a field: it sets the field (`Some`) or clears it (`None`).
type FieldWrite = (Field, Option<FieldSetting>);

/// The values to which counting events set a field; `None` where they clear it.
type Timeline = BTreeMap<EventKey, Option<FieldSetting>>;

/// The fields that counting events set, each with its values in the order in which they hold.
#[derive(Debug, Default)]
struct FieldTimelines(BTreeMap<Field, Timeline>);

impl FieldTimelines {
    fn insert(&mut self, writes: &[FieldWrite], key: EventKey) {
        for (field, setting) in writes {
            self.0.entry(*field).or_default().insert(key, *setting);
        }
    }

    fn remove(&mut self, writes: &[FieldWrite], key: EventKey) {
        for (field, _) in writes {
            if let Some(settings) = self.0.get_mut(field) {
                settings.remove(&key);
            }
        }
    }

    fn fields(&self, from: EventKey, to: EventKey) -> Vec<(Field, FieldSetting)> {
        let set = self.0.iter().filter_map(|(field, settings)| Some((*field, last(settings, from, to)?)));
        set.collect()
    }

    /// Returns the same as `fields` for the subject itself, where fields that were set with a status last as long as
    /// that status (see `fold` of the state).
    fn fields_of(
        &self,
        kind: SubjectKind,
        from: EventKey,
        to: EventKey,
        status: Option<EventKey>,
    ) -> Vec<(Field, FieldSetting)> {
        let value = |field: Field, settings: &Timeline| match status {
            Some(status) if !belongs_to_subject(kind, field) => {
                settings.get(&status).copied().flatten().or_else(|| last(settings, status, to))
            }
            Some(_) | None => last(settings, from, to),
        };
        self.0.iter().filter_map(|(field, settings)| Some((*field, value(*field, settings)?))).collect()
    }
}

/// Returns the value of a field at the end of a range of keys.
fn last(settings: &Timeline, from: EventKey, to: EventKey) -> Option<FieldSetting> {
    settings.range(from..=to).next_back().and_then(|(_, setting)| *setting)
}

type LightGroup = (Option<Symbol>, Option<Day>);

/// The incremental fold of one subject.
pub(super) struct IncrementalFold<'a> {
    state: &'a State,
    no: SubjectNo,
    /// The number of corrections of an event that are not withdrawn, by its position.
    correction_counts: HashMap<u32, u32>,
    withdrawn: HashSet<u32>,
    counting: HashSet<u32>,
    own: FieldTimelines,
    /// The events that set the status: whether the subject exists, is open, closed or met.
    statuses: BTreeMap<EventKey, StatusSetting>,
    /// The events that introduce the subject: each one begins a new life of it.
    introductions: BTreeMap<EventKey, ()>,
    chains: HashMap<u32, FieldTimelines>,
    lights: BTreeMap<EventKey, LightGroup>,
    groups: HashMap<LightGroup, FieldTimelines>,
    periods: HashMap<Symbol, FieldTimelines>,
}

impl<'a> IncrementalFold<'a> {
    /// Returns the fold of a subject before its first event.
    pub fn new(state: &'a State, no: SubjectNo) -> IncrementalFold<'a> {
        IncrementalFold {
            state,
            no,
            correction_counts: HashMap::new(),
            withdrawn: HashSet::new(),
            counting: HashSet::new(),
            own: FieldTimelines::default(),
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
    fn update_counting(&mut self, row: &EventRow) {
        let corrected = self.correction_counts.get(&row.position).is_some_and(|count| *count > 0);
        let counts = !corrected && !self.withdrawn.contains(&row.position);
        if counts && self.counting.insert(row.position) {
            self.change(row, FieldTimelines::insert);
        } else if !counts && self.counting.remove(&row.position) {
            self.change(row, FieldTimelines::remove);
        }
    }

    fn change(&mut self, row: &EventRow, how: fn(&mut FieldTimelines, &[FieldWrite], EventKey)) {
        let (entry, key) = (self.state.entry(self.no), key(row));
        let writes = self.writes(row);
        let counts = self.counting.contains(&row.position);
        match row.kind {
            EventType::NoteRecorded => how(self.chains.entry(row.rank).or_default(), &writes, key),
            EventType::LightSet => {
                let group = light_group(entry, row);
                how(self.groups.entry(group).or_default(), &writes, key);
                set(&mut self.lights, key, counts.then_some(group));
            }
            EventType::IndicatorMeasured => {
                how(self.chains.entry(row.rank).or_default(), &writes, key);
                if let Some(period) = period(entry, row) {
                    how(self.periods.entry(period).or_default(), &writes, key);
                }
            }
            kind => {
                how(&mut self.own, &writes, key);
                if kind.introduces() {
                    set(&mut self.introductions, key, counts.then_some(()));
                }
                if kind.sets_status() {
                    set(&mut self.statuses, key, counts.then(|| StatusSetting::of(row)));
                }
            }
        }
    }

    /// Returns the effect of an event on each field it sets: an amount clears `pm`, and the reverse.
    fn writes(&self, row: &EventRow) -> Vec<FieldWrite> {
        let mut writes = Vec::new();
        for cell in self.state.entry(self.no).set_by(row) {
            match cell.field {
                Field::Cents if cell.value != FieldValue::Clear => writes.push((Field::ProMemorie, None)),
                Field::ProMemorie if cell.value != FieldValue::Clear => writes.push((Field::Cents, None)),
                _ => {}
            }
            let setting = (cell.value != FieldValue::Clear).then(|| FieldSetting::of(cell.value, row));
            writes.push((cell.field, setting));
        }
        writes
    }

    /// Returns the state of a part of the subject on the day of an event.
    pub fn state_on_day(&self, scope: &SubjectPart, row: &EventRow) -> PartState {
        let to = horizon(row);
        let kind = self.state.entry(self.no).kind;
        let (status, fields) = match scope {
            SubjectPart::Subject => {
                let from = self.life_start(kind, to);
                let status = self.statuses.range(from..=to).next_back();
                let fields = self.own.fields_of(kind, from, to, status.map(|(key, _)| *key));
                (status.map(|(_, status)| status_of(kind, status)).unwrap_or_default(), fields)
            }
            SubjectPart::Chain(rank) => {
                let ever = (Day::from_number(i32::MAX), u32::MAX, u32::MAX);
                (Vec::new(), self.chains.get(rank).map_or_else(Vec::new, |sheet| sheet.fields(FIRST, ever)))
            }
            SubjectPart::Light => {
                // A code that was dropped and is used again starts without a light.
                let from = self.exists_from(to).map_or(FIRST, |day| (day, 0, 0));
                let newest = self.lights.range(from..=to).next_back().and_then(|(_, group)| self.groups.get(group));
                (Vec::new(), newest.map_or_else(Vec::new, |sheet| sheet.fields(from, to)))
            }
            SubjectPart::Period(period) => {
                (Vec::new(), self.periods.get(period).map_or_else(Vec::new, |sheet| sheet.fields(FIRST, to)))
            }
        };
        PartState { status, fields }
    }

    /// Returns the key at which the current life of the subject begins.
    fn life_start(&self, kind: SubjectKind, to: EventKey) -> EventKey {
        match kind {
            SubjectKind::Node | SubjectKind::Adjustment | SubjectKind::Milestone => {
                self.introductions.range(..=to).next_back().map_or(FIRST, |(key, ())| *key)
            }
            SubjectKind::Case
            | SubjectKind::Facility
            | SubjectKind::Indicator
            | SubjectKind::Decision
            | SubjectKind::Round
            | SubjectKind::Event => FIRST,
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
