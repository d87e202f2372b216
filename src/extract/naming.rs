//! Derives short names of amounts from the words beside them: `Taakstelling beschermd wonen 2021`. The full sentence
//! stays in the note and in the lines that `herkomst` refers to.

use super::amount_kinds;
use super::dutch_text;
use super::money::Adjustment;
use super::outline::Outline;

/// The name of an amount, as far as its own words give it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AmountName {
    /// The word for it, with an adjective before it: `oorspronkelijke taakstelling`.
    pub noun: String,
    /// What it is for: `voor bezems`, `beschermd wonen`.
    pub purpose: Option<String>,
}

/// The longest name that still fits on a line of a report, in characters.
const NAME_MAX: usize = 100;
/// The maximum share of what it is for, in characters.
const THING_MAX: usize = 64;
const WORDS_MAX: usize = 10;

const LEADS: [&str; 9] = ["voor", "op", "van", "bij", "aan", "uit", "over", "tegen", "binnen"];
/// The words after an amount that lead to what it is for: `€ 10.000 nodig voor bezems`.
const LEADS_BEHIND: [&str; 4] = ["voor", "op", "aan", "uit"];
/// Words that end what an amount is for: verbs, and words that begin another clause.
const STOPS: [&str; 69] = [
    "is",
    "zijn",
    "was",
    "waren",
    "wordt",
    "worden",
    "werd",
    "werden",
    "kan",
    "kunnen",
    "zal",
    "zullen",
    "moet",
    "moeten",
    "heeft",
    "hebben",
    "had",
    "hadden",
    "gaat",
    "gaan",
    "komt",
    "komen",
    "blijft",
    "blijven",
    "bedraagt",
    "bedragen",
    "staat",
    "staan",
    "stijgt",
    "stijgen",
    "daalt",
    "dalen",
    "loopt",
    "lopen",
    "die",
    "dat",
    "wat",
    "waarvan",
    "waarmee",
    "waardoor",
    "waarvoor",
    "daarvan",
    "hiervan",
    "maar",
    "omdat",
    "zodat",
    "terwijl",
    "als",
    "dan",
    "ook",
    "nog",
    "niet",
    "nu",
    "inmiddels",
    "naar",
    "met",
    "per",
    "tot",
    "door",
    "om",
    "ter",
    "te",
    "ten",
    "zoals",
    "wegens",
    "vanwege",
    "conform",
    "volgens",
    "ingezet",
];
/// Words that neither begin nor end a phrase.
const LOOSE: [&str; 22] = [
    "van", "de", "het", "een", "voor", "op", "en", "of", "aan", "in", "bij", "uit", "over", "dit", "deze", "onze",
    "eur", "circa", "ongeveer", "ca", "binnen", "tegen",
];
/// Words that refer back to something elsewhere.
const POINTS_BACK: [&str; 10] = ["dit", "deze", "die", "dat", "hun", "zijn", "haar", "welke", "genoemde", "hetzelfde"];
/// Words before a noun that add nothing to it.
const SAY_NOTHING: [&str; 12] = [
    "deze",
    "genoemde",
    "bovenstaande",
    "totale",
    "komende",
    "gehele",
    "hele",
    "eerste",
    "zelfde",
    "eigen",
    "ene",
    "dezelfde",
];
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

pattern!(ADJECTIVE, r"(?:^|\s)(\p{Ll}{3,}(?:e|eel))\s$");
pattern!(
    TASK,
    r"(?i)^(?:(?:doen|laten)\s+)?(?:organiseren|uitvoeren|uitvoering(?:\s+geven)?|bevorderen|opdracht\s+geven|zorgen|bieden|aanbieden|verstrekken|stimuleren|faciliteren|verzorgen|inrichten|regelen|inzetten)\s+(?:(?:van|aan|voor|tot|op)\s+)?(?:(?:de|het|een)\s+)?"
);

/// Returns the name that the words before and after an amount of `kind` give it.
pub(super) fn name_amount(kind: &str, before: &str, after: &str) -> AmountName {
    let (noun, thing) = match amount_kinds::word(kind, before, after) {
        Some((false, word)) => {
            let behind = phrase(&before[word.end..], &LEADS).or_else(|| behind(after));
            (noun(kind, &before[..word.start], &before[word]), behind)
        }
        Some((true, word)) => {
            (noun(kind, &after[..word.start], &after[word.clone()]), phrase(&after[word.end..], &LEADS))
        }
        None => ("bedrag".to_owned(), behind(after)),
    };
    AmountName { noun, purpose: thing }
}

/// Returns the phrase with which the text goes on: `voor bezems`.
pub(super) fn phrase_after(text: &str) -> Option<String> {
    phrase(text, &LEADS)
}

/// Returns the name from a heading with an amount after it: `Thuisbegeleiding € 420.000 V`.
pub(super) fn name_from_heading(text: &str, amount: &std::ops::Range<usize>) -> Option<AmountName> {
    let name = text[..amount.start].trim_end_matches([' ', ':', '(', '-', '–']).trim();
    let names = dutch_text::is_head(text) && dutch_text::is_head(name) && name.chars().any(char::is_alphabetic);
    names.then(|| AmountName { noun: String::new(), purpose: Some(name.to_owned()) })
}

/// Returns the name for a word for money without an amount, at `word` in `text`.
pub(super) fn without_amount(text: &str, word: &std::ops::Range<usize>) -> AmountName {
    let noun = noun("", &text[..word.start], &text[word.clone()]);
    AmountName { noun, purpose: phrase(&text[word.end..], &LEADS) }
}

fn noun(kind: &str, before: &str, word: &str) -> String {
    let word = word.to_lowercase();
    if matches!(kind, "realisatie" | "dekking") {
        return kind.to_owned();
    }
    let word = if word.contains("beschikbaar") { "budget".to_owned() } else { word };
    let adjective = ADJECTIVE.captures(before).map(|found| found[1].to_owned());
    match adjective.filter(|adjective| !SAY_NOTHING.contains(&adjective.as_str())) {
        Some(adjective) => format!("{adjective} {word}"),
        None => word,
    }
}

/// Returns the phrase after the amount, skipping up to three words: `nodig voor bezems`.
fn behind(after: &str) -> Option<String> {
    let mut rest = after.trim_start();
    for _ in 0..4 {
        let word = rest.split_whitespace().next()?;
        if LEADS_BEHIND.contains(&word) {
            return phrase(rest, &LEADS_BEHIND);
        }
        if !word.bytes().all(|b| b.is_ascii_lowercase()) || STOPS.contains(&word) {
            return None;
        }
        rest = rest[word.len()..].trim_start();
    }
    None
}

/// Returns the words of a phrase at the start of `text`, up to a verb, a mark or a figure.
fn phrase(text: &str, leads: &[&str]) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    let mut in_brackets = false;
    for token in text.split_whitespace() {
        let opens = token.starts_with('(');
        if opens && !kept.is_empty() {
            break;
        }
        in_brackets |= opens;
        let word = token.trim_start_matches('(').trim_end_matches([',', ';', ':', '.', ')', '!', '?']);
        let lower = word.to_lowercase();
        if word.is_empty() || STOPS.contains(&lower.as_str()) {
            break;
        }
        let is_figure = word.starts_with(|c: char| c.is_ascii_digit() || c == '€' || c == '-');
        // A year directly after the word goes to the end of the name.
        if is_figure && (kept.is_empty() || kept.iter().all(|word| LOOSE.contains(word))) && is_year(word) {
            kept.clear();
            continue;
        }
        if is_figure {
            break;
        }
        kept.push(word);
        if kept.len() == WORDS_MAX || (token.len() > word.len() && !opens) || (opens && token.ends_with(')')) {
            break;
        }
    }
    while kept.last().is_some_and(|word| LOOSE.contains(&word.to_lowercase().as_str())) {
        kept.pop();
    }
    let first = kept.first()?.to_lowercase();
    let is_led = leads.contains(&first.as_str());
    let own = kept.get(usize::from(is_led))?.to_lowercase();
    let starts = is_led || in_brackets || (leads.contains(&"van") && !LOOSE.contains(&first.as_str()));
    (starts && !POINTS_BACK.contains(&own.as_str())).then(|| kept.join(" "))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && (word.starts_with("19") || word.starts_with("20"))
}

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
