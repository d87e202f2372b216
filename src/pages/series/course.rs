//! The course of one subject: what each round said of it, with the texts that the round renewed.

use maud::{Markup, html};
use serde_json::Value;

use super::{SeriesPage, to_round};
use crate::json::{list, number, text};
use crate::message;
use crate::parts::{LightLook, light, to_event, to_history};
use crate::render::labels;
use crate::render::series::{facts, kind_of, round_line, title_of};

/// Returns the course of a row.
pub(super) fn course(asked: &SeriesPage<'_>, found: &Value, row: &Value) -> Markup {
    let reader = asked.reader;
    let subject = text(row, "onderwerp").unwrap_or_default();
    let (kind, id) = subject.split_once('/').unwrap_or(("", subject));
    html! {
        h2 { (title_of(row, reader.language)) }
        p.facts { (subject) (to_history(reader, kind, id)) }
        @for (round, cell) in list(found, "rondes").iter().zip(list(row, "cellen")) { (of_round(asked, round, row, cell)) }
    }
}

fn of_round(asked: &SeriesPage<'_>, round: &Value, row: &Value, cell: &Value) -> Markup {
    let reader = asked.reader;
    let is_node = kind_of(row) == "onderdeel";
    // The report of a round does not have a node that was dropped.
    let node = text(cell, if is_node { "code" } else { "onderdeel" }).filter(|_| !is_node || cell["status"].is_null());
    // The light stands above the facts, as shape and colour too.
    let told: Vec<String> = facts(cell, reader.language)
        .into_iter()
        .filter(|(key, _)| *key != "stoplicht")
        .map(|(key, value)| format!("{}: {value}", labels::field(reader.language, key)))
        .collect();
    html! {
        section.thing {
            h3 { a href=(to_round(asked, round, node)) { (text(round, "id").unwrap_or_default()) } }
            p.facts { (reader.say(&round_line(round))) }
            @if cell.is_null() { p.quiet { (reader.say(&message!("series-not-there"))) } }
            @else {
                @if let Some(colour) = text(&cell["stoplicht"], "kleur") {
                    p {
                        (light(reader, Some(colour), LightLook::Plain))
                        @if cell["stoplicht"]["overgenomen"] == true { " " span.mark { (reader.say(&message!("page-series-carried"))) } }
                    }
                }
                p { (told.join(" · ")) }
                @for note in list(&cell["toelichting"], "teksten") { (self::note(asked, note)) }
            }
        }
    }
}

fn note(asked: &SeriesPage<'_>, note: &Value) -> Markup {
    let reader = asked.reader;
    let position = number(note, "positie");
    html! {
        div.note {
            @if let Some(heading) = text(note, "kop") { h4 { (heading) } }
            p { (text(note, "tekst").map_or_else(|| reader.say(&message!("text-erased")), str::to_owned)) }
            p.of { a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } }
        }
    }
}
