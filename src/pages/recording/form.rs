//! The form of a type of event: what is wrong at the top and beside each field, and everything that was typed.

use maud::{Markup, html};
use serde_json::Value;

use super::fields::{self, Around, id_of, labelled};
use super::form_page::{FormPage, Trouble};
use super::typed::{SEEN_KEY, roots};
use super::{CHECK, Choice, STEP_KEY, Typed, closed, to_form};
use crate::domain::event::EventType;
use crate::domain::event_form::purpose;
use crate::domain::ids::SubjectKind;
use crate::domain::proposal::FieldError;
use crate::domain::time::Precision;
use crate::frame::{Frame, Section, document};
use crate::json::text;
use crate::message;
use crate::parts::{event_kind, to_event};
use crate::reader::Reader;
use crate::render::{labels, wording};

/// Returns the form.
pub fn page(asked: &FormPage<'_>) -> String {
    let (reader, kind) = (asked.reader, asked.kind);
    let here = to_form(kind);
    let frame = Frame {
        reader,
        here: here.clone(),
        title: title(reader, kind, asked.typed),
        section: Some(Section::Recording),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (wording::capital(&purpose(kind, reader.language))) "." } },
    };
    let content = html! {
        (closed(reader, asked.closed))
        (summary(asked))
        (about(asked))
        form.record method="post" action=(here.clone().read_by(reader)) novalidate {
            @for key in ["id", "herstelt", SEEN_KEY] { input type="hidden" name=(key) value=(asked.typed.get(key)); }
            (content_fields(asked))
            (provenance(asked))
            @if asked.closed.is_none() {
                p.hint { (reader.say(&message!("recording-check-hint"))) }
                button.primary type="submit" name=(STEP_KEY) value=(CHECK) { (reader.say(&message!("recording-check"))) }
            }
        }
    };
    document(&frame, &content)
}

/// Returns the fields of what an event says, and why it is recorded.
pub(crate) fn content_fields(asked: &FormPage<'_>) -> Markup {
    html! {
        (subject(asked))
        (day(asked))
        @for (path, field) in roots(asked.kind).filter(|(path, _)| path.starts_with("gegevens.")) { (fields::field(asked, field, &path)) }
        (why(asked))
    }
}

/// Returns the title of the form and of its preview.
pub(super) fn title(reader: Reader, kind: EventType, typed: &Typed) -> String {
    let kind = event_kind(reader.language, kind.name());
    let is_correction = !typed.get("herstelt").is_empty();
    reader.say(&if is_correction {
        message!("recording-form-correct", kind = kind)
    } else {
        message!("recording-form", kind = kind)
    })
}

/// Returns everything that is wrong, each with a link to its field.
pub(crate) fn summary(asked: &FormPage<'_>) -> Markup {
    let reader = asked.reader;
    let Some(trouble) = asked.trouble else { return html! {} };
    let told = match trouble {
        Trouble::Wrong => message!("recording-wrong", count = asked.errors.len()),
        Trouble::Refused(why) => message!("recording-refused", why = why.clone()),
        Trouble::GivenBack(why) => message!("recording-given-back", why = why.clone()),
        Trouble::Moved => message!("recording-moved", count = asked.meanwhile.len()),
        Trouble::Used(position) => message!("recording-used", position = *position),
    };
    html! {
        div.warning role="alert" {
            h2 { (reader.say(&message!("recording-not-yet"))) }
            p { (reader.say(&told)) }
            @if *trouble == Trouble::Wrong {
                ul { @for error in asked.errors { li { (error_line(asked, error)) } } }
            }
            @if let Trouble::Used(position) = trouble { p { a href=(to_event(reader, *position)) { (reader.say(&message!("page-event-number", position = *position))) } } }
            (meanwhile_list(reader, asked.meanwhile))
        }
    }
}

fn error_line(asked: &FormPage<'_>, error: &FieldError) -> Markup {
    let reader = asked.reader;
    let told = reader.say(&error.message);
    let Some((root, name)) = root_of(asked.kind, &error.field) else { return html! { (error.field) ": " (told) } };
    html! { a href=(format!("#{}", id_of(&root))) { (labels::field(reader.language, &name)) } ": " (told) }
}

/// Returns the field that an error is about: the name of its input or group, and that of its label.
fn root_of(kind: EventType, path: &str) -> Option<(String, String)> {
    if matches!(path, "onderwerp" | "ingangsdatum" | "ingangsdatumNauwkeurigheid" | "toelichtingWijziging") {
        return Some((path.to_owned(), path.to_owned()));
    }
    let is_below =
        |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let (root, field) = roots(kind).find(|(root, _)| is_below(root))?;
    Some((root, field.name.clone()))
}

/// Returns what others recorded meanwhile, as rows of a history.
pub(super) fn meanwhile_list(reader: Reader, rows: &[Value]) -> Markup {
    html! { @if !rows.is_empty() { ul { @for row in rows { li { (other(reader, row)) } } } } }
}

/// Returns what somebody else recorded: who, when and what.
fn other(reader: Reader, row: &Value) -> Markup {
    let event = &row["gebeurtenis"];
    let actor = text(&event["actor"], "naam").or_else(|| text(&event["actor"], "id")).unwrap_or_default();
    let moment = text(event, "geregistreerdOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let kind = event_kind(reader.language, text(event, "type").unwrap_or_default());
    let position = row["positie"].as_u64().unwrap_or_default();
    let told = message!("recording-meanwhile", kind = kind, actor = actor, moment = moment);
    html! {
        a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } " " (reader.say(&told))
        @let changes = row["wijzigingen"].as_array().map_or(&[][..], Vec::as_slice);
        @if !changes.is_empty() {
            ul {
                @for change in changes {
                    @let key = text(change, "veld").unwrap_or_default();
                    @let value = |side: &str| crate::render::text::value_in_words(reader.language, key, &change[side]);
                    li { (labels::field(reader.language, key)) ": " (value("van")) " → " (value("naar")) }
                }
            }
        }
    }
}

/// Returns the event that is corrected or withdrawn, as it stands.
fn about(asked: &FormPage<'_>) -> Markup {
    let (reader, Some(event)) = (asked.reader, asked.about) else { return html! {} };
    let position = event["positie"].as_u64().unwrap_or_default();
    let kind = event_kind(reader.language, text(event, "type").unwrap_or_default());
    let subject = text(event, "onderwerp").unwrap_or_default();
    let told = if asked.kind == EventType::EventWithdrawn {
        message!("recording-withdraws", kind = kind, subject = subject)
    } else {
        message!("recording-corrects", kind = kind, subject = subject)
    };
    html! {
        p { (reader.say(&told)) " " a href=(to_event(reader, position)) { (reader.say(&message!("page-event-number", position = position))) } }
    }
}

fn subject(asked: &FormPage<'_>) -> Markup {
    let (reader, kind) = (asked.reader, asked.kind);
    let hint = match kind.subject_kinds() {
        _ if kind.introduces() => message!("recording-subject-new"),
        [SubjectKind::Event] => message!("recording-subject-event"),
        _ => message!("recording-subject"),
    };
    let label = labels::field(reader.language, "onderwerp");
    let around = Around { path: "onderwerp", label, hint: reader.say(&hint), required: true };
    labelled(asked, &around, |described| {
        let choices: Vec<Choice> = if kind.introduces() {
            Vec::new()
        } else {
            kind.subject_kinds().iter().flat_map(|kind| fields::full(asked, *kind)).collect()
        };
        fields::chosen(asked, "onderwerp", &choices, described, true)
    })
}

/// Returns the day from which it holds. For a type that holds from its position on no day is asked.
fn day(asked: &FormPage<'_>) -> Markup {
    let (reader, typed) = (asked.reader, asked.typed);
    let path = "ingangsdatum";
    if asked.kind.holds_from_position() {
        return html! { input type="hidden" name=(path) value=(typed.get(path)); };
    }
    let name = |key: &str| labels::field(reader.language, key);
    let hint = reader.say(&message!("recording-day"));
    let precise = "ingangsdatumNauwkeurigheid";
    let words = || Precision::ALL.into_iter().map(Precision::name);
    html! {
        (labelled(asked, &Around { path, label: name(path), hint, required: true }, |ids| fields::day(path, typed.get(path), ids, true)))
        (labelled(asked, &Around { path: precise, label: name(precise), hint: reader.say(&message!("recording-precision")), required: false },
            |ids| fields::words(asked, words(), precise, (ids, false))))
    }
}

/// Returns why it is recorded.
fn why(asked: &FormPage<'_>) -> Markup {
    let reader = asked.reader;
    let path = "toelichtingWijziging";
    let around = Around {
        path,
        label: labels::field(reader.language, path),
        hint: reader.say(&message!("recording-why")),
        required: false,
    };
    labelled(asked, &around, |ids| fields::area(path, asked.typed.get(path), ids, false))
}

/// Returns from which document it comes, which is seldom filled in.
fn provenance(asked: &FormPage<'_>) -> Markup {
    let is_used = |name: &str, value: &str| name.starts_with("herkomst") && !value.is_empty();
    let open = asked.typed.pairs().any(|(name, value)| is_used(name, value))
        || asked.errors.iter().any(|error| error.field.starts_with("herkomst"));
    html! {
        details open[open] {
            summary { (asked.reader.say(&message!("recording-provenance"))) }
            @for (path, field) in roots(asked.kind).filter(|(path, _)| !path.starts_with("gegevens.")) { (fields::field(asked, field, &path)) }
        }
    }
}
