//! A draft in the form of its type: what is wrong beside each field, and everything that was typed.

use maud::html;

use super::drafts::mark;
use super::{EVENT_KIND_KEY, VERSION_KEY, to_review};
use crate::frame::{Frame, Section, document};
use crate::json::text;
use crate::message;
use crate::parts::event_kind;
use crate::recording::{CHECK, FormPage, STEP_KEY, closed, content_fields, form_summary};

/// The contents of a draft in a form.
pub struct ChangePage<'a> {
    /// The form with what was typed.
    pub form: FormPage<'a>,
    /// The name of the review in addresses.
    pub id: &'a str,
    /// The version of the review that the person saw.
    pub version: u32,
    /// By what verdicts name the draft.
    pub key: &'a str,
    /// The lines of the page that it comes from.
    pub source: &'a [String],
    /// The draft as the page says it.
    pub draft: &'a serde_json::Value,
}

/// Returns the form.
pub fn page(asked: &ChangePage<'_>) -> String {
    let (form, reader) = (&asked.form, asked.form.reader);
    let here = to_review(asked.id).below(&["concepten", asked.key]);
    let kind = event_kind(reader.language, form.kind.name());
    let subject = text(asked.draft, "onderwerp").unwrap_or_default();
    let frame = Frame {
        reader,
        here: here.clone(),
        title: reader.say(&message!("review-change-title", kind = kind)),
        section: Some(Section::Reviewing),
        viewer: Some(form.viewer),
        bar: html! {},
        stand: html! { p.lead { (subject) (mark(reader, asked.draft)) } },
    };
    let content = html! {
        (closed(reader, form.closed))
        (form_summary(form))
        @if !asked.source.is_empty() {
            h2 { (reader.say(&message!("review-source"))) }
            blockquote.note { @for line in asked.source { p { (line) } } }
        }
        form.record method="post" action=(here.read_by(reader)) novalidate {
            input type="hidden" name=(VERSION_KEY) value=(asked.version);
            input type="hidden" name=(EVENT_KIND_KEY) value=(form.kind.name());
            input type="hidden" name="herstelt" value=(form.typed.get("herstelt"));
            (content_fields(form))
            @if form.closed.is_none() {
                p.hint { (reader.say(&message!("review-change-hint"))) }
                button.primary type="submit" name=(STEP_KEY) value=(CHECK) { (reader.say(&message!("review-change-keep"))) }
            }
        }
        p { a href=(to_review(asked.id).read_by(reader)) { (reader.say(&message!("review-back"))) } }
    };
    document(&frame, &content)
}
