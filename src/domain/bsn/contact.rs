//! Detects e-mail addresses, Dutch telephone numbers and account numbers in a text.

use std::borrow::Cow;

/// Returns true if the text contains something like `naam@voorbeeld.nl`.
pub(super) fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let local = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '+' | '-'));
        let host: &str =
            text[at + 1..].split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).next().unwrap_or("");
        let end = host.trim_end_matches(['.', '-']).rsplit_once('.');
        local
            && end.is_some_and(|(name, top)| !name.is_empty() && top.len() >= 2 && top.chars().all(char::is_alphabetic))
    })
}

/// Returns true if the text contains a Dutch telephone number: ten digits starting with 0, or nine after `+31` or
/// `0031`, with blanks, brackets and at most one hyphen between them. The first group must be a possible area code,
/// `06` or at least three digits; `0 12 34` is a row of a table.
pub(super) fn has_phone(text: &str) -> bool {
    text.match_indices(['0', '+', '(']).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '+' | '('))
            && phone_at(&text[at..])
    })
}

fn phone_at(text: &str) -> bool {
    let begin = text.bytes().take_while(u8::is_ascii_digit).count();
    if begin == 1 || (begin == 2 && !text.starts_with("06")) {
        return false;
    }
    let (mut digits, mut hyphens, mut last) = (String::new(), 0, ' ');
    for c in text.chars() {
        let separates =
            matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}') && last.is_ascii_digit() | matches!(last, ')' | ' ' | '+');
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() => digits.push_str("00"),
            '(' if digits.is_empty() || digits == "0031" => {}
            _ if separates => hyphens += usize::from(c == '-'),
            _ => break,
        }
        last = c;
    }
    let national = match digits.strip_prefix("0031") {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None => digits.strip_prefix('0').unwrap_or(""),
    };
    national.len() == 9 && !national.starts_with('0') && hyphens <= 1
}

/// Replaces every account number in the text by `x`. An account number has valid check digits (ISO 13616, modulo 97)
/// and may contain blanks. Returns the text borrowed if it has none. An account number ends in ten digits that look
/// like a telephone number, so they are removed before that check.
pub(super) fn without_ibans(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let (mut crossed, mut at) = (String::new(), 0);
    let mut kept_from = 0;
    while at + 15 <= bytes.len() {
        let starts = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let prefix = bytes[at..at + 2].iter().all(u8::is_ascii_alphabetic)
            && bytes[at + 2..at + 4].iter().all(u8::is_ascii_digit);
        match (starts && prefix).then(|| iban_at(&bytes[at..])).flatten() {
            Some(length) => {
                crossed.push_str(&text[kept_from..at]);
                crossed.push('x');
                at += length;
                kept_from = at;
            }
            None => at += 1,
        }
    }
    if kept_from == 0 {
        return Cow::Borrowed(text);
    }
    crossed.push_str(&text[kept_from..]);
    Cow::Owned(crossed)
}

/// Returns the length of the account number that begins here. Tries every end of a word, because the length is 15 to 34
/// characters and depends on the country.
fn iban_at(bytes: &[u8]) -> Option<usize> {
    let mut number = Vec::with_capacity(34);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b if b.is_ascii_alphanumeric() && number.len() < 34 => number.push(b.to_ascii_uppercase()),
            b' ' if bytes[at - 1] != b' ' => continue,
            _ => return None,
        }
        let word_ends = bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
        if word_ends && number.len() >= 15 && remainder(&number) == 1 {
            return Some(at + 1);
        }
    }
    None
}

/// Returns the number modulo 97, with its first four characters moved to the end and letters read as 10 to 35.
fn remainder(number: &[u8]) -> u32 {
    let (first, rest) = number.split_at(4);
    rest.iter().chain(first).fold(0, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte - b'A') + 10) % 97,
    })
}
