//! What pages share: lights, days, amounts, marks, facts.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::assets::Script;
use crate::domain::event::TYPE_PREFIX;
use crate::json::text;
use crate::language::Language;
use crate::message;
use crate::reader::Reader;
use crate::render::{format_value, labels, remarks_of, wording};

/// The level of a heading: what stands in a node, or in a case of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingLevel {
    /// `h3`.
    Third,
    /// `h4`.
    Fourth,
    /// `h5`.
    Fifth,
}

impl HeadingLevel {
    /// Returns the level below.
    pub const fn below(self) -> HeadingLevel {
        match self {
            HeadingLevel::Third => HeadingLevel::Fourth,
            HeadingLevel::Fourth | HeadingLevel::Fifth => HeadingLevel::Fifth,
        }
    }
}

/// Returns a heading of a level.
pub fn heading(level: HeadingLevel, content: &Markup) -> Markup {
    html! {
        @match level {
            HeadingLevel::Third => h3 { (content) }
            HeadingLevel::Fourth => h4 { (content) }
            HeadingLevel::Fifth => h5 { (content) }
        }
    }
}

/// How a light is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LightLook {
    /// In running text.
    Plain,
    /// On a tile of its colour: the light of what the page is about.
    Tile,
}

/// Returns a light as shape, word and colour; `None` says that none was set.
pub fn light(reader: Reader, colour: Option<&str>, look: LightLook) -> Markup {
    // The class comes from this list and never from the record.
    let class = match colour {
        Some("groen") => "groen",
        Some("oranje") => "oranje",
        Some("rood") => "rood",
        Some(_) | None => "onbekend",
    };
    let tile = look == LightLook::Tile;
    html! {
        @match colour {
            Some(colour) => {
                span.light.(class).tile[tile] { (shape(class)) (wording::words(reader.language, colour)) }
            }
            None => span.light.tile[tile] { (reader.say(&message!("page-no-light"))) }
        }
    }
}

/// Returns the shape of a light: round, triangle, square, or a ring for an unknown colour.
fn shape(class: &str) -> Markup {
    html! {
        svg viewBox="0 0 12 12" aria-hidden="true" focusable="false" {
            @match class {
                "groen" => circle cx="6" cy="6" r="5.5" {}
                "oranje" => path d="M6 .6 11.8 11.2H.2z" {}
                "rood" => rect x=".7" y=".7" width="10.6" height="10.6" {}
                _ => path d="M6 .3a5.7 5.7 0 1 1 0 11.4A5.7 5.7 0 0 1 6 .3zm0 2.2a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z" {}
            }
        }
    }
}

/// Returns a light then and now, or only now where it did not move.
pub fn course(reader: Reader, then: Option<Option<&str>>, now: Option<&str>, look: LightLook) -> Markup {
    let moved = then.filter(|then| *then != now);
    html! {
        span.course {
            @if let Some(then) = moved {
                span.was { span.hidden { (reader.say(&message!("page-light-then"))) " " } (light(reader, then, LightLook::Plain)) }
                span.arrow aria-hidden="true" { "→" }
                span.hidden { (reader.say(&message!("page-light-now"))) " " }
            }
            (light(reader, now, look))
        }
    }
}

/// Returns the day of an object under this key, with the precision that the object records.
pub fn day(language: Language, object: &Value, key: &str) -> Option<String> {
    text(object, key).map(|iso| wording::day(language, iso, text(object, "nauwkeurigheid")))
}

/// Returns the name of a type of event in words: `Voorziening gesloten`, `Facility closed`.
pub fn event_kind(language: Language, kind: &str) -> String {
    wording::capital(&wording::words(language, kind.trim_start_matches(TYPE_PREFIX)).replace('.', " "))
}

/// Returns what a reader must not miss about an object.
pub fn marks(reader: Reader, object: &Value) -> Markup {
    html! {
        @for mark in remarks_of(reader.language, object) {
            " " span.mark.alert[text(object, "oordeel").is_some_and(|word| mark == wording::words(reader.language, word))] { (mark) }
        }
    }
}

/// Returns the fields that have a value, each after its label, in one line.
pub fn facts(reader: Reader, object: &Value, keys: &[&str]) -> Markup {
    let told: Vec<String> = keys
        .iter()
        .filter_map(|key| {
            let value = format_value(reader.language, key, &object[*key])?;
            Some(format!("{}: {value}", labels::field(reader.language, key)))
        })
        .collect();
    html! { @if !told.is_empty() { p.facts { (told.join(" · ")) } } }
}

/// Returns an amount, or `p.m.` where its size is not given.
pub fn amount(reader: Reader, cents: &Value) -> String {
    cents.as_i64().map_or_else(|| reader.say(&message!("amount-pm")), |cents| wording::euros(reader.language, cents))
}

/// Returns the place in the log that a value comes from, which leads to the event.
pub fn place_in_log(reader: Reader, object: &Value) -> Markup {
    html! {
        @if let Some(position) = object["positie"].as_u64().filter(|position| *position > 0) {
            @let told = reader.say(&message!("page-event-number", position = position));
            @if reader.has_file() { span.subtle.small.nowrap { (told) } }
            @else { a.small.nowrap href=(to_event(reader, position)) { (told) } }
        }
    }
}

/// Returns the address of the page of an event.
pub fn to_event(reader: Reader, position: u64) -> Address {
    Address::of(&["gebeurtenissen", &position.to_string()]).read_by(reader)
}

/// Returns a link to the history of a subject; nothing in a file.
pub fn to_history(reader: Reader, kind: &str, id: &str) -> Markup {
    html! {
        @if !reader.has_file() && !id.is_empty() {
            " " a.small.nowrap href=(Address::of(&["geschiedenis", kind, id]).read_by(reader)) { (reader.say(&message!("page-history"))) }
        }
    }
}

/// Returns a wide table in a box that scrolls by itself, which the keyboard reaches too.
pub fn scrolled(name: &str, table: &Markup) -> Markup {
    html! { div.scroll tabindex="0" role="group" aria-label=(name) { (table) } }
}

/// Returns the element that loads a script, for the end of the content of a page that allows it.
pub fn script(script: Script) -> Markup {
    html! { script src=(script.asset().address()) defer {} }
}

/// Returns links of which one is in force: where each leads, its name, and whether it is the one.
pub fn filter_links(reader: Reader, links: impl Iterator<Item = (Address, String, bool)>) -> Markup {
    html! {
        nav.filters aria-label=(reader.say(&message!("page-filter"))) {
            ul {
                @for (address, name, is_chosen) in links {
                    li { a href=(address.read_by(reader)) aria-current=[is_chosen.then_some("true")] { (name) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::EventType;

    #[test]
    fn a_type_of_event_is_named_in_the_language_of_the_page() {
        let named = |kind| Language::ALL.map(|language| event_kind(language, kind));
        assert_eq!(named("voorziening.gesloten"), ["Voorziening gesloten", "Facility closed"]);
        assert_eq!(
            named("nl.peildatum.voorziening.capaciteit-gewijzigd"),
            ["Voorziening capaciteit gewijzigd", "Facility capacity changed"]
        );
        for kind in EventType::ALL {
            let [dutch, english] = named(kind.name());
            assert!(dutch != english && !english.contains(['.', '-']), "{dutch}: {english}");
        }
    }
}
