//! Conditional responses by `ETag`: a client that already has the response and names it in `If-None-Match` gets a 304
//! (RFC 9110, 13.1.2).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

/// The number of hexadecimal digits of a tag: 64 bits distinguish the responses of one address.
const DIGITS: usize = 16;

/// Returns the tag of a response that is determined by these parts. It is a strong tag, since equal parts give equal
/// bytes.
pub fn etag(parts: &[&[u8]]) -> HeaderValue {
    quoted(&digest(parts))
}

/// Returns the tag of a subject: the version, which `If-Match` compares, and a digest that distinguishes responses with
/// that version. The response also depends on events about other subjects, and on the day.
pub fn subject_etag(version: u64, parts: &[&[u8]]) -> HeaderValue {
    quoted(&format!("{version}-{}", digest(parts)))
}

fn digest(parts: &[&[u8]]) -> String {
    let mut sum = Sha256::new();
    for part in parts {
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part);
    }
    let mut digits = hex::encode(sum.finalize());
    digits.truncate(DIGITS);
    digits
}

fn quoted(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).expect("digits and letters in quotes")
}

/// Returns the version in a tag: that of a subject, or a bare one.
pub fn version_in(tag: &str) -> Option<&str> {
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    match tag.split_once('-') {
        None => Some(tag),
        Some((version, rest)) if rest.len() == DIGITS && rest.bytes().all(|b| b.is_ascii_hexdigit()) => Some(version),
        Some(_) => None,
    }
}

/// Returns true if the tag is among those of the client, from its `If-None-Match`.
pub fn matches<'h>(told: impl IntoIterator<Item = &'h HeaderValue>, tag: &HeaderValue) -> bool {
    let lists = told.into_iter().filter_map(|value| value.to_str().ok());
    // A proxy that compresses a response weakens its tag; here both forms mean the same.
    lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|one| one == "*" || tag.to_str().is_ok_and(|tag| one.strip_prefix("W/").unwrap_or(one) == tag))
}

/// Returns the response for a client that already has it.
pub fn not_modified(tag: HeaderValue) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_matches_by_itself_weak_or_in_a_list_and_anything_matches_a_star() {
        let tag = etag(&[b"a"]);
        let named = |value: String| matches(&[value.parse().unwrap()], &tag);
        let text = tag.to_str().unwrap();
        for yes in [text.to_owned(), format!("W/{text}"), format!("\"x\", {text}"), "*".to_owned()] {
            assert!(named(yes.clone()), "{yes}");
        }
        for no in ["\"x\"", "", "ca978112ca1bbdca"] {
            assert!(!named(no.to_owned()), "{no}");
        }
    }

    #[test]
    fn the_version_is_read_from_a_tag_and_from_nothing_like_one() {
        for (tag, version) in
            [("\"3\"", Some("3")), ("\"3-0123456789abcdef\"", Some("3")), ("\"3-\"", None), ("3", None)]
        {
            assert_eq!(version_in(tag), version, "{tag}");
        }
        assert_eq!(version_in(subject_etag(12, &[b"a"]).to_str().unwrap()), Some("12"));
    }
}
