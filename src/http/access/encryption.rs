//! Tells a browser that came over TLS to ask this host in no other way.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::http::app_state::AppState;
use crate::http::peer::{OverTls, PeerAddress};

/// What a browser keeps to for a year, for this host and those below it (RFC 6797).
const TLS_FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Returns true if the client came over TLS: to the service itself, or by the word of a trusted proxy.
pub(super) fn is_encrypted(site: &AppState, request: &Request) -> bool {
    let peer = request.extensions().get::<PeerAddress>();
    let said = site.settings().access.as_ref().zip(peer);
    request.extensions().get::<OverTls>().is_some()
        || said.is_some_and(|(access, peer)| access.proxies.is_encrypted(peer.0, request.headers()))
}

/// Adds the header to an answer.
pub(super) fn stay(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, TLS_FOR_A_YEAR);
    answer
}
