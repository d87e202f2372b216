//! Renders nodes of the tree, and what is attached to them.

use serde_json::Value;

use super::{day, list, marks, text};
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::page::{Ink, TextPage};
use crate::{differences, labelled_fields, labels, wording};

mod attached;

pub(super) use attached::of_group;
use attached::{announced, belongings};

/// Writes a node with everything below it, and that its programme is not reported where it is not.
pub(super) fn node(page: &mut TextPage, indent: usize, node: &Value, is_left_out: bool) {
    page.gap();
    let language = page.language();
    let code = text(node, "code").unwrap_or_default();
    let name = match code {
        "" => wording::capital(&page.say(&message!("report-without-node"))),
        code => {
            let level = wording::words(language, text(node, "niveau").unwrap_or("onderdeel"));
            format!("{} {code}", wording::capital(&level))
        }
    };
    let bold = page.ink(Ink::Bold, &name);
    let title = text(node, "titel").filter(|title| !code.is_empty() && *title != code);
    let title = title.map_or_else(String::new, |title| format!(" {title}"));
    page.line(indent, &format!("{bold}{title}{}", marks(language, node)));
    let inner = indent + 2;
    if is_left_out {
        page.message_line(inner, &message!("report-programme-not-reported"));
    }
    facts(page, inner, node, &labelled_fields("onderdeel"));
    light(page, inner, &node["stoplicht"]);
    notes(page, inner, list(node, "toelichtingen"));
    for case in list(node, "dossiers") {
        self::case(page, inner, case);
    }
    belongings(page, inner, node);
    announced(page, inner, &format!("onderdeel/{code}"), node);
    for below in list(node, "onderdelen") {
        self::node(page, inner, below, false);
    }
}

/// Writes the fields that have a value, each on a line after its label.
pub(super) fn facts(page: &mut TextPage, indent: usize, object: &Value, keys: &[&str]) {
    let language = page.language();
    for key in keys {
        if let Some(told) = differences::format_value(language, key, &object[*key]) {
            page.line(indent, &format!("{}: {told}", labels::field(language, key)));
        }
    }
}

/// Writes the light, and beside it the lights of other groups of that day.
fn light(page: &mut TextPage, indent: usize, light: &Value) {
    one_light(page, indent, &message!("thing-light"), light);
    list(light, "daarnaast").iter().for_each(|other| one_light(page, indent, &message!("thing-light-beside"), other));
}

fn one_light(page: &mut TextPage, indent: usize, called: &Message, light: &Value) {
    let Some(colour) = text(light, "kleur") else { return };
    let language = page.language();
    let aspects = wording::aspects(language, light);
    let aspects = if aspects.is_empty() { aspects } else { format!(" ({aspects})") };
    let of_group = of_group(language, light);
    let (called, shown) = (page.say(called), shown(page, colour));
    page.line(indent, &format!("{called}: {shown}{aspects}{of_group}{}", marks(language, light)));
}

/// Formats a colour as shape and word, on a terminal in that colour.
fn shown(page: &TextPage, colour: &str) -> String {
    let plain = wording::light(page.language(), colour);
    match colour {
        "groen" => page.ink(Ink::Green, &plain),
        "oranje" => page.ink(Ink::Yellow, &plain),
        "rood" => page.ink(Ink::Red, &plain),
        _ => plain,
    }
}

fn notes(page: &mut TextPage, indent: usize, notes: &[Value]) {
    let language = page.language();
    let mut group = String::new();
    for note in notes {
        let carried = if note["overgenomen"] == true { message!("thing-carried-over") } else { Message::verbatim("") };
        let opening = message!("thing-note", of = of_group(language, note), carried = carried).in_language(language);
        if opening != group {
            page.line(indent, &opening);
            group = opening;
        }
        let mut own = note.clone();
        own["overgenomen"] = false.into(); // shown for the group
        let marks = marks(language, &own);
        let erased = page.say(&message!("text-erased"));
        let told = text(note, "tekst").unwrap_or(&erased);
        match text(note, "kop") {
            Some(heading) => {
                page.bullet(indent, &format!("{}{marks}", page.ink(Ink::Bold, heading)));
                page.prose(indent + 2, told);
            }
            None => {
                let (first, rest) = told.split_once('\n').unwrap_or((told, ""));
                let (marks, below) = if rest.is_empty() { (marks.as_str(), "") } else { ("", marks.trim()) };
                page.bullet(indent, &format!("{first}{marks}"));
                page.prose(indent + 2, rest);
                page.prose(indent + 2, below);
            }
        }
        facts(page, indent + 2, note, &labelled_fields("toelichting"));
    }
}

fn case(page: &mut TextPage, indent: usize, case: &Value) {
    let language = page.language();
    let title = text(case, "titel").or_else(|| text(case, "id")).unwrap_or_default();
    let bold = page.ink(Ink::Bold, title);
    let kind = text(case, "soort").map(|word| wording::words(language, word));
    let facts: Vec<String> = kind.into_iter().chain(status_since(language, case)).collect();
    let told = message!("thing-case", name = bold, facts = facts.join(", "), marks = marks(language, case));
    page.message_line(indent, &told);
    let inner = indent + 2;
    if let Some(summary) = text(case, "samenvatting") {
        page.prose(inner, summary);
    }
    self::facts(page, inner, case, &labelled_fields("dossier"));
    light(page, inner, &case["stoplicht"]);
    notes(page, inner, list(case, "toelichtingen"));
    self::facts(page, inner, case, &["uitkomst"]);
    belongings(page, inner, case);
    announced(page, inner, &format!("dossier/{}", text(case, "id").unwrap_or_default()), case);
    for reference in list(case, "verwijzingen") {
        let what = differences::reference_in_words(page.language(), reference);
        page.message_line(inner, &message!("thing-reference", what = what));
    }
}

fn status_since(language: Language, object: &Value) -> Option<String> {
    let status = Argument::word(text(object, "status")?);
    let told = match day(language, object, "sinds") {
        Some(since) => message!("thing-since", status = status, since = since),
        None => message!("thing-status", status = status),
    };
    Some(told.in_language(language))
}
