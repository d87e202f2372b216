//! The report of a day or of a round: the tree on the left, what is chosen on the right. Without a choice it is the
//! summary that a council reads: lights then and now, money, what was not renewed, findings.

mod attached;
mod index;
mod node;
mod summary;
mod tree;

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use crate::address::Address;
use crate::assets::Script;
use crate::domain::access::Action;
use crate::domain::query_keys as keys;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, number, text};
use crate::language::{Language, Message};
use crate::message;
use crate::parts::script;
use crate::reader::Reader;
use crate::recording::sealing_link;
use crate::render::text::sealing_version;
use crate::render::{ASKED, with_marks, without_control_characters, wording};
use crate::review::{self, UnreviewedOf};
pub use index::Filter;
use index::Index;

/// The key of the filter.
pub const FILTER_KEY: &str = "filter";
/// The key of the department that answers for cases.
pub const OWNER_KEY: &str = "eigenaar";

/// The id of what is chosen, to which links in the tree lead.
const CHOSEN: &str = "gekozen";

/// How the bound of what is known was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known<'a> {
    /// Not: everything that is known now counts.
    Now,
    /// By asking for what is known now of a round that is sealed.
    NowBesideSealing,
    /// By a moment (RFC 3339).
    Moment(&'a str),
    /// By a position.
    Position,
}

/// The report that lights are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The report of the round before.
    pub report: &'a Value,
    /// The id of that round.
    pub round: &'a str,
}

/// What is chosen on the page.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReportChoice<'a> {
    /// A node of the report.
    pub node: Option<&'a str>,
    /// Which nodes the tree shows.
    pub filter: Filter,
    /// Only nodes with cases of this department.
    pub owner: Option<&'a str>,
}

/// The contents of the page.
pub struct ReportPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking; none in a file.
    pub viewer: Option<Viewer<'a>>,
    /// The address, with both axes and all that is chosen.
    pub here: Address,
    /// The bar with the axes.
    pub bar: Markup,
    /// The report, with `staat`. One of a single programme has the others in outline beside it.
    pub report: &'a Value,
    /// How the bound of what is known was asked for.
    pub known: Known<'a>,
    /// The report of the round before.
    pub earlier: Option<Earlier<'a>>,
    /// The findings of the round; none for a report by date.
    pub findings: Option<&'a Value>,
    /// What is chosen.
    pub choice: ReportChoice<'a>,
}

/// Returns the page; none where the chosen node is not in the report.
pub fn page(asked: &ReportPage<'_>) -> Option<String> {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: asked.here.clone(),
        title: title(asked),
        section: Some(if asked.report["ronde"].is_object() { Section::Rounds } else { Section::Report }),
        viewer: asked.viewer,
        bar: asked.bar.clone(),
        stand: stand(asked),
    };
    let index = Index::of(asked);
    let chosen = match asked.choice.node {
        Some(code) => Some(index.entry(code)?),
        None => None,
    };
    let content = if reader.has_file() {
        html! {
            (summary::summary(asked, &index))
            h2 { (reader.say(&message!("page-report-nodes"))) }
            @for entry in &index.entries { section { (node::node(asked, &index, entry)) } }
        }
    } else {
        html! {
            div.report {
                div.side { (tree::side(asked, &index)) }
                div.chosen id=(CHOSEN) tabindex="-1" {
                    @match chosen {
                        Some(entry) => (node::chosen(asked, &index, entry)),
                        None => {
                            (summary::summary(asked, &index))
                            (node::turn(asked, None, index.entries.iter().find(|entry| index.is_asked_for(asked, entry.node))))
                        },
                    }
                }
            }
            (keys(reader))
        }
    };
    Some(document(&frame, &content))
}

/// Returns a report as one file that refers to nothing outside itself, from its canonical JSON or an answer that contains
/// it with `staat`.
pub fn file(report: &Value, language: Language) -> String {
    let report = &with_marks(without_control_characters(report));
    let page = page(&ReportPage {
        reader: Reader::of_file(language),
        viewer: None,
        here: Address::of(&[]),
        bar: html! {},
        report,
        known: text(&report["basis"], ASKED).map_or(Known::Position, Known::Moment),
        earlier: None,
        findings: None,
        choice: ReportChoice::default(),
    });
    page.expect("no node is chosen")
}

fn title(asked: &ReportPage<'_>) -> String {
    let title = text(&asked.report["ronde"], "titel").map(str::to_owned);
    title.unwrap_or_else(|| asked.reader.say(&message!("report-title")))
}

/// Returns the sentence that says what is shown, and the links to the same state for ever.
fn stand(asked: &ReportPage<'_>) -> Markup {
    let (reader, basis) = (asked.reader, &asked.report["basis"]);
    let language = reader.language;
    let day = text(basis, "peildatum").map_or_else(String::new, |iso| wording::day(language, iso, None));
    let recorded = text(basis, "beschikbaarOp").map_or_else(String::new, |iso| wording::moment(language, iso));
    let position = number(basis, "positie");
    let sealed = &asked.report["staat"]["vaststelling"];
    let told = match asked.known {
        _ if sealed.is_object() => {
            let sealed = sealing_version(language, sealed);
            message!("page-stand-sealed", day = day, sealed = sealed, position = position, recorded = recorded)
        }
        Known::Now | Known::NowBesideSealing => {
            message!("page-stand-now", day = day, position = position, recorded = recorded)
        }
        Known::Moment(iso) => {
            let moment = wording::moment(language, iso);
            message!("page-stand-known", day = day, moment = moment, position = position, recorded = recorded)
        }
        Known::Position => message!("page-stand-position", day = day, position = position, recorded = recorded),
    };
    let earlier = asked.earlier.map(|earlier| message!("page-report-then", round = earlier.round));
    html! {
        p.lead { (reader.say(&told)) }
        @if let Some(earlier) = earlier { p.subtle { (reader.say(&earlier)) } }
        @if !reader.has_file() {
            ul.tools {
                @if let Some(lasting) = lasting(asked) {
                    li { a href=(lasting.read_by(reader)) { (reader.say(&message!("page-lasting"))) } }
                }
                @if let Some(round) = text(&asked.report["ronde"], "id").filter(|_| reader.may_now(Action::Seal)) {
                    li { (sealing_link(reader, round)) }
                }
                @if let Some(data) = data(asked) { li { a href=(data) { (reader.say(&message!("page-data"))) } } }
                (to_review(asked))
            }
        }
    }
}

/// Returns links to the drafts of a round that nobody looked at, and to reading a page of it.
fn to_review(asked: &ReportPage<'_>) -> Markup {
    let reader = asked.reader;
    let Some(round) = text(&asked.report["ronde"], "id") else { return html! {} };
    // The findings of one programme do not count those of the round.
    let found = asked.findings.filter(|_| text(&asked.report["basis"], "onderdeel").is_none());
    let unreviewed = found.map_or(0, |found| number(&found["tellingen"], "concept-niet-nagekeken"));
    html! {
        @if unreviewed > 0 && reader.may_now(Action::Correct) {
            li { a href=(UnreviewedOf::Round(round.to_owned()).address().read_by(reader)) { (reader.say(&message!("unreviewed-to", count = unreviewed))) } }
        }
        @if reader.may_now(Action::Record) { li { a href=(Address::of(&["inlezen"]).with(review::ROUND_KEY, round).read_by(reader)) { (reader.say(&message!("unreviewed-to-round"))) } } }
    }
}

/// Returns the address that shows the same state for ever: of a day by its position, of a round by the version of the
/// sealing. A round as known now has none: its page shows findings and what is carried over, which no page of a day does.
fn lasting(asked: &ReportPage<'_>) -> Option<Address> {
    let (basis, here) = (&asked.report["basis"], asked.here.clone());
    let version = asked.report["staat"]["vaststelling"]["versie"].as_u64();
    match (text(basis, "ronde"), version) {
        (Some(_), version) => version.map(|version| here.with("versie", version.to_string())),
        (None, _) => Some(
            here.without("beschikbaarOp")
                .with("geldigOp", text(basis, "peildatum").unwrap_or_default())
                .with("positie", number(basis, "positie").to_string()),
        ),
    }
}

/// Returns the address of the data of the page; none for a sealed round as known now, of which the API gives the sealed
/// report.
fn data(asked: &ReportPage<'_>) -> Option<Address> {
    let basis = &asked.report["basis"];
    let sealed = asked.report["staat"]["vaststelling"]["versie"].as_u64();
    let address = match (text(basis, "ronde"), asked.known) {
        (Some(_), Known::NowBesideSealing) => None,
        (Some(round), Known::Now | Known::Moment(_) | Known::Position) => Some(
            Address::of(&["v1", "rondes", round, "rapportage"])
                .with_some("versie", sealed.map(|version| version.to_string())),
        ),
        (None, _) => Some(
            Address::of(&["v1", "rapportage"])
                .with("geldigOp", text(basis, "peildatum").unwrap_or_default())
                .with("positie", number(basis, "positie").to_string()),
        ),
    };
    address.map(|address| address.with_some(keys::NODE, text(basis, "onderdeel")))
}

/// The keys of the page: each with the link that it follows, and what it does.
fn key_table() -> [(&'static str, &'static str, Message); 3] {
    [
        ("j", ".turn a[rel=next]", message!("page-keys-next")),
        ("k", ".turn a[rel=prev]", message!("page-keys-previous")),
        ("e", ".chosen .record-links a", message!("page-keys-edit")),
    ]
}

/// Returns the list of the keys, with the choice to switch them off. It shows where the script runs that they need.
fn keys(reader: Reader) -> Markup {
    html! {
        details.keys hidden {
            summary { (reader.say(&message!("page-keys"))) }
            dl {
                @for (key, target, what) in key_table() {
                    div data-toets=(key) data-naar=(target) { dt { kbd { (key) } } dd { (reader.say(&what)) } }
                }
            }
            p { (reader.say(&message!("page-keys-how"))) }
            p.tick { input type="checkbox" id="toetsen-aan" checked; label for="toetsen-aan" { (reader.say(&message!("page-keys-on"))) } }
        }
        (script(Script::Keys))
    }
}

/// Returns the address of a node of this report.
fn to_node(asked: &ReportPage<'_>, code: &str) -> Address {
    asked.here.clone().with(keys::NODE, code).at(CHOSEN).read_by(asked.reader)
}

/// Returns the name of a node: its code and its title.
fn name_of(node: &Value) -> String {
    let code = text(node, "code").unwrap_or_default();
    match text(node, "titel").filter(|title| *title != code) {
        Some(title) => format!("{code} {title}"),
        None => code.to_owned(),
    }
}

/// Returns a node as a link; in a file, as its name.
fn node_link(asked: &ReportPage<'_>, node: &Value) -> Markup {
    let code = text(node, "code").unwrap_or_default();
    html! {
        @if asked.reader.has_file() || code.is_empty() { (name_of(node)) }
        @else { a href=(to_node(asked, code)) { (name_of(node)) } }
    }
}

/// Returns the light of each output of a report by its code; none where it has none.
pub(crate) fn output_lights(report: &Value) -> BTreeMap<&str, Option<&str>> {
    fn add<'a>(nodes: &'a [Value], found: &mut BTreeMap<&'a str, Option<&'a str>>) {
        for node in nodes {
            if let Some(code) = text(node, "code").filter(|_| index::is_output(node)) {
                found.insert(code, colour(node));
            }
            add(list(node, "onderdelen"), found);
        }
    }
    let mut found = BTreeMap::new();
    add(list(report, "onderdelen"), &mut found);
    found
}

/// Returns the colour of the light of a node or case.
fn colour(object: &Value) -> Option<&str> {
    text(&object["stoplicht"], "kleur")
}

/// Returns true if a note or light of an object was carried over from an earlier round.
fn is_carried_over(object: &Value) -> bool {
    object["overgenomen"] == true
}

/// Returns true for a programme that the round does not report.
fn is_left_out(asked: &ReportPage<'_>, programme: &Value) -> bool {
    list(&asked.report["staat"], "nietGerapporteerd").contains(&programme["code"])
}

/// Returns the notes of a node and of its cases.
fn notes_with_cases(node: &Value) -> impl Iterator<Item = &Value> {
    let of_cases = list(node, "dossiers").iter().flat_map(|case| list(case, "toelichtingen"));
    list(node, "toelichtingen").iter().chain(of_cases)
}

#[cfg(test)]
mod tests;
