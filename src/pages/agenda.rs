//! What takes effect between two days: a row an entry, with where it belongs and which event says so; and the address
//! with which a calendar follows it.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, day_field, document, kept, known_field};
use crate::json::{list, number, text};
use crate::language::Argument;
use crate::message;
use crate::parts::{day, marks, place_in_log, scrolled};
use crate::reader::Reader;
use crate::render::agenda::{name, what};
use crate::render::wording;

/// What is asked for; the texts are as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgendaAsked {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The bound of what is known; empty for now.
    pub known: String,
    /// A node.
    pub node: Option<String>,
}

/// The contents of the page.
pub struct AgendaPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address, with all that is asked for.
    pub here: Address,
    /// What is asked for.
    pub asked: &'a AgendaAsked,
    /// Today, as `YYYY-MM-DD`.
    pub today: &'a str,
    /// The sealings to choose from: what stands in the address, and its description.
    pub sealings: &'a [(String, String)],
    /// The agenda; none for an empty log.
    pub found: Option<&'a Value>,
}

/// Returns the page.
pub fn page(asked: &AgendaPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("agenda-title")),
        section: Some(Section::Agenda),
        viewer: Some(asked.viewer),
        bar: bar(asked),
        stand: stand(asked),
    };
    let content = match asked.found {
        None => html! { p { (reader.say(&message!("page-agenda-empty"))) } },
        Some(found) => html! { (entries(asked, found)) (follow(asked)) },
    };
    document(&frame, &content)
}

/// Returns the bar: the period, the node, and up to where things are known.
fn bar(asked: &AgendaPage<'_>) -> Markup {
    let (reader, chosen) = (asked.reader, asked.asked);
    html! {
        div.bar {
            form.wide method="get" action=(asked.here.path()) aria-label=(reader.say(&message!("page-agenda-period"))) {
                (kept(reader, &asked.here, &[keys::FROM, keys::UNTIL, keys::KNOWN_AT, keys::POSITION, keys::NODE]))
                (day_field(keys::FROM, &reader.say(&message!("page-agenda-from")), Some(&chosen.from)))
                (day_field(keys::UNTIL, &reader.say(&message!("page-agenda-until")), Some(&chosen.until)))
                div.field {
                    label for=(keys::NODE) { (reader.say(&message!("label-onderdeel"))) }
                    input type="text" id=(keys::NODE) name=(keys::NODE) value=[chosen.node.as_deref()] autocomplete="off" size="10";
                }
                (known_field(reader, &chosen.known, asked.sealings))
                button type="submit" { (reader.say(&message!("page-show"))) }
            }
        }
    }
}

fn stand(asked: &AgendaPage<'_>) -> Markup {
    let reader = asked.reader;
    let lead = html! { p.lead { (reader.say(&message!("page-agenda-lead"))) } };
    let Some(found) = asked.found else { return lead };
    let basis = &found["basis"];
    let position = number(basis, keys::POSITION);
    let recorded = text(basis, keys::KNOWN_AT).map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let day = |key: &str| Argument::known_day(text(basis, key).unwrap_or_default(), None);
    let period = message!("agenda-between", from = day(keys::FROM), until = day(keys::UNTIL));
    let lasting = chosen(asked, Address::of(&["agenda"])).with(keys::POSITION, position.to_string());
    let data = chosen(asked, Address::of(&["v1", "agenda"])).with(keys::POSITION, position.to_string());
    html! {
        (lead)
        p.subtle {
            (wording::capital(&reader.say(&period))) ". "
            (reader.say(&message!("page-agenda-known", recorded = recorded, position = position)))
        }
        ul.tools {
            li { a href=(lasting.read_by(reader)) { (reader.say(&message!("page-lasting"))) } }
            li { a href=(data) { (reader.say(&message!("page-data"))) } }
        }
    }
}

/// Returns the period and the node that are asked for, in another address.
fn chosen(asked: &AgendaPage<'_>, at: Address) -> Address {
    at.with(keys::FROM, asked.asked.from.as_str())
        .with(keys::UNTIL, asked.asked.until.as_str())
        .with_some(keys::NODE, asked.asked.node.as_deref())
}

/// Returns the entries. Between what was and what is to come stands today.
fn entries(asked: &AgendaPage<'_>, found: &Value) -> Markup {
    let reader = asked.reader;
    let all = list(found, "agendapunten");
    let is_past = |entry: &Value| text(entry, "per").is_some_and(|day| day < asked.today);
    let past = all.iter().take_while(|entry| is_past(entry)).count();
    let within = asked.asked.from.as_str() <= asked.today && asked.today <= asked.asked.until.as_str();
    let today = wording::day(reader.language, asked.today, None);
    let heads = [
        message!("page-agenda-day"),
        message!("page-agenda-what"),
        message!("page-agenda-place"),
        message!("page-agenda-source"),
    ];
    let title = reader.say(&message!("agenda-title"));
    html! {
        @if all.is_empty() { p { (reader.say(&message!("agenda-none"))) } }
        @else {
            (scrolled(&title, &html! {
                table.agenda {
                    caption.hidden { (title) }
                    thead { tr { @for head in &heads { th scope="col" { (reader.say(head)) } } } }
                    tbody {
                        @for (at, entry) in all.iter().enumerate() {
                            @if at == past && within && past > 0 {
                                tr.today { td colspan="4" { (reader.say(&message!("page-agenda-today", day = today.as_str()))) } }
                            }
                            (row(reader, entry))
                        }
                    }
                }
            }))
        }
    }
}

fn row(reader: Reader, entry: &Value) -> Markup {
    let language = reader.language;
    let (kind, id) = text(entry, "onderwerp").and_then(|subject| subject.split_once('/')).unwrap_or_default();
    let history = Address::of(&["geschiedenis", kind, id]).read_by(reader);
    html! {
        tr {
            th scope="row" { (day(language, entry, "per").unwrap_or_default()) }
            td {
                a href=(history) { (name(entry, language)) } ": " (what(entry, language)) (marks(reader, entry))
                @if let Some(reason) = text(entry, "reden") { p.subtle { (reason) } }
            }
            td { (text(entry, "onderdeel").unwrap_or_default()) @if let Some(case) = text(entry, "dossier") { " " (case) } }
            td { (place_in_log(reader, entry)) }
        }
    }
}

/// Returns the address with which a calendar follows this node. Its period moves along with the days. Where readers sign
/// in no calendar can, so there is the command that fetches it instead.
fn follow(asked: &AgendaPage<'_>) -> Markup {
    let (reader, node) = (asked.reader, asked.asked.node.as_deref());
    if reader.acting_role.is_some() {
        let of_node = node.map_or_else(String::new, |node| format!(" --node {node}"));
        return html! {
            p.subtle { (reader.say(&message!("page-agenda-follow-not"))) }
            pre.line { "peildatum agenda" (of_node) " --format ics --url " (reader.say(&message!("help-value-addr"))) " -o agenda.ics" }
        };
    }
    let feed = Address::of(&["agenda.ics"]).with_some(keys::NODE, node);
    html! {
        p { a href=(feed.in_language(reader.language)) type="text/calendar" { (reader.say(&message!("page-agenda-follow"))) } }
        p.subtle { (reader.say(&message!("page-agenda-follow-how"))) }
    }
}

#[cfg(test)]
mod tests;
