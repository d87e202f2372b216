//! What a browser gets where a program gets a problem document: a page that says the same, or the page to sign in.

use std::fmt::Display;

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::query::Query;
use super::{accept, language};
use crate::language::Language;
use crate::pages::access::TO_KEY;
use crate::pages::address::{Address, LANGUAGE_KEY};
use crate::pages::problem;
use crate::pages::reader::Reader;

/// The content security policy of pages: style sheets and forms of this service, and nothing else. No script runs.
pub const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The first parts of paths that answer programs. Everything else is for people.
const FOR_PROGRAMS: [&str; 6] = ["v1", "tlog", "livez", "readyz", "metrics", ".well-known"];

/// The longest address to go to after signing in.
const TO_MAX: usize = 2_000;

/// Marks a response with the status of a refusal as a page that says itself what is wrong.
#[derive(Debug, Clone, Copy)]
pub struct SaysWhy;

/// Returns the reader of a refusal as a page, if it should be one: the address is not for programs, and the client
/// names HTML, as browsers do. Others get the problem document.
pub fn is_for_people(uri: &Uri, headers: &HeaderMap) -> Option<Reader> {
    let first = uri.path().split('/').nth(1).unwrap_or_default();
    if FOR_PROGRAMS.contains(&first) || !accept::accepts_by_name(headers, "text/html") {
        return None;
    }
    let named = Query::parse(uri.query().unwrap_or_default()).text(LANGUAGE_KEY);
    Some(reader(named.as_deref().and_then(Language::parse), headers))
}

/// Turns the response with a problem document into a page that says the same.
pub fn as_page(written: Response, document: &Value, reader: Reader) -> Response {
    let (mut parts, _) = written.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, problem::page(reader, document).into())
}

pub fn reader(named: Option<Language>, headers: &HeaderMap) -> Reader {
    Reader::at_service(named.unwrap_or_else(|| language::preferred(headers)), named.is_some())
}

/// Sends the browser to another page, so that loading again sends nothing again.
pub fn see(to: &impl Display) -> Response {
    let to = HeaderValue::from_str(&to.to_string()).expect("an address is ASCII");
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// Sends a browser to the page to sign in, and from there back to where it was.
pub fn to_sign_in(uri: &Uri) -> Response {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    let language = Query::parse(uri.query().unwrap_or_default()).text(LANGUAGE_KEY);
    let there = Address::of(&["aanmelden"])
        .with_some(TO_KEY, own_page(wanted))
        .with_some(LANGUAGE_KEY, language.filter(|tag| Language::parse(tag).is_some()));
    see(&there)
}

/// Returns the address if it is one of a page of this service: a browser reads two slashes, or a backslash, as the
/// beginning of another host.
pub fn own_page(to: &str) -> Option<&str> {
    let is_path = to.starts_with('/') && !to.starts_with("//") && to.len() <= TO_MAX;
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let first = to.split(['/', '?', '#']).nth(1).unwrap_or_default();
    (is_path && is_plain && !["aanmelden", "afmelden"].contains(&first)).then_some(to)
}
