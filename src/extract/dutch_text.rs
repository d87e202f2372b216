//! Small helpers for Dutch text: sentences, head lines, similarity of titles, readable ids.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::lines::squeeze;

/// Returns true when the text ends like a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', ')', ' ']).ends_with(['.', '!', '?', ';'])
}

/// Returns letters and digits in lower case, with one space between words: the form in which titles are compared.
pub(super) fn normalize(text: &str) -> String {
    let spaced: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { fold(c) } else { ' ' }).collect();
    squeeze(&spaced)
}

/// Returns the letter without its accent.
fn fold(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        _ => c,
    }
}

/// Returns true when two titles share at least half the words of the shorter one.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (normalize(one), normalize(other));
    let words: Vec<&str> = one.split(' ').filter(|word| word.len() > 2).collect();
    let others: Vec<&str> = other.split(' ').filter(|word| word.len() > 2).collect();
    let shared = words.iter().filter(|word| others.contains(word)).count();
    one == other || (shared > 0 && shared * 2 >= words.len().min(others.len()))
}

/// The maximum length of a slug: an id has at most 64 characters, of which a code and a number of its own take up to
/// 18.
const SLUG_MAX: usize = 46;

/// Returns a slug of lower-case letters, digits, dots within numbers, and single dashes: `gebouw-c`.
///
/// A longer text is cut and ends in six digits of its hash, so that two that start alike stay distinct.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().chars().map(fold) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if c == '.' && slug.ends_with(|last: char| last.is_ascii_digit()) {
            slug.push('.');
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > SLUG_MAX {
        let hash = hex::encode(&Sha256::digest(slug.as_bytes())[..3]);
        let most = SLUG_MAX - hash.len() - 1;
        let cut = slug[..most].rfind('-').filter(|cut| *cut > 0).unwrap_or(most);
        slug = format!("{}-{hash}", slug[..cut].trim_end_matches(['-', '.']));
    }
    slug.trim_end_matches(['-', '.']).to_owned()
}

/// Returns the text up to `most` characters, cut between words.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most - 1).collect();
    let end = head.rfind(' ').filter(|end| *end > 0).unwrap_or(head.len());
    format!("{}…", head[..end].trim_end())
}

/// Words whose dot does not end a sentence, even before a capital or a figure.
const SHORTENED: [&str; 34] = [
    "ca", "nr", "nrs", "incl", "excl", "bijv", "bv", "o.a", "d.w.z", "m.b.t", "i.v.m", "t.a.v", "t.b.v", "t.o.v",
    "i.p.v", "m.n", "dhr", "mevr", "mw", "drs", "ir", "mr", "dr", "prof", "art", "st", "evt", "resp", "zgn", "max",
    "min", "n.a.v", "w.o", "i.c",
];

/// Units of money that are written with a dot.
const UNITS: [&str; 6] = ["mln", "mld", "mio", "mrd", "dzd", "m"];

/// Returns the byte ranges of the sentences of a text. A line break alone ends none.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?']) {
        let end = at + mark.len() + closing(&text[at + mark.len()..]);
        if at >= start && is_end(&text[start..at], mark, &text[end..]) {
            found.push(start..end);
            start = end + text[end..].len() - text[end..].trim_start().len();
        }
    }
    if !text[start..].trim().is_empty() {
        found.push(start..text.trim_end().len());
    }
    found
}

/// Returns the length in bytes of the quotes and brackets that close after the mark.
fn closing(after: &str) -> usize {
    after.len() - after.trim_start_matches(['"', '\'', '”', '’', ')']).len()
}

fn is_end(before: &str, mark: &str, after: &str) -> bool {
    let next = after.trim_start();
    if next.is_empty() {
        return true;
    }
    if next.len() == after.len() || next.starts_with(char::is_lowercase) {
        return false;
    }
    // `€ 0,7 mln. V`: the letter belongs to the amount.
    let letter = next.strip_prefix(['V', 'N', 'I', 'S']).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '-')).next().unwrap_or("").to_lowercase();
    let is_number_of_item = word.len() == before.trim_start().len() && word.bytes().all(|b| b.is_ascii_digit());
    mark != "."
        || !((letter && UNITS.contains(&word.as_str())) || SHORTENED.contains(&word.as_str()) || is_number_of_item)
}

/// Returns true for a line that can be the head of a note: short, of a few words, not a sentence, and about something.
pub(super) fn is_head(line: &str) -> bool {
    const MOST_CHARS: usize = 80;
    const MOST_WORDS: usize = 10;
    let says_nothing = ["geen ", "zie ", "n.v.t", "niet van toepassing", "conform "];
    let lower = line.to_lowercase();
    line.chars().count() <= MOST_CHARS
        && line.split(' ').count() <= MOST_WORDS
        && line.chars().any(char::is_alphabetic)
        && !line.starts_with(char::is_lowercase)
        && !ends_sentence(line)
        && !line.ends_with(',')
        && !says_nothing.iter().any(|start| lower.starts_with(start))
}

/// Returns true for a short question used as a heading: `Wat hebben we daarvoor gedaan?`.
pub(super) fn is_question(line: &str) -> bool {
    const MOST_CHARS: usize = 80;
    line.ends_with('?') && line.chars().count() <= MOST_CHARS && !line.trim_end_matches('?').contains(['.', '?', '!'])
}

/// Returns the text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
