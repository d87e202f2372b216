//! The client of a running service: runs the same commands through its API, and prints its problem documents as
//! one-line errors.

use std::io::Read;
use std::time::Duration;

use serde_json::Value;
use ureq::http::Response;
use ureq::http::header::{ACCEPT_LANGUAGE, HeaderValue, LINK};
use ureq::middleware::MiddlewareNext;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, SendBody};

use super::authorities::AuthorityArgs;
use super::failure::Failure;
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::domain::json;
use crate::language::{Message, describe_io_error};
use crate::message;

/// The limit for making a connection; the answer itself may take as long as the work does.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest problem document that is read: a refused file names one line, a refused event hundreds of fields at most.
const PROBLEM_BYTES_MAX: u64 = 1024 * 1024;

/// The most entries of its `fouten` that the error line names.
const ERRORS_SHOWN_MAX: usize = 3;

/// The status for an event that was recorded now; for an event that the log had already it is another one.
const CREATED: u16 = 201;

/// The code of a service whose log stopped accepting events: the operator has to look at its folder.
const LOG_STOPPED: &str = "logboek-gestopt";

/// The code of a sealing that the log no longer reproduces: the question was answered, and the answer is no.
const DIFFERS: &str = "vaststelling-afwijkend";

/// Returns the name of the line with this number in the sender's files: `drafts.ndjson:17`.
pub type NamedLine<'a> = &'a dyn Fn(u64) -> Option<String>;

/// A service by its address, and a token for it.
pub struct Client {
    agent: Agent,
    base: String,
    token: Option<String>,
}

impl Client {
    /// Creates a client of the service at `url`: `http://127.0.0.1:8080`, with or without `/v1`.
    ///
    /// # Errors
    /// [`Failure`] when `url` is no HTTP address, when it would send the token unencrypted over a network, and for a
    /// certificate authority that can not be read.
    pub fn new(url: &str, token: Option<String>, authorities: &AuthorityArgs) -> Result<Client, Failure> {
        let base = url.trim_end_matches('/').trim_end_matches("/v1").to_owned();
        let host = base.strip_prefix("http://").or_else(|| base.strip_prefix("https://")).filter(|h| !h.is_empty());
        let Some(host) = host else {
            return Err(Failure::refused(message!("url-wrong", url = url)));
        };
        if token.is_some() && base.starts_with("http://") && !is_loopback(host) {
            return Err(Failure::refused(message!("token-plain", host = host)));
        }
        let roots = authorities.roots()?;
        let roots = if roots.is_empty() { RootCerts::WebPki } else { RootCerts::from(roots) };
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .user_agent(concat!("peildatum/", env!("CARGO_PKG_VERSION")))
            .middleware(in_language_of_run)
            .build()
            .into();
        Ok(Client { agent, base, token })
    }

    /// Returns the address of the service, without `/v1` and without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends a GET and returns the body as a stream.
    ///
    /// # Errors
    /// [`Failure`] when the service can not be reached or does not answer with success.
    pub fn get(&self, target: &RequestTarget, accept: &str) -> Result<impl Read + use<>, Failure> {
        self.body(self.ask(target, accept), &|_| None)
    }

    /// Like [`Client::get`], for a page of a list: with the `Link` to the next page, if there is one.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn get_page(&self, target: &RequestTarget) -> Result<(impl Read + use<>, Option<String>), Failure> {
        let answer = self.ask(target, "application/json");
        let link = answer.as_ref().ok().and_then(|answer| answer.headers().get(LINK)?.to_str().ok().map(str::to_owned));
        Ok((self.body(answer, &|_| None)?, link))
    }

    fn ask(&self, target: &RequestTarget, accept: &str) -> Result<Response<Body>, ureq::Error> {
        let mut request = self.agent.get(self.address(target)).header("Accept", accept);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.call()
    }

    /// Sends a POST with `body` and returns the body of the answer as a stream. An error about a line of the
    /// body is reported under the name that `named` returns.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn post(
        &self,
        target: &RequestTarget,
        content_type: &str,
        body: &[u8],
        named: NamedLine<'_>,
    ) -> Result<impl Read + use<>, Failure> {
        let mut request = self.agent.post(self.address(target)).content_type(content_type);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        self.body(request.send(body), named)
    }

    /// Sends a DELETE.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn delete(&self, target: &RequestTarget) -> Result<impl Read + use<>, Failure> {
        let mut request = self.agent.delete(self.address(target));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        self.body(request.call(), &|_| None)
    }

    /// Sends a GET and parses the answer as JSON.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn json(&self, target: &RequestTarget) -> Result<Value, Failure> {
        let answer = self.get(target, "application/json")?;
        serde_json::from_slice(&read_all(self, answer)?).map_err(|e| self.no_json(&e))
    }

    /// Records one event, or with `dry_run` only validates it; with `if_match`, only while its subject has that version.
    /// Returns whether it was new, and the answer.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn append(&self, event: &Value, dry_run: bool, if_match: Option<u32>) -> Result<(bool, Value), Failure> {
        let target = RequestTarget::of("/v1/gebeurtenissen").with_flag(keys::DRY_RUN, dry_run);
        let mut request = self.agent.post(self.address(&target)).content_type("application/json");
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(version) = if_match {
            request = request.header("If-Match", format!("\"{version}\""));
        }
        let answer = request.send(event.to_string().as_bytes());
        let is_new = answer.as_ref().is_ok_and(|answer| answer.status().as_u16() == CREATED);
        let bytes = read_all(self, self.body(answer, &|_| None)?)?;
        Ok((is_new, serde_json::from_slice(&bytes).map_err(|e| self.no_json(&e))?))
    }

    fn address(&self, target: &RequestTarget) -> String {
        format!("{}{target}", self.base)
    }

    fn body(
        &self,
        answer: Result<Response<Body>, ureq::Error>,
        named: NamedLine<'_>,
    ) -> Result<impl Read + use<>, Failure> {
        let mut answer = answer.map_err(|e| self.unreachable(&e))?;
        if answer.status().is_success() {
            return Ok(answer.into_body().into_with_config().limit(u64::MAX).reader());
        }
        let status = answer.status();
        let said = answer.body_mut().with_config().limit(PROBLEM_BYTES_MAX).read_to_vec().unwrap_or_default();
        Err(match serde_json::from_slice(&said) {
            Ok(problem @ Value::Object(_)) => problem_failure(&problem, named),
            Ok(_) | Err(_) => {
                Failure::refused(message!("service-strange", url = &self.base, status = status.to_string()))
            }
        })
    }

    fn unreachable(&self, error: &ureq::Error) -> Failure {
        Failure::refused(message!("service-silent", url = &self.base, why = no_answer_reason(error)))
    }

    /// The failure for an answer of a service that can not be read.
    pub fn unreadable(&self, why: Message) -> Failure {
        Failure::refused(message!("service-unreadable", url = &self.base, why = why))
    }

    /// The failure for an answer that should be JSON and is not.
    pub fn no_json(&self, error: &serde_json::Error) -> Failure {
        self.unreadable(json::error_reason(error))
    }
}

/// Why there is no answer, as a message of ours where there is one, else with the text of the library.
fn no_answer_reason(error: &ureq::Error) -> Message {
    match error {
        ureq::Error::Io(error) => describe_io_error(error),
        ureq::Error::HostNotFound => message!("silence-no-host"),
        ureq::Error::Timeout(_) => message!("silence-timeout"),
        ureq::Error::ConnectionFailed => message!("silence-no-connection"),
        other => Message::verbatim(other.to_string()),
    }
}

/// Reads a whole answer into memory.
///
/// # Errors
/// [`Failure`] when the connection breaks.
pub fn read_all(client: &Client, mut answer: impl Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    answer
        .read_to_end(&mut bytes)
        .map_err(|e| client.unreadable(message!("broke-off", why = describe_io_error(&e))))?;
    Ok(bytes)
}

/// Asks for answers in the language of this run.
fn in_language_of_run(
    mut request: ureq::http::Request<SendBody<'_>>,
    next: MiddlewareNext<'_>,
) -> Result<Response<Body>, ureq::Error> {
    let language = HeaderValue::from_static(super::language().tag());
    request.headers_mut().insert(ACCEPT_LANGUAGE, language);
    next.handle(request)
}

fn is_loopback(host: &str) -> bool {
    let host = host.split('/').next().unwrap_or(host);
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Converts a problem document to one line: its detail, and the first errors in it, by line and field.
fn problem_failure(problem: &Value, named: NamedLine<'_>) -> Failure {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let line = match (text(problem, "detail"), text(problem, "title")) {
        (detail, title) if detail.is_empty() => title,
        (detail, _) => detail,
    };
    let errors = problem.get("fouten").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let shown: Vec<String> = errors
        .iter()
        .take(ERRORS_SHOWN_MAX)
        .map(|error| (text(error, "veld"), text(error, "melding")))
        // The text of a single error is often already in the detail.
        .filter(|(_, message)| !line.contains(message.as_str()))
        .map(|(field, message)| if field.is_empty() { message } else { format!("{field}: {message}") })
        .collect();
    let mut said = if shown.is_empty() { line } else { format!("{line}: {}", shown.join("; ")) };
    if let Some(place) = problem.get("regel").and_then(Value::as_u64).and_then(named) {
        said = format!("{place}: {said}");
    }
    let mut line = vec![Message::verbatim(said)];
    if errors.len() > ERRORS_SHOWN_MAX {
        line.push(message!("and-more", count = errors.len() - ERRORS_SHOWN_MAX));
    }
    let line = Message::joined(line, "; ");
    match text(problem, "code").as_str() {
        LOG_STOPPED => Failure::folder(line),
        DIFFERS => Failure::no(line),
        _ => Failure::refused(line),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_travels_plain_to_this_machine_only() {
        let token = || Some("geheim".to_owned());
        assert!(Client::new("http://127.0.0.1:8080/v1/", token(), &AuthorityArgs::default()).is_ok());
        assert!(Client::new("http://[::1]:8080", token(), &AuthorityArgs::default()).is_ok());
        assert!(Client::new("https://peildatum.example", token(), &AuthorityArgs::default()).is_ok());
        assert!(Client::new("http://peildatum.example", None, &AuthorityArgs::default()).is_ok());
        assert!(Client::new("http://peildatum.example", token(), &AuthorityArgs::default()).is_err());
        assert!(Client::new("http://127.0.0.1.example", token(), &AuthorityArgs::default()).is_err());
        assert!(Client::new("127.0.0.1:8080", None, &AuthorityArgs::default()).is_err());
    }

    #[test]
    fn a_problem_document_becomes_one_line() {
        let problem = json!({ "status": 400, "title": "Ongeldige invoer", "detail": "2 velden zijn niet goed",
            "fouten": [{ "veld": "gegevens.titel", "code": "ontbreekt", "melding": "titel ontbreekt" },
                       { "veld": "", "code": "x", "melding": "en\nnog wat" }] });
        let Failure::Error(_, line) = problem_failure(&problem, &|_| None) else { panic!("a problem is told") };
        assert_eq!(
            super::super::failure::one_line(&line.to_string()),
            "2 velden zijn niet goed: gegevens.titel: titel ontbreekt; en nog wat"
        );
        let once = json!({ "status": 404, "title": "Niet gevonden", "detail": "ronde x is niet geopend",
            "fouten": [{ "veld": "van", "code": "ronde-onbekend", "melding": "ronde x is niet geopend" }] });
        let Failure::Error(_, line) = problem_failure(&once, &|_| None) else { panic!("a problem is told") };
        assert_eq!(line.to_string(), "ronde x is niet geopend", "said once");
    }
}
