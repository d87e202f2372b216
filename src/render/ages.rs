//! Marks in a report by date what is older than the last round, and what is of another year than the report: each note
//! and light shows its day, and these marks say that nobody renewed it since.

use serde_json::{Map, Value};

/// The key of the round that a note or light is older than.
pub(super) const OLDER: &str = "ouderDan";
/// The key of the year of a note or light of another budget year.
pub(super) const OTHER_YEAR: &str = "uitJaar";

/// Adds to the notes and lights of a report by date what they are older than. The JSON that is served has no such keys:
/// they follow from the days in it.
pub fn with_ages(mut report: Value) -> Value {
    let last = &report["staat"]["laatsteRonde"];
    let last = last["id"].as_str().zip(last["peildatum"].as_str());
    let last = last.map(|(id, date)| (id.to_owned(), date.to_owned()));
    let year = report["basis"]["begrotingsjaar"].as_i64();
    if report["ronde"].is_null() && last.is_some() {
        mark_within(&mut report["onderdelen"], &last, year);
    }
    report
}

fn mark_within(value: &mut Value, last: &Option<(String, String)>, year: Option<i64>) {
    match value {
        Value::Object(object) => {
            for key in ["stoplicht", "toelichtingen", "daarnaast"] {
                match object.get_mut(key) {
                    Some(Value::Object(light)) => mark(light, last, year),
                    Some(Value::Array(notes)) => {
                        notes.iter_mut().filter_map(Value::as_object_mut).for_each(|note| mark(note, last, year));
                    }
                    Some(_) | None => {}
                }
            }
            object.values_mut().for_each(|part| mark_within(part, last, year));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| mark_within(part, last, year)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn mark(member: &mut Map<String, Value>, last: &Option<(String, String)>, year: Option<i64>) {
    let Some(day) = member.get("ingangsdatum").and_then(Value::as_str).map(str::to_owned) else { return };
    // What is of the last round itself may hold from an earlier day.
    let of_round = member.get("ronde").and_then(Value::as_str);
    if let Some((round, _)) = last.as_ref().filter(|(id, date)| day < *date && of_round != Some(id)) {
        member.insert(OLDER.to_owned(), round.as_str().into());
    }
    let of_day = day.get(..4).and_then(|year| year.parse::<i64>().ok());
    if let Some(of_day) = of_day.filter(|of_day| year.is_some_and(|year| year != *of_day)) {
        member.insert(OTHER_YEAR.to_owned(), of_day.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Style;
    use crate::text::report;

    /// Returns a report by date with a light and two notes.
    fn dated(round: Value) -> Value {
        let note = |day: &str| {
            json!({ "tekst": format!("Noot van {day}"), "ingangsdatum": day, "ronde": null, "overgenomen": false,
                "naVaststelling": [] })
        };
        let mut of_last = note("2021-08-30");
        of_last["ronde"] = "2021-vr2".into();
        json!({ "basis": { "peildatum": "2021-12-01", "begrotingsjaar": 2021, "positie": 9, "ronde": round }, "ronde": round,
            "staat": { "laatsteRonde": { "id": "2021-vr2", "peildatum": "2021-09-01" } },
            "onderdelen": [{ "code": "9", "niveau": "programma", "titel": "Zorg",
                "stoplicht": { "kleur": "groen", "ingangsdatum": "2021-09-01", "daarnaast": [] },
                "toelichtingen": [note("2019-04-01"), note("2021-04-01"), of_last] }] })
    }

    #[test]
    fn what_is_older_than_the_last_round_is_marked_and_what_is_of_another_year_told_apart() {
        let told = report(&dated(Value::Null), Style::default()).replace('\u{a0}', " ");
        assert!(told.contains("Stoplicht: ● groen, 1 september 2021\n"), "{told}");
        assert!(told.contains("[ouder dan ronde 2021-vr2; uit 2019]"), "{told}");
        assert!(told.contains("[ouder dan ronde 2021-vr2]"), "{told}");
    }

    #[test]
    fn the_report_of_a_round_says_what_it_carried_over_instead() {
        let told = report(&dated(json!({ "id": "2021-vr2" })), Style::default());
        assert!(!told.contains("ouder dan"), "{told}");
    }
}
