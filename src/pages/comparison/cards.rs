//! One card a thing that differs: its name, what happened to it, and each field with old and new side by side.

use maud::{Markup, html};
use serde_json::Value;

use crate::domain::ids::compare_codes;
use crate::json::{list, text};
use crate::language::Message;
use crate::message;
use crate::parts::{HeadingLevel, LightLook, heading, light};
use crate::reader::Reader;
use crate::render::comparison::{ComparisonItem, ItemChange, ItemKind, ItemPart, group_items};
use crate::render::{comparison, format_value, labels, wording};

/// What the two sides of a card are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sides {
    /// What was said then, and what is said now.
    ThenAndNow,
    /// What is said now, and what will be said once something is recorded.
    BeforeAndAfter,
}

impl Sides {
    fn names(self) -> [Message; 2] {
        match self {
            Sides::ThenAndNow => [message!("page-light-then"), message!("page-light-now")],
            Sides::BeforeAndAfter => [message!("page-history-before"), message!("page-history-after")],
        }
    }
}

/// Returns the cards of one nature, with the sentence that says what this nature is between these two points.
pub(super) fn of_nature(reader: Reader, found: &Value, nature: &str) -> Markup {
    let items = group_items(list(found, "verschillen"));
    let of_it = items.iter().flat_map(|item| item.parts().into_iter().map(move |part| (item, part)));
    let cards: Vec<_> = of_it.filter(|(_, part)| part.nature == nature).collect();
    if cards.is_empty() {
        return html! {};
    }
    let told = match nature {
        "herstel" => comparison::explain_correction(found, reader.language),
        "weergave" => comparison::explain_view(found, reader.language),
        _ => comparison::explain_new(found, reader.language),
    };
    html! {
        section.nature.apart[nature != "nieuw"] {
            h3 { (comparison::nature_mark(nature, reader.language)) " " span.subtle { "(" (cards.len()) ")" } }
            p.subtle { (told) }
            @for (item, part) in cards { (card(reader, (HeadingLevel::Fourth, Sides::ThenAndNow), found, item, &part)) }
        }
    }
}

/// Returns the cards of what says nothing about what the world did, folded: it may be a whole goal tree.
pub(super) fn of_reach(reader: Reader, found: &Value, reach: &str) -> Markup {
    let items = group_items(list(found, "verschillen"));
    let of_it = items.iter().flat_map(|item| item.parts().into_iter().map(move |part| (item, part)));
    let cards: Vec<_> = of_it.filter(|(_, part)| part.nature == reach).collect();
    html! {
        @if !cards.is_empty() {
            section.nature.apart {
                h3 { (comparison::nature_mark(reach, reader.language)) " " span.subtle { "(" (cards.len()) ")" } }
                p.subtle { (comparison::explain_reach(reach, reader.language)) }
                details {
                    summary { (reader.say(&message!("page-show"))) }
                    @for (item, part) in cards { (card(reader, (HeadingLevel::Fourth, Sides::ThenAndNow), found, item, &part)) }
                }
            }
        }
    }
}

/// Returns the cards of everything that differs, whatever its nature.
pub(crate) fn all(reader: Reader, found: &Value) -> Markup {
    let items = group_items(list(found, "verschillen"));
    html! { @for item in &items { @for part in item.parts() { (card(reader, (HeadingLevel::Third, Sides::BeforeAndAfter), found, item, &part)) } } }
}

/// The most nodes whose cards are shown at once; the rest is counted.
const NODES_MAX: usize = 100;

/// The most nodes whose cards are not folded away.
const OPEN_MAX: usize = 3;

/// Returns the cards of everything that differs, below the node that each is about, and the number of those nodes.
pub(crate) fn by_node(reader: Reader, found: &Value) -> (usize, Markup) {
    let items = group_items(list(found, "verschillen"));
    let mut nodes: Vec<Option<&str>> = items.iter().map(ComparisonItem::node).collect();
    nodes.sort_by(|a, b| compare_codes(a.unwrap_or_default(), b.unwrap_or_default()));
    nodes.dedup();
    let of = |node: &Option<&str>| {
        html! {
            @for item in items.iter().filter(|item| item.node() == *node) {
                @for part in item.parts() { (card(reader, (HeadingLevel::Fourth, Sides::BeforeAndAfter), found, item, &part)) }
            }
        }
    };
    let cards = html! {
        @for node in nodes.iter().take(NODES_MAX) {
            @let title = node.map(|code| titled(found, code));
            @match title {
                Some(title) if nodes.len() > OPEN_MAX => details { summary { h3 { (title) } } (of(node)) },
                title => { @if let Some(title) = title { h3 { (title) } } (of(node)) },
            }
        }
        @if nodes.len() > NODES_MAX { p { (reader.say(&message!("and-more", count = nodes.len() - NODES_MAX))) } }
    };
    (nodes.len(), cards)
}

/// Returns the code of a node with its title, where the comparison names it.
fn titled(found: &Value, code: &str) -> String {
    let named = list(found, "onderdelen").iter().find(|node| text(node, "code") == Some(code));
    named.and_then(|node| text(node, "titel")).map_or_else(|| code.to_owned(), |title| format!("{code} {title}"))
}

fn card(
    reader: Reader,
    (level, sides): (HeadingLevel, Sides),
    found: &Value,
    item: &ComparisonItem<'_>,
    part: &ItemPart<'_>,
) -> Markup {
    let change = match part.became() {
        ItemChange::Added => message!("page-compare-is-added"),
        ItemChange::Dropped => message!("page-compare-is-gone"),
        ItemChange::Changed => message!("page-compare-is-changed"),
    };
    let node = item.node().map(|code| titled(found, code));
    let positions: Vec<String> = part.positions().iter().map(u64::to_string).collect();
    html! {
        article.thing {
            (heading(level, &html! {
                (item.name(reader.language)) @if let Some(title) = item.title().filter(|_| !item.is_node()) { ": " (title) }
            }))
            p.facts {
                span.mark { (reader.say(&change)) }
                @if let Some(ground) = part.ground.filter(|_| sides == Sides::ThenAndNow) { " " span.mark.alert { (wording::words(reader.language, ground)) } }
                @if let Some(node) = node { " " (node) }
            }
            @for row in &part.rows { @if !is_bare(part, row) { (field(reader, sides, row)) } }
            @if !positions.is_empty() {
                p.subtle.small { (reader.say(&message!("page-compare-by", positions = positions.join(", ")))) }
            }
        }
    }
}

/// Returns true for the row that says no more than that the thing is there or not, which the mark says.
fn is_bare(part: &ItemPart<'_>, row: &Value) -> bool {
    part.what == ItemKind::Subject && row["veld"] == "bestaan"
}

/// Returns one field, then and now. Of a text the words that went and came are marked.
fn field(reader: Reader, sides: Sides, row: &Value) -> Markup {
    let [from, to] = sides.names();
    let key = text(row, "veld").unwrap_or_default();
    let words = list(row, "woorden");
    html! {
        div.change {
            p.label { (labels::field(reader.language, key)) }
            @if words.is_empty() {
                div.sides {
                    div.from { span.hidden { (reader.say(&from)) ": " } (side(reader, key, row, "van")) }
                    div.to { span.hidden { (reader.say(&to)) ": " } (side(reader, key, row, "naar")) }
                }
            } @else {
                p.words {
                    @for word in words {
                        @let told = text(word, "tekst").unwrap_or_default();
                        @match text(word, "soort") {
                            Some("weg") => del { (told) },
                            Some("erbij") => ins { (told) },
                            _ => (told),
                        }
                    }
                }
            }
        }
    }
}

fn side(reader: Reader, key: &str, row: &Value, side: &str) -> Markup {
    let value = &row[side];
    let is_light = matches!(key, "kleur" | "tijd" | "geld" | "kwaliteit");
    html! {
        @match (value.as_str().filter(|_| is_light), format_value(reader.language, key, value)) {
            (Some(colour), _) => (light(reader, Some(colour), LightLook::Plain)),
            (None, Some(told)) => (told),
            (None, None) if row["gewist"] == true => (reader.say(&message!("erased"))),
            (None, None) => span.quiet { "–" },
        }
    }
}
