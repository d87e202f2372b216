//! Reads what an amount is called, and what it is for, from the words beside it.

use super::amount_kinds;
use super::dutch_text;

/// The name of an amount, as far as its own words give it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AmountName {
    /// The word for it, with an adjective before it: `oorspronkelijke taakstelling`.
    pub noun: String,
    /// What it is for: `voor bezems`, `beschermd wonen`.
    pub purpose: Option<String>,
}

const WORDS_MAX: usize = 10;

const LEADS: [&str; 9] = ["voor", "op", "van", "bij", "aan", "uit", "over", "tegen", "binnen"];
/// The words after an amount that lead to what it is for: `€ 10.000 nodig voor bezems`.
const LEADS_BEHIND: [&str; 4] = ["voor", "op", "aan", "uit"];
/// Words that end what an amount is for: verbs, and words that begin another clause.
pub(super) const STOPS: [&str; 69] = [
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
pub(super) const LOOSE: [&str; 22] = [
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

pattern!(ADJECTIVE, r"(?:^|\s)(\p{Ll}{3,}(?:e|eel))\s$");

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
