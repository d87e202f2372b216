//! What a client accepts: the `Accept` header against the formats that a route has.

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

/// The formats of what people take away as a file, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What the schemas describe.
    Json,
    /// For programs.
    Csv,
    /// For spreadsheets.
    Xlsx,
}

impl Form {
    /// Every one of them, the first where a client has no wish.
    pub const ALL: [Form; 3] = [Form::Json, Form::Csv, Form::Xlsx];

    /// Its media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Csv => "text/csv",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// What the name of a file in it ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Csv => "csv",
            Form::Xlsx => "xlsx",
        }
    }

    /// The answer in this form; what is no JSON is a file with a name, and a workbook is in the language of whoever asks.
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

/// How an answer is wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    form: Form,
    language: Language,
    asked: Option<Instant>,
    /// The answers that the client has already, by their tags.
    has: Vec<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for Wish {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Wish, Problem> {
        Wish::of(&parts.headers)
    }
}

impl Wish {
    /// What the headers of a request ask for.
    ///
    /// # Errors
    /// A problem 406 when the client takes none of the forms.
    pub fn of(headers: &HeaderMap) -> Result<Wish, Problem> {
        let has = headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect();
        let form = form(headers)?;
        let language = if form == Form::Csv { render::csv::LANGUAGE } else { language::preferred(headers) };
        Ok(Wish { form, language, asked: None, has })
    }

    /// The same, telling in a file that this moment was asked for.
    pub fn known_at(self, asked: Option<Instant>) -> Wish {
        Wish { asked, ..self }
    }

    /// The language of the answer.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether it is wanted as JSON.
    pub fn is_json(&self) -> bool {
        self.form == Form::Json
    }

    /// Whether the client has the answer with this tag.
    pub fn has(&self, tag: &HeaderValue) -> bool {
        unchanged::has(&self.has, tag)
    }

    /// A document as JSON, in a body that is made while it is taken.
    pub fn json(&self, body: Body, tag: HeaderValue) -> Response {
        let mut answer = Form::Json.answer(body, "", self.language);
        answer.headers_mut().insert(header::ETAG, tag);
        answer
    }

    /// A document as JSON, or as one of its files under the name that `name` gives for an extension. Making a workbook takes its
    /// time: for a thread that may block.
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

    /// Tells one answer from another: by the document, and by how it is written down, before that is done.
    fn tag(&self, json: &[u8]) -> HeaderValue {
        let asked = self.asked.map(|moment| moment.to_string()).unwrap_or_default();
        let written = [self.form.extension(), self.language.tag(), &asked, env!("CARGO_PKG_VERSION")];
        let [form, language, asked, version] = written.map(str::as_bytes);
        match self.form {
            // The document itself, in every version and language.
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

/// The form that a client likes best.
///
/// # Errors
/// A problem 406 when it takes none of them.
fn form(headers: &HeaderMap) -> Result<Form, Problem> {
    let liked = Form::ALL.into_iter().enumerate().filter_map(|(order, form)| {
        // A named type goes before `*/*` of the same weight; then the order in which they are offered.
        let (weight, named) = liking(headers, form.media_type()).filter(|(weight, _)| *weight > 0)?;
        Some(((weight, named, std::cmp::Reverse(order)), form))
    });
    liked.max_by_key(|(liking, _)| *liking).map(|(_, form)| form).ok_or_else(|| {
        let detail = message!("problem-format");
        Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail)
    })
}

/// How much a client likes `offer`, a media type without parameters: in thousandths, and how exactly it names it, from 0
/// (as anything) to 2 (by name). None where it does not say; without the header it takes anything.
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
    // The most specific range decides, so `*/*, application/json;q=0` takes everything but JSON.
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

/// `0.85` is 850; what is no weight counts as the most, as if it were not there.
fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{fraction:0<3}");
    match (whole, digits.get(..3).and_then(|digits| digits.parse::<u16>().ok())) {
        ("0", Some(thousandths)) => thousandths,
        _ => 1000,
    }
}

/// True when a client takes `offer`, a media type without parameters.
pub fn takes(headers: &HeaderMap, offer: &str) -> bool {
    liking(headers, offer).is_some_and(|(weight, _)| weight > 0)
}

/// True when a client names `offer` itself, not only a range that it is in, and takes it.
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
