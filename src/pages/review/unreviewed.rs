//! Drafts in the log that nobody looked at, of one round or one event: each is confirmed with one press, or corrected in
//! its form.

use maud::{Markup, html};
use serde_json::Value;

use super::drafts::{content, day_of, mark};
use super::{ACCEPT, EVENT_KEY, FORM_KEY, ROUND_KEY, SHOWN_KEY};
use crate::address::Address;
use crate::domain::access::Action;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, number, text};
use crate::language::Message;
use crate::message;
use crate::parts::{event_kind, to_event};
use crate::reader::Reader;
use crate::recording::{self, STEP_KEY, closed};
use crate::render::{labels, wording};

/// Of what drafts are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnreviewedOf {
    /// What a round shows, by its id.
    Round(String),
    /// One event, by its position.
    Event(u64),
}

impl UnreviewedOf {
    /// Returns the address of the page.
    pub fn address(&self) -> Address {
        let here = Address::of(&["nakijken"]);
        match self {
            UnreviewedOf::Round(round) => here.with(ROUND_KEY, round),
            UnreviewedOf::Event(position) => here.with(EVENT_KEY, position.to_string()),
        }
    }
}

/// The contents of the page.
pub struct UnreviewedPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// Of what.
    pub of: &'a UnreviewedOf,
    /// Its title.
    pub title: &'a str,
    /// The drafts that are shown, as records of the feed.
    pub events: &'a [Value],
    /// How many there are.
    pub count: usize,
    /// How many were confirmed a moment ago.
    pub done: Option<u64>,
    /// The name of this form: pressed twice it records once.
    pub form: &'a str,
    /// Why something was not done.
    pub trouble: Option<&'a Message>,
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}

/// Returns the page.
pub fn page(asked: &UnreviewedPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.of.address(),
        title: reader.say(&message!("unreviewed-title", what = asked.title)),
        section: Some(Section::Reviewing),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (reader.say(&message!("unreviewed-lead", count = asked.count))) }
            ul.tools { li {
                @match asked.of {
                    UnreviewedOf::Round(round) => a href=(Address::of(&["rondes", round]).read_by(reader)) { (reader.say(&message!("unreviewed-round"))) },
                    UnreviewedOf::Event(position) => a href=(to_event(reader, *position)) { (reader.say(&message!("page-event-number", position = *position))) },
                }
            } }
        },
    };
    let shown = asked.events.len();
    let positions: Vec<String> = asked.events.iter().map(|event| number(event, "positie").to_string()).collect();
    let positions = positions.join(",");
    let all = html! { ol.drafts { @for event in asked.events { (one(asked, event)) } } };
    let content = html! {
        (closed(reader, asked.closed))
        @if let Some(why) = asked.trouble { div.warning role="alert" { p { (wording::capital(&reader.say(why))) } } }
        @if let Some(done) = asked.done { p role="status" { (reader.say(&message!("unreviewed-done", count = done))) } }
        @if asked.count > shown { p { (reader.say(&message!("unreviewed-first", shown = shown))) } }
        @if shown > 0 && may_confirm(asked) {
            form method="post" action=(Address::of(&["nakijken"]).read_by(reader)) {
                input type="hidden" name=(FORM_KEY) value=(asked.form);
                input type="hidden" name=(SHOWN_KEY) value=(positions);
                @for (key, value) in asked.of.address().pairs() { input type="hidden" name=(key) value=(value); }
                @if shown > 1 { p { button type="submit" name=(STEP_KEY) value=(ACCEPT) { (reader.say(&message!("unreviewed-all", count = shown))) } } }
                (all)
            }
        } @else { (all) }
    };
    document(&frame, &content)
}

/// Returns true where the reader may confirm drafts, which is a correction.
fn may_confirm(asked: &UnreviewedPage<'_>) -> bool {
    asked.closed.is_none() && asked.reader.may(Action::Correct)
}

fn one(asked: &UnreviewedPage<'_>, event: &Value) -> Markup {
    let (reader, position) = (asked.reader, number(event, "positie"));
    let kind = event_kind(reader.language, text(event, "type").unwrap_or_default());
    let name = reader.say(&message!("page-event-number", position = position));
    let source = &event["herkomst"];
    let lines: Vec<String> = list(source, "regels").iter().map(Value::to_string).collect();
    let from = [
        text(source, "document").map(str::to_owned),
        (!lines.is_empty())
            .then(|| format!("{} {}", labels::label_in_sentence(reader.language, "regels"), lines.join(" – "))),
    ];
    let from: Vec<String> = from.into_iter().flatten().collect();
    let form = crate::domain::event::EventType::parse(text(event, "type").unwrap_or_default());
    html! {
        li.draft.open id=(format!("nr-{position}")) tabindex="-1" {
            h2 { (kind) ": " (text(event, "onderwerp").unwrap_or_default()) (mark(reader, event)) }
            p.facts {
                (day_of(reader, event)) @if !from.is_empty() { " · " (from.join(", ")) } " · "
                a href=(to_event(reader, position)) { (name) }
            }
            (content(reader, event))
            @if may_confirm(asked) {
                div.buttons {
                    button type="submit" name=(STEP_KEY) value=(format!("{ACCEPT}:{position}")) { (reader.say(&message!("unreviewed-right"))) span.hidden { " (" (name) ")" } }
                    @if let Some(kind) = form {
                        a.as-button href=(recording::to_form(kind).with(recording::CORRECTS_KEY, text(event, "id").unwrap_or_default()).read_by(reader)) {
                            (reader.say(&message!("review-change"))) span.hidden { " (" (name) ")" }
                        }
                    }
                }
            }
        }
    }
}
