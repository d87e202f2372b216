//! An agenda as iCalendar (RFC 5545), from the JSON of the API.
//!
//! The same agenda gives the same bytes: nothing in it comes from the clock. `UID` is the id of the entry, so an entry
//! that moves is the same event on another day. `SEQUENCE` and `LAST-MODIFIED` are the position and the moment of what
//! was last recorded about the subject; both only grow. A calendar that is fetched again holds what there is: programs
//! that follow it drop what is no longer in it, so what was withdrawn is not sent as cancelled.

use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use serde_json::Value;

use crate::domain::time::{Day, Instant};
use crate::language::{Language, Message};
use crate::message;
use crate::render::agenda::{details, line};
use crate::render::without_control_characters;

/// The media type of a calendar, without parameters.
pub const MEDIA_TYPE: &str = "text/calendar";

/// How often programs that follow a calendar should fetch it again: what is announced is known days before.
const REFRESH: &str = "PT6H";

/// Returns an agenda as a calendar. `base` is the public address of the service, where the pages of the subjects are;
/// without one, entries have no address.
pub fn calendar(agenda: &Value, base: &str, language: Language) -> String {
    let agenda = &without_control_characters(agenda);
    let say = |message: Message| message.in_language(language);
    let title = say(message!("agenda-title"));
    let title = match agenda["basis"]["onderdeel"].as_str() {
        Some(node) => format!("{title} {node} - Peildatum"),
        None => format!("{title} - Peildatum"),
    };
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Peildatum//Agenda//NL"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property((key, value));
    }
    calendar.name(&title);
    let refresh = Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done();
    calendar.append_property(refresh).append_property(("X-PUBLISHED-TTL", REFRESH));
    for entry in agenda["agendapunten"].as_array().into_iter().flatten() {
        calendar.extend(event(entry, base, language));
    }
    calendar.to_string()
}

/// Returns an entry as an event of a whole day; none where it has no day, which no agenda has.
fn event(entry: &Value, base: &str, language: Language) -> Option<Event> {
    let told = |key: &str| entry[key].as_str().unwrap_or_default();
    let day: NaiveDate = Day::parse(told("per")).ok()?.date();
    let changed: DateTime<Utc> = Instant::parse(told("gewijzigdOp")).ok()?.utc();
    // A position has 32 bits, and an integer of a calendar 31.
    let sequence =
        entry["laatstePositie"].as_u64().and_then(|position| i32::try_from(position).ok()).unwrap_or(i32::MAX);
    let is_certain = entry["oordeel"].is_null() && entry["nauwkeurigheid"].is_null();
    let subject = told("onderwerp");
    let mut event = Event::new();
    event
        .uid(told("id"))
        .timestamp(changed)
        .last_modified(changed)
        .sequence(sequence.unsigned_abs())
        .starts(day)
        .summary(&on_one_line(&line(entry, language)))
        .description(&details(entry, language).join("\n").replace('\r', ""))
        .status(if is_certain { EventStatus::Confirmed } else { EventStatus::Tentative })
        .add_property("CATEGORIES", subject.split('/').next().unwrap_or_default())
        // A day on which something takes effect is not a day on which nobody can meet.
        .add_property("TRANSP", "TRANSPARENT");
    if !base.is_empty() {
        event.url(&format!("{base}/geschiedenis/{subject}"));
    }
    Some(event.done())
}

fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect()
}
