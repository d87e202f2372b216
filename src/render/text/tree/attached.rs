//! Renders what is attached to a node or a case: facilities, amounts, indicators, milestones, and what takes effect
//! later.

use serde_json::Value;

use super::{facts, status_since};
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::page::{Ink, TextPage};
use crate::text::{day, list, marks, strings, text};
use crate::{labelled_fields, wording};

/// Writes what both nodes and cases have below their notes.
pub fn belongings(page: &mut TextPage, indent: usize, holder: &Value) {
    list(holder, "voorzieningen").iter().for_each(|facility| self::facility(page, indent, facility));
    list(holder, "bijstellingen").iter().for_each(|adjustment| self::adjustment(page, indent, adjustment));
    list(holder, "indicatoren").iter().for_each(|indicator| self::indicator(page, indent, indicator));
    list(holder, "mijlpalen").iter().for_each(|milestone| self::milestone(page, indent, milestone));
}

/// Formats the round and day of a note or light.
pub fn of_group(language: Language, member: &Value) -> String {
    let round = text(member, "ronde").map(|round| message!("thing-of-round", round = round).in_language(language));
    let parts: Vec<String> = day(language, member, "ingangsdatum").into_iter().chain(round).collect();
    format!(", {}", parts.join(", "))
}

fn facility(page: &mut TextPage, indent: usize, facility: &Value) {
    let language = page.language();
    let name = text(facility, "naam").or_else(|| text(facility, "id")).unwrap_or_default();
    let bold = page.ink(Ink::Bold, name);
    let places = facility["capaciteit"].as_i64().map(|places| page.say(&message!("thing-places", count = places)));
    let told = [
        text(facility, "soort").map(|word| wording::words(language, word)),
        places,
        text(facility, "locatie").map(str::to_owned),
        (facility["tijdelijk"] == true).then(|| page.say(&message!("thing-temporary"))),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
    let status = status_since(language, facility).unwrap_or_default();
    let marks = marks(language, facility);
    page.message_line(indent, &message!("thing-facility", name = bold, status = status, facts = told, marks = marks));
    let inner = indent + 2;
    // The facility that took over its places does so until it opens again; a report of an older version still names it
    // after that.
    let mut labelled = labelled_fields("voorziening");
    labelled.retain(|key| *key != "vervangenDoor" || facility["status"] == "gesloten");
    facts(page, inner, facility, &labelled);
    announced(page, inner, &format!("voorziening/{}", text(facility, "id").unwrap_or_default()), facility);
}

/// Writes what takes effect later on `own` and on what belongs to it. Notes, lights and measurements of later days are
/// counted.
pub fn announced(page: &mut TextPage, indent: usize, own: &str, holder: &Value) {
    let (reported, changes): (Vec<_>, Vec<_>) = list(holder, "aangekondigd")
        .iter()
        .partition(|change| wording::counting_message(text(change, "wat").unwrap_or_default()).is_some());
    for (on, what, closing, subjects) in alike(page.language(), &changes) {
        page.message_line(
            indent,
            &match subjects.as_slice() {
                [only] if *only == own => message!("thing-announced", on = on, what = what, marks = closing),
                subjects => {
                    let subjects = without_repeated_kind(subjects);
                    message!("thing-announced-of", on = on, what = what, subjects = subjects, marks = closing)
                }
            },
        );
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for kind in reported.iter().filter_map(|change| text(change, "wat")) {
        match counts.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    if let Some(first) = reported.first() {
        let counts: Vec<Message> =
            counts.iter().filter_map(|(kind, count)| Some(wording::counting_message(kind)?(*count))).collect();
        let from = day(page.language(), first, "per").unwrap_or_default();
        page.message_line(indent, &message!("thing-of-later", from = from, counts = counts));
    }
}

/// Groups changes of one kind on one day with their subjects: a new tree announces dozens of them.
fn alike<'v>(language: Language, changes: &[&'v Value]) -> Vec<(String, String, String, Vec<&'v str>)> {
    let mut groups: Vec<(String, String, String, Vec<&str>)> = Vec::new();
    for change in changes {
        let subject = text(change, "onderwerp").unwrap_or_default();
        let what = wording::announced(language, text(change, "wat").unwrap_or_default());
        let on = day(language, change, "per").unwrap_or_default();
        let closing = marks(language, change);
        match groups.iter_mut().find(|(day, kind, end, _)| *day == on && *kind == what && *end == closing) {
            Some((_, _, _, subjects)) => subjects.push(subject),
            None => groups.push((on, what, closing, vec![subject])),
        }
    }
    groups
}

/// Joins subjects, with the kind only where it changes: `onderdeel/9A, 9A1, dossier/motie`.
fn without_repeated_kind(subjects: &[&str]) -> String {
    let mut last = "";
    let short = subjects.iter().map(|subject| {
        let (kind, id) = subject.split_once('/').unwrap_or(("", subject));
        let shown = if kind == last { id } else { subject };
        last = kind;
        shown
    });
    short.collect::<Vec<_>>().join(", ")
}

fn adjustment(page: &mut TextPage, indent: usize, adjustment: &Value) {
    let language = page.language();
    let description = text(adjustment, "omschrijving").or_else(|| text(adjustment, "id")).unwrap_or_default();
    let amount = match adjustment["bedragInCenten"].as_i64() {
        Some(cents) => wording::euros(language, cents),
        None => page.say(&message!("amount-pm")),
    };
    let told = page.say(&message!("thing-adjustment", name = description, marks = marks(language, adjustment)));
    page.amount(indent, &told, &amount);
    let words = ["soort", "effect", "stand", "lastenBaten", "duur"].into_iter();
    let words = words.filter_map(|key| text(adjustment, key)).map(|word| wording::words(language, word));
    let year = adjustment["begrotingsjaar"].as_i64().map(|year| page.say(&message!("report-of-year", year = year)));
    page.line(indent + 2, &wording::capital(&words.chain(year).collect::<Vec<_>>().join(", ")));
    let others = |key| Some(strings(adjustment, key).join(", ")).filter(|all| !all.is_empty());
    let links = [
        adjustment["openInCenten"].as_i64().map(|open| message!("thing-still-open", amount = Argument::amount(open))),
        others("gedektDoor").map(|ids| message!("thing-covered-by", ids = ids)),
        others("gerealiseerdDoor").map(|ids| message!("thing-realised-by", ids = ids)),
        text(adjustment, "dekt").map(|id| message!("thing-covers", id = id)),
        text(adjustment, "realiseert").map(|id| message!("thing-realises", id = id)),
        text(adjustment, "besluit").map(|id| message!("thing-by-decision", id = id)),
    ];
    let links: Vec<Message> = links.into_iter().flatten().collect();
    if !links.is_empty() {
        page.line(indent + 2, &wording::capital(&Message::joined(links, "; ").in_language(language)));
    }
    facts(page, indent + 2, adjustment, &labelled_fields("bijstelling"));
}

fn indicator(page: &mut TextPage, indent: usize, indicator: &Value) {
    let language = page.language();
    let name = text(indicator, "naam").or_else(|| text(indicator, "id")).unwrap_or_default();
    let unit = text(indicator, "eenheid").map_or_else(String::new, |unit| format!(" {unit}"));
    let value = text(indicator, "waarde").map(|value| format!("{}{unit}", wording::decimal(language, value)));
    let target = text(indicator, "streefwaarde").map(|target| wording::decimal(language, target));
    let told = [
        value.map(Message::verbatim),
        text(indicator, "ontwikkeling").map(|word| message!("thing-word", word = Argument::word(word))),
        text(indicator, "norm").map(|word| message!("thing-norm", word = Argument::word(word))),
        text(indicator, "periode").map(|period| message!("thing-of-period", period = period)),
        text(indicator, "status").map(|word| message!("thing-of-status", word = Argument::word(word))),
        target.map(|target| message!("thing-target", target = target)),
    ];
    let told: Vec<Message> = told.into_iter().flatten().collect();
    let told = if told.is_empty() { vec![message!("thing-not-measured")] } else { told };
    let (bold, marks) = (page.ink(Ink::Bold, name), marks(language, indicator));
    page.message_line(indent, &message!("thing-indicator", name = bold, facts = told, marks = marks));
    facts(page, indent + 2, indicator, &labelled_fields("indicator"));
}

fn milestone(page: &mut TextPage, indent: usize, milestone: &Value) {
    let language = page.language();
    let name = text(milestone, "omschrijving").or_else(|| text(milestone, "id")).unwrap_or_default();
    let status = Argument::word(text(milestone, "status").unwrap_or_default());
    let (bold, marks) = (page.ink(Ink::Bold, name), marks(language, milestone));
    page.message_line(
        indent,
        &match day(language, milestone, "per") {
            Some(due) => message!("thing-milestone-due", name = bold, status = status, due = due, marks = marks),
            None => message!("thing-milestone", name = bold, status = status, marks = marks),
        },
    );
    facts(page, indent + 2, milestone, &labelled_fields("mijlpaal"));
}
