//! The rounds beside each other: one row a subject, one column a round; or the whole course of one subject, with the
//! texts that each round renewed. Each cell leads to the report of its round, at the node that it is about.

mod counts;
mod course;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, day_field, document, kept, known_field};
use crate::json::{list, number, text};
use crate::language::Message;
use crate::message;
use crate::parts::{LightLook, light, scrolled, to_event};
use crate::reader::Reader;
use crate::render::series::{FacetRow, SeriesFacet, facets, kind_of, view};
use crate::render::wording;

/// The key of the kind.
pub const KIND_KEY: &str = "soort";
/// The key of a part of a title.
pub const TITLE_KEY: &str = "titel";
/// The key of the only subject.
pub const SUBJECT_KEY: &str = "onderwerp";

/// The id of the chosen node on the page of a report.
const CHOSEN: &str = "gekozen";

/// The most rows of one side on the page: with 20 rounds a table of 10,000 links, some 3 MB. The API has no such limit.
const ROWS_MAX: usize = 500;

/// What is asked for; the texts are as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesAsked {
    /// The first reporting date.
    pub from: Option<String>,
    /// The last reporting date.
    pub until: Option<String>,
    /// Every round as known now, and not as it reported.
    pub now: bool,
    /// The bound of what is known; empty for now.
    pub known: String,
    /// A node.
    pub node: Option<String>,
    /// A kind.
    pub kind: Option<String>,
    /// A part of a title.
    pub title: Option<String>,
    /// The only subject.
    pub subject: Option<String>,
}

/// The contents of the page.
pub struct SeriesPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The address, with all that is asked for.
    pub here: Address,
    /// What is asked for.
    pub asked: &'a SeriesAsked,
    /// The sealings to choose from: what stands in the address, and its description.
    pub sealings: &'a [(String, String)],
    /// The kinds to choose from.
    pub kinds: &'a [&'a str],
    /// The series; none for an empty log.
    pub found: Option<&'a Value>,
    /// The last position of the log.
    pub head: u64,
}

/// Returns the page.
pub fn page(asked: &SeriesPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: reader.say(&message!("page-series-title")),
        section: Some(Section::Series),
        viewer: Some(asked.viewer),
        bar: bar(asked),
        stand: stand(asked),
    };
    let content = match asked.found {
        None => html! { p { (reader.say(&message!("page-series-empty"))) } },
        Some(found) => match &asked.asked.subject {
            None => html! { (filters(asked, found)) (counts::table(asked, found)) (sides(asked, found)) },
            Some(subject) => html! {
                @let all = asked.here.clone().without(SUBJECT_KEY).read_by(reader);
                p { a href=(all) { (reader.say(&message!("page-series-all"))) } }
                // An indicator has a row a period and no notes of its own, so a table says all of it.
                @if subject.starts_with("indicator/") { (sides(asked, found)) }
                @else { @for row in list(found, "rijen") { (course::course(asked, found, row)) } }
                @if list(found, "rijen").is_empty() { p { (reader.say(&message!("page-series-no-rows"))) } }
            },
        },
    };
    document(&frame, &content)
}

/// Returns the bar: which rounds, and up to where things are known.
fn bar(asked: &SeriesPage<'_>) -> Markup {
    let (reader, chosen) = (asked.reader, asked.asked);
    html! {
        div.bar {
            form.wide method="get" action=(asked.here.path()) aria-label=(reader.say(&message!("page-series-axes"))) {
                (kept(reader, &asked.here, &[keys::FROM, keys::UNTIL, keys::NOW, keys::KNOWN_AT, keys::POSITION]))
                (day_field(keys::FROM, &reader.say(&message!("page-series-from")), chosen.from.as_deref()))
                (day_field(keys::UNTIL, &reader.say(&message!("page-series-until")), chosen.until.as_deref()))
                div.field {
                    label for=(keys::NOW) { (reader.say(&message!("page-series-view"))) }
                    select id=(keys::NOW) name=(keys::NOW) {
                        option value="" selected[!chosen.now] { (reader.say(&message!("page-series-as-reported"))) }
                        option value="true" selected[chosen.now] { (reader.say(&message!("page-series-as-known"))) }
                    }
                }
                (known_field(reader, &chosen.known, asked.sealings))
                button type="submit" { (reader.say(&message!("page-show"))) }
            }
        }
    }
}

fn stand(asked: &SeriesPage<'_>) -> Markup {
    let reader = asked.reader;
    let Some(found) = asked.found else {
        return html! { p.lead { (reader.say(&message!("page-series-lead"))) } };
    };
    let basis = &found["basis"];
    let position = number(basis, "positie");
    let recorded = text(basis, "beschikbaarOp").map_or_else(String::new, |iso| wording::moment(reader.language, iso));
    let lasting = asked.here.clone().without(keys::KNOWN_AT).with(keys::POSITION, position.to_string());
    html! {
        p.lead { (reader.say(&message!("page-series-lead"))) }
        p.subtle { (reader.say(&view(found))) " " (reader.say(&message!("page-series-known", position = position, recorded = recorded))) }
        ul.tools {
            li { a href=(lasting.read_by(reader)) { (reader.say(&message!("page-lasting"))) } }
            li { a href=(data(asked, position)) { (reader.say(&message!("page-data"))) } }
        }
    }
}

/// Returns the address of the data of the page.
fn data(asked: &SeriesPage<'_>, position: u64) -> Address {
    let chosen = asked.asked;
    Address::of(&["v1", "reeksen"])
        .with(keys::POSITION, position.to_string())
        .with_some(keys::FROM, chosen.from.as_deref())
        .with_some(keys::UNTIL, chosen.until.as_deref())
        .with_some(keys::NOW, chosen.now.then_some("true"))
        .with_some(keys::NODE, chosen.node.as_deref())
        .with_some(KIND_KEY, chosen.kind.as_deref())
        .with_some(TITLE_KEY, chosen.title.as_deref())
        .with_some(SUBJECT_KEY, chosen.subject.as_deref())
}

fn filters(asked: &SeriesPage<'_>, found: &Value) -> Markup {
    let (reader, chosen) = (asked.reader, asked.asked);
    let nodes = list(found, "rijen").iter().filter(|row| kind_of(row) == "onderdeel");
    let nodes = nodes.filter_map(|row| Some((text(row, "onderwerp")?.split_once('/')?.1, text(row, "titel"))));
    html! {
        form.choices method="get" action=(asked.here.path()) {
            (kept(reader, &asked.here, &[keys::NODE, KIND_KEY, TITLE_KEY]))
            div.field {
                label for=(keys::NODE) { (reader.say(&message!("label-onderdeel"))) }
                input type="text" id=(keys::NODE) name=(keys::NODE) value=[chosen.node.as_deref()] list="codes" autocomplete="off" size="10";
                datalist id="codes" {
                    @for (code, title) in nodes.take(ROWS_MAX) { option value=(code) { (title.unwrap_or(code)) } }
                }
            }
            div.field {
                label for=(KIND_KEY) { (reader.say(&message!("label-soort"))) }
                select id=(KIND_KEY) name=(KIND_KEY) {
                    option value="" { (reader.say(&message!("page-compare-kind-all"))) }
                    @for word in asked.kinds {
                        option value=(word) selected[chosen.kind.as_deref() == Some(word)] { (wording::words(reader.language, word)) }
                    }
                }
            }
            div.field {
                label for=(TITLE_KEY) { (reader.say(&message!("page-series-title-part"))) }
                input type="text" id=(TITLE_KEY) name=(TITLE_KEY) value=[chosen.title.as_deref()] maxlength="300";
            }
            button type="submit" { (reader.say(&message!("page-show"))) }
        }
    }
}

/// Returns each side as a table. Of the tree, what stayed the same in all rounds is folded away.
fn sides(asked: &SeriesPage<'_>, found: &Value) -> Markup {
    let reader = asked.reader;
    let mut sides = facets(found, reader.language);
    sides.retain(|side| side.side != SeriesFacet::Telling); // the amounts have it as a mark
    let rounds = list(found, "rondes");
    html! {
        @if rounds.is_empty() { p { (reader.say(&message!("page-series-no-rounds"))) } }
        @else if sides.is_empty() { p { (reader.say(&message!("page-series-no-rows"))) } }
        @for side in &sides {
            @let folds = side.side == SeriesFacet::Tree && rounds.len() > 1;
            @let (steady, moved): (Vec<&FacetRow<'_>>, Vec<&FacetRow<'_>>) = side.rows.iter().partition(|row| folds && row.steady);
            h2 { (reader.say(&side.side.name())) }
            p.subtle { (wording::capital(&reader.say(&about(side.side)))) "." }
            @if !moved.is_empty() { (table(asked, rounds, side.side, &moved)) }
            @if !steady.is_empty() {
                details {
                    summary { (reader.say(&message!("series-unchanged", count = steady.len()))) }
                    (table(asked, rounds, side.side, &steady))
                }
            }
        }
    }
}

/// Says what the cells of a side are. What was carried over has a mark here, and brackets in a text.
fn about(side: SeriesFacet) -> Message {
    match side {
        SeriesFacet::Lights => message!("page-series-lights-about"),
        SeriesFacet::Notes => message!("page-series-notes-about"),
        SeriesFacet::Amounts => message!("page-series-amounts-about"),
        SeriesFacet::Tree
        | SeriesFacet::Cases
        | SeriesFacet::Telling
        | SeriesFacet::Open
        | SeriesFacet::Facilities
        | SeriesFacet::Indicators
        | SeriesFacet::Milestones
        | SeriesFacet::Findings => side.about(),
    }
}

fn table(asked: &SeriesPage<'_>, rounds: &[Value], side: SeriesFacet, rows: &[&FacetRow<'_>]) -> Markup {
    let reader = asked.reader;
    let name = reader.say(&side.name());
    html! {
        (scrolled(&name, &html! {
            table.series-of-rounds {
                caption.hidden { (name) }
                thead { tr {
                    th scope="col" { (reader.say(&message!("label-onderwerp"))) }
                    @for round in rounds { th scope="col" { (round_head(asked, round)) } }
                } }
                tbody {
                    @for row in rows.iter().take(ROWS_MAX) {
                        tr {
                            th scope="row" { (row_head(asked, row)) }
                            @for (at, round) in rounds.iter().enumerate() {
                                td.number[matches!(side, SeriesFacet::Amounts | SeriesFacet::Open)] { (cell(asked, round, side, row, at)) }
                            }
                        }
                    }
                }
            }
        }))
        @if rows.len() > ROWS_MAX {
            p { (reader.say(&message!("page-series-more", count = rows.len() - ROWS_MAX))) }
        }
    }
}

fn round_head(asked: &SeriesPage<'_>, round: &Value) -> Markup {
    let language = asked.reader.language;
    let day = text(round, "peildatum").map_or_else(String::new, |iso| wording::day(language, iso, None));
    html! {
        a href=(to_round(asked, round, None)) { (text(round, "id").unwrap_or_default()) }
        span.subtle.small { " " (day) }
    }
}

/// Returns the title of a row, which leads to the whole course of its subject; of that one subject alone it is no link.
fn row_head(asked: &SeriesPage<'_>, row: &FacetRow<'_>) -> Markup {
    let address = asked.here.clone().without(keys::NODE).without(KIND_KEY).without(TITLE_KEY);
    html! {
        @if asked.asked.subject.is_some() { (row.title) }
        @else { a href=(address.with(SUBJECT_KEY, row.subject).read_by(asked.reader)) { (row.title) } }
    }
}

/// Returns what one round says, as a link to its report at that node.
fn cell(asked: &SeriesPage<'_>, round: &Value, side: SeriesFacet, row: &FacetRow<'_>, at: usize) -> Markup {
    let reader = asked.reader;
    let of = &row.of["cellen"][at];
    let (set, note) = (&of["stoplicht"], &of["toelichting"]);
    let carried = |of: &Value| (of["overgenomen"] == true).then(|| reader.say(&message!("page-series-carried")));
    // What it says, and whether an earlier round said it.
    let shown = match side {
        SeriesFacet::Lights => {
            text(set, "kleur").map(|colour| (light(reader, Some(colour), LightLook::Plain), carried(set)))
        }
        SeriesFacet::Notes => note["aantal"].as_u64().map(|count| (html! { (count) }, carried(note))),
        SeriesFacet::Amounts => {
            row.words(at, reader.language).map(|words| (html! { (words) }, telling_mark(reader, of)))
        }
        SeriesFacet::Tree
        | SeriesFacet::Cases
        | SeriesFacet::Telling
        | SeriesFacet::Open
        | SeriesFacet::Facilities
        | SeriesFacet::Indicators
        | SeriesFacet::Milestones
        | SeriesFacet::Findings => row.words(at, reader.language).map(|words| (html! { (words) }, None)),
    };
    html! {
        @match shown {
            None => span.quiet { "–" },
            Some((told, mark)) => {
                a href=(to_cell(asked, round, row, of)) { (told) }
                @if let Some(mark) = mark { " " span.mark { (mark) } }
            }
        }
    }
}

/// Returns the mark of an amount that the round tells again, or carries over.
fn telling_mark(reader: Reader, cell: &Value) -> Option<String> {
    let told = text(cell, "gemeld").filter(|word| matches!(*word, "opnieuw-gemeld" | "overgenomen"))?;
    Some(wording::words(reader.language, told))
}

/// Returns where a cell leads: to the report of the round at its node, or, of a node that was dropped, to what dropped it.
fn to_cell(asked: &SeriesPage<'_>, round: &Value, row: &FacetRow<'_>, cell: &Value) -> Address {
    let is_node = kind_of(row.of) == "onderdeel";
    if is_node && text(cell, "status").is_some() {
        return to_event(asked.reader, number(cell, "positie"));
    }
    to_round(asked, round, text(cell, if is_node { "code" } else { "onderdeel" }))
}

/// Returns the report that a column shows: that of its sealing, else the round as known now, else its day as known then.
fn to_round(asked: &SeriesPage<'_>, round: &Value, node: Option<&str>) -> Address {
    let id = text(round, "id").unwrap_or_default();
    let position = number(round, "positie");
    let address = match round["versie"].as_u64() {
        Some(version) => Address::of(&["rondes", id]).with("versie", version.to_string()),
        None if position == asked.head => Address::of(&["rondes", id]).with("versie", "nu"),
        None => Address::of(&["rapportage"])
            .with("geldigOp", text(round, "peildatum").unwrap_or_default())
            .with(keys::POSITION, position.to_string()),
    };
    let address = match node {
        Some(code) => address.with(keys::NODE, code).at(CHOSEN),
        None => address,
    };
    address.read_by(asked.reader)
}

#[cfg(test)]
mod tests;
