//! The history of a subject as text: each event with what it changed.

use serde_json::Value;

use super::{known_at, list, text};
use crate::domain::event::TYPE_PREFIX;
use crate::language::Language;
use crate::message;
use crate::render::page::{Ink, Page, harmless};
use crate::render::{Style, differences, labels, wording};

/// A history as text.
pub fn history(history: &Value, style: Style) -> String {
    let mut page = Page::new(style);
    let history = &harmless(history);
    page.heading("Geschiedenis");
    page.labelled("Onderwerp", text(history, "onderwerp").unwrap_or_default());
    known_at(&mut page, &history["basis"]);
    let rows = list(history, "gebeurtenissen");
    for row in rows {
        self::row(&mut page, row, rows);
    }
    page.finish()
}

fn row(page: &mut Page, row: &Value, all: &[Value]) {
    let event = &row["gebeurtenis"];
    let kind = text(event, "type").unwrap_or_default().trim_start_matches(TYPE_PREFIX);
    let day = text(event, "ingangsdatum")
        .map_or_else(String::new, |day| wording::day(page.language(), day, text(event, "ingangsdatumNauwkeurigheid")));
    page.gap();
    let bold = page.ink(Ink::Bold, &format!("{} {kind}", row["positie"]));
    let ceased = if row["teltMee"] == false { " [telt niet meer]" } else { "" };
    page.line(0, &format!("{bold}, ingangsdatum {day}{ceased}"));
    let recorded = text(event, "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(page.language(), iso));
    let actor = text(&event["actor"], "naam").or_else(|| text(&event["actor"], "id")).unwrap_or_default();
    page.line(2, &format!("Vastgelegd op {recorded} door {actor}"));
    relations(page, row, all);
    if let Some(reason) = text(event, "toelichtingWijziging") {
        page.line(2, &format!("Waarom: {reason}"));
    }
    if row["trektIn"].is_u64() || row["wist"].is_u64() {
        for (label, key) in [("Reden", "reden"), ("Grondslag", "grondslag"), ("Besluit", "besluit")] {
            if let Some(told) = text(&event["gegevens"], key) {
                page.line(2, &format!("{label}: {told}"));
            }
        }
    }
    source(page, &event["herkomst"]);
    reported(page, row);
    let changes = list(row, "wijzigingen");
    if changes.is_empty() {
        page.line(2, "Wijzigt niets aan de stand op die dag.");
    }
    changes.iter().for_each(|change| self::change(page, change));
}

/// What it corrects, withdraws or erases, and what did so to it.
fn relations(page: &mut Page, row: &Value, all: &[Value]) {
    for (label, key) in [("Herstelt", "herstelt"), ("Trekt in", "trektIn"), ("Wist", "wist")] {
        if let Some(position) = row[key].as_u64() {
            page.line(2, &format!("{label} positie {position}"));
        }
    }
    let since = &row["teltNietMeerSinds"];
    if since.is_object() {
        let moment = text(since, "geregistreerdOp")
            .map_or_else(String::new, |moment| format!(", vastgelegd op {}", wording::moment(page.language(), moment)));
        let why = text(since, "reden").unwrap_or_default();
        page.line(2, &format!("{} door positie {}{moment}", wording::capital(why), since["positie"]));
    }
    if row["gebeurtenis"]["geheimOntbreekt"] == true {
        page.line(2, &message!("text-missing").in_language(page.language()));
    }
    if let Some(position) = row["gewistDoor"].as_u64() {
        let erasure =
            all.iter().find(|other| other["positie"] == position).map(|other| &other["gebeurtenis"]["gegevens"]);
        let why = ["grondslag", "besluit"].into_iter().filter_map(|key| text(erasure?, key)).collect::<Vec<_>>();
        page.line(2, &format!("Teksten gewist door positie {position} ({})", why.join(", ")));
    }
}

fn source(page: &mut Page, source: &Value) {
    let lines = list(source, "regels");
    let lines = match lines {
        [from, to] if from == to => Some(format!("regel {from}")),
        [from, to] => Some(format!("regels {from} tot en met {to}")),
        _ => None,
    };
    let parts: Vec<String> = text(source, "document").map(str::to_owned).into_iter().chain(lines).collect();
    if !parts.is_empty() {
        page.line(2, &format!("Bron: {}", parts.join(", ")));
    }
    if text(source, "oordeel") == Some("nakijken") {
        let assumed: Vec<String> =
            super::strings(source, "aangenomen").iter().map(|field| labels::inside(page.language(), field)).collect();
        let assumed = match assumed.is_empty() {
            true => String::new(),
            false => format!("; niet uit de bron, maar aangenomen: {}", assumed.join(", ")),
        };
        page.line(2, &format!("Nog na te kijken{assumed}"));
    }
}

/// The sealings whose report showed the event, and when the council was first told.
fn reported(page: &mut Page, row: &Value) {
    let sealings = list(row, "gerapporteerdIn");
    let language = page.language();
    let called = |sealing: &Value| {
        let (round, body) = (text(sealing, "ronde").unwrap_or_default(), text(sealing, "orgaan").unwrap_or_default());
        let taken = text(sealing, "genomenOp")
            .map_or_else(String::new, |day| format!(", {}", wording::day(language, day, None)));
        format!("ronde {round} (versie {}, {body}{taken})", sealing["versie"])
    };
    for (announced, said) in [(false, "Stond in"), (true, "Alleen aangekondigd in")] {
        let of_these = sealings.iter().filter(|sealing| (sealing["aangekondigd"] == true) == announced);
        let of_these: Vec<String> = of_these.map(called).collect();
        if !of_these.is_empty() {
            page.line(2, &format!("{said}: {}", of_these.join("; ")));
        }
    }
    let first = &row["eerstGemeldAanRaad"];
    if first.is_object() {
        page.line(2, &format!("Eerst gemeld aan de raad: {}", called(first)));
    }
}

fn change(page: &mut Page, change: &Value) {
    change_at(page, 2, change);
}

/// A field that changed, this far from the margin.
pub(super) fn change_at(page: &mut Page, indent: usize, change: &Value) {
    let key = text(change, "veld").unwrap_or_default();
    let name = labels::field(page.language(), key);
    let language = page.language();
    let value = |value: &Value| shown(language, key, value);
    let line = match (&change["van"], &change["naar"]) {
        (Value::Null, to) => format!("{name}: {}", value(to)),
        (from, Value::Null) => format!("{name}: {} → (geen)", value(from)),
        (from, to) => format!("{name}: {} → {}", value(from), value(to)),
    };
    page.bullet(indent, &line);
}

/// Days of a round, which no report shows as a field.
const DAYS: [&str; 3] = ["peildatum", "aanleverenVoor", "genomenOp"];

/// A value in words.
fn shown(language: Language, key: &str, value: &Value) -> String {
    match value {
        Value::String(day) if DAYS.contains(&key) => wording::day(language, day, None),
        Value::Object(fields) if !matches!(key, "taakveld" | "voorbehoud") => {
            let told = |(key, value): (&String, &Value)| {
                format!("{} {}", labels::inside(language, key), shown(language, key, value))
            };
            fields.iter().map(told).collect::<Vec<_>>().join(", ")
        }
        value => differences::value(language, key, value).unwrap_or_else(|| "(geen)".to_owned()),
    }
}
