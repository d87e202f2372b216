//! The life of a thing: a picture on the two axes with its table, and every event with what it changed.

mod picture;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::frame::{Frame, Viewer, document};
use crate::json::{list, strings, text};
use crate::language::{Argument, Message};
use crate::message;
use crate::parts::{event_kind, scrolled};
use crate::reader::Reader;
use crate::render::text::value_in_words;
use crate::render::{labels, wording};

/// A sealing as a line in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealingLine {
    /// The round and the version: `2019-vr1/2`.
    pub name: String,
    /// The reporting date that it fixed, as `YYYY-MM-DD`.
    pub on: String,
    /// When it was recorded (RFC 3339).
    pub recorded_at: String,
}

/// The contents of the page.
pub struct HistoryPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address.
    pub here: Address,
    /// The subject: `voorziening/gebouw-c`.
    pub subject: &'a str,
    /// Its name, if it has one.
    pub name: Option<&'a str>,
    /// The rows of its history.
    pub rows: &'a [Value],
    /// The basis of the history.
    pub basis: &'a Value,
    /// The sealings to draw.
    pub sealings: &'a [SealingLine],
    /// The address of the next part; none at the end.
    pub next: Option<Address>,
}

/// Returns the page.
pub fn page(asked: &HistoryPage<'_>) -> String {
    let reader = asked.reader;
    let (kind, id) = asked.subject.split_once('/').unwrap_or(("", asked.subject));
    let kind = wording::capital(&wording::words(reader.language, kind));
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: format!("{kind} {}", asked.name.unwrap_or(id)),
        section: None,
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: stand(asked),
    };
    let content = html! {
        h2 { (reader.say(&message!("page-history-picture"))) }
        (picture::picture(asked))
        (table(asked))
        h2 { (reader.say(&message!("page-history-events"))) }
        ol.plain { @for row in asked.rows { li { (event(asked, row)) } } }
        @if let Some(next) = &asked.next {
            p { a rel="next" href=(next.clone().read_by(reader)) { (reader.say(&message!("page-history-next"))) } }
        }
    };
    document(&frame, &content)
}

fn stand(asked: &HistoryPage<'_>) -> Markup {
    let (reader, basis) = (asked.reader, asked.basis);
    let recorded = text(basis, "beschikbaarOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let position = basis["positie"].as_u64().unwrap_or_default();
    html! {
        p.lead { (reader.say(&message!("page-history-lead", subject = asked.subject))) }
        p.subtle { (reader.say(&message!("page-history-stand", position = position, recorded = recorded))) }
    }
}

/// Returns the type of an event in words.
fn kind_in_words(reader: Reader, row: &Value) -> String {
    event_kind(reader.language, text(&row["gebeurtenis"], "type").unwrap_or_default())
}

/// Returns the day of an event, as exactly as it is known.
fn day_of(reader: Reader, row: &Value) -> String {
    let event = &row["gebeurtenis"];
    let precision = text(event, "ingangsdatumNauwkeurigheid");
    text(event, "ingangsdatum").map_or_else(String::new, |iso| wording::day(reader.language, iso, precision))
}

fn recorded_of(reader: Reader, row: &Value) -> String {
    text(&row["gebeurtenis"], "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso))
}

/// Returns the picture as a table.
fn table(asked: &HistoryPage<'_>) -> Markup {
    let reader = asked.reader;
    let caption = reader.say(&message!("page-history-table"));
    scrolled(
        &caption,
        &html! {
            table {
                caption { (caption) }
                thead { tr {
                    th.number scope="col" { (reader.say(&message!("label-positie"))) }
                    th scope="col" { (reader.say(&message!("label-wat"))) }
                    th scope="col" { (reader.say(&message!("page-history-true-from"))) }
                    th scope="col" { (reader.say(&message!("label-geregistreerd-op"))) }
                    th scope="col" { (reader.say(&message!("page-history-how"))) }
                } }
                tbody {
                    @for row in asked.rows {
                        tr.quiet[row["teltMee"] == false] {
                            td.number { (row["positie"].as_u64().unwrap_or_default()) }
                            th scope="row" { (kind_in_words(reader, row)) }
                            td.nowrap { (day_of(reader, row)) }
                            td { (recorded_of(reader, row)) }
                            td { (reader.say(&EventMark::of(row).name())) }
                        }
                    }
                }
            }
        },
    )
}

/// How an event stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EventMark {
    /// It does not count any more.
    Ceased,
    /// It corrects another.
    Correction,
    /// It takes another back, or erases its texts.
    TakesBack,
    /// It was recorded before the day it holds from.
    Announced,
    /// It was recorded more than [`LATE_DAYS`] days after the day it holds from.
    Late,
    /// None of these.
    Plain,
}

/// After more than so many days beyond its day an event stands out as late: a month and a half is how long a round is written.
const LATE_DAYS: i64 = 45;

impl EventMark {
    fn of(row: &Value) -> EventMark {
        let event = &row["gebeurtenis"];
        let lag =
            picture::day_number(text(event, "geregistreerdOp")).zip(picture::day_number(text(event, "ingangsdatum")));
        match lag.map(|(known, holds)| known - holds) {
            _ if row["teltMee"] == false => EventMark::Ceased,
            _ if row["herstelt"].is_u64() => EventMark::Correction,
            _ if row["trektIn"].is_u64() || row["wist"].is_u64() => EventMark::TakesBack,
            Some(lag) if lag < 0 => EventMark::Announced,
            Some(lag) if lag > LATE_DAYS => EventMark::Late,
            Some(_) | None => EventMark::Plain,
        }
    }

    fn name(self) -> Message {
        match self {
            EventMark::Ceased => message!("page-history-ceased"),
            EventMark::Correction => message!("page-history-correction"),
            EventMark::TakesBack => message!("page-history-takes-back"),
            EventMark::Announced => message!("page-history-announced"),
            EventMark::Late => message!("page-history-late"),
            EventMark::Plain => message!("page-history-plain"),
        }
    }
}

/// Returns one event: who recorded it, when and why, from which document, what it changed, in which sealings it stood.
fn event(asked: &HistoryPage<'_>, row: &Value) -> Markup {
    let (reader, event) = (asked.reader, &row["gebeurtenis"]);
    let actor = text(&event["actor"], "naam").or_else(|| text(&event["actor"], "id")).unwrap_or_default();
    let standing = EventMark::of(row);
    html! {
        article.thing.quiet[standing == EventMark::Ceased] {
            h3 {
                (reader.say(&message!("page-event-number", position = row["positie"].as_u64().unwrap_or_default())))
                " " (kind_in_words(reader, row)) ", " (day_of(reader, row))
                @if standing != EventMark::Plain { " " span.mark { (reader.say(&standing.name())) } }
            }
            p.facts { (reader.say(&message!("history-recorded", moment = recorded_of(reader, row), actor = actor))) }
            @for told in relations(reader, row) { p.facts { (told) } }
            @if let Some(why) = text(event, "toelichtingWijziging") { p { (reader.say(&message!("history-why", why = why))) } }
            @if let Some(source) = source(reader, &event["herkomst"]) { p.facts { (source) } }
            (changes(reader, row))
            @for told in reported(reader, row) { p.facts { (told) } }
        }
    }
}

/// Returns what the event corrects, withdraws or erases, and which event ended it.
fn relations(reader: Reader, row: &Value) -> Vec<String> {
    let of = |key: &str| row[key].as_u64();
    let since = &row["teltNietMeerSinds"];
    let ended = since["positie"].as_u64().map(|position| {
        let why = wording::capital(&wording::words(reader.language, text(since, "reden").unwrap_or_default()));
        message!("history-since", why = why, position = position)
    });
    let told = [
        of("herstelt").map(|position| message!("history-corrects", position = position)),
        of("trektIn").map(|position| message!("history-withdraws", position = position)),
        of("wist").map(|position| message!("history-erases", position = position)),
        ended,
        of("gewistDoor").map(|position| message!("page-history-erased-by", position = position)),
    ];
    told.iter().flatten().map(|told| reader.say(told)).collect()
}

fn source(reader: Reader, source: &Value) -> Option<String> {
    let lines: Vec<u64> = list(source, "regels").iter().filter_map(Value::as_u64).collect();
    let lines = match lines.as_slice() {
        [from, to] if from == to => Some(message!("history-line", from = *from)),
        [from, to] => Some(message!("history-lines", from = *from, to = *to)),
        _ => None,
    };
    let parts: Vec<Message> = text(source, "document").map(Message::verbatim).into_iter().chain(lines).collect();
    let from = (!parts.is_empty()).then(|| reader.say(&message!("history-source", parts = parts)));
    let assumed: Vec<String> =
        strings(source, "aangenomen").iter().map(|field| crate::render::label(reader.language, field)).collect();
    let draft = (text(source, "oordeel") == Some("nakijken")).then(|| {
        reader.say(&match assumed.is_empty() {
            true => message!("history-unreviewed"),
            false => message!("history-unreviewed-assumed", fields = assumed.join(", ")),
        })
    });
    let told: Vec<String> = from.into_iter().chain(draft).collect();
    (!told.is_empty()).then(|| told.join(". "))
}

fn changes(reader: Reader, row: &Value) -> Markup {
    let changes = list(row, "wijzigingen");
    let value = |key: &str, value: &Value| value_in_words(reader.language, key, value);
    let caption = reader.say(&message!("page-history-changes"));
    html! {
        @if changes.is_empty() { p.subtle { (reader.say(&message!("history-unchanged"))) } }
        @else {
            (scrolled(&caption, &html! {
                table {
                    thead { tr {
                        th scope="col" { (labels::field(reader.language, "veld")) }
                        th scope="col" { (reader.say(&message!("page-history-before"))) }
                        th scope="col" { (reader.say(&message!("page-history-after"))) }
                    } }
                    tbody {
                        @for change in changes {
                            @let key = text(change, "veld").unwrap_or_default();
                            tr {
                                th scope="row" { (labels::field(reader.language, key)) }
                                td.quiet { @if change["van"].is_null() { "–" } @else { (value(key, &change["van"])) } }
                                td { @if change["naar"].is_null() { "–" } @else { (value(key, &change["naar"])) } }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// Returns the sealings whose report showed the event, and when the council was first told.
fn reported(reader: Reader, row: &Value) -> Vec<String> {
    let called = |sealing: &Value| {
        let round = text(sealing, "ronde").unwrap_or_default();
        let version = sealing["versie"].as_u64().unwrap_or_default();
        let body = Argument::word(text(sealing, "orgaan").unwrap_or_default());
        message!("history-sealing", round = round, version = version, body = body)
    };
    let of = |announced: bool| {
        let all = list(row, "gerapporteerdIn").iter().filter(move |one| (one["aangekondigd"] == true) == announced);
        Message::joined(all.map(called).collect(), "; ")
    };
    let (shown, announced) = (reader.say(&of(false)), reader.say(&of(true)));
    let first = &row["eerstGemeldAanRaad"];
    let told = [
        (!shown.is_empty()).then(|| message!("history-stood-in", sealings = shown)),
        (!announced.is_empty()).then(|| message!("history-announced-in", sealings = announced)),
        first.is_object().then(|| message!("history-first-told", sealing = called(first))),
    ];
    told.iter().flatten().map(|told| reader.say(told)).collect()
}

#[cfg(test)]
mod tests;
