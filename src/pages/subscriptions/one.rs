//! One webhook: its state and what holds it up, the last deliveries, what could not be delivered, and what can be done.

use maud::{Markup, html};
use serde_json::Value;

use super::{DELETE, STEP_KEY, SubscriptionAction, moment, standing, to_one};
use crate::address::Address;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{number, strings, text};
use crate::language::Message;
use crate::message;
use crate::parts::{event_kind, scrolled, to_event};
use crate::reader::Reader;
use crate::render::{labels, wording};

/// The contents of the page of one subscription.
pub struct OnePage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The subscription, as the API tells it.
    pub subscription: &'a Value,
    /// The last deliveries, the oldest first, as the API tells them.
    pub deliveries: &'a [Value],
    /// What could not be delivered, as the API tells it.
    pub dead: &'a [Value],
}

/// The place of the deliveries on the page.
const DELIVERIES: &str = "bezorgingen";

/// Returns the page.
pub fn one_page(asked: &OnePage<'_>) -> String {
    let (reader, one) = (asked.reader, asked.subscription);
    let content = html! {
        (state(reader, one))
        (actions(reader, one))
        @if !asked.dead.is_empty() { (dead(asked)) }
        (deliveries(asked))
        (again(reader, one))
        p.delete { a href=(Address::of(&[super::FOLDER, id(one), DELETE]).read_by(reader)) { (reader.say(&message!("page-subscription-delete"))) } }
    };
    document(&frame(reader, asked.viewer, one, &[]), &content)
}

fn frame<'a>(reader: Reader, viewer: Viewer<'a>, one: &Value, below: &[&str]) -> Frame<'a> {
    let path: Vec<&str> = [super::FOLDER, id(one)].into_iter().chain(below.iter().copied()).collect();
    let url = text(one, "url").unwrap_or_default();
    Frame {
        reader,
        here: Address::of(&path),
        title: reader.say(&message!("page-subscription-title", url = url)),
        section: Some(Section::Subscriptions),
        viewer: Some(viewer),
        bar: html! {},
        stand: html! {
            ul.tools {
                li { a href=(Address::of(&[super::FOLDER]).read_by(reader)) { (reader.say(&message!("page-subscription-all"))) } }
                li { a href=(Address::of(&["v1", super::FOLDER, id(one)])) { (reader.say(&message!("page-data"))) } }
            }
        },
    }
}

fn id(one: &Value) -> &str {
    text(one, "id").unwrap_or_default()
}

fn state(reader: Reader, one: &Value) -> Markup {
    let label = |key: &str| labels::field(reader.language, key);
    let word = |key: &str| text(one, key).map(|word| wording::words(reader.language, word));
    let filter = &one["filter"];
    let types: Vec<String> =
        strings(filter, "types").into_iter().map(|kind| event_kind(reader.language, kind)).collect();
    let every = || reader.say(&message!("page-subscription-every"));
    let of: Vec<String> = ["onderwerp", "onderdeel"]
        .into_iter()
        .filter_map(|key| Some(format!("{} {}", label(key), text(filter, key)?)))
        .chain(text(filter, "vanaf").map(|iso| format!("{} {}", label("vanaf"), wording::moment(reader.language, iso))))
        .collect();
    let which = if types.is_empty() { every() } else { types.join(", ") };
    let which = std::iter::once(which).chain(of).collect::<Vec<_>>().join(" · ");
    let waits = &one["wachtOp"];
    html! {
        div.check {
            dl {
                dt { (label("status")) } dd { (standing(reader, one)) @if let Some(why) = text(one, "reden") { " " (wording::capital(why)) } }
                dt { (label("positie")) } dd { (reader.say(&message!("page-subscription-at", position = number(one, "positie"), behind = number(one, "achterstand")))) }
                @if waits.is_object() {
                    dt { (label("wachtOp")) }
                    dd {
                        a href=(to_event(reader, number(waits, "positie"))) { (reader.say(&message!("page-event-number", position = number(waits, "positie")))) }
                        " " (reader.say(&message!("page-subscription-tried", count = number(waits, "pogingen"), since = moment(reader, waits, "eersteMislukking"))))
                        @if text(waits, "volgendePoging").is_some() {
                            " " (reader.say(&message!("page-subscription-next", moment = moment(reader, waits, "volgendePoging"))))
                        }
                    }
                }
                dt { (reader.say(&message!("page-subscription-which"))) } dd { (which) }
                @if one["ingegaan"] == true { dt { (label("ingegaan")) } dd { (reader.say(&message!("page-subscriptions-arrivals"))) } }
                dt { (label("vorm")) } dd { (word("vorm").unwrap_or_default()) }
                @if let Some(rate) = one["tempo"].as_u64() { dt { (label("tempo")) } dd { (reader.say(&message!("page-subscription-rate", count = rate))) } }
                dt { (label("aangemeldOp")) } dd { (moment(reader, one, "aangemeldOp")) }
            }
        }
    }
}

/// Returns a button that does one thing with the subscription, about a position if it needs one.
fn button(reader: Reader, one: &Value, step: SubscriptionAction, position: Option<u64>, told: &Message) -> Markup {
    html! {
        form.one-button method="post" action=(to_one(id(one)).read_by(reader)) {
            @if let Some(position) = position { input type="hidden" name=(keys::POSITION) value=(position); }
            button type="submit" name=(STEP_KEY) value=(step.word()) {
                (reader.say(told))
                @if let Some(position) = position { span.hidden { " (" (reader.say(&message!("page-event-number", position = position))) ")" } }
            }
        }
    }
}

fn actions(reader: Reader, one: &Value) -> Markup {
    let waits = one["wachtOp"]["positie"].as_u64();
    html! {
        @match text(one, "status").unwrap_or_default() {
            "actief" => div.buttons { (button(reader, one, SubscriptionAction::Pause, None, &message!("page-subscription-pause"))) },
            "gepauzeerd" => div.buttons { (button(reader, one, SubscriptionAction::Resume, None, &message!("page-subscription-resume"))) },
            "vastgelopen" => {
                p { (reader.say(&message!("page-subscription-stuck"))) }
                div.buttons {
                    (button(reader, one, SubscriptionAction::Resume, None, &message!("page-subscription-resume")))
                    @if let Some(position) = waits { (button(reader, one, SubscriptionAction::Skip, Some(position), &message!("page-subscription-skip"))) }
                }
            },
            _ => p { (reader.say(&message!("page-subscription-over"))) },
        }
    }
}

/// Returns what the receiver answered, or why it did not.
fn answer(reader: Reader, of: &Value) -> String {
    let status = of["httpStatus"].as_u64().map(|status| status.to_string());
    status.or_else(|| text(of, "oorzaak").map(|code| trouble(reader, code))).unwrap_or_default()
}

/// Returns why there was no answer; an unknown code as it is.
fn trouble(reader: Reader, code: &str) -> String {
    reader.say(&match code {
        "adres-niet-toegestaan" => message!("page-trouble-forbidden"),
        "tijd-verstreken" => message!("page-trouble-timeout"),
        "naam-onbekend" => message!("page-trouble-name"),
        "niet-bereikbaar" => message!("page-trouble-unreachable"),
        "tls-geweigerd" => message!("page-trouble-tls"),
        "geen-http" => message!("page-trouble-http"),
        other => Message::verbatim(other),
    })
}

fn can_resend(one: &Value) -> bool {
    text(one, "status") != Some("beeindigd")
}

fn dead(asked: &OnePage<'_>) -> Markup {
    let (reader, one) = (asked.reader, asked.subscription);
    let caption = reader.say(&message!("page-subscriptions-dead"));
    html! {
        h2 { (caption) }
        p { (reader.say(&message!("page-subscription-dead-what"))) }
        (scrolled(&caption, &html! {
            table {
                thead { tr {
                    th scope="col" { (reader.say(&message!("page-subscription-event"))) }
                    th.number scope="col" { (labels::field(reader.language, "pogingen")) }
                    th scope="col" { (labels::field(reader.language, "eersteMislukking")) }
                    th scope="col" { (reader.say(&message!("page-subscription-answer"))) }
                    th scope="col" { (reader.say(&message!("page-subscription-do"))) }
                } }
                tbody {
                    @for letter in asked.dead {
                        @let position = number(letter, "positie");
                        tr {
                            th scope="row" { a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } }
                            td.number { (number(letter, "pogingen")) }
                            td { (moment(reader, letter, "eersteMislukking")) }
                            td { (answer(reader, letter)) }
                            td { @if can_resend(one) { (button(reader, one, SubscriptionAction::Resend, Some(position), &message!("page-subscription-again"))) } }
                        }
                    }
                }
            }
        }))
    }
}

fn deliveries(asked: &OnePage<'_>) -> Markup {
    let (reader, one) = (asked.reader, asked.subscription);
    let label = |key: &str| labels::field(reader.language, key);
    let caption = reader.say(&message!("page-subscription-deliveries"));
    html! {
        h2 id=(DELIVERIES) { (caption) }
        @if asked.deliveries.is_empty() { p { (reader.say(&message!("page-subscriptions-never"))) } }
        @else {
            p { (reader.say(&message!("page-subscription-deliveries-what", count = asked.deliveries.len()))) }
            (scrolled(&caption, &html! {
                table {
                    thead { tr {
                        th scope="col" { (reader.say(&message!("page-subscription-event"))) }
                        th scope="col" { (label("begonnenOp")) }
                        th scope="col" { (label("poging")) }
                        th scope="col" { (label("afloop")) }
                        th scope="col" { (reader.say(&message!("page-subscription-answer"))) }
                        th.number scope="col" { (reader.say(&message!("page-subscription-millis"))) }
                        th scope="col" { (reader.say(&message!("page-subscription-do"))) }
                    } }
                    tbody {
                        @for delivery in asked.deliveries.iter().rev() {
                            @let (position, attempt) = (number(delivery, "positie"), number(delivery, "poging"));
                            @let (end, arrives_on) = (text(delivery, "afloop").unwrap_or_default(), text(delivery, "per"));
                            tr {
                                th scope="row" {
                                    a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) }
                                    @if let Some(day) = arrives_on { br; span.subtle.small { (reader.say(&message!("page-subscription-arrives", day = wording::day(reader.language, day, None)))) } }
                                }
                                td { (moment(reader, delivery, "begonnenOp")) }
                                td { @if attempt == 0 { (reader.say(&message!("page-subscription-by-hand"))) } @else { (attempt) } }
                                td { span.mark.alert[end != "bezorgd"] { (wording::words(reader.language, end)) } }
                                td { (answer(reader, delivery)) }
                                td.number { (number(delivery, "duurInMs")) }
                                td { @if can_resend(one) && arrives_on.is_none() { (button(reader, one, SubscriptionAction::Resend, Some(position), &message!("page-subscription-again"))) } }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// Returns a form to deliver any event again.
fn again(reader: Reader, one: &Value) -> Markup {
    html! {
        @if can_resend(one) {
            h2 { (reader.say(&message!("page-subscription-resend"))) }
            form.choices method="post" action=(to_one(id(one)).read_by(reader)) {
                div.field {
                    label for=(keys::POSITION) { (labels::field(reader.language, "positie")) }
                    input type="number" id=(keys::POSITION) name=(keys::POSITION) min="1" required;
                }
                button type="submit" name=(STEP_KEY) value=(SubscriptionAction::Resend.word()) { (reader.say(&message!("page-subscription-again"))) }
            }
        }
    }
}

/// The contents of the page after a registration.
pub struct MadePage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The subscription.
    pub subscription: &'a Value,
    /// Its secret.
    pub secret: &'a str,
}

/// Returns the page that shows the secret, which no other page does.
pub fn made_page(asked: &MadePage<'_>) -> String {
    let (reader, one) = (asked.reader, asked.subscription);
    let content = html! {
        div.warning {
            h2 { (reader.say(&message!("page-subscription-secret"))) }
            p { (reader.say(&message!("page-subscription-secret-once"))) }
            pre.line tabindex="0" { code { (asked.secret) } }
        }
        p { a href=(to_one(id(one)).read_by(reader)) { (reader.say(&message!("page-subscription-to"))) } }
    };
    document(&frame(reader, asked.viewer, one, &[]), &content)
}

/// The contents of the question whether to delete.
pub struct DeletePage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The subscription.
    pub subscription: &'a Value,
}

/// Returns the question whether to delete a subscription, which says what is lost.
pub fn delete_page(asked: &DeletePage<'_>) -> String {
    let (reader, one) = (asked.reader, asked.subscription);
    let frame = frame(reader, asked.viewer, one, &[DELETE]);
    let content = html! {
        div.warning {
            h2 { (reader.say(&message!("page-subscription-delete-sure"))) }
            p { (reader.say(&message!("page-subscription-delete-what", behind = number(one, "achterstand"), dead = number(one, "aantalOnbestelbaar")))) }
            form.buttons method="post" action=(frame.here.clone().read_by(reader)) {
                button.primary type="submit" { (reader.say(&message!("page-subscription-delete"))) }
                a href=(to_one(id(one)).read_by(reader)) { (reader.say(&message!("page-subscription-keep"))) }
            }
        }
    };
    document(&frame, &content)
}
