//! Marks texts that are missing since the log was restored without its secrets, at the place where they belong, and
//! counts them. They are not called erased, since nobody decided that they should go.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::list;
use crate::language::{Language, Message};
use crate::message;
use crate::page::TextPage;

/// Fields that a reader misses where they are empty.
const MISSED: [&str; 4] = ["tekst", "titel", "naam", "omschrijving"];

/// Returns the report with a placeholder for every missing text.
pub fn fill_missing(mut report: Value, language: Language) -> Value {
    let lost: BTreeSet<u64> = list(&report["staat"], "ontbrekendeTeksten").iter().filter_map(Value::as_u64).collect();
    if !lost.is_empty() {
        fill(&mut report, 0, &lost, &message!("text-missing-here").in_language(language));
    }
    report
}

/// Fills in what the event at `from` set, where the value does not name its own event.
fn fill(value: &mut Value, from: u64, lost: &BTreeSet<u64>, words: &str) {
    match value {
        Value::Object(object) => {
            // A reservation whose text is gone has no key for it.
            if let Some(Value::Object(reservation)) = object.get_mut("voorbehoud") {
                reservation.entry("tekst").or_insert(Value::Null);
            }
            for key in MISSED {
                let set_by = position_of(object, key).unwrap_or(from);
                if object.get(key) == Some(&Value::Null) && lost.contains(&set_by) {
                    object.insert(key.to_owned(), words.into());
                }
            }
            let set_by: Vec<u64> = object.keys().map(|key| position_of(object, key).unwrap_or(from)).collect();
            object.values_mut().zip(set_by).for_each(|(part, from)| fill(part, from, lost, words));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| fill(part, from, lost, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the event that set a field of an object.
fn position_of(object: &Map<String, Value>, key: &str) -> Option<u64> {
    let own = object.get("posities").and_then(|by_field| by_field.get(key));
    own.or_else(|| object.get("positie")).and_then(Value::as_u64)
}

/// Returns the comparison with a placeholder for every missing text, on the side where it is missing.
pub fn fill_missing_in_comparison(mut found: Value, language: Language) -> Value {
    let words = message!("text-missing-here").in_language(language);
    for row in found["verschillen"].as_array_mut().into_iter().flatten() {
        if list(row, "ontbrekendeTeksten").is_empty() {
            continue;
        }
        let change = row["wijziging"].as_str().unwrap_or_default().to_owned();
        for (side, other, nothing_here) in [("van", "naar", "toegevoegd"), ("naar", "van", "vervallen")] {
            // Something added had no value before; but where one side has a text, the missing one is on the other.
            if row[side].is_null() && (change != nothing_here || row[other].is_string()) {
                row[side] = words.as_str().into();
            } else {
                inside(&mut row[side], &words);
            }
        }
    }
    found
}

/// Fills in what is missing inside a value: the text of a reservation, the names of parties.
fn inside(value: &mut Value, words: &str) {
    match value {
        Value::Object(reservation) if reservation.contains_key("orgaan") => fill_in(reservation, "tekst", words),
        Value::Array(parties) => {
            let parties = parties.iter_mut().filter_map(Value::as_object_mut);
            parties.filter(|party| party.contains_key("rol")).for_each(|party| fill_in(party, "naam", words));
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn fill_in(object: &mut Map<String, Value>, key: &str, words: &str) {
    let there = object.entry(key).or_insert(Value::Null);
    if there.is_null() {
        *there = words.into();
    }
}

/// Returns a line with how many texts are missing from a comparison; none where none is.
pub fn missing_in_comparison(found: &Value) -> Option<Message> {
    let rows = list(found, "verschillen").iter().flat_map(|row| list(row, "ontbrekendeTeksten"));
    let count = rows.filter_map(Value::as_u64).collect::<BTreeSet<_>>().len();
    (count > 0).then(|| message!("texts-missing", count = count))
}

/// Writes a line with how many texts are missing.
pub fn count(page: &mut TextPage, state: &Value) {
    let count = list(state, "ontbrekendeTeksten").len();
    if count > 0 {
        let line = message!("texts-missing", count = count).in_language(page.language());
        page.line(0, &line);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_is_said_where_it_would_stand_and_what_was_erased_is_not() {
        let report = json!({ "staat": { "gewist": [3], "ontbrekendeTeksten": [1, 2] }, "onderdelen": [
            { "code": "9", "titel": null, "missie": null, "posities": { "titel": 1 },
              "toelichtingen": [{ "tekst": null, "positie": 2 }, { "tekst": null, "positie": 3 }],
              "besluiten": [{ "voorbehoud": { "orgaan": "raad" }, "posities": { "voorbehoud": 2 } }] }] });
        let told = fill_missing(report, Language::Dutch);
        let node = &told["onderdelen"][0];
        assert_eq!((&node["titel"], &node["missie"]), (&json!("(tekst ontbreekt)"), &Value::Null));
        assert_eq!(node["besluiten"][0]["voorbehoud"]["tekst"], "(tekst ontbreekt)");
        let notes = &node["toelichtingen"];
        assert_eq!((&notes[0]["tekst"], &notes[1]["tekst"]), (&json!("(tekst ontbreekt)"), &Value::Null));
    }
}
