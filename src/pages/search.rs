//! Search over the texts of all rounds: a form, and what was found with its place, its round, and whether it was sealed.

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, document, kept};
use crate::json::{number, text};
use crate::language::{Argument, Message};
use crate::message;
use crate::parts::{day, event_kind, to_event, to_history};
use crate::reader::Reader;
use crate::render::{labels, wording};

/// The key of the words.
pub const TEXT_KEY: &str = "tekst";
/// The key of the subject.
pub const SUBJECT_KEY: &str = "onderwerp";
/// The key of the position before which a page begins.
pub const BEFORE_KEY: &str = "voor";

/// The sealings of one hit that are named: the first, and the last ones before the number of the rest.
const SEALINGS_MAX: usize = 4;

/// The kinds of subject that have a course over the years.
const HAVE_SERIES: [&str; 6] = ["onderdeel", "dossier", "voorziening", "bijstelling", "indicator", "mijlpaal"];

/// What is asked for, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchAsked {
    /// The words; none while there is nothing to search for.
    pub words: Option<String>,
    /// Only at this node or below it.
    pub node: Option<String>,
    /// Only this subject.
    pub subject: Option<String>,
}

/// An event with the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The hit, as the API gives it.
    pub found: Value,
    /// Each text in which the words were found: its field, and its pieces with whether they are one of the words.
    pub places: Vec<(String, Vec<(String, bool)>)>,
    /// The round that it was recorded for.
    pub round: Option<ShownIn>,
    /// The sealings in whose report it stood.
    pub sealings: Vec<ShownIn>,
}

/// A report in which an event stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownIn {
    /// The round.
    pub round: String,
    /// The version and the body of the sealing; none for the round itself.
    pub sealing: Option<(u64, String)>,
    /// The node at which the report has it; none where it has no such node.
    pub node: Option<String>,
}

/// The contents of the page.
pub struct SearchPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address, with what is asked for.
    pub here: Address,
    /// What is asked for.
    pub asked: &'a SearchAsked,
    /// How many characters the words have at least and at most.
    pub lengths: (usize, usize),
    /// What was found, the newest event first.
    pub hits: &'a [Hit],
    /// The position from which the next page goes on; none when the whole log was looked at.
    pub next: Option<u64>,
}

/// Returns the page.
pub fn page(asked: &SearchPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("page-search-title")),
        section: Some(Section::Search),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("page-search-lead"))) } },
    };
    let content = html! {
        (form(asked))
        @if asked.asked.words.is_some() { (found(asked)) }
        @else { p { (reader.say(&message!("page-search-how"))) } }
    };
    document(&frame, &content)
}

fn form(asked: &SearchPage<'_>) -> Markup {
    let (reader, chosen) = (asked.reader, asked.asked);
    let (least, most) = asked.lengths;
    html! {
        form.choices method="get" action=(asked.here.path()) role="search" {
            (kept(reader, &asked.here, &[TEXT_KEY, keys::NODE, SUBJECT_KEY, BEFORE_KEY]))
            div.field {
                label for=(TEXT_KEY) { (reader.say(&message!("page-search-words"))) }
                input type="search" id=(TEXT_KEY) name=(TEXT_KEY) value=[chosen.words.as_deref()] required minlength=(least) maxlength=(most) size="32";
            }
            div.field {
                label for=(keys::NODE) { (reader.say(&message!("label-onderdeel"))) }
                input type="text" id=(keys::NODE) name=(keys::NODE) value=[chosen.node.as_deref()] size="10";
            }
            div.field {
                label for=(SUBJECT_KEY) { (reader.say(&message!("label-onderwerp"))) }
                input type="text" id=(SUBJECT_KEY) name=(SUBJECT_KEY) value=[chosen.subject.as_deref()] size="24";
            }
            button type="submit" { (reader.say(&message!("page-search-do"))) }
        }
    }
}

fn found(asked: &SearchPage<'_>) -> Markup {
    let reader = asked.reader;
    let count = asked.hits.len();
    let told = match (count, asked.next) {
        (0, Some(_)) => message!("page-search-none-yet"),
        (count, _) => message!("search-count", count = count),
    };
    html! {
        h2 { (reader.say(&message!("page-search-found"))) }
        p { (reader.say(&told)) }
        ol.plain { @for hit in asked.hits { li.thing { (one(reader, hit)) } } }
        @if let Some(before) = asked.next {
            @let older = asked.here.clone().with(BEFORE_KEY, before.to_string()).read_by(reader);
            p { a rel="next" href=(older) { (reader.say(&message!("page-search-older"))) } }
        }
    }
}

fn one(reader: Reader, hit: &Hit) -> Markup {
    let found = &hit.found;
    let position = number(found, "positie");
    let subject = text(found, "onderwerp").unwrap_or_default();
    let (kind, id) = subject.split_once('/').unwrap_or(("", subject));
    let name = format!("{}: {subject}", event_kind(reader.language, text(found, "type").unwrap_or_default()));
    html! {
        h3 { a href=(to_event(reader, position)) { (name) } }
        p.facts {
            (day(reader.language, found, "ingangsdatum").unwrap_or_default())
            @if let Some(round) = &hit.round { " · " (shown_in(reader, round)) }
            @if let Some(node) = text(found, "onderdeel").filter(|node| *node != id) {
                " · " a href=(Address::of(&["geschiedenis", "onderdeel", node]).read_by(reader)) { (reader.say(&message!("search-node", node = node))) }
            }
            @if kind != "gebeurtenis" { (to_history(reader, kind, id)) }
            @if HAVE_SERIES.contains(&kind) {
                " " a.small.nowrap href=(Address::of(&["over-de-jaren"]).with(SUBJECT_KEY, subject).read_by(reader)) { (reader.say(&message!("page-series-title"))) }
            }
        }
        @if found["teltMee"] == false { p { span.mark.alert { (reader.say(&message!("search-no-longer-counts"))) } } }
        @for (field, pieces) in &hit.places {
            p {
                span.subtle.small { (field_name(reader, field)) ": " }
                @for (piece, is_match) in pieces { @if *is_match { mark { (piece) } } @else { (piece) } }
            }
        }
        p.facts { (sealed(reader, &hit.sealings)) }
    }
}

/// Returns the name of a field from its path: `gegevens.teksten[2].tekst` is `Tekst`.
fn field_name(reader: Reader, path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    labels::field(reader.language, last.split('[').next().unwrap_or(last))
}

/// Returns the sealings that showed it, each as a link to that report.
fn sealed(reader: Reader, sealings: &[ShownIn]) -> Markup {
    let (named, rest) = sealings.split_at(sealings.len().min(SEALINGS_MAX));
    html! {
        @if named.is_empty() { (wording::capital(&reader.say(&message!("search-never-sealed")))) }
        @else {
            (reader.say(&message!("page-search-sealed"))) " "
            @for (at, one) in named.iter().enumerate() { @if at > 0 { ", " } (shown_in(reader, one)) }
            @if !rest.is_empty() { " " (reader.say(&message!("page-search-sealed-more", count = rest.len()))) }
        }
    }
}

fn shown_in(reader: Reader, one: &ShownIn) -> Markup {
    let told: Message = match &one.sealing {
        None => message!("search-round", round = &one.round),
        Some((version, body)) => {
            message!("search-sealing", round = &one.round, version = *version, body = Argument::word(body.as_str()))
        }
    };
    let version = one.sealing.as_ref().map(|(version, _)| version.to_string());
    let address = Address::of(&["rondes", &one.round]).with_some("versie", version);
    let address = match &one.node {
        Some(node) => address.with(keys::NODE, node.as_str()).at("gekozen"),
        None => address,
    };
    html! { a href=(address.read_by(reader)) { (reader.say(&told)) } }
}

#[cfg(test)]
mod tests;
