//! Renders what a search found as text: an event with its place, and the words with what stands around them.

use serde_json::Value;

use super::{day, items, list, text};
use crate::Style;
use crate::language::{Argument, Message};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};

/// Renders hits as text. `next` is the position from which a next search goes on.
pub fn hits(hits: &Value, next: Option<u64>, style: Style) -> String {
    let mut page = TextPage::new(style);
    let hits = without_control_characters(hits);
    for hit in items(&hits) {
        one(&mut page, hit);
    }
    page.gap();
    page.message_line(0, &message!("search-count", count = items(&hits).len()));
    if let Some(next) = next {
        page.message_line(0, &message!("search-more", position = next));
    }
    page.finish()
}

fn one(page: &mut TextPage, hit: &Value) {
    let language = page.language();
    page.gap();
    let subject = page.ink(Ink::Bold, text(hit, "onderwerp").unwrap_or_default());
    let mut told = vec![Message::verbatim(subject)];
    told.extend(day(language, hit, "ingangsdatum").map(Message::verbatim));
    told.extend(text(hit, "ronde").map(|round| message!("search-round", round = round)));
    let is_node = text(hit, "onderwerp").is_some_and(|subject| subject.starts_with("onderdeel/"));
    told.extend(text(hit, "onderdeel").filter(|_| !is_node).map(|node| message!("search-node", node = node)));
    let position = hit["positie"].as_u64().unwrap_or_default();
    told.push(message!("search-position", position = position));
    page.line(0, &Message::joined(told, ", ").in_language(language));
    page.message_line(2, &sealed(hit));
    if hit["teltMee"] == false {
        page.message_line(2, &message!("search-no-longer-counts"));
    }
    for place in list(hit, "vindplaatsen") {
        let part = |key: &str| text(place, key).unwrap_or_default();
        let found = page.ink(Ink::Bold, part("gevonden"));
        let mark = if page.has_colour() { found } else { format!("[{found}]") };
        page.line(2, &format!("{}{mark}{}", part("ervoor"), part("erna")));
    }
}

/// Says in which sealings the event was, the first and the last by name.
fn sealed(hit: &Value) -> Message {
    let named = |sealing: &Value| {
        message!(
            "search-sealing",
            round = text(sealing, "ronde").unwrap_or_default(),
            version = sealing["versie"].as_i64().unwrap_or_default(),
            body = Argument::word(text(sealing, "orgaan").unwrap_or_default()),
        )
    };
    match list(hit, "gerapporteerdIn") {
        [] => message!("search-never-sealed"),
        [only] => message!("search-sealed-once", sealing = named(only)),
        [first, .., last] => message!("search-sealed", first = named(first), last = named(last)),
    }
}
