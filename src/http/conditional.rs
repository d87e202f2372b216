//! Conditional responses by `ETag`: a client that already has the response and names it in `If-None-Match` gets a 304
//! (RFC 9110, 13.1.2).

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use super::problem::Problem;

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

/// Returns true for a tag with the version of a subject, which goes into `If-Match`: any but a digest alone.
pub fn holds_version(tag: &HeaderValue) -> bool {
    tag.len() != DIGITS + 2
}

/// Returns the tag for the same answer in another encoding: a weak one, since its bytes are others.
pub fn weakened(tag: &HeaderValue) -> HeaderValue {
    match tag.to_str() {
        Ok(text) if !text.starts_with("W/") => HeaderValue::try_from(format!("W/{text}")).expect("it was a header"),
        _ => tag.clone(),
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

/// The most bytes of a page that gets a tag; larger ones do not occur, and would have to be in memory whole.
const PAGE_MAX: usize = 32 * 1024 * 1024;

/// How caches keep a page of an address that names a position or a sealing: for one reader, who asks each time whether
/// it still is the same. An erasure changes such a page as well.
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Middleware around pages: a page of an address that names a position or a sealing gets a tag, and a client that
/// already has it a 304.
pub async fn tag_lasting_pages(request: Request, next: Next) -> Response {
    let lasting = *request.method() == Method::GET && names_state(request.uri().query().unwrap_or_default());
    let has: Vec<HeaderValue> = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect();
    let answer = next.run(request).await;
    if !lasting || answer.status() != StatusCode::OK || answer.headers().contains_key(header::ETAG) {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, PAGE_MAX).await else { return Problem::internal().into_response() };
    let tag = etag(&[&bytes]);
    let is_known = matches(&has, &tag);
    parts.headers.insert(header::ETAG, tag);
    parts.headers.insert(header::CACHE_CONTROL, ASK_EACH_TIME);
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        [header::CONTENT_TYPE, header::CONTENT_LENGTH].iter().for_each(|name| drop(parts.headers.remove(name)));
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, bytes.into())
}

/// Returns true for a query that names a position, or a version of a sealing.
fn names_state(query: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(key, value)| matches!(key, "positie" | "versie") && is_number(value))
}

/// Returns the response for a client that already has it.
pub fn not_modified(tag: HeaderValue) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_version_is_told_from_a_digest() {
        let of = |tag: &str| holds_version(&HeaderValue::from_str(tag).unwrap());
        assert!(of("\"3\"") && of("\"12-0123456789abcdef\"") && of("\"123456789\""));
        assert!(!holds_version(&etag(&[b"x"])));
    }

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
