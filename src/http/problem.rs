//! Problem documents (RFC 9457): the only place that maps errors to statuses.
//!
//! A handler returns a [`Problem`] and the middleware writes it, since only the middleware knows the path of the
//! request and sees the responses that the framework creates itself. The public code and text are returned to the
//! client; the cause is logged.

mod conversions;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::descriptors::ThrottledWarning;
use super::language;
use crate::app::ClockDoubt;
use crate::app::error::CLOCK_DOUBTED;
use crate::app::queries::QueryError;
use crate::app::{AppError, Refusal};
use crate::domain::proposal::FieldError;
use crate::language::{Language, Message};
use crate::log::LogError;
use crate::log::error::is_out_of_descriptors;
use crate::message;

/// The prefix of the code in the `type` of a problem.
const TYPE_PREFIX: &str = "urn:nl:peildatum:probleem:";

/// The code for a full disk.
pub const DISK_FULL: &str = "schijf-vol";
/// The code for a folder that is read-only.
pub const READ_ONLY: &str = "alleen-lezen";

/// The media type of a problem document.
pub const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Descriptors become free as waiting connections are closed, within half a minute at the latest.
const CROWDED_RETRY_SECONDS: u16 = 5;

/// The extension with the line of a file, counted from 1.
const LINE: &str = "regel";

/// A response that explains what is wrong and what to do about it.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemParts>);

/// The parts of a problem. They are on the heap because most responses are not problems and should not pay for their
/// size.
#[derive(Debug, Clone)]
struct ProblemParts {
    status: StatusCode,
    /// The stable kind of problem, which is the end of `type`.
    code: &'static str,
    detail: Message,
    errors: Vec<FieldError>,
    extensions: Map<String, Value>,
    headers: HeaderMap,
}

impl Problem {
    /// Creates a problem with a status, a stable code, and a sentence that explains what to do.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Message>) -> Problem {
        let (errors, extensions, headers) = (Vec::new(), Map::new(), HeaderMap::new());
        Problem(Box::new(ProblemParts { status, code, detail: detail.into(), errors, extensions, headers }))
    }

    /// Creates a problem 400 with all errors in the input.
    pub fn bad_input(errors: Vec<FieldError>) -> Problem {
        let detail = match errors.as_slice() {
            [one] => one.named(),
            several => message!("problem-input-many", count = several.len()),
        };
        let mut problem = Problem::new(StatusCode::BAD_REQUEST, "ongeldige-invoer", detail);
        problem.0.errors = errors;
        problem
    }

    /// Creates a problem 400 with one error in the input.
    pub fn bad_field(field: &str, code: &'static str, message: impl Into<Message>) -> Problem {
        Problem::bad_input(vec![FieldError::new(field, code, message)])
    }

    /// Creates a problem 404: nothing exists at the address.
    pub fn not_found(detail: impl Into<Message>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "niet-gevonden", detail)
    }

    /// Creates a problem 500 for an internal error. The caller logs the cause; it is never part of the response.
    pub fn internal() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "interne-fout", message!("problem-internal"))
    }

    /// Creates a problem 503: the service is at capacity and did not start this request. The client should retry after
    /// this many seconds.
    pub fn busy(detail: impl Into<Message>, seconds: u16) -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "bezet", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Creates a problem 503: no file descriptor is left and nothing was written. Only this request is refused.
    pub fn no_descriptor_left() -> Problem {
        static WARNED: ThrottledWarning = ThrottledWarning::new();
        if let Some(times) = WARNED.now() {
            tracing::warn!(times, "requests were refused since no file descriptor is left");
        }
        Problem::busy(message!("problem-crowded"), CROWDED_RETRY_SECONDS)
    }

    /// Adds a member for the reader of the document.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Problem {
        self.0.extensions.insert(key.to_owned(), value.into());
        self
    }

    /// Sets the list of errors.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Problem {
        self.0.errors = errors;
        self
    }

    /// Adds a header of the response.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Problem {
        self.0.headers.insert(name, value);
        self
    }

    /// Returns the status, the sentence and the errors, for a page that says the same.
    pub fn parts(&self) -> (StatusCode, &Message, &[FieldError]) {
        (self.0.status, &self.0.detail, &self.0.errors)
    }

    /// Creates the problem for a response of the framework that has only a status.
    pub fn of_status(status: StatusCode) -> Problem {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("niet-gevonden", message!("problem-no-address")),
            StatusCode::METHOD_NOT_ALLOWED => ("methode-niet-toegestaan", message!("problem-method")),
            StatusCode::BAD_REQUEST => ("ongeldig-verzoek", message!("problem-unreadable")),
            StatusCode::REQUEST_TIMEOUT => ("verzoek-te-traag", message!("problem-too-slow")),
            StatusCode::PAYLOAD_TOO_LARGE => ("verzoek-te-groot", message!("problem-too-large")),
            StatusCode::URI_TOO_LONG => ("adres-te-lang", message!("problem-address-long")),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ("kop-te-groot", message!("problem-head-large")),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("mediatype-niet-ondersteund", message!("problem-media-type")),
            _ if status.is_server_error() => {
                let mut problem = Problem::internal();
                problem.0.status = status;
                return problem;
            }
            _ => ("verzoek-geweigerd", message!("problem-refused")),
        };
        Problem::new(status, code, detail)
    }

    fn title(&self) -> Message {
        match self.0.status {
            StatusCode::BAD_REQUEST => message!("title-input"),
            StatusCode::UNAUTHORIZED => message!("title-unauthorized"),
            StatusCode::NOT_FOUND => message!("title-not-found"),
            StatusCode::METHOD_NOT_ALLOWED => message!("title-method"),
            StatusCode::NOT_ACCEPTABLE => message!("title-not-acceptable"),
            StatusCode::REQUEST_TIMEOUT => message!("title-timeout"),
            StatusCode::CONFLICT => message!("title-conflict"),
            StatusCode::PRECONDITION_FAILED => message!("title-precondition"),
            StatusCode::PAYLOAD_TOO_LARGE => message!("title-too-large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => message!("title-media-type"),
            StatusCode::INSUFFICIENT_STORAGE => message!("title-full"),
            StatusCode::TOO_MANY_REQUESTS => message!("title-wait"),
            StatusCode::SERVICE_UNAVAILABLE => message!("title-unavailable"),
            status if status.is_server_error() => message!("title-internal"),
            _ => message!("title-refused"),
        }
    }

    /// Returns the document in `language`. `instance` is the path of the request without its query, which may contain
    /// what must not be logged.
    pub fn document(&self, instance: &str, language: Language) -> Value {
        let mut document = self.0.extensions.clone();
        document.insert("type".into(), format!("{TYPE_PREFIX}{}", self.0.code).into());
        document.insert("title".into(), self.title().in_language(language).into());
        document.insert("status".into(), self.0.status.as_u16().into());
        document.insert("code".into(), self.0.code.into());
        document.insert("detail".into(), self.0.detail.in_language(language).into());
        document.insert("instance".into(), instance.into());
        if !self.0.errors.is_empty() {
            document.insert("fouten".into(), self.error_list(language));
        }
        Value::Object(document)
    }

    /// Returns the errors, each with the line of the file if there is one.
    fn error_list(&self, language: Language) -> Value {
        let mut errors: Value = self.0.errors.iter().map(|error| error.to_json(language)).collect();
        if let Some(line) = self.0.extensions.get(LINE) {
            errors.as_array_mut().into_iter().flatten().for_each(|error| error[LINE] = line.clone());
        }
        errors
    }

    /// Writes the document into the response in place of its placeholder.
    pub fn write(self, instance: &str, mut headers: HeaderMap, language: Language) -> Response {
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, MEDIA_TYPE);
        headers.extend(self.0.headers.clone());
        language::set_language_headers(&mut headers, language);
        let body = self.document(instance, language).to_string();
        (self.0.status, headers, body).into_response()
    }
}

impl IntoResponse for Problem {
    /// Creates a placeholder: the middleware finds the problem in the extensions and writes it.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Problem {
    /// Creates the problem for a list of events, with the index of the event in each error.
    pub fn of_list(error: AppError) -> Problem {
        Problem::of_app(error, |index, error| error.in_list(index))
    }

    fn of_app(error: AppError, place: fn(usize, FieldError) -> FieldError) -> Problem {
        super::metrics::refused(&error);
        Problem::of_cause(error, place)
    }

    fn of_cause(error: AppError, place: fn(usize, FieldError) -> FieldError) -> Problem {
        match error {
            AppError::Input { index, errors } => {
                Problem::bad_input(errors.into_iter().map(|error| place(index, error)).collect())
            }
            AppError::Refused(refusal) => {
                let Refusal { index, code, message, field, positions } = *refusal;
                let error = FieldError::new(field.unwrap_or_default(), code, message.clone());
                let errors = vec![place(index, error)];
                Problem::new(StatusCode::CONFLICT, code, message).with("posities", positions).with_errors(errors)
            }
            AppError::Conflict { index, position, .. } => {
                let (code, message) = (error.code(), error.message());
                let errors = vec![place(index, FieldError::new("id", code, message.clone()))];
                Problem::new(StatusCode::CONFLICT, code, message).with("posities", vec![position]).with_errors(errors)
            }
            AppError::Precondition { present, .. } => {
                Problem::new(StatusCode::PRECONDITION_FAILED, error.code(), error.message())
                    .with("onderwerpVersie", present)
            }
            AppError::Line { line, cause, written, .. } => {
                let problem = Problem::of_cause(*cause, |_, error| error).with(LINE, line);
                if written == 0 { problem } else { problem.with("geschreven", written) }
            }
            AppError::Read { source, .. } | AppError::Write(source) if is_out_of_descriptors(&source) => {
                Problem::no_descriptor_left()
            }
            AppError::Partly { cause, written } => {
                let mut problem = Problem::of_cause(*cause, place).with("geschreven", written);
                problem.0.detail = message!("app-partly", cause = problem.0.detail.clone(), written = written);
                problem
            }
            AppError::Read { source, .. } => {
                tracing::debug!(error = %source, "the body of an import could not be read");
                Problem::bad_field("", "ongeldige-tekst", message!("problem-no-text"))
            }
            AppError::Write(source) => {
                tracing::error!(error = %source, "an answer could not be written");
                Problem::internal()
            }
            AppError::Clock(doubt) => Problem::from(doubt),
            AppError::Log(error) => Problem::from(error),
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Problem {
        Problem::of_app(error, |_, error| error)
    }
}

impl From<ClockDoubt> for Problem {
    /// An unreliable clock is a problem of the machine, not of the caller: its administrator must act.
    fn from(doubt: ClockDoubt) -> Problem {
        tracing::error!(error = doubt.message().logged(), "the clock");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, CLOCK_DOUBTED, doubt.message())
    }
}

impl From<LogError> for Problem {
    /// Errors of the log are problems of the service, not of the caller. Each is logged here, once.
    fn from(error: LogError) -> Problem {
        let unavailable = |code, detail| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        let told = match &error {
            LogError::TooLarge { .. } => return Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
            LogError::Closed => {
                return unavailable("dienst-stopt", message!("problem-stopping"))
                    .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            LogError::HeadMoved { .. } => return unavailable("logboek-schoof-op", message!("problem-moved")),
            LogError::OutOfDescriptors { .. } => return Problem::no_descriptor_left(),
            LogError::ReadOnly { full: true, .. } => return disk_full(error.message()),
            LogError::ReadOnly { .. } => return unavailable(READ_ONLY, error.message()),
            LogError::DiskFull { .. } | LogError::NoRoom { .. } => disk_full(message!("problem-disk-full")),
            LogError::Failed { .. } => unavailable("logboek-gestopt", message!("problem-log-stopped")),
            LogError::InUse { .. }
            | LogError::Damaged(_)
            | LogError::Format { .. }
            | LogError::Origin { .. }
            | LogError::CheckpointNotWritten { .. }
            | LogError::Io { .. } => Problem::internal(),
        };
        tracing::error!(error = error.message().logged(), "the log");
        told
    }
}

/// Creates a problem 507: the disk is full, so nothing was written.
pub fn disk_full(detail: Message) -> Problem {
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, DISK_FULL, detail)
}

impl Problem {
    /// Creates the problem for errors in several fields of a query, reported together.
    pub fn of_fields(errors: Vec<(&'static str, QueryError)>) -> Problem {
        let listed = errors.iter().map(|(field, error)| FieldError::new(*field, error.code(), error.message()));
        let listed: Vec<FieldError> = listed.collect();
        let mut problems = errors.into_iter().map(|(_, error)| Problem::from(error));
        match problems.find(|problem| problem.0.status != StatusCode::BAD_REQUEST) {
            Some(problem) => problem.with_errors(listed),
            None => Problem::bad_input(listed),
        }
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Problem {
        let (code, detail) = (error.code(), error.message());
        match error {
            QueryError::Empty
            | QueryError::NoSuchRound(_)
            | QueryError::NeitherDayNorRound { .. }
            | QueryError::NoSuchNode(_)
            | QueryError::NoSuchSubject(_)
            | QueryError::NoSuchSealing { .. }
            | QueryError::BadRound(_) => Problem::new(StatusCode::NOT_FOUND, code, detail),
            QueryError::NoSuchPosition { .. } => Problem::bad_field("positie", code, detail),
            QueryError::TooManyRounds { .. } => Problem::bad_field("rondes", code, detail),
            QueryError::TooManyCells | QueryError::AgendaFull { .. } => Problem::bad_field("onderdeel", code, detail),
            QueryError::BeforeFirstDay { .. } => Problem::bad_field("geldigOp", code, detail),
            QueryError::BeforeFirst { .. } | QueryError::InFuture { .. } => {
                Problem::bad_field("beschikbaarOp", code, detail)
            }
            QueryError::Overflow
            | QueryError::RoundBeforeFirstDay { .. }
            | QueryError::UnknownShape(_)
            | QueryError::NoSuchDecision(_)
            | QueryError::SeveralDecisions(_) => Problem::new(StatusCode::CONFLICT, code, detail),
            QueryError::Unreadable(unreadable) => {
                tracing::error!(error = %unreadable, "a record can not be read");
                Problem::internal()
            }
            QueryError::Log(error) => Problem::from(error),
        }
    }
}
