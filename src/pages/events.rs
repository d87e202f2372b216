//! The log: a list of events with filters, the newest first, which grows while events arrive; and one event (`one`).

mod one;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::assets::Script;
use crate::domain::event::EventType;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, document, kept};
use crate::json::{number, text};
use crate::language::Message;
use crate::message;
use crate::parts::{event_kind, script, scrolled, to_event};
use crate::reader::Reader;
use crate::render::wording;
pub(crate) use one::fields;
pub use one::{EventPage, Proof, page as event_page};

/// The key of the type of event.
pub const TYPE_KEY: &str = "type";
/// The key of the subject.
pub const SUBJECT_KEY: &str = "onderwerp";
/// The key of how long after its day an event was at least recorded, in days.
pub const LATE_KEY: &str = "dagenLater";
/// The key of who recorded it.
pub const ACTOR_KEY: &str = "actor";
/// The key of the sealing after which it was recorded.
pub const SEALING_KEY: &str = "naVaststelling";
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
    /// A part of the name or the id of who recorded it.
    pub actor: Option<String>,
    /// The sealing after which it was recorded, such as `2019-vr1/2`.
    pub sealing: Option<String>,
}

/// What is needed to show new events while they arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// The address of the stream, with the filters that it has.
    pub stream: String,
    /// The most rows that the list has.
    pub most: usize,
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
    /// The sealings to choose from: what stands in the address, and its description.
    pub sealings: &'a [(String, String)],
    /// How new events are followed; none on a page to which no new event comes.
    pub following: Option<Following>,
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
        (following(asked))
        div id=(LIST) {
            @if asked.events.is_empty() { p { (reader.say(&message!("page-events-none"))) } }
            @else { (scrolled(&caption, &table(asked))) }
            @if let Some(before) = asked.next {
                @let older = asked.here.clone().with(BEFORE_KEY, before.to_string()).read_by(reader);
                p { a rel="next" href=(older) { (reader.say(&message!("page-events-older"))) } }
            }
        }
    };
    document(&frame, &content)
}

/// The id of the list, which the script adds to.
const LIST: &str = "lijst";

/// Stands for a number in a text that the script completes.
const COUNT: &str = "#";

/// Returns what the script that follows the log needs: the stream, its words, and a button to pause. Without scripts
/// nothing of it shows.
fn following(asked: &EventsPage<'_>) -> Markup {
    let reader = asked.reader;
    let Some(Following { stream, most }) = &asked.following else { return html! {} };
    let say = |told: Message| reader.say(&told);
    html! {
        div.live hidden data-stroom=(stream) data-positie=(asked.head) data-most=(most)
            data-nieuw=(say(message!("page-live-new"))) data-een=(say(message!("page-live-one")))
            data-meer=(say(message!("page-live-more", count = COUNT))) data-wacht=(say(message!("page-live-waits")))
            data-stil=(say(message!("page-live-paused"))) data-weg=(say(message!("page-live-broken")))
            data-pauze=(say(message!("page-live-pause"))) data-verder=(say(message!("page-live-resume"))) {
            p role="status" {}
            button type="button" { (say(message!("page-live-pause"))) }
        }
        (script(Script::Follow))
    }
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
            (kept(reader, &asked.here, &[TYPE_KEY, SUBJECT_KEY, ACTOR_KEY, keys::SINCE, keys::UNTIL, SEALING_KEY, LATE_KEY, BEFORE_KEY]))
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
            (field(ACTOR_KEY, "text", message!("page-events-who"), chosen.actor.as_deref()))
            (field(keys::SINCE, "date", message!("page-events-from"), chosen.from.as_deref()))
            (field(keys::UNTIL, "date", message!("page-events-until"), chosen.until.as_deref()))
            @if !asked.sealings.is_empty() {
                div.field {
                    label for=(SEALING_KEY) { (reader.say(&message!("page-events-after-sealing"))) }
                    select id=(SEALING_KEY) name=(SEALING_KEY) {
                        option value="" { (reader.say(&message!("page-events-any-time"))) }
                        @for (value, told) in asked.sealings { option value=(value) selected[chosen.sealing.as_ref() == Some(value)] { (told) } }
                    }
                }
            }
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

fn table(asked: &EventsPage<'_>) -> Markup {
    let (reader, events) = (asked.reader, asked.events);
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
                    tr data-positie=(position) {
                        td.number { (position) }
                        th scope="row" { a href=(to_event(reader, position)) { (event_kind(reader.language, text(event, "type").unwrap_or_default())) } }
                        td { (subject_link(reader, text(event, "onderwerp").unwrap_or_default())) }
                        td { (day_of(reader, event)) }
                        td { (moment_of(reader, event, "geregistreerdOp")) }
                        td { a href=(by_actor(asked, event)) { (actor_of(event)) } }
                    }
                }
            }
        }
    }
}

/// Returns the list with only what this event's actor recorded.
fn by_actor(asked: &EventsPage<'_>, event: &Value) -> Address {
    asked.here.clone().with(ACTOR_KEY, actor_of(event)).read_by(asked.reader)
}
