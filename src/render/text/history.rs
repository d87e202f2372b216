//! Renders the history of a subject as text: each event with what it changed.

use serde_json::Value;

use super::{known_at, list, strings, text};
use crate::domain::event::TYPE_PREFIX;
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};
use crate::{Style, differences, labels, wording};

/// Renders a history as text.
pub fn history(history: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let history = &without_control_characters(history);
    page.titled(&message!("history"));
    page.named(&message!("history-subject"), text(history, "onderwerp").unwrap_or_default());
    known_at(&mut page, &history["basis"]);
    let rows = list(history, "gebeurtenissen");
    for row in rows {
        self::row(&mut page, row, rows);
    }
    page.finish()
}

fn row(page: &mut TextPage, row: &Value, all: &[Value]) {
    let language = page.language();
    let event = &row["gebeurtenis"];
    let kind = text(event, "type").unwrap_or_default().trim_start_matches(TYPE_PREFIX);
    let day = text(event, "ingangsdatum")
        .map_or_else(String::new, |day| wording::day(language, day, text(event, "ingangsdatumNauwkeurigheid")));
    page.gap();
    let bold = page.ink(Ink::Bold, &format!("{} {kind}", row["positie"]));
    let ceased = if row["teltMee"] == false { page.say(&message!("history-ceased")) } else { String::new() };
    let told = page.say(&message!("history-event", event = bold, day = day));
    page.line(0, &format!("{told}{ceased}"));
    let recorded = text(event, "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(language, iso));
    let actor = text(&event["actor"], "naam").or_else(|| text(&event["actor"], "id")).unwrap_or_default();
    page.message_line(2, &message!("history-recorded", moment = recorded, actor = actor));
    relations(page, row, all);
    if let Some(why) = text(event, "toelichtingWijziging") {
        page.message_line(2, &message!("history-why", why = why));
    }
    if row["trektIn"].is_u64() || row["wist"].is_u64() {
        let told = |key: &str| text(&event["gegevens"], key);
        let told = [
            told("reden").map(|why| message!("history-reason", why = why)),
            told("grondslag").map(|why| message!("history-ground", why = why)),
            told("besluit").map(|why| message!("history-decision", why = why)),
        ];
        told.iter().flatten().for_each(|told| page.message_line(2, told));
    }
    source(page, &event["herkomst"]);
    reported(page, row);
    let changes = list(row, "wijzigingen");
    if changes.is_empty() {
        page.message_line(2, &message!("history-unchanged"));
    }
    changes.iter().for_each(|change| self::change(page, change));
}

/// Writes what the event corrects, withdraws or erases, and which events did so to it.
fn relations(page: &mut TextPage, row: &Value, all: &[Value]) {
    let of = |key: &str| row[key].as_u64();
    let told = [
        of("herstelt").map(|position| message!("history-corrects", position = position)),
        of("trektIn").map(|position| message!("history-withdraws", position = position)),
        of("wist").map(|position| message!("history-erases", position = position)),
    ];
    told.iter().flatten().for_each(|told| page.message_line(2, told));
    let since = &row["teltNietMeerSinds"];
    if since.is_object() {
        let position = since["positie"].as_u64().unwrap_or_default();
        let why = wording::capital(&wording::words(page.language(), text(since, "reden").unwrap_or_default()));
        page.message_line(
            2,
            &match text(since, "geregistreerdOp").map(|iso| wording::moment(page.language(), iso)) {
                Some(moment) => message!("history-since-at", why = why, position = position, moment = moment),
                None => message!("history-since", why = why, position = position),
            },
        );
    }
    if row["gebeurtenis"]["geheimOntbreekt"] == true {
        page.message_line(2, &message!("text-missing"));
    }
    if let Some(position) = row["gewistDoor"].as_u64() {
        let erasure =
            all.iter().find(|other| other["positie"] == position).map(|other| &other["gebeurtenis"]["gegevens"]);
        let why = ["grondslag", "besluit"].into_iter().filter_map(|key| text(erasure?, key)).collect::<Vec<_>>();
        page.message_line(2, &message!("history-erased-by", position = position, why = why.join(", ")));
    }
}

fn source(page: &mut TextPage, source: &Value) {
    let lines: Vec<u64> = list(source, "regels").iter().filter_map(Value::as_u64).collect();
    let lines = match lines.as_slice() {
        [from, to] if from == to => Some(message!("history-line", from = *from)),
        [from, to] => Some(message!("history-lines", from = *from, to = *to)),
        _ => None,
    };
    let parts: Vec<Message> = text(source, "document").map(Message::verbatim).into_iter().chain(lines).collect();
    if !parts.is_empty() {
        page.message_line(2, &message!("history-source", parts = parts));
    }
    if text(source, "oordeel") == Some("nakijken") {
        let language = page.language();
        let assumed: Vec<String> =
            strings(source, "aangenomen").iter().map(|field| labels::label_in_sentence(language, field)).collect();
        page.message_line(
            2,
            &match assumed.is_empty() {
                true => message!("history-unreviewed"),
                false => message!("history-unreviewed-assumed", fields = assumed.join(", ")),
            },
        );
    }
}

/// Writes the sealings whose report contained the event, and when the council was first informed.
fn reported(page: &mut TextPage, row: &Value) {
    let language = page.language();
    let sealings = list(row, "gerapporteerdIn");
    let called = |sealing: &Value| {
        let (round, version) = (text(sealing, "ronde").unwrap_or_default(), sealing["versie"].as_u64());
        let body = Argument::word(text(sealing, "orgaan").unwrap_or_default());
        let version = version.unwrap_or_default();
        match text(sealing, "genomenOp").map(|day| wording::day(language, day, None)) {
            Some(day) => message!("history-sealing-on", round = round, version = version, body = body, day = day),
            None => message!("history-sealing", round = round, version = version, body = body),
        }
    };
    for announced in [false, true] {
        let of_these = sealings.iter().filter(|sealing| (sealing["aangekondigd"] == true) == announced);
        let of_these: Vec<Message> = of_these.map(called).collect();
        if !of_these.is_empty() {
            let of_these = Message::joined(of_these, "; ");
            page.message_line(
                2,
                &match announced {
                    false => message!("history-stood-in", sealings = of_these),
                    true => message!("history-announced-in", sealings = of_these),
                },
            );
        }
    }
    let first = &row["eerstGemeldAanRaad"];
    if first.is_object() {
        page.message_line(2, &message!("history-first-told", sealing = called(first)));
    }
}

fn change(page: &mut TextPage, change: &Value) {
    change_at(page, 2, change);
}

/// Writes a field that changed, at this indent.
pub(super) fn change_at(page: &mut TextPage, indent: usize, change: &Value) {
    let language = page.language();
    let key = text(change, "veld").unwrap_or_default();
    let name = labels::field(language, key);
    let value = |value: &Value| value_in_words(language, key, value);
    let line = match (&change["van"], &change["naar"]) {
        (Value::Null, to) => format!("{name}: {}", value(to)),
        (from, to) => format!("{name}: {} → {}", value(from), value(to)),
    };
    page.bullet(indent, &line);
}

/// Dates of a round, which no report shows as a field.
const DAYS: [&str; 3] = ["peildatum", "aanleverenVoor", "genomenOp"];

/// Formats a value in words.
pub fn value_in_words(language: Language, key: &str, value: &Value) -> String {
    match value {
        Value::String(day) if DAYS.contains(&key) => wording::day(language, day, None),
        Value::String(iso) if key == "moment" => wording::moment(language, iso),
        Value::Object(fields) if !matches!(key, "taakveld" | "voorbehoud") => {
            let told = |(key, value): (&String, &Value)| {
                format!("{} {}", labels::label_in_sentence(language, key), value_in_words(language, key, value))
            };
            fields.iter().map(told).collect::<Vec<_>>().join(", ")
        }
        value => differences::format_value(language, key, value)
            .unwrap_or_else(|| message!("history-none").in_language(language)),
    }
}
