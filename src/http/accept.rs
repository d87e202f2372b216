//! Content negotiation: the `Accept` header of a client against the formats of a route.

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::language;
use super::problem::Problem;
use super::{tables, unchanged};
use crate::domain::time::Instant;
use crate::language::Language;
use crate::message;
use crate::render::{self, Files};

/// The formats of downloadable documents, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The format that the schemas describe.
    Json,
    /// The format for programs.
    Csv,
    /// The format for spreadsheets.
    Xlsx,
}

impl Form {
    /// All formats. The first is used if the client has no preference.
    pub const ALL: [Form; 3] = [Form::Json, Form::Csv, Form::Xlsx];

    /// Returns the media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Csv => "text/csv",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Returns the file name extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::Xlsx => "xlsx",
        }
    }

    /// Builds the response in this format. Every format but JSON is a file with a name, and a workbook is in the
    /// language of the caller.
    fn answer(self, body: impl Into<Body>, file_name: &str, language: Language) -> Response {
        let kind = match self {
            Form::Csv => HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
            Form::Json | Form::Xlsx => HeaderValue::from_static(self.media_type()),
        };
        let headers = [(header::CONTENT_TYPE, kind), (header::VARY, HeaderValue::from_static("accept"))];
        let mut answer = (headers, body.into()).into_response();
        if self != Form::Json {
            let named = HeaderValue::try_from(format!("attachment; filename=\"{file_name}\""));
            let named = named.unwrap_or(HeaderValue::from_static("attachment"));
            answer.headers_mut().insert(header::CONTENT_DISPOSITION, named);
        }
        if self == Form::Xlsx {
            language::mark(answer.headers_mut(), language);
        }
        answer
    }
}

/// The format and language that a client wants, and the versions it already has.
#[derive(Debug, Clone)]
pub struct Wish {
    form: Form,
    language: Language,
    asked: Option<Instant>,
    /// The `ETag` values that the client already has, from `If-None-Match`.
    has: Vec<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for Wish {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Wish, Problem> {
        Wish::of(&parts.headers)
    }
}

impl Wish {
    /// Reads the preferences from the headers of a request.
    ///
    /// # Errors
    /// A problem 406 if the client accepts none of the formats.
    pub fn of(headers: &HeaderMap) -> Result<Wish, Problem> {
        let has = headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect();
        let form = form(headers)?;
        let language = if form == Form::Csv { render::csv::LANGUAGE } else { language::preferred(headers) };
        Ok(Wish { form, language, asked: None, has })
    }

    /// Stores the moment that was asked for, so that a file mentions it.
    pub fn known_at(self, asked: Option<Instant>) -> Wish {
        Wish { asked, ..self }
    }

    /// Returns the language of the response.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Returns true if the client wants JSON.
    pub fn is_json(&self) -> bool {
        self.form == Form::Json
    }

    /// Returns true if the client already has the response with this tag.
    pub fn has(&self, tag: &HeaderValue) -> bool {
        unchanged::has(&self.has, tag)
    }

    /// Responds with a JSON document whose body is produced while it is sent.
    pub fn json(&self, body: Body, tag: HeaderValue) -> Response {
        let mut answer = Form::Json.answer(body, "", self.language);
        answer.headers_mut().insert(header::ETAG, tag);
        answer
    }

    /// Responds with a document as JSON, or as a file with the name that `name` returns for an extension. Building a
    /// workbook takes time, so this must run on a thread that may block.
    pub fn answer(self, json: Vec<u8>, files: Files, name: impl FnOnce(&Value, &str) -> String) -> Response {
        let tag = self.tag(&json);
        if unchanged::has(&self.has, &tag) {
            return unchanged::answer(tag);
        }
        let form = self.form;
        let mut answer = self.written(json, files, name);
        answer.headers_mut().insert(header::ETAG, tag);
        if form == Form::Csv {
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
            Form::Json => unchanged::tag(&[json]),
            Form::Csv | Form::Xlsx => unchanged::tag(&[json, form, language, asked, version]),
        }
    }

    fn written(self, json: Vec<u8>, files: Files, name: impl FnOnce(&Value, &str) -> String) -> Response {
        if self.form == Form::Json {
            return self.form.answer(json, "", self.language);
        }
        let mut document: Value = serde_json::from_slice(&json).expect("it was written as JSON");
        if let Some(moment) = self.asked {
            render::note_asked(&mut document["basis"], moment);
        }
        let body = match self.form {
            Form::Json => json,
            Form::Csv => (files.csv)(&document),
            Form::Xlsx => (files.xlsx)(&document, self.language),
        };
        self.form.answer(body, &name(&document, self.form.extension()), self.language)
    }
}

/// Returns the format that the client prefers.
///
/// # Errors
/// A problem 406 if it accepts none of them.
fn form(headers: &HeaderMap) -> Result<Form, Problem> {
    let liked = Form::ALL.into_iter().enumerate().filter_map(|(order, form)| {
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
fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{fraction:0<3}");
    match (whole, digits.get(..3).and_then(|digits| digits.parse::<u16>().ok())) {
        ("0", Some(thousandths)) => thousandths,
        _ => 1000,
    }
}

/// Returns true if a client accepts `offer`, a media type without parameters.
pub fn takes(headers: &HeaderMap, offer: &str) -> bool {
    liking(headers, offer).is_some_and(|(weight, _)| weight > 0)
}

/// Returns true if a client accepts `offer` and names it in full, not only by a range.
pub fn names(headers: &HeaderMap, offer: &str) -> bool {
    liking(headers, offer).is_some_and(|(weight, named)| weight > 0 && named == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        let takes_json = |accept: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            liking(&headers, Form::Json.media_type()).is_some_and(|(weight, _)| weight > 0)
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
        assert_eq!(form(&HeaderMap::new()).ok(), Some(Form::Json));
        let xlsx = Form::Xlsx.media_type();
        for (accept, wanted) in [
            ("*/*", Some(Form::Json)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(Form::Json)),
            ("text/csv", Some(Form::Csv)),
            ("text/*", Some(Form::Csv)),
            ("*/*, text/csv", Some(Form::Csv)),
            ("text/csv;q=0.5, application/json;q=0.50", Some(Form::Json)),
            ("text/csv;q=0.501, application/json;q=0.5", Some(Form::Csv)),
            (xlsx, Some(Form::Xlsx)),
            ("application/*", Some(Form::Json)),
            ("application/json;q=0, application/*", Some(Form::Xlsx)),
            ("text/html", None),
            ("text/csv;q=0", None),
        ] {
            assert_eq!(chosen(accept), wanted, "{accept}");
        }
    }
}
