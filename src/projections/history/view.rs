//! The state of a subject, or of one note, light or period of it, as named values.

use hashbrown::HashMap;
use serde_json::Value as Json;
use std::sync::Arc;

use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, Row, Setting, Settings, State, StatusSetting, SubjectEntry, SubjectNo, Symbol, Value};
use crate::domain::time::Day;
use crate::log::record::Record;

/// What of a subject to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Its own fields and status.
    Subject,
    /// The one note, or measurement that changed its period, whose chain of corrections has this rank; on any day.
    Chain(u32),
    /// Its traffic light.
    Light,
    /// What was measured for one period.
    Period(Symbol),
}

/// Named values in the order of the catalogue; status first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct View(Vec<(&'static str, Json)>);

impl View {
    /// What is seen at a day and position.
    pub fn of(
        state: &State,
        no: SubjectNo,
        day: Day,
        position: u64,
        scope: &Scope,
        records: &HashMap<u64, Arc<Record>>,
    ) -> View {
        let (at, entry) = (At { day, position }, state.entry(no));
        let mut settings = Settings::default();
        let mut view = View::default();
        match scope {
            Scope::Subject => {
                let folded = state.fold(no, at);
                view.extend(folded.status.iter().flat_map(|status| status_of(entry.kind, status)));
                settings = folded.settings;
            }
            Scope::Chain(rank) => {
                let counts = |row: &&Row| row.rank == *rank && state.counts(row, position);
                entry.rows.iter().filter(counts).for_each(|row| settings.apply(entry, row));
            }
            Scope::Light => {
                let rows = state.standing_rows(no, at);
                // A code that was dropped and is used again starts without a light.
                let life = state.standing_intervals(no, at).last().map(|interval| interval.from);
                let of_this_life = |row: &&Row| life.is_none_or(|from| row.day >= from);
                let lights = rows.into_iter().filter(|row| row.kind == EventType::LightSet).filter(of_this_life);
                let lights: Vec<&Row> = lights.collect();
                let newest = lights.last().map(|row| light_group(entry, row));
                let group = lights.into_iter().filter(|row| Some(light_group(entry, row)) == newest);
                group.for_each(|row| settings.apply(entry, row));
            }
            Scope::Period(wanted) => {
                let rows = state.standing_rows(no, at);
                let measured = |row: &&&Row| row.kind == EventType::IndicatorMeasured;
                let rows = rows.iter().filter(measured).filter(|row| period(entry, row) == Some(*wanted));
                rows.for_each(|row| settings.apply(entry, row));
            }
        }
        let mut fields: Vec<(Field, &Setting)> = settings.iter().collect();
        fields.sort_by_key(|(field, _)| *field);
        view.extend(fields.into_iter().map(|(field, setting)| (field.name(), json(state, records, field, setting))));
        view
    }

    /// Adds named values at the end.
    pub fn extend(&mut self, more: impl IntoIterator<Item = (&'static str, Json)>) {
        self.0.extend(more);
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Json)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

/// Lights of one round, or without a round of one day, are one light.
fn light_group(entry: &SubjectEntry, row: &Row) -> (Option<Symbol>, Option<Day>) {
    match entry.cell(row, Field::Round) {
        Some(Value::Token(round)) => (Some(round), None),
        Some(Value::Clear | Value::Flag(_) | Value::Number(_) | Value::Tokens(_) | Value::Stored) | None => {
            (None, Some(row.day))
        }
    }
}

/// The period a measurement is of.
pub(super) fn period(entry: &SubjectEntry, row: &Row) -> Option<Symbol> {
    match entry.cell(row, Field::Period)? {
        Value::Token(symbol) => Some(symbol),
        Value::Clear | Value::Flag(_) | Value::Number(_) | Value::Tokens(_) | Value::Stored => None,
    }
}

fn json(state: &State, records: &HashMap<u64, Arc<Record>>, field: Field, setting: &Setting) -> Json {
    match setting.value {
        Value::Clear => Json::Null,
        Value::Flag(flag) => flag.into(),
        Value::Number(number) => number.into(),
        Value::Token(symbol) => state.token(symbol).into(),
        Value::Tokens(_) => state.list(setting.value).iter().map(|symbol| state.token(*symbol)).collect(),
        // Null when the text was erased.
        Value::Stored => {
            let record = records.get(&setting.position);
            record.and_then(|record| record.data.get(field.name())).cloned().unwrap_or(Json::Null)
        }
    }
}

/// The status in words and since when; for kinds without such words, whether the subject stands.
fn status_of(kind: SubjectKind, status: &StatusSetting) -> Vec<(&'static str, Json)> {
    use EventType as T;
    let word = match status.kind {
        T::FacilityOpened | T::FacilityReopened | T::CaseOpened | T::CaseReopened => "open",
        T::RoundOpened | T::RoundReopened => "open",
        T::FacilityRestricted => "beperkt-open",
        T::FacilityClosed | T::CaseClosed => "gesloten",
        T::MilestonePlanned => "gepland",
        T::MilestoneMet => "gehaald",
        T::MilestoneDropped => "vervallen",
        T::RoundSealed => "vastgesteld",
        T::NodeDropped | T::AdjustmentDropped => return vec![("bestaan", false.into())],
        T::NodeRecorded | T::AdjustmentRecorded | T::IndicatorRecorded | T::DecisionTaken => {
            return vec![("bestaan", true.into())];
        }
        T::NodeChanged
        | T::CaseChanged
        | T::NoteRecorded
        | T::LightSet
        | T::MilestoneMoved
        | T::AdjustmentChanged
        | T::FacilityCapacityChanged
        | T::IndicatorMeasured
        | T::DecisionChanged
        | T::RoundChanged
        | T::RoundPublished
        | T::EventWithdrawn
        | T::EventErased => return Vec::new(),
    };
    let since = matches!(kind, SubjectKind::Facility | SubjectKind::Case | SubjectKind::Milestone);
    let since = since.then(|| ("sinds", status.day.to_string().into()));
    std::iter::once(("status", word.into())).chain(since).collect()
}
