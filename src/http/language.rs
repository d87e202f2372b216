//! The language of a response: Dutch, unless the caller prefers English (`Accept-Language`, RFC 9110). All text for
//! people in a response is in that language, and a header names it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::language::Language;

/// The language that the caller of a request prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallerLanguage(pub Language);

impl<S: Sync> FromRequestParts<S> for CallerLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<CallerLanguage, Infallible> {
        Ok(CallerLanguage(preferred(&parts.headers)))
    }
}

/// Returns the language that the headers prefer; Dutch if there is no preference.
pub fn preferred(headers: &HeaderMap) -> Language {
    let ranges = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<(&str, u16)> = ranges.flat_map(|value| value.split(',')).filter_map(range).collect();
    let weight = |language: Language| {
        let named = ranges.iter().filter(|(tag, _)| Language::parse(tag) == Some(language));
        let any = ranges.iter().filter(|(tag, _)| *tag == "*");
        // A named language precedes the weight of `*`.
        named.map(|(_, weight)| *weight).max().or_else(|| any.map(|(_, weight)| *weight).max()).unwrap_or(0)
    };
    if weight(Language::English) > weight(Language::Dutch) { Language::English } else { Language::Dutch }
}

/// Parses `en-GB;q=0.8` into a tag and thousandths; `None` if it is invalid.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = match parts.find_map(|part| part.strip_prefix("q=")) {
        None => 1000,
        Some(weight) => thousandths(weight)?,
    };
    Some((tag, weight))
}

/// Parses a weight from 0 to 1 with at most three decimals (RFC 9110) into thousandths.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (thousandths <= 1000).then_some(thousandths)
}

/// Sets the headers for the language of a response, and for its dependence on the caller.
pub fn set_language_headers(headers: &mut HeaderMap, language: Language) {
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    let varies = HeaderValue::from_static("Accept-Language");
    if !headers.get_all(header::VARY).iter().any(|other| *other == varies) {
        headers.append(header::VARY, varies);
    }
}

/// Returns the response, which is in this language, with the headers for that language.
pub fn with_language(language: Language, answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    set_language_headers(answer.headers_mut(), language);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_dutch_unless_english_is_preferred() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
            preferred(&headers)
        };
        assert_eq!(preferred(&HeaderMap::new()), Language::Dutch);
        for english in
            ["en", "en-GB", "EN-us,nl;q=0.5", "de, en;q=0.4", "nl;q=0.3, en;q=0.7", "nl;q=0, *", "en;q=1.0, nl;q=0.9"]
        {
            assert_eq!(of(english), Language::English, "{english}");
        }
        for dutch in
            ["nl", "nl-NL,nl;q=0.9,en;q=0.8", "*", "de", "", "en;q=0", "en;q=vijf", "nl, en", "en;q=0.5, *;q=0.9"]
        {
            assert_eq!(of(dutch), Language::Dutch, "{dutch}");
        }
    }
}
