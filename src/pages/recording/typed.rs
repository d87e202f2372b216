//! What a person typed in a form, by the names of its inputs: read into an event, and made from an event that is
//! corrected.
//!
//! An input has the name that an error of its field has: `gegevens.titel`, `gegevens.partijen[0].naam`. A year or other
//! key of a table stands in an input of its own, `gegevens.streefwaarden[0].sleutel`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::domain::event::EventType;
use crate::domain::event_form::{Form, FormField, ValueForm};
use crate::domain::money::parse_euros;

/// The fields of an event beside its data that a form asks or keeps, each with one value.
pub const ENVELOPE: [&str; 6] =
    ["id", "onderwerp", "ingangsdatum", "ingangsdatumNauwkeurigheid", "herstelt", "toelichtingWijziging"];

/// The input that names the state of the subject that the person saw.
pub const SEEN_KEY: &str = "gezien";
/// The input that says which button was pressed.
pub const STEP_KEY: &str = "stap";

/// What stands before the name of a field in the name of the box that clears it.
pub const CLEARS: &str = "leeg:";
/// The value of a box that is ticked.
pub const TICKED: &str = "ja";

/// The key of a row of a table.
pub const ROW_KEY: &str = "sleutel";
/// The value of a row of a table.
pub const ROW_VALUE: &str = "waarde";

/// The most rows of a list in a form: what is longer goes by the API.
const ROWS_MAX: usize = 200;

/// What was typed, by the name of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// Reads what a form of this type sent. Rows of lists that were left open are closed up. The second part has the
    /// names that the form does not have.
    pub fn read(kind: EventType, pairs: impl IntoIterator<Item = (String, String)>) -> (Typed, Vec<String>) {
        // Forms send `CR LF`; records have `LF`.
        let sent = Typed(pairs.into_iter().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect());
        let (mut typed, mut known) = (Typed::default(), BTreeSet::new());
        for key in ENVELOPE.into_iter().chain([SEEN_KEY, STEP_KEY]) {
            sent.copy(key, key, &mut typed, &mut known);
        }
        for (path, field) in roots(kind) {
            let box_name = format!("{CLEARS}{path}");
            sent.copy(&box_name, &box_name, &mut typed, &mut known);
            sent.close_up(&field.shape, (&path, &path), &mut typed, &mut known);
        }
        let unknown = sent.0.into_keys().filter(|name| !known.contains(name)).collect();
        (typed, unknown)
    }

    /// Returns what a form would have sent for this record, to be corrected. Its provenance stays with it.
    pub fn of_record(kind: EventType, record: &Value) -> Typed {
        let mut typed = Typed::default();
        for key in ["onderwerp", "ingangsdatum", "ingangsdatumNauwkeurigheid"] {
            if let Some(value) = record[key].as_str() {
                typed.set(key, value);
            }
        }
        for field in &Form::of(kind).fields {
            let path = format!("gegevens.{}", field.name);
            match record["gegevens"].get(&field.name) {
                Some(Value::Null) => typed.set(&format!("{CLEARS}{path}"), TICKED),
                Some(value) => typed.write(field, &path, value),
                None => {}
            }
        }
        typed
    }

    /// Returns the value of an input; empty where it was left open.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Sets the value of an input.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Returns all inputs with their values.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the number of rows of a list.
    pub fn rows(&self, path: &str) -> usize {
        self.numbers(path).last().map_or(0, |last| last + 1)
    }

    /// Returns the event, as a caller of the API would send it.
    pub fn event(&self, kind: EventType) -> Value {
        let mut event = Map::from_iter([("type".to_owned(), Value::from(kind.full_name()))]);
        for key in ENVELOPE {
            let value = match key {
                "toelichtingWijziging" => self.get(key).to_owned(),
                "onderwerp" => full_subject(kind, self.get(key).trim()),
                _ => self.get(key).trim().to_owned(),
            };
            if !value.trim().is_empty() {
                event.insert(key.to_owned(), value.into());
            }
        }
        let form = Form::of(kind);
        let mut data = Map::new();
        for field in &form.fields {
            let path = format!("gegevens.{}", field.name);
            let cleared = field.nullable && self.get(&format!("{CLEARS}{path}")) == TICKED;
            match self.value(field, &path) {
                Some(value) => data.insert(field.name.clone(), value),
                None if cleared => data.insert(field.name.clone(), Value::Null),
                None if field.required && matches!(field.shape, ValueForm::List(_)) => {
                    data.insert(field.name.clone(), Value::Array(Vec::new()))
                }
                None => None,
            };
        }
        event.insert("gegevens".to_owned(), Value::Object(data));
        for field in &form.provenance {
            if let Some(value) = self.value(field, &field.name) {
                event.insert(field.name.clone(), value);
            }
        }
        Value::Object(event)
    }

    fn value(&self, field: &FormField, path: &str) -> Option<Value> {
        let raw = self.get(path).trim();
        if field.is_amount() && !raw.is_empty() {
            return Some(parse_euros(raw).map_or_else(|| raw.into(), Value::from));
        }
        self.shaped(&field.shape, path)
    }

    fn shaped(&self, shape: &ValueForm, path: &str) -> Option<Value> {
        match shape {
            ValueForm::List(of) => {
                let rows = (0..self.rows(path)).filter_map(|row| self.shaped(of, &format!("{path}[{row}]")));
                Some(rows.collect::<Vec<Value>>()).filter(|rows| !rows.is_empty()).map(Value::Array)
            }
            ValueForm::Object(parts) => {
                let part =
                    |part: &FormField| Some((part.name.clone(), self.value(part, &format!("{path}.{}", part.name))?));
                Some(parts.iter().filter_map(part).collect::<Map<_, _>>())
                    .filter(|all| !all.is_empty())
                    .map(Value::Object)
            }
            ValueForm::Keyed(of) => {
                let row = |row: usize| {
                    let key = self.get(&format!("{path}[{row}].{ROW_KEY}")).trim().to_owned();
                    let value = self.shaped(of, &format!("{path}[{row}].{ROW_VALUE}")).unwrap_or(Value::Null);
                    (key, value)
                };
                Some((0..self.rows(path)).map(row).collect::<Map<_, _>>())
                    .filter(|all| !all.is_empty())
                    .map(Value::Object)
            }
            ValueForm::Text(_) => Some(self.get(path)).filter(|text| !text.trim().is_empty()).map(Value::from),
            ValueForm::Token(_)
            | ValueForm::Word(_)
            | ValueForm::Choice(_)
            | ValueForm::Integer(..)
            | ValueForm::Flag => {
                let raw = self.get(path).trim();
                (!raw.is_empty()).then(|| shape.typed(raw))
            }
        }
    }

    fn write(&mut self, field: &FormField, path: &str, value: &Value) {
        match value.as_i64().filter(|_| field.is_amount()) {
            Some(cents) => self.set(path, format!("{},{:02}", cents / 100, cents % 100)),
            None => self.write_shaped(&field.shape, path, value),
        }
    }

    fn write_shaped(&mut self, shape: &ValueForm, path: &str, value: &Value) {
        match (shape, value) {
            (ValueForm::List(of), Value::Array(items)) => {
                items.iter().enumerate().for_each(|(row, item)| self.write_shaped(of, &format!("{path}[{row}]"), item));
            }
            (ValueForm::Object(parts), Value::Object(values)) => {
                for part in parts {
                    if let Some(value) = values.get(&part.name) {
                        self.write(part, &format!("{path}.{}", part.name), value);
                    }
                }
            }
            (ValueForm::Keyed(of), Value::Object(values)) => {
                for (row, (key, value)) in values.iter().enumerate() {
                    self.set(&format!("{path}[{row}].{ROW_KEY}"), key);
                    self.write_shaped(of, &format!("{path}[{row}].{ROW_VALUE}"), value);
                }
            }
            (_, Value::String(text)) => self.set(path, text),
            (_, value) => self.set(path, value.to_string()),
        }
    }

    /// Copies a field with its rows, without the rows that were left open.
    fn close_up(&self, shape: &ValueForm, (from, to): (&str, &str), into: &mut Typed, known: &mut BTreeSet<String>) {
        match shape {
            ValueForm::List(_) | ValueForm::Keyed(_) => {
                let mut next = 0;
                for row in self.numbers(from) {
                    let (from, to) = (format!("{from}[{row}]"), format!("{to}[{next}]"));
                    let blank = self.is_blank(&from);
                    let mut nowhere = Typed::default();
                    let into = if blank { &mut nowhere } else { &mut *into };
                    match shape {
                        ValueForm::List(of) => self.close_up(of, (&from, &to), into, known),
                        ValueForm::Keyed(_)
                        | ValueForm::Text(_)
                        | ValueForm::Token(_)
                        | ValueForm::Word(_)
                        | ValueForm::Choice(_)
                        | ValueForm::Integer(..)
                        | ValueForm::Flag
                        | ValueForm::Object(_) => {
                            for part in [ROW_KEY, ROW_VALUE] {
                                self.copy(&format!("{from}.{part}"), &format!("{to}.{part}"), into, known);
                            }
                        }
                    }
                    next += usize::from(!blank);
                }
            }
            ValueForm::Object(parts) => {
                for part in parts {
                    let (from, to) = (format!("{from}.{}", part.name), format!("{to}.{}", part.name));
                    self.close_up(&part.shape, (&from, &to), into, known);
                }
            }
            ValueForm::Text(_)
            | ValueForm::Token(_)
            | ValueForm::Word(_)
            | ValueForm::Choice(_)
            | ValueForm::Integer(..)
            | ValueForm::Flag => self.copy(from, to, into, known),
        }
    }

    fn copy(&self, from: &str, to: &str, into: &mut Typed, known: &mut BTreeSet<String>) {
        if let Some(value) = self.0.get(from) {
            known.insert(from.to_owned());
            into.set(to, value);
        }
    }

    /// Returns the numbers of the rows of a list, in order.
    fn numbers(&self, path: &str) -> BTreeSet<usize> {
        let begin = format!("{path}[");
        let below = self.0.range(begin.clone()..).map(|(name, _)| name).take_while(|name| name.starts_with(&begin));
        let number = |name: &String| name[begin.len()..].split(']').next()?.parse::<usize>().ok();
        below.filter_map(number).filter(|row| *row < ROWS_MAX).collect()
    }

    fn is_blank(&self, path: &str) -> bool {
        self.0
            .range(path.to_owned()..)
            .take_while(|(name, _)| name.starts_with(path))
            .all(|(_, value)| value.trim().is_empty())
    }
}

/// Returns the fields of a form, each with the name of its input.
pub fn roots(kind: EventType) -> impl Iterator<Item = (String, &'static FormField)> {
    let form = Form::of(kind);
    let data = form.fields.iter().map(|field| (format!("gegevens.{}", field.name), field));
    data.chain(form.provenance.iter().map(|field| (field.name.clone(), field)))
}

/// Returns the subject with its kind, which may be left out for a type that is about one kind.
fn full_subject(kind: EventType, typed: &str) -> String {
    match kind.subject_kinds() {
        [only] if !typed.contains('/') && !typed.is_empty() => format!("{}/{typed}", only.name()),
        _ => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(kind: EventType, pairs: &[(&str, &str)]) -> (Typed, Vec<String>) {
        Typed::read(kind, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    /// One record of each shape that a field can have.
    fn records() -> Vec<(EventType, Value)> {
        vec![
            (
                EventType::NoteRecorded,
                json!({ "tekst": "a\nb", "ronde": "2019-vr1", "dossiers": ["x", "y"], "volgorde": 3 }),
            ),
            (
                EventType::AdjustmentRecorded,
                json!({ "bedragInCenten": 12_345_607, "eenheidBron": 1000, "taakveld": { "code": "6.81", "iv3Jaar": 2026 } }),
            ),
            (EventType::AdjustmentChanged, json!({ "pm": true, "bedragInCenten": null })),
            (
                EventType::CaseOpened,
                json!({ "titel": "t", "partijen": [{ "naam": "GGD", "rol": "aanbieder" }, { "naam": "MEE", "rol": "uitvoerder" }] }),
            ),
            (EventType::IndicatorRecorded, json!({ "streefwaarden": { "2026": "12", "2027": "13.5" } })),
            (EventType::FacilityOpened, json!({ "tijdelijk": false, "capaciteit": 40 })),
            (EventType::NodeDropped, json!({ "opvolgers": [], "reden": "r" })),
        ]
    }

    #[test]
    fn a_record_put_in_a_form_and_read_again_is_the_same() {
        for (kind, data) in records() {
            let record =
                json!({ "type": kind.full_name(), "onderwerp": "x/y", "ingangsdatum": "2026-01-01", "gegevens": data });
            let typed = Typed::of_record(kind, &record);
            let (again, unknown) =
                Typed::read(kind, typed.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())));
            assert_eq!((again.event(kind), unknown), (record, vec![]), "{}", kind.name());
        }
    }

    #[test]
    fn rows_that_were_left_open_are_closed_up_and_what_no_form_has_is_named() {
        let sent = [
            ("gegevens.partijen[0].naam", " "),
            ("gegevens.partijen[0].rol", ""),
            ("gegevens.partijen[4].naam", "GGD"),
            ("gegevens.partijen[4].rol", "aanbieder"),
            ("gegevens.partijen[5].kleur", "rood"),
            ("gegevens.niets", "x"),
            ("onderwerp", "wachtlijst"),
        ];
        let (typed, unknown) = read(EventType::CaseOpened, &sent);
        let wanted = json!({ "type": "nl.peildatum.dossier.geopend", "onderwerp": "dossier/wachtlijst",
            "gegevens": { "partijen": [{ "naam": "GGD", "rol": "aanbieder" }] } });
        assert_eq!(typed.event(EventType::CaseOpened), wanted);
        assert_eq!(unknown, ["gegevens.niets", "gegevens.partijen[5].kleur"]);
        assert_eq!(typed.rows("gegevens.partijen"), 1);
    }

    #[test]
    fn what_does_not_fit_a_field_stays_as_it_was_typed_and_lines_end_as_in_a_record() {
        let sent = [
            ("gegevens.bedragInCenten", "12.34"),
            ("gegevens.begrotingsjaar", "vorig"),
            ("gegevens.omschrijving", "a\r\nb "),
        ];
        let data = &read(EventType::AdjustmentRecorded, &sent).0.event(EventType::AdjustmentRecorded)["gegevens"];
        assert_eq!(*data, json!({ "bedragInCenten": "12.34", "begrotingsjaar": "vorig", "omschrijving": "a\nb " }));
        let (cleared, _) =
            read(EventType::CaseChanged, &[("leeg:gegevens.eigenaar", TICKED), ("leeg:gegevens.titel", TICKED)]);
        assert_eq!(
            cleared.event(EventType::CaseChanged)["gegevens"],
            json!({ "eigenaar": null }),
            "a title is never empty"
        );
    }
}
