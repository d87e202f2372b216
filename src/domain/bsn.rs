//! Guard against personal data. A citizen service number (BSN) is refused where the text identifies it as one; anything
//! that only resembles personal data is a warning. Messages name the field and never repeat what was found.
//!
//! A refusal needs both a number that passes the eleven-test and a nearby word that identifies it. One number in eleven
//! passes by chance, so without the word it is only a warning, and only if it is written as such numbers usually are. A
//! number that follows the name of another kind of number (RSIN, KvK, a case) causes no warning. An RSIN passes the
//! same test, so a bare one cannot be distinguished from a BSN.
//!
//! The table shows the error rates per 1,000 generated texts. `tests/it/guard/measured.rs` generates the table and the
//! texts, and also checks that no number is missed that its text calls a BSN. On the two real report pages the guard
//! neither refuses nor warns.
//!
#![doc = include_str!("bsn/measured.md")]
//!
//! Source of the eleven-test: the weights 9 to 2 and -1 over nine digits, sum divisible by 11, from the national design
//! of the number; eight digits count as nine with a leading zero.

mod contact;

use std::borrow::Cow;
use std::cell::LazyCell;

use serde_json::{Map, Value};

use super::event::EventType;
use super::field::Field;
use super::proposal::{FieldError, Proposal};
use crate::language::Message;
use crate::message;

/// Digit groupings of a BSN in a text that identifies it: `123456782`, `1234.56.782`, `123 456 782`.
const SHAPES: &[&[usize]] = &[&[9], &[8], &[4, 2, 3], &[3, 2, 3], &[3, 3, 3], &[2, 3, 3]];
/// Digit groupings that suggest a BSN without any context; amounts and dates look like the other groupings.
const PLAIN_SHAPES: &[&[usize]] = &[&[9], &[4, 2, 3]];
/// Beginnings of words near such a number that identify it as a BSN.
const CONTEXT: &[&str] = &[
    "bsn",
    "b.s.n",
    "burgerservicen",
    "burgerservice n",
    "burgerservice-n",
    "burger service n",
    "burger-service",
    "sofinummer",
    "sofinr",
    "sociaal-fiscaal",
    "sociaal fiscaal",
];
/// An identifying word that counts only as a whole word: `Sofiahuis` is the name of a place.
const CONTEXT_WORD: &str = "sofi";
/// Names of other kinds of number, matched directly before the number, also with `nummer` or `nr` after the name.
/// `dossier` is left out because client files are numbered in more than one way.
const OTHER_NAMES: &[&str] = &["rsin", "kvk", "oin", "agb", "zaak", "factuur", "vestigings"];
/// Prefixes of the last eight digits of a mobile telephone number, in forms that cannot precede the number of a list.
const MOBILE: &[&str] = &["06-", "+31 6 ", "+31 6-", "+31-6-", "0031 6 ", "+31 (0)6 ", "+31 (0)6-"];
/// How far before and after a number its context may be, in bytes: about one line and half a line of a report.
const CONTEXT_REACH: (usize, usize) = (80, 40);

/// Returns the numbers in a proposal that its text calls a BSN, which are reasons to refuse it. In an erasure,
/// everything that is otherwise a warning is also a reason to refuse.
pub fn refusals(proposal: &Proposal) -> Vec<FieldError> {
    // The text of an erasure can never be erased itself, so nothing doubtful is accepted in it.
    let mut errors = Vec::new();
    if proposal.kind() == EventType::EventErased {
        errors.extend(warnings(proposal).into_iter().map(|warning| FieldError {
            message: message!("personal-in-erasure", warning = warning.message),
            ..warning
        }));
    }
    each_string(proposal, &mut |place, text, _| {
        if numbers(text).any(|number| number.in_context) {
            errors.push(FieldError::new(place(), "bsn", message!("personal-bsn")));
        }
    });
    errors
}

/// All codes that a warning can have.
pub const WARNING_CODES: [&str; 4] = ["e-mailadres", "mogelijk-bsn", "iban", "telefoonnummer"];

/// Returns what may be personal data in the free texts of a proposal. These are warnings to show, not reasons to
/// refuse. A warning names the field and the kind of data, and never repeats what was found.
pub fn warnings(proposal: &Proposal) -> Vec<FieldError> {
    let mut found = Vec::new();
    each_string(proposal, &mut |place, text, is_text| {
        if !is_text {
            return;
        }
        let mut warn = |code, what: Message| {
            found.push(FieldError::new(place(), code, message!("personal-warning", what = what)));
        };
        if contact::has_email(text) {
            warn("e-mailadres", message!("personal-email"));
        }
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        if numbers(text).any(|number| !number.in_context && number.plain) {
            warn("mogelijk-bsn", message!("personal-maybe-bsn"));
        }
        let rest = contact::without_ibans(text);
        if matches!(rest, Cow::Owned(_)) {
            warn("iban", message!("personal-iban"));
        }
        if contact::has_phone(&rest) {
            warn("telefoonnummer", message!("personal-phone"));
        }
    });
    found
}

/// Returns true if the nine digits pass the eleven-test. Nine zeros do not.
pub fn passes_eleven_test(digits: [u8; 9]) -> bool {
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.iter().zip(weights).map(|(digit, weight)| i32::from(*digit) * weight).sum();
    sum % 11 == 0 && digits != [0; 9]
}

type Visit<'v> = dyn FnMut(&dyn Fn() -> String, &str, bool) + 'v;

/// Visits every string of a proposal with its path, and whether it is free text. Ids are included because they cannot
/// be erased.
fn each_string(proposal: &Proposal, visit: &mut Visit<'_>) {
    visit(&|| "onderwerp".to_owned(), proposal.subject.as_str(), false);
    walk("gegevens", &proposal.body, visit);
    if let Some(provenance) = &proposal.provenance_body {
        walk("herkomst", provenance, visit);
    }
    if let Some(reason) = &proposal.reason {
        visit(&|| "toelichtingWijziging".to_owned(), reason.as_str(), true);
    }
}

fn walk(path: &str, object: &Map<String, Value>, visit: &mut Visit<'_>) {
    for (key, value) in object {
        let is_text = Field::from_name(key).is_some_and(Field::is_text);
        match value {
            Value::String(text) => visit(&|| format!("{path}.{key}"), text, is_text),
            Value::Object(inner) => walk(&format!("{path}.{key}"), inner, visit),
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    match item {
                        Value::String(text) => visit(&|| format!("{path}.{key}[{at}]"), text, is_text),
                        Value::Object(inner) => walk(&format!("{path}.{key}[{at}]"), inner, visit),
                        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// A number in a text that passes the eleven-test.
struct ElevenTestNumber {
    /// Whether the text near it identifies it as a BSN.
    in_context: bool,
    /// Whether it is written on its own, in a grouping that only a BSN has.
    plain: bool,
}

fn numbers(text: &str) -> impl Iterator<Item = ElevenTestNumber> {
    let groups = digit_groups(text);
    let lower = LazyCell::new(|| text.to_ascii_lowercase());
    let mut context_until = None;
    let mut found = Vec::new();
    for first in 0..groups.len() {
        for shape in SHAPES.iter().filter(|shape| is_grouped(text, &groups[first..], shape)) {
            let (start, end) = (groups[first].0, groups[first + shape.len() - 1].1);
            if !passes_eleven_test(nine_digits(&text[start..end])) || is_amount(text, start, end) {
                continue;
            }
            if shape.len() == 1 && end - start == 8 && ends_mobile_prefix(&text[..start]) {
                continue;
            }
            let in_context =
                context_until.is_some_and(|until| start <= until) || has_context(lower.as_bytes(), start, end);
            if in_context {
                context_until = Some(end + CONTEXT_REACH.0); // in a list, one word is the context of all its numbers
            }
            // The form on a passport. With blanks or hyphens it is as often a year and what follows it.
            let grouped_so = shape.len() == 1 || text.as_bytes()[start + shape[0]] == b'.';
            let alone = !joins_word(text, start, end) && !is_other_number(&lower[..start]);
            found.push(ElevenTestNumber { in_context, plain: alone && grouped_so && PLAIN_SHAPES.contains(shape) });
        }
    }
    found.into_iter()
}

/// Returns the start and end of each run of digits.
fn digit_groups(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut groups = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if length > 0 {
            groups.push((at, at + length));
        }
        at += length.max(1);
    }
    groups
}

/// Returns true if the first groups have the lengths of `shape`, with the same single separator between them.
fn is_grouped(text: &str, groups: &[(usize, usize)], shape: &[usize]) -> bool {
    if groups.len() < shape.len() || shape.iter().zip(groups).any(|(length, (from, to))| to - from != *length) {
        return false;
    }
    let mut between = groups[..shape.len()].windows(2).map(|pair| &text[pair[0].1..pair[1].0]);
    let Some(separator) = between.next() else { return true };
    matches!(separator, "." | " " | "-" | "\u{a0}" | "\u{202f}") && between.all(|other| other == separator)
}

fn nine_digits(text: &str) -> [u8; 9] {
    let mut digits = [0; 9];
    let found: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
    let from = 9 - found.len().min(9);
    digits[from..].copy_from_slice(&found[..9 - from]);
    digits
}

fn has_context(lower: &[u8], start: usize, end: usize) -> bool {
    let near = &lower[start.saturating_sub(CONTEXT_REACH.0)..lower.len().min(end + CONTEXT_REACH.1)];
    let letter = |at: usize| near.get(at).is_some_and(u8::is_ascii_alphabetic);
    let begins = |at: usize, word: &str| near[at..].starts_with(word.as_bytes());
    (0..near.len()).filter(|at| *at == 0 || !letter(at - 1)).any(|at| {
        let whole = begins(at, CONTEXT_WORD) && !letter(at + CONTEXT_WORD.len());
        whole || CONTEXT.iter().any(|word| begins(at, word))
    })
}

/// Returns true if the surrounding text makes the number an amount of money.
fn is_amount(text: &str, start: usize, end: usize) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
    let after = text[end..].trim_start_matches(blank).strip_prefix("euro");
    text[..start].trim_end_matches(blank).ends_with('€')
        || after.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// Returns true if the text before the number ends in the prefix of a mobile telephone number.
fn ends_mobile_prefix(before: &str) -> bool {
    let rest = MOBILE.iter().find_map(|prefix| before.strip_suffix(prefix));
    rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
}

/// Returns true if the last word before a number names another kind of number: `RSIN`, `KvK-nummer:`, `zaak nr.`.
fn is_other_number(before: &str) -> bool {
    let between = |c: char| matches!(c, ' ' | ':' | '.' | '-' | '#' | '\u{a0}');
    let mut rest = before.trim_end_matches(between);
    for suffix in ["nummers", "nummer", "nr"] {
        rest = rest.strip_suffix(suffix).map_or(rest, |rest| rest.trim_end_matches(between));
    }
    let word = rest.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    OTHER_NAMES.contains(&word)
}

/// Returns true if a letter or another number touches it: a code, a longer amount, or part of a longer number.
fn joins_word(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut after = text[end..].chars();
    let (next, second) = (after.next(), after.next());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '_' | '='))
        || next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '_'))
        || (matches!(next, Some('.' | ',' | '-')) && digit(second))
}

#[cfg(test)]
mod tests;
