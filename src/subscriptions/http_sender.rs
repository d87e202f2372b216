//! The HTTP client for receivers: one request and one answer, bounded in time and size, to an address that is checked
//! before it is connected to.
//!
//! No redirect is followed and no proxy of the environment is used: either would lead to an unchecked address. Every
//! request resolves its name again and connects only to addresses that passed the check, so a name that now points
//! elsewhere is checked as what it is now; connections are not reused for the same reason.

use std::fmt;
use std::io;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{HeaderMap, Response, Uri};
use ureq::tls::Certificate;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

use super::cloud_event;
use super::guard::{Guard, Scheme};
use super::registration::Url;
use crate::app::trace::TraceContext;
use crate::outgoing;

/// The most bytes that are read of an answer. Only its status counts; the rest is read so that a receiver can finish
/// its answer.
const ANSWER_MAX: u64 = 16 * 1024;

/// The time limit for the body of an answer, once its status is known.
const ANSWER_BODY_TIME: Duration = Duration::from_secs(2);

/// The time limits of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To resolve the address and connect.
    pub connect: Duration,
    /// For the whole call, up to the status of the answer.
    pub total: Duration,
}

impl Default for Timeouts {
    /// Five seconds to connect; twenty in all, since a receiver should acknowledge first and work later.
    fn default() -> Timeouts {
        Timeouts { connect: Duration::from_secs(5), total: Duration::from_secs(20) }
    }
}

/// A delivery, ready to be sent.
#[derive(Debug)]
pub struct DeliveryRequest<'a> {
    /// The address of the receiver.
    pub url: &'a Url,
    /// The id of the event: the same at each attempt, so that a receiver can drop duplicates (at-least-once delivery).
    pub id: &'a str,
    /// The Unix time in seconds at which it is sent.
    pub second: i64,
    /// The signature over id, second and body.
    pub signature: &'a str,
    /// The bearer token that the receiver requires.
    pub token: Option<&'a str>,
    /// The name of the sender, as agreed in the handshake.
    pub origin: &'a str,
    /// The step of a trace that this call is.
    pub trace: &'a TraceContext,
    /// One CloudEvent in JSON.
    pub body: &'a [u8],
}

/// The request of the handshake: may we send?
#[derive(Debug)]
pub struct HandshakeRequest<'a> {
    /// The address of the receiver.
    pub url: &'a Url,
    /// The name of the sender.
    pub origin: &'a str,
    /// The most deliveries per minute that we would send.
    pub rate: u32,
    /// The bearer token that the receiver requires.
    pub token: Option<&'a str>,
}

/// The answer of a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiverAnswer {
    /// The status.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// The header `WebHook-Allowed-Origin`.
    pub allowed_origin: Option<String>,
    /// The header `WebHook-Allowed-Rate`.
    pub allowed_rate: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryError {
    /// The name resolves only to addresses that may not be called.
    Forbidden,
    /// The time limit passed.
    Timeout,
    /// The name does not resolve.
    NoSuchName,
    /// No connection could be made, or it broke.
    Unreachable,
    /// The certificate or the encryption was refused.
    Tls,
    /// The answer is no HTTP, or larger than allowed.
    NoHttp,
}

impl DeliveryError {
    /// Every kind of error.
    pub const ALL: [DeliveryError; 6] = [
        DeliveryError::Forbidden,
        DeliveryError::Timeout,
        DeliveryError::NoSuchName,
        DeliveryError::Unreachable,
        DeliveryError::Tls,
        DeliveryError::NoHttp,
    ];

    /// The Dutch word at the border, stable.
    pub const fn name(self) -> &'static str {
        match self {
            DeliveryError::Forbidden => "adres-niet-toegestaan",
            DeliveryError::Timeout => "tijd-verstreken",
            DeliveryError::NoSuchName => "naam-onbekend",
            DeliveryError::Unreachable => "niet-bereikbaar",
            DeliveryError::Tls => "tls-geweigerd",
            DeliveryError::NoHttp => "geen-http",
        }
    }
}

/// Sends requests to receivers. Blocks: each call runs on a thread of its own.
pub trait DeliverySender: Send + Sync + 'static {
    /// Sends a delivery.
    ///
    /// # Errors
    /// [`DeliveryError`] when no status came back in time.
    fn deliver(&self, letter: &DeliveryRequest<'_>) -> Result<ReceiverAnswer, DeliveryError>;

    /// Asks the receiver whether deliveries are welcome.
    ///
    /// # Errors
    /// As for [`DeliverySender::deliver`].
    fn handshake(&self, question: &HandshakeRequest<'_>) -> Result<ReceiverAnswer, DeliveryError>;
}

/// The implementation over HTTP.
pub struct HttpSender {
    agent: Agent,
}

impl HttpSender {
    /// Creates a client with the resolver of the system. `roots`, if any, replace the certificate authorities that
    /// browsers trust.
    pub fn new(guard: Guard, timeouts: Timeouts, roots: &[Certificate<'static>]) -> HttpSender {
        HttpSender::with_resolver(guard, timeouts, roots, DefaultResolver::default())
    }

    /// Creates a client with another resolver; its addresses are checked all the same.
    pub fn with_resolver(
        guard: Guard,
        timeouts: Timeouts,
        roots: &[Certificate<'static>],
        resolver: impl Resolver,
    ) -> HttpSender {
        let config = outgoing::settings(roots)
            .accept("*/*")
            .max_idle_connections(0)
            .timeout_resolve(Some(timeouts.connect))
            .timeout_connect(Some(timeouts.connect))
            .timeout_recv_response(Some(timeouts.total))
            .timeout_recv_body(Some(ANSWER_BODY_TIME))
            .timeout_global(Some(timeouts.total))
            .build();
        let resolver = GuardedResolver { guard, inner: resolver };
        HttpSender { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }
}

impl DeliverySender for HttpSender {
    fn deliver(&self, letter: &DeliveryRequest<'_>) -> Result<ReceiverAnswer, DeliveryError> {
        let mut request = self
            .agent
            .post(letter.url.as_str())
            .header("content-type", format!("{}; charset=utf-8", cloud_event::MEDIA_TYPE))
            .header("webhook-id", letter.id)
            .header("webhook-timestamp", letter.second.to_string())
            .header("webhook-signature", letter.signature)
            .header("webhook-request-origin", letter.origin)
            .header("traceparent", letter.trace.to_string());
        if let Some(state) = letter.trace.state() {
            request = request.header("tracestate", state);
        }
        if let Some(token) = letter.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read_answer(request.send(letter.body))
    }

    fn handshake(&self, question: &HandshakeRequest<'_>) -> Result<ReceiverAnswer, DeliveryError> {
        let mut request = self
            .agent
            .options(question.url.as_str())
            .header("webhook-request-origin", question.origin)
            .header("webhook-request-rate", question.rate.to_string());
        if let Some(token) = question.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read_answer(request.call())
    }
}

fn read_answer(got: Result<Response<Body>, Error>) -> Result<ReceiverAnswer, DeliveryError> {
    let mut response = got.map_err(|error| delivery_error(&error))?;
    let answer = ReceiverAnswer {
        status: response.status().as_u16(),
        retry_after: header(response.headers(), "retry-after"),
        allowed_origin: header(response.headers(), "webhook-allowed-origin"),
        allowed_rate: header(response.headers(), "webhook-allowed-rate"),
    };
    // The body does not count: one that is too large or too slow is not read further.
    response.body_mut().with_config().limit(ANSWER_MAX).read_to_vec().ok();
    Ok(answer)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(|value| value.trim().to_owned())
}

fn delivery_error(error: &Error) -> DeliveryError {
    match error {
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<Forbidden>()) => DeliveryError::Forbidden,
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => DeliveryError::Timeout,
        Error::Timeout(_) => DeliveryError::Timeout,
        // A TLS error arrives as invalid data.
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => DeliveryError::Tls,
        Error::HostNotFound => DeliveryError::NoSuchName,
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => DeliveryError::Tls,
        Error::Io(_) | Error::ConnectionFailed => DeliveryError::Unreachable,
        // The library adds error variants; all others are answers that are no valid HTTP.
        _ => DeliveryError::NoHttp,
    }
}

/// A resolver that keeps only the addresses that may be called. The connection is made to a checked address.
#[derive(Debug)]
struct GuardedResolver<R> {
    guard: Guard,
    inner: R,
}

/// The error of a name without an address that may be called.
#[derive(Debug)]
struct Forbidden;

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to no address that may be called")
    }
}

impl std::error::Error for Forbidden {}

impl<R: Resolver> Resolver for GuardedResolver<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let scheme = if uri.scheme_str() == Some("https") { Scheme::Https } else { Scheme::Http };
        let mut kept = self.empty();
        for address in found.iter().filter(|address| self.guard.permits(scheme, address.ip())) {
            kept.push(*address);
        }
        if kept.is_empty() { Err(Error::Io(io::Error::other(Forbidden))) } else { Ok(kept) }
    }
}
