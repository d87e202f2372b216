//! The description of one operation of the API: its parameters, its bodies and its responses.

use axum::http::Method;
use serde_json::{Value, json};

use super::accept::DocumentFormat;
use super::access::Permission;
use super::access::rates::UNCOUNTED;

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// The HTTP method.
    pub method: Method,
    /// The path in the notation of the router: parameters in braces, `{*rest}` for all that follows.
    pub path: String,
    /// The unique operation id.
    pub id: String,
    /// The group, one of the tags of the OpenAPI document.
    pub tag: &'static str,
    /// A short description.
    pub summary: String,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<BodyContent>,
    /// The successful responses.
    pub answers: Vec<ResponseSpec>,
    /// The statuses of the problems that it may return.
    pub problems: Vec<u16>,
    /// Who may call it. Until its handler is joined with it, nobody.
    pub permission: Permission,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// The location.
    pub place: ParameterLocation,
    /// Whether it is required.
    pub required: bool,
    /// The description.
    pub what: &'static str,
    /// The schema.
    pub schema: Value,
}

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterLocation {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

impl ParameterLocation {
    /// Returns the word that OpenAPI uses.
    pub const fn name(self) -> &'static str {
        match self {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
        }
    }
}

/// The contents of a request or response body.
#[derive(Debug, Clone)]
pub enum BodyContent {
    /// JSON with this schema.
    Json(Value),
    /// JSON with this schema, or the same document as CSV or a workbook, depending on `Accept`.
    Forms(Value),
    /// As [`BodyContent::Forms`], or as a calendar.
    Calendar(Value),
    /// Lines of JSON, each with this schema.
    Lines(Value),
    /// Server-sent events whose data has this schema.
    Events(Value),
    /// Plain text.
    Text,
    /// HTML.
    Page,
    /// No body.
    Nothing,
    /// Bytes without a further description.
    Bytes,
    /// A zip file.
    Archive,
}

impl BodyContent {
    /// Returns the media types that it can have.
    pub const fn media_types(&self) -> &'static [&'static str] {
        match self {
            BodyContent::Json(_) => &["application/json"],
            BodyContent::Forms(_) => {
                const {
                    &[
                        DocumentFormat::Json.media_type(),
                        DocumentFormat::Csv.media_type(),
                        DocumentFormat::Xlsx.media_type(),
                    ]
                }
            }
            BodyContent::Calendar(_) => {
                const {
                    &[
                        DocumentFormat::Json.media_type(),
                        DocumentFormat::Csv.media_type(),
                        DocumentFormat::Xlsx.media_type(),
                        crate::app::calendar::MEDIA_TYPE,
                    ]
                }
            }
            BodyContent::Lines(_) => &["application/x-ndjson"],
            // The stream also accepts the media type of its data.
            BodyContent::Events(_) => &[crate::http::stream::MEDIA_TYPE, crate::subscriptions::cloud_event::MEDIA_TYPE],
            BodyContent::Text => &["text/plain"],
            BodyContent::Page => &["text/html"],
            BodyContent::Bytes => &["application/octet-stream"],
            BodyContent::Archive => &[crate::http::bundle::ZIP],
            BodyContent::Nothing => &[],
        }
    }
}

/// A successful response.
#[derive(Debug)]
pub struct ResponseSpec {
    /// The status.
    pub status: u16,
    /// The description.
    pub what: &'static str,
    /// The body.
    pub content: BodyContent,
    /// The headers in addition to those that every response has.
    pub headers: Vec<&'static str>,
}

/// Begins the description of an operation, with the problems that every operation of its kind may return.
pub fn operation(method: Method, path: &str, id: &str, tag: &'static str, summary: &str) -> Operation {
    // Any request may be addressed to another host or want another format. A request that changes something may come
    // from a page of another site. Any operation except those about the service itself may exceed the capacity of the
    // service.
    let mut problems = if method == Method::GET { vec![400, 406, 421, 500] } else { vec![400, 403, 406, 421, 500] };
    if tag != "beheer" {
        problems.push(503);
    }
    Operation {
        method,
        path: path.to_owned(),
        id: id.to_owned(),
        tag,
        summary: summary.to_owned(),
        parameters: Vec::new(),
        body: None,
        answers: Vec::new(),
        problems,
        permission: Permission::AnyOf(Vec::new()),
    }
}

impl Operation {
    /// Adds parameters.
    pub fn with_parameters(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Operation {
        self.parameters.extend(parameters);
        self
    }

    /// Adds the request body, and the problems that reading one may have.
    pub fn with_body(mut self, body: BodyContent) -> Operation {
        self.body = Some(body);
        self.problems.extend([408, 413, 415, 503, 507]);
        self
    }

    /// Adds a successful response.
    pub fn with_response(mut self, status: u16, what: &'static str, content: BodyContent) -> Operation {
        self.answers.push(ResponseSpec { status, what, content, headers: Vec::new() });
        self
    }

    /// Adds a 200 response with a document in each of its formats, and a 304 response.
    pub fn with_document_response(self, what: &'static str, schema: Value) -> Operation {
        self.with_response(200, what, BodyContent::Forms(schema)).with_headers(&["ETag", "Link"]).with_not_modified()
    }

    /// Adds headers to the response that was added last.
    pub fn with_headers(mut self, headers: &[&'static str]) -> Operation {
        let last = self.answers.last_mut().expect("called after an answer");
        last.headers.extend(headers);
        self
    }

    /// Adds the 304 response for a client that already has the current version.
    pub fn with_not_modified(mut self) -> Operation {
        self.parameters.push(Parameter {
            name: "If-None-Match",
            place: ParameterLocation::Header,
            required: false,
            what: "De ETag van een eerder antwoord: is het nog hetzelfde, dan volgt 304 zonder inhoud.",
            schema: json!({ "type": "string" }),
        });
        self.with_response(304, "Het antwoord is nog dat van de ETag in If-None-Match.", BodyContent::Nothing)
            .with_headers(&["ETag"])
    }

    /// Adds statuses of problems.
    pub fn with_problems(mut self, statuses: &[u16]) -> Operation {
        self.problems.extend(statuses);
        self
    }

    /// Says who may call it, with the problems of who may not.
    pub(super) fn permitted_by(mut self, permission: Permission) -> Operation {
        if permission != Permission::Open {
            self.problems.extend([401, 403]);
        }
        if !UNCOUNTED.contains(&self.path.as_str()) {
            self.problems.push(429);
        }
        self.permission = permission;
        self
    }

    /// Returns the media types of its responses.
    pub fn media_types(&self) -> Vec<&'static str> {
        self.answers.iter().flat_map(|answer| answer.content.media_types().iter().copied()).collect()
    }
}

/// Returns the word with a capital first letter, for use in a name.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
