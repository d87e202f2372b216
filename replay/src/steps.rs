//! `replay steps`: shows the state of a subject before and after each of its events, as text or JSON.

use std::path::Path;

use peildatum_audit::faults::EventName;
use peildatum_domain::event::EventType;
use peildatum_domain::ids::Subject;
use peildatum_domain::language::{Argument, Language, Message};
use peildatum_domain::message;
use peildatum_domain::time::{Day, Instant, Precision};
use peildatum_projections as projections;
use peildatum_render::label;
use peildatum_render::text::value_in_words;
use serde_json::{Map, Value};

use crate::commands::position;
use crate::failure::Failure;
use crate::output::width;
use crate::{Format, KnownArgs, export};

/// Renders the state of a subject before and after each of its events.
pub fn steps(
    export: &Path,
    subject: &str,
    known: KnownArgs,
    format: Format,
    language: Language,
) -> Result<Vec<u8>, Failure> {
    Subject::parse(subject).map_err(|_| Failure::Subject(subject.to_owned()))?;
    let log = export::read_log(export)?;
    let steps = projections::steps(log.state(), &log, subject, position(log.state(), known)?)?;
    if format == Format::Text {
        return Ok(render_steps(&steps, width(), language).into_bytes());
    }
    let mut json = serde_json::to_vec_pretty(&steps).expect("a JSON value always serialises");
    json.push(b'\n');
    Ok(json)
}

/// Renders every event with the complete state around it: one line per field, marked when the event changed it.
fn render_steps(steps: &Value, width: usize, language: Language) -> String {
    let mut page = TextPage { out: String::new(), width, language };
    let basis = &steps["basis"];
    page.add_message(0, &message!("steps-subject", subject = value_text(&steps["onderwerp"])));
    let (moment, at) = (moment(&basis["beschikbaarOp"]), number(&basis["positie"]));
    page.add_message(0, &message!("steps-known", moment = moment, position = at));
    page.add_message(0, &message!("steps-legend"));
    for row in steps["gebeurtenissen"].as_array().into_iter().flatten() {
        page.out.push('\n');
        event(&mut page, row);
        state(&mut page, &row["voor"], &row["na"]);
    }
    page.out
}

fn event(page: &mut TextPage, row: &Value) {
    let event = &row["gebeurtenis"];
    page.add_message(0, &event_name(row));
    let actor = &event["actor"];
    let who = actor["naam"].as_str().or_else(|| actor["id"].as_str()).unwrap_or_default();
    page.add_message(2, &message!("steps-recorded", moment = moment(&event["geregistreerdOp"]), who = who));
    if let Some(position) = row["herstelt"].as_u64() {
        page.add_message(2, &message!("steps-corrects", position = position));
    }
    if let Some(position) = row["trektIn"].as_u64() {
        page.add_message(2, &message!("steps-withdraws", position = position));
    }
    if let Some(position) = row["wist"].as_u64() {
        page.add_message(2, &message!("steps-erases", position = position));
    }
    let since = &row["teltNietMeerSinds"];
    if since.is_object() {
        let reason = Argument::word(value_text(&since["reden"]));
        page.add_message(2, &message!("steps-not-counting", reason = reason, position = number(&since["positie"])));
    }
    if event["geheimOntbreekt"] == true {
        page.add_message(2, &message!("text-missing"));
    }
    if let Some(position) = row["gewistDoor"].as_u64() {
        page.add_message(2, &message!("steps-erased-by", position = position));
    }
}

/// Returns the event's name as readers know it: `77, sluiting van voorziening gebouw-c van 1 april 2019`.
fn event_name(row: &Value) -> Message {
    let (event, position) = (&row["gebeurtenis"], number(&row["positie"]));
    let (kind, subject) = (value_text(&event["type"]), value_text(&event["onderwerp"]));
    let precision = serde_json::from_value(event["ingangsdatumNauwkeurigheid"].clone());
    match (EventType::parse(&kind), Day::parse(&value_text(&event["ingangsdatum"]))) {
        (Some(kind), Ok(on)) => {
            let precision = precision.unwrap_or(Precision::Day); // absent when the precision is a day
            EventName { position, kind, subject, on, precision }.message()
        }
        (Some(_) | None, _) => Message::verbatim(format!("{position}, {kind} {subject}")),
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// Formats a moment in Dutch time; a value that is not a moment is shown unchanged.
fn moment(value: &Value) -> Argument {
    match Instant::parse(&value_text(value)) {
        Ok(instant) => Argument::from(instant),
        Err(_) => Argument::from(value_text(value)),
    }
}

fn state(page: &mut TextPage, before: &Value, after: &Value) {
    let none = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.is_empty() {
        page.add_message(2, &message!("steps-nothing"));
    }
    let language = page.language;
    for field in fields {
        let shown = |value: &Value| field_value_text(field, value, language);
        let label = label(language, field);
        let line = match (before.get(field), after.get(field)) {
            (Some(old), Some(new)) if old == new => format!("= {label}: {}", shown(new)),
            (Some(old), Some(new)) => format!("~ {label}: {} → {}", shown(old), shown(new)),
            (None, Some(new)) => format!("+ {label}: {}", shown(new)),
            (Some(old), None) => format!("- {label}: {}", shown(old)),
            (None, None) => continue,
        };
        page.add_line(2, &line);
    }
}

/// Renders the value of a field in words, as in a history.
fn field_value_text(field: &str, value: &Value, language: Language) -> String {
    one_line(&value_in_words(language, field, value))
}

/// Returns a text without terminal control characters, or the JSON of any other value.
fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), one_line)
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '\u{a0}' { ' ' } else { c }).collect()
}

/// Collects lines no wider than the page, except for a word that can not be broken.
struct TextPage {
    out: String,
    width: usize,
    language: Language,
}

impl TextPage {
    /// Adds a message; what does not fit continues on the next line, indented by two more.
    fn add_message(&mut self, indent: usize, message: &Message) {
        self.add_line(indent, &message.in_language(self.language));
    }

    /// Adds a line; what does not fit continues on the next line, indented by two more.
    fn add_line(&mut self, indent: usize, text: &str) {
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
                "gebeurtenis": { "type": "nl.peildatum.bijstelling.vastgelegd", "onderwerp": "bijstelling/b", "ingangsdatum": "2019-03-01",
                    "ingangsdatumNauwkeurigheid": "maand", "geregistreerdOp": "2019-05-01T10:00:00Z", "actor": { "id": "lokaal:a" } },
                "voor": { "soort": "tekort", "bedragInCenten": 150_000, "pm": true },
                "na": { "soort": "tekort", "bedragInCenten": 200_000, "taakveld": { "code": "6.2", "iv3Jaar": 2023 },
                    "omschrijving": "Eén lange regel \u{1b}[31mdie niet op de breedte past" } }] });
        assert_eq!(
            render_steps(&steps, 48, Language::Dutch),
            "Onderwerp bijstelling/b\n\
             Bekend tot en met positie 9 van 1 juni 2019,\n  12:00:00 (Nederlandse tijd)\n\
             = bleef  ~ werd anders  + kwam erbij  - verviel\n\
             \n\
             7, bijstelling b van maart 2019\n  \
               Vastgelegd op 1 mei 2019, 12:00:00\n    (Nederlandse tijd) door lokaal:a\n  \
               Herstelt positie 3\n  \
               Telt niet meer: hersteld door positie 8\n  \
               Teksten gewist door positie 9\n  \
               ~ bedrag: € 1.500,00 → € 2.000,00\n  \
               + omschrijving: Eén lange regel  [31mdie niet\n    op de breedte past\n  \
               - p.m.: ja\n  \
               = soort: tekort\n  \
               + taakveld: 6.2 (Iv3 2023)\n"
        );
    }
}
