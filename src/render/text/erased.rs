//! Renders what an erasure did or would do, and which other events contain the same words, as text.

use serde_json::Value;

use super::{list, text};
use crate::Style;
use crate::domain::event::TYPE_PREFIX;
use crate::language::Message;
use crate::message;
use crate::page::{TextPage, without_control_characters};

/// Renders an erasure, or its preview.
pub fn erased(told: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let told = &without_control_characters(told);
    let position = told["wist"].as_u64().unwrap_or_default();
    let by = told["positie"].as_u64();
    say(
        &mut page,
        0,
        &match by {
            Some(by) => message!("erase-done", position = position, by = by),
            None => message!("erase-trial", position = position),
        },
    );
    write_related(&mut page, told);
    page.finish()
}

/// Writes what an erasure leaves to be looked at; nothing for an event that is not an erasure.
pub(super) fn write_related(page: &mut TextPage, told: &Value) {
    if told["wist"].is_null() {
        return;
    }
    same(page, told);
    let related = list(told, "verwant");
    if !related.is_empty() {
        say(page, 0, &message!("erase-related"));
    }
    for other in related {
        let position = other["positie"].as_u64().unwrap_or_default();
        let tie = match text(other, "verband").unwrap_or_default() {
            "herstel" => message!("erase-tie-correction"),
            "intrekking" => message!("erase-tie-withdrawal"),
            _ => message!("erase-tie-follow-up"),
        };
        say(page, 2, &message!("erase-other", position = position, tie = tie));
    }
}

/// Writes the events that contain the same words, with the field that does.
fn same(page: &mut TextPage, told: &Value) {
    let named = list(told, "zelfdeWoorden");
    let count = told["aantalZelfdeWoorden"].as_u64();
    let heading = match count {
        None if told["tekstOntbreekt"] == true => message!("erase-same-missing"),
        None => message!("erase-same-unknown"),
        Some(0) => message!("erase-same-none"),
        Some(count) => message!("erase-same", count = count),
    };
    say(page, 0, &heading);
    for other in named {
        let extent = match text(other, "omvang").unwrap_or_default() {
            "geheel" => message!("erase-same-whole"),
            _ => message!("erase-same-part"),
        };
        say(
            page,
            2,
            &message!(
                "erase-same-field",
                position = other["positie"].as_u64().unwrap_or_default(),
                field = text(other, "veld").unwrap_or_default(),
                kind = text(other, "type").unwrap_or_default().trim_start_matches(TYPE_PREFIX),
                subject = text(other, "onderwerp").unwrap_or_default(),
                extent = extent
            ),
        );
    }
    let more = count.unwrap_or_default().saturating_sub(named.len() as u64);
    if more > 0 {
        say(page, 2, &message!("erase-same-more", count = more));
    }
}

fn say(page: &mut TextPage, indent: usize, message: &Message) {
    let said = page.say(message);
    page.line(indent, &said);
}
