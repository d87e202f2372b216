//! Finds keys and checkpoints as people keep them: in a file of their own, on half a page, in a council paper with text
//! around them, or broken across lines by printing. The result is only parsed; whether it can be trusted is verified
//! elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::checkpoint::{Checkpoint, SignedCheckpoint, parse_decimal};
use super::signed_note::{KeyName, NoteError, Signer, Verifier};
use crate::language::Message;
use crate::message;

/// Maximum length in bytes of a text that is searched: some hundreds of pages.
pub const FREE_TEXT_MAX: usize = 8 << 20;
/// Length of 33 bytes in base64: a type and a public key.
const KEY_LEN: usize = 44;
/// Length of 32 bytes in base64: a root.
const ROOT_LEN: usize = 44;
/// Length of 68 bytes in base64: a key id and a signature.
const SIGNATURE_LEN: usize = 92;
/// Number of hexadecimal digits of a key id.
const ID_LEN: usize = 8;
/// Maximum length of the name of a key.
const NAME_MAX: usize = 255;
/// Number of digits of the largest position.
const SIZE_LEN_MAX: usize = 20;
/// Prefix of the secret form of a key.
const SECRET: &str = "PRIVATE+KEY+";

/// The reason why a text does not yield a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySearchError {
    /// The text contains no key.
    None,
    /// The text contains something that looks like a key but is invalid.
    Wrong(NoteError),
    /// The text contains the secret signing key, which must not be handed out.
    Secret,
    /// The text contains more than one key.
    Several(Vec<Verifier>),
}

impl KeySearchError {
    /// Describes the reason and what to do about it.
    pub fn message(&self) -> Message {
        match self {
            KeySearchError::None => message!("key-none"),
            KeySearchError::Wrong(error) => error.message(),
            KeySearchError::Secret => message!("key-signs"),
            KeySearchError::Several(all) => message!("key-several", count = all.len()),
        }
    }
}

/// A checkpoint found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCheckpoint {
    /// The parsed content.
    pub checkpoint: Checkpoint,
    /// The note with its signature; `None` when the text contains only the size and the root.
    pub note: Option<String>,
}

/// Decodes the text of a file, whatever editor wrote it. Returns `None` for anything that is not text.
pub fn decode_text(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    if let [0xff, 0xfe, rest @ ..] = bytes {
        let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        return String::from_utf16(&units.collect::<Vec<_>>()).ok();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) if bytes.contains(&0) => None,
        // The code page of older editors. Of the characters searched for, only the dash before a signature is not
        // ASCII.
        Err(_) => Some(bytes.iter().map(|byte| if *byte == 0x97 { '\u{2014}' } else { char::from(*byte) }).collect()),
    }
}

/// Finds the only verifier key in a text.
///
/// # Errors
/// [`KeySearchError`] when the text contains no key, an invalid one, a secret one, or more than one.
pub fn find_key(text: &str) -> Result<Verifier, KeySearchError> {
    let squeezed = without_blanks(text);
    let whole: String = squeezed.iter().collect();
    if whole.contains(SECRET) || Signer::parse(text.trim()).is_ok() {
        return Err(KeySearchError::Secret);
    }
    let mut found: Vec<Verifier> = Vec::new();
    let mut wrong = None;
    for at in (0..squeezed.len()).filter(|at| squeezed[*at] == '+') {
        match parse_key_at(&squeezed, at) {
            Some(Ok(key)) if !found.contains(&key) => found.push(key),
            Some(Ok(_)) | None => {}
            Some(Err(error)) => wrong = Some(error),
        }
    }
    match (found.pop(), wrong) {
        (Some(key), _) if found.is_empty() => Ok(key),
        (Some(key), _) => {
            found.push(key);
            Err(KeySearchError::Several(found))
        }
        (None, Some(error)) => Err(KeySearchError::Wrong(error)),
        (None, None) => Err(KeySearchError::None),
    }
}

/// Finds the key whose name ends before this plus sign. The id, which is a hash that covers the name, determines where
/// the name starts.
fn parse_key_at(text: &[char], plus: usize) -> Option<Result<Verifier, NoteError>> {
    let id = text.get(plus + 1..plus + 1 + ID_LEN)?;
    if !id.iter().all(|c| c.is_ascii_digit() || ('a'..='f').contains(c)) || text.get(plus + 1 + ID_LEN) != Some(&'+') {
        return None;
    }
    let key: String = text.get(plus + 2 + ID_LEN..plus + 2 + ID_LEN + KEY_LEN)?.iter().collect();
    if !key.chars().all(is_base64) {
        return None;
    }
    let id: String = id.iter().collect();
    let first = text[..plus].iter().rposition(|c| *c == '+').map_or(0, |at| at + 1).max(plus.saturating_sub(NAME_MAX));
    let mut last = NoteError::KeyId;
    for from in (first..plus).rev() {
        let name: String = text[from..plus].iter().collect();
        match Verifier::parse(&format!("{name}+{id}+{key}")) {
            Ok(found) => return Some(Ok(found)),
            Err(error) => last = error,
        }
    }
    (first < plus).then_some(Err(last))
}

/// Finds every checkpoint in a text, the longest log first. When the key is known, an interpretation that it signed
/// takes precedence.
pub fn find_checkpoints(text: &str, key: Option<&Verifier>) -> Vec<FoundCheckpoint> {
    let whole = text.replace("\r\n", "\n");
    let whole = whole.trim_start_matches('\u{feff}');
    if let Ok(signed) = SignedCheckpoint::parse_unverified(whole) {
        return vec![FoundCheckpoint { checkpoint: signed.checkpoint, note: Some(signed.note) }];
    }
    let squeezed = without_blanks(text);
    let mut found: Vec<FoundCheckpoint> = Vec::new();
    for at in (ROOT_LEN..squeezed.len()).filter(|at| is_dash(squeezed[*at]) && squeezed[*at - 1] == '=') {
        if let Some(kept) = parse_signed_at(&squeezed, at, key).filter(|kept| !found.contains(kept)) {
            found.push(kept);
        }
    }
    if found.is_empty() {
        found = find_unsigned(text, key);
    }
    found.sort_by_key(|kept| std::cmp::Reverse(kept.checkpoint.size));
    found
}

/// Finds the checkpoint whose signature starts with this dash.
fn parse_signed_at(text: &[char], dash: usize, key: Option<&Verifier>) -> Option<FoundCheckpoint> {
    let root_at = dash - ROOT_LEN;
    let root: String = text[root_at..dash].iter().collect();
    let end = dash + 1 + text[dash + 1..].iter().take(NAME_MAX + SIGNATURE_LEN).position(|c| *c == '=')?;
    let signature_at = (end + 1).checked_sub(SIGNATURE_LEN).filter(|at| *at > dash + 1)?;
    let signature: String = text[signature_at..=end].iter().collect();
    let name: String = text[dash + 1..signature_at].iter().collect();
    let mut first = None;
    for digits in 1..=SIZE_LEN_MAX.min(root_at) {
        if !text[root_at - digits].is_ascii_digit() {
            break;
        }
        if !ends_with(&text[..root_at - digits], &name) {
            continue;
        }
        let size: String = text[root_at - digits..root_at].iter().collect();
        let note = format!("{name}\n{size}\n{root}\n\n\u{2014} {name} {signature}\n");
        let Ok(signed) = SignedCheckpoint::parse_unverified(&note) else { continue };
        let holds = key.is_some_and(|key| SignedCheckpoint::open(&note, key).is_ok());
        let kept = FoundCheckpoint { checkpoint: signed.checkpoint, note: Some(note) };
        if holds {
            return Some(kept);
        }
        first = first.or(Some(kept));
    }
    first
}

/// Finds unsigned checkpoints: a number alone on its line with a root on the next, as on a page that has no room for
/// the signature.
fn find_unsigned(text: &str, key: Option<&Verifier>) -> Vec<FoundCheckpoint> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let read = |at: usize| {
        let size = parse_decimal(lines[at])?;
        let root = STANDARD.decode(lines[at + 1]).ok()?.try_into().ok()?;
        let above = at.checked_sub(1).and_then(|above| KeyName::parse(lines[above]).ok());
        let origin = key.map(|key| key.name().clone()).or(above).unwrap_or(KeyName::parse("?").ok()?);
        Some(FoundCheckpoint { checkpoint: Checkpoint { origin, size, root }, note: None })
    };
    (0..lines.len().saturating_sub(1)).filter_map(read).collect()
}

/// Removes white space, newlines, and the invisible characters that editors insert where a word may be broken.
fn without_blanks(text: &str) -> Vec<char> {
    let invisible = |c: &char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}');
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !invisible(c)).collect()
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

/// Returns whether the character is the dash before a signature, or what an editor makes of it.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2013}' | '\u{2015}' | '-')
}

fn ends_with(text: &[char], name: &str) -> bool {
    let length = name.chars().count();
    text.len() >= length && text[text.len() - length..].iter().copied().eq(name.chars())
}

#[cfg(test)]
mod tests;
