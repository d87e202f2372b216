//! The preview: what will be recorded, what the report of its day will say then, and what to look at before it is
//! recorded.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::form::title;
use super::{CHANGE, RECORD, STEP_KEY, Typed, to_form};
use crate::comparison::cards;
use crate::domain::event::EventType;
use crate::events;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, text};
use crate::message;
use crate::parts::{scrolled, to_event};
use crate::reader::Reader;
use crate::render::text::{own_changes, value_in_words};
use crate::render::{labels, wording};

/// The contents of a preview.
pub struct PreviewPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The type of event.
    pub kind: EventType,
    /// What was typed, which the form keeps.
    pub typed: &'a Typed,
    /// The preview, as the API gives it.
    pub preview: &'a Value,
}

/// Returns the preview.
pub fn page(asked: &PreviewPage<'_>) -> String {
    let (reader, kind, event) = (asked.reader, asked.kind, &asked.preview["gebeurtenis"]);
    let is_new = asked.preview["toegevoegd"] != 0;
    let day = text(event, "ingangsdatum")
        .map_or_else(String::new, |iso| wording::day(reader.language, iso, text(event, "ingangsdatumNauwkeurigheid")));
    let subject = text(event, "onderwerp").unwrap_or_default();
    let told = match event["positie"].as_u64() {
        Some(position) if !is_new => message!("recording-is-known", position = position),
        _ => message!("recording-preview-lead", subject = subject, day = day),
    };
    let frame = Frame {
        reader,
        here: to_form(kind),
        title: title(reader, kind, asked.typed),
        section: Some(Section::Recording),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&told)) } },
    };
    let content = html! {
        @if is_new {
            (warnings(asked))
            (report(asked))
            (events::fields(reader, event))
            form.record method="post" action=(to_form(kind).read_by(reader)) {
                @for (name, value) in asked.typed.pairs().filter(|(name, _)| *name != STEP_KEY) {
                    input type="hidden" name=(name) value=(value);
                }
                p.hint { (reader.say(&message!("recording-confirm-hint"))) }
                div.buttons {
                    button.primary type="submit" name=(STEP_KEY) value=(RECORD) { (reader.say(&message!("recording-confirm"))) }
                    button type="submit" name=(STEP_KEY) value=(CHANGE) { (reader.say(&message!("recording-change"))) }
                }
            }
        } @else if let Some(position) = event["positie"].as_u64() {
            p { a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } }
        }
    };
    document(&frame, &content)
}

/// Returns what may be personal data, and the sealings that the day comes after.
fn warnings(asked: &PreviewPage<'_>) -> Markup {
    let reader = asked.reader;
    let all = list(asked.preview, "waarschuwingen");
    html! {
        @if !all.is_empty() {
            div.warning role="alert" {
                h2 { (reader.say(&message!("recording-warnings"))) }
                ul {
                    @for one in all {
                        @let field = text(one, "veld").unwrap_or_default();
                        @let field = field.strip_prefix("gegevens.").unwrap_or(field);
                        li { strong { (labels::field(reader.language, field)) } ": " (text(one, "melding").unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

/// Returns what the report of its day says before and after.
fn report(asked: &PreviewPage<'_>) -> Markup {
    let (reader, preview) = (asked.reader, asked.preview);
    let day = text(preview, "geldigOp").map_or_else(String::new, |iso| wording::day(reader.language, iso, None));
    let rows = list(preview, "verschillen");
    // A report does not show rounds, nor anything before the first event: then the fields of the subject are shown.
    let own = if rows.is_empty() { own_changes(&preview["voor"], &preview["na"]) } else { Vec::new() };
    let told = if rows.is_empty() && own.is_empty() {
        message!("recording-same", day = day)
    } else {
        message!("recording-report", day = day)
    };
    let told = reader.say(&told);
    html! {
        h2 { (reader.say(&message!("recording-report-title"))) }
        p { (told) }
        @if !rows.is_empty() { (cards::all(reader, &json!({ "verschillen": rows }))) }
        @if !own.is_empty() {
            (scrolled(&told, &html! {
                table {
                    thead { tr {
                        th scope="col" { (labels::field(reader.language, "veld")) }
                        th scope="col" { (reader.say(&message!("page-history-before"))) }
                        th scope="col" { (reader.say(&message!("page-history-after"))) }
                    } }
                    tbody {
                        @for row in &own {
                            @let key = text(row, "veld").unwrap_or_default();
                            @let side = |side: &str| if row[side].is_null() { "–".to_owned() } else { value_in_words(reader.language, key, &row[side]) };
                            tr { th scope="row" { (labels::field(reader.language, key)) } td { (side("van")) } td { (side("naar")) } }
                        }
                    }
                }
            }))
        }
    }
}
