//! What will be recorded of a review, with what does not fit and what to look at first; and what was recorded.

use maud::{Markup, html};
use serde_json::Value;

use super::drafts::{day_of, mark};
use super::{AS_OF_NOW, to_review};
use crate::address::Address;
use crate::comparison::cards;
use crate::domain::access::Role;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::text;
use crate::language::Message;
use crate::message;
use crate::own_day::own_day;
use crate::parts::{event_kind, scrolled, to_event};
use crate::reader::Reader;
use crate::recording::{RECORD, SEEN_KEY, STEP_KEY, closed};
use crate::render::{labels, wording};

/// The most drafts that one warning names; the rest is counted.
const NAMED_MAX: usize = 10;

/// The most events that the page of what was recorded links to one by one.
const LINKED_MAX: usize = 100;

/// A draft that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedDraft {
    /// Its place among what is recorded.
    pub index: usize,
    /// By what verdicts name it.
    pub key: String,
    /// Why.
    pub why: Message,
}

/// The contents of what will be recorded.
pub struct ConfirmPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The name of the review in addresses.
    pub id: &'a str,
    /// By what the form names what the person saw.
    pub seen: &'a str,
    /// The name of the document.
    pub document: &'a str,
    /// The events, in order.
    pub events: &'a [Value],
    /// What does not fit.
    pub refused: &'a [RefusedDraft],
    /// Warnings: the place of the draft among what is recorded, its field, and the sentence.
    pub warnings: &'a [(usize, String, Message)],
    /// How many drafts are not recorded.
    pub dropped: usize,
    /// How many drafts nobody decided about.
    pub undecided: usize,
    /// How many were accepted and do not fit any more.
    pub moot: usize,
    /// The day of the report of the round, and how that differs with these events; none where there is none to compare.
    pub report: Option<(&'a str, &'a Value)>,
    /// The day of its own on which it will be recorded; none for a page of now.
    pub own_day: Option<&'a str>,
    /// The reporting date of the round.
    pub reporting_date: Option<&'a str>,
    /// Why a page of before can only be recorded as of now any more.
    pub overtaken: Option<&'a Message>,
    /// Whether the reader is in the role to record it.
    pub is_in_role: bool,
    /// Why it was not recorded.
    pub trouble: Option<&'a Message>,
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}

/// Returns the page of what will be recorded.
pub fn confirm_page(asked: &ConfirmPage<'_>) -> String {
    let reader = asked.reader;
    let here = to_review(asked.id).below(&["vastleggen"]);
    let unseen = asked.events.iter().filter(|event| text(&event["herkomst"], "oordeel") == Some("nakijken")).count();
    let frame = Frame {
        reader,
        here: here.clone(),
        title: reader.say(&message!("review-confirm-title", document = asked.document)),
        section: Some(Section::Reviewing),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (reader.say(&message!("review-confirm-lead", count = asked.events.len(), unseen = unseen, dropped = asked.dropped))) }
        },
    };
    let is_ready = asked.undecided == 0
        && asked.refused.is_empty()
        && asked.closed.is_none()
        && asked.is_in_role
        && !asked.events.is_empty();
    let count = asked.events.len();
    let (step, button) = match asked.overtaken {
        Some(_) => (AS_OF_NOW, message!("review-as-of-now", count = count)),
        None => (RECORD, message!("review-confirm", count = count)),
    };
    let content = html! {
        (closed(reader, asked.closed))
        @if let Some(why) = asked.trouble { div.warning role="alert" { p { (wording::capital(&reader.say(why))) } } }
        @if let Some(day) = asked.own_day { (own_day(reader, day, asked.reporting_date)) }
        @if let Some(why) = asked.overtaken { div.warning role="alert" { p { (reader.say(&message!("own-moment-overtaken", why = why.clone()))) } } }
        @if !asked.is_in_role { div.warning role="alert" { p { (reader.say(&message!("own-moment-role", role = Role::Controller.name()))) } } }
        (refused(asked))
        (warnings(asked))
        @if asked.moot > 0 { div.warning { p { (reader.say(&message!("review-confirm-moot", count = asked.moot))) } } }
        @if asked.undecided > 0 { p { (reader.say(&message!("review-still-open", count = asked.undecided))) } }
        @if is_ready {
            form.record method="post" action=(here.read_by(reader)) {
                input type="hidden" name=(SEEN_KEY) value=(asked.seen);
                p.hint { (reader.say(&message!("recording-confirm-hint"))) }
                button.primary type="submit" name=(STEP_KEY) value=(step) { (reader.say(&button)) }
            }
        }
        p { a href=(to_review(asked.id).read_by(reader)) { (reader.say(&message!("review-back"))) } }
        (report(asked))
        (events(asked))
    };
    document(&frame, &content)
}

/// Returns what the report of the round shows now beside what it then shows, node by node. What stays the same is left
/// out.
fn report(asked: &ConfirmPage<'_>) -> Markup {
    let reader = asked.reader;
    let Some((day, found)) = asked.report else { return html! {} };
    let day = wording::day(reader.language, day, None);
    let (nodes, cards) = cards::by_node(reader, found);
    html! {
        h2 id="rapportage" { (reader.say(&message!("review-confirm-report", day = day))) }
        p.hint { (reader.say(&message!("review-confirm-report-count", count = nodes))) }
        (cards)
    }
}

/// Returns the name of a draft: its type and its subject.
fn name_of(reader: Reader, event: &Value) -> String {
    let kind = event_kind(reader.language, text(event, "type").unwrap_or_default());
    format!("{kind}: {}", text(event, "onderwerp").unwrap_or_default())
}

fn refused(asked: &ConfirmPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        @if !asked.refused.is_empty() {
            div.warning role="alert" {
                h2 { (reader.say(&message!("review-refused", count = asked.refused.len()))) }
                ul {
                    @for one in asked.refused {
                        @let name = asked.events.get(one.index).map_or_else(String::new, |event| name_of(reader, event));
                        li {
                            a href=(to_review(asked.id).below(&["concepten", &one.key]).read_by(reader)) { (name) } ": "
                            (reader.say(&one.why))
                        }
                    }
                }
            }
        }
    }
}

/// Returns the warnings, each sentence once with the drafts that it is about.
fn warnings(asked: &ConfirmPage<'_>) -> Markup {
    let reader = asked.reader;
    let mut told: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, field, why) in asked.warnings {
        let field = labels::field(reader.language, field.strip_prefix("gegevens.").unwrap_or(field));
        let said = format!("{field}: {}", reader.say(why));
        match told.iter_mut().find(|(other, _)| *other == said) {
            Some((_, drafts)) => drafts.push(*index),
            None => told.push((said, vec![*index])),
        }
    }
    let name = |index: &usize| asked.events.get(*index).map_or_else(String::new, |event| name_of(reader, event));
    html! {
        @if !told.is_empty() {
            div.warning role="alert" {
                h2 { (reader.say(&message!("recording-warnings"))) }
                ul {
                    @for (said, drafts) in &told {
                        li {
                            (said)
                            ul.small {
                                @for index in drafts.iter().take(NAMED_MAX) { li { (name(index)) } }
                                @if drafts.len() > NAMED_MAX { li { (reader.say(&message!("and-more", count = drafts.len() - NAMED_MAX))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn events(asked: &ConfirmPage<'_>) -> Markup {
    let reader = asked.reader;
    let title = reader.say(&message!("review-confirm-events"));
    html! {
        h2 { (title) }
        (scrolled(&title, &html! {
            table {
                thead { tr {
                    th scope="col" { (reader.say(&message!("label-wat"))) }
                    th scope="col" { (reader.say(&message!("label-onderwerp"))) }
                    th scope="col" { (reader.say(&message!("label-ingangsdatum"))) }
                } }
                tbody {
                    @for event in asked.events {
                        tr {
                            th scope="row" { (event_kind(reader.language, text(event, "type").unwrap_or_default())) (mark(reader, event)) }
                            td { (text(event, "onderwerp").unwrap_or_default()) }
                            td { (day_of(reader, event)) }
                        }
                    }
                }
            }
        }))
    }
}

/// The contents of what was recorded.
pub struct ReceiptPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The name of the review in addresses.
    pub id: &'a str,
    /// The round.
    pub round: &'a str,
    /// The day of its own on which it was recorded; none for a page of now.
    pub own_day: Option<&'a str>,
    /// Whether the log has the round.
    pub has_round: bool,
    /// The positions of the events.
    pub positions: &'a [u64],
    /// How many drafts were dropped.
    pub dropped: usize,
}

/// Returns the page of what was recorded.
pub fn recorded_page(asked: &ReceiptPage<'_>) -> String {
    let (reader, count) = (asked.reader, asked.positions.len());
    let frame = Frame {
        reader,
        here: to_review(asked.id),
        title: reader.say(&message!("review-recorded-title", count = count)),
        section: Some(Section::Reviewing),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (reader.say(&message!("review-recorded-lead", count = count, dropped = asked.dropped))) }
            @if let Some(day) = asked.own_day { p { (reader.say(&message!("own-moment-done", day = wording::day(reader.language, day, None)))) } }
        },
    };
    let content = html! {
        @if asked.has_round { p { a href=(Address::of(&["rondes", asked.round]).read_by(reader)) { (reader.say(&message!("review-recorded-round", round = asked.round))) } } }
        h2 { (reader.say(&message!("page-events-title"))) }
        ul.plain.positions {
            @for position in asked.positions.iter().take(LINKED_MAX) {
                li { a href=(to_event(reader, *position)) { (reader.say(&message!("page-event-number", position = *position))) } }
            }
            @if count > LINKED_MAX { li { (reader.say(&message!("and-more", count = count - LINKED_MAX))) } }
        }
        p { a href=(Address::of(&["inlezen"]).read_by(reader)) { (reader.say(&message!("review-another"))) } }
    };
    document(&frame, &content)
}
