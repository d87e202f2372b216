//! The HTTP client for providers: bounded in time and size, without redirects, and only to encrypted addresses, or to this
//! machine. It blocks: each call runs on a thread that may.

use std::io::Read as _;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::Certificate;

use crate::outgoing;

/// The most bytes of an answer: a set of keys with chains of certificates is some 20 kB.
const ANSWER_MAX: u64 = 256 * 1024;

/// The time for a call as a whole: somebody waits for it to sign in.
const CALL_TIME: Duration = Duration::from_secs(10);

/// The time to connect.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// What a service asks of a provider. Tests have one without a network.
pub trait ProviderHttp: Send + Sync {
    /// Fetches a JSON document.
    ///
    /// # Errors
    /// Why there is none, for the log.
    fn get(&self, url: &str) -> Result<Value, String>;

    /// Sends a form, with a client id and a secret where they go in a header, and returns the status and the JSON of the
    /// answer.
    ///
    /// # Errors
    /// Why there is no answer, for the log.
    fn post(&self, url: &str, form: &[(&str, &str)], authorization: Option<&str>) -> Result<(u16, Value), String>;
}

/// The client over HTTP.
pub struct HttpClient(Agent);

impl HttpClient {
    /// Creates a client. `roots`, if any, replace the certificate authorities that browsers trust.
    pub fn new(roots: &[Certificate<'static>]) -> HttpClient {
        let config = outgoing::settings(roots)
            .accept("application/json")
            .timeout_connect(Some(CONNECT_TIME))
            .timeout_global(Some(CALL_TIME))
            .build();
        HttpClient(config.into())
    }
}

impl ProviderHttp for HttpClient {
    fn get(&self, url: &str) -> Result<Value, String> {
        must_be_safe(url)?;
        match read(self.0.get(url).call())? {
            (200, answer) => Ok(answer),
            (status, _) => Err(format!("{url} answered {status}")),
        }
    }

    fn post(&self, url: &str, form: &[(&str, &str)], authorization: Option<&str>) -> Result<(u16, Value), String> {
        must_be_safe(url)?;
        let request = self.0.post(url);
        let request = match authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        };
        read(request.send_form(form.iter().copied()))
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<(u16, Value), String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    // The limit of the body counts what comes in, before it is unpacked; this one counts what is kept.
    let mut bytes = Vec::new();
    let mut body = answer.body_mut().with_config().limit(ANSWER_MAX).reader().take(ANSWER_MAX + 1);
    body.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > ANSWER_MAX {
        return Err(format!("the answer is longer than {ANSWER_MAX} bytes"));
    }
    Ok((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

/// Refuses an address to which a secret or an answer would travel readably.
pub fn must_be_safe(url: &str) -> Result<(), String> {
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    let is_safe = is_plain
        && url.parse::<Uri>().is_ok_and(|uri| {
            let host = uri.host().unwrap_or_default();
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            let is_here =
                bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
            match uri.scheme_str() {
                Some("https") => !host.is_empty(),
                Some("http") => is_here,
                _ => false,
            }
        });
    if is_safe { Ok(()) } else { Err(format!("{url} is no https address")) }
}

#[cfg(test)]
mod tests {
    use super::must_be_safe;

    #[test]
    fn nothing_is_asked_over_a_connection_that_others_can_read() {
        for safe in
            ["https://login.example/realms/x", "http://localhost:8081/keys", "http://127.0.0.1:1/", "http://[::1]:1/"]
        {
            assert!(must_be_safe(safe).is_ok(), "{safe}");
        }
        for other in [
            "http://login.example/",
            "ftp://login.example/",
            "login.example",
            "file:///etc/passwd",
            "http://127.0.0.1.evil.example/",
        ] {
            assert!(must_be_safe(other).is_err(), "{other}");
        }
    }
}
