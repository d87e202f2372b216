//! The state of a subject, or of one of its notes, its light or one of its periods, as named values.

use hashbrown::HashMap;
use serde_json::Value as Json;
use std::sync::Arc;

use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{
    EventRow, FieldSetting, FieldSettings, FieldValue, State, StatusSetting, SubjectEntry, Symbol,
};
use crate::domain::time::Day;
use crate::log::record::Record;

/// The part of a subject to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubjectPart {
    /// Its own fields and status.
    Subject,
    /// One note, or one measurement whose period was corrected: the chain of corrections with this rank, on any day.
    Chain(u32),
    /// Its traffic light.
    Light,
    /// The measurements of one period.
    Period(Symbol),
}

/// The state of a part of a subject before its texts are read.
#[derive(Debug, Default)]
pub(super) struct PartState {
    pub status: Vec<(&'static str, Json)>,
    pub fields: Vec<(Field, FieldSetting)>,
}

impl PartState {
    /// Returns the state with this status and these fields.
    pub fn new(status: Vec<(&'static str, Json)>, settings: &FieldSettings) -> PartState {
        PartState { status, fields: settings.iter().map(|(field, setting)| (field, *setting)).collect() }
    }

    /// Returns the positions of the records that contain the values that the state does not hold.
    pub fn stored(&self) -> impl Iterator<Item = u64> {
        let stored = self.fields.iter().filter(|(_, setting)| setting.value == FieldValue::Stored);
        stored.map(|(_, setting)| setting.position)
    }
}

/// Named values: first the status, then the fields in the order of the catalogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NamedValues(Vec<(&'static str, Json)>);

impl NamedValues {
    /// Builds the view from the status and the fields that are set, in the order of the catalogue.
    pub fn new(state: &State, records: &HashMap<u64, Arc<Record>>, mut seen: PartState) -> NamedValues {
        seen.fields.sort_by_key(|(field, _)| *field);
        let mut view = NamedValues(seen.status);
        let fields = seen.fields.iter();
        view.extend(fields.map(|(field, setting)| (field.name(), json(state, records, *field, setting))));
        view
    }

    /// Appends named values.
    pub fn extend(&mut self, more: impl IntoIterator<Item = (&'static str, Json)>) {
        self.0.extend(more);
    }

    /// Returns the value with this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// Iterates over all values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Json)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

/// Returns the group of a light: the settings of one round, or without a round those of one day, form one light.
pub(super) fn light_group(entry: &SubjectEntry, row: &EventRow) -> (Option<Symbol>, Option<Day>) {
    match entry.cell(row, Field::Round) {
        Some(FieldValue::Token(round)) => (Some(round), None),
        Some(
            FieldValue::Clear
            | FieldValue::Flag(_)
            | FieldValue::Number(_)
            | FieldValue::Tokens(_)
            | FieldValue::Stored,
        )
        | None => (None, Some(row.day)),
    }
}

/// Returns the period of a measurement.
pub(super) fn period(entry: &SubjectEntry, row: &EventRow) -> Option<Symbol> {
    entry.cell(row, Field::Period)?.token()
}

pub(super) fn json(state: &State, records: &HashMap<u64, Arc<Record>>, field: Field, setting: &FieldSetting) -> Json {
    match setting.value {
        FieldValue::Clear => Json::Null,
        FieldValue::Flag(flag) => flag.into(),
        FieldValue::Number(number) => number.into(),
        FieldValue::Token(symbol) => state.token(symbol).into(),
        FieldValue::Tokens(_) => state.list(setting.value).iter().map(|symbol| state.token(*symbol)).collect(),
        // Null when the text was erased.
        FieldValue::Stored => {
            let record = records.get(&setting.position);
            record.and_then(|record| record.data.get(field.name())).cloned().unwrap_or(Json::Null)
        }
    }
}

/// Returns the status as a word and its first day; for kinds without such words, whether the subject exists
/// (`bestaan`).
pub(super) fn status_of(kind: SubjectKind, status: &StatusSetting) -> Vec<(&'static str, Json)> {
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
        | T::AdjustmentToldAgain
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
