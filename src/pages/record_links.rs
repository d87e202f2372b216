//! Links from any page to the forms of what can be recorded about what it shows.

use maud::{Markup, html};

use crate::domain::event::EventType;
use crate::language::Message;
use crate::reader::Reader;
use crate::recording;

/// A link to a form: the type of event, its name, and what the form begins with.
pub type FormLink<'a> = (EventType, Message, &'a [(&'static str, &'a str)]);

/// Returns links to forms that begin with what the page is about: those that the reader may record.
pub fn to_record(reader: Reader, about: &str, forms: &[FormLink<'_>]) -> Markup {
    html! {
        @let may = |(kind, _, begin): &&FormLink<'_>| {
            reader.may_record_event(*kind, begin.iter().any(|(key, _)| *key == recording::CORRECTS_KEY))
        };
        @if forms.iter().any(|form| may(&form)) {
            p.record-links {
                @for (kind, name, begin) in forms.iter().filter(may) {
                    @let address = begin.iter().fold(recording::to_form(*kind), |to, (key, value)| to.with(key, *value));
                    a href=(address.read_by(reader)) { (reader.say(name)) span.hidden { ": " (about) } } " "
                }
            }
        }
    }
}
