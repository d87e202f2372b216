//! Renders what recording an event did, or would do: the answer of `peildatum record` as text.

use serde_json::{Value, json};

use super::erased::write_related;
use super::history::change_at;
use super::{list, text};
use crate::domain::event::TYPE_PREFIX;
use crate::language::{Language, Message};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};
use crate::{Style, differences, labels, wording};

/// Renders an event that was recorded: its record, whether it is new, and what it changed.
pub fn recorded(record: &Value, is_new: bool, changes: &[Value], style: Style) -> String {
    let mut page = TextPage::new(style);
    let record = &without_control_characters(record);
    let said = match is_new {
        true => message!("recorded-new", position = number(record, "positie"), event = event(style.language, record)),
        false => {
            message!("recorded-known", position = number(record, "positie"), event = event(style.language, record))
        }
    };
    say(&mut page, 0, &said);
    say(&mut page, 2, &message!("recorded-version", version = number(record, "onderwerpVersie")));
    if is_new {
        let changes: Vec<Value> = changes.iter().map(without_control_characters).collect();
        if changes.is_empty() {
            say(&mut page, 2, &message!("recorded-nothing"));
        }
        changes.iter().for_each(|one| change_at(&mut page, 2, one));
    }
    write_related(&mut page, record);
    warnings(&mut page, list(record, "waarschuwingen"));
    page.finish()
}

/// Renders an event that was checked and not recorded, and how the report of its day would change.
pub fn preview(preview: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let preview = &without_control_characters(preview);
    let record = &preview["gebeurtenis"];
    let position = number(record, "positie");
    if preview["toegevoegd"] == 0 {
        say(&mut page, 0, &message!("preview-known", position = position, event = event(style.language, record)));
        return page.finish();
    }
    say(&mut page, 0, &message!("preview-new", position = position, event = event(style.language, record)));
    if !preview["wist"].is_null() {
        page.gap();
        write_related(&mut page, preview);
        return page.finish();
    }
    let day = text(preview, "geldigOp").map_or_else(String::new, |day| wording::day(style.language, day, None));
    let rows = list(preview, "verschillen");
    // A report does not show rounds, nor anything before the first event: then the fields of the subject itself are
    // shown.
    let own = if rows.is_empty() { own_changes(&preview["voor"], &preview["na"]) } else { Vec::new() };
    let heading = match rows.is_empty() && own.is_empty() {
        true => message!("preview-same", day = day),
        false => message!("preview-changes", day = day),
    };
    page.gap();
    say(&mut page, 0, &heading);
    own.iter().for_each(|row| change_at(&mut page, 2, row));
    let mut told: Option<(&str, Option<&str>)> = None;
    for row in rows {
        let about = (text(row, "onderwerp").unwrap_or_default(), text(&row["toelichting"], "naar"));
        if told != Some(about) {
            told = Some(about);
            let title = text(row, "titel").map_or_else(String::new, |title| format!(" ({title})"));
            let bold = page.ink(Ink::Bold, about.0);
            page.line(2, &format!("{bold}{title}"));
        }
        difference(&mut page, row);
    }
    warnings(&mut page, list(preview, "waarschuwingen"));
    page.finish()
}

/// Formats an event: `voorziening.gesloten over voorziening/gebouw-c, ingangsdatum 1 april 2019`.
fn event(language: Language, record: &Value) -> Message {
    let day = text(record, "ingangsdatum")
        .map_or_else(String::new, |day| wording::day(language, day, text(record, "ingangsdatumNauwkeurigheid")));
    message!(
        "recorded-event",
        kind = text(record, "type").unwrap_or_default().trim_start_matches(TYPE_PREFIX),
        subject = text(record, "onderwerp").unwrap_or_default(),
        day = day
    )
}

/// Keys for the place of an object, not its content.
const PLACES: [&str; 3] = ["id", "positie", "posities"];

/// Returns the fields of a subject that differ.
pub fn own_changes(before: &Value, after: &Value) -> Vec<Value> {
    let fields = after.as_object().into_iter().flatten();
    let fields = fields.filter(|(key, value)| {
        !PLACES.contains(&key.as_str())
            && before[key.as_str()] != **value
            && !value.as_array().is_some_and(Vec::is_empty)
    });
    fields.map(|(key, value)| json!({ "veld": key, "van": before[key.as_str()], "naar": value })).collect()
}

fn say(page: &mut TextPage, indent: usize, message: &Message) {
    let said = page.say(message);
    page.line(indent, &said);
}

fn number(object: &Value, key: &str) -> u64 {
    object[key].as_u64().unwrap_or_default()
}

/// Writes one field of the report: word by word where both sides have a text.
fn difference(page: &mut TextPage, row: &Value) {
    let words = list(row, "woorden");
    if words.is_empty() {
        return change_at(page, 4, row);
    }
    let name = labels::field(page.language(), text(row, "veld").unwrap_or_default());
    page.bullet(4, &format!("{name}: {}", differences::format_words(words, differences::Length::Shortened)));
}

/// Writes what may be personal data in the texts.
fn warnings(page: &mut TextPage, warnings: &[Value]) {
    for one in warnings {
        let field = text(one, "veld").unwrap_or_default();
        let field = field.strip_prefix("gegevens.").unwrap_or(field);
        let said = message!("recorded-warning", field = field, what = text(one, "melding").unwrap_or_default());
        say(page, 0, &said);
    }
}
