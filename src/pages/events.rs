//! The log: a list of events with filters, the newest first; and one event with who, when, why, from which document,
//! and the proof that it is in the log.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::frame::{Frame, Section, Viewer, document, kept};
use crate::json::{list, number, text};
use crate::language::Message;
use crate::message;
use crate::parts::{event_kind, scrolled, to_event, to_record};
use crate::reader::Reader;
use crate::recording;
use crate::render::text::value_in_words;
use crate::render::{labels, wording};
use crate::review::UnreviewedOf;

/// The key of the type of event.
pub const TYPE_KEY: &str = "type";
/// The key of the subject.
pub const SUBJECT_KEY: &str = "onderwerp";
/// The key of the first day on which an event was recorded.
pub const FROM_KEY: &str = "vanaf";
/// The key of the last day on which an event was recorded.
pub const UNTIL_KEY: &str = "tot";
/// The key of how long after its day an event was at least recorded, in days.
pub const LATE_KEY: &str = "dagenLater";
/// The key of the position before which a page begins.
pub const BEFORE_KEY: &str = "voor";

/// What is asked of the log; the texts are as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventsAsked {
    /// A type, without its prefix.
    pub kind: Option<String>,
    /// A subject.
    pub subject: Option<String>,
    /// The first day on which it was recorded.
    pub from: Option<String>,
    /// The last day on which it was recorded.
    pub until: Option<String>,
    /// How many days after its own day it was at least recorded.
    pub late: Option<u64>,
}

/// The contents of the list.
pub struct EventsPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address, with the filters.
    pub here: Address,
    /// The filters.
    pub asked: &'a EventsAsked,
    /// The events, the newest first, as records of the feed.
    pub events: &'a [Value],
    /// The last position of the log.
    pub head: u64,
    /// The position before which the next page begins; none at the beginning of the log.
    pub next: Option<u64>,
}

/// Returns the list.
pub fn page(asked: &EventsPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("page-events-title")),
        section: Some(Section::Events),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("page-events-lead", count = asked.head))) } },
    };
    let caption = reader.say(&message!("page-events-title"));
    let content = html! {
        (filters(asked))
        @if asked.events.is_empty() { p { (reader.say(&message!("page-events-none"))) } }
        @else { (scrolled(&caption, &table(reader, asked.events))) }
        @if let Some(before) = asked.next {
            @let older = asked.here.clone().with(BEFORE_KEY, before.to_string()).read_by(reader);
            p { a rel="next" href=(older) { (reader.say(&message!("page-events-older"))) } }
        }
    };
    document(&frame, &content)
}

fn filters(asked: &EventsPage<'_>) -> Markup {
    let (reader, chosen) = (asked.reader, asked.asked);
    let field = |key: &'static str, kind: &'static str, label: Message, value: Option<&str>| {
        html! {
            div.field { label for=(key) { (reader.say(&label)) } input type=(kind) id=(key) name=(key) value=[value]; }
        }
    };
    let late = chosen.late.map(|days| days.to_string());
    html! {
        form.choices method="get" action=(asked.here.path()) {
            (kept(reader, &asked.here, &[TYPE_KEY, SUBJECT_KEY, FROM_KEY, UNTIL_KEY, LATE_KEY, BEFORE_KEY]))
            div.field {
                label for=(TYPE_KEY) { (reader.say(&message!("label-type"))) }
                select id=(TYPE_KEY) name=(TYPE_KEY) {
                    option value="" { (reader.say(&message!("page-events-all-types"))) }
                    @for kind in EventType::ALL {
                        option value=(kind.name()) selected[chosen.kind.as_deref() == Some(kind.name())] { (event_kind(reader.language, kind.name())) }
                    }
                }
            }
            (field(SUBJECT_KEY, "text", message!("label-onderwerp"), chosen.subject.as_deref()))
            (field(FROM_KEY, "date", message!("page-events-from"), chosen.from.as_deref()))
            (field(UNTIL_KEY, "date", message!("page-events-until"), chosen.until.as_deref()))
            (field(LATE_KEY, "number", message!("page-events-late"), late.as_deref()))
            button type="submit" { (reader.say(&message!("page-show"))) }
        }
    }
}

fn day_of(reader: Reader, event: &Value) -> String {
    let precision = text(event, "ingangsdatumNauwkeurigheid");
    text(event, "ingangsdatum").map_or_else(String::new, |iso| wording::day(reader.language, iso, precision))
}

fn moment_of(reader: Reader, event: &Value, key: &str) -> String {
    text(event, key).map_or_else(String::new, |iso| wording::moment(reader.language, iso))
}

fn actor_of(event: &Value) -> &str {
    text(&event["actor"], "naam").or_else(|| text(&event["actor"], "id")).unwrap_or_default()
}

/// Returns a subject as a link to its history; none for what has none.
fn subject_link(reader: Reader, subject: &str) -> Markup {
    let (kind, id) = subject.split_once('/').unwrap_or(("", subject));
    html! {
        @if kind.is_empty() || kind == "gebeurtenis" { (subject) }
        @else { a href=(Address::of(&["geschiedenis", kind, id]).read_by(reader)) { (subject) } }
    }
}

fn table(reader: Reader, events: &[Value]) -> Markup {
    html! {
        table {
            thead { tr {
                th.number scope="col" { (reader.say(&message!("label-positie"))) }
                th scope="col" { (reader.say(&message!("label-wat"))) }
                th scope="col" { (reader.say(&message!("label-onderwerp"))) }
                th scope="col" { (reader.say(&message!("label-ingangsdatum"))) }
                th scope="col" { (reader.say(&message!("label-geregistreerd-op"))) }
                th scope="col" { (reader.say(&message!("page-events-who"))) }
            } }
            tbody {
                @for event in events {
                    @let position = number(event, "positie");
                    tr {
                        td.number { (position) }
                        th scope="row" { a href=(to_event(reader, position)) { (event_kind(reader.language, text(event, "type").unwrap_or_default())) } }
                        td { (subject_link(reader, text(event, "onderwerp").unwrap_or_default())) }
                        td { (day_of(reader, event)) }
                        td { (moment_of(reader, event, "geregistreerdOp")) }
                        td { (actor_of(event)) }
                    }
                }
            }
        }
    }
}

/// The proof that an event is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The hashes from the leaf up to the root, in Base64.
    pub hashes: Vec<String>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// The contents of the page of an event.
pub struct EventPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address.
    pub here: Address,
    /// The record, as in the feed.
    pub event: &'a Value,
    /// Its row in the history of its subject: what it changed and what became of it; none where its target is unknown.
    pub row: Option<&'a Value>,
    /// The proof.
    pub proof: &'a Proof,
    /// The last position of the log.
    pub head: u64,
}

/// Returns the page of an event.
pub fn event_page(asked: &EventPage<'_>) -> String {
    let (reader, event) = (asked.reader, asked.event);
    let position = number(event, "positie");
    let kind = event_kind(reader.language, text(event, "type").unwrap_or_default());
    let subject = text(event, "onderwerp").unwrap_or_default();
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("page-event-title", position = position, kind = kind)),
        section: Some(Section::Events),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead {
                (reader.say(&message!(
                    "page-event-lead",
                    subject = subject,
                    day = day_of(reader, event),
                    moment = moment_of(reader, event, "geregistreerdOp"),
                    actor = actor_of(event),
                )))
            }
            ul.tools {
                li { (subject_link(reader, subject)) }
                @if let Some(id) = text(event, "id") { li { a href=(Address::of(&["v1", "gebeurtenissen", id])) { (reader.say(&message!("page-data"))) } } }
            }
        },
    };
    let content = html! {
        (fields(reader, event))
        (about(reader, event, asked.row))
        (to_mend(asked))
        (proof(asked))
        nav.turn aria-label=(reader.say(&message!("page-turn"))) {
            @if position > 1 { a rel="prev" href=(to_event(reader, position - 1)) { (reader.say(&message!("page-event-before", position = position - 1))) } }
            @else { span {} }
            @if position < asked.head { a rel="next" href=(to_event(reader, position + 1)) { (reader.say(&message!("page-event-after", position = position + 1))) } }
        }
    };
    document(&frame, &content)
}

/// Returns what the event says.
pub(crate) fn fields(reader: Reader, event: &Value) -> Markup {
    let data = event["gegevens"].as_object();
    let caption = reader.say(&message!("label-gegevens"));
    html! {
        h2 { (caption) }
        @if event["gewist"] == true { p { (reader.say(&message!("text-erased"))) } }
        @if data.is_none_or(serde_json::Map::is_empty) { p { (reader.say(&message!("page-event-no-fields"))) } }
        @else {
            (scrolled(&caption, &html! {
                table {
                    tbody {
                        @for (key, value) in data.into_iter().flatten() {
                            tr { th scope="row" { (labels::field(reader.language, key)) } td.prose { (value_in_words(reader.language, key, value)) } }
                        }
                    }
                }
            }))
        }
    }
}

/// Returns why it was recorded, from which document, and what became of it.
fn about(reader: Reader, event: &Value, row: Option<&Value>) -> Markup {
    let source = &event["herkomst"];
    let of = |key: &str| row.and_then(|row| row[key].as_u64());
    let since = row.map_or(&Value::Null, |row| &row["teltNietMeerSinds"]);
    let relations = [
        of("herstelt").map(|position| (message!("history-corrects", position = position), position)),
        of("trektIn").map(|position| (message!("history-withdraws", position = position), position)),
        of("wist").map(|position| (message!("history-erases", position = position), position)),
        since["positie"].as_u64().map(|position| {
            let why = wording::capital(&wording::words(reader.language, text(since, "reden").unwrap_or_default()));
            (message!("history-since", why = why, position = position), position)
        }),
    ];
    let regels: Vec<String> = list(source, "regels").iter().map(Value::to_string).collect();
    let facts = [
        (
            labels::field(reader.language, "toelichtingWijziging"),
            text(event, "toelichtingWijziging").map(str::to_owned),
        ),
        (labels::field(reader.language, "document"), text(source, "document").map(str::to_owned)),
        (labels::field(reader.language, "regels"), (!regels.is_empty()).then(|| regels.join(" – "))),
        (
            labels::field(reader.language, "oordeel"),
            text(source, "oordeel").map(|word| wording::words(reader.language, word)),
        ),
        (reader.say(&message!("page-event-logged")), Some(moment_of(reader, event, "gelogdOp"))),
    ];
    html! {
        h2 { (reader.say(&message!("page-event-about"))) }
        div.check {
            dl { @for (name, told) in facts { @if let Some(told) = told { dt { (name) } dd { (told) } } } }
            @for (told, position) in relations.iter().flatten() {
                p { a href=(to_event(reader, *position)) { (reader.say(told)) } }
            }
        }
    }
}

/// Returns links to correct or withdraw an event that counts and has a form.
fn to_mend(asked: &EventPage<'_>) -> Markup {
    let (reader, event) = (asked.reader, asked.event);
    let id = text(event, "id").unwrap_or_default();
    let kind = EventType::parse(text(event, "type").unwrap_or_default());
    let counts = asked.row.is_some_and(|row| row["teltMee"] != false);
    let Some(kind) = kind.filter(|kind| counts && recording::has_form(*kind) && *kind != EventType::EventWithdrawn)
    else {
        return html! {};
    };
    let subject = format!("{}/{id}", SubjectKind::Event.name());
    let (corrects, withdraws) = ([(recording::CORRECTS_KEY, id)], [(recording::SUBJECT_KEY, subject.as_str())]);
    let is_doubted = text(&event["herkomst"], "oordeel") == Some("nakijken");
    let review = UnreviewedOf::Event(number(event, "positie")).address().read_by(reader);
    let forms = [
        (kind, message!("recording-to-correct"), &corrects[..]),
        (EventType::EventWithdrawn, message!("recording-to-withdraw"), &withdraws[..]),
    ];
    html! {
        @if is_doubted && reader.may_record { p { a href=(review) { (reader.say(&message!("unreviewed-one"))) } } }
        (to_record(reader, &reader.say(&message!("page-event-number", position = number(event, "positie"))), &forms))
    }
}

/// Returns the proof that the event is in the log, and how to check it elsewhere.
fn proof(asked: &EventPage<'_>) -> Markup {
    let (reader, event) = (asked.reader, asked.event);
    let id = text(event, "id").unwrap_or_default();
    html! {
        h2 { (reader.say(&message!("page-event-proof"))) }
        p { (reader.say(&message!("page-event-proof-how"))) }
        div.check {
            dl {
                dt { (labels::field(reader.language, "id")) } dd.digest { (id) }
                dt { (reader.say(&message!("page-event-commitment"))) } dd.digest { (text(event, "verbintenis").unwrap_or_default()) }
                @if !asked.proof.hashes.is_empty() {
                    dt { (reader.say(&message!("page-event-hashes", count = asked.proof.hashes.len()))) }
                    dd { ol.plain { @for hash in &asked.proof.hashes { li.digest { (hash) } } } }
                }
                dt { (reader.say(&message!("page-event-checkpoint"))) } dd { pre.digest { (asked.proof.checkpoint) } }
            }
            @if !id.is_empty() {
                p { a href=(Address::of(&["v1", "gebeurtenissen", id, "bewijs"])) { (reader.say(&message!("page-event-proof-file"))) } }
            }
        }
    }
}
