//! Gives the amounts of a page short names: `Taakstelling beschermd wonen 2021`. The full sentence stays in the note and
//! in the lines that `herkomst` refers to.

use super::dutch_text;
use super::money::Adjustment;
use super::naming::{LOOSE, STOPS};
use super::outline::Outline;

/// The longest name that still fits on a line of a report, in characters.
const NAME_MAX: usize = 100;
/// The maximum share of what it is for, in characters.
const THING_MAX: usize = 64;
/// Heads of notes that name no matter.
const GENERAL: [&str; 10] = [
    "financien",
    "toelichting",
    "stand van zaken",
    "voortgang",
    "algemeen",
    "middelen",
    "budget",
    "wat mag het kosten",
    "financiele afwijkingen",
    "bijstellingen",
];

pattern!(
    TASK,
    r"(?i)^(?:(?:doen|laten)\s+)?(?:organiseren|uitvoeren|uitvoering(?:\s+geven)?|bevorderen|opdracht\s+geven|zorgen|bieden|aanbieden|verstrekken|stimuleren|faciliteren|verzorgen|inrichten|regelen|inzetten)\s+(?:(?:van|aan|voor|tot|op)\s+)?(?:(?:de|het|een)\s+)?"
);

/// Gives every amount of a page its name; no two amounts get the same one.
pub(super) fn name_adjustments(adjustments: &mut [Adjustment], outline: &Outline) {
    let things: Vec<String> = adjustments.iter().map(|own| find_purpose(own, adjustments, outline)).collect();
    let mut names: Vec<String> =
        adjustments.iter().zip(&things).map(|(own, thing)| joined(own, thing, own.year)).collect();
    let qualifiers: [fn(&Adjustment) -> Option<String>; 4] = [
        |own| own.duration.map(str::to_owned),
        |own| own.side.map(str::to_owned),
        |own| Some(own.node.to_string()),
        |own| Some(own.cents.map_or("p.m.".to_owned(), euros)),
    ];
    for qualifier in qualifiers {
        for group in alike(&names) {
            let said: Vec<Option<String>> = group.iter().map(|at| qualifier(&adjustments[*at])).collect();
            if said.iter().all(|one| *one == said[0]) {
                continue;
            }
            for (at, one) in group.iter().zip(&said) {
                names[*at].extend(one.iter().map(|one| format!(" ({one})")));
            }
        }
    }
    for group in alike(&names) {
        for (number, at) in group.iter().enumerate().skip(1) {
            names[*at] = format!("{} ({})", names[*at], number + 1);
        }
    }
    for (own, name) in adjustments.iter_mut().zip(names) {
        own.description = name;
    }
}

/// Returns the indexes of equal names, grouped by name.
fn alike(names: &[String]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        match groups.iter_mut().find(|group| names[group[0]].eq_ignore_ascii_case(name)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Returns what an amount is for: its own words, else its target, the case title or head of its note, or the title of
/// its node.
fn find_purpose(own: &Adjustment, all: &[Adjustment], outline: &Outline) -> String {
    if let Some(target) = own.realises.as_ref().and_then(|id| all.iter().find(|other| other.id == *id)) {
        let noun = target.name_parts.noun.rsplit(' ').next().unwrap_or_default().to_owned();
        return format!("{noun} {}", find_purpose(target, all, outline));
    }
    if let Some(thing) = &own.name_parts.purpose {
        return dutch_text::cut(thing, THING_MAX);
    }
    let head = own.head.as_ref().filter(|head| !GENERAL.contains(&dutch_text::normalize(head).as_str()));
    if let Some(head) = head {
        return dutch_text::cut(head, THING_MAX);
    }
    let title = outline.nodes.get(&own.node).map_or("", |node| node.title.as_str());
    dutch_text::cut(&small(&shorten_title(TASK.replace(title, "").trim())), THING_MAX)
}

/// Returns the part of a title before it explains how or why: `Toegang zorg` of
/// `Toegang zorg door middel van wijkteams`.
fn shorten_title(title: &str) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    let is_end = |word: &&str| STOPS.contains(&word.trim_end_matches([',', ';', ':'])) || word.ends_with([';', ':']);
    let end = words.iter().skip(2).position(is_end).map_or(words.len(), |at| at + 2);
    let last = words[..end].iter().rposition(|word| !LOOSE.contains(word)).map_or(end, |at| at + 1);
    words[..last].join(" ").trim_end_matches([',', ';', ':', '.']).to_owned()
}

fn joined(own: &Adjustment, thing: &str, year: Option<i32>) -> String {
    let year = year.map(|year| year.to_string()).filter(|year| !thing.contains(year.as_str()));
    let parts = [Some(dutch_text::capital(&own.name_parts.noun)), Some(thing.to_owned()), year];
    let name = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    dutch_text::cut(&name, NAME_MAX)
}

/// Returns a title for use within a name: without its capital, unless the word has more of them.
fn small(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

/// Formats `€ 20.000` or `€ 1.234,56`.
fn euros(cents: i64) -> String {
    let digits = (cents / 100).to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    let part = if cents % 100 == 0 { String::new() } else { format!(",{:02}", cents % 100) };
    format!("€ {}{part}", groups.join("."))
}
