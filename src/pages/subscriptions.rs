//! Who hears of new events: the webhooks with their state, a form for a new one, and the stream with a live example; and
//! one webhook with its deliveries (`one`).

mod form;
mod one;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::assets::Script;
use crate::domain::proposal::FieldError;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{number, text};
use crate::language::Message;
use crate::message;
use crate::parts::{script, scrolled};
use crate::reader::Reader;
use crate::render::{labels, wording};
pub use form::{TypedInputs, unknown_inputs};
pub use one::{DeletePage, MadePage, OnePage, delete_page, made_page, one_page};

/// The first part of the addresses of these pages.
pub const FOLDER: &str = "abonnementen";
/// The last part of the address of the question whether to delete.
pub const DELETE: &str = "verwijderen";
/// The key of what a button does.
pub const STEP_KEY: &str = "stap";

/// What a button does with a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionAction {
    /// Stops delivering.
    Pause,
    /// Goes on where it was.
    Resume,
    /// Goes on after a position.
    Skip,
    /// Delivers one event again.
    Resend,
}

impl SubscriptionAction {
    const ALL: [SubscriptionAction; 4] =
        [SubscriptionAction::Pause, SubscriptionAction::Resume, SubscriptionAction::Skip, SubscriptionAction::Resend];

    /// Returns the word that a form sends.
    pub const fn word(self) -> &'static str {
        match self {
            SubscriptionAction::Pause => "pauzeren",
            SubscriptionAction::Resume => "hervatten",
            SubscriptionAction::Skip => "overslaan",
            SubscriptionAction::Resend => "herhalen",
        }
    }

    /// Returns the step with this word.
    pub fn from_word(word: &str) -> Option<SubscriptionAction> {
        SubscriptionAction::ALL.into_iter().find(|step| step.word() == word)
    }
}

/// The contents of the list.
pub struct SubscriptionsPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The subscriptions, in the order of registration, as the API tells them.
    pub subscriptions: &'a [Value],
    /// Why they can not be read or changed now.
    pub closed: Option<&'a Message>,
    /// What was typed for a new one.
    pub typed: &'a TypedInputs,
    /// What is wrong with it; with an empty field, with the whole.
    pub errors: &'a [FieldError],
    /// The address of the service, before the path of the API.
    pub base: &'a str,
    /// The last position of the log.
    pub head: u64,
}

/// Returns the list, with the form for a new one and how to follow the stream.
pub fn subscriptions_page(asked: &SubscriptionsPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: Address::of(&[FOLDER]),
        title: reader.say(&message!("page-subscriptions-title")),
        section: Some(Section::Subscriptions),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("page-subscriptions-lead"))) } },
    };
    let caption = reader.say(&message!("page-subscriptions-webhooks"));
    let content = html! {
        @if let Some(why) = asked.closed { div.warning { p { (reader.say(&message!("page-subscriptions-closed", why = why.clone()))) } } }
        (form::summary(asked))
        h2 { (caption) }
        @if asked.subscriptions.is_empty() { p { (reader.say(&message!("page-subscriptions-none"))) } }
        @else { (scrolled(&caption, &table(reader, asked.subscriptions))) }
        @if asked.closed.is_none() { (form::form(asked)) }
        (stream(asked))
    };
    document(&frame, &content)
}

fn table(reader: Reader, subscriptions: &[Value]) -> Markup {
    let label = |key: &str| labels::field(reader.language, key);
    html! {
        table {
            thead { tr {
                th scope="col" { (reader.say(&message!("page-subscriptions-address"))) }
                th scope="col" { (label("status")) }
                th.number scope="col" { (label("achterstand")) }
                th.number scope="col" { (reader.say(&message!("page-subscriptions-dead"))) }
                th scope="col" { (label("laatsteBezorging")) }
            } }
            tbody {
                @for one in subscriptions {
                    tr {
                        th scope="row" { a href=(to_one(text(one, "id").unwrap_or_default()).read_by(reader)) { (text(one, "url").unwrap_or_default()) } }
                        td { (standing(reader, one)) }
                        td.number { (number(one, "achterstand")) }
                        td.number { (number(one, "aantalOnbestelbaar")) }
                        td { (last(reader, &one["laatsteBezorging"])) }
                    }
                }
            }
        }
    }
}

/// Returns the status as a mark that stands out where a person is needed.
fn standing(reader: Reader, subscription: &Value) -> Markup {
    let word = text(subscription, "status").unwrap_or_default();
    html! { span.mark.alert[matches!(word, "vastgelopen" | "beeindigd")] { (wording::words(reader.language, word)) } }
}

fn last(reader: Reader, delivery: &Value) -> Markup {
    let Some(end) = text(delivery, "afloop") else {
        return html! { span.quiet { (reader.say(&message!("page-subscriptions-never"))) } };
    };
    html! { (wording::words(reader.language, end)) ", " (moment(reader, delivery, "begonnenOp")) }
}

/// Returns a moment in words.
fn moment(reader: Reader, object: &Value, key: &str) -> String {
    text(object, key).map_or_else(String::new, |iso| wording::moment(reader.language, iso))
}

/// Returns the address of one subscription.
pub fn to_one(id: &str) -> Address {
    Address::of(&[FOLDER, id])
}

/// The events before the last that the live example begins with.
const EXAMPLE_EVENTS: u64 = 3;

/// Returns how to follow the stream: a line for a terminal, and an example that a script runs.
fn stream(asked: &SubscriptionsPage<'_>) -> Markup {
    let reader = asked.reader;
    let say = |told: Message| reader.say(&told);
    let line = format!("curl -N '{}/v1/gebeurtenissen/stroom?na=hoofd'", asked.base);
    let from = asked.head.saturating_sub(EXAMPLE_EVENTS);
    let address = Address::of(&["v1", "gebeurtenissen", "stroom"]).with("na", from.to_string());
    html! {
        h2 { (say(message!("page-stream-title"))) }
        p { (say(message!("page-stream-what"))) }
        p { (say(message!("page-stream-line"))) }
        pre.line tabindex="0" { code { (line) } }
        p { a href=(Address::of(&["api"]).read_by(reader).at("gebeurtenissen")) { (say(message!("page-stream-more"))) } }
        div.live-example hidden data-stroom=(address) data-begin=(say(message!("page-stream-begin"))) data-stop=(say(message!("page-stream-stop")))
            data-wacht=(say(message!("page-stream-waits"))) data-weg=(say(message!("page-live-broken"))) data-stil=(say(message!("page-stream-stopped"))) {
            h3 { (say(message!("page-stream-example"))) }
            p { (say(message!("page-stream-example-what"))) }
            button type="button" { (say(message!("page-stream-begin"))) }
            p role="status" {}
            ol.plain.lines {}
        }
        (script(Script::Stream))
    }
}

#[cfg(test)]
mod tests;
