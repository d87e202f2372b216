//! Renders rounds as text: the status of each, what was sealed and what was published.

use serde_json::Value;

use super::{day, items, list, text};
use crate::language::{Language, Message};
use crate::message;
use crate::page::{TextPage, without_control_characters};
use crate::{Style, wording};

/// Renders the rounds, one after the other.
pub fn rounds(rounds: &Value, style: Style) -> String {
    let rounds = items(rounds);
    let mut page = TextPage::new(style);
    for round in rounds.iter().map(without_control_characters) {
        one(&mut page, &round);
    }
    if rounds.is_empty() {
        page.line(0, &message!("rounds-none").in_language(style.language));
    }
    page.finish()
}

fn one(page: &mut TextPage, round: &Value) {
    let language = page.language();
    let say = |message: Message| message.in_language(language);
    let unknown = || say(message!("nobody-knows"));
    page.heading(text(round, "titel").unwrap_or(&say(message!("rounds-round"))));
    let kind = text(round, "soort").map_or_else(String::new, |kind| format!(" ({})", wording::words(language, kind)));
    page.labelled(&say(message!("rounds-round")), &format!("{}{kind}", text(round, "id").unwrap_or_default()));
    if let Some(on) = day(language, round, "peildatum") {
        page.labelled(&say(message!("rounds-reporting-date")), &on);
    }
    if let Some(before) = day(language, round, "aanleverenVoor") {
        page.labelled(&say(message!("rounds-due")), &before);
    }
    let named: Vec<&str> = list(round, "programmas").iter().filter_map(Value::as_str).collect();
    if !named.is_empty() {
        page.labelled(&say(message!("rounds-programmes")), &named.join(", "));
    }
    let status = text(round, "status").map_or_else(unknown, |status| wording::words(language, status));
    page.labelled(&say(message!("rounds-status")), &status);
    let version = |of: &Value| of["versie"].as_u64().unwrap_or_default();
    let sealings = list(round, "vaststellingen");
    for sealed in sealings {
        let same = sealed["gelijkAanVersie"].as_u64();
        let equal = same.map(|same| say(message!("rounds-equal", version = same))).unwrap_or_default();
        let told = format!("{}{equal}", sealing(language, sealed));
        page.labelled(&say(message!("rounds-version", version = version(sealed))), &told);
    }
    for published in list(round, "publicaties") {
        let moment = text(published, "moment").map_or_else(unknown, |iso| wording::moment(language, iso));
        let told = message!("rounds-published-at", version = version(published), moment = moment);
        page.labelled(&say(message!("rounds-published")), &say(told));
        if let Some(url) = text(published, "url") {
            page.line(18, url);
        }
    }
    completeness(page, list(round, "volledigheid"));
}

/// Writes how complete the round is: for each programme whether it was reported, and how many outputs have a note.
fn completeness(page: &mut TextPage, programmes: &[Value]) {
    if programmes.is_empty() {
        return;
    }
    let label = page.say(&message!("rounds-completeness"));
    page.line(0, &label);
    for one in programmes {
        let title = text(one, "titel").map_or_else(String::new, |title| format!(" {title}"));
        let told = page.say(&completeness_of(one));
        page.hanging(2, 4, &format!("{}{title}: {told}", text(one, "programma").unwrap_or_default()));
    }
}

/// Says whether a programme was reported in a round, and how many of its outputs have a note of the round.
pub fn completeness_of(one: &Value) -> Message {
    let count = |key: &str| one[key].as_u64().unwrap_or_default();
    let (outputs, noted) = (count("prestaties"), count("metToelichting"));
    match (one["gerapporteerd"] == true, one["gedekt"].as_bool()) {
        (true, _) => message!("programme-reported", noted = noted, outputs = outputs),
        (false, Some(true)) => message!("programme-expected"),
        (false, Some(false)) => message!("programme-not-reported"),
        (false, None) => message!("programme-nothing-yet"),
    }
}

/// Formats a sealing in a line: what, by whom, when, why, and of which state.
pub(super) fn sealing(language: Language, sealed: &Value) -> String {
    let word = |key: &str| text(sealed, key).map(|word| wording::words(language, word)).unwrap_or_default();
    let mut told = vec![message!("sealing-by", purport = word("strekking"), body = word("orgaan"))];
    if let Some(on) = text(sealed, "genomenOp") {
        told.push(message!("sealing-on", day = wording::day(language, on, None)));
    }
    if let Some(decision) = text(sealed, "besluit") {
        told.push(message!("sealing-decision", decision = decision));
    }
    if let Some(reason) = text(sealed, "reden") {
        told.push(message!("sealing-because", reason = reason));
    }
    told.push(message!("sealing-at", position = sealed["positie"].as_u64().unwrap_or_default()));
    Message::joined(told, "").in_language(language)
}

/// Formats a sealing after its version: `versie 2: vastgesteld door raad (positie 57)`.
pub fn version(language: Language, sealed: &Value) -> String {
    let version = sealed["versie"].as_i64().unwrap_or_default();
    message!("report-sealed-version", version = version, told = sealing(language, sealed)).in_language(language)
}
