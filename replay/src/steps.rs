//! `replay steps`: the state of a subject before and after each of its events, as text or JSON.

use std::path::Path;

use peildatum::domain::event::TYPE_PREFIX;
use peildatum::domain::ids::Subject;
use peildatum::domain::notation::{day, euros};
use peildatum::projections;
use serde_json::{Map, Value};

use crate::commands::{Failure, position};
use crate::{Format, Known, export};

/// The state of a subject before and after each of its events.
pub fn steps(export: &Path, subject: &str, known: Known, format: Format) -> Result<Vec<u8>, Failure> {
    Subject::parse(subject).map_err(|_| Failure::Subject(subject.to_owned()))?;
    let log = export::read(export)?;
    let steps = projections::steps(log.state(), &log, subject, position(log.state(), known)?)?;
    if format == Format::Text {
        return Ok(text(&steps, width()).into_bytes());
    }
    let mut json = serde_json::to_vec_pretty(&steps).expect("a JSON value always serialises");
    json.push(b'\n');
    Ok(json)
}

/// Columns of a text where nobody says, and the fewest in which it still reads.
const WIDTH: (usize, usize) = (80, 40);

/// As many as an exported `COLUMNS` says.
fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    told.unwrap_or(WIDTH.0).max(WIDTH.1)
}

/// Every event with the whole state around it: a line a field, marked where the event changed it.
fn text(steps: &Value, width: usize) -> String {
    let mut page = Page { out: String::new(), width };
    let basis = &steps["basis"];
    page.line(0, &format!("Onderwerp {}", told(&steps["onderwerp"])));
    page.line(0, &format!("Zoals bekend op {} (positie {})", told(&basis["beschikbaarOp"]), basis["positie"]));
    page.line(0, "= bleef  ~ werd anders  + kwam erbij  - verviel");
    for row in steps["gebeurtenissen"].as_array().into_iter().flatten() {
        page.out.push('\n');
        event(&mut page, row);
        state(&mut page, &row["voor"], &row["na"]);
    }
    page.out
}

fn event(page: &mut Page, row: &Value) {
    let event = &row["gebeurtenis"];
    let kind = told(&event["type"]);
    let on = day(&told(&event["ingangsdatum"]), event["ingangsdatumNauwkeurigheid"].as_str());
    page.line(0, &format!("{} {}, ingangsdatum {on}", row["positie"], kind.trim_start_matches(TYPE_PREFIX)));
    let actor = &event["actor"];
    let who = actor["naam"].as_str().or_else(|| actor["id"].as_str()).unwrap_or_default();
    page.line(2, &format!("Vastgelegd op {} door {who}", told(&event["geregistreerdOp"])));
    for (label, key) in [("Herstelt", "herstelt"), ("Trekt in", "trektIn"), ("Wist", "wist")] {
        if let Some(position) = row[key].as_u64() {
            page.line(2, &format!("{label} positie {position}"));
        }
    }
    let since = &row["teltNietMeerSinds"];
    if since.is_object() {
        page.line(2, &format!("Telt niet meer: {} door positie {}", told(&since["reden"]), since["positie"]));
    }
    if let Some(position) = row["gewistDoor"].as_u64() {
        page.line(2, &format!("Teksten gewist door positie {position}"));
    }
}

fn state(page: &mut Page, before: &Value, after: &Value) {
    let none = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.is_empty() {
        page.line(2, "Voor en na: niets");
    }
    for field in fields {
        let shown = |value: &Value| shown(field, value);
        let line = match (before.get(field), after.get(field)) {
            (Some(old), Some(new)) if old == new => format!("= {field}: {}", shown(new)),
            (Some(old), Some(new)) => format!("~ {field}: {} → {}", shown(old), shown(new)),
            (None, Some(new)) => format!("+ {field}: {}", shown(new)),
            (Some(old), None) => format!("- {field}: {}", shown(old)),
            (None, None) => continue,
        };
        page.line(2, &line);
    }
}

/// A value of a field in words.
fn shown(field: &str, value: &Value) -> String {
    match value {
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nee".to_owned(),
        Value::Number(cents) if field == "bedragInCenten" => {
            cents.as_i64().map_or_else(|| cents.to_string(), |cents| euros(cents).replace('\u{a0}', " "))
        }
        Value::Array(items) if items.is_empty() => "(geen)".to_owned(),
        Value::Array(items) => items.iter().map(|item| shown("", item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let each = fields.iter().map(|(key, value)| format!("{key} {}", shown(key, value)));
            each.collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Number(_) | Value::String(_) => told(value),
    }
}

/// A text without characters that steer a terminal; of anything else its JSON.
fn told(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        None => value.to_string(),
    }
}

/// Lines no wider than the page, but for a word that has no place to break.
struct Page {
    out: String,
    width: usize,
}

impl Page {
    /// A line; what does not fit goes on below, two further in.
    fn line(&mut self, indent: usize, text: &str) {
        let mut line = " ".repeat(indent);
        let mut empty = true;
        for word in text.split(' ') {
            if !empty && line.chars().count() + 1 + word.chars().count() > self.width {
                self.push(&line);
                (line, empty) = (" ".repeat(indent + 2), true);
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_step_says_of_every_field_what_became_of_it() {
        let steps = json!({ "onderwerp": "bijstelling/b", "basis": { "positie": 9, "beschikbaarOp": "2019-06-01T10:00:00Z" },
            "gebeurtenissen": [{ "positie": 7, "herstelt": 3, "gewistDoor": 9, "teltNietMeerSinds": { "reden": "hersteld", "positie": 8 },
                "gebeurtenis": { "type": "nl.peildatum.bijstelling.vastgelegd", "ingangsdatum": "2019-03-01",
                    "ingangsdatumNauwkeurigheid": "maand", "geregistreerdOp": "2019-05-01T10:00:00Z", "actor": { "id": "lokaal:a" } },
                "voor": { "soort": "tekort", "bedragInCenten": 150_000, "pm": true },
                "na": { "soort": "tekort", "bedragInCenten": 200_000, "taakveld": { "code": "6.2", "iv3Jaar": 2023 },
                    "omschrijving": "Eén lange regel \u{1b}[31mdie niet op de breedte past" } }] });
        assert_eq!(
            text(&steps, 48),
            "Onderwerp bijstelling/b\n\
             Zoals bekend op 2019-06-01T10:00:00Z (positie 9)\n\
             = bleef  ~ werd anders  + kwam erbij  - verviel\n\
             \n\
             7 bijstelling.vastgelegd, ingangsdatum maart\n  2019\n  \
               Vastgelegd op 2019-05-01T10:00:00Z door\n    lokaal:a\n  \
               Herstelt positie 3\n  \
               Telt niet meer: hersteld door positie 8\n  \
               Teksten gewist door positie 9\n  \
               ~ bedragInCenten: € 1.500,00 → € 2.000,00\n  \
               + omschrijving: Eén lange regel  [31mdie niet\n    op de breedte past\n  \
               - pm: ja\n  \
               = soort: tekort\n  \
               + taakveld: code 6.2, iv3Jaar 2023\n"
        );
    }
}
