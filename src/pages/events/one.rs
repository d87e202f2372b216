//! One event: who, when, why, from which document, what became of it, and the proof that it is in the log.

use maud::{Markup, html};
use serde_json::Value;

use super::{actor_of, day_of, moment_of, subject_link};
use crate::address::Address;
use crate::domain::access::Action;
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, number, text};
use crate::message;
use crate::parts::{event_kind, scrolled, to_event};
use crate::reader::Reader;
use crate::record_links::to_record;
use crate::recording;
use crate::render::text::value_in_words;
use crate::render::{labels, wording};
use crate::review::UnreviewedOf;

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
pub fn page(asked: &EventPage<'_>) -> String {
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
        @if is_doubted && reader.may_now(Action::Correct) { p { a href=(review) { (reader.say(&message!("unreviewed-one"))) } } }
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
