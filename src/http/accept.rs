//! Content negotiation: the `Accept` header of a client against the formats of a route.

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::language;
use super::problem::Problem;
use super::{conditional, tables};
use crate::domain::time::Instant;
use crate::language::Language;
use crate::message;
use crate::render::{self, FileFormats};

/// The formats of downloadable documents, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentFormat {
    /// The format that the schemas describe.
    Json,
    /// The format for programs.
    Csv,
    /// The format for spreadsheets.
    Xlsx,
}

impl DocumentFormat {
    /// All formats. The first is used if the client has no preference.
    pub const ALL: [DocumentFormat; 3] = [DocumentFormat::Json, DocumentFormat::Csv, DocumentFormat::Xlsx];

    /// Returns the media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            DocumentFormat::Json => "application/json",
            DocumentFormat::Csv => "text/csv",
            DocumentFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Returns the file name extension.
    pub const fn extension(self) -> &'static str {
        match self {
            DocumentFormat::Json => "json",
            DocumentFormat::Csv => "csv",
            DocumentFormat::Xlsx => "xlsx",
        }
    }

    /// Builds the response in this format. Every format but JSON is a file with a name, and a workbook is in the
    /// language of the caller.
    fn answer(self, body: impl Into<Body>, file_name: &str, language: Language) -> Response {
        let kind = match self {
            DocumentFormat::Csv => HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
            DocumentFormat::Json | DocumentFormat::Xlsx => HeaderValue::from_static(self.media_type()),
        };
        let headers = [(header::CONTENT_TYPE, kind), (header::VARY, HeaderValue::from_static("accept"))];
        let mut answer = (headers, body.into()).into_response();
        if self != DocumentFormat::Json {
            let named = HeaderValue::try_from(format!("attachment; filename=\"{file_name}\""));
            let named = named.unwrap_or(HeaderValue::from_static("attachment"));
            answer.headers_mut().insert(header::CONTENT_DISPOSITION, named);
        }
        if self == DocumentFormat::Xlsx {
            language::set_language_headers(answer.headers_mut(), language);
        }
        answer
    }
}

/// The format and language that a client wants, and the versions it already has.
#[derive(Debug, Clone)]
pub struct ResponsePreferences {
    form: DocumentFormat,
    language: Language,
    asked: Option<Instant>,
    /// The `ETag` values that the client already has, from `If-None-Match`.
    has: Vec<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for ResponsePreferences {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ResponsePreferences, Problem> {
        ResponsePreferences::of(&parts.headers)
    }
}

impl ResponsePreferences {
    /// Reads the preferences from the headers of a request.
    ///
    /// # Errors
    /// A problem 406 if the client accepts none of the formats.
    pub fn of(headers: &HeaderMap) -> Result<ResponsePreferences, Problem> {
        let has = headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect();
        let form = form(headers)?;
        let language = if form == DocumentFormat::Csv { render::csv::LANGUAGE } else { language::preferred(headers) };
        Ok(ResponsePreferences { form, language, asked: None, has })
    }

    /// Stores the moment that was asked for, so that a file mentions it.
    pub fn known_at(self, asked: Option<Instant>) -> ResponsePreferences {
        ResponsePreferences { asked, ..self }
    }

    /// Returns the language of the response.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Returns true if the client wants JSON.
    pub fn is_json(&self) -> bool {
        self.form == DocumentFormat::Json
    }

    /// Returns true if the client already has the response with this tag.
    pub fn has(&self, tag: &HeaderValue) -> bool {
        conditional::matches(&self.has, tag)
    }

    /// Responds with a JSON document whose body is produced while it is sent.
    pub fn json(&self, body: Body, tag: HeaderValue) -> Response {
        let mut answer = DocumentFormat::Json.answer(body, "", self.language);
        answer.headers_mut().insert(header::ETAG, tag);
        answer
    }

    /// Responds with a document as JSON, or as a file with the name that `name` returns for an extension. Building a
    /// workbook takes time, so this must run on a thread that may block.
    pub fn answer(self, json: Vec<u8>, files: FileFormats, name: impl FnOnce(&Value, &str) -> String) -> Response {
        let tag = self.tag(&json);
        if conditional::matches(&self.has, &tag) {
            return conditional::not_modified(tag);
        }
        let form = self.form;
        let mut answer = self.written(json, files, name);
        answer.headers_mut().insert(header::ETAG, tag);
        if form == DocumentFormat::Csv {
            answer.headers_mut().append(header::LINK, tables::described_by(files));
        }
        answer
    }

    /// Returns the tag of a response. It follows from the document and the way it is written, so it is known before the
    /// file is built.
    fn tag(&self, json: &[u8]) -> HeaderValue {
        let asked = self.asked.map(|moment| moment.to_string()).unwrap_or_default();
        let written = [self.form.extension(), self.language.tag(), &asked, env!("CARGO_PKG_VERSION")];
        let [form, language, asked, version] = written.map(str::as_bytes);
        match self.form {
            // The document itself is the same in every version and language.
            DocumentFormat::Json => conditional::etag(&[json]),
            DocumentFormat::Csv | DocumentFormat::Xlsx => conditional::etag(&[json, form, language, asked, version]),
        }
    }

    fn written(self, json: Vec<u8>, files: FileFormats, name: impl FnOnce(&Value, &str) -> String) -> Response {
        if self.form == DocumentFormat::Json {
            return self.form.answer(json, "", self.language);
        }
        let mut document: Value = serde_json::from_slice(&json).expect("it was written as JSON");
        if let Some(moment) = self.asked {
            render::set_asked_at(&mut document["basis"], moment);
        }
        let body = match self.form {
            DocumentFormat::Json => json,
            DocumentFormat::Csv => (files.csv)(&document),
            DocumentFormat::Xlsx => (files.xlsx)(&document, self.language),
        };
        self.form.answer(body, &name(&document, self.form.extension()), self.language)
    }
}

/// Returns the format that the client prefers.
///
/// # Errors
/// A problem 406 if it accepts none of them.
fn form(headers: &HeaderMap) -> Result<DocumentFormat, Problem> {
    let liked = DocumentFormat::ALL.into_iter().enumerate().filter_map(|(order, form)| {
        // A named type precedes `*/*` of the same weight; after that, the order of preference of the server decides.
        let (weight, named) = liking(headers, form.media_type()).filter(|(weight, _)| *weight > 0)?;
        Some(((weight, named, std::cmp::Reverse(order)), form))
    });
    liked.max_by_key(|(liking, _)| *liking).map(|(_, form)| form).ok_or_else(|| {
        let detail = message!("problem-format");
        Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail)
    })
}

/// Returns how much a client prefers `offer`, a media type without parameters: the weight in thousandths, and how
/// exactly it is named, from 0 (by `*/*`) to 2 (in full). `None` if no range matches; without the header everything is
/// accepted.
fn liking(headers: &HeaderMap, offer: &str) -> Option<(u16, u8)> {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
        .peekable();
    if ranges.peek().is_none() {
        return Some((1000, 0));
    }
    let kind = offer.split('/').next().unwrap_or_default();
    // The most specific range decides, so `*/*, application/json;q=0` accepts everything except JSON.
    let mut best: Option<(u16, u8)> = None;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let told = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let named = match name.as_str() {
            "*/*" | "*" => 0,
            name if name.strip_suffix("/*") == Some(kind) => 1,
            name if name == offer => 2,
            _ => continue,
        };
        if best.is_none_or(|(_, other)| named >= other) {
            best = Some((told.map_or(1000, thousandths), named));
        }
    }
    best
}

/// Parses a weight: `0.85` is 850. An invalid weight counts as the maximum, as if it were absent.
pub(super) fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{fraction:0<3}");
    match (whole, digits.get(..3).and_then(|digits| digits.parse::<u16>().ok())) {
        ("0", Some(thousandths)) => thousandths,
        _ => 1000,
    }
}

/// Returns true if a client accepts `offer`, a media type without parameters.
pub fn accepts(headers: &HeaderMap, offer: &str) -> bool {
    liking(headers, offer).is_some_and(|(weight, _)| weight > 0)
}

/// Returns true if a client names `offer` in full and prefers it to every document format.
pub fn prefers(headers: &HeaderMap, offer: &str) -> bool {
    let liked = liking(headers, offer).filter(|(weight, named)| *weight > 0 && *named == 2);
    let others = DocumentFormat::ALL.into_iter().filter_map(|form| liking(headers, form.media_type()));
    liked.is_some_and(|liked| others.into_iter().all(|other| other < liked))
}

/// Returns true if a client accepts `offer` and names it in full, not only by a range.
pub fn accepts_by_name(headers: &HeaderMap, offer: &str) -> bool {
    liking(headers, offer).is_some_and(|(weight, named)| weight > 0 && named == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        let takes_json = |accept: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            liking(&headers, DocumentFormat::Json.media_type()).is_some_and(|(weight, _)| weight > 0)
        };
        for yes in
            ["*/*", "application/json", "text/html, application/*;q=0.8", "text/csv;q=0, */*;q=0.1", "Application/JSON"]
        {
            assert!(takes_json(yes), "{yes}");
        }
        for no in ["text/csv", "application/json;q=0, */*", "text/html", "application/xml, text/*"] {
            assert!(!takes_json(no), "{no}");
        }
    }

    #[test]
    fn a_client_gets_the_form_it_likes_best() {
        let chosen = |accept: &str| form(&HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())])).ok();
        assert_eq!(form(&HeaderMap::new()).ok(), Some(DocumentFormat::Json));
        let xlsx = DocumentFormat::Xlsx.media_type();
        for (accept, wanted) in [
            ("*/*", Some(DocumentFormat::Json)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(DocumentFormat::Json)),
            ("text/csv", Some(DocumentFormat::Csv)),
            ("text/*", Some(DocumentFormat::Csv)),
            ("*/*, text/csv", Some(DocumentFormat::Csv)),
            ("text/csv;q=0.5, application/json;q=0.50", Some(DocumentFormat::Json)),
            ("text/csv;q=0.501, application/json;q=0.5", Some(DocumentFormat::Csv)),
            (xlsx, Some(DocumentFormat::Xlsx)),
            ("application/*", Some(DocumentFormat::Json)),
            ("application/json;q=0, application/*", Some(DocumentFormat::Xlsx)),
            ("text/html", None),
            ("text/csv;q=0", None),
        ] {
            assert_eq!(chosen(accept), wanted, "{accept}");
        }
    }
}
