//! The left side of a report: filters, and the goal tree with the lights of each node.

use maud::{Markup, html};
use serde_json::Value;

use super::index::{Filter, Index, IndexEntry};
use super::{FILTER_KEY, OWNER_KEY, ReportPage, colour, is_carried_over, to_node};
use crate::domain::query_keys as keys;
use crate::frame::kept;
use crate::json::text;
use crate::message;
use crate::parts::{LightLook, course, filter_links};
use crate::reader::Reader;

/// Returns the side with the tree.
pub(super) fn side(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let reader = asked.reader;
    let shown = index.shown(asked);
    // A department may have cases in programmes that are not here.
    let is_outlined = text(&asked.report["basis"], "onderdeel").is_some();
    html! {
        details open {
            summary { (reader.say(&message!("page-report-nodes"))) }
            (filters(asked))
            @if !is_outlined { (owners(asked, index)) }
            nav.tree aria-label=(reader.say(&message!("page-report-nodes"))) {
                ul {
                    li {
                        @let current = asked.choice.node.is_none().then_some("true");
                        a href=(asked.here.clone().without(keys::NODE).read_by(reader)) aria-current=[current] {
                            span.level-programma { (reader.say(&message!("page-report-summary"))) }
                        }
                    }
                    @for entry in index.below(None).filter(|entry| shown[entry.at]) { (branch(asked, index, &shown, entry)) }
                }
            }
            @if is_outlined { p.subtle { (reader.say(&message!("page-tree-outline"))) } }
            @if !shown.contains(&true) { p { (reader.say(&message!("page-filter-none"))) } }
        }
    }
}

fn filters(asked: &ReportPage<'_>) -> Markup {
    let reader = asked.reader;
    // Without an earlier report nothing is known to have changed.
    let offered = Filter::ALL.into_iter().filter(|filter| *filter != Filter::Changed || asked.earlier.is_some());
    let links = offered.map(|filter| {
        let address = asked.here.clone().without(FILTER_KEY).with_some(FILTER_KEY, filter.word());
        (address, reader.say(&filter.name()), asked.choice.filter == filter)
    });
    filter_links(reader, links)
}

/// Returns the choice of a department, where cases name one.
fn owners(asked: &ReportPage<'_>, index: &Index<'_>) -> Markup {
    let (reader, owners) = (asked.reader, index.owners());
    html! {
        @if !owners.is_empty() {
            form.owner method="get" action=(asked.here.path()) {
                (kept(reader, &asked.here, &[OWNER_KEY]))
                label for=(OWNER_KEY) { (reader.say(&message!("page-owner"))) }
                select id=(OWNER_KEY) name=(OWNER_KEY) {
                    option value="" { (reader.say(&message!("page-owner-all"))) }
                    @for owner in owners { option value=(owner) selected[asked.choice.owner == Some(owner)] { (owner) } }
                }
                button type="submit" { (reader.say(&message!("page-show"))) }
            }
        }
    }
}

fn branch(asked: &ReportPage<'_>, index: &Index<'_>, shown: &[bool], entry: &IndexEntry<'_>) -> Markup {
    let (reader, node) = (asked.reader, entry.node);
    let code = text(node, "code").unwrap_or_default();
    let below: Vec<&IndexEntry<'_>> = index.below(Some(entry.at)).filter(|entry| shown[entry.at]).collect();
    let current = (asked.choice.node == Some(code)).then_some("true");
    let is_top = entry.parent.is_none();
    html! {
        li {
            a href=(to_node(asked, code)) aria-current=[current] {
                span.level-programma[is_top] { span.code { (code) } (title_of(reader, node)) }
                (state(reader, index, node))
            }
            @if !below.is_empty() { ul { @for entry in below { (branch(asked, index, shown, entry)) } } }
        }
    }
}

fn title_of(reader: Reader, node: &Value) -> String {
    match (text(node, "titel"), text(node, "code")) {
        (Some(title), code) if Some(title) != code => title.to_owned(),
        (_, Some("") | None) => reader.say(&message!("report-without-node")),
        (_, Some(_)) => String::new(),
    }
}

/// Returns the light of a node, grey where it was not renewed, and how many findings it has.
fn state(reader: Reader, index: &Index<'_>, node: &Value) -> Markup {
    let now = colour(node);
    let count = index.findings_of(node).len();
    let is_quiet = is_carried_over(&node["stoplicht"]);
    html! {
        @if now.is_some() || count > 0 {
            span.state {
                @if now.is_some() { span.quiet[is_quiet] { (course(reader, index.light_then(node), now, LightLook::Plain)) } }
                @if is_quiet { span.quiet { (reader.say(&message!("mark-carried-over"))) } }
                @if count > 0 { span.count { (reader.say(&message!("page-findings-count", count = count))) } }
            }
        }
    }
}
