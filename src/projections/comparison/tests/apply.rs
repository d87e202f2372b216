//! Applies differences to a state, which the rows of a comparison must allow.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::plain::{Side, nothing};
use super::plain_rows::note_fields;
use crate::comparison::{Change, Difference, NotePair};

/// Returns null for a value that counts as none.
pub(super) fn or_null(field: &str, value: &Value) -> Value {
    if nothing(field, value) { Value::Null } else { value.clone() }
}

/// A state to which differences can be applied.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Whole {
    pub subjects: BTreeMap<String, Map<String, Value>>,
    pub lights: BTreeMap<String, Map<String, Value>>,
    notes: BTreeMap<String, (String, Map<String, Value>)>,
}

impl Whole {
    pub fn of(side: &Side<'_>) -> Whole {
        let mut whole = Whole::default();
        for subject in side.subjects() {
            if let Some(fields) = side.fields(&subject) {
                whole.subjects.insert(subject, fields);
            }
        }
        for (home, on) in side.hangs() {
            for note in on.notes {
                whole.notes.insert(note.id.to_string(), (home.clone(), note_fields(note, false)));
            }
            whole.lights.insert(home, on.light);
        }
        whole.lights.retain(|_, light| !light.is_empty());
        whole
    }

    /// Returns the notes by content and home: a note that was renewed without a difference keeps its old id here.
    pub fn notes(&self) -> Vec<String> {
        let mut all: Vec<String> = self.notes.values().map(|note| json!(note).to_string()).collect();
        all.sort();
        all
    }

    /// Applies the rows of one step to the lights: each stays with its node, or is left behind under a code that
    /// another node took.
    fn light_goes_on(
        &self,
        rows: &[&Difference],
        goes_on: &BTreeMap<&String, &String>,
    ) -> Result<BTreeMap<String, Map<String, Value>>, String> {
        let taken = |home: &String| goes_on.values().any(|after| *after == home);
        let mut lights = BTreeMap::new();
        for (home, light) in &self.lights {
            match goes_on.get(home) {
                Some(after) => drop(lights.insert((*after).clone(), light.clone())),
                None if taken(home) => {}
                None => drop(lights.insert(home.clone(), light.clone())),
            }
        }
        let mut rows: Vec<&&Difference> = rows.iter().filter(|row| of_light(row)).collect();
        rows.sort_by_key(|row| row.change != Change::Dropped);
        for row in rows {
            let left_behind = row.subject_before.is_none() && taken(&row.subject) && row.change == Change::Dropped;
            if !left_behind {
                set(lights.entry(row.subject.clone()).or_default(), row)?;
            }
        }
        Ok(lights)
    }

    /// A place with the same code on both sides is no difference, also where another node took the code.
    pub fn keep_same_codes(&mut self, from: &Whole, to: &Whole) {
        for (subject, fields) in &mut self.subjects {
            for field in ["bovenliggend", "onderdeel"] {
                let code = |side: &Whole| side.subjects.get(subject).and_then(|fields| fields.get(field)).cloned();
                if let Some(same) = code(from).filter(|before| code(to).as_ref() == Some(before)) {
                    fields.insert(field.to_owned(), same);
                }
            }
        }
    }

    /// Applies the rows of one step.
    pub fn apply(&self, rows: &[&Difference]) -> Result<Whole, String> {
        let mut new = self.clone();
        let own = |row: &&&Difference| row.note.is_none();
        let goes_on: BTreeMap<&String, &String> =
            rows.iter().filter(own).filter_map(|row| Some((row.subject_before.as_ref()?, &row.subject))).collect();
        let whole =
            |to: bool| rows.iter().filter(move |row| row.field == "bestaan" && row.to == to).map(|row| &row.subject);
        let gone: BTreeSet<&String> = whole(false).collect();
        goes_on.keys().chain(&gone).for_each(|name| drop(new.subjects.remove(*name)));
        for (before, after) in &goes_on {
            let fields = self.subjects.get(*before).ok_or("goes on from nothing")?;
            new.subjects.insert((*after).clone(), fields.clone());
        }
        follow_places(&mut new.subjects, rows, &goes_on);
        new.lights = self.light_goes_on(rows, &goes_on)?;
        whole(true).for_each(|name| drop(new.subjects.insert(name.clone(), Map::new())));
        for row in
            rows.iter().filter(own).filter(|row| !["bestaan", "code"].contains(&row.field.as_str()) && !of_light(row))
        {
            if row.change == Change::Dropped && gone.contains(&row.subject) && row.subject_before.is_none() {
                let had = self.subjects[&row.subject].get(&row.field).cloned().unwrap_or(Value::Null);
                if had != or_null(&row.field, &row.from) {
                    return Err(format!("{row:?} takes away {had}"));
                }
                continue;
            }
            set(new.subjects.get_mut(&row.subject).ok_or("no subject")?, row)?;
        }
        let notes = || rows.iter().filter_map(|row| Some((row, row.note.as_ref()?)));
        for (_, pair) in notes().filter(|(_, pair)| pair.to.is_none()) {
            pair.from.as_ref().and_then(|id| new.notes.remove(id));
        }
        // A note stays with its node, unless a row reports that it moved.
        for (id, (home, _)) in &mut new.notes {
            let moved = notes().find(|(row, pair)| row.field == "onderwerp" && pair.from.as_ref() == Some(id));
            match (moved, goes_on.get(home)) {
                (Some((row, _)), _) => *home = row.to.as_str().unwrap().to_owned(),
                (None, Some(after)) => *home = (*after).clone(),
                (None, None) => {}
            }
        }
        for (row, pair) in notes().filter(|(_, pair)| pair.from.is_none()) {
            new.notes.entry(added(pair)).or_insert((row.subject.clone(), Map::new()));
        }
        let said = |row: &Difference| {
            ["kop", "tekst", "oorzaak", "gevolg", "bijsturing", "dossiers"].contains(&row.field.as_str())
        };
        for (row, pair) in notes().filter(|(row, pair)| said(row) && pair.to.is_some()) {
            let id = pair.from.clone().unwrap_or_else(|| added(pair));
            set(&mut new.notes.get_mut(&id).ok_or("no note")?.1, row)?;
        }
        new.lights.retain(|_, light| !light.is_empty());
        Ok(new)
    }
}

/// What belongs to a node goes along where that goes on under another code, unless a row reports where it went.
fn follow_places(
    subjects: &mut BTreeMap<String, Map<String, Value>>,
    rows: &[&Difference],
    goes_on: &BTreeMap<&String, &String>,
) {
    for (subject, fields) in subjects {
        for field in ["bovenliggend", "onderdeel"] {
            let is_told = rows.iter().any(|row| row.note.is_none() && row.subject == *subject && row.field == field);
            let node = fields.get(field).and_then(Value::as_str).map(|code| format!("onderdeel/{code}"));
            let after = node.and_then(|node| goes_on.get(&node)).filter(|_| !is_told);
            if let Some(after) = after {
                fields.insert(field.to_owned(), after["onderdeel/".len()..].into());
            }
        }
    }
}

/// The key of an added note, distinct from an earlier note with the same id that another replaced.
fn added(pair: &NotePair) -> String {
    format!("+{}", pair.to.as_ref().unwrap())
}

/// Returns true for a row about a light: no subject has these fields.
fn of_light(row: &Difference) -> bool {
    row.note.is_none() && ["kleur", "tijd", "geld", "kwaliteit"].contains(&row.field.as_str())
}

fn set(fields: &mut Map<String, Value>, row: &Difference) -> Result<(), String> {
    let had = fields.get(&row.field).cloned().unwrap_or(Value::Null);
    if had != or_null(&row.field, &row.from) {
        return Err(format!("{row:?} found {had}"));
    }
    match or_null(&row.field, &row.to) {
        Value::Null => fields.remove(&row.field),
        value => fields.insert(row.field.clone(), value),
    };
    Ok(())
}
