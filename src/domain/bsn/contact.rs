//! E-mail addresses, Dutch telephone numbers and account numbers in a text.

/// True when something like `naam@voorbeeld.nl` stands in the text.
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

/// True when a Dutch number stands in the text: ten digits from 0, or nine after `+31` or `0031`, with blanks, brackets
/// and at most one hyphen between them.
pub(super) fn has_phone(text: &str) -> bool {
    text.match_indices(['0', '+', '(']).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '+' | '('))
            && phone_at(&text[at..])
    })
}

fn phone_at(text: &str) -> bool {
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

/// True when an account number with a right check (ISO 13616, modulo 97) stands in the text, with or without blanks.
pub(super) fn has_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(14)).any(|at| {
        let starts = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let prefix = bytes[at..at + 2].iter().all(u8::is_ascii_alphabetic)
            && bytes[at + 2..at + 4].iter().all(u8::is_ascii_digit);
        starts && prefix && iban_at(&bytes[at..])
    })
}

/// Tries every end of a word: the number has 15 to 34 characters, by country.
fn iban_at(bytes: &[u8]) -> bool {
    let mut number = Vec::with_capacity(34);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b if b.is_ascii_alphanumeric() && number.len() < 34 => number.push(b.to_ascii_uppercase()),
            b' ' if bytes[at - 1] != b' ' => continue,
            _ => return false,
        }
        let word_ends = bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric());
        if word_ends && number.len() >= 15 && remainder(&number) == 1 {
            return true;
        }
    }
    false
}

/// The number modulo 97, its first four characters moved to the end and letters read as 10 to 35.
fn remainder(number: &[u8]) -> u32 {
    let (first, rest) = number.split_at(4);
    rest.iter().chain(first).fold(0, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte - b'A') + 10) % 97,
    })
}
